//! References of HTML to characters, by the tables of the mail parser.

use mail_parser::decoders::html::html_to_text;

/// Returns the character of an HTML reference such as `&eacute;`, or the reference where it is unknown.
pub(in crate::load::inquiry) fn entity(reference: &str) -> String {
    let name = reference.trim_start_matches('&').trim_end_matches(';');
    if matches!(name, "nbsp" | "#160" | "#xa0" | "#xA0") {
        return "\u{A0}".to_owned();
    }
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#') {
        return reference.to_owned();
    }
    let text = html_to_text(reference);
    if text.is_empty() { " ".to_owned() } else { text }
}
