//! A text in several languages, as a coach writes it: one string for all, or one per language.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::model::language::Language;

/// Either one text whatever the language, or one for each language code.
///
/// A text for `en` also serves `en-GB`, and the reverse where it is the only English there is; no text ever
/// serves another language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Texts {
    Same(String),
    By(BTreeMap<Language, String>),
}

impl Texts {
    /// Returns the text for a language, or `None` where the coach wrote none.
    pub fn get(&self, language: &Language) -> Option<&str> {
        match self {
            Self::Same(text) => Some(text),
            Self::By(map) => map
                .get(language)
                .or_else(|| {
                    map.iter()
                        .find(|(l, _)| l.region().is_none() && l.base() == language.base())
                        .map(|(_, t)| t)
                })
                .or_else(|| map.iter().find(|(l, _)| l.base() == language.base()).map(|(_, t)| t))
                .map(String::as_str),
        }
    }

    /// Returns every text, for checks that look at all of them.
    pub fn iter(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        match self {
            Self::Same(text) => Box::new(std::iter::once(text.as_str())),
            Self::By(map) => Box::new(map.values().map(String::as_str)),
        }
    }
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Texts;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, or one text for each language code")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Texts, E> {
                Ok(Texts::Same(text.to_owned()))
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Texts, A::Error> {
                let mut texts = BTreeMap::new();
                while let Some((language, text)) = map.next_entry()? {
                    texts.insert(language, text);
                }
                Ok(Texts::By(texts))
            }
        }
        d.deserialize_any(Visitor)
    }
}

impl Serialize for Texts {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Same(text) => s.serialize_str(text),
            Self::By(map) => s.collect_map(map),
        }
    }
}

impl JsonSchema for Texts {
    fn schema_name() -> Cow<'static, str> {
        "Texts".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"anyOf": [
            {"type": "string"},
            {"type": "object", "propertyNames": {"pattern": "^[a-z]{2,3}([-_][A-Za-z]{2})?$"},
             "additionalProperties": {"type": "string"}}
        ], "description": "one text, or one for each language code: {it: …, en: …}"})
    }
}
