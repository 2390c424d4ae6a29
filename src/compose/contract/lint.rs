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

impl Own<'_> {
    /// Tells whether the text is, or may be, in a language.
    fn speaks(&self, language: &Language) -> bool {
        self.language.is_none_or(|own| own.base() == language.base())
    }

    /// Returns the lists of phrases in the languages of the text.
    fn spoken<'l>(&self, lists: &'l [(&Language, Vec<Phrase>)]) -> impl Iterator<Item = &'l Vec<Phrase>> {
        lists.iter().filter(|(language, _)| self.speaks(language)).map(|(_, list)| list)
    }
}

/// A phrase, word by word as words are compared; `*` at the end of one for any ending.
type Phrase = Vec<String>;

/// Looks through the coach's own texts in all languages.
pub(super) fn lint(desk: &Desk<'_>, faults: &mut Faults<'_>) {
    let own_texts = texts(desk);
    if !own_texts.is_empty() {
        look_through(&own_texts, desk, faults);
    }
    if desk.terms.gives("replace.conduct") {
        faults.warn(
            "terms.replace.conduct",
            "your own words replace the clause `conduct`, and with it the sentence that nothing keeps the client from an honest review",
            "say so in your words too",
        );
    }
}

fn look_through(texts: &[Own<'_>], desk: &Desk<'_>, faults: &mut Faults<'_>) {
    let common = &desk.law.common;
    let avoid = desk.law.rules.contract.avoid.as_ref().map(|rule| (rule, phrases(&rule.value)));
    let (therapy, promises) = (phrases(&common.therapy), phrases(&common.promises));
    let denials: Vec<Phrase> = common.denials.values().flatten().map(|phrase| folded(phrase)).collect();
    let bans: Vec<Ban<'_>> = common
        .reviews
        .iter()
        .map(|(language, words)| {
            let fold = |list: &[String]| list.iter().map(|phrase| folded(phrase)).collect();
            Ban { language, review: fold(&words.review), forbid: fold(&words.forbid) }
        })
        .collect();
    for own in texts {
        let words = Words::of(own.text);
        let find = |lists: &[(&Language, Vec<Phrase>)]| {
            own.spoken(lists).find_map(|list| list.iter().find_map(|phrase| found(&words, phrase)))
        };
        if let Some(word) = find(&therapy).filter(|_| !own.therapy) {
            faults.warn(
                &own.key,
                format!("`{}` has the word «{word}», which speaks of therapy", own.key),
                "say it in words of coaching; only the clause `not_therapy` speaks of therapy",
            );
        }
        let sentences: Vec<Words<'_>> =
            own.text.split(['.', ';', ':', '!', '?', '\n']).map(Words::of).collect();
        let promise = own
            .spoken(&promises)
            .find_map(|list| list.iter().find_map(|phrase| promised(&sentences, phrase, &denials)));
        if let Some(word) = promise.filter(|_| !own.theirs) {
            faults.warn(
                &own.key,
                format!("`{}` says «{word}», which reads as the promise of a result", own.key),
                "say what you do, not what comes of it",
            );
        }
        if let Some((rule, word)) =
            avoid.as_ref().and_then(|(rule, lists)| Some((rule, find(lists)?))).filter(|_| !own.therapy)
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
        reviews(own, &bans, desk, faults);
    }
}

/// The words by which a ban on reviews is told in a language.
struct Ban<'a> {
    language: &'a Language,
    review: Vec<Phrase>,
    forbid: Vec<Phrase>,
}

/// A ban on honest reviews: an error where the law says so, a warning elsewhere.
fn reviews(own: &Own<'_>, bans: &[Ban<'_>], desk: &Desk<'_>, faults: &mut Faults<'_>) {
    if own.theirs {
        return;
    }
    let sentences: Vec<Words<'_>> = own.text.split(['.', ';', '!', '?']).map(Words::of).collect();
    let banned = bans.iter().filter(|ban| own.speaks(ban.language)).any(|ban| {
        sentences.iter().any(|sentence| {
            let has = |list: &[Phrase]| list.iter().any(|phrase| found(sentence, phrase).is_some());
            has(&ban.review) && has(&ban.forbid)
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

/// The words of a text as they are written, and as they are compared.
struct Words<'a> {
    written: Vec<&'a str>,
    small: Vec<String>,
}

impl<'a> Words<'a> {
    fn of(text: &'a str) -> Self {
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '’' && c != '\'');
        let written: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        let small = written.iter().map(|word| small(word)).collect();
        Self { written, small }
    }

    /// Returns so many words from a place on, as they are written.
    fn shown(&self, at: usize, number: usize) -> String {
        self.written[at..at + number].join(" ")
    }
}

/// Returns the words of a text that a phrase matches.
fn found(words: &Words<'_>, phrase: &[String]) -> Option<String> {
    places(&words.small, phrase).next().map(|at| words.shown(at, phrase.len()))
}

/// Returns the words of a promise that is not taken back by a word of denial near it.
fn promised(sentences: &[Words<'_>], phrase: &[String], denials: &[Phrase]) -> Option<String> {
    sentences.iter().find_map(|sentence| {
        let words = &sentence.small;
        let is_denied = |at: usize| {
            let near = &words[at.saturating_sub(DENIED.0)..(at + phrase.len() + DENIED.1).min(words.len())];
            denials.iter().any(|denial| places(near, denial).next().is_some())
        };
        let at = places(words, phrase).find(|at| !is_denied(*at))?;
        Some(sentence.shown(at, phrase.len()))
    })
}

/// Returns where a phrase stands among words.
fn places<'a>(words: &'a [String], phrase: &'a [String]) -> impl Iterator<Item = usize> + 'a {
    let fits = |(word, wanted): (&String, &String)| match wanted.strip_suffix('*') {
        Some(start) => word.starts_with(start),
        None => word == wanted,
    };
    let windows = words.windows(phrase.len().max(1)).enumerate();
    windows
        .filter(move |(_, window)| !phrase.is_empty() && window.iter().zip(phrase).all(fits))
        .map(|(at, _)| at)
}

/// Returns the phrases of each language, folded once for all texts.
fn phrases(lists: &BTreeMap<Language, Vec<String>>) -> Vec<(&Language, Vec<Phrase>)> {
    lists
        .iter()
        .map(|(language, list)| (language, list.iter().map(|phrase| folded(phrase)).collect()))
        .collect()
}

fn folded(phrase: &str) -> Phrase {
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
            assert!(found(&Words::of(text), &folded(phrase)).is_some(), "{text}");
        }
        assert_eq!(found(&Words::of("hastane"), &folded("hasta")), None);
    }

    #[test]
    fn a_promise_taken_back_is_none() {
        let denials = ["not", "no", "nobody"].map(folded);
        let promised = |text: &str, phrase: &str| {
            let sentences: Vec<Words<'_>> = text.split('.').map(Words::of).collect();
            promised(&sentences, &folded(phrase), &denials)
        };
        assert_eq!(promised("The Coach does not guarantee a result.", "guarantee"), None);
        assert_eq!(promised("A result is guaranteed to nobody.", "guaranteed"), None);
        let text = "There is no cause to worry. I guarantee a new job.";
        assert_eq!(promised(text, "guarantee").as_deref(), Some("guarantee"));
    }
}
