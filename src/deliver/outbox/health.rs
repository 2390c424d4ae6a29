//! How the database is, for the doctor: every page and every letter looked over, and nothing changed.

use serde::Serialize;

use super::fault::{Told, damaged};
use super::schema::check_pages;
use super::{Outbox, State, TicketId};
use crate::deliver::lock::SenderLock;
use crate::error::Result;

/// What was found in a database that is whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Health {
    /// How many messages are in each state.
    pub count: Vec<(State, u32)>,
    /// Letters whose bytes are still those that were queued.
    pub letters: usize,
    /// Bytes that the disk has left, where the system says.
    pub free: Option<u64>,
    /// Another garbo is sending just now.
    pub is_sending: bool,
}

impl Outbox {
    /// Looks over every page, every reference and the digest of every letter.
    ///
    /// # Errors
    /// `Data`, naming what is damaged.
    pub fn health(&self) -> Result<Health> {
        check_pages(&self.db, &self.path)?;
        let verdict: String =
            self.db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).told(&self.path)?;
        if verdict != "ok" {
            return Err(damaged(&self.path, &verdict));
        }
        let mut query = self.db.prepare("SELECT id FROM messages ORDER BY id").told(&self.path)?;
        let ids = query.query_map([], |row| row.get(0).map(TicketId)).told(&self.path)?;
        let mut letters = 0;
        for id in ids {
            self.load(id.told(&self.path)?)?;
            letters += 1;
        }
        Ok(Health {
            count: self.count()?,
            letters,
            free: self.path.parent().and_then(|folder| fs4::available_space(folder).ok()),
            is_sending: SenderLock::try_take(&self.lock_path())?.is_none(),
        })
    }
}
