//! Which sentence stands for the reason: its own, its neutral wording, or none.

use crate::error::{Error, Result, nearest};
use crate::library::catalogue::{Catalogue, Disclose, Reason, Who};
use crate::library::kind::{Kind, ReasonsOf};
use crate::library::lexicon::Lexicon;
use crate::model::address::{Formality, Say, Tone};
use crate::model::id::Id;

/// What the letter says of the reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The sentence, a small template; `None` when nothing is said
    pub sentence: Option<String>,
    /// How much is told
    pub say: Option<Say>,
    /// The safety variant of the letter is called for
    pub safety: bool,
    /// The profession whose register is pointed to
    pub register: Option<Id>,
    pub warnings: Vec<String>,
}

/// Everything the choice of the sentence depends on.
pub struct Wish<'a> {
    pub kind: &'a Kind,
    pub reason: Option<&'a Id>,
    pub say: Option<Say>,
    pub tone: Tone,
    pub formality: Formality,
    /// Facts that are known, by id: `dates`, `niche`, `fixed_fee`
    pub known: &'a dyn Fn(&str) -> bool,
}

/// Decides on the sentence.
///
/// Errors: usage, for an unknown reason or one that does not apply; missing, when the sentence states a fact
/// that is not known.
pub fn tell(wish: &Wish<'_>, catalogue: &Catalogue, lexicon: &Lexicon) -> Result<Told> {
    let Some(id) = wish.reason.or(wish.kind.reason.as_ref()) else {
        return Ok(Told::default());
    };
    let reason = find(id, wish.kind, catalogue)?;
    let mut told = Told { safety: reason.safety, register: reason.register.clone(), ..Told::default() };
    let (say, warning) = how_much(id, reason, wish);
    told.warnings.extend(warning);
    told.say = Some(say);
    let client = wish.kind.reasons == ReasonsOf::Client;
    let formal = wish.formality == Formality::Formal;
    told.sentence = match say {
        Say::None => None,
        Say::Soft => {
            let neutral = lexicon.neutral.get(reason.neutral.id()).ok_or_else(|| {
                Error::data(format!(
                    "the neutral wording `{}` is missing in this language",
                    reason.neutral.id()
                ))
                .hint("add it under `neutral` in the language's file in locales/")
            })?;
            let pair = neutral.prospect.as_deref().filter(|_| !client);
            let (f, i) = pair.map_or((&neutral.formal, &neutral.informal), |p| (&p.formal, &p.informal));
            Some(if formal { f } else { i }.clone())
        }
        Say::Full => {
            if let Some(fact) = reason.needs.iter().find(|fact| !(wish.known)(fact)) {
                return Err(lacks(id, fact));
            }
            let words = lexicon.reasons.get(id);
            let pair = words
                .and_then(|w| if client { w.client.as_ref() } else { w.prospect.as_ref() })
                .ok_or_else(|| {
                    Error::data(format!("the reason `{id}` has no sentence in this language")).hint(format!(
                        "add `reasons.{id}` in the language's file in locales/, or use --say soft"
                    ))
                })?;
            Some(if formal { &pair.formal } else { &pair.informal }.clone())
        }
    };
    Ok(told)
}

/// Returns a reason that the kind may give.
///
/// Errors: usage, for an unknown one, naming the nearest, and for one that does not apply.
pub fn find<'a>(id: &Id, kind: &Kind, catalogue: &'a Catalogue) -> Result<&'a Reason> {
    let who = match kind.reasons {
        ReasonsOf::Prospect => Who::Prospect,
        ReasonsOf::Client => Who::Client,
        ReasonsOf::Nobody => {
            return Err(Error::usage(format!("`{}` gives no reason", kind.id))
                .key("--reason")
                .hint("leave --reason out"));
        }
    };
    let applies = |reason: &Reason| reason.who.contains(&who);
    match catalogue.reasons.get(id) {
        Some(reason) if applies(reason) => Ok(reason),
        Some(_) => {
            let whom = if who == Who::Client { "prospects" } else { "clients" };
            Err(Error::usage(format!("the reason `{id}` is one for {whom}, not for `{}`", kind.id))
                .key("--reason")
                .hint("`garbo reasons` lists whom each reason is for"))
        }
        None => {
            let ids: Vec<&str> =
                catalogue.reasons.iter().filter(|(_, r)| applies(r)).map(|(id, _)| id.as_str()).collect();
            let error = Error::usage(format!("there is no reason called `{id}`")).key("--reason");
            Err(match nearest(id.as_str(), ids.iter().copied()) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error.hint(format!("the reasons are {}", ids.join(", "))),
            })
        }
    }
}

/// Decides between the sentence, its neutral wording and silence; a private reason is never told.
fn how_much(id: &Id, reason: &Reason, wish: &Wish<'_>) -> (Say, Option<String>) {
    let own_sentence = !reason.no_sentence && (reason.disclose != Disclose::Private || reason.may_override);
    match wish.say {
        Some(Say::Full) if own_sentence => (Say::Full, None),
        Some(Say::Full) if reason.disclose == Disclose::Private => (
            Say::Soft,
            Some(format!("the reason `{id}` is private: the letter has a neutral wording instead")),
        ),
        Some(Say::Full) => (
            Say::Soft,
            Some(format!("the reason `{id}` has no sentence of its own: the letter has its neutral wording")),
        ),
        Some(say) => (say, None),
        // A firm letter gives no reason, or a rule.
        None if wish.tone == Tone::Firm && !reason.rule && reason.disclose == Disclose::Stated => {
            (Say::None, None)
        }
        None => match reason.disclose {
            Disclose::Stated => {
                // By default a fact that is not known softens the sentence; asked for by name, it is an error.
                let known = reason.needs.iter().all(|fact| (wish.known)(fact));
                (if known { Say::Full } else { Say::Soft }, None)
            }
            Disclose::Softened | Disclose::Private => (Say::Soft, None),
        },
    }
}

fn lacks(reason: &Id, fact: &str) -> Error {
    let error = Error::missing(format!("the reason `{reason}` states a fact that is not known: `{fact}`"));
    match fact {
        "niche" => error.hint("add `niche:` with a line in this language to practice.yaml, or use --say soft"),
        "fixed_fee" => error.hint("if your fee really is fixed, add `fixed: true` under `fees:` in practice.yaml; else use --say soft"),
        _ => error.hint(format!("add --{} YYYY-MM-DD (once for each), or use --say soft", fact.replace('_', "-"))),
    }
}
