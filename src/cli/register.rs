//! `garbo log`, `export`, `forget`: what the register holds about people, and how to erase it.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};
use jiff::{Span, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::cli::letter::Letter;
use crate::cli::workspace::{Workspace, clock};
use crate::cli::{ask, mailroom, posting};
use crate::deliver::outbox::{BatchRow, NewDocument, Outbox, Retention};
use crate::error::{Error, Place, Result};
use crate::grammar::slug::slug;
use crate::load;
use crate::model::mailbox::Mailbox;
use crate::render::text::text;

/// The folders of the practice that hold one file a person.
const PEOPLE: &[&str] = &["people", "screening", "checkins"];

/// How long letters to prospects are kept where practice.yaml does not say, in months.
const PROSPECT_MONTHS: u32 = 6;

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

fn who_arg(required: bool) -> Arg {
    Arg::new("who")
        .value_name("WHO")
        .required(required)
        .help("Name, address, or the name of a file in people/")
}

pub fn log_command() -> Command {
    Command::new("log").about("List what was written and sent, and to whom").arg(who_arg(false))
}

pub fn log(matches: &ArgMatches, workspace: &mut Workspace) -> Result<()> {
    let who = matches.get_one::<String>("who").map(|who| whole_name(who, workspace));
    let entries = match mailroom::outbox_if_any(workspace)? {
        Some(outbox) => outbox.log(who.as_deref())?,
        None => Vec::new(),
    };
    if workspace.ui.json {
        workspace.ui.value(&json!(entries));
        return Ok(());
    }
    if entries.is_empty() {
        workspace.ui.say("nothing was written yet");
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

/// Returns the address or name in a person's file, where WHO names one.
fn whole_name(who: &str, workspace: &Workspace) -> String {
    let file = load::find_person(&workspace.home, who).ok().flatten();
    file.and_then(|file| file.value.email.clone().or(file.value.name.clone()))
        .unwrap_or_else(|| who.to_owned())
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

fn nobody(who: &str) -> Error {
    Error::missing(format!("nothing is kept about `{who}`"))
        .hint("`garbo log` lists whom garbo knows; write the full name or the address")
}

fn read(path: &Path) -> Result<Vec<u8>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    fs::File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)).map_err(|e| {
        Error::missing("the file can't be read").at(Place::file(path.display().to_string())).cause(e)
    })?;
    Ok(bytes)
}

/// The names and files by which a person is known.
struct Known {
    names: Vec<String>,
    files: Vec<PathBuf>,
}

impl Known {
    /// Looks a person up: by the name of the file, by name, by address.
    fn of(who: &str, workspace: &Workspace) -> Result<Self> {
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

pub fn forget_command() -> Command {
    Command::new("forget")
        .about("Erase a person everywhere, or what is older than your policies say")
        .arg(who_arg(false).required_unless_present("expired").conflicts_with("expired"))
        .arg(
            Arg::new("expired")
                .long("expired")
                .action(ArgAction::SetTrue)
                .help("Erase what is older than policies.retention_months and prospect_months"),
        )
        .arg(Arg::new("yes").long("yes").action(ArgAction::SetTrue).help("Erase without asking"))
}

pub fn forget(matches: &ArgMatches, workspace: &mut Workspace) -> Result<()> {
    workspace.folder()?;
    let is_agreed = matches.get_flag("yes");
    let Some(who) = matches.get_one::<String>("who") else { return expire(is_agreed, workspace) };
    let known = Known::of(who, workspace)?;
    let mut outbox = mailroom::outbox_if_any(workspace)?;
    // Who is not known need not be asked about.
    let kept = kept(outbox.as_ref(), &known)?;
    if kept.is_empty() && known.files.is_empty() {
        return Err(nobody(who));
    }
    if !is_agreed {
        let files = known.files.iter().map(|file| file.display().to_string());
        for line in kept.into_iter().chain(files) {
            workspace.ui.show(&line);
        }
        let question = format!("Erase everything kept about {who}?");
        ask::confirm(&question, "a person is erased", "--yes", workspace)?;
    }
    let (mut messages, mut documents) = (0, 0);
    let mut notes = Vec::new();
    let mut searched: Vec<PathBuf> = Vec::new();
    if let Some(outbox) = &mut outbox {
        let drafts = drafts(outbox, &known)?;
        for name in &known.names {
            let done = outbox.forget(name)?;
            messages += done.messages;
            documents += done.documents;
            notes.extend(done.mentions.iter().map(|m| format!("{m}, of somebody else, mentions the person")));
            searched = done.searched;
        }
        for (place, digest) in drafts {
            notes.extend(erase_draft(&place, digest.as_deref())?);
        }
    }
    for file in &known.files {
        remove(file)?;
    }
    workspace.ui.say(&format!(
        "erased {}, {} and {}",
        mailroom::counted(messages, "message", "messages"),
        mailroom::counted(documents, "draft", "drafts"),
        mailroom::counted(known.files.len(), "file", "files")
    ));
    for file in searched {
        workspace.ui.say(&format!("read through and found nothing more: {}", file.display()));
    }
    notes.sort();
    notes.dedup();
    for note in notes {
        workspace.ui.warn(&note);
    }
    Ok(())
}

/// Returns a line for each message and draft that the register keeps about a person.
fn kept(outbox: Option<&Outbox>, known: &Known) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for name in &known.names {
        let found = outbox.map(|outbox| outbox.export(name)).transpose()?.unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        for message in found["messages"].as_array().into_iter().flatten() {
            let message = &message["message"];
            lines.push(format!(
                "{} to {}: {}",
                text(&message["state"]),
                text(&message["recipient"]),
                text(&message["subject"])
            ));
        }
        for document in found["documents"].as_array().into_iter().flatten() {
            lines.push(format!("draft: {}", text(&document["place"])));
        }
    }
    lines.sort();
    lines.dedup();
    Ok(lines)
}

/// Returns the files of a person's drafts with the digest of what was written to them.
fn drafts(outbox: &Outbox, known: &Known) -> Result<Vec<(PathBuf, Option<String>)>> {
    let mut found = Vec::new();
    for name in &known.names {
        let all = outbox.export(name)?;
        for document in all["documents"].as_array().into_iter().flatten() {
            let text = |key: &str| document.get(key).and_then(Value::as_str).map(str::to_owned);
            if let Some(place) = text("place") {
                found.push((PathBuf::from(place), text("file_sha256")));
            }
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// Removes a draft that is still what garbo wrote; returns a note about one that is not.
fn erase_draft(place: &Path, digest: Option<&str>) -> Result<Option<String>> {
    if !place.is_file() {
        return Ok(None);
    }
    let now: String = Sha256::digest(read(place)?).iter().map(|byte| format!("{byte:02x}")).collect();
    if digest == Some(now.as_str()) {
        remove(place)?;
        return Ok(None);
    }
    Ok(Some(format!("{} holds more than that letter, or was changed since: look yourself", place.display())))
}

fn remove(path: &Path) -> Result<()> {
    fs::remove_file(path).map_err(|e| {
        Error::cannot_create("the file can't be removed")
            .at(Place::file(path.display().to_string()))
            .cause(e)
            .hint("remove it by hand and repeat the command")
    })
}

/// Erases what is older than the practice keeps it.
fn expire(is_agreed: bool, workspace: &Workspace) -> Result<()> {
    let policies = &workspace.practice()?.policies;
    let months = policies.prospect_months.unwrap_or(PROSPECT_MONTHS);
    let letters = before(months, workspace)?;
    let agreements = policies.retention_months.map(|months| before(months, workspace)).transpose()?;
    let Some(mut outbox) = mailroom::outbox_if_any(workspace)? else {
        workspace.ui.say("nothing was written yet");
        return Ok(());
    };
    if !is_agreed {
        let day = mailroom::moment(letters, workspace);
        let question = format!("Erase letters from before {day}?");
        ask::confirm(&question, "old letters are erased", "--yes", workspace)?;
    }
    let retention = Retention { letters_before: Some(letters), agreements_before: agreements };
    let (messages, documents) = outbox.expire(retention)?;
    workspace.ui.say(&format!(
        "erased {} and {}",
        mailroom::counted(messages, "message", "messages"),
        mailroom::counted(documents, "draft or agreement", "drafts or agreements")
    ));
    Ok(())
}

fn before(months: u32, workspace: &Workspace) -> Result<Timestamp> {
    let far = |e: jiff::Error| Error::data("the months in `policies` reach too far back").cause(e);
    let span = Span::new().try_months(months).map_err(far)?;
    Ok(workspace.now()?.checked_sub(span).map_err(far)?.timestamp())
}
