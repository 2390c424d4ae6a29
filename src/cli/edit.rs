//! Editing a letter in `$EDITOR`, and opening a result in its viewer.

#![expect(
    clippy::disallowed_methods,
    reason = "the door to editor and viewer: their names come from the environment, the letter goes through a file"
)]

use std::env;
use std::path::Path;
use std::process::Command;

use crate::cli::letter::Letter;
use crate::cli::output::Target;
use crate::cli::posting;
use crate::error::{Error, Place, Result};
use crate::render::depth;
use crate::render::document::Document;
use crate::render::html::html;

/// Lets the coach edit the Markdown of a document.
///
/// Errors: configuration, when there is no editor; data, when the edited text is empty or not UTF-8.
pub fn edited(document: &Document) -> Result<Document> {
    let editor = env::var("VISUAL").or_else(|_| env::var("EDITOR")).map_err(|_| {
        Error::configuration("no editor is set")
            .key("EDITOR")
            .hint("set EDITOR to the program you edit text with, such as nano")
    })?;
    let words = shell_words::split(&editor)
        .map_err(|e| Error::configuration("EDITOR can't be read").key("EDITOR").cause(e))?;
    let Some((program, arguments)) = words.split_first() else {
        return Err(Error::configuration("EDITOR is empty")
            .key("EDITOR")
            .hint("set it to the program you edit text with"));
    };
    let failed = |e: std::io::Error| Error::internal("the letter could not be handed to the editor").cause(e);
    let file = tempfile::Builder::new().prefix("garbo-").suffix(".md").tempfile().map_err(failed)?;
    std::fs::write(file.path(), document.markdown()).map_err(failed)?;
    let status = Command::new(program).args(arguments).arg(file.path()).status().map_err(|e| {
        Error::configuration(format!("the editor `{program}` can't be started")).key("EDITOR").cause(e)
    })?;
    if !status.success() {
        return Err(Error::usage("the editor ended with an error; nothing was written or sent"));
    }
    let text = std::fs::read_to_string(file.path())
        .map_err(|e| Error::data("the edited letter can't be read").cause(e).hint("save it as UTF-8 text"))?;
    if text.trim().is_empty() {
        return Err(Error::usage("the edited letter is empty; nothing was written or sent"));
    }
    depth::check(&text, || Place::file("the edited letter"))?;
    Ok(document.from_markdown(&text))
}

/// Opens the result: the file that was written, else the letter as a page.
pub fn open(letter: &Letter, target: &Target) -> Result<()> {
    let path = match &target.file {
        Some(file) => file.clone(),
        None => {
            let failed = |e: std::io::Error| Error::cannot_create("the page can't be written").cause(e);
            let file =
                tempfile::Builder::new().prefix("garbo-").suffix(".html").tempfile().map_err(failed)?;
            std::fs::write(file.path(), html(posting::whole(letter)?.as_ref())).map_err(failed)?;
            file.keep().map_err(|e| failed(e.error))?.1
        }
    };
    view(&path)
}

/// Opens a file in the default viewer.
pub fn view(path: &Path) -> Result<()> {
    opener::open(path).map_err(|e| {
        Error::configuration("the viewer can't be started")
            .at(Place::file(path.display().to_string()))
            .cause(e)
    })
}
