//! Many rows at once into a small database: each page is written once, not to the write-ahead log and then again.
//!
//! With a rollback journal a page that was there before is kept aside first, and new pages go where they belong. In a
//! small database there are few to keep, and a crash costs no more than with the log: all rows or none.

use rusqlite::Connection;

use super::Outbox;
use super::schema::BUSY;
use crate::error::Result;

/// From so many rows on the change of journal pays.
const ROWS_MIN: usize = 1000;
/// Up to so many rows: others who open the database wait until they are written, at most [`BUSY`].
const ROWS_MAX: usize = 100_000;
/// Up to so many pages, of 4 KiB each, a database is small.
const PAGES_MAX: i64 = 256;

impl Outbox {
    /// Has `write` put in about so many rows, in whatever way is quickest and as durable.
    ///
    /// # Errors
    /// Those of `write`.
    pub fn in_bulk<T>(&mut self, rows: usize, write: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let is_many = (ROWS_MIN..=ROWS_MAX).contains(&rows);
        if !is_many || self.pages().is_none_or(|pages| pages > PAGES_MAX) {
            return write(self);
        }
        keep_journal(&self.db, "DELETE");
        let written = write(self);
        keep_journal(&self.db, "WAL");
        written
    }

    fn pages(&self) -> Option<i64> {
        self.db.query_row("PRAGMA page_count", [], |row| row.get(0)).ok()
    }
}

/// Changes the journal, unless another process has the database open: then all goes on as it was.
fn keep_journal(db: &Connection, mode: &str) {
    // Nobody is waited for.
    let changed = db
        .busy_timeout(std::time::Duration::ZERO)
        .and_then(|()| db.pragma_update_and_check(None, "journal_mode", mode, |_| Ok(())));
    let waits = db.busy_timeout(BUSY);
    // Either journal is as safe; the next opening asks for the log again.
    drop((changed, waits));
}
