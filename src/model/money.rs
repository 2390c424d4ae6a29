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
    pub fn digits(&self) -> u32 {
        u32::from(self.0.exponent().unwrap_or(2))
    }
}

impl FromStr for Currency {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        iso_currency::Currency::from_code(text).map(Self).ok_or_else(|| {
            Error::data(format!("`{text}` is not a currency"))
                .hint("write an ISO 4217 code in capitals, such as EUR, USD, GBP, RUB, TRY or IDR")
        })
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
            return Err(refuse(&format!("{currency} has {digits} decimals, this has {decimals}")).hint(format!(
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
            return Err(refuse(format!("{currency} has {digits} decimals, this has {}", amount_.scale())));
        }
        let minor = amount_
            .checked_mul(Decimal::from(10_i64.pow(digits)))
            .and_then(|d| i64::try_from(d.normalize()).ok())
            .filter(|m| *m <= 1_000_000_000_000_000)
            .ok_or_else(|| refuse("it is too large".into()))?;
        Ok(Self { minor, currency })
    }
}

impl fmt::Display for Money {
    /// Writes the machine form, `1500.00 EUR`; words and symbols of a language are the grammar's matter.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.to_decimal(), self.currency)
    }
}
