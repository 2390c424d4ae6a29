//! Numbers, amounts and dates in words: exact integers from 0 to 10^15, five languages.
//!
//! Floor: `grammar`. A language is one file with its rules; this file holds what they share: the options, the
//! choice of the language, the refusals. Forms on which the sources disagree are listed, with the authority
//! that decided, in `tests/data/fixtures/README.md`.

mod currency;
mod date;
mod english;
mod indonesian;
mod italian;
mod money;
mod options;
mod russian;
mod russian_currency;
mod russian_forms;
mod turkish;

pub use date::date_in_words;
pub use money::{AmountOptions, AmountStyle, money_in_words};
pub use options::{WordGender, WordsOptions, WordsStyle};

use crate::error::{Error, Result};
use crate::grammar::russian::Case;
use crate::model::language::Language;

/// The greatest number that is written in words: 10^15.
pub const GREATEST: u64 = 1_000_000_000_000_000;

/// The greatest number that has an ordinal here; enough for years, clauses and days.
pub const GREATEST_ORDINAL: u64 = 999_999;

/// A language that has number words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spoken {
    Italian,
    Indonesian,
    Russian,
    Turkish,
    /// With «and» after the hundreds; every English but the American.
    British,
    American,
}

impl Spoken {
    /// Errors: a language without number words.
    fn of(language: &Language) -> Result<Self> {
        match (language.base(), language.region()) {
            ("it", _) => Ok(Self::Italian),
            ("id", _) => Ok(Self::Indonesian),
            ("ru", _) => Ok(Self::Russian),
            ("tr", _) => Ok(Self::Turkish),
            ("en", Some("US")) => Ok(Self::American),
            ("en", _) => Ok(Self::British),
            _ => Err(Error::data(format!("`{language}` has no number words here"))
                .hint("number words exist in it, id, ru, tr, en-GB and en-US; write the words yourself or use digits")),
        }
    }
}

/// Returns the number in words: `1500` → «millecinquecento», «одна тысяча пятьсот».
///
/// Without a gender the number is counted (it «uno», ru «один»); with one it agrees with the noun that
/// follows (it «un», «una»; ru «одна», «одно»).
///
/// Errors: above 10^15; a language without number words; a gender, case or style that the language lacks.
pub fn cardinal(language: &Language, number: u64, options: WordsOptions) -> Result<String> {
    let spoken = Spoken::of(language)?;
    options.check(language, spoken)?;
    if number > GREATEST {
        return Err(Error::data(format!("`{number}` is too large to be written in words"))
            .hint(format!("words go from 0 to {GREATEST}")));
    }
    let mut out = String::with_capacity(64);
    match spoken {
        Spoken::Italian => italian::cardinal(&mut out, number, options.gender, options.style),
        Spoken::Indonesian => indonesian::cardinal(&mut out, number),
        Spoken::Russian => russian::cardinal(
            &mut out,
            number,
            options.gender.unwrap_or(WordGender::Masculine),
            options.case.unwrap_or(Case::Nominative),
        ),
        Spoken::Turkish => turkish::cardinal(&mut out, number, options.style),
        Spoken::British => english::cardinal(&mut out, number, true),
        Spoken::American => english::cardinal(&mut out, number, false),
    }
    Ok(out)
}

/// Returns the ordinal in words: `22` → «ventiduesimo», «двадцать второй», «twenty-second».
///
/// Errors: 0 or above 999,999; else as [`cardinal`].
pub fn ordinal(language: &Language, number: u64, options: WordsOptions) -> Result<String> {
    let spoken = Spoken::of(language)?;
    options.check(language, spoken)?;
    if !(1..=GREATEST_ORDINAL).contains(&number) {
        return Err(Error::data(format!("`{number}` has no ordinal in words"))
            .hint(format!("ordinals in words go from 1 to {GREATEST_ORDINAL}")));
    }
    let mut out = String::with_capacity(64);
    match spoken {
        Spoken::Italian => italian::ordinal(&mut out, number, options.gender),
        Spoken::Indonesian => indonesian::ordinal(&mut out, number),
        Spoken::Russian => russian::ordinal(
            &mut out,
            number,
            options.gender.unwrap_or(WordGender::Masculine),
            options.case.unwrap_or(Case::Nominative),
        ),
        Spoken::Turkish => turkish::ordinal(&mut out, number, options.style),
        Spoken::British => english::ordinal(&mut out, number, true),
        Spoken::American => english::ordinal(&mut out, number, false),
    }
    Ok(out)
}

/// Cuts a number into groups of three digits, the highest first, with the power of a thousand of each;
/// groups of zero are left out.
fn groups(number: u64) -> impl Iterator<Item = (usize, u16)> {
    (0..=5_usize).rev().filter_map(move |power| {
        let group = number / 1000_u64.pow(power as u32) % 1000;
        (group > 0).then_some((power, group as u16))
    })
}

/// Appends a word, with a space between it and what is there.
fn push_word(out: &mut String, word: &str) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
    out.push_str(word);
}

/// Reads a table that covers all values of a group's digits.
fn word<'a>(table: &[&'a str], index: u16) -> &'a str {
    table.get(usize::from(index)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_language_names_the_known_ones() {
        let error = cardinal(&"fr".parse().unwrap(), 3, WordsOptions::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "error: `fr` has no number words here\n\nhint: number words exist in it, id, ru, tr, en-GB and en-US; \
             write the words yourself or use digits"
        );
    }

    #[test]
    fn limits_are_refused() {
        let it = "it".parse().unwrap();
        assert!(cardinal(&it, GREATEST, WordsOptions::default()).is_ok());
        let error = cardinal(&it, GREATEST + 1, WordsOptions::default()).unwrap_err();
        assert!(error.to_string().contains("too large"), "{error}");
        assert!(ordinal(&it, 0, WordsOptions::default()).is_err());
    }

    #[test]
    fn groups_leave_out_zeros() {
        assert_eq!(groups(1_000_002).collect::<Vec<_>>(), [(2, 1), (0, 2)]);
        assert_eq!(groups(GREATEST).collect::<Vec<_>>(), [(5, 1)]);
        assert_eq!(groups(0).count(), 0);
    }
}
