//! The outbox and register of the practice, opened where they lie.

use crate::cli::workspace::{Workspace, clock};
use crate::deliver::outbox::Outbox;
use crate::error::Result;

/// How many messages an opening names one by one.
const NAMED_MAX: usize = 5;

/// Opens the outbox, and says what a killed sender had left.
pub fn outbox(workspace: &Workspace) -> Result<Outbox> {
    let outbox = Outbox::open(&workspace.folder()?, clock)?;
    tell_recovered(&outbox, workspace);
    Ok(outbox)
}

/// Opens the outbox if there is one; the sample practice has none.
pub fn outbox_if_any(workspace: &Workspace) -> Result<Option<Outbox>> {
    let Some(folder) = workspace.home.folder() else { return Ok(None) };
    let outbox = Outbox::open_if_any(folder, clock)?;
    if let Some(outbox) = &outbox {
        tell_recovered(outbox, workspace);
    }
    Ok(outbox)
}

/// Says what became of the messages that a killed sender had in hand.
pub fn tell_recovered(outbox: &Outbox, workspace: &Workspace) {
    let found = outbox.recovered();
    if !found.requeued.is_empty() {
        workspace.ui.say(&format!(
            "note: garbo was stopped while sending; {} not handed over and queued again",
            counted(found.requeued.len(), "message was", "messages were")
        ));
    }
    for ticket in found.uncertain.iter().take(NAMED_MAX) {
        workspace.ui.warn(&format!(
            "garbo was stopped just as message {} to {} was handed over: it may have arrived (`garbo outbox show {}`)",
            ticket.id, ticket.recipient, ticket.id
        ));
    }
}

/// Returns `1 message was` or `3 messages were`.
pub fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
