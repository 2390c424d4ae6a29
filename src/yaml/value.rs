//! The tree as serde reads it: strict, and every refusal knows its path.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use crate::yaml::node::{Content, Entry, Node, Step};
use crate::yaml::scalar;

/// Why a value was refused, and where.
#[derive(Debug)]
pub(super) struct Fault {
    /// What the type said; a second line is the remedy.
    pub(super) message: String,
    path: Vec<Step>,
    /// Whether the key was refused, not its value.
    pub(super) at_key: bool,
}

impl Fault {
    /// Returns the path from the top of the file.
    pub(super) fn path(&self) -> Vec<Step> {
        self.path.iter().rev().cloned().collect()
    }

    fn under(mut self, step: Step) -> Self {
        self.path.push(step);
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { message: message.to_string(), path: Vec::new(), at_key: false }
    }
}

impl Node {
    fn wrong<'de, V: Visitor<'de>>(&self, visitor: &V) -> Fault {
        de::Error::custom(format!("found {}, expected {}", self.kind().name(), Expected(visitor)))
    }
}

/// Prints what a visitor expects.
struct Expected<'a, V>(&'a V);

impl<'de, V: Visitor<'de>> fmt::Display for Expected<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }
}

macro_rules! integers {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            match &self.content {
                Content::Scalar { text, plain: true } => match (text.parse::<u64>(), text.parse::<i64>()) {
                    (Ok(number), _) if !text.starts_with('+') => visitor.visit_u64(number),
                    (_, Ok(number)) if !text.starts_with('+') => visitor.visit_i64(number),
                    _ => Err(self.wrong(&visitor)),
                },
                _ => Err(self.wrong(&visitor)),
            }
        })*
    };
}

macro_rules! floats {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            match &self.content {
                Content::Scalar { text, plain: true } => match scalar::float(text) {
                    Some(number) => visitor.visit_f64(number),
                    None => Err(self.wrong(&visitor)),
                },
                _ => Err(self.wrong(&visitor)),
            }
        })*
    };
}

macro_rules! texts {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            match &self.content {
                Content::Scalar { text, plain } if !plain || !scalar::is_null(text) => visitor.visit_str(text),
                _ => Err(self.wrong(&visitor)),
            }
        })*
    };
}

impl<'de> Deserializer<'de> for &Node {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.content {
            Content::Scalar { text, plain: false } => visitor.visit_str(text),
            Content::Scalar { text, .. } if scalar::is_null(text) => visitor.visit_unit(),
            Content::Scalar { text, .. } => match (scalar::boolean(text), scalar::integer(text)) {
                (Some(answer), _) => visitor.visit_bool(answer),
                (_, Some(number)) => visitor.visit_i64(number),
                _ => visitor.visit_str(text),
            },
            Content::List(items) => visitor.visit_seq(Items { items: items.iter(), at: 0 }),
            Content::Map(entries) => visitor.visit_map(Entries { entries: entries.iter(), current: None }),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.content {
            Content::Scalar { text, plain: true } => match scalar::boolean(text) {
                Some(answer) => visitor.visit_bool(answer),
                None => Err(self.wrong(&visitor)),
            },
            _ => Err(self.wrong(&visitor)),
        }
    }

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
    }
    floats! { deserialize_f32 deserialize_f64 }
    texts! { deserialize_char deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf
    deserialize_identifier }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.content {
            // Nothing behind the colon is a slip more often than a wish, and `null` could mean the default or its absence.
            Content::Scalar { text, plain: true } if scalar::is_null(text) => Err(self.wrong(&visitor)),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match &self.content {
            Content::Scalar { text, .. } => visitor.visit_enum(text.as_str().into_deserializer()),
            Content::Map(entries) => match entries.as_slice() {
                [entry] => visitor.visit_enum(Variant { entry }),
                _ => Err(self.wrong(&visitor)),
            },
            Content::List(_) => Err(self.wrong(&visitor)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { unit unit_struct seq tuple tuple_struct map struct }
}

struct Items<'a> {
    items: std::slice::Iter<'a, Node>,
    at: usize,
}

impl<'de> de::SeqAccess<'de> for Items<'_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        let Some(item) = self.items.next() else { return Ok(None) };
        let at = self.at;
        self.at += 1;
        seed.deserialize(item).map(Some).map_err(|e| e.under(Step::Index(at)))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

struct Entries<'a> {
    entries: std::slice::Iter<'a, Entry>,
    current: Option<&'a Entry>,
}

impl<'de> de::MapAccess<'de> for Entries<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        self.current = self.entries.next();
        let Some(entry) = self.current else { return Ok(None) };
        let key: StrDeserializer<'_, Fault> = entry.key.as_str().into_deserializer();
        seed.deserialize(key).map(Some).map_err(|mut e| {
            e.at_key = true;
            e.under(Step::Key(entry.key.clone()))
        })
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Fault> {
        let entry = self.current.ok_or_else(|| <Fault as de::Error>::custom("a value without a key"))?;
        seed.deserialize(&entry.value).map_err(|e| e.under(Step::Key(entry.key.clone())))
    }
}

/// `name: value` as a variant that carries data.
struct Variant<'a> {
    entry: &'a Entry,
}

impl<'de, 'a> de::EnumAccess<'de> for Variant<'a> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Self), Fault> {
        let key: StrDeserializer<'_, Fault> = self.entry.key.as_str().into_deserializer();
        Ok((seed.deserialize(key)?, self))
    }
}

impl<'de> de::VariantAccess<'de> for Variant<'_> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        Err(de::Error::custom(format!("`{}` takes no value", self.entry.key)))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fault> {
        seed.deserialize(&self.entry.value).map_err(|e| e.under(Step::Key(self.entry.key.clone())))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.entry.value.deserialize_any(visitor).map_err(|e| e.under(Step::Key(self.entry.key.clone())))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.entry.value.deserialize_any(visitor).map_err(|e| e.under(Step::Key(self.entry.key.clone())))
    }
}
