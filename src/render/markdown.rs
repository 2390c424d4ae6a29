//! The Markdown that garbo understands, and its plain text.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The Markdown that garbo understands: CommonMark, tables, heading ids.
pub(crate) fn parser(markdown: &str) -> Parser<'_> {
    Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES)
}

/// Returns the text of Markdown, blocks separated by line ends.
pub(crate) fn plain(markdown: &str) -> String {
    let mut out = words(markdown);
    out.truncate(out.trim_end().len());
    out
}

/// Returns the text of Markdown, a line end after each block.
pub(crate) fn words(markdown: &str) -> String {
    let mut out = String::new();
    for event in parser(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::SoftBreak => out.push(' '),
            Event::HardBreak => out.push('\n'),
            Event::Start(Tag::TableCell) if !out.is_empty() && !out.ends_with('\n') => {
                out.push(' ');
            }
            Event::End(
                TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_) | TagEnd::TableRow | TagEnd::TableHead,
            ) if !out.ends_with('\n') => {
                out.push('\n');
            }
            _ => {}
        }
    }
    out
}
