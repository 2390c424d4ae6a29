//! The letter by which a mail account is tried: data, in `locales/mail/test_message.yaml`.

use serde::Deserialize;

use schemars::JsonSchema;

use crate::error::{Error, Result};
use crate::load::embedded;
use crate::model::language::Language;
use crate::model::texts::Texts;
use crate::yaml;

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TestMessage {
    subject: Texts,
    text: Texts,
}

/// Returns subject and text in a language; in English where there are no words for it.
///
/// # Errors
/// `Internal`, when the program's own data is broken.
pub fn test_message(language: &Language) -> Result<(String, String)> {
    let words: TestMessage = yaml::read(embedded::TEST_MESSAGE.as_bytes(), "test_message.yaml")?.value;
    let english: Language = "en".parse()?;
    let said = |texts: &Texts| {
        let text = texts.get(language).or_else(|| texts.get(&english)).map(str::to_owned);
        text.ok_or_else(|| Error::internal("the test message has no words"))
    };
    Ok((said(&words.subject)?, said(&words.text)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_test_message_speaks_five_languages() {
        let mut seen = Vec::new();
        for language in ["it", "id", "ru", "tr", "en"] {
            let (subject, text) = test_message(&language.parse().unwrap()).unwrap();
            assert!(!seen.contains(&subject) && !text.is_empty(), "{language}");
            seen.push(subject);
        }
        assert_eq!(test_message(&"fr".parse().unwrap()).unwrap().0, seen.pop().unwrap());
    }
}
