//! Runs a kind of document: the letter is composed or asked for, shown or written, offered, queued or sent.

use std::ffi::OsString;

use clap::{ArgMatches, Command};

use crate::cli::letter::Letter;
use crate::cli::output::{Format, Target};
use crate::cli::send::Errand;
use crate::cli::workspace::Workspace;
use crate::cli::{checkin, checkin_record, contract, dialog, edit, flags, plan, posting, register, send};
use crate::error::Result;
use crate::library::kind::{Form, Kind};

/// Returns a kind as a command with all its flags.
pub fn command(kind: &Kind) -> Command {
    match kind.form {
        Form::Contract => contract::command(kind),
        _ => flags::letter(kind),
    }
}

/// Runs the command of a kind.
///
/// `arguments` are those typed, from the kind on: answers given in conversation are added to them.
pub fn run(
    kind: &str,
    matches: &ArgMatches,
    arguments: &[OsString],
    workspace: &mut Workspace,
) -> Result<()> {
    let kind = workspace.library.kind(kind)?;
    if kind.form == Form::Contract {
        return contract::run(&kind.id, matches, workspace);
    }
    if kind.plans && matches.get_flag("plan") {
        return plan::run(&kind, matches, workspace);
    }
    let prepared = match kind.checks_in {
        true => Some(checkin::prepared(matches, arguments, workspace)?),
        false => None,
    };
    let again = prepared.as_ref().map(|more| flags::reparse(&kind.id, more, workspace)).transpose()?;
    let (arguments, matches) = (prepared.as_deref().unwrap_or(arguments), again.as_ref().unwrap_or(matches));
    let target = Target::of(matches, Format::Text)?;
    target.check()?;
    let errand = send::errand(matches, workspace)?;
    let (mut letter, conversed) = dialog::letter(&kind, matches, arguments, workspace)?;
    // A letter that was asked for word by word is shown and offered; one that was typed goes where it was told.
    let offers =
        conversed.is_some() && errand.is_none() && target.file.is_none() && target.format == Format::Text;
    let matches = conversed.as_ref().unwrap_or(matches);
    if matches.get_flag("edit") {
        letter.document = edit::edited(&letter.document)?;
        letter.check();
    }
    let leaves = offers || errand.is_some() || target.file.is_some();
    let begun = match kind.checks_in {
        true => Some(checkin_record::seal(&letter, matches, leaves, workspace)?),
        false => None,
    };
    letter.attachments = send::attachments(matches)?;
    let has_left = match offers {
        true => dialog::offer(&mut letter, matches, workspace)? || kind.checks_in && matches.get_flag("keep"),
        false => {
            deliver(&letter, &target, errand, matches, workspace)?;
            true
        }
    };
    match begun.filter(|_| has_left) {
        Some(begun) => checkin_record::begin(&begun, &letter, matches, workspace),
        None => Ok(()),
    }
}

fn deliver(
    letter: &Letter,
    target: &Target,
    errand: Option<Errand>,
    matches: &ArgMatches,
    workspace: &Workspace,
) -> Result<()> {
    for warning in letter.warnings() {
        workspace.ui.warn(&warning);
    }
    match errand {
        None => write(letter, target, matches, workspace),
        Some(errand) => {
            if target.file.is_some() {
                write(letter, target, matches, workspace)?;
            }
            send::post(letter, errand, matches, workspace)
        }
    }
}

fn write(letter: &Letter, target: &Target, matches: &ArgMatches, workspace: &Workspace) -> Result<()> {
    let bytes = posting::written(letter, target.format, workspace)?;
    target.write(&bytes, &workspace.ui)?;
    if let Some(file) = &target.file {
        register::note(letter, file, bytes, workspace);
    }
    if matches.get_flag("open") {
        edit::open(letter, target)?;
    }
    Ok(())
}
