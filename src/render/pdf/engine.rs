//! From values to the bytes of a PDF: PDF/UA-1 and PDF/A-2a, the same for the same values.

use serde_json::{Value, json};
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::Smart;
use typst::{World, WorldExt, comemo};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::error::{Error, Place, Result};
use crate::model::letterhead::{Stationery, Typeface};
use crate::render::pdf::glyphs;
use crate::render::pdf::world::{self, Page, SANS, SERIF, Template};

/// Returns for how many documents Typst remembers what it laid out and is not asked for again.
///
/// Documents share most of their paragraphs; without an end what is remembered would only grow (see
/// docs/architecture.md). Letters are small and come in several languages by turns; agreements are large, and a batch
/// makes those of one language behind each other.
fn remembered(template: Template) -> usize {
    match template {
        Template::Contract => 2,
        Template::Letter => 6,
    }
}

/// A document laid out, ready to be written.
pub(super) struct Laid {
    document: PagedDocument,
    page: Page,
    /// What the file identifier is made from
    ident: String,
}

impl Laid {
    /// Returns the number of pages.
    pub(super) fn pages(&self) -> usize {
        self.document.pages().len()
    }

    /// Writes the document.
    ///
    /// Errors: data, when the logo can't be printed; internal for all else.
    pub(super) fn write(&self, stationery: &Stationery) -> Result<Vec<u8>> {
        let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a])
            .map_err(|e| Error::internal(e.message().to_string()))?;
        let options = PdfOptions {
            ident: Smart::Custom(self.ident.clone()),
            creator: Smart::Custom(Some("garbo".to_owned())),
            standards,
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&self.document, &options).map_err(|errors| refused(&errors, &self.page, stationery))
    }
}

impl Drop for Laid {
    fn drop(&mut self) {
        comemo::evict(remembered(self.page.template()));
    }
}

/// Lays a document out.
///
/// Errors: data, naming the character that no font has a glyph for, or the font or logo that can't be used.
pub(super) fn lay(template: Template, mut data: Value, stationery: &Stationery) -> Result<Laid> {
    let own = match &stationery.typeface {
        Typeface::Own(file, bytes) => Some(world::font(bytes).ok_or_else(|| {
            Error::data("the font can't be read")
                .at(Place::file(file.clone()))
                .key("letterhead.font")
                .hint("take a font file in OpenType or TrueType format, or write serif or sans")
        })?),
        Typeface::Serif | Typeface::Sans => None,
    };
    data["font"] = match (&own, &stationery.typeface) {
        (Some(font), _) => Value::String(font.info().family.clone()),
        (None, Typeface::Sans) => SANS.into(),
        (None, _) => SERIF.into(),
    };
    data["colour"] = stationery.colour.map_or(Value::Null, |colour| colour.to_string().into());
    let text = data.to_string();
    let logo = stationery.logo.as_ref().map(|logo| logo.bytes.as_slice());
    let foot = foot(&data).to_string().into_bytes();
    let page = Page::new(template, text.clone().into_bytes(), foot, logo, own);
    glyphs::check(&data, page.fonts())?;
    let Warned { output, .. } = typst::compile::<PagedDocument>(&page);
    match output {
        Ok(document) => Ok(Laid { document, page, ident: text }),
        Err(errors) => {
            let error = refused(&errors, &page, stationery);
            comemo::evict(remembered(template));
            Err(error)
        }
    }
}

/// Returns what the foot of each page shows. It is read where the foot is made: held by the style of the pages, the
/// values of one document would make all that stands on them new to what Typst remembers.
fn foot(data: &Value) -> Value {
    json!({"foot": data["foot"], "page": data["page"], "initials": data["initials"], "sides": data["sides"]})
}

/// Words a refusal of Typst's. The templates are fixed, so what can fail is the logo, or is a fault of ours.
fn refused(errors: &[SourceDiagnostic], page: &Page, stationery: &Stationery) -> Error {
    let logo = errors.iter().find(|e| is_about_logo(e, page));
    if let (Some(error), Some(logo)) = (logo, &stationery.logo) {
        return Error::data(format!("the logo can't be printed: {}", error.message))
            .at(Place::file(logo.file.clone()))
            .key("letterhead.logo")
            .hint("save it anew as SVG, or as PNG with 8 bits a colour");
    }
    let told: Vec<String> = errors
        .iter()
        .map(|error| {
            let line = error.span.id().and_then(|id| page.source(id).ok()).and_then(|source| {
                let range = page.range(error.span)?;
                let (line, _) = source.lines().byte_to_line_column(range.start)?;
                Some(format!("{} {}: ", source.id().vpath().get_without_slash(), line + 1))
            });
            format!("{}{}", line.unwrap_or_default(), error.message)
        })
        .collect();
    Error::internal(format!("the PDF can't be made: {}", told.join("; ")))
}

fn is_about_logo(error: &SourceDiagnostic, page: &Page) -> bool {
    let Some(id) = error.span.id() else { return false };
    if world::is_logo(id) {
        return true;
    }
    let slice = page.source(id).ok().and_then(|source| {
        let range = page.range(error.span)?;
        source.text().get(range).map(|text| text.contains("/logo"))
    });
    slice.unwrap_or(false)
}
