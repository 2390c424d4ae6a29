//! A rendered document: Markdown, cut into the parts that the skeleton marks.

use std::sync::Arc;

use crate::library::kind::Form;
use crate::model::language::Language;
use crate::render::markdown::plain;
use crate::render::part::{Part, Parts, are_separate};

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
    pub parts: Vec<Arc<Part>>,
}

/// Cuts rendered Markdown into subject and parts.
pub fn cut(kind: &str, form: Form, language: &Language, markdown: &str) -> Document {
    cut_into(&Parts::default(), kind, form, language, markdown)
}

/// As [`cut`]; parts that were seen before are taken from there.
pub(crate) fn cut_into(
    known: &Parts,
    kind: &str,
    form: Form,
    language: &Language,
    markdown: &str,
) -> Document {
    let mut subject = String::new();
    let mut parts: Vec<Arc<Part>> = Vec::new();
    let (mut id, mut printed) = ("body", String::with_capacity(1024));
    for line in markdown.lines() {
        let begun = line.trim_start();
        let mark = begun.strip_prefix("<!--").and_then(|rest| rest.trim_end().strip_suffix("-->"));
        if let Some(next) = mark {
            parts.push(known.part(id, &printed));
            printed.clear();
            id = next.trim();
            continue;
        }
        if subject.is_empty()
            && parts.is_empty()
            && form != Form::Contract
            && let Some(title) = begun.trim_end().strip_prefix("# ")
        {
            subject = known.title(title);
            continue;
        }
        printed.push_str(line);
        printed.push('\n');
    }
    parts.push(known.part(id, &printed));
    parts.retain(|part| !part.markdown().is_empty());
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
        let length: usize = self.parts.iter().map(|part| part.markdown().len() + 2).sum();
        let mut out = String::with_capacity(length);
        for (i, part) in self.parts.iter().enumerate() {
            out.push_str(if i == 0 { "" } else { "\n\n" });
            out.push_str(part.markdown());
        }
        out.push('\n');
        out
    }

    /// Returns the words between salutation and closing, as plain text.
    pub fn inner_text(&self) -> String {
        let inner = || {
            let is_inner = |part: &&Part| {
                !matches!(part.id(), HEADING | "salutation" | "closing" | "signature" | "footer")
            };
            self.parts.iter().map(Arc::as_ref).filter(is_inner)
        };
        if are_separate(inner()) {
            let mut text: String = inner().map(Part::plain).collect();
            text.truncate(text.trim_end().len());
            return text;
        }
        plain(&inner().map(Part::markdown).collect::<Vec<_>>().join("\n\n"))
    }

    /// Returns the subject and every part as plain text that is not wrapped: what a speller or a reader checks.
    pub fn whole_text(&self) -> String {
        let parts = self.parts.iter().map(|p| p.plain().trim_end());
        let texts = std::iter::once(self.subject.as_str()).chain(parts).filter(|t| !t.is_empty());
        texts.collect::<Vec<_>>().join("\n")
    }

    /// Returns a part by its id.
    pub fn part(&self, id: &str) -> Option<&Part> {
        self.parts.iter().map(Arc::as_ref).find(|part| part.id() == id)
    }

    /// Reads a document back from Markdown that a person has edited: the first heading is the subject.
    pub fn from_markdown(&self, markdown: &str) -> Self {
        cut(&self.kind, self.form, &self.language, markdown)
    }
}
