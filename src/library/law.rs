//! Rules of a place and the words a language has for them: `locales/jurisdictions/` and `locales/law/`. Floor: library.
//!
//! Rules are the same in every language; the words are not, and every language has the same set of them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Place, Problem, Result};
use crate::library::Library;
use crate::library::embed::Folder;
use crate::model::id::Id;
use crate::model::jurisdiction::{Common, Jurisdiction, Number};
use crate::model::language::Language;

/// The places whose agreements garbo knows, by the code that law and court go by.
pub const PLACES: [&str; 8] = ["IT", "ID", "RU", "TR", "GB-ENG", "GB-SCT", "GB-NIR", "US"];

/// The countries among them.
pub const COUNTRIES: [&str; 6] = ["IT", "ID", "RU", "TR", "GB", "US"];

/// The law of a place, as agreements need it.
#[derive(Clone, Debug)]
pub struct Law {
    /// IT, GB-ENG, US-CA
    pub code: String,
    pub rules: Jurisdiction,
    pub common: Common,
    /// Numbers of people and firms of every known place, where a party has one that the place itself does not know
    pub numbers: Vec<(Id, Number)>,
    /// Country of the coach and its rules, where the law of another one was chosen
    pub home: Option<(String, Jurisdiction)>,
}

impl Law {
    /// Returns the country: `GB` of `GB-ENG`.
    pub fn country(&self) -> &str {
        self.code.split('-').next().unwrap_or(&self.code)
    }

    /// Returns the rules of a country, where they are at hand: those that apply, or those of the coach's own country.
    pub fn rules_at(&self, country: &str) -> Option<&Jurisdiction> {
        if self.country() == country {
            return Some(&self.rules);
        }
        self.home.as_ref().filter(|(home, _)| home == country).map(|(_, rules)| rules)
    }

    /// Returns the part that has a law of its own: `ENG`, `CA`.
    pub fn part(&self) -> Option<&str> {
        self.code.split_once('-').map(|(_, part)| part)
    }
}

/// What a language says about the law of a place. What is left out has no such rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LawWords {
    pub of_the_law: Option<String>,
    pub withdrawal_basis: Option<String>,
    pub information_basis: Option<String>,
    pub data_law: Option<String>,
    pub data_authority: Option<String>,
    pub data_rights: Option<String>,
    pub consumer_court: Option<String>,
    pub business_court: Option<String>,
    pub dispute_body: Option<String>,
    pub interest: Option<String>,
    pub receipt: Option<String>,
    pub refund_law: Option<String>,
    pub profession: Option<String>,
    pub ai_law: Option<String>,
    pub esign: Option<String>,
    pub currency: Option<String>,
    /// Sentences about tax, by choice
    #[serde(skip_serializing)]
    pub tax: BTreeMap<Id, String>,
    /// Words after the coach's name in the parties' line, by standing
    #[serde(skip_serializing)]
    pub status: BTreeMap<Id, String>,
    /// Sentences that every agreement carries and no other key has, by the name that the rules of the place give them
    #[serde(skip_serializing)]
    pub required: BTreeMap<Id, String>,
    /// Names of the states, where they differ from the English ones
    #[serde(skip_serializing)]
    pub states: BTreeMap<String, String>,
}

/// Which words the language has about a place.
const NEEDED: [(&str, &[&str]); 18] = [
    ("of_the_law", &["IT", "ID", "RU", "TR", "GB", "US"]),
    ("data_law", &["IT", "ID", "RU", "TR", "GB", "US"]),
    ("data_rights", &["IT", "ID", "RU", "TR", "GB", "US"]),
    ("consumer_court", &["IT", "ID", "RU", "TR", "GB", "US"]),
    ("business_court", &["IT", "ID", "RU", "TR", "GB", "US"]),
    ("tax", &["IT", "ID", "RU", "TR", "GB", "US"]),
    ("interest", &["IT", "ID", "RU", "TR", "GB", "US"]),
    ("status", &["ID", "RU", "TR", "GB", "US"]),
    ("data_authority", &["IT", "ID", "RU", "TR", "GB"]),
    ("withdrawal_basis", &["IT", "TR", "GB"]),
    ("information_basis", &["IT", "TR", "GB"]),
    ("dispute_body", &["IT", "ID", "RU", "TR", "GB"]),
    ("receipt", &["IT", "RU", "TR"]),
    ("refund_law", &["ID", "RU"]),
    ("profession", &["IT"]),
    ("ai_law", &["IT"]),
    ("esign", &["ID", "RU", "TR", "US"]),
    ("currency", &["ID", "RU", "TR"]),
];

