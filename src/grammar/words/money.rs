//! Amounts of money in words, as contracts of each language spell them and as prose does.

use std::fmt;
use std::str::FromStr;

use super::currency::{self, Unit};
use super::options::{WordGender, WordsStyle, named};
use super::{GREATEST, Spoken, english, indonesian, italian, push_word, russian, russian_currency, turkish};
use crate::error::{Error, Result, nearest};
use crate::grammar::russian::Case;
use crate::model::language::Language;
use crate::model::money::Money;

/// What the words are for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AmountStyle {
    /// As the money papers of the language write it, after the digits:
    /// it «millecinquecento/00», ru «15 000 (пятнадцать тысяч) рублей 00 копеек», tr «onbeşbinTL»;
    /// id and en as in prose.
    #[default]
    Contract,
    /// As a sentence reads: «un milione di euro», «on beş bin Türk lirası», «one pound and fifty pence».
    Prose,
}

named!(AmountStyle, "style of amounts in words", Contract => "contract", Prose => "prose");

/// Style and, in Russian prose, the case of the whole amount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AmountOptions {
    pub style: AmountStyle,
    pub case: Option<Case>,
}

impl From<AmountStyle> for AmountOptions {
    fn from(style: AmountStyle) -> Self {
        Self { style, case: None }
    }
}

/// Returns the amount in words, exact to the minor unit.
///
/// EUR, USD, GBP, RUB, TRY and IDR by their names in the language, any other currency by its code and its
/// minor units as a fraction: «one hundred CHF and 50/100».
///
/// Errors: a negative amount; above 10^15; a language without number words; a case outside Russian prose.
pub fn money_in_words(
    language: &Language,
    money: Money,
    options: impl Into<AmountOptions>,
) -> Result<String> {
    let options = options.into();
    let spoken = Spoken::of(language)?;
    if let Some(case) = options.case {
        let refuse = |why: String, hint: &str| Err(Error::data(why).key("case").hint(hint));
        if spoken != Spoken::Russian {
            return refuse(
                format!("`{language}` has no {case} for amounts in words"),
                "leave `case` out in this language",
            );
        }
        if options.style == AmountStyle::Contract && case != Case::Nominative {
            return refuse(
                format!("an amount as contracts write it has no {case}: it stays in the nominative"),
                "leave `case` out, or ask for the prose style",
            );
        }
    }
    let amount = Amount::of(money)?;
    let mut out = String::with_capacity(96);
    match (spoken, options.style) {
        (Spoken::Italian, AmountStyle::Contract) => {
            italian::cardinal(&mut out, amount.major, None, WordsStyle::Joined);
            amount.push_digits_after(&mut out, "/");
        }
        (Spoken::Italian, AmountStyle::Prose) => italian_prose(&mut out, amount),
        (Spoken::Indonesian, _) => indonesian_words(&mut out, amount),
        (Spoken::Russian, AmountStyle::Contract) => russian_contract(&mut out, amount),
        (Spoken::Russian, AmountStyle::Prose) => {
            russian_prose(&mut out, amount, options.case.unwrap_or(Case::Nominative));
        }
        (Spoken::Turkish, AmountStyle::Contract) => turkish_contract(&mut out, amount),
        (Spoken::Turkish, AmountStyle::Prose) => turkish_prose(&mut out, amount),
        (Spoken::British, _) => english_words(&mut out, amount, true),
        (Spoken::American, _) => english_words(&mut out, amount, false),
    }
    Ok(out)
}

/// An amount cut into major and minor units.
#[derive(Clone, Copy)]
struct Amount {
    major: u64,
    minor: u64,
    /// How many minor units make a major one: 100 for EUR, 1 for JPY.
    scale: u64,
    digits: usize,
    code: &'static str,
}

impl Amount {
    fn of(money: Money) -> Result<Self> {
        let minor = u64::try_from(money.minor()).map_err(|_| {
            Error::data(format!("`{money}` can't be written in words: it is negative"))
                .hint("write the amount without its sign and say in the text who pays whom")
        })?;
        let scale = 10_u64.pow(money.currency().digits());
        let major = minor / scale;
        if major > GREATEST {
            return Err(Error::data(format!("`{money}` is too large to be written in words"))
                .hint(format!("words go up to {GREATEST}")));
        }
        let digits = money.currency().digits() as usize;
        Ok(Self { major, minor: minor % scale, scale, digits, code: money.currency().code() })
    }

    /// The minor unit is told unless it is nothing; nothing at all is told in the major unit.
    fn tells_major(self) -> bool {
        self.major > 0 || self.minor == 0
    }

