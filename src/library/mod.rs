//! Templates and words: the built-in ones, and the coach's own on top. Floor: beside `load`, above `grammar`.
//!
//! A language is a folder of templates and a lexicon; a kind is a skeleton and a description. Neither needs Rust.

mod arguments;
pub mod catalogue;
pub mod embed;
pub mod engine;
pub mod escape;
pub mod filters;
mod hints;
pub mod kind;
pub mod law;
mod lean;
pub mod lexicon;
mod names;
pub mod own;
pub mod parity;
pub mod phrases;
pub mod reference;
pub mod signs;
pub mod speech;
pub mod wording;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::error::{Error, Place, Result, nearest};
use crate::library::catalogue::Catalogue;
use crate::library::embed::Folder;
use crate::library::engine::{Engine, Source};
use crate::library::kind::{Form, Kind};
use crate::library::lexicon::Lexicon;
use crate::library::own::Own;
use crate::library::signs::Signs;
use crate::library::speech::Speech;
use crate::library::wording::Wording;
use crate::model::jurisdiction::Jurisdiction;
use crate::model::language::Language;
use crate::yaml;

/// What the sentence of a reason names besides the values of its letter: `niche`, and `dates` in words.
const REASON_VALUES: &str = "{% set niche = practice.niche %}\
    {% if dates %}{% set_global dates = dates | dates %}{% endif %}";

/// All templates and words there are: built in, and the coach's own over them.
#[derive(Clone, Debug, Default)]
pub struct Library {
    own: Own,
}

/// The text of a file and the path that errors show for it.
pub struct Text {
    pub text: Cow<'static, str>,
    pub shown: String,
    pub own: bool,
}

impl Library {
    /// Returns the library of a practice folder; without one, the built-in library.
    pub fn open(home: Option<&Path>) -> Result<Self> {
        Ok(Self { own: home.map_or_else(|| Ok(Own::default()), Own::find)? })
    }

    /// Returns the ids of all kinds, sorted.
    pub fn kind_ids(&self) -> Vec<String> {
        let mut ids = BTreeSet::new();
        let mut add = |path: &str| {
            if let Some(stem) =
                path.strip_suffix(".yaml").filter(|stem| !stem.contains('/') && *stem != "reasons")
            {
                ids.insert(stem.to_owned());
            }
        };
        embed::paths(Folder::Templates).into_iter().for_each(&mut add);
        self.own.paths(Folder::Templates).for_each(&mut add);
        ids.into_iter().collect()
    }

    /// Returns the ids of the kinds that are letters and notes, sorted: all but contracts.
    ///
    /// Errors: data, when the file of a kind is malformed.
    pub fn letter_ids(&self) -> Result<Vec<String>> {
        let mut ids = self.kind_ids();
        let mut fault = None;
        ids.retain(|id| match self.kind(id) {
            Ok(kind) => kind.form != Form::Contract,
            Err(error) => {
                fault.get_or_insert(error);
                false
            }
        });
        fault.map_or(Ok(ids), Err)
    }

    /// Tells whether there is a kind of that id.
    pub fn has_kind(&self, id: &str) -> bool {
        let path = format!("{id}.yaml");
        id != "reasons"
            && !id.contains('/')
            && (self.own.has(Folder::Templates, &path) || embed::has(Folder::Templates, &path))
    }

