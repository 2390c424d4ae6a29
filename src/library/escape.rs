//! Escaping of values for Markdown, so that data never becomes markup.

use std::borrow::Cow;

/// Returns the value with every character that Markdown could read as markup escaped by a backslash.
///
/// Letters, digits and ordinary punctuation stay as they are, so that the Markdown remains readable. Line
/// ends become single spaces: a value is one line wherever it lands.
///
/// ```
/// use garbo::library::escape::markdown;
/// assert_eq!(markdown("[click](http://evil) *a*"), "\\[click\\](http://evil) \\*a\\*");
/// assert_eq!(markdown("Anna-Maria O’Neil"), "Anna-Maria O’Neil");
/// ```
///
/// Source: CommonMark 0.31.2, sections 2.4 (backslash escapes) and 5.1, 5.2 (what may begin a block).
pub fn markdown(value: &str) -> Cow<'_, str> {
    let trimmed = value.trim();
    let starts_block = trimmed.starts_with(['-', '+', '=', '#', '>', '~', ':']);
    let numbered = ordered_marker(trimmed);
    let special = |c: char| {
        matches!(
            c,
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '#' | '$' | '^'
        )
    };
    let plain = trimmed.len() == value.len()
        && !starts_block
        && numbered.is_none()
        && !value.contains(|c: char| special(c) || c.is_control())
        && !value.contains("  ");
    if plain {
        return Cow::Borrowed(value);
    }
    let mut out = String::with_capacity(trimmed.len() + 8);
    if starts_block {
        out.push('\\');
    }
    let mut last_space = false;
    for (i, c) in trimmed.char_indices() {
        if c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}' {
            if !last_space {
                out.push(' ');
            }
            last_space = true;
            continue;
        }
        last_space = false;
        if (special(c) && !(i == 0 && starts_block)) || numbered == Some(i) {
            out.push('\\');
        }
        if !c.is_control() {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Returns where the `.` or `)` of a would-be list number stands: `1. ` or `12) ` at the start.
fn ordered_marker(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=9)
        .contains(&digits)
        .then_some(digits)
        .filter(|at| matches!(text.as_bytes().get(*at), Some(b'.' | b')')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped_and_plain_text_is_not() {
        assert_eq!(markdown("1. Anna"), "1\\. Anna");
        assert_eq!(markdown("- item"), "\\- item");
        assert_eq!(markdown("# title"), "\\# title");
        assert_eq!(markdown("a\n\n# b"), "a \\# b");
        assert_eq!(markdown("<script> & {{ x }}"), "\\<script\\> \\& \\{\\{ x \\}\\}");
        assert_eq!(markdown("Иван-Пётр"), "Иван-Пётр");
        assert_eq!(markdown("    code"), "code");
        assert!(matches!(markdown("Müller & Söhne"), Cow::Owned(_)));
    }
}
