//! The tact check: what a program can see of the manners of a letter (plain no, one apology, no false hope).

use crate::library::kind::{Form, Kind};
use crate::library::lexicon::Lexicon;
use crate::library::phrases::{Hay, Phrases};
use crate::library::speech::Speech;
use crate::model::address::Formality;
use crate::render::document::Document;

/// Lists of [`Speech::tact`], by their place.
const REFUSAL: usize = 0;
const APOLOGY: usize = 1;
const FALSE_HOPE: usize = 2;
const NEVER: usize = 3;
const INFORMAL: usize = 4;
const FORMAL: usize = 5;

/// What the check looks at besides the letter itself.
pub struct Manners<'a> {
    pub kind: &'a Kind,
    pub speech: &'a Speech,
    pub formality: Formality,
    /// There is a real waiting list with a date, so a later place may be spoken of
    pub waiting_list: bool,
    /// Words that would give the private reason away
    pub private: &'a [String],
    /// The safety variant, which is short and cool
    pub safety: bool,
    /// Texts that came from outside (names, facts) and are not the letter's own words
    pub foreign: &'a [&'a str],
}

/// Returns the faults of a letter, one line each; none is good.
pub fn faults(document: &Document, manners: &Manners<'_>) -> Vec<String> {
    let text = hide(document.inner_text(), manners.foreign);
    let hay = Hay::new(&text);
    let standing = manners.speech.tact().find(&hay);
    let of = |list: usize| standing.iter().filter(move |found| found.list == list);
    let mut faults = Vec::new();
    if manners.kind.refuses {
        match of(REFUSAL).map(|found| found.at).min() {
            None => faults.push(
                "there is no plain no: none of the phrases under `tact.refusal` stands in the letter".into(),
            ),
            Some(at) => {
                // What to do in danger stands before everything, and makes no no late.
                let danger = document.part("emergency").map_or(0, |p| p.markdown.split_whitespace().count());
                let before = hay.before(at).split_whitespace().count().saturating_sub(danger);
                let all = text.split_whitespace().count().saturating_sub(danger);
                // Short letters have no room to be late in; the rule is for the first two fifths.
                if before * 5 > all * 2 {
                    faults.push(format!("the no comes late: after {before} of {all} words"));
                }
            }
        }
    }
    let apologies = of(APOLOGY).count();
    if apologies > 1 {
        faults.push(format!("{apologies} apologies; one is enough"));
    }
    let tact = &manners.speech.lexicon.tact;
    let told = |list: usize, phrases: &[String]| -> Vec<String> {
        let mut numbers: Vec<usize> = of(list).map(|found| found.number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().filter_map(|number| phrases.get(number).cloned()).collect()
    };
    if !manners.waiting_list {
        faults.extend(told(FALSE_HOPE, &tact.false_hope).iter().map(|p| format!("false hope: “{p}”")));
    }
    faults.extend(told(NEVER, &tact.never).iter().map(|p| format!("not to be said in a letter: “{p}”")));
    let private = Phrases::new(&[manners.private]).find(&hay);
    for (number, phrase) in manners.private.iter().enumerate() {
        if private.iter().any(|found| found.number == number) {
            faults.push(format!("a private reason shows: “{phrase}”"));
        }
    }
    let (list, slips, register) = match manners.formality {
        Formality::Formal => (INFORMAL, &tact.informal_words, "informal"),
        Formality::Informal => (FORMAL, &tact.formal_words, "formal"),
    };
    faults.extend(
        told(list, slips).iter().map(|p| format!("{register} word in a letter of the other register: “{p}”")),
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

/// Puts `…` in place of the texts that are not the letter's own, the longest first; texts of two letters are words.
fn hide(mut text: String, foreign: &[&str]) -> String {
    let mut starts: Vec<[u8; 3]> = Vec::with_capacity(foreign.len());
    starts.extend(foreign.iter().filter_map(|f| f.as_bytes().first_chunk()));
    starts.sort_unstable();
    // One walk over the text tells which of them may stand in it at all.
    let mut marked = [0_u64; 64];
    let slot = |start: &[u8; 3]| {
        let number = u32::from_be_bytes([0, start[0], start[1], start[2]]);
        let hash = number.wrapping_mul(0x9E37_79B1) >> 20;
        ((hash >> 6) as usize, 1_u64 << (hash & 63))
    };
    for start in &starts {
        let (word, bit) = slot(start);
        marked[word] |= bit;
    }
    let mut seen: Vec<[u8; 3]> = Vec::new();
    for window in text.as_bytes().windows(3) {
        let Some(window) = window.first_chunk() else { continue };
        let (word, bit) = slot(window);
        if marked[word] & bit != 0 && starts.binary_search(window).is_ok() && !seen.contains(window) {
            seen.push(*window);
        }
    }
    for foreign in foreign {
        let may_stand = foreign.as_bytes().first_chunk().is_some_and(|start| seen.contains(start));
        if (may_stand || foreign.contains('…')) && foreign.chars().count() > 2 && text.contains(foreign) {
            text = text.replace(foreign, "…");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_texts_are_hidden() {
        let foreign = ["sorry business", "Ann Lee", "Ann", "пока", "no", "Anton"];
        let text = "Dear Ann Lee, no sorry business; Anna, пока".to_owned();
        assert_eq!(hide(text, &foreign), "Dear …, no …; …a, …");
        assert_eq!(hide("Ant".to_owned(), &foreign), "Ant");
        assert_eq!(hide(String::new(), &[]), "");
    }
}
