//! Bytes of a mail file, mended before they are parsed: what programs write that the standards do not allow.
//!
//! Takes off what stands before the header, gives raw 8-bit header lines a character set, joins encoded words
//! that were cut inside a letter, and keeps attached messages closed, so that nesting costs nothing.

use super::mime::{charset, from_base64, from_quoted_printable};

/// Returns the message with a header that a strict parser can read.
pub(super) fn repair(bytes: &[u8]) -> Vec<u8> {
    let bytes = unwrapped(bytes);
    let end = header_end(bytes);
    let (header, body) = bytes.split_at(end);
    let declared = declared_charset(header);
    let mut header = join_words(&decode_lines(header, declared.as_deref()));
    if body.is_empty() && !header.ends_with('\n') {
        header.push('\n');
    }
    let mut out = header.into_bytes();
    out.extend_from_slice(body);
    close_attached(&mut out);
    out
}

/// Returns how long the header of a message is, in bytes.
pub(super) fn header_length(bytes: &[u8]) -> usize {
    header_end(unwrapped(bytes))
}

/// Longest encoded word in bytes; the standard allows 75, some programs write whole subjects in one.
const WORD_MAX: usize = 4096;

/// Takes off a byte order mark, empty lines, the `From ` line of an mbox and the length line of an .emlx.
fn unwrapped(bytes: &[u8]) -> &[u8] {
    let mut bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    while let Some(b'\r' | b'\n') = bytes.first() {
        bytes = bytes.get(1..).unwrap_or_default();
    }
    let Some(end) = bytes.iter().position(|b| *b == b'\n') else { return bytes };
    let (line, rest) = bytes.split_at(end + 1);
    let line = line.trim_ascii();
    if line.starts_with(b"From ") || line.starts_with(b">From ") {
        return rest;
    }
    let length =
        std::str::from_utf8(line).ok().filter(|text| text.len() <= 9).and_then(|text| text.parse().ok());
    length.map_or(bytes, |length: usize| rest.get(..length).unwrap_or(rest))
}

/// Returns where the header ends, the empty line not included.
fn header_end(bytes: &[u8]) -> usize {
    let mut at = 0;
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        if line.trim_ascii().is_empty() {
            return at;
        }
        at += line.len();
    }
    bytes.len()
}

fn declared_charset(header: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(header).to_ascii_lowercase();
    let (_, after) = text.split_once("charset=")?;
    let name: String = after
        .trim_start_matches('"')
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
        .collect();
    (!name.is_empty()).then_some(name)
}

fn decode_lines(header: &[u8], declared: Option<&str>) -> String {
    match std::str::from_utf8(header) {
        Ok(text) => text.to_owned(),
        Err(_) => header
            .split_inclusive(|b| *b == b'\n')
            .map(|line| match std::str::from_utf8(line) {
                Ok(text) => text.to_owned(),
                Err(_) => charset::decode(line, declared),
            })
            .collect(),
    }
}

/// One encoded word of RFC 2047: `=?charset?B?payload?=`.
struct Word<'a> {
    charset: &'a str,
    bytes: Vec<u8>,
}

/// Reads an encoded word at the beginning of the text; returns it and what follows.
fn word(text: &str) -> Option<(Word<'_>, &str)> {
    let mut end = text.len().min(WORD_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let (charset, rest) = text.get(..end)?.strip_prefix("=?")?.split_once('?')?;
    let (encoding, rest) = rest.split_once('?')?;
    let (payload, _) = rest.split_once("?=")?;
    if charset.len() > 40 || payload.contains(['\n', '?']) {
        return None;
    }
    let bytes = match encoding {
        "B" | "b" => from_base64(payload.as_bytes())?,
        "Q" | "q" => from_quoted_printable(payload.replace('_', " ").as_bytes())?,
        _ => return None,
    };
    // Two marks at either end and between charset, encoding and payload.
    let length = charset.len() + encoding.len() + payload.len() + 6;
    Some((Word { charset, bytes }, text.get(length..)?))
}

/// Joins neighbouring encoded words of one character set; many programs cut them inside a letter.
fn join_words(header: &str) -> String {
    let mut out = String::with_capacity(header.len());
    let mut rest = header;
    while let Some(at) = rest.find("=?") {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let Some((mut first, mut after)) = word(tail) else {
            out.push_str("=?");
            rest = tail.get(2..).unwrap_or_default();
            continue;
        };
        while let Some((next, further)) = word(after.trim_start()) {
            if !next.charset.eq_ignore_ascii_case(first.charset) {
                break;
            }
            first.bytes.extend_from_slice(&next.bytes);
            after = further;
        }
        out.push_str("=?");
        out.push_str(first.charset);
        out.push_str("?Q?");
        for byte in &first.bytes {
            out.push_str(&format!("={byte:02X}"));
        }
        out.push_str("?=");
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Renames the types that the parser would open by itself, to any depth; the length stays the same.
fn close_attached(message: &mut [u8]) {
    let mut at = 0;
    while at < message.len() {
        let rest = message.get_mut(at..).unwrap_or_default();
        let length = logical_line(rest);
        let line = rest.get_mut(..length).unwrap_or_default();
        if line.get(..12).is_some_and(|name| name.eq_ignore_ascii_case(b"content-type")) {
            for name in [b"rfc822", b"global", b"digest"] {
                while let Some(found) = line.windows(6).position(|w| w.eq_ignore_ascii_case(name)) {
                    if let Some(place) = line.get_mut(found..found + 6) {
                        place.copy_from_slice(b"nested");
                    }
                }
            }
        }
        at += length.max(1);
    }
}

/// Returns the length of a line with its continuations.
fn logical_line(bytes: &[u8]) -> usize {
    let mut length = 0;
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        if length > 0 && !matches!(line.first(), Some(b' ' | b'\t')) {
            break;
        }
        length += line.len();
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_cut_inside_a_letter_are_joined() {
        let joined = join_words("Subject: =?utf-8?B?0J/RgNC40LLQtdE=?=\r\n =?UTF-8?B?gg==?= x =?broken");
        assert_eq!(joined, "Subject: =?utf-8?Q?=D0=9F=D1=80=D0=B8=D0=B2=D0=B5=D1=82?= x =?broken");
    }

    #[test]
    fn what_stands_before_the_header_is_taken_off() {
        for head in ["\u{FEFF}", "\r\n\n", "From ann@example.org Mon Nov 16\r\n"] {
            assert_eq!(unwrapped(format!("{head}Subject: x\n").as_bytes()), b"Subject: x\n");
        }
        assert_eq!(unwrapped(b"11\nSubject: x\n<plist>"), b"Subject: x\n");
    }

    #[test]
    fn attached_messages_stay_closed() {
        let mut message = b"Content-Type:\r\n message/RFC822\r\n\r\nabout rfc822\r\n".to_vec();
        close_attached(&mut message);
        assert_eq!(message, b"Content-Type:\r\n message/nested\r\n\r\nabout rfc822\r\n");
    }
}
