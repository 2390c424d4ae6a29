//! The letters and digits of a text, as every copy keeps them: through line breaks, hyphens, fonts, and letters that text
//! recognition mixes up.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::render::contract::issued::Issued;
use crate::render::contract::spot::{Copy, Spot};

/// Stands where the writer of a page moved on within a line: a column, a cell, or a letter set by itself.
pub const GAP: char = '\u{200b}';

/// Letters and digits of a text, folded, each byte with its place in the text.
pub(super) struct Bare {
    pub(super) text: String,
    places: Vec<usize>,
}

impl Bare {
    pub(super) fn of(text: &str) -> Self {
        let mut bare =
            Self { text: String::with_capacity(text.len()), places: Vec::with_capacity(text.len()) };
        let mut between: Option<(usize, char)> = None;
        let mut after_digit = false;
        for (place, c) in text.char_indices() {
            if c == GAP || (between.is_some() && c.is_whitespace()) {
                continue;
            }
            if matches!(c, '.' | ',' | ':') && after_digit {
                // Only what stands between two digits is part of a number.
                between = Some((place, c));
                after_digit = false;
                continue;
            }
            if let Some((at, sign)) = between.take().filter(|_| c.is_ascii_digit()) {
                bare.push(at, sign);
            }
            after_digit = c.is_ascii_digit();
            // Signs of money and per cent change a sum as digits do.
            if matches!(c, '€' | '£' | '$' | '₽' | '₺' | '%' | '−') {
                bare.push(place, c);
            } else {
                for small in c.to_lowercase().nfkd().filter(|c| c.is_alphanumeric() && !is_combining_mark(*c))
                {
                    bare.fold(place, small);
                }
            }
        }
        bare
    }

    fn push(&mut self, place: usize, c: char) {
        self.text.push(c);
        self.places.extend(std::iter::repeat_n(place, c.len_utf8()));
    }

    /// Adds a letter as those that look like it: no two digits are the same, nor two words that differ in sense.
    fn fold(&mut self, place: usize, c: char) {
        match c {
            'ı' | 'l' | '1' | 'і' => self.push(place, 'i'),
            '0' | 'о' => self.push(place, 'o'),
            'm' => ['r', 'n'].into_iter().for_each(|c| self.push(place, c)),
            'w' => ['v', 'v'].into_iter().for_each(|c| self.push(place, c)),
            'а' => self.push(place, 'a'),
            'е' => self.push(place, 'e'),
            'р' => self.push(place, 'p'),
            'с' => self.push(place, 'c'),
            'у' => self.push(place, 'y'),
            'х' => self.push(place, 'x'),
            c => self.push(place, c),
        }
    }

    /// Returns where a letter stands in the text.
    pub(super) fn place(&self, at: usize) -> usize {
        self.places.get(at).copied().unwrap_or_else(|| self.places.last().copied().unwrap_or_default())
    }

    /// Returns the text from the end of the character before `from` to the beginning of the one at `to`.
    pub(super) fn slice<'a>(&self, text: &'a str, from: usize, to: usize) -> &'a str {
        let place = |i: usize| self.places.get(i).copied().unwrap_or(text.len());
        let start = from.checked_sub(1).map_or(0, |i| {
            let place = place(i);
            place + text[place..].chars().next().map_or(0, char::len_utf8)
        });
        &text[start.min(text.len())..place(to).max(start).min(text.len())]
    }

    /// Tells whether a word goes on beyond the ends of a run: "no" within "know".
    pub(super) fn is_within_word(&self, text: &str, from: usize, to: usize) -> bool {
        let at = |i: usize| self.places.get(i).copied();
        let Some((first, last)) = at(from).zip(to.checked_sub(1).and_then(at)) else { return false };
        let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
        let mut after = text[last..].chars();
        let opens = letter(text[first..].chars().next()) && letter(text[..first].chars().next_back());
        opens || (letter(after.next()) && letter(after.next()))
    }

    /// Tells whether a number goes on beyond the ends of a run: "300,00" within "1.300,00".
    pub(super) fn is_within_number(&self, text: &str, from: usize, to: usize) -> bool {
        let at = |i: usize| self.places.get(i).copied();
        let Some((first, last)) = at(from).zip(to.checked_sub(1).and_then(at)) else { return false };
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let sign = |c: Option<char>| matches!(c, Some('.' | ',' | ':'));
        let mut before = text[..first].chars().rev();
        let opens = digit(text[first..].chars().next()) && {
            let near = before.next();
            digit(near) || (sign(near) && digit(before.next()))
        };
        let mut after = text[last..].chars();
        let closes = digit(after.next()) && {
            let near = after.next();
            digit(near) || (sign(near) && digit(after.next()))
        };
        opens || closes
    }
}

/// Tells whether a character says something: letters, digits, and signs that change a sum.
pub(super) fn is_said(c: char) -> bool {
    // "№" and "½" are letters and digits in one sign.
    c.is_alphanumeric()
        || (!c.is_ascii() && c.nfkd().any(char::is_alphanumeric))
        || matches!(c, '€' | '£' | '$' | '₽' | '₺' | '%' | '−')
}

/// Returns the letters and digits of a text as they are, without regard to capitals and ligatures.
pub(super) fn exact(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}

/// A returned text without the feet of its pages.
pub(super) struct Kept {
    pub(super) text: String,
    /// Where each line stands
    pub(super) spots: Vec<Option<Spot>>,
    /// The places for initials on the pages
    pub(super) initials: Vec<Spot>,
}

