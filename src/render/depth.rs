//! How deep a document's lists, quotations and emphasis may nest: what writes them grows with depth times length.

use pulldown_cmark::{Event, TagEnd};

use crate::error::{Error, Place, Result};
use crate::render::markdown::parser;

/// More levels than anybody reads.
const LIMIT: usize = 20;
/// A line may open this many levels before its Markdown is parsed at all: the parser too grows with the depth.
const MARKS: usize = 200;

/// Refuses Markdown that nests too deep; `place` is the template it comes from.
///
/// Errors: data, naming the template and how the place begins.
pub fn check(markdown: &str, place: impl FnOnce() -> Place) -> Result<()> {
    match deep(markdown) {
        None => Ok(()),
        Some(words) => Err(Error::data(format!(
            "lists or quotations nest deeper than {LIMIT} levels{words}"
        ))
        .at(place())
        .hint("look for a loop that prints `>`, `-` or spaces at the start of a line, and print it once")),
    }
}

/// Returns where Markdown nests too deep, as the words of an error.
fn deep(markdown: &str) -> Option<String> {
    let at_line = |number: usize| format!(" (line {number} of what the template printed)");
    if let Some(i) = markdown.lines().position(|line| marks(line) > MARKS) {
        return Some(at_line(i + 1));
    }
    let mut depth = 0_usize;
    for (event, range) in parser(markdown).into_offset_iter() {
        match event {
            Event::Start(tag) if is_level(tag.to_end()) => depth += 1,
            Event::End(tag) if is_level(tag) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > LIMIT {
            let before = markdown.get(..range.start).unwrap_or_default();
            return Some(at_line(before.matches('\n').count() + 1));
        }
    }
    None
}

/// Tells whether a tag is a level to the eye, which the item of a list and the paragraph of a quotation are not.
fn is_level(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Link
            | TagEnd::Image
    )
}

/// Returns how many marks of quotations and items a line begins with.
fn marks(line: &str) -> usize {
    let is_mark = |c: char| c.is_ascii_digit() || matches!(c, '>' | '-' | '*' | '+' | '.' | ')' | ' ' | '\t');
    let start = line.len() - line.trim_start_matches(is_mark).len();
    line[..start].chars().filter(|c| matches!(c, '>' | '-' | '*' | '+' | '.' | ')')).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_deep(markdown: &str) -> bool {
        check(markdown, || Place::file("note.md")).is_err()
    }

    #[test]
    fn what_people_write_passes() {
        assert!(!is_deep(
            "- a\n  - b\n    > c\n    > > **d [*e*](https://example.org)**\n\n| a | b |\n|---|---|\n"
        ));
        assert!(!is_deep(&"> ".repeat(LIMIT)));
        assert!(!is_deep(&format!("{}\n", "-".repeat(MARKS))));
    }

    #[test]
    fn what_nobody_reads_is_refused() {
        for nest in ["> ", "- ", "1. ", ">"] {
            assert!(is_deep(&format!("{}a", nest.repeat(LIMIT + 1))), "{nest}");
            assert!(is_deep(&format!("{}a", nest.repeat(100_000))), "{nest}");
        }
        let emphasis = LIMIT + 1;
        assert!(is_deep(&format!("{}c{}", "_a *b ".repeat(emphasis), "*_".repeat(emphasis))));
    }
}
