//! Whether every character of a document can be printed: one that no font has is named, never dropped.

use serde_json::Value;
use typst::text::Font;

use crate::error::{Error, Result};

/// Errors: data, naming the first character without a glyph, its code point, and the words around it.
pub(super) fn check(data: &Value, fonts: &[Font]) -> Result<()> {
    match data {
        Value::String(text) => check_text(text, fonts),
        Value::Array(items) => items.iter().try_for_each(|item| check(item, fonts)),
        Value::Object(map) => map.values().try_for_each(|item| check(item, fonts)),
        _ => Ok(()),
    }
}

fn check_text(text: &str, fonts: &[Font]) -> Result<()> {
    let has = |c: char| fonts.iter().any(|font| font.info().coverage.contains(c as u32));
    // Most texts are plain: those take no look at a font.
    let missing = text.char_indices().find(|(_, c)| !c.is_ascii() && !is_invisible(*c) && !has(*c));
    let Some((at, c)) = missing else {
        return match text.char_indices().find(|(_, c)| c.is_ascii_control() && !matches!(c, '\n' | '\t')) {
            Some((at, c)) => Err(refusal(text, at, c)),
            None => Ok(()),
        };
    };
    Err(refusal(text, at, c))
}

/// Tells whether a character only steers the line: soft hyphen, joiners.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2060}')
}

fn refusal(text: &str, at: usize, c: char) -> Error {
    let before: Vec<char> = text[..at].chars().rev().take(25).collect();
    let before: String = before.into_iter().rev().collect();
    let after: String = text[at..].chars().take(25).collect();
    Error::data(format!(
        "the character {c} (U+{:04X}) in \"{before}{after}\" can't be printed: no font of the letterhead has it",
        c as u32
    ))
    .hint("write the name or text in Latin, Turkish or Cyrillic letters, leave the sign out, or give a font that has it as `letterhead.font` in practice.yaml")
}
