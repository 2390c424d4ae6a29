//! The command line: one command, one file. Highest floor below `main.rs`.
//!
//! Each kind of document is a command built from its YAML; only the kind that was typed is loaded.

mod addressee;
mod agreed;
mod args;
mod ask;
mod ask_fact;
mod batch;
mod check;
mod checkin;
mod checkin_record;
mod colleagues;
mod completions;
mod contract;
mod dialog;
mod doctor;
mod document;
mod edit;
mod erase;
mod flags;
mod forget;
mod init;
mod letter;
mod list;
mod mailroom;
mod outbox;
mod output;
#[cfg(feature = "pdf")]
mod paper;
mod plan;
mod posting;
mod register;
mod render;
mod retention;
mod review;
mod samples;
mod schema;
mod screen;
mod screen_ask;
mod screen_record;
mod send;
mod store;
mod templates;
mod ui;
mod verify;
mod workspace;

use std::ffi::OsString;

use clap::{ArgMatches, Command};

use crate::cli::ui::Ui;
use crate::cli::workspace::{HandOn, Workspace};
use crate::error::{Error, Result};
use crate::library::Library;

/// A command that is not a kind of document.
struct Fixed {
    name: &'static str,
    build: fn() -> Command,
    run: fn(&ArgMatches, &mut Workspace) -> Result<()>,
}

/// Every fixed command, in the order of the help.
const FIXED: &[Fixed] = &[
    Fixed { name: "render", build: render::command, run: render::run },
    Fixed { name: "batch", build: batch::command, run: batch::run },
    Fixed { name: "outbox", build: outbox::command, run: outbox::run },
    Fixed { name: "log", build: register::log_command, run: register::log },
    Fixed { name: "forget", build: forget::command, run: forget::run },
    Fixed { name: "export", build: register::export_command, run: register::export },
    Fixed { name: "screen", build: screen::command, run: screen::run },
    Fixed { name: "review", build: review::command, run: review::run },
    Fixed { name: "checkin", build: checkin::command, run: checkin::run },
    Fixed { name: "kinds", build: list::kinds_command, run: list::kinds },
    Fixed { name: "reasons", build: list::reasons_command, run: list::reasons },
    Fixed { name: "languages", build: list::languages_command, run: list::languages },
    Fixed { name: "colleagues", build: colleagues::command, run: colleagues::run },
    Fixed { name: "verify", build: verify::command, run: verify::run },
    Fixed { name: "check", build: check::command, run: check::run },
    Fixed { name: "samples", build: samples::command, run: samples::run },
    Fixed { name: "templates", build: templates::command, run: templates::run },
    Fixed {
        name: "completions",
        build: completions::completions_command,
        run: |m, w| completions::completions(whole(&w.library)?, m, w),
    },
    Fixed {
        name: "man",
        build: completions::man_command,
        run: |m, w| completions::man(whole(&w.library)?, m, w),
    },
];

/// A command that needs no practice folder.
struct Alone {
    name: &'static str,
    build: fn() -> Command,
    run: fn(&ArgMatches, &Ui) -> Result<()>,
}

/// Every command that must work where there is no practice, or a broken one.
const ALONE: &[Alone] = &[
    Alone { name: "doctor", build: doctor::command, run: doctor::run },
    Alone { name: "init", build: init::command, run: init::run },
    Alone { name: "schema", build: schema::command, run: schema::run },
];

/// Runs the program and returns its exit code; prints the error, if there is one.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let typed = args::glance(&arguments);
    let mut ui = Ui::new(&typed);
    match run(arguments, &typed, &mut ui) {
        Ok(()) => 0,
        Err(error) => {
            ui.error(&error);
            error.exit_code()
        }
    }
}

fn run(arguments: Vec<OsString>, typed: &args::Glance, ui: &mut Ui) -> Result<()> {
    let fixed = typed.command.as_deref().and_then(|name| FIXED.iter().find(|f| f.name == name));
    let mut command = args::base();
    if let Some(alone) = typed.command.as_deref().and_then(|name| ALONE.iter().find(|a| a.name == name)) {
        return match command.subcommand((alone.build)()).try_get_matches_from(arguments) {
            Ok(matches) => matches.subcommand().map_or(Ok(()), |(_, matches)| (alone.run)(matches, ui)),
            Err(error) => args::report(&error),
        };
    }
    let mut workspace = None;
    match fixed {
        Some(fixed) => command = command.subcommand((fixed.build)()),
        None if typed.command.is_none() && typed.version && !typed.help => {}
        None => {
            command = command.subcommands(FIXED.iter().map(|f| (f.build)()));
            command = command.subcommands(ALONE.iter().map(|a| (a.build)()));
            // The practice folder may hold kinds of its own, which are commands too.
            let opened = Workspace::open(typed, ui.clone());
            let library = match &opened {
                Ok(workspace) => workspace.library.clone(),
                // Help must work where the folder does not.
                Err(_) if typed.command.is_none() || typed.help => Library::default(),
                Err(error) => return Err(error.clone()),
            };
            match typed
                .command
                .as_ref()
                .map(|name| name.replace('-', "_"))
                .filter(|name| library.has_kind(name))
            {
                Some(kind) => command = command.subcommand(document::command(&library.kind(&kind)?)),
                None => {
                    for id in library.kind_ids() {
                        let about = library.about(&id).unwrap_or_default();
                        command = command.subcommand(flags::named(id, about));
                    }
                }
            }
            workspace = opened.ok();
        }
    }
    let after = arguments.clone();
    let matches = match command.try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => return args::report(&error),
    };
    let mut workspace = match workspace {
        Some(workspace) => workspace,
        None => Workspace::open(typed, ui.clone())?,
    };
    match matches.subcommand() {
        Some((name, matches)) => match FIXED.iter().find(|f| f.name == name) {
            Some(fixed) => (fixed.run)(matches, &mut workspace)?,
            None => document::run(name, matches, after.get(1..).unwrap_or_default(), &mut workspace)?,
        },
        None => return Err(Error::usage("no command was given").hint("`garbo --help` lists the commands")),
    }
    match workspace.next() {
        Some(HandOn { kind, arguments }) => run_kind(&kind, &arguments, &mut workspace),
        None => Ok(()),
    }
}

/// Runs the command of a kind with the arguments given, as if they had been typed.
fn run_kind(kind: &str, arguments: &[String], workspace: &mut Workspace) -> Result<()> {
    let command = args::base().subcommand(document::command(&workspace.library.kind(kind)?));
    let typed: Vec<OsString> =
        [kind].into_iter().chain(arguments.iter().map(String::as_str)).map(OsString::from).collect();
    match command.try_get_matches_from([OsString::from("garbo")].iter().chain(&typed)) {
        Ok(matches) => matches
            .subcommand()
            .map_or(Ok(()), |(_, matches)| document::run(kind, matches, &typed, workspace)),
        Err(error) => args::report(&error),
    }
}

/// Returns the whole command line, for completions and man pages.
fn whole(library: &Library) -> Result<Command> {
    let mut command = args::base();
    command = command.subcommands(FIXED.iter().map(|f| (f.build)()));
    command = command.subcommands(ALONE.iter().map(|a| (a.build)()));
    for id in library.kind_ids() {
        command = command.subcommand(document::command(&library.kind(&id)?));
    }
    Ok(command)
}
