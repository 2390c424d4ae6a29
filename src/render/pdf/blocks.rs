//! Markdown as a tree of values for the page templates: text stays text, and nothing of it becomes markup.

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;

use crate::render::markdown::parser;
use crate::render::pdf::breaks;
use crate::render::pdf::field::Field;

/// What reading may gather and refer to.
pub(super) struct Reading<'r> {
    /// Where fields are gathered
    pub(super) fields: &'r mut Vec<Field>,
    /// Whether places to fill in become fields
    pub(super) live: bool,
    /// Ids that links within the document may lead to
    pub(super) anchors: &'r [String],
}

/// Reads Markdown into blocks.
pub(super) fn blocks(markdown: &str, reading: &mut Reading<'_>) -> Vec<Value> {
    let mut events = parser(markdown);
    Reader { events: &mut events, reading }.blocks()
}

/// Reads short texts, one a line, into the nodes of each.
pub(super) fn lines(markdown: &str, reading: &mut Reading<'_>) -> Vec<Vec<Value>> {
    markdown.lines().map(|line| line.trim_end_matches('\\')).map(|line| one(line, reading)).collect()
}

fn one(line: &str, reading: &mut Reading<'_>) -> Vec<Value> {
    // Text such as "1. Fees" would be read as a list; behind an invisible joiner it is not, and then the joiner goes.
    let guarded = format!("\u{2060}{line}");
    let first = blocks(&guarded, reading).into_iter().next();
    let mut nodes = match first {
        Some(Value::Object(mut block)) => match block.remove("c") {
            Some(Value::Array(nodes)) => nodes,
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    if let Some(Value::String(text)) = nodes.first_mut() {
        *text = text.trim_start_matches('\u{2060}').to_owned();
    }
    nodes
}

/// Returns text in composed form, which is what fonts have glyphs for.
pub(super) fn composed(text: &str) -> String {
    text.nfc().collect()
}

struct Reader<'e, 'r, 'f, I> {
    events: &'e mut I,
    reading: &'r mut Reading<'f>,
}

impl<'a, I: Iterator<Item = Event<'a>>> Reader<'_, '_, '_, I> {
    /// Reads blocks up to the end of what holds them.
    fn blocks(&mut self) -> Vec<Value> {
        let mut blocks = Vec::new();
        // Text of a tight list item stands without a paragraph around it.
        let mut loose: Vec<Value> = Vec::new();
        while let Some(event) = self.events.next() {
            match event {
                Event::End(_) => break,
                Event::Start(tag) if is_block(&tag) => {
                    flush(&mut loose, &mut blocks);
                    if let Some(block) = self.block(&tag) {
                        blocks.push(block);
                    }
                }
                Event::Rule => {
                    flush(&mut loose, &mut blocks);
                    blocks.push(json!({"k": "rule"}));
                }
                event => self.node(event, &mut loose),
            }
        }
        flush(&mut loose, &mut blocks);
        blocks
    }

    fn block(&mut self, tag: &Tag<'_>) -> Option<Value> {
        Some(match tag {
            Tag::Paragraph => json!({"k": "p", "c": self.nodes()}),
            Tag::Heading { level, .. } => json!({"k": "h", "level": *level as u8, "c": self.nodes()}),
            Tag::BlockQuote(_) => json!({"k": "quote", "b": self.blocks()}),
            Tag::CodeBlock(_) => json!({"k": "p", "c": self.nodes()}),
            Tag::HtmlBlock => json!({"k": "p", "c": self.nodes()}),
            Tag::List(first) => self.list(*first),
            Tag::Table(alignment) => self.table(alignment),
            _ => {
                self.blocks();
                return None;
            }
        })
    }

    fn list(&mut self, first: Option<u64>) -> Value {
        let mut items = Vec::new();
        while let Some(event) = self.events.next() {
            match event {
                Event::Start(Tag::Item) => items.push(self.blocks()),
                Event::End(TagEnd::List(_)) => break,
                _ => {}
            }
        }
        let tight = items.iter().all(|item| item.iter().filter(|block| block["k"] == "p").count() < 2);
        match first {
            None => json!({"k": "ul", "tight": tight, "items": items}),
            Some(start) => json!({"k": "ol", "tight": tight, "start": start, "items": items}),
        }
    }

    fn table(&mut self, alignment: &[Alignment]) -> Value {
        let align: Vec<&str> = alignment
            .iter()
            .map(|side| match side {
                Alignment::Right => "right",
                Alignment::Center => "center",
                _ => "left",
            })
            .collect();
        let mut head = Vec::new();
        let mut rows: Vec<Vec<Value>> = Vec::new();
        let mut in_head = false;
        while let Some(event) = self.events.next() {
            match event {
                Event::Start(Tag::TableHead) => in_head = true,
                Event::End(TagEnd::TableHead) => in_head = false,
                Event::Start(Tag::TableRow) => rows.push(Vec::new()),
                Event::Start(Tag::TableCell) => {
                    let nodes = self.nodes();
                    match rows.last_mut() {
                        Some(row) if !in_head => row.push(json!({"c": nodes})),
                        _ => head.push(nodes),
                    }
                }
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        let widths = widths(&head, &rows);
        let words = words(&head, &rows);
        json!({"k": "table", "align": align, "widths": widths, "words": words, "head": head, "rows": rows})
    }

    /// Reads the nodes of a paragraph up to its end.
    fn nodes(&mut self) -> Vec<Value> {
        let mut nodes = Vec::new();
        while let Some(event) = self.events.next() {
            match event {
                Event::End(_) => break,
                event => self.node(event, &mut nodes),
            }
        }
        breaks::place(nodes)
    }

    fn node(&mut self, event: Event<'a>, nodes: &mut Vec<Value>) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                push_text(&text, nodes);
            }
            Event::SoftBreak => push_text(" ", nodes),
            Event::HardBreak => nodes.push(json!({"k": "br"})),
            Event::Start(Tag::Strong) => {
                let inner = self.nodes();
                nodes.push(json!({"k": "strong", "c": inner}));
            }
            Event::Start(Tag::Emphasis) => {
                let inner = self.nodes();
                nodes.push(json!({"k": "emph", "c": inner}));
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                let mut inner = self.nodes();
                match dest_url.strip_prefix('#') {
                    Some(id) if self.reading.anchors.iter().any(|known| known == id) => {
                        nodes.push(json!({"k": "to", "id": id, "c": inner}));
                    }
                    None if safe(&dest_url) => {
                        // On paper a link is of use only with its address.
                        if !told(&dest_url, &plain(&inner)) {
                            push_text(&format!(" ({dest_url})"), &mut inner);
                            inner = breaks::place(inner);
                        }
                        nodes.push(json!({"k": "link", "url": &*dest_url, "c": inner}));
                    }
                    _ => nodes.extend(inner),
                }
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                let label = plain(&self.nodes());
                match Field::parse(&dest_url, &label) {
                    Some(field) => {
                        let kind = field.kind.name();
                        let index = self.reading.live.then_some(self.reading.fields.len());
                        self.reading.fields.extend(self.reading.live.then_some(field));
                        nodes.push(json!({"k": "field", "kind": kind, "label": label, "i": index}));
                    }
                    None => push_text(&label, nodes),
                }
            }
            Event::Start(_) => {
                let inner = self.nodes();
                nodes.extend(inner);
            }
            _ => {}
        }
    }
}

