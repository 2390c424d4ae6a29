//! Places to sign or to write in: what the Markdown says of them.

use crate::render::contract::field::{FieldKind, field};

/// A place to sign or to write in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) kind: FieldKind,
    /// Name in the form, the same for every language: `client_sign`
    pub(super) name: String,
    /// What a screen reader says
    pub(super) label: String,
}

impl Field {
    /// Reads the target of a picture; `None` for any other picture.
    pub(super) fn parse(target: &str, label: &str) -> Option<Self> {
        let (kind, name) = field(target)?;
        Some(Self { kind, name: name.to_owned(), label: label.to_owned() })
    }
}
