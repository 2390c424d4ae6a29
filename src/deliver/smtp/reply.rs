//! Replies of a mail server: cut out of the bytes as they come in, bounded, made safe to print.
//!
//! Floor: deliver. Pure: no network, no time. The one place where bytes of a foreign server are read.

use crate::error::is_unprintable;

/// Longest line of a reply with its end, in bytes. RFC 5321, 4.5.3.1.5 asks for 512 at least.
const LINE_MAX: usize = 1_000;
/// Longest reply in bytes. The longest answers to EHLO seen have under 2 KiB.
const REPLY_MAX: usize = 32 * 1024;
/// As much of a reply as a message to the user may carry, in characters.
const SHOWN_MAX: usize = 300;

/// One whole reply: `250-first`, `250 last`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// From 200 to 559; all lines carry the same.
    pub code: u16,
    /// The text of each line, without code and line end, printable.
    pub lines: Vec<String>,
}

impl Reply {
    /// Returns code and text in one line, cut to what fits into a message to the user.
    pub fn shown(&self) -> String {
        let text = self.text();
        if text.is_empty() { self.code.to_string() } else { format!("{} {text}", self.code) }
    }

    /// Returns the text in one line, without the code.
    pub fn text(&self) -> String {
        let words: Vec<&str> = self.lines.iter().flat_map(|line| line.split_whitespace()).collect();
        words.join(" ").chars().take(SHOWN_MAX).collect()
    }

    /// Tells whether the server said yes: 2xx.
    pub fn is_yes(&self) -> bool {
        self.code / 100 == 2
    }

    /// Tells whether the server said "not now" or "no": 4xx or 5xx.
    pub fn is_no(&self) -> bool {
        self.code >= 400
    }

    /// Returns the reply in the strict form of RFC 5321, for a parser that insists on it.
    pub(crate) fn to_wire(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for (i, line) in self.lines.iter().enumerate() {
            let mark = if i + 1 == self.lines.len() { ' ' } else { '-' };
            // A server may leave the text out (RFC 5321, 4.2); lettre wants a word.
            let text = if line.trim().is_empty() { "ok" } else { line };
            out.extend_from_slice(format!("{}{mark}{text}\r\n", self.code).as_bytes());
        }
        out
    }
}

/// Why the bytes are not a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// A line or the whole is longer than any server needs.
    TooLong,
    /// The line is not of the form `250 text`; as much as may be shown of it.
    Garbage(String),
    /// The lines of one reply carry different codes.
    MixedCodes,
}

/// The bytes received so far, and the lines of the reply under way.
#[derive(Debug, Default)]
pub struct Replies {
    input: Vec<u8>,
    code: Option<u16>,
    lines: Vec<String>,
    size: usize,
}

impl Replies {
    /// Takes in what came from the network.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.input.extend_from_slice(bytes);
    }

    /// Tells whether nothing is left over behind the last reply.
    pub fn is_empty(&self) -> bool {
        self.input.is_empty() && self.lines.is_empty()
    }

    /// Returns the next whole reply; `None` until more bytes have come.
    ///
    /// # Errors
    /// When no more bytes can make a reply of it.
    pub fn take(&mut self) -> Result<Option<Reply>, Broken> {
        while let Some(end) = self.input.iter().position(|b| *b == b'\n') {
            let line: Vec<u8> = self.input.drain(..=end).collect();
            self.size += line.len();
            if line.len() > LINE_MAX || self.size > REPLY_MAX {
                return Err(Broken::TooLong);
            }
            let line = line.strip_suffix(b"\r\n").or(line.strip_suffix(b"\n")).unwrap_or(&line);
            let (code, is_last, text) = split(line).ok_or_else(|| Broken::Garbage(to_printable(line)))?;
            if self.code.is_some_and(|first| first != code) {
                return Err(Broken::MixedCodes);
            }
            self.code = Some(code);
            self.lines.push(to_printable(text));
            if is_last {
                self.code = None;
                self.size = 0;
                return Ok(Some(Reply { code, lines: std::mem::take(&mut self.lines) }));
            }
        }
        if self.input.len() > LINE_MAX { Err(Broken::TooLong) } else { Ok(None) }
    }
}

