//! Taking files away: those of a person, and drafts that are still what garbo wrote.

use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::cli::register::read;
use crate::error::{Error, Place, Result};

/// Removes a draft that is still what garbo wrote; returns a note about one that is not.
pub(super) fn erase_draft(place: &Path, digest: Option<&str>) -> Result<Option<String>> {
    if !place.is_file() {
        return Ok(None);
    }
    let now: String = Sha256::digest(read(place)?).iter().map(|byte| format!("{byte:02x}")).collect();
    if digest == Some(now.as_str()) {
        remove(place)?;
        return Ok(None);
    }
    Ok(Some(format!("{} holds more than that letter, or was changed since: look yourself", place.display())))
}

/// Removes a file.
pub(super) fn remove(path: &Path) -> Result<()> {
    fs::remove_file(path).map_err(|e| {
        Error::cannot_create("the file can't be removed")
            .at(Place::file(path.display().to_string()))
            .cause(e)
            .hint("remove it by hand and repeat the command")
    })
}
