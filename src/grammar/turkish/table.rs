//! The lists of Turkish words whose letters do not tell their endings.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::grammar::case::lower_tr;
use crate::grammar::turkish::sound::is_vowel;
use crate::yaml;

const TEXT: &str = include_str!("../../../locales/names/tr.yaml");
/// Its tree, as `build.rs` writes it.
const TREE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/trees/locales/names/tr.yaml"));

/// The lists of `locales/names/tr.yaml`, ready to look up.
#[derive(Debug)]
pub struct Words {
    pub(super) front: HashSet<String>,
    pub(super) unsure: HashSet<String>,
    pub(super) possessed: HashSet<String>,
    pub(super) possessed_heads: HashSet<String>,
    pub(super) possessed_ends: Vec<String>,
    pub(super) institutions: HashSet<String>,
    soften: HashSet<String>,
    hard: HashSet<String>,
    drop: HashMap<String, String>,
    double: HashMap<String, String>,
    pub(super) sounds: HashMap<String, String>,
    pub(super) letters: HashMap<char, String>,
    pub(super) read_as_words: HashSet<String>,
    pub(super) read_as_letters: HashSet<String>,
    pub(super) readings: HashMap<String, String>,
}

impl Words {
    /// Reads the built-in table. The shape is described in `locales/names/tr.yaml`.
    ///
    /// Errors: text that is not such a table, an entry without its second half.
    pub fn built_in() -> Result<Self> {
        let raw: RawTable = match yaml::read_prepared(TREE) {
            Some(raw) => raw,
            None => yaml::read_table(TEXT, "locales/names/tr.yaml")?,
        };
        let letters = pairs(&raw.letters)?;
        Ok(Self {
            front: set(&raw.front),
            unsure: set(&raw.unsure),
            possessed: set(&raw.possessed),
            possessed_heads: set(&raw.possessed_heads),
            possessed_ends: raw.possessed_ends.split_whitespace().map(str::to_owned).collect(),
            institutions: set(&raw.institutions),
            soften: set(&raw.soften),
            hard: set(&raw.hard),
            drop: pairs(&raw.drop)?,
            double: raw
                .double
                .split_whitespace()
                .map(|entry| match entry.split_once(':') {
                    Some((word, stem)) => (word.to_owned(), stem.to_owned()),
                    None => (entry.to_owned(), entry.chars().chain(entry.chars().last()).collect()),
                })
                .collect(),
            sounds: pairs(&raw.sounds)?,
            letters: letters.into_iter().filter_map(|(k, v)| Some((k.chars().next()?, v))).collect(),
            read_as_words: set(&raw.read_as_words),
            read_as_letters: set(&raw.read_as_letters),
            readings: pairs(&raw.readings)?,
        })
    }

    /// Returns a common word as it stands before a suffix that begins with a vowel: kitab, reng, ism, hakk.
    pub(super) fn stem(&self, word: &str, before_vowel: bool) -> String {
        let start = word.rfind([' ', '-']).map_or(0, |at| at + 1);
        let (before, last) = word.split_at(start);
        let lower = lower_tr(last);
        if !before_vowel {
            return word.to_owned();
        }
        let Some(changed) = self.changed(&lower) else { return word.to_owned() };
        // The stem keeps the capitals of the word as far as the two agree.
        let mut out = before.to_owned();
        let mut letters = last.chars();
        for (i, c) in changed.chars().enumerate() {
            let same = letters.next().filter(|_| lower.chars().nth(i) == Some(c));
            out.push(same.unwrap_or(c));
        }
        out
    }

    fn changed(&self, lower: &str) -> Option<String> {
        if let Some(stem) = self.drop.get(lower).or_else(|| self.double.get(lower)) {
            return Some(stem.clone());
        }
        let last = lower.chars().last()?;
        let body = lower.get(..lower.len() - last.len_utf8())?;
        let long = lower.chars().filter(|c| is_vowel(*c)).count() > 1;
        if lower.ends_with("log") || lower.ends_with("gog") {
            return Some(format!("{body}ğ"));
        }
        let softens = self.soften.contains(lower) || (long && last != 't' && !self.hard.contains(lower));
        let soft = match last {
            'p' => 'b',
            'ç' => 'c',
            't' => 'd',
            'k' if body.ends_with('n') => 'g',
            // arabesk, otopark
            'k' if body.ends_with(['s', 'r']) => return None,
            'k' => 'ğ',
            _ => return None,
        };
        softens.then(|| format!("{body}{soft}"))
    }
}

fn set(text: &str) -> HashSet<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn pairs(text: &str) -> Result<HashMap<String, String>> {
    text.split_whitespace()
        .map(|entry| {
            let (from, to) = entry.split_once(':').ok_or_else(|| {
                Error::data(format!("`{entry}` in the table of Turkish words lacks its second half"))
                    .hint("write `word:reading`")
            })?;
            Ok((from.to_owned(), to.to_owned()))
        })
        .collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTable {
    front: String,
    unsure: String,
    possessed: String,
    possessed_heads: String,
    possessed_ends: String,
    institutions: String,
    soften: String,
    hard: String,
    drop: String,
    double: String,
    sounds: String,
    letters: String,
    read_as_words: String,
    read_as_letters: String,
    readings: String,
}
