//! Who concludes an agreement: a person, a self-employed person or a company, with what a contract says of them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::address::Gender;
use crate::model::id::Id;
use crate::model::texts::Texts;

/// A party as an agreement names it. What is left out is taken from the file it stands in: name, e-mail, phone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Party {
    /// person, self_employed or company
    pub kind: Option<PartyKind>,
    /// Name as the agreement prints it; for a company the firm's: Esempio S.p.A.
    pub name: Option<String>,
    /// f or m, of a person whom no file of their own tells it of; left out where unknown
    pub gender: Option<Gender>,
    /// Who signs for a company
    pub representative: Option<Representative>,
    /// Postal address on one line: Via degli Esempi 12, 20100 Milano
    pub address: Option<String>,
    /// City, as printed where a contract names one
    pub city: Option<String>,
    /// Numbers by which the country knows the party: {codice_fiscale: FRRGLI80A41F205X}
    pub ids: BTreeMap<Id, String>,
    /// Where to pay: {iban: IT60X0542811101000000123456}
    pub bank: BTreeMap<Id, String>,
    /// Mailbox for notices
    pub email: Option<String>,
    /// Telephone
    pub phone: Option<String>,
    /// Standing of the coach under the law of the place: npd or ip in Russia, sole_trader in the United Kingdom
    pub status: Option<Id>,
    /// Certificates that the agreement may cite, one line each
    pub qualifications: Vec<Texts>,
    /// Declined forms of the name that win over computed ones: {genitive: Анны Петровой}
    pub forms: BTreeMap<String, String>,
}

/// What kind of party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartyKind {
    Person,
    SelfEmployed,
    Company,
}

impl PartyKind {
    pub fn id(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::SelfEmployed => "self_employed",
            Self::Company => "company",
        }
    }
}

/// Who signs for a company.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Representative {
    /// Name: Laura Rossi
    pub name: String,
    /// f or m, as the person has told; left out where unknown
    pub gender: Option<Gender>,
    /// Office: {it: amministratrice delegata, en: managing director}
    pub capacity: Texts,
}
