//! Dates as mail programs write them into forwarded messages, in the five languages.

use jiff::civil::{Date, DateTime, Time};

/// Beginnings of month names, January first, lower-case: Italian, Indonesian, Russian, Turkish, English.
const MONTHS: [&[&str]; 12] = [
    &["gen", "jan", "янв", "oca"],
    &["feb", "pebr", "фев", "şub", "sub"],
    &["mar", "мар"],
    &["apr", "апр", "nis"],
    &["mag", "mei", "may", "мая", "май"],
    &["giu", "jun", "июн", "haz"],
    &["lug", "jul", "июл", "tem"],
    &["ago", "agu", "ags", "aug", "авг", "ağu", "agustos"],
    &["set", "sep", "сен", "eyl"],
    &["ott", "okt", "oct", "окт", "eki"],
    &["nov", "nop", "ноя", "kas"],
    &["dic", "des", "dec", "дек", "ara"],
];

/// Reads `lun 16 nov 2026 alle ore 10:12`, `November 16, 2026 10:12 AM`, `16.11.2026, 10.12` and their like.
///
/// Day and month in figures are read in that order, unless a clock with AM or PM tells an American hand.
pub(super) fn read(text: &str) -> Option<DateTime> {
    let lower = text.to_lowercase();
    let tokens: Vec<&str> =
        lower.split(|c: char| c.is_whitespace() || ",()".contains(c)).filter(|t| !t.is_empty()).collect();
    let american = tokens.iter().any(|token| is_half(token, "am") || is_half(token, "pm"));
    let date = named(&tokens).or_else(|| tokens.iter().find_map(|token| figures(token, american)))?;
    Some(date.to_datetime(clock(&tokens).unwrap_or(Time::midnight())))
}

fn is_half(token: &str, half: &str) -> bool {
    let bare: String = token.chars().filter(|c| *c != '.').collect();
    bare.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':') == half
}

fn month(token: &str) -> Option<i8> {
    let found = MONTHS.iter().position(|names| names.iter().any(|name| token.starts_with(name)))?;
    i8::try_from(found + 1).ok()
}

fn day(token: &str) -> Option<i8> {
    let digits = token.trim_end_matches(|c: char| !c.is_ascii_digit());
    if digits.len() > 2 { None } else { digits.parse().ok().filter(|day| (1..=31).contains(day)) }
}

/// A month in letters. The one after the day wins: `mar 17 nov` is a Tuesday, not a day of March.
fn named(tokens: &[&str]) -> Option<Date> {
    let year =
        tokens.iter().find_map(|token| token.parse::<i16>().ok().filter(|y| (1970..=9999).contains(y)))?;
    let pairs = tokens.windows(2).filter_map(|pair| match pair {
        [first, second] => Some((*first, *second)),
        _ => None,
    });
    let before = pairs.clone().find_map(|(first, second)| Some((day(first)?, month(second)?)));
    let (day, month) =
        before.or_else(|| pairs.clone().find_map(|(first, second)| Some((day(second)?, month(first)?))))?;
    Date::new(year, month, day).ok()
}

fn figures(token: &str, american: bool) -> Option<Date> {
    let parts: Vec<i16> =
        token.trim_end_matches('.').split(['/', '.', '-']).map(str::parse).collect::<Result<_, _>>().ok()?;
    let &[a, b, c] = parts.as_slice() else { return None };
    let (year, month, day) = if a > 31 {
        (a, b, c)
    } else if american {
        (c, a, b)
    } else {
        (c, b, a)
    };
    let (month, day) = if month > 12 { (day, month) } else { (month, day) };
    let year = if year < 100 { year + 2000 } else { year };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn clock(tokens: &[&str]) -> Option<Time> {
    tokens.iter().enumerate().find_map(|(at, token)| {
        let mut parts = token.trim_end_matches(|c: char| !c.is_ascii_digit()).split([':', '.']);
        let (hour, minute) = (parts.next()?, parts.next()?);
        if hour.len() > 2 || minute.len() != 2 {
            return None;
        }
        let second =
            parts.next().map_or(Some(0), |second| second.parse().ok().filter(|_| second.len() == 2))?;
        let next = tokens.get(at + 1).copied().unwrap_or_default();
        let half = |half: &str| is_half(token, half) || is_half(next, half);
        let hour: i8 = match hour.parse::<i8>().ok()? {
            12 if half("am") => 0,
            hour if hour < 12 && half("pm") => hour + 12,
            hour => hour,
        };
        // 16.11.26 is a date, not a time.
        if parts.next().is_some() || figures(token, false).is_some() {
            return None;
        }
        Time::new(hour, minute.parse().ok()?, second, 0).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn dates_of_many_programs_are_read() {
        for (text, expected) in [
            ("lun 16 nov 2026 alle ore 10:12", "2026-11-16T10:12:00"),
            ("mar 17 nov 2026 alle ore 10:12", "2026-11-17T10:12:00"),
            ("17 marzo 2026 alle ore 09:05:33 CET", "2026-03-17T09:05:33"),
            ("Mon, Nov 16, 2026 at 10:12 PM", "2026-11-16T22:12:00"),
            ("November 16, 2026 at 12:05:00 AM GMT+1", "2026-11-16T00:05:00"),
            ("Monday, 16 November 2026 10:12", "2026-11-16T10:12:00"),
            ("11/16/2026 9:12:00 AM", "2026-11-16T09:12:00"),
            ("пн, 16 нояб. 2026 г. в 10:12", "2026-11-16T10:12:00"),
            ("16.11.2026, 10:12", "2026-11-16T10:12:00"),
            ("16 Kas 2026 Pzt, 10:12", "2026-11-16T10:12:00"),
            ("3 Ağustos 2026 Pazartesi 08:00", "2026-08-03T08:00:00"),
            ("Sen, 16 Nov 2026 pukul 10.12", "2026-11-16T10:12:00"),
            ("2026-11-16 10:12", "2026-11-16T10:12:00"),
            ("16/11/2026", "2026-11-16T00:00:00"),
        ] {
            assert_eq!(read(text).map(|date| date.to_string()).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(read("tomorrow at ten"), None);
        assert_eq!(read("99/99/2026"), None);
    }
}
