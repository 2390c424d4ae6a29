//! Whether a returned copy reads as the contract was issued, clause by clause: pure, from plain text.

use serde::Serialize;
use similar::{ChangeTag, TextDiff};
use unicode_normalization::UnicodeNormalization;

use crate::render::contract::issued::{Issued, IssuedClause};

/// A piece that is shorter than this, in letters and digits, is looked for near the one before it only.
const SHORT: usize = 24;
/// How far ahead a short piece may stand, in letters and digits.
const NEAR: usize = 600;
/// How far ahead a longer one may stand and still set the place for the next.
const WINDOW: usize = 6_000;
/// How far back a piece may stand: in two columns, the second one's last lines on a page come before the first one's
/// on the next.
const BACK: usize = 3_000;
/// How much of a piece must stand before the end of a page, and after it, to be known again.
const PART: usize = 8;
/// So many letters between two clauses are numbers, marks and page feet; more is text that was not issued.
const NOISE: usize = 12;

/// What became of the contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    pub clauses: Vec<Reading>,
    /// Text that was not issued, with the clause that it follows
    pub added: Vec<Added>,
}

/// How a clause reads in the returned copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reading {
    pub id: String,
    pub number: Option<String>,
    pub title: String,
    pub verdict: Verdict,
    /// Each piece that differs: as issued and as it reads now
    pub changes: Vec<Change>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    AsIssued,
    Differs,
    Missing,
}

/// A piece of a clause that reads otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    pub issued: String,
    /// What stands in its place; empty where nothing does
    pub returned: String,
    /// The same in one line: words taken out in [-…-], words put in as {+…+}
    pub difference: String,
}

/// Text that belongs to no clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Added {
    pub after: String,
    pub text: String,
}

impl Comparison {
    /// Tells whether every clause reads as issued and nothing was put in.
    pub fn is_clean(&self) -> bool {
        self.added.is_empty() && self.clauses.iter().all(|c| c.verdict == Verdict::AsIssued)
    }
}

/// Letters and digits of a text, each with its place in it: what a copy keeps through line breaks, hyphens and fonts.
struct Bare {
    chars: Vec<char>,
    places: Vec<usize>,
}

impl Bare {
    fn of(text: &str) -> Self {
        let mut bare = Self { chars: Vec::with_capacity(text.len()), places: Vec::with_capacity(text.len()) };
        // A ligature is its letters: "ﬁ" reads "fi".
        let spelled = |c: char| c.to_string().nfkc().collect::<Vec<char>>();
        for (place, c) in
            text.char_indices().flat_map(|(place, c)| spelled(c).into_iter().map(move |c| (place, c)))
        {
            // Signs of money and per cent change a sum as digits do.
            if c.is_alphanumeric() || matches!(c, '€' | '£' | '$' | '₽' | '₺' | '%' | '−') {
                for small in c.to_lowercase().filter(|c| c.is_alphanumeric() || !c.is_alphabetic()) {
                    bare.chars.push(small);
                    bare.places.push(place);
                }
            }
        }
        bare
    }

    /// Returns where a run of characters begins, from a place on and not beyond a limit.
    fn find(&self, wanted: &[char], from: usize, limit: usize) -> Option<usize> {
        let last = self.chars.len().checked_sub(wanted.len())?;
        (from..=last.min(limit)).find(|at| self.chars[*at..].starts_with(wanted))
    }
}

/// Where a piece of a clause was found: in one run, or in two when a page ends within it.
struct Found {
    clause: usize,
    piece: usize,
    /// From and to, in bare characters
    runs: Vec<(usize, usize)>,
}

