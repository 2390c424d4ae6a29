//! The one door to the MIME parser: header fields and readable text of a message, as plain values.

pub(super) mod charset;
pub(super) mod entity;

use jiff::civil::{Date, DateTime, Time};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{
    Address, Encoding, HeaderName, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType,
};

use super::html::to_text;

/// As much of one text part as is read; a letter is never longer.
const TEXT_MAX: usize = 1 << 20;

/// A sender or recipient as the header spells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Party {
    pub name: Option<String>,
    pub address: String,
}

/// What a message says of itself.
#[derive(Debug, Default)]
pub(super) struct Mail {
    pub from: Option<Party>,
    pub reply_to: Option<Party>,
    pub to: Vec<String>,
    pub date: Option<DateTime>,
    /// Hours east of Greenwich on the writer's clock.
    pub offset: Option<i32>,
    pub subject: Option<String>,
    pub message_id: Vec<String>,
    pub in_reply_to: Vec<String>,
    pub references: Vec<String>,
    pub text: String,
    /// The first attached message, as bytes.
    pub attached: Option<Vec<u8>>,
    pub is_report: bool,
    headers: Vec<(String, String)>,
}

impl Mail {
    /// Returns a header field that is not among the fields above, unfolded.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
}

/// Parses a repaired message; `None` when there is no header at all.
pub(super) fn parse(bytes: &[u8]) -> Option<Mail> {
    let ids = [HeaderName::MessageId, HeaderName::InReplyTo, HeaderName::References];
    let parser = ids
        .into_iter()
        .fold(MessageParser::new().with_minimal_headers(), MessageParser::header_id)
        .default_header_text();
    let message = parser.parse(bytes)?;
    let (date, offset) = date(message.header(HeaderName::Date));
    Some(Mail {
        from: party(message.from()),
        reply_to: party(message.reply_to()),
        to: message.to().map(addresses).unwrap_or_default(),
        date,
        offset,
        subject: message.subject().map(|subject| charset::mend_turkish(subject.to_owned())),
        message_id: ids_of(&message, HeaderName::MessageId),
        in_reply_to: ids_of(&message, HeaderName::InReplyTo),
        references: ids_of(&message, HeaderName::References),
        text: text(&message),
        attached: message.parts.iter().find_map(attached),
        is_report: message.is_content_type("multipart", "report"),
        headers: message
            .headers()
            .iter()
            .filter_map(|header| Some((header.name().to_owned(), header.value().as_text()?.to_owned())))
            .collect(),
    })
}

/// Returns the readable text of a message, and name and size of what is attached; `None` for no message.
pub(super) fn content(bytes: &[u8]) -> Option<(String, Vec<(String, usize)>)> {
    let message = MessageParser::new().parse(bytes)?;
    let attached = message
        .attachments()
        .map(|part| (part.attachment_name().unwrap_or_default().to_owned(), part.len()))
        .collect();
    Some((text(&message), attached))
}

/// Decodes base64; `None` when it is none.
pub(super) fn from_base64(bytes: &[u8]) -> Option<Vec<u8>> {
    base64_decode(bytes)
}

/// Decodes quoted-printable; `None` when it is none.
pub(super) fn from_quoted_printable(bytes: &[u8]) -> Option<Vec<u8>> {
    quoted_printable_decode(bytes)
}

/// Returns what turns bytes in a character set into text; `None` when the name is unknown.
fn decoder(charset: &str) -> Option<fn(&[u8]) -> String> {
    charset_decoder(charset.as_bytes())
}

fn party(address: Option<&Address<'_>>) -> Option<Party> {
    let first = address?.iter().find(|found| found.address().is_some_and(|address| address.contains('@')))?;
    Some(Party {
        name: first.name().map(|name| charset::mend_turkish(name.to_owned())),
        address: first.address()?.trim().to_owned(),
    })
}

fn addresses(address: &Address<'_>) -> Vec<String> {
    address.iter().filter_map(|found| found.address()).map(str::to_owned).collect()
}

