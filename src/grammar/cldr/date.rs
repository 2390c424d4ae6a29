//! Dates in four lengths.
//!
//! CLDR's forms, but: the first of the month is «1º» in Italian text (Accademia della Crusca); a short date
//! has two digits for day and month and all four of the year, in every language of the house but American
//! English, so that a contract can't be read for another century or with a digit put before.

use icu::calendar::Date as IcuDate;
use icu::calendar::Gregorian;
use icu::datetime::fieldsets::{E, MD, YMD, YMDE};
use icu::datetime::options::YearStyle;
use jiff::civil::Date;

use super::{Cldr, DateFormatter, Habits, ListStyle};
use crate::error::{Error, Result, nearest};

/// How much of a date is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateLength {
    /// With the day of the week: «domenica 22 novembre 2026».
    Full,
    /// «22 novembre 2026», «22 ноября 2026 г.», «November 22, 2026».
    Long,
    /// «22 nov 2026».
    Medium,
    /// «22/11/2026», «22.11.2026», «11/22/2026».
    Short,
}

impl std::str::FromStr for DateLength {
    type Err = Error;

    /// Errors: any word but full, long, medium and short.
    fn from_str(text: &str) -> Result<Self> {
        const NAMES: [&str; 4] = ["full", "long", "medium", "short"];
        match text {
            "full" => Ok(Self::Full),
            "long" => Ok(Self::Long),
            "medium" => Ok(Self::Medium),
            "short" => Ok(Self::Short),
            _ => Err(Error::data(format!("`{text}` is not a length of dates")).hint(
                match nearest(text, NAMES) {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => format!("write {}", NAMES.join(", ")),
                },
            )),
        }
    }
}

impl Cldr {
    /// Returns the date as the language writes it, always in the Gregorian calendar.
    ///
    /// Errors: a year outside 1 to 9999.
    pub fn date(&self, date: Date, length: DateLength) -> Result<String> {
        let day = gregorian(date)?;
        match length {
            DateLength::Full => {
                let full = self.lazily(&self.full, "full date", || {
                    DateFormatter::try_new((&self.locale).into(), YMDE::long())
                })?;
                Ok(self.first_of_month(date, full.format(&day).to_string()))
            }
            DateLength::Long => {
                let long = self.lazily(&self.long, "long date", || {
                    DateFormatter::try_new((&self.locale).into(), YMD::long())
                })?;
                Ok(self.first_of_month(date, long.format(&day).to_string()))
            }
            DateLength::Medium => {
                let medium = self.lazily(&self.medium, "medium date", || {
                    DateFormatter::try_new((&self.locale).into(), YMD::medium())
                })?;
                Ok(medium.format(&day).to_string())
            }
            DateLength::Short => {
                let separator = match self.habits {
                    Habits::Italian | Habits::Indonesian | Habits::British => '/',
                    Habits::Russian | Habits::Turkish => '.',
                    Habits::American | Habits::None => {
                        let short = self.lazily(&self.short, "short date", || {
                            let fields = YMD::short().with_year_style(YearStyle::Full);
                            DateFormatter::try_new((&self.locale).into(), fields)
                        })?;
                        return Ok(short.format(&day).to_string());
                    }
                };
                let (day, month, year) = (date.day(), date.month(), date.year());
                Ok(format!("{day:02}{separator}{month:02}{separator}{year:04}"))
            }
        }
    }

    /// Returns day and month without the year: «22 novembre», «22 ноября», «November 22».
    ///
    /// Errors: as [`Cldr::date`].
    pub fn month_and_day(&self, date: Date) -> Result<String> {
        let day = gregorian(date)?;
        let format = self.lazily(&self.month_and_day, "day and month", || {
            DateFormatter::try_new((&self.locale).into(), MD::long())
        })?;
        Ok(self.first_of_month(date, format.format(&day).to_string()))
    }

