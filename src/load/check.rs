//! Checks that a type alone can't make, each pointing at the place in the file.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Error, Problem, Result, is_unprintable};
use crate::model::mailbox::Mailbox;
use crate::model::money::{Currency, Money};
use crate::model::scalar::Amount;
use crate::model::texts::Texts;
use crate::yaml::{self, Located, Source};

/// Longest name, in characters.
const MAX_NAME: usize = 200;

/// Longest other text, in characters.
const MAX_TEXT: usize = 10_000;

/// Reads a file and checks its values; what its form does not let be read stands in no other value's way.
///
/// Errors: `Data`, with every fault of form, and every fault of the values that does not come of one.
pub(super) fn read<T: DeserializeOwned + JsonSchema>(
    bytes: &[u8],
    file: &str,
    check: impl Fn(&Located<T>) -> Result<()>,
) -> Result<Located<T>> {
    match yaml::read(bytes, file) {
        Ok(located) => check(&located).map(|()| located),
        Err(error) => {
            let more = rest(bytes, file, &error).map(|rest| rest.map(|value| check(&value)));
            Err(more.into_iter().fold(error, besides))
        }
    }
}

/// Returns what a file is without the values that an error tells of; see [`yaml::read_rest`].
pub(super) fn rest<T: DeserializeOwned + JsonSchema>(
    bytes: &[u8],
    file: &str,
    error: &Error,
) -> Option<[Located<T>; 2]> {
    let keys: Vec<&str> = error.problems.iter().filter_map(|problem| problem.key.as_deref()).collect();
    yaml::read_rest(bytes, file, &keys)
}

/// Adds to an error what is wrong with both of what is left without its faults.
pub fn besides<T>(mut error: Error, rest: [Result<T>; 2]) -> Error {
    let [one, other] = rest.map(|tried| tried.err().map(|e| e.problems).unwrap_or_default());
    for problem in one {
        let same = |known: &Problem| (&known.message, &known.key) == (&problem.message, &problem.key);
        if other.iter().any(same) && !error.problems.iter().any(same) {
            error.problems.push(problem);
        }
    }
    error
}

/// Gathers what is wrong with the values of one file.
pub(super) struct Check<'a> {
    source: &'a Source,
    problems: Vec<Problem>,
}

impl<'a> Check<'a> {
    pub(super) fn new(source: &'a Source) -> Self {
        Self { source, problems: Vec::new() }
    }

    /// Errors: `Data`, with what was found, in the order of the file.
    pub(super) fn done(self) -> Result<()> {
        if self.problems.is_empty() { Ok(()) } else { Err(self.source.refuse(self.problems)) }
    }

    pub(super) fn problem(&mut self, path: &str, message: impl Into<String>, hint: impl Into<String>) {
        self.problems.push(Problem::new(message).key(path).hint(hint));
    }

