//! What goes into sending and what comes out: messages, outcomes, and where both are kept.
//!
//! Floor: deliver. The sender knows the outbox by these types alone, and nothing of its database.

use crate::error::{Error, Result};

/// A message ready to go: one recipient, final bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// The outbox's own number.
    pub id: i64,
    /// Address of the sender as the wire wants it: the domain in A-labels.
    pub from: String,
    /// Address of the one recipient, likewise.
    pub to: String,
    /// The sender's own address, where a copy is wanted. A server that refuses it does not stop the letter.
    pub copy: Option<String>,
    /// Header and body with CRLF line ends.
    pub bytes: Vec<u8>,
}

/// How one message ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server answered 250 to the final dot; its words.
    Sent { reply: String },
    /// Refused for good, by the server (5xx) or before anything was sent (no code).
    Refused { code: Option<u16>, text: String },
    /// Not sent; safe to try again.
    Later { reason: String },
    /// The final dot left and no clear answer came: it may have arrived.
    Uncertain { reason: String },
}

/// What must be kept, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// An attempt begins. Each ends with an outcome, unless the process ends first.
    Begin(i64),
    Outcome(i64, Outcome),
}

/// Where messages come from and where their outcomes are kept.
pub trait Queue {
    /// Returns the next message to send; `None` when there is none left. Each is given out once a run; one
    /// that does not begin was not touched.
    ///
    /// # Errors
    /// When it can't be read; sending stops.
    fn next(&mut self) -> Result<Option<Outgoing>>;

    /// Keeps the events so that they survive a power cut once this returns.
    ///
    /// Events of several connections, and an outcome with the beginning after it, come together, so that one
    /// commit serves them all. Returns which messages have begun; another one, cancelled meanwhile, is not sent.
    ///
    /// # Errors
    /// When they can't be kept; sending stops before any further dot.
    fn record(&mut self, events: &[Event]) -> Result<Vec<i64>>;

    /// Notes that the final dot of a message leaves next: from now on, an end without outcome is uncertain.
    ///
    /// Must survive the end of the process; called once per message, so it had better be fast.
    ///
    /// # Errors
    /// When it can't be noted; the dot does not leave then.
    fn hand_over(&mut self, id: i64) -> Result<()>;
}

/// What a run of sending did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub sent: usize,
    pub failed: usize,
    /// Tried and still queued.
    pub later: usize,
    pub uncertain: usize,
    /// The user asked to stop before the queue was empty.
    pub is_stopped: bool,
    /// Why the run ended before the queue was empty.
    pub trouble: Option<Error>,
}

impl Summary {
    pub(crate) fn count(&mut self, outcome: &Outcome) {
        let counter = match outcome {
            Outcome::Sent { .. } => &mut self.sent,
            Outcome::Refused { .. } => &mut self.failed,
            Outcome::Later { .. } => &mut self.later,
            Outcome::Uncertain { .. } => &mut self.uncertain,
        };
        *counter += 1;
    }
}
