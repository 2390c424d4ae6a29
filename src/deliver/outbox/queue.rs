//! What people do with the outbox: put in, look at, take out, settle.

use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};

use super::fault::{Told, damaged};
use super::row::{digest, ticket, tickets, time, time_if_any};
use super::schema::Seen;
use super::ticket::{Attempt, BatchRow, Detail, Enqueued, NewMessage, Outgoing, State, Ticket, TicketId};
use super::{Outbox, row};
use crate::deliver::message::{Envelope, Message};
use crate::error::{Error, Result};

impl Outbox {
    /// Queues messages, all or none; on the disk when this returns.
    ///
    /// A message whose batch row was written before is left as it was. The messages are taken one by one, so a
    /// batch of any size needs the memory of one.
    ///
    /// # Errors
    /// The first error of the iterator, or of the disk; then nothing was queued.
    pub fn enqueue_all(
        &mut self,
        messages: impl IntoIterator<Item = Result<NewMessage>>,
    ) -> Result<Vec<Enqueued>> {
        self.look_over(Seen::Values)?;
        let now = self.now();
        let path = &self.path;
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate).told(path)?;
        let mut ids = Vec::new();
        for message in messages {
            ids.push(enqueue(&transaction, &message?, now).told(path)?);
        }
        transaction.commit().told(path)?;
        Ok(ids)
    }

    /// Queues one message.
    ///
    /// # Errors
    /// As [`Outbox::enqueue_all`].
    pub fn enqueue(&mut self, message: NewMessage) -> Result<Enqueued> {
        let ids = self.enqueue_all([Ok(message)])?;
        ids.first().copied().ok_or_else(|| Error::internal("a queued message has no number"))
    }

    /// Returns the messages in one of the states, oldest first; all for an empty list.
    pub fn list(&self, states: &[State]) -> Result<Vec<Ticket>> {
        let rest = format!("WHERE {} ORDER BY id", within(states));
        tickets(&self.db, &rest, []).told(&self.path)
    }

    /// Returns the numbers of the messages in one of the states, oldest first; all for an empty list.
    pub fn ids(&self, states: &[State]) -> Result<Vec<TicketId>> {
        let query = format!("SELECT id FROM messages WHERE {} ORDER BY id", within(states));
        let mut query = self.db.prepare_cached(&query).told(&self.path)?;
        query.query_map([], |row| row.get(0).map(TicketId)).and_then(Iterator::collect).told(&self.path)
    }

    /// Returns how many messages are in each state.
    pub fn count(&self) -> Result<Vec<(State, u32)>> {
        let mut query =
            self.db.prepare_cached("SELECT state, count(*) FROM messages GROUP BY state").told(&self.path)?;
        let found: Vec<(String, u32)> = query
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .and_then(Iterator::collect)
            .told(&self.path)?;
        let count = |state: State| found.iter().find(|(name, _)| name == state.name()).map_or(0, |(_, n)| *n);
        Ok(State::ALL.into_iter().map(|state| (state, count(state))).collect())
    }

    /// Returns a message with bytes and history.
    ///
    /// # Errors
    /// `Missing` for an unknown number; `Data` when the bytes are not those that were queued.
    pub fn show(&self, id: TicketId) -> Result<Detail> {
        let ticket = self.ticket(id)?;
        let outgoing = self.load(id)?;
        let mut query = self
            .db
            .prepare_cached(
                "SELECT began, ended, outcome, said FROM attempts WHERE message = ?1 ORDER BY number",
            )
            .told(&self.path)?;
        let attempts = query
            .query_map([id.0], |row| {
                let (began, ended) = (time(row, 0)?, time_if_any(row, 1)?);
                Ok(Attempt { began, ended, outcome: row.get(2)?, said: row.get(3)? })
            })
            .and_then(Iterator::collect)
            .told(&self.path)?;
        let message =
            Message { envelope: outgoing.envelope, message_id: outgoing.message_id, bytes: outgoing.bytes };
        Ok(Detail { ticket, attempts, message })
    }

    /// Returns a message as listings show it.
    ///
    /// # Errors
    /// `Missing` for an unknown number.
    pub fn ticket(&self, id: TicketId) -> Result<Ticket> {
        let found = self
            .db
            .prepare_cached(&format!("{} WHERE id = ?1", row::TICKET))
            .and_then(|mut query| query.query_row([id.0], ticket).optional())
            .told(&self.path)?;
        found.ok_or_else(|| {
            Error::missing(format!("there is no message {id} in the outbox"))
                .hint("`garbo outbox list` shows the numbers")
        })
    }

    /// Returns envelope and bytes, checked against the digest made when they were queued.
    pub(super) fn load(&self, id: TicketId) -> Result<Outgoing> {
        let found = self
            .db
            .prepare_cached(
                "SELECT sender, receiver, copy, smtputf8, bytes, message_id, digest
                 FROM contents JOIN messages USING (id) WHERE id = ?1",
            )
            .and_then(|mut query| {
                query
                    .query_row([id.0], |row| {
                        let envelope = Envelope {
                            from: row.get(0)?,
                            to: row.get(1)?,
                            copy: row.get(2)?,
                            smtputf8: row.get(3)?,
                        };
                        let outgoing = Outgoing { id, envelope, bytes: row.get(4)?, message_id: row.get(5)? };
                        Ok((outgoing, row.get::<_, Vec<u8>>(6)?))
                    })
                    .optional()
            })
            .told(&self.path)?;
        match found {
            Some((outgoing, expected)) if digest(&outgoing.envelope, &outgoing.bytes) == *expected => {
                Ok(outgoing)
            }
            _ => Err(damaged(&self.path, &format!("message {id} is not what was queued"))),
        }
    }

    /// Returns the message that was written for a row of a batch.
    pub fn written_before(&self, row: &BatchRow) -> Result<Option<Ticket>> {
        let found = tickets(&self.db, "WHERE batch = ?1 AND batch_row = ?2", [&row.batch, &row.row]);
        Ok(found.told(&self.path)?.pop())
    }

    /// Returns the messages of a kind to a person that went out or still may; newest first. The person is
    /// given by [`Mailbox::key`](crate::model::mailbox::Mailbox::key).
    pub fn same_kind_to(&self, person: &str, kind: &str) -> Result<Vec<Ticket>> {
        let rest =
            "WHERE person = ?1 AND kind = ?2 AND state IN ('queued', 'sent', 'uncertain') ORDER BY id DESC";
        tickets(&self.db, rest, [person, kind]).told(&self.path)
    }

    /// Makes a message ready to be sent again with the same Message-ID and bytes.
    ///
    /// # Errors
    /// `Refused` for a message that was sent; `Missing` for an unknown number; `TryAgain` while it is on its way.
    pub fn retry(&mut self, id: TicketId) -> Result<Ticket> {
        self.turn(
            id,
            State::Queued,
            &[State::Queued, State::Failed, State::Uncertain, State::Cancelled],
            |ticket| {
                Error::refused(format!(
                    "message {id} to {} is {}; a second copy is not sent",
                    ticket.recipient, ticket.state
                ))
                .hint("write a new letter if another one is meant")
            },
        )
    }

    /// Takes a queued message out.
    ///
    /// # Errors
    /// `Refused` for a message in any other state; otherwise as [`Outbox::retry`].
    pub fn cancel(&mut self, id: TicketId) -> Result<Ticket> {
        self.turn(id, State::Cancelled, &[State::Queued, State::Cancelled], |ticket| {
            let error = Error::refused(format!(
                "message {id} to {} is {}, not queued",
                ticket.recipient, ticket.state
            ));
            match ticket.state {
                State::Uncertain => error.hint(settle(id)),
                _ => error.hint("only what is queued can be taken out"),
            }
        })
    }

    /// Settles an uncertain message: it did arrive, or it did not and is queued again.
    ///
    /// # Errors
    /// `Refused` for a message that is not uncertain; otherwise as [`Outbox::retry`].
    pub fn resolve(&mut self, id: TicketId, arrived: Arrived) -> Result<Ticket> {
        let to = match arrived {
            Arrived::Yes => State::Sent,
            Arrived::No => State::Queued,
        };
        self.turn(id, to, &[State::Uncertain], |ticket| {
            Error::refused(format!(
                "message {id} to {} is {}; only an uncertain one needs settling",
                ticket.recipient, ticket.state
            ))
        })
    }

    /// Changes a state by hand, unless a sender has the message.
    fn turn(
        &mut self,
        id: TicketId,
        to: State,
        from: &[State],
        no: impl Fn(&Ticket) -> Error,
    ) -> Result<Ticket> {
        self.look_over(Seen::Values)?;
        let ticket = self.ticket(id)?;
        if !from.contains(&ticket.state) {
            return Err(no(&ticket));
        }
        let sent = (to == State::Sent).then(|| self.now());
        // The state seen stands in the condition: whoever was quicker wins.
        let changed = self
            .db
            .execute(
                "UPDATE messages SET state = ?2, sent = coalesce(?3, sent)
                 WHERE id = ?1 AND state = ?4 AND begun IS NULL",
                params![id.0, to.name(), sent, ticket.state.name()],
            )
            .told(&self.path)?;
        if changed == 0 {
            return Err(Error::try_again(format!("message {id} is on its way just now"))
                .hint("wait until the other garbo is done, then look with `garbo outbox list`"));
        }
        self.ticket(id)
    }
}

