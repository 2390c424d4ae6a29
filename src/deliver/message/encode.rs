//! The encodings of mail: encoded words, parameters, quoted-printable, base64.
//!
//! Written here and not taken from the mail library: its builder panics on line ends in names, leaves
//! text that looks like an encoded word undone, and picks boundaries at random. Everything written is ASCII
//! with CRLF line ends only.

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
    /// Chooses for a text with CRLF line ends: as it is where that is safe, else the shorter encoding.
    pub(super) fn choose(text: &str) -> Self {
        let is_safe_line = |line: &str| {
            // `From ` is altered by mailboxes on the way, blanks at the end are lost.
            line.len() <= LINE && !line.starts_with("From ") && !line.ends_with([' ', '\t'])
        };
        if text.bytes().all(|b| SAFE[usize::from(b)]) && text.split("\r\n").all(is_safe_line) {
            return Self::SevenBit;
        }
        let escaped = text.bytes().filter(|b| !SAFE[usize::from(*b)] || *b == b'=').count();
        // Three bytes each against four for three of all.
        if escaped * 6 <= text.len() { Self::QuotedPrintable } else { Self::Base64 }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::SevenBit => "7bit",
            Self::QuotedPrintable => "quoted-printable",
            Self::Base64 => "base64",
        }
    }

    pub(super) fn write(self, out: &mut Vec<u8>, body: &[u8]) {
        match self {
            Self::SevenBit => out.extend_from_slice(body),
            Self::QuotedPrintable => quoted_printable(out, body),
            Self::Base64 => base64_lines(out, body),
        }
    }
}

/// Bytes that a body of text may hold as they are.
const SAFE: [bool; 256] = {
    let mut safe = [false; 256];
    let mut b = b' ';
    while b <= b'~' {
        safe[b as usize] = true;
        b += 1;
    }
    safe[b'\r' as usize] = true;
    safe[b'\n' as usize] = true;
    safe[b'\t' as usize] = true;
    safe
};

/// Returns the text with CRLF line ends only: lone CR and lone LF count as line ends too.
pub(super) fn crlf(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 32 + 2);
    let mut lines = |text: &str| {
        for line in text.split_inclusive('\n') {
            match line.strip_suffix('\n') {
                Some(line) => {
                    out.push_str(line);
                    out.push_str("\r\n");
                }
                None => out.push_str(line),
            }
        }
    };
    if text.contains('\r') {
        lines(&text.replace("\r\n", "\n").replace('\r', "\n"));
    } else {
        lines(text);
    }
    out
}

fn quoted_printable(out: &mut Vec<u8>, body: &[u8]) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    out.reserve(body.len() + body.len() / 4);
    let mut column = 0;
    let mut rest = body;
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
        if b == b'\r' && after.first() == Some(&b'\n') {
            rest = after.get(1..).unwrap_or_default();
            out.extend_from_slice(b"\r\n");
            column = 0;
            continue;
        }
        let is_plain = is_plain(b) && !(is_blank(b) && ends_line(after)) && !(column == 0 && is_altered(b));
        if column + if is_plain { 1 } else { 3 } > BODY_LINE - 1 {
            out.extend_from_slice(b"=\r\n");
            column = 0;
        }
        // A plain byte may have come to the start of a line by the break above.
        if is_plain && !(column == 0 && is_altered(b)) {
            out.push(b);
            column += 1;
        } else {
            let digit = |n: u8| HEX.get(usize::from(n)).copied().unwrap_or(b'0');
            out.extend_from_slice(&[b'=', digit(b >> 4), digit(b & 15)]);
            column += 3;
        }
    }
}

/// Returns how many bytes may be copied as they are from here on, up to the end of the line.
fn plain_run(rest: &[u8], column: usize) -> usize {
    let room = (BODY_LINE - 1).saturating_sub(column);
    let run = rest.iter().take(room).take_while(|b| is_plain(**b)).count();
    let (plain, behind) = rest.split_at(run);
    match plain {
        [first, ..] if column == 0 && is_altered(*first) => 0,
        [.., last] if is_blank(*last) && ends_line(behind) => run - 1,
        _ => run,
    }
}

fn is_plain(b: u8) -> bool {
    SAFE[usize::from(b)] && !matches!(b, b'=' | b'\r' | b'\n')
}

fn is_blank(b: u8) -> bool {
    matches!(b, b' ' | b'\t')
}

fn ends_line(rest: &[u8]) -> bool {
    matches!(rest.first(), None | Some(b'\r'))
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

fn base64_lines(out: &mut Vec<u8>, bytes: &[u8]) {
    out.reserve(bytes.len() / 54 * 74 + 80);
    for (i, line) in bytes.chunks(BODY_LINE / 4 * 3).enumerate() {
        if i > 0 {
            out.extend_from_slice(b"\r\n");
        }
        line.chunks(3).for_each(|chunk| out.extend_from_slice(&quartet(chunk)));
    }
}
