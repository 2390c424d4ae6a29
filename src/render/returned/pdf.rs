//! The text of a PDF, the values of its form, and its signatures.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

use crate::error::{Error, Result};
use crate::render::returned::{Returned, Signature, page, signature};

/// How deep fields may nest.
const DEPTH: usize = 16;
/// Reads a PDF.
///
/// Errors: data, for a file that can't be read or is locked by a password.
pub(super) fn read(bytes: &[u8]) -> Result<Returned> {
    let document = Document::load_mem(bytes).map_err(|e| {
        Error::data("the file is not a PDF that can be read")
            .cause(e)
            .hint("ask for the file anew, or print it to PDF")
    })?;
    if document.is_encrypted() {
        return Err(Error::data("the PDF is locked with a password")
            .hint("save it without a password, then verify it"));
    }
    let mut returned = Returned::default();
    for (index, page) in document.get_pages().values().enumerate() {
        // A page whose text can't be read leaves a gap, and the clauses on it are named as missing.
        let page = page::read(&document, *page, index);
        returned.text.push_str(&page.text);
        returned.text.push('\n');
        returned.spots.extend(page.spots);
        returned.marks.extend(page.marks);
    }
    let fields = document
        .catalog()
        .ok()
        .and_then(|catalog| dictionary(&document, catalog.get(b"AcroForm").ok()?))
        .and_then(|form| form.get(b"Fields").ok())
        .and_then(|fields| array(&document, fields));
    let mut seen = BTreeSet::new();
    for field in fields.into_iter().flatten() {
        visit(&Form { document: &document, bytes }, field, "", 0, &mut seen, &mut returned);
    }
    returned.signatures.sort_by(|a, b| a.field.cmp(&b.field));
    Ok(returned)
}

fn dictionary<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Dictionary> {
    document.dereference(object).ok()?.1.as_dict().ok()
}

fn array<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Vec<Object>> {
    document.dereference(object).ok()?.1.as_array().ok()
}

/// The file whose fields are visited.
struct Form<'a> {
    document: &'a Document,
    bytes: &'a [u8],
}

fn visit(
    form: &Form<'_>,
    field: &Object,
    above: &str,
    depth: usize,
    seen: &mut BTreeSet<ObjectId>,
    into: &mut Returned,
) {
    let Form { document, bytes } = *form;
    // A field that is its own kid is visited once.
    if depth > DEPTH || field.as_reference().is_ok_and(|id| !seen.insert(id)) {
        return;
    }
    let Some(field) = dictionary(document, field) else { return };
    let own = field.get(b"T").ok().and_then(|name| lopdf::decode_text_string(name).ok()).unwrap_or_default();
    let name = match (above.is_empty(), own.is_empty()) {
        (true, _) => own,
        (false, true) => above.to_owned(),
        (false, false) => format!("{above}.{own}"),
    };
    for kid in field.get(b"Kids").ok().and_then(|kids| array(document, kids)).into_iter().flatten() {
        visit(form, kid, &name, depth + 1, seen, into);
    }
    let kind = field.get(b"FT").and_then(Object::as_name).unwrap_or_default();
    let Ok(value) = field.get(b"V") else { return };
    match kind {
        b"Sig" => {
            if let Some(value) = dictionary(document, value) {
                into.signatures.push(signed(document, value, name, bytes));
            }
        }
        b"Tx" => {
            let text = document.dereference(value).ok().and_then(|(_, v)| lopdf::decode_text_string(v).ok());
            if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
                into.filled.push((name, text));
            }
        }
        b"Btn" => {
            if let Ok(state) = value.as_name().map(|state| String::from_utf8_lossy(state).into_owned())
                && state != "Off"
            {
                into.filled.push((name, state));
            }
        }
        _ => {}
    }
}

fn signed(document: &Document, value: &Dictionary, field: String, bytes: &[u8]) -> Signature {
    let text = |key: &[u8]| value.get(key).ok().and_then(|text| lopdf::decode_text_string(text).ok());
    let contents = value.get(b"Contents").and_then(Object::as_str).unwrap_or_default();
    let range: Vec<usize> = value
        .get(b"ByteRange")
        .ok()
        .and_then(|range| array(document, range))
        .into_iter()
        .flatten()
        .filter_map(|n| n.as_i64().ok().and_then(|n| usize::try_from(n).ok()))
        .collect();
    let checked = signature::check(contents, bytes, &range);
    Signature {
        field,
        signer: checked.signer.or_else(|| text(b"Name")),
        when: text(b"M").map(|moment| day(&moment)),
        integrity: checked.integrity,
        followed: checked.followed,
    }
}

/// Returns the moment of a PDF as people write it: `D:20261201094500+01'00'` as `2026-12-01 09:45 +01:00`.
fn day(moment: &str) -> String {
    let digits = moment.trim_start_matches("D:");
    let part =
        |from: usize, to: usize| digits.get(from..to).filter(|p| p.bytes().all(|b| b.is_ascii_digit()));
    match (part(0, 4), part(4, 6), part(6, 8), part(8, 10), part(10, 12)) {
        (Some(y), Some(m), Some(d), Some(h), Some(min)) => {
            let zone = digits.get(14..).unwrap_or_default().trim_end_matches('\'').replace('\'', ":");
            format!("{y}-{m}-{d} {h}:{min} {zone}").trim_end().to_owned()
        }
        _ => moment.to_owned(),
    }
}
