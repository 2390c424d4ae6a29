//! Fields to sign and to fill in: the links that mark their boxes become the widgets of a form.
//!
//! Typst writes no form, but it writes links, each with its place, its structure element and its turn in reading
//! order. So a box is set as a link, and here the link's annotation becomes a widget and its element a form element.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, SaveOptions, Stream, dictionary, text_string};

use crate::error::{Error, Result};
use crate::render::contract::field::FieldKind;
use crate::render::pdf::field::Field;
use crate::render::pdf::typed;

/// The address that marks a box, before the index of its field.
const MARK: &[u8] = b"garbo-field:";

/// Size of text typed into a field, in points.
const SIZE: f32 = 10.0;

/// Turns the marked boxes into fields.
///
/// Errors: internal, when the file is not as the PDF writer leaves it.
pub(super) fn add(bytes: &[u8], fields: &[Field]) -> Result<Vec<u8>> {
    let mut document = Document::load_mem(bytes).map_err(fault)?;
    let boxes = boxes(&document);
    if boxes.is_empty() {
        return Ok(bytes.to_vec());
    }
    let elements = elements(&document);
    let types = boxes.iter().any(|(_, index)| fields.get(*index).is_some_and(|f| is_typed(f.kind)));
    let font = types.then(|| typed::embed(&mut document)).transpose()?;
    let mut list = Vec::new();
    for (annotation, index) in boxes {
        let field = fields.get(index).ok_or_else(|| Error::internal("a box of the PDF has no field"))?;
        widget(&mut document, annotation, field)?;
        element(&mut document, annotation, elements.get(&annotation).copied(), field)?;
        list.push(Object::Reference(annotation));
    }
    let mut form = dictionary! { "Fields" => list };
    if let Some(font) = font {
        form.set("DR", dictionary! { "Font" => dictionary! { "Typed" => font } });
        form.set("DA", Object::string_literal(appearance()));
    }
    // Signature fields are there, and each signature is appended to the file (bits 1 and 2 come with the first one).
    let form = document.add_object(form);
    document.catalog_mut().map_err(fault)?.set("AcroForm", form);
    save(document)
}

fn fault(error: lopdf::Error) -> Error {
    Error::internal(format!("the form can't be written into the PDF: {error}"))
}

fn is_typed(kind: FieldKind) -> bool {
    matches!(kind, FieldKind::Text | FieldKind::Date | FieldKind::Initials)
}

fn appearance() -> String {
    format!("/Typed {SIZE} Tf 0 g")
}

/// Returns the annotations that mark a box, page by page in their order, with the index of their field.
fn boxes(document: &Document) -> Vec<(ObjectId, usize)> {
    let mut boxes = Vec::new();
    for page in document.page_iter() {
        let annotations = document
            .get_dictionary(page)
            .and_then(|page| page.get_deref(b"Annots", document))
            .and_then(Object::as_array);
        for annotation in annotations.into_iter().flatten().filter_map(|a| a.as_reference().ok()) {
            if let Some(index) = marked(document, annotation) {
                boxes.push((annotation, index));
            }
        }
    }
    boxes
}

fn marked(document: &Document, annotation: ObjectId) -> Option<usize> {
    let action = document.get_dictionary(annotation).ok()?.get_deref(b"A", document).ok()?.as_dict().ok()?;
    let address = action.get(b"URI").ok()?.as_str().ok()?;
    std::str::from_utf8(address.strip_prefix(MARK)?).ok()?.parse().ok()
}

/// Returns the structure element of each annotation.
fn elements(document: &Document) -> BTreeMap<ObjectId, ObjectId> {
    let mut elements = BTreeMap::new();
    for (id, object) in &document.objects {
        let Ok(dictionary) = object.as_dict() else { continue };
        if dictionary.get(b"S").and_then(Object::as_name).ok() != Some(b"Link".as_slice()) {
            continue;
        }
        let Ok(kids) = dictionary.get(b"K") else { continue };
        let kids = match kids {
            Object::Array(kids) => kids.iter().collect(),
            kid => vec![kid],
        };
        for kid in kids {
            let target = document
                .dereference(kid)
                .ok()
                .and_then(|(_, kid)| kid.as_dict().ok())
                .and_then(|kid| kid.get(b"Obj").ok())
                .and_then(|target| target.as_reference().ok());
            if let Some(target) = target {
                elements.insert(target, *id);
            }
        }
    }
    elements
}