/// Splits a line into code, whether it is the last, and text.
fn split(line: &[u8]) -> Option<(u16, bool, &[u8])> {
    let (code, rest) = line.split_at_checked(3)?;
    let [a @ b'2'..=b'5', b @ b'0'..=b'5', c @ b'0'..=b'9'] = code else { return None };
    let digit = |byte: &u8| u16::from(byte - b'0');
    let code = digit(a) * 100 + digit(b) * 10 + digit(c);
    match rest.split_first() {
        None => Some((code, true, rest)),
        Some((b' ', text)) => Some((code, true, text)),
        Some((b'-', text)) => Some((code, false, text)),
        Some(_) => None,
    }
}

/// Returns the text with everything that could steer a terminal, or is not UTF-8, as a question mark.
///
/// One byte for one or more, so that a line never grows past what lettre accepts.
fn to_printable(line: &[u8]) -> String {
    String::from_utf8_lossy(line)
        .chars()
        .map(|c| match c {
            '\t' => ' ',
            char::REPLACEMENT_CHARACTER => '?',
            c if is_unprintable(c) => '?',
            c => c,
        })
        .take(LINE_MAX)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8]) -> Vec<Result<Option<Reply>, Broken>> {
        let mut replies = Replies::default();
        replies.feed(bytes);
        let mut out = Vec::new();
        loop {
            let next = replies.take();
            let go_on = matches!(next, Ok(Some(_)));
            out.push(next);
            if !go_on {
                return out;
            }
        }
    }

    fn reply(code: u16, lines: &[&str]) -> Result<Option<Reply>, Broken> {
        Ok(Some(Reply { code, lines: lines.iter().map(|line| (*line).to_owned()).collect() }))
    }

    #[test]
    fn replies_are_cut_one_by_one() {
        assert_eq!(
            all(b"250-a\r\n250 b\r\n354 go\r\n250"),
            [reply(250, &["a", "b"]), reply(354, &["go"]), Ok(None)]
        );
        assert_eq!(all(b"250\r\n"), [reply(250, &[""]), Ok(None)]);
        assert_eq!(all(b"250 bare line feed\n"), [reply(250, &["bare line feed"]), Ok(None)]);
    }

    #[test]
    fn what_is_no_reply_is_named() {
        for line in ["HTTP/1.1 400 Bad", "2505 ok", "199 ok", "299 ok", "650 ok", "25", "", "250_ok"] {
            let bytes = format!("{line}\r\n");
            assert_eq!(all(bytes.as_bytes()), [Err(Broken::Garbage(line.to_owned()))], "{line}");
        }
        assert_eq!(all(b"250-a\r\n550 b\r\n"), [Err(Broken::MixedCodes)]);
    }

    #[test]
    fn length_is_bounded() {
        assert_eq!(all(&[b'2'; LINE_MAX + 1]), [Err(Broken::TooLong)]);
        assert_eq!(all("250-x\r\n".repeat(REPLY_MAX / 7 + 1).as_bytes()), [Err(Broken::TooLong)]);
        let long = format!("250 {}\r\n", "x".repeat(LINE_MAX - 6));
        assert!(matches!(all(long.as_bytes()).first(), Some(Ok(Some(_)))));
    }

    #[test]
    fn text_cannot_steer_the_terminal() {
        let cut = all(b"550 \x1b[2Jgone\x07 \xff\xfe\r\n");
        assert_eq!(cut.first(), Some(&reply(550, &["?[2Jgone? ??"])));
        let text = Reply { code: 550, lines: vec!["no  such".into(), " user".into()] };
        assert_eq!(text.shown(), "550 no such user");
    }

    #[test]
    fn arbitrary_bytes_are_bounded_and_never_panic() {
        use proptest::prelude::{ProptestConfig, any, proptest};
        use proptest::{collection, sample};
        let bytes = sample::select(b"2450-3 \r\nab\xc3\x9f\x00".to_vec());
        proptest!(ProptestConfig::with_cases(ProptestConfig::default().cases.max(2_000)), |(
            structured in collection::vec(bytes, 0..80),
            wild in collection::vec(any::<u8>(), 0..80),
        )| {
            for input in [structured, wild] {
                for next in all(&input) {
                    if let Ok(Some(reply)) = next {
                        let mut again = Replies::default();
                        again.feed(&reply.to_wire());
                        let second = again.take();
                        assert_eq!(second.map(|r| r.map(|r| (r.code, r.lines.len()))),
                            Ok(Some((reply.code, reply.lines.len()))));
                    }
                }
            }
        });
    }
}
