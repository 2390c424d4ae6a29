//! Servers of mail providers, and how one logs in there: data, in `locales/mail/providers.yaml`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::error::Result;
use crate::load::embedded;
use crate::model::id::Id;
use crate::model::language::Language;
use crate::model::texts::Texts;
use crate::yaml;

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Providers {
    providers: Vec<Provider>,
    advice: BTreeMap<Id, Texts>,
}

/// A mail provider's server for outgoing mail.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Name as people know it
    pub name: String,
    /// Domains of its addresses
    pub domains: Vec<String>,
    /// Name of the server
    pub host: String,
    /// Port of the server
    pub port: u16,
    /// tls or starttls
    pub security: String,
    /// How one logs in: the id of an advice
    pub login: Id,
}

/// Returns the provider of an address by its domain, and what to know about logging in there.
///
/// The advice is in the language asked for, or in English.
pub fn provider_for(address: &str, language: &Language) -> Option<(Provider, String)> {
    let domain = address.rsplit_once('@')?.1.trim_end_matches('>').trim().to_lowercase();
    find(language, |p| {
        p.domains
            .iter()
            .any(|d| domain == *d || domain.strip_suffix(d.as_str()).is_some_and(|s| s.ends_with('.')))
    })
}

/// Returns a provider by its name or one of its domains, for an address at a domain of the coach's own.
pub fn provider_named(name: &str, language: &Language) -> Option<(Provider, String)> {
    let name = name.trim().to_lowercase();
    find(language, |p| p.name.to_lowercase() == name || p.domains.contains(&name))
}

/// Returns the names of all providers.
pub fn provider_names() -> Vec<String> {
    let mut names: Vec<String> =
        read().map_or_else(|_| Vec::new(), |all| all.providers.into_iter().map(|p| p.name).collect());
    names.dedup();
    names
}

fn find(language: &Language, is_meant: impl Fn(&Provider) -> bool) -> Option<(Provider, String)> {
    let all = read().ok()?;
    let provider = all.providers.into_iter().find(is_meant)?;
    let english: Language = "en".parse().ok()?;
    let texts = all.advice.get(&provider.login)?;
    let advice = texts.get(language).or_else(|| texts.get(&english))?.replace("{provider}", &provider.name);
    Some((provider, advice))
}

fn read() -> Result<Providers> {
    yaml::read(embedded::PROVIDERS.as_bytes(), "providers.yaml").map(|located| located.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_provider_has_advice_in_five_languages() {
        let all = read().unwrap();
        for provider in &all.providers {
            let texts = all.advice.get(&provider.login).unwrap();
            for language in ["it", "id", "ru", "tr", "en"] {
                assert!(texts.get(&language.parse().unwrap()).is_some(), "{} {language}", provider.login);
            }
            assert!(matches!(provider.security.as_str(), "tls" | "starttls"), "{}", provider.name);
        }
    }

    #[test]
    fn a_domain_stands_once() {
        let all = read().unwrap();
        let mut domains: Vec<&String> = all.providers.iter().flat_map(|p| &p.domains).collect();
        let count = domains.len();
        domains.sort();
        domains.dedup();
        assert_eq!(domains.len(), count);
    }
}
