//! The referral directory, as `colleagues.yaml` holds it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::address::{Formality, Gender};
use crate::model::id::Id;
use crate::model::language::Language;
use crate::model::scalar::Day;
use crate::model::texts::Texts;

/// All colleagues the coach refers to.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Directory {
    /// One entry for each colleague
    #[serde(default)]
    pub colleagues: Vec<Colleague>,
}

/// A professional to whom people are referred.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Colleague {
    /// Short name used on the command line: marta
    pub id: Id,
    /// Name as printed
    pub name: String,
    /// Given name, for a letter to the colleague
    pub given: Option<String>,
    /// Family name, for a letter to the colleague
    pub family: Option<String>,
    /// Russian patronymic
    pub patronymic: Option<String>,
    /// Title as printed: Dott.ssa
    pub title: Option<String>,
    /// f or m, for a letter to the colleague
    pub gender: Option<Gender>,
    /// formal or informal, for a letter to the colleague
    pub formality: Option<Formality>,
    /// Languages the colleague works in; the first is the one to write in
    pub languages: Vec<Language>,
    /// Fields by id, for choosing: career, leadership, burnout
    #[serde(default)]
    pub fields: Vec<Id>,
    /// What the colleague does, as printed after the name
    pub does: Option<Texts>,
    /// City where the colleague receives
    pub place: Option<String>,
    /// Whether the colleague works online
    #[serde(default)]
    pub online: bool,
    /// Why this colleague, in one sentence that suits anyone
    pub why: Option<Texts>,
    /// Why, for people whose goal lies in a given field
    #[serde(default)]
    pub why_for: std::collections::BTreeMap<Id, Texts>,
    /// Mailbox
    pub email: Option<String>,
    /// Telephone
    pub phone: Option<String>,
    /// Web page
    pub website: Option<String>,
    /// Fees, only if the colleague publishes them
    pub fees: Option<Texts>,
    /// open, few or full
    #[serde(default)]
    pub capacity: Capacity,
    /// When the colleague agreed to be listed; without it nobody is referred
    pub agreed_to_be_listed: Option<Day>,
    /// Whether you receive a fee for referring to this colleague; it is then disclosed
    #[serde(default)]
    pub referral_fee: bool,
    /// Your own notes, never printed
    pub notes: Option<String>,
}

/// Whether the colleague takes new people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Capacity {
    #[default]
    Open,
    Few,
    Full,
}
