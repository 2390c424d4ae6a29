//! Lists joined with «and» or «or».

use icu::list::ListFormatter;
use icu::list::options::ListFormatterOptions;

use super::Cldr;
use crate::error::{Error, Result, nearest};

/// The word that joins the last item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ListStyle {
    #[default]
    And,
    Or,
}

impl std::str::FromStr for ListStyle {
    type Err = Error;

    /// Errors: any word but `and` and `or`.
    fn from_str(text: &str) -> Result<Self> {
        match text {
            "and" => Ok(Self::And),
            "or" => Ok(Self::Or),
            _ => Err(Error::data(format!("`{text}` is not a style of lists")).hint(
                match nearest(text, ["and", "or"]) {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => "write and, or".to_owned(),
                },
            )),
        }
    }
}

impl Cldr {
    /// Returns the items as one phrase: «Anna, Bruno e Carla», «Anna, Bruno, dan Citra».
    ///
    /// Italian «e» becomes «ed» before a word in e-, but not where another d follows («e Edoardo»); «o»
    /// stays «o» (Migliorini's rule, as the Accademia della Crusca gives it).
    ///
    /// Errors: no items, or an empty one.
    pub fn list<S: AsRef<str>>(&self, items: &[S], style: ListStyle) -> Result<String> {
        if items.is_empty() {
            return Err(Error::data("the list to join has no items").hint(
                "put the sentence that shows the list in an {% if %} that asks whether there are any",
            ));
        }
        if let Some(at) = items.iter().position(|item| item.as_ref().trim().is_empty()) {
            return Err(Error::data(format!("item {} of the list to join is empty", at + 1))
                .hint("give every item a text, or take it out of the list"));
        }
        let (cell, build): (_, fn(_, _) -> _) = match style {
            ListStyle::And => (&self.and, ListFormatter::try_new_and as fn(_, _) -> _),
            ListStyle::Or => (&self.or, ListFormatter::try_new_or as fn(_, _) -> _),
        };
        let format =
            self.lazily(cell, "lists", || build((&self.locale).into(), ListFormatterOptions::default()))?;
        let text = format.format_to_string(items.iter().map(AsRef::as_ref));
        let last = items.last().map(AsRef::as_ref).unwrap_or_default();
        if self.language.base() == "it" && style == ListStyle::And && items.len() > 1 && takes_ed(last) {
            let cut = text.len() - last.len();
            if let Some(head) = text.get(..cut).and_then(|head| head.strip_suffix("e ")) {
                return Ok(format!("{head}ed {last}"));
            }
        }
        Ok(text)
    }
}

/// Tells whether «ed» stands before the word: it begins with e and no d closes that syllable.
fn takes_ed(word: &str) -> bool {
    let mut letters =
        word.trim_start_matches(|c: char| !c.is_alphanumeric()).chars().flat_map(char::to_lowercase);
    matches!(letters.next(), Some('e' | 'è' | 'é')) && letters.next() != Some('d')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(language: &str, items: &[&str], style: ListStyle) -> String {
        Cldr::new(&language.parse().unwrap()).unwrap().list(items, style).unwrap()
    }

    #[test]
    fn each_language_has_its_comma() {
        let three = ["A", "B", "C"];
        for (language, and, or) in [
            ("it", "A, B e C", "A, B o C"),
            ("id", "A, B, dan C", "A, B, atau C"),
            ("ru", "A, B и C", "A, B или C"),
            ("tr", "A, B ve C", "A, B veya C"),
            ("en", "A, B and C", "A, B or C"),
            ("en-US", "A, B, and C", "A, B, or C"),
        ] {
            assert_eq!(list(language, &three, ListStyle::And), and);
            assert_eq!(list(language, &three, ListStyle::Or), or);
            assert_eq!(list(language, &["A"], ListStyle::Or), "A");
        }
    }

    #[test]
    fn italian_euphony() {
        assert_eq!(list("it", &["Anna", "Elena"], ListStyle::And), "Anna ed Elena");
        assert_eq!(list("it", &["Anna", "Bruno", "«Eva»"], ListStyle::And), "Anna, Bruno ed «Eva»");
        assert_eq!(list("it", &["Anna", "Edoardo"], ListStyle::And), "Anna e Edoardo");
        assert_eq!(list("it", &["Anna", "Aldo"], ListStyle::And), "Anna e Aldo");
        assert_eq!(list("it", &["Anna", "Otto"], ListStyle::Or), "Anna o Otto");
        assert_eq!(list("it", &["Elena"], ListStyle::And), "Elena");
    }

    #[test]
    fn empty_lists_and_items_are_refused() {
        let cldr = Cldr::new(&"it".parse().unwrap()).unwrap();
        let none: [&str; 0] = [];
        assert!(cldr.list(&none, ListStyle::And).unwrap_err().to_string().contains("has no items"));
        assert!(cldr.list(&["a", " "], ListStyle::And).unwrap_err().to_string().contains("item 2"));
    }
}
