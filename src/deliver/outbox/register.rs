//! The register: every letter and agreement that left garbo's hands, in a file or by mail.

use std::fmt;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, TransactionBehavior, params};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::Outbox;
use super::fault::Told;
use super::row::{TICKET, ticket, tickets, time};
use super::schema::Seen;
use super::ticket::{BatchRow, State, Ticket, TicketId};
use crate::error::Result;
use crate::model::mailbox::{Address, Mailbox};

/// The number of a document in the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct DocumentId(pub(super) i64);

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A document about to be recorded: a draft written to a file, or an agreement issued.
#[derive(Clone, Debug)]
pub struct NewDocument {
    pub kind: String,
    /// `tr`, or `tr+en` for two languages side by side.
    pub language: String,
    pub name: Option<String>,
    pub address: Option<Address>,
    pub title: String,
    /// The file it was written to.
    pub place: String,
    pub text: String,
    /// The bytes of the file, where a copy may be shown to be verified later; only their digest is kept.
    pub file: Option<Vec<u8>>,
    /// Version of the words it was made from.
    pub version: String,
    pub meta: Value,
    pub is_agreement: bool,
    pub row: Option<BatchRow>,
}

/// A document of the register.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Document {
    pub id: DocumentId,
    pub kind: String,
    pub language: String,
    pub recipient: String,
    pub title: String,
    pub place: String,
    pub written: Timestamp,
    pub version: String,
    pub is_agreement: bool,
    /// SHA-256 of the text, in hexadecimal.
    pub text_sha256: String,
    pub file_sha256: Option<String>,
    pub meta: Value,
    pub text: String,
}

/// One line of the log: a document or a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogEntry {
    pub when: Timestamp,
    pub kind: String,
    pub language: String,
    pub recipient: String,
    pub title: String,
    /// For a message: where it stands.
    pub state: Option<State>,
    pub sent: Option<Timestamp>,
    /// For a message: its number in the outbox.
    pub message: Option<TicketId>,
    /// For a document: its number in the register.
    pub document: Option<DocumentId>,
    /// For a document: the file it was written to.
    pub place: Option<String>,
}

const DOCUMENT: &str = "SELECT id, kind, language, recipient, title, place, written, version, is_agreement, \
     text_digest, file_digest, meta, text FROM documents";

impl Outbox {
    /// Records documents, all or none; on the disk when this returns. A document whose batch row was recorded
    /// before is left as it was, and its number returned.
    ///
    /// # Errors
    /// Of the disk.
    pub fn record_all(
        &mut self,
        documents: impl IntoIterator<Item = Result<NewDocument>>,
    ) -> Result<Vec<DocumentId>> {
        self.look_over(Seen::Pages)?;
        let now = self.now();
        let path = &self.path;
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate).told(path)?;
        let mut ids = Vec::new();
        for document in documents {
            ids.push(record(&transaction, &document?, now).told(path)?);
        }
        transaction.commit().told(path)?;
        Ok(ids)
    }

    /// Returns the documents whose text or file has this content: what a copy is verified against.
    pub fn issued(&self, content: &[u8]) -> Result<Vec<Document>> {
        let digest = Sha256::digest(content).to_vec();
        self.documents("WHERE text_digest = ?1 OR file_digest = ?1 ORDER BY id", [digest])
    }

    /// Returns the agreements issued, oldest first.
    pub fn agreements(&self) -> Result<Vec<Document>> {
        self.documents("WHERE is_agreement ORDER BY id", [])
    }

    /// Returns the document that was recorded for a row of a batch.
    pub fn recorded_before(&self, row: &BatchRow) -> Result<Option<Document>> {
        Ok(self.documents("WHERE batch = ?1 AND batch_row = ?2", [&row.batch, &row.row])?.pop())
    }

    pub(super) fn documents(&self, rest: &str, params: impl rusqlite::Params) -> Result<Vec<Document>> {
        let mut query = self.db.prepare_cached(&format!("{DOCUMENT} {rest}")).told(&self.path)?;
        query.query_map(params, document).and_then(Iterator::collect).told(&self.path)
    }

    /// Returns what was written and sent, oldest first: to everybody, or to the persons whose name contains
    /// `who` or whose address it is.
    pub fn log(&self, who: Option<&str>) -> Result<Vec<LogEntry>> {
        let who = who.map(Who::near);
        let mut entries = Vec::new();
        let mut query = self.db.prepare_cached(&format!("{TICKET} ORDER BY id")).told(&self.path)?;
        let all = query.query_map([], ticket).told(&self.path)?;
        for ticket in all {
            let ticket = ticket.told(&self.path)?;
            if who.as_ref().is_none_or(|who| who.meets(&ticket.recipient)) {
                entries.push(LogEntry {
                    when: ticket.created,
                    kind: ticket.kind,
                    language: ticket.language,
                    recipient: ticket.recipient,
                    title: ticket.subject,
                    state: Some(ticket.state),
                    sent: ticket.sent,
                    message: Some(ticket.id),
                    document: None,
                    place: None,
                });
            }
        }
        for document in self.documents("ORDER BY id", [])? {
            if who.as_ref().is_none_or(|who| who.meets(&document.recipient)) {
                entries.push(LogEntry {
                    when: document.written,
                    kind: document.kind,
                    language: document.language,
                    recipient: document.recipient,
                    title: document.title,
                    state: None,
                    sent: None,
                    message: None,
                    document: Some(document.id),
                    place: Some(document.place),
                });
            }
        }
        entries.sort_by_key(|entry| entry.when);
        Ok(entries)
    }

    /// Returns everything kept about a person, by full name or address.
    ///
    /// # Errors
    /// Of the disk; `Data` for a message that is not what was queued.
    pub fn export(&self, who: &str) -> Result<Value> {
        let (messages, documents) = self.about(who)?;
        let messages: Vec<Value> = messages
            .into_iter()
            .map(|ticket| {
                let detail = self.show(ticket.id)?;
                Ok(json!({
                    "message": detail.ticket,
                    "attempts": detail.attempts,
                    "content": String::from_utf8_lossy(&detail.message.bytes),
                }))
            })
            .collect::<Result<_>>()?;
        Ok(json!({"person": who, "messages": messages, "documents": documents}))
    }

    /// Returns what is kept about a person. Documents without an address count by the name that stands on the
    /// person's messages.
    pub(super) fn about(&self, who: &str) -> Result<(Vec<Ticket>, Vec<Document>)> {
        let who = Who::exact(who);
        let mut messages = tickets(&self.db, "ORDER BY id", []).told(&self.path)?;
        messages.retain(|ticket| who.meets(&ticket.recipient));
        let names: Vec<String> = messages.iter().filter_map(|ticket| parts(&ticket.recipient).0).collect();
        let mut documents = self.documents("ORDER BY id", [])?;
        documents.retain(|document| {
            let (name, address) = parts(&document.recipient);
            who.meets(&document.recipient)
                || address.is_none() && name.is_some_and(|name| names.contains(&name))
        });
        Ok((messages, documents))
    }
}

