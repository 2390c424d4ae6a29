//! What an addendum changes of the agreement issued, and how the one is referred to by the numbers of the other.

use crate::library::lexicon::Manner;

/// What became of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Became {
    Replaced,
    Added,
    Removed,
}

/// A clause or annex that changed, by its id and the number in the agreement issued.
pub(super) struct Change {
    pub(super) id: String,
    pub(super) number: Option<Span>,
    /// Its heading in each language of the agreement; for what is in no list of titles
    pub(super) titles: Vec<String>,
    pub(super) became: Became,
}

/// What a clause takes up of the agreement issued.
pub(super) enum Span {
    /// A whole article, or a clause by its number alone
    One(String),
    /// What is put in behind a number, as the so manieth there: 6A, 6B, 6.4A
    New(String, usize),
    /// An annex, or a sheet bound with the agreement
    Annex(String),
    /// From one paragraph of an article to another
    Paragraphs(String, usize, usize),
}

impl Span {
    /// "clause 4", "clause 4.1–4.4", "Pasal 4 ayat (1–4)".
    pub(super) fn words(&self, manner: &Manner) -> String {
        match self {
            Self::One(number) => reference(number, manner),
            Self::New(before, nth) => {
                // It takes the letter of its own alphabet.
                let letter = manner.letters.chars().nth(*nth).unwrap_or('a').to_uppercase();
                reference(&format!("{before}{letter}"), manner)
            }
            Self::Annex(number) => manner.reference.annex.replace("{n}", number),
            Self::Paragraphs(article, first, last) if first == last => {
                reference(&format!("{article}.{first}"), manner)
            }
            Self::Paragraphs(article, first, last) => {
                let pattern = &manner.reference.paragraph;
                let to =
                    if pattern.contains("{n}.{m}") { format!("{article}.{last}") } else { last.to_string() };
                pattern.replace("{n}", article).replace("{m}", &format!("{first}–{to}"))
            }
        }
    }
}

pub(super) fn reference(number: &str, manner: &Manner) -> String {
    match number.split_once('.') {
        Some((n, m)) => manner.reference.paragraph.replace("{n}", n).replace("{m}", m),
        None => manner.reference.article.replace("{n}", number),
    }
}

/// Gives the references to a clause other words: `[clause 7](#fees)` becomes `[clause 6](#fees)`.
pub(super) fn renumbered(text: &str, id: &str, words: &str) -> String {
    let link = format!("](#{id})");
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(&link) {
        match rest[..at].rfind('[') {
            // A bare number stays bare.
            Some(open) if !rest[open + 1..at].chars().all(|c| c.is_ascii_digit() || c == '.') => {
                out.push_str(&rest[..open]);
                out.push_str(words);
            }
            Some(open) => {
                out.push_str(&rest[..open]);
                out.push_str(words.rsplit([' ', '\u{a0}']).next().unwrap_or(words));
            }
            None => out.push_str(&rest[..at]),
        }
        rest = &rest[at + link.len()..];
    }
    out.push_str(rest);
    out
}
