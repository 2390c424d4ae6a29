//! The stream below lettre: bounded replies, deadlines for whole replies, TLS or not.
//!
//! Floor: deliver. lettre 0.11.23 reads a line of any length, waits per read and not per reply, and keeps
//! bytes that came before the handshake. So it gets a stream that hands over one checked reply at a time,
//! keeps that reply for the caller, and fails with a reason of ours.

use std::fmt;
use std::future::{Future, poll_fn};
use std::io;
use std::mem;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep};
use tokio_rustls::client::TlsStream;

use super::fault::Cause;
use super::reply::{Replies, Reply};

/// What carries the bytes.
pub(crate) enum Carrier {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
    /// Handed back, or never to be used again.
    Gone,
}

/// A connection with its rules. Shared by lettre and the session, which never use it at once.
#[derive(Clone)]
pub(crate) struct Wire(Arc<Mutex<State>>);

struct State {
    carrier: Carrier,
    replies: Replies,
    /// A checked reply on its way to lettre.
    out: Vec<u8>,
    /// Replies handed over and not yet looked at by the session.
    seen: Vec<Reply>,
    /// Once set, nothing more is read or written.
    trouble: Option<Cause>,
    /// Greeting and EHLO are under way: after a refusal lettre would wait for an answer to QUIT.
    is_opening: bool,
    patience: Duration,
    timer: Option<Pin<Box<Sleep>>>,
    is_armed: bool,
}

impl Wire {
    pub(crate) fn new(carrier: Carrier, patience: Duration) -> Self {
        Self(Arc::new(Mutex::new(State {
            carrier,
            replies: Replies::default(),
            out: Vec::new(),
            seen: Vec::new(),
            trouble: None,
            is_opening: true,
            patience,
            timer: None,
            is_armed: false,
        })))
    }

    /// Makes the next reply one that the server never sent: after STARTTLS there is no second greeting, and
    /// lettre waits for one.
    pub(crate) fn greet(&self) {
        self.state().replies.feed(b"220 TLS\r\n");
    }

    /// Ends the opening: a refusal no longer closes the wire.
    pub(crate) fn opened(&self) {
        self.state().is_opening = false;
    }

    /// Sets how long a whole reply may take, or the peer may refuse to read.
    pub(crate) fn set_patience(&self, patience: Duration) {
        let mut state = self.state();
        state.patience = patience;
        state.is_armed = false;
    }

    /// Returns the replies handed over since the last call.
    pub(crate) fn take_seen(&self) -> Vec<Reply> {
        mem::take(&mut self.state().seen)
    }

    /// Returns why the wire is dead.
    pub(crate) fn trouble(&self) -> Option<Cause> {
        self.state().trouble.clone()
    }

    /// Writes all bytes; returns how many the carrier took, and what stopped it.
    ///
    /// The count tells "the final dot never left" from "it may have arrived".
    pub(crate) async fn write(&self, bytes: &[u8]) -> (usize, Result<(), Cause>) {
        let mut taken = 0;
        while let Some(rest) = bytes.get(taken..).filter(|rest| !rest.is_empty()) {
            match poll_fn(|cx| self.state().poll_write(cx, rest)).await {
                Ok(count) => taken += count,
                Err(error) => return (taken, Err(self.cause(&error))),
            }
        }
        let flushed = poll_fn(|cx| self.state().poll_flush(cx)).await;
        (taken, flushed.map_err(|error| self.cause(&error)))
    }

    /// Tells whether the server has said or closed something without being asked.
    ///
    /// The caller must have given the network driver a turn, or the answer is that of a moment ago.
    pub(crate) async fn has_news(&self) -> bool {
        poll_fn(|cx| {
            let mut state = self.state();
            if state.trouble.is_none() && state.replies.is_empty() && state.poll_fill(cx).is_pending() {
                return Poll::Ready(false);
            }
            Poll::Ready(true)
        })
        .await
    }

    /// Takes the bare connection out, for the TLS handshake.
    ///
    /// # Errors
    /// When the server has already sent something that would count as said under TLS (CVE-2011-0411 and
    /// its kin), or the connection is not bare.
    pub(crate) async fn into_bare(self) -> Result<TcpStream, Cause> {
        if self.has_news().await {
            return Err(self.trouble().unwrap_or(Cause::Injected));
        }
        match mem::replace(&mut self.state().carrier, Carrier::Gone) {
            Carrier::Plain(stream) => Ok(stream),
            Carrier::Tls(_) | Carrier::Gone => Err(Cause::Closed),
        }
    }

