//! What contracts are made from, read once for all of a run: languages, law, templates.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use crate::cli::workspace::Workspace;
use crate::compose::contract;
use crate::error::{Error, Result};
use crate::library::engine::Engine;
use crate::library::law::{Law, LawWords};
use crate::library::speech::Speech;
use crate::model::id::Id;
use crate::model::language::Language;
use crate::model::party::Party;
use crate::model::person::Person;
use crate::yaml::Located;

/// Languages, laws and templates, by what they hang on. Several hands may share it.
#[derive(Default)]
pub(crate) struct Shelf {
    speeches: Known<String, Arc<Speech>>,
    /// By place, and whether a party has a number of another one
    laws: Known<(String, bool), Arc<Law>>,
    /// By language and place
    words: Known<(String, String), Arc<LawWords>>,
    /// By kind and language
    engines: Known<(String, String), (Engine, String)>,
}

/// Things read before.
struct Known<K, V>(Mutex<HashMap<K, V>>);

impl<K, V> Default for Known<K, V> {
    fn default() -> Self {
        Self(Mutex::new(HashMap::new()))
    }
}

impl<K: Eq + Hash, V: Clone> Known<K, V> {
    /// Returns what is known by the key; reads it where nothing is.
    fn get(&self, key: K, read: impl FnOnce() -> Result<V>) -> Result<V> {
        // A thread that panicked left the map whole: entries are put in at once or not at all.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(&key) {
            return Ok(found.clone());
        }
        let value = read()?;
        known.insert(key, value.clone());
        Ok(value)
    }
}

impl Shelf {
    /// Returns how a language speaks.
    pub(super) fn speech(&self, language: &Language, workspace: &Workspace) -> Result<Arc<Speech>> {
        self.speeches.get(language.tag().to_owned(), || workspace.library.speech(language))
    }

    /// Returns the law that the agreement with a person follows.
    ///
    /// Errors: data, for a place whose law garbo does not know, where it was chosen.
    pub(crate) fn law(&self, person: &Located<Person>, workspace: &Workspace) -> Result<Arc<Law>> {
        let practice = workspace.practice_located()?;
        let code = contract::jurisdiction(&practice.value, &person.value);
        let chosen = || contract::jurisdiction_place(practice, person);
        let terms = [person.value.terms.as_deref(), practice.value.terms.as_ref()];
        let sponsors = terms.into_iter().flatten().filter_map(|terms| terms.sponsor.as_ref()?.party.as_ref());
        let parties = [&practice.value.coach.party, &person.value.party].into_iter().flatten();
        let ids: Vec<&Id> = parties.chain(sponsors).flat_map(|party: &Party| party.ids.keys()).collect();
        let read = |ids: &[&Id]| {
            workspace.library.law_for(&code, ids, &practice.value.jurisdiction).map_err(|error| error.at(chosen()))?.map(Arc::new).ok_or_else(|| {
                Error::data(format!("garbo does not know the law of `{code}`"))
                    .key("jurisdiction")
                    .at(chosen())
                    .hint("agreements are written for IT, ID, RU, TR, GB-ENG, GB-SCT, GB-NIR and the states of the US (US-CA)")
            })
        };
        let law = self.laws.get((code.clone(), false), || read(&[]))?;
        match ids.iter().all(|id| law.rules.contract.ids.contains_key(*id)) {
            true => Ok(law),
            false => self.laws.get((code.clone(), true), || read(&ids)),
        }
    }

    /// Returns the words of a language about the law of a place.
    pub(super) fn words(
        &self,
        language: &Language,
        code: &str,
        workspace: &Workspace,
    ) -> Result<Arc<LawWords>> {
        self.words.get((language.tag().to_owned(), code.to_owned()), || {
            workspace.library.law_words(language, code).map(Arc::new)
        })
    }

    /// Returns the templates of a kind in a language, whose names are among `names`, and the one to render.
    pub(super) fn engine(
        &self,
        kind: &str,
        speech: &Arc<Speech>,
        names: impl FnOnce() -> Result<Vec<String>>,
        workspace: &Workspace,
    ) -> Result<(Engine, String)> {
        self.engines.get((kind.to_owned(), speech.language.tag().to_owned()), || {
            let (engine, template) = workspace.library.engine(kind, speech, None)?;
            // The built-in ones never change: the debug build that the tests run has looked them over.
            if engine.is_own() || cfg!(debug_assertions) {
                engine.check_names(&template, &names()?)?;
            }
            Ok((engine, template))
        })
    }
}
