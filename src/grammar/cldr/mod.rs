//! Dates, times, numbers, money, plurals and lists as CLDR has them, with the few habits of the house.
//!
//! Floor: `grammar`. This folder is the only door to `icu` and `icu_experimental`. Whatever language ICU
//! knows is written by its data; where letters and contracts of it, id, ru, tr and en write otherwise than
//! CLDR, the table is in the file of the value (`date`, `time`, `money`) with its reason.

mod date;
mod list;
mod money;
mod number;
mod place;
mod time;

pub use date::DateLength;
pub use list::ListStyle;
pub use money::MoneyStyle;
pub use number::PluralCategory;

use std::fmt;
use std::sync::OnceLock;

use icu::datetime::fieldsets::zone::ExemplarCity;
use icu::datetime::fieldsets::{E, MD, T, YMD, YMDE};
use icu::datetime::{FixedCalendarDateTimeFormatter, NoCalendarFormatter};
use icu::decimal::DecimalFormatter;
use icu::list::ListFormatter;
use icu::locale::{Locale, LocaleExpander, TransformResult};
use icu::plurals::PluralRules;
use icu_experimental::dimension::percent::formatter::PercentFormatter;

use crate::error::{Error, Result};
use crate::model::language::Language;

type DateFormatter<F> = FixedCalendarDateTimeFormatter<icu::calendar::Gregorian, F>;

/// The formats of one language; each formatter is built when it is first used.
///
/// ```
/// use garbo::grammar::cldr::{Cldr, DateLength};
///
/// let cldr = Cldr::new(&"it".parse().unwrap()).unwrap();
/// assert_eq!(cldr.date(jiff::civil::date(2026, 3, 1), DateLength::Long).unwrap(), "1º marzo 2026");
/// ```
pub struct Cldr {
    language: Language,
    locale: Locale,
    habits: Habits,
    full: OnceLock<DateFormatter<YMDE>>,
    long: OnceLock<DateFormatter<YMD>>,
    medium: OnceLock<DateFormatter<YMD>>,
    short: OnceLock<DateFormatter<YMD>>,
    month_and_day: OnceLock<DateFormatter<MD>>,
    weekday: OnceLock<DateFormatter<E>>,
    time: OnceLock<NoCalendarFormatter<T>>,
    city: OnceLock<NoCalendarFormatter<ExemplarCity>>,
    number: OnceLock<DecimalFormatter>,
    percent: OnceLock<PercentFormatter<DecimalFormatter>>,
    plurals: OnceLock<PluralRules>,
    and: OnceLock<ListFormatter>,
    or: OnceLock<ListFormatter>,
    currencies: money::Currencies,
}

impl Cldr {
    /// Returns the formats of a language; `en` alone is British.
    ///
    /// Errors: a language that ICU does not know.
    pub fn new(language: &Language) -> Result<Self> {
        let tag = if language.tag() == "en" { "en-GB" } else { language.tag() };
        let unknown = || {
            Error::data(format!("the formats of `{language}` are not known"))
                .hint("write the BCP 47 code of a language that CLDR describes, such as it, id, ru, tr, en-GB or en-US")
        };
        let locale: Locale = tag.parse().map_err(|error| unknown().cause(error))?;
        // A language of CLDR has a likely script and region; the lookup itself is a table in the program.
        let mut likely = locale.id.clone();
        if LocaleExpander::new_extended().maximize(&mut likely) == TransformResult::Unmodified
            && likely.script.is_none()
        {
            return Err(unknown());
        }
        Ok(Self {
            language: language.clone(),
            locale,
            habits: Habits::of(language),
            full: OnceLock::new(),
            long: OnceLock::new(),
            medium: OnceLock::new(),
            short: OnceLock::new(),
            month_and_day: OnceLock::new(),
            weekday: OnceLock::new(),
            time: OnceLock::new(),
            city: OnceLock::new(),
            number: OnceLock::new(),
            percent: OnceLock::new(),
            plurals: OnceLock::new(),
            and: OnceLock::new(),
            or: OnceLock::new(),
            currencies: money::Currencies::default(),
        })
    }

