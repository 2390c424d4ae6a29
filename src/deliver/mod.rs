//! The outside world: letters become mail messages, wait in the outbox and leave by SMTP.
//!
//! Floor: above `render`, below `cli`. What cannot be called back is journalled before it leaves.

pub mod dispatch;
pub(crate) mod lock;
pub mod message;
pub mod outbox;
pub mod smtp;
