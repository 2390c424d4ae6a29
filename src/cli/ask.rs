//! Questions to the coach at the terminal. Without one nothing is ever asked.

use inquire::validator::Validation;
use inquire::{Confirm, InquireError, MultiSelect, Select, Text};

use crate::cli::workspace::Workspace;
use crate::error::{Error, Result};
use crate::model::inquiry::LanguageGuess;
use crate::model::language::Language;

/// Asks which language a message is in; `None` where nobody can be asked.
pub fn language(guess: &LanguageGuess, workspace: &Workspace) -> Result<Option<Language>> {
    if !workspace.ui.can_ask() {
        return Ok(None);
    }
    let mut languages = guess.candidates.clone();
    for language in workspace.library.languages()? {
        if !languages.contains(&language) {
            languages.push(language);
        }
    }
    choose("The language of the message is not sure. Answer in:", languages).map(Some)
}

/// Asks for one of several things.
pub fn choose<T: std::fmt::Display>(question: &str, choices: Vec<T>) -> Result<T> {
    Select::new(question, choices).prompt().map_err(|e| stopped(&e))
}

/// Asks for any number of several things.
pub fn several<T: std::fmt::Display>(question: &str, choices: Vec<T>) -> Result<Vec<T>> {
    MultiSelect::new(question, choices).prompt().map_err(|e| stopped(&e))
}

/// Asks for one line, again and again until `check` finds nothing wrong with it.
pub fn line(
    question: &str,
    help: &str,
    check: impl Fn(&str) -> Option<String> + Clone + 'static,
) -> Result<String> {
    let text = Text::new(question).with_validator(move |typed: &str| {
        Ok(check(typed).map_or(Validation::Valid, |wrong| Validation::Invalid(wrong.into())))
    });
    let text = if help.is_empty() { text } else { text.with_help_message(help) };
    text.prompt().map_err(|e| stopped(&e))
}

/// Asks for a yes or a no; no is what an empty answer means.
pub fn whether(question: &str) -> Result<bool> {
    Confirm::new(question).with_default(false).prompt().map_err(|e| stopped(&e))
}

/// Asks for a yes; anything else stops the command. `what` stands in the error: "the letter is sent".
///
/// Errors: usage, where nobody can be asked, naming the flag that says yes; and when the answer is no.
pub fn confirm(question: &str, what: &str, flag: &str, workspace: &Workspace) -> Result<()> {
    if !workspace.ui.can_ask() {
        return Err(Error::usage(format!("{what} only after a yes, and there is no terminal to ask at"))
            .hint(format!("look at it first, then add {flag}")));
    }
    match Confirm::new(question).with_default(false).prompt() {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::usage("stopped; nothing was written or sent")),
        Err(error) => Err(stopped(&error)),
    }
}

fn stopped(error: &InquireError) -> Error {
    match error {
        InquireError::OperationCanceled | InquireError::OperationInterrupted => {
            Error::usage("stopped; nothing was written or sent")
        }
        other => {
            Error::internal("the question could not be asked").cause(other).hint("give the answer as a flag")
        }
    }
}
