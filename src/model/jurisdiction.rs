//! The rules of a place, as `locales/jurisdictions/<country>.yaml` holds them. A place is not a language.
//!
//! Every rule carries its source, the day on which that was read, and how sure it is; what is unsure is a question
//! to a professional, never a sentence of a contract.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::id::Id;
use crate::model::language::Language;
use crate::model::money::Currency;
use crate::model::scalar::Day;
use crate::model::texts::Texts;

/// A country's rules.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Jurisdiction {
    /// Name of the place
    pub name: Texts,
    /// The line that every letter must carry
    pub letter_footer: Option<Rule<Texts>>,
    /// What agreements have to keep
    #[serde(default)]
    pub contract: Contract,
}

/// What agreements have to keep.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// Parts with a law of their own, by the second half of their code: ENG, CA
    #[serde(default)]
    pub parts: BTreeMap<String, String>,
    /// Days within which a consumer may withdraw from an agreement made at a distance or off premises
    pub withdrawal_days: Option<Rule<u32>>,
    /// Days within which all payments are then returned
    pub withdrawal_refund_days: Option<Rule<u32>>,
    /// Business days to cancel an agreement made off premises, with a notice of its own
    pub cooling_off_days: Option<Rule<u32>>,
    /// Whether a consumer confirms the information given before concluding with a signature
    pub information_signed: Option<Rule<bool>>,
    /// Whether a professional may end the work only for a just cause
    pub just_cause: Option<Rule<bool>>,
    /// Clauses that need a second signature
    pub specific_approval: Option<Rule<Vec<Id>>>,
    /// Whether each consent is a document apart from the agreement
    pub consent_apart: Option<Rule<bool>>,
    /// Whether a stamp is put beside a signature
    pub stamp_box: Option<Rule<bool>>,
    /// Currency of agreements between two residents
    pub currency: Option<Rule<Currency>>,
    /// Language that an agreement with a resident is written in as well
    pub language: Option<Rule<Language>>,
    /// What limits the effect of a late cancellation
    pub late_cancel: Option<Rule<LateCancel>>,
    /// Days within which a refund is due, where custom or law names them
    pub refund_days: Option<Rule<u32>>,
    /// That a consumer's refund can't be excluded
    pub refund_kept: Option<Rule<bool>>,
    /// That liability to a consumer can't be capped
    pub no_consumer_cap: Option<Rule<bool>>,
    /// That honest reviews can't be forbidden
    pub reviews_free: Option<Rule<bool>>,
    /// Whether arbitration may be agreed with a consumer beforehand
    pub arbitration: Option<Rule<bool>>,
    /// More instalments than these may be a credit
    pub most_instalments: Option<Rule<u32>>,
    /// Countries to which data may go as if they stayed; `*` for all
    pub data_free: Option<Rule<Vec<String>>>,
    /// What to mind when data are kept abroad
    pub data_abroad: Option<Rule<String>>,
    /// Whether the long form of the boundary to therapy is advised
    pub long_not_therapy: Option<Rule<bool>>,
    /// Whether an act of services rendered is customary with a business
    pub act: Option<Rule<bool>>,
    /// Numbers by which the place knows people and firms
    #[serde(default)]
    pub ids: BTreeMap<Id, Number>,
    /// Choices of how the fee is taxed; the first is the default
    #[serde(default)]
    pub tax: Vec<Id>,
    /// Standings of a coach; the first is the default
    #[serde(default)]
    pub status: Vec<Id>,
    /// Words that a text of the coach's own should avoid here, by language; `*` for any ending
    pub avoid: Option<Rule<BTreeMap<Language, Vec<String>>>>,
    /// What only a professional of the place can answer
    #[serde(default)]
    pub questions: Vec<Question>,
}

impl Contract {
    /// Returns the day up to which all rules are known: the earliest of theirs.
    pub fn as_of(&self) -> Option<Day> {
        fn day<T>(rule: &Option<Rule<T>>) -> Option<Day> {
            rule.as_ref().map(|r| r.as_of)
        }
        [
            day(&self.withdrawal_days),
            day(&self.withdrawal_refund_days),
            day(&self.cooling_off_days),
            day(&self.information_signed),
            day(&self.just_cause),
            day(&self.specific_approval),
            day(&self.consent_apart),
            day(&self.stamp_box),
            day(&self.currency),
            day(&self.language),
            day(&self.late_cancel),
            day(&self.refund_days),
            day(&self.refund_kept),
            day(&self.no_consumer_cap),
            day(&self.reviews_free),
            day(&self.arbitration),
            day(&self.most_instalments),
            day(&self.data_abroad),
            day(&self.data_free),
            day(&self.long_not_therapy),
            day(&self.act),
            day(&self.avoid),
        ]
        .into_iter()
        .flatten()
        .min()
    }
}

/// A rule with its source.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule<T> {
    pub value: T,
    /// The day on which the source was read, or up to which it is known
    pub as_of: Day,
    /// Statute, article
    pub source: String,
    pub confidence: Confidence,
}

/// How sure a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    High,
    Medium,
    Low,
}

/// What limits the effect of a late cancellation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LateCancel {
    /// Nothing is charged where the coach can fill the slot: only a genuine estimate of the loss is fair
    Slot,
    /// A consumer is charged documented costs only
    Costs,
}

impl LateCancel {
    pub fn id(self) -> &'static str {
        match self {
            Self::Slot => "slot",
            Self::Costs => "costs",
        }
    }
}

/// A number by which a place knows a person or firm.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Number {
    /// Its name as printed
    pub label: Texts,
    /// Its forms: 0 stands for a digit, A for a letter, * for either; anything else for itself
    pub forms: Vec<String>,
}

impl Number {
    /// Tells whether a number has one of the forms; spaces do not count.
    pub fn fits(&self, number: &str) -> bool {
        let number: Vec<char> = number.chars().filter(|c| !c.is_whitespace()).collect();
        self.forms.iter().any(|form| {
            form.chars().filter(|c| !c.is_whitespace()).count() == number.len()
                && form.chars().filter(|c| !c.is_whitespace()).zip(&number).all(|(mark, c)| match mark {
                    '0' => c.is_ascii_digit(),
                    'A' => c.is_ascii_alphabetic(),
                    '*' => c.is_ascii_alphanumeric(),
                    other => other == *c,
                })
        })
    }
}

/// A question to a professional of the place.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// What is unsure
    pub ask: String,
    /// Whom to ask
    pub whom: String,
    /// Where the doubt comes from, and the day up to which it is known
    pub source: String,
    pub as_of: Day,
}

/// What holds whatever the place: labels, and words that no agreement should have.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Common {
    /// Labels of bank details
    pub bank: BTreeMap<Id, Number>,
    /// Words of therapy, by language; `*` for any ending
    pub therapy: BTreeMap<Language, Vec<String>>,
    /// Words that promise a result
    pub promises: BTreeMap<Language, Vec<String>>,
    /// Words for an opinion made public, and words that forbid
    pub reviews: BTreeMap<Language, Reviews>,
}

/// Words by which a ban on reviews is told.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reviews {
    pub review: Vec<String>,
    pub forbid: Vec<String>,
}
