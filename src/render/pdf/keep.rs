//! What is kept on one page: the signatures with the text they stand under. Floor: render.
//!
//! A kept part is a value for the page template: `lead`, the text above, of which a piece at least goes with the rest;
//! `head`, what stands right above the boxes; `boxes`, each whole; `notes`, below the last of them. A unit of lead and
//! head is a heading or a paragraph, a box is a box to sign in or a paragraph with fields.

use serde_json::{Value, json};

/// Takes the last paragraph of the text, with its heading when it is the only one.
pub(super) fn last(sections: &mut [Value]) -> Vec<Value> {
    let mut units = Vec::new();
    let Some(section) = sections.last_mut() else { return units };
    let taken = section["paragraphs"].as_array_mut().and_then(Vec::pop);
    if section["paragraphs"].as_array().is_some_and(Vec::is_empty) {
        units.push(heading(section));
        section["headings"] = Value::Null;
    }
    units.extend(taken.map(paragraph));
    units
}

/// Keeps the text before the last paragraph together as far as a page would look bare without it: where the signatures
/// take a page, no line or two are left on the one before.
pub(super) fn run_up(sections: &mut [Value], sides: usize) {
    let Some(section) = sections.last_mut().filter(|section| section["tail"].is_null()) else { return };
    let Some(paragraphs) = section["paragraphs"].as_array_mut() else { return };
    let mut lines = 0;
    let taken = paragraphs.iter().rev().take_while(|paragraph| {
        let wanted = lines < BARE;
        lines += height(paragraph, sides);
        wanted
    });
    let from = paragraphs.len() - taken.count();
    if from < paragraphs.len() && height(&json!(paragraphs[from..]), sides) <= SURE {
        let lead: Vec<Value> = paragraphs.split_off(from).into_iter().map(paragraph).collect();
        section["tail"] = unsigned(lead);
    }
}

/// Returns a kept part without a place to sign.
fn unsigned(lead: Vec<Value>) -> Value {
    json!({"lead": lead, "head": [], "boxes": [], "in_rows": false, "notes": []})
}

/// Returns the kept part of a section with signatures, below the text that leads to it.
pub(super) fn closing(lead: Vec<Value>, section: &Value) -> Value {
    let mut head = vec![heading(section)];
    head.extend(section["paragraphs"].as_array().into_iter().flatten().cloned().map(paragraph));
    json!({"lead": lead, "head": head, "boxes": section["boxes"], "in_rows": true, "notes": []})
}

/// Puts a closing note below the signatures.
pub(super) fn note(closing: &mut Value, section: Value) {
    if let Some(notes) = closing["notes"].as_array_mut() {
        notes.push(section);
    }
}

/// Keeps the places to sign at the end of a section together with the paragraph above them; and the last two paragraphs
/// of an annex, so that its last lines take no page of their own.
pub(super) fn tail(section: &mut Value, sides: usize) {
    let is_annex = section["role"] == "page";
    let Some(paragraphs) = section["paragraphs"].as_array_mut() else { return };
    let written = paragraphs.iter().rev().take_while(|p| holds(p, &|_| true)).count();
    let from = paragraphs.len() - written;
    if !paragraphs[from..].iter().any(|p| holds(p, &|kind| kind == "signature")) {
        let from = paragraphs.len().saturating_sub(2);
        if is_annex && from > 0 && height(&json!(paragraphs[from..]), sides) <= SURE {
            let lead: Vec<Value> = paragraphs.split_off(from).into_iter().map(paragraph).collect();
            section["tail"] = unsigned(lead);
        }
        return;
    }
    let mut boxes = paragraphs.split_off(from);
    let lead: Vec<Value> = paragraphs.pop().map(paragraph).into_iter().collect();
    // What is ticked or written above the first signature belongs to it.
    let first = boxes.iter().position(|p| holds(p, &|kind| kind == "signature")).unwrap_or(0);
    let rest = boxes.split_off(first);
    let head: Vec<Value> = boxes.into_iter().map(paragraph).collect();
    section["tail"] = json!({"lead": lead, "head": head, "boxes": rest, "in_rows": false, "notes": []});
}

/// Says whether a kept part needs to be measured: that sets it twice, which is worth it only where it might outgrow
/// the page.
pub(super) fn reckon(kept: &mut Value, sides: usize) {
    if kept.is_object() {
        let lines =
            ["lead", "head", "boxes", "notes"].iter().map(|part| height(&kept[part], sides)).sum::<usize>();
        kept["measured"] = (lines > SURE).into();
    }
}

fn heading(section: &Value) -> Value {
    json!({"heading": {"id": section["id"], "centred": section["centred"], "headings": section["headings"]}})
}

fn paragraph(paragraph: Value) -> Value {
    json!({"paragraph": paragraph})
}

fn holds(part: &Value, wanted: &dyn Fn(&str) -> bool) -> bool {
    match part {
        Value::Array(items) => items.iter().any(|item| holds(item, wanted)),
        Value::Object(map) if map.get("k").is_some_and(|k| k == "field") => {
            map.get("kind").and_then(Value::as_str).is_some_and(wanted)
        }
        Value::Object(map) => map.values().any(|item| holds(item, wanted)),
        _ => false,
    }
}

/// Height below which the text of a page looks lost, in lines as [`height`] reckons them.
const BARE: usize = 10;

/// Height of what surely fits on a page, in lines as [`height`] reckons them.
const SURE: usize = 34;

/// Returns the height of a part in lines, rather too high than too low.
fn height(part: &Value, sides: usize) -> usize {
    match part {
        Value::String(text) => text.chars().count() / if sides > 1 { 36 } else { 60 },
        Value::Array(items) => items.iter().map(|item| height(item, sides)).sum(),
        Value::Object(map) => {
            let own = match map.get("k").and_then(Value::as_str) {
                Some("field") if map["kind"] == "signature" => 4,
                Some("field") if map["kind"] == "stamp" => 8,
                Some("field" | "p" | "br" | "table" | "h") => 1,
                _ => 0,
            };
            let inner = |(key, value): (&String, &Value)| match value {
                // Side by side, a row is as high as the higher of the two.
                Value::Array(faces) if key == "cells" => {
                    faces.iter().map(|face| height(face, sides)).max().unwrap_or(0)
                }
                value => height(value, sides),
            };
            own + map.iter().map(inner).sum::<usize>()
        }
        _ => 0,
    }
}
