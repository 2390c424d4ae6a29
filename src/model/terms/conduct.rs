//! Data of the clauses about the work together: nature, boundaries, expectations, duties, conduct, record.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::address::Formality;
use crate::model::language::Language;
use crate::model::scalar::Amount;
use crate::model::texts::Texts;

/// What coaching is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Nature {
    /// Code of ethics you keep, by name: ICF Code of Ethics
    pub ethics: Option<Texts>,
}

/// The boundary to therapy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NotTherapy {
    /// Whether the clause also says that you are not there for emergencies; default what the place advises
    pub long: Option<bool>,
    /// Emergency numbers to name; default those of `emergency` in practice.yaml for the client's country
    pub emergency: Option<Vec<String>>,
}

/// What the client expects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Expectations {
    /// At most five: - {told: un lavoro migliore, answer: La preparo ai colloqui.}
    pub told: Option<Vec<Expectation>>,
}

/// An expectation and the answer to it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// What the client said, in their words
    pub told: Texts,
    /// Your answer, which promises no result
    pub answer: Texts,
}

/// The client's duties.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ClientDuties {
    /// Session after which both look back and decide whether to go on: 3
    pub review_after: Option<u32>,
}

/// The coach's duties.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CoachDuties {
    /// Whether you work under supervision; default false
    pub supervision: Option<bool>,
    /// Insurer of your professional liability
    pub insurer: Option<String>,
    /// Number of the policy
    pub policy: Option<String>,
}

/// Conduct and boundaries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Conduct {
    /// How you address each other, formal or informal; default as in your letters
    pub address: Option<Formality>,
    /// Value up to which a gift is accepted; left out, no gifts
    pub gift_limit: Option<Amount>,
}

/// The recap after each session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Record {
    /// Days within which a recap may be corrected, 1 to 30; default 3
    pub correction_days: Option<u32>,
    /// Language of the recaps; default the client’s, else the first of the agreement
    pub language: Option<Language>,
}
