//! The coach's own paragraphs and clauses: in the language of a version, with what they refer to, and alike in both
//! languages of an agreement.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::compose::contract::desk::Desk;
use crate::compose::contract::faults::Faults;
use crate::compose::contract::numbers::numbers;
use crate::compose::contract::required::Sentences;
use crate::compose::contract::switches::Switches;
use crate::compose::contract::texts::printed;
use crate::error::nearest;
use crate::library::reference;
use crate::model::language::Language;
use crate::model::terms::clause::{ANNEXES, CLAUSES, CONSENTS};

/// A clause of the coach's own, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AddedClause {
    pub id: String,
    pub title: String,
    pub paragraphs: Vec<String>,
}

type Replaced = BTreeMap<&'static str, Option<Vec<String>>>;
type AddedBehind = BTreeMap<&'static str, Vec<AddedClause>>;

/// Articles that are called otherwise than their clauses.
const ARTICLES: [(&str, [&str; 2]); 2] =
    [("duties", ["client_duties", "coach_duties"]), ("disputes", ["complaints", "law_forum"])];

/// Returns the coach's own paragraphs and clauses in the language of this version, with what the law wants behind them.
pub(super) fn own_words(
    desk: &Desk<'_>,
    required: &Sentences,
    faults: &mut Faults<'_>,
) -> (Replaced, AddedBehind) {
    let language = &desk.speech.language;
    let mut lacking = |key: String| {
        faults.missing(
            &key,
            format!("`{key}` has no text in the language `{language}`"),
            format!("add `{}: [\"…\"]` to it", language.base()),
        );
    };
    let mut replaced: Replaced = CLAUSES.iter().map(|c| (c.id, None)).collect();
    for (id, paragraphs) in desk.terms.replace.iter().flatten() {
        let Some(slot) = replaced.get_mut(id.as_str()) else { continue };
        match paragraphs.get(language) {
            Some(texts) => {
                let behind = required.behind.get(id.as_str()).into_iter().flatten();
                *slot = Some(texts.iter().chain(behind).cloned().collect());
            }
            None => lacking(format!("terms.replace.{id}")),
        }
    }
    let mut added: AddedBehind = CLAUSES.iter().map(|c| (c.id, Vec::new())).collect();
    for (i, clause) in desk.terms.add.iter().flatten().enumerate() {
        let Some(behind) = added.get_mut(clause.after.as_str()) else { continue };
        if desk.terms.switches_off(clause.id.as_str()) {
            continue;
        }
        match (clause.title.get(language), clause.text.get(language)) {
            (Some(title), Some(texts)) => behind.push(AddedClause {
                id: clause.id.to_string(),
                title: title.to_owned(),
                paragraphs: texts.to_vec(),
            }),
            (None, _) => lacking(format!("terms.add[{i}].title")),
            (_, None) => lacking(format!("terms.add[{i}].text")),
        }
    }
    (replaced, added)
}

