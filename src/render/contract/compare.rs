//! Whether a returned copy reads as the contract was issued, clause by clause: pure, from plain text.

use serde::Serialize;
use similar::{ChangeTag, TextDiff};

use crate::render::contract::bare::{Bare, GAP, clean, exact, without_running};
use crate::render::contract::issued::{Issued, IssuedClause};
use crate::render::contract::matched::{Found, SHORT, matched};

/// Longest text that is taken for an entry in a field, in characters.
const ENTRY: usize = 80;

/// What became of the contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    pub clauses: Vec<Reading>,
    /// Text that was not issued, with the clause that it follows
    pub added: Vec<Added>,
    /// What stands where something may be written: places, dates, names, a stamp
    pub entered: Vec<Added>,
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
    /// Words that differ in letters which text recognition mixes up, and in nothing else: as they read now
    pub misread: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    AsIssued,
    Differs,
    /// It reads as issued, and stands elsewhere
    Moved,
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

/// Compares the text of a returned copy with the contract as issued.
pub fn compare(issued: &Issued, returned: &str) -> Comparison {
    let text = without_running(returned, &issued.running);
    let bare = Bare::of(&text);
    let found = matched(issued, &text, &bare);
    let mut taken = vec![false; bare.text.len()];
    for (from, to) in found.iter().flat_map(|f| &f.runs) {
        taken[*from..*to].fill(true);
    }
    let mut free = free(&taken);
    let said =
        |(from, to): (usize, usize)| clean(bare.slice(&text, from, to), &issued.running, &issued.labels);
    free.retain(|run| !said(*run).is_empty());
    let mut clauses: Vec<Reading> = issued.clauses.iter().map(reading).collect();
    lost(issued, &found, &mut free, &text, &bare, &mut clauses);
    moved(issued, &found, &mut clauses);
    misread(issued, &found, &text, &bare, &mut clauses);

    // Words that were issued, such as "The Coach will:", may have been found at the same words elsewhere.
    // So may those of every page, with letters misread.
    let every = issued.running.iter().chain(&issued.labels);
    let every = every.map(|words| words.replace("{n}", "").replace("{total}", ""));
    let pieces = issued.clauses.iter().flat_map(|c| c.pieces.iter().cloned());
    let all: Vec<String> = pieces.chain(every).map(|p| Bare::of(&p).text).filter(|p| p.len() > 1).collect();
    free.retain(|run| !repeats(&Bare::of(&said(*run)).text, &all));
    let (mut added, mut entered) = (Vec::new(), Vec::new());
    for (from, to) in free {
        let before = found
            .iter()
            .filter(|f| f.runs.last().is_some_and(|(_, end)| *end <= from))
            .max_by_key(|f| f.runs.last().map(|(_, end)| *end));
        let clause = before.map_or(&issued.clauses[0], |f| &issued.clauses[f.clause]);
        let words = said((from, to));
        let text_of = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let text_of = text_of.trim_start_matches(|c: char| !c.is_alphanumeric()).to_owned();
        let in_field =
            before.is_some_and(|f| clause.fields.contains(&f.piece)) && text_of.chars().count() <= ENTRY;
        let after = clause.number.clone().unwrap_or_else(|| clause.id.clone());
        // Words at the end of a line that was issued are no entry.
        let lead = bare.slice(&text, from, to);
        let stands_alone = lead.split(char::is_alphanumeric).next().is_some_and(|lead| lead.contains('\n'));
        let is_entry = in_field || (stands_alone && issued.has_fields() && is_entry(&words, issued));
        if is_entry { &mut entered } else { &mut added }.push(Added { after, text: text_of });
    }
    for (i, reading) in clauses.iter_mut().enumerate() {
        let lost = reading.changes.iter().filter(|c| c.issued != c.returned).count();
        reading.verdict = match (lost, issued.clauses[i].pieces.len()) {
            (0, _) if reading.changes.is_empty() => Verdict::AsIssued,
            (0, _) => Verdict::Moved,
            (lost, all) if lost == all && reading.changes.iter().all(|c| c.returned.is_empty()) => {
                Verdict::Missing
            }
            _ => Verdict::Differs,
        };
    }
    Comparison { clauses, added, entered }
}

