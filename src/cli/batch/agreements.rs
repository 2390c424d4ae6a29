//! Agreements of a batch: one for every row that names a client's file, all or none.

use std::collections::VecDeque;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use tempfile::TempPath;

use crate::cli::batch::agreement_rows::{Reader, Row, work_through};
use crate::cli::batch::table::Table;
use crate::cli::batch::works::{cannot, file_name, make_folder};
use crate::cli::batch::{Goal, warn};
use crate::cli::contract::{self, Issue, Made, Shelf};
use crate::cli::mailroom;
use crate::cli::output::Format;
use crate::cli::workspace::Workspace;
use crate::deliver::outbox::NewDocument;
use crate::error::{Error, Problem, Result};

/// Runs the batch.
///
/// Errors: usage, for what an agreement can't be made into here; data, with every fault of table and files.
pub fn run(kind: &str, table: &Table, matches: &ArgMatches, workspace: &Workspace) -> Result<()> {
    if kind == contract::ADDENDUM {
        return Err(Error::usage(format!("`{kind}` is a contract that rests on the one issued before it"))
            .key("--kind")
            .hint(format!("write each by itself: garbo {kind} --to WHO -o FILE.pdf")));
    }
    let goal = goal(kind, matches)?;
    let reader = Reader::new(kind, table)?;
    match goal {
        None => show(&reader, matches, workspace),
        Some((folder, format)) => write(&reader, &folder, format, matches, workspace),
    }
}

/// Returns folder and form; `None` for a look without writing.
fn goal(kind: &str, matches: &ArgMatches) -> Result<Option<(PathBuf, Format)>> {
    let alone = || format!("write each by itself: garbo {kind} --to WHO --send");
    match Goal::of(matches)? {
        Goal::Show => Ok(None),
        Goal::Queue | Goal::Send => Err(Error::usage(
            "agreements leave one by one, each with a covering letter that is looked at before it goes",
        )
        .key("--kind")
        .hint(format!("write them to a folder with -o, or {}", alone()))),
        Goal::Mbox(_) => Err(Error::usage("an mbox holds messages, and an agreement is none by itself")
            .key("--output")
            .hint(format!("name a folder with -o, or {}", alone()))),
        Goal::Folder(folder, _) => {
            let named = matches.get_one::<String>("format").and_then(|name| Format::named(name));
            match named.unwrap_or(Format::Pdf) {
                Format::Eml => Err(Error::usage("an agreement is no message by itself")
                    .key("--format")
                    .hint(format!("choose another form, or {}", alone()))),
                format => Ok(Some((folder, format))),
            }
        }
    }
}

/// Composes every agreement, writes none, and shows the first.
fn show(reader: &Reader<'_>, matches: &ArgMatches, workspace: &Workspace) -> Result<()> {
    let shelf = Shelf::default();
    let limit = limit(matches);
    let work = |row: Row| contract::make_asked(reader.kind, &row.ask, &shelf, workspace).map(Some);
    let made = work_through(reader, limit, work, workspace, |flow| {
        let (mut first, mut number) = (None, 0_usize);
        while let Some(made) = flow.next() {
            if let Some(made) = made? {
                flow.warned(&made.warnings);
                number += 1;
                first.get_or_insert(made);
            }
        }
        Ok((first, number, std::mem::take(&mut flow.warnings)))
    })?;
    let (first, number, warnings) = made;
    match first {
        Some(first) => workspace.ui.data(&contract::text_of(&first)),
        None => workspace.ui.say("the table has no rows"),
    }
    warn(&warnings, workspace);
    workspace.ui.say(&format!("{}; nothing was written; add -o FOLDER", agreements(number)));
    Ok(())
}

fn limit(matches: &ArgMatches) -> usize {
    matches.get_one::<u32>("limit").map_or(usize::MAX, |n| *n as usize)
}

/// An agreement whose files lie ready under names of no meaning.
struct Ready {
    drafts: Vec<(TempPath, PathBuf)>,
    entries: Vec<NewDocument>,
    warnings: Vec<Problem>,
}

