//! What stands in the way of an agreement, and what is only to be minded: each with its file and line.

use crate::error::{Error, ErrorKind, Place, Problem, Result};
use crate::model::person::Person;
use crate::model::practice::Practice;
use crate::model::terms::own::{Added, merged};
use crate::yaml::Located;

/// Keys that a person's file holds at its top; everything else but `terms` is the practice's.
const PERSONAL: [&str; 10] =
    ["party", "country", "email", "name", "gender", "language", "formality", "born", "relation", "agreement"];

/// Gathers faults and warnings; a key is told from the top of its file: `terms.fees.amount`, `coach.party.address`.
pub(super) struct Faults<'a> {
    person: &'a Located<Person>,
    practice: &'a Located<Practice>,
    malformed: bool,
    errors: Vec<Problem>,
    warnings: Vec<Problem>,
}

impl<'a> Faults<'a> {
    pub(super) fn new(person: &'a Located<Person>, practice: &'a Located<Practice>) -> Self {
        Self { person, practice, malformed: false, errors: Vec::new(), warnings: Vec::new() }
    }

    /// Tells that values contradict each other or a rule.
    pub(super) fn error(&mut self, key: &str, message: impl Into<String>, hint: impl Into<String>) {
        self.malformed = true;
        self.push(key, message.into(), hint.into());
    }

    /// Tells that a value is needed and nowhere given.
    pub(super) fn missing(&mut self, key: &str, message: impl Into<String>, hint: impl Into<String>) {
        self.push(key, message.into(), hint.into());
    }

    /// Tells what does not stand in the way.
    pub(super) fn warn(&mut self, key: &str, message: impl Into<String>, hint: impl Into<String>) {
        let problem = self.problem(key, message.into(), hint.into());
        if !self.warnings.contains(&problem) {
            self.warnings.push(problem);
        }
    }

    /// Takes over the problems of an error at a key; gives the value, where there is one.
    pub(super) fn take<T>(&mut self, key: &str, result: Result<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                for problem in error.problems {
                    self.error(
                        key,
                        format!("`{key}`: {}", problem.message),
                        problem.hint.unwrap_or_default(),
                    );
                }
                None
            }
        }
    }

    /// Returns the warnings.
    ///
    /// Errors: every fault, as data, or as missing when nothing is but not given.
    pub(super) fn done(self) -> Result<Vec<Problem>> {
        let kind = if self.malformed { ErrorKind::Data } else { ErrorKind::Missing };
        Error::all(kind, self.errors).map_or(Ok(self.warnings), Err)
    }

    fn push(&mut self, key: &str, message: String, hint: String) {
        let problem = self.problem(key, message, hint);
        // The same value may serve several clauses; its fault is told once.
        if !self.errors.contains(&problem) {
            self.errors.push(problem);
        }
    }

    /// Makes a problem at the place of a key.
    fn problem(&self, key: &str, message: String, hint: String) -> Problem {
        let Some((merged, own, is_mine)) = self.own_clause(key) else {
            return Problem::new(message).key(key).at(self.place(key)).hint(hint);
        };
        // A clause of the coach's own is told by its turn in the file where it stands.
        let key = key.replacen(&merged, &own, 1);
        let place = if is_mine { self.person.place(&key) } else { self.practice.place(&key) };
        Problem::new(message.replace(&merged, &own)).key(key).at(place).hint(hint)
    }

    /// Returns how a clause of the coach's own is called in the merged terms and in its file, and whether that is the person's.
    fn own_clause(&self, key: &str) -> Option<(String, String, bool)> {
        let (index, _) = key.strip_prefix("terms.add[")?.split_once(']')?;
        let (upper, lower) = (self.person.value.terms.as_deref(), self.practice.value.terms.as_ref());
        let [upper, lower] =
            [upper, lower].map(|terms| terms.and_then(|t| t.add.as_deref()).unwrap_or_default());
        let all = merged(upper, lower);
        let id = &all.get(index.parse::<usize>().ok()?)?.id;
        let find = |list: &[Added]| list.iter().position(|added| added.id == *id);
        let (at, is_mine) = find(upper).map(|at| (at, true)).or_else(|| Some((find(lower)?, false)))?;
        Some((format!("terms.add[{index}]"), format!("terms.add[{at}]"), is_mine))
    }

    /// Returns where a key stands: in the person's file, or else in the practice's.
    fn place(&self, key: &str) -> Place {
        let top = key.split(['.', '[']).next().unwrap_or_default();
        let mine = match key.strip_prefix("terms.") {
            Some(path) => {
                let gives = |terms: Option<&_>| terms.is_some_and(|t| is_given(t, path));
                gives(self.person.value.terms.as_deref()) || !gives(self.practice.value.terms.as_ref())
            }
            None => PERSONAL.contains(&top),
        };
        if mine { self.person.place(key) } else { self.practice.place(key) }
    }
}

fn is_given(terms: &crate::model::terms::Terms, path: &str) -> bool {
    terms.gives(path)
}
