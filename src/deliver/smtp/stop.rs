//! The wish to stop, from Ctrl-C or from the program itself.
//!
//! Floor: deliver. Sending ends within seconds: what has not left stays queued, what has left is waited for.

use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use tokio::sync::Notify;

use crate::error::{Error, Result};

/// A flag that sending looks at, and wakes up by. Copies share the flag.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<Flag>);

#[derive(Debug, Default)]
struct Flag {
    is_set: AtomicBool,
    notify: Notify,
}

impl Stop {
    /// Returns a flag that nobody has set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns a flag that SIGINT, SIGTERM and SIGHUP set; a second signal ends the process at once with
    /// exit code 130, which is safe: the outbox knows what was under way.
    ///
    /// # Errors
    /// `Internal` when the system gives no thread or no signals.
    pub fn on_signals() -> Result<Self> {
        let stop = Self::new();
        let flag = stop.clone();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Error::internal("signals can't be watched").cause(error))?;
        let mut signals = {
            let _inside = runtime.enter();
            Signals::new().map_err(|error| Error::internal("signals can't be watched").cause(error))?
        };
        thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || {
                runtime.block_on(async move {
                    signals.next().await;
                    flag.request();
                    signals.next().await;
                    #[expect(clippy::disallowed_methods, reason = "the user has asked twice")]
                    process::exit(130);
                });
            })
            .map_err(|error| Error::internal("signals can't be watched").cause(error))?;
        Ok(stop)
    }

    /// Asks to stop.
    pub fn request(&self) {
        self.0.is_set.store(true, Ordering::SeqCst);
        self.0.notify.notify_waiters();
    }

    /// Tells whether somebody asked to stop.
    pub fn is_requested(&self) -> bool {
        self.0.is_set.load(Ordering::SeqCst)
    }

    /// Waits until somebody asks to stop.
    pub(crate) async fn requested(&self) {
        // The wait is registered before the flag is read: a request in between is not missed.
        let notified = self.0.notify.notified();
        if !self.is_requested() {
            notified.await;
        }
    }

    /// Returns what the work returns; `None` when the wish to stop comes first. The work is then dropped.
    pub(crate) async fn unless<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.requested() => None,
            result = work => Some(result),
        }
    }
}

#[cfg(unix)]
struct Signals([tokio::signal::unix::Signal; 3]);

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self([
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
            signal(SignalKind::hangup())?,
        ]))
    }

    async fn next(&mut self) {
        let [interrupt, terminate, hangup] = &mut self.0;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        // Without a console there is nothing to wait for.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
