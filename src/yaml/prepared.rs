//! The tree of a file that comes with the program, in the form in which the program carries it.
//!
//! `build.rs` parses the file and writes the tree; reading it back takes a fraction of the time of parsing, which
//! would be most of what a short command does. The build script compiles this file too, so it names nothing else.

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A value and the bytes of the text it was read from.
#[derive(Debug, Serialize, Deserialize)]
pub struct Tree<'a> {
    pub span: Range<u32>,
    #[serde(borrow)]
    pub content: Content<'a>,
}

/// What a value is.
#[derive(Debug, Serialize, Deserialize)]
pub enum Content<'a> {
    /// Text; `plain` when it was written without quotation marks.
    Scalar {
        #[serde(borrow)]
        text: Cow<'a, str>,
        plain: bool,
    },
    #[serde(borrow)]
    List(Vec<Tree<'a>>),
    /// Keys and their values
    #[serde(borrow)]
    Map(Vec<(Tree<'a>, Tree<'a>)>),
}
