//! Kinds written on trial with invented facts: the letters that checks read and samples show.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::json;

use crate::compose::brief::Brief;
use crate::compose::request::{Colleagues, Request, Resources};
use crate::compose::stationery::Stationery;
use crate::compose::{Sources, compose};
use crate::error::Result;
use crate::library::Library;
use crate::library::catalogue::Catalogue;
use crate::library::kind::{Fact, FactType, Kind};
use crate::library::speech::Speech;
use crate::model::address::Gender;
use crate::model::colleague::Directory;
use crate::model::practice::Practice;
use crate::model::texts::Texts;
use crate::render::document::Document;
use crate::render::invented::{self, Invented};
use crate::render::stencil::Stencil;
use crate::render::tact::{self, Manners};
use crate::render::variant::Variant;

/// A desk on which letters are tried out.
pub struct Trial<'a> {
    pub library: &'a Library,
    pub practice: &'a Practice,
    pub directory: &'a Directory,
    pub catalogue: &'a Catalogue,
    pub legal: Option<&'a Texts>,
    pub date: Date,
    /// A colleague to write to where the coach has none yet
    invented: Directory,
    stencils: RefCell<HashMap<String, Arc<Stencil>>>,
}

/// A letter that was tried.
pub struct Tried {
    pub brief: Brief,
    pub document: Document,
    /// What the tact check says of it
    pub faults: Vec<String>,
    /// Too short or too long, when it was tried without optional facts
    pub length: Option<String>,
}

impl<'a> Trial<'a> {
    pub fn new(
        library: &'a Library,
        practice: &'a Practice,
        directory: &'a Directory,
        catalogue: &'a Catalogue,
        legal: Option<&'a Texts>,
        date: Date,
    ) -> Self {
        let invented = Directory { colleagues: vec![invented::colleague(practice, date)] };
        Self { library, practice, directory, catalogue, legal, date, invented, stencils: RefCell::default() }
    }

    fn has_colleague(&self) -> bool {
        self.directory.colleagues.iter().any(|c| c.agreed_to_be_listed.is_some())
    }

    /// Writes one variant.
    pub fn write(&self, kind: &Kind, variant: &Variant, speech: &Arc<Speech>) -> Result<Tried> {
        let mut practice = self.practice.clone();
        practice.coach.grammatical_gender = variant.writer;
        if practice.emergency.is_empty() {
            practice.emergency.push(invented::emergency(&practice.jurisdiction, self.date));
        }
        let request = self.request(kind, variant, speech);
        let stationery = Arc::new(Stationery::new(&practice, speech, self.legal)?);
        let sources = Sources {
            practice: &practice,
            directory: if self.has_colleague() { self.directory } else { &self.invented },
            catalogue: self.catalogue,
            speech,
            stationery: &stationery,
        };
        let brief = compose(&request, &sources)?;
        let stencil = self.stencil(kind, speech, &brief)?;
        let document = stencil.render(&brief)?;
        let words = variant.reason.as_ref().and_then(|id| speech.lexicon.reasons.get(id));
        let private = words.map(|w| w.keywords.clone()).unwrap_or_default();
        let manners = Manners {
            kind,
            speech,
            formality: brief.addressee.formality,
            waiting_list: kind.id == "waitlist",
            private: &private,
            safety: brief.safety,
            foreign: &brief.foreign(),
        };
        let faults = stencil.faults(&document, &manners);
        let plain = !variant.full && !brief.safety && brief.tone == kind.tone.id();
        let length = if plain { tact::length_fault(&document, kind, &speech.lexicon) } else { None };
        Ok(Tried { brief, document, faults, length })
    }

    fn stencil(&self, kind: &Kind, speech: &Arc<Speech>, brief: &Brief) -> Result<Arc<Stencil>> {
        let reason = brief.reason_template.as_deref();
        let key = format!("{}\n{}\n{}", kind.id, speech.language, reason.unwrap_or_default());
        if let Some(known) = self.stencils.borrow().get(&key) {
            return Ok(Arc::clone(known));
        }
        let engine = self.library.engine(&kind.id, speech, reason)?;
        let made = Arc::new(Stencil::new(engine, kind.form, &speech.language));
        made.check_names(brief)?;
        self.stencils.borrow_mut().insert(key, Arc::clone(&made));
        Ok(made)
    }

    fn request(&self, kind: &Kind, variant: &Variant, speech: &Speech) -> Request {
        let examples = &speech.lexicon.examples;
        let example = match variant.gender {
            Some(Gender::Feminine) => &examples.f,
            Some(Gender::Masculine) => &examples.m,
            None => &examples.unknown,
        };
        let invented = Invented { practice: self.practice, date: self.date };
        let mut facts = BTreeMap::new();
        for fact in &kind.takes {
            let chosen = variant.choices.get(&fact.id);
            let needed = kind.needs.contains(&fact.id) || besides(kind, fact, &variant.choices);
            match chosen {
                Some(value) => {
                    facts.insert(fact.id.clone(), json!(value));
                }
                // What the agreement gives is not typed as well.
                None if kind.settles && fact.from.iter().any(|f| from_agreement(f)) => {}
                // What follows from another fact is reckoned, so that the letter does not contradict itself.
                None if fact.days_since.is_some() => {}
                None if fact.instead && !is_first(kind, &variant.choices) => {}
                None if needed || (variant.full && fact.value != FactType::Flag && !fact.unusual) => {
                    facts.insert(fact.id.clone(), invented.fact(fact, example, speech));
                }
                None => {}
            }
        }
        // A reason that states dates needs some.
        if variant.reason.is_some() && kind.fact("dates").is_some() {
            let day = |back: i8| {
                json!(self.date.saturating_sub(jiff::Span::new().days(i64::from(back))).to_string())
            };
            facts.insert("dates".into(), json!([day(20), day(13)]));
        }
        let colleagues = if kind.needs_consent {
            let directory = if self.has_colleague() { self.directory } else { &self.invented };
            let first = directory.colleagues.iter().find(|c| c.agreed_to_be_listed.is_some());
            first.map_or(Colleagues::Nobody, |c| Colleagues::Chosen(vec![c.id.clone()]))
        } else if variant.full {
            Colleagues::Auto
        } else {
            Colleagues::Nobody
        };
        Request {
            kind: Arc::new(kind.clone()),
            person: invented.person(kind, example, variant),
            tone: Some(variant.tone),
            reason: variant.reason.clone(),
            say: variant.say,
            colleagues,
            resources: Resources::Fitting,
            date: self.date,
            inquiry_date: None,
            facts,
        }
    }
}

fn from_agreement(path: &str) -> bool {
    path.starts_with("settlement.") || path.starts_with("agreement.")
}

/// Tells whether every choice that was made is the first there is.
fn is_first(kind: &Kind, chosen: &BTreeMap<String, String>) -> bool {
    chosen
        .iter()
        .all(|(id, value)| kind.fact(id).is_none_or(|f| f.choices.first().is_none_or(|c| c == value)))
}

/// Tells whether a choice that was made needs this fact too.
fn besides(kind: &Kind, fact: &Fact, chosen: &BTreeMap<String, String>) -> bool {
    kind.needs_for.iter().any(|(id, by_value)| {
        let needed = chosen.get(id).and_then(|value| by_value.get(value));
        needed.is_some_and(|ids| ids.contains(&fact.id))
    })
}
