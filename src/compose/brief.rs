//! Everything a template may see, and nothing else: no notes, no screening, no other client.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::compose::referral::{Link, Referral};
use crate::compose::stationery::{Stationery, gather};
use crate::compose::view::{Agreement, EmergencyLine, Settled};
use crate::error::{Error, Result};
use crate::library::engine::Values;
use crate::library::speech::Addressee;

/// The data of one document.
#[derive(Clone, Debug, Serialize)]
pub struct Brief {
    #[serde(skip)]
    pub kind: String,
    /// The small template of the reason's sentence; rendered before the letter
    #[serde(skip)]
    pub reason_template: Option<String>,
    #[serde(skip)]
    pub addressee: Addressee,
    #[serde(skip)]
    pub warnings: Vec<String>,
    /// The colleague's address, when the letter goes to a colleague
    #[serde(skip)]
    pub recipient: Option<String>,

    /// What is the same in every letter: coach, practice, signature, footer
    #[serde(skip)]
    pub stationery: Arc<Stationery>,

    pub language: String,
    pub currency: String,
    pub relation: String,
    pub formal: bool,
    pub informal: bool,
    pub tone: String,
    pub warm: bool,
    pub neutral: bool,
    pub firm: bool,
    pub safety: bool,
    pub today: String,
    pub to: Reader,
    pub about: Option<About>,
    pub reason: Option<String>,
    pub resources: Vec<Link>,
    pub colleagues: Vec<Referral>,
    pub registers: Vec<Link>,
    /// Emergency numbers, where others than those of the stationery are called for
    pub emergency: Option<Vec<EmergencyLine>>,
    pub agreement: Option<Agreement>,
    pub settlement: Option<Settled>,
    #[serde(flatten)]
    pub facts: Map<String, Value>,
}

impl Brief {
    /// Returns the names that a template of the kind may use.
    pub fn names(&self) -> Result<Vec<String>> {
        let value = serde_json::to_value(self).map_err(|e| Error::internal(e.to_string()))?;
        let mut names =
            value.as_object().map(|map| map.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
        // The signature is the stationery's, and is told where it stands in a letter's data.
        let behind = names.iter().position(|name| name == "settlement").map_or(names.len(), |at| at + 1);
        names.insert(behind, "signature".to_owned());
        // Words and topics are the same for every letter of a language, so the engine holds them.
        let shared = Stationery::NAMES.iter().chain(&["words", "topics"]).map(|name| (*name).to_owned());
        Ok(names.into_iter().chain(shared).collect())
    }

    /// Returns all that a template sees, as the engine holds it.
    pub fn values(&self) -> Result<Values> {
        let mut values = self.stationery.values(self.safety).clone();
        // One by one: most of them are the same in every letter, and small.
        values.put("language", &self.language)?;
        values.put("currency", &self.currency)?;
        values.put("relation", &self.relation)?;
        values.put("formal", &self.formal)?;
        values.put("informal", &self.informal)?;
        values.put("tone", &self.tone)?;
        values.put("warm", &self.warm)?;
        values.put("neutral", &self.neutral)?;
        values.put("firm", &self.firm)?;
        values.put("safety", &self.safety)?;
        values.put("today", &self.today)?;
        values.put("to", &self.to)?;
        values.put("about", &self.about)?;
        values.put("reason", &self.reason)?;
        values.put("resources", &self.resources)?;
        values.put("colleagues", &self.colleagues)?;
        values.put("registers", &self.registers)?;
        if let Some(emergency) = &self.emergency {
            values.put("emergency", emergency)?;
        }
        values.put("agreement", &self.agreement)?;
        values.put("settlement", &self.settlement)?;
        for (id, value) in &self.facts {
            // A fact that was not given is no value: a template may ask for it with `if`, and can't print a hole.
            if value.is_null() {
                values.take_out(id);
            } else {
                values.put(id.clone(), value)?;
            }
        }
        Ok(values)
    }

    /// Returns the texts that are not the letter's own words: names, facts, what the coach wrote in the practice.
    pub fn foreign(&self) -> Vec<&str> {
        let to = &self.to;
        let mut texts: Vec<&str> =
            [&to.name, &to.given, &to.family, &to.goal].into_iter().filter_map(|t| t.as_deref()).collect();
        self.facts.values().for_each(|value| gather(value, &mut texts));
        texts.extend(self.stationery.texts());
        for colleague in &self.colleagues {
            let own = [&colleague.does, &colleague.why, &colleague.fees];
            texts.extend(own.into_iter().filter_map(|t| t.as_deref()));
        }
        texts.extend(self.resources.iter().chain(&self.registers).map(|link| link.title.as_str()));
        // The longest first, so that a part of a longer text does not break it up.
        texts.sort_by_key(|t| std::cmp::Reverse(t.len()));
        texts
    }
}

/// The addressee.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Reader {
    pub name: Option<String>,
    pub given: Option<String>,
    pub family: Option<String>,
    pub patronymic: Option<String>,
    pub title: Option<String>,
    pub gender: Option<String>,
    pub mention: String,
    pub goal: Option<String>,
    pub time_zone: Option<String>,
    pub country: Option<String>,
    pub pronunciation: Option<String>,
    pub forms: std::collections::BTreeMap<String, String>,
}

/// The person a letter to a colleague is about, exactly as consented.
#[derive(Clone, Debug, Serialize)]
pub struct About {
    pub name: String,
    pub contact: Option<String>,
    pub topic: Option<String>,
    pub consent_date: String,
    pub channel: String,
    pub scope: String,
    pub gender: Option<String>,
    pub mention: String,
    pub given: Option<String>,
    pub family: Option<String>,
    pub patronymic: Option<String>,
    pub forms: std::collections::BTreeMap<String, String>,
}
