//! `garbo forget`: a person erased on request.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::Value;

use crate::cli::erase::{erase_draft, remove};
use crate::cli::register::{Known, nobody, who_arg};
use crate::cli::workspace::Workspace;
use crate::cli::{ask, mailroom, retention};
use crate::deliver::outbox::Outbox;
use crate::error::Result;

pub fn command() -> Command {
    Command::new("forget")
        .about("Erase a person everywhere, or what is older than your policies say")
        .arg(who_arg(false).required_unless_present("expired").conflicts_with("expired"))
        .arg(
            Arg::new("expired")
                .long("expired")
                .action(ArgAction::SetTrue)
                .help("Erase what policies.prospect_months (letters) and retention_months (agreements, from the end of the work) no longer keep"),
        )
        .arg(Arg::new("yes").long("yes").action(ArgAction::SetTrue).help("Erase without asking"))
}

pub fn run(matches: &ArgMatches, workspace: &mut Workspace) -> Result<()> {
    workspace.folder()?;
    let is_agreed = matches.get_flag("yes");
    let Some(who) = matches.get_one::<String>("who") else { return retention::expire(is_agreed, workspace) };
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
