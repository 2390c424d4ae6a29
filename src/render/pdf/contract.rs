//! A contract on the practice's letterhead, in one language or in two columns, with its fields.

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::error::Result;
use crate::model::letterhead::{Paper, Stationery};
use crate::render::contract::columns::Columns;
use crate::render::contract::{Contract, Paragraph, Role, Section};
use crate::render::pdf::blocks::{Reading, blocks, composed, lines};
use crate::render::pdf::engine::lay;
use crate::render::pdf::field::Field;
use crate::render::pdf::form;
use crate::render::pdf::keep;
use crate::render::pdf::letter::Head;
use crate::render::pdf::world::Template;

/// What stands on the pages besides the contract's own text.
#[derive(Clone, Debug)]
pub struct Pages<'a> {
    pub stationery: &'a Stationery,
    /// Name and logo above the title
    pub head: Head,
    /// Who issues it, for the file's own record
    pub author: String,
    pub date: Date,
    /// Words at the left of each foot: title and number of the agreement
    pub foot: String,
    /// Whether each page has a line for initials
    pub initials: bool,
    /// Whether places to sign and to fill in are fields of a form; else they are lines to write on
    pub form: bool,
    /// Whether each page is marked as not yet to be signed
    pub draft: bool,
}

/// Returns the contract as PDF.
///
/// Errors: data, naming a character that no font has, or a font or logo that can't be used.
pub fn contract(contract: &Contract, pages: &Pages<'_>) -> Result<Vec<u8>> {
    written(&[contract], pages)
}

/// Returns a contract in two languages as PDF, side by side.
///
/// Errors: as [`contract`].
pub fn columns(columns: &Columns, pages: &Pages<'_>) -> Result<Vec<u8>> {
    written(&[&columns.left, &columns.right], pages)
}

fn written(sides: &[&Contract], pages: &Pages<'_>) -> Result<Vec<u8>> {
    let mut fields = Vec::new();
    let data = data(sides, pages, &mut fields);
    let bytes = lay(Template::Contract, data, pages.stationery)?.write(pages.stationery)?;
    if pages.form { form::add(&bytes, &fields) } else { Ok(bytes) }
}

fn data(sides: &[&Contract], pages: &Pages<'_>, fields: &mut Vec<Field>) -> Value {
    let first = sides[0];
    let paper = pages.stationery.paper.unwrap_or_else(|| Paper::of(&first.language));
    let mut parts = Parts { sides, anchors: anchors(first), fields, form: pages.form };
    let count = first.sections.len();
    let signed = first.sections.iter().position(|s| s.role == Role::Signatures).unwrap_or(count);
    let mut before: Vec<Value> = (0..signed).map(|i| parts.section(i)).collect();
    let mut closings: Vec<Value> = Vec::new();
    let mut rest: Vec<Value> = Vec::new();
    for (i, section) in first.sections.iter().enumerate().skip(signed) {
        let part = parts.section(i);
        match (section.role, closings.last_mut()) {
            (Role::Signatures, None) => closings.push(keep::closing(keep::last(&mut before), &part)),
            (Role::Signatures, _) => closings.push(keep::closing(Vec::new(), &part)),
            // A closing note takes no page of its own: it stays with the signatures above it.
            (Role::Plain, Some(closing)) if rest.is_empty() => keep::note(closing, part),
            _ => rest.push(part),
        }
    }
    for section in before.iter_mut().chain(&mut rest) {
        keep::tail(section, sides.len());
    }
    if !closings.is_empty() {
        keep::run_up(&mut before, sides.len());
    }
    for kept in closings.iter_mut().chain(before.iter_mut().chain(&mut rest).map(|s| &mut s["tail"])) {
        keep::reckon(kept, sides.len());
    }
    json!({
        "lang": first.language.base(),
        "region": first.language.region(),
        "paper": match paper { Paper::A4 => "a4", Paper::Letter => "us-letter" },
        "title": composed(&first.title),
        "author": composed(&pages.author),
        "description": Value::Null,
        "date": [pages.date.year(), pages.date.month(), pages.date.day()],
        "head": {
            "name": composed(&pages.head.name),
            "logo": pages.stationery.logo.as_ref().map(|_| composed(pages.head.logo.as_deref().unwrap_or(&pages.head.name))),
        },
        "sides": sides.iter().map(|side| self::side(side)).collect::<Vec<_>>(),
        "foot": composed(&pages.foot),
        "initials": pages.initials,
        "draft": pages.draft.then(|| sides.iter().map(|s| composed(&s.manner.draft)).collect::<Vec<_>>().join(" · ")),
        "sections": before,
        "closings": closings,
        "rest": rest,
    })
}

