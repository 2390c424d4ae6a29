//! From rendered Markdown to sections: headings with ids, markers for clauses and signature boxes.

use crate::error::{Error, Place, Result};
use crate::render::contract::{Paragraph, Role, Section, SignatureBox};
use crate::render::markdown::plain;
use crate::render::tidy::tidy;

/// Cuts the Markdown into the title and the sections.
///
/// Errors: data, when there is no title or an id stands twice.
pub(super) fn cut(markdown: &str, template: &str) -> Result<(String, Vec<Section>)> {
    let mut cutter = Cutter::default();
    for line in markdown.lines() {
        cutter.line(line);
    }
    cutter.flush();
    let mut sections = cutter.sections;
    sections.retain(|s| s.heading.is_some() || !s.paragraphs.is_empty() || !s.boxes.is_empty());
    for (i, section) in sections.iter().enumerate() {
        if sections.iter().take(i).any(|s| s.id == section.id) {
            return Err(Error::data(format!("the id `{}` stands at two headings", section.id))
                .at(Place::file(template))
                .hint("give each article and annex an id of its own"));
        }
    }
    match cutter.title {
        Some(title) if !title.is_empty() => Ok((title, sections)),
        _ => Err(Error::data("the contract has no title")
            .at(Place::file(template))
            .hint("the block `title` of the template must print something")),
    }
}

#[derive(Default)]
struct Cutter {
    title: Option<String>,
    sections: Vec<Section>,
    /// The clause that is being read
    clause: String,
    /// The signature box that is being read
    in_box: Option<String>,
    /// Whether the open article is one paragraph without a number, whatever blank lines stand in it
    whole: bool,
    buffer: String,
}

impl Cutter {
    fn line(&mut self, line: &str) {
        let trimmed = line.trim();
        let marker = trimmed.strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
        let hashes = trimmed.bytes().take_while(|b| *b == b'#').count();
        if let Some(marker) = marker {
            self.flush();
            self.marker(marker.trim());
        } else if (1..=3).contains(&hashes) && trimmed[hashes..].starts_with(' ') {
            self.flush();
            self.heading(hashes, trimmed[hashes..].trim());
        } else {
            self.buffer.push_str(line);
            self.buffer.push('\n');
        }
    }

    fn marker(&mut self, marker: &str) {
        let marker = unescaped(marker);
        let (word, id) = marker.split_once(' ').unwrap_or((&marker, ""));
        match word {
            "clause" => {
                id.clone_into(&mut self.clause);
                self.in_box = None;
            }
            "box" => self.in_box = Some(id.to_owned()),
            "change" => self.open(&format!("change_{id}"), Role::Plain, None),
            id => self.open(id, Role::Plain, None),
        }
    }

    fn heading(&mut self, level: usize, text: &str) {
        let (text, attributes) = match text.rfind('{').filter(|_| text.ends_with('}')) {
            Some(at) => (text[..at].trim_end(), text[at + 1..text.len() - 1].trim()),
            None => (text, ""),
        };
        if self.title.is_none() && level == 1 {
            self.title = Some(plain(text));
            return;
        }
        let has = |class: &str| attributes.split_whitespace().any(|word| word == class);
        let id = attributes.split_whitespace().find_map(|word| word.strip_prefix('#'));
        let id = id.map_or_else(|| format!("section_{}", self.sections.len() + 1), unescaped);
        let role = match level {
            1 if has(".apart") => Role::Apart,
            1 if has(".sheet") => Role::Sheet,
            1 => Role::Annex,
            _ if id == "signatures" || level == 3 => Role::Signatures,
            _ if has(".unnumbered") => Role::Plain,
            _ => Role::Article,
        };
        self.open(&id, role, Some(text));
        self.whole = has(".whole");
    }

    fn open(&mut self, id: &str, role: Role, title: Option<&str>) {
        id.clone_into(&mut self.clause);
        self.in_box = None;
        self.whole = false;
        self.sections.push(Section {
            id: id.to_owned(),
            role,
            number: None,
            title: title.map(str::to_owned),
            heading: title.map(str::to_owned),
            paragraphs: Vec::new(),
            boxes: Vec::new(),
        });
    }

    /// Puts what was gathered into the open section.
    fn flush(&mut self) {
        let buffer = std::mem::take(&mut self.buffer);
        let tidied = tidy(&buffer);
        if tidied.is_empty() {
            return;
        }
        if self.sections.is_empty() {
            self.open("opening", Role::Plain, None);
        }
        let clause = self.clause.clone();
        let Some(section) = self.sections.last_mut() else { return };
        if let Some(id) = &self.in_box {
            section.boxes.push(SignatureBox { id: id.clone(), markdown: tidied });
            return;
        }
        if self.whole {
            let markdown = tidied.split("\n\n").map(apart_tables).collect::<Vec<_>>().join("\n\n");
            match section.paragraphs.last_mut() {
                Some(last) => last.markdown.push_str(&format!("\n\n{markdown}")),
                None => section.paragraphs.push(Paragraph {
                    clause,
                    opens_clause: false,
                    number: None,
                    label: None,
                    markdown,
                }),
            }
            return;
        }
        let mut opens = true;
        for block in tidied.split("\n\n") {
            // A list or table belongs to the sentence above it; rows that a loop set apart belong together.
            let joined = ["- ", "| ", "|", "    "].iter().any(|mark| block.starts_with(mark));
            match section.paragraphs.last_mut().filter(|p| joined && p.clause == clause) {
                Some(last) => {
                    let row = last.markdown.lines().last().is_some_and(|l| l.starts_with('|'));
                    last.markdown.push_str(if row && block.starts_with('|') { "\n" } else { "\n\n" });
                    last.markdown.push_str(block);
                }
                None => {
                    let opens_clause = opens && !section.paragraphs.is_empty();
                    section.paragraphs.push(Paragraph {
                        clause: clause.clone(),
                        opens_clause,
                        number: None,
                        label: None,
                        markdown: apart_tables(block),
                    });
                    opens = false;
                }
            }
        }
    }
}

/// An id that is a value stands escaped in Markdown: `late\_payment`.
fn unescaped(id: &str) -> String {
    id.replace('\\', "")
}

/// Sets a blank line before a table that stands right below a sentence: Markdown would not see it otherwise.
fn apart_tables(block: &str) -> String {
    let mut out = String::with_capacity(block.len() + 1);
    let mut table = true;
    for line in block.lines() {
        let row = line.starts_with('|');
        if row && !table {
            out.push('\n');
        }
        table = row;
        out.push_str(line);
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out
}
