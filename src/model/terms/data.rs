//! Data of the clauses about what is known of the client: confidentiality, sponsor, personal data, recording, AI.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::party::Party;
use crate::model::texts::Texts;

/// How long what is told stays confidential.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Confidentiality {
    /// Years after the end, 1 to 50; default 5
    pub years: Option<u32>,
    /// Whether there is no limit in time, in place of `years`; default false
    pub unlimited: Option<bool>,
}

/// Somebody other than the client who pays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Sponsor {
    /// Who pays: {kind: company, name: Esempio S.p.A., address: …, email: …, representative: …}
    pub party: Option<Party>,
    /// What they are told: attendance (default) or progress, in words agreed with the client
    pub reports: Option<Reports>,
}

/// What a sponsor is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reports {
    Attendance,
    Progress,
}

/// Personal data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DataProtection {
    /// Who decides on the data; default your name in `coach.party` or `coach`
    pub controller: Option<String>,
    /// Months you keep data after the end, 1 to 240; default `policies.retention_months`, else 24
    pub retention_months: Option<u32>,
    /// Who handles data for you: - {name: {it: Fornitore di posta}, country: IT}
    pub processors: Option<Vec<Processor>>,
}

/// Somebody who handles data for the coach.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Processor {
    /// Name as printed: Zoom, {it: Fornitore di posta}
    pub name: Texts,
    /// Country where the data lie, ISO 3166: IE, US
    pub country: String,
}

/// Recording of sessions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Recording {
    /// none (default) or coach_with_consent
    pub allowed: Option<Allowed>,
    /// Where recordings are kept: {it: disco cifrato}
    pub storage: Option<Texts>,
    /// Days after which they are deleted, 1 to 365; default 30
    pub delete_after_days: Option<u32>,
}

/// Who may record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Allowed {
    None,
    CoachWithConsent,
}

/// Tools of artificial intelligence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AiTools {
    /// All of them; none left out. Without any, the agreement says that you use none
    pub tools: Option<Vec<AiTool>>,
}

/// A tool of artificial intelligence.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AiTool {
    /// Name: Esempio AI
    pub name: Texts,
    /// What you use it for: {it: bozze dei riepiloghi}
    pub purpose: Texts,
    /// Which data it gets: {it: appunti senza nomi}
    pub data: Texts,
    /// Country of its provider, ISO 3166: IE
    pub country: String,
    /// Whether its provider trains on the data
    pub training: bool,
}
