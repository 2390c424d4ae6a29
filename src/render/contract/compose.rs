//! From a template and its values to a contract.

use serde::Serialize;

use crate::error::{Error, Result};
use crate::library::engine::{Engine, Values};
use crate::library::speech::Speech;
use crate::render::contract::Contract;
use crate::render::depth;

/// Renders a contract.
///
/// Errors: data, with file, line and column of the template; or where the language has no manner for contracts.
pub fn render<T: Serialize + ?Sized>(
    engine: &Engine,
    template: &str,
    kind: &str,
    values: &T,
    speech: &Speech,
) -> Result<Contract> {
    let language = &speech.language;
    let manner = speech.lexicon.contract.as_ref().ok_or_else(|| {
        Error::data(format!("the words of {language} do not say how contracts are numbered"))
            .hint(format!("add `contract:` to locales/{}.yaml, as locales/en.yaml has it", language.base()))
    })?;
    let mut values = Values::of(values)?;
    for own in ["replaced", "added"] {
        values.open_references(own);
    }
    let markdown = engine.render(template, &values)?;
    if engine.is_own() {
        depth::check(&markdown, || engine.place(template))?;
    }
    Contract::read(kind, language, manner, &markdown, template)
}
