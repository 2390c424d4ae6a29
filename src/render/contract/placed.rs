//! A contract whose template holds marks that ready Markdown takes the place of: text that was rendered before.

use serde::Serialize;

use crate::error::{Error, Result};
use crate::library::engine::{Engine, Values};
use crate::library::speech::Speech;
use crate::render::contract::Contract;
use crate::render::depth;

/// Begins and ends a mark; a private character that no value may hold.
const MARK: char = '\u{E000}';

/// Returns the mark of a text.
pub fn mark(index: usize) -> String {
    format!("{MARK}{index}{MARK}")
}

/// Renders a contract and puts the texts in the places of their marks.
///
/// Errors: as [`super::render`].
pub fn render<T: Serialize + ?Sized>(
    engine: &Engine,
    template: &str,
    kind: &str,
    values: &T,
    texts: &[String],
    speech: &Speech,
) -> Result<Contract> {
    let language = &speech.language;
    let manner = speech.lexicon.contract.as_ref().ok_or_else(|| {
        Error::data(format!("the words of {language} do not say how contracts are numbered"))
    })?;
    let markdown = texts
        .iter()
        .enumerate()
        .fold(engine.render(template, &Values::of(values)?)?, |markdown, (i, text)| {
            markdown.replace(&mark(i), text)
        });
    if engine.is_own() {
        depth::check(&markdown, || engine.place(template))?;
    }
    // References that point out of the addendum are words already.
    Contract::read(kind, language, manner, &markdown, template)
}
