//! `garbo colleagues`: whom the coach refers to; the list, its check, and who fits somebody.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jiff::Unit;
use serde_json::json;

use crate::cli::addressee;
use crate::cli::args::{self, shell};
use crate::cli::workspace::Workspace;
use crate::compose::referral::{self, MOST};
use crate::error::{Error, ErrorKind, Problem, Result};
use crate::model::colleague::{Capacity, Colleague};
use crate::model::id::Id;
use crate::model::language::Language;
use crate::model::texts::Texts;

/// Months after which a colleague is asked again whether the listing stands.
const ASK_AGAIN_MONTHS: i32 = 12;

pub fn command() -> Command {
    Command::new("colleagues")
        .about("List the colleagues you refer to, check the list, or find who fits somebody")
        .arg(
            Arg::new("for")
                .long("for")
                .value_name("WHO")
                .help("Only those who fit this person: three at most, each with the reason"),
        )
        .arg(
            args::language()
                .requires("for")
                .help("Language of the letter [default: the person's, else the practice's first]"),
        )
        .arg(
            Arg::new("check")
                .long("check")
                .action(ArgAction::SetTrue)
                .conflicts_with("for")
                .help("Say what is missing or out of date in colleagues.yaml"),
        )
}

pub fn run(matches: &ArgMatches, workspace: &mut Workspace) -> Result<()> {
    workspace.practice()?;
    if let Some(who) = matches.get_one::<String>("for") {
        return fitting(who, matches, workspace);
    }
    if matches.get_flag("check") {
        return check(workspace);
    }
    list(workspace)
}

fn room(capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::Open => "open",
        Capacity::Few => "few places",
        Capacity::Full => "full",
    }
}

fn list(workspace: &Workspace) -> Result<()> {
    let directory = workspace.directory()?;
    if workspace.ui.json {
        let list = directory.colleagues.iter().map(|c| {
            json!({"id": c.id, "name": c.name, "languages": c.languages, "fields": c.fields, "place": c.place, "online": c.online,
                   "capacity": room(c.capacity), "agreed_to_be_listed": c.agreed_to_be_listed, "referral_fee": c.referral_fee})
        });
        workspace.ui.value(&list.collect());
        return Ok(());
    }
    let rows: Vec<Vec<String>> = directory
        .colleagues
        .iter()
        .map(|c| {
            let languages: Vec<&str> = c.languages.iter().map(Language::tag).collect();
            let fields: Vec<&str> = c.fields.iter().map(Id::as_str).collect();
            let place = match (&c.place, c.online) {
                (Some(place), true) => format!("{place}, online"),
                (Some(place), false) => place.clone(),
                (None, true) => "online".to_owned(),
                (None, false) => String::new(),
            };
            let agreed = c
                .agreed_to_be_listed
                .as_ref()
                .map_or("not agreed: never named".to_owned(), |day| format!("agreed {day}"));
            vec![
                c.id.to_string(),
                c.name.clone(),
                languages.join(" "),
                fields.join(" "),
                place,
                room(c.capacity).to_owned(),
                if c.referral_fee { "fee, disclosed" } else { "" }.to_owned(),
                agreed,
            ]
        })
        .collect();
    workspace.ui.table(&["ID", "NAME", "LANGUAGES", "FIELDS", "PLACE", "ROOM", "FEE", "LISTED"], &rows);
    Ok(())
}

