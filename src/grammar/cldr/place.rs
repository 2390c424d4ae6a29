//! Names of countries and of time zones.

use icu::locale::subtags::Region;
use icu_experimental::displaynames::multi::RegionDisplayNames;
use icu_experimental::displaynames::{DisplayNamesOptions, DisplayNamesPreferences};

use super::{Cldr, time};
use crate::error::{Error, Result};
use crate::grammar::cldr::Habits;

impl Cldr {
    /// Returns the name of a country by its ISO 3166-1 code: `IE` in Italian «Irlanda»; `None` where there is none.
    ///
    /// Errors: a language without names of countries.
    pub fn country(&self, code: &str) -> Result<Option<String>> {
        let Ok(region) = code.parse::<Region>() else { return Ok(None) };
        let names = RegionDisplayNames::try_new(
            DisplayNamesPreferences::from(&self.locale),
            DisplayNamesOptions::default(),
        )
        .map_err(|error| {
            Error::internal(format!("CLDR has no names of countries for `{}`", self.language())).cause(error)
        })?;
        Ok(names.of(region).map(str::to_owned))
    }

    /// Returns how readers call a time zone: «WIB» in Indonesian, else the city it is named after: «Roma», «Рим».
    ///
    /// A zone without a city keeps its IANA name.
    ///
    /// Errors: none but a language without names of cities in CLDR.
    pub fn zone_name(&self, iana_name: &str) -> Result<String> {
        match time::abbreviation(self.habits, iana_name).filter(|_| self.habits == Habits::Indonesian) {
            Some(zone) => Ok(zone.to_owned()),
            None => Ok(self.city(iana_name)?.unwrap_or_else(|| iana_name.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_and_zones_have_names_in_the_language() {
        let cldr = |tag: &str| Cldr::new(&tag.parse().unwrap()).unwrap();
        for (tag, name) in [
            ("it", "Irlanda"),
            ("id", "Irlandia"),
            ("ru", "Ирландия"),
            ("tr", "İrlanda"),
            ("en-GB", "Ireland"),
        ] {
            assert_eq!(cldr(tag).country("IE").unwrap().as_deref(), Some(name));
        }
        assert_eq!(cldr("it").country("XQ").unwrap(), None);
        assert_eq!(cldr("id").zone_name("Asia/Jakarta").unwrap(), "WIB");
        assert_eq!(cldr("it").zone_name("Europe/Rome").unwrap(), "Roma");
        assert_eq!(cldr("ru").zone_name("Europe/Moscow").unwrap(), "Москва");
        assert_eq!(cldr("tr").zone_name("UTC").unwrap(), "UTC");
    }
}
