//! What is kept of an open check-in: `checkins/<who>.yaml`, for the coach alone, deleted when the meeting is over.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::ArgMatches;
use serde_json::Value;

use crate::cli::letter::Letter;
use crate::cli::output::save;
use crate::cli::screen_record::{self, private_folder};
use crate::cli::workspace::Workspace;
use crate::cli::{addressee, flags, posting};
use crate::error::{Error, Place, Result};
use crate::grammar::slug::slug;
use crate::model::address::Relation;
use crate::model::check_in::CheckIn;
use crate::model::name;
use crate::model::person::Person;
use crate::render::text::text;
use crate::yaml::quoted;

/// The folder in the practice folder.
const FOLDER: &str = "checkins";

/// Returns the name of the file about somebody, in the practice folder.
pub fn path(key: &str) -> String {
    format!("{FOLDER}/{key}.yaml")
}

/// Returns the key of somebody: as the record of a screening has it.
pub fn key(who: &str, workspace: &Workspace) -> Result<String> {
    let (_, file) = addressee::named(who, workspace)?;
    Ok(screen_record::key(who, file.is_some()))
}

/// Returns somebody with the parts of the name that are known or can be told apart.
fn person(who: &str, workspace: &Workspace) -> Result<Person> {
    let (mut person, _) = addressee::named(who, workspace)?;
    name::fill(&mut person, &[]);
    Ok(person)
}

/// Returns first name and initial: all that a note tells of the client.
pub fn short_name(who: &str, workspace: &Workspace) -> Result<String> {
    let person = person(who, workspace)?;
    let given = person.given.or(person.name).unwrap_or_default();
    let initial = person.family.as_deref().and_then(|family| family.chars().next());
    Ok(match initial {
        Some(initial) => format!("{given} {initial}."),
        None => given,
    })
}

/// Makes sure that the trusted person is no client.
///
/// Errors: refused, for a client or prospect; usage, for the person who is met.
pub fn private(matches: &ArgMatches, workspace: &Workspace) -> Result<()> {
    let (Some(to), with) = (matches.get_one::<String>("to"), matches.get_one::<String>("with")) else {
        return Ok(());
    };
    if Some(to) == with {
        return Err(Error::usage("the note would go to the very person you meet")
            .key("--to")
            .hint("name a trusted person with --to, and the client with --with"));
    }
    let (trusted, _) = addressee::named(to, workspace)?;
    match trusted.relation {
        Some(relation @ (Relation::Client | Relation::Prospect | Relation::FormerClient)) => {
            Err(Error::refused(format!(
                "`{to}` is a {relation} of yours: a safety note goes to somebody close to you"
            ))
            .key("--to")
            .hint("name a friend or relative who has agreed to it; in people/ with `relation: trusted`"))
        }
        _ => Ok(()),
    }
}