fn side(contract: &Contract) -> Value {
    json!({
        "lang": contract.language.base(),
        "region": contract.language.region(),
        // Indonesian has no hyphenation patterns in Typst: set ragged, so that no line is torn apart.
        "hyphenated": contract.language.base() != "id",
        "title": composed(&contract.title),
        "item": contract.manner.item,
        "letters": contract.manner.letters,
        "page": contract.manner.page,
        "initials": contract.manner.initials,
    })
}

/// Returns the ids that links within the text may lead to: sections, and clauses that begin within one.
fn anchors(contract: &Contract) -> Vec<String> {
    let mut anchors: Vec<String> = Vec::new();
    for section in &contract.sections {
        let clauses = section.paragraphs.iter().filter(|p| p.opens_clause).map(|p| &p.clause);
        for id in section.heading.iter().map(|_| &section.id).chain(clauses) {
            if !anchors.contains(id) {
                anchors.push(id.clone());
            }
        }
    }
    anchors
}

struct Parts<'a> {
    sides: &'a [&'a Contract],
    anchors: Vec<String>,
    fields: &'a mut Vec<Field>,
    form: bool,
}

impl Parts<'_> {
    fn section(&mut self, index: usize) -> Value {
        let sections: Vec<&Section> = self.sides.iter().filter_map(|side| side.sections.get(index)).collect();
        let first = sections[0];
        let headings: Option<Vec<Value>> = sections
            .iter()
            .map(|s| s.heading.as_ref().map(|heading| json!(lines(heading, &mut self.reading(false)))))
            .collect();
        let centred = first.role == Role::Article && self.sides[0].manner.centred;
        let paragraphs: Vec<Value> = (0..first.paragraphs.len())
            .map(|i| {
                let faces: Vec<&Paragraph> = sections.iter().filter_map(|s| s.paragraphs.get(i)).collect();
                self.paragraph(first, &faces)
            })
            .collect();
        let boxes: Vec<Value> = (0..first.boxes.len())
            .map(|i| {
                let faces = sections.iter().filter_map(|s| s.boxes.get(i)).map(|b| b.markdown.as_str());
                let cells: Vec<Value> = faces.enumerate().map(|(n, text)| self.cell(n, text)).collect();
                json!({"cells": cells})
            })
            .collect();
        let own_page = matches!(first.role, Role::Annex | Role::Sheet | Role::Apart);
        json!({
            "id": headings.as_ref().map(|_| &first.id),
            "role": if own_page { "page" } else { "flow" },
            "centred": centred,
            "headings": headings,
            "paragraphs": paragraphs,
            "boxes": boxes,
            "tail": Value::Null,
        })
    }

    fn paragraph(&mut self, section: &Section, faces: &[&Paragraph]) -> Value {
        let first = faces[0];
        let anchor = (first.opens_clause && (section.heading.is_none() || first.clause != section.id))
            .then(|| first.clause.clone());
        let labels: Vec<Option<&String>> = faces.iter().map(|p| p.label.as_ref()).collect();
        let cells: Vec<Value> = faces.iter().enumerate().map(|(n, p)| self.cell(n, &p.markdown)).collect();
        json!({"anchor": anchor, "labels": labels, "cells": cells})
    }

    fn cell(&mut self, side: usize, markdown: &str) -> Value {
        // Fields stand on the first side only: one box for one signature.
        let live = self.form && side == 0;
        json!(blocks(markdown, &mut self.reading(live)))
    }

    fn reading(&mut self, live: bool) -> Reading<'_> {
        Reading { fields: self.fields, live, anchors: &self.anchors }
    }
}