fn flush(loose: &mut Vec<Value>, blocks: &mut Vec<Value>) {
    if !loose.is_empty() {
        blocks.push(json!({"k": "p", "c": breaks::place(std::mem::take(loose))}));
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(tag, Tag::Strong | Tag::Emphasis | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
}

fn push_text(text: &str, nodes: &mut Vec<Value>) {
    let text = composed(text);
    if let Some(Value::String(last)) = nodes.last_mut() {
        last.push_str(&text);
    } else if !text.is_empty() {
        nodes.push(Value::String(text));
    }
}

fn plain(nodes: &[Value]) -> String {
    nodes
        .iter()
        .map(|node| match node {
            Value::String(text) => text.clone(),
            node => node["c"].as_array().map_or_else(String::new, |inner| plain(inner)),
        })
        .collect()
}

/// A link with a scheme that could run something is shown as plain text.
fn safe(url: &str) -> bool {
    let url = url.to_ascii_lowercase();
    ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| url.starts_with(scheme))
}

/// Tells whether the text of a link already gives its address.
fn told(url: &str, text: &str) -> bool {
    let bare = |s: &str| {
        let s = s.trim();
        let s = s.split_once("://").map_or(s, |(_, rest)| rest);
        s.trim_start_matches("mailto:").trim_start_matches("tel:").trim_end_matches('/').to_lowercase()
    };
    url.starts_with("mailto:") || url.starts_with("tel:") || bare(text).contains(&bare(url))
}

/// Shares the width of a table among its columns by the longest text of each, within bounds: a column of
/// figures stays narrow, and none starves.
fn widths(head: &[Vec<Value>], rows: &[Vec<Value>]) -> Vec<usize> {
    (0..head.len())
        .map(|i| {
            let cells = rows.iter().filter_map(|row| row.get(i)).map(|cell| length(&cell["c"]));
            cells.chain([length(&json!(head[i]))]).max().unwrap_or(0).clamp(8, 40)
        })
        .collect()
}

/// Returns the longest words of each column, which it must not be narrower than.
fn words(head: &[Vec<Value>], rows: &[Vec<Value>]) -> Vec<Vec<String>> {
    const MEASURED: usize = 3;
    (0..head.len())
        .map(|i| {
            let mut words = Vec::new();
            for cell in rows.iter().filter_map(|row| row.get(i)) {
                collect_words(&cell["c"], &mut words);
            }
            collect_words(&json!(head[i]), &mut words);
            words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
            words.dedup();
            words.truncate(MEASURED);
            words
        })
        .collect()
}

fn collect_words(nodes: &Value, words: &mut Vec<String>) {
    for node in nodes.as_array().into_iter().flatten() {
        match node {
            // A hyphen or a slash is no sure place to break; a space is, but not one that does not break.
            Value::String(text) => words.extend(
                text.split(|c: char| c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}')
                    .filter(|word| !word.is_empty())
                    .map(str::to_owned),
            ),
            node => collect_words(&node["c"], words),
        }
    }
}

fn length(nodes: &Value) -> usize {
    nodes.as_array().map_or(0, |nodes| {
        nodes
            .iter()
            .map(|node| match node {
                Value::String(text) => text.chars().count(),
                node if node["k"] == "field" => {
                    if node["kind"] == "check" {
                        2
                    } else {
                        24
                    }
                }
                node => length(&node["c"]),
            })
            .sum()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(markdown: &str) -> (Vec<Value>, Vec<Field>) {
        let mut fields = Vec::new();
        let mut reading = Reading { fields: &mut fields, live: true, anchors: &["fees".to_owned()] };
        let tree = blocks(markdown, &mut reading);
        (tree, fields)
    }

    #[test]
    fn markdown_becomes_values_and_hostile_text_stays_text() {
        let (tree, _) = read("#panic(1) **b *i*** <lab> [x](javascript:1)\\\n$m$ @ref");
        assert_eq!(
            tree,
            vec![json!({"k": "p", "c": [
                "#panic(1) ",
                {"k": "strong", "c": ["b ", {"k": "emph", "c": ["i"]}]},
                " <lab> ",
                "x",
                {"k": "br"},
                "$m$ @ref"
            ]})]
        );
    }

    #[test]
    fn fields_lists_and_tables_are_read() {
        let markdown =
            "1. one\n   - two\n\n| A | B |\n|---|--:|\n| ![Sign here](field:signature/client_sign) | 1 |";
        let (tree, fields) = read(markdown);
        assert_eq!(tree[0]["items"][0][1]["items"][0][0]["c"], json!(["two"]));
        assert_eq!(tree[1]["align"], json!(["left", "right"]));
        assert_eq!(
            tree[1]["rows"][0][0]["c"][0],
            json!({"k": "field", "kind": "signature", "label": "Sign here", "i": 0})
        );
        assert_eq!(fields[0].name, "client_sign");
        assert_eq!(fields[0].label, "Sign here");
    }
}
