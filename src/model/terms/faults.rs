//! The faults of the terms of one file, as they are found.

use crate::error::{Problem, nearest};
use crate::model::mailbox::Mailbox;

/// What is wrong so far; keys are told below `terms`.
pub(super) struct Faults(pub(super) Vec<Problem>);

impl Faults {
    pub(super) fn tell(&mut self, path: &str, message: impl Into<String>, hint: impl Into<String>) {
        self.0.push(Problem::new(message).key(format!("terms.{path}")).hint(hint));
    }

    pub(super) fn unknown(&mut self, path: &str, id: &str, known: &[&str], what: &str) {
        let hint = match nearest(id, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", known.join(", ")),
        };
        self.tell(path, format!("there is no {what} called `{id}`"), hint);
    }

    /// A paragraph is one block of text: numbers and references are the program's.
    pub(super) fn paragraphs(&mut self, path: &str, texts: &[String]) {
        if texts.is_empty() {
            self.tell(path, format!("`terms.{path}` is empty"), "write at least one paragraph: [\"…\"]");
        }
        for (i, text) in texts.iter().enumerate() {
            if text.trim().is_empty() || text.trim_end().contains('\n') {
                self.tell(
                    &format!("{path}[{i}]"),
                    format!("paragraph {} of `terms.{path}` is not one block of text", i + 1),
                    "write each paragraph as one text of the list, without line ends",
                );
            }
        }
    }

    pub(super) fn mailbox(&mut self, path: &str, text: &str) {
        if let Err(error) = text.parse::<Mailbox>() {
            for problem in error.problems {
                let message = format!("`terms.{path}`: {}", problem.message);
                self.0.push(Problem { message, ..problem }.key(format!("terms.{path}")));
            }
        }
    }
}
