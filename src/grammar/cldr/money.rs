//! Amounts of money in digits, always exact.
//!
//! CLDR's own formatter rounds to the digits of the currency, without a word. So it is asked once for each
//! currency where symbol and spaces go; the number itself is written from the exact decimal.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use icu::decimal::DecimalFormatter;
use icu::decimal::input::Decimal as IcuDecimal;
use icu::locale::preferences::extensions::unicode::keywords::CurrencyType;
use icu_experimental::dimension::currency::formatter::CurrencyFormatter;

use super::number::icu_decimal;
use super::{Cldr, Habits};
use crate::error::{Error, Result, nearest};
use crate::model::money::{Currency, Money};

/// By which custom an amount is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MoneyStyle {
    /// As CLDR has it: «1.500,00 €», «Rp 1.500.000», «₺15.000,00».
    #[default]
    Standard,
    /// As contracts of the country write it, with all digits of the minor unit; Indonesian ones close rupiah with `,00`:
    ///
    /// | language | own currency | others |
    /// |---|---|---|
    /// | it | € 1.500,00 | £ 1.500,00, USD 1.500,00 |
    /// | id | Rp1.500.000,00 (EYD V: no space) | USD 1.500,00 |
    /// | ru | 15 000,00 руб. | 1 500,00 евро, долл. США; 1 500,00 GBP |
    /// | tr | 15.000,00 TL | 1.500,00 EUR |
    /// | en and all others | as CLDR: £1,500.00 | US$1,500.00 |
    Contract,
}

impl std::str::FromStr for MoneyStyle {
    type Err = Error;

    /// Errors: any word but `standard` and `contract`.
    fn from_str(text: &str) -> Result<Self> {
        const NAMES: [&str; 2] = ["standard", "contract"];
        match text {
            "standard" => Ok(Self::Standard),
            "contract" => Ok(Self::Contract),
            _ => Err(Error::data(format!("`{text}` is not a style of amounts")).hint(
                match nearest(text, NAMES) {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => format!("write {}", NAMES.join(", ")),
                },
            )),
        }
    }
}

