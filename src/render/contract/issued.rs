//! What the register keeps of a contract that was issued: its clauses in plain words, to compare a returned copy with.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::model::engagement::Engagement;
use crate::render::contract::columns::Columns;
use crate::render::contract::field::{FieldKind, field};
use crate::render::contract::{Contract, Role, Section};
use crate::render::markdown::{parser, plain};
use crate::render::wrap::mark;

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
    /// Words in its fields: Signature
    pub labels: Vec<String>,
    /// Every number as printed before a part, a paragraph or an item: MADDE 6, 6.4, a)
    pub numbers: Vec<String>,
    /// The heads of its tables, each as one line: a page that a table goes on to has it anew
    pub heads: Vec<String>,
    /// The words before the place for initials on each page
    pub initials: Vec<String>,
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
    /// Those of them behind which one signs
    pub signs: Vec<usize>,
    /// The same with the ids of the parts that are referred to in place of their numbers, so that a number that has
    /// moved is no change
    pub meaning: Vec<String>,
    /// Its first and last paragraph within the article, where paragraphs are numbered
    pub paragraphs: Option<(usize, usize)>,
}

impl Issued {
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
                        last.meaning.extend(pieces(markdown, true).texts);
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
        let (mut numbers, mut heads) = (Vec::new(), Vec::new());
        for side in sides {
            labels.extend(labels_of(side));
            numbers.extend(numbers_of(side));
            heads.extend(heads_of(side));
        }
        let mut running: Vec<String> = Vec::new();
        for side in sides {
            let manner = &side.manner;
            running.extend([&side.title, &manner.page, &manner.initials, &manner.draft].map(Clone::clone));
        }
        // The second side names the fields that stand on the first.
        running.extend(sides.iter().skip(1).flat_map(|side| labels_of(side)));
        let titles = sides.iter().map(|side| side.title.clone()).collect();
        let initials = sides.iter().map(|side| side.manner.initials.clone()).collect();
        let title = first.title.clone();
        Self { title, titles, running, labels, numbers, heads, initials, clauses, ..Self::default() }
    }
}

impl IssuedClause {
    fn take(&mut self, Pieces { texts, fields, signs }: Pieces, side: usize) {
        let before = self.pieces.len();
        self.sides.extend(texts.iter().map(|_| side));
        self.fields.extend(fields.into_iter().map(|piece| before + piece));
        self.signs.extend(signs.into_iter().map(|piece| before + piece));
        self.pieces.extend(texts);
    }

    /// Tells whether it is an annex or a sheet, whose numbers are not those of articles.
    pub fn is_annex(&self) -> bool {
        self.id.starts_with("annex_") || self.id.starts_with("consent_")
    }

    /// Returns what it is called in a report: its number, else its id.
    pub fn told(&self) -> String {
        match &self.number {
            Some(number) if self.is_annex() => format!("annex {number}"),
            Some(number) => number.clone(),
            None => self.id.clone(),
        }
    }
}

/// Returns every number that is printed: before parts, paragraphs and items.
fn numbers_of(contract: &Contract) -> Vec<String> {
    let manner = &contract.manner;
    let mut numbers: Vec<String> = Vec::new();
    let mut most = 0;
    for section in &contract.sections {
        let pattern = match section.role {
            Role::Annex | Role::Sheet => &manner.annex,
            _ => &manner.article,
        };
        if let Some(number) = section.number {
            numbers.push(pattern.replace("{title}", "").replace("{n}", &number.to_string()));
        }
        numbers.extend(section.paragraphs.iter().filter_map(|paragraph| paragraph.label.clone()));
        for paragraph in &section.paragraphs {
            let items = parser(&paragraph.markdown).filter(|e| matches!(e, Event::Start(Tag::Item)));
            most = most.max(items.count());
        }
    }
    numbers.extend((0..most).map(|item| mark(manner, item)));
    let mut seen = BTreeSet::new();
    numbers.retain(|number| seen.insert(number.clone()));
    numbers
}

/// Returns the heads of the tables, each in one line.
fn heads_of(contract: &Contract) -> Vec<String> {
    let mut heads: Vec<String> = Vec::new();
    for paragraph in contract.sections.iter().flat_map(|section| &section.paragraphs) {
        let mut open: Option<Vec<String>> = None;
        for event in parser(&paragraph.markdown) {
            match event {
                Event::Start(Tag::TableHead) => open = Some(Vec::new()),
                Event::End(TagEnd::TableHead) => {
                    let head = open.take().unwrap_or_default().join(" ");
                    if !heads.contains(&head) {
                        heads.push(head);
                    }
                }
                Event::Text(part) => {
                    if let Some(cells) = &mut open {
                        cells.push(part.into_string());
                    }
                }
                _ => {}
            }
        }
    }
    heads
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

/// What a reader of any copy finds whole: texts between numbers, marks of lists and blanks.
#[derive(Default)]
struct Pieces {
    texts: Vec<String>,
    /// Those behind which something may be written
    fields: Vec<usize>,
    /// Those behind which one signs
    signs: Vec<usize>,
}

impl Pieces {
    fn close(&mut self, text: &mut String) {
        let whole = std::mem::take(text);
        if !whole.trim().is_empty() {
            self.texts.push(whole.trim().to_owned());
        }
    }
}

/// Returns the pieces of a paragraph.
fn pieces(markdown: &str, by_id: bool) -> Pieces {
    let mut pieces = Pieces::default();
    let mut text = String::new();
    let mut in_field = false;
    let mut in_reference = false;
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
            Event::Start(Tag::Image { dest_url, .. }) => {
                in_field = true;
                pieces.close(&mut text);
                let last = pieces.texts.len().checked_sub(1);
                match field(&dest_url) {
                    Some((FieldKind::Signature, _)) => {
                        pieces.fields.extend(last);
                        pieces.signs.extend(last);
                    }
                    // Nothing is written into a box to tick, or on a stamp.
                    Some((FieldKind::Check | FieldKind::Stamp, _)) => {}
                    _ => pieces.fields.extend(last),
                }
            }
            Event::End(TagEnd::Image) => in_field = false,
            Event::HardBreak
            | Event::Start(Tag::Item | Tag::List(_))
            | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell) => pieces.close(&mut text),
            _ => {}
        }
    }
    pieces.close(&mut text);
    pieces
}
