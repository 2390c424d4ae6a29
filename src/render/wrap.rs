//! Markdown as plain text: wrapped, no marks left.

use pulldown_cmark::{Event, Tag, TagEnd};
use textwrap::core::display_width;

use crate::library::lexicon::Manner;
use crate::render::contract::field::{FieldKind, field};
use crate::render::markdown::parser;

/// Columns of a line: what mail programs quote without breaking again.
pub(crate) const WIDTH: usize = 72;
/// Columns of a quoted line, before its mark.
const QUOTED_WIDTH: usize = 90;

/// Writes Markdown as plain text, wrapped at 72 columns.
pub fn markdown_to_text(markdown: &str) -> String {
    let mut out = blocks(markdown, None, WIDTH);
    out.push('\n');
    out
}

/// Writes Markdown as plain text, wrapped at `width` columns; items of a contract's lists bear its letters.
pub(crate) fn blocks(markdown: &str, manner: Option<&Manner>, width: usize) -> String {
    shown(markdown, manner, width).unwrap_or_default()
}

/// As [`blocks`]; `None` where nothing shows, not even an empty line.
pub(crate) fn shown(markdown: &str, manner: Option<&Manner>, width: usize) -> Option<String> {
    let mut writer = Writer { width, manner, ..Writer::default() };
    for event in parser(markdown) {
        writer.event(event);
    }
    (!writer.blocks.is_empty()).then(|| writer.blocks.join("\n\n"))
}

/// Returns what stands for a field on paper: a line to write on, a box to tick. The text beside it says what for; the
/// label, which a screen reader needs, is printed only where no such text stands.
pub(crate) fn blank(kind: FieldKind, label: &str) -> String {
    match kind {
        FieldKind::Check => "[ ]".to_owned(),
        FieldKind::Stamp => format!("[ {label} ]"),
        FieldKind::Initials => format!("{label}: ______"),
        FieldKind::Date => "______________".to_owned(),
        FieldKind::Signature | FieldKind::Text => "__________________________".to_owned(),
    }
}

/// Returns the mark of the item at that place of a contract's list: a), б), (c); after the last letter, the number.
pub(crate) fn mark(manner: &Manner, index: usize) -> String {
    let letter = manner.letters.chars().nth(index).map_or_else(|| (index + 1).to_string(), String::from);
    manner.item.replace("{letter}", &letter)
}

#[derive(Default)]
struct Writer<'a> {
    width: usize,
    manner: Option<&'a Manner>,
    /// The place of the item in the outer list
    item: usize,
    /// A field: its kind and where its label begins
    field: Option<(FieldKind, usize)>,
    blocks: Vec<String>,
    line: String,
    lists: Vec<Option<u64>>,
    items: Vec<String>,
    link: Option<(String, usize)>,
    table: Vec<Vec<String>>,
    row: Vec<String>,
    /// Where the blocks of each open quotation begin
    quotes: Vec<usize>,
}

impl Writer<'_> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) => self.line.push_str(&text),
            Event::SoftBreak => self.line.push(' '),
            Event::HardBreak => self.line.push('\n'),
            Event::Start(Tag::Link { dest_url, .. }) => {
                self.link = Some((dest_url.to_string(), self.line.len()))
            }
            Event::End(TagEnd::Link) => self.end_link(),
            Event::Start(Tag::Image { dest_url, .. }) => {
                self.field = field(&dest_url).map(|(kind, _)| (kind, self.line.len()));
            }
            Event::End(TagEnd::Image) => {
                if let Some((kind, from)) = self.field.take() {
                    let label = self.line.split_off(from);
                    self.line.push_str(&blank(kind, &label));
                }
            }
            Event::Start(Tag::List(first)) => {
                self.flush();
                if self.lists.is_empty() {
                    self.item = 0;
                }
                self.lists.push(first);
            }
            Event::End(TagEnd::List(_)) => {
                self.lists.pop();
                if self.lists.is_empty() {
                    let items = std::mem::take(&mut self.items);
                    self.blocks.push(items.join("\n"));
                }
            }
            Event::End(TagEnd::Item) => self.end_item(),
            Event::End(TagEnd::Paragraph) if self.lists.is_empty() => self.flush(),
            Event::End(TagEnd::Paragraph) => self.line.push('\n'),
            Event::End(TagEnd::Heading(_)) => self.flush(),
            Event::Start(Tag::BlockQuote(_)) => {
                self.flush();
                self.quotes.push(self.blocks.len());
            }
            Event::End(TagEnd::BlockQuote(_)) => {
                self.flush();
                let from = self.quotes.pop().unwrap_or(0).min(self.blocks.len());
                let inner = self.blocks.split_off(from).join("\n\n");
                let quoted: Vec<String> =
                    inner.lines().map(|l| format!("> {l}").trim_end().to_owned()).collect();
                self.blocks.push(quoted.join("\n"));
            }
            Event::Rule => self.blocks.push("-".repeat(24)),
            Event::End(TagEnd::TableCell) => self.row.push(std::mem::take(&mut self.line)),
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => {
                self.table.push(std::mem::take(&mut self.row))
            }
            Event::End(TagEnd::Table) => {
                let table = std::mem::take(&mut self.table);
                self.blocks.push(table_text(&table, self.width));
            }
            _ => {}
        }
    }

    fn end_link(&mut self) {
        if let Some((url, from)) = self.link.take() {
            let shown = url.strip_prefix("mailto:").unwrap_or(&url).to_owned();
            let title = self.line.get(from..).unwrap_or_default().to_owned();
            // A reference within the document reads as its words.
            if shown.starts_with('#') {
                return;
            }
            if title.is_empty() || title == shown {
                self.line.truncate(from);
                self.line.push_str(&shown);
            } else {
                self.line.push_str(": ");
                self.line.push_str(&shown);
            }
        }
    }

    fn end_item(&mut self) {
        let depth = self.lists.len().saturating_sub(1);
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                let mark = format!("{number}. ");
                *number += 1;
                mark
            }
            _ => match self.manner.filter(|_| depth == 0) {
                Some(manner) => {
                    let mark = mark(manner, self.item);
                    self.item += 1;
                    format!("{mark} ")
                }
                None => "- ".to_owned(),
            },
        };
        let first = format!("{}{mark}", "  ".repeat(depth));
        let next = " ".repeat(first.chars().count());
        let text = std::mem::take(&mut self.line);
        self.items.push(wrap_to(self.width, text.trim(), &first, &next));
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.line);
        if !text.trim().is_empty() {
            // Quoted lines keep the breaks their writer gave them.
            let width = if self.quotes.is_empty() { self.width } else { QUOTED_WIDTH };
            self.blocks.push(wrap_to(width, text.trim(), "", ""));
        }
    }
}

