//! The text of a Word document: paragraphs and cells in order, without the numbers that Word reckons itself.
//!
//! Read event by event: what comes back may be deep, large or broken on purpose.

use std::io::{Cursor, Read};

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};
use quick_xml::reader::Reader;
use zip::ZipArchive;

use crate::error::{Error, Result};
use crate::render::returned::Returned;

/// Where the text of a Word document stands.
const BODY: &str = "word/document.xml";
/// Largest body, unpacked, in bytes; an agreement is some hundred KiB.
const BODY_MAX: u64 = 32 << 20;

/// What holds text that is not read: deleted or moved away by a tracked change, or said a second time for old programs.
const LEFT_OUT: &[&[u8]] = &[b"del", b"moveFrom", b"Fallback"];

/// Reads the text; what is struck out as a tracked deletion is left out, what was put in is read.
///
/// Errors: data, for a file that is not a whole Word document.
pub(super) fn read(bytes: &[u8]) -> Result<Returned> {
    let body = body(bytes)?;
    let mut reader = Reader::from_reader(body.as_slice());
    let mut text = String::new();
    // How deep we are in what is left out, and whether in a run's text.
    let (mut left_out, mut in_text, mut is_whole) = (0_usize, false, false);
    loop {
        match reader.read_event().map_err(|e| broken().cause(e))? {
            Event::Start(tag) => {
                let name = tag.local_name();
                if left_out > 0 || LEFT_OUT.contains(&name.as_ref()) {
                    left_out += 1;
                } else {
                    in_text = name.as_ref() == b"t";
                }
            }
            Event::End(_) if left_out > 0 => left_out -= 1,
            Event::End(tag) => {
                in_text = false;
                match tag.local_name().as_ref() {
                    b"p" => text.push('\n'),
                    b"document" => is_whole = true,
                    _ => {}
                }
            }
            Event::Empty(tag) if left_out == 0 => match tag.local_name().as_ref() {
                b"tab" => text.push(' '),
                b"br" | b"cr" | b"p" => text.push('\n'),
                b"noBreakHyphen" => text.push('-'),
                _ => {}
            },
            Event::Text(part) if in_text && left_out == 0 => {
                text.push_str(&part.xml10_content().map_err(|e| broken().cause(e))?);
            }
            Event::CData(part) if in_text && left_out == 0 => {
                text.push_str(&part.xml10_content().map_err(|e| broken().cause(e))?);
            }
            Event::GeneralRef(name) if in_text && left_out == 0 => text.push(character(&name)?),
            Event::Eof => break,
            _ => {}
        }
    }
    // Half a document must not pass for one whose clauses were taken out.
    if is_whole { Ok(Returned { text, ..Returned::default() }) } else { Err(broken()) }
}

fn body(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken().cause(e))?;
    let part = archive.by_name(BODY).map_err(|e| broken().cause(e))?;
    let mut body = Vec::new();
    part.take(BODY_MAX + 1).read_to_end(&mut body).map_err(|e| broken().cause(e))?;
    if body.len() as u64 > BODY_MAX {
        return Err(Error::data(format!(
            "the text of the Word document is larger than {} MiB",
            BODY_MAX >> 20
        ))
        .hint("an agreement is some hundred KiB; is it the right file?"));
    }
    Ok(body)
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
