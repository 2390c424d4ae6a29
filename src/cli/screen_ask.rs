//! The questions of a screening, one by one at the terminal: facts first, then good signs, then the coach's own side.

use std::fmt;

use crate::cli::ask;
use crate::compose::screening::weigh::Case;
use crate::compose::screening::{Outcome, check};
use crate::error::Result;
use crate::library::signs::Sign;
use crate::library::wording::Wording;
use crate::model::language::Language;
use crate::model::scalar::Day;
use crate::model::screening::{Answers, Channel, Observation, Private, Stage};

/// Something to choose or tick: what is shown, and what it stands for.
struct Tick<T>(String, T);

impl<T> fmt::Display for Tick<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Asks for the stage.
pub fn stage(words: &Wording) -> Result<Stage> {
    let shown = |s: Stage| Tick(format!("{}: {}", s.id(), words.say(&format!("stage_{}", s.id()))), s);
    Ok(ask::choose(words.say("stage"), Stage::ALL.map(shown).into_iter().collect(), words)?.1)
}

/// Asks about every sign of the stage; with `short`, about those of the review only.
pub fn answers(
    stage: Stage,
    short: bool,
    case: &Case<'_>,
    (language, words): (&Language, &Wording),
) -> Result<Answers> {
    let mut answers = Answers { stage: Some(stage), ..Answers::default() };
    let wanted = |sign: &&Sign| !short || sign.review || sign.line.is_some();
    let signs: Vec<&Sign> = case.signs.at(stage).filter(wanted).collect();
    for sign in signs.iter().filter(|sign| !sign.is_feeling()) {
        let strength = strength(sign, language, words)?;
        if strength > 0 {
            answers.signs.push(observation(sign, strength, words)?);
        }
    }
    let good: Vec<Tick<String>> = case
        .signs
        .good
        .iter()
        .map(|g| Tick(g.label.get(language).unwrap_or(&g.id).to_owned(), g.id.clone()))
        .collect();
    if !short {
        answers.good = ticked(words.say("good_signs"), good, words)?;
        let rules = &case.practice.screening;
        let known = |entry: &&String| {
            case.signs.find(entry).is_some()
                || case.signs.good.iter().any(|g| g.id == **entry)
                || case.catalogue.reasons.keys().any(|id| id.as_str() == entry.as_str())
        };
        let own = |list: &[String]| -> Vec<Tick<String>> {
            list.iter().filter(|e| !known(e)).map(|e| Tick(e.clone(), e.clone())).collect()
        };
        answers.ideal = ticked(words.say("own_ideal"), own(&rules.ideal), words)?;
        answers.never = ticked(words.say("own_never"), own(&rules.never), words)?;
    }
    // Facts are settled before feelings are asked about, so that the two are not mixed up.
    for sign in signs.iter().filter(|sign| sign.is_feeling()) {
        let strength = strength(sign, language, words)?;
        if strength > 0 {
            answers.feelings.insert(sign.id.clone(), Private::from(strength));
        }
    }
    Ok(answers)
}

/// Asks how strongly a sign was seen: from not at all to three.
fn strength(sign: &Sign, language: &Language, words: &Wording) -> Result<u8> {
    let label = sign.label.get(language).unwrap_or(&sign.id);
    let fact = sign.fact.get(language).unwrap_or_default();
    let seen = (0..=3).map(|n| Tick(words.say(&format!("seen_{n}")).to_owned(), n)).collect();
    Ok(ask::choose(&format!("{label} ({fact})"), seen, words)?.1)
}

fn observation(sign: &Sign, strength: u8, words: &Wording) -> Result<Observation> {
    let under = |id: &str| format!("  {}", words.say(id));
    let fact = ask::line(&under("fact"), words.say("fact_help"), |typed| {
        check::fact(typed, "fact").map(|p| p.message)
    })?;
    let sources = Channel::ALL.map(|c| Tick(words.say(&format!("source_{}", c.id())).to_owned(), c));
    let source = ask::choose(&under("source"), sources.into_iter().collect(), words)?.1;
    let form = words.say("day_form").to_owned();
    let date = ask::line(&under("day"), "", move |typed| {
        let day = typed.is_empty() || typed.parse::<Day>().is_ok();
        (!day).then(|| form.clone())
    })?;
    Ok(Observation {
        sign: sign.id.clone(),
        strength,
        fact: Private::from(fact.trim()),
        date: date.parse().ok(),
        source: Some(source),
    })
}

/// Asks for the coach's decision, which has no default: the first choice is to leave it open.
pub fn decision(choices: &[(String, Outcome)], words: &Wording) -> Result<Option<Outcome>> {
    let mut shown = vec![Tick(format!("({})", words.say("undecided")), None)];
    shown.extend(choices.iter().map(|(text, outcome)| Tick(text.clone(), Some(*outcome))));
    Ok(ask::choose(words.say("decision"), shown, words)?.1)
}

fn ticked(question: &str, choices: Vec<Tick<String>>, words: &Wording) -> Result<Vec<String>> {
    if choices.is_empty() {
        return Ok(Vec::new());
    }
    Ok(ask::several(question, choices, words)?.into_iter().map(|tick| tick.1).collect())
}
