//! The rules of a place, as `locales/jurisdictions/<country>.yaml` holds them. A place is not a language.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::scalar::Day;
use crate::model::texts::Texts;

/// A country's rules, each with its source and how sure it is.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Jurisdiction {
    /// Name of the place
    pub name: Texts,
    /// The line that every letter must carry
    pub letter_footer: Option<Rule>,
}

/// A rule that puts words into a document.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The day on which the source was read
    pub as_of: Day,
    /// Statute, article
    pub source: String,
    pub confidence: Confidence,
    pub text: Texts,
}

/// How sure a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    High,
    Medium,
    Low,
}
