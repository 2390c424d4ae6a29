//! Faults of the database told in words that help: what, which file, what to do.

use std::path::Path;

use rusqlite::Error as Fault;
use rusqlite::ffi::ErrorCode;

use crate::error::{Error, Result};

/// Less free space than this and a failed write is a full disk, whatever code came back.
const SCARCE: u64 = 256 * 1024;

/// Returns the error for a fault of the database in `path`.
pub(super) fn told(path: &Path, fault: &Fault) -> Error {
    let file = path.display();
    let folder = path.parent().unwrap_or(path).display();
    let code = fault.sqlite_error_code();
    let writing =
        matches!(code, Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::DiskFull));
    if code == Some(ErrorCode::DiskFull) || writing && is_full(path) {
        return Error::try_again(format!("no space left on the disk of `{folder}`"))
            .cause(fault)
            .hint("free some space and repeat the command; what is in the outbox is kept, and nothing goes out twice");
    }
    // A value that garbo never writes.
    if let Fault::FromSqlConversionFailure(..)
    | Fault::InvalidColumnType(..)
    | Fault::IntegralValueOutOfRange(..) = fault
    {
        return damaged(path, &fault.to_string());
    }
    match code {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => damaged(path, &fault.to_string()),
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            Error::cannot_create(format!(
                "can't write to `{file}`: the file or the folder `{folder}` is read-only"
            ))
            .cause(fault)
            .hint("make the folder writable, or work on a copy of it")
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Error::try_again(format!("`{file}` is in use by another program"))
                .hint("wait until the other garbo is done, then repeat the command")
        }
        Some(ErrorCode::SystemIoFailure) => Error::try_again(format!("the disk failed at `{file}`"))
            .cause(fault)
            .hint("check the disk; then `garbo outbox list` shows what was sent for certain"),
        _ => Error::internal(format!("the outbox `{file}` does not do what garbo expects")).cause(fault),
    }
}

/// Returns the error for a file whose content can't be trusted.
pub(super) fn damaged(path: &Path, why: &str) -> Error {
    let file = path.display();
    Error::data(format!("the outbox `{file}` is damaged; nothing was changed in it and nothing was sent"))
        .cause(why)
        .hint(format!(
            "put back a copy from your backup, or move `{file}` away and begin a new one: what it knew about sent \
             letters is then unknown, so compare with your mailbox before you send again"
        ))
}

fn is_full(path: &Path) -> bool {
    path.parent().and_then(|folder| fs4::available_space(folder).ok()).is_some_and(|free| free < SCARCE)
}

/// Turns faults of the database into errors that name its file.
pub(super) trait Told<T> {
    fn told(self, path: &Path) -> Result<T>;
}

impl<T> Told<T> for rusqlite::Result<T> {
    fn told(self, path: &Path) -> Result<T> {
        self.map_err(|fault| told(path, &fault))
    }
}