/// Writes every agreement into a file of its own, under a name that no client can choose. The files take their
/// names when the last one is made, within the one transaction that tells the register.
fn write(
    reader: &Reader<'_>,
    folder: &Path,
    format: Format,
    matches: &ArgMatches,
    workspace: &Workspace,
) -> Result<()> {
    let force = matches.get_flag("force");
    let shelf = Shelf::default();
    let was_there = folder.symlink_metadata().is_ok();
    make_folder(folder)?;
    let work = |row: Row| -> Result<Option<Ready>> {
        let name = row.ask.person.value.name.as_deref().unwrap_or_default();
        let file = folder.join(file_name(name, &row.key, format));
        if !force && file.symlink_metadata().is_ok() {
            return Ok(None);
        }
        let made = contract::make_asked(reader.kind, &row.ask, &shelf, workspace)?;
        ready(&made, format, &file, folder, force, matches, workspace).map(Some)
    };
    let mut outbox = if workspace.home.is_sample() { None } else { Some(mailroom::outbox(workspace)?) };
    let done = work_through(reader, limit(matches), work, workspace, |flow| {
        let (mut written, mut before) = (0_usize, 0_usize);
        let mut drafts = Some(Vec::new());
        let mut entries: VecDeque<NewDocument> = VecDeque::new();
        let next = || loop {
            if let Some(entry) = entries.pop_front() {
                return Some(Ok(entry));
            }
            match flow.next() {
                Some(Ok(Some(ready))) => {
                    written += 1;
                    flow.warned(&ready.warnings);
                    drafts.get_or_insert_default().extend(ready.drafts);
                    entries.extend(ready.entries);
                }
                Some(Ok(None)) => before += 1,
                Some(Err(error)) => return Some(Err(error)),
                None => return name_all(drafts.take()?).err().map(Err),
            }
        };
        match &mut outbox {
            Some(outbox) => outbox.record_all(std::iter::from_fn(next)).map(|_| ())?,
            None => std::iter::from_fn(next).try_for_each(|entry| entry.map(|_| ()))?,
        }
        Ok((written, before, std::mem::take(&mut flow.warnings)))
    });
    let (written, before, warnings) = done.inspect_err(|_| {
        if !was_there {
            // A table with a fault leaves no trace; a folder that holds something stays.
            let _ = fs::remove_dir(folder);
        }
    })?;
    warn(&warnings, workspace);
    let before = if before > 0 { format!("; {before} written before") } else { String::new() };
    workspace.ui.say(&format!("{} written to {}{before}", agreements(written), folder.display()));
    Ok(())
}

fn agreements(number: usize) -> String {
    mailroom::counted(number, "agreement", "agreements")
}

/// Writes the files of an agreement beside their places.
fn ready(
    made: &Made,
    format: Format,
    file: &Path,
    folder: &Path,
    force: bool,
    matches: &ArgMatches,
    workspace: &Workspace,
) -> Result<Ready> {
    let Issue { files, entries } = contract::issue(made, format, file, matches, workspace)?;
    let mut drafts = Vec::new();
    for (path, bytes) in files {
        if !force && path.symlink_metadata().is_ok() {
            return Err(Error::cannot_create(format!("{} is there already", path.display()))
                .hint("take it away, or add --force to replace it"));
        }
        let failed = |e: std::io::Error| cannot(&path, &e);
        let mut draft = tempfile::Builder::new().prefix(".garbo-").tempfile_in(folder).map_err(failed)?;
        draft.write_all(&bytes).map_err(failed)?;
        drafts.push((draft.into_temp_path(), path));
    }
    Ok(Ready { drafts, entries, warnings: made.warnings.clone() })
}

/// Gives the files their names; takes those back that have theirs when one can't.
fn name_all(drafts: Vec<(TempPath, PathBuf)>) -> Result<()> {
    let mut named: Vec<PathBuf> = Vec::new();
    for (draft, path) in drafts {
        let is_new = path.symlink_metadata().is_err();
        if let Err(error) = draft.persist(&path) {
            for path in named {
                let _ = fs::remove_file(path);
            }
            return Err(cannot(&path, &error.error));
        }
        named.extend(is_new.then_some(path));
    }
    Ok(())
}
