//! Notes over the page of a PDF: text, drawings, stamps, and marks that strike words out.

use lopdf::{Dictionary, Document, Object, ObjectId};

use crate::render::contract::spot::{Mark, MarkKind};
use crate::render::returned::plane::{Area, Matrix, number};
use crate::render::returned::sheet::Sheet;

/// What belongs to the form or leads somewhere, and puts nothing on the page.
const QUIET: &[&[u8]] = &[b"Link", b"Widget", b"Popup"];

/// Adds the notes on a page: the words of those that are text, and a mark for every other one.
pub(super) fn add(document: &Document, page: ObjectId, sheet: &mut Sheet) {
    let notes = document.get_dictionary(page).and_then(|page| page.get_deref(b"Annots", document));
    for note in notes.and_then(Object::as_array).into_iter().flatten() {
        let Some(note) = document.dereference(note).ok().and_then(|(_, note)| note.as_dict().ok()) else {
            continue;
        };
        let kind = note.get_deref(b"Subtype", document).and_then(Object::as_name).unwrap_or_default();
        if QUIET.contains(&kind) {
            continue;
        }
        let words =
            note.get_deref(b"Contents", document).and_then(lopdf::decode_text_string).unwrap_or_default();
        let area = area(document, note);
        if kind == b"FreeText" {
            let spot = area.map(|(left, _, bottom, top)| sheet.spot(left, (bottom + top) / 2.0 - 3.0));
            sheet.line();
            sheet.write(&words, spot);
            continue;
        }
        let spot =
            area.map(|(left, right, bottom, top)| sheet.spot((left + right) / 2.0, (bottom + top) / 2.0));
        let name = String::from_utf8_lossy(kind).into_owned();
        let text = if words.trim().is_empty() { name } else { format!("{name}: {}", words.trim()) };
        let kind = if kind == b"StrikeOut" { MarkKind::Struck } else { MarkKind::Note };
        sheet.marks.push(Mark { kind, text, spot });
    }
}

/// Returns left, right, bottom and top of a note.
fn area(document: &Document, note: &Dictionary) -> Option<(f64, f64, f64, f64)> {
    let rect = note.get_deref(b"Rect", document).and_then(Object::as_array).ok()?;
    let at = |i: usize| number(rect, i);
    let area = Area::of(&Matrix::UNIT, [at(0)?, at(1)?, at(2)?, at(3)?]);
    Some(area.sides())
}
