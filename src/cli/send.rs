//! `--queue` and `--send`: a letter is shown, asked about, kept in the outbox, and only then handed to the server.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::ArgMatches;

use crate::cli::letter::Letter;
use crate::cli::workspace::Workspace;
use crate::cli::{ask, mailroom, posting};
use crate::deliver::message::Attachment;
use crate::deliver::outbox::{NewMessage, Outbox, Ticket};
use crate::error::{Error, Place, Result};
use crate::model::mail_account::MailAccount;
use crate::model::mailbox::Mailbox;
use crate::render::text::text;

/// Largest file that rides along, in bytes: what mail servers take, before base64 makes a third more of it.
const ATTACHMENT_MAX: u64 = 18 << 20;

/// Endings of files and what mail calls their contents.
const MEDIA_TYPES: &[(&str, &str)] = &[
    ("pdf", "application/pdf"),
    ("txt", "text/plain"),
    ("md", "text/markdown"),
    ("html", "text/html"),
    ("ics", "text/calendar"),
    ("csv", "text/csv"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("odt", "application/vnd.oasis.opendocument.text"),
];

/// What to do with a finished letter.
#[derive(Clone, Debug)]
pub struct Errand {
    pub account: MailAccount,
    /// Whether it leaves now, or waits in the outbox
    pub leaves: bool,
    pub is_agreed: bool,
    /// Whether a second letter of the kind is meant
    pub again: bool,
}

/// Reads `--queue` and `--send`; `None` for a letter that is only written.
///
/// Errors: configuration, where nothing can be sent from.
pub fn errand(matches: &ArgMatches, workspace: &Workspace) -> Result<Option<Errand>> {
    let leaves = matches.get_flag("send");
    if !leaves && !matches.get_flag("queue") {
        return Ok(None);
    }
    let account = mailroom::account(workspace)?;
    Ok(Some(Errand { account, leaves, is_agreed: matches.get_flag("yes"), again: matches.get_flag("again") }))
}

/// Reads the files of `--attach`.
///
/// Errors: missing, for a file that can't be read; data, for one that is too large.
pub fn attachments(matches: &ArgMatches) -> Result<Vec<Attachment>> {
    matches.get_many::<PathBuf>("attach").into_iter().flatten().map(|path| attachment(path)).collect()
}

fn attachment(path: &Path) -> Result<Attachment> {
    let place = || Place::file(path.display().to_string());
    let missing = |e: std::io::Error| {
        Error::missing("the file to attach can't be read").key("--attach").at(place()).cause(e)
    };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(missing)?;
    file.take(ATTACHMENT_MAX + 1).read_to_end(&mut bytes).map_err(missing)?;
    if bytes.len() as u64 > ATTACHMENT_MAX {
        return Err(Error::data(format!("the file to attach is larger than {} MiB", ATTACHMENT_MAX >> 20))
            .key("--attach")
            .at(place())
            .hint("most mail servers refuse it; send a link instead"));
    }
    let file_name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let known = MEDIA_TYPES.iter().find(|(known, _)| *known == ending);
    let media_type = known.map_or("application/octet-stream", |(_, media_type)| media_type).to_owned();
    Ok(Attachment { file_name, media_type, bytes })
}

/// Shows the letter, asks, queues it and, where that is wanted, sends it.
///
/// Errors: usage, without a yes; refused, for a second letter of the kind that was not asked for, and when the
/// server refuses; try_again, when the letter waits or its fate is uncertain.
pub fn post(letter: &Letter, errand: Errand, matches: &ArgMatches, workspace: &Workspace) -> Result<()> {
    let to = posting::recipient(letter)?;
    let message = posting::message_from(letter, &errand.account, workspace.now()?)?;
    let mut outbox = mailroom::outbox(workspace)?;
    if !errand.is_agreed || !workspace.ui.quiet {
        show(letter, &to, workspace)?;
    }
    if !errand.again {
        check_again(&outbox, &to, &letter.kind.id, workspace)?;
    }
    if !errand.is_agreed {
        let words = workspace.words()?;
        let question = words.say(if errand.leaves { "send_now" } else { "queue_now" });
        let what = if errand.leaves { "a letter is sent" } else { "a letter is queued" };
        ask::confirm(question, what, "--yes", workspace)?;
    }
    let new = NewMessage {
        kind: letter.kind.id.clone(),
        language: letter.document.language.clone(),
        recipient: to.clone(),
        subject: letter.subject(),
        message,
        attachments: letter.attachments.iter().map(|a| a.file_name.clone()).collect(),
        row: None,
    };
    let id = outbox.enqueue(new)?.id();
    if matches.get_flag("open") {
        workspace.ui.warn("--open shows files and drafts; the letter is in the outbox (`garbo outbox show`)");
    }
    if !errand.leaves {
        workspace.ui.say(&format!("queued as message {id}; `garbo outbox send` sends it"));
        tell(&outbox.ticket(id)?, workspace);
        return Ok(());
    }
    let sent = mailroom::run(&mut outbox, &errand.account, Some(&[id]), workspace);
    tell(&outbox.ticket(id)?, workspace);
    sent
}

/// Writes the message's state for scripts.
fn tell(ticket: &Ticket, workspace: &Workspace) {
    if workspace.ui.json {
        workspace.ui.value(&mailroom::line(ticket));
    }
}

/// Shows a letter as it will arrive.
pub fn show(letter: &Letter, to: &Mailbox, workspace: &Workspace) -> Result<()> {
    let document = posting::whole(letter)?;
    let mut lines = vec![format!("To:      {to}"), format!("Subject: {}", letter.subject())];
    for attachment in &letter.attachments {
        lines.push(format!(
            "Attached: {} ({} KiB)",
            attachment.file_name,
            attachment.bytes.len().div_ceil(1024)
        ));
    }
    lines.push(String::new());
    lines.push(text(&document));
    workspace.ui.show(&lines.join("\n"));
    Ok(())
}

/// Makes sure that a second letter of the kind to the same person is meant.
///
/// Errors: refused, where nobody can be asked.
fn check_again(outbox: &Outbox, to: &Mailbox, kind: &str, workspace: &Workspace) -> Result<()> {
    let before = outbox.same_kind_to(&to.key(), kind)?;
    let Some(last) = before.first() else { return Ok(()) };
    let when = mailroom::moment(last.sent.unwrap_or(last.created), workspace);
    let told = format!("{to} already has a letter of this kind: message {}, {}, {when}", last.id, last.state);
    if !workspace.ui.can_ask() {
        return Err(Error::refused(told).hint(format!(
            "`garbo outbox show {}` shows it; add --again if a second one is meant",
            last.id
        )));
    }
    workspace.ui.warn(&told);
    ask::confirm(workspace.words()?.say("second_one"), "a second letter is written", "--again", workspace)
}