/// Whom a question is about.
struct Who {
    key: Option<String>,
    name: String,
    is_exact: bool,
}

impl Who {
    fn exact(text: &str) -> Self {
        let mailbox = text.parse::<Mailbox>().ok();
        let key = mailbox.as_ref().map(Mailbox::key);
        Self { key, name: text.trim().to_lowercase(), is_exact: true }
    }

    fn near(text: &str) -> Self {
        Self { is_exact: false, ..Self::exact(text) }
    }

    fn meets(&self, recipient: &str) -> bool {
        let (name, address) = parts(recipient);
        match &self.key {
            Some(key) => address.as_ref() == Some(key),
            None if self.is_exact => name.as_ref() == Some(&self.name),
            None => name.is_some_and(|name| name.contains(&self.name)),
        }
    }
}

/// Splits what a row calls its recipient: the name in lower case, the key of the address.
fn parts(recipient: &str) -> (Option<String>, Option<String>) {
    match recipient.parse::<Mailbox>() {
        Ok(mailbox) => (mailbox.name().map(str::to_lowercase), Some(mailbox.key())),
        Err(_) => (Some(recipient.to_lowercase()), None),
    }
}

fn record(db: &Transaction<'_>, new: &NewDocument, now: i64) -> rusqlite::Result<DocumentId> {
    let (batch, batch_row) = new.row.as_ref().map(|row| (&row.batch, &row.row)).unzip();
    if let (Some(batch), Some(batch_row)) = (batch, batch_row) {
        let mut query = db.prepare_cached("SELECT id FROM documents WHERE batch = ?1 AND batch_row = ?2")?;
        if let Some(id) = query.query_row([batch, batch_row], |row| row.get(0)).optional()? {
            return Ok(DocumentId(id));
        }
    }
    let recipient = match (&new.name, &new.address) {
        (name, Some(address)) => Mailbox::new(name.as_deref(), address.clone())
            .map_or_else(|_| address.to_string(), |m| m.to_string()),
        (Some(name), None) => name.clone(),
        (None, None) => String::new(),
    };
    let person = new.address.as_ref().map(Address::key);
    let mut insert = db.prepare_cached(
        "INSERT INTO documents (kind, language, recipient, name, address, person, title, place, text, text_digest,
                                file_digest, version, meta, is_agreement, batch, batch_row, written)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
    )?;
    let id = insert.insert(params![
        new.kind,
        new.language,
        recipient,
        new.name,
        new.address.as_ref().map(Address::to_string),
        person,
        new.title,
        new.place,
        new.text,
        Sha256::digest(&new.text).to_vec(),
        new.file.as_ref().map(|bytes| Sha256::digest(bytes).to_vec()),
        new.version,
        new.meta.to_string(),
        new.is_agreement,
        batch,
        batch_row,
        now
    ])?;
    Ok(DocumentId(id))
}

fn document(row: &Row<'_>) -> rusqlite::Result<Document> {
    let hex = |bytes: Vec<u8>| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let meta: String = row.get(11)?;
    Ok(Document {
        id: DocumentId(row.get(0)?),
        kind: row.get(1)?,
        language: row.get(2)?,
        recipient: row.get(3)?,
        title: row.get(4)?,
        place: row.get(5)?,
        written: time(row, 6)?,
        version: row.get(7)?,
        is_agreement: row.get(8)?,
        text_sha256: hex(row.get(9)?),
        file_sha256: row.get::<_, Option<Vec<u8>>>(10)?.map(hex),
        meta: serde_json::from_str(&meta).unwrap_or(Value::String(meta)),
        text: row.get(12)?,
    })
}
