//! What waits in the outbox and what became of it.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use crate::deliver::message::{Envelope, Message};
use crate::error::{Error, Result};
use crate::model::language::Language;
use crate::model::mailbox::Mailbox;

/// The number by which people call a message of the outbox: 12.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct TicketId(pub(super) i64);

impl TicketId {
    /// Returns the bare number.
    pub fn number(self) -> i64 {
        self.0
    }
}

impl From<i64> for TicketId {
    fn from(number: i64) -> Self {
        Self(number)
    }
}

impl fmt::Display for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for TicketId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text.trim_start_matches('#').parse::<u32>() {
            Ok(number) if number > 0 => Ok(Self(i64::from(number))),
            _ => Err(Error::usage(format!("`{text}` is not the number of a message"))
                .hint("`garbo outbox list` shows the numbers")),
        }
    }
}

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Safe to send: no server has taken it.
    Queued,
    /// A 250 was seen after the final dot.
    Sent,
    /// Refused for good.
    Failed,
    /// The connection ended after the final dot: it may have arrived.
    Uncertain,
    /// Taken out by the coach.
    Cancelled,
}

impl State {
    /// Every state, in the order in which summaries list them.
    pub const ALL: [Self; 5] = [Self::Queued, Self::Sent, Self::Failed, Self::Uncertain, Self::Cancelled];

    /// Returns the name that listings and the database use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Uncertain => "uncertain",
            Self::Cancelled => "cancelled",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for State {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// The row of a batch that a message was written for; a row is written once.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BatchRow {
    /// The name of the file, or whatever tells one batch from another.
    pub batch: String,
    /// What tells the rows of one batch apart: kind and key of the recipient.
    pub row: String,
}

/// A message about to be queued.
#[derive(Clone, Debug)]
pub struct NewMessage {
    pub kind: String,
    pub language: Language,
    pub recipient: Mailbox,
    pub subject: String,
    pub message: Message,
    /// File names of what rides along.
    pub attachments: Vec<String>,
    pub row: Option<BatchRow>,
}

/// What became of a message handed to the outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enqueued {
    New(TicketId),
    /// The same row of the same batch was written before.
    Already(TicketId),
}

impl Enqueued {
    pub fn id(self) -> TicketId {
        match self {
            Self::New(id) | Self::Already(id) => id,
        }
    }
}

/// A message of the outbox as listings show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ticket {
    pub id: TicketId,
    pub kind: String,
    /// `Anna Petrova <anna@example.org>`.
    pub recipient: String,
    pub state: State,
    pub message_id: String,
    pub attempts: u32,
    pub last_error: Option<String>,
    pub created: Timestamp,
    pub sent: Option<Timestamp>,
    pub language: String,
    pub subject: String,
    pub attachments: Vec<String>,
    /// The bare address, for comparing.
    pub address: String,
    pub batch: Option<String>,
}

/// One try to send a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attempt {
    pub began: Timestamp,
    pub ended: Option<Timestamp>,
    /// `sent`, `failed`, `uncertain`, `queued` (to be tried again); none while it lasts.
    pub outcome: Option<String>,
    /// What the server or the network said.
    pub said: Option<String>,
}

/// A message with its bytes and its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    pub ticket: Ticket,
    pub attempts: Vec<Attempt>,
    pub message: Message,
}

/// A message on its way to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    pub id: TicketId,
    pub envelope: Envelope,
    pub message_id: String,
    pub bytes: Vec<u8>,
}

/// What an attempt ended with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Exactly 250 after the final dot; what the server said.
    Sent(String),
    /// Refused for good, or never possible.
    Failed(String),
    /// Not taken, for now: safe to try again.
    TryAgain(String),
    /// No trustworthy reply after the final dot.
    Uncertain(String),
}

impl Outcome {
    /// Returns the state that the message is left in.
    pub fn state(&self) -> State {
        match self {
            Self::Sent(_) => State::Sent,
            Self::Failed(_) => State::Failed,
            Self::TryAgain(_) => State::Queued,
            Self::Uncertain(_) => State::Uncertain,
        }
    }

    /// Returns what the server or the network said.
    pub fn said(&self) -> &str {
        match self {
            Self::Sent(said) | Self::Failed(said) | Self::TryAgain(said) | Self::Uncertain(said) => said,
        }
    }
}
