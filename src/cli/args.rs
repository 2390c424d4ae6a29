//! A first look at the arguments, so that only the command that was typed is built; and clap's errors as ours.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind as ClapKind;

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
