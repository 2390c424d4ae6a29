//! A letter on the practice's letterhead, on one page where it fits.

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::error::Result;
use crate::model::letterhead::{Paper, Stationery};
use crate::render::document::{Document, HEADING};
use crate::render::pdf::blocks::{Reading, blocks, composed, lines};
use crate::render::pdf::engine::{Laid, lay};
use crate::render::pdf::world::Template;

/// The head of the paper, as words.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// The practice, or the coach where it has no name
    pub name: String,
    /// Postal address, telephone, web page: one line each
    pub lines: Vec<String>,
    /// What the logo shows
    pub logo: Option<String>,
}

/// What stands on the paper besides the letter's own text.
#[derive(Clone, Debug)]
pub struct Sheet<'a> {
    pub stationery: &'a Stationery,
    pub head: Head,
    /// Who writes, for the file's own record
    pub author: String,
    /// Addressee, one line each
    pub to: Vec<String>,
    /// Place and date in words
    pub place: String,
    pub date: Date,
    /// Page numbers in words: `Page {n} of {total}`
    pub page: &'a str,
}

/// Steps of tightness: roomy, closer, and small; a letter takes the first that holds it on one page.
const TIGHT: [u8; 3] = [0, 1, 2];

/// Returns the letter as PDF.
///
/// Errors: data, naming a character that no font has, or a font or logo that can't be used.
pub fn letter(document: &Document, sheet: &Sheet<'_>) -> Result<Vec<u8>> {
    let data = data(document, sheet);
    let mut roomy: Option<Laid> = None;
    for tight in TIGHT {
        let mut data = data.clone();
        data["tight"] = tight.into();
        let laid = lay(Template::Letter, data, sheet.stationery)?;
        if laid.pages() == 1 {
            return laid.write(sheet.stationery);
        }
        roomy.get_or_insert(laid);
    }
    // Longer than a page whatever the size: then in the size that reads best.
    match roomy {
        Some(laid) => laid.write(sheet.stationery),
        None => Ok(Vec::new()),
    }
}

fn data(document: &Document, sheet: &Sheet<'_>) -> Value {
    let mut fields = Vec::new();
    // A letter has no fields: places to fill in are lines to write on.
    let mut reading = Reading { fields: &mut fields, live: false, anchors: &[] };
    let mut read = |markdown: &str| blocks(markdown, &mut reading);
    let mut parts = Vec::new();
    let (mut closing, mut signature, mut foot, mut after) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for part in &document.parts {
        match part.id() {
            // The subject stands above the text already.
            HEADING => {}
            "closing" => closing = read(part.markdown()),
            "signature" => signature = read(&kept(part.markdown(), &sheet.head)),
            "footer" => foot.push(part.markdown().to_owned()),
            "quote" => after = read(part.markdown()),
            _ => parts.push(json!({"b": read(part.markdown())})),
        }
    }
    if signature.is_empty() {
        parts.push(json!({"b": std::mem::take(&mut closing)}));
    }
    let foot: Vec<Vec<Value>> = foot.iter().flat_map(|text| lines(text, &mut reading)).collect();
    let language = &document.language;
    let paper = sheet.stationery.paper.unwrap_or_else(|| Paper::of(language));
    json!({
        "lang": language.base(),
        "region": language.region(),
        "paper": match paper { Paper::A4 => "a4", Paper::Letter => "us-letter" },
        "title": composed(&document.subject),
        "author": composed(&sheet.author),
        "description": Value::Null,
        "date": [sheet.date.year(), sheet.date.month(), sheet.date.day()],
        "head": {
            "name": composed(&sheet.head.name),
            "lines": sheet.head.lines.iter().map(|l| composed(l)).collect::<Vec<_>>(),
            "logo": sheet.stationery.logo.as_ref().map(|_| composed(sheet.head.logo.as_deref().unwrap_or(&sheet.head.name))),
        },
        "to": sheet.to.iter().map(|l| composed(l)).collect::<Vec<_>>(),
        "place": composed(&sheet.place),
        "parts": parts,
        "closing": closing,
        "signature": signature,
        "foot": foot,
        "after": after,
        "page": sheet.page,
    })
}

/// Returns the signature without the lines that the head of the paper already bears.
fn kept(markdown: &str, head: &Head) -> String {
    let borne = |line: &str| {
        let text = crate::render::markdown::plain(line);
        let text = text.trim();
        head.lines
            .iter()
            .any(|l| l == text || format!("https://{l}") == text || format!("http://{l}") == text)
            || head.name == text
    };
    let lines = markdown.lines().map(|line| line.trim_end_matches('\\'));
    // The first line is the name of who signs, even where the practice bears it too.
    let kept: Vec<&str> =
        lines.enumerate().filter(|(i, line)| *i == 0 || !borne(line)).map(|(_, line)| line).collect();
    kept.join("\\\n")
}
