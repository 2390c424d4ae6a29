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
    /// Numbers to call in danger, the first one first: proposed to the coach, who confirms them
    pub emergency_numbers: Option<Rule<Vec<String>>>,
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
    /// Whether the parties are the first article, and entry into force with the number of articles the last
    pub parties_article: Option<Rule<bool>>,
    /// Whether a consumer confirms the information given before concluding with a signature
    pub information_signed: Option<Rule<bool>>,
    /// Whether a professional may end the work only for a just cause
    pub just_cause: Option<Rule<bool>>,
    /// Whether an agreement with a consumer is ended by the coach only for a cause, and what is not provided returned whole
    pub consumer_cause: Option<Rule<bool>>,
    /// Whether a consumer may leave at any time, without notice
    pub consumer_leaves_at_once: Option<Rule<bool>>,
    /// Clauses that need a second signature
    pub specific_approval: Option<Rule<Vec<Id>>>,
    /// Whether each consent is a document apart from the agreement
    pub consent_apart: Option<Rule<bool>>,
    /// Age from which a person concludes agreements alone
    pub of_age: Option<Rule<u32>>,
    /// The same for parts of the country that name another age
    pub of_age_in: Option<Rule<BTreeMap<String, u32>>>,
    /// Age from which a minor concludes with the written consent of a parent or guardian, who else concludes for the minor
    pub minor_concludes: Option<Rule<u32>>,
    /// Age from which a minor's own consent to data processing counts
    pub data_consent_age: Option<Rule<u32>>,
    /// Whether a stamp is put beside a signature
    pub stamp_box: Option<Rule<bool>>,
    /// Currency of agreements between two residents
    pub currency: Option<Rule<Currency>>,
    /// Language that an agreement between two residents has a text in, alone or beside another
    pub language: Option<Rule<Language>>,
    /// Language that such an agreement had better have a text in
    pub language_advised: Option<Rule<Language>>,
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
    /// Months after signing up to which instalments are no credit
    pub instalment_months: Option<Rule<u32>>,
    /// What to mind where a consumer pays by the month without a last day
    pub rolling: Option<Rule<String>>,
    /// Whether the law's interest on late payment is for business only
    pub interest_in_business: Option<Rule<bool>>,
    /// Whether the client must be told which systems of artificial intelligence are used
    pub ai_told: Option<Rule<bool>>,
    /// Countries to which data may go as if they stayed; `*` for all
    pub data_free: Option<Rule<Vec<String>>>,
    /// What to mind when data are kept abroad
    pub data_abroad: Option<Rule<String>>,
    /// Whether a consent is a ground for keeping data abroad; it is, where nothing is said
    pub transfer_consent: Option<Rule<bool>>,
    /// Whether a complaint about data goes to the coach before it goes to the authority
    pub complaint_first: Option<Rule<bool>>,
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
    /// Sentences that every agreement carries, whatever the coach switches off or replaces
    #[serde(default)]
    pub required: Vec<Required>,
    /// What only a professional of the place can answer
    #[serde(default)]
    pub questions: Vec<Question>,
}

impl Contract {
    /// Returns the first and the last of the days as of which the rules are known.
    pub fn known(&self) -> Option<(Day, Day)> {
        let days = || self.sources().into_iter().map(|rule| rule.as_of);
        Some((days().min()?, days().max()?))
    }

