//! What was agreed with a client and what has happened since: the facts behind settlement and refund.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::id::Id;
use crate::model::money::Currency;
use crate::model::scalar::{Amount, Day};

/// A signed agreement and its course so far.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Engagement {
    /// Date of the agreement
    pub date: Day,
    /// Number or reference, if it has one
    pub number: Option<String>,
    /// Currency of all amounts
    pub currency: Currency,
    /// Price of the whole agreement
    pub total: Amount,
    /// What has been paid so far
    pub paid: Amount,
    /// Sessions agreed
    pub sessions: u32,
    /// Sessions held so far
    #[serde(default)]
    pub held: u32,
    /// Sessions that count as held under the cancellation clause
    #[serde(default)]
    pub counted_as_held: u32,
    /// Sessions booked and not yet held, by date
    #[serde(default)]
    pub booked: Vec<Day>,
    /// How a refund is reckoned
    #[serde(default)]
    pub refund_rule: RefundRule,
    /// Days within which a refund is made
    pub refund_days: Option<u32>,
    /// Documented costs, for the rule documented_costs
    pub costs: Option<Amount>,
    /// Clause numbers as printed in the signed agreement: {contact_hours: "5", termination_coach: "16.4"}
    #[serde(default)]
    pub clauses: BTreeMap<Id, String>,
    /// Months for which records are kept after the end
    pub records_months: Option<u32>,
    /// Last day, once the agreement has ended
    pub ended: Option<Day>,
}

/// The refund rule of an agreement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RefundRule {
    /// Paid, less the contract price of the sessions held or counted as held
    #[default]
    ProRataSessions,
    /// Paid, less documented costs
    DocumentedCosts,
}
