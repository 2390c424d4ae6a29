//! Questions to the coach at the terminal, in the coach's own words. Without a terminal nothing is ever asked.

use inquire::validator::Validation;
use inquire::{Confirm, InquireError, MultiSelect, Select, Text};

use crate::cli::workspace::Workspace;
use crate::error::{Error, Result};
use crate::library::wording::Wording;
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
    let words = workspace.words()?;
    choose(words.say("language_unsure"), languages, words).map(Some)
}

/// Asks for one of several things.
pub fn choose<T: std::fmt::Display>(question: &str, choices: Vec<T>, words: &Wording) -> Result<T> {
    let select = Select::new(question, choices).with_help_message(words.say("list_help"));
    select.prompt().map_err(|e| stopped(&e))
}

/// As [`choose`]; the last one stays in sight whatever is typed: it is for what the list does not hold.
pub fn choose_or_last<T: std::fmt::Display>(question: &str, choices: Vec<T>, words: &Wording) -> Result<T> {
    let last = choices.len() - 1;
    let scorer = move |typed: &str, choice: &T, shown: &str, at: usize| {
        let score = Select::DEFAULT_SCORER(typed, choice, shown, at);
        if at == last { score.or(Some(i64::MIN)) } else { score }
    };
    let select =
        Select::new(question, choices).with_scorer(&scorer).with_help_message(words.say("list_help"));
    select.prompt().map_err(|e| stopped(&e))
}

/// Asks for any number of several things.
pub fn several<T: std::fmt::Display>(question: &str, choices: Vec<T>, words: &Wording) -> Result<Vec<T>> {
    let select = MultiSelect::new(question, choices).with_help_message(words.say("ticks_help"));
    select.prompt().map_err(|e| stopped(&e))
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
pub fn whether(question: &str, words: &Wording) -> Result<bool> {
    yes_or_no(question, words).map_err(|e| stopped(&e))
}

/// Asks for a yes; anything else stops the command. `what` stands in the error: "the letter is sent".
///
/// Errors: usage, where nobody can be asked, naming the flag that says yes; and when the answer is no.
pub fn confirm(question: &str, what: &str, flag: &str, workspace: &Workspace) -> Result<()> {
    if !workspace.ui.can_ask() {
        return Err(Error::usage(format!("{what} only after a yes, and there is no terminal to ask at"))
            .hint(format!("look at it first, then add {flag}")));
    }
    match yes_or_no(question, workspace.words()?) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::usage("stopped; nothing was written or sent")),
        Err(error) => Err(stopped(&error)),
    }
}

/// Understands yes and no in the coach's language, and in English.
fn yes_or_no(question: &str, words: &Wording) -> std::result::Result<bool, InquireError> {
    let (yes, no) = (list(words.say("yes_words")), list(words.say("no_words")));
    let first = |list: &[String]| list.first().cloned().unwrap_or_default();
    let shown = format!("{}/{}", first(&yes), first(&no).to_uppercase());
    let told = words.fill("yes_or_no", &[("yes", &first(&yes)), ("no", &first(&no))]);
    let parser = |typed: &str| {
        let typed = typed.trim().to_lowercase();
        match (yes.contains(&typed), no.contains(&typed)) {
            (true, _) => Ok(true),
            (_, true) => Ok(false),
            _ => Err(()),
        }
    };
    let in_words = |answer: bool| words.say(if answer { "yes" } else { "no" }).to_owned();
    let default = |_: bool| shown.clone();
    Confirm::new(question)
        .with_default(false)
        .with_parser(&parser)
        .with_formatter(&in_words)
        .with_default_value_formatter(&default)
        .with_error_message(&told)
        .prompt()
}

fn list(words: &str) -> Vec<String> {
    words.split(',').map(|word| word.trim().to_owned()).collect()
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
