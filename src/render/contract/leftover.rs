//! What a returned copy says besides the pieces of the contract: numbers, heads and feet as issued, entries on lines to
//! write on, and what was put in.

use crate::render::contract::bare::{Bare, GAP, clean, is_said};
use crate::render::contract::issued::Issued;
use crate::render::contract::spot::{Blank, Spot};

/// Longest entry on a line to write on, in characters.
const ENTRY: usize = 80;
/// How many small words an entry may have whatever else it says: a place in small letters, "de la".
const SMALL: usize = 2;

/// A run of text that no piece took.
#[derive(Clone, Debug)]
pub(super) struct Leftover {
    pub(super) from: usize,
    pub(super) to: usize,
    /// What was put in: without numbers, heads and feet that were issued, and without entries
    pub(super) words: String,
    /// What is filled in
    pub(super) entries: Vec<String>,
}

/// What stands in every copy besides the pieces.
pub(super) struct Known<'a> {
    issued: &'a Issued,
    /// The numbers that were printed, each as its words: "6.4", "MADDE", "6"
    numbers: Vec<Vec<String>>,
    /// The heads of tables, which each page has anew
    heads: Vec<Vec<String>>,
    /// Words of every page, letters and digits only
    every: Vec<String>,
}

impl<'a> Known<'a> {
    pub(super) fn of(issued: &'a Issued) -> Self {
        let words = |all: &[String]| -> Vec<Vec<String>> {
            let mut all: Vec<Vec<String>> = all.iter().map(|phrase| folded(phrase)).collect();
            all.retain(|phrase| !phrase.is_empty());
            // A longer one goes first, so that a part of it does not break it up.
            all.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
            all.dedup();
            all
        };
        let every = issued.running.iter().chain(&issued.labels).chain(&issued.heads);
        // A foot may be written in parts: "Page", "of".
        let parts = issued.running.iter().filter(|words| words.contains("{n}"));
        let parts = parts.flat_map(|words| words.split(['{', '}']));
        let every = every.map(|words| words.replace("{n}", "").replace("{total}", ""));
        let every = every.chain(parts.filter(|part| !matches!(*part, "n" | "total")).map(str::to_owned));
        let every = every.map(|words| Bare::of(&words).text);
        Self {
            issued,
            numbers: words(&issued.numbers),
            heads: words(&issued.heads),
            every: every.filter(|p| p.len() > 1).collect(),
        }
    }

    /// Reads a run: what is known is left out, what stands on a blank is an entry.
    ///
    /// `spot` tells where a line stands, counted from the one on which the run begins.
    pub(super) fn read(
        &self,
        run: (usize, usize),
        text: &str,
        bare: &Bare,
        blanks: &[Blank],
        spot: impl Fn(usize) -> Option<Spot>,
    ) -> Leftover {
        let (from, to) = run;
        let slice = bare.slice(text, from, to);
        let first = text[..bare.place(from)].matches('\n').count();
        // The slice begins behind the word before, which may stand lines above.
        let lead = slice.split(is_said).next().map_or(0, |lead| lead.matches('\n').count());
        let cleaned = clean(slice, &self.issued.running, &self.issued.labels);
        let on_blank = blanks.iter().any(|blank| blank.end == Some(from));
        let mut entries = Vec::new();
        let mut rest: Vec<&str> = cleaned.split('\n').collect();
        for (line, words) in rest.iter_mut().enumerate() {
            let spot = (first + line).checked_sub(lead).and_then(&spot);
            let here = (on_blank && line == 0) || spot.is_some_and(|at| blanks.iter().any(|b| b.holds(at)));
            let entry = words.trim_matches(|c: char| !is_said(c)).replace(GAP, " ");
            // The number of a paragraph beside the line is none.
            let is_number =
                !entry.chars().all(|c| c.is_ascii_digit()) && self.numbers.contains(&folded(&entry));
            if here && !is_number && !entry.is_empty() && is_entry(&entry) {
                entries.push(entry);
                *words = "";
            }
        }
        let words = self.unknown(&rest.join("\n"), from == 0);
        let words: Vec<String> = words.into_iter().map(|(_, said)| said).collect();
        let words = words.join(" ");
        let is_known = repeats(&Bare::of(&words).text, &self.every);
        Leftover { from, to, words: if is_known { String::new() } else { words }, entries }
    }

