//! The command line itself: a first look at the arguments, so that only the command that was typed is built; the flags
//! that every command takes; clap's errors as ours; a command to copy.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind as ClapKind;
use clap::{Arg, ArgAction, Command, ValueHint, value_parser};

use crate::error::{Error, ErrorKind, Problem, Result};

/// What a first look at the arguments tells, before they are parsed.
#[derive(Clone, Debug, Default)]
pub struct Glance {
    pub command: Option<String>,
    pub home: Option<PathBuf>,
    pub json: bool,
    pub quiet: bool,
    pub help: bool,
    pub version: bool,
    pub color: Option<String>,
}

/// Looks at the arguments: the first word that is no flag is the command.
pub fn glance(arguments: &[OsString]) -> Glance {
    let mut glance = Glance::default();
    let mut rest = arguments.iter().skip(1);
    while let Some(argument) = rest.next() {
        let text = argument.to_string_lossy();
        match text.as_ref() {
            "--" => break,
            "--home" => glance.home = rest.next().map(PathBuf::from),
            "--color" => glance.color = rest.next().map(|c| c.to_string_lossy().into_owned()),
            "--json" => glance.json = true,
            "-q" | "--quiet" => glance.quiet = true,
            "-h" | "--help" => glance.help = true,
            "-V" | "--version" if glance.command.is_none() => glance.version = true,
            "help" if glance.command.is_none() => glance.help = true,
            other => {
                if let Some(home) = other.strip_prefix("--home=") {
                    glance.home = Some(PathBuf::from(home));
                } else if let Some(color) = other.strip_prefix("--color=") {
                    glance.color = Some(color.to_owned());
                } else if !other.starts_with('-') && glance.command.is_none() {
                    glance.command = Some(other.to_owned());
                }
            }
        }
    }
    glance
}

/// Prints help and version as such; turns what is wrong with the arguments into an error of usage.
pub fn report(error: &clap::Error) -> Result<()> {
    match error.kind() {
        ClapKind::DisplayHelp | ClapKind::DisplayVersion => {
            let _ = error.print();
            Ok(())
        }
        ClapKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Err(Error::usage("no command was given").hint(error.to_string()))
        }
        _ => {
            let text = error.to_string();
            let body = text.trim().trim_start_matches("error: ");
            // clap's own text has the message first, then tips and usage after blank lines.
            let (message, hint) = body.split_once("\n\n").unwrap_or((body, ""));
            let mut problem = Problem::new(message.trim());
            if !hint.trim().is_empty() {
                problem = problem.hint(hint.trim());
            }
            Err(Error::new(ErrorKind::Usage, problem))
        }
    }
}

/// Returns the command without its subcommands: name, version, the flags that every command takes.
pub fn base() -> Command {
    Command::new("garbo")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Polite refusals with referrals, and coaching agreements to sign, in five languages")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .propagate_version(false)
        .args(global())
        .after_help(
            "Each kind of document is a command: garbo decline --to \"Anna Petrova <anna@example.org>\" --language ru\n\
             Nothing is ever sent without --send or `garbo outbox send`.",
        )
}

fn global() -> Vec<Arg> {
    vec![
        Arg::new("home")
            .long("home")
            .value_name("DIR")
            .value_parser(value_parser!(PathBuf))
            .value_hint(ValueHint::DirPath)
            .global(true)
            .help("Practice folder [default: the nearest one upwards, then the configuration folder]"),
        Arg::new("json")
            .long("json")
            .action(ArgAction::SetTrue)
            .global(true)
            .help("Write lists and errors as JSON"),
        Arg::new("quiet")
            .short('q')
            .long("quiet")
            .action(ArgAction::SetTrue)
            .global(true)
            .help("Say only what failed"),
        Arg::new("verbose").short('v').long("verbose").action(ArgAction::Count).global(true).help("Say more"),
        Arg::new("color")
            .long("color")
            .value_name("WHEN")
            .value_parser(["auto", "always", "never"])
            .default_value("auto")
            .global(true)
            .help("Whether to use colours"),
    ]
}

/// Returns the flag for a language; each command says what it stands for there.
pub fn language() -> Arg {
    Arg::new("language").short('l').long("language").visible_alias("lang").value_name("CODE")
}

/// Returns a command ready to copy into a shell.
pub fn shell(kind: &str, arguments: &[String]) -> String {
    let words = ["garbo", kind].into_iter().chain(arguments.iter().map(String::as_str));
    shell_words::join(words)
}
