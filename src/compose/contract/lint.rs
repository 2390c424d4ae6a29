//! Words of the coach's own that an agreement should not have: therapy outside its clause, promises of a result, what
//! a country reserves to others, and a ban on honest reviews.

use std::collections::BTreeMap;

use crate::compose::contract::desk::Desk;
use crate::compose::contract::faults::Faults;
use crate::model::language::Language;
use crate::model::texts::Texts;

/// A text of the coach's own in one language.
struct Own<'a> {
    key: String,
    language: Option<&'a Language>,
    text: &'a str,
    /// Whether it stands in the clause that speaks of therapy
    therapy: bool,
    /// Whether these are the client's words
    theirs: bool,
}

/// Looks through the coach's own texts in all languages.
pub(super) fn lint(desk: &Desk<'_>, faults: &mut Faults<'_>) {
    let common = &desk.law.common;
    let avoid = desk.law.rules.contract.avoid.as_ref();
    for own in texts(desk) {
        let find = |lists: &BTreeMap<Language, Vec<String>>| {
            lists
                .iter()
                .filter(|(language, _)| own.language.is_none_or(|l| l.base() == language.base()))
                .find_map(|(_, list)| list.iter().find_map(|phrase| found(own.text, phrase)))
        };
        if let Some(word) = find(&common.therapy).filter(|_| !own.therapy) {
            faults.warn(
                &own.key,
                format!("`{}` has the word «{word}», which speaks of therapy", own.key),
                "say it in words of coaching; only the clause `not_therapy` speaks of therapy",
            );
        }
        if let Some(word) = find(&common.promises).filter(|_| !own.theirs) {
            faults.warn(
                &own.key,
                format!("`{}` says «{word}», which reads as the promise of a result", own.key),
                "say what you do, not what comes of it",
            );
        }
        if let Some((rule, word)) =
            avoid.and_then(|rule| Some((rule, find(&rule.value)?))).filter(|_| !own.therapy)
        {
            faults.warn(
                &own.key,
                format!(
                    "`{}` has the words «{word}», which the law of {} reserves ({})",
                    own.key, desk.law.code, rule.source
                ),
                "choose other words",
            );
        }
        reviews(desk, &own, faults);
    }
    if desk.terms.gives("replace.conduct") {
        faults.warn(
            "terms.replace.conduct",
            "your own words replace the clause `conduct`, and with it the sentence that nothing keeps the client from an honest review",
            "say so in your words too",
        );
    }
}

/// A ban on honest reviews: an error where the law says so, a warning elsewhere.
fn reviews(desk: &Desk<'_>, own: &Own<'_>, faults: &mut Faults<'_>) {
    if own.theirs {
        return;
    }
    let banned = desk
        .law
        .common
        .reviews
        .iter()
        .filter(|(l, _)| own.language.is_none_or(|o| o.base() == l.base()))
        .any(|(_, words)| {
            own.text.split(['.', ';', '!', '?']).any(|sentence| {
                let has = |list: &[String]| list.iter().any(|phrase| found(sentence, phrase).is_some());
                has(&words.review) && has(&words.forbid)
            })
        });
    if !banned {
        return;
    }
    let message = format!("`{}` reads as a ban on reviews", own.key);
    let hint = "an honest opinion is the client’s right: take the sentence out, or say what of confidential matters is meant";
    match desk.law.rules.contract.reviews_free.as_ref().filter(|r| r.value) {
        Some(rule) => faults.error(&own.key, format!("{message}, which is void ({})", rule.source), hint),
        None => faults.warn(&own.key, message, hint),
    }
}

fn texts<'a>(desk: &'a Desk<'_>) -> Vec<Own<'a>> {
    let terms = desk.terms;
    let mut all: Vec<Own<'a>> = Vec::new();
    let mut add = |key: String, texts: &'a Texts, theirs: bool| match texts {
        Texts::Same(text) => all.push(Own { key, language: None, text, therapy: false, theirs }),
        Texts::By(map) => {
            all.extend(map.iter().map(|(language, text)| Own {
                key: format!("{key}.{language}"),
                language: Some(language),
                text,
                therapy: false,
                theirs,
            }));
        }
    };
    if let Some(subject) = &terms.subject {
        for (key, texts) in [("name", &subject.name), ("about", &subject.about)] {
            if let Some(texts) = texts {
                add(format!("terms.subject.{key}"), texts, false);
            }
        }
        for (i, goal) in subject.goals.iter().flatten().enumerate() {
            add(format!("terms.subject.goals[{i}]"), goal, true);
        }
    }
    for (i, expectation) in terms.expectations.iter().flat_map(|e| e.told.iter().flatten()).enumerate() {
        add(format!("terms.expectations.told[{i}].told"), &expectation.told, true);
        add(format!("terms.expectations.told[{i}].answer"), &expectation.answer, false);
    }
    for (i, added) in terms.add.iter().flatten().enumerate() {
        add(format!("terms.add[{i}].title"), &added.title, false);
    }
    let replaced = terms
        .replace
        .iter()
        .flatten()
        .map(|(id, p)| (format!("replace.{id}"), p, id.as_str() == "not_therapy"));
    let added =
        terms.add.iter().flatten().enumerate().map(|(i, a)| (format!("add[{i}].text"), &a.text, false));
    for (key, paragraphs, therapy) in replaced.chain(added) {
        for (language, list) in &paragraphs.0 {
            all.extend(list.iter().enumerate().map(|(i, text)| Own {
                key: format!("terms.{key}.{language}[{i}]"),
                language: Some(language),
                text,
                therapy,
                theirs: false,
            }));
        }
    }
    all
}

/// Returns the words of a text that a phrase matches: whole words, `*` at the end of one for any ending.
fn found(text: &str, phrase: &str) -> Option<String> {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric() && c != '’' && c != '\'')
        .filter(|w| !w.is_empty())
        .collect();
    let phrase: Vec<String> = phrase.split_whitespace().map(str::to_lowercase).collect();
    words
        .windows(phrase.len().max(1))
        .find(|window| {
            !phrase.is_empty()
                && window.iter().zip(&phrase).all(|(word, wanted)| {
                    let word = word.to_lowercase();
                    match wanted.strip_suffix('*') {
                        Some(start) => word.starts_with(start),
                        None => word == *wanted,
                    }
                })
        })
        .map(|window| window.join(" "))
}