/// Compares the text of a returned copy with the contract as issued.
pub fn compare(issued: &Issued, returned: &str) -> Comparison {
    let text = without_running(returned, &issued.running);
    let bare = Bare::of(&text);
    let found = matched(&issued.clauses, &bare);
    let mut taken = vec![false; bare.chars.len()];
    for (from, to) in found.iter().flat_map(|f| &f.runs) {
        taken[*from..*to].fill(true);
    }
    // Runs of text that no piece took, each shown once: as what a lost piece reads now, or as text put in.
    let mut free: Vec<(usize, usize)> = Vec::new();
    for (i, _) in taken.iter().enumerate().filter(|(_, taken)| !**taken) {
        match free.last_mut() {
            Some((_, to)) if *to == i => *to = i + 1,
            _ => free.push((i, i + 1)),
        }
    }
    let mut free: Vec<(usize, String)> = free
        .into_iter()
        .map(|(from, to)| (from, cut(&text, &bare, from, to)))
        .filter(|(_, text)| said(text, &issued.running).chars().count() > NOISE)
        .collect();

    let mut clauses: Vec<Reading> = issued.clauses.iter().map(reading).collect();
    let mut end = 0;
    let mut index = 0;
    while index < found.len() {
        if let Some((_, to)) = found[index].runs.first() {
            end = *to;
            index += 1;
            continue;
        }
        // Pieces in a row that were not found share what stands up to the next one that was.
        let lost: Vec<&Found> = found[index..].iter().take_while(|f| f.runs.is_empty()).collect();
        let next =
            found.get(index + lost.len()).and_then(|f| f.runs.first()).map_or(usize::MAX, |(from, _)| *from);
        let here = free.iter().position(|(from, _)| (end..next).contains(from));
        let mut now = here.map(|at| free.remove(at).1).unwrap_or_default();
        for piece in &lost {
            let before = &issued.clauses[piece.clause].pieces[piece.piece];
            let returned = std::mem::take(&mut now);
            let difference = difference(before, &returned);
            clauses[piece.clause].changes.push(Change { issued: before.clone(), returned, difference });
        }
        index += lost.len();
    }
    // Words that were issued, such as "The Coach will:", may have been found at the same words elsewhere.
    let all: Vec<Vec<char>> =
        issued.clauses.iter().flat_map(|c| &c.pieces).map(|p| Bare::of(p).chars).collect();
    let repeats = |text: &str| {
        let run = Bare::of(text);
        let near =
            |piece: &&Vec<char>| piece.len() <= run.chars.len() && run.chars.len() <= piece.len() + PART;
        all.iter().filter(near).any(|piece| run.find(piece, 0, usize::MAX).is_some())
            || heads(&run.chars, &all)
    };
    let added = free
        .into_iter()
        .filter(|(_, text)| !repeats(text))
        .map(|(from, text)| {
            let before = found.iter().rev().find(|f| f.runs.first().is_some_and(|(at, _)| *at < from));
            let clause = before.map_or(&issued.clauses[0], |f| &issued.clauses[f.clause]);
            Added { after: clause.number.clone().unwrap_or_else(|| clause.id.clone()), text }
        })
        .collect();
    for (i, reading) in clauses.iter_mut().enumerate() {
        let lost = reading.changes.len();
        reading.verdict = match (lost, issued.clauses[i].pieces.len()) {
            (0, _) => Verdict::AsIssued,
            (lost, all) if lost == all && reading.changes.iter().all(|c| c.returned.is_empty()) => {
                Verdict::Missing
            }
            _ => Verdict::Differs,
        };
    }
    Comparison { clauses, added }
}

/// Tells whether a run is short pieces that were issued and nothing else: the heads of a table, again on the next page.
fn heads(run: &[char], all: &[Vec<char>]) -> bool {
    let mut rest = run;
    while !rest.is_empty() {
        let fits = |piece: &&Vec<char>| !piece.is_empty() && piece.len() < SHORT && rest.starts_with(piece);
        let Some(longest) = all.iter().filter(fits).map(Vec::len).max() else { return false };
        rest = &rest[longest..];
    }
    true
}

fn reading(clause: &IssuedClause) -> Reading {
    Reading {
        id: clause.id.clone(),
        number: clause.number.clone(),
        title: clause.title.clone(),
        verdict: Verdict::AsIssued,
        changes: Vec::new(),
    }
}

/// Finds the pieces one after the other; one that is not found does not hold up the next.
fn matched(clauses: &[IssuedClause], bare: &Bare) -> Vec<Found> {
    let mut at = 0;
    let mut found = Vec::new();
    let mut taken = vec![false; bare.chars.len()];
    for (clause, issued) in clauses.iter().enumerate() {
        for (piece, text) in issued.pieces.iter().enumerate() {
            let wanted = Bare::of(text).chars;
            if wanted.is_empty() {
                continue;
            }
            let limit = at + if wanted.len() < SHORT { NEAR } else { WINDOW };
            let run = |from: usize| vec![(from, from + wanted.len())];
            let whole = bare.find(&wanted, at, limit).map(run);
            let mut runs = whole.or_else(|| halves(&wanted, bare, at)).unwrap_or_default();
            if let Some((_, to)) = runs.first() {
                at = *to;
            } else if let Some(place) = behind(&wanted, bare, &taken, at) {
                runs = run(place);
            } else if wanted.len() >= SHORT {
                // Moved elsewhere: it reads as issued, and the next piece is looked for where this one should be.
                runs = bare.find(&wanted, 0, usize::MAX).map(run).unwrap_or_default();
            }
            for (from, to) in &runs {
                taken[*from..*to].fill(true);
            }
            found.push(Found { clause, piece, runs });
        }
    }
    found
}

/// Finds a piece a little before the place, where no other piece stands.
fn behind(wanted: &[char], bare: &Bare, taken: &[bool], at: usize) -> Option<usize> {
    let mut from = at.saturating_sub(BACK);
    loop {
        let place = bare.find(wanted, from, at)?;
        if !taken[place..place + wanted.len()].contains(&true) {
            return Some(place);
        }
        from = place + 1;
    }
}

/// Finds a piece in two parts: in two columns, the end of a page parts the sentences of both.
fn halves(wanted: &[char], bare: &Bare, at: usize) -> Option<Vec<(usize, usize)>> {
    if wanted.len() < 2 * PART {
        return None;
    }
    let limit = at + WINDOW;
    let from = bare.find(&wanted[..PART], at, limit)?;
    let same = wanted.iter().zip(&bare.chars[from..]).take_while(|(a, b)| a == b).count();
    let rest = &wanted[same.min(wanted.len())..];
    if rest.len() < PART {
        return None;
    }
    let second = bare.find(rest, from + same, from + same + WINDOW)?;
    Some(vec![(from, from + same), (second, second + rest.len())])
}

