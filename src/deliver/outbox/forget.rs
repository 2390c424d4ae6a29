//! Forgetting: a person on request, old letters by date; and the proof that nothing is left in the file.

use std::collections::HashSet;
use std::fs::File;
use std::io::{ErrorKind as Io, Read};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{TransactionBehavior, params};
use serde::Serialize;

use super::fault::Told;
use super::row::tickets;
use super::{Document, DocumentId, Outbox, Ticket, TicketId};
use crate::deliver::lock::SenderLock;
use crate::error::{Error, Result};
use crate::model::mailbox::Mailbox;

/// A shorter name turns up in a file by chance.
const NEEDLE_MIN: usize = 6;
const CHUNK: usize = 1 << 20;

/// What was erased, and what was looked at afterwards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Forgotten {
    pub messages: usize,
    pub documents: usize,
    /// Files that the erased documents were written to; they are the caller's to remove.
    pub files: Vec<String>,
    /// Where others' rows still mention the person: "message 12", "document 3".
    pub mentions: Vec<String>,
    /// The files read to the last byte without finding name, address or Message-ID but for the mentions.
    pub searched: Vec<PathBuf>,
}

/// What is old enough to be erased. What is queued or uncertain is never old.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retention {
    /// Letters and drafts from before.
    pub letters_before: Option<Timestamp>,
    /// Agreements from before.
    pub agreements_before: Option<Timestamp>,
}

/// What is kept although it is old.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spared {
    pub messages: HashSet<TicketId>,
    pub documents: HashSet<DocumentId>,
}

impl Outbox {
    /// Erases a person, by full name or address, and reads the files through to prove it.
    ///
    /// What is queued for the person is erased too and will not be sent.
    ///
    /// # Errors
    /// `TryAgain` while garbo sends or another program has the file open; `Internal` if traces are left.
    pub fn forget(&mut self, who: &str) -> Result<Forgotten> {
        let lock = SenderLock::take(&self.lock_path())?;
        let (messages, documents) = self.about(who)?;
        let mut needles = vec![who.trim().to_owned()];
        let recipients = messages.iter().map(|ticket| &ticket.recipient);
        for recipient in recipients.chain(documents.iter().map(|document| &document.recipient)) {
            match recipient.parse::<Mailbox>() {
                Ok(mailbox) => {
                    needles.extend(mailbox.name().map(str::to_owned));
                    needles.extend([
                        mailbox.address().to_string(),
                        mailbox.address().to_wire(),
                        mailbox.key(),
                    ]);
                }
                Err(_) => needles.push(recipient.clone()),
            }
        }
        needles.extend(messages.iter().map(|ticket| ticket.message_id.clone()));
        needles.retain(|needle| needle.len() >= NEEDLE_MIN);
        needles.sort();
        needles.dedup();
        self.erase(&messages, &documents)?;
        let (mentions, searched) = self.prove(&needles)?;
        drop(lock);
        Ok(Forgotten {
            messages: messages.len(),
            documents: documents.len(),
            files: documents.into_iter().map(|document| document.place).collect(),
            mentions,
            searched,
        })
    }

    /// Returns what is older than the dates say, oldest first.
    pub fn expired(&self, retention: Retention) -> Result<(Vec<Ticket>, Vec<Document>)> {
        let mut messages = Vec::new();
        if let Some(date) = retention.letters_before {
            let rest = "WHERE created < ?1 AND state IN ('sent', 'failed', 'cancelled') ORDER BY id";
            messages = tickets(&self.db, rest, [date.as_millisecond()]).told(&self.path)?;
        }
        let mut documents = Vec::new();
        for (is_agreement, date) in [(false, retention.letters_before), (true, retention.agreements_before)] {
            if let Some(date) = date {
                let rest = "WHERE written < ?1 AND is_agreement = ?2 ORDER BY id";
                documents.extend(self.documents(rest, params![date.as_millisecond(), is_agreement])?);
            }
        }
        Ok((messages, documents))
    }

    /// Erases what is older than the dates say, but for what is spared; returns what that was.
    ///
    /// # Errors
    /// `TryAgain` while garbo sends or another program has the file open.
    pub fn expire(&mut self, retention: Retention, spared: &Spared) -> Result<(Vec<Ticket>, Vec<Document>)> {
        let _lock = SenderLock::take(&self.lock_path())?;
        let (mut messages, mut documents) = self.expired(retention)?;
        messages.retain(|message| !spared.messages.contains(&message.id));
        documents.retain(|document| !spared.documents.contains(&document.id));
        if messages.is_empty() && documents.is_empty() {
            return Ok((messages, documents));
        }
        self.erase(&messages, &documents)?;
        Ok((messages, documents))
    }

