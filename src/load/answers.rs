//! Answers of a coach about a person, from a YAML file.

use std::path::Path;

use crate::error::Result;
use crate::load::file;
use crate::model::screening::Answers;
use crate::yaml::{self, Located};

/// Reads a file of answers; whether its signs exist is the business of `compose::screening`.
///
/// Errors: `Missing` without the file; `Data` with every fault of its form.
pub fn answers(path: &Path) -> Result<Located<Answers>> {
    let shown = path.display().to_string();
    yaml::read(&file::read(path, &shown)?, &shown)
}
