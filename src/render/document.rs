//! A rendered document: Markdown, cut into the parts that the skeleton marks.

use std::borrow::Cow;

use serde::Serialize;

use crate::compose::brief::Brief;
use crate::error::{Error, Result};
use crate::library::engine::{Engine, REASON};
use crate::library::kind::Form;
use crate::model::language::Language;
use crate::render::depth;
use crate::render::markdown::plain;

/// The part of a page that repeats its subject as a heading above the text.
pub(crate) const HEADING: &str = "heading";

/// A document in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub kind: String,
    pub form: Form,
    pub language: Language,
    /// The subject line, plain text
    pub subject: String,
    pub parts: Vec<Part>,
}

/// A part of a document: salutation, thanks, refusal, …
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    pub id: String,
    pub markdown: String,
}

/// Renders the brief.
///
/// Errors: data, with file, line and column of the template.
pub fn render(
    engine: &Engine,
    template: &str,
    brief: &Brief,
    form: Form,
    language: &Language,
) -> Result<Document> {
    let mut values = brief.values()?;
    if brief.reason_template.is_some() {
        let reason = engine.render(REASON, &values)?;
        values.put_markdown("reason", reason.trim());
    }
    let markdown = engine.render(template, &values)?;
    if engine.is_own() {
        depth::check(&markdown, || engine.place(template))?;
    }
    let document = cut(&brief.kind, form, language, &markdown);
    if form == Form::Letter && document.subject.is_empty() {
        return Err(Error::data(format!("the letter has no subject ({template})"))
            .hint("the block `subject` of the template must print something"));
    }
    Ok(document)
}

/// Cuts rendered Markdown into subject and parts.
pub fn cut(kind: &str, form: Form, language: &Language, markdown: &str) -> Document {
    let mut subject = String::new();
    let mut parts: Vec<Part> = Vec::new();
    let mut current = Part { id: "body".into(), markdown: String::new() };
    for line in markdown.lines() {
        let trimmed = line.trim();
        if let Some(id) = trimmed.strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->")) {
            parts.push(std::mem::replace(
                &mut current,
                Part { id: id.trim().to_owned(), markdown: String::new() },
            ));
            continue;
        }
        if subject.is_empty()
            && parts.is_empty()
            && form != Form::Contract
            && let Some(title) = trimmed.strip_prefix("# ")
        {
            subject = plain(title);
            continue;
        }
        current.markdown.push_str(line);
        current.markdown.push('\n');
    }
    parts.push(current);
    for part in &mut parts {
        part.markdown = tidy(&part.markdown);
    }
    parts.retain(|part| !part.markdown.is_empty());
    Document { kind: kind.to_owned(), form, language: language.clone(), subject, parts }
}

impl Document {
    /// Returns the whole document as Markdown, the subject as its heading.
    pub fn markdown(&self) -> String {
        let mut out = String::new();
        if !self.subject.is_empty() && self.part(HEADING).is_none() {
            out.push_str(&format!("# {}\n\n", crate::library::escape::markdown(&self.subject)));
        }
        out.push_str(&self.body());
        out
    }

    /// Returns the Markdown without the subject.
    pub fn body(&self) -> String {
        let length: usize = self.parts.iter().map(|part| part.markdown.len() + 2).sum();
        let mut out = String::with_capacity(length);
        for (i, part) in self.parts.iter().enumerate() {
            out.push_str(if i == 0 { "" } else { "\n\n" });
            out.push_str(&part.markdown);
        }
        out.push('\n');
        out
    }

    /// Returns the words between salutation and closing, as plain text.
    pub fn inner_text(&self) -> String {
        let inner: Vec<&str> = self
            .parts
            .iter()
            .filter(|p| !matches!(p.id.as_str(), HEADING | "salutation" | "closing" | "signature" | "footer"))
            .map(|p| p.markdown.as_str())
            .collect();
        plain(&inner.join("\n\n"))
    }

    /// Returns the subject and every part as plain text that is not wrapped: what a speller or a reader checks.
    pub fn whole_text(&self) -> String {
        let parts = self.parts.iter().map(|p| plain(&p.markdown));
        let texts = std::iter::once(self.subject.clone()).chain(parts).filter(|t| !t.is_empty());
        texts.collect::<Vec<_>>().join("\n")
    }

    /// Returns a part by its id.
    pub fn part(&self, id: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.id == id)
    }

    /// Reads a document back from Markdown that a person has edited: the first heading is the subject.
    pub fn from_markdown(&self, markdown: &str) -> Self {
        cut(&self.kind, self.form, &self.language, markdown)
    }
}

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
