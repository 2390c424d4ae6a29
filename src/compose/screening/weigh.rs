//! Signs to score, red lines and outcome. The weights are data; here is only how they add up.

use crate::compose::screening::{Note, Outcome, Suggestion};
use crate::library::catalogue::{Catalogue, Disclose, Who};
use crate::library::signs::{Line, Sign, Signs};
use crate::model::id::Id;
use crate::model::practice::{Minors, Practice, ScreeningRules};
use crate::model::screening::{Answers, Stage};

/// At most so many questions besides the two that everyone is asked.
const QUESTIONS: usize = 4;

/// What answers are weighed against.
pub struct Case<'a> {
    pub signs: &'a Signs,
    pub catalogue: &'a Catalogue,
    pub practice: &'a Practice,
    /// People who are clients at present
    pub clients: usize,
}

impl Case<'_> {
    fn rules(&self) -> &ScreeningRules {
        &self.practice.screening
    }

    /// Tells whether no further client fits the coach's own limit.
    pub fn is_full(&self) -> bool {
        self.rules().max_clients.is_some_and(|most| self.clients >= most as usize)
    }
}

/// One thing a suggestion rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// The sign, or the coach's own entry
    pub id: String,
    /// The signs that were observed: itself, or those that are taken for it
    pub observed: Vec<String>,
    pub strength: u8,
    /// What it adds to the score; nothing for a red line
    pub points: u32,
    pub line: Option<Line>,
    /// Why it counts as it does, where that is not plain
    pub why: Option<Note>,
}

/// Weighs answers at a stage.
pub fn suggest(answers: &Answers, stage: Stage, case: &Case<'_>) -> Suggestion {
    let mut grounds = grounds(answers, stage, case);
    let sum: u32 = grounds.iter().map(|g| g.points).sum();
    let good = u32::try_from(answers.good.len() + answers.ideal.len()).unwrap_or(u32::MAX);
    let score = sum.saturating_sub(good);
    // Red lines come first, gravest first; the rest keeps the coach's order.
    grounds.sort_by_key(|g| g.line.map_or((1, None), |line| (0, Some(line))));
    let signs: Vec<(&Sign, u8)> =
        grounds.iter().filter_map(|g| case.signs.find(&g.id).map(|s| (s, g.strength))).collect();
    let soft: Vec<&Sign> =
        grounds.iter().filter(|g| g.line.is_none()).filter_map(|g| case.signs.find(&g.id)).collect();
    let mut ask: Vec<String> = Vec::new();
    let mut clauses: Vec<String> = Vec::new();
    for sign in &soft {
        add(&mut ask, sign.ask.as_ref());
        add(&mut clauses, sign.clause.as_ref());
    }
    ask.truncate(QUESTIONS);
    let mut suggestion = Suggestion {
        stage,
        outcome: Outcome::Accept,
        score,
        lowered: sum - score,
        pause: signs.iter().any(|(s, strength)| s.pause_from.is_some_and(|from| *strength >= from)),
        reason: reason(&grounds, stage, case),
        ask,
        clauses,
        topic: soft.iter().find_map(|s| s.topic.clone()),
        step: answers.boundaries.saturating_add(1).min(3),
        grounds,
    };
    suggestion.outcome = outcome(&suggestion, &signs, answers, case);
    suggestion
}

fn add(list: &mut Vec<String>, id: Option<&String>) {
    if let Some(id) = id.filter(|id| !list.contains(id)) {
        list.push(id.clone());
    }
}

/// Returns the grounds in the coach's order: signs, feelings, the coach's own list, the limit of clients.
fn grounds(answers: &Answers, stage: Stage, case: &Case<'_>) -> Vec<Ground> {
    let present = |id: &str| answers.signs.iter().any(|o| o.sign == id);
    let mut grounds = Vec::new();
    for observed in &answers.signs {
        let Some(mut sign) = case.signs.find(&observed.sign) else { continue };
        let mut why = None;
        if let Some(becomes) = &sign.becomes
            && (observed.strength >= becomes.from || becomes.with.iter().any(|id| present(id)))
            && let Some(graver) = case.signs.find(&becomes.sign)
        {
            why = Some(Note::with("becomes", "sign", &sign.id));
            sign = graver;
        }
        let index = grounds.iter().position(|g: &Ground| g.id == sign.id).unwrap_or_else(|| {
            grounds.push(ground(sign, observed.strength, why, case));
            grounds.len() - 1
        });
        if let Some(ground) = grounds.get_mut(index) {
            ground.observed.push(observed.sign.clone());
        }
    }
    for (id, strength) in &answers.feelings {
        if let Some(sign) = case.signs.find(id) {
            grounds.push(ground(sign, *strength.reveal(), None, case));
        }
    }
    for entry in &answers.never {
        if !grounds.iter().any(|g| g.id == *entry) {
            grounds.push(own(entry.clone(), "listed_never".into()));
        }
    }
    if stage != Stage::Ongoing && case.is_full() {
        grounds.retain(|g| g.id != "c_no_time");
        let most = case.rules().max_clients.unwrap_or_default();
        let values = vec![("clients", case.clients.to_string()), ("most", most.to_string())];
        grounds.push(own("c_no_time".into(), Note { id: "no_room", values }));
    }
    grounds
}

