//! Every way a kind can be written: tone, register, genders, reasons, choices.

use std::collections::BTreeMap;

use crate::library::catalogue::{Catalogue, Who};
use crate::library::kind::{FactType, Form, Kind, ReasonsOf};
use crate::library::speech::Speech;
use crate::model::address::{Formality, Gender, Say, Tone};
use crate::model::id::Id;

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
