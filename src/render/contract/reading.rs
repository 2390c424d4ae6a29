//! How a clause reads in a returned copy.

use serde::Serialize;

/// How a clause reads in the returned copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reading {
    pub id: String,
    pub number: Option<String>,
    pub title: String,
    pub verdict: Verdict,
    /// Each piece that differs: as issued and as it reads now
    pub changes: Vec<Change>,
    /// Words that differ in letters which text recognition mixes up, and in nothing else: as they read now
    pub misread: Vec<String>,
}

/// What became of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    AsIssued,
    Differs,
    /// It reads as issued, and stands elsewhere
    Moved,
    Missing,
}

/// A piece of a clause that reads otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    pub issued: String,
    /// What stands in its place; empty where nothing does
    pub returned: String,
    /// The same in one line: words taken out in [-…-], words put in as {+…+}
    pub difference: String,
}
