//! The filters for names and words inside sentences: Russian cases, Turkish suffixes, Italian prepositions, casing.

use std::sync::Arc;

use tera::{Error as TeraError, Kwargs, State, Tera, TeraResult, Value};

use crate::grammar::turkish::{self, Options};
use crate::grammar::{Number, case, english, indonesian, italian, russian, slug};
use crate::library::arguments::{no_choice, optional, raise, text};
use crate::model::address::Gender;
use crate::model::language::Language;

/// Registers the filters of names.
pub(super) fn register(tera: &mut Tera, language: &Language) {
    russian_filters(tera);
    russian_test(tera);
    turkish_filters(tera);
    italian_filters(tera);
    other_filters(tera, language);
    casing(tera, language);
}

fn russian_filters(tera: &mut Tera) {
    tera.register_filter("inflect", |value: &Value, k: Kwargs, _: &State| -> TeraResult<String> {
        let case: russian::Case =
            optional(&k, "case")?.ok_or_else(|| TeraError::message("`inflect` needs `case`"))?;
        if let Some(form) = explicit(value, case.id()) {
            return Ok(form);
        }
        // A record with parts needs no guess as to which word is which.
        if value.is_map() && part(value, "given").or(part(value, "family")).is_some() {
            let parts = russian::NameParts {
                surname: part(value, "family"),
                given: part(value, "given"),
                patronymic: part(value, "patronymic"),
            };
            return russian::names().inflect(&parts, gender(&k)?, case).map(|i| i.text).map_err(raise);
        }
        let name = whole_name(value)?;
        russian::names().inflect_text(&name, gender(&k)?, case).map(|inflected| inflected.text).map_err(raise)
    });
}

/// Registers the test `is cyrillic`: only names in Cyrillic letters have Russian cases.
///
/// Signs that no name bears, such as brackets, fail it too: `inflect` refuses them.
fn russian_test(tera: &mut Tera) {
    tera.register_test("cyrillic", |value: &Value, _: Kwargs, _: &State| -> TeraResult<bool> {
        let Some(text) = value.as_str() else { return Ok(false) };
        let letter = |c: char| matches!(c, '\u{400}'..='\u{52f}');
        let mark = |c: char| c.is_whitespace() || matches!(c, '-' | '.' | '\'' | '’' | 'ʼ' | '\u{301}');
        Ok(text.chars().any(letter) && text.chars().all(|c| letter(c) || mark(c)))
    });
}

fn turkish_filters(tera: &mut Tera) {
    tera.register_filter("suffix", |value: &Value, k: Kwargs, _: &State| -> TeraResult<String> {
        let case: turkish::Case = optional(&k, "case")?.unwrap_or(turkish::Case::Nominative);
        if let Some(form) = explicit(value, case.id()) {
            return Ok(form);
        }
        let possessive = match k.get::<Value>("possessive")? {
            None => None,
            Some(value) if value.is_none() || value.as_bool() == Some(false) => None,
            // `possessive=true` means the usual one, somebody's.
            Some(value) if value.as_bool() == Some(true) => Some(turkish::Possessive::ThirdSingular),
            Some(value) => Some(text(&value)?.parse().map_err(raise)?),
        };
        let spoken = k.get::<String>("pronunciation").unwrap_or(None);
        let spoken = spoken.or_else(|| part(value, "pronunciation").map(str::to_owned));
        let options = Options {
            possessive,
            proper: k.get::<bool>("proper")?,
            pronunciation: spoken.as_deref(),
            ..Options::default()
        };
        let word = spoken_name(value)?;
        let suffixed = turkish::suffix(&word, case, &options).map_err(raise)?;
        Ok(typographic(&suffixed.text))
    });
}

