//! `garbo forget`: a person erased on request, and letters whose time is over.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};
use jiff::{Span, Timestamp};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::cli::register::{Known, nobody, read, who_arg};
use crate::cli::workspace::Workspace;
use crate::cli::{ask, mailroom};
use crate::deliver::outbox::{Document, Outbox, Retention, Ticket};
use crate::error::{Error, Place, Result};

/// How long letters to prospects are kept where practice.yaml does not say, in months.
const PROSPECT_MONTHS: u32 = 6;

pub fn command() -> Command {
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

pub fn run(matches: &ArgMatches, workspace: &mut Workspace) -> Result<()> {
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
    let day = mailroom::moment(letters, workspace);
    let retention = Retention { letters_before: Some(letters), agreements_before: agreements };
    let (messages, documents) = outbox.expired(retention)?;
    if messages.is_empty() && documents.is_empty() {
        workspace.ui.say(&format!("nothing to erase: no letter is from before {day}"));
        return Ok(());
    }
    for line in old(&messages, &documents, workspace) {
        if is_agreed { workspace.ui.say(&line) } else { workspace.ui.show(&line) }
    }
    if !is_agreed {
        let question = format!("Erase these letters, from before {day}?");
        ask::confirm(&question, "old letters are erased", "--yes", workspace)?;
    }
    let (messages, documents) = outbox.expire(retention)?;
    let mut notes = Vec::new();
    for document in &documents {
        let place = PathBuf::from(&document.place);
        if !document.is_agreement {
            notes.extend(erase_draft(&place, document.file_sha256.as_deref())?);
        } else if place.is_file() {
            notes.push(format!(
                "the agreement {} stays: remove it yourself when its time is over",
                place.display()
            ));
        }
    }
    let people: HashSet<&str> = messages
        .iter()
        .map(|ticket| ticket.recipient.as_str())
        .chain(documents.iter().map(|document| document.recipient.as_str()))
        .collect();
    workspace.ui.say(&format!(
        "erased {} and {}, about {}",
        mailroom::counted(messages.len(), "message", "messages"),
        mailroom::counted(documents.len(), "draft or agreement", "drafts or agreements"),
        mailroom::counted(people.len(), "person", "people")
    ));
    notes.into_iter().for_each(|note| workspace.ui.warn(&note));
    Ok(())
}

/// Returns a line for each message and document that is old enough to be erased.
fn old(messages: &[Ticket], documents: &[Document], workspace: &Workspace) -> Vec<String> {
    let line = |when, what: &str, whom: &str, title: &str| {
        format!("{}  {what} to {whom}: {title}", mailroom::moment(when, workspace))
    };
    let letters = messages.iter().map(|m| line(m.created, m.state.name(), &m.recipient, &m.subject));
    let others = documents.iter().map(|document| {
        let what = if document.is_agreement { "agreement" } else { "draft" };
        line(document.written, what, &document.recipient, &document.place)
    });
    letters.chain(others).collect()
}

fn before(months: u32, workspace: &Workspace) -> Result<Timestamp> {
    let far = |e: jiff::Error| Error::data("the months in `policies` reach too far back").cause(e);
    let span = Span::new().try_months(months).map_err(far)?;
    Ok(workspace.now()?.checked_sub(span).map_err(far)?.timestamp())
}
