//! What follows from a decision: which letter, with which flags. Ids only; no fact of the screening is in reach.

use crate::compose::screening::weigh::Case;
use crate::compose::screening::{Note, Outcome, Suggestion};
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
    pub besides: Vec<Note>,
}

/// Returns what follows from a decision.
pub(super) fn follow(s: &Suggestion, decision: Outcome, case: &Case<'_>) -> NextStep {
    let safety =
        s.reason.as_ref().and_then(|id| case.catalogue.reasons.get(id)).is_some_and(|reason| reason.safety);
    let mut step = NextStep::default();
    match decision {
        Outcome::Accept if s.stage == crate::model::screening::Stage::Ongoing => {
            step.besides.push("look_again".into());
        }
        Outcome::Accept => {
            step.kind = Some("agreement");
            step.besides.push("sign_first".into());
        }
        Outcome::AcceptWithBoundaries => {
            step.kind = Some("agreement");
            if !s.clauses.is_empty() {
                step.besides.push(Note::with("keep_clauses", "clauses", s.clauses.join(", ")));
            }
            step.besides.push("review_second".into());
        }
        Outcome::Clarify => {
            step.kind = Some("clarify");
            step.flags = s.ask.iter().map(|id| ("--ask", id.clone())).collect();
            step.besides.push("no_answer".into());
        }
        Outcome::Decline => {
            step.kind = Some("decline");
            step.reason.clone_from(&s.reason);
            if !safety {
                step.flags.push(("--colleague", "auto".into()));
                step.besides.push("consent_first".into());
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
                step.besides.push("in_writing".into());
            } else {
                step.besides.push("call_first".into());
            }
        }
        Outcome::Emergency => {
            step.besides.push("tell_somebody".into());
        }
    }
    step
}
