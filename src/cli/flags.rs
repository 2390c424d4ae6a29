//! A kind of document as a command line, built from `templates/<kind>.yaml`: its name, its help, its flags.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint, value_parser};

use crate::cli::workspace::Workspace;
use crate::cli::{args, output};
use crate::error::{Error, Result};
use crate::library::kind::{Fact, FactType, Kind};
use crate::model::language::Language;
use crate::model::texts::Texts;

/// Returns a kind as it stands in the list of commands, without its flags.
pub fn stub(kind: &Kind) -> Command {
    named(kind.id.clone(), about(kind))
}

/// As [`stub`], for a kind whose file was not read whole.
pub fn named(id: String, about: String) -> Command {
    // `garbo ending-call` is as good as `garbo ending_call`.
    let dashed = Some(id.replace('_', "-")).filter(|dashed| *dashed != id);
    Command::new(id).aliases(dashed).about(about)
}

/// Returns a kind of letter as a command with all its flags.
pub fn letter(kind: &Kind) -> Command {
    let mut command = stub(kind).args(common()).args(output::args());
    if kind.plans {
        command = command.arg(
            Arg::new("plan")
                .long("plan")
                .action(ArgAction::SetTrue)
                .help("Print the whole ending in order, each step with its command; writes nothing"),
        );
    }
    if kind.checks_in {
        command = command.args(check_in_args());
    }
    for fact in &kind.takes {
        // A fact that bears the name of a common flag is given through it.
        if !common().iter().any(|arg| arg.get_id() == fact.id.as_str()) {
            command = command.arg(flag(fact, kind));
        }
    }
    command
}

/// Returns the flags of a note about a first meeting in person.
fn check_in_args() -> Vec<Arg> {
    let heading = "Check-in";
    vec![
        Arg::new("with").long("with").value_name("WHO").help_heading(heading).help(
            "Whom you meet: mailbox, name, or file in people/; the note has first name and initial only",
        ),
        Arg::new("more")
            .long("more")
            .value_name("TEXT")
            .help_heading(heading)
            .help("For the sealed part: anything else that helps to find you"),
        Arg::new("sealed_page")
            .long("sealed-page")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .value_hint(ValueHint::FilePath)
            .help_heading(heading)
            .help("Write the sealed page, with the full name, to a file"),
        Arg::new("keep")
            .long("keep")
            .action(ArgAction::SetTrue)
            .help_heading(heading)
            .help("Open a check-in although the note is only shown"),
    ]
}

fn about(kind: &Kind) -> String {
    english(&kind.about)
}

pub fn english(texts: &Texts) -> String {
    let english = "en".parse::<Language>().ok().and_then(|en| texts.get(&en).map(str::to_owned));
    english.or_else(|| texts.iter().next().map(str::to_owned)).unwrap_or_default()
}

fn flag(fact: &Fact, kind: &Kind) -> Arg {
    let mut help = english(&fact.help);
    if kind.needs.contains(&fact.id) {
        help.push_str(" (needed)");
    }
    if fact.value == FactType::Rows {
        help.push_str(&format!(
            ": \"{}\"",
            fact.columns.iter().map(|c| c.id.as_str()).collect::<Vec<_>>().join(" | ")
        ));
    }
    let many = fact.many || fact.value == FactType::Rows;
    let mut arg = Arg::new(fact.id.clone())
        .long(fact.id.replace('_', "-"))
        .help(help)
        .help_heading("Facts")
        .value_name(match fact.value {
            FactType::Date => "DATE",
            FactType::Moment => "MOMENT",
            FactType::Time => "TIME",
            FactType::Money => "AMOUNT",
            FactType::Integer => "NUMBER",
            FactType::Url => "LINK",
            FactType::Rows => "ROW",
            FactType::Flag => "YES",
            FactType::Text | FactType::Choice | FactType::Zone => "TEXT",
        })
        .action(if many { ArgAction::Append } else { ArgAction::Set });
    if matches!(fact.value, FactType::Money | FactType::Integer) {
        // A negative amount is refused as an amount, not as a flag that nobody typed.
        arg = arg.allow_negative_numbers(true);
    }
    if fact.value == FactType::Flag {
        arg = arg.num_args(0..=1).default_missing_value("yes");
    }
    if !fact.choices.is_empty() {
        arg = arg.help(format!("{} [{}]", english(&fact.help), fact.choices.join(", ")));
    }
    arg
}

