//! The tact check: what a program can see of the manners of a letter (plain no, one apology, no false hope).

use crate::library::kind::{Form, Kind};
use crate::library::lexicon::Lexicon;
use crate::model::address::Formality;
use crate::render::document::Document;

/// What the check looks at besides the letter itself.
pub struct Manners<'a> {
    pub kind: &'a Kind,
    pub lexicon: &'a Lexicon,
    pub formality: Formality,
    /// There is a real waiting list with a date, so a later place may be spoken of
    pub waiting_list: bool,
    /// Words that would give the private reason away
    pub private: &'a [String],
    /// The safety variant, which is short and cool
    pub safety: bool,
    /// Texts that came from outside (names, facts) and are not the letter's own words
    pub foreign: &'a [String],
}

/// Returns the faults of a letter, one line each; none is good.
pub fn faults(document: &Document, manners: &Manners<'_>) -> Vec<String> {
    let tact = &manners.lexicon.tact;
    let mut text = document.inner_text();
    for foreign in manners.foreign.iter().filter(|f| f.chars().count() > 2) {
        text = text.replace(foreign.as_str(), "…");
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = &Hay::new(&text);
    let mut faults = Vec::new();
    if manners.kind.refuses {
        match first(text, &tact.refusal) {
            None => faults.push(
                "there is no plain no: none of the phrases under `tact.refusal` stands in the letter".into(),
            ),
            Some(at) => {
                let before = text.exact.get(..at).unwrap_or_default().split_whitespace().count();
                // Short letters have no room to be late in; the rule is for the first two fifths.
                if before * 5 > words.len() * 2 {
                    faults.push(format!("the no comes late: after {before} of {} words", words.len()));
                }
            }
        }
    }
    let apologies: usize = tact.apology.iter().map(|phrase| count(text, phrase)).sum();
    if apologies > 1 {
        faults.push(format!("{apologies} apologies; one is enough"));
    }
    if !manners.waiting_list {
        faults.extend(found(text, &tact.false_hope).map(|p| format!("false hope: “{p}”")));
    }
    faults.extend(found(text, &tact.never).map(|p| format!("not to be said in a letter: “{p}”")));
    faults.extend(found(text, manners.private).map(|p| format!("a private reason shows: “{p}”")));
    let (slips, register) = match manners.formality {
        Formality::Formal => (&tact.informal_words, "informal"),
        Formality::Informal => (&tact.formal_words, "formal"),
    };
    faults.extend(
        found(text, slips).map(|p| format!("{register} word in a letter of the other register: “{p}”")),
    );
    for part in &manners.kind.parts {
        if document.part(part).is_none() && !(manners.safety && part == "wish") {
            faults.push(format!("the part `{part}` is missing"));
        }
    }
    if document.form == Form::Letter {
        faults.extend(subject_faults(&document.subject));
    }
    faults.extend(mechanical_faults(&document.body()));
    faults
}

/// Returns a fault when the body is shorter or longer than the kind allows in this language.
pub fn length_fault(document: &Document, kind: &Kind, lexicon: &Lexicon) -> Option<String> {
    let (least, most) = kind.length?;
    let words =
        document.inner_text().split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count();
    let scaled = |n: u32| (f64::from(n) * lexicon.length_factor) as usize;
    // A letter with names, links and sums to carry may be longer than one without.
    if words < scaled(least) {
        Some(format!("{words} words; at least {} are expected", scaled(least)))
    } else if words > scaled(most) {
        Some(format!("{words} words; at most {} are expected", scaled(most)))
    } else {
        None
    }
}

fn subject_faults(subject: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if subject.chars().count() > 60 {
        faults.push(format!("the subject has {} characters; 60 at most", subject.chars().count()));
    }
    if subject.contains('!') {
        faults.push("the subject has an exclamation mark".into());
    }
    let letters: Vec<char> = subject.chars().filter(|c| c.is_alphabetic()).collect();
    if letters.len() > 3 && letters.iter().all(|c| c.is_uppercase()) {
        faults.push("the subject is all in capitals".into());
    }
    faults
}

/// What is wrong in any language: leftovers of a template, doubled spaces and words, empty bullets.
fn mechanical_faults(markdown: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for leftover in ["{{", "}}", "{%", "%}", "( )", "()", " ,", " .", ",,", "..", "«»", "“”"] {
        if markdown.contains(leftover) && !(leftover == ".." && markdown.contains('…')) {
            faults.push(format!("leftover `{leftover}`"));
        }
    }
    if markdown.lines().any(|l| matches!(l.trim(), "-" | "- ." | "1.")) {
        faults.push("an empty bullet".into());
    }
    if markdown.lines().any(|l| l.trim().contains("  ")) {
        faults.push("a double space".into());
    }
    faults
}

/// A text and its lower-case form of the same length, so that a phrase is looked for without copying again.
struct Hay<'a> {
    exact: &'a str,
    lower: String,
}

impl<'a> Hay<'a> {
    fn new(exact: &'a str) -> Self {
        let same_length = |c: char| Some(lower(c)).filter(|l| l.len_utf8() == c.len_utf8()).unwrap_or(c);
        Self { exact, lower: exact.chars().map(same_length).collect() }
    }
}

fn found<'a>(text: &'a Hay<'_>, phrases: &'a [String]) -> impl Iterator<Item = &'a String> + 'a {
    phrases.iter().filter(|phrase| count(text, phrase) > 0)
}

fn first(text: &Hay<'_>, phrases: &[String]) -> Option<usize> {
    phrases.iter().filter_map(|phrase| positions(text, phrase).into_iter().next()).min()
}

fn count(text: &Hay<'_>, phrase: &str) -> usize {
    positions(text, phrase).len()
}

/// Returns where a phrase stands in a text, as whole words. A capital in the phrase makes case count; `*` at
/// its end stands for any ending.
fn positions(text: &Hay<'_>, phrase: &str) -> Vec<usize> {
    let (stem, any_ending) = match phrase.strip_suffix('*') {
        Some(stem) => (stem, true),
        None => (phrase, false),
    };
    let hay = if stem.chars().any(char::is_uppercase) { text.exact } else { &text.lower };
    let inner = |c: char| c.is_alphanumeric() || c == '\'' || c == '’';
    hay.match_indices(stem)
        .filter(|(at, found)| {
            let before = hay[..*at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
            let after = any_ending || hay[at + found.len()..].chars().next().is_none_or(|c| !inner(c));
            before && after
        })
        .map(|(at, _)| at)
        .collect()
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_as_whole_words() {
        assert_eq!(count(&Hay::new("Sorry, I apologise. Sorrynot."), "sorry"), 1);
        assert_eq!(count(&Hay::new("I apologise and apologize"), "apolog*"), 2);
        assert_eq!(count(&Hay::new("di Lei e di lei"), "Lei"), 1);
        assert_eq!(count(&Hay::new("К сожалению, нет"), "к сожалению"), 1);
    }
}
