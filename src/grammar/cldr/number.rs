//! Numbers, percentages and plural categories.

use icu::decimal::DecimalFormatter;
use icu::decimal::input::Decimal as IcuDecimal;
use icu::decimal::options::DecimalFormatterOptions;
use icu::plurals::{PluralCategory as IcuCategory, PluralOperands, PluralRules};
use icu_experimental::dimension::percent::formatter::PercentFormatter;
use rust_decimal::Decimal;

use super::{Cldr, Habits};
use crate::error::{Error, Result};

/// The plural categories of CLDR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PluralCategory {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

impl PluralCategory {
    /// Returns the name in CLDR: `few`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::One => "one",
            Self::Two => "two",
            Self::Few => "few",
            Self::Many => "many",
            Self::Other => "other",
        }
    }
}

impl From<IcuCategory> for PluralCategory {
    fn from(category: IcuCategory) -> Self {
        match category {
            IcuCategory::Zero => Self::Zero,
            IcuCategory::One => Self::One,
            IcuCategory::Two => Self::Two,
            IcuCategory::Few => Self::Few,
            IcuCategory::Many => Self::Many,
            IcuCategory::Other => Self::Other,
        }
    }
}

impl Cldr {
    /// Returns the number with the separators of the language and exactly the decimals it has: `1234.50` is
    /// «1234,50» in Italian (four digits stay together), «1 234,50» in Russian.
    ///
    /// Errors: none but a language without numbers in CLDR.
    pub fn number(&self, number: Decimal) -> Result<String> {
        Ok(self.numbers()?.format_to_string(&icu_decimal(number)?))
    }

    /// Returns the percentage; the number is that of the hundredths: `20` is «20%», «20 %», tr «%20».
    ///
    /// Errors: as [`Cldr::number`].
    pub fn percent(&self, number: Decimal) -> Result<String> {
        let format = self.lazily(&self.percent, "percentages", || {
            PercentFormatter::try_new((&self.locale).into(), Default::default())
        })?;
        Ok(format.format(&icu_decimal(number)?).to_string())
    }

    /// Returns the plural category of a number written in plain digits; decimals count as written: `1` is
    /// `one` in English, `1.0` is `other`.
    ///
    /// Errors: not a plain decimal number, or more digits than CLDR's operands hold.
    pub fn plural(&self, number: &str) -> Result<PluralCategory> {
        let refuse = || {
            Error::data(format!("`{number}` is not a number that decides a plural"))
                .hint("write digits with a point for the decimals, such as 21 or 1.5")
        };
        let digits = number.strip_prefix('-').unwrap_or(number);
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
        if [whole, decimals].iter().any(|part| part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit())) {
            return Err(refuse());
        }
        // The operands hold eighteen digits on each side of the point (UTS #35).
        if whole.len() > 18 || decimals.len() > 18 {
            return Err(refuse());
        }
        let exact = IcuDecimal::try_from_str(digits).map_err(|_| refuse())?;
        let operands = PluralOperands::from(&exact);
        let rules = self.lazily(&self.plurals, "plural rules", || {
            PluralRules::try_new((&self.locale).into(), Default::default())
        })?;
        Ok(rules.category_for(operands).into())
    }

    /// Returns an amount's number: as [`Cldr::number`], but Italian too groups from the first thousand, as
    /// invoices and contracts do («1.500,00»); CLDR leaves four digits together.
    pub(super) fn amount(&self, number: &IcuDecimal) -> Result<String> {
        let mut text = self.numbers()?.format_to_string(number);
        let whole = text.bytes().take_while(u8::is_ascii_digit).count();
        if self.habits == Habits::Italian && whole == 4 {
            text.insert(1, '.');
        }
        Ok(text)
    }

    fn numbers(&self) -> Result<&DecimalFormatter> {
        self.lazily(&self.number, "numbers", || {
            DecimalFormatter::try_new((&self.locale).into(), DecimalFormatterOptions::default())
        })
    }
}

/// Hands an exact decimal over, with the decimals it is written with.
pub(super) fn icu_decimal(number: Decimal) -> Result<IcuDecimal> {
    IcuDecimal::try_from_str(&number.to_string())
        .map_err(|error| Error::internal(format!("`{number}` can't be formatted")).cause(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cldr(language: &str) -> Cldr {
        Cldr::new(&language.parse().unwrap()).unwrap()
    }

    #[test]
    fn numbers_and_percentages() {
        let number: Decimal = "1234567.50".parse().unwrap();
        for (language, expected, percent) in [
            ("it", "1.234.567,50", "20%"),
            ("id", "1.234.567,50", "20%"),
            ("ru", "1\u{a0}234\u{a0}567,50", "20\u{a0}%"),
            ("tr", "1.234.567,50", "%20"),
            ("en-GB", "1,234,567.50", "20%"),
            ("en-US", "1,234,567.50", "20%"),
        ] {
            assert_eq!(cldr(language).number(number).unwrap(), expected);
            assert_eq!(cldr(language).percent(Decimal::from(20)).unwrap(), percent);
        }
        assert_eq!(cldr("tr").percent("12.5".parse().unwrap()).unwrap(), "%12,5");
        assert_eq!(cldr("it").number(Decimal::from(1500)).unwrap(), "1500");
    }

    #[test]
    fn plural_categories() {
        let ru = cldr("ru");
        let names: Vec<_> =
            ["1", "2", "5", "11", "21", "1.5"].iter().map(|n| ru.plural(n).unwrap().name()).collect();
        assert_eq!(names, ["one", "few", "many", "many", "one", "other"]);
        assert_eq!(cldr("en").plural("1").unwrap(), PluralCategory::One);
        assert_eq!(cldr("en").plural("1.0").unwrap(), PluralCategory::Other);
        assert_eq!(cldr("id").plural("1").unwrap(), PluralCategory::Other);
    }

    #[test]
    fn odd_numbers_have_no_plural() {
        for text in ["", "-", "1,5", "1e3", "x", "1.", ".5", "1.2.3", "99999999999999999999999"] {
            let error = cldr("it").plural(text).unwrap_err();
            assert!(error.to_string().contains(&format!("`{text}` is not a number")), "{error}");
        }
    }
}