/// Returns how much of an agreement and of a text they have in common, in thousands: a quick look, to tell one agreement
/// from another.
pub fn likeness(issued: &Issued, returned: &str) -> usize {
    let bare = Bare::of(&without_running(returned, &issued.running)).text;
    let (mut all, mut known) = (0, 0);
    for piece in issued.clauses.iter().flat_map(|clause| &clause.pieces) {
        let piece = Bare::of(piece).text;
        if piece.len() >= SHORT {
            all += piece.len();
            known += if bare.contains(&piece) { piece.len() } else { 0 };
        }
    }
    // Of two that are whole in it, the one that says more: one language is a part of two.
    known * 1000 / all.max(1) * 9 / 10 + (known * 100 / bare.len().max(1)).min(100)
}

/// Returns the runs of text that no piece took.
fn free(taken: &[bool]) -> Vec<(usize, usize)> {
    let mut free: Vec<(usize, usize)> = Vec::new();
    for (i, _) in taken.iter().enumerate().filter(|(_, taken)| !**taken) {
        match free.last_mut() {
            Some((_, to)) if *to == i => *to = i + 1,
            _ => free.push((i, i + 1)),
        }
    }
    free
}

/// Tells of each piece that was not found what stands in its place; takes that out of the free text.
fn lost(
    issued: &Issued,
    found: &[Found],
    free: &mut Vec<(usize, usize)>,
    text: &str,
    bare: &Bare,
    clauses: &mut [Reading],
) {
    let sides = found.iter().map(|f| f.side).max().map_or(0, |last| last + 1);
    for side in 0..sides {
        let of_side: Vec<&Found> = found.iter().filter(|f| f.side == side && !f.is_moved).collect();
        let mut end = 0;
        let mut index = 0;
        while index < of_side.len() {
            if let Some((_, to)) = of_side[index].runs.last() {
                end = *to;
                index += 1;
                continue;
            }
            // Pieces in a row that were not found share what stands up to the next one that was.
            let lost: Vec<&&Found> = of_side[index..].iter().take_while(|f| f.runs.is_empty()).collect();
            let next = of_side
                .get(index + lost.len())
                .and_then(|f| f.runs.first())
                .map_or(usize::MAX, |(from, _)| *from);
            let here: Vec<(usize, usize)> =
                free.iter().copied().filter(|(from, to)| end <= *from && *to <= next).collect();
            let mut shares = share(&lost, &here, issued, bare);
            for piece in lost.iter().rev() {
                let before = &issued.clauses[piece.clause].pieces[piece.piece];
                let runs = shares.pop().unwrap_or_default();
                free.retain(|run| !runs.contains(run));
                let parts = runs.iter().map(|(from, to)| bare.cut(text, *from, *to));
                let returned = without_label(&parts.collect::<Vec<_>>().join(" "), before);
                let difference = difference(before, &returned);
                let changes = &mut clauses[piece.clause].changes;
                changes.insert(0, Change { issued: before.clone(), returned, difference });
            }
            index += lost.len();
        }
    }
}

/// Shares what stands in the place of several pieces among them: to each what is likest, in its order.
fn share(
    lost: &[&&Found],
    here: &[(usize, usize)],
    issued: &Issued,
    bare: &Bare,
) -> Vec<Vec<(usize, usize)>> {
    let mut shares = vec![Vec::new(); lost.len()];
    let pieces: Vec<String> =
        lost.iter().map(|f| Bare::of(&issued.clauses[f.clause].pieces[f.piece]).text).collect();
    let mut from = 0;
    for run in here {
        let now = &bare.text[run.0..run.1];
        let like = |piece: &str| TextDiff::from_chars(piece, now).ratio();
        let best = (from..pieces.len())
            .max_by(|a, b| like(&pieces[*a]).total_cmp(&like(&pieces[*b])).then(b.cmp(a)));
        if let Some(best) = best {
            shares[best].push(*run);
            from = best;
        }
    }
    shares
}

