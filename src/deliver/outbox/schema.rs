//! The file of the outbox: made whole or not at all, opened only when it is ours.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind as Io, Read};
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::fault::{Told, damaged};
use crate::error::{Error, Result};

/// `GRBO`, in the header of every outbox (SQLite, application_id).
const APPLICATION_ID: u32 = 0x4752_424F;
/// How long to wait for another process that writes.
pub(super) const BUSY: Duration = Duration::from_secs(15);
/// Up to this size the pages are looked over at every opening; above, and the values, before something is written or sent.
const SMALL: u64 = 4 << 20;

/// Each step lifts the schema by one version. Steps that were published never change.
const MIGRATIONS: [&str; 1] = [include_str!("schema_1.sql")];

/// How much of the database was looked over since it was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Seen {
    Nothing,
    /// That every page can be read
    Pages,
    /// The pages, and that each value is one that garbo writes
    Values,
}

/// The open database, and what of it was looked over.
pub(super) struct Opened {
    pub db: Connection,
    pub seen: Seen,
}

/// Opens the outbox; makes it where there is none.
pub(super) fn open_or_create(path: &Path) -> Result<Opened> {
    match open(path)? {
        Some(db) => Ok(db),
        None => {
            create(path)?;
            open(path)?.ok_or_else(|| Error::try_again(format!("`{}` was taken away again", path.display())))
        }
    }
}

/// Opens the outbox; `None` where there is none.
pub(super) fn open(path: &Path) -> Result<Option<Opened>> {
    let Some(size) = check_header(path)? else { return Ok(None) };
    let db = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .told(path)?;
    configure(&db).told(path)?;
    let seen = if size <= SMALL { Seen::Pages } else { Seen::Nothing };
    if seen == Seen::Pages {
        // The pages, not the values on them: reading every JSON of a long register took longer than a letter.
        db.pragma_update(None, "ignore_check_constraints", true).told(path)?;
        check_pages(&db, path)?;
        db.pragma_update(None, "ignore_check_constraints", false).told(path)?;
    }
    migrate(&db).told(path)?;
    // Again: what a killed garbo wrote may not have reached the header yet.
    if version(&db).told(path)? > MIGRATIONS.len() {
        return Err(newer(path));
    }
    Ok(Some(Opened { db, seen }))
}

fn newer(path: &Path) -> Error {
    Error::configuration(format!("the outbox `{}` was written by a newer garbo", path.display()))
        .hint("update garbo; an older one must not touch it")
}

fn version(db: &Connection) -> rusqlite::Result<usize> {
    // A negative number is none that garbo writes: newer than everything known.
    let number: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    Ok(usize::try_from(number).unwrap_or(usize::MAX))
}

/// Looks over every page.
///
/// # Errors
/// `Data` with the first fault found.
pub(super) fn check_pages(db: &Connection, path: &Path) -> Result<()> {
    let verdict: String = db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).told(path)?;
    if verdict == "ok" { Ok(()) } else { Err(damaged(path, &verdict)) }
}

