//! The questions of a screening, one by one at the terminal: facts first, then good signs, then the coach's own side.

use std::fmt;

use crate::cli::ask;
use crate::compose::screening::check;
use crate::compose::screening::weigh::Case;
use crate::error::Result;
use crate::library::signs::Sign;
use crate::model::language::Language;
use crate::model::scalar::Day;
use crate::model::screening::{Answers, Channel, Observation, Private, Stage};

/// How strongly a sign was seen.
#[derive(Clone, Copy)]
struct Seen(u8, &'static str);

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.1)
    }
}

const SEEN: [Seen; 4] =
    [Seen(0, "no"), Seen(1, "noticed once"), Seen(2, "repeated"), Seen(3, "persists after it was raised")];

/// Something to tick: what is shown, and its id.
struct Tick(String, String);

impl fmt::Display for Tick {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Asks for the stage.
pub fn stage() -> Result<Stage> {
    let shown =
        ["inquiry: they have written", "meeting: first meeting or call", "ongoing: work is under way"];
    let chosen = ask::choose("How far has it come?", shown.to_vec())?;
    Ok(Stage::ALL.into_iter().find(|s| chosen.starts_with(s.id())).unwrap_or(Stage::Inquiry))
}

/// Asks about every sign of the stage; with `short`, about those of the review only.
pub fn answers(stage: Stage, short: bool, case: &Case<'_>, language: &Language) -> Result<Answers> {
    let mut answers = Answers { stage: Some(stage), ..Answers::default() };
    let wanted = |sign: &&Sign| !short || sign.review || sign.line.is_some();
    let signs: Vec<&Sign> = case.signs.at(stage).filter(wanted).collect();
    for sign in signs.iter().filter(|sign| !sign.is_feeling()) {
        let strength = strength(sign, language)?;
        if strength > 0 {
            answers.signs.push(observation(sign, strength)?);
        }
    }
    let good: Vec<Tick> = case
        .signs
        .good
        .iter()
        .map(|g| Tick(g.label.get(language).unwrap_or(&g.id).to_owned(), g.id.clone()))
        .collect();
    if !short {
        answers.good = ticked("Good signs:", good)?;
        let rules = &case.practice.screening;
        let known = |entry: &&String| {
            case.signs.find(entry).is_some()
                || case.signs.good.iter().any(|g| g.id == **entry)
                || case.catalogue.reasons.keys().any(|id| id.as_str() == entry.as_str())
        };
        let own = |list: &[String]| -> Vec<Tick> {
            list.iter().filter(|e| !known(e)).map(|e| Tick(e.clone(), e.clone())).collect()
        };
        answers.ideal = ticked("From your own list, what fits:", own(&rules.ideal))?;
        answers.never =
            ticked("From your own list, what ends the talk and was observed:", own(&rules.never))?;
    }
    // Facts are settled before feelings are asked about, so that the two are not mixed up.
    for sign in signs.iter().filter(|sign| sign.is_feeling()) {
        let strength = strength(sign, language)?;
        if strength > 0 {
            answers.feelings.insert(sign.id.clone(), Private::from(strength));
        }
    }
    Ok(answers)
}

fn strength(sign: &Sign, language: &Language) -> Result<u8> {
    let label = sign.label.get(language).unwrap_or(&sign.id);
    let fact = sign.fact.get(language).unwrap_or_default();
    Ok(ask::choose(&format!("{label} ({fact})"), SEEN.to_vec())?.0)
}

fn observation(sign: &Sign, strength: u8) -> Result<Observation> {
    let help = "what happened, when and where, without judgement; at most 200 characters";
    let fact =
        ask::line("  The fact in one line:", help, |typed| check::fact(typed, "fact").map(|p| p.message))?;
    let source = ask::choose("  Where from?", Channel::ALL.map(Channel::id).to_vec())?;
    let date = ask::line("  Day (YYYY-MM-DD, empty for none):", "", |typed| {
        let day = typed.is_empty() || typed.parse::<Day>().is_ok();
        (!day).then(|| "write the day as 2026-12-15".to_owned())
    })?;
    Ok(Observation {
        sign: sign.id.clone(),
        strength,
        fact: Private::from(fact.trim()),
        date: date.parse().ok(),
        source: Channel::ALL.into_iter().find(|c| c.id() == source),
    })
}

fn ticked(question: &str, choices: Vec<Tick>) -> Result<Vec<String>> {
    if choices.is_empty() {
        return Ok(Vec::new());
    }
    Ok(ask::several(question, choices)?.into_iter().map(|tick| tick.1).collect())
}
