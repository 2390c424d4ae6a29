//! Free facts for a template, from a YAML file whose keys the template chooses.

use std::path::Path;

use serde_json::{Map, Value};

use crate::error::Result;
use crate::load::check::Check;
use crate::load::file;
use crate::yaml::{self, Located};

/// Reads the facts of a file: numbers without decimals and true or false as such, all else as the text typed.
///
/// Errors: `Missing` without the file; `Data` when it is not a mapping or a text has characters that are not printed.
pub fn facts(path: &Path) -> Result<Located<Map<String, Value>>> {
    let shown = path.display().to_string();
    facts_from(&file::read(path, &shown)?, &shown)
}

/// As [`facts`], from bytes that were already read, such as standard input.
pub fn facts_from(bytes: &[u8], shown: &str) -> Result<Located<Map<String, Value>>> {
    let facts = yaml::read_free(bytes, shown)?;
    let mut check = Check::new(&facts.source);
    check.texts(&facts.value);
    check.done()?;
    Ok(facts)
}