fn cut(text: &str, bare: &Bare, from: usize, to: usize) -> String {
    let place = |i: usize| bare.places.get(i).copied().unwrap_or(text.len());
    // From the end of the last character before it.
    let start = from.checked_sub(1).map_or(0, |i| {
        let place = place(i);
        place + text[place..].chars().next().map_or(0, char::len_utf8)
    });
    text[start.min(text.len())..place(to).max(start).min(text.len())]
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Takes the feet of pages out: "Page 2 of 5" may stand in the middle of a sentence.
fn without_running(text: &str, running: &[String]) -> String {
    let patterns: Vec<Vec<String>> = running
        .iter()
        .filter(|pattern| pattern.contains("{n}"))
        .map(|pattern| pattern.replace("{n}", "\u{0}").replace("{total}", "\u{0}"))
        .map(|pattern| pattern.split('\u{0}').map(|part| part.trim().to_owned()).collect())
        .collect();
    let is_one = |line: &str| {
        let line = line.trim().trim_matches('·').trim();
        running.iter().any(|r| !r.contains("{n}") && line == r)
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
    let kept: Vec<&str> = text.lines().filter(|line| !is_running(line)).collect();
    kept.join("\n").replace('\u{ad}', "")
}

/// Returns the letters of text between clauses without the words that stand on every page.
fn said(between: &str, running: &[String]) -> String {
    // A longer text goes first, so that a part of it does not break it up.
    let mut words: Vec<String> =
        running.iter().map(|r| letters(&r.replace("{n}", "").replace("{total}", ""))).collect();
    words.sort_by_key(|w| std::cmp::Reverse(w.len()));
    words
        .iter()
        .filter(|w| !w.is_empty())
        .fold(letters(between), |rest, words| rest.replace(words.as_str(), ""))
}

fn letters(text: &str) -> String {
    Bare::of(text).chars.into_iter().filter(|c| c.is_alphabetic()).collect()
}

/// Writes what changed between two texts, word by word.
fn difference(issued: &str, returned: &str) -> String {
    let diff = TextDiff::from_words(issued, returned);
    let mut out = String::new();
    let mut open: Option<ChangeTag> = None;
    for change in diff.iter_all_changes() {
        let tag = Some(change.tag()).filter(|tag| *tag != ChangeTag::Equal);
        if tag != open {
            out.push_str(closing(open));
            out.push_str(match tag {
                Some(ChangeTag::Delete) => "[-",
                Some(ChangeTag::Insert) => "{+",
                _ => "",
            });
            open = tag;
        }
        out.push_str(change.value());
    }
    out.push_str(closing(open));
    out
}

fn closing(tag: Option<ChangeTag>) -> &'static str {
    match tag {
        Some(ChangeTag::Delete) => "-]",
        Some(ChangeTag::Insert) => "+}",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issued() -> Issued {
        let clause = |id: &str, number: &str, pieces: &[&str]| IssuedClause {
            id: id.into(),
            number: Some(number.into()),
            title: id.into(),
            pieces: pieces.iter().map(|p| (*p).to_owned()).collect(),
            ..IssuedClause::default()
        };
        Issued {
            clauses: vec![
                clause(
                    "fees",
                    "1",
                    &["Fees", "The price is £900.00 for ten sessions.", "Nothing else is charged."],
                ),
                clause("term", "2", &["Term", "The agreement ends when all sessions are held."]),
            ],
            running: vec!["Page {n} of {total}".into(), "Initials".into()],
            ..Issued::default()
        }
    }

    const COPY: &str = "1. Fees\n1.1 The price is £900.00 for ten ses\u{ad}\nsions.\nPage 1 of 2\n1.2 Nothing else\nis charged.\n\
        2. Term\nThe agreement ends when all sessions are held.\nPage 2 of 2\n";

    #[test]
    fn a_copy_broken_over_lines_and_pages_reads_as_issued() {
        assert!(compare(&issued(), COPY).is_clean(), "{:?}", compare(&issued(), COPY));
    }

    #[test]
    fn a_changed_sum_a_lost_clause_and_a_new_sentence_are_seen() {
        let changed = compare(&issued(), &COPY.replace("£900.00", "£800.00"));
        assert_eq!(changed.clauses[0].verdict, Verdict::Differs);
        assert_eq!(changed.clauses[1].verdict, Verdict::AsIssued);
        assert!(changed.clauses[0].changes[0].difference.contains("800"), "{changed:?}");
        let (short, _) = COPY.split_once("2. Term").expect("two clauses");
        assert_eq!(compare(&issued(), short).clauses[1].verdict, Verdict::Missing);
        let more = COPY.replace("2. Term", "1.3 The Client also pays for the Coach's holiday.\n2. Term");
        assert_eq!(compare(&issued(), &more).added.len(), 1);
    }
}
