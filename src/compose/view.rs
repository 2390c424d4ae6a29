//! Coach, agreement and settlement as templates see them: all in words and numbers ready to be written.

use serde::Serialize;

use crate::compose::settlement::Sum;

/// The coach.
#[derive(Clone, Debug, Serialize)]
pub struct Writer {
    pub name: String,
    pub gender: String,
    pub role: String,
    pub title: Option<String>,
    pub practice_name: Option<String>,
    pub city: Option<String>,
    pub jurisdiction: String,
    pub time_zone: String,
}

/// An emergency number.
#[derive(Clone, Debug, Serialize)]
pub struct EmergencyLine {
    pub number: String,
    pub about: Option<String>,
    /// Where it is for, where that is not plain
    pub places: Vec<String>,
}

/// The agreement, as letters refer to it; what is not known is null.
#[derive(Clone, Debug, Serialize)]
pub struct Agreement {
    pub date: Option<String>,
    pub number: Option<String>,
    pub total: Option<Sum>,
    pub paid: Option<Sum>,
    pub sessions: Option<u32>,
    pub held: Option<u32>,
    pub counted_as_held: u32,
    pub left: Option<u32>,
    pub booked: Vec<String>,
    pub records_months: Option<u32>,
    pub clauses: std::collections::BTreeMap<String, String>,
}

/// The settlement, as letters show it.
#[derive(Clone, Debug, Serialize)]
pub struct Settled {
    pub paid: Sum,
    pub used: Sum,
    pub used_sessions: u32,
    pub left: u32,
    pub price_per_session: Option<Sum>,
    pub time: Option<Time>,
    pub refund: Option<Sum>,
    pub refund_by: Option<String>,
    pub nothing_outstanding: bool,
    pub amount_due: Option<Sum>,
}

/// The days that a refund by time counts, first and last included.
#[derive(Clone, Debug, Serialize)]
pub struct Time {
    pub start: String,
    pub end: String,
    pub last_day: String,
    pub days: u32,
    pub used_days: u32,
    pub left_days: u32,
}
