//! Whether a returned copy reads as the contract was issued, clause by clause: pure, from plain text.

use serde::Serialize;

use crate::render::contract::bare::{Bare, Kept, clean, without_running};
use crate::render::contract::changes::{lost, misread, moved};
use crate::render::contract::issued::{Issued, IssuedClause};
use crate::render::contract::leftover::{self, Known, Leftover};
use crate::render::contract::matched::{Found, SHORT, matched};
pub use crate::render::contract::reading::{Change, Reading, Verdict};
use crate::render::contract::spot::{Blank, Copy, Mark, MarkKind};

/// What became of the contract.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    pub clauses: Vec<Reading>,
    /// Text that was not issued, with the clause that it follows
    pub added: Vec<Added>,
    /// What stands where something may be written: places, dates, names, a stamp
    pub entered: Vec<Added>,
    /// What strikes, hides or covers text, and notes: a person has to look at them
    pub marks: Vec<Mark>,
}

/// Text that belongs to no clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Added {
    pub after: String,
    pub text: String,
}

impl Comparison {
    /// Tells whether every clause reads as issued, and nothing was put in or laid over it.
    pub fn is_clean(&self) -> bool {
        self.added.is_empty()
            && self.marks.is_empty()
            && self.clauses.iter().all(|c| c.verdict == Verdict::AsIssued)
    }
}

/// Tells whether words are what one writes into a field; a sentence is not.
pub fn is_entry(text: &str) -> bool {
    leftover::is_entry(text)
}

/// Compares a returned copy with the contract as issued.
pub fn compare(issued: &Issued, copy: Copy<'_>) -> Comparison {
    let Kept { text, spots, initials } = without_running(copy, issued);
    let bare = Bare::of(&text);
    let found = matched(issued, &text, &bare);
    let mut taken = vec![false; bare.text.len()];
    for (from, to) in found.iter().flat_map(|f| &f.runs) {
        taken[*from..*to].fill(true);
    }
    let spot = |line: usize| spots.get(line).copied().flatten();
    let line = |at: usize| text[..bare.place(at)].matches('\n').count();
    let mut blanks: Vec<Blank> = Vec::new();
    for piece in &found {
        let clause = &issued.clauses[piece.clause];
        if let Some((_, end)) = piece.runs.last().filter(|_| clause.fields.contains(&piece.piece)) {
            let is_high = clause.signs.contains(&piece.piece);
            blanks.push(Blank { end: Some(*end), spot: spot(line(end.saturating_sub(1))), is_high });
        }
    }
    blanks.extend(initials.into_iter().map(|spot| Blank { end: None, spot: Some(spot), is_high: true }));
    let known = Known::of(issued);
    let mut left: Vec<Leftover> =
        free(&taken).into_iter().map(|run| known.read(run, &text, &bare, &blanks, spot)).collect();
    left.retain(|l| !l.words.is_empty() || !l.entries.is_empty());

    let mut clauses: Vec<Reading> = issued.clauses.iter().map(reading).collect();
    lost(issued, &found, &mut left, &bare, &mut clauses);
    moved(issued, &found, &mut clauses);
    misread(issued, &found, &text, &bare, &mut clauses);
    let (mut added, mut entered) = (Vec::new(), Vec::new());
    for Leftover { from, words, entries, .. } in left {
        let after = after(issued, &found, from);
        entered.extend(entries.into_iter().map(|text| Added { after: after.clone(), text }));
        if !words.is_empty() {
            added.push(Added { after, text: words });
        }
    }
    for beside in copy.beside {
        let cleaned = clean(&beside.text, &issued.running, &issued.labels);
        let said: Vec<String> = known.unknown(&cleaned, true).into_iter().map(|(_, said)| said).collect();
        if !said.is_empty() {
            added.push(Added { after: beside.place.clone(), text: said.join(" ") });
        }
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
    // A signature drawn by hand, or its picture, may reach over the lines around it.
    let may_sign = |mark: &Mark| {
        matches!(mark.kind, MarkKind::Note | MarkKind::Covered)
            && mark.spot.is_some_and(|at| blanks.iter().any(|blank| blank.may_bear(at)))
    };
    let mut marks: Vec<Mark> = copy.marks.iter().filter(|mark| !may_sign(mark)).cloned().collect();
    // A letter may carry its own stroke: "p̶a̶y̶".
    let is_stroke = |c: char| ('\u{334}'..='\u{338}').contains(&c);
    let struck = text.lines().filter(|line| line.contains(is_stroke)).map(str::trim);
    marks.extend(struck.map(|line| Mark::of(MarkKind::Struck, line.to_owned())));
    Comparison { clauses, added, entered, marks }
}

/// Returns the clause that a place in the text follows.
fn after(issued: &Issued, found: &[Found], at: usize) -> String {
    let before = found.iter().filter(|f| f.runs.last().is_some_and(|(_, end)| *end <= at));
    let before = before.max_by_key(|f| f.runs.last().map(|(_, end)| *end));
    let clause = before.map_or(issued.clauses.first(), |f| issued.clauses.get(f.clause));
    clause.map(IssuedClause::told).unwrap_or_default()
}

/// Returns how much of an agreement and of a text they have in common, in thousands: a quick look, to tell one agreement
/// from another.
pub fn likeness(issued: &Issued, returned: &str) -> usize {
    let bare = Bare::of(&without_running(returned.into(), issued).text).text;
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
            numbers: ["1.", "1.1", "1.2", "2."].map(str::to_owned).to_vec(),
            ..Issued::default()
        }
    }

    const COPY: &str = "1. Fees\n1.1 The price is £900.00 for ten ses\u{ad}\nsions.\nPage 1 of 2\n1.2 Nothing else\nis charged.\n\
        2. Term\nThe agreement ends when all sessions are held.\nPage 2 of 2\n";

    #[test]
    fn a_copy_broken_over_lines_and_pages_reads_as_issued() {
        assert!(compare(&issued(), COPY.into()).is_clean(), "{:?}", compare(&issued(), COPY.into()));
    }

    #[test]
    fn a_changed_sum_a_lost_clause_and_a_new_sentence_are_seen() {
        let changed = compare(&issued(), COPY.replace("£900.00", "£800.00").as_str().into());
        assert_eq!(changed.clauses[0].verdict, Verdict::Differs);
        assert_eq!(changed.clauses[1].verdict, Verdict::AsIssued);
        assert!(changed.clauses[0].changes[0].difference.contains("800"), "{changed:?}");
        let (short, _) = COPY.split_once("2. Term").expect("two clauses");
        assert_eq!(compare(&issued(), short.into()).clauses[1].verdict, Verdict::Missing);
        let more = COPY.replace("2. Term", "1.3 The Client also pays for the Coach's holiday.\n2. Term");
        assert_eq!(compare(&issued(), more.as_str().into()).added.len(), 1);
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
            let told = compare(&issued(), copy.as_str().into());
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
        let told = compare(&issued(), copy.as_str().into());
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
        let told = compare(&issued, copy.as_str().into());
        assert!(told.is_clean(), "{told:?}");
        assert_eq!(told.entered[0].text, "Reggio nell’Emilia");
        let more =
            compare(&issued, copy.replace("1.2 Nothing", "No refund is due.\n1.2 Nothing").as_str().into());
        assert_eq!(more.added.len(), 1, "{more:?}");
    }
}
