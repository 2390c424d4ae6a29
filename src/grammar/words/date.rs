//! A date in words, as the opening or the foot of a contract spells it.

use jiff::civil::Date;

use super::options::{WordGender, WordsStyle};
use super::{Spoken, english, indonesian, italian, push_word, russian, turkish};
use crate::error::{Error, Result};
use crate::grammar::cldr::Cldr;
use crate::grammar::russian::Case;

/// Returns the date in words; the names of months and days come from CLDR.
///
/// it «ventidue novembre duemilaventisei»; id «Minggu, tanggal dua puluh dua bulan November tahun dua ribu
/// dua puluh enam», to stand after «Pada hari ini,»; ru «двадцать второе ноября две тысячи двадцать шестого
/// года»; tr «yirmi iki Kasım iki bin yirmi altı»; en «the twenty-second day of November two thousand and
/// twenty-six».
///
/// Errors: a year before 1; a language without number words.
pub fn date_in_words(cldr: &Cldr, date: Date) -> Result<String> {
    let spoken = Spoken::of(cldr.language())?;
    let year = u64::try_from(date.year()).ok().filter(|year| *year > 0).ok_or_else(|| {
        Error::data(format!("`{date}` can't be written in words: the year is not of our era"))
            .hint("write a date with a year from 1 to 9999")
    })?;
    let day = u64::from(date.day().unsigned_abs());
    let month = cldr.month(date)?;
    let mut out = String::with_capacity(96);
    match spoken {
        Spoken::Italian => {
            match day {
                // Only the first is an ordinal (Accademia della Crusca, «primo» for the first of the month).
                1 => out.push_str("primo"),
                _ => italian::cardinal(&mut out, day, None, WordsStyle::Prose),
            }
            push_word(&mut out, &month);
            let mut words = String::with_capacity(32);
            italian::cardinal(&mut words, year, None, WordsStyle::Prose);
            push_word(&mut out, &words);
        }
        Spoken::Indonesian => {
            out.push_str(&cldr.weekday(date)?);
            out.push_str(", tanggal");
            indonesian::cardinal(&mut out, day);
            push_word(&mut out, "bulan");
            push_word(&mut out, &month);
            push_word(&mut out, "tahun");
            indonesian::cardinal(&mut out, year);
        }
        Spoken::Russian => {
            russian::ordinal(&mut out, day, WordGender::Neuter, Case::Nominative);
            push_word(&mut out, &month);
            let mut words = String::with_capacity(64);
            russian::ordinal(&mut words, year, WordGender::Masculine, Case::Genitive);
            push_word(&mut out, &words);
            push_word(&mut out, "года");
        }
        Spoken::Turkish => {
            turkish::cardinal(&mut out, day, WordsStyle::Prose);
            push_word(&mut out, &month);
            turkish::cardinal(&mut out, year, WordsStyle::Prose);
        }
        Spoken::British | Spoken::American => {
            let and = spoken == Spoken::British;
            out.push_str("the ");
            let mut words = String::with_capacity(32);
            english::ordinal(&mut words, day, and);
            push_word(&mut out, &words);
            push_word(&mut out, "day of");
            push_word(&mut out, &month);
            let mut words = String::with_capacity(32);
            english::cardinal(&mut words, year, and);
            push_word(&mut out, &words);
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(language: &str, date: Date) -> String {
        date_in_words(&Cldr::new(&language.parse().unwrap()).unwrap(), date).unwrap()
    }

    #[test]
    fn a_sunday_in_november() {
        let date = jiff::civil::date(2026, 11, 22);
        assert_eq!(words("it", date), "ventidue novembre duemilaventisei");
        assert_eq!(
            words("id", date),
            "Minggu, tanggal dua puluh dua bulan November tahun dua ribu dua puluh enam"
        );
        assert_eq!(words("ru", date), "двадцать второе ноября две тысячи двадцать шестого года");
        assert_eq!(words("tr", date), "yirmi iki Kasım iki bin yirmi altı");
        assert_eq!(words("en-GB", date), "the twenty-second day of November two thousand and twenty-six");
        assert_eq!(words("it", jiff::civil::date(2026, 3, 1)), "primo marzo duemilaventisei");
    }

    #[test]
    fn years_before_our_era_are_refused() {
        let cldr = Cldr::new(&"it".parse().unwrap()).unwrap();
        assert!(
            date_in_words(&cldr, jiff::civil::date(0, 1, 1)).unwrap_err().to_string().contains("our era")
        );
    }
}
