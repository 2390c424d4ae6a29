//! The filters for names and words inside sentences: Russian cases, Turkish suffixes, Italian prepositions, casing.

use tera::{Error as TeraError, Kwargs, State, Tera, TeraResult, Value};

use crate::grammar::russian;
use crate::library::filters::{optional, raise, text};
use crate::model::address::Gender;
use crate::model::language::Language;

/// Registers the filters of names.
pub(super) fn register(tera: &mut Tera, _language: &Language) {
    tera.register_filter("inflect", |value: &Value, k: Kwargs, _: &State| -> TeraResult<String> {
        let case: russian::Case =
            optional(&k, "case")?.ok_or_else(|| TeraError::message("`inflect` needs `case`"))?;
        let gender = gender(&k)?;
        if let Some(form) = explicit(value, case.id()) {
            return Ok(form);
        }
        let name = whole_name(value)?;
        russian::names().inflect_text(&name, gender, case).map(|inflected| inflected.text).map_err(raise)
    });
}

/// Returns the form that the person's record gives, which wins over a computed one.
fn explicit(value: &Value, form: &str) -> Option<String> {
    value.get_from_path("forms")?.get_from_path(form)?.as_str().map(str::to_owned)
}

/// Reads a name: a text, or a person with its parts.
fn whole_name(value: &Value) -> TeraResult<String> {
    if let Some(name) = value.as_str() {
        return Ok(name.to_owned());
    }
    let part = |key: &'static str| value.get_from_path(key).and_then(Value::as_str).filter(|t| !t.is_empty());
    let parts: Vec<&str> = ["family", "given", "patronymic"].into_iter().filter_map(part).collect();
    if !parts.is_empty() {
        return Ok(parts.join(" "));
    }
    match part("name") {
        Some(name) => Ok(name.to_owned()),
        None => text(value),
    }
}

/// Reads the gender as templates write it: `f`, `m`, `female`, `male`.
fn gender(k: &Kwargs) -> TeraResult<Option<Gender>> {
    match k.get::<Value>("gender")? {
        None => Ok(None),
        Some(value) if value.is_none() => Ok(None),
        Some(value) => match text(&value)?.as_str() {
            "f" | "female" | "feminine" => Ok(Some(Gender::Feminine)),
            "m" | "male" | "masculine" => Ok(Some(Gender::Masculine)),
            other => Err(TeraError::message(format!("`{other}` is not a grammatical gender; write f or m"))),
        },
    }
}
