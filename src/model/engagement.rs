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
    /// Sessions agreed; may be left out for the rule pro_rata_time
    #[serde(default)]
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
    /// The time that `total` pays for, for the rule pro_rata_time: {start: 2026-09-01, end: 2027-02-28}
    pub period: Option<Period>,
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

/// A span of days; the first and the last belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// First day, counted
    pub start: Day,
    /// Last day, counted
    pub end: Day,
}

impl Period {
    /// Returns the number of days, both ends counted; 0 where the end lies before the start.
    pub fn days(&self) -> u32 {
        self.days_until(self.end)
    }

    /// Returns how many of the days have passed once a day is over, that day counted.
    pub fn days_until(&self, day: Day) -> u32 {
        let last = day.0.min(self.end.0);
        let days = last.since(self.start.0).map_or(0, |span| span.get_days());
        u32::try_from(days.saturating_add(1)).unwrap_or(0)
    }
}

/// The refund rule of an agreement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RefundRule {
    /// Paid, less the contract price of the sessions held or counted as held
    #[default]
    ProRataSessions,
    /// Paid, less the price of the days that have passed by the last day, that day counted
    ProRataTime,
    /// Paid, less documented costs
    DocumentedCosts,
}
