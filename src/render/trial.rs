//! Every way a kind can be written: the letters that checks read and samples show.

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
use crate::library::catalogue::{Catalogue, Who};
use crate::library::engine::Engine;
use crate::library::kind::{Fact, FactType, Form, Kind, ReasonsOf};
use crate::library::speech::Speech;
use crate::model::address::{Formality, Gender, Say, Tone};
use crate::model::colleague::Directory;
use crate::model::id::Id;
use crate::model::practice::Practice;
use crate::model::texts::Texts;
use crate::render::document::{Document, render};
use crate::render::invented::{self, Invented};
use crate::render::tact::{self, Manners};

/// One way to write a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    pub tone: Tone,
    pub formality: Formality,
    pub gender: Option<Gender>,
    pub writer: Gender,
    pub reason: Option<Id>,
    pub say: Option<Say>,
    /// Facts that are choices or flags, by id
    pub choices: BTreeMap<String, String>,
    /// Whether every optional fact is given, and colleagues named
    pub full: bool,
}

impl Variant {
    /// Returns the variant in one line: `warm, formal, reader f, writer f, reason no_time`.
    pub fn label(&self) -> String {
        let mut words = vec![self.tone.to_string(), self.formality.to_string()];
        words.push(format!("reader {}", self.gender.map_or("?", Gender::id)));
        words.push(format!("writer {}", self.writer));
        words.extend(self.reason.as_ref().map(|r| format!("reason {r}")));
        words.extend(self.say.map(|s| format!("say {s}")));
        words.extend(self.choices.iter().map(|(id, value)| format!("{id} {value}")));
        if self.full {
            words.push("every fact".into());
        }
        words.join(", ")
    }
}

/// How much is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// One dimension at a time, for samples that a person reads in one sitting
    Readable,
    /// Tones, registers, genders and choices crossed; reasons for one reader
    Usual,
    /// Every combination of tone, register, gender, reason and disclosure
    Everything,
}

/// Returns the ways to write a kind in a language.
pub fn variants(kind: &Kind, speech: &Speech, catalogue: &Catalogue, extent: Extent) -> Vec<Variant> {
    // A contract has no tone, no reason and no register of address.
    if kind.form == Form::Contract {
        return Vec::new();
    }
    let everything = extent == Extent::Everything;
    let readable = extent == Extent::Readable;
    let genders = [None, Some(Gender::Feminine), Some(Gender::Masculine)];
    let writers: &[Gender] = if speech.lexicon.writer_gender {
        &[Gender::Feminine, Gender::Masculine]
    } else {
        &[Gender::Feminine]
    };
    let registers: &[Formality] =
        if kind.informal { &[Formality::Informal] } else { &[Formality::Formal, Formality::Informal] };
    let mut all = Vec::new();
    for tone in Tone::ALL.iter().copied() {
        for formality in registers.iter().copied() {
            for gender in genders {
                for writer in writers.iter().copied() {
                    let base = Variant {
                        tone,
                        formality,
                        gender,
                        writer,
                        reason: None,
                        say: None,
                        choices: BTreeMap::new(),
                        full: false,
                    };
                    let usual_reader = gender.is_none() && writer == Gender::Feminine;
                    let usual_tone = tone == kind.tone;
                    for (i, choices) in choices(kind).into_iter().enumerate() {
                        for full in [false, true] {
                            // Choices and full letters are read in the usual tone, genders in the usual choice.
                            let plain = i == 0 && !full;
                            let shown = match (plain, usual_reader, usual_tone) {
                                (true, true, _) | (true, false, true) => true,
                                (false, true, true) => {
                                    Some(&formality) == registers.first() || full && i == 0
                                }
                                _ => false,
                            };
                            if shown || !readable {
                                all.push(Variant { choices: choices.clone(), full, ..base.clone() });
                            }
                        }
                    }
                    if everything
                        || (usual_reader
                            && usual_tone
                            && (!readable || Some(&formality) == registers.first()))
                    {
                        all.extend(with_reasons(kind, &base, catalogue, everything));
                    }
                }
            }
        }
    }
    all
}

fn with_reasons(kind: &Kind, base: &Variant, catalogue: &Catalogue, everything: bool) -> Vec<Variant> {
    let who = match kind.reasons {
        ReasonsOf::Nobody => return Vec::new(),
        ReasonsOf::Prospect => Who::Prospect,
        ReasonsOf::Client => Who::Client,
    };
    // How much is told does not depend on the reader's gender: it is tried for one.
    let says: &[Option<Say>] = if everything && base.gender.is_none() {
        &[None, Some(Say::Full), Some(Say::Soft), Some(Say::None)]
    } else {
        &[None]
    };
    let applying = catalogue.reasons.iter().filter(|(_, r)| r.who.contains(&who));
    applying
        .flat_map(|(id, _)| {
            says.iter().map(|say| Variant { reason: Some(id.clone()), say: *say, ..base.clone() })
        })
        .collect()
}

/// Returns the combinations of the facts that are choices, and each flag by itself.
fn choices(kind: &Kind) -> Vec<BTreeMap<String, String>> {
    let mut all = vec![BTreeMap::new()];
    for fact in kind.takes.iter().filter(|f| f.value == FactType::Choice && !f.many) {
        all = all
            .into_iter()
            .flat_map(|chosen: BTreeMap<String, String>| {
                fact.choices.iter().map(move |choice| {
                    let mut chosen = chosen.clone();
                    chosen.insert(fact.id.clone(), choice.clone());
                    chosen
                })
            })
            .collect();
    }
    let first = all.first().cloned().unwrap_or_default();
    for fact in kind.takes.iter().filter(|f| f.value == FactType::Flag) {
        for value in ["yes", "no"] {
            let mut chosen = first.clone();
            chosen.insert(fact.id.clone(), value.into());
            all.push(chosen);
        }
    }
    all
}

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
    engines: RefCell<HashMap<String, (Engine, String)>>,
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
        Self {
            library,
            practice,
            directory,
            catalogue,
            legal,
            date,
            invented,
            engines: RefCell::new(HashMap::new()),
        }
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
        let (engine, template) = self.engine(kind, speech, &brief)?;
        let document = render(&engine, &template, &brief, kind.form, &speech.language)?;
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
        let faults = tact::faults(&document, &manners);
        let plain = !variant.full && !brief.safety && brief.tone == kind.tone.id();
        let length = if plain { tact::length_fault(&document, kind, &speech.lexicon) } else { None };
        Ok(Tried { brief, document, faults, length })
    }

    fn engine(&self, kind: &Kind, speech: &Arc<Speech>, brief: &Brief) -> Result<(Engine, String)> {
        let reason = brief.reason_template.as_deref();
        let key = format!("{}\n{}\n{}", kind.id, speech.language, reason.unwrap_or_default());
        if let Some(known) = self.engines.borrow().get(&key) {
            return Ok(known.clone());
        }
        let made = self.library.engine(&kind.id, speech, reason)?;
        made.0.check_names(&made.1, &brief.names()?)?;
        self.engines.borrow_mut().insert(key, made.clone());
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
                None if needed || (variant.full && fact.value != FactType::Flag) => {
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
