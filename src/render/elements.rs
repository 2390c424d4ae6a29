//! Markdown as HTML elements with inline style.

use std::fmt::Write;

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use crate::library::lexicon::Manner;
use crate::render::contract::field::{FieldKind, field};
use crate::render::markdown::parser;
use crate::render::wrap::mark;

const CELL: &str =
    "padding:.3em .8em .3em 0;text-align:left;vertical-align:top;border-bottom:1px solid #8888";

/// Writes Markdown as HTML elements with inline style. Raw HTML is shown as text, never passed through.
pub fn body(markdown: &str, out: &mut String) {
    write(markdown, None, out);
}

/// As [`body`]; the items of a contract's lists bear its letters, its fields are lines and boxes.
pub(crate) fn write(markdown: &str, manner: Option<&Manner>, out: &mut String) {
    let mut head = false;
    let mut items: Vec<usize> = Vec::new();
    let mut filled: Option<(FieldKind, String)> = None;
    for event in parser(markdown) {
        match event {
            Event::Text(text) if filled.is_some() => {
                if let Some((_, label)) = &mut filled {
                    label.push_str(&text);
                }
            }
            Event::Text(text) => escape_into(&text, out),
            Event::Code(text) => {
                let _ = write!(out, "<code>{}</code>", escape(&text));
            }
            Event::Html(text) | Event::InlineHtml(text) => out.push_str(&escape(&text)),
            Event::SoftBreak => out.push('\n'),
            Event::HardBreak => out.push_str("<br>\n"),
            Event::Rule => out.push_str("<hr>\n"),
            Event::Start(Tag::Image { dest_url, .. }) => {
                filled = field(&dest_url).map(|(kind, _)| (kind, String::new()));
            }
            Event::End(TagEnd::Image) => {
                if let Some((kind, label)) = filled.take() {
                    blank(kind, &label, out);
                }
            }
            Event::Start(Tag::List(None)) if manner.is_some() => {
                items.push(0);
                out.push_str("<ul style=\"list-style:none;margin:0 0 1em;padding-left:1.8em\">\n");
            }
            Event::End(TagEnd::List(false)) if manner.is_some() => {
                items.pop();
                out.push_str("</ul>\n");
            }
            Event::Start(Tag::Item) if manner.is_some() => {
                let (Some(manner), Some(item)) = (manner, items.last_mut()) else { continue };
                let mark = escape(&mark(manner, *item));
                *item += 1;
                let _ = write!(
                    out,
                    "<li style=\"margin:0 0 .4em\"><span style=\"display:inline-block;min-width:1.8em;margin-left:-1.8em\">{mark}</span>"
                );
            }
            Event::Start(tag) => {
                head = matches!(tag, Tag::TableHead) || head && !matches!(tag, Tag::TableRow);
                start(&tag, head, out);
            }
            Event::End(tag) => {
                end(tag, head, out);
                head = head && tag != TagEnd::TableHead;
            }
            _ => {}
        }
    }
}

/// Writes what stands for a field on paper: a line to write on or a box to tick, which its label names to a screen
/// reader; the text beside it says to the eye what it is for.
fn blank(kind: FieldKind, label: &str, out: &mut String) {
    let width = match kind {
        FieldKind::Check => {
            let _ = write!(out, "<span role=\"img\" aria-label=\"{}\">\u{2610}</span>", escape(label));
            return;
        }
        FieldKind::Stamp => {
            let _ = write!(
                out,
                "<span style=\"display:inline-block;padding:1.2em .8em;border:1px dashed\">{}</span>",
                escape(label)
            );
            return;
        }
        FieldKind::Initials => "4em",
        FieldKind::Date => "9em",
        FieldKind::Signature | FieldKind::Text => "16em",
    };
    let height = if kind == FieldKind::Signature { "2.4em" } else { "1.2em" };
    if kind == FieldKind::Initials {
        let _ = write!(out, "{}: ", escape(label));
    }
    let _ = write!(
        out,
        "<span role=\"img\" aria-label=\"{}\" style=\"display:inline-block;width:{width};max-width:100%;height:{height};border-bottom:1px solid;vertical-align:bottom\"></span>",
        escape(label)
    );
}

fn start(tag: &Tag<'_>, head: bool, out: &mut String) {
    match tag {
        Tag::Paragraph => out.push_str("<p style=\"margin:0 0 1em\">"),
        Tag::Heading { level, .. } => {
            let _ = write!(out, "<h{} style=\"font-size:1.15em;margin:1.4em 0 .6em\">", rank(*level));
        }
        Tag::List(None) => out.push_str("<ul style=\"margin:0 0 1em;padding-left:1.4em\">\n"),
        Tag::List(Some(first)) => {
            let _ = writeln!(out, "<ol start=\"{first}\" style=\"margin:0 0 1em;padding-left:1.6em\">");
        }
        Tag::Item => out.push_str("<li style=\"margin:0 0 .4em\">"),
        Tag::Strong => out.push_str("<strong>"),
        Tag::Emphasis => out.push_str("<em>"),
        Tag::BlockQuote(_) => out
            .push_str("<blockquote style=\"margin:0 0 1em;padding-left:1em;border-left:3px solid #8888\">\n"),
        Tag::Link { dest_url, .. } => {
            // A link with a scheme that could run something is shown as plain text.
            let safe = ["https://", "http://", "mailto:", "tel:", "#"]
                .iter()
                .any(|s| dest_url.to_ascii_lowercase().starts_with(s));
            if safe {
                let _ = write!(out, "<a href=\"{}\">", escape(dest_url));
            } else {
                out.push_str("<span>");
            }
        }
        Tag::Table(_) => out.push_str("<table style=\"border-collapse:collapse;margin:0 0 1em\">\n"),
        Tag::TableHead | Tag::TableRow => out.push_str("<tr>"),
        Tag::TableCell => {
            let _ = write!(out, "<{} style=\"{CELL}\">", if head { "th scope=\"col\"" } else { "td" });
        }
        _ => {}
    }
}

fn end(tag: TagEnd, head: bool, out: &mut String) {
    match tag {
        TagEnd::Paragraph => out.push_str("</p>\n"),
        TagEnd::Heading(level) => {
            let _ = writeln!(out, "</h{}>", rank(level));
        }
        TagEnd::List(false) => out.push_str("</ul>\n"),
        TagEnd::List(true) => out.push_str("</ol>\n"),
        TagEnd::Item => out.push_str("</li>\n"),
        TagEnd::Strong => out.push_str("</strong>"),
        TagEnd::Emphasis => out.push_str("</em>"),
        TagEnd::BlockQuote(_) => out.push_str("</blockquote>\n"),
        TagEnd::Link => {
            // `<a>` and `<span>` close alike: the one that is open is the last one written.
            let opened_span = out.rfind("<span>") > out.rfind("<a href=");
            out.push_str(if opened_span { "</span>" } else { "</a>" });
        }
        TagEnd::Table => out.push_str("</table>\n"),
        TagEnd::TableHead | TagEnd::TableRow => out.push_str("</tr>\n"),
        TagEnd::TableCell => out.push_str(if head { "</th>" } else { "</td>" }),
        _ => {}
    }
}

fn rank(level: HeadingLevel) -> u8 {
    level as u8
}

/// Escapes text for HTML content and attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_into(text, &mut out);
    out
}

fn escape_into(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|b| matches!(b, b'&' | b'<' | b'>' | b'"' | b'\'')) {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        out.push_str(match special.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            Some(b'"') => "&quot;",
            _ => "&#39;",
        });
        rest = special.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
}
