//! A contract as Markdown, with its numbers written out, to be read or edited in any program.

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::render::contract::field::field;
use crate::render::contract::{Contract, Role};
use crate::render::markdown::parser;
use crate::render::text::{blank, mark};

/// Writes the contract as Markdown: numbers, letters and references in words, fields as lines.
pub fn markdown(contract: &Contract) -> String {
    let mut out = format!("# {}\n", crate::library::escape::markdown(&contract.title));
    for section in &contract.sections {
        if let Some(heading) = &section.heading {
            let level = if matches!(section.role, Role::Annex | Role::Sheet) { "#" } else { "##" };
            out.push_str(&format!("\n{level} {}\n", heading.replace('\n', " · ")));
        }
        for paragraph in &section.paragraphs {
            out.push('\n');
            if let Some(label) = &paragraph.label {
                // "1. " at the start of a line would begin a list.
                out.push_str(&format!("{} ", label.replace('.', "\\.")));
            }
            out.push_str(&written_out(&paragraph.markdown, contract));
            out.push('\n');
        }
        for signature in &section.boxes {
            out.push('\n');
            out.push_str(&written_out(&signature.markdown, contract));
            out.push('\n');
        }
    }
    out
}

/// Returns the Markdown of a paragraph with references as words, fields as lines, items with their letters.
fn written_out(markdown: &str, contract: &Contract) -> String {
    let mut cuts: Vec<(std::ops::Range<usize>, String)> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut item = 0;
    for (event, range) in parser(markdown).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { ref dest_url, .. }) if dest_url.starts_with('#') => {
                let words = markdown[range.clone()].trim_start_matches('[');
                let words = words.rsplit_once("](").map_or(words, |(words, _)| words);
                cuts.push((range, words.to_owned()));
            }
            Event::Start(Tag::Image { ref dest_url, .. }) => {
                if let Some((kind, _)) = field(dest_url) {
                    let label = markdown[range.clone()].trim_start_matches("![");
                    let label = label.rsplit_once("](").map_or(label, |(label, _)| label);
                    cuts.push((range, blank(kind, label).replace('_', "\\_")));
                }
            }
            Event::Start(Tag::List(None)) => {
                if open.is_empty() {
                    item = 0;
                }
                open.push(range.start);
            }
            Event::End(TagEnd::List(false)) => {
                open.pop();
            }
            Event::Start(Tag::Item) if open.len() == 1 => {
                let mark = mark(&contract.manner, item);
                item += 1;
                cuts.push((range.start..range.start + 2, format!("- {mark} ")));
            }
            _ => {}
        }
    }
    let mut out = String::with_capacity(markdown.len());
    let mut at = 0;
    for (range, text) in cuts {
        if range.start < at {
            continue;
        }
        out.push_str(&markdown[at..range.start]);
        out.push_str(&text);
        at = range.end;
    }
    out.push_str(&markdown[at..]);
    out
}
