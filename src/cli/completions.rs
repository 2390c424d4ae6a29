//! `garbo completions` and `garbo man`: what the command line itself knows, for shells and readers.

use clap::builder::PossibleValue;
use clap::{Arg, ArgMatches, Command, value_parser};
use clap_complete::Shell;

use crate::cli::workspace::Workspace;
use crate::error::{Error, Result};
use crate::library::catalogue::Who;
use crate::library::kind::ReasonsOf;
use crate::model::address::{Formality, Gender, Say, Tone};

pub fn completions_command() -> Command {
    Command::new("completions").about("Write completions for a shell").arg(
        Arg::new("shell")
            .value_name("SHELL")
            .required(true)
            .value_parser(value_parser!(Shell))
            .help("bash, zsh, fish, elvish or powershell"),
    )
}

pub fn completions(whole: Command, matches: &ArgMatches, workspace: &Workspace) -> Result<()> {
    let shell = matches.get_one::<Shell>("shell").copied().ok_or_else(|| Error::usage("which shell?"))?;
    let mut out = Vec::new();
    clap_complete::generate(shell, &mut with_values(whole, workspace)?, "garbo", &mut out);
    workspace.ui.bytes(&out);
    Ok(())
}

/// Returns the whole command line with the values that flags of letters may have: a shell offers those, while the
/// flags themselves take any text, so that a slip is answered with the nearest value. Names of the practice are left
/// out: the script stays where it was written.
fn with_values(whole: Command, workspace: &Workspace) -> Result<Command> {
    let library = &workspace.library;
    let catalogue = library.catalogue()?;
    let named = |ids: Vec<String>| ids.into_iter().map(PossibleValue::new).collect::<Vec<_>>();
    let languages: Vec<String> = library.languages()?.iter().map(ToString::to_string).collect();
    let mut line = whole;
    for id in library.kind_ids() {
        let kind = library.kind(&id)?;
        let who = match kind.reasons {
            ReasonsOf::Prospect => Some(Who::Prospect),
            ReasonsOf::Client => Some(Who::Client),
            ReasonsOf::Nobody => None,
        };
        let reasons =
            catalogue.reasons.iter().filter(|(_, reason)| who.is_some_and(|who| reason.who.contains(&who)));
        let mut values = vec![
            ("language", named(languages.clone())),
            ("gender", named(Gender::ALL.iter().map(ToString::to_string).collect())),
            ("formality", named(Formality::ALL.iter().map(ToString::to_string).collect())),
            ("tone", named(Tone::ALL.iter().map(ToString::to_string).collect())),
            ("say", named(Say::ALL.iter().map(ToString::to_string).collect())),
            ("reason", named(reasons.map(|(id, _)| id.to_string()).collect())),
        ];
        let chosen = kind.takes.iter().filter(|fact| !fact.choices.is_empty());
        values.extend(chosen.map(|fact| (fact.id.as_str(), named(fact.choices.clone()))));
        line = line.mut_subcommand(id, |mut command| {
            for (flag, values) in values {
                let is_there = command.get_arguments().any(|arg| arg.get_id() == flag);
                if is_there && !values.is_empty() {
                    command = command.mut_arg(flag, |arg| arg.value_parser(values));
                }
            }
            command
        });
    }
    Ok(line)
}

pub fn man_command() -> Command {
    Command::new("man")
        .about("Write the manual page")
        .arg(Arg::new("command").value_name("COMMAND").help("The page of one command, such as decline"))
}

pub fn man(whole: Command, matches: &ArgMatches, workspace: &Workspace) -> Result<()> {
    let page = match matches.get_one::<String>("command") {
        None => whole,
        Some(name) => {
            let known: Vec<&str> = whole.get_subcommands().map(Command::get_name).collect();
            let found = whole.get_subcommands().find(|c| c.get_name() == name).cloned();
            found
                .ok_or_else(|| {
                    let error = Error::usage(format!("there is no command called `{name}`"));
                    match crate::error::nearest(name, known) {
                        Some(near) => error.hint(format!("did you mean `{near}`?")),
                        None => error.hint("`garbo --help` lists the commands"),
                    }
                })?
                .name(format!("garbo-{name}"))
        }
    };
    let mut out = Vec::new();
    clap_mangen::Man::new(page)
        .render(&mut out)
        .map_err(|e| Error::internal("the page can't be written").cause(e))?;
    workspace.ui.bytes(&out);
    Ok(())
}
