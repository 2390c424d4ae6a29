//! From the outbox to the server: where the journal and the wire meet.
//!
//! Floor: deliver. The outbox knows nothing of SMTP and the sender nothing of the database; this file knows both.

use std::collections::{HashSet, VecDeque};

use super::outbox::{self, Outbox, Sending, Step, TicketId};
use super::smtp::{Event, Outcome, Outgoing, Queue, Stop, Summary, send_all};
use crate::error::Result;
use crate::model::mail_account::Smtp;

/// Sends what is queued: everything, or what is named in `only`. `watch` is told each outcome once it is on
/// the disk.
///
/// # Errors
/// `TryAgain` while another garbo sends; faults of the outbox. What the network did is in the outcomes and in
/// [`Summary::trouble`].
pub fn send(
    outbox: &mut Outbox,
    smtp: &Smtp,
    only: Option<&[TicketId]>,
    stop: &Stop,
    watch: &mut dyn FnMut(TicketId, &Outcome),
) -> Result<Summary> {
    let sending = outbox.start_sending()?;
    let mut waiting: VecDeque<TicketId> = sending.queued()?.into();
    if let Some(only) = only {
        let only: HashSet<&TicketId> = only.iter().collect();
        waiting.retain(|id| only.contains(id));
    }
    let mut errand = Errand { sending, waiting, watch };
    let summary = send_all(smtp, &mut errand, stop)?;
    errand.sending.stop()?;
    Ok(summary)
}

/// The queue as the sender sees it.
struct Errand<'a, 'o> {
    sending: Sending<'o>,
    waiting: VecDeque<TicketId>,
    watch: &'a mut dyn FnMut(TicketId, &Outcome),
}

impl Queue for Errand<'_, '_> {
    fn next(&mut self) -> Result<Option<Outgoing>> {
        let Some(id) = self.waiting.pop_front() else { return Ok(None) };
        let outbox::Outgoing { envelope, bytes, .. } = self.sending.load(id)?;
        Ok(Some(Outgoing {
            id: id.number(),
            from: envelope.from,
            to: envelope.to,
            copy: envelope.copy,
            bytes,
        }))
    }

    fn record(&mut self, events: &[Event]) -> Result<Vec<i64>> {
        let steps: Vec<Step> = events.iter().map(to_step).collect();
        let begun = self.sending.commit(&steps)?;
        for event in events {
            if let Event::Outcome(id, outcome) = event {
                (self.watch)(TicketId::from(*id), outcome);
            }
        }
        Ok(begun.into_iter().map(TicketId::number).collect())
    }

    fn hand_over(&mut self, id: i64) -> Result<()> {
        self.sending.hand_over(TicketId::from(id))
    }
}

fn to_step(event: &Event) -> Step {
    match event {
        Event::Begin(id) => Step::Begin(TicketId::from(*id)),
        Event::Outcome(id, outcome) => Step::Finish(TicketId::from(*id), to_outcome(outcome)),
    }
}

fn to_outcome(outcome: &Outcome) -> outbox::Outcome {
    match outcome {
        Outcome::Sent { reply } => outbox::Outcome::Sent(reply.clone()),
        Outcome::Refused { text, .. } => outbox::Outcome::Failed(text.clone()),
        Outcome::Later { reason } => outbox::Outcome::TryAgain(reason.clone()),
        Outcome::Uncertain { reason } => outbox::Outcome::Uncertain(reason.clone()),
    }
}
