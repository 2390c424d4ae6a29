//! Sending a queue: several connections, a limit a minute, an outcome for each message.
//!
//! Floor: deliver. Retries only what cannot have arrived, a bounded number of times, and gives up as a whole
//! when the server does not answer any more; what is left stays queued.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::sync::{Mutex, OnceCell};
use tokio::time::{Instant, sleep, sleep_until};

use super::connect::{Keys, open};
use super::content::{self, Content, Waits, unfit};
use super::fault::{Cause, Fault, Stage};
use super::job::{Event, Outcome, Outgoing, Queue, Summary};
use super::ledger::Ledger;
use super::pace::Pace;
use super::session::{Envelope, Session};
use super::stop::Stop;
use crate::error::{Error, Result};
use crate::model::mail_account::Smtp;

/// How long to wait before connecting again, by the number of connections lost in a row. Behind its end the
/// run ends: with `timeout: 2` and a server that hangs, in under twenty seconds.
const BACK_OFF: [Duration; 6] = [
    Duration::ZERO,
    Duration::ZERO,
    Duration::from_millis(200),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
];

/// Sends what the queue gives until it is empty, the user stops, or the server is of no use.
///
/// `smtp.ca_file` must be resolved against the practice folder. A queue that is empty costs nothing: neither
/// a connection nor a question for the password.
///
/// # Errors
/// Those of the queue alone. What the network did is in the outcomes and in [`Summary::trouble`].
pub fn send_all<Q: Queue>(smtp: &Smtp, queue: &mut Q, stop: &Stop) -> Result<Summary> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::internal("the network can't be used").cause(error))?;
    let result = runtime.block_on(run(smtp, queue, stop));
    // A look-up of a name may hang in the system for long; nobody waits for it.
    runtime.shutdown_background();
    result
}

async fn run<Q: Queue>(smtp: &Smtp, queue: &mut Q, stop: &Stop) -> Result<Summary> {
    let run = Run {
        smtp,
        stop,
        ledger: Ledger::new(queue),
        pace: RefCell::new(Pace::new(smtp.per_minute)),
        keys: OnceCell::new(),
        first: Mutex::new(()),
        is_proven: Cell::new(false),
        open_sessions: Cell::new(0),
        losses: Cell::new(0),
        trouble: RefCell::new(None),
    };
    let mut workers: FuturesUnordered<_> = (0..smtp.connections.max(1)).map(|_| run.work()).collect();
    while workers.next().await.is_some() {}
    drop(workers);
    run.settle_returned().await?;
    let mut summary = run.ledger.close()?;
    summary.is_stopped = stop.is_requested();
    summary.trouble = run.trouble.into_inner().map(|fault| fault.to_error(smtp));
    Ok(summary)
}

/// What the connections of one run share.
struct Run<'a, Q> {
    smtp: &'a Smtp,
    stop: &'a Stop,
    ledger: Ledger<'a, Q>,
    pace: RefCell<Pace>,
    keys: OnceCell<Keys>,
    /// Held while the first connection is opened: a wrong password is tried once, not once a connection.
    first: Mutex<()>,
    is_proven: Cell<bool>,
    open_sessions: Cell<usize>,
    /// Connections lost since the server last decided about a message; those that hung count twice.
    losses: Cell<usize>,
    trouble: RefCell<Option<Fault>>,
}

/// What to do with a message whose connection could not be opened.
enum Opened {
    Session(Box<Session>),
    /// Others are open: they shall have it.
    HandBack,
    GiveUp(Fault),
}

