//! `garbo completions` and `garbo man`: what the command line itself knows, for shells and readers.

use clap::{Arg, ArgMatches, Command, value_parser};
use clap_complete::Shell;

use crate::cli::whole;
use crate::cli::workspace::Workspace;
use crate::error::{Error, Result};

pub fn completions_command() -> Command {
    Command::new("completions").about("Write completions for a shell").arg(
        Arg::new("shell")
            .value_name("SHELL")
            .required(true)
            .value_parser(value_parser!(Shell))
            .help("bash, zsh, fish, elvish or powershell"),
    )
}

pub fn completions(matches: &ArgMatches, workspace: &mut Workspace) -> Result<()> {
    let shell = matches.get_one::<Shell>("shell").copied().ok_or_else(|| Error::usage("which shell?"))?;
    let mut out = Vec::new();
    clap_complete::generate(shell, &mut whole(&workspace.library)?, "garbo", &mut out);
    workspace.ui.bytes(&out);
    Ok(())
}

pub fn man_command() -> Command {
    Command::new("man")
        .about("Write the manual page")
        .arg(Arg::new("command").value_name("COMMAND").help("The page of one command, such as decline"))
}

pub fn man(matches: &ArgMatches, workspace: &mut Workspace) -> Result<()> {
    let whole = whole(&workspace.library)?;
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
