//! The encodings of mail: encoded words, parameters, quoted-printable, base64.
//!
//! Written here and not taken from the mail library: its builder panics on line ends in names, leaves
//! text that looks like an encoded word undone, and picks boundaries at random. Everything written is ASCII
//! with CRLF line ends only.

use std::borrow::Cow;

/// The line length that RFC 5322, 2.1.1 asks for, without CRLF.
const LINE: usize = 78;
/// The longest line of an encoded body (RFC 2045, 6.7 and 6.8).
const BODY_LINE: usize = 76;
/// Longest encoded word (RFC 2047, 2), `=?utf-8?B?` and `?=` included.
const WORD: usize = 75;
const WORD_FRAME: usize = "=?utf-8?B?".len() + "?=".len();

/// A header being written; knows its column, so that it can fold.
pub(super) struct Header<'a> {
    out: &'a mut Vec<u8>,
    column: usize,
}

impl<'a> Header<'a> {
    /// Begins a header. The name is a literal of this program, never data.
    pub(super) fn new(out: &'a mut Vec<u8>, name: &'static str) -> Self {
        out.extend_from_slice(name.as_bytes());
        out.push(b':');
        Self { out, column: name.len() + 1 }
    }

    /// Writes a space and a token that is not broken; on a new line where it does not fit.
    pub(super) fn token(&mut self, token: &str) {
        if self.column + 1 + token.len() > LINE && self.column > 1 {
            self.out.extend_from_slice(b"\r\n");
            self.column = 0;
        }
        self.out.push(b' ');
        self.out.extend_from_slice(token.as_bytes());
        self.column += 1 + token.len();
    }

    /// Writes the part of a token that needs no space before it.
    pub(super) fn glue(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
        self.column += text.len();
    }

    pub(super) fn end(self) {
        self.out.extend_from_slice(b"\r\n");
    }

    /// Writes unstructured text, such as a subject.
    pub(super) fn text(&mut self, text: &str) {
        // Blanks at the edges or in a row would not survive folding.
        let is_plain = text.is_ascii()
            && !text.contains("=?")
            && !text.contains("  ")
            && text.trim() == text
            && text.split(' ').all(|word| word.len() < LINE);
        if is_plain {
            text.split(' ').for_each(|word| self.token(word));
        } else {
            self.encoded_words(text);
        }
    }

    /// Writes a display name (RFC 5322, phrase).
    pub(super) fn phrase(&mut self, name: &str) {
        let is_atoms =
            name.split(' ').all(|word| !word.is_empty() && word.len() < LINE && word.bytes().all(is_atext));
        if is_atoms && !name.contains("=?") {
            name.split(' ').for_each(|word| self.token(word));
        } else if name.is_ascii() && !name.contains("=?") && name.len() < LINE / 2 {
            self.token(&quoted(name));
        } else {
            self.encoded_words(name);
        }
    }

    fn encoded_words(&mut self, text: &str) {
        let bytes = text.len();
        let as_q: usize = text.bytes().map(|b| if is_q_safe(b) { 1 } else { 3 }).sum();
        let is_q = as_q <= bytes.div_ceil(3) * 4;
        let mut rest = text;
        while !rest.is_empty() {
            let room = LINE.saturating_sub(self.column + 1).min(WORD);
            // A stub of a word on the rest of the line helps nobody.
            let room = if room < 24 { WORD } else { room } - WORD_FRAME;
            let (word, after) = rest.split_at(cut(rest, room, is_q));
            let encoded = if is_q { q(word) } else { base64(word.as_bytes()) };
            self.token(&format!("=?utf-8?{}?{encoded}?=", if is_q { 'Q' } else { 'B' }));
            rest = after;
        }
    }

    /// Writes `; name=value` after RFC 2231, split into numbered pieces where it is long.
    pub(super) fn parameter(&mut self, name: &'static str, value: &str) {
        self.glue(";");
        if value.is_ascii() && !value.contains("=?") && name.len() + value.len() < LINE - 10 {
            return self.token(&format!("{name}={}", quoted(value)));
        }
        let pieces = percent_pieces(value, LINE - name.len() - "*00*=utf-8'';".len() - 1);
        let last = pieces.len().saturating_sub(1);
        for (i, piece) in pieces.iter().enumerate() {
            let number = if last == 0 { String::new() } else { format!("*{i}") };
            let charset = if i == 0 { "utf-8''" } else { "" };
            self.token(&format!("{name}{number}*={charset}{piece}"));
            if i < last {
                self.glue(";");
            }
        }
    }
}