impl LawWords {
    /// Lays the words of a part over those of its country.
    fn over(self, under: Self) -> Self {
        let mut tax = under.tax;
        tax.extend(self.tax);
        let mut status = under.status;
        status.extend(self.status);
        let mut required = under.required;
        required.extend(self.required);
        let mut states = under.states;
        states.extend(self.states);
        Self {
            of_the_law: self.of_the_law.or(under.of_the_law),
            withdrawal_basis: self.withdrawal_basis.or(under.withdrawal_basis),
            information_basis: self.information_basis.or(under.information_basis),
            data_law: self.data_law.or(under.data_law),
            data_authority: self.data_authority.or(under.data_authority),
            data_rights: self.data_rights.or(under.data_rights),
            consumer_court: self.consumer_court.or(under.consumer_court),
            business_court: self.business_court.or(under.business_court),
            dispute_body: self.dispute_body.or(under.dispute_body),
            interest: self.interest.or(under.interest),
            receipt: self.receipt.or(under.receipt),
            refund_law: self.refund_law.or(under.refund_law),
            profession: self.profession.or(under.profession),
            ai_law: self.ai_law.or(under.ai_law),
            esign: self.esign.or(under.esign),
            currency: self.currency.or(under.currency),
            tax,
            status,
            required,
            states,
        }
    }

    /// Fills in the places of the words: the name of the state, the coach's city.
    #[must_use]
    pub fn filled(mut self, state: Option<&str>, city: Option<&str>) -> Self {
        for words in [
            &mut self.of_the_law,
            &mut self.withdrawal_basis,
            &mut self.information_basis,
            &mut self.data_law,
            &mut self.data_authority,
            &mut self.data_rights,
            &mut self.consumer_court,
            &mut self.business_court,
            &mut self.dispute_body,
            &mut self.interest,
            &mut self.receipt,
            &mut self.refund_law,
            &mut self.profession,
            &mut self.ai_law,
            &mut self.esign,
            &mut self.currency,
        ]
        .into_iter()
        .flatten()
        .chain(self.required.values_mut())
        {
            for (mark, value) in [("{state}", state), ("{city}", city)] {
                if let Some(value) = value {
                    *words = words.replace(mark, value);
                }
            }
        }
        self
    }

    /// Returns the sentence that the rules of the place call by a name.
    pub fn sentence(&self, name: &Id) -> Option<String> {
        let named = || serde_json::to_value(self).ok()?.get(name.as_str())?.as_str().map(str::to_owned);
        self.required.get(name).cloned().or_else(named)
    }

    /// Returns the names of the words that are there.
    fn names(&self) -> Vec<String> {
        let value = serde_json::to_value(self).unwrap_or_default();
        let mut names: Vec<String> = value
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(_, v)| !v.is_null())
            .map(|(name, _)| name.clone())
            .collect();
        names.extend((!self.tax.is_empty()).then(|| "tax".to_owned()));
        names.extend((!self.status.is_empty()).then(|| "status".to_owned()));
        names
    }
}

impl Library {
    /// Returns the law of a place; `None` where garbo knows none.
    ///
    /// `ids` are the numbers that the parties have: the other places are read only for one that this place lacks.
    ///
    /// Errors: data, for a country whose parts have laws of their own without its part.
    pub fn law(&self, code: &str, ids: &[&Id]) -> Result<Option<Law>> {
        let Some(rules) = self.jurisdiction(code)? else { return Ok(None) };
        let parts = &rules.contract.parts;
        let part = code.split_once('-').map(|(_, part)| part);
        if !parts.is_empty() && part.is_none_or(|part| !parts.contains_key(part)) {
            let country = code.split('-').next().unwrap_or(code);
            let known: Vec<String> =
                parts.iter().map(|(id, name)| format!("{country}-{id} ({name})")).collect();
            return Err(Error::data(format!("`{code}` does not say which law applies: its parts differ"))
                .key("jurisdiction")
                .hint(format!("write one of {}", known.join(", "))));
        }
        let mut numbers = Vec::new();
        let is_foreign = ids.iter().any(|id| !rules.contract.ids.contains_key(*id));
        for country in COUNTRIES.into_iter().filter(|_| is_foreign) {
            numbers.extend(self.jurisdiction(country)?.into_iter().flat_map(|rules| rules.contract.ids));
        }
        Ok(Some(Law { code: code.to_owned(), rules, common: self.common_rules()?, numbers, home: None }))
    }