    /// Appends `/50`; nothing for a currency without minor units.
    fn push_digits_after(self, out: &mut String, before: &str) {
        if self.digits > 0 {
            out.push_str(before);
            out.push_str(&format!("{:0width$}", self.minor, width = self.digits));
        }
    }

    /// Appends code and fraction for a currency that has no words here: ` CHF and 50/100`.
    fn push_code(self, out: &mut String, and: &str) {
        push_word(out, self.code);
        if self.minor > 0 {
            out.push_str(and);
            out.push_str(&format!("{:0width$}/{}", self.minor, self.scale, width = self.digits));
        }
    }
}

fn italian_prose(out: &mut String, amount: Amount) {
    let Some(units) = currency::italian(amount.code) else {
        italian::cardinal(out, amount.major, Some(WordGender::Masculine), WordsStyle::Prose);
        return amount.push_code(out, " e ");
    };
    let count = |out: &mut String, number: u64, unit: Unit| {
        let mut words = String::with_capacity(64);
        italian::cardinal(&mut words, number, Some(unit.gender), WordsStyle::Prose);
        push_word(out, &words);
        // Milione and above are nouns: «un milione di euro», but «un milione uno euro».
        if number > 0 && number.is_multiple_of(1_000_000) {
            push_word(out, "di");
        }
        push_word(out, if number == 1 { unit.one } else { unit.many });
    };
    if amount.tells_major() {
        count(out, amount.major, units.major);
    }
    if amount.minor > 0 {
        if amount.tells_major() {
            push_word(out, "e");
        }
        count(out, amount.minor, units.minor);
    }
}

fn indonesian_words(out: &mut String, amount: Amount) {
    let Some((major, minor)) = currency::indonesian(amount.code) else {
        indonesian::cardinal(out, amount.major);
        return amount.push_code(out, " dan ");
    };
    if amount.tells_major() {
        indonesian::cardinal(out, amount.major);
        push_word(out, major);
    }
    if amount.minor > 0 {
        indonesian::cardinal(out, amount.minor);
        push_word(out, minor);
    }
}

fn russian_contract(out: &mut String, amount: Amount) {
    push_grouped(out, amount.major);
    out.push_str(" (");
    let units = russian_currency::units(amount.code);
    let gender = units.map_or(WordGender::Masculine, |(major, _)| major.gender);
    let mut words = String::with_capacity(64);
    russian::cardinal(&mut words, amount.major, gender, Case::Nominative);
    out.push_str(&words);
    out.push(')');
    let Some((major, minor)) = units else { return amount.push_code(out, " ") };
    push_word(out, major.noun.after(amount.major, Case::Nominative));
    amount.push_digits_after(out, " ");
    push_word(out, minor.noun.after(amount.minor, Case::Nominative));
}

fn russian_prose(out: &mut String, amount: Amount, case: Case) {
    let Some((major, minor)) = russian_currency::units(amount.code) else {
        russian::cardinal(out, amount.major, WordGender::Masculine, case);
        return amount.push_code(out, " ");
    };
    if amount.tells_major() {
        russian::cardinal(out, amount.major, major.gender, case);
        push_word(out, major.noun.after(amount.major, case));
    }
    if amount.minor > 0 {
        let mut words = String::with_capacity(48);
        russian::cardinal(&mut words, amount.minor, minor.gender, case);
        push_word(out, &words);
        push_word(out, minor.noun.after(amount.minor, case));
    }
}

/// Turkish lira without any gap, «altıyüzelliTL,otuzbeşkr.»; other currencies with joined numbers and their name.
fn turkish_contract(out: &mut String, amount: Amount) {
    turkish::cardinal(out, amount.major, WordsStyle::Joined);
    let joined = |number: u64| {
        let mut words = String::with_capacity(32);
        turkish::cardinal(&mut words, number, WordsStyle::Joined);
        words
    };
    match (amount.code, currency::turkish(amount.code)) {
        ("TRY", _) => {
            out.push_str("TL");
            if amount.minor > 0 {
                out.push(',');
                out.push_str(&joined(amount.minor));
                out.push_str("kr.");
            }
        }
        (_, Some((major, minor))) => {
            push_word(out, major);
            if amount.minor > 0 {
                push_word(out, &joined(amount.minor));
                push_word(out, minor);
            }
        }
        (_, None) => amount.push_code(out, " "),
    }
}

fn turkish_prose(out: &mut String, amount: Amount) {
    let Some((major, minor)) = currency::turkish(amount.code) else {
        turkish::cardinal(out, amount.major, WordsStyle::Prose);
        return amount.push_code(out, " ");
    };
    if amount.tells_major() {
        turkish::cardinal(out, amount.major, WordsStyle::Prose);
        push_word(out, major);
    }
    if amount.minor > 0 {
        let mut words = String::with_capacity(32);
        turkish::cardinal(&mut words, amount.minor, WordsStyle::Prose);
        push_word(out, &words);
        push_word(out, minor);
    }
}