/// Returns how many bytes of the text fit into `room` when encoded; at least one character.
fn cut(text: &str, room: usize, is_q: bool) -> usize {
    let mut used = 0;
    let mut end = 0;
    for (at, c) in text.char_indices() {
        let next = at + c.len_utf8();
        used += text
            .as_bytes()
            .get(at..next)
            .unwrap_or_default()
            .iter()
            .map(|b| if is_q_safe(*b) { 1 } else { 3 })
            .sum::<usize>();
        let length = if is_q { used } else { next.div_ceil(3) * 4 };
        if length > room && end > 0 {
            break;
        }
        end = next;
    }
    end
}

fn is_atext(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b)
}

/// Bytes that stand for themselves in the Q encoding, also within a phrase (RFC 2047, 5 (3)).
fn is_q_safe(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"!*+-/ ".contains(&b)
}

fn q(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for b in text.bytes() {
        match b {
            b' ' => out.push('_'),
            b if is_q_safe(b) => out.push(char::from(b)),
            b => out.push_str(&format!("={b:02X}")),
        }
    }
    out
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

/// Splits between characters only: readers decode piece by piece.
fn percent_pieces(value: &str, room: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for c in value.chars() {
        let step: String = if c.is_ascii_alphanumeric() || "-._~".contains(c) {
            c.to_string()
        } else {
            c.encode_utf8(&mut [0; 4]).bytes().map(|b| format!("%{b:02X}")).collect()
        };
        match pieces.last_mut() {
            Some(piece) if piece.len() + step.len() <= room => piece.push_str(&step),
            _ => pieces.push(step),
        }
    }
    pieces
}

/// How the body of a part is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transfer {
    SevenBit,
    QuotedPrintable,
    Base64,
}

impl Transfer {
    /// Chooses for a text: as it is where that is safe, else the shorter encoding.
    pub(super) fn choose(text: &Lines<'_>) -> Self {
        let is_safe_line = |line: &str| {
            // `From ` is altered by mailboxes on the way, blanks at the end are lost.
            line.len() <= LINE && !line.starts_with("From ") && !line.ends_with([' ', '\t'])
        };
        let bytes = text.0.as_bytes();
        let unsafe_bytes = count(bytes, |b| !matches!(b, b' '..=b'~' | b'\n' | b'\t'));
        if unsafe_bytes == 0 && text.iter().all(is_safe_line) {
            return Self::SevenBit;
        }
        let escaped = unsafe_bytes + count(bytes, |b| b == b'=');
        // Three bytes each against four for three of all.
        if escaped * 6 <= text.wire_length() { Self::QuotedPrintable } else { Self::Base64 }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::SevenBit => "7bit",
            Self::QuotedPrintable => "quoted-printable",
            Self::Base64 => "base64",
        }
    }

    pub(super) fn write(self, out: &mut Vec<u8>, text: &Lines<'_>) {
        out.reserve(text.0.len() + text.0.len() / 4);
        match self {
            Self::Base64 => base64_lines(out, text.wire().as_bytes()),
            Self::SevenBit => text.iter().for_each(|line| {
                out.extend_from_slice(line.as_bytes());
                out.extend_from_slice(b"\r\n");
            }),
            Self::QuotedPrintable => text.iter().for_each(|line| {
                quoted_printable(out, line.as_bytes());
                out.extend_from_slice(b"\r\n");
            }),
        }
    }
}

/// A text of whole lines, the last one too. Lone CR and lone LF end a line as CRLF does.
pub(super) struct Lines<'a>(Cow<'a, str>);

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        if text.contains('\r') {
            Self(Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")))
        } else {
            Self(Cow::Borrowed(text))
        }
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.strip_suffix('\n').unwrap_or(&self.0).split('\n')
    }

    /// Returns how many bytes it has with CRLF line ends.
    fn wire_length(&self) -> usize {
        let ends = count(self.0.as_bytes(), |b| b == b'\n');
        self.0.len() + ends + if self.0.ends_with('\n') { 0 } else { 2 }
    }

    /// Returns the text with CRLF line ends only.
    fn wire(&self) -> String {
        let mut out = String::with_capacity(self.wire_length());
        self.iter().for_each(|line| {
            out.push_str(line);
            out.push_str("\r\n");
        });
        out
    }
}

/// Returns how many bytes are of a kind; of many at once, which sums of single bytes allow.
fn count(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    let few = |bytes: &[u8]| bytes.iter().map(|b| u8::from(is(*b))).sum::<u8>();
    bytes.chunks(128).map(|bytes| usize::from(few(bytes))).sum()
}

