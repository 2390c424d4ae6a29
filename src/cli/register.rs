//! `garbo log` and `export`: what the register holds about people.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command};
use serde_json::json;

use crate::cli::letter::Letter;
use crate::cli::workspace::{Workspace, clock};
use crate::cli::{mailroom, posting};
use crate::deliver::outbox::{BatchRow, NewDocument, Outbox};
use crate::error::{Error, Place, Result};
use crate::grammar::slug::slug;
use crate::load;
use crate::model::mailbox::Mailbox;
use crate::render::text::text;

/// The folders of the practice that hold one file a person.
const PEOPLE: &[&str] = &["people", "screening", "checkins"];

/// Returns a draft as the register keeps it; `text` is that of the whole letter.
pub fn entry(
    letter: &Letter,
    to: Option<&Mailbox>,
    text: String,
    file: &Path,
    bytes: Option<Vec<u8>>,
    row: Option<BatchRow>,
) -> Result<NewDocument> {
    let place = std::path::absolute(file).unwrap_or_else(|_| file.to_path_buf());
    Ok(NewDocument {
        kind: letter.kind.id.clone(),
        language: letter.document.language.tag().to_owned(),
        name: letter.brief.to.name.clone(),
        address: to.map(|to| to.address().clone()),
        title: letter.subject(),
        place: place.display().to_string(),
        text,
        file: bytes,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        meta: json!({}),
        is_agreement: false,
        row,
    })
}

/// Notes a letter that was written to a file; the sample practice keeps no register. The letter is there
/// already, so a register that can't be written is worth a warning and not more.
pub fn note(letter: &Letter, file: &Path, bytes: Vec<u8>, workspace: &Workspace) {
    let Some(folder) = workspace.home.folder() else { return };
    let noted = posting::whole(letter)
        .and_then(|whole| {
            let to = posting::recipient(letter).ok();
            entry(letter, to.as_ref(), text(&whole), file, Some(bytes), None)
        })
        .and_then(|entry| Outbox::open(folder, clock)?.record_all([Ok(entry)]));
    if let Err(error) = noted {
        let why = error.problems.first().map_or("", |problem| problem.message.as_str());
        workspace.ui.warn(&format!("the letter is written, but not noted in the register: {why}"));
    }
}

pub(super) fn who_arg(required: bool) -> Arg {
    Arg::new("who")
        .value_name("WHO")
        .required(required)
        .help("Name, address, or the name of a file in people/")
}

pub fn log_command() -> Command {
    Command::new("log").about("List what was written and sent, and to whom").arg(who_arg(false))
}

pub fn log(matches: &ArgMatches, workspace: &mut Workspace) -> Result<()> {
    let who = matches.get_one::<String>("who");
    let mut entries = Vec::new();
    if let Some(outbox) = mailroom::outbox_if_any(workspace)? {
        match who {
            None => entries = outbox.log(None)?,
            Some(who) => {
                for name in whole_names(who, workspace) {
                    entries.extend(outbox.log(Some(&name))?);
                }
                entries.sort_by_key(|entry| (entry.when, entry.message, entry.document));
                entries.dedup();
            }
        }
    }
    if workspace.ui.json {
        workspace.ui.value(&json!(entries));
        return Ok(());
    }
    if entries.is_empty() {
        workspace.ui.say(&match who {
            None => "nothing was written yet".to_owned(),
            Some(who) => format!("nothing was written to `{who}`; `garbo log` lists whom garbo knows"),
        });
    }
    let rows: Vec<Vec<String>> = entries
        .into_iter()
        .map(|entry| {
            vec![
                mailroom::moment(entry.when, workspace),
                entry.state.map_or("draft".to_owned(), |state| state.to_string()),
                entry.kind,
                entry.language,
                entry.recipient,
                entry.place.unwrap_or(entry.title),
            ]
        })
        .collect();
    workspace.ui.table(&["WHEN", "STATE", "KIND", "LANGUAGE", "TO", "WHAT"], &rows);
    Ok(())
}

/// Returns the address and the name in a person's file, where WHO names one; else WHO.
fn whole_names(who: &str, workspace: &Workspace) -> Vec<String> {
    let file = load::find_person(&workspace.home, who).ok().flatten();
    let known: Vec<String> =
        file.into_iter().flat_map(|file| [file.value.email, file.value.name]).flatten().collect();
    if known.is_empty() { vec![who.to_owned()] } else { known }
}

pub fn export_command() -> Command {
    Command::new("export").about("Write everything kept about a person, as JSON").arg(who_arg(true))
}

pub fn export(matches: &ArgMatches, workspace: &mut Workspace) -> Result<()> {
    let who = matches.get_one::<String>("who").map_or("", String::as_str);
    let known = Known::of(who, workspace)?;
    let mut register = Vec::new();
    if let Some(outbox) = mailroom::outbox_if_any(workspace)? {
        for name in &known.names {
            let found = outbox.export(name)?;
            let is_empty = |key: &str| found[key].as_array().is_none_or(Vec::is_empty);
            let anything = ["messages", "documents"].into_iter().any(|key| !is_empty(key));
            if anything && !register.contains(&found) {
                register.push(found);
            }
        }
    }
    let mut files = Vec::new();
    for path in &known.files {
        let bytes = read(path)?;
        files.push(json!({"file": path.display().to_string(), "text": String::from_utf8_lossy(&bytes)}));
    }
    if register.is_empty() && files.is_empty() {
        return Err(nobody(who));
    }
    workspace.ui.value(&json!({"person": who, "register": register, "files": files}));
    Ok(())
}

pub(super) fn nobody(who: &str) -> Error {
    Error::missing(format!("nothing is kept about `{who}`"))
        .hint("`garbo log` lists whom garbo knows; write the full name or the address")
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    fs::File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)).map_err(|e| {
        Error::missing("the file can't be read").at(Place::file(path.display().to_string())).cause(e)
    })?;
    Ok(bytes)
}

/// The names and files by which a person is known.
pub(super) struct Known {
    pub names: Vec<String>,
    pub files: Vec<PathBuf>,
}

impl Known {
    /// Looks a person up: by the name of the file, by name, by address.
    pub fn of(who: &str, workspace: &Workspace) -> Result<Self> {
        let mut known = Self { names: vec![who.trim().to_owned()], files: Vec::new() };
        let Some(folder) = workspace.home.folder() else { return Ok(known) };
        let key = who.parse::<Mailbox>().ok().map(|mailbox| mailbox.key());
        let mut stems = vec![slug(who)];
        for stem in workspace.home.names("people")? {
            // A file with faults is looked at by its name alone.
            let person = load::find_person(&workspace.home, &stem).ok().flatten().map(|file| file.value);
            let name = person.as_ref().and_then(|p| p.name.clone());
            let email = person.as_ref().and_then(|p| p.email.clone());
            let is_meant = stem == who
                || name.as_ref().is_some_and(|n| n.to_lowercase() == who.trim().to_lowercase())
                || key.is_some()
                    && email.as_ref().and_then(|e| e.parse::<Mailbox>().ok()).map(|m| m.key()) == key;
            if is_meant {
                known.names.extend([email, name].into_iter().flatten());
                stems.push(stem);
            }
        }
        for stem in &stems {
            for place in PEOPLE {
                let path = folder.join(place).join(format!("{stem}.yaml"));
                if path.is_file() && !known.files.contains(&path) {
                    known.files.push(path);
                }
            }
        }
        known.names.dedup();
        Ok(known)
    }
}