    /// Returns a kind.
    ///
    /// Errors: usage, naming the nearest known kind; data, when its file is malformed.
    pub fn kind(&self, id: &str) -> Result<Kind> {
        let path = format!("{id}.yaml");
        let found = if self.has_kind(id) { self.read::<Kind>(Folder::Templates, &path)? } else { None };
        let Some(mut kind) = found else {
            let ids = self.kind_ids();
            let error = Error::usage(format!("there is no kind of document called `{id}`"));
            return Err(match nearest(id, ids.iter().map(String::as_str)) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error.hint(format!("the kinds are {}", ids.join(", "))),
            });
        };
        kind.id = id.to_owned();
        for need in &kind.needs {
            if kind.fact(need).is_none() {
                return Err(Error::data(format!("`needs` names `{need}`, which is not among `takes`"))
                    .at(Place::file(self.shown(Folder::Templates, &path)))
                    .hint(format!("add an entry `id: {need}` under `takes`")));
            }
        }
        Ok(kind)
    }

    /// Returns one line about a kind, in English where it has one; `None` where its file can't be read.
    ///
    /// For lists of all kinds: a file of the coach's own is read as far as this line and not checked, which takes a
    /// fraction of the time.
    pub fn about(&self, id: &str) -> Option<String> {
        #[derive(Deserialize)]
        struct About {
            about: Value,
        }
        let path = format!("{id}.yaml");
        let about = match self.own.read(Folder::Templates, &path).ok()? {
            Some(own) => yaml::glance(own.text.as_bytes(), &own.shown, "about")?,
            None => yaml::read_prepared::<About>(embed::tree(Folder::Templates, &path)?)?.about,
        };
        let by_language = || about.get("en").or_else(|| about.as_object()?.values().next());
        about.as_str().or_else(|| by_language()?.as_str()).map(str::to_owned)
    }

    /// Returns the languages that can be asked for: `it`, `en-GB`, `en-US`, …, sorted, variants in place of their base.
    pub fn languages(&self) -> Result<Vec<Language>> {
        let mut names = BTreeSet::new();
        let mut add = |path: &str| {
            if let Some(stem) = path.strip_suffix(".yaml").filter(|stem| !stem.contains('/'))
                && let Ok(language) = stem.parse::<Language>()
                && language.tag() == stem
            {
                names.insert(language);
            }
        };
        embed::paths(Folder::Locales).into_iter().for_each(&mut add);
        self.own.paths(Folder::Locales).for_each(&mut add);
        let mut all = BTreeSet::new();
        for language in &names {
            if language.region().is_none() {
                // The lexicon says which variants the language has; only languages with an overlay have any.
                if names.iter().any(|l| l.region().is_some() && l.base() == language.base()) {
                    all.extend(self.lexicon(language)?.variants);
                } else {
                    all.insert(language.clone());
                }
            } else {
                all.insert(language.clone());
            }
        }
        Ok(all.into_iter().collect())
    }

    /// Returns the language as it will be written: `en` becomes the first variant offered.
    ///
    /// Errors: data, naming the languages there are.
    pub fn resolve(&self, language: &Language) -> Result<Language> {
        let has = |tag: &str| {
            let path = format!("{tag}.yaml");
            embed::has(Folder::Locales, &path) || self.own.has(Folder::Locales, &path)
        };
        if !has(language.base()) && !has(language.tag()) {
            let known: Vec<String> = self.languages()?.iter().map(ToString::to_string).collect();
            return Err(Error::data(format!("garbo has no words for the language `{language}`")).hint(
                format!("the languages are {}; docs/languages.md says how to add one", known.join(", ")),
            ));
        }
        if language.region().is_none() {
            let variants = self.variants(language)?;
            return Ok(variants.into_iter().next().unwrap_or_else(|| language.clone()));
        }
        // A region without words of its own is written as the language is: it-CH as it.
        let variants = if has(language.tag()) { Vec::new() } else { self.variants(language)? };
        if has(language.tag()) || variants.contains(language) {
            return Ok(language.clone());
        }
        match variants.into_iter().next() {
            Some(first) => Ok(first),
            None => language.base().parse(),
        }
    }

    /// Returns the variants of a language that are offered. Only a language with words for a region has any.
    fn variants(&self, language: &Language) -> Result<Vec<Language>> {
        let start = format!("{}-", language.base());
        let any = embed::names(Folder::Locales).any(|path| path.starts_with(&start))
            || self.own.paths(Folder::Locales).any(|path| path.starts_with(&start));
        if any { Ok(self.lexicon(language)?.variants) } else { Ok(Vec::new()) }
    }

    /// Returns the lexicon of a language: the base, its variant over it, the coach's own over both.
    pub fn lexicon(&self, language: &Language) -> Result<Lexicon> {
        let names: &[&str] =
            if language.region().is_some() { &[language.base(), language.tag()] } else { &[language.base()] };
        let paths: Vec<String> = names.iter().map(|tag| format!("{tag}.yaml")).collect();
        let mut built_in = paths.iter().filter(|path| embed::has(Folder::Locales, path));
        let mut own = paths.iter().filter(|path| self.own.has(Folder::Locales, path));
        let lexicon = match (built_in.next(), built_in.next(), own.next()) {
            (None, _, None) => None,
            (Some(only), None, None) | (None, _, Some(only)) if own.next().is_none() => {
                self.read::<Lexicon>(Folder::Locales, only)?
            }
            _ => Some(self.laid_over(language, &paths)?),
        };
        lexicon.ok_or_else(|| Error::data(format!("garbo has no words for the language `{language}`")))
    }

    /// Lays words over words: those of a variant over the language's, the coach's own over the built-in ones.
    fn laid_over(&self, language: &Language, paths: &[String]) -> Result<Lexicon> {
        let mut merged = Map::new();
        let mut shown = String::new();
        for path in paths {
            let free = |text: &str, shown: &str| Ok(yaml::read_free(text.as_bytes(), shown)?.value);
            if let Some(words) = prepared(Folder::Locales, path, free)? {
                merge(&mut merged, words);
                shown = shown_built_in(Folder::Locales, path);
            }
            if let Some(own) = self.own.read(Folder::Locales, path)? {
                merge(&mut merged, free(&own.text, &own.shown)?);
                shown = own.shown;
            }
        }
        serde_json::from_value(Value::Object(merged)).map_err(|e| {
            Error::data(format!("the words of {language} do not fit together: {e}")).at(Place::file(shown))
        })
    }

    /// Returns the catalogue of reasons.
    pub fn catalogue(&self) -> Result<Catalogue> {
        self.read(Folder::Templates, "reasons.yaml")?
            .ok_or_else(|| Error::internal("the catalogue of reasons is missing"))
    }

    /// Returns the signs that screening asks about.
    pub fn signs(&self) -> Result<Signs> {
        self.read(Folder::Locales, signs::FILE)?
            .ok_or_else(|| Error::internal("the table of signs is missing"))
    }

    /// Returns the rules of a place: `US-CA` as `US`; `None` where garbo knows none.
    pub fn jurisdiction(&self, code: &str) -> Result<Option<Jurisdiction>> {
        let country = code.split('-').next().unwrap_or(code);
        self.read(Folder::Locales, &format!("jurisdictions/{country}.yaml"))
    }

    /// Returns what garbo says to a coach of a language.
    pub fn wording(&self, language: &Language) -> Result<Wording> {
        Wording::read(self, language)
    }

    /// Returns how a language speaks.
    pub fn speech(&self, language: &Language) -> Result<Arc<Speech>> {
        let language = self.resolve(language)?;
        Ok(Arc::new(Speech::new(self.lexicon(&language)?, language)))
    }

    /// Returns an engine with all templates that a kind needs in a language, and the name of the one to render.
    ///
    /// `reason` is the small template of the reason's sentence; it is registered as [`engine::REASON`].
    ///
    /// Errors: data, when the kind has no words in the language.
    pub fn engine(&self, kind: &str, speech: &Arc<Speech>, reason: Option<&str>) -> Result<(Engine, String)> {
        let language = &speech.language;
        let tags: &[&str] =
            if language.region().is_some() { &[language.tag(), language.base()] } else { &[language.base()] };
        for tag in tags {
            let name = format!("{tag}/{kind}.md");
            if self.text(Folder::Templates, &name)?.is_some() {
                let mut sources = self.sources(&name)?;
                lean::without_complaints(&mut sources);
                sources.extend(reason.map(|text| Source {
                    name: engine::REASON.to_owned(),
                    shown: format!("locales/{}.yaml", language.base()),
                    text: format!("{REASON_VALUES}{text}"),
                    own: false,
                }));
                return Ok((Engine::new(sources, Arc::clone(speech))?, name));
            }
        }
        Err(Error::data(format!("`{kind}` has no words in the language `{language}`")).hint(format!(
            "write templates/{}/{kind}.md in your practice folder, or choose another language",
            language.base()
        )))
    }

    /// Returns a template and all those it extends or includes.
    pub fn sources(&self, name: &str) -> Result<Vec<Source>> {
        let mut sources: Vec<Source> = Vec::new();
        let mut wanted = vec![name.to_owned()];
        while let Some(name) = wanted.pop() {
            let (path, only_builtin) = match name.strip_prefix("builtin/") {
                Some(path) => (path, true),
                None => (name.as_str(), false),
            };
            let found = if only_builtin {
                builtin(Folder::Templates, path)
            } else {
                self.text(Folder::Templates, path)?
            };
            // A missing one is reported by the engine, which knows who asked for it.
            let Some(found) = found else { continue };
            let registered = if found.own { path.to_owned() } else { format!("builtin/{path}") };
            if sources.iter().any(|s| s.name == registered) {
                continue;
            }
            wanted.extend(references(&found.text));
            sources.push(Source {
                name: registered,
                shown: found.shown,
                text: found.text.into_owned(),
                own: found.own,
            });
        }
        Ok(sources)
    }

    /// Reads a file of YAML: the coach's own, else the built-in one, whose tree is at hand.
    fn read<T: DeserializeOwned + JsonSchema>(&self, folder: Folder, path: &str) -> Result<Option<T>> {
        match self.own.read(folder, path)? {
            Some(own) => Ok(Some(yaml::read(own.text.as_bytes(), &own.shown)?.value)),
            None => self.read_built_in(folder, path),
        }
    }

    /// Reads a built-in file of YAML, whatever the coach has over it.
    fn read_built_in<T: DeserializeOwned + JsonSchema>(
        &self,
        folder: Folder,
        path: &str,
    ) -> Result<Option<T>> {
        prepared(folder, path, |text, shown| Ok(yaml::read(text.as_bytes(), shown)?.value))
    }

    /// Returns the path that errors show for a file: the coach's own, else the built-in one.
    fn shown(&self, folder: Folder, path: &str) -> String {
        self.own.shown(folder, path).unwrap_or_else(|| shown_built_in(folder, path))
    }

    /// Returns a file by its path: the coach's own, else the built-in one.
    pub fn text(&self, folder: Folder, path: &str) -> Result<Option<Text>> {
        if let Some(own) = self.own.read(folder, path)? {
            return Ok(Some(Text { text: Cow::Owned(own.text), shown: own.shown, own: true }));
        }
        Ok(builtin(folder, path))
    }

    /// Returns the built-in file only.
    pub fn builtin(&self, folder: Folder, path: &str) -> Option<Text> {
        builtin(folder, path)
    }

    /// Returns the coach's own files.
    pub fn own(&self) -> &Own {
        &self.own
    }
}