/// The layouts found so far, by currency code.
#[derive(Default)]
pub(super) struct Currencies(RwLock<HashMap<&'static str, Arc<Layout>>>);

/// What CLDR puts around a number, and how many decimals it shows.
struct Layout {
    before: String,
    after: String,
    digits: u32,
    /// CLDR's formatter, where amounts have other separators than numbers (pt-PT for the escudo).
    own: Option<CurrencyFormatter<DecimalFormatter>>,
}

impl Cldr {
    /// Returns the amount with the symbol of its currency; never rounded: minor units that CLDR would not
    /// show are shown when there are any.
    ///
    /// Errors: a negative amount.
    pub fn money(&self, money: Money, style: MoneyStyle) -> Result<String> {
        if money.minor() < 0 {
            return Err(Error::data(format!("`{money}` is negative; amounts are written without a sign"))
                .hint("write the amount without its sign and say in the text who pays whom"));
        }
        let code = money.currency().code();
        let full = money.currency().digits();
        if style == MoneyStyle::Contract {
            let custom = match (self.habits, code) {
                (Habits::Italian, "EUR") => Some(("€\u{a0}", "")),
                (Habits::Italian, "GBP") => Some(("£\u{a0}", "")),
                (Habits::Indonesian, "IDR") => Some(("Rp", "")),
                (Habits::Russian, "RUB") => Some(("", "\u{a0}руб.")),
                (Habits::Russian, "EUR") => Some(("", "\u{a0}евро")),
                (Habits::Russian, "USD") => Some(("", "\u{a0}долл.\u{a0}США")),
                (Habits::Turkish, "TRY") => Some(("", "\u{a0}TL")),
                _ => None,
            };
            if let Some((before, after)) = custom {
                return Ok(format!("{before}{}{after}", self.digits(money, full.max(2))?));
            }
            match self.habits {
                Habits::Italian | Habits::Indonesian => {
                    return Ok(format!("{code}\u{a0}{}", self.digits(money, full)?));
                }
                Habits::Russian | Habits::Turkish => {
                    return Ok(format!("{}\u{a0}{code}", self.digits(money, full)?));
                }
                Habits::British | Habits::American | Habits::None => {}
            }
        }
        let layout = self.layout(money.currency())?;
        if let Some(own) = &layout.own
            && money.to_decimal().normalize().scale() <= layout.digits
        {
            return Ok(own.format_fixed_decimal(&icu_decimal(money.to_decimal())?).to_string());
        }
        let shown = if style == MoneyStyle::Contract { full } else { layout.digits };
        Ok(format!("{}{}{}", layout.before, self.digits(money, shown)?, layout.after))
    }

    /// Writes the number with at least `shown` decimals; all of the currency's where the amount has minor units.
    fn digits(&self, money: Money, shown: u32) -> Result<String> {
        let exact = money.to_decimal();
        let mut number = icu_decimal(exact)?;
        if exact.fract().is_zero() {
            number.absolute.trim_end();
            number.absolute.pad_end(-(shown.min(18) as i16));
        }
        self.amount(&number)
    }

    fn layout(&self, currency: Currency) -> Result<Arc<Layout>> {
        let code = currency.code();
        let poisoned = |_| Error::internal("the table of currencies is broken after an earlier fault");
        if let Some(layout) = self.currencies.0.read().map_err(|e| poisoned(e.to_string()))?.get(code) {
            return Ok(Arc::clone(layout));
        }
        let layout = Arc::new(self.find_layout(currency)?);
        self.currencies.0.write().map_err(|e| poisoned(e.to_string()))?.insert(code, Arc::clone(&layout));
        Ok(layout)
    }

    /// Formats one unit and cuts the number out; what is left stands before and after every number.
    fn find_layout(&self, currency: Currency) -> Result<Layout> {
        let code = currency.code();
        let fail = |error: &dyn std::fmt::Display| {
            Error::internal(format!("CLDR has no amounts in {code} for `{}`", self.language)).cause(error)
        };
        let icu_code = CurrencyType::try_from_str(&code.to_ascii_lowercase()).map_err(|e| fail(&e))?;
        let format = CurrencyFormatter::try_new_symbol((&self.locale).into(), icu_code, Default::default())
            .map_err(|e| fail(&e))?;
        let text = format.format_fixed_decimal(&IcuDecimal::from(1)).to_string();
        for digits in (0..=4_u32).rev() {
            let padded = |number: u32| {
                let mut number = IcuDecimal::from(number);
                number.absolute.pad_end(-(digits as i16));
                self.amount(&number)
            };
            if let Some((before, after)) = text.split_once(&padded(1)?)
                && !before.chars().chain(after.chars()).any(char::is_numeric)
            {
                let many = format.format_fixed_decimal(&IcuDecimal::from(1_234_567)).to_string();
                let same = many == format!("{before}{}{after}", padded(1_234_567)?);
                let (before, after) = (before.to_owned(), after.to_owned());
                return Ok(Layout { before, after, digits, own: (!same).then_some(format) });
            }
        }
        // Even the decimal separator is the currency's own: the code stands for the symbol where it can't serve.
        let (before, digits) = (format!("{code}\u{a0}"), currency.digits());
        Ok(Layout { before, after: String::new(), digits, own: Some(format) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(language: &str, amount: &str, currency: &str, style: MoneyStyle) -> String {
        let cldr = Cldr::new(&language.parse().unwrap()).unwrap();
        let money = Money::parse(amount, currency.parse().unwrap()).unwrap();
        cldr.money(money, style).unwrap().replace(['\u{a0}', '\u{202f}'], "~")
    }

    #[test]
    fn standard_is_cldr() {
        for (language, amount, currency, expected) in [
            ("it", "1500", "EUR", "1.500,00~€"),
            ("id", "1500000", "IDR", "Rp~1.500.000"),
            ("ru", "15000", "RUB", "15~000,00~₽"),
            ("tr", "15000", "TRY", "₺15.000,00"),
            ("en-GB", "1500", "GBP", "£1,500.00"),
            ("en-US", "1500", "USD", "$1,500.00"),
            ("en-GB", "1500", "USD", "US$1,500.00"),
            ("it", "1500", "JPY", "1.500~JP¥"),
            ("de", "1500", "EUR", "1.500,00~€"),
            ("de-CH", "1500", "CHF", "CHF~1'500.00"),
            ("fr", "1500", "EUR", "1~500,00~€"),
            ("pt-CV", "12345.5", "CVE", "12~345$50"),
            ("hi", "1234567", "INR", "₹12,34,567.00"),
        ] {
            assert_eq!(
                money(language, amount, currency, MoneyStyle::Standard),
                expected,
                "{language} {currency}"
            );
        }
    }

    #[test]
    fn contracts_have_their_customs() {
        for (language, amount, currency, expected) in [
            ("it", "1500", "EUR", "€~1.500,00"),
            ("it", "1500", "USD", "USD~1.500,00"),
            ("id", "1500000", "IDR", "Rp1.500.000,00"),
            ("ru", "15000", "RUB", "15~000,00~руб."),
            ("tr", "15000", "TRY", "15.000,00~TL"),
            ("tr", "99.5", "EUR", "99,50~EUR"),
            ("en-GB", "1500", "GBP", "£1,500.00"),
            ("en-GB", "1500000", "IDR", "IDR~1,500,000"),
            ("it", "1500", "JPY", "JPY~1.500"),
        ] {
            assert_eq!(
                money(language, amount, currency, MoneyStyle::Contract),
                expected,
                "{language} {currency}"
            );
        }
    }

    #[test]
    fn nothing_is_rounded() {
        assert_eq!(money("id", "1500000.75", "EUR", MoneyStyle::Standard), "€1.500.000,75");
        assert_eq!(money("id", "80", "IDR", MoneyStyle::Standard), "Rp~80");
        assert_eq!(money("it", "0.005", "KWD", MoneyStyle::Standard), "0,005~KWD");
        assert_eq!(money("it", "9999999999999.99", "EUR", MoneyStyle::Standard), "9.999.999.999.999,99~€");
    }

    #[test]
    fn negative_is_refused() {
        let cldr = Cldr::new(&"it".parse().unwrap()).unwrap();
        let money = Money::new(-100, "EUR".parse().unwrap());
        assert!(
            cldr.money(money, MoneyStyle::Standard)
                .unwrap_err()
                .to_string()
                .contains("`-1.00 EUR` is negative")
        );
    }
}
