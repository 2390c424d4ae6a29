//! The text of a Word document: paragraphs and cells in order, without the numbers that Word reckons itself.
//!
//! Read event by event: what comes back may be deep, large or broken on purpose.

use std::io::{Cursor, Read};

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};
use quick_xml::reader::Reader;
use zip::ZipArchive;

use crate::error::{Error, Result};
use crate::render::contract::spot::{Beside, Mark, MarkKind};
use crate::render::returned::Returned;
use crate::render::returned::looks::{self, Looks};

/// Where the text of a Word document stands.
const BODY: &str = "word/document.xml";
/// Largest text, unpacked, in bytes, all parts together; an agreement is some hundred KiB.
const BODY_MAX: u64 = 32 << 20;

/// What holds text that is not read: deleted or moved away by a tracked change, or said a second time for old programs.
const LEFT_OUT: &[&[u8]] = &[b"del", b"moveFrom", b"Fallback"];

/// What holds text besides the body: the part's name begins so, and what it is called in a report.
const BESIDE: &[(&str, &str)] = &[
    ("word/header", "page header"),
    ("word/footer", "page footer"),
    ("word/footnotes", "footnotes"),
    ("word/endnotes", "endnotes"),
];
/// Where the comments are.
const COMMENTS: &str = "word/comments";

/// Reads the text; what is struck out as a tracked deletion is left out, what was put in is read.
///
/// Errors: data, for a file that is not a whole Word document.
pub(super) fn read(bytes: &[u8]) -> Result<Returned> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken().cause(e))?;
    let mut room = BODY_MAX;
    let styles = match archive.index_for_name("word/styles.xml") {
        Some(_) => looks::styles(&unpacked(&mut archive, "word/styles.xml", &mut room)?),
        None => Looks::default(),
    };
    let body = unpacked(&mut archive, BODY, &mut room)?;
    let body = part(&body, &styles)?;
    // Half a document must not pass for one whose clauses were taken out.
    if body.root.as_deref() != Some(b"document") {
        return Err(broken());
    }
    let mut returned = Returned { text: body.text, marks: body.marks, ..Returned::default() };
    let mut names: Vec<String> =
        archive.file_names().filter(|name| name.ends_with(".xml")).map(str::to_owned).collect();
    names.sort();
    for name in names {
        let place = BESIDE.iter().find(|(start, _)| name.starts_with(start)).map(|(_, place)| *place);
        let is_comment = name.starts_with(COMMENTS);
        if place.is_none() && !is_comment {
            continue;
        }
        let read = part(&unpacked(&mut archive, &name, &mut room)?, &styles)?;
        returned.marks.extend(read.marks);
        let said = read.text.split_whitespace().collect::<Vec<_>>().join(" ");
        match place {
            _ if said.is_empty() => {}
            Some(place) => returned.beside.push(Beside { place: place.to_owned(), text: read.text }),
            None => returned.marks.push(Mark::of(MarkKind::Note, format!("comment: {said}"))),
        }
    }
    Ok(returned)
}

/// What a part of the document says.
#[derive(Default)]
struct Part {
    text: String,
    marks: Vec<Mark>,
    /// The name of its outermost element, once that is closed
    root: Option<Vec<u8>>,
}

impl Part {
    /// Adds words, and a mark when they do not look like text that holds.
    fn say(&mut self, words: &str, looks: &mut looks::Run<'_>) {
        self.text.push_str(words);
        let kind = looks.mark().filter(|_| words.chars().any(char::is_alphanumeric));
        match (kind, self.marks.last_mut().filter(|_| looks.goes_on())) {
            (Some(kind), Some(last)) if last.kind == kind => last.text.push_str(words),
            (Some(kind), _) => self.marks.push(Mark::of(kind, words.to_owned())),
            (None, _) => {}
        }
        looks.said(kind.is_some() || words.chars().all(|c| !c.is_alphanumeric()));
    }
}

fn part(xml: &[u8], styles: &Looks) -> Result<Part> {
    let mut reader = Reader::from_reader(xml);
    let mut part = Part::default();
    let mut looks = looks::Run::of(styles);
    // How deep we are, in all and in what is left out, and whether in a run's text.
    let (mut depth, mut left_out, mut in_text) = (0_usize, 0_usize, false);
    loop {
        match reader.read_event().map_err(|e| broken().cause(e))? {
            Event::Start(tag) => {
                depth += 1;
                let name = tag.local_name();
                if left_out > 0 || LEFT_OUT.contains(&name.as_ref()) {
                    left_out += 1;
                } else {
                    in_text = name.as_ref() == b"t";
                    looks.start(&tag);
                    foreign(name.as_ref(), &mut part);
                }
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    part.root = Some(tag.local_name().as_ref().to_vec());
                }
                if left_out > 0 {
                    left_out -= 1;
                    continue;
                }
                in_text = false;
                looks.end(tag.local_name().as_ref());
                if tag.local_name().as_ref() == b"p" {
                    part.text.push('\n');
                }
            }
            Event::Empty(tag) if left_out == 0 => {
                match tag.local_name().as_ref() {
                    b"tab" => part.text.push(' '),
                    b"br" | b"cr" | b"p" => part.text.push('\n'),
                    b"noBreakHyphen" => part.text.push('-'),
                    name => foreign(name, &mut part),
                }
                looks.property(&tag);
            }
            Event::Text(words) if in_text && left_out == 0 => {
                part.say(&words.xml10_content().map_err(|e| broken().cause(e))?, &mut looks);
            }
            Event::CData(words) if in_text && left_out == 0 => {
                part.say(&words.xml10_content().map_err(|e| broken().cause(e))?, &mut looks);
            }
            Event::GeneralRef(name) if in_text && left_out == 0 => part.text.push(character(&name)?),
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(part)
}

/// Notes a file of another kind that Word shows as text.
fn foreign(name: &[u8], part: &mut Part) {
    if name == b"altChunk" {
        part.marks.push(Mark::of(MarkKind::Note, "another file, shown as text".to_owned()));
    }
}

/// Unpacks a part, as long as there is room.
fn unpacked(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str, room: &mut u64) -> Result<Vec<u8>> {
    let part = archive.by_name(name).map_err(|e| broken().cause(e))?;
    let mut bytes = Vec::new();
    part.take(*room + 1).read_to_end(&mut bytes).map_err(|e| broken().cause(e))?;
    match room.checked_sub(bytes.len() as u64) {
        Some(left) => *room = left,
        None => {
            return Err(Error::data(format!(
                "the text of the Word document is larger than {} MiB",
                BODY_MAX >> 20
            ))
            .hint("an agreement is some hundred KiB; is it the right file?"));
        }
    }
    Ok(bytes)
}

/// Returns the character of `&amp;` or `&#8211;`.
fn character(name: &BytesRef<'_>) -> Result<char> {
    if let Some(character) = name.resolve_char_ref().map_err(|e| broken().cause(e))? {
        return Ok(character);
    }
    let name = name.decode().map_err(|e| broken().cause(e))?;
    resolve_predefined_entity(&name).and_then(|text| text.chars().next()).ok_or_else(broken)
}

fn broken() -> Error {
    Error::data("the file is not a Word document that can be read").hint("save it as .docx anew")
}
