//! What an agreement is made of: the practice's defaults in `practice.yaml`, a person's own in `people/<name>.yaml`.
//!
//! Everything may be left out; the person's word goes before the practice's, and that before what is built in. One
//! file holds the data of the clauses that belong together. Floor: model. Laws and texts are other floors' matter.

mod check;
pub mod clause;
pub mod conduct;
pub mod contact;
pub mod data;
pub mod ending;
mod faults;
pub mod fees;
pub mod minor;
pub mod own;
mod range;
pub mod sessions;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::model::id::Id;
use crate::model::scalar::Day;
use crate::model::terms::conduct::{
    ClientDuties, CoachDuties, Conduct, Expectations, Nature, NotTherapy, Record,
};
use crate::model::terms::contact::ContactTerms;
use crate::model::terms::data::{AiTools, Confidentiality, DataProtection, Recording, Sponsor};
use crate::model::terms::ending::{
    Acknowledgement, Complaints, ForceMajeure, Handover, LanguageVersions, Liability, Notice, RefundTerms,
    Signatures, Term, Withdrawal,
};
use crate::model::terms::fees::{FeeTerms, Instalments, LatePayment};
use crate::model::terms::minor::Guardian;
use crate::model::terms::own::{Added, Paragraphs};
use crate::model::terms::sessions::{Cancellation, Lateness, Place, Sessions, Subject};
use crate::yaml::without_nulls;

/// Keys of which one takes the other's place: who gives one, drops the other that was given before.
const EITHER: [(&str, &str, &str); 6] = [
    ("subject", "service", "name"),
    ("sessions", "end", "validity_months"),
    ("contact_hours", "none", "windows"),
    ("fees", "tax", "tax_text"),
    ("instalments", "equal", "items"),
    ("confidentiality", "years", "unlimited"),
];

/// Terms of an agreement, clause by clause. A clause that is optional is printed where its key is given.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Terms {
    /// Number or reference of the agreement: 2026-17
    pub number: Option<String>,
    /// Date of the agreement; left out, it stays open to be filled in when signing
    pub date: Option<Day>,
    /// Place of signing; left out, it stays open
    pub place: Option<String>,
    /// Whose law applies, where it is not your own: IT, ID, RU, TR, GB-ENG, GB-SCT, GB-NIR, US-CA
    pub jurisdiction: Option<String>,
    /// consumer (default for a person) or business (default for a company)
    pub client_kind: Option<ClientKind>,
    /// How it is concluded: distance (default: by e-mail or online), off_premises, on_premises
    pub conclusion: Option<Conclusion>,
    /// Parents or guardians who sign for a client under age, one or two: - {name: …, gender: f, address: …, email: …}
    pub guardians: Option<Vec<Guardian>>,
    /// What is delivered, and the client's goals
    pub subject: Option<Subject>,
    /// The code of ethics
    pub nature: Option<Nature>,
    /// The boundary to therapy
    pub not_therapy: Option<NotTherapy>,
    /// Number, length and rhythm of the sessions
    pub sessions: Option<Sessions>,
    /// Where you meet
    pub place_safety: Option<Place>,
    /// What happens when somebody is late
    pub lateness: Option<Lateness>,
    /// Moving and cancelling sessions
    pub reschedule_cancel: Option<Cancellation>,
    /// Contact between the sessions
    pub contact_hours: Option<ContactTerms>,
    /// The price and what is in it
    pub fees: Option<FeeTerms>,
    /// When the price is paid
    pub instalments: Option<Instalments>,
    /// What follows when a payment is late
    pub late_payment: Option<LatePayment>,
    /// What the client expects, and your answer
    pub expectations: Option<Expectations>,
    /// The client's duties
    pub client_duties: Option<ClientDuties>,
    /// Your duties
    pub coach_duties: Option<CoachDuties>,
    /// Conduct and boundaries
    pub conduct: Option<Conduct>,
    /// The written recap after each session
    pub record: Option<Record>,
    /// How long what is told stays confidential
    pub confidentiality: Option<Confidentiality>,
    /// Somebody other than the client who pays
    pub sponsor: Option<Sponsor>,
    /// Whether name and hours may be given to a credentialing body; default false, with a consent of its own
    pub release: Option<bool>,
    /// Personal data
    pub data_protection: Option<DataProtection>,
    /// Recording of sessions
    pub recording: Option<Recording>,
    /// Tools of artificial intelligence
    pub ai_tools: Option<AiTools>,
    /// The consumer's right to withdraw
    pub withdrawal: Option<Withdrawal>,
    /// Start and end of the agreement
    pub term: Option<Term>,
    /// How the client ends it
    pub termination_client: Option<Notice>,
    /// How you end it
    pub termination_coach: Option<Notice>,
    /// What is paid back at the end
    pub refund: Option<RefundTerms>,
    /// Colleagues you name at the end
    pub handover: Option<Handover>,
    /// Limits of liability, where the law allows one
    pub liability: Option<Liability>,
    /// Events beyond control
    pub force_majeure: Option<ForceMajeure>,
    /// Complaints and disputes
    pub complaints: Option<Complaints>,
    /// Which language prevails in an agreement of two languages
    pub language_versions: Option<LanguageVersions>,
    /// The points that the client confirms to have understood
    pub acknowledgement: Option<Acknowledgement>,
    /// Copies and manner of signing
    pub signatures: Option<Signatures>,
    /// Consent sheets besides those that follow from the terms: {health: true, handover: false}
    pub consents: Option<BTreeMap<Id, bool>>,
    /// Annexes besides those that follow from the terms: {act: true, price: true}
    pub annexes: Option<BTreeMap<Id, bool>>,
    /// Clauses switched on or off: {materials: true, liability: false}
    pub clauses: Option<BTreeMap<Id, bool>>,
    /// Your own words in place of a clause's, one text for each paragraph: {lateness: {it: ["…", "…"]}}
    pub replace: Option<BTreeMap<Id, Paragraphs>>,
    /// Clauses of your own: - {id: parking, after: sessions, title: {it: Parcheggio}, text: {it: ["…"]}}
    pub add: Option<Vec<Added>>,
}

