//! The tact check: what a program can see of the manners of a letter (plain no, one apology, no false hope).

use std::sync::{Mutex, PoisonError};

use crate::library::kind::{Form, Kind};
use crate::library::lexicon::Lexicon;
use crate::library::phrases::{Hay, Phrases};
use crate::library::speech::Speech;
use crate::model::address::Formality;
use crate::render::document::Document;
use crate::render::slips::Slips;

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
    let words = Words::new(document.inner_text());
    let foreign = foreign(manners, |text| words.see(text));
    let mut faults = faults_of_words(&words.hide(&foreign), danger(document), manners);
    faults.extend(faults_of_form(document, manners));
    faults
}

/// Faults of words that were looked over before: letters of a batch often differ in the name alone.
#[derive(Debug, Default)]
pub struct Verdicts(Mutex<Vec<Verdict>>);

/// Everything the faults of words follow from, and the faults.
#[derive(Debug)]
struct Verdict {
    words: Words,
    /// Texts of others that were looked for in the words: most come again with the next letter
    seen: Vec<(String, Sight)>,
    danger: usize,
    foreign: Vec<String>,
    kind: String,
    language: String,
    formality: Formality,
    waiting_list: bool,
    private: Vec<String>,
    faults: Vec<String>,
}

/// How many verdicts are remembered.
const REMEMBERED: usize = 16;

impl Verdicts {
    /// As [`faults`]; words that were judged before are not judged again.
    pub fn faults(&self, document: &Document, manners: &Manners<'_>) -> Vec<String> {
        let mut faults = self.of_words(document.inner_text(), danger(document), manners);
        faults.extend(faults_of_form(document, manners));
        faults
    }

    fn of_words(&self, text: String, danger: usize, manners: &Manners<'_>) -> Vec<String> {
        // A thread that panicked left the list whole: entries are put in at once or not at all.
        let verdicts = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = verdicts().iter().find(|verdict| verdict.is_on(&text, danger, manners)) {
            return known.faults.clone();
        }
        let words = Words::new(text);
        let seen = manners.foreign.iter().map(|text| ((*text).to_owned(), words.see(text))).collect();
        let foreign = foreign(manners, |text| words.see(text));
        let faults = faults_of_words(&words.hide(&foreign), danger, manners);
        let foreign = foreign.into_iter().map(str::to_owned).collect();
        let verdict = Verdict {
            words,
            seen,
            danger,
            foreign,
            kind: manners.kind.id.clone(),
            language: manners.speech.language.tag().to_owned(),
            formality: manners.formality,
            waiting_list: manners.waiting_list,
            private: manners.private.to_vec(),
            faults: faults.clone(),
        };
        let mut verdicts = verdicts();
        verdicts.truncate(REMEMBERED - 1);
        verdicts.insert(0, verdict);
        faults
    }
}

impl Verdict {
    fn is_on(&self, text: &str, danger: usize, manners: &Manners<'_>) -> bool {
        self.words.text == text
            && self.danger == danger
            && self.formality == manners.formality
            && self.waiting_list == manners.waiting_list
            && self.kind == manners.kind.id
            && self.language == manners.speech.language.tag()
            && self.private == manners.private
            && self.foreign == foreign(manners, |text| self.see(text))
    }

    fn see(&self, text: &str) -> Sight {
        let known = self.seen.iter().find(|(known, _)| known == text);
        known.map_or_else(|| self.words.see(text), |(_, sight)| *sight)
    }
}

/// How a text of others looks beside the words of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sight {
    /// It stands there
    Held,
    /// It has an ellipsis, and may come to stand there when another text is hidden
    Possible,
    Absent,
}

/// Returns the texts of others that may have to be hidden.
fn foreign<'a>(manners: &Manners<'a>, see: impl Fn(&str) -> Sight) -> Vec<&'a str> {
    let mut found: Vec<(&str, Sight)> = manners.foreign.iter().map(|text| (*text, see(text))).collect();
    found.retain(|(_, sight)| *sight != Sight::Absent);
    if !found.iter().any(|(_, sight)| *sight == Sight::Held) {
        return Vec::new();
    }
    found.into_iter().map(|(text, _)| text).collect()
}

