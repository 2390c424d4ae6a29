//! How values of the trade are read from and shown in YAML: as the text a person types.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::model::id::Id;
use crate::model::language::Language;
use crate::model::letterhead::Colour;
use crate::model::money::Currency;

/// Reads a scalar by its `FromStr` and keeps the first problem for serde: message, line end, hint.
fn parsed<'de, D: Deserializer<'de>, T: FromStr<Err = crate::error::Error>>(d: D) -> Result<T, D::Error> {
    let text = String::deserialize(d)?;
    text.parse().map_err(|e: crate::error::Error| {
        let problem = e.problems.first();
        de::Error::custom(match problem {
            Some(p) => match &p.hint {
                Some(hint) => format!("{}\n{hint}", p.message),
                None => p.message.clone(),
            },
            None => "not readable".to_owned(),
        })
    })
}

macro_rules! text_scalar {
    ($type:ty, $name:literal, $schema:expr) => {
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                parsed(d)
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

text_scalar!(
    Id,
    "Id",
    json_schema!({"type": "string", "pattern": "^[a-z][a-z0-9_]{0,39}$", "examples": ["career"]})
);
text_scalar!(
    Language,
    "Language",
    json_schema!({"type": "string", "pattern": "^[a-z]{2,3}([-_][A-Za-z]{2})?$",
    "description": "BCP 47 code, such as it, id, ru, tr, en-GB, en-US", "examples": ["it"]})
);
text_scalar!(
    Currency,
    "Currency",
    json_schema!({"type": "string", "pattern": "^[A-Z]{3}$",
    "description": "ISO 4217 code, such as EUR, USD, GBP, RUB, TRY, IDR", "examples": ["EUR"]})
);
text_scalar!(
    Amount,
    "Amount",
    json_schema!({"type": ["string", "number"],
    "description": "digits, a point for the decimals, no thousands separator: 1500.50", "examples": ["1500.50"]})
);
text_scalar!(
    Day,
    "Day",
    json_schema!({"type": "string", "format": "date", "description": "YYYY-MM-DD", "examples": ["2026-12-15"]})
);
text_scalar!(
    Clock,
    "Clock",
    json_schema!({"type": "string", "pattern": "^([01][0-9]|2[0-4])[:.][0-5][0-9]$",
    "description": "hour and minute, 09:30", "examples": ["09:30"]})
);
text_scalar!(
    Zone,
    "Zone",
    json_schema!({"type": "string", "description": "IANA time zone, such as Europe/Rome", "examples": ["Europe/Rome"]})
);

text_scalar!(
    Colour,
    "Colour",
    json_schema!({"type": "string", "pattern": "^#[0-9A-Fa-f]{6}$",
    "description": "# and six digits from 0 to f, in quotation marks", "examples": ["#0a4d68"]})
);

/// An amount without its currency, exactly as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount(pub String);

impl FromStr for Amount {
    type Err = crate::error::Error;

    fn from_str(text: &str) -> crate::error::Result<Self> {
        // Which decimals are allowed depends on the currency; here only what no currency allows is refused.
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.') && (1..=18).contains(&digits);
        let points = text.bytes().filter(|b| *b == b'.').count();
        if plain && points <= 1 && !text.starts_with('.') && !text.ends_with('.') {
            Ok(Self(text.to_owned()))
        } else {
            Err(crate::error::Error::data(format!("`{text}` is not an amount of money")).hint(
                "write digits with a point for the decimals and no thousands separator, such as 1500.50",
            ))
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A calendar day, ISO 8601.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub jiff::civil::Date);

impl FromStr for Day {
    type Err = crate::error::Error;

    fn from_str(text: &str) -> crate::error::Result<Self> {
        let refuse = || {
            crate::error::Error::data(format!("`{text}` is not a date"))
                .hint("write year, month and day as YYYY-MM-DD, such as 2026-12-15")
        };
        if text.len() != 10 || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            return Err(refuse());
        }
        text.parse().map(Self).map_err(|_| refuse())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An hour and minute of the day; 24:00 is the end of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock {
    /// Minutes since midnight, 0 to 1440.
    pub minutes: u16,
}

impl FromStr for Clock {
    type Err = crate::error::Error;

    fn from_str(text: &str) -> crate::error::Result<Self> {
        let parse = || {
            let (h, m) = text.split_once([':', '.'])?;
            let good = h.len() == 2 && m.len() == 2;
            let (h, m): (u16, u16) = (h.parse().ok()?, m.parse().ok()?);
            let minutes = h * 60 + m;
            (good && h <= 24 && m < 60 && minutes <= 24 * 60).then_some(Self { minutes })
        };
        parse().ok_or_else(|| {
            crate::error::Error::data(format!("`{text}` is not a time of day"))
                .hint("write two digits for the hour and two for the minute, such as 09:30")
        })
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.minutes / 60, self.minutes % 60)
    }
}

/// Returns the time zone of that name, from the database in the program: the same on every machine, and no folder
/// of hundreds of files is walked for one of them.
pub fn zone(name: &str) -> Option<jiff::tz::TimeZone> {
    jiff::tz::TimeZoneDatabase::bundled().get(name).ok()
}

/// An IANA time zone by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(pub String);

impl FromStr for Zone {
    type Err = crate::error::Error;

    fn from_str(text: &str) -> crate::error::Result<Self> {
        match zone(text) {
            Some(_) => Ok(Self(text.to_owned())),
            None => Err(crate::error::Error::data(format!("`{text}` is not a time zone")).hint(
                "write an IANA name, such as Europe/Rome, Asia/Jakarta, Europe/Istanbul or Europe/Moscow",
            )),
        }
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
