//! Words of the coach's own that an agreement should not have: therapy outside its clause, promises of a result, what
//! a country reserves to others, and a ban on honest reviews.

use std::collections::BTreeMap;

use crate::compose::contract::bans::Bans;
use crate::compose::contract::desk::Desk;
use crate::compose::contract::faults::Faults;
use crate::compose::contract::phrase::{Phrase, Words, folded, places};
use crate::compose::contract::texts::{Own, texts};
use crate::model::language::Language;
use crate::model::texts::Texts;

/// Tells the words by which a place reads as somebody's home.
pub(super) fn home(place: &Texts, homes: &BTreeMap<Language, Vec<String>>) -> Option<String> {
    let lists = phrases(homes, |_| true);
    let texts: Vec<(Option<&Language>, &str)> = match place {
        Texts::Same(text) => vec![(None, text)],
        Texts::By(map) => map.iter().map(|(language, text)| (Some(language), text.as_str())).collect(),
    };
    texts.into_iter().find_map(|(language, text)| {
        let words = Words::of(text);
        let spoken = lists.iter().filter(|(l, _)| language.is_none_or(|own| own.base() == l.base()));
        spoken.flat_map(|(_, list)| list).find_map(|phrase| words.found(phrase))
    })
}

/// Looks through the coach's own texts in the language of this version: those of the other are looked through with it.
pub(super) fn lint(desk: &Desk<'_>, faults: &mut Faults<'_>) {
    let mut own_texts = texts(desk);
    own_texts.retain(|own| own.speaks(&desk.speech.language));
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
    // Without a language a text may be in any.
    let spoken = |language: &Language| texts.iter().any(|own| own.speaks(language));
    let phrases = |lists| phrases(lists, spoken);
    let avoid = desk.law.rules.contract.avoid.as_ref().map(|rule| (rule, phrases(&rule.value)));
    let (therapy, promises) = (phrases(&common.therapy), phrases(&common.promises));
    let denials: Vec<Phrase> = common.denials.values().flat_map(|list| folded(list)).collect();
    let bans = Bans::of(desk, spoken);
    for own in texts {
        let words = Words::of(&own.text);
        let find = |lists: &[(&Language, Vec<Phrase>)]| {
            own.spoken(lists).find_map(|list| list.iter().find_map(|phrase| words.found(phrase)))
        };
        if let Some(word) = find(&therapy).filter(|_| !own.therapy) {
            let message = format!("`{}` has the word «{word}», which speaks of therapy", own.key);
            if own.theirs {
                faults.warn(
                    &own.key,
                    message,
                    "it is the client’s word; see that your answer is one of coaching",
                );
            } else {
                faults.error(
                    &own.key,
                    message,
                    "say it in words of coaching; only the clause `not_therapy` speaks of therapy",
                );
            }
        }
        let sentences: Vec<Words<'_>> =
            own.text.split(['.', ';', ':', '!', '?', '\n']).map(Words::of).collect();
        let promise = own
            .spoken(&promises)
            .find_map(|list| list.iter().find_map(|phrase| promised(&sentences, phrase, &denials)));
        if let Some(word) = promise.filter(|_| !own.theirs) {
            faults.error(
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
        if !own.theirs {
            bans.tell(own, desk, faults);
        }
    }
}

/// How many words before a promise, and behind it, may take it back: "does not guarantee", "is guaranteed to nobody".
const DENIED: (usize, usize) = (4, 2);

/// Returns the words of a promise that is not taken back by a word of denial near it.
fn promised(sentences: &[Words<'_>], phrase: &[String], denials: &[Phrase]) -> Option<String> {
    sentences.iter().find_map(|sentence| {
        let words = &sentence.small;
        let is_denied = |at: usize, length: usize| {
            let near = &words[at.saturating_sub(DENIED.0)..(at + length + DENIED.1).min(words.len())];
            denials.iter().any(|denial| places(near, denial).next().is_some())
        };
        let (at, length) = places(words, phrase).find(|(at, length)| !is_denied(*at, *length))?;
        Some(sentence.shown(at, length))
    })
}

/// Returns the phrases of each language, folded once for all texts.
/// Returns the lists of the languages that are spoken, as words are compared.
fn phrases(
    lists: &BTreeMap<Language, Vec<String>>,
    spoken: impl Fn(&Language) -> bool,
) -> Vec<(&Language, Vec<Phrase>)> {
    let lists = lists.iter().filter(|(language, _)| spoken(language));
    lists.map(|(language, list)| (language, folded(list))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_taken_back_is_none() {
        let denials = folded(&["not", "no", "nobody"].map(str::to_owned));
        let promised = |text: &str, phrase: &str| {
            let sentences: Vec<Words<'_>> = text.split('.').map(Words::of).collect();
            promised(&sentences, &folded(&[phrase.to_owned()])[0], &denials)
        };
        assert_eq!(promised("The Coach does not guarantee a result.", "guarantee"), None);
        assert_eq!(promised("A result is guaranteed to nobody.", "guaranteed"), None);
        let text = "There is no cause to worry. I guarantee a new job.";
        assert_eq!(promised(text, "guarantee").as_deref(), Some("guarantee"));
    }
}