/// Wraps each line of a text; the first begins with `first`, all others with `next`.
fn wrap_to(width: usize, text: &str, first: &str, next: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2 * first.len() + 32);
    for (i, line) in text.split('\n').enumerate() {
        if i > 0 {
            out.push('\n');
        }
        wrap_line(line.trim(), width, if i == 0 { first } else { next }, next, &mut out);
    }
    out
}

/// Wraps a line where blanks stand, as many words to a line as fit; a word wider than the line stays whole.
fn wrap_line(line: &str, width: usize, first: &str, next: &str, out: &mut String) {
    if line.is_empty() {
        return;
    }
    let mut from = out.len();
    out.push_str(first);
    let room = |indent: &str| width.saturating_sub(display_width(indent));
    let mut left = room(first);
    let (mut begun, mut blanks) = (false, "");
    let mut rest = line;
    while !rest.is_empty() {
        let word_end = rest.find(' ').unwrap_or(rest.len());
        let (word, after) = rest.split_at(word_end);
        let (spaces, after) = after.split_at(after.len() - after.trim_start_matches(' ').len());
        let wide = display_width(word);
        if begun && blanks.len() + wide > left {
            trim_from(from, out);
            out.push('\n');
            from = out.len();
            out.push_str(next);
            left = room(next);
        } else {
            out.push_str(blanks);
            left = left.saturating_sub(blanks.len());
        }
        out.push_str(word);
        left = left.saturating_sub(wide);
        (begun, blanks, rest) = (true, spaces, after);
    }
    trim_from(from, out);
}

/// Takes the blanks of any kind from the end of the line that begins at a byte.
fn trim_from(from: usize, out: &mut String) {
    let length = out.get(from..).unwrap_or_default().trim_end().len();
    out.truncate(from + length);
}

/// Sets a table in columns, or row by row where it does not fit the width.
fn table_text(table: &[Vec<String>], within: usize) -> String {
    let columns = table.iter().map(Vec::len).max().unwrap_or(0);
    let width = display_width;
    let widths: Vec<usize> = (0..columns)
        .map(|c| table.iter().filter_map(|row| row.get(c)).map(|cell| width(cell)).max().unwrap_or(0))
        .collect();
    if widths.iter().sum::<usize>() + 2 * columns <= within {
        let lines = table.iter().map(|row| {
            let cells =
                row.iter().zip(&widths).map(|(cell, w)| format!("{cell}{}", " ".repeat(w - width(cell))));
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        });
        return lines.collect::<Vec<_>>().join("\n");
    }
    let Some((head, rows)) = table.split_first() else { return String::new() };
    let rows = rows.iter().map(|row| {
        let cells = head.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
        cells
            .enumerate()
            .map(|(i, (name, cell))| {
                wrap_to(within, &format!("{name}: {cell}"), if i == 0 { "- " } else { "  " }, "  ")
            })
            .collect::<Vec<_>>()
            .join("\n")
    });
    rows.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_wrapped_as_the_library_wraps_them() {
        use proptest::prelude::{ProptestConfig, proptest};
        use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

        let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
        proptest!(config, |(text in "[a-zд漢é\u{a0}-]{0,9}( {1,3}[a-zд漢é\u{a0}-]{1,9}){0,30}", width in 8_usize..40)| {
            for (first, next) in [("", ""), ("- ", "  "), ("  12. ", "      ")] {
                let options = Options::new(width)
                    .word_separator(WordSeparator::AsciiSpace)
                    .word_splitter(WordSplitter::NoHyphenation)
                    .break_words(false)
                    .wrap_algorithm(WrapAlgorithm::FirstFit)
                    .initial_indent(first)
                    .subsequent_indent(next);
                let lines = textwrap::wrap(text.trim(), options);
                let expected: Vec<_> = lines.iter().map(|line| line.trim_end()).collect();
                assert_eq!(wrap_to(width, &text, first, next), expected.join("\n"));
            }
        });
    }
}