    /// Returns the language as it was asked for.
    pub fn language(&self) -> &Language {
        &self.language
    }

    /// Returns the formatter in `cell`, built at the first use.
    fn lazily<'a, T, E: fmt::Display>(
        &self,
        cell: &'a OnceLock<T>,
        what: &str,
        build: impl FnOnce() -> std::result::Result<T, E>,
    ) -> Result<&'a T> {
        if let Some(built) = cell.get() {
            return Ok(built);
        }
        let built = build().map_err(|error| {
            Error::internal(format!("CLDR has no {what} for `{}`", self.language))
                .cause(error)
                .hint("write this value out in the text for this language")
        })?;
        Ok(cell.get_or_init(|| built))
    }
}

impl fmt::Debug for Cldr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cldr").field("language", &self.language).finish_non_exhaustive()
    }
}

/// Which table of habits a language has, besides CLDR.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Habits {
    Italian,
    Indonesian,
    Russian,
    Turkish,
    British,
    American,
    /// CLDR alone.
    None,
}

impl Habits {
    fn of(language: &Language) -> Self {
        match (language.base(), language.region()) {
            ("it", None | Some("IT")) => Self::Italian,
            ("id", None | Some("ID")) => Self::Indonesian,
            ("ru", None | Some("RU")) => Self::Russian,
            ("tr", None | Some("TR")) => Self::Turkish,
            ("en", None | Some("GB")) => Self::British,
            ("en", Some("US")) => Self::American,
            _ => Self::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn may_be_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Cldr>();
    }

    #[test]
    fn unknown_language_is_refused() {
        let error = Cldr::new(&"xq".parse().unwrap()).unwrap_err();
        assert!(error.to_string().starts_with("error: the formats of `xq` are not known"), "{error}");
    }

    #[test]
    fn a_new_language_needs_no_code() {
        let tags = [
            "ar", "az", "bg", "cs", "da", "de", "de-CH", "el", "es", "es-MX", "et", "fa", "fi", "fr",
            "fr-CA", "he", "hi", "hr", "hu", "it-CH", "ja", "ka", "kk", "ko", "lt", "lv", "ms", "nb", "nl",
            "pl", "pt", "pt-BR", "ro", "sk", "sl", "sr", "sv", "sw", "th", "uk", "ur", "uz", "vi", "zh",
        ];
        let day = jiff::civil::date(2026, 11, 22);
        let noon: jiff::Zoned = "2026-11-22T12:00:00+01:00[Europe/Rome]".parse().unwrap();
        for tag in tags {
            let cldr = Cldr::new(&tag.parse().unwrap()).unwrap();
            let mut texts = vec![
                cldr.month_and_day(day).unwrap(),
                cldr.weekday(day).unwrap(),
                cldr.zoned(&noon).unwrap(),
                cldr.number("1234.5".parse().unwrap()).unwrap(),
                cldr.percent("20".parse().unwrap()).unwrap(),
                cldr.list(&["A", "B", "C"], ListStyle::Or).unwrap(),
                cldr.plural("2").unwrap().name().to_owned(),
            ];
            for length in [DateLength::Full, DateLength::Long, DateLength::Medium, DateLength::Short] {
                texts.push(cldr.date(day, length).unwrap());
            }
            for code in ["EUR", "IDR", "JPY", "KWD"] {
                let money = crate::model::money::Money::parse("1500", code.parse().unwrap()).unwrap();
                texts.push(cldr.money(money, MoneyStyle::Standard).unwrap());
                texts.push(cldr.money(money, MoneyStyle::Contract).unwrap());
            }
            assert!(texts.iter().all(|text| text.chars().count() > 1), "{tag}: {texts:?}");
        }
    }
}
