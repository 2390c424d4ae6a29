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
        let denials: Vec<&str> = common.denials.values().flatten().map(String::as_str).collect();
        let promise = common
            .promises
            .iter()
            .filter(|(language, _)| own.language.is_none_or(|l| l.base() == language.base()))
            .find_map(|(_, list)| list.iter().find_map(|phrase| promised(own.text, phrase, &denials)));
        if let Some(word) = promise.filter(|_| !own.theirs) {
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
        let services = desk.practice.services.iter().enumerate();
        for (i, service) in services.filter(|(_, service)| Some(&service.id) == subject.service.as_ref()) {
            add(format!("services[{i}].name"), &service.name, false);
            if let Some(about) = &service.about {
                add(format!("services[{i}].about"), about, false);
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

/// How many words before a promise, and behind it, may take it back: "does not guarantee", "is guaranteed to nobody".
const DENIED: (usize, usize) = (4, 2);

/// Returns the words of a text that a phrase matches: whole words, `*` at the end of one for any ending.
fn found(text: &str, phrase: &str) -> Option<String> {
    let words = words(text);
    let phrase = folded(phrase);
    places(&words, &phrase).next().map(|at| words[at..at + phrase.len()].join(" "))
}

/// Returns the words of a promise that is not taken back by a word of denial near it.
fn promised(text: &str, phrase: &str, denials: &[&str]) -> Option<String> {
    let phrase = folded(phrase);
    let denials: Vec<Vec<String>> = denials.iter().map(|d| folded(d)).collect();
    text.split(['.', ';', ':', '!', '?', '\n']).find_map(|sentence| {
        let words = words(sentence);
        let is_denied = |at: usize| {
            let near = &words[at.saturating_sub(DENIED.0)..(at + phrase.len() + DENIED.1).min(words.len())];
            denials.iter().any(|denial| places(near, denial).next().is_some())
        };
        let at = places(&words, &phrase).find(|at| !is_denied(*at))?;
        Some(words[at..at + phrase.len()].join(" "))
    })
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '’' && c != '\'').filter(|w| !w.is_empty()).collect()
}

/// Returns where a phrase stands among words.
fn places<'a>(words: &'a [&str], phrase: &'a [String]) -> impl Iterator<Item = usize> + 'a {
    let fits = |(word, wanted): (&&str, &String)| {
        let word = small(word);
        match wanted.strip_suffix('*') {
            Some(start) => word.starts_with(start),
            None => word == *wanted,
        }
    };
    let windows = words.windows(phrase.len().max(1)).enumerate();
    windows
        .filter(move |(_, window)| !phrase.is_empty() && window.iter().zip(phrase).all(fits))
        .map(|(at, _)| at)
}

fn folded(phrase: &str) -> Vec<String> {
    phrase.split_whitespace().map(small).collect()
}

/// Writes a word small, whether its capitals are Turkish or not: TANI is tanı, TERAPİ is terapi; ё is е.
fn small(word: &str) -> String {
    let plain = |c: char| match c {
        'ı' => 'i',
        'ё' => 'е',
        '’' => '\'',
        c => c,
    };
    word.to_lowercase().chars().filter(|c| *c != '\u{307}').map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_of_any_language_are_the_same_word() {
        for (text, phrase) in [
            ("TERAPİ yapılır", "terapi*"),
            ("TANI konur", "tanı"),
            ("ЛЕЧЕНИЕ", "лечени*"),
            ("Una Terapia.", "terapia"),
        ] {
            assert!(found(text, phrase).is_some(), "{text}");
        }
        assert_eq!(found("hastane", "hasta"), None);
    }

    #[test]
    fn a_promise_taken_back_is_none() {
        let denials = ["not", "no", "nobody"];
        assert_eq!(promised("The Coach does not guarantee a result.", "guarantee", &denials), None);
        assert_eq!(promised("A result is guaranteed to nobody.", "guaranteed", &denials), None);
        let text = "There is no cause to worry. I guarantee a new job.";
        assert_eq!(promised(text, "guarantee", &denials).as_deref(), Some("guarantee"));
    }
}