    /// Takes over a problem that names its key.
    pub(super) fn at_its_key(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Takes over the problems of an error, at a key's place.
    pub(super) fn error(&mut self, path: &str, error: Error) {
        for mut problem in error.problems {
            problem.message = format!("`{path}`: {}", problem.message);
            self.problems.push(problem.key(path));
        }
    }

    /// Looks through every text of a value for characters that could steer a terminal or hide words, and for
    /// texts of absurd length. The characters are named, never shown.
    pub(super) fn texts<T: Serialize>(&mut self, value: &T) {
        if let Ok(value) = serde_json::to_value(value) {
            self.walk(&value, &mut String::new());
        }
    }

    fn walk(&mut self, value: &Value, path: &mut String) {
        let length = path.len();
        match value {
            Value::String(text) => self.text(path, text),
            Value::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    path.push_str(&format!("[{i}]"));
                    self.walk(item, path);
                    path.truncate(length);
                }
            }
            Value::Object(map) => {
                for (key, item) in map {
                    self.text(path, key);
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(key);
                    self.walk(item, path);
                    path.truncate(length);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, path: &str, text: &str) {
        if let Some(c) = text.chars().find(|c| is_unprintable(*c) && !matches!(c, '\n' | '\t')) {
            self.problem(
                path,
                format!("`{path}` contains the character U+{:04X}, which is not printed", c as u32),
                "type the text anew instead of pasting it",
            );
        } else if text.chars().count() > MAX_TEXT {
            self.problem(
                path,
                format!("`{path}` is longer than {MAX_TEXT} characters"),
                "keep long texts in a template",
            );
        }
    }

    /// Checks a name: not blank, on one line, not absurdly long.
    pub(super) fn name(&mut self, path: &str, name: &str) {
        let length = name.chars().count();
        if name.chars().all(char::is_whitespace) {
            self.problem(path, format!("`{path}` is blank"), "write the name, or take the line out");
        } else if length > MAX_NAME {
            self.problem(
                path,
                format!("`{path}` is {length} characters long; a name has at most {MAX_NAME}"),
                "check that nothing else was pasted into it",
            );
        } else if let Some(c) = name.chars().find(|c| matches!(c, '\n' | '\t')) {
            self.problem(
                path,
                format!("`{path}` contains the character U+{:04X}; a name stands on one line", c as u32),
                "write the name on one line",
            );
        }
    }

    pub(super) fn name_if_any(&mut self, path: &str, name: Option<&str>) {
        if let Some(name) = name {
            self.name(path, name);
        }
    }

    /// Checks a country: two capitals of ISO 3166-1, for the United States also with the state.
    pub(super) fn country(&mut self, path: &str, code: &str) {
        if let Err(error) = country(code) {
            self.error(path, error);
        }
    }

    /// Checks that each id stands once.
    pub(super) fn unique<'i>(
        &mut self,
        list: &str,
        ids: impl Iterator<Item = &'i str>,
        path: impl Fn(usize) -> String,
    ) {
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for (i, id) in ids.enumerate() {
            if let Some(first) = seen.get(id) {
                let message = format!("`{id}` stands twice in `{list}`: entries {} and {}", first + 1, i + 1);
                self.problem(&path(i), message, "keep one of the two, or give one another name");
            } else {
                seen.insert(id, i);
            }
        }
    }

    /// Checks that an amount has no more decimals than its currency.
    pub(super) fn money(&mut self, path: &str, amount: &Amount, currency: Currency) {
        if let Err(error) = Money::parse(&amount.0, currency) {
            self.error(path, error);
        }
    }

    /// Checks an address, with or without a name before it.
    pub(super) fn email(&mut self, path: &str, text: Option<&str>) {
        if let Some(Err(error)) = text.map(str::parse::<Mailbox>) {
            self.error(path, error);
        }
    }

    pub(super) fn range(&mut self, path: &str, value: Option<u32>, low: u32, high: u32, unit: &str) {
        if let Some(value) = value.filter(|v| !(low..=high).contains(v)) {
            self.problem(
                path,
                format!("`{path}` is {value}, and {low} to {high} {unit} are accepted"),
                "write a number in between",
            );
        }
    }

    /// Checks that a link can be clicked in a letter and leads to a web page.
    pub(super) fn links(&mut self, path: &str, links: &Texts) {
        match links {
            Texts::Same(link) => self.link(path, link),
            Texts::By(map) => {
                for (language, link) in map {
                    self.link(&format!("{path}.{language}"), link);
                }
            }
        }
    }

    pub(super) fn link(&mut self, path: &str, link: &str) {
        let rest = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"));
        let good = rest.is_some_and(|r| r.starts_with(|c: char| c.is_alphanumeric()))
            && !link.chars().any(|c| c.is_whitespace() || matches!(c, '<' | '>' | '"'));
        if !good {
            self.problem(
                path,
                format!("`{path}` is not a web address"),
                "write the whole address, such as https://example.org/guide",
            );
        }
    }
}

/// Accepts the form of a country code: `IT`, `US-CA`.
///
/// Errors: `Data`, for any other text.
pub(super) fn country(code: &str) -> Result<()> {
    let capitals = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_uppercase());
    // ISO 3166 names the United Kingdom GB.
    if code == "UK" {
        return Err(Error::data("`UK` is not a country code")
            .hint("write GB, or the part whose law applies: GB-ENG (England and Wales), GB-SCT or GB-NIR"));
    }
    let good = match code.split_once('-') {
        None => capitals(code),
        Some(("US", region)) => capitals(region),
        Some(("GB", part)) => matches!(part, "ENG" | "SCT" | "NIR"),
        Some(_) => false,
    };
    if good {
        return Ok(());
    }
    Err(Error::data(format!("`{code}` is not a country code")).hint(
        "write two capitals such as IT, ID, RU, TR or GB; for a part of these, US-CA, GB-ENG, GB-SCT, GB-NIR",
    ))
}
