//! A prospect, client or other addressee, as `people/<name>.yaml` holds it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::address::{Formality, Gender, Relation};
use crate::model::engagement::Engagement;
use crate::model::id::Id;
use crate::model::language::Language;
use crate::model::party::Party;
use crate::model::scalar::{Day, Zone};
use crate::model::terms::Terms;
use crate::model::terms::minor::Guardian;

/// A person to write to.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Person {
    /// The whole name as one writes it: Anna Petrova
    pub name: Option<String>,
    /// Given name; needed where a greeting uses it alone
    pub given: Option<String>,
    /// Family name; many people have none
    pub family: Option<String>,
    /// Russian patronymic: Сергеевна
    pub patronymic: Option<String>,
    /// Academic or professional title as the person uses it: Dott.ssa, Dr., Prof.
    pub title: Option<String>,
    /// Mailbox: anna@example.org
    pub email: Option<String>,
    /// Telephone number, for the coach's own use
    pub phone: Option<String>,
    /// f or m, as the person has told; left out where unknown
    pub gender: Option<Gender>,
    /// formal or informal
    pub formality: Option<Formality>,
    /// What the person is to you
    pub relation: Option<Relation>,
    /// Language to write in
    pub language: Option<Language>,
    /// Country of residence, ISO 3166: IT, ID, RU, TR, GB, US-CA
    pub country: Option<String>,
    /// Date of birth, only to check that the client is of age; never printed
    pub born: Option<Day>,
    /// City of residence
    pub city: Option<String>,
    /// IANA time zone, such as Asia/Jakarta
    pub time_zone: Option<Zone>,
    /// What they said they want, in their words; may appear in letters
    pub goal: Option<String>,
    /// Fields the goal belongs to, as in colleagues.yaml: career, leadership
    #[serde(default)]
    pub fields: Vec<Id>,
    /// Explicit forms of the name that win over computed ones: {dative: Анне Петровой}
    #[serde(default)]
    pub forms: BTreeMap<String, String>,
    /// How a foreign name is pronounced, for Turkish suffixes: Mayk
    pub pronunciation: Option<String>,
    /// Recorded consent to be introduced to a colleague
    pub consent: Option<Consent>,
    /// The agreement that was signed, and what has happened under it
    pub agreement: Option<Engagement>,
    /// The person as a party to an agreement: address, numbers, company
    pub party: Option<Party>,
    /// Terms of the agreement to make with this person, before those of the practice
    // Boxed: few people have terms, and a batch moves many people about.
    pub terms: Option<Box<Terms>>,
    /// Further facts that letters may use, by the name the kind gives them
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub facts: BTreeMap<String, serde_json::Value>,
    /// Your own notes: garbo never shows them to anyone, in any letter
    pub notes: Option<String>,
}

/// Somebody who signs for a client under age, to be written to.
impl From<&Guardian> for Person {
    fn from(guardian: &Guardian) -> Self {
        Self {
            name: guardian.name.clone(),
            gender: guardian.gender,
            title: guardian.title.clone(),
            email: guardian.email.clone(),
            forms: guardian.forms.clone(),
            ..Self::default()
        }
    }
}

/// Consent of a person to be introduced to a colleague.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// When it was given
    pub date: Day,
    /// How: e-mail, call, in person
    pub channel: String,
    /// What may be passed on: name and e-mail; topic …
    pub scope: String,
    /// The one neutral line about the topic that the person agreed to
    pub topic: Option<String>,
    /// Contact exactly as consented; default: the person's e-mail
    pub contact: Option<String>,
    /// To whom: ids in colleagues.yaml; empty means any colleague
    #[serde(default)]
    pub to: Vec<Id>,
}