impl Terms {
    /// Returns these terms laid over others: what is given here wins, key by key.
    ///
    /// Lists are taken whole, from here where they are given here, but clauses of the coach's own go by their id; so is the
    /// one of two keys that exclude each other taken from here.
    pub fn over(&self, under: &Self) -> Result<Self> {
        let value = |terms: &Self| -> Result<Value> {
            let mut value = serde_json::to_value(terms).map_err(|e| Error::internal(e.to_string()))?;
            without_nulls(&mut value);
            Ok(value)
        };
        let (mut merged, over) = (value(under)?, value(self)?);
        for (clause, one, other) in EITHER {
            for (given, dropped) in [(one, other), (other, one)] {
                let value = |key| over.get(clause).and_then(|c| c.get(key));
                let gives = |key| value(key).is_some_and(|v| *v != Value::Bool(false));
                if gives(given)
                    && !gives(dropped)
                    && let Some(below) = merged.get_mut(clause).and_then(Value::as_object_mut)
                {
                    below.remove(dropped);
                }
            }
        }
        lay(&mut merged, over);
        let mut terms: Self = serde_json::from_value(merged).map_err(|e| Error::internal(e.to_string()))?;
        if let (Some(upper), Some(lower)) = (&self.add, &under.add) {
            terms.add = Some(own::merged(upper, lower));
        }
        Ok(terms)
    }

    /// Tells whether a key is given here, by its path below `terms`: `fees.amount`.
    pub fn gives(&self, path: &str) -> bool {
        !self.at(path).is_null()
    }

    /// Tells whether a key says something: neither nothing, nor no, nor an empty list.
    pub fn says(&self, path: &str) -> bool {
        match self.at(path) {
            Value::Null | Value::Bool(false) => false,
            Value::Array(list) => !list.is_empty(),
            _ => true,
        }
    }

    /// Tells whether a clause is switched off.
    pub fn switches_off(&self, clause: &str) -> bool {
        self.clauses.iter().flatten().any(|(id, on)| id.as_str() == clause && !on)
    }

    /// Returns the keys of the outermost level that say something, for many questions at once.
    pub fn given(&self) -> Vec<String> {
        let all = serde_json::to_value(self).unwrap_or_default();
        let given = all.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
        given.map(|(key, _)| key.clone()).collect()
    }

    fn at(&self, path: &str) -> Value {
        let Ok(mut value) = serde_json::to_value(self) else { return Value::Null };
        for key in path.split('.') {
            let (name, index) = match key.split_once('[') {
                Some((name, index)) => (name, index.trim_end_matches(']').parse::<usize>().ok()),
                None => (key, None),
            };
            value = value.get_mut(name).map(Value::take).unwrap_or_default();
            if let Some(index) = index {
                value = value.get_mut(index).map(Value::take).unwrap_or_default();
            }
        }
        value
    }
}

fn lay(under: &mut Value, over: Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => lay_map(under, over),
        (under, over) => *under = over,
    }
}

fn lay_map(under: &mut Map<String, Value>, over: Map<String, Value>) {
    for (key, value) in over {
        match under.get_mut(&key) {
            Some(below) => lay(below, value),
            None => {
                under.insert(key, value);
            }
        }
    }
}

/// Who the client is to the law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClientKind {
    Consumer,
    Business,
}

/// How the agreement comes about, on which the right to withdraw depends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    Distance,
    OffPremises,
    OnPremises,
}
