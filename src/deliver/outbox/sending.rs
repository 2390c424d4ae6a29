//! The journal of sending: what is known at each moment, so that a crash at any of them loses and doubles nothing.
//!
//! A message is marked as begun, with the boot of the machine, in the same transaction that records the result
//! before it: one fsync a message. Just before the final dot goes out, a line is added to a side file without
//! fsync. A killed process leaves both marks readable, so a message without the line is queued again. After a
//! power cut the side file can't be trusted, and a begun message is uncertain.

#![expect(
    clippy::disallowed_methods,
    reason = "the door to the marks of an interrupted run, beside the database"
)]

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::time::Duration;

use rusqlite::{TransactionBehavior, params};
use serde::Serialize;

use super::Outbox;
use super::fault::Told;
use super::schema::{BUSY, Seen};
use super::ticket::{Outcome, Outgoing, State, Ticket, TicketId};
use crate::deliver::lock::{SenderLock, private};
use crate::error::{Error, Result};

/// A result is not given up because somebody else queues a long batch meanwhile.
const PATIENCE: Duration = Duration::from_secs(120);
const INTERRUPTED: &str = "garbo was stopped before the message was handed over";
const MAY_HAVE_ARRIVED: &str =
    "garbo was stopped after the message was handed over; it may have been delivered";

/// What a stopped sender had left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Recovered {
    /// No server has taken them: queued again.
    pub requeued: Vec<Ticket>,
    /// They may have arrived.
    pub uncertain: Vec<Ticket>,
}

/// One entry of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The attempt ended so.
    Finish(TicketId, Outcome),
    /// The next attempt begins.
    Begin(TicketId),
}

/// The right to send what is queued. One at a time among all processes.
#[derive(Debug)]
pub struct Sending<'a> {
    outbox: &'a mut Outbox,
    marks: File,
    boot: String,
    begun: Vec<Flight>,
    stopped: Option<Error>,
    _lock: SenderLock,
}

/// A begun message.
#[derive(Clone, Copy, Debug)]
struct Flight {
    id: TicketId,
    attempt: u32,
    is_handed_over: bool,
}

impl Outbox {
    /// Begins to send: takes the lock, settles what a stopped sender left, looks over the whole database.
    ///
    /// # Errors
    /// `TryAgain` while another garbo sends; `Data` for a damaged database.
    pub fn start_sending(&mut self) -> Result<Sending<'_>> {
        let lock = SenderLock::take(&self.lock_path())?;
        self.look_over(Seen::Values)?;
        if self.has_begun()? {
            let mut found = self.recover(&lock)?;
            self.recovered.requeued.append(&mut found.requeued);
            self.recovered.uncertain.append(&mut found.uncertain);
        }
        let path = self.marks_path();
        let marks = private(OpenOptions::new().create(true).append(true)).open(&path).map_err(|error| {
            let hint = match path.is_symlink() {
                true => "it is a symbolic link, which is not followed: remove it and repeat the command",
                false => "garbo notes there what it is sending; make the folder writable",
            };
            Error::cannot_create(format!("can't write `{}`", path.display())).cause(error).hint(hint)
        })?;
        self.db.busy_timeout(PATIENCE).told(&self.path)?;
        Ok(Sending { outbox: self, marks, boot: boot(), begun: Vec::new(), stopped: None, _lock: lock })
    }

    pub(super) fn has_begun(&self) -> Result<bool> {
        let query = "SELECT EXISTS (SELECT 1 FROM messages WHERE begun IS NOT NULL)";
        self.db.query_row(query, [], |row| row.get(0)).told(&self.path)
    }

    /// Settles begun messages. Only who holds the lock knows that nobody is sending them.
    pub(super) fn recover(&mut self, _lock: &SenderLock) -> Result<Recovered> {
        let marks_path = self.marks_path();
        // Without the file nobody knows what was handed over.
        let marks = std::fs::read_to_string(&marks_path).ok();
        let handed_over: HashSet<&str> = marks.iter().flat_map(|text| text.lines()).collect();
        let boot = boot();
        let now = self.now();
        let path = self.path.clone();
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate).told(&path)?;
        let begun: Vec<(i64, u32, String)> = transaction
            .prepare("SELECT id, attempts, begun FROM messages WHERE begun IS NOT NULL ORDER BY id")
            .and_then(|mut query| {
                query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
            })
            .told(&path)?;
        let mut recovered = (Vec::new(), Vec::new());
        for (id, attempt, begun_at) in begun {
            let is_same_boot = !boot.is_empty() && boot == begun_at;
            let line = mark(TicketId(id), attempt);
            let is_safe = is_same_boot && marks.is_some() && !handed_over.contains(line.as_str());
            let outcome = if is_safe {
                recovered.0.push(id);
                Outcome::TryAgain(INTERRUPTED.to_owned())
            } else {
                recovered.1.push(id);
                Outcome::Uncertain(MAY_HAVE_ARRIVED.to_owned())
            };
            finish(&transaction, TicketId(id), attempt, &outcome, now).told(&path)?;
        }
        transaction.commit().told(&path)?;
        // Only now: the marks are needed until what they say is on the disk.
        let _ = std::fs::remove_file(&marks_path);
        let of = |ids: Vec<i64>| -> Result<Vec<Ticket>> {
            ids.into_iter().map(|id| self.ticket(TicketId(id))).collect()
        };
        Ok(Recovered { requeued: of(recovered.0)?, uncertain: of(recovered.1)? })
    }
}

