//! Where a key stands: faults that are found after a file was read are told at the place of their key.

use crate::error::{Error, Place, Problem};
use crate::yaml::node::steps;
use crate::yaml::source::Source;
use crate::yaml::{MAX_PROBLEMS, gather, parse};

impl Source {
    /// Returns the place of a key path, or of the nearest key above it that the file has.
    pub fn place(&self, path: &str) -> Place {
        match parse::parse(self) {
            Ok((root, _)) => self.at(&root.span_of(&steps(path))),
            Err(_) => Place::file(self.file()),
        }
    }

    /// Makes one error of the faults found in this file, each at the place of its key.
    pub fn refuse(&self, mut problems: Vec<Problem>) -> Error {
        for problem in problems.iter_mut().take(MAX_PROBLEMS) {
            problem.place = Some(self.place(problem.key.as_deref().unwrap_or_default()));
        }
        gather(problems)
    }
}
