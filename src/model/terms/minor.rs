//! Who acts for a client under age.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::address::Gender;
use crate::model::id::Id;
use crate::model::party::{Party, PartyKind};
use crate::model::scalar::Day;

/// A parent or guardian, who signs for a client under age. The client's age is told by `born` of the person's file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Guardian {
    /// Name as the agreement prints it: Maria Rossi
    pub name: Option<String>,
    /// f or m, as the person has told; left out where unknown
    pub gender: Option<Gender>,
    /// parent (default), or guardian: appointed by a court or an authority
    pub relation: Option<Relation>,
    /// Academic or professional title, for the covering letter: Dott.ssa, Dr.
    pub title: Option<String>,
    /// Postal address on one line; the client's is the first one's, unless `party` gives another
    pub address: Option<String>,
    /// Numbers by which the country knows the person: {codice_fiscale: RSSMRA80A41F205X}
    pub ids: BTreeMap<Id, String>,
    /// Mailbox; the first one's gets the agreement to sign
    pub email: Option<String>,
    /// Date of birth, only to check that the guardian is of age; never printed
    pub born: Option<Day>,
    /// Telephone
    pub phone: Option<String>,
    /// Declined forms of the name that win over computed ones: {genitive: Марии Петровой}
    pub forms: BTreeMap<String, String>,
}

/// What a guardian is to the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    Parent,
    Guardian,
}

impl Relation {
    pub fn id(self) -> &'static str {
        match self {
            Self::Parent => "parent",
            Self::Guardian => "guardian",
        }
    }
}

impl Guardian {
    /// Most that sign for one client: both parents.
    pub const MOST: usize = 2;

    pub fn relation(&self) -> Relation {
        self.relation.unwrap_or(Relation::Parent)
    }

    /// Returns the guardian as a party.
    pub fn party(&self) -> Party {
        Party {
            kind: Some(PartyKind::Person),
            name: self.name.clone(),
            gender: self.gender,
            address: self.address.clone(),
            ids: self.ids.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
            forms: self.forms.clone(),
            ..Party::default()
        }
    }
}
