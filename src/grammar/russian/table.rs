//! The table of Russian names, from YAML to something quick to look up.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::grammar::russian::{Case, Part};
use crate::model::address::Gender;
use crate::yaml;

const TEXT: &str = include_str!("../../../locales/names/ru.yaml");
/// Its tree, as `build.rs` writes it.
const TREE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/trees/locales/names/ru.yaml"));

/// The rules and lists of `locales/names/ru.yaml`.
#[derive(Debug)]
pub struct Names {
    paradigms: Vec<Paradigm>,
    given: ByGender,
    patronymic: ByGender,
    surname: ByGender,
    pub(super) kept_surname: HashSet<String>,
    pub(super) kept_given: HashSet<String>,
    pub(super) particles: HashSet<String>,
    pub(super) kept_before: HashSet<String>,
    pub(super) suffix_words: HashSet<String>,
    pub(super) patronymic_ends_m: Vec<String>,
    pub(super) patronymic_ends_f: Vec<String>,
    pub(super) surname_ends: HashSet<String>,
    pub(super) given_names: HashSet<String>,
}

#[derive(Debug)]
struct Paradigm {
    cut: usize,
    add: [String; 5],
}

#[derive(Debug)]
struct ByGender {
    feminine: Rules,
    masculine: Rules,
}

#[derive(Debug, Default)]
struct Rules {
    words: HashMap<String, Rule>,
    ends: HashMap<String, EndRules>,
    longest: usize,
}

#[derive(Debug, Default)]
struct EndRules {
    one_vowel: Option<Rule>,
    many_vowels: Option<Rule>,
}

#[derive(Clone, Copy, Debug)]
struct Rule {
    /// Index into the paradigms; `None` for names that do not change.
    paradigm: Option<usize>,
    unsure: bool,
}

/// What to do to a word: letters to take off its end, letters to put on, and whether that is sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Change<'a> {
    pub cut: usize,
    pub add: &'a str,
    pub certain: bool,
}

impl Names {
    /// Reads the built-in table. The shape is described at the top of `locales/names/ru.yaml`.
    ///
    /// Errors: text that is not such a table, an unknown paradigm, two rules for one ending.
    pub fn built_in() -> Result<Self> {
        let raw: RawTable = match yaml::read_prepared(TREE) {
            Some(raw) => raw,
            None => yaml::read_table(TEXT, "locales/names/ru.yaml")?,
        };
        let mut paradigms = Vec::new();
        let mut ids = HashMap::new();
        for (id, paradigm) in raw.paradigms {
            let add: Vec<String> = words(&paradigm.add).collect();
            let add = <[String; 5]>::try_from(add).map_err(|_| {
                Error::data(format!("paradigm `{id}` needs five endings: `{}`", paradigm.add))
            })?;
            ids.insert(id, paradigms.len());
            paradigms.push(Paradigm { cut: paradigm.cut, add });
        }
        let gender = |raw: RawByGender| -> Result<ByGender> {
            Ok(ByGender {
                feminine: Rules::read(raw.feminine, &ids)?,
                masculine: Rules::read(raw.masculine, &ids)?,
            })
        };
        Ok(Self {
            given: gender(raw.given)?,
            patronymic: gender(raw.patronymic)?,
            surname: gender(raw.surname)?,
            paradigms,
            kept_surname: words(&raw.kept.surname).collect(),
            kept_given: words(&raw.kept.given).collect(),
            particles: words(&raw.kept.particles).collect(),
            kept_before: words(&raw.kept.before).collect(),
            suffix_words: words(&raw.suffix_words).collect(),
            patronymic_ends_m: words(&raw.patronymic_ends.masculine).collect(),
            patronymic_ends_f: words(&raw.patronymic_ends.feminine).collect(),
            surname_ends: words(&raw.surname_ends).collect(),
            given_names: words(&raw.given_names).collect(),
        })
    }

