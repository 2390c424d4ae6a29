//! The words of one language that belong to no single letter, as `locales/<language>.yaml` holds them.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

use crate::model::id::Id;
use crate::model::language::Language;

/// The lexicon of a language. `locales/en-US.yaml` holds only what differs from `locales/en.yaml`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lexicon {
    /// The language's own name for itself
    pub name: String,
    /// Regional variants that are offered, the default first; empty where there is one form only
    #[serde(default)]
    pub variants: Vec<Language>,
    /// Words of a letter, compared with the English length of the kind: 1.0, 0.75
    #[serde(deserialize_with = "factor")]
    pub length_factor: f64,
    /// Quotation marks: outer pair, inner pair
    pub quotes: Quotes,
    /// Whether coach.grammatical_gender changes the wording
    #[serde(default)]
    pub writer_gender: bool,
    /// Role word for the coach, by the coach's gender
    pub role: ByGender,
    /// Word for a client, in general
    pub client: String,
    /// Single words and labels that templates and outputs use
    pub words: BTreeMap<String, String>,
    /// Titles that may stand before a name in an e-mail address
    #[serde(default)]
    pub titles: Vec<String>,
    /// Salutations: the first row whose conditions all hold
    pub salutations: Vec<Row>,
    /// How a person is called inside a sentence (Ms Rossi, Ayşe Hanım, Ibu Sari): the first row that holds
    pub mentions: Vec<Row>,
    /// Closings: the first row whose conditions all hold
    pub closings: Vec<Row>,
    /// The neutral wordings, by code
    pub neutral: BTreeMap<String, Registers>,
    /// The reasons, by id
    pub reasons: BTreeMap<Id, ReasonWords>,
    /// Topics of a boundary letter
    #[serde(default)]
    pub topics: BTreeMap<Id, String>,
    /// Names of the days of the week, short and in running text, Monday first
    pub weekdays: Vec<String>,
    /// Invented people whom samples and checks are written to
    pub examples: Examples,
    /// Phrases for the tact check
    pub tact: Tact,
    /// How contracts of the language number and name their parts
    pub contract: Option<Manner>,
    /// Short titles of the clauses and annexes of an agreement, for lists
    #[serde(default)]
    pub clauses: BTreeMap<Id, String>,
}

/// How contracts of a language number and name their parts. `{n}` is the article, `{m}` the paragraph.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manner {
    /// Heading of an article: "Art. {n} – {title}"; a line end puts the title below the number
    pub article: String,
    /// Whether headings of articles stand in the middle
    #[serde(default)]
    pub centred: bool,
    /// Number of a paragraph: "{n}.{m}"
    pub paragraph: String,
    /// Mark of an item of a list: "{letter})"
    pub item: String,
    /// The letters of that mark, in order
    pub letters: String,
    /// Heading of an annex: "Annex {n} – {title}"
    pub annex: String,
    /// How the text refers to an article, a paragraph, an annex
    pub reference: References,
    /// Foot of a page: "Page {n} of {total}"
    pub page: String,
    /// Label of the initials on each page
    pub initials: String,
    /// Mark of a document that is not yet to be signed
    pub draft: String,
}

/// How the text of a contract refers to its parts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct References {
    /// "clause {n}"
    pub article: String,
    /// "clause {n}.{m}"
    pub paragraph: String,
    /// "Annex {n}"
    pub annex: String,
}

/// Invented people, whose names are typical of the language.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Examples {
    pub f: Example,
    pub m: Example,
    /// Somebody of whom the gender is not known
    pub unknown: Example,
}

/// An invented person.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Example {
    pub given: Option<String>,
    pub family: Option<String>,
    pub patronymic: Option<String>,
    pub title: Option<String>,
}

/// Reads a decimal number, also where a layer of words was read without its types and kept it as text.
fn factor<'de, D: Deserializer<'de>>(d: D) -> Result<f64, D::Error> {
    struct Factor;
    impl Visitor<'_> for Factor {
        type Value = f64;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a number such as 0.95")
        }

        fn visit_f64<E: Error>(self, number: f64) -> Result<f64, E> {
            Ok(number)
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<f64, E> {
            u32::try_from(number).map(f64::from).map_err(|_| E::custom("the number is too large"))
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<f64, E> {
            text.parse().map_err(|_| E::custom(format!("`{text}` is not a number")))
        }
    }
    d.deserialize_any(Factor)
}

/// Quotation marks.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quotes {
    pub outer: (String, String),
    pub inner: (String, String),
}

/// A word in two genders.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ByGender {
    pub f: String,
    pub m: String,
}

/// A row of a table of salutations, mentions or closings.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Conditions, all of which must hold
    #[serde(default)]
    pub when: Vec<When>,
    /// The text; {title} {given} {family} {patronymic} {name} are filled in
    pub text: String,
}

/// A condition of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum When {
    Formal,
    Informal,
    F,
    M,
    UnknownGender,
    Warm,
    Neutral,
    Firm,
    Prospect,
    Client,
    Colleague,
    Trusted,
    /// A title is known
    Title,
    /// A given name is known
    Given,
    /// A family name is known
    Family,
    /// A patronymic is known
    Patronymic,
    /// No name at all is known
    Nameless,
    /// The safety variant of a letter
    Safety,
}

/// A sentence in both registers.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Registers {
    pub formal: String,
    pub informal: String,
    /// The same to somebody who is no client yet, where it differs
    pub prospect: Option<Box<Pair>>,
}

/// A sentence, formal and informal.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    pub formal: String,
    pub informal: String,
}

/// The words of a reason.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonWords {
    /// For lists and questions to the coach
    pub label: String,
    /// To a prospect
    pub prospect: Option<Pair>,
    /// To a client
    pub client: Option<Pair>,
    /// Words that would give a private reason away
    #[serde(default)]
    pub keywords: Vec<String>,
}

/// Phrases that the tact check looks for. Lower-case; `*` at the end of a word stands for any ending.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tact {
    /// One of them must stand early in a letter that refuses
    pub refusal: Vec<String>,
    /// At most one in a letter
    pub apology: Vec<String>,
    /// None, unless there is a waiting list with a date
    pub false_hope: Vec<String>,
    /// One of them thanks
    pub thanks: Vec<String>,
    /// One of them wishes well
    pub wish: Vec<String>,
    /// Never in a letter: blame, labels, promises
    pub never: Vec<String>,
    /// Words of the formal register; none in an informal letter. A capital makes case count.
    pub formal_words: Vec<String>,
    /// Words of the informal register; none in a formal letter
    pub informal_words: Vec<String>,
}
