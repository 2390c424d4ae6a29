//! `garbo schema`: JSON Schemas of the files a coach writes, for editors.

use clap::{Arg, ArgMatches, Command};

use crate::cli::ui::Ui;
use crate::error::{Error, Result};
use crate::load;

pub fn command() -> Command {
    Command::new("schema").about("Print the JSON Schema of a file, for editors that complete and check").arg(
        Arg::new("name")
            .value_name("NAME")
            .required(true)
            .value_parser(load::SCHEMAS)
            .help("practice.yaml, colleagues.yaml or people/*.yaml"),
    )
}

pub fn run(matches: &ArgMatches, ui: &Ui) -> Result<()> {
    let name = matches.get_one::<String>("name").map(String::as_str).unwrap_or_default();
    let schema = load::schema(name).ok_or_else(|| Error::usage(format!("there is no schema `{name}`")))?;
    ui.value(&schema);
    Ok(())
}
