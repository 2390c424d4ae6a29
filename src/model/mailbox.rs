//! A mailbox: whom a letter goes to, `Anna Petrova <anna@example.org>`.
//!
//! Floor: model. Reads what people type and paste; the checks of the address itself are in `mail_address`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

pub use super::mail_address::Address;
use super::mail_address::is_invisible;
use crate::error::{Error, Result, is_unprintable};

/// Longest display name in characters. Generous for the longest real names, small enough for one header.
pub const NAME_MAX: usize = 200;

/// An address with the name of its owner, where known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mailbox {
    name: Option<String>,
    address: Address,
}

impl Mailbox {
    /// Returns a mailbox with a checked display name. Blanks around the name are dropped.
    ///
    /// # Errors
    /// `Data` when the name is blank, too long, or has a character that cannot stand in a header.
    pub fn new(name: Option<&str>, address: Address) -> Result<Self> {
        let Some(name) = name else { return Ok(Self { name: None, address }) };
        let name = name.trim_matches(' ');
        check_name(name)?;
        // Some mail programs repeat the address as the name: nobody is called that.
        let is_address = name.eq_ignore_ascii_case(&address.to_string());
        Ok(Self { name: (!is_address).then(|| name.to_owned()), address })
    }

    /// Returns the display name.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Returns the address.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Returns the form by which two writings of one person are equal; see [`Address::key`].
    pub fn key(&self) -> String {
        self.address.key()
    }

    /// Tells whether name and address are ASCII as written.
    pub fn is_ascii(&self) -> bool {
        self.name.as_deref().is_none_or(str::is_ascii) && self.address.to_string().is_ascii()
    }

    /// Tells whether the server must offer SMTPUTF8; a name never needs it.
    pub fn needs_smtputf8(&self) -> bool {
        self.address.needs_smtputf8()
    }
}

/// Checks a name that will stand in one line of a letter or header.
///
/// # Errors
/// `Data`, saying how long it is or naming the code point (`U+202E`).
pub fn check_name(name: &str) -> Result<()> {
    let length = name.chars().count();
    if length > NAME_MAX {
        return Err(Error::data(format!(
            "the name is {length} characters long, at most {NAME_MAX} are accepted"
        ))
        .hint("check that nothing else was pasted into it"));
    }
    if let Some(c) = name.chars().find(|c| is_unprintable(*c)) {
        return Err(Error::data(format!("the name contains the control character U+{:04X}", c as u32))
            .hint("type the name anew instead of pasting it"));
    }
    if name.chars().all(|c| c.is_whitespace() || is_invisible(c)) {
        return Err(Error::data("the name is empty").hint("write the name, or the address alone"));
    }
    Ok(())
}

impl FromStr for Mailbox {
    type Err = Error;

    /// Accepts `Anna Petrova <anna@example.org>`, `"Petrova, Anna" <anna@example.org>`, `anna@example.org`.
    ///
    /// A name without quotation marks is taken as it stands, so that nobody has to know RFC 5322; only an `@`
    /// in it is refused, since that is a second recipient.
    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim_matches(' ');
        if let Some(quoted) = text.strip_prefix('"') {
            let (name, rest) = unquote(quoted).ok_or_else(|| {
                Error::data("the name opens a quotation mark that is never closed")
                    .hint("write \"Anna Petrova\" <anna@example.org>")
            })?;
            // What follows tells a quoted name from a quoted local part.
            let rest = rest.trim_matches(' ');
            return match rest.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
                Some(address) => Self::new(Some(&name), address.parse()?),
                None if rest.starts_with(['@', '.']) => {
                    text.parse().and_then(|address| Self::new(None, address))
                }
                None => Err(no_address(rest)),
            };
        }
        let Some((name, address)) = text.rsplit_once('<') else {
            return Self::new(None, text.parse()?);
        };
        let Some(address) = address.strip_suffix('>') else {
            return Err(match address.split_once('>') {
                Some((_, rest)) if rest.contains('@') => two_addresses(),
                _ => Error::data("the address is not closed by `>`")
                    .hint("write Anna Petrova <anna@example.org>"),
            });
        };
        let name = name.trim_matches(' ');
        if name.contains('@') {
            return Err(name.chars().find(|c| is_unprintable(*c)).map_or_else(two_addresses, |c| {
                Error::data(format!("the name or address contains the control character U+{:04X}", c as u32))
                    .hint("type it anew instead of pasting it")
            }));
        }
        Self::new((!name.is_empty()).then_some(name), address.parse()?)
    }
}

fn no_address(rest: &str) -> Error {
    let shown: String = rest.chars().take(60).collect();
    let message = if rest.is_empty() {
        "no address follows the name".to_owned()
    } else {
        format!("no address in angle brackets follows the name, but `{shown}`")
    };
    Error::data(message).hint("write \"Anna Petrova\" <anna@example.org>")
}

fn two_addresses() -> Error {
    Error::data("the address is more than one address")
        .hint("a letter goes to one person; a name that contains @ must stand in quotation marks")
}

/// Reads up to the closing quotation mark; returns the name and what follows.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut name = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((name, text.get(at + 1..)?)),
            '\\' => name.push(chars.next()?.1),
            c => name.push(c),
        }
    }
    None
}

impl fmt::Display for Mailbox {
    /// Writes the form that `FromStr` reads back; names with marks of the grammar are quoted.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            None => write!(f, "{}", self.address),
            Some(name) if name.contains(['"', '@', '<', '>', ',', ';', ':', '\\', '(', ')', '[', ']']) => {
                let name = name.replace('\\', "\\\\").replace('"', "\\\"");
                write!(f, "\"{name}\" <{}>", self.address)
            }
            Some(name) => write!(f, "{name} <{}>", self.address),
        }
    }
}

impl Serialize for Mailbox {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Mailbox {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|error: Error| {
            let message = error.problems.first().map_or("not a mailbox", |problem| problem.message.as_str());
            de::Error::custom(message)
        })
    }
}
