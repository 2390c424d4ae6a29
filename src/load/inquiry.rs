//! A mail file to an [`Inquiry`]: any message that a mail program saved. Floor: load.
//!
//! Takes every encoding and structure that occurs, refuses what could do harm, and never guesses more than it
//! must. `mime` is the door to the MIME parser, `language` the one to the language detector.

mod date;
mod forward;
mod html;
mod language;
mod mime;
mod repair;

use jiff::civil::DateTime;

use self::language::{Hints, guess};
use self::mime::{Mail, Party};
use crate::error::{Error, Place, Result, is_unprintable};
use crate::model::inquiry::{Automatic, Inquiry, is_forward};
use crate::model::language::Language;

/// Largest message that is read, in bytes: what large providers accept, attachments included.
pub const SIZE_MAX: usize = 25 * 1024 * 1024;

/// Longest name in characters.
const NAME_MAX: usize = 200;

/// More nested parts than any mail program writes.
const PARTS_MAX: usize = 200;

/// Most bytes that the search for boundaries may look at: every unclosed part costs one pass to the end.
const SEARCH_MAX: usize = 1 << 30;

/// More lines of the form of a boundary than any mail program writes.
const BOUNDARIES_MAX: usize = 10_000;

/// Longest header in bytes; the largest providers take a quarter of it.
const HEADER_MAX: usize = 1 << 20;

/// How many identifiers an answer carries on; long threads keep their first and their latest ones.
const REFERENCES_MAX: usize = 20;

/// Most that somebody who passes a message on writes above it, in characters. More is a letter of its own.
const NOTE_MAX: usize = 120;

/// Reads a message as a mail program saved it.
///
/// `file_name` stands in errors only. The language is guessed among `offered`.
///
/// # Errors
/// `Data` when the bytes are no message, are too large, name no sender, or a name carries control characters.
pub fn inquiry(bytes: &[u8], file_name: &str, offered: &[Language]) -> Result<Inquiry> {
    read(bytes, offered, true).map_err(|error| error.at(Place::file(file_name)))
}

fn read(bytes: &[u8], offered: &[Language], open: bool) -> Result<Inquiry> {
    check(bytes)?;
    let mail = mime::parse(&repair::repair(bytes)).ok_or_else(no_message)?;
    let sender = mail.from.clone().or_else(|| mail.reply_to.clone()).ok_or_else(|| {
        Error::data("the message names no sender")
            .hint("save the message anew with its header, or answer with `--to`")
    })?;
    if open && let Some(original) = passed_on(&mail, &sender, offered)? {
        return Ok(original);
    }
    let writer = writer(&mail, &sender);
    let references = references(&mail);
    let automatic = automatic(&mail, &sender, &writer);
    let found = Found { writer, date: mail.date, subject: mail.subject.clone(), text: mail.text.clone() };
    let mut inquiry = found.into_inquiry(&mail, offered)?;
    inquiry.message_id = mail.message_id.first().and_then(|id| bracketed(id));
    inquiry.references = references;
    inquiry.automatic = automatic;
    Ok(inquiry)
}

/// Returns what a person reads in a message of our own: its text, and name and size in bytes of each file attached.
///
/// # Errors
/// `Data` when the bytes are no message.
pub fn content(bytes: &[u8]) -> Result<(String, Vec<(String, usize)>)> {
    mime::content(bytes).ok_or_else(no_message)
}

fn no_message() -> Error {
    Error::data("this is not a mail message: it has no header").hint("save the message as .eml and try again")
}

fn check(bytes: &[u8]) -> Result<()> {
    if bytes.len() > SIZE_MAX {
        return Err(Error::data(format!(
            "the message is {} bytes long, at most {SIZE_MAX} are read",
            bytes.len()
        ))
        .hint("save it without its attachments"));
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(Error::data("this is a message in Outlook's own format (.msg)")
            .hint("in Outlook, save it as .eml, or forward it to yourself and save that"));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Error::data("the message is empty").hint("save it anew from your mail program"));
    }
    let parts =
        bytes.windows(10).filter(|w| w.eq_ignore_ascii_case(b"multipart/")).take(PARTS_MAX + 1).count();
    let lines = bytes.split(|b| *b == b'\n');
    let boundaries = lines.filter(|line| line.starts_with(b"--")).take(BOUNDARIES_MAX + 1).count();
    let search = parts.saturating_mul(bytes.len());
    if parts > PARTS_MAX || search > SEARCH_MAX || boundaries > BOUNDARIES_MAX {
        return Err(Error::data("the message has more parts than a letter can have")
            .hint("no mail program writes such a message; do not trust it"));
    }
    if repair::header_length(bytes) > HEADER_MAX {
        return Err(Error::data(format!("the header of the message is longer than {HEADER_MAX} bytes"))
            .hint("no mail program writes such a message; do not trust it"));
    }
    Ok(())
}