/// Takes the number of a paragraph off its words.
fn without_label(returned: &str, issued: &str) -> String {
    let is_label = |c: char| c.is_ascii_digit() || matches!(c, '.' | '(' | ')' | ' ' | '–');
    if issued.starts_with(is_label) {
        returned.to_owned()
    } else {
        returned.trim_start_matches(is_label).to_owned()
    }
}

/// Tells of each numbered clause which pieces stand elsewhere. What is not numbered has no order that all copies keep.
fn moved(issued: &Issued, found: &[Found], clauses: &mut [Reading]) {
    for piece in found.iter().filter(|f| f.is_moved) {
        let clause = &issued.clauses[piece.clause];
        let Some((from, _)) = piece.runs.first().filter(|_| clause.number.is_some() && !is_loose(clause))
        else {
            continue;
        };
        let words = &clause.pieces[piece.piece];
        let before = found
            .iter()
            .filter(|f| f.side == piece.side && f.runs.last().is_some_and(|(_, end)| end <= from))
            .max_by_key(|f| f.runs.last().map(|(_, end)| *end));
        let place = before.map_or("at the beginning".to_owned(), |f| {
            let of = &issued.clauses[f.clause];
            format!("behind {}", of.number.as_deref().unwrap_or(&of.id))
        });
        clauses[piece.clause].changes.push(Change {
            issued: words.clone(),
            returned: words.clone(),
            difference: format!("[moved: stands {place}] {words}"),
        });
    }
}

/// Tells whether a part is set as its page likes: signatures, annexes and sheets.
fn is_loose(clause: &IssuedClause) -> bool {
    clause.id == "signatures" || clause.id.starts_with("annex_") || clause.id.starts_with("consent_")
}

/// Notes the words that were found by letters which look alike.
fn misread(issued: &Issued, found: &[Found], text: &str, bare: &Bare, clauses: &mut [Reading]) {
    for piece in found.iter().filter(|f| !f.runs.is_empty()) {
        let words = &issued.clauses[piece.clause].pieces[piece.piece];
        let now: Vec<&str> = piece.runs.iter().map(|(from, to)| bare.slice(text, *from, *to)).collect();
        let (issued_exact, now_exact) = (exact(words), exact(&now.concat()));
        // What stands before a piece, such as its number, is within the slice.
        if now_exact.ends_with(&issued_exact) || now_exact.contains(&issued_exact) {
            continue;
        }
        let known: Vec<String> = words.split_whitespace().map(exact).collect();
        let joined = now.join(" ").replace(GAP, "");
        let other = joined.split_whitespace().filter(|word| {
            let word = exact(word);
            word.chars().any(char::is_alphabetic) && !known.contains(&word)
        });
        let misread = &mut clauses[piece.clause].misread;
        for word in other.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()) {
            if !misread.contains(&word) {
                misread.push(word);
            }
        }
    }
}

/// Tells whether a run is words that were issued, and nothing else: a line again, or the heads of a table on the next page.
fn repeats(run: &str, all: &[String]) -> bool {
    let mut rest = run;
    while !rest.is_empty() {
        let Some(longest) =
            all.iter().filter(|piece| rest.starts_with(piece.as_str())).map(String::len).max()
        else {
            // Numbers of paragraphs may stand around it.
            let Some(digit) = rest
                .chars()
                .next()
                .filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | ':' | 'o' | 'i'))
            else {
                return false;
            };
            rest = &rest[digit.len_utf8()..];
            continue;
        };
        rest = &rest[longest..];
    }
    true
}

