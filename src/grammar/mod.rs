//! The rules of the languages: formats, numbers in words, names in their cases, suffixes, articles.
//!
//! Floor: above `model`, below `load` and `library`. Pure: text and values in, text out. Tables that a
//! linguist may want to read or mend are data under `locales/`; they are handed in by `library`.

pub mod case;
pub mod cldr;
pub mod english;
pub mod indonesian;
pub mod italian;
pub mod russian;
pub mod slug;
pub mod turkish;
pub mod words;

/// Singular or plural.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Number {
    Singular,
    Plural,
}
