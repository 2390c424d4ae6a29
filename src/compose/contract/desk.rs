//! What every clause of an agreement is worked out from: the merged terms, the practice, the person, the law.

use jiff::civil::Date;

use crate::compose::contract::faults::Faults;
use crate::error::Result;
use crate::grammar::cldr::Cldr;
use crate::library::law::{Law, LawWords};
use crate::library::speech::Speech;
use crate::model::language::Language;
use crate::model::money::{Currency, Money};
use crate::model::person::Person;
use crate::model::practice::Practice;
use crate::model::scalar::Amount;
use crate::model::terms::Terms;
use crate::model::texts::Texts;

/// The values at hand, before they are turned into what a template sees.
pub(super) struct Desk<'a> {
    pub(super) practice: &'a Practice,
    pub(super) person: &'a Person,
    pub(super) terms: &'a Terms,
    pub(super) law: &'a Law,
    pub(super) words: &'a LawWords,
    pub(super) speech: &'a Speech,
    /// Languages of the agreement, the first first
    pub(super) languages: &'a [Language],
    pub(super) cldr: Cldr,
    pub(super) currency: Currency,
    pub(super) today: Date,
    pub(super) consumer: bool,
    /// Whether the client lives in the country whose law applies
    pub(super) resident: bool,
}

impl Desk<'_> {
    /// Returns a text in the language of this version; its absence is a fault.
    pub(super) fn text(&self, texts: &Texts, key: &str, faults: &mut Faults<'_>) -> Option<String> {
        let text = texts.get(&self.speech.language);
        if text.is_none() {
            let name = &self.speech.language;
            faults.missing(
                key,
                format!("`{key}` has no text in the language `{name}`"),
                format!("add `{}: …` to it", name.base()),
            );
        }
        text.map(str::to_owned)
    }

    /// Returns a text in the language of this version, where the practice has one.
    pub(super) fn own(&self, texts: Option<&Texts>) -> Option<String> {
        texts.and_then(|t| t.get(&self.speech.language)).map(str::to_owned)
    }

    pub(super) fn texts(&self, list: &[Texts], key: &str, faults: &mut Faults<'_>) -> Vec<String> {
        list.iter().enumerate().filter_map(|(i, t)| self.text(t, &format!("{key}[{i}]"), faults)).collect()
    }

    /// Reads an amount in the currency of the agreement; its faults are told.
    pub(super) fn money(&self, amount: &Amount, key: &str, faults: &mut Faults<'_>) -> Option<Money> {
        faults.take(key, Money::parse(&amount.0, self.currency))
    }

    /// Returns an amount of `fees` in practice.yaml, which is in the practice's currency and serves no other.
    pub(super) fn practice_fee(
        &self,
        amount: Option<&Amount>,
        key: &str,
        faults: &mut Faults<'_>,
    ) -> Option<Money> {
        let amount = amount.filter(|_| self.practice.currency == self.currency)?;
        self.money(amount, key, faults)
    }

    /// Returns the name of a country in the language of this version, or its code.
    pub(super) fn country(&self, code: &str) -> Result<String> {
        Ok(self.cldr.country(code)?.unwrap_or_else(|| code.to_owned()))
    }
}
