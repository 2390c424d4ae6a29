//! The rules of the languages: formats, numbers in words, names in their cases, suffixes, articles.
//!
//! Floor: above `model`, below `load` and `library`. Pure: text and values in, text out. Tables that a
//! linguist may want to read or mend are data under `locales/`; they are handed in by `library`.

pub mod cldr;
pub mod russian;
pub mod words;