/// Writer, date, subject and text, whether from the header or from a forwarded message.
struct Found {
    writer: Party,
    date: Option<DateTime>,
    subject: Option<String>,
    text: String,
}

impl Found {
    fn into_inquiry(self, mail: &Mail, offered: &[Language]) -> Result<Inquiry> {
        let name = name(self.writer.name.as_deref(), &self.writer.address)?;
        if let Some(c) = self.writer.address.chars().find(|c| is_unprintable(*c) || c.is_whitespace()) {
            return Err(Error::data(format!(
                "the sender's address contains the character U+{:04X}",
                c as u32
            ))
            .hint("answer with `--to` and the address you trust"));
        }
        let subject = self.subject.map(|subject| one_line(&subject)).filter(|subject| !subject.is_empty());
        let mut inquiry = Inquiry {
            name,
            address: self.writer.address,
            language: Default::default(),
            date: self.date,
            subject,
            message_id: None,
            references: Vec::new(),
            body: self.text,
            automatic: None,
            forwarded_by: None,
        };
        let own = inquiry.own_text();
        let text = if own.is_empty() { &inquiry.body } else { &own };
        let text = format!("{}\n{text}", inquiry.topic().unwrap_or_default());
        let hints = Hints {
            content_language: mail.header("Content-Language"),
            offset: mail.offset,
            address: &inquiry.address,
        };
        let text: String = text.chars().take(20_000).collect();
        inquiry.language = guess(&text, offered, &hints);
        Ok(inquiry)
    }
}

/// Returns the original when the message only passes one on.
fn passed_on(mail: &Mail, sender: &Party, offered: &[Language]) -> Result<Option<Inquiry>> {
    let to_self = mail.to.iter().any(|to| to.eq_ignore_ascii_case(&sender.address));
    let announced = to_self || mail.subject.as_deref().is_some_and(is_forward);
    let is_note = |text: &str| to_self || text.chars().count() <= NOTE_MAX;
    let by_another = |inquiry: &Inquiry| !inquiry.address.eq_ignore_ascii_case(&sender.address);
    if mail.is_report || !announced {
        return Ok(None);
    }
    if let Some(attached) = mail.attached.as_deref().filter(|_| is_note(&mail.text)) {
        let mut original = read(attached, offered, false)?;
        if by_another(&original) {
            original.forwarded_by = Some(sender.address.clone());
            return Ok(Some(original));
        }
    }
    let Some(original) = forward::find(&mail.text, announced) else { return Ok(None) };
    if !is_note(&original.above) {
        return Ok(None);
    }
    let subject = original.subject.or_else(|| mail.subject.clone());
    let found = Found { writer: original.from, date: original.date, subject, text: original.text };
    let mut inquiry = found.into_inquiry(mail, offered)?;
    if !by_another(&inquiry) {
        return Ok(None);
    }
    if is_no_reply(&inquiry.address) {
        inquiry.automatic = Some(Automatic::NoReply);
    }
    inquiry.forwarded_by = Some(sender.address.clone());
    Ok(Some(inquiry))
}

/// Returns whom to answer. A form on a web site sends under its own name, which is not the writer's.
fn writer(mail: &Mail, sender: &Party) -> Party {
    let Some(reply_to) = &mail.reply_to else { return sender.clone() };
    let domain = |party: &Party| party.address.rsplit('@').next().unwrap_or_default().to_lowercase();
    let local = sender.address.split('@').next().unwrap_or_default().to_lowercase();
    const FORMS: &[&str] =
        &["wordpress", "info", "form", "forms", "contact", "webmaster", "www-data", "mail"];
    let is_form = is_no_reply(&sender.address) || FORMS.contains(&local.as_str());
    let same = reply_to.address.eq_ignore_ascii_case(&sender.address);
    let name = reply_to.name.clone().or_else(|| {
        let is_same_person = same || (!is_form && domain(reply_to) == domain(sender));
        sender.name.clone().filter(|_| is_same_person || (!is_form && mail.header("List-Id").is_none()))
    });
    Party { name, address: reply_to.address.clone() }
}