/// Tells whether lines are what one writes into fields: a place, a day, a name, a stamp; no sentence is.
///
/// A copy that is printed to a file anew has them at the end of a page.
fn is_entry(text: &str, issued: &Issued) -> bool {
    let known = |word: &str| issued.entries().any(|label| label.contains(word));
    let is_one = |line: &str| {
        let words: Vec<&str> =
            line.split(|c: char| !c.is_alphanumeric() && c != '@').filter(|w| !w.is_empty()).collect();
        let is_small = |word: &str| word.chars().count() > 2 && word.starts_with(char::is_lowercase);
        line.chars().count() <= ENTRY / 2
            && words.len() <= 6
            && words.iter().all(|w| !is_small(w) || known(w))
    };
    let lines: Vec<&str> =
        text.lines().map(str::trim).filter(|line| line.chars().any(char::is_alphanumeric)).collect();
    let fields: usize = issued.clauses.iter().map(|clause| clause.fields.len()).sum();
    lines.len() <= fields && lines.iter().all(|line| is_one(line))
}

fn reading(clause: &IssuedClause) -> Reading {
    Reading {
        id: clause.id.clone(),
        number: clause.number.clone(),
        title: clause.title.clone(),
        verdict: Verdict::AsIssued,
        changes: Vec::new(),
        misread: Vec::new(),
    }
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

    /// Every way in which a copy says something else: what is replaced, and the clause that is named.
    #[test]
    fn no_change_of_sense_gets_by() {
        let table = [
            ("£900.00", "£90.000", "fees"),
            ("£900.00", "£1,900.00", "fees"),
            ("is charged", "is not charged", "fees"),
            ("Nothing else\nis charged.", "Nothing else\nis charged\nbut fees.", ""),
            ("Nothing else\nis charged.", "Nothing else\nis charged\nor so.", ""),
            ("ends when all", "ends when not all", "term"),
            (
                "1.1 The price is £900.00 for ten ses\u{ad}\nsions.\nPage 1 of 2\n1.2 Nothing else\nis charged.",
                "1.1 Nothing else is charged.\n1.2 The price is £900.00 for ten sessions.",
                "fees",
            ),
        ];
        for (from, to, clause) in table {
            let copy = COPY.replace(from, to);
            assert_ne!(copy, COPY, "{from}");
            let told = compare(&issued(), &copy);
            assert!(!told.is_clean(), "{to}: {told:?}");
            let differs = |r: &Reading| r.verdict != Verdict::AsIssued;
            let named: Vec<&str> =
                told.clauses.iter().filter(|r| differs(r)).map(|r| r.id.as_str()).collect();
            assert!(
                if clause.is_empty() { told.added.len() == 1 } else { named == [clause] },
                "{to}: {told:?}"
            );
        }
    }

    #[test]
    fn letters_that_recognition_mixes_up_are_noted_and_no_change() {
        let copy = COPY.replace("Nothing else", "Nothlng e1se").replace("The agreement", "The agreernent");
        let told = compare(&issued(), &copy);
        assert!(told.is_clean(), "{told:?}");
        assert_eq!(told.clauses[0].misread, ["Nothlng", "e1se"]);
        assert_eq!(told.clauses[1].misread, ["agreernent"]);
    }

    #[test]
    fn what_is_written_into_a_field_is_an_entry_and_a_sentence_is_none() {
        let mut issued = issued();
        issued.clauses[1].pieces.push("Place:".into());
        issued.clauses[1].fields = vec![2];
        let copy = format!("{COPY}Place: Reggio nell’Emilia\n");
        let told = compare(&issued, &copy);
        assert!(told.is_clean(), "{told:?}");
        assert_eq!(told.entered[0].text, "Reggio nell’Emilia");
        let more = compare(&issued, &copy.replace("1.2 Nothing", "No refund is due.\n1.2 Nothing"));
        assert_eq!(more.added.len(), 1, "{more:?}");
    }
}
