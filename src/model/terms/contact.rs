//! Data of the clause about contact between sessions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::scalar::{Amount, Zone};
use crate::model::texts::Texts;
use crate::model::windows::Window;

/// Contact between sessions. Defaults stand in `contact_hours` of practice.yaml.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ContactTerms {
    /// Whether there is none, other than on dates; default false
    pub none: Option<bool>,
    /// Windows of time, without overlap: - {days: [mon, tue], from: "09:00", to: "17:00"}
    pub windows: Option<Vec<Window>>,
    /// Zone of the hours; default your own
    pub time_zone: Option<Zone>,
    /// Channels: [{en: email}, WhatsApp]
    pub channels: Option<Vec<Texts>>,
    /// Working hours within which you answer, 1 to 72; default 24
    pub response_hours: Option<u32>,
    /// At most so many messages a week; left out, no limit
    pub per_week: Option<u32>,
    /// At most so many minutes of reading or listening for each message; left out, no limit
    pub minutes_each: Option<u32>,
    /// Price of an hour beyond that; default `fees.extra_hour`
    pub extra_hour: Option<Amount>,
    /// When you are away, a day or words: [2026-12-25, {it: 1–15 agosto}]
    pub holidays: Option<Vec<Texts>>,
}