    /// Looks up a lower-case word; `None` where no rule fits. `case` is any but the nominative.
    pub(super) fn change(&self, part: Part, gender: Gender, lower: &str, case: Case) -> Option<Change<'_>> {
        let by_gender = match part {
            Part::Given => &self.given,
            Part::Patronymic => &self.patronymic,
            Part::Surname => &self.surname,
        };
        let rules = match gender {
            Gender::Feminine => &by_gender.feminine,
            Gender::Masculine => &by_gender.masculine,
        };
        let rule = rules.find(lower)?;
        let index = match case {
            Case::Nominative => return Some(Change { cut: 0, add: "", certain: true }),
            Case::Genitive => 0,
            Case::Dative => 1,
            Case::Accusative => 2,
            Case::Instrumental => 3,
            Case::Prepositional => 4,
        };
        let paradigm = rule.paradigm.and_then(|i| self.paradigms.get(i));
        let (cut, add) = paradigm.map_or((0, ""), |p| (p.cut, p.add[index].as_str()));
        Some(Change { cut, add, certain: !rule.unsure })
    }
}

impl Rules {
    fn read(raw: Vec<RawRule>, ids: &HashMap<String, usize>) -> Result<Self> {
        let mut rules = Self::default();
        for raw in raw {
            let paradigm = match raw.paradigm.as_str() {
                "keep" => None,
                id => Some(*ids.get(id).ok_or_else(|| Error::data(format!("no paradigm is called `{id}`")))?),
            };
            let rule = Rule { paradigm, unsure: raw.unsure };
            for word in words(&raw.words) {
                if rules.words.insert(word.clone(), rule).is_some() {
                    return Err(Error::data(format!("two rules for the name `{word}`")));
                }
            }
            for end in words(&raw.ends) {
                rules.longest = rules.longest.max(end.chars().count());
                let known = rules.ends.entry(end.clone()).or_default();
                let (one, many) = match raw.syllables {
                    None => (true, true),
                    Some(Syllables::One) => (true, false),
                    Some(Syllables::Many) => (false, true),
                };
                if one && known.one_vowel.replace(rule).is_some()
                    || many && known.many_vowels.replace(rule).is_some()
                {
                    return Err(Error::data(format!("two rules for the ending `{end}`")));
                }
            }
        }
        Ok(rules)
    }

    fn find(&self, lower: &str) -> Option<Rule> {
        if let Some(rule) = self.words.get(lower) {
            return Some(*rule);
        }
        let many = lower.chars().filter(|c| is_vowel(*c)).count() > 1;
        let starts: Vec<usize> = lower.char_indices().rev().take(self.longest).map(|(i, _)| i).collect();
        starts.into_iter().rev().find_map(|start| {
            let rules = self.ends.get(lower.get(start..)?)?;
            if many { rules.many_vowels } else { rules.one_vowel }
        })
    }
}

/// Tells whether a lower-case letter is a vowel of Russian or of a neighbour that writes in Cyrillic.
fn is_vowel(c: char) -> bool {
    "аеёиоуыэюяіїєәөүұ".contains(c)
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split_whitespace().map(str::to_owned)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTable {
    paradigms: BTreeMap<String, RawParadigm>,
    given: RawByGender,
    patronymic: RawByGender,
    surname: RawByGender,
    kept: RawKept,
    suffix_words: String,
    patronymic_ends: RawEnds,
    surname_ends: String,
    given_names: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawParadigm {
    cut: usize,
    add: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawByGender {
    feminine: Vec<RawRule>,
    masculine: Vec<RawRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    #[serde(default)]
    words: String,
    #[serde(default)]
    ends: String,
    #[serde(rename = "as")]
    paradigm: String,
    #[serde(default)]
    unsure: bool,
    syllables: Option<Syllables>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Syllables {
    One,
    Many,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawKept {
    surname: String,
    given: String,
    particles: String,
    before: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEnds {
    masculine: String,
    feminine: String,
}
