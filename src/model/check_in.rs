//! A first meeting in person that somebody knows of: times, place, and the sealed part for an alarm only.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::language::Language;
use crate::model::scalar::{Clock, Day, Zone};
use crate::model::screening::Private;

/// An open check-in, as `checkins/<who>.yaml` holds it until the meeting is over.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckIn {
    /// The trusted person: address or name
    pub trusted: String,
    /// Language of the note
    pub language: Language,
    /// First name and initial of the client, as in the note
    pub who: String,
    /// Name of the client's file in people/, where there is one
    pub person: Option<String>,
    pub day: Day,
    pub start: Clock,
    pub end: Clock,
    /// Sign of life on arrival
    pub arrival: Clock,
    /// Sign of life after the end
    pub back_by: Clock,
    /// Minutes of silence after which the trusted person acts
    pub wait: u32,
    /// Zone of these times
    pub time_zone: Zone,
    #[serde(rename = "where")]
    pub place: String,
    pub map: Option<String>,
    pub phone: Option<String>,
    /// Opened on alarm only, and deleted when all is well
    pub sealed: Sealed,
}

/// Whom the coach meets. Private by type: only the sealed page is ever made from it.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    pub full_name: Private<String>,
    pub client_phone: Option<Private<String>>,
    pub client_email: Option<Private<String>>,
    pub more: Option<Private<String>>,
}

/// How a check-in stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The meeting has not begun
    Planned,
    /// Between the first sign of life and the second
    Meeting,
    /// The second sign of life is due
    Due,
    /// It is overdue: the alarm
    Missed,
}

impl Standing {
    /// Returns the word that lists show.
    pub fn id(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Meeting => "meeting",
            Self::Due => "due",
            Self::Missed => "missed",
        }
    }
}

impl CheckIn {
    /// Returns the moment of a time of the meeting; a time before the beginning is one after midnight.
    pub fn moment(&self, time: Clock) -> Option<jiff::Timestamp> {
        let zone = crate::model::scalar::zone(&self.time_zone.to_string())?;
        let next_day = if time < self.start.min(self.arrival) { 24 * 60 } else { 0 };
        let minutes = i64::from(time.minutes) + next_day;
        let local = self.day.0.at(0, 0, 0, 0).checked_add(jiff::Span::new().minutes(minutes)).ok()?;
        Some(local.to_zoned(zone).ok()?.timestamp())
    }

    /// Returns the moment of the alarm: the second sign of life and the minutes to wait.
    pub fn alarm(&self) -> Option<jiff::Timestamp> {
        self.moment(self.back_by)?.checked_add(jiff::Span::new().minutes(i64::from(self.wait))).ok()
    }

    /// Returns how it stands at a moment.
    pub fn standing(&self, now: jiff::Timestamp) -> Standing {
        let after = |moment: Option<jiff::Timestamp>| moment.is_some_and(|moment| now >= moment);
        if after(self.alarm()) {
            Standing::Missed
        } else if after(self.moment(self.back_by)) {
            Standing::Due
        } else if after(self.moment(self.start)) {
            Standing::Meeting
        } else {
            Standing::Planned
        }
    }
}
