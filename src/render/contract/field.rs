//! Fields to fill in: pictures with the scheme `field`, `![label](field:signature/client_sign)`.

/// What is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    Signature,
    Initials,
    Text,
    Date,
    Check,
    /// Room for a revenue stamp
    Stamp,
}

/// Every kind with its name in a template.
const KINDS: &[(FieldKind, &str)] = &[
    (FieldKind::Signature, "signature"),
    (FieldKind::Initials, "initials"),
    (FieldKind::Text, "text"),
    (FieldKind::Date, "date"),
    (FieldKind::Check, "check"),
    (FieldKind::Stamp, "stamp"),
];

impl FieldKind {
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|(kind, _)| *kind == self).map_or("text", |(_, name)| name)
    }
}

/// Returns kind and name of a field from the target of a picture; `None` for other pictures.
///
/// ```
/// use garbo::render::contract::field::{FieldKind, field};
/// assert_eq!(field("field:signature/client_sign"), Some((FieldKind::Signature, "client_sign")));
/// assert_eq!(field("https://example.org/a.png"), None);
/// ```
pub fn field(target: &str) -> Option<(FieldKind, &str)> {
    let (kind, name) = target.strip_prefix("field:")?.split_once('/')?;
    let (kind, _) = KINDS.iter().find(|(_, known)| *known == kind)?;
    Some((*kind, name))
}