impl<Q: Queue> Run<'_, Q> {
    /// One connection's work. Ends when nothing is left, or the run is over.
    async fn work(&self) -> Result<()> {
        let mut session = None;
        let result = self.work_with(&mut session).await;
        if let Some(session) = session.take() {
            self.open_sessions.set(self.open_sessions.get().saturating_sub(1));
            session.quit(self.smtp.timeout).await;
        }
        result
    }

    async fn work_with(&self, session: &mut Option<Session>) -> Result<()> {
        // The outcome of one message is kept together with the beginning of the next: one commit for both.
        let mut done = None;
        while !self.is_over() {
            let Some(message) = self.ledger.next()? else {
                if done.is_none() {
                    break;
                }
                // Meanwhile another connection may hand a message back.
                self.ledger.post(done.take()).await?;
                continue;
            };
            let start = self.pace.borrow_mut().book(Instant::now());
            if start > Instant::now() {
                self.ledger.post(done.take()).await?;
                if self.stop.unless(sleep_until(start)).await.is_none() {
                    break;
                }
            }
            // One that another connection handed back has begun already.
            if !self.ledger.has_begun(message.id) || done.is_some() {
                let begin = (!self.ledger.has_begun(message.id)).then_some(Event::Begin(message.id));
                self.ledger.post(done.take().into_iter().chain(begin)).await?;
            }
            if !self.ledger.has_begun(message.id) {
                continue;
            }
            let id = message.id;
            let (outcome, shall_go_on) = match unfit(&message) {
                Some(text) => (Outcome::Refused { code: None, text }, true),
                None => match self.deliver(session, message).await? {
                    Some(end) => end,
                    None => return Ok(()),
                },
            };
            done = Some(Event::Outcome(id, outcome));
            if !shall_go_on {
                break;
            }
        }
        if done.is_some() { self.ledger.post(done).await } else { Ok(()) }
    }

    fn is_over(&self) -> bool {
        self.stop.is_requested() || self.trouble.borrow().is_some()
    }

    /// Sends one message; returns how it ended and whether this connection shall go on with others. `None`:
    /// the message was handed back.
    async fn deliver(
        &self,
        slot: &mut Option<Session>,
        message: Outgoing,
    ) -> Result<Option<(Outcome, bool)>> {
        loop {
            let mut session = match slot.take() {
                Some(session) => session,
                None => match self.open_session().await {
                    Opened::Session(session) => *session,
                    Opened::HandBack => {
                        self.ledger.hand_back(message);
                        return Ok(None);
                    }
                    Opened::GiveUp(fault) => return Ok(Some(self.give_up(&fault))),
                },
            };
            let was_used = session.is_used();
            let end = self.transact(&mut session, &message).await;
            if let Ok(Content::Settled(outcome)) = end {
                session.set_used();
                *slot = Some(session);
                self.losses.set(0);
                return Ok(Some((outcome, true)));
            }
            drop(session);
            self.open_sessions.set(self.open_sessions.get().saturating_sub(1));
            match end? {
                Content::Settled(outcome) | Content::Ended(outcome, None) => {
                    return Ok(Some((outcome, true)));
                }
                Content::Ended(outcome, Some(fault)) => {
                    self.lose(&fault);
                    return Ok(Some((outcome, true)));
                }
                Content::Unsent(fault) if fault.is_final() => return Ok(Some(self.give_up(&fault))),
                // An idle or worn connection: the message was not even begun, a fresh one will tell.
                Content::Unsent(fault) if was_used => self.lose(&fault),
                Content::Unsent(fault) => {
                    self.lose(&fault);
                    return Ok(Some((Outcome::Later { reason: fault.reason() }, true)));
                }
            }
        }
    }

    /// The dialogue about one message.
    async fn transact(&self, session: &mut Session, message: &Outgoing) -> Result<Content> {
        match self.stop.unless(session.envelope(message)).await {
            None => return Ok(Content::Unsent(Fault::new(Stage::Sender, Cause::Stopped))),
            Some(Err(fault)) => return Ok(Content::Unsent(fault)),
            Some(Ok(Envelope::Settled(outcome))) => return Ok(Content::Settled(outcome)),
            Some(Ok(Envelope::Ended(outcome))) => return Ok(Content::Ended(outcome, None)),
            Some(Ok(Envelope::Open)) => {}
        }
        let waits = Waits { reply: self.smtp.timeout, dot: self.smtp.dot_timeout };
        content::send(session, message, waits, self.stop, || self.ledger.hand_over(message.id)).await
    }

    /// Opens a connection, again if one was lost before and the table allows.
    async fn open_session(&self) -> Opened {
        loop {
            if self.is_over() {
                let known = self.trouble.borrow().clone();
                return Opened::GiveUp(known.unwrap_or(Fault::new(Stage::Connect, Cause::Stopped)));
            }
            let pause = BACK_OFF.get(self.losses.get()).copied().unwrap_or_default();
            if !pause.is_zero() && self.stop.unless(sleep(pause)).await.is_none() {
                return Opened::GiveUp(Fault::new(Stage::Connect, Cause::Stopped));
            }
            let opened = self.stop.unless(self.try_open()).await;
            match opened.unwrap_or(Err(Fault::new(Stage::Connect, Cause::Stopped))) {
                Ok(session) => {
                    self.is_proven.set(true);
                    self.open_sessions.set(self.open_sessions.get() + 1);
                    return Opened::Session(Box::new(session));
                }
                // Many servers allow fewer connections, or logins, than the settings ask for.
                Err(fault) if self.open_sessions.get() > 0 && fault.cause != Cause::Stopped => {
                    return Opened::HandBack;
                }
                Err(fault) if fault.is_final() || !self.is_proven.get() => return Opened::GiveUp(fault),
                Err(fault) => {
                    self.lose(&fault);
                    if self.trouble.borrow().is_some() {
                        return Opened::GiveUp(fault);
                    }
                }
            }
        }
    }

    async fn try_open(&self) -> std::result::Result<Session, Fault> {
        let first = if self.is_proven.get() { None } else { Some(self.first.lock().await) };
        // Whoever waited behind a first connection that failed does not try again.
        if let Some(fault) = self.trouble.borrow().clone() {
            return Err(fault);
        }
        let _first = first.filter(|_| !self.is_proven.get());
        let result = match self.keys.get_or_try_init(|| Keys::read(self.smtp)).await {
            Ok(keys) => open(self.smtp, keys, |_| ()).await,
            Err(fault) => Err(fault),
        };
        match &result {
            Ok(_) => self.is_proven.set(true),
            Err(fault) if !self.is_proven.get() => self.end(fault),
            Err(_) => {}
        }
        result
    }

    /// Ends what was handed back and taken by nobody, as the run was over.
    async fn settle_returned(&self) -> Result<()> {
        let fault = self.trouble.borrow().clone().unwrap_or(Fault::new(Stage::Connect, Cause::Stopped));
        let left = self.ledger.take_returned().into_iter();
        let events: Vec<Event> =
            left.map(|id| Event::Outcome(id, Outcome::Later { reason: fault.reason() })).collect();
        if events.is_empty() { Ok(()) } else { self.ledger.post(events).await }
    }

    /// Counts a lost connection; too many in a row end the run.
    fn lose(&self, fault: &Fault) {
        let losses = self.losses.get() + if fault.is_timeout() { 2 } else { 1 };
        self.losses.set(losses);
        if losses >= BACK_OFF.len() {
            self.end(fault);
        }
    }

    /// Ends the run for the first reason given.
    fn end(&self, fault: &Fault) {
        self.trouble.borrow_mut().get_or_insert_with(|| fault.clone());
    }

    /// Ends the run with the message in hand still queued.
    fn give_up(&self, fault: &Fault) -> (Outcome, bool) {
        if fault.cause != Cause::Stopped {
            self.end(fault);
        }
        (Outcome::Later { reason: fault.reason() }, false)
    }
}
