//! What a coach answers about a person, kept apart by type: nothing of it can reach a letter.
//!
//! Facts and feelings are held in [`Private`], which can't be serialised, printed or turned into text. A brief
//! is serialised whole, so a private value can't be put into one: the compiler refuses it.

use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize};

use crate::model::scalar::Day;

/// Longest line of fact, in characters.
pub const FACT_MAX: usize = 200;

/// A value for the coach's eyes only: no `Serialize`, no `Display`, and its `Debug` shows nothing.
///
/// ```compile_fail
/// use garbo::model::screening::Private;
/// fn template_value<T: serde::Serialize>(_: T) {}
/// template_value(Private::from("arrived late"));
/// ```
///
/// ```compile_fail
/// use garbo::model::screening::Private;
/// let _ = Private::from("arrived late").to_string();
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Private<T>(T);

impl<T> Private<T> {
    /// Opens the value for the coach: for the terminal and for the coach's own record, nothing else.
    pub(crate) fn reveal(&self) -> &T {
        &self.0
    }
}

impl From<&str> for Private<String> {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<u8> for Private<u8> {
    fn from(strength: u8) -> Self {
        Self(strength)
    }
}

impl<T> fmt::Debug for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Private")
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Private<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        T::deserialize(d).map(Self)
    }
}

impl<T: JsonSchema> JsonSchema for Private<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// How far the acquaintance has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// They have written
    Inquiry,
    /// First meeting or call
    Meeting,
    /// Under way
    Ongoing,
}

impl Stage {
    pub const ALL: [Self; 3] = [Self::Inquiry, Self::Meeting, Self::Ongoing];

    /// Returns the word that files and flags use.
    pub fn id(self) -> &'static str {
        match self {
            Self::Inquiry => "inquiry",
            Self::Meeting => "meeting",
            Self::Ongoing => "ongoing",
        }
    }
}

/// How an observation came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Mail,
    Call,
    Meeting,
}

impl Channel {
    pub const ALL: [Self; 3] = [Self::Mail, Self::Call, Self::Meeting];

    /// Returns the word that files use.
    pub fn id(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Call => "call",
            Self::Meeting => "meeting",
        }
    }
}

/// Answers about one person, as a file of answers holds them.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Answers {
    /// inquiry, meeting or ongoing
    pub stage: Option<Stage>,
    /// What was observed, in the order in which it matters to you
    pub signs: Vec<Observation>,
    /// Your own side, apart from the facts: {c_unease: 2}
    pub feelings: BTreeMap<String, Private<u8>>,
    /// Good signs by id: [clear_goal, accepts_no]
    pub good: Vec<String>,
    /// Entries of your own list `screening.ideal` that fit, as they stand there
    pub ideal: Vec<String>,
    /// Entries of your own list `screening.never` that were observed, as they stand there
    pub never: Vec<String>,
    /// Boundary letters that this person has had already
    pub boundaries: u32,
}

/// One observed sign.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Observation {
    /// Its id: s_late
    pub sign: String,
    /// 1 noticed once, 2 repeated, 3 persists after it was raised
    pub strength: u8,
    /// The fact in one line, at most 200 characters: came 20 minutes late on 3 and 10 May
    pub fact: Private<String>,
    /// The day, where one matters
    pub date: Option<Day>,
    /// mail, call or meeting
    pub source: Option<Channel>,
}

/// What is kept of the screenings of one person: facts and decisions; feelings only where the coach asked for it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Records {
    /// One entry for each screening, the oldest first
    pub records: Vec<Record>,
}

/// What is kept of one screening.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Day of the screening
    pub date: Day,
    pub stage: Stage,
    #[serde(default)]
    pub signs: Vec<Observation>,
    #[serde(default)]
    pub feelings: BTreeMap<String, Private<u8>>,
    #[serde(default)]
    pub good: Vec<String>,
    /// What garbo suggested
    pub suggestion: String,
    /// What the coach decided; empty while undecided
    pub decision: Option<String>,
    /// Who decided
    pub decided_by: Option<String>,
}
