//! A contract as a command: the agreement with a client, and the addendum that changes one.
//!
//! Composed and numbered in one language or two, written in every form, noted in the register, sent with a covering
//! letter.

mod amend;
mod change;
mod issue;
pub(super) mod made;
mod post;
pub(super) mod sheets;
pub(super) mod shelf;
mod tried;
mod written;

use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::cli::output::{self, Format, Target};
use crate::cli::workspace::Workspace;
use crate::cli::{edit, flags, send};
use crate::error::{Error, Result};
use crate::library::kind::Kind;

pub(crate) use issue::{Issue, issue, text_of};
pub(crate) use made::{ADDENDUM, Ask, Made, make, make_asked};
pub(crate) use shelf::Shelf;
pub(crate) use tried::{questions, tried};

/// Returns a kind of contract as a command with all its flags.
pub fn command(kind: &Kind) -> Command {
    let (whom, what, paper, mail) = ("Addressee", "Content", "Paper", "Mail");
    let flag = |name: &'static str, heading: &'static str, help: &'static str| {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help_heading(heading).help(help)
    };
    let value = |name: &'static str, of: &'static str, heading: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(of).help_heading(heading).help(help)
    };
    let mut command = flags::stub(kind)
        .arg(value("to", "WHO", whom, "Name of the client's file in people/").required(true))
        .arg(
            value(
                "language",
                "CODE",
                whom,
                "BCP 47 code: it, id, ru, tr, en-GB, en-US [default: the client's]",
            )
            .short('l')
            .visible_alias("lang"),
        )
        .arg(value("with", "CODE", what, "A second language, side by side"))
        .arg(value("number", "NUMBER", what, "Number of the agreement [default: terms.number]"))
        .arg(value(
            "date",
            "DATE",
            what,
            match kind.id == ADDENDUM {
                true => "Date of the addendum [default: left open]",
                false => "Date of the agreement [default: terms.date, else open]",
            },
        ))
        .arg(flag("initials", paper, "A line for initials on each page"))
        .arg(flag("no-form", paper, "Lines to write on instead of fields to fill in and sign on screen"))
        .arg(flag("draft", paper, "Mark every page as not yet to be signed"))
        .args(output::args())
        .arg(flag("open", paper, "Open the result in the default viewer"))
        .arg(value(
            "sign-by",
            "DATE",
            mail,
            "Day by which it should come back signed, for the covering letter",
        ))
        .arg(value("tone", "TONE", mail, "Tone of the covering letter: warm, neutral or firm"))
        .arg(
            flag("queue", mail, "Put it into the outbox with a covering letter, after showing it and asking")
                .conflicts_with("send"),
        )
        .arg(flag("send", mail, "Send it now with a covering letter, after showing it and asking"))
        .arg(flag("yes", mail, "Queue or send without asking"))
        .arg(flag("again", mail, "Queue or send although the client already has one"));
    let effective =
        value("effective", "DATE", what, "Day from which the change holds [default: when all have signed]");
    if kind.id == ADDENDUM {
        command = command
            .arg(value(
                "amends",
                "NUMBER",
                what,
                "Number of the agreement that is changed [default: the client's latest]",
            ))
            .arg(effective);
    } else {
        command = command
            .arg(
                Arg::new("amend")
                    .long("amend")
                    .value_name("NUMBER")
                    .num_args(0..=1)
                    .default_missing_value("")
                    .help_heading(what)
                    .help("Write only what has changed since the agreement of that number was issued, as an addendum"),
            )
            .arg(effective.requires("amend"));
    }
    command
}

/// Runs the command.
pub fn run(kind: &str, matches: &ArgMatches, workspace: &mut Workspace) -> Result<()> {
    let target = Target::of(matches, Format::Text)?;
    target.check()?;
    let errand = send::errand(matches, workspace)?;
    let amends = match kind {
        ADDENDUM => Some(matches.get_one::<String>("amends").cloned().unwrap_or_default()),
        _ => matches.try_get_one::<String>("amend").ok().flatten().cloned(),
    };
    let made = match amends {
        None => make(kind, matches, workspace)?,
        Some(number) => amend::addendum(&number, matches, workspace)?,
    };
    post::check(&made, matches, workspace)?;
    for warning in &made.warnings {
        workspace.ui.warn(&warning.to_string());
    }
    match errand {
        None => write(&made, &target, matches, workspace),
        Some(errand) => {
            if target.file.is_some() {
                write(&made, &target, matches, workspace)?;
            }
            post::post(&made, errand, matches, workspace)
        }
    }
}

fn write(made: &Made, target: &Target, matches: &ArgMatches, workspace: &Workspace) -> Result<()> {
    if target.format == Format::Eml {
        let letter = post::covering(made, matches, workspace)?;
        let bytes = crate::cli::posting::message(&letter, workspace)?.bytes;
        return target.write(&bytes, &workspace.ui);
    }
    let paper = written::Paper::of(made, matches, workspace)?;
    if matches.get_flag("open") && target.file.is_none() {
        let pages = if cfg!(feature = "pdf") { Format::Pdf } else { Format::Html };
        let is_asked = matches.contains_id("format") || target.format != Format::Text;
        return look(made, if is_asked { target.format } else { pages }, &paper, workspace);
    }
    let files = written::files(made, target.format, &paper)?;
    let Some(file) = &target.file else {
        if !target.format.is_text() && files.len() > 1 {
            return Err(Error::usage(format!(
                "the agreement is {} files, which can't all go to standard output",
                files.len()
            ))
            .key("--output")
            .hint("name a file with -o: the sheets that are documents of their own are put beside it"));
        }
        for (i, (_, bytes)) in files.iter().enumerate() {
            if i > 0 {
                workspace.ui.data("\n\n");
            }
            target.write(bytes, &workspace.ui)?;
        }
        return Ok(());
    };
    // Every place is looked at before the first file is written.
    let targets: Vec<Target> = files
        .iter()
        .map(|(sheet, _)| Target { file: Some(written::beside(file, sheet.as_deref())), ..target.clone() })
        .collect();
    targets.iter().try_for_each(Target::check)?;
    for (target, (sheet, bytes)) in targets.iter().zip(&files) {
        target.write(bytes, &workspace.ui)?;
        if let Some(file) = &target.file {
            post::note(made, sheet.as_deref(), file, bytes, workspace);
        }
    }
    if matches.get_flag("open") {
        edit::view(file)?;
    }
    Ok(())
}

/// Opens the contract as a draft that lies in no folder of the coach's: as pages, or in the form that was asked for.
///
/// It is not noted in the register: what is only looked at was not issued.
fn look(made: &Made, format: Format, paper: &written::Paper<'_>, workspace: &Workspace) -> Result<()> {
    let failed = |e: std::io::Error| Error::cannot_create("the draft can't be written").cause(e);
    let folder = tempfile::Builder::new().prefix("garbo-").tempdir().map_err(failed)?;
    let main = folder.path().join(format!("{}.{}", made.kind, format.ending()));
    for (sheet, bytes) in written::files(made, format, paper)? {
        let place = written::beside(&main, sheet.as_deref());
        output::save(&place, &bytes, false)?;
        workspace.ui.say(&format!("a draft to look at, not noted as issued: {}", place.display()));
    }
    // The viewer reads it after this program has ended; the system clears its folder for such files.
    let _ = folder.keep();
    edit::view(&main)
}