/// Takes the feet of pages out: "Page 2 of 5" may stand in the middle of a sentence. Where a page ends stays marked.
///
/// A line that the contract has too, such as the name of the coach, stays.
pub(super) fn without_running(copy: Copy<'_>, issued: &Issued) -> Kept {
    let own: BTreeSet<String> =
        issued.clauses.iter().flat_map(|clause| &clause.pieces).map(|piece| unhyphenated(piece)).collect();
    let running: Vec<String> = issued.running.iter().map(|r| unhyphenated(r)).collect();
    let patterns: Vec<Vec<String>> = running
        .iter()
        .filter(|pattern| pattern.contains("{n}"))
        .map(|pattern| pattern.replace("{n}", "\u{0}").replace("{total}", "\u{0}"))
        .map(|pattern| pattern.split('\u{0}').map(|part| part.trim().to_owned()).collect())
        .collect();
    let is_one = |line: &str| {
        let line = unhyphenated(&line.replace(GAP, " "));
        let line = line.trim().trim_matches('·').trim();
        running.iter().any(|r| !r.contains("{n}") && line == r && !own.contains(r))
            || patterns.iter().any(|parts| {
                let mut rest = line;
                parts.iter().enumerate().all(|(i, part)| {
                    if i > 0 {
                        rest =
                            rest.trim_start().trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
                    }
                    match rest.strip_prefix(part.as_str()) {
                        Some(after) => {
                            rest = after;
                            true
                        }
                        None => false,
                    }
                }) && rest.trim().is_empty()
            })
    };
    // In two languages both feet stand in one line.
    let is_running = |line: &str| is_one(line) || (line.contains(" · ") && line.split(" · ").all(is_one));
    let mut kept = Kept { text: String::new(), spots: Vec::new(), initials: Vec::new() };
    for (i, line) in copy.text.split('\n').enumerate() {
        let spot = copy.spots.get(i).copied().flatten();
        if !is_running(line) {
            kept.text.extend(line.chars().filter(|c| !matches!(c, '\u{ad}' | '\r')));
            kept.text.push('\n');
            kept.spots.push(spot);
        } else if issued.initials.iter().any(|word| !word.is_empty() && line.contains(word.as_str())) {
            kept.initials.extend(spot);
        }
    }
    kept
}

/// Returns a text without the words that stand on every page or in its fields; its lines stay.
pub(super) fn clean(text: &str, running: &[String], labels: &[String]) -> String {
    // A longer text goes first, so that a part of it does not break it up.
    let mut known: Vec<String> = running.iter().chain(labels).map(|w| unhyphenated(w)).collect();
    known.retain(|pattern| pattern.chars().any(char::is_alphanumeric));
    known.sort_by_key(|w| std::cmp::Reverse(w.len()));
    let text: String = text.chars().filter(|c| !is_hyphen(*c)).collect();
    known.iter().fold(text, |text, pattern| without(&text, pattern))
}

/// Takes out the hyphens: a file may have one that only breaks words in place of one that is read.
fn unhyphenated(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !is_hyphen(*c)).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{ad}' | '\u{2010}' | '\u{2011}' | '\\')
}

/// Takes a pattern out of a text, however it is broken into words and lines; `{n}` and `{total}` stand for numbers.
fn without(text: &str, pattern: &str) -> String {
    let pattern: Vec<char> = pattern
        .replace("{n}", "\u{0}")
        .replace("{total}", "\u{0}")
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let chars: Vec<char> = text.chars().collect();
    let within = |i: Option<usize>| i.and_then(|i| chars.get(i)).is_some_and(|c| c.is_alphabetic());
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        // A word is no part of another one.
        let end = ends(&chars, at, &pattern)
            .filter(|end| pattern.len() > 12 || (!within(at.checked_sub(1)) && !within(Some(*end))));
        match end {
            Some(end) => {
                out.push(' ');
                // Which line a word stands on is kept.
                out.extend(chars[at..end].iter().filter(|c| **c == '\n'));
                at = end;
            }
            None => {
                out.push(*c);
                at += 1;
            }
        }
    }
    out
}

/// Returns where a pattern that begins at a place ends.
fn ends(chars: &[char], from: usize, pattern: &[char]) -> Option<usize> {
    let blank = |at: usize| chars.get(at).is_some_and(|c| c.is_whitespace() || *c == GAP);
    let mut at = from;
    for (i, wanted) in pattern.iter().enumerate() {
        while i > 0 && blank(at) {
            at += 1;
        }
        if *wanted == '\u{0}' {
            while chars.get(at).is_some_and(char::is_ascii_digit) {
                at += 1;
            }
        } else if chars.get(at) == Some(wanted) {
            at += 1;
        } else {
            return None;
        }
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_recognition_mixes_up_is_the_same_and_sums_are_not() {
        let same = |a: &str, b: &str| Bare::of(a).text == Bare::of(b).text;
        for (a, b) in [
            ("modern client", "modem c1ient"),
            ("clausola 10", "c1ausola lO"),
            ("perché è così", "perche e cosi"),
            ("danışan açık", "danisan acik"),
            ("ещё договор", "еще договoр"),
            ("ﬁrst ofﬁce", "first office"),
            ("1\u{a0}500 ₽", "1 500 ₽"),
        ] {
            assert!(same(a, b), "{a} / {b}");
        }
        for (a, b) in [
            ("€1.500,00", "€15.000,0"),
            ("1.500", "1,500"),
            ("900", "800"),
            ("5 %", "5"),
            ("is not due", "is due"),
        ] {
            assert!(!same(a, b), "{a} / {b}");
        }
        let text = "to pay 1.300,00 €";
        let bare = Bare::of(text);
        let at = bare.text.find("3oo,oo").expect("the end of the sum");
        assert!(bare.is_within_number(text, at, at + 6));
    }
}
