//! Data of the clauses about the service itself: subject, sessions, place, lateness, moving and cancelling.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::id::Id;
use crate::model::scalar::{Amount, Clock, Day, Zone};
use crate::model::texts::Texts;

/// What is delivered, and what for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Subject {
    /// A service of `services`, by its id: career_package; default the only one there is
    pub service: Option<Id>,
    /// Name of the service, where it is not one of `services`: {it: "Percorso «Nuovo lavoro»"}
    pub name: Option<Texts>,
    /// One line about it
    pub about: Option<Texts>,
    /// online (default), in_person or mixed
    pub format: Option<Format>,
    /// The client's goals in their own words, at most five: ["trovare un nuovo lavoro"]
    pub goals: Option<Vec<Texts>>,
    /// Whether the goals stand in an annex; default false
    pub goals_in_annex: Option<bool>,
}

/// How sessions are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Online,
    InPerson,
    Mixed,
}

/// Number, length and rhythm of the sessions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Sessions {
    /// How many, 1 to 1000; left out, sessions are booked one by one without a fixed number
    pub count: Option<u32>,
    /// Length in minutes, 15 to 240; default `fees.minutes`, else 60
    pub minutes: Option<u32>,
    /// Days from one session to the next: 7 weekly, 14 every two weeks; left out, dates are agreed one by one
    pub interval_days: Option<u32>,
    /// Day of the first session: 2026-12-10
    pub start: Option<Day>,
    /// Hour of the first session: "18:00"
    pub start_time: Option<Clock>,
    /// Day by which all sessions are held; default from start, count and interval, and 30 days more
    pub end: Option<Day>,
    /// In place of `end`: months from the first session within which all are held
    pub validity_months: Option<u32>,
    /// Zone of the times; default your own
    pub time_zone: Option<Zone>,
}

/// Where sessions take place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Place {
    /// Tool of online sessions: Zoom
    pub platform: Option<String>,
    /// Place of sessions in person, public or your business premises: Via degli Esempi 12, Milano
    pub place: Option<Texts>,
    /// Whether that is a public place; default false: your premises
    pub public: Option<bool>,
}

/// When somebody is late.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Lateness {
    /// Minutes you wait, at most half a session; default `policies.wait_minutes`, else 15
    pub wait_minutes: Option<u32>,
    /// none (default): sessions end on time; paid: longer by consent, each quarter of an hour paid
    pub overrun: Option<Overrun>,
    /// Price of a quarter of an hour more, for `overrun: paid`; default a quarter of the extra hour
    pub overrun_quarter: Option<Amount>,
}

/// Whether a session may be prolonged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Overrun {
    None,
    Paid,
}

/// Moving and cancelling sessions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Cancellation {
    /// Hours of notice, 6 to 168; default `policies.cancellation_hours`, else 24
    pub notice_hours: Option<u32>,
    /// What a later cancellation does: held (the session counts), half (half of its price), moved (free for
    /// `free_moves` times), costs (documented costs only); default what the law of the place allows
    pub effect: Option<Effect>,
    /// How often a late move is free, for `effect: moved`; default 1
    pub free_moves: Option<u32>,
    /// Whether sudden illness costs nothing; default true
    pub illness: Option<bool>,
}

/// What a late cancellation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    Held,
    Half,
    Moved,
    Costs,
}

impl Effect {
    pub fn id(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Half => "half",
            Self::Moved => "moved",
            Self::Costs => "costs",
        }
    }
}