/// Returns the flags that every letter takes.
pub fn common() -> Vec<Arg> {
    let whom = "Addressee";
    let what = "Content";
    let mail = "Mail";
    vec![
        Arg::new("to").long("to").value_name("WHO").help_heading(whom).help("Mailbox, bare name, or the name of a file in people/"),
        Arg::new("reply")
            .long("reply")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .value_hint(ValueHint::FilePath)
            .help_heading(whom)
            .help("Answer this message (.eml; - is standard input)"),
        Arg::new("quote").long("quote").action(ArgAction::SetTrue).requires("reply").help_heading(whom).help("Quote the message that is answered"),
        args::language()
            .help_heading(whom)
            .help("BCP 47 code: it, id, ru, tr, en-GB, en-US [default: the person's, the message's, the practice's first]"),
        Arg::new("gender").long("gender").value_name("f|m").help_heading(whom).help("Grammatical gender of the addressee; never guessed"),
        Arg::new("formality").long("formality").value_name("formal|informal").help_heading(whom).help("Register of address"),
        Arg::new("title").long("title").value_name("TITLE").help_heading(whom).help("Title before the name: Dott.ssa, Dr"),
        Arg::new("patronymic").long("patronymic").value_name("NAME").help_heading(whom).help("Russian patronymic"),
        Arg::new("tone").long("tone").value_name("warm|neutral|firm").help_heading(what).help("Tone [default: the kind's]"),
        Arg::new("reason").long("reason").value_name("ID").help_heading(what).help("Reason; `garbo reasons` lists them"),
        Arg::new("say").long("say").value_name("full|soft|none").help_heading(what).help("Tell the reason, soften it, or leave it out"),
        Arg::new("colleague")
            .long("colleague")
            .value_name("ID")
            .action(ArgAction::Append)
            .help_heading(what)
            .help("Colleague to point to (repeat for up to three), or auto"),
        Arg::new("resource")
            .long("resource")
            .value_name("ID")
            .action(ArgAction::Append)
            .help_heading(what)
            .help("Resource of your own to point to (repeatable), or none"),
        Arg::new("date").long("date").value_name("DATE").help_heading(what).help("Date of the letter [default: today]"),
        Arg::new("set")
            .long("set")
            .value_name("KEY=VALUE")
            .action(ArgAction::Append)
            .help_heading(what)
            .help("Any further fact the kind takes"),
        Arg::new("data")
            .long("data")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .value_hint(ValueHint::FilePath)
            .help_heading(what)
            .help("Facts from a YAML file"),
        Arg::new("attach")
            .long("attach")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .value_hint(ValueHint::FilePath)
            .action(ArgAction::Append)
            .help_heading(mail)
            .help("File that rides along (repeatable)"),
        Arg::new("queue").long("queue").action(ArgAction::SetTrue).conflicts_with("send").help_heading(mail).help("Put the letter into the outbox, after showing it and asking"),
        Arg::new("send").long("send").action(ArgAction::SetTrue).help_heading(mail).help("Send the letter now, after showing it and asking"),
        Arg::new("yes").long("yes").action(ArgAction::SetTrue).help_heading(mail).help("Queue or send without asking"),
        Arg::new("again").long("again").action(ArgAction::SetTrue).help_heading(mail).help("Queue or send although the person already has a letter of this kind"),
        Arg::new("edit").long("edit").action(ArgAction::SetTrue).help("Edit the Markdown in $EDITOR first"),
        Arg::new("open").long("open").action(ArgAction::SetTrue).help("Open the result in the default viewer"),
    ]
}

/// Reads the arguments of a kind of letter anew, after answers were added to them.
pub fn reparse(kind: &str, arguments: &[OsString], workspace: &Workspace) -> Result<ArgMatches> {
    let command = args::base().subcommand(letter(&workspace.library.kind(kind)?));
    let matches =
        command.try_get_matches_from([OsString::from("garbo")].iter().chain(arguments)).map_err(|e| {
            args::report(&e).err().unwrap_or_else(|| Error::internal("the answers can't be read"))
        })?;
    let inner = matches.subcommand().map(|(_, matches)| matches.clone());
    inner.ok_or_else(|| Error::internal("the answers can't be read"))
}
