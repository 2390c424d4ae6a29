//! The paper that letters and agreements are printed on: logo, colour, font, format.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::model::language::Language;
use crate::model::texts::Texts;

/// How letters and agreements look on paper.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Letterhead {
    /// Your logo, a file in the practice folder: logo.svg, logo.png or logo.jpg
    pub logo: Option<String>,
    /// What the logo shows, for people who can't see it; the name of your practice where you give none
    pub logo_text: Option<Texts>,
    /// Colour of your name and the rule below it: "#0a4d68"
    pub colour: Option<Colour>,
    /// serif (default), sans, or a font file in the practice folder: brand.otf, brand.ttf
    pub font: Option<String>,
    /// a4 or letter; by default letter in American English, else a4
    pub paper: Option<Paper>,
}

/// A size of paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Paper {
    A4,
    Letter,
}

impl Paper {
    /// Returns the paper of a language: US Letter in American English, A4 elsewhere (CLDR, paperSize).
    pub fn of(language: &Language) -> Self {
        if language.region() == Some("US") { Self::Letter } else { Self::A4 }
    }
}

/// A colour as web pages write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    pub red: u8,
    pub green: u8,
    pub blue: u8,
}

impl Colour {
    /// Returns the contrast with white, from 1 to 21.
    ///
    /// Source: WCAG 2.2, contrast ratio and relative luminance.
    pub fn contrast(self) -> f64 {
        let part = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let luminance = 0.2126 * part(self.red) + 0.7152 * part(self.green) + 0.0722 * part(self.blue);
        1.05 / (luminance + 0.05)
    }

    /// Returns the nearest darker shade that is as readable as asked.
    pub fn readable(self, contrast: f64) -> Self {
        let shade = |share: u16| {
            let part = |value: u8| u8::try_from(u16::from(value) * share / 100).unwrap_or(value);
            Self { red: part(self.red), green: part(self.green), blue: part(self.blue) }
        };
        (0..=100).rev().map(shade).find(|colour| colour.contrast() >= contrast).unwrap_or(shade(0))
    }
}

impl FromStr for Colour {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let digits = text.strip_prefix('#').filter(|d| d.len() == 6);
        let number = digits
            .filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|d| u32::from_str_radix(d, 16).ok());
        let Some(number) = number else {
            return Err(Error::data(format!("`{text}` is not a colour"))
                .hint("write # and six digits from 0 to f, in quotation marks: \"#0a4d68\""));
        };
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Self { red, green, blue })
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

/// A letterhead with its files read.
#[derive(Clone, Debug, Default)]
pub struct Stationery {
    pub logo: Option<Logo>,
    pub colour: Option<Colour>,
    pub typeface: Typeface,
    /// The paper chosen; by language where none is
    pub paper: Option<Paper>,
}

/// A logo: the bytes of a PNG, JPEG or SVG file.
#[derive(Clone, Debug)]
pub struct Logo {
    /// The file, as messages show it
    pub file: String,
    pub bytes: Vec<u8>,
    pub text: Option<Texts>,
}

/// A typeface.
#[derive(Clone, Debug, Default)]
pub enum Typeface {
    #[default]
    Serif,
    Sans,
    /// The coach's own: the file, as messages show it, and its bytes
    Own(String, Vec<u8>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_weighed_and_darkened() {
        let colour: Colour = "#0a4d68".parse().unwrap();
        assert_eq!(colour.to_string(), "#0a4d68");
        assert!(colour.contrast() > 9.0);
        let pale: Colour = "#FFD54F".parse().unwrap();
        assert!(pale.contrast() < 1.5);
        assert!(pale.readable(4.5).contrast() >= 4.5);
        for wrong in ["0a4d68", "#0a4d6", "#0a4d6é", "teal", "#+a4d68"] {
            assert!(wrong.parse::<Colour>().is_err(), "{wrong}");
        }
    }
}