/// Looks at the first bytes before SQLite does: it would take an empty file for an empty database and a
/// foreign database for one of ours. Returns the size; `None` where there is no file.
fn check_header(path: &Path) -> Result<Option<u64>> {
    let name = path.display();
    let unreadable = |error: std::io::Error| {
        Error::missing(format!("can't read the outbox `{name}`"))
            .cause(error)
            .hint("check that the file belongs to you")
    };
    let metadata = match std::fs::metadata(path) {
        Err(error) if error.kind() == Io::NotFound => {
            // A link to nowhere is not a free place.
            return if path.is_symlink() { Err(unreadable(error)) } else { Ok(None) };
        }
        other => other.map_err(unreadable)?,
    };
    if !metadata.is_file() {
        return Err(Error::data(format!("`{name}` is not a file, but garbo keeps its outbox there"))
            .hint("move it away; garbo makes a new outbox when it needs one"));
    }
    if metadata.len() == 0 {
        return Err(damaged(path, "the file is empty; garbo never leaves it so"));
    }
    let mut header = Vec::new();
    File::open(path).and_then(|file| file.take(100).read_to_end(&mut header)).map_err(unreadable)?;
    let number = |at: usize| {
        let bytes = header.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0, u32::from_be_bytes)
    };
    if !header.starts_with(b"SQLite format 3\0") || header.len() < 100 {
        return Err(damaged(path, "it does not begin like a database"));
    }
    if number(68) != APPLICATION_ID {
        return Err(Error::data(format!(
            "`{name}` is a database of another program, not an outbox of garbo"
        ))
        .hint("move it away; garbo makes a new outbox when it needs one"));
    }
    if number(60) as usize > MIGRATIONS.len() {
        return Err(newer(path));
    }
    Ok(Some(metadata.len()))
}

/// Makes the database under another name and moves it into place: a crash leaves no half of one.
fn create(path: &Path) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let fail = |error: std::io::Error| {
        let shown = folder.display();
        let (kind, why): (fn(String) -> Error, _) = match error.kind() {
            Io::StorageFull | Io::QuotaExceeded => {
                (Error::try_again, format!("no space left on the disk of `{shown}`"))
            }
            Io::ReadOnlyFilesystem | Io::PermissionDenied => {
                (Error::cannot_create, format!("can't make the outbox: the folder `{shown}` is read-only"))
            }
            Io::NotFound => (Error::missing, format!("the folder `{shown}` is not there")),
            _ => (Error::cannot_create, format!("can't make the outbox in `{shown}`")),
        };
        kind(why).cause(error).hint("garbo keeps its outbox, `garbo.db`, next to practice.yaml")
    };
    let draft =
        tempfile::Builder::new().prefix(".garbo-").suffix(".new").tempfile_in(folder).map_err(fail)?;
    make_private(draft.as_file()).map_err(fail)?;
    let db = Connection::open(draft.path()).told(path)?;
    // A journal next to the draft would outlive a crash.
    db.pragma_update(None, "journal_mode", "MEMORY").told(path)?;
    db.pragma_update(None, "application_id", APPLICATION_ID).told(path)?;
    migrate(&db).told(path)?;
    db.close().map_err(|(_, fault)| fault).told(path)?;
    draft.as_file().sync_all().map_err(fail)?;
    match draft.persist_noclobber(path) {
        Ok(_) => {}
        // Another garbo was quicker: its outbox is the outbox.
        Err(error) if error.error.kind() == Io::AlreadyExists => return Ok(()),
        Err(error) => return Err(fail(error.error)),
    }
    sync_folder(folder).map_err(fail)
}

fn configure(db: &Connection) -> rusqlite::Result<()> {
    db.busy_timeout(BUSY)?;
    // Where the file system can't share memory SQLite stays with a rollback journal, which is as durable.
    db.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    db.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
         PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;
         PRAGMA temp_store = MEMORY;",
    )
}

fn migrate(db: &Connection) -> rusqlite::Result<()> {
    if version(db)? >= MIGRATIONS.len() {
        return Ok(());
    }
    db.execute_batch("BEGIN IMMEDIATE")?;
    // Asked again: another process may have done it while this one waited.
    let steps = version(db).and_then(|from| {
        MIGRATIONS.iter().zip(1_i64..).skip(from).try_for_each(|(step, number)| {
            db.execute_batch(step)?;
            db.pragma_update(None, "user_version", number)
        })
    });
    db.execute_batch(if steps.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    steps
}

#[cfg(unix)]
fn make_private(file: &File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn make_private(_: &File) -> std::io::Result<()> {
    Ok(())
}

/// Makes a new name in a folder survive a power cut.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    OpenOptions::new().read(true).open(folder)?.sync_all()
}

#[cfg(not(unix))]
pub(super) fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}
