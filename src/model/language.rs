//! A language as BCP 47 names it: `it`, `en-GB`.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};

/// A BCP 47 tag of language and optional region. Which languages garbo can write is the library's matter.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language {
    tag: String,
}

impl Language {
    /// Returns the tag in its canonical spelling: `en-GB`.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// Returns the language without its region: `en` of `en-GB`.
    pub fn base(&self) -> &str {
        self.tag.split('-').next().unwrap_or(&self.tag)
    }

    /// Returns the region: `GB` of `en-GB`.
    pub fn region(&self) -> Option<&str> {
        self.tag.split_once('-').map(|(_, region)| region)
    }
}

impl FromStr for Language {
    type Err = Error;

    /// Accepts `it`, `en-GB`, `en_gb`.
    fn from_str(text: &str) -> Result<Self> {
        let refuse = || {
            Error::data(format!("`{text}` is not a language code"))
                .hint("write a BCP 47 code such as it, id, ru, tr, en-GB or en-US")
        };
        let text_ = text.trim().replace('_', "-");
        let mut parts = text_.split('-');
        let base = parts.next().unwrap_or_default().to_ascii_lowercase();
        if !(2..=3).contains(&base.len()) || !base.bytes().all(|b| b.is_ascii_lowercase()) {
            return Err(refuse());
        }
        let tag = match parts.next() {
            None => base,
            Some(region) if region.len() == 2 && region.bytes().all(|b| b.is_ascii_alphabetic()) => {
                format!("{base}-{}", region.to_ascii_uppercase())
            }
            Some(_) => return Err(refuse()),
        };
        if parts.next().is_some() {
            return Err(refuse());
        }
        Ok(Self { tag })
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.tag)
    }
}
