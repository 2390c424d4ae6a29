//! Markdown as a template printed it, made as a person would write it.

use std::borrow::Cow;

/// Joins the lines of paragraphs, drops surplus blank lines and spaces, closes up lists.
///
/// Templates break lines where their logic does; the letter breaks them where the text does.
pub(crate) fn tidy(markdown: &str) -> String {
    let mut blocks: Vec<String> = Vec::new();
    let mut fresh = true;
    for line in markdown.lines() {
        let line = squeeze(line);
        let text = line.trim();
        if text.is_empty() {
            fresh = true;
            continue;
        }
        let item = is_item(text);
        let own_line = item || text.starts_with(['|', '#', '>']) || text.starts_with("```");
        let list_indent = line.starts_with("  ") && blocks.last().is_some_and(|b| is_item(b));
        match blocks.last_mut() {
            Some(last) if !fresh && own_line => {
                last.push('\n');
                last.push_str(text);
            }
            Some(last) if fresh && item && is_item(last) => {
                last.push('\n');
                last.push_str(text);
            }
            Some(last) if !fresh && last.ends_with('\\') => {
                last.push('\n');
                last.push_str(text);
            }
            Some(last) if !fresh && last.rsplit('\n').next().is_some_and(|l| l.starts_with(['|', '#'])) => {
                last.push('\n');
                last.push_str(text);
            }
            Some(last) if !fresh => {
                last.push(' ');
                last.push_str(text);
            }
            Some(last) if list_indent => {
                // Four spaces belong to the item whether it has a dash or a number of two digits.
                last.push_str("\n\n    ");
                last.push_str(text);
            }
            _ => blocks.push(text.to_owned()),
        }
        fresh = false;
    }
    blocks.join("\n\n")
}

fn is_item(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    text.starts_with("- ") || (digits > 0 && text[digits..].starts_with(". "))
}

/// Makes runs of ordinary spaces single, and takes the space before a comma or full stop that a branch left.
fn squeeze(line: &str) -> Cow<'_, str> {
    let inner = line.trim_start_matches(' ').as_bytes();
    let is_loose = |pair: &[u8]| {
        matches!(pair, [b' ', b' ' | b',' | b'.' | b';'] | [b'.', b'.'] | [b'\t', _] | [_, b'\t'])
    };
    if inner.windows(2).any(is_loose) {
        Cow::Owned(squeezed(line))
    } else {
        Cow::Borrowed(line.trim_end_matches(' '))
    }
}

fn squeezed(line: &str) -> String {
    let indent = line.len() - line.trim_start_matches(' ').len();
    let mut out = " ".repeat(indent);
    let mut space = false;
    let mut rest = line[indent..].chars().peekable();
    while let Some(c) = rest.next() {
        if c == ' ' || c == '\t' {
            space = true;
            continue;
        }
        if space {
            if !matches!(c, ',' | '.' | ';') {
                out.push(' ');
            }
            space = false;
        } else if c == '.' && ends_abbreviation(&out) && rest.peek().is_none_or(|next| *next == ' ') {
            // The full stop of "6 p.m." or «22 ноября 2026 г.» ends the sentence as well.
            continue;
        }
        out.push(c);
    }
    out
}

/// Tells whether a text ends with a letter and a full stop: p.m., г., Anna R.
fn ends_abbreviation(text: &str) -> bool {
    text.strip_suffix('.').and_then(|text| text.chars().next_back()).is_some_and(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_joined_and_lists_closed_up() {
        let text = "One\ntwo  three\n\n\n- a\n\n- b\n\nNext\\\nline";
        assert_eq!(tidy(text), "One two three\n\n- a\n- b\n\nNext\\\nline");
        assert_eq!(tidy("From 10 to 11 a.m.. Well... so."), "From 10 to 11 a.m. Well... so.");
    }
}
