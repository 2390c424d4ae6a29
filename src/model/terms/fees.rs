//! Data of the clauses about money: fees, instalments, late payment.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::id::Id;
use crate::model::money::Currency;
use crate::model::scalar::{Amount, Day};
use crate::model::texts::Texts;

/// The price and what is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FeeTerms {
    /// What `amount` is the price of: package (all sessions), per_session or month
    pub basis: Option<Basis>,
    /// Price: "900.00"; default `fees.session` of practice.yaml for each session
    pub amount: Option<Amount>,
    /// Currency; default that of practice.yaml
    pub currency: Option<Currency>,
    /// Whether sums stand in words as well; default true
    pub in_words: Option<bool>,
    /// How the fee is taxed, by the choices of the place: forfettario, ordinary, npd, usn, vat …
    pub tax: Option<Id>,
    /// The sentence about tax in your own words, in place of the choice's
    pub tax_text: Option<Texts>,
    /// Price of an hour of extra work; default `fees.extra_hour` of practice.yaml
    pub extra_hour: Option<Amount>,
    /// Expenses that are paid besides: {it: spese di viaggio concordate prima}; left out, none
    pub expenses: Option<Texts>,
    /// Last day on which the price holds: 2026-12-31
    pub valid_until: Option<Day>,
    /// How to pay; default `fees.how_to_pay` of practice.yaml
    pub how_to_pay: Option<Texts>,
}

/// What a price is the price of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    Package,
    PerSession,
    Month,
}

impl Basis {
    pub fn id(self) -> &'static str {
        match self {
            Self::Package => "package",
            Self::PerSession => "per_session",
            Self::Month => "month",
        }
    }
}

/// When the price is paid: at once, in so many equal parts, or as listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Instalments {
    /// So many equal parts, 1 to 120: the first on signing, the others spread over the sessions; default 1
    pub equal: Option<u32>,
    /// The parts one by one, at most 120, in place of `equal`: - {amount: "300.00", due: on_signing}
    pub items: Option<Vec<Instalment>>,
    /// Whether the table stands in an annex; default false
    pub in_annex: Option<bool>,
    /// That a part falls due after the last session is meant so: this may be credit; default false
    pub after_end: Option<bool>,
}

/// One instalment.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Instalment {
    /// Sum, above zero; all of them make up the price to the cent
    pub amount: Amount,
    /// on_signing, date (with `date`), before_session (with `session`), days_after (signing, with `days`)
    pub due: Due,
    /// Day it is due, for `due: date`
    pub date: Option<Day>,
    /// Number of the session it is due before, for `due: before_session`
    pub session: Option<u32>,
    /// Days after signing, for `due: days_after`
    pub days: Option<u32>,
}

/// When an instalment is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    OnSigning,
    Date,
    BeforeSession,
    DaysAfter,
}

impl Due {
    pub fn id(self) -> &'static str {
        match self {
            Self::OnSigning => "on_signing",
            Self::Date => "date",
            Self::BeforeSession => "before_session",
            Self::DaysAfter => "days_after",
        }
    }
}

/// What follows when a payment is late.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LatePayment {
    /// Days after a friendly reminder before sessions pause, 1 to 60; default 7
    pub grace_days: Option<u32>,
    /// none (default) or legal: interest at the rate of the law, which in the United Kingdom is for a business only
    pub interest: Option<Interest>,
    /// Fee from the second reminder on; left out, none
    pub reminder_fee: Option<Amount>,
}

/// Interest on what is late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Interest {
    Legal,
    None,
}