fn english_words(out: &mut String, amount: Amount, and: bool) {
    let Some(units) = currency::english(amount.code, and) else {
        english::cardinal(out, amount.major, and);
        return amount.push_code(out, " and ");
    };
    let count = |out: &mut String, number: u64, unit: Unit| {
        let mut words = String::with_capacity(64);
        english::cardinal(&mut words, number, and);
        push_word(out, &words);
        push_word(out, if number == 1 { unit.one } else { unit.many });
    };
    if amount.tells_major() {
        count(out, amount.major, units.major);
    }
    if amount.minor > 0 {
        if amount.tells_major() {
            push_word(out, "and");
        }
        count(out, amount.minor, units.minor);
    }
}

/// Appends digits in groups of three with no-break spaces between them, as CLDR does for Russian.
fn push_grouped(out: &mut String, number: u64) {
    let digits = number.to_string();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('\u{a0}');
        }
        out.push(digit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(language: &str, amount: &str, currency: &str, style: AmountStyle) -> String {
        let money = Money::parse(amount, currency.parse().unwrap()).unwrap();
        money_in_words(&language.parse().unwrap(), money, style).unwrap()
    }

    #[test]
    fn contracts() {
        let cases = [
            ("it", "1500", "EUR", "millecinquecento/00"),
            ("it", "1000000.5", "EUR", "unmilione/50"),
            ("it", "1500", "JPY", "millecinquecento"),
            ("id", "1500000", "IDR", "satu juta lima ratus ribu rupiah"),
            ("ru", "15000", "RUB", "15\u{a0}000 (пятнадцать тысяч) рублей 00 копеек"),
            ("ru", "21000.01", "RUB", "21\u{a0}000 (двадцать одна тысяча) рублей 01 копейка"),
            ("ru", "22", "TRY", "22 (двадцать две) турецкие лиры 00 курушей"),
            ("tr", "15000", "TRY", "onbeşbinTL"),
            ("tr", "650.35", "TRY", "altıyüzelliTL,otuzbeşkr."),
            ("en-GB", "1500", "GBP", "one thousand five hundred pounds"),
        ];
        for (language, amount, currency, expected) in cases {
            assert_eq!(words(language, amount, currency, AmountStyle::Contract), expected);
        }
    }

    #[test]
    fn prose() {
        let cases = [
            ("it", "1000000", "EUR", "un milione di euro"),
            ("it", "1500000", "EUR", "un milione cinquecentomila euro"),
            ("it", "1.01", "EUR", "un euro e un centesimo"),
            ("it", "1", "GBP", "una sterlina britannica"),
            ("it", "0.5", "EUR", "cinquanta centesimi"),
            ("it", "0", "EUR", "zero euro"),
            ("id", "0.5", "EUR", "lima puluh sen"),
            ("ru", "1002.02", "RUB", "одна тысяча два рубля две копейки"),
            ("tr", "15000.5", "TRY", "on beş bin Türk lirası elli kuruş"),
            ("en-GB", "1001.01", "GBP", "one thousand and one pounds and one penny"),
            ("en-US", "1101", "USD", "one thousand one hundred one dollars"),
            ("en-GB", "100.5", "CHF", "one hundred CHF and 50/100"),
            ("it", "1", "KWD", "un KWD"),
        ];
        for (language, amount, currency, expected) in cases {
            assert_eq!(words(language, amount, currency, AmountStyle::Prose), expected);
        }
    }

    #[test]
    fn russian_prose_has_cases() {
        let money = Money::parse("15001.5", "RUB".parse().unwrap()).unwrap();
        let ru = "ru".parse().unwrap();
        let genitive = AmountOptions { style: AmountStyle::Prose, case: Some(Case::Genitive) };
        assert_eq!(
            money_in_words(&ru, money, genitive).unwrap(),
            "пятнадцати тысяч одного рубля пятидесяти копеек"
        );
        let contract = AmountOptions { style: AmountStyle::Contract, case: Some(Case::Genitive) };
        assert!(
            money_in_words(&ru, money, contract).unwrap_err().to_string().contains("stays in the nominative")
        );
        assert!(money_in_words(&"it".parse().unwrap(), money, genitive).is_err());
    }

    #[test]
    fn negative_is_refused() {
        let money = Money::new(-100, "EUR".parse().unwrap());
        let error = money_in_words(&"it".parse().unwrap(), money, AmountStyle::Prose).unwrap_err();
        assert!(
            error.to_string().contains("`-1.00 EUR` can't be written in words: it is negative"),
            "{error}"
        );
    }
}
