//! Reading a file whole, within bounds; errors name the path.

use std::fs::File;
use std::io::{ErrorKind as Io, Read};
use std::path::Path;

use crate::error::{Error, Place, Result};
use crate::yaml::MAX_BYTES;

/// Reads a regular file of at most [`MAX_BYTES`]; links are followed.
///
/// Errors: `Missing` when it is not there or can't be opened, `Data` when it is no file of text or too large.
pub(super) fn read(path: &Path, shown: &str) -> Result<Vec<u8>> {
    read_if_any(path, shown)?.ok_or_else(|| Error::missing(format!("`{shown}` is not there")))
}

/// As [`read`], but `None` where there is no such file.
pub(super) fn read_if_any(path: &Path, shown: &str) -> Result<Option<Vec<u8>>> {
    read_within(path, shown, MAX_BYTES, "is this the right file? A practice folder holds short texts only")
}

/// As [`read_if_any`], of at most so many bytes; the hint says what to do about a larger file.
pub(super) fn read_within(path: &Path, shown: &str, most: usize, hint: &str) -> Result<Option<Vec<u8>>> {
    let refuse = |error: std::io::Error| {
        Error::missing(format!("`{shown}` can't be read")).at(Place::file(shown)).cause(error)
    };
    // Asked before opening: opening a pipe would wait for its other end.
    match std::fs::metadata(path) {
        Ok(about) if about.is_file() => {}
        Ok(_) => {
            return Err(Error::data(format!("`{shown}` is not a file"))
                .hint("a file is expected here, not a folder or a device"));
        }
        Err(error) if error.kind() == Io::NotFound || error.kind() == Io::NotADirectory => return Ok(None),
        Err(error) => return Err(refuse(error)),
    }
    let mut bytes = Vec::new();
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let file = File::open(path).map_err(refuse)?;
    file.take(limit).read_to_end(&mut bytes).map_err(refuse)?;
    if bytes.len() > most {
        let limit = most / 1024 / 1024;
        return Err(Error::data(format!("`{shown}` is larger than {limit} MiB")).hint(hint));
    }
    Ok(Some(bytes))
}
