//! What was agreed with a client and what has happened since: the facts behind settlement and refund.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::id::Id;
use crate::model::money::Currency;
use crate::model::scalar::{Amount, Day};

/// A signed agreement and its course so far. What is left out is taken from the terms of the agreement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Engagement {
    /// Date of the agreement [default: terms.date]
    pub date: Option<Day>,
    /// Number or reference, if it has one [default: terms.number]
    pub number: Option<String>,
    /// Currency of all amounts [default: that of the terms]
    pub currency: Option<Currency>,
    /// Price of the whole agreement [default: that of the terms]
    pub total: Option<Amount>,
    /// What has been paid so far
    pub paid: Option<Amount>,
    /// Sessions agreed; not needed for the rule pro_rata_time [default: terms.sessions.count]
    pub sessions: Option<u32>,
    /// Sessions held so far [default: 0]
    #[serde(default = "none_held")]
    pub held: Option<u32>,
    /// Sessions that count as held under the cancellation clause
    #[serde(default)]
    pub counted_as_held: u32,
    /// Sessions booked and not yet held, by date
    #[serde(default)]
    pub booked: Vec<Day>,
    /// How a refund is reckoned [default: terms.refund.rule]
    pub refund_rule: Option<RefundRule>,
    /// Days within which a refund is made [default: terms.refund.days]
    pub refund_days: Option<u32>,
    /// The time that `total` pays for, for the rule pro_rata_time: {start: 2026-09-01, end: 2027-02-28} [default: the term]
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

#[expect(clippy::unnecessary_wraps, reason = "the form that serde asks for")]
fn none_held() -> Option<u32> {
    Some(0)
}

impl Engagement {
    /// Lays what is recorded over what the terms say.
    #[must_use]
    pub fn over(self, under: Self) -> Self {
        let mut clauses = under.clauses;
        clauses.extend(self.clauses);
        Self {
            date: self.date.or(under.date),
            number: self.number.or(under.number),
            currency: self.currency.or(under.currency),
            total: self.total.or(under.total),
            paid: self.paid.or(under.paid),
            sessions: self.sessions.or(under.sessions),
            held: self.held.or(under.held),
            refund_rule: self.refund_rule.or(under.refund_rule),
            refund_days: self.refund_days.or(under.refund_days),
            period: self.period.or(under.period),
            costs: self.costs.or(under.costs),
            clauses,
            records_months: self.records_months.or(under.records_months),
            ended: self.ended.or(under.ended),
            ..self
        }
    }

    /// Returns the refund rule, by default that of the sessions held.
    pub fn rule(&self) -> RefundRule {
        self.refund_rule.unwrap_or_default()
    }
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
    /// Nothing is returned
    None,
}

impl RefundRule {
    pub fn id(self) -> &'static str {
        match self {
            Self::ProRataSessions => "pro_rata_sessions",
            Self::ProRataTime => "pro_rata_time",
            Self::DocumentedCosts => "documented_costs",
            Self::None => "none",
        }
    }
}
