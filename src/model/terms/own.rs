//! Words of the coach's own: clauses replaced and added.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::id::Id;
use crate::model::language::Language;
use crate::model::texts::Texts;

/// Paragraphs of a clause in each language: {it: ["…", "…"], en: ["…", "…"]}.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Paragraphs(pub BTreeMap<Language, Vec<String>>);

impl Paragraphs {
    /// Returns the paragraphs in a language; its variants serve each other.
    pub fn get(&self, language: &Language) -> Option<&[String]> {
        let of = |same: &dyn Fn(&Language) -> bool| {
            self.0.iter().find(|(l, _)| same(l)).map(|(_, p)| p.as_slice())
        };
        of(&|l| l == language)
            .or_else(|| of(&|l| l.region().is_none() && l.base() == language.base()))
            .or_else(|| of(&|l| l.base() == language.base()))
    }
}

/// A clause of the coach's own.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Added {
    /// Name of the clause, to refer to it: parking
    pub id: Id,
    /// Clause after whose article it stands: sessions
    pub after: Id,
    /// Heading
    pub title: Texts,
    /// Paragraphs in each language: {it: ["…", "…"]}
    pub text: Paragraphs,
}

/// Returns the clauses of two files, each once: one of the upper file takes the place of the lower one of that id, new ones
/// follow.
pub fn merged(upper: &[Added], lower: &[Added]) -> Vec<Added> {
    let find = |id: &Id| upper.iter().find(|clause| clause.id == *id);
    let below = lower.iter().map(|clause| find(&clause.id).unwrap_or(clause));
    let new = upper.iter().filter(|clause| lower.iter().all(|other| other.id != clause.id));
    below.chain(new).cloned().collect()
}