    /// Erases rows, and the pages that held them.
    fn erase(&mut self, messages: &[Ticket], documents: &[Document]) -> Result<()> {
        let path = self.path.clone();
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate).told(&path)?;
        for ticket in messages {
            transaction.execute("DELETE FROM messages WHERE id = ?1", [ticket.id.0]).told(&path)?;
        }
        for document in documents {
            transaction.execute("DELETE FROM documents WHERE id = ?1", [document.id.0]).told(&path)?;
        }
        transaction.commit().told(&path)?;
        self.compact()
    }

    /// Rewrites the database without its free pages and empties the write-ahead log.
    fn compact(&self) -> Result<()> {
        self.db.execute_batch("VACUUM").told(&self.path)?;
        let is_busy: bool =
            self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).told(&self.path)?;
        if is_busy {
            return Err(Error::try_again(format!("`{}` is in use by another program", self.path.display()))
                .hint("end the other program and repeat the command, so that the erased rows leave the disk too"));
        }
        Ok(())
    }

    /// Reads the files through. A needle that is found must stand in a row that is not the person's.
    fn prove(&self, needles: &[String]) -> Result<(Vec<String>, Vec<PathBuf>)> {
        let mut mentions = Vec::new();
        let mut searched = Vec::new();
        for suffix in ["", "-wal", "-journal"] {
            let mut name = self.path.clone().into_os_string();
            name.push(suffix);
            let path = PathBuf::from(name);
            let Some(found) = search(&path, needles).map_err(|error| {
                Error::try_again(format!("can't read `{}` to prove that nothing is left", path.display()))
                    .cause(error)
            })?
            else {
                continue;
            };
            searched.push(path);
            for needle in found {
                let rows = self.mentions(needle)?;
                if rows.is_empty() {
                    return Err(Error::internal(format!(
                        "traces of the person are left in `{}`, though every row is erased",
                        self.path.display()
                    ))
                    .hint("end every other program that has the file open, and repeat the command"));
                }
                mentions.extend(rows);
            }
        }
        mentions.sort();
        mentions.dedup();
        Ok((mentions, searched))
    }

    fn mentions(&self, needle: &str) -> Result<Vec<String>> {
        let text = "SELECT 'message ' || id FROM messages
             WHERE instr(recipient || ' ' || address || ' ' || person || ' ' || subject || ' ' || message_id || ' '
                         || attachments || ' ' || coalesce(batch_row, '') || ' ' || coalesce(batch, '') || ' '
                         || coalesce(last_error, ''), ?1)
             UNION SELECT 'message ' || id FROM contents
             WHERE instr(bytes, CAST(?1 AS BLOB)) OR instr(sender || ' ' || receiver || ' ' || coalesce(copy, ''), ?1)
             UNION SELECT 'message ' || message FROM attempts WHERE instr(said, ?1)
             UNION SELECT 'document ' || id FROM documents
             WHERE instr(recipient || ' ' || coalesce(address, '') || ' ' || coalesce(person, '') || ' ' || title || ' '
                         || place || ' ' || text || ' ' || meta || ' ' || coalesce(batch_row, '') || ' '
                         || coalesce(batch, ''), ?1)";
        let mut query = self.db.prepare_cached(text).told(&self.path)?;
        query.query_map([needle], |row| row.get(0)).and_then(Iterator::collect).told(&self.path)
    }
}

/// Returns which needles a file holds; `None` where there is no such file.
fn search<'n>(path: &Path, needles: &'n [String]) -> std::io::Result<Option<Vec<&'n String>>> {
    let mut file = match File::open(path) {
        Err(error) if error.kind() == Io::NotFound => return Ok(None),
        other => other?,
    };
    let overlap = needles.iter().map(String::len).max().unwrap_or(0);
    let mut found = Vec::new();
    let mut window = Vec::new();
    loop {
        let read = Read::by_ref(&mut file).take(CHUNK as u64).read_to_end(&mut window)?;
        for needle in needles {
            if !found.contains(&needle) && holds(&window, needle.as_bytes()) {
                found.push(needle);
            }
        }
        if read == 0 {
            return Ok(Some(found));
        }
        // The end is looked at again: a needle may lie across two chunks.
        window.drain(..window.len().saturating_sub(overlap));
    }
}

fn holds(hay: &[u8], needle: &[u8]) -> bool {
    let Some((first, rest)) = needle.split_first() else { return false };
    let mut hay = hay;
    while let Some(at) = hay.iter().position(|byte| byte == first) {
        hay = hay.get(at + 1..).unwrap_or_default();
        if hay.starts_with(rest) {
            return true;
        }
    }
    false
}