    fn cause(&self, error: &io::Error) -> Cause {
        self.trouble().unwrap_or_else(|| Cause::from_io(error))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic while locked leaves bytes and flags, nothing half-made.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn fail<T>(&mut self, cause: Cause) -> Poll<io::Result<T>> {
        self.trouble.get_or_insert(cause);
        Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()))
    }

    /// Counts the time from the first wait for a reply, not from each byte.
    fn poll_patience<T>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        let patience = self.patience;
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(patience)));
        if !self.is_armed {
            timer.as_mut().reset(Instant::now() + patience);
            self.is_armed = true;
        }
        ready!(timer.as_mut().poll(cx));
        self.fail(Cause::TimedOut(patience))
    }

    /// Reads what is there into the replies.
    fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut bytes = [0; 4096];
        let mut buffer = ReadBuf::new(&mut bytes);
        let result = match &mut self.carrier {
            Carrier::Plain(stream) => ready!(Pin::new(stream).poll_read(cx, &mut buffer)),
            Carrier::Tls(stream) => ready!(Pin::new(stream.as_mut()).poll_read(cx, &mut buffer)),
            Carrier::Gone => Ok(()),
        };
        match result {
            Ok(()) if buffer.filled().is_empty() => self.fail(Cause::Closed),
            Ok(()) => {
                self.replies.feed(buffer.filled());
                Poll::Ready(Ok(()))
            }
            Err(error) => self.fail(Cause::from_io(&error)),
        }
    }

    fn poll_read(&mut self, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        loop {
            if !self.out.is_empty() {
                let count = self.out.len().min(buffer.remaining());
                buffer.put_slice(&self.out.drain(..count).collect::<Vec<u8>>());
                return Poll::Ready(Ok(()));
            }
            if self.trouble.is_some() {
                return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
            }
            match self.replies.take() {
                Ok(Some(reply)) => {
                    self.is_armed = false;
                    self.out = reply.to_wire();
                    self.seen.push(reply);
                }
                Ok(None) => match self.poll_fill(cx) {
                    Poll::Ready(result) => result?,
                    Poll::Pending => return self.poll_patience(cx),
                },
                Err(broken) => return self.fail(Cause::Broken(broken)),
            }
        }
    }

    fn poll_write(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let is_refused = self.is_opening && self.seen.last().is_some_and(Reply::is_no);
        if self.trouble.is_some() || is_refused {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        let written = match &mut self.carrier {
            Carrier::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Carrier::Tls(stream) => Pin::new(stream.as_mut()).poll_write(cx, bytes),
            Carrier::Gone => Poll::Ready(Ok(0)),
        };
        match written {
            Poll::Ready(Ok(0)) => self.fail(Cause::Closed),
            Poll::Ready(Ok(count)) => {
                self.is_armed = false;
                Poll::Ready(Ok(count))
            }
            Poll::Ready(Err(error)) => self.fail(Cause::from_io(&error)),
            Poll::Pending => self.poll_patience(cx),
        }
    }

    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.trouble.is_some() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        let flushed = match &mut self.carrier {
            Carrier::Plain(_) | Carrier::Gone => Poll::Ready(Ok(())),
            Carrier::Tls(stream) => Pin::new(stream.as_mut()).poll_flush(cx),
        };
        match flushed {
            Poll::Ready(Ok(())) => {
                self.is_armed = false;
                Poll::Ready(Ok(()))
            }
            Poll::Ready(Err(error)) => self.fail(Cause::from_io(&error)),
            Poll::Pending => self.poll_patience(cx),
        }
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wire")
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.state().poll_read(cx, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.state().poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.state().poll_flush(cx)
    }

    /// Closing is dropping: a server that no longer reads must not hold us up.
    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

impl AsyncTokioStream for Wire {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        match &self.state().carrier {
            Carrier::Plain(stream) => stream.peer_addr(),
            Carrier::Tls(stream) => stream.get_ref().0.peer_addr(),
            Carrier::Gone => Err(io::ErrorKind::NotConnected.into()),
        }
    }
}
