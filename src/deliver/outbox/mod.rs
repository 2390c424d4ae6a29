//! The outbox and the register: what was written, queued and sent, to whom and when.
//!
//! Floor: deliver. The only folder that names SQLite. Two rules hold everything together: a message is on the
//! disk with its final bytes before the network is touched, and its result before the next one starts. What is
//! unknown after a crash is called `uncertain` and never sent again by itself: a second refusal letter harms
//! more than a question. No secret is ever kept here.

mod bulk;
mod fault;
mod forget;
mod health;
mod queue;
mod register;
mod row;
mod schema;
mod sending;
mod ticket;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::Connection;

pub use self::forget::{Forgotten, Retention, Spared};
pub use self::health::Health;
pub use self::queue::Arrived;
pub use self::register::{Document, DocumentId, LogEntry, NewDocument};
pub use self::sending::{Recovered, Sending, Step};
pub use self::ticket::{
    Attempt, BatchRow, Detail, Enqueued, NewMessage, Outcome, Outgoing, State, Ticket, TicketId,
};
use crate::deliver::lock::SenderLock;
use crate::error::Result;

/// The name of the database in the practice folder.
pub const FILE: &str = "garbo.db";

/// Where the outbox learns the time.
pub type Clock = fn() -> Timestamp;

/// The open outbox of one practice folder.
#[derive(Debug)]
pub struct Outbox {
    db: Connection,
    path: PathBuf,
    clock: Clock,
    recovered: Recovered,
    seen: schema::Seen,
}

impl Outbox {
    /// Opens the outbox of a practice folder; makes it where there is none.
    ///
    /// What a killed sender left behind is settled here; see [`Outbox::recovered`].
    ///
    /// # Errors
    /// `Data` for a file that is damaged, foreign, empty or a folder; `Configuration` for one of a newer garbo;
    /// `CannotCreate` where nothing can be written; `TryAgain` for a full disk or a busy file. The file is
    /// never overwritten.
    pub fn open(folder: &Path, clock: Clock) -> Result<Self> {
        let path = folder.join(FILE);
        Self::settled(schema::open_or_create(&path)?, path, clock)
    }

    /// Opens the outbox of a practice folder if there is one.
    ///
    /// # Errors
    /// As [`Outbox::open`].
    pub fn open_if_any(folder: &Path, clock: Clock) -> Result<Option<Self>> {
        let path = folder.join(FILE);
        schema::open(&path)?.map(|opened| Self::settled(opened, path, clock)).transpose()
    }

    fn settled(opened: schema::Opened, path: PathBuf, clock: Clock) -> Result<Self> {
        let schema::Opened { db, seen } = opened;
        let mut outbox = Self { db, path, clock, recovered: Recovered::default(), seen };
        if outbox.has_begun()?
            && let Some(lock) = SenderLock::try_take(&outbox.lock_path())?
        {
            outbox.recovered = outbox.recover(&lock)?;
        }
        Ok(outbox)
    }

    /// Looks over the database, once, before something is written or sent: nothing is added to what is damaged.
    ///
    /// # Errors
    /// `Data` with the first fault found.
    fn look_over(&mut self, wanted: schema::Seen) -> Result<()> {
        if self.seen < wanted {
            schema::check_pages(&self.db, &self.path)?;
            self.seen = schema::Seen::Values;
        }
        Ok(())
    }

    /// Returns what a sender that was stopped had left, settled when the outbox was opened.
    pub fn recovered(&self) -> &Recovered {
        &self.recovered
    }

    /// Returns the path of the database.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The lock and the marks stand next to the database under its name.
    fn lock_path(&self) -> PathBuf {
        self.path.with_extension("db.lock")
    }

    fn marks_path(&self) -> PathBuf {
        self.path.with_extension("db.sending")
    }

    fn now(&self) -> i64 {
        (self.clock)().as_millisecond()
    }
}