/// Makes the annotation a field and its widget in one: apart from each other, or below a parent, a second
/// signature is taken for a change to what was signed first.
fn widget(document: &mut Document, id: ObjectId, field: &Field) -> Result<()> {
    let link = document.get_dictionary(id).map_err(fault)?.clone();
    let rect = link.get(b"Rect").map_err(fault)?.clone();
    let (width, height) = size(&rect)?;
    let mut widget = dictionary! {
        "Type" => "Annot",
        "Subtype" => "Widget",
        "Rect" => rect,
        // Print
        "F" => 4,
        "T" => text_string(&field.name),
        "TU" => text_string(&field.label),
        "Contents" => text_string(&field.label),
    };
    for key in [b"StructParent".as_slice(), b"P"] {
        if let Ok(value) = link.get(key) {
            widget.set(key, value.clone());
        }
    }
    match field.kind {
        FieldKind::Signature => {
            widget.set("FT", "Sig");
            widget.set("AP", dictionary! { "N" => picture(document, width, height, Vec::new()) });
        }
        FieldKind::Check => {
            let tick = format!(
                "q 1.2 w 1 J 0 G {:.2} {:.2} m {:.2} {:.2} l {:.2} {:.2} l S Q",
                width * 0.2,
                height * 0.5,
                width * 0.42,
                height * 0.24,
                width * 0.82,
                height * 0.8
            );
            let on = picture(document, width, height, tick.into_bytes());
            let off = picture(document, width, height, Vec::new());
            widget.set("FT", "Btn");
            widget.set("V", "Off");
            widget.set("AS", "Off");
            widget.set("MK", dictionary! { "CA" => Object::string_literal("4") });
            widget.set("AP", dictionary! { "N" => dictionary! { "Yes" => on, "Off" => off } });
        }
        FieldKind::Text | FieldKind::Date | FieldKind::Initials | FieldKind::Stamp => {
            widget.set("FT", "Tx");
            widget.set("DA", Object::string_literal(appearance()));
            let empty = b"/Tx BMC EMC".to_vec();
            widget.set("AP", dictionary! { "N" => picture(document, width, height, empty) });
        }
    }
    document.set_object(id, widget);
    Ok(())
}

fn size(rect: &Object) -> Result<(f32, f32)> {
    let corners: Vec<f32> =
        rect.as_array().map_err(fault)?.iter().filter_map(|n| n.as_float().ok()).collect();
    match corners.as_slice() {
        [left, bottom, right, top] => Ok((right - left, top - bottom)),
        _ => Err(Error::internal("a box of the PDF has no corners")),
    }
}

fn picture(document: &mut Document, width: f32, height: f32, content: Vec<u8>) -> Object {
    let dictionary = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => vec![0.into(), 0.into(), width.into(), height.into()],
        "Resources" => Dictionary::new(),
    };
    document.add_object(Stream::new(dictionary, content)).into()
}

/// Makes the structure element of a link that of a form field. Its one kid is the reference to the widget itself:
/// behind a list of one, a second signature is taken for a change to what was signed first.
fn element(
    document: &mut Document,
    widget: ObjectId,
    element: Option<ObjectId>,
    field: &Field,
) -> Result<()> {
    let element = element.ok_or_else(|| Error::internal("a box of the PDF has no structure element"))?;
    let dictionary = document.get_dictionary_mut(element).map_err(fault)?;
    let kids = match dictionary.remove(b"K") {
        Some(Object::Array(kids)) => kids,
        Some(kid) => vec![kid],
        None => Vec::new(),
    };
    let reference = kids.into_iter().find(|kid| {
        kid.as_dict().ok().and_then(|kid| kid.get(b"Obj").ok()).and_then(|o| o.as_reference().ok())
            == Some(widget)
    });
    let reference = reference.ok_or_else(|| Error::internal("a box of the PDF is not referred to"))?;
    dictionary.set("S", "Form");
    dictionary.set("K", reference);
    dictionary.set("Alt", text_string(&field.label));
    Ok(())
}

fn save(mut document: Document) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let options = SaveOptions::builder().use_object_streams(false).use_xref_streams(false).build();
    document
        .save_with_options(&mut bytes, options)
        .map_err(|e| Error::internal(format!("the form can't be written into the PDF: {e}")))?;
    Ok(bytes)
}
