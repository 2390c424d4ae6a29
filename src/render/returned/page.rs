//! The text of a page of a PDF in the order of its content: what is drawn through forms and notes counts too.

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Encoding, Object, ObjectId};

use crate::render::contract::bare::GAP;

/// Largest content of a page with all forms that it draws, unpacked, in bytes.
const PAGE_MAX: usize = 16 << 20;
/// How deep forms may draw forms.
const DEPTH: usize = 6;

/// Returns the text of a page; what can't be read is left out.
pub(super) fn text(document: &Document, page: ObjectId) -> String {
    let mut out = String::new();
    let mut budget = PAGE_MAX;
    let fonts = document.get_page_fonts(page).unwrap_or_default();
    let (own, ids) = document.get_page_resources(page).unwrap_or_default();
    let shared = ids.iter().filter_map(|id| document.get_dictionary(*id).ok());
    let resources: Vec<&Dictionary> = own.into_iter().chain(shared).collect();
    if let Ok(content) = document.get_page_content_with_limit(page, budget) {
        budget -= content.len().min(budget);
        let mut reader = Reader { document, budget: &mut budget, out: &mut out };
        reader.read(&content, fonts, &resources, 0);
    }
    notes(document, page, &mut out);
    out
}

/// Adds the notes that are drawn on a page: text put over it without touching it.
fn notes(document: &Document, page: ObjectId, out: &mut String) {
    let annotations = document.get_dictionary(page).and_then(|page| page.get_deref(b"Annots", document));
    for note in annotations.and_then(Object::as_array).into_iter().flatten() {
        let note = document.dereference(note).ok().and_then(|(_, note)| note.as_dict().ok());
        let is_text = |note: &&Dictionary| {
            note.get(b"Subtype").and_then(Object::as_name).ok() == Some(b"FreeText".as_slice())
        };
        let words = note
            .filter(is_text)
            .and_then(|note| note.get(b"Contents").ok())
            .and_then(|c| lopdf::decode_text_string(c).ok());
        if let Some(words) = words {
            out.push('\n');
            out.push_str(&words);
        }
    }
}

struct Reader<'a, 'b> {
    document: &'a Document,
    budget: &'b mut usize,
    out: &'b mut String,
}

impl<'a> Reader<'a, '_> {
    fn read(
        &mut self,
        content: &[u8],
        fonts: BTreeMap<Vec<u8>, &'a Dictionary>,
        resources: &[&'a Dictionary],
        depth: usize,
    ) {
        let Ok(content) = Content::decode(content) else { return };
        let encodings: BTreeMap<Vec<u8>, Encoding<'_>> = fonts
            .into_iter()
            .filter_map(|(name, font)| {
                Some((name, font.get_font_encoding_with_limit(self.document, PAGE_MAX).ok()?))
            })
            .collect();
        let mut encoding = None;
        // The height at which the last line was set, where the page says it outright.
        let mut height: Option<f32> = None;
        for operation in &content.operations {
            let operands = &operation.operands;
            let number = |i: usize| operands.get(i).and_then(|n| n.as_float().ok());
            match operation.operator.as_str() {
                "Tf" => {
                    encoding = operands.first().and_then(|f| f.as_name().ok()).and_then(|f| encodings.get(f))
                }
                "Td" | "TD" => match number(1) {
                    Some(0.0) => self.out.push(GAP),
                    _ => self.line(),
                },
                "Tm" => {
                    match (height, number(5)) {
                        (Some(before), Some(now)) if (before - now).abs() < 0.01 => self.out.push(GAP),
                        _ => self.line(),
                    }
                    height = number(5);
                }
                "T*" => self.line(),
                "BT" | "ET" => self.line(),
                "Tj" | "TJ" => self.show(operands, encoding),
                "'" | "\"" => {
                    self.line();
                    self.show(operands, encoding);
                }
                "Do" => {
                    let name = operands.first().and_then(|name| name.as_name().ok());
                    if let Some(name) = name.filter(|_| depth < DEPTH) {
                        self.draw(name, resources, depth);
                    }
                }
                _ => {}
            }
        }
    }

    fn line(&mut self) {
        if !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn show(&mut self, operands: &[Object], encoding: Option<&Encoding<'_>>) {
        let Some(encoding) = encoding else { return };
        for operand in operands {
            match operand {
                Object::String(bytes, _) => {
                    self.out.push_str(&Document::decode_text(encoding, bytes).unwrap_or_default());
                }
                Object::Array(parts) => self.show(parts, Some(encoding)),
                // Moved by more than letters are moved for looks: a blank.
                Object::Integer(by) if *by < -100 => self.out.push(GAP),
                Object::Real(by) if *by < -100.0 => self.out.push(GAP),
                _ => {}
            }
        }
    }

    fn draw(&mut self, name: &[u8], resources: &[&'a Dictionary], depth: usize) {
        let document = self.document;
        let form = resources.iter().find_map(|resources| {
            let objects = resources.get_deref(b"XObject", document).ok()?.as_dict().ok()?;
            objects.get_deref(name, document).ok()?.as_stream().ok()
        });
        let Some(form) = form else { return };
        if form.dict.get(b"Subtype").and_then(Object::as_name).ok() != Some(b"Form".as_slice()) {
            return;
        }
        let Ok(content) = form.get_plain_content_with_limit(*self.budget) else { return };
        // An empty form costs something too: one may be drawn without end.
        *self.budget -= (content.len() + 64).min(*self.budget);
        if *self.budget == 0 {
            return;
        }
        let own = form.dict.get_deref(b"Resources", document).and_then(Object::as_dict).ok();
        let found: Vec<&Dictionary> = own.into_iter().chain(resources.iter().copied()).collect();
        let mut fonts: BTreeMap<Vec<u8>, &Dictionary> = BTreeMap::new();
        for of in found.iter().rev() {
            let list = of.get_deref(b"Font", document).and_then(Object::as_dict);
            for (name, font) in list.into_iter().flat_map(|list| list.iter()) {
                if let Some(font) = document.dereference(font).ok().and_then(|(_, font)| font.as_dict().ok())
                {
                    fonts.insert(name.clone(), font);
                }
            }
        }
        self.line();
        self.read(&content, fonts, &found, depth + 1);
        self.line();
    }
}