/// Shows who fits a person, why, and the letter; where nobody does, the register that the letter names instead.
fn fitting(who: &str, matches: &ArgMatches, workspace: &Workspace) -> Result<()> {
    let (person, _) = addressee::named(who, workspace)?;
    let typed = matches.get_one::<String>("language");
    let typed = typed.map(|code| code.parse::<Language>().map_err(|e| e.key("--language"))).transpose()?;
    let first = workspace.practice()?.languages.first().cloned();
    let language = typed.clone().or(person.language.clone()).or(first);
    let Some(language) = language else {
        return Err(Error::usage("no language is known for this person")
            .hint("add --language it, id, ru, tr or en-GB"));
    };
    let speech = workspace.library.speech(&language)?;
    let directory = workspace.directory()?;
    let fit = referral::fitting(directory, &person, &speech);
    let shown: Vec<_> = fit.iter().map(|colleague| referral::shown(colleague, &person, &speech)).collect();
    let registers = referral::registers(workspace.practice()?, None, &speech);
    let mut arguments: Vec<String> = match matches.get_one::<std::path::PathBuf>("home") {
        Some(home) => vec!["--home".into(), home.display().to_string()],
        None => Vec::new(),
    };
    arguments.extend(["--to".to_owned(), who.to_owned()]);
    if let Some(language) = &typed {
        arguments.extend(["--language".to_owned(), language.to_string()]);
    }
    for colleague in &shown {
        arguments.extend(["--colleague".to_owned(), colleague.id.clone()]);
    }
    let command = shell("referral", &arguments);
    if workspace.ui.json {
        workspace.ui.value(&json!({"for": who, "language": language, "colleagues": shown, "registers": registers, "letter": command}));
        return Ok(());
    }
    let mut out = String::new();
    for (colleague, full) in shown.iter().zip(&fit) {
        out.push_str(&format!("{} ({}), {}\n", colleague.name, colleague.id, room(full.capacity)));
        for line in [&colleague.does, &colleague.why, &colleague.fees].into_iter().flatten() {
            out.push_str(&format!("  {line}\n"));
        }
        if colleague.referral_fee {
            out.push_str("  You receive a fee for this referral: the letter says so\n");
        }
    }
    if shown.is_empty() {
        out.push_str("Nobody fits language, field and place; the letter says so and points to a register\n");
        for register in &registers {
            out.push_str(&format!("  {} {}\n", register.title, register.url));
        }
    }
    out.push_str(&format!("$ {command}\n"));
    workspace.ui.data(&out);
    if shown.is_empty() && registers.is_empty() {
        workspace.ui.warn("practice.yaml names no register in this language: add one under `registers:`");
    }
    Ok(())
}

/// Says what is missing or out of date.
///
/// Errors: faults, when something is.
fn check(workspace: &Workspace) -> Result<()> {
    let today = workspace.today()?;
    let practice = workspace.practice()?;
    let directory = workspace.directory()?;
    let mut problems = Vec::new();
    for colleague in &directory.colleagues {
        let mut problem = |message: String, hint: &str| {
            problems.push(Problem::new(format!("{}: {message}", colleague.id)).hint(hint.to_owned()));
        };
        match &colleague.agreed_to_be_listed {
            None => {
                problem(
                    "has not agreed to be listed, and is never named".into(),
                    "ask, then add `agreed_to_be_listed: YYYY-MM-DD`; or take the entry out",
                );
                continue;
            }
            Some(day) => {
                let months = day.0.until((Unit::Month, today)).map_or(0, |span| span.get_months());
                if months >= ASK_AGAIN_MONTHS {
                    problem(
                        format!("agreed on {day}, {months} months ago"),
                        "ask whether it stands, and write the new date",
                    );
                }
            }
        }
        if colleague.email.is_none() && colleague.phone.is_none() && colleague.website.is_none() {
            problem("cannot be reached: no email, phone or website".into(), "add one of them");
        }
        if colleague.fields.is_empty() {
            problem("has no field, so that nobody is matched".into(), "add `fields:`, such as [career]");
        }
        let spoken: Vec<&Language> = practice
            .languages
            .iter()
            .filter(|l| colleague.languages.iter().any(|known| known.base() == l.base()))
            .collect();
        if spoken.is_empty() {
            problem(
                "speaks none of your practice's languages".into(),
                "no letter of yours will name this colleague",
            );
        }
        for (key, texts) in [("does", &colleague.does), ("why", &colleague.why)] {
            let lacking: Vec<&str> =
                spoken.iter().filter(|l| lacks(texts.as_ref(), l)).map(|l| l.tag()).collect();
            if !lacking.is_empty() {
                problem(
                    format!("`{key}` is not written in {}", lacking.join(", ")),
                    "add a line in each language; without one the letter has the bare name",
                );
            }
        }
    }
    let named = directory.colleagues.iter().filter(|c| may_be_named(c)).count();
    workspace.ui.say(&format!(
        "{named} of {} may be named; a letter names {MOST} at most",
        directory.colleagues.len()
    ));
    Error::all(ErrorKind::Faults, problems).map_or(Ok(()), Err)
}

fn lacks(texts: Option<&Texts>, language: &Language) -> bool {
    texts.and_then(|t| t.get(language)).is_none()
}

fn may_be_named(colleague: &Colleague) -> bool {
    colleague.agreed_to_be_listed.is_some() && colleague.capacity != Capacity::Full
}