    /// Returns where each rule is from, by its key.
    pub fn sources(&self) -> Vec<KnownRule<'_>> {
        fn known<'a, T>(key: &'static str, rule: &'a Option<Rule<T>>) -> Option<KnownRule<'a>> {
            let rule = rule.as_ref()?;
            Some(KnownRule { key, source: &rule.source, as_of: rule.as_of, confidence: rule.confidence })
        }
        [
            known("withdrawal_days", &self.withdrawal_days),
            known("withdrawal_refund_days", &self.withdrawal_refund_days),
            known("cooling_off_days", &self.cooling_off_days),
            known("parties_article", &self.parties_article),
            known("information_signed", &self.information_signed),
            known("just_cause", &self.just_cause),
            known("consumer_cause", &self.consumer_cause),
            known("consumer_leaves_at_once", &self.consumer_leaves_at_once),
            known("specific_approval", &self.specific_approval),
            known("consent_apart", &self.consent_apart),
            known("of_age", &self.of_age),
            known("of_age_in", &self.of_age_in),
            known("minor_concludes", &self.minor_concludes),
            known("data_consent_age", &self.data_consent_age),
            known("stamp_box", &self.stamp_box),
            known("currency", &self.currency),
            known("language", &self.language),
            known("language_advised", &self.language_advised),
            known("late_cancel", &self.late_cancel),
            known("refund_days", &self.refund_days),
            known("refund_kept", &self.refund_kept),
            known("no_consumer_cap", &self.no_consumer_cap),
            known("reviews_free", &self.reviews_free),
            known("arbitration", &self.arbitration),
            known("most_instalments", &self.most_instalments),
            known("instalment_months", &self.instalment_months),
            known("rolling", &self.rolling),
            known("interest_in_business", &self.interest_in_business),
            known("ai_told", &self.ai_told),
            known("data_abroad", &self.data_abroad),
            known("transfer_consent", &self.transfer_consent),
            known("complaint_first", &self.complaint_first),
            known("data_free", &self.data_free),
            known("long_not_therapy", &self.long_not_therapy),
            known("act", &self.act),
            known("avoid", &self.avoid),
        ]
        .into_iter()
        .flatten()
        .chain(self.required.iter().map(Required::known))
        .collect()
    }
}

/// Where a rule is from.
#[derive(Clone, Copy, Debug)]
pub struct KnownRule<'a> {
    pub key: &'a str,
    pub source: &'a str,
    pub as_of: Day,
    pub confidence: Confidence,
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

impl Confidence {
    pub fn id(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

/// A sentence that the law wants in every agreement.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Required {
    /// Its key in the words about the law of the place: `profession`, or one of those under `required:`
    pub words: Id,
    /// The clause that says it in garbo's words; none where the sentence always stands by itself
    pub clause: Option<Id>,
    /// The terms without which there is nothing to say: `ai_tools.tools`
    pub when: Option<String>,
    /// Whether a coach on a public register need not say it
    #[serde(default)]
    pub unless_registered: bool,
    /// Words by which a text of the coach's own says it already, in any language; `..` for some words between
    #[serde(default)]
    pub said: Vec<String>,
    pub as_of: Day,
    pub source: String,
    pub confidence: Confidence,
}

impl Required {
    fn known(&self) -> KnownRule<'_> {
        KnownRule {
            key: self.words.as_str(),
            source: &self.source,
            as_of: self.as_of,
            confidence: self.confidence,
        }
    }
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
    /// Whether it is asked only where a client is under age
    #[serde(default)]
    pub minors: bool,
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
    /// Words near a promise that take it back
    pub denials: BTreeMap<Language, Vec<String>>,
    /// Sentences that forbid an opinion made public
    pub reviews: BTreeMap<Language, Ban>,
    /// Sentences by which nothing is paid back
    pub refunds: BTreeMap<Language, Ban>,
    /// Sentences by which a session that is cancelled late is lost
    pub forfeits: BTreeMap<Language, Ban>,
    /// Words for a private home, where no session in person is held
    #[serde(default)]
    pub homes: BTreeMap<Language, Vec<String>>,
}

/// How a sentence says what it should not: by one of the phrases, or by a word of each list. `..` stands for some words
/// between, `*` for any ending.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Ban {
    /// What it is about
    pub about: Vec<String>,
    /// What it says of that
    pub forbid: Vec<String>,
    /// Phrases that say it by themselves
    pub say: Vec<String>,
    /// Words that leave a doubt: an exception, or the opposite
    pub unless: Vec<String>,
}
