//! Times of day, and points in time with their zone.

use icu::datetime::NoCalendarFormatter;
use icu::datetime::fieldsets::T;
use icu::datetime::fieldsets::zone::ExemplarCity;
use icu::time::Time as IcuTime;
use icu::time::TimeZone;
use jiff::Zoned;
use jiff::civil::Time;

use super::{Cldr, DateLength, Habits};
use crate::error::{Error, Result};

impl Cldr {
    /// Returns hours and minutes: it, ru «18:30»; id, tr «18.30» (EYD V, TDK); en-GB «6.30 pm»; en-US
    /// «6:30 p.m.»; in English «noon» and «midnight», since 12 am and 12 pm are misread. Seconds are left out.
    ///
    /// Errors: none but a language without times in CLDR.
    pub fn time(&self, time: Time) -> Result<String> {
        let (hour, minute) = (time.hour(), time.minute());
        Ok(match self.habits {
            Habits::Italian | Habits::Russian => format!("{hour:02}:{minute:02}"),
            Habits::Indonesian | Habits::Turkish => format!("{hour:02}.{minute:02}"),
            Habits::British | Habits::American if minute == 0 && hour == 0 => "midnight".to_owned(),
            Habits::British | Habits::American if minute == 0 && hour == 12 => "noon".to_owned(),
            Habits::British => half_day(hour, minute, '.', "am", "pm"),
            Habits::American => half_day(hour, minute, ':', "a.m.", "p.m."),
            Habits::None => {
                let format = self.lazily(&self.time, "time", || {
                    NoCalendarFormatter::try_new((&self.locale).into(), T::hm())
                })?;
                let time = IcuTime::try_new(hour.unsigned_abs(), minute.unsigned_abs(), 0, 0)
                    .map_err(|error| Error::internal(format!("`{time}` is not a time")).cause(error))?;
                format.format(&time).to_string()
            }
        })
    }

    /// Returns date, time and zone: «22 novembre 2026, 18:30 (Roma, GMT+1)».
    ///
    /// Where readers know the abbreviation it stands for the zone: WIB, WITA and WIT in Indonesian, МСК in
    /// Russian. Else the city and the offset; the offset alone for a zone without a city.
    ///
    /// Errors: as [`Cldr::date`].
    pub fn zoned(&self, zoned: &Zoned) -> Result<String> {
        let date = self.date(zoned.date(), DateLength::Long)?;
        let time = self.time(zoned.time())?;
        let name = zoned.time_zone().iana_name().unwrap_or_default();
        let nbsp = '\u{a0}';
        let between = match self.habits {
            Habits::Italian => ", ore\u{a0}",
            Habits::Indonesian => " pukul\u{a0}",
            Habits::Russian => " в\u{a0}",
            Habits::Turkish => " saat\u{a0}",
            Habits::British | Habits::American => " at ",
            Habits::None => ", ",
        };
        Ok(match (self.habits, abbreviation(self.habits, name)) {
            (Habits::Indonesian, Some(zone)) => format!("{date}{between}{time}{nbsp}{zone}"),
            (_, Some(zone)) => format!("{date}{between}{time} ({zone})"),
            (_, None) => {
                let offset = offset(zoned.offset().seconds());
                match self.city(name)? {
                    Some(city) => format!("{date}{between}{time} ({city}, {offset})"),
                    None => format!("{date}{between}{time} ({offset})"),
                }
            }
        })
    }

    /// Returns the city that the zone is named after, in the language; `None` for UTC and fixed offsets.
    pub(super) fn city(&self, iana_name: &str) -> Result<Option<String>> {
        if !iana_name.contains('/') || iana_name.starts_with("Etc/") {
            return Ok(None);
        }
        let zone = TimeZone::from_iana_id(iana_name);
        if zone == TimeZone::UNKNOWN {
            return Ok(None);
        }
        let format = self.lazily(&self.city, "names of cities", || {
            NoCalendarFormatter::try_new((&self.locale).into(), ExemplarCity)
        })?;
        Ok(Some(format.format(&zone.without_offset()).to_string()))
    }
}

