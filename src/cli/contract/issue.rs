//! A contract as files and as what the register keeps of it, for those who write them.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use crate::cli::contract::made::Made;
use crate::cli::contract::{post, written};
use crate::cli::output::Format;
use crate::cli::workspace::Workspace;
use crate::deliver::outbox::NewDocument;
use crate::error::Result;

/// The files of a contract and of its sheets, none written yet, and their entries.
pub(crate) struct Issue {
    pub files: Vec<(PathBuf, Vec<u8>)>,
    pub entries: Vec<NewDocument>,
}

/// Makes the files of a contract that is to lie at `file`, its sheets beside it.
///
/// Errors: as its written form has them.
pub(crate) fn issue(
    made: &Made,
    format: Format,
    file: &Path,
    matches: &ArgMatches,
    workspace: &Workspace,
) -> Result<Issue> {
    let paper = written::Paper::of(made, matches, workspace)?;
    let mut issue = Issue { files: Vec::new(), entries: Vec::new() };
    for (sheet, bytes) in written::files(made, format, &paper)? {
        let path = written::beside(file, sheet.as_deref());
        issue.entries.push(post::issued(made, sheet.as_deref(), &path, &bytes, workspace)?);
        issue.files.push((path, bytes));
    }
    Ok(issue)
}

/// Returns a contract as plain text, its sheets below it.
pub(crate) fn text_of(made: &Made) -> String {
    std::iter::once(&made.body).chain(&made.sheets).map(written::text).collect::<Vec<_>>().join("\n\n")
}
