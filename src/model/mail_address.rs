//! An e-mail address that may stand on an envelope: checked once, then trusted.
//!
//! Floor: model. Narrower than RFC 5321 on purpose: quoted local parts, routes, comments and address literals
//! are how commands and second recipients get smuggled in, and no client of a coach has one.

use std::fmt;
use std::str::FromStr;

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use unicode_normalization::UnicodeNormalization;
use unicode_security::{MixedScript, RestrictionLevel, RestrictionLevelDetection};

use crate::error::{Error, Result, is_unprintable};

/// Longest local part in bytes (RFC 5321, 4.5.3.1.1).
const LOCAL_MAX: usize = 64;
/// Longest address in bytes: the 256 of a path (RFC 5321, 4.5.3.1.3) less its angle brackets.
const ADDRESS_MAX: usize = 254;

/// A checked address: `anna.petrova+coach@пример.рф`.
///
/// The domain is held twice: as people read it and as the wire wants it (A-labels, RFC 5890).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    local: String,
    domain: String,
    ascii_domain: String,
}

impl Address {
    /// Returns the part before the `@`, in NFC.
    pub fn local(&self) -> &str {
        &self.local
    }

    /// Returns the domain as people read it, in lower case: `пример.рф`.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// Returns the domain in A-labels: `xn--e1afmkfd.xn--p1ai`.
    pub fn ascii_domain(&self) -> &str {
        &self.ascii_domain
    }

    /// Returns the address for envelope and headers: the domain is ASCII, the local part may not be.
    pub fn to_wire(&self) -> String {
        format!("{}@{}", self.local, self.ascii_domain)
    }

    /// Returns the form by which two writings of one person's address are equal: lower case, A-labels.
    ///
    /// RFC 5321 lets a server tell `Anna@` from `anna@`; none that people use does, and a letter sent twice
    /// harms more than two people taken for one.
    pub fn key(&self) -> String {
        format!("{}@{}", self.local.to_lowercase(), self.ascii_domain)
    }

