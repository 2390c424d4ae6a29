//! The text of a file: whether it is text at all, and where in it something stands.

use std::ops::Range;

use crate::error::{Error, Place, Result};
use crate::yaml::{MAX_BYTES, is_secret};

/// Longer lines are not shown, and taken for secret where they stand above.
const MAX_LINE: usize = 4000;

/// A value with the text it was read from.
#[derive(Clone, Debug)]
pub struct Located<T> {
    pub value: T,
    pub source: Source,
}

impl<T> Located<T> {
    /// Returns the place of a key path such as `fees.session` or `languages[1]`.
    pub fn place(&self, path: &str) -> Place {
        self.source.place(path)
    }

    /// Changes the value and keeps the text.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Located<U> {
        Located { value: change(self.value), source: self.source }
    }
}

/// The text of a file and the name that messages call it by.
#[derive(Clone, Debug)]
pub struct Source {
    file: String,
    text: String,
}

impl Source {
    /// Accepts a byte order mark, CRLF and a missing final line end.
    ///
    /// Errors: larger than [`MAX_BYTES`], not UTF-8, or with a control character other than tab and line end.
    pub(super) fn new(bytes: &[u8], file: &str) -> Result<Self> {
        let whole = || Place::file(file);
        if bytes.len() > MAX_BYTES {
            return Err(Error::data(format!(
                "the file is {} bytes long, at most {MAX_BYTES} are read",
                bytes.len()
            ))
            .at(whole())
            .hint("is this the right file? A practice folder holds short texts only"));
        }
        let text = std::str::from_utf8(bytes).map_err(|e| {
            let line = bytes.iter().take(e.valid_up_to()).filter(|b| **b == b'\n').count() + 1;
            let wide = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
            let found = if wide { "UTF-16" } else { "bytes that are not UTF-8" };
            let mut place = whole();
            place.line = Some(line);
            Error::data(format!("the file holds {found}"))
                .at(place)
                .hint("save the file as UTF-8 text in your editor")
        })?;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let source = Self { file: file.to_owned(), text: text.to_owned() };
        match text.char_indices().find(|(_, c)| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}'))
        {
            Some((at, c)) => {
                Err(Error::data(format!("the control character U+{:04X} stands in the file", c as u32))
                    .at(source.at(&(at..at + 1)))
                    .hint("delete that character; only text, tabs and line ends may stand in the file"))
            }
            None => Ok(source),
        }
    }

    pub fn file(&self) -> &str {
        &self.file
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the place of a range of bytes, with its source line, secrets left out.
    pub(super) fn at(&self, span: &Range<usize>) -> Place {
        let start = floor(&self.text, span.start);
        let before = self.text.get(..start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        let rest = self.text.get(line_start..).unwrap_or_default();
        let line_end = line_start + rest.find(['\n', '\r']).unwrap_or(rest.len());
        let line = before.matches('\n').count() + 1;
        let column = self.text.get(line_start..start).unwrap_or_default().chars().count() + 1;
        let end = floor(&self.text, span.end).clamp(start, line_end.max(start));
        let width = self.text.get(start..end).unwrap_or_default().trim_end().chars().count().max(1);
        Place {
            file: self.file.clone(),
            line: Some(line),
            column: Some(column),
            source_line: self.shown(line),
            width,
        }
    }

    /// Returns a source line as messages may show it: what follows a key that holds a secret is left out, and
    /// lines that nobody typed are not shown.
    fn shown(&self, number: usize) -> Option<String> {
        let lines: Vec<&str> = self.text.lines().take(number).collect();
        let line = lines.last().filter(|line| line.len() <= MAX_LINE)?;
        let indent = |line: &str| line.len() - line.trim_start().len();
        // A secret may be folded over several lines below its key.
        let mut depth = indent(line);
        for above in lines.iter().rev().skip(1).filter(|l| !l.trim().is_empty()) {
            if indent(above) < depth {
                depth = indent(above);
                if secret_value(above).is_some() {
                    return Some("*** (not shown)".to_owned());
                }
            }
        }
        Some(match secret_value(line) {
            Some(at) => format!("{} *** (not shown)", line.get(..at).unwrap_or_default()),
            // A tab would move the text away from its caret.
            None => line.replace('\t', " "),
        })
    }
}

/// Returns where the value of a secret key begins in a line: behind the colon.
fn secret_value(line: &str) -> Option<usize> {
    if line.len() > MAX_LINE {
        return Some(0);
    }
    let mut from = 0;
    while let Some(colon) = line.get(from..)?.find(':').map(|i| from + i) {
        let key = line.get(..colon)?.trim_end().trim_end_matches(['"', '\'']);
        let key = key.rsplit([' ', '{', ',', '"', '\'', '-', '\t']).next().unwrap_or_default();
        if is_secret(key) {
            return Some(colon + 1);
        }
        from = colon + 1;
    }
    None
}

/// Returns the nearest character boundary at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}
