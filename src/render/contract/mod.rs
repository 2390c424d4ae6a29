//! A contract: rendered Markdown cut into articles, paragraphs, signature boxes, annexes and sheets; numbered.
//!
//! The skeleton's headings and markers carry the structure (`cut`); numbers and references are reckoned from it
//! (`number`); two languages stand side by side by id ([`columns`]). Floor: render.

pub(crate) mod bare;
mod changes;
pub mod columns;
pub mod compare;
mod compose;
mod cut;
pub mod field;
mod html;
pub mod issued;
mod leftover;
mod markdown;
mod matched;
mod number;
pub mod placed;
mod reading;
pub mod spot;
mod text;

use serde::Serialize;

use crate::error::Result;
use crate::library::lexicon::Manner;
use crate::model::language::Language;

pub use crate::render::contract::compose::render;
pub use crate::render::contract::html::{html, html_columns};
pub use crate::render::contract::markdown::markdown;
pub use crate::render::contract::text::text;

/// A contract in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    pub kind: String,
    pub language: Language,
    /// The title, plain text
    pub title: String,
    pub manner: Manner,
    pub sections: Vec<Section>,
}

/// A part of a contract with or without a heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Section {
    /// `parties`, `fees`, `signatures`, `annex_privacy`, `consent_release`
    pub id: String,
    pub role: Role,
    /// The number of an article or annex
    pub number: Option<usize>,
    /// The title as Markdown within a line
    pub title: Option<String>,
    /// The whole heading, number and title in the manner of the language; a line end may part them
    pub heading: Option<String>,
    pub paragraphs: Vec<Paragraph>,
    pub boxes: Vec<SignatureBox>,
}

/// What a section is to the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Text without a number: place and date, parties, recitals, the closing note
    Plain,
    /// A numbered article
    Article,
    /// What is signed at the end, and what belongs on the same page
    Signatures,
    /// Begins on a page of its own, after the signatures
    Annex,
    /// A sheet to be signed by itself, bound with the contract
    Sheet,
    /// A sheet that is a document of its own
    Apart,
}

/// A paragraph with the lists and tables that belong to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Paragraph {
    /// The clause it is part of: `instalments` within the article `fees`
    pub clause: String,
    /// Whether the clause begins here and is not the article's first
    pub opens_clause: bool,
    pub number: Option<usize>,
    /// The number as printed before it: 6.4, (4)
    pub label: Option<String>,
    /// Markdown: a paragraph, then lists and tables; fields as pictures, references as links to an id
    pub markdown: String,
}

/// A box that one side signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignatureBox {
    /// `coach`, `client`, `sponsor`, `client_1341`
    pub id: String,
    pub markdown: String,
}

impl Contract {
    /// Cuts and numbers a rendered contract. `template` is named in errors.
    ///
    /// Errors: data, when the text refers to a part that is not printed, or uses an id twice.
    pub fn read(
        kind: &str,
        language: &Language,
        manner: &Manner,
        markdown: &str,
        template: &str,
    ) -> Result<Self> {
        let (title, mut sections) = cut::cut(markdown, template)?;
        number::number(&mut sections, manner, template)?;
        Ok(Self {
            kind: kind.to_owned(),
            language: language.clone(),
            title,
            manner: manner.clone(),
            sections,
        })
    }

    /// Parts the sheets that are documents of their own from the contract.
    pub fn part(mut self) -> (Self, Vec<Self>) {
        let (apart, bound) = self.sections.drain(..).partition(|s| s.role == Role::Apart);
        self.sections = bound;
        let apart: Vec<Section> = apart;
        let sheets = apart
            .into_iter()
            .map(|section| Self {
                kind: section.id.clone(),
                language: self.language.clone(),
                title: section.title.as_deref().map(crate::render::markdown::plain).unwrap_or_default(),
                manner: self.manner.clone(),
                sections: vec![Section { role: Role::Plain, heading: None, title: None, ..section }],
            })
            .collect();
        (self, sheets)
    }