    /// Tells whether the server must offer SMTPUTF8 (RFC 6531): only for a local part outside ASCII.
    pub fn needs_smtputf8(&self) -> bool {
        !self.local.is_ascii()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

impl FromStr for Address {
    type Err = Error;

    /// Accepts a bare address, without name or angle brackets.
    ///
    /// # Errors
    /// `Data` for whatever could be read as more than one plain address, and for what could deceive a reader.
    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim_matches(' ');
        if text.is_empty() {
            return Err(Error::data("the address is empty").hint("write it as anna@example.org"));
        }
        if text.len() > 2 * ADDRESS_MAX {
            return Err(too_long(text.len()));
        }
        if let Some(c) = text.chars().find(|c| is_unprintable(*c) || is_invisible(*c)) {
            return Err(Error::data(format!(
                "the address contains the invisible character U+{:04X}",
                c as u32
            ))
            .hint("type the address anew instead of pasting it"));
        }
        let refuse = |why: &str| Error::data(format!("the address `{text}` {why}"));
        if text.starts_with('"') {
            return Err(refuse("has a quoted local part, which garbo does not send to")
                .hint("ask for an address without quotation marks"));
        }
        if text.starts_with('@') {
            return Err(refuse("has a route or nothing before the @").hint("write one plain address"));
        }
        if text.contains(['(', ')']) {
            return Err(refuse("contains a comment in parentheses").hint("write the address alone"));
        }
        if text.contains([',', ';']) || text.matches('@').count() > 1 {
            return Err(
                refuse("is more than one address").hint("a letter goes to one person; write one address")
            );
        }
        let Some((local, domain)) = text.split_once('@') else {
            return Err(refuse("has no @").hint("write it as anna@example.org"));
        };
        let local: String = if local.is_ascii() { local.to_owned() } else { local.nfc().collect() };
        check_local(&local, &refuse)?;
        let (domain, ascii_domain) = domain_forms(domain, &refuse)?;
        let bytes = local.len() + 1 + ascii_domain.len();
        if bytes > ADDRESS_MAX {
            return Err(too_long(bytes));
        }
        Ok(Self { local, domain, ascii_domain })
    }
}

fn too_long(bytes: usize) -> Error {
    Error::data(format!("the address is {bytes} bytes long, more than the {ADDRESS_MAX} that mail allows"))
        .hint("check that nothing else was pasted into it")
}

fn check_local(local: &str, refuse: &impl Fn(&str) -> Error) -> Result<()> {
    if local.len() > LOCAL_MAX {
        return Err(refuse(&format!("is too long before the @: {} bytes, at most {LOCAL_MAX}", local.len())));
    }
    if local.starts_with('.') || local.ends_with('.') || local.contains("..") {
        return Err(refuse("has a dot out of place before the @"));
    }
    // A leading hyphen reads as an option wherever an address ends up on a command line (RUSTSEC-2020-0069).
    if local.starts_with('-') {
        return Err(refuse("begins with a hyphen"));
    }
    let allowed = |c: char| {
        c.is_ascii_alphanumeric()
            || ".!#$%&'*+-/=?^_`{|}~".contains(c)
            || (!c.is_ascii() && !c.is_whitespace() && !is_noncharacter(c))
    };
    if let Some(c) = local.chars().find(|c| !allowed(*c)) {
        return Err(refuse(&format!("contains {} before the @", shown(c))));
    }
    match local.split(['.', '+', '-', '_']).find(|word| mixes_scripts(word)) {
        Some(word) => Err(refuse(&format!("mixes letters of several scripts in `{word}`")).hint(MIXED_HINT)),
        None => Ok(()),
    }
}

const MIXED_HINT: &str = "letters that look alike belong to different alphabets; type the address anew";

fn domain_forms(domain: &str, refuse: &impl Fn(&str) -> Error) -> Result<(String, String)> {
    if domain.starts_with('[') {
        return Err(refuse("names a host by number; garbo sends to named domains only"));
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-' || !c.is_ascii();
    if let Some(c) = domain.chars().find(|c| !allowed(*c) || c.is_whitespace() || is_noncharacter(*c)) {
        return Err(refuse(&format!("contains {} after the @", shown(c))));
    }
    let ascii = Uts46::new()
        .to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify)
        .map_err(|_| refuse("has a domain that cannot exist").hint("check the part after the @"))?
        .into_owned();
    let (unicode, outcome) =
        Uts46::new().to_unicode(ascii.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast);
    if outcome.is_err() {
        return Err(refuse("has a domain that cannot exist").hint("check the part after the @"));
    }
    // `xn--pple-43d.com` is asked in its readable form too, or the disguise would pass in its own disguise.
    if let Some(label) = unicode.split('.').find(|label| mixes_scripts(label)) {
        return Err(refuse(&format!("mixes letters of several scripts in `{label}`")).hint(MIXED_HINT));
    }
    let last = ascii.rsplit('.').next().unwrap_or_default();
    if last.bytes().all(|b| b.is_ascii_digit()) {
        return Err(refuse("names a host by number; garbo sends to named domains only"));
    }
    // Loopback test servers are reached as user@localhost; any other single word is a slip.
    if last == ascii && ascii != "localhost" {
        return Err(refuse("has a domain without a dot").hint("write the whole domain, such as example.org"));
    }
    Ok((unicode.into_owned(), ascii))
}

fn shown(c: char) -> String {
    match c {
        ' ' => "a space".to_owned(),
        c if c.is_ascii_graphic() => format!("`{c}`"),
        c => format!("the character U+{:04X}", c as u32),
    }
}

/// Tells whether one word mixes scripts beyond what UTS #39 calls highly restrictive.
fn mixes_scripts(word: &str) -> bool {
    !word.is_ascii()
        && !word.is_single_script()
        && word.detect_restriction_level() > RestrictionLevel::HighlyRestrictive
}

/// Tells whether a character shows nothing and would let two addresses look the same (UAX #44,
/// Default_Ignorable_Code_Point, without those that `is_unprintable` knows).
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200C}' | '\u{200D}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

fn is_noncharacter(c: char) -> bool {
    (c as u32) & 0xFFFE == 0xFFFE
        || ('\u{FDD0}'..='\u{FDEF}').contains(&c)
        || c == char::REPLACEMENT_CHARACTER
}
