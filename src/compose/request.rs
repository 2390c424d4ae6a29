//! What is wanted: one document to one person.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::Value;

use crate::library::kind::Kind;
use crate::model::address::{Say, Tone};
use crate::model::id::Id;
use crate::model::person::Person;

/// A wish for one document, before anything is decided about its words.
#[derive(Clone, Debug)]
pub struct Request {
    /// Shared: a kind is large, and a batch asks for many documents of one
    pub kind: Arc<Kind>,
    pub person: Person,
    pub tone: Option<Tone>,
    pub reason: Option<Id>,
    pub say: Option<Say>,
    pub colleagues: Colleagues,
    pub resources: Resources,
    /// Date of the document
    pub date: Date,
    /// Day on which the message that is answered was written
    pub inquiry_date: Option<Date>,
    /// Facts as typed, by id; checked against what the kind takes
    pub facts: BTreeMap<String, Value>,
}

/// Whom to refer to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Colleagues {
    /// Nobody by name
    #[default]
    Nobody,
    /// Those of these ids
    Chosen(Vec<Id>),
    /// Those who fit the person best
    Auto,
}

/// Which of the coach's own resources to point to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Resources {
    /// As many as suit the tone
    #[default]
    Fitting,
    Nothing,
    Chosen(Vec<Id>),
}