fn own(id: String, why: Note) -> Ground {
    Ground { id, observed: Vec::new(), strength: 1, points: 0, line: Some(Line::Own), why: Some(why) }
}

fn ground(sign: &Sign, strength: u8, mut why: Option<Note>, case: &Case<'_>) -> Ground {
    let mut line = sign.line;
    if sign.id == "s_minor" && case.practice.policies.minors == Minors::WithGuardian {
        line = None;
        why = Some("with_guardian".into());
    }
    if line.is_none() && sign.red_from.is_some_and(|from| strength >= from) {
        line = Some(Line::Dignity);
        why = Some("went_on".into());
    }
    let listed = |id: &str| case.rules().never.iter().any(|entry| entry == id);
    if line.is_none() && (listed(&sign.id) || sign.reasons.iter().any(|reason| listed(reason.as_str()))) {
        line = Some(Line::Own);
        why = Some("listed_never".into());
    }
    let points = if line.is_some() { 0 } else { sign.weight * u32::from(strength) };
    Ground { id: sign.id.clone(), observed: Vec::new(), strength, points, line, why }
}

/// Returns the one reason for a letter: that of the gravest red line; else of the soft signs the first that may
/// be stated, else the first that is softened, else the first private one, which the letter replaces by its
/// neutral wording.
fn reason(grounds: &[Ground], stage: Stage, case: &Case<'_>) -> Option<Id> {
    let who = if stage == Stage::Ongoing { Who::Client } else { Who::Prospect };
    let applies = |id: &&Id| case.catalogue.reasons.get(id).is_some_and(|reason| reason.who.contains(&who));
    let of = |ground: &Ground| case.signs.find(&ground.id)?.reasons.iter().find(applies).cloned();
    if let Some(red) = grounds.iter().find(|g| g.line.is_some()) {
        return of(red);
    }
    let reasons: Vec<Id> = grounds.iter().filter_map(of).collect();
    let first = |disclose: Disclose| {
        reasons.iter().find(|id| case.catalogue.reasons.get(id).is_some_and(|r| r.disclose == disclose))
    };
    first(Disclose::Stated).or(first(Disclose::Softened)).or(first(Disclose::Private)).cloned()
}

fn outcome(s: &Suggestion, signs: &[(&Sign, u8)], answers: &Answers, case: &Case<'_>) -> Outcome {
    let thresholds = &case.rules().thresholds;
    let ongoing = s.stage == Stage::Ongoing;
    let has = |id: &str| signs.iter().any(|(sign, _)| sign.id == id);
    match s.line() {
        Some(Line::Safety) => return Outcome::Emergency,
        Some(_) if ongoing => return Outcome::End,
        // The writer is answered; the person may still come alone.
        Some(Line::Rule) if has("s_third_party") => return Outcome::ThirdParty,
        Some(_) => return Outcome::Decline,
        None => {}
    }
    if ongoing {
        let persists = signs.iter().any(|(sign, strength)| !sign.is_feeling() && *strength >= 3);
        let over = signs.iter().any(|(sign, _)| sign.ends);
        return if over || s.score >= thresholds.decline || (persists && answers.boundaries >= 2) {
            Outcome::End
        } else if s.topic.is_some() && s.score > 0 {
            Outcome::Boundary
        } else if s.score >= thresholds.clarify {
            Outcome::Clarify
        } else {
            Outcome::Accept
        };
    }
    if has("s_same_issue") {
        return Outcome::AlreadyHelped;
    }
    match s.score {
        score if score >= thresholds.decline => Outcome::Decline,
        score if score >= thresholds.boundaries => Outcome::AcceptWithBoundaries,
        score if score >= thresholds.clarify || has("s_unclear") => Outcome::Clarify,
        _ => Outcome::Accept,
    }
}
