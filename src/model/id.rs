//! Identifiers in snake_case: kinds, reasons, clauses, colleagues, resources.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};

/// An identifier: lower-case Latin letters, digits and underscores, starting with a letter, at most 40 long.
///
/// The same spelling serves as YAML key, template block, heading id, command-line value and golden file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(String);

impl Id {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Id {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let good = text.len() <= 40
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if good {
            Ok(Self(text.to_owned()))
        } else {
            Err(Error::data(format!("`{text}` is not an identifier"))
                .hint("use lower-case Latin letters, digits and underscores, starting with a letter"))
        }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
