//! Answers of a coach about a person, and what is kept of them.

use std::path::Path;

use crate::error::Result;
use crate::load::{Home, file};
use crate::model::screening::{Answers, Records};
use crate::yaml::{self, Located};

/// Reads a file of answers; whether its signs exist is the business of `compose::screening`.
///
/// Errors: `Missing` without the file; `Data` with every fault of its form.
pub fn answers(path: &Path) -> Result<Located<Answers>> {
    let shown = path.display().to_string();
    yaml::read(&file::read(path, &shown)?, &shown)
}

/// Reads what is kept of the screenings of a person; nothing where there was none.
///
/// Errors: `Data`, for a record that was damaged.
pub fn records(home: &Home, name: &str) -> Result<Records> {
    let path = format!("screening/{name}.yaml");
    match home.read(&path)? {
        Some(bytes) => Ok(yaml::read::<Records>(&bytes, &home.shown(&path))?.value),
        None => Ok(Records::default()),
    }
}