    /// Returns several long dates as one enumeration that names month and year once where they are the same:
    /// «5 e 12 novembre 2026», «28 октября и 5 ноября 2026 г.», «November 5 and 12, 2026».
    ///
    /// Errors: as [`Cldr::date`].
    pub fn dates(&self, dates: &[Date]) -> Result<String> {
        let same_year = dates.windows(2).all(|pair| pair[0].year() == pair[1].year());
        let same_month = same_year && dates.windows(2).all(|pair| pair[0].month() == pair[1].month());
        let mut items = Vec::new();
        for (i, date) in dates.iter().enumerate() {
            let whole = self.date(*date, DateLength::Long)?;
            let short = self.month_and_day(*date)?;
            let day: String =
                short.chars().filter(|c| c.is_ascii_digit() || matches!(c, 'º' | '.')).collect();
            let (first, last) = (i == 0, i + 1 == dates.len());
            let day_leads = whole.starts_with(&day);
            // The month stands with the last day where days lead, as in most languages, else with the first.
            let item = match (same_month, same_year, day_leads) {
                (true, _, true) if !last => Some(day.clone()),
                (true, _, false) if !first && last => {
                    whole.find(&day).and_then(|at| whole.get(at..)).map(str::to_owned)
                }
                (true, _, false) if !first => Some(day.clone()),
                (_, true, _) if !last => Some(short),
                _ => None,
            };
            items.push(item.filter(|_| day_leads || self.habits == Habits::American).unwrap_or(whole));
        }
        self.list(&items, ListStyle::And)
    }

    /// Returns the name of the day of the week as it stands in running text: «domenica», «Minggu».
    ///
    /// Errors: as [`Cldr::date`].
    pub fn weekday(&self, date: Date) -> Result<String> {
        let day = gregorian(date)?;
        let format = self
            .lazily(&self.weekday, "weekday", || DateFormatter::try_new((&self.locale).into(), E::long()))?;
        Ok(format.format(&day).to_string())
    }

    /// Returns the name of the month as it stands after a day: «novembre», «ноября».
    ///
    /// Errors: as [`Cldr::date`].
    pub fn month(&self, date: Date) -> Result<String> {
        let text = self.month_and_day(date)?;
        Ok(text
            .trim_matches(|c: char| c.is_numeric() || matches!(c, 'º' | '.') || c.is_whitespace())
            .to_owned())
    }

    fn first_of_month(&self, date: Date, text: String) -> String {
        if self.language.base() != "it" || date.day() != 1 {
            return text;
        }
        // The day is the only number before the month; the year has four digits and stands after it.
        text.replacen("1 ", "1º ", 1)
    }
}

