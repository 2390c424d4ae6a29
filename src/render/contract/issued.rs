//! What the register keeps of a contract that was issued: its clauses in plain words, to compare a returned copy with.

use serde::{Deserialize, Serialize};

use crate::model::engagement::Engagement;
use crate::render::contract::columns::Columns;
use crate::render::contract::{Contract, Role, Section};
use crate::render::markdown::{parser, plain};

use pulldown_cmark::{Event, Tag, TagEnd};

/// A contract as issued.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Issued {
    pub title: String,
    /// The title in each language
    pub titles: Vec<String>,
    pub number: Option<String>,
    /// Day of the contract, ISO 8601
    pub date: String,
    pub clauses: Vec<IssuedClause>,
    /// Words that stand on every page and belong to no clause
    pub running: Vec<String>,
    /// Words before the parts of the contract and in its fields: Article, Annex, Signature
    pub labels: Vec<String>,
    /// Size of the file in bytes: a signed copy begins with the same bytes
    pub size: Option<usize>,
    /// The money as agreed, for the letters that reckon with it
    pub engagement: Option<Engagement>,
    /// Day on which the work ends by the terms, ISO 8601, where they tell it
    pub ends: Option<String>,
}

/// A clause as issued.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct IssuedClause {
    pub id: String,
    /// The number as printed: 6, 6.4; none for parties, annexes' texts and the like
    pub number: Option<String>,
    pub title: String,
    /// Sentences, items and cells, in order; in two languages one after the other, paragraph by paragraph
    pub pieces: Vec<String>,
    /// The language of each piece, by its place among those of the contract
    pub sides: Vec<usize>,
    /// The pieces behind which something may be written
    pub fields: Vec<usize>,
    /// The same with the ids of the parts that are referred to in place of their numbers, so that a number that has
    /// moved is no change
    pub meaning: Vec<String>,
    /// Its first and last paragraph within the article, where paragraphs are numbered
    pub paragraphs: Option<(usize, usize)>,
}

impl Issued {
    /// Tells whether there is something to fill in.
    pub(super) fn has_fields(&self) -> bool {
        self.clauses.iter().any(|clause| !clause.fields.is_empty())
    }

    /// Returns the words of fields and pages, which a printed copy may have among what was filled in.
    pub(super) fn entries(&self) -> impl Iterator<Item = &String> {
        self.labels.iter().chain(&self.running)
    }

    /// Returns the record of a contract.
    pub fn of(contract: &Contract) -> Self {
        Self::of_sides(&[contract])
    }

    /// Returns the record of a contract in two languages.
    pub fn of_columns(columns: &Columns) -> Self {
        Self::of_sides(&[&columns.left, &columns.right])
    }

    fn of_sides(sides: &[&Contract]) -> Self {
        let Some(first) = sides.first() else { return Self::default() };
        let numbers = first.clause_numbers();
        let mut clauses: Vec<IssuedClause> = Vec::new();
        for (index, section) in first.sections.iter().enumerate() {
            let faces: Vec<&Section> = sides.iter().filter_map(|side| side.sections.get(index)).collect();
            let heading = IssuedClause {
                id: section.id.clone(),
                number: number(&numbers, &section.id, section),
                title: section.title.as_deref().map(plain).unwrap_or_default(),
                pieces: faces.iter().filter_map(|s| s.title.as_deref()).map(plain).collect(),
                sides: (0..faces.len()).collect(),
                ..IssuedClause::default()
            };
            clauses.push(heading);
            for i in 0..section.paragraphs.len() {
                let clause = &section.paragraphs[i].clause;
                if clauses.last().is_none_or(|last| last.id != *clause) {
                    clauses.push(IssuedClause {
                        id: clause.clone(),
                        number: number(&numbers, clause, section),
                        title: section.title.as_deref().map(plain).unwrap_or_default(),
                        ..IssuedClause::default()
                    });
                }
                if let (Some(last), Some(m)) = (clauses.last_mut(), section.paragraphs[i].number) {
                    last.paragraphs = Some((last.paragraphs.map_or(m, |(first, _)| first), m));
                }
                for (side, face) in faces.iter().enumerate() {
                    let markdown = face.paragraphs.get(i).map(|p| p.markdown.as_str()).unwrap_or_default();
                    if let Some(last) = clauses.last_mut() {
                        last.take(pieces(markdown, false), side);
                        last.meaning.extend(pieces(markdown, true).0);
                    }
                }
            }
            for i in 0..section.boxes.len() {
                for (side, face) in faces.iter().enumerate() {
                    let found = face.boxes.get(i).map(|b| pieces(&b.markdown, false)).unwrap_or_default();
                    if let Some(last) = clauses.last_mut() {
                        last.take(found, side);
                    }
                }
            }
        }
        clauses.retain(|clause| !clause.pieces.is_empty());
        let mut labels: Vec<String> = Vec::new();
        for side in sides {
            let patterns = [&side.manner.article, &side.manner.annex];
            let fixed = patterns.map(|p| p.replace("{title}", "").replace("{n}", ""));
            labels.extend(fixed.into_iter().chain(labels_of(side)));
        }
        let mut running: Vec<String> = Vec::new();
        for side in sides {
            let manner = &side.manner;
            running.extend([&side.title, &manner.page, &manner.initials, &manner.draft].map(Clone::clone));
        }
        // The second side names the fields that stand on the first.
        running.extend(sides.iter().skip(1).flat_map(|side| labels_of(side)));
        let titles = sides.iter().map(|side| side.title.clone()).collect();
        Self { title: first.title.clone(), titles, running, labels, clauses, ..Self::default() }
    }
}