/// Cleans a name as the header spells it; `None` when it only repeats the address.
fn name(name: Option<&str>, address: &str) -> Result<Option<String>> {
    let Some(name) = name else { return Ok(None) };
    if let Some(c) = name.chars().find(|c| is_unprintable(*c)) {
        return Err(Error::data(format!(
            "the sender's name contains the control character U+{:04X}",
            c as u32
        ))
        .hint("answer with `--to` and the name typed anew"));
    }
    let length = name.chars().count();
    if length > NAME_MAX {
        return Err(Error::data(format!(
            "the sender's name is {length} characters long, at most {NAME_MAX} are accepted"
        ))
        .hint("answer with `--to` and the name typed anew"));
    }
    // Mailing lists write 'Anna Verdi' via Name-of-List.
    let name = name.split(" via ").next().unwrap_or(name);
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = name.trim_matches(|c: char| c.is_whitespace() || "\"'“”«»".contains(c)).to_owned();
    Ok((!name.is_empty() && !name.contains('@') && !name.eq_ignore_ascii_case(address)).then_some(name))
}

/// Returns a subject as one printable line; it is only ever given back, so odd characters are dropped.
fn one_line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if matches!(c, '\t' | '\n' | '\r') { ' ' } else { c })
        .filter(|c| !is_unprintable(*c))
        .take(500)
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns an identifier with its brackets; `None` when it could not stand in a header.
fn bracketed(id: &str) -> Option<String> {
    let fits =
        !id.is_empty() && id.len() <= 250 && id.bytes().all(|b| b.is_ascii_graphic() && !b"<>".contains(&b));
    fits.then(|| format!("<{id}>"))
}

/// Returns the `References` of an answer: those of the message, else its one `In-Reply-To`, then its own identifier.
fn references(mail: &Mail) -> Vec<String> {
    let Some(own) = mail.message_id.first().and_then(|id| bracketed(id)) else { return Vec::new() };
    let before = match (mail.references.as_slice(), mail.in_reply_to.as_slice()) {
        ([], [parent]) => std::slice::from_ref(parent),
        (references, _) => references,
    };
    let mut ids: Vec<String> = Vec::new();
    for id in before.iter().filter_map(|id| bracketed(id)) {
        if id != own && !ids.contains(&id) {
            ids.push(id);
        }
        if ids.len() > 500 {
            break;
        }
    }
    ids.push(own);
    if ids.len() > REFERENCES_MAX {
        ids.drain(1..=ids.len() - REFERENCES_MAX);
    }
    ids
}

/// Says why a machine seems to be the sender, if one does.
fn automatic(mail: &Mail, sender: &Party, writer: &Party) -> Option<Automatic> {
    let header = |name: &str| mail.header(name).map(str::to_lowercase);
    // A form that names a person to answer to is that person's letter, however it was sent.
    let stands_for_person = sender.address != writer.address && !is_no_reply(&writer.address);
    let submitted = header("Auto-Submitted").filter(|value| !value.starts_with("no"));
    let is_reply = submitted.as_deref().is_some_and(|value| !value.starts_with("auto-generated"))
        || header("X-Autoreply").is_some()
        || header("Return-Path").is_some_and(|path| path == "<>")
        || mail.is_report;
    let bulk =
        header("Precedence").filter(|value| ["bulk", "junk", "list", "auto_reply"].contains(&value.as_str()));
    if is_reply || (submitted.is_some() && !stands_for_person) {
        Some(Automatic::Reply)
    } else if is_no_reply(&writer.address) {
        Some(Automatic::NoReply)
    } else if header("List-Id").is_some() || bulk.as_deref() == Some("list") {
        Some(Automatic::List)
    } else if !stands_for_person && (bulk.is_some() || header("List-Unsubscribe").is_some()) {
        Some(Automatic::Bulk)
    } else {
        None
    }
}

fn is_no_reply(address: &str) -> bool {
    let local: String = address
        .rsplit_once('@')
        .map_or(address, |(local, _)| local)
        .chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .collect::<String>()
        .to_ascii_lowercase();
    ["noreply", "donotreply", "mailerdaemon", "postmaster", "nonrispondere", "nepasrepondre"]
        .iter()
        .any(|machine| local.starts_with(machine))
        || local.ends_with("noreply")
}
