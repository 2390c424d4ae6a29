//! The catalogue of reasons, from `templates/reasons.yaml`: whose they are and how much of them may be told.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::id::Id;

/// All reasons by id.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Catalogue {
    pub reasons: BTreeMap<Id, Reason>,
}

/// What may be done with one reason.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Whether it applies to prospects, clients or both
    pub who: Vec<Who>,
    /// What happens when nothing is asked: told gently, softened, or kept private
    pub disclose: Disclose,
    /// The neutral wording that stands for it
    pub neutral: Neutral,
    /// A private reason whose own sentence may be told when the coach asks for it
    #[serde(default)]
    pub may_override: bool,
    /// States a rule or dated facts, and so may stay in a firm letter
    #[serde(default)]
    pub rule: bool,
    /// Has no sentence of its own: only the neutral wording
    #[serde(default)]
    pub no_sentence: bool,
    /// Facts that its own sentence states, by id
    #[serde(default)]
    pub needs: Vec<String>,
    /// A kind of letter that comes before it
    pub first: Option<String>,
    /// Calls for the safety variant of a letter: no meeting, no address, no warmth
    #[serde(default)]
    pub safety: bool,
    /// The profession whose register is pointed to
    pub register: Option<Id>,
}

/// Whose reason it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    Prospect,
    Client,
}

/// How a reason is handled by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Disclose {
    /// May be stated gently
    Stated,
    /// Neutral wording instead
    Softened,
    /// Never leaves the coach's desk
    Private,
}

/// The neutral wordings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Neutral {
    /// Someone else will serve the person better
    Fit,
    /// The way of working does not match
    Way,
    /// No room to do it well; only if true
    Capacity,
    /// Firm professional limits
    Boundary,
    /// The bare decision
    Bare,
}

impl Neutral {
    pub const ALL: [Self; 5] = [Self::Fit, Self::Way, Self::Capacity, Self::Boundary, Self::Bare];

    /// Returns the key in `locales/<language>.yaml` under `neutral`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Fit => "fit",
            Self::Way => "way",
            Self::Capacity => "capacity",
            Self::Boundary => "boundary",
            Self::Bare => "bare",
        }
    }
}
