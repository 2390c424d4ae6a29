//! A contract as plain text: numbers hang in the margin, boxes stand one below the other.

use crate::render::contract::{Contract, Section};
use crate::render::text::blocks;

/// Columns of a line.
const WIDTH: usize = 72;
/// Columns that the number of a paragraph takes.
const MARGIN: usize = 6;

/// Writes the contract as plain text.
pub fn text(contract: &Contract) -> String {
    let mut parts = vec![contract.title.clone()];
    for section in &contract.sections {
        section_text(section, contract, &mut parts);
    }
    let mut out = parts.join("\n\n");
    out.push('\n');
    out
}

fn section_text(section: &Section, contract: &Contract, parts: &mut Vec<String>) {
    if let Some(heading) = &section.heading {
        parts.push(format!("\n{}", blocks(&heading.replace('\n', "\\\n"), None, WIDTH)));
    }
    let manner = Some(&contract.manner);
    for paragraph in &section.paragraphs {
        let Some(label) = &paragraph.label else {
            parts.push(blocks(&paragraph.markdown, manner, WIDTH));
            continue;
        };
        let body = blocks(&paragraph.markdown, manner, WIDTH - MARGIN);
        let lines = body.lines().enumerate().map(|(i, line)| match (i, line.is_empty()) {
            (0, _) => format!("{label:MARGIN$}{line}"),
            (_, true) => String::new(),
            _ => format!("{:MARGIN$}{line}", ""),
        });
        parts.push(lines.collect::<Vec<_>>().join("\n"));
    }
    for signature in &section.boxes {
        parts.push(blocks(&signature.markdown, manner, WIDTH));
    }
}
