//! The signs of a match or a mismatch, from `locales/screening/signs.yaml`: data, with their weights.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::id::Id;
use crate::model::screening::Stage;
use crate::model::texts::Texts;

/// The file in `locales/`.
pub const FILE: &str = "screening/signs.yaml";

/// All signs, good ones, and the texts around a decision.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Signs {
    pub signs: Vec<Sign>,
    pub good: Vec<Good>,
    /// The check-list before a decision
    pub steps: Vec<Texts>,
    /// For the coach alone, when feelings were named
    pub self_questions: Vec<Texts>,
    /// Before a first meeting in person
    #[serde(default)]
    pub before_meeting: Vec<Texts>,
    /// After one that went wrong
    #[serde(default)]
    pub after_meeting: Vec<Texts>,
}

/// One sign of a mismatch.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// `s_…` for a fact, `c_…` for a feeling of the coach
    pub id: String,
    pub stages: Vec<Stage>,
    /// A red line, and of which rank
    pub line: Option<Line>,
    #[serde(default)]
    pub weight: u32,
    /// Strength from which it is a red line
    pub red_from: Option<u8>,
    /// Strength from which the coach had better wait and consult
    pub pause_from: Option<u8>,
    /// Ends ongoing work by itself
    #[serde(default)]
    pub ends: bool,
    /// The graver sign that it turns into
    pub becomes: Option<Becomes>,
    #[serde(default)]
    pub reasons: Vec<Id>,
    /// Question of the letter `clarify`
    pub ask: Option<String>,
    /// Topic of the letter `boundary`
    pub topic: Option<String>,
    /// What the agreement must hold
    pub clause: Option<String>,
    /// On the short list for current clients
    #[serde(default)]
    pub review: bool,
    pub label: Texts,
    /// As an observable fact
    pub fact: Texts,
}

impl Sign {
    /// Tells whether it is about the coach's own side, not about the person.
    pub fn is_feeling(&self) -> bool {
        self.id.starts_with("c_")
    }
}

/// The rank of a red line, gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    Safety,
    Dignity,
    Rule,
    /// The coach's own list and limits
    Own,
}

/// When one sign is taken for a graver one: from a strength on, or beside others.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Becomes {
    pub sign: String,
    pub from: u8,
    pub with: Vec<String>,
}

/// A good sign.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Good {
    pub id: String,
    pub label: Texts,
}

impl Signs {
    /// Returns the sign of that id.
    pub fn find(&self, id: &str) -> Option<&Sign> {
        self.signs.iter().find(|sign| sign.id == id)
    }

    /// Returns the signs that can be observed at a stage, in the order in which they are asked about.
    pub fn at(&self, stage: Stage) -> impl Iterator<Item = &Sign> {
        self.signs.iter().filter(move |sign| sign.stages.contains(&stage))
    }
}
