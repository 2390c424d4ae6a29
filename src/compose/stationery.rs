//! What is the same in every letter of a practice in one language: made once, shared by all letters of a batch.

use serde_json::{Map, Value};

use crate::compose::desk;
use crate::error::Result;
use crate::library::engine::Values;
use crate::library::speech::Speech;
use crate::model::practice::Practice;
use crate::model::texts::Texts;

/// The coach's own paper: who writes, what the practice offers, emergency numbers, signature and footer.
#[derive(Clone, Debug)]
pub struct Stationery {
    practice: Map<String, Value>,
    values: Values,
    safe_values: Values,
}

impl Stationery {
    /// The names under which templates see it, beside `emergency` and `signature`.
    pub const NAMES: [&str; 4] = ["coach", "practice", "client", "footer"];

    /// Gathers what the practice gives in a language; `legal` is the line that the law of its country asks for.
    ///
    /// Errors: data, for a sum of the practice that can't be read.
    pub fn new(practice: &Practice, speech: &Speech, legal: Option<&Texts>) -> Result<Self> {
        let own = desk::practice(practice, speech)?;
        let term = practice.client_term.as_ref().and_then(|t| t.get(&speech.language));
        let mut values = Values::default();
        values.put("coach", &desk::writer(practice, speech))?;
        values.put("practice", &own)?;
        values.put("client", term.unwrap_or(&speech.lexicon.client))?;
        values.put("footer", &desk::footer(practice, speech, legal))?;
        values.put("emergency", &desk::every_emergency(practice, speech))?;
        let mut safe_values = values.clone();
        values.put("signature", &desk::signature(practice, speech, false))?;
        safe_values.put("signature", &desk::signature(practice, speech, true))?;
        Ok(Self { practice: own, values, safe_values })
    }

    /// Returns the practice as templates see it.
    pub fn practice(&self) -> &Map<String, Value> {
        &self.practice
    }

    /// Returns what templates see of it, by name; the safety variant has a shorter signature.
    pub fn values(&self, safety: bool) -> &Values {
        if safety { &self.safe_values } else { &self.values }
    }

    /// Returns the texts that the coach wrote in the practice.
    pub fn texts(&self) -> Vec<&str> {
        let mut texts = Vec::new();
        self.practice.values().for_each(|value| gather(value, &mut texts));
        texts
    }
}

/// Gathers the texts within a value.
pub(crate) fn gather<'a>(value: &'a Value, into: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => into.push(text),
        Value::Array(list) => list.iter().for_each(|v| gather(v, into)),
        Value::Object(map) => map.values().for_each(|v| gather(v, into)),
        _ => {}
    }
}
