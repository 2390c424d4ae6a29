//! Data of the clauses about the end and what lies around it: withdrawal, term, notice, refund, disputes, signing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::language::Language;
use crate::model::scalar::{Amount, Day};
use crate::model::texts::Texts;

/// The consumer's right to withdraw, where the law of the place gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Withdrawal {
    /// Whether the client asks to begin before the period ends; needed when the first session lies within it
    pub early_start: Option<bool>,
}

/// Start and end of the agreement. It is never renewed by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Term {
    /// First day; left out, from the last signature
    pub start: Option<Day>,
    /// Last day; left out, when all sessions are held
    pub end: Option<Day>,
}

/// Notice to end the agreement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Notice {
    /// Days, 0 to 90; default 0 for the client, 14 for the coach
    pub notice_days: Option<u32>,
}

/// What is paid back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RefundTerms {
    /// pro_rata_sessions (default), pro_rata_time or documented_costs; `none` is refused
    pub rule: Option<Rule>,
    /// Days within which it is paid, 1 to 60; default what the place asks for, `policies.refund_days`, or 14
    pub days: Option<u32>,
}

/// How a refund is reckoned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    ProRataSessions,
    ProRataTime,
    DocumentedCosts,
    None,
}

impl Rule {
    pub fn id(self) -> &'static str {
        match self {
            Self::ProRataSessions => "pro_rata_sessions",
            Self::ProRataTime => "pro_rata_time",
            Self::DocumentedCosts => "documented_costs",
            Self::None => "none",
        }
    }
}

/// Colleagues named at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Handover {
    /// How many, 1 to 3; default 3
    pub names: Option<u32>,
}

/// Limits of liability.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Liability {
    /// fee_paid or amount; left out, no cap. Mostly without effect against a consumer
    pub cap: Option<Cap>,
    /// The sum, for `cap: amount`
    pub amount: Option<Amount>,
}

/// What liability is capped at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cap {
    FeePaid,
    Amount,
}

/// Events beyond control.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ForceMajeure {
    /// Days after which either side may end, 7 to 180; default 30
    pub days: Option<u32>,
}

/// Complaints and disputes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Complaints {
    /// Mailbox for complaints; default your own
    pub contact: Option<String>,
    /// Working days within which you answer, 1 to 60; default 10
    pub reply_working_days: Option<u32>,
    /// Ethics body or mediator to turn to: ICF Italia
    pub body: Option<Texts>,
    /// Whether both try mediation before a court; default false
    pub mediation: Option<bool>,
    /// Whether arbitration is agreed, in the United States only; default false
    pub arbitration: Option<bool>,
}

/// An agreement in two languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LanguageVersions {
    /// Language that prevails; default the first of the agreement
    pub prevailing: Option<Language>,
}

/// The signature of understanding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Acknowledgement {
    /// Five to eight points; default all whose clause is printed
    pub points: Option<Vec<Point>>,
    /// Whether each point is initialled; default false
    pub initials: Option<bool>,
}

/// A point that the client confirms to have understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Point {
    NoGuarantee,
    NotTherapy,
    ContactHours,
    Lateness,
    Payment,
    Boundaries,
    Ending,
    Data,
}

impl Point {
    /// Every point, in the order in which they are printed.
    pub const ALL: [Self; 8] = [
        Self::NoGuarantee,
        Self::NotTherapy,
        Self::ContactHours,
        Self::Lateness,
        Self::Payment,
        Self::Boundaries,
        Self::Ending,
        Self::Data,
    ];

    pub fn id(self) -> &'static str {
        match self {
            Self::NoGuarantee => "no_guarantee",
            Self::NotTherapy => "not_therapy",
            Self::ContactHours => "contact_hours",
            Self::Lateness => "lateness",
            Self::Payment => "payment",
            Self::Boundaries => "boundaries",
            Self::Ending => "ending",
            Self::Data => "data",
        }
    }

    /// Returns the clauses that must be printed for the point to refer to something.
    pub fn clauses(self) -> &'static [&'static str] {
        match self {
            Self::NoGuarantee => &["expectations"],
            Self::NotTherapy => &["not_therapy"],
            Self::ContactHours => &["contact_hours"],
            Self::Lateness => &["lateness", "reschedule_cancel"],
            Self::Payment => &["fees"],
            Self::Boundaries => &["conduct"],
            Self::Ending => &["termination_client", "termination_coach", "refund"],
            Self::Data => &["data_protection"],
        }
    }
}

/// Copies and manner of signing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Signatures {
    /// Copies on paper, 1 to 10; default one for each party
    pub copies: Option<u32>,
    /// Whether it may be signed electronically; default false
    pub electronic: Option<bool>,
    /// Whether each page has a line for initials; default false
    pub page_initials: Option<bool>,
}
