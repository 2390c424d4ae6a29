//! Value to text: quoted so that every YAML reader, old or new, reads the same value back.

use serde::Serialize;
use serde_json::Value;

use crate::error::{Error, Result};

/// Writes a value as YAML; what is absent is left out, since a `null` is refused on reading.
///
/// Errors: `Internal`, for a value that YAML can't hold.
pub fn to_string<T: Serialize>(value: &T) -> Result<String> {
    let mut value = serde_json::to_value(value)
        .map_err(|e| Error::internal("a value can't be written as YAML").cause(e))?;
    without_nulls(&mut value);
    // Every text in marks: curly ones around a bare text are refused on reading.
    let options = serde_saphyr::ser_options! { quote_all: true };
    serde_saphyr::to_string_with_options(&value, options)
        .map_err(|e| Error::internal("a value can't be written as YAML").cause(e))
}

/// Takes every absent value out of the maps of a value.
pub fn without_nulls(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, v| !v.is_null());
            map.values_mut().for_each(without_nulls);
        }
        Value::Array(list) => list.iter_mut().for_each(without_nulls),
        _ => {}
    }
}

/// Writes one text so that it may stand behind `key: ` in any YAML file: in quotation marks, on one line.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if crate::error::is_unprintable(c) && (c as u32) < 0x1_0000 => {
                out.push_str(&format!("\\u{:04X}", c as u32));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