fn italian_filters(tera: &mut Tera) {
    tera.register_filter("preposition", |value: &Value, k: Kwargs, _: &State| -> TeraResult<String> {
        let preposition: italian::Preposition = optional(&k, "word")?.ok_or_else(|| {
            TeraError::message("`preposition` needs `word`, such as preposition(word=\"di\")")
        })?;
        let article = optional(&k, "article")?.unwrap_or(italian::Article::None);
        let joined = italian::preposition(preposition, &spoken_name(value)?, article).map_err(raise)?;
        Ok(typographic(&joined))
    });
    tera.register_filter("agree", |value: &Value, k: Kwargs, _: &State| -> TeraResult<String> {
        let gender = gender(&k)?.ok_or_else(|| {
            TeraError::message(
                "`agree` needs `gender`; where it is not known, choose a wording that does not show it",
            )
        })?;
        Ok(italian::agree(&text(value)?, gender))
    });
}

fn other_filters(tera: &mut Tera, language: &Language) {
    let spoken = Arc::new(language.clone());
    tera.register_filter("possessive", move |value: &Value, _: Kwargs, _: &State| -> TeraResult<String> {
        Ok(english::possessive(&spoken_name(value)?, Number::Singular, &spoken))
    });
    tera.register_filter("indefinite", |value: &Value, _: Kwargs, _: &State| -> TeraResult<String> {
        Ok(english::indefinite(&text(value)?))
    });
    tera.register_filter("address", |value: &Value, k: Kwargs, _: &State| -> TeraResult<String> {
        let form = match k.get::<&str>("form")? {
            None | Some("respectful") => indonesian::Address::Respectful,
            Some("peer") => indonesian::Address::Peer,
            Some("friendly") => indonesian::Address::Friendly,
            Some(other) => return Err(no_choice("form", other, "respectful, peer, friendly")),
        };
        let name = part(value, "given").map_or_else(|| spoken_name(value), |given| Ok(given.to_owned()))?;
        indonesian::with_name(form, gender(&k)?, part(value, "title"), &name).map_err(raise)
    });
}

fn casing(tera: &mut Tera, language: &Language) {
    let spoken = Arc::new(language.clone());
    let l = Arc::clone(&spoken);
    tera.register_filter("upper", move |value: &Value, _: Kwargs, _: &State| -> TeraResult<String> {
        Ok(case::upper(&text(value)?, &l))
    });
    let l = Arc::clone(&spoken);
    tera.register_filter("lower", move |value: &Value, _: Kwargs, _: &State| -> TeraResult<String> {
        Ok(case::lower(&text(value)?, &l))
    });
    let l = Arc::clone(&spoken);
    tera.register_filter("title", move |value: &Value, _: Kwargs, _: &State| -> TeraResult<String> {
        Ok(case::title(&text(value)?, &l))
    });
    let l = Arc::clone(&spoken);
    tera.register_filter("capitalize", move |value: &Value, _: Kwargs, _: &State| -> TeraResult<String> {
        Ok(case::capitalise(&text(value)?, &l))
    });
    tera.register_filter("slug", |value: &Value, _: Kwargs, _: &State| -> TeraResult<String> {
        Ok(slug::slug(&text(value)?))
    });
}

/// Returns the form that the person's record gives, which wins over a computed one.
fn explicit(value: &Value, form: &str) -> Option<String> {
    value.get_from_path("forms")?.get_from_path(form)?.as_str().map(str::to_owned)
}

fn part<'v>(value: &'v Value, key: &'static str) -> Option<&'v str> {
    value.get_from_path(key).and_then(Value::as_str).filter(|t| !t.is_empty())
}

/// Reads a name in the order of Russian records: a text, or family name, given name, patronymic.
fn whole_name(value: &Value) -> TeraResult<String> {
    if let Some(name) = value.as_str() {
        return Ok(name.to_owned());
    }
    let parts: Vec<&str> =
        ["family", "given", "patronymic"].into_iter().filter_map(|key| part(value, key)).collect();
    if parts.is_empty() { spoken_name(value) } else { Ok(parts.join(" ")) }
}

/// Reads a name as it is spoken: a text, or how the person is called.
fn spoken_name(value: &Value) -> TeraResult<String> {
    if value.is_map() {
        let named = part(value, "mention").or_else(|| part(value, "name"));
        return named.map(str::to_owned).ok_or_else(|| TeraError::message("the person has no name"));
    }
    text(value)
}

/// Writes the apostrophe as printed letters have it.
fn typographic(text: &str) -> String {
    text.replace('\'', "’")
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
