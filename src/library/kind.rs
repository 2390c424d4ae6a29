//! A kind of document, as `templates/<kind>.yaml` describes it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::address::{Relation, Tone};
use crate::model::id::Id;
use crate::model::texts::Texts;

/// A kind of document: what it is for, what it needs, what it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// The name of the file; not written in it.
    #[serde(skip)]
    pub id: String,
    /// letter, note or contract
    pub form: Form,
    /// One line for the list of commands
    pub about: Texts,
    /// What the addressee is to the coach when nothing else is known
    pub relation: Relation,
    /// Tone when none is asked for
    #[serde(default = "Kind::default_tone")]
    pub tone: Tone,
    /// The tone that a value of a fact brings along: {step: {"3": firm}}; one that is asked for wins
    #[serde(default)]
    pub tone_by: BTreeMap<String, BTreeMap<String, Tone>>,
    /// Words of the body, least and most, in English; other languages are reckoned from it
    pub length: Option<(u32, u32)>,
    /// Facts that must be given, by their ids
    #[serde(default)]
    pub needs: Vec<String>,
    /// Facts that must be given as well when another has a certain value: `{topic: {late_payment: [amount]}}`
    #[serde(default)]
    pub needs_for: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// Clauses of the signed agreement that the letter recalls
    pub recalls: Option<Recalls>,
    /// Facts that may be given
    #[serde(default)]
    pub takes: Vec<Fact>,
    /// Parts that every letter of this kind has, by the marker in the skeleton
    #[serde(default)]
    pub parts: Vec<String>,
    /// Whether the letter must carry an explicit no, early
    #[serde(default)]
    pub refuses: bool,
    /// Whose reasons may be given
    #[serde(default)]
    pub reasons: ReasonsOf,
    /// The reason taken when none is given
    pub reason: Option<Id>,
    /// Whether colleagues, registers or resources belong in it; without any the coach is warned
    #[serde(default)]
    pub refers: bool,
    /// Whether it rests on the agreement in the person's file
    #[serde(default)]
    pub settles: bool,
    /// Whether it is refused without recorded consent
    #[serde(default)]
    pub needs_consent: bool,
    /// Whether `--plan` prints it as the whole ending in order
    #[serde(default)]
    pub plans: bool,
    /// Whether it tells of a first meeting in person, with a check-in and a sealed part
    #[serde(default)]
    pub checks_in: bool,
    /// Informal whatever the record says
    #[serde(default)]
    pub informal: bool,
}

impl Kind {
    fn default_tone() -> Tone {
        Tone::Neutral
    }

    /// Returns the fact of that id.
    pub fn fact(&self, id: &str) -> Option<&Fact> {
        self.takes.iter().find(|fact| fact.id == id)
    }
}

/// The clauses that a letter recalls by their number: `{fact: topic, unless: rule, clauses: {lateness: [lateness]}}`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recalls {
    /// The fact that decides which
    pub fact: String,
    /// A fact that stands in the place of the clause: where it is given, no number is needed
    pub unless: Option<String>,
    /// By value of the fact, the clauses that settle it: the number of one of them must be on file
    pub clauses: BTreeMap<String, Vec<Id>>,
}

/// Letter, note (no subject line in print, no footer), or contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    Letter,
    Note,
    Contract,
}

/// Whose reasons a kind may give.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReasonsOf {
    #[default]
    Nobody,
    Prospect,
    Client,
}

/// A fact that a kind takes: a flag on the command line, a column in a CSV file, a name in the template.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// Name in snake_case; the flag has dashes
    pub id: String,
    /// What kind of value
    #[serde(rename = "type", default)]
    pub value: FactType,
    /// Whether it may be given several times
    #[serde(default)]
    pub many: bool,
    /// The values it may have
    #[serde(default)]
    pub choices: Vec<String>,
    /// Columns of a `rows` value, in order
    #[serde(default)]
    pub columns: Vec<Column>,
    /// What a person is asked or told about it
    pub help: Texts,
    /// Value when none is given
    pub default: Option<String>,
    /// A value that checks and samples use; of several values each has its line. `{-3}` is the day three days before
    /// the letter, `{reader}` and `{coach}` are names
    pub example: Option<Texts>,
    /// The coach's own sentence in the place of a built-in one; samples show it once
    #[serde(default)]
    pub instead: bool,
    /// Changes whom the letter is about: letters that are tried and shown as samples leave it out
    #[serde(default)]
    pub unusual: bool,
    /// Where the value is looked up when none is given, the first that is known: practice.policies.retention_months;
    /// or another fact, named before it
    #[serde(default)]
    pub from: Vec<String>,
    /// Another fact, a date: when none is given, the days from it to the date of the letter
    pub days_since: Option<String>,
    /// Another fact, a date or a time: when none is given, so much later
    pub after: Option<After>,
}

/// So much later than another fact: `{fact: end, minutes: 15}`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct After {
    /// Its id
    pub fact: String,
    /// For a date
    #[serde(default)]
    pub days: u32,
    /// For a time
    #[serde(default)]
    pub minutes: u32,
}

/// A column of a `rows` fact.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub id: String,
    #[serde(rename = "type", default)]
    pub value: FactType,
    #[serde(default)]
    pub optional: bool,
}

/// The type of a fact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FactType {
    /// One line of text
    #[default]
    Text,
    /// YYYY-MM-DD
    Date,
    /// YYYY-MM-DD HH:MM, in the practice's zone
    Moment,
    /// HH:MM
    Time,
    /// Amount in the practice's or the agreement's currency
    Money,
    /// Whole number
    Integer,
    /// yes or no
    Flag,
    /// One of `choices`
    Choice,
    /// Several values in one, separated by `|`
    Rows,
    /// Link
    Url,
    /// IANA time zone
    Zone,
}