/// Returns how many words tell what to do in danger: they stand before everything, and make no no late.
fn danger(document: &Document) -> usize {
    document.part("emergency").map_or(0, |part| part.markdown().split_whitespace().count())
}

/// Returns the faults of the words between salutation and closing, where foreign texts are hidden.
fn faults_of_words(text: &str, danger: usize, manners: &Manners<'_>) -> Vec<String> {
    let hay = Hay::new(text);
    let standing = manners.speech.tact().find(&hay);
    let of = |list: usize| standing.iter().filter(move |found| found.list == list);
    let mut faults = Vec::new();
    if manners.kind.refuses {
        match of(REFUSAL).map(|found| found.at).min() {
            None => faults.push(
                "there is no plain no: none of the phrases under `tact.refusal` stands in the letter".into(),
            ),
            Some(at) => {
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
    faults
}

/// Returns the faults of the parts, the subject and the Markdown.
fn faults_of_form(document: &Document, manners: &Manners<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    for part in &manners.kind.parts {
        if document.part(part).is_none() && !(manners.safety && part == "wish") {
            faults.push(format!("the part `{part}` is missing"));
        }
    }
    if document.form == Form::Letter {
        faults.extend(subject_faults(&document.subject));
    }
    let mut slips = Slips::default();
    document.parts.iter().for_each(|part| slips.join(part.slips()));
    faults.extend(slips.told());
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

/// A text, and a mark for each three bytes in a row that stand in it: what cannot stand in it is not looked for.
#[derive(Debug)]
struct Words {
    text: String,
    marks: Vec<u64>,
}

impl Words {
    fn new(text: String) -> Self {
        let mut marks = vec![0; 512];
        for three in text.as_bytes().windows(3) {
            let (word, bit) = slot(three);
            if let Some(word) = marks.get_mut(word) {
                *word |= bit;
            }
        }
        Self { text, marks }
    }

    fn see(&self, text: &str) -> Sight {
        if self.holds(text) {
            Sight::Held
        } else if is_long(text) && text.contains('…') {
            Sight::Possible
        } else {
            Sight::Absent
        }
    }

    fn holds(&self, text: &str) -> bool {
        let is_marked = text.as_bytes().first_chunk::<3>().is_some_and(|three| {
            let (word, bit) = slot(three);
            self.marks.get(word).is_some_and(|word| word & bit != 0)
        });
        is_marked && is_long(text) && self.text.contains(text)
    }

    /// Returns the text with `…` in place of those of others, the longest first.
    fn hide(&self, foreign: &[&str]) -> String {
        let mut text = self.text.clone();
        for foreign in foreign {
            if text.contains(foreign) {
                text = text.replace(foreign, "…");
            }
        }
        text
    }
}

/// Tells a text from a mere word, which two letters are.
fn is_long(text: &str) -> bool {
    text.chars().nth(2).is_some()
}

/// Returns the place of the mark for three bytes: a word and a bit in it.
fn slot(three: &[u8]) -> (usize, u64) {
    let number = three.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    let hash = number.wrapping_mul(0x9E37_79B1) >> 17;
    ((hash >> 6) as usize, 1 << (hash & 63))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(text: &str, foreign: &[&str]) -> String {
        let library = crate::library::Library::default();
        let manners = Manners {
            kind: &library.kind("decline").unwrap(),
            speech: &library.speech(&"en".parse().unwrap()).unwrap(),
            formality: Formality::Formal,
            waiting_list: false,
            private: &[],
            safety: false,
            foreign,
        };
        let words = Words::new(text.to_owned());
        words.hide(&super::foreign(&manners, |text| words.see(text)))
    }

    #[test]
    fn foreign_texts_are_hidden() {
        let foreign = ["sorry business", "Ann Lee", "Ann", "пока", "no", "Anton"];
        let text = "Dear Ann Lee, no sorry business; Anna, пока";
        assert_eq!(hidden(text, &foreign), "Dear …, no …; …a, …");
        assert_eq!(hidden("Ant", &foreign), "Ant");
        assert_eq!(hidden("Ann Lee’s", &["Ann", "…  Lee", "… Lee"]), "…’s");
        assert_eq!(hidden("", &[]), "");
    }
}
