//! One sender at a time: a lock that the system gives back when its holder dies.
//!
//! Floor: deliver. A lock on an open file and not the existence of one, so that a killed sender leaves nothing
//! behind that the next one must wait for or clear away.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use crate::error::{Error, Result};

/// The right to send; given back when dropped.
#[derive(Debug)]
pub(crate) struct SenderLock {
    _file: File,
}

impl SenderLock {
    /// Takes the lock if nobody holds it.
    ///
    /// # Errors
    /// `CannotCreate` when the file can't be made or the file system knows no locks.
    pub(crate) fn try_take(path: &Path) -> Result<Option<Self>> {
        let fail = |error: std::io::Error| {
            let hint = match path.is_symlink() {
                true => "it is a symbolic link, which is not followed: remove it and repeat the command",
                false => "keep the practice folder on a local disk that you may write to",
            };
            Error::cannot_create(format!("can't lock `{}`", path.display())).cause(error).hint(hint)
        };
        let file =
            private(OpenOptions::new().create(true).truncate(false).write(true)).open(path).map_err(fail)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(fail(error)),
        }
    }

    /// Takes the lock for sending. Waits a moment, since whoever only looks holds it for a blink.
    ///
    /// # Errors
    /// `TryAgain` when another process keeps it.
    pub(crate) fn take(path: &Path) -> Result<Self> {
        for _ in 0..4 {
            if let Some(lock) = Self::try_take(path)? {
                return Ok(lock);
            }
            sleep(Duration::from_millis(40));
        }
        Err(Error::try_again("another garbo is sending")
            .hint("wait until it is done; `garbo outbox list` shows how far it is"))
    }
}

/// Makes files that are created readable by the owner alone, whatever the umask, and follows no link: nobody can have
/// garbo write into a file of another name.
#[cfg(unix)]
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600).custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed())
}

/// Elsewhere the folder's own rules hold.
#[cfg(not(unix))]
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}
