//! Two languages side by side: each paragraph faces the one of the same number and clause.

use std::fmt::Write;

use crate::error::{Error, ErrorKind, Problem, Result};
use crate::render::contract::{Contract, Paragraph, Role, Section};

/// A contract in two languages that correspond part by part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    pub left: Contract,
    pub right: Contract,
}

impl Columns {
    /// Sets two contracts side by side.
    ///
    /// Errors: data, naming every section, clause or number that the two sides do not share.
    pub fn pair(mut left: Contract, mut right: Contract) -> Result<Self> {
        let mut problems = Vec::new();
        let names = format!("{} and {}", left.language, right.language);
        let ids = |contract: &Contract| contract.sections.iter().map(|s| s.id.clone()).collect::<Vec<_>>();
        let (ours, theirs) = (ids(&left), ids(&right));
        for (have, lack, side) in [(&ours, &theirs, &right.language), (&theirs, &ours, &left.language)] {
            for id in have.iter().filter(|id| !lack.contains(id)) {
                problems.push(
                    Problem::new(format!("the part `{id}` is missing in the text for {side}"))
                        .key(id.clone())
                        .hint(
                            "both languages need the same clauses: add it there, or switch it off for both",
                        ),
                );
            }
        }
        if problems.is_empty() && ours != theirs {
            problems.push(
                Problem::new(format!("the parts stand in another order in {names}"))
                    .hint("keep the order of the skeleton in both languages"),
            );
        }
        if problems.is_empty() {
            for (a, b) in left.sections.iter_mut().zip(&mut right.sections) {
                even(a, b);
                problems.extend(differences(a, b, &names));
            }
        }
        match Error::all(ErrorKind::Data, problems) {
            Some(error) => Err(error),
            None => Ok(Self { left, right }),
        }
    }

    /// Returns the sections in pairs.
    pub fn sections(&self) -> impl Iterator<Item = (&Section, &Section)> {
        self.left.sections.iter().zip(&self.right.sections)
    }

    /// Parts the sheets that are documents of their own from the contract.
    pub fn part(self) -> (Self, Vec<Self>) {
        let (left, left_sheets) = self.left.part();
        let (right, right_sheets) = self.right.part();
        let sheets =
            left_sheets.into_iter().zip(right_sheets).map(|(left, right)| Self { left, right }).collect();
        (Self { left, right }, sheets)
    }
}

/// Gives both sides of a part without paragraph numbers as many paragraphs: what is left over on one side joins its last.
///
/// Languages open, sign and annex in their own manner: only the numbered articles must correspond paragraph by paragraph.
fn even(a: &mut Section, b: &mut Section) {
    if a.role == Role::Article || a.role != b.role {
        return;
    }
    // Place, parties and recitals have no order of sentences in common; an annex has, for the most part.
    let count = if a.heading.is_none() { 1 } else { a.paragraphs.len().min(b.paragraphs.len()) };
    for section in [&mut *a, &mut *b] {
        if section.paragraphs.len() == count {
            continue;
        }
        let rest = section.paragraphs.split_off(count.saturating_sub(1));
        let texts: Vec<&str> = rest.iter().map(|p| p.markdown.as_str()).collect();
        let markdown = texts.join("\n\n");
        section.paragraphs.extend(rest.first().map(|first| Paragraph { markdown, ..first.clone() }));
    }
    // A side that says nothing here leaves its column blank.
    let blank = |p: &Paragraph| Paragraph { markdown: String::new(), ..p.clone() };
    if a.paragraphs.is_empty() {
        a.paragraphs.extend(b.paragraphs.first().map(blank));
    } else if b.paragraphs.is_empty() {
        b.paragraphs.extend(a.paragraphs.first().map(blank));
    }
}

fn differences(a: &Section, b: &Section, names: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let outline = |section: &Section| {
        let mut text = String::new();
        for paragraph in &section.paragraphs {
            let _ = write!(text, "{} ", paragraph.clause);
        }
        text
    };
    let boxes = |section: &Section| section.boxes.iter().map(|b| b.id.clone()).collect::<Vec<_>>();
    let same_numbers = a.number == b.number && a.role == b.role;
    if !same_numbers || outline(a) != outline(b) || boxes(a) != boxes(b) {
        problems.push(
            Problem::new(format!(
                "`{}` has {} paragraphs on one side and {} on the other ({names})",
                a.id,
                a.paragraphs.len(),
                b.paragraphs.len()
            ))
            .key(a.id.clone())
            .hint("each paragraph of one language faces one of the other: write both texts in the same paragraphs"),
        );
    }
    problems
}