    /// Returns what is not known in each line.
    pub(super) fn unknown(&self, text: &str, mut is_fresh: bool) -> Vec<(usize, String)> {
        // Each word with its line, and whether it begins a line or column.
        let mut tokens: Vec<(usize, bool, &str)> = Vec::new();
        for (line, words) in text.split('\n').enumerate() {
            for (column, part) in words.split(GAP).enumerate() {
                is_fresh |= line > 0 || column > 0;
                for word in part.split_whitespace().filter(|word| word.contains(is_said)) {
                    tokens.push((line, is_fresh, word));
                    is_fresh = false;
                }
            }
        }
        let folded: Vec<String> = tokens.iter().map(|(_, _, word)| fold(word)).collect();
        let mut lines: Vec<(usize, String)> = Vec::new();
        let (mut at, mut is_open) = (0, true);
        while let Some((line, fresh, word)) = tokens.get(at) {
            // One number may follow another: that of an article and that of its first paragraph.
            if *fresh || is_open {
                let known = self.heads.iter().chain(&self.numbers).filter(|p| folded[at..].starts_with(p));
                let known = known.map(Vec::len).max().or_else(|| self.is_bare_number(word).then_some(1));
                if let Some(length) = known.filter(|_| *fresh || at > 0) {
                    at += length;
                    is_open = true;
                    continue;
                }
            }
            is_open = false;
            match lines.last_mut().filter(|(last, _)| last == line) {
                Some((_, said)) => {
                    said.push(' ');
                    said.push_str(word);
                }
                None => lines.push((*line, (*word).to_owned())),
            }
            at += 1;
        }
        lines
    }

    /// Tells whether a word is a number of a paragraph by its looks, where the register does not say which there are.
    fn is_bare_number(&self, word: &str) -> bool {
        let is_one = |c: char| c.is_ascii_digit() || matches!(c, '.' | '(' | ')');
        let is_letter = word.ends_with(')') && word.chars().filter(|c| c.is_alphabetic()).count() == 1;
        self.numbers.is_empty() && word.chars().count() <= 6 && (word.chars().all(is_one) || is_letter)
    }
}

/// Returns the words of a phrase, as [`fold`] has them.
fn folded(phrase: &str) -> Vec<String> {
    phrase.split_whitespace().filter(|word| word.contains(is_said)).map(fold).collect()
}

/// Returns a word without the marks around it; the bracket of a letter that counts stays: "a)" is no "a".
fn fold(word: &str) -> String {
    let bare = Bare::of(word).text;
    let letters = word.chars().filter(|c| c.is_alphanumeric()).count();
    let is_letter = letters == 1 && word.chars().any(char::is_alphabetic);
    if is_letter && word.ends_with([')', '.']) { format!("{bare})") } else { bare }
}

/// Tells whether words are what one writes on a line: a place, a day, a name, an address, a stamp; no sentence is.
pub(super) fn is_entry(text: &str) -> bool {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let is_small = |word: &&&str| word.chars().count() > 2 && word.starts_with(char::is_lowercase);
    let small = words.iter().filter(is_small).count();
    // The address of a mailbox is one word.
    let is_address = text.contains('@') && !text.trim().contains(' ');
    text.chars().count() <= ENTRY && (is_address || small <= SMALL || small <= words.len() - small)
}

/// Tells whether a run is words of every page, with letters misread, and nothing else but numbers of pages.
fn repeats(run: &str, every: &[String]) -> bool {
    let (mut rest, mut is_met, mut digits) = (run, false, 0);
    while !rest.is_empty() {
        if let Some(longest) =
            every.iter().filter(|piece| rest.starts_with(piece.as_str())).map(String::len).max()
        {
            is_met = true;
            rest = &rest[longest..];
            continue;
        }
        let digit = rest.chars().next().filter(|c| c.is_ascii_digit() || matches!(c, 'o' | 'i'));
        let Some(digit) = digit else { return false };
        digits += 1;
        rest = &rest[digit.len_utf8()..];
    }
    is_met && digits <= 6
}