fn gregorian(date: Date) -> Result<IcuDate<Gregorian>> {
    let refuse = || {
        Error::data(format!("`{date}` is not a date that letters can bear"))
            .hint("write a date with a year from 1 to 9999, such as 2026-11-22")
    };
    if date.year() < 1 {
        return Err(refuse());
    }
    IcuDate::try_new_gregorian(i32::from(date.year()), date.month().unsigned_abs(), date.day().unsigned_abs())
        .map_err(|error| refuse().cause(error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn lengths(language: &str, day: Date) -> [String; 4] {
        let cldr = Cldr::new(&language.parse().unwrap()).unwrap();
        [DateLength::Full, DateLength::Long, DateLength::Medium, DateLength::Short]
            .map(|length| cldr.date(day, length).unwrap().replace(['\u{a0}', '\u{202f}'], "~"))
    }

    #[test]
    fn four_lengths_in_the_languages_of_the_house() {
        let day = date(2026, 11, 22);
        assert_eq!(
            lengths("it", day),
            ["domenica 22 novembre 2026", "22 novembre 2026", "22 nov 2026", "22/11/2026"]
        );
        assert_eq!(
            lengths("id", day),
            ["Minggu, 22 November 2026", "22 November 2026", "22 Nov 2026", "22/11/2026"]
        );
        assert_eq!(
            lengths("ru", day),
            ["воскресенье, 22 ноября 2026~г.", "22 ноября 2026~г.", "22 нояб. 2026~г.", "22.11.2026"]
        );
        assert_eq!(lengths("tr", day), ["22 Kasım 2026 Pazar", "22 Kasım 2026", "22 Kas 2026", "22.11.2026"]);
        assert_eq!(
            lengths("en", day),
            ["Sunday, 22 November 2026", "22 November 2026", "22 Nov 2026", "22/11/2026"]
        );
        assert_eq!(
            lengths("en-US", day),
            ["Sunday, November 22, 2026", "November 22, 2026", "Nov 22, 2026", "11/22/2026"]
        );
    }

    #[test]
    fn italian_first_is_an_ordinal_in_text_only() {
        let expected = ["domenica 1º marzo 2026", "1º marzo 2026", "1 mar 2026", "01/03/2026"];
        assert_eq!(lengths("it", date(2026, 3, 1)), expected);
        assert_eq!(lengths("it", date(2026, 3, 11))[1], "11 marzo 2026");
        let cldr = Cldr::new(&"it".parse().unwrap()).unwrap();
        assert_eq!(cldr.month_and_day(date(2026, 3, 1)).unwrap(), "1º marzo");
        assert_eq!(cldr.month(date(2026, 3, 1)).unwrap(), "marzo");
    }

    #[test]
    fn month_and_year_are_named_once() {
        let told = |language: &str, days: &[(i16, i8, i8)]| {
            let days: Vec<Date> = days.iter().map(|(y, m, d)| date(*y, *m, *d)).collect();
            let cldr = Cldr::new(&language.parse().unwrap()).unwrap();
            cldr.dates(&days).unwrap().replace(['\u{a0}', '\u{202f}'], " ")
        };
        let month = [(2026, 11, 5), (2026, 11, 12)];
        let year = [(2026, 10, 28), (2026, 11, 1), (2026, 11, 12)];
        let turn = [(2026, 12, 30), (2027, 1, 6)];
        for (language, in_month, in_year, at_turn) in [
            (
                "it",
                "5 e 12 novembre 2026",
                "28 ottobre, 1º novembre e 12 novembre 2026",
                "30 dicembre 2026 e 6 gennaio 2027",
            ),
            (
                "ru",
                "5 и 12 ноября 2026 г.",
                "28 октября, 1 ноября и 12 ноября 2026 г.",
                "30 декабря 2026 г. и 6 января 2027 г.",
            ),
            (
                "tr",
                "5 ve 12 Kasım 2026",
                "28 Ekim, 1 Kasım ve 12 Kasım 2026",
                "30 Aralık 2026 ve 6 Ocak 2027",
            ),
            (
                "id",
                "5 dan 12 November 2026",
                "28 Oktober, 1 November, dan 12 November 2026",
                "30 Desember 2026 dan 6 Januari 2027",
            ),
            (
                "en-GB",
                "5 and 12 November 2026",
                "28 October, 1 November and 12 November 2026",
                "30 December 2026 and 6 January 2027",
            ),
            (
                "en-US",
                "November 5 and 12, 2026",
                "October 28, November 1, and November 12, 2026",
                "December 30, 2026 and January 6, 2027",
            ),
        ] {
            assert_eq!(
                [told(language, &month), told(language, &year), told(language, &turn)],
                [in_month, in_year, at_turn]
            );
        }
        assert_eq!(told("it", &[(2026, 11, 8)]), "8 novembre 2026");
    }

    #[test]
    fn other_languages_need_no_code() {
        assert_eq!(lengths("de", date(2026, 11, 22))[1], "22. November 2026");
        assert_eq!(lengths("fr", date(2026, 11, 22))[0], "dimanche 22 novembre 2026");
        assert_eq!(lengths("pt-BR", date(2026, 11, 22))[3], "22/11/2026");
    }

    #[test]
    fn a_year_before_our_era_is_refused() {
        let cldr = Cldr::new(&"it".parse().unwrap()).unwrap();
        let error = cldr.date(date(-44, 3, 15), DateLength::Long).unwrap_err();
        assert!(error.to_string().contains("`-000044-03-15` is not a date"), "{error}");
    }
}