/// Returns the condition for one of the states.
fn within(states: &[State]) -> String {
    if states.is_empty() {
        return "1".to_owned();
    }
    let names: Vec<String> = states.iter().map(|state| format!("'{}'", state.name())).collect();
    format!("state IN ({})", names.join(", "))
}

/// Whether an uncertain message did arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrived {
    Yes,
    No,
}

/// Says how to settle an uncertain message.
pub(super) fn settle(id: TicketId) -> String {
    format!(
        "look into the Sent folder of your mailbox or ask the recipient; then `garbo outbox resolve {id} --sent` \
         or `--not-sent`"
    )
}

fn enqueue(db: &Transaction<'_>, new: &NewMessage, now: i64) -> rusqlite::Result<Enqueued> {
    let (batch, batch_row) = new.row.as_ref().map(|row| (&row.batch, &row.row)).unzip();
    if let (Some(batch), Some(batch_row)) = (batch, batch_row) {
        let mut query = db.prepare_cached("SELECT id FROM messages WHERE batch = ?1 AND batch_row = ?2")?;
        if let Some(id) = query.query_row([batch, batch_row], |row| row.get(0)).optional()? {
            return Ok(Enqueued::Already(TicketId(id)));
        }
    }
    let attachments = serde_json::Value::from(new.attachments.clone()).to_string();
    let mut insert = db.prepare_cached(
        "INSERT INTO messages (kind, language, recipient, name, address, person, subject, message_id,
                               attachments, batch, batch_row, created, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 'queued')",
    )?;
    let id = insert.insert(params![
        new.kind,
        new.language.tag(),
        new.recipient.to_string(),
        new.recipient.name(),
        new.recipient.address().to_string(),
        new.recipient.key(),
        new.subject,
        new.message.message_id,
        attachments,
        batch,
        batch_row,
        now
    ])?;
    let envelope = &new.message.envelope;
    let mut insert = db.prepare_cached(
        "INSERT INTO contents (id, sender, receiver, copy, smtputf8, bytes, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    insert.execute(params![
        id,
        envelope.from,
        envelope.to,
        envelope.copy,
        envelope.smtputf8,
        new.message.bytes,
        digest(envelope, &new.message.bytes)
    ])?;
    Ok(Enqueued::New(TicketId(id)))
}