    /// As [`Self::law`], for a coach whose own country keeps some rules whichever law is chosen.
    pub fn law_for(&self, code: &str, ids: &[&Id], own: &str) -> Result<Option<Law>> {
        let Some(mut law) = self.law(code, ids)? else { return Ok(None) };
        let own = own.split('-').next().unwrap_or(own);
        if law.country() != own {
            law.home = self.jurisdiction(own)?.map(|rules| (own.to_owned(), rules));
        }
        Ok(Some(law))
    }

    /// Returns what holds whatever the place.
    fn common_rules(&self) -> Result<Common> {
        self.read(Folder::Locales, "jurisdictions/common.yaml")?
            .ok_or_else(|| Error::internal("the rules common to all places are missing"))
    }

    /// Returns the words of a language about the law of a place.
    ///
    /// Errors: data, when the language has none.
    pub fn law_words(&self, language: &Language, code: &str) -> Result<LawWords> {
        let country = code.split('-').next().unwrap_or(code);
        let all = self.all_law_words(language)?;
        let take = |code: &str| all.get(code).cloned();
        let words = take(country).ok_or_else(|| {
            Error::data(format!("the language `{language}` has no words about the law of {country}"))
                .hint(format!("write them under `{country}:` in locales/law/{}.yaml", language.base()))
        })?;
        Ok(match take(code).filter(|_| code != country) {
            Some(part) => part.over(words),
            None => words,
        })
    }

    fn all_law_words(&self, language: &Language) -> Result<BTreeMap<String, LawWords>> {
        let path = format!("law/{}.yaml", language.base());
        self.read(Folder::Locales, &path)?.ok_or_else(|| {
            Error::data(format!("the language `{language}` has no words about law"))
                .hint(format!("write locales/{path}, or choose another language"))
        })
    }

    /// Returns what the words of a language about law lack, or have too much of.
    pub fn law_gaps(&self, language: &Language) -> Result<Vec<Problem>> {
        let file = format!("locales/law/{}.yaml", language.base());
        let all = self.all_law_words(language)?;
        let mut problems = Vec::new();
        let mut tell = |key: String, message: String, hint: &str| {
            problems.push(Problem::new(message).key(key).at(Place::file(&file)).hint(hint));
        };
        for place in all.keys().filter(|p| !PLACES.contains(&p.as_str()) && !COUNTRIES.contains(&p.as_str()))
        {
            tell(place.clone(), format!("`{place}` is no place whose law garbo knows"), "take it out");
        }
        for country in COUNTRIES {
            let Some(words) = all.get(country) else {
                tell(
                    country.to_owned(),
                    format!("the words about the law of {country} are missing"),
                    "write them",
                );
                continue;
            };
            let there = words.names();
            for (word, places) in NEEDED {
                let (is, should) = (there.iter().any(|w| w == word), places.contains(&country));
                let key = format!("{country}.{word}");
                if should && !is {
                    tell(key.clone(), format!("`{key}` is missing"), "write it, as the other languages do");
                } else if is && !should {
                    tell(
                        key.clone(),
                        format!("`{key}` has no place: the law of {country} has no such rule here"),
                        "take it out",
                    );
                }
            }
            let Some(rules) = self.jurisdiction(country)? else { continue };
            let named = rules.contract.required.iter().map(|required| required.words.clone());
            let own = |name: &Id| !NEEDED.iter().any(|(word, _)| *word == name.as_str());
            let required: Vec<Id> = named.filter(own).collect();
            for (key, choices, words) in [
                ("tax", &rules.contract.tax, &words.tax),
                ("status", &rules.contract.status, &words.status),
                ("required", &required, &words.required),
            ] {
                for choice in choices.iter().filter(|c| !words.contains_key(c)) {
                    let key = format!("{country}.{key}.{choice}");
                    tell(key.clone(), format!("`{key}` is missing"), "write it, as the other languages do");
                }
                for choice in words.keys().filter(|c| !choices.contains(c)) {
                    let key = format!("{country}.{key}.{choice}");
                    tell(key.clone(), format!("`{key}` is no choice of the place"), "take it out");
                }
            }
        }
        Ok(problems)
    }
}
