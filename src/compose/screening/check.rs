//! Whether answers make sense: known signs, of the stage, facts apart from feelings. All faults at once.

use std::collections::BTreeSet;

use crate::error::{Problem, is_unprintable, nearest};
use crate::library::signs::Signs;
use crate::model::practice::ScreeningRules;
use crate::model::screening::{Answers, FACT_MAX, Stage};

/// Returns what is wrong with answers, each with its key.
pub fn faults(answers: &Answers, stage: Stage, signs: &Signs, rules: &ScreeningRules) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for (i, observed) in answers.signs.iter().enumerate() {
        let key = |field: &str| format!("signs[{i}].{field}");
        let id = observed.sign.as_str();
        if id.starts_with("c_") && signs.find(id).is_some() {
            problems.push(
                Problem::new(format!("`{id}` is a feeling of yours, not a fact about the person"))
                    .key(key("sign"))
                    .hint(format!("write it under `feelings`: {{{id}: {}}}", observed.strength)),
            );
        } else {
            problems.extend(known(id, stage, signs, &key("sign")));
        }
        if !seen.insert(id) {
            problems.push(
                Problem::new(format!("`{id}` is given twice")).key(key("sign")).hint("keep the stronger one"),
            );
        }
        problems.extend(strength(observed.strength, &key("strength")));
        problems.extend(fact(observed.fact.reveal(), &key("fact")));
    }
    for (id, given) in &answers.feelings {
        let key = format!("feelings.{id}");
        if id.starts_with("s_") && signs.find(id).is_some() {
            problems.push(
                Problem::new(format!("`{id}` is a fact about the person, not a feeling of yours"))
                    .key(&key)
                    .hint("write it under `signs`, with the fact in one line"),
            );
        } else {
            problems.extend(known(id, stage, signs, &key));
        }
        problems.extend(strength(*given.reveal(), &key));
    }
    for (i, id) in answers.good.iter().enumerate() {
        if !signs.good.iter().any(|good| good.id == *id) {
            let ids: Vec<&str> = signs.good.iter().map(|g| g.id.as_str()).collect();
            problems.push(unknown(id, "good sign", &ids, &format!("good[{i}]")));
        }
    }
    for (list, given, own) in
        [("ideal", &answers.ideal, &rules.ideal), ("never", &answers.never, &rules.never)]
    {
        for (i, entry) in given.iter().enumerate().filter(|(_, entry)| !own.contains(entry)) {
            problems.push(
                Problem::new(format!("`{entry}` does not stand in your list `screening.{list}`"))
                    .key(format!("{list}[{i}]"))
                    .hint(match nearest(entry, own.iter().map(String::as_str)) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("write it as it stands in practice.yaml: {}", own.join("; ")),
                    }),
            );
        }
    }
    problems
}

fn known(id: &str, stage: Stage, signs: &Signs, key: &str) -> Option<Problem> {
    match signs.find(id) {
        Some(sign) if sign.stages.contains(&stage) => None,
        Some(sign) => {
            let stages: Vec<&str> = sign.stages.iter().map(|s| s.id()).collect();
            Some(
                Problem::new(format!("`{id}` can't be observed at the stage `{}`", stage.id()))
                    .key(key)
                    .hint(format!("it belongs to {}; --stage says which stage it is", stages.join(", "))),
            )
        }
        None => {
            let ids: Vec<&str> = signs.at(stage).map(|s| s.id.as_str()).collect();
            Some(unknown(id, "sign", &ids, key))
        }
    }
}

fn unknown(id: &str, what: &str, ids: &[&str], key: &str) -> Problem {
    Problem::new(format!("there is no {what} called `{id}`")).key(key).hint(
        match nearest(id, ids.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", ids.join(", ")),
        },
    )
}

fn strength(strength: u8, key: &str) -> Option<Problem> {
    (!(1..=3).contains(&strength)).then(|| {
        Problem::new(format!("the strength {strength} is not 1, 2 or 3"))
            .key(key)
            .hint("1 noticed once, 2 repeated, 3 persists after it was raised")
    })
}

/// Returns what is wrong with a line of fact, if anything.
pub fn fact(fact: &str, key: &str) -> Option<Problem> {
    let length = fact.chars().count();
    let message = if fact.trim().is_empty() {
        "a sign needs the fact it rests on".to_owned()
    } else if length > FACT_MAX {
        format!("the fact has {length} characters; at most {FACT_MAX} are kept")
    } else if let Some(bad) = fact.chars().find(|c| is_unprintable(*c)) {
        format!("the fact has the character U+{:04X} in it, which can't be printed", bad as u32)
    } else {
        return None;
    };
    Some(Problem::new(message).key(key).hint("one line of what happened, when and where, without judgement"))
}