/// A check-in that is about to be opened.
pub struct Begun {
    /// Name of its file; `None` where nothing is kept
    key: Option<String>,
    sealed: Vec<(&'static str, String)>,
}

/// Writes the sealed page where one is wanted, and makes sure that a check-in can be opened.
///
/// A check-in is opened for a note that `leaves` this program, and for one that is only shown with `--keep`.
///
/// Errors: cannot_create, also when a check-in with this person is open already.
pub fn seal(letter: &Letter, matches: &ArgMatches, leaves: bool, workspace: &Workspace) -> Result<Begun> {
    let with = matches.get_one::<String>("with");
    let met = with.map(|with| person(with, workspace)).transpose()?.unwrap_or_default();
    let full_name = met.name.clone().unwrap_or_else(|| fact(letter, "who"));
    let sealed = [
        ("full_name", Some(full_name)),
        ("client_phone", met.phone.clone()),
        ("client_email", met.email.clone()),
        ("more", matches.get_one::<String>("more").cloned()),
    ];
    let sealed: Vec<_> = sealed.into_iter().filter_map(|(id, value)| Some((id, value?))).collect();
    let key = match with {
        Some(with) => key(with, workspace)?,
        None => slug(&fact(letter, "who")),
    };
    let keeps = (leaves || matches.get_flag("keep")) && !workspace.home.is_sample();
    if keeps && workspace.home.read(&path(&key))?.is_some() && !matches.get_flag("force") {
        return Err(Error::cannot_create("a check-in with this person is open already")
            .at(Place::file(workspace.home.shown(&path(&key))))
            .hint(format!("close it with `garbo checkin done {key}`, or add --force to replace it")));
    }
    if let Some(file) = matches.get_one::<PathBuf>("sealed_page") {
        let page = page(letter, &sealed, matches, workspace)?;
        save(file, page.as_bytes(), matches.get_flag("force"))?;
        workspace
            .ui
            .say(&format!("wrote {}: hand it over closed, to be opened on alarm only", file.display()));
    }
    Ok(Begun { key: keeps.then_some(key), sealed })
}

fn fact(letter: &Letter, id: &str) -> String {
    letter.brief.facts.get(id).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Keeps the check-in, once the note is on its way.
///
/// Errors: cannot_create.
pub fn begin(begun: &Begun, letter: &Letter, matches: &ArgMatches, workspace: &Workspace) -> Result<()> {
    let words = workspace.words()?;
    let Some(key) = &begun.key else {
        workspace.ui.say(words.say("check_in_shown_only"));
        return Ok(());
    };
    let mut out = screen_record::head(words.say("check_in_head"));
    let mut line = |key: &str, value: &str| {
        if !value.is_empty() {
            out.push_str(&format!("{key}: {}\n", quoted(value)));
        }
    };
    line("trusted", matches.get_one::<String>("to").map_or("", String::as_str));
    line("language", letter.speech.language.tag());
    let with = matches.get_one::<String>("with");
    line("person", with.map(|_| key.as_str()).unwrap_or_default());
    for id in ["who", "day", "start", "end", "arrival", "back_by", "where", "map", "phone"] {
        line(id, &fact(letter, id));
    }
    line("time_zone", &workspace.practice()?.time_zone.to_string());
    let wait = letter.brief.facts.get("wait").and_then(Value::as_u64).unwrap_or(15);
    out.push_str(&format!("wait: {wait}\nsealed:\n"));
    for (id, value) in &begun.sealed {
        out.push_str(&format!("  {id}: {}\n", quoted(value)));
    }
    let folder = private_folder(FOLDER, workspace)?;
    save(&folder.join(format!("{key}.yaml")), out.as_bytes(), true)?;
    let done = format!("garbo checkin done {key}");
    workspace.ui.say(&words.fill("check_in_opened", &[("command", &done)]));
    Ok(())
}

/// Returns the sealed page in the language of the note.
fn page(
    letter: &Letter,
    sealed: &[(&str, String)],
    matches: &ArgMatches,
    workspace: &Workspace,
) -> Result<String> {
    let mut flags: Vec<OsString> = vec!["safety_sealed".into()];
    let to = matches.get_one::<String>("to").cloned().unwrap_or_default();
    flags.extend([format!("--to={to}").into(), format!("--language={}", letter.speech.language).into()]);
    for id in ["where", "map", "day", "start", "end", "phone", "delete_on"] {
        if let Some(value) = letter.brief.facts.get(id).and_then(Value::as_str) {
            flags.push(format!("--{}={value}", id.replace('_', "-")).into());
        }
    }
    flags.extend(sealed.iter().map(|(id, value)| format!("--{}={value}", id.replace('_', "-")).into()));
    let kind = workspace.library.kind("safety_sealed")?;
    let matches = flags::reparse("safety_sealed", &flags, workspace)?;
    let page = crate::cli::letter::letter(kind, &matches, workspace)?;
    let document = posting::whole(&page)?;
    Ok(format!("{}\n\n{}", page.document.subject, text(&document)))
}

/// Returns the flags of the sealed page of a kept check-in.
pub fn sealed_flags(check_in: &CheckIn) -> Vec<String> {
    let mut flags = vec![
        format!("--to={}", check_in.trusted),
        format!("--language={}", check_in.language),
        format!("--where={}", check_in.place),
        format!("--day={}", check_in.day),
        format!("--start={}", check_in.start),
        format!("--end={}", check_in.end),
        format!("--full-name={}", check_in.sealed.full_name.reveal()),
    ];
    let texts = [("map", &check_in.map), ("phone", &check_in.phone)];
    flags.extend(texts.into_iter().filter_map(|(id, v)| Some(format!("--{id}={}", v.as_ref()?))));
    let sealed = &check_in.sealed;
    let parts = [
        ("client-phone", &sealed.client_phone),
        ("client-email", &sealed.client_email),
        ("more", &sealed.more),
    ];
    flags.extend(parts.into_iter().filter_map(|(id, v)| Some(format!("--{id}={}", v.as_ref()?.reveal()))));
    flags
}

/// Deletes a check-in and its sealed part.
///
/// Errors: cannot_create, when the file can't be removed.
pub fn delete(key: &str, workspace: &Workspace) -> Result<()> {
    let file = workspace.folder()?.join(path(key));
    std::fs::remove_file(&file).map_err(|e| {
        Error::cannot_create("the sealed part can't be deleted")
            .at(Place::file(workspace.home.shown(&path(key))))
            .cause(e)
            .hint("remove the file by hand")
    })
}