/// Writes one line without its end.
fn quoted_printable(out: &mut Vec<u8>, line: &[u8]) {
    let mut column = 0;
    let mut rest = line;
    while let Some((&b, after)) = rest.split_first() {
        let plain = plain_run(rest, column);
        if plain > 0 {
            let (run, behind) = rest.split_at(plain);
            out.extend_from_slice(run);
            column += plain;
            rest = behind;
            continue;
        }
        rest = after;
        let is_plain = is_plain(b) && !(is_blank(b) && after.is_empty()) && !(column == 0 && is_altered(b));
        if column + if is_plain { 1 } else { 3 } > BODY_LINE - 1 {
            out.extend_from_slice(b"=\r\n");
            column = 0;
        }
        // A plain byte may have come to the start of a line by the break above.
        if is_plain && !(column == 0 && is_altered(b)) {
            out.push(b);
            column += 1;
        } else {
            let [high, low] = hex(b, b"0123456789ABCDEF");
            out.extend_from_slice(&[b'=', high, low]);
            column += 3;
        }
    }
}

/// Returns the two digits of a byte.
pub(super) fn hex(b: u8, digits: &[u8; 16]) -> [u8; 2] {
    [b >> 4, b & 15].map(|n| digits.get(usize::from(n)).copied().unwrap_or(b'0'))
}

/// Returns how many bytes may be copied as they are from here on, up to the end of the line.
fn plain_run(rest: &[u8], column: usize) -> usize {
    let room = (BODY_LINE - 1).saturating_sub(column);
    let run = plain_length(rest.get(..room).unwrap_or(rest));
    let (plain, behind) = rest.split_at(run);
    match plain {
        [first, ..] if column == 0 && is_altered(*first) => 0,
        [.., last] if is_blank(*last) && behind.is_empty() => run - 1,
        _ => run,
    }
}

/// Returns how many bytes at the start are plain.
fn plain_length(bytes: &[u8]) -> usize {
    let (words, _) = bytes.as_chunks::<8>();
    let whole = 8 * words.iter().take_while(|word| are_printable(u64::from_le_bytes(**word))).count();
    whole + bytes.get(whole..).unwrap_or_default().iter().take_while(|b| is_plain(**b)).count()
}

/// Tells whether eight bytes at once are printable ASCII without `=`.
fn are_printable(word: u64) -> bool {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    let below = |word: u64, least: u8| word.wrapping_sub(ONES * u64::from(least)) & !word & HIGH;
    let holds = |b: u8| below(word ^ (ONES * u64::from(b)), 1);
    (word & HIGH) | below(word, b' ') | holds(b'=') | holds(0x7f) == 0
}

fn is_plain(b: u8) -> bool {
    matches!(b, b' '..=b'~' | b'\t') && b != b'='
}

fn is_blank(b: u8) -> bool {
    matches!(b, b' ' | b'\t')
}

/// Tells whether a byte at the start of a line is altered on the way: `From ` by mailboxes, a dot by SMTP.
fn is_altered(b: u8) -> bool {
    matches!(b, b'F' | b'.')
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn quartet(chunk: &[u8]) -> [u8; 4] {
    let at = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
    let bits = at(0) << 16 | at(1) << 8 | at(2);
    let digit = |shift: u32| ALPHABET.get((bits >> shift & 63) as usize).copied().unwrap_or(b'=');
    let pad = |index: usize, shift: u32| if chunk.len() > index { digit(shift) } else { b'=' };
    [digit(18), digit(12), pad(1, 6), pad(2, 0)]
}

fn base64(bytes: &[u8]) -> String {
    bytes.chunks(3).flat_map(quartet).map(char::from).collect()
}

pub(super) fn base64_lines(out: &mut Vec<u8>, bytes: &[u8]) {
    out.reserve(bytes.len() / 54 * 74 + 80);
    for (i, line) in bytes.chunks(BODY_LINE / 4 * 3).enumerate() {
        if i > 0 {
            out.extend_from_slice(b"\r\n");
        }
        line.chunks(3).for_each(|chunk| out.extend_from_slice(&quartet(chunk)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_bytes_are_looked_at_as_one_is() {
        for b in 0..=u8::MAX {
            for at in 0..8 {
                let mut bytes = *b"Ab ~.F09";
                bytes[at] = b;
                let expected = matches!(b, b' '..=b'~') && b != b'=';
                assert_eq!(are_printable(u64::from_le_bytes(bytes)), expected, "{b} at {at}");
            }
        }
    }

    #[test]
    fn texts_are_measured_as_they_are_written() {
        for text in ["", "a", "a\n", "\n", "a\r\nb\rc\n\nd", "\r"] {
            let lines = Lines::of(text);
            assert_eq!(lines.wire_length(), lines.wire().len(), "{text:?}");
            assert!(lines.wire().ends_with("\r\n"));
        }
        assert_eq!(Lines::of("a\r\nb\rc\n\nd").wire(), "a\r\nb\r\nc\r\n\r\nd\r\n");
    }
}
