//! How text of a Word document looks: struck through, hidden, or too faint or small to be read.

use std::collections::HashSet;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use crate::render::contract::spot::MarkKind;

/// A letter that is not larger than this is not read, in half points.
const SMALL: u32 = 6;

/// The styles that strike text through or hide it.
#[derive(Debug, Default)]
pub(super) struct Looks {
    struck: HashSet<Vec<u8>>,
    hidden: HashSet<Vec<u8>>,
}

impl Looks {
    fn mark(&self, style: &[u8]) -> Option<MarkKind> {
        match () {
            () if self.hidden.contains(style) => Some(MarkKind::Hidden),
            () if self.struck.contains(style) => Some(MarkKind::Struck),
            () => None,
        }
    }
}

/// Reads the styles; what can't be read is left out.
pub(super) fn styles(xml: &[u8]) -> Looks {
    let mut reader = Reader::from_reader(xml);
    let mut looks = Looks::default();
    let mut style: Option<Vec<u8>> = None;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) if tag.local_name().as_ref() == b"style" => style = value(&tag, b"styleId"),
            Event::End(tag) if tag.local_name().as_ref() == b"style" => style = None,
            Event::Start(tag) | Event::Empty(tag) => {
                let Some(style) = &style else { continue };
                match look(&tag) {
                    Some((MarkKind::Hidden, true)) => looks.hidden.insert(style.clone()),
                    Some((_, true)) => looks.struck.insert(style.clone()),
                    _ => false,
                };
            }
            Event::Eof => break,
            _ => {}
        }
    }
    looks
}

/// Returns what a property says of how text looks, and whether it switches that on.
fn look(tag: &BytesStart<'_>) -> Option<(MarkKind, bool)> {
    let value = value(tag, b"val");
    let is_on = !matches!(value.as_deref(), Some(b"0" | b"false" | b"off" | b"none"));
    match tag.local_name().as_ref() {
        b"strike" | b"dstrike" => Some((MarkKind::Struck, is_on)),
        b"vanish" => Some((MarkKind::Hidden, is_on)),
        b"color" if value.as_deref().is_some_and(|v| v.eq_ignore_ascii_case(b"ffffff")) => {
            Some((MarkKind::Hidden, true))
        }
        b"sz" => {
            let size = value.and_then(|v| String::from_utf8(v).ok()).and_then(|v| v.parse::<u32>().ok());
            size.filter(|size| *size <= SMALL).map(|_| (MarkKind::Hidden, true))
        }
        _ => None,
    }
}

fn value(tag: &BytesStart<'_>, name: &[u8]) -> Option<Vec<u8>> {
    let found = tag.attributes().flatten().find(|a| a.key.local_name().as_ref() == name);
    found.map(|attribute| attribute.value.to_vec())
}

/// How the run looks that is being read.
pub(super) struct Run<'a> {
    styles: &'a Looks,
    in_run: bool,
    in_properties: bool,
    paragraph: Option<MarkKind>,
    struck: Option<bool>,
    hidden: Option<bool>,
    style: Option<MarkKind>,
    /// Whether what was said last was marked too
    goes_on: bool,
}

impl<'a> Run<'a> {
    pub(super) fn of(styles: &'a Looks) -> Self {
        Self {
            styles,
            in_run: false,
            in_properties: false,
            paragraph: None,
            struck: None,
            hidden: None,
            style: None,
            goes_on: false,
        }
    }

    pub(super) fn start(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            b"p" => (self.paragraph, self.goes_on) = (None, false),
            b"r" => {
                (self.in_run, self.struck, self.hidden, self.style) = (true, None, None, None);
            }
            b"rPr" => self.in_properties = true,
            _ => self.property(tag),
        }
    }

    pub(super) fn end(&mut self, name: &[u8]) {
        match name {
            b"r" => self.in_run = false,
            b"rPr" => self.in_properties = false,
            _ => {}
        }
    }

    pub(super) fn property(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            b"pStyle" => self.paragraph = value(tag, b"val").and_then(|style| self.styles.mark(&style)),
            // Outside of a run they are those of the mark that ends a paragraph.
            _ if !self.in_run || !self.in_properties => {}
            b"rStyle" => self.style = value(tag, b"val").and_then(|style| self.styles.mark(&style)),
            _ => match look(tag) {
                Some((MarkKind::Hidden, is_on)) => {
                    self.hidden = Some(self.hidden.unwrap_or_default() | is_on)
                }
                Some((_, is_on)) => self.struck = Some(self.struck.unwrap_or_default() | is_on),
                None => {}
            },
        }
    }

    /// Returns what is the matter with the words that are read now.
    pub(super) fn mark(&self) -> Option<MarkKind> {
        let style = self.style.or(self.paragraph);
        let is = |own: Option<bool>, kind: MarkKind| own.unwrap_or(style == Some(kind));
        match () {
            () if is(self.hidden, MarkKind::Hidden) => Some(MarkKind::Hidden),
            () if is(self.struck, MarkKind::Struck) => Some(MarkKind::Struck),
            () => None,
        }
    }

    /// Tells whether the words before were marked too.
    pub(super) fn goes_on(&self) -> bool {
        self.goes_on
    }

    pub(super) fn said(&mut self, is_marked: bool) {
        self.goes_on = is_marked;
    }
}