fn half_day(hour: i8, minute: i8, separator: char, am: &str, pm: &str) -> String {
    let half = if hour < 12 { am } else { pm };
    let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
    if minute == 0 {
        format!("{hour}\u{a0}{half}")
    } else {
        format!("{hour}{separator}{minute:02}\u{a0}{half}")
    }
}

/// The zones whose abbreviation the readers of a language use every day.
pub(super) fn abbreviation(habits: Habits, name: &str) -> Option<&'static str> {
    match (habits, name) {
        (Habits::Indonesian, "Asia/Jakarta" | "Asia/Pontianak") => Some("WIB"),
        (Habits::Indonesian, "Asia/Makassar" | "Asia/Ujung_Pandang") => Some("WITA"),
        (Habits::Indonesian, "Asia/Jayapura") => Some("WIT"),
        (Habits::Russian, "Europe/Moscow" | "W-SU") => Some("МСК"),
        _ => None,
    }
}

/// Writes the offset: `GMT+1`, `GMT+5:30`, `UTC`.
fn offset(seconds: i32) -> String {
    if seconds == 0 {
        return "UTC".to_owned();
    }
    let sign = if seconds < 0 { '−' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    match minutes % 60 {
        0 => format!("GMT{sign}{}", minutes / 60),
        rest => format!("GMT{sign}{}:{rest:02}", minutes / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cldr(language: &str) -> Cldr {
        Cldr::new(&language.parse().unwrap()).unwrap()
    }

    fn zoned(language: &str, text: &str) -> String {
        cldr(language).zoned(&text.parse().unwrap()).unwrap().replace(['\u{a0}', '\u{202f}'], "~")
    }

    #[test]
    fn times() {
        let half_past_six = jiff::civil::time(18, 30, 0, 0);
        for (language, expected) in [
            ("it", "18:30"),
            ("id", "18.30"),
            ("ru", "18:30"),
            ("tr", "18.30"),
            ("en-GB", "6.30\u{a0}pm"),
            ("en-US", "6:30\u{a0}p.m."),
            ("de", "18:30"),
        ] {
            assert_eq!(cldr(language).time(half_past_six).unwrap(), expected, "{language}");
        }
        assert_eq!(cldr("en").time(jiff::civil::time(9, 0, 0, 0)).unwrap(), "9\u{a0}am");
        assert_eq!(cldr("en").time(jiff::civil::time(12, 0, 0, 0)).unwrap(), "noon");
        assert_eq!(cldr("en-US").time(jiff::civil::time(0, 5, 0, 0)).unwrap(), "12:05\u{a0}a.m.");
    }

    #[test]
    fn zones_that_a_reader_understands() {
        let rome = "2026-11-22T18:30:00+01:00[Europe/Rome]";
        assert_eq!(zoned("it", rome), "22 novembre 2026, ore~18:30 (Roma, GMT+1)");
        assert_eq!(zoned("tr", rome), "22 Kasım 2026 saat~18.30 (Roma, GMT+1)");
        assert_eq!(zoned("ru", rome), "22 ноября 2026~г. в~18:30 (Рим, GMT+1)");
        assert_eq!(zoned("en-GB", rome), "22 November 2026 at 6.30~pm (Rome, GMT+1)");
        let jakarta = "2026-11-22T18:30:00+07:00[Asia/Jakarta]";
        assert_eq!(zoned("id", jakarta), "22 November 2026 pukul~18.30~WIB");
        assert_eq!(zoned("it", jakarta), "22 novembre 2026, ore~18:30 (Giacarta, GMT+7)");
        assert_eq!(
            zoned("ru", "2026-11-22T18:30:00+03:00[Europe/Moscow]"),
            "22 ноября 2026~г. в~18:30 (МСК)"
        );
        assert_eq!(
            zoned("it", "2026-11-22T18:30:00-03:30[-03:30]"),
            "22 novembre 2026, ore~18:30 (GMT−3:30)"
        );
        assert_eq!(zoned("it", "2026-11-22T18:30:00Z[UTC]"), "22 novembre 2026, ore~18:30 (UTC)");
    }
}