    /// Returns the numbers of all clauses as printed: `fees` 6, `instalments` 6.4.
    pub fn clause_numbers(&self) -> Vec<(String, String)> {
        let mut numbers: Vec<(String, String)> = Vec::new();
        for section in self.sections.iter().filter(|s| s.role == Role::Article) {
            let Some(n) = section.number else { continue };
            for (i, paragraph) in section.paragraphs.iter().enumerate() {
                let number = match paragraph.number {
                    Some(m) if i > 0 => format!("{n}.{m}"),
                    _ => n.to_string(),
                };
                if !numbers.iter().any(|(id, _)| *id == paragraph.clause) {
                    numbers.push((paragraph.clause.clone(), number));
                }
            }
        }
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::lexicon::References;

    fn manner() -> Manner {
        Manner {
            article: "Art. {n} – {title}".into(),
            centred: false,
            paragraph: "{n}.{m}".into(),
            item: "{letter})".into(),
            letters: "abc".into(),
            annex: "Allegato {n} – {title}".into(),
            reference: References {
                article: "art. {n}".into(),
                paragraph: "art. {n}.{m}".into(),
                annex: "Allegato {n}".into(),
            },
            page: "Pagina {n} di {total}".into(),
            initials: "Sigla".into(),
            draft: "Bozza".into(),
        }
    }

    fn read(markdown: &str) -> Result<Contract> {
        Contract::read(
            "agreement",
            &"it".parse().expect("a language"),
            &manner(),
            markdown,
            "it/agreement.md",
        )
    }

    const TEXT: &str = "# Contratto\n\n<!--parties-->\n\nTra A e B.\n\n## Compenso { #fees }\n\n<!--clause fees-->\n\n\
        Il prezzo è 10.\n\n<!--clause instalments-->\n\nIn due rate:\n| n | data |\n|---|---|\n| 1 | oggi |\n\n| 2 | domani |\n\n\
        ## Fine { #term }\n\n<!--clause term-->\n\nVedi [](#instalments), n. [#](#fees) e [](#annex_form):\n- uno\n- due\n\n\
        ## Firme { #signatures .unnumbered }\n\n<!--box coach-->\n\nCoach\\\nFirma: ![Firma del Coach](field:signature/coach_sign)\n\n\
        # Modulo { #annex_form }\n\nTesto.\n";

    #[test]
    fn parts_are_numbered_and_referred_to() {
        let contract = read(TEXT).expect("a contract");
        let text = text(&contract);
        insta::assert_snapshot!(text);
        assert_eq!(
            contract.clause_numbers(),
            [("fees", "1"), ("instalments", "1.2"), ("term", "2")].map(|(a, b)| (a.to_owned(), b.to_owned()))
        );
    }

    #[test]
    fn a_reference_to_what_is_not_printed_is_an_error() {
        let error = read("# T\n\n## A { #a }\n\nVedi [](#fes).\n").expect_err("an unknown reference");
        assert!(error.to_string().contains("`fes`"), "{error}");
    }

    #[test]
    fn an_id_may_stand_escaped() {
        let text = r"# T

## Di più { #own\_rules }

<!--clause own\_rules-->

Vedi [](#own\_rules).
";
        let contract = read(text).expect("a contract");
        assert_eq!(contract.sections[0].paragraphs[0].clause, "own_rules");
        assert_eq!(contract.sections[0].paragraphs[0].markdown, "Vedi [art. 1](#own_rules).");
    }

    #[test]
    fn two_sides_must_correspond() {
        let left = read(TEXT).expect("a contract");
        let right = read(&TEXT.replace("- due\n", "- due\n\nAltro.\n")).expect("a contract");
        assert!(columns::Columns::pair(left.clone(), left.clone()).is_ok());
        let error = columns::Columns::pair(left, right).expect_err("sides that differ");
        assert!(error.to_string().contains("`term`"), "{error}");
    }

    #[test]
    fn a_part_without_numbers_may_have_other_paragraphs_in_each_language() {
        let left = read(TEXT).expect("a contract");
        let right = TEXT
            .replace("Testo.", "Testo.\n\nAltro.")
            .replace("{ #signatures .unnumbered }\n", "{ #signatures .unnumbered }\n\nFirmato.\n");
        let columns = columns::Columns::pair(left, read(&right).expect("a contract")).expect("columns");
        for (a, b) in columns.sections() {
            assert_eq!(a.paragraphs.len(), b.paragraphs.len(), "{}", a.id);
        }
        let html = html_columns(&columns);
        assert!(html.contains("Altro.") && html.contains("Firmato."), "{html}");
    }
}
