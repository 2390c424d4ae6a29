//! Letters and agreements as PDF, set by Typst within the process. The only folder that names Typst and lopdf.
//!
//! Floor: render. Fixed page templates (`*.typ`) get the text as values, never as source; fonts, logo and date are
//! handed in. Every file is PDF/UA-1 and PDF/A-2a, and the same to the byte for the same values.

mod blocks;
mod breaks;
mod contract;
mod engine;
mod field;
mod form;
mod glyphs;
mod keep;
mod letter;
mod typed;
mod world;

pub use contract::{Pages, columns, contract};
pub use letter::{Head, Sheet, letter};
