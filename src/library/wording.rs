//! What garbo asks and tells the coach at the desk, in the coach's own language: `locales/desk/<language>.yaml`.
//!
//! Letters have their words in templates and lexicons; help and faults are in English.

use std::collections::BTreeMap;
use std::fmt::Display;

use crate::error::{Error, Result};
use crate::library::Library;
use crate::library::embed::Folder;
use crate::model::language::Language;

/// The words of one language over the English ones.
#[derive(Clone, Debug)]
pub struct Wording(BTreeMap<String, String>);

impl Wording {
    /// Reads the words of a language; what it lacks is said in English.
    ///
    /// Errors: data, for a file of the coach's own that is no table of texts; internal, without the English ones.
    pub(super) fn read(library: &Library, language: &Language) -> Result<Self> {
        let file = |language: &str| format!("desk/{language}.yaml");
        let mut words: BTreeMap<String, String> = library
            .read_built_in(Folder::Locales, &file("en"))?
            .ok_or_else(|| Error::internal("the words of the desk are missing"))?;
        if let Some(own) =
            library.read::<BTreeMap<String, String>>(Folder::Locales, &file(language.base()))?
        {
            words.extend(own);
        }
        Ok(Self(words))
    }

    /// Returns the words of an id.
    pub fn say(&self, id: &str) -> &str {
        self.0.get(id).map_or("", String::as_str)
    }

    /// Returns the words of an id with values in the place of `{name}`.
    pub fn fill(&self, id: &str, values: &[(&str, &dyn Display)]) -> String {
        let mut out = String::new();
        let mut rest = self.say(id);
        // A value that holds braces of its own is not filled again.
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let named = after.split_once('}').and_then(|(name, after)| {
                values.iter().find(|(known, _)| *known == name).map(|(_, value)| (value, after))
            });
            rest = match named {
                Some((value, after)) => {
                    out.push_str(&value.to_string());
                    after
                }
                None => {
                    out.push('{');
                    after
                }
            };
        }
        out + rest
    }
}
