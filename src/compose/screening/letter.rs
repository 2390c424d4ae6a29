//! What follows from a decision: which letter, with which flags. Ids only; no fact of the screening is in reach.

use crate::compose::screening::weigh::Case;
use crate::compose::screening::{Outcome, Suggestion};
use crate::model::id::Id;

/// The letter that follows, as flags of its command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NextStep {
    /// The kind of document; none for an emergency or where the work goes on
    pub kind: Option<&'static str>,
    pub reason: Option<Id>,
    /// Further flags with their values
    pub flags: Vec<(&'static str, String)>,
    /// Whether a last day must be named
    pub last_day: bool,
    /// What else to do, one line each
    pub besides: Vec<String>,
}

/// Returns what follows from a decision.
pub(super) fn follow(s: &Suggestion, decision: Outcome, case: &Case<'_>) -> NextStep {
    let safety =
        s.reason.as_ref().and_then(|id| case.catalogue.reasons.get(id)).is_some_and(|reason| reason.safety);
    let mut step = NextStep::default();
    match decision {
        Outcome::Accept if s.stage == crate::model::screening::Stage::Ongoing => {
            step.besides.push("nothing to write; look again in three months".into());
        }
        Outcome::Accept => {
            step.kind = Some("agreement");
            step.besides.push("have all boundaries and the acknowledgement signed before the start".into());
        }
        Outcome::AcceptWithBoundaries => {
            step.kind = Some("agreement");
            if !s.clauses.is_empty() {
                step.besides.push(format!("keep these clauses in it: {}", s.clauses.join(", ")));
            }
            step.besides.push("review the work after the second session".into());
        }
        Outcome::Clarify => {
            step.kind = Some("clarify");
            step.flags = s.ask.iter().map(|id| ("--ask", id.clone())).collect();
            step.besides.push("no answer within 14 days: decline, or let it rest".into());
        }
        Outcome::Decline => {
            step.kind = Some("decline");
            step.reason.clone_from(&s.reason);
            if !safety {
                step.flags.push(("--colleague", "auto".into()));
                step.besides.push("an introduction to a colleague comes after recorded consent only".into());
            }
        }
        Outcome::ThirdParty => step.kind = Some("third_party"),
        Outcome::AlreadyHelped => step.kind = Some("already_helped"),
        Outcome::Boundary => {
            step.kind = Some("boundary");
            step.flags.push(("--topic", s.topic.clone().unwrap_or_else(|| "contact_hours".into())));
            step.flags.push(("--step", s.step.to_string()));
        }
        Outcome::End => {
            step.kind = Some("ending");
            step.reason.clone_from(&s.reason);
            step.last_day = true;
            if safety {
                step.besides.push("in writing only: no call, no meeting".into());
            } else {
                step.besides.push("a call first, if it is safe".into());
            }
        }
        Outcome::Emergency => {
            step.besides.push("tell somebody you trust, and write down the facts the same day".into());
        }
    }
    step
}
