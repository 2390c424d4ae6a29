//! Money: an amount in the currency's minor units, and the currency by its ISO 4217 code.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use crate::error::{Error, Result};

/// An ISO 4217 currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// Returns the alphabetic code, `EUR`.
    pub fn code(&self) -> &'static str {
        self.0.code()
    }

    /// Returns how many digits the minor unit has: 2 for EUR, 0 for JPY, 3 for KWD (ISO 4217).
    ///
    /// Rupiah are whole, although ISO 4217 gives them two digits: no sen has been paid with since the 1970s, and CLDR's
    /// supplemental data (`cashDigits`) have none. So they are entered, split and printed.
    pub fn digits(&self) -> u32 {
        match self.0 {
            iso_currency::Currency::IDR => 0,
            other => u32::from(other.exponent().unwrap_or(2)),
        }
    }
}

impl FromStr for Currency {
    type Err = Error;

    /// Errors: no code of ISO 4217, or one that nobody pays with: tests, metals, units of account, funds.
    fn from_str(text: &str) -> Result<Self> {
        const HINT: &str = "write an ISO 4217 code in capitals, such as EUR, USD, GBP, RUB, TRY or IDR";
        let currency = iso_currency::Currency::from_code(text)
            .ok_or_else(|| Error::data(format!("`{text}` is not a currency")).hint(HINT))?;
        if currency.is_special() || currency.is_fund() {
            return Err(Error::data(format!("`{text}` is not a currency that anybody pays with")).hint(HINT));
        }
        Ok(Self(currency))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount of money: never a float, never rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// Units: `minor` counts the currency's smallest unit (cents, kopecks).
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    pub fn minor(&self) -> i64 {
        self.minor
    }

    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// Returns the amount as an exact decimal.
    pub fn to_decimal(&self) -> Decimal {
        Decimal::new(self.minor, self.currency.digits())
    }

    /// Reads an amount such as `1500`, `1500.5` or `80.00`.
    ///
    /// Errors: not a plain decimal number, negative, more decimals than the currency has, or too large.
    pub fn parse(text: &str, currency: Currency) -> Result<Self> {
        let refuse = |why: &str| {
            Error::data(format!("`{text}` is not an amount in {currency}: {why}")).hint(
                "write digits with a point for the decimals and no thousands separator, such as 1500.50",
            )
        };
        let text_ = text.trim();
        if text_.starts_with('-') {
            return Err(refuse("it is negative"));
        }
        let plain = !text_.is_empty()
            && text_.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && text_.starts_with(|c: char| c.is_ascii_digit())
            && text_.ends_with(|c: char| c.is_ascii_digit());
        if !plain {
            return Err(refuse("it is not a plain decimal number"));
        }
        // `15.000` is fifteen thousand to many a writer: zeros after the point count as typed.
        let decimals = text_.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let digits = currency.digits();
        if decimals > digits.max(2) as usize {
            let whole = text_.replace('.', "");
            return Err(refuse(&over(currency, digits, decimals)).hint(format!(
                "write `{}` if the point parts the thousands; else an amount such as 1500.50, which is exact and never rounded",
                whole.trim_start_matches('0')
            )));
        }
        let amount = Decimal::from_str_exact(text_).map_err(|_| refuse("it has too many digits"))?;
        Self::from_decimal(amount, currency)
    }

    /// Errors: negative, more decimals than the currency has, or above 10^15 minor units.
    pub fn from_decimal(amount: Decimal, currency: Currency) -> Result<Self> {
        let refuse = |why: String| {
            Error::data(format!("`{amount}` is not an amount in {currency}: {why}"))
                .hint("amounts are exact and never rounded; write the amount you mean")
        };
        if amount.is_sign_negative() && !amount.is_zero() {
            return Err(refuse("it is negative".into()));
        }
        let digits = currency.digits();
        let amount_ = amount.normalize();
        if amount_.scale() > digits {
            return Err(refuse(over(currency, digits, amount_.scale() as usize)));
        }
        let minor = amount_
            .checked_mul(Decimal::from(10_i64.pow(digits)))
            .and_then(|d| i64::try_from(d.normalize()).ok())
            .filter(|m| *m <= 1_000_000_000_000_000)
            .ok_or_else(|| refuse("it is too large".into()))?;
        Ok(Self { minor, currency })
    }
}

/// Returns the sum of amounts as they are typed; `None` where one of them is no number, or the sum too large.
pub fn sum<'a>(amounts: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut all = amounts.map(|amount| Decimal::from_str_exact(amount.trim()).ok());
    let sum = all.try_fold(Decimal::ZERO, |sum, amount| sum.checked_add(amount?))?;
    Some(sum.to_string())
}

/// Tells that an amount has more decimals than its currency.
fn over(currency: Currency, digits: u32, decimals: usize) -> String {
    match digits {
        0 => format!("{currency} has whole amounts only, this has {decimals} decimals"),
        _ => format!("{currency} has {digits} decimals, this has {decimals}"),
    }
}

impl fmt::Display for Money {
    /// Writes the machine form, `1500.00 EUR`; words and symbols of a language are the grammar's matter.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.to_decimal(), self.currency)
    }
}
