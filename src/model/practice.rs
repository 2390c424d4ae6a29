//! The coach's practice, as `practice.yaml` holds it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::address::{Formality, Gender};
use crate::model::id::Id;
use crate::model::language::Language;
use crate::model::letterhead::Letterhead;
use crate::model::mail_section::MailSection;
use crate::model::money::Currency;
use crate::model::party::Party;
use crate::model::scalar::{Amount, Day, Zone};
use crate::model::terms::Terms;
use crate::model::texts::Texts;
use crate::model::windows::Window;

/// Everything garbo knows about the coach.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Practice {
    /// Who you are
    pub coach: Coach,
    /// Languages you write in; the first is the default
    pub languages: Vec<Language>,
    /// Country whose rules your practice follows, ISO 3166: IT, ID, RU, TR, GB, US-CA
    pub jurisdiction: String,
    /// City where you work, as printed before a date
    pub city: Option<String>,
    /// Your IANA time zone, such as Europe/Rome
    pub time_zone: Zone,
    /// Currency of your fees
    pub currency: Currency,
    /// Word for "client" where you prefer another: {tr: müşteri}
    pub client_term: Option<Texts>,
    /// What you work on and with whom, to follow "I work only with": {en: people changing career}
    pub niche: Option<Texts>,
    /// What you offer
    #[serde(default)]
    pub services: Vec<Service>,
    /// What you can do well, one line each
    #[serde(default)]
    pub strengths: Vec<Texts>,
    /// Your way of working, in one or two lines
    pub way_of_working: Option<Texts>,
    /// Your own free resources: articles, guides, recordings
    #[serde(default)]
    pub resources: Vec<Resource>,
    /// Public registers of professionals to point to when no colleague fits
    #[serde(default)]
    pub registers: Vec<Register>,
    /// When and how you can be reached between sessions
    pub contact_hours: Option<ContactHours>,
    /// What you charge
    pub fees: Option<Fees>,
    /// The rules of your practice
    #[serde(default)]
    pub policies: Policies,
    /// What stands under your letters
    #[serde(default)]
    pub signature: Signature,
    /// How letters and agreements look on paper: logo, colour, font, format
    #[serde(default)]
    pub letterhead: Letterhead,
    /// A line of your own below the signature; what the law asks for is added by itself
    pub footer: Option<Texts>,
    /// Emergency numbers you have confirmed, printed when a message speaks of danger
    #[serde(default)]
    pub emergency: Vec<Emergency>,
    /// Screening: whom you want to work with, and where you stop
    #[serde(default)]
    pub screening: ScreeningRules,
    /// Questions you ask before a first meeting, in addition to the built-in ones
    #[serde(default)]
    pub questions: Vec<Texts>,
    /// Defaults for the agreements you make; a person's own `terms` go before them
    pub terms: Option<Terms>,
    /// The mail account that letters are sent from
    pub mail: Option<MailSection>,
}

/// The coach as a person.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Coach {
    /// Name as printed under a letter
    pub name: String,
    /// Your own grammatical gender, f or m: Italian and Russian need it
    pub grammatical_gender: Gender,
    /// Role under the name: {it: coach, ru: коуч}; a built-in word is used where you give none
    pub role: Option<Texts>,
    /// Name of the practice, if it has one
    pub practice_name: Option<String>,
    /// Title of your own, printed before the name
    pub title: Option<String>,
    /// Your name in another script: {ru: Джулия Ферри}
    #[serde(default)]
    pub names: BTreeMap<Language, String>,
    /// Whether a public register exempts you from the reference that the law of your country asks for
    #[serde(default)]
    pub on_register: bool,
    /// You as a party to an agreement: address, numbers, bank
    pub party: Option<Party>,
}

/// A service by name.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Short name: career_package
    pub id: Id,
    /// Name as printed
    pub name: Texts,
    /// One line about it
    pub about: Option<Texts>,
}

/// A free resource of the coach's own.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// Short name: goals_guide
    pub id: Id,
    /// Title as printed
    pub title: Texts,
    /// Link; may differ by language
    pub url: Texts,
    /// Fields it helps with, as in colleagues.yaml
    #[serde(default)]
    pub fields: Vec<Id>,
}

/// A public register or directory of professionals.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// Name as printed
    pub name: Texts,
    /// Link
    pub url: Texts,
    /// Profession it lists: coach (default), psychotherapist, lawyer …
    pub profession: Option<Id>,
}

/// When and how the coach can be reached.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactHours {
    /// Windows of time: {days: [mon, tue], from: "09:00", to: "17:00"}
    pub windows: Vec<Window>,
    /// Working hours within which you answer
    #[serde(default = "ContactHours::default_response")]
    pub response_hours: u32,
    /// Channels: {en: e-mail}
    #[serde(default)]
    pub channels: Vec<Texts>,
}

impl ContactHours {
    fn default_response() -> u32 {
        24
    }
}

/// Fees, in the practice's currency.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fees {
    /// Price of one session
    pub session: Option<Amount>,
    /// Length of a session in minutes
    pub minutes: Option<u32>,
    /// Whether you accept instalments
    #[serde(default)]
    pub instalments: bool,
    /// At most so many instalments
    pub max_instalments: Option<u32>,
    /// Price of an hour of work outside the sessions
    pub extra_hour: Option<Amount>,
    /// How to pay: bank details, link
    pub how_to_pay: Option<Texts>,
    /// Whether the fee is fixed; lets the letter say so
    #[serde(default)]
    pub fixed: bool,
}

/// Rules of the practice.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Policies {
    /// adults_only (default) or with_guardian
    pub minors: Minors,
    /// Hours of notice for moving or cancelling a session
    pub cancellation_hours: Option<u32>,
    /// Minutes you wait for a late client
    pub wait_minutes: Option<u32>,
    /// Days within which you refund
    pub refund_days: Option<u32>,
    /// Months you keep the data of clients after the end
    pub retention_months: Option<u32>,
    /// Months you keep what declined prospects wrote
    pub prospect_months: Option<u32>,
    /// First meetings: online, public_place
    pub first_meeting: Option<Texts>,
    /// Rules of your own, one line each
    pub rules: Vec<Texts>,
    /// How to address strangers; default formal
    pub formality: Option<Formality>,
}

/// Whether people under 18 are accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Minors {
    #[default]
    AdultsOnly,
    WithGuardian,
}

/// What stands under a letter.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Signature {
    /// Telephone; left out of safety letters
    pub phone: Option<String>,
    /// Web page
    pub website: Option<String>,
    /// Postal address; left out of safety letters
    pub address: Option<String>,
    /// Further lines
    pub lines: Vec<Texts>,
}

/// An emergency number.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Emergency {
    /// Country, ISO 3166
    pub country: String,
    /// Number to call
    pub number: String,
    /// What it is, as printed
    pub about: Option<Texts>,
    /// The day you checked it
    pub confirmed: Day,
}

/// The coach's own lists and thresholds for screening.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ScreeningRules {
    /// Qualities you look for, by id or in your words
    pub ideal: Vec<String>,
    /// What ends the talk, by reason id or in your words
    pub never: Vec<String>,
    /// At most so many clients at a time
    pub max_clients: Option<u32>,
    /// Standards of your business
    pub standards: Vec<String>,
    /// From which score on: {clarify: 3, boundaries: 6, decline: 9}
    pub thresholds: Thresholds,
}

/// Scores from which on an outcome is suggested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Thresholds {
    pub clarify: u32,
    pub boundaries: u32,
    pub decline: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { clarify: 3, boundaries: 6, decline: 9 }
    }
}
