//! Answers of a coach about a person, what is kept of them, and open check-ins.

use std::path::Path;

use crate::error::Result;
use crate::load::{Home, file};
use crate::model::check_in::CheckIn;
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

/// Reads the open check-ins, by the names of their files.
///
/// Errors: `Data`, for one that was damaged.
pub fn check_ins(home: &Home) -> Result<Vec<(String, Located<CheckIn>)>> {
    let mut open = Vec::new();
    for name in home.names("checkins")? {
        let path = format!("checkins/{name}.yaml");
        if let Some(bytes) = home.read(&path)? {
            open.push((name, yaml::read(&bytes, &home.shown(&path))?));
        }
    }
    Ok(open)
}