impl Sending<'_> {
    /// Returns the numbers of what is queued, oldest first, less what is under way.
    pub fn queued(&self) -> Result<Vec<TicketId>> {
        let mut query = self
            .outbox
            .db
            .prepare_cached("SELECT id FROM messages WHERE state = 'queued' AND begun IS NULL ORDER BY id")
            .told(&self.outbox.path)?;
        query
            .query_map([], |row| row.get(0).map(TicketId))
            .and_then(Iterator::collect)
            .told(&self.outbox.path)
    }

    /// Returns envelope and bytes of a message.
    ///
    /// # Errors
    /// `Data` when they are not those that were queued.
    pub fn load(&self, id: TicketId) -> Result<Outgoing> {
        self.outbox.load(id)
    }

    /// Returns a message as listings show it.
    pub fn ticket(&self, id: TicketId) -> Result<Ticket> {
        self.outbox.ticket(id)
    }

    /// Writes results and beginnings of several connections in one transaction; on the disk when this returns.
    ///
    /// Returns which messages were begun: one that was cancelled meanwhile is not, and must not be sent.
    ///
    /// # Errors
    /// Any fault of the disk. Then nothing more may be sent, and every later call gives the same error: after a
    /// failed fsync a second one may lie (Rebello et al., USENIX ATC 2020). Opening the outbox again settles it.
    pub fn commit(&mut self, steps: &[Step]) -> Result<Vec<TicketId>> {
        if let Some(error) = &self.stopped {
            return Err(error.clone());
        }
        self.write(steps).inspect_err(|error| self.stopped = Some(error.clone()))
    }

    fn write(&mut self, steps: &[Step]) -> Result<Vec<TicketId>> {
        let now = self.outbox.now();
        let path = &self.outbox.path;
        let transaction =
            self.outbox.db.transaction_with_behavior(TransactionBehavior::Immediate).told(path)?;
        let mut begun = self.begun.clone();
        let mut new = Vec::new();
        for step in steps {
            match step {
                Step::Finish(id, outcome) => {
                    let Some(at) = begun.iter().position(|flight| flight.id == *id) else {
                        return Err(Error::internal(format!("message {id} ended without a beginning")));
                    };
                    let flight = begun.swap_remove(at);
                    finish(&transaction, *id, flight.attempt, outcome, now).told(path)?;
                }
                Step::Begin(id) => {
                    if let Some(attempt) = begin(&transaction, *id, &self.boot, now).told(path)? {
                        begun.push(Flight { id: *id, attempt, is_handed_over: false });
                        new.push(*id);
                    }
                }
            }
        }
        transaction.commit().told(path)?;
        self.begun = begun;
        Ok(new)
    }

    /// Notes that the final dot of a message goes out next. To be called before the last bytes are written.
    ///
    /// # Errors
    /// When the note can't be written: the dot must not be sent then.
    pub fn hand_over(&mut self, id: TicketId) -> Result<()> {
        if let Some(error) = &self.stopped {
            return Err(error.clone());
        }
        let Some(flight) = self.begun.iter_mut().find(|flight| flight.id == id) else {
            return Err(Error::internal(format!("message {id} is handed over without a beginning")));
        };
        flight.is_handed_over = true;
        let line = mark(id, flight.attempt) + "\n";
        self.marks.write_all(line.as_bytes()).map_err(|error| {
            let folder = self.outbox.path.parent().unwrap_or(&self.outbox.path).display().to_string();
            let error = Error::try_again(format!("can't write in `{folder}` what is being sent"))
                .cause(error)
                .hint("free some space and repeat the command; nothing goes out twice");
            self.stopped = Some(error.clone());
            error
        })
    }

    /// Ends whatever is still begun, for an orderly stop: back into the queue, or uncertain once handed over.
    ///
    /// # Errors
    /// As [`Sending::commit`].
    pub fn stop(mut self) -> Result<()> {
        let end = |flight: &Flight| match flight.is_handed_over {
            true => Step::Finish(flight.id, Outcome::Uncertain(MAY_HAVE_ARRIVED.to_owned())),
            false => Step::Finish(flight.id, Outcome::TryAgain(INTERRUPTED.to_owned())),
        };
        let steps: Vec<Step> = self.begun.iter().map(end).collect();
        if steps.is_empty() { Ok(()) } else { self.commit(&steps).map(|_| ()) }
    }
}