impl IssuedClause {
    fn take(&mut self, (pieces, fields): (Vec<String>, Vec<usize>), side: usize) {
        let before = self.pieces.len();
        self.sides.extend(pieces.iter().map(|_| side));
        self.fields.extend(fields.into_iter().map(|piece| before + piece));
        self.pieces.extend(pieces);
    }
}

/// Returns the labels of a contract's fields.
fn labels_of(contract: &Contract) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    for section in &contract.sections {
        let boxes = section.boxes.iter().map(|b| &b.markdown);
        for markdown in section.paragraphs.iter().map(|p| &p.markdown).chain(boxes) {
            let mut open: Option<String> = None;
            for event in parser(markdown) {
                match event {
                    Event::Start(Tag::Image { .. }) => open = Some(String::new()),
                    Event::Text(part) => {
                        if let Some(label) = &mut open {
                            label.push_str(&part);
                        }
                    }
                    Event::End(TagEnd::Image) => labels.extend(open.take().filter(|l| !labels.contains(l))),
                    _ => {}
                }
            }
        }
    }
    labels
}

fn number(numbers: &[(String, String)], id: &str, section: &Section) -> Option<String> {
    let known = numbers.iter().find(|(known, _)| known == id).map(|(_, number)| number.clone());
    known.or_else(|| section.number.filter(|_| section.role != Role::Plain).map(|n| n.to_string()))
}

/// Returns the plain texts that a reader of any copy finds whole: between numbers, marks of lists and blanks.
///
/// Besides, those behind which something may be written.
fn pieces(markdown: &str, by_id: bool) -> (Vec<String>, Vec<usize>) {
    let mut pieces = Vec::new();
    let mut fields = Vec::new();
    let mut text = String::new();
    let mut in_field = false;
    let mut in_reference = false;
    let close = |text: &mut String, pieces: &mut Vec<String>| {
        let whole = std::mem::take(text);
        if !whole.trim().is_empty() {
            pieces.push(whole.trim().to_owned());
        }
    };
    for event in parser(markdown) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) if by_id && dest_url.starts_with('#') => {
                in_reference = true;
                text.push_str(&dest_url);
            }
            Event::End(TagEnd::Link) => in_reference = false,
            Event::Text(part) | Event::Code(part) if !in_field && !in_reference => text.push_str(&part),
            Event::SoftBreak => text.push(' '),
            // A field may be filled in: what stands before and after it is compared apart.
            Event::Start(Tag::Image { .. }) => {
                in_field = true;
                close(&mut text, &mut pieces);
                fields.extend(pieces.len().checked_sub(1));
            }
            Event::End(TagEnd::Image) => in_field = false,
            Event::HardBreak
            | Event::Start(Tag::Item | Tag::List(_))
            | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell) => {
                close(&mut text, &mut pieces)
            }
            _ => {}
        }
    }
    close(&mut text, &mut pieces);
    (pieces, fields)
}
