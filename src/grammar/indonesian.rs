//! Indonesian forms of address: Bapak, Ibu, Saudara, Kak, with the name that follows them.
//!
//! Floor: grammar.

use crate::error::{Error, Result};
use crate::model::address::Gender;

/// How near the reader is to the writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address {
    /// Bapak, Ibu: an adult to whom respect is owed; the default.
    Respectful,
    /// Saudara, Saudari: a peer or somebody younger; sounds distant.
    Peer,
    /// Kak: informal, for both genders.
    Friendly,
}

/// Returns the word of address alone: Bapak, Ibu, Bapak/Ibu where the gender is unknown.
///
/// These words are capitals wherever they address somebody, and Bapak and Ibu are written in full.
/// Source: EYD edition V (2022), capital letters, point 10; Yth. and full forms after Badan Bahasa.
pub fn word(address: Address, gender: Option<Gender>) -> &'static str {
    match (address, gender) {
        (Address::Respectful, Some(Gender::Feminine)) => "Ibu",
        (Address::Respectful, Some(Gender::Masculine)) => "Bapak",
        (Address::Respectful, None) => "Bapak/Ibu",
        // Saudara serves all; Saudari is the feminine where one wants to mark it.
        (Address::Peer, Some(Gender::Feminine)) => "Saudari",
        (Address::Peer, _) => "Saudara",
        (Address::Friendly, _) => "Kak",
    }
}

/// Returns the word of address with a name: Ibu Sari, Bapak Budi Santoso.
///
/// `name` is the given or only name; many people have no other. A `title` takes the place of Bapak and Ibu:
/// Dr. Sari Wulandari.
///
/// Errors: a name without a letter.
pub fn with_name(
    address: Address,
    gender: Option<Gender>,
    title: Option<&str>,
    name: &str,
) -> Result<String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if !name.chars().any(char::is_alphabetic) {
        return Err(Error::missing(format!("`{name}` is no name to address somebody by"))
            .key("given")
            .hint("give the given name, or the only name"));
    }
    Ok(match title.map(str::trim).filter(|title| !title.is_empty()) {
        Some(title) => format!("{title} {name}"),
        None => format!("{} {name}", word(address, gender)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let of = |address, gender, title| with_name(address, gender, title, "Sari").unwrap();
        assert_eq!(of(Address::Respectful, Some(Gender::Feminine), None), "Ibu Sari");
        assert_eq!(of(Address::Respectful, Some(Gender::Masculine), None), "Bapak Sari");
        assert_eq!(of(Address::Respectful, None, None), "Bapak/Ibu Sari");
        assert_eq!(of(Address::Peer, Some(Gender::Feminine), None), "Saudari Sari");
        assert_eq!(of(Address::Peer, None, None), "Saudara Sari");
        assert_eq!(of(Address::Friendly, None, None), "Kak Sari");
        assert_eq!(of(Address::Respectful, Some(Gender::Feminine), Some("Dr.")), "Dr. Sari");
        let error = with_name(Address::Friendly, None, None, " ").unwrap_err();
        assert_eq!(error.problems[0].key.as_deref(), Some("given"));
    }
}