fn ids_of(message: &Message<'_>, name: HeaderName<'static>) -> Vec<String> {
    match message.header(name) {
        Some(HeaderValue::Text(id)) => vec![id.to_string()],
        Some(HeaderValue::TextList(ids)) => ids.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

fn date(value: Option<&HeaderValue<'_>>) -> (Option<DateTime>, Option<i32>) {
    let read = || {
        let found = value?.as_datetime()?;
        let part = |number: u8| i8::try_from(number).ok();
        let date = Date::new(i16::try_from(found.year).ok()?, part(found.month)?, part(found.day)?).ok()?;
        let second = part(found.second.min(59))?;
        let time = Time::new(part(found.hour)?, part(found.minute)?, second, 0).ok()?;
        let hours = i32::from(found.tz_hour);
        Some((date.to_datetime(time), if found.tz_before_gmt { -hours } else { hours }))
    };
    read().map_or((None, None), |(date, offset)| (Some(date), Some(offset)))
}

fn text(message: &Message<'_>) -> String {
    let plain = joined(message.text_bodies().map(|part| readable(message, part)));
    // Some programs send an empty plain part, or one that only says "use another program".
    if plain.chars().count() < 60 {
        let html = joined(message.html_bodies().map(|part| readable(message, part)));
        if html.chars().count() > plain.chars().count() * 2 {
            return html;
        }
    }
    plain
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    let mut out = String::new();
    for part in parts.map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()) {
        if out.len() + part.len() > TEXT_MAX && !out.is_empty() {
            break;
        }
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        out.push_str(&part);
    }
    out
}

fn readable(message: &Message<'_>, part: &MessagePart<'_>) -> String {
    let (text, is_html) = match &part.body {
        PartType::Text(text) => (text, false),
        PartType::Html(text) => (text, true),
        _ => return String::new(),
    };
    let content_type = part.content_type();
    let declared = content_type.and_then(|found| found.attribute("charset"));
    let text = if text.is_ascii() {
        text.clone().into_owned()
    } else {
        let bytes = part_bytes(message, part);
        bytes.map_or_else(|| text.clone().into_owned(), |bytes| charset::decode(&bytes, declared))
    };
    let mut end = text.len().min(TEXT_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = text.get(..end).unwrap_or_default().replace("\r\n", "\n").replace(['\r', '\0'], "\n");
    if is_html {
        return to_text(&text);
    }
    let flowed = content_type.and_then(|found| found.attribute("format"));
    if flowed.is_some_and(|format| format.eq_ignore_ascii_case("flowed")) { unflowed(&text) } else { text }
}

/// Returns the bytes of a part without its transfer encoding.
fn part_bytes(message: &Message<'_>, part: &MessagePart<'_>) -> Option<Vec<u8>> {
    let raw = message.raw_message.get(part.offset_body as usize..part.offset_end as usize)?;
    match part.encoding {
        Encoding::None => Some(raw.to_vec()),
        Encoding::QuotedPrintable => quoted_printable_decode(raw),
        Encoding::Base64 => base64_decode(raw),
    }
}

/// Joins the lines of format=flowed text (RFC 3676 §4).
fn unflowed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let line = if line.starts_with(' ') { line.get(1..).unwrap_or_default() } else { line };
        if line.is_empty() && out.ends_with(' ') {
            out.push('\n');
        }
        out.push_str(line);
        if !line.ends_with(' ') || line == "-- " || line.starts_with('>') {
            out.push('\n');
        }
    }
    out
}

fn attached(part: &MessagePart<'_>) -> Option<Vec<u8>> {
    // The repair renamed message/rfc822, so that it comes as plain bytes.
    if !part.is_content_type("message", "nested") {
        return None;
    }
    match &part.body {
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => Some(bytes.to_vec()),
        PartType::Text(text) => Some(text.as_bytes().to_vec()),
        _ => None,
    }
}