/// Tells every reference of the coach's own words to what is not printed.
pub(super) fn references(
    desk: &Desk<'_>,
    [on, annexes]: [&Switches; 2],
    consents: &BTreeMap<&'static str, Option<u32>>,
    faults: &mut Faults<'_>,
) {
    let clauses = CLAUSES.iter().map(|clause| clause.id);
    let own = || desk.terms.add.iter().flatten().map(|clause| clause.id.as_str());
    let is_on = |id: &str| on.get(id) == Some(&true);
    let mut there: Vec<String> = clauses.clone().filter(|id| is_on(id)).map(str::to_owned).collect();
    there.extend(
        ARTICLES.iter().filter(|(_, of)| of.iter().any(|id| is_on(id))).map(|(id, _)| (*id).to_owned()),
    );
    there.extend(own().filter(|id| !desk.terms.switches_off(id)).map(str::to_owned));
    let annex = |id: &str| format!("annex_{id}");
    there.extend(ANNEXES.iter().filter(|id| annexes.get(**id) == Some(&true)).map(|id| annex(id)));
    let sheets = consents.iter().filter(|(_, number)| number.is_some());
    // A sheet apart has no number in the agreement.
    let apart = desk.law.rules.contract.consent_apart.as_ref().is_some_and(|rule| rule.value);
    there.extend(sheets.filter(|_| !apart).map(|(id, _)| format!("consent_{id}")));
    let known: Vec<String> = clauses
        .chain(ARTICLES.map(|(id, _)| id))
        .chain(own())
        .map(str::to_owned)
        .chain(ANNEXES.map(annex))
        .chain(CONSENTS.map(|id| format!("consent_{id}")))
        .collect();
    let mut texts: Vec<(String, &str)> = Vec::new();
    for (key, paragraphs) in printed(desk, on) {
        for (language, list) in &paragraphs.0 {
            texts.extend(
                list.iter().enumerate().map(|(i, text)| (format!("{key}.{language}[{i}]"), text.as_str())),
            );
        }
    }
    let added = desk.terms.add.iter().flatten().enumerate();
    for (i, clause) in added.filter(|(_, clause)| !desk.terms.switches_off(clause.id.as_str())) {
        texts.extend(clause.title.iter().map(|title| (format!("terms.add[{i}].title"), title)));
    }
    for (key, text) in texts {
        for id in reference::ids(text).into_iter().filter(|id| !there.iter().any(|known| known == id)) {
            let what = match known.iter().any(|known| known == id) {
                true => "is not printed in this agreement".to_owned(),
                false => match nearest(id, known.iter().map(String::as_str)) {
                    Some(near) => format!("there is not; did you mean `[](#{near})`?"),
                    None => "there is not".to_owned(),
                },
            };
            faults.error(
                &key,
                format!("`{key}` refers to `{id}`, which {what}"),
                format!("there are {}", there.join(", ")),
            );
        }
    }
}

/// Tells where the coach's own words in the two languages of an agreement do not correspond.
pub(super) fn faces(desk: &Desk<'_>, on: &Switches, faults: &mut Faults<'_>) {
    let [first, second] = desk.languages else { return };
    for (key, paragraphs) in printed(desk, on) {
        let (Some(ours), Some(theirs)) = (paragraphs.get(first), paragraphs.get(second)) else { continue };
        let file_key = |language: &Language| {
            let texts = paragraphs.get(language);
            let named = paragraphs.0.iter().find(|(_, list)| texts == Some(list.as_slice()));
            format!("{key}.{}", named.map_or(language, |(named, _)| named))
        };
        if ours.len() != theirs.len() {
            let count = |number: usize| {
                if number == 1 { "1 paragraph".to_owned() } else { format!("{number} paragraphs") }
            };
            faults.error(
                &file_key(second),
                format!(
                    "`{key}` has {} in `{first}` and {} in `{second}`",
                    count(ours.len()),
                    count(theirs.len())
                ),
                "each paragraph of one language faces one of the other: write both texts in as many",
            );
            continue;
        }
        for (i, (our, their)) in ours.iter().zip(theirs).enumerate() {
            let [mut left, mut right] = [our, their].map(|text| numbers(&reference::without(text)));
            left.retain(|number| match right.iter().position(|other| other == number) {
                Some(at) => {
                    right.remove(at);
                    false
                }
                None => true,
            });
            let key_of = |language| format!("{}[{i}]", file_key(language));
            match (left.is_empty(), right.is_empty()) {
                (true, true) => {}
                (false, false) => faults.error(
                    &key_of(second),
                    format!(
                        "paragraph {} of `{key}` says {} in `{first}` and {} in `{second}`",
                        i + 1,
                        left.join(", "),
                        right.join(", ")
                    ),
                    "both texts are to say the same: correct one of them",
                ),
                // What one language has in digits, the other may have in words.
                (ours_alone, _) => {
                    let (more, less, numbers) =
                        if ours_alone { (second, first, &right) } else { (first, second, &left) };
                    faults.warn(
                        &key_of(less),
                        format!(
                            "paragraph {} of `{key}` says {} in `{more}`, and no such number in `{less}`",
                            i + 1,
                            numbers.join(", ")
                        ),
                        "look whether both texts say the same, and write numbers in both in digits",
                    );
                }
            }
        }
    }
}
