//! Templates and words: the built-in ones, and the coach's own on top. Floor: beside `load`, above `grammar`.
//!
//! A language is a folder of templates and a lexicon; a kind is a skeleton and a description. Neither needs Rust.

pub mod catalogue;
pub mod embed;
pub mod kind;
pub mod lexicon;