impl Drop for Sending<'_> {
    /// The marks of finished messages say nothing any more.
    fn drop(&mut self) {
        let _ = self.outbox.db.busy_timeout(BUSY);
        if self.begun.is_empty() && self.stopped.is_none() {
            let _ = std::fs::remove_file(self.outbox.marks_path());
        }
    }
}

fn begin(db: &rusqlite::Connection, id: TicketId, boot: &str, now: i64) -> rusqlite::Result<Option<u32>> {
    let changed = db
        .prepare_cached(
            "UPDATE messages SET begun = ?2, attempts = attempts + 1 WHERE id = ?1 AND state = 'queued' AND begun IS NULL",
        )?
        .execute(params![id.0, boot])?;
    if changed == 0 {
        return Ok(None);
    }
    let attempt: u32 = db
        .prepare_cached("SELECT attempts FROM messages WHERE id = ?1")?
        .query_row([id.0], |row| row.get(0))?;
    db.prepare_cached("INSERT INTO attempts (message, number, began) VALUES (?1, ?2, ?3)")?
        .execute(params![id.0, attempt, now])?;
    Ok(Some(attempt))
}

fn finish(
    db: &rusqlite::Connection,
    id: TicketId,
    attempt: u32,
    outcome: &Outcome,
    now: i64,
) -> rusqlite::Result<()> {
    let state = outcome.state();
    let is_sent = state == State::Sent;
    let error = (!is_sent).then(|| outcome.said());
    db.prepare_cached(
        "UPDATE messages SET begun = NULL, state = ?2, last_error = ?3, sent = ?4 WHERE id = ?1",
    )?
    .execute(params![id.0, state.name(), error, is_sent.then_some(now)])?;
    db.prepare_cached(
        "UPDATE attempts SET ended = ?3, outcome = ?4, said = ?5 WHERE message = ?1 AND number = ?2",
    )?
    .execute(params![id.0, attempt, now, state.name(), outcome.said()])?;
    Ok(())
}

fn mark(id: TicketId, attempt: u32) -> String {
    format!("{id} {attempt}")
}

/// Returns what tells one boot of the machine from another; empty where the system does not say.
fn boot() -> String {
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default().trim().to_owned()
}
