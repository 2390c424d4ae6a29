//! Rows of the database to values and back.

use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Connection, Params, Row};
use sha2::{Digest, Sha256};

use super::ticket::{State, Ticket, TicketId};
use crate::deliver::message::Envelope;

/// The columns that [`ticket`] reads, in its order.
pub(super) const TICKET: &str = "SELECT id, kind, recipient, state, message_id, attempts, last_error, created, \
     sent, language, subject, attachments, address, batch FROM messages";

/// Returns the tickets of a query that begins with [`TICKET`].
pub(super) fn tickets(db: &Connection, rest: &str, params: impl Params) -> rusqlite::Result<Vec<Ticket>> {
    let mut query = db.prepare_cached(&format!("{TICKET} {rest}"))?;
    query.query_map(params, ticket)?.collect()
}

pub(super) fn ticket(row: &Row<'_>) -> rusqlite::Result<Ticket> {
    let state: String = row.get(3)?;
    let attachments: String = row.get(11)?;
    Ok(Ticket {
        id: TicketId(row.get(0)?),
        kind: row.get(1)?,
        recipient: row.get(2)?,
        state: State::from_name(&state).ok_or_else(|| unreadable(3, "the state is unknown"))?,
        message_id: row.get(4)?,
        attempts: row.get(5)?,
        last_error: row.get(6)?,
        created: time(row, 7)?,
        sent: time_if_any(row, 8)?,
        language: row.get(9)?,
        subject: row.get(10)?,
        attachments: serde_json::from_str(&attachments)
            .map_err(|error| rusqlite::Error::FromSqlConversionFailure(11, Type::Text, Box::new(error)))?,
        address: row.get(12)?,
        batch: row.get(13)?,
    })
}

pub(super) fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    let milliseconds = row.get(column)?;
    Timestamp::from_millisecond(milliseconds).map_err(|_| unreadable(column, "the time is out of range"))
}

pub(super) fn time_if_any(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Timestamp>> {
    match row.get::<_, Option<i64>>(column)? {
        Some(_) => time(row, column).map(Some),
        None => Ok(None),
    }
}

fn unreadable(column: usize, why: &'static str) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Null, why.into())
}

/// Returns the digest over envelope and bytes; lengths go in first, so that nothing can wander from one to the
/// other unseen.
pub(super) fn digest(envelope: &Envelope, bytes: &[u8]) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in [&envelope.from, &envelope.to, envelope.copy.as_deref().unwrap_or_default()] {
        digest.update(part.len().to_be_bytes());
        digest.update(part);
    }
    digest.update([u8::from(envelope.smtputf8)]);
    digest.update(bytes);
    digest.finalize().into()
}