fn builtin(folder: Folder, path: &str) -> Option<Text> {
    let text = embed::text(folder, path)?;
    Some(Text { text: Cow::Borrowed(text), shown: shown_built_in(folder, path), own: false })
}

fn shown_built_in(folder: Folder, path: &str) -> String {
    format!("built-in {}/{path}", folder.name())
}

/// Reads a built-in file of YAML from its tree; from its text where that does not fit, to tell why.
fn prepared<T: DeserializeOwned>(
    folder: Folder,
    path: &str,
    otherwise: impl FnOnce(&str, &str) -> Result<T>,
) -> Result<Option<T>> {
    if let Some(value) = embed::tree(folder, path).and_then(yaml::read_prepared) {
        return Ok(Some(value));
    }
    builtin(folder, path).map(|text| otherwise(&text.text, &text.shown)).transpose()
}

/// Returns the names that a template extends or includes.
pub(crate) fn references(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for keyword in ["extends", "include"] {
        for at in memchr::memmem::find_iter(text.as_bytes(), keyword) {
            let rest = text[at + keyword.len()..].trim_start();
            if let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))
                && let Some((name, _)) = rest[1..].split_once(quote)
            {
                names.push(name.to_owned());
            }
        }
    }
    names
}

/// Lays one mapping over another: mappings merge, everything else replaces.
fn merge(under: &mut Map<String, Value>, over: Map<String, Value>) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(Value::Object(under)), Value::Object(over)) => merge(under, over),
            (_, value) => {
                under.insert(key, value);
            }
        }
    }
}
