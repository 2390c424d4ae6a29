//! The way to the mail server: settings in, an outcome for every message out.
//!
//! Floor: deliver. Knows neither templates nor the outbox's database: messages come from a [`Queue`], which
//! also keeps the outcomes. The parts, from the wire upwards:
//!
//! `reply` (bytes to replies) < `wire` (limits, deadlines) < `tls` < `session` (the dialogue) < `content` (the
//! final dot) < `connect`, `login` < `sender` (many messages, several connections).

mod capabilities;
mod connect;
mod content;
mod fault;
mod job;
mod ledger;
mod login;
mod pace;
mod probe;
mod reply;
mod secret;
mod sender;
mod session;
mod stop;
mod tls;
mod wire;

pub use job::{Event, Outcome, Outgoing, Queue, Summary};
pub use probe::{ProbeLine, probe};
pub use reply::{Broken, Replies, Reply};
pub use sender::send_all;
pub use stop::Stop;
