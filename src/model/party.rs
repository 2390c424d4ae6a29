//! Who concludes an agreement: a person, a self-employed person or a company, with what a contract says of them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::Problem;
use crate::model::address::Gender;
use crate::model::id::Id;
use crate::model::mailbox::Mailbox;
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
    /// What the power to sign rests on, as the sentence goes on: {ru: Устава, en: the articles of association}; in
    /// Russian in the genitive
    pub authority: Option<Texts>,
}

impl Party {
    /// Returns every fault, each with its key below the top of the file; `path` is that of the party.
    pub fn check(&self, path: &str) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut tell = |key: &str, message: String, hint: &str| {
            problems.push(Problem::new(message).key(format!("{path}.{key}")).hint(hint));
        };
        let lines =
            [("name", &self.name), ("address", &self.address), ("city", &self.city), ("phone", &self.phone)];
        for (key, text) in lines {
            if text.as_ref().is_some_and(|t| t.trim().is_empty() || t.contains('\n')) {
                tell(key, format!("`{path}.{key}` is blank or has several lines"), "write it on one line");
            }
        }
        if self.kind == Some(PartyKind::Company) && self.representative.is_none() {
            tell(
                "kind",
                format!("`{path}` is a company, and nobody signs for it"),
                "add `representative: {name: …, gender: f, capacity: …}`",
            );
        }
        if self.kind == Some(PartyKind::Company) && self.gender.is_some() {
            tell(
                "gender",
                format!("`{path}` is a company, and has a gender"),
                "write `gender` under `representative`, or take `kind: company` out",
            );
        }
        if self.kind.is_some_and(|k| k != PartyKind::Company) && self.representative.is_some() {
            tell(
                "representative",
                format!("`{path}` is no company, and has a representative"),
                "write `kind: company`, or take `representative` out",
            );
        }
        if let Some(Err(error)) = self.email.as_deref().map(str::parse::<Mailbox>) {
            for problem in error.problems {
                let message = format!("`{path}.email`: {}", problem.message);
                problems.push(Problem { message, ..problem }.key(format!("{path}.email")));
            }
        }
        problems
    }

    /// Returns the gender by which a contract speaks of who signs.
    pub fn signer_gender(&self, own: Option<Gender>) -> Option<Gender> {
        match &self.representative {
            Some(representative) => representative.gender,
            None => own,
        }
    }
}
