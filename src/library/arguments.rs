//! Values and named arguments of filters, read strictly; errors of the grammar carried to the place of the call.

use std::str::FromStr;

use tera::{Error as TeraError, Kwargs, TeraResult, Value};

use crate::error::Error;

/// Returns a scalar as text.
pub(super) fn text(value: &Value) -> TeraResult<String> {
    match value.as_str() {
        Some(text) => Ok(text.to_owned()),
        None if value.is_none() || value.is_undefined() => Err(TeraError::message("there is no value here")),
        None if value.is_array() || value.is_map() => {
            Err(TeraError::message(format!("`{value}` is not a single value")))
        }
        None => Ok(value.to_string()),
    }
}

pub(super) fn optional<T: FromStr<Err = Error>>(k: &Kwargs, key: &str) -> TeraResult<Option<T>> {
    match k.get::<Value>(key)? {
        None => Ok(None),
        Some(value) if value.is_none() => Ok(None),
        Some(value) => Ok(Some(text(&value)?.parse().map_err(raise)?)),
    }
}

pub(super) fn no_choice(what: &str, found: &str, choices: &str) -> TeraError {
    TeraError::message(format!("`{found}` is not a choice for `{what}`; the choices are {choices}"))
}

/// Carries an error of the grammar to the place of the call in the template.
pub(super) fn raise(error: Error) -> TeraError {
    let texts = error.problems.iter().map(|p| match &p.hint {
        Some(hint) => format!("{} ({hint})", p.message),
        None => p.message.clone(),
    });
    TeraError::message(texts.collect::<Vec<_>>().join("; "))
}
