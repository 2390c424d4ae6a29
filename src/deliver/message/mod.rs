//! A letter as a mail message: the final bytes, and the envelope that carries them.
//!
//! Floor: deliver. Pure: no clock and no randomness; date and entropy are handed in. The same draft gives the
//! same bytes. The bytes are ASCII with CRLF line ends (but for an address outside ASCII), so that no server on
//! the way has reason to change them, and a lone LF can't end the message early (SMTP smuggling, CVE-2023-51764).

mod encode;

use jiff::Zoned;
use jiff::fmt::rfc2822;
use sha2::{Digest, Sha256};

use self::encode::{Header, Lines, Transfer, base64_lines, hex};
use crate::error::{Error, Result, is_unprintable};
use crate::model::language::Language;
use crate::model::mailbox::Mailbox;

/// Longest subject in characters.
const SUBJECT_MAX: usize = 300;
/// Longest name of an attachment in bytes, after what file systems hold.
const FILE_NAME_MAX: usize = 200;
/// Longest message id that is taken over from a foreign message, in bytes.
const ID_MAX: usize = 500;
/// How many ids `References` keeps: the first and the latest ones (RFC 5537, 3.4.4).
const REFERENCES_MAX: usize = 20;

/// A file that rides along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    pub file_name: String,
    /// `application/pdf`.
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// What `Auto-Submitted` says (RFC 3834). A letter that a person chose to send has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AutoSubmitted {
    Generated,
    Replied,
}

/// Everything a message is made of.
#[derive(Clone, Debug)]
pub struct Draft {
    pub from: Mailbox,
    pub reply_to: Option<Mailbox>,
    pub to: Mailbox,
    /// Whether the sender's own address is on the envelope too; the message does not show it.
    pub bcc_self: bool,
    pub subject: String,
    pub text: String,
    pub html: Option<String>,
    pub language: Language,
    /// The id of the message answered, with or without angle brackets.
    pub in_reply_to: Option<String>,
    /// The thread so far, oldest first.
    pub references: Vec<String>,
    pub attachments: Vec<Attachment>,
    /// From [`message_id`].
    pub message_id: String,
    pub date: Zoned,
    pub auto: Option<AutoSubmitted>,
}

/// Who sends and who receives, as SMTP is told; addresses with domains in A-labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    pub from: String,
    pub to: String,
    /// The sender's own address, for a copy.
    pub copy: Option<String>,
    /// Whether an address outside ASCII asks for SMTPUTF8 (RFC 6531).
    pub smtputf8: bool,
}

/// A message that is ready to be sent and will not change any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub envelope: Envelope,
    /// With angle brackets.
    pub message_id: String,
    pub bytes: Vec<u8>,
}

/// Returns a message id at the sender's domain: `<0123…@example.org>`.
pub fn message_id(from: &Mailbox, entropy: [u8; 16]) -> String {
    format!("<{}@{}>", hexadecimal(&entropy), from.address().ascii_domain())
}

impl Draft {
    /// Writes the message.
    ///
    /// # Errors
    /// `Data` for a subject or file name that cannot stand in a header.
    pub fn to_message(&self) -> Result<Message> {
        check_subject(&self.subject)?;
        self.attachments.iter().try_for_each(Attachment::check)?;
        let message_id = clean_id(&self.message_id)
            .ok_or_else(|| Error::internal(format!("`{}` is not a message id", self.message_id)))?;
        let mut out = Vec::with_capacity(
            2 * self.text.len() + 3 * self.html.as_deref().unwrap_or_default().len() + 1024,
        );
        self.headers(&mut out, &message_id)?;
        self.body(&mut out, &message_id);
        let from = self.from.address();
        let copy = (self.bcc_self && from.key() != self.to.key()).then(|| from.to_wire());
        let mailboxes = [Some(&self.from), Some(&self.to), self.reply_to.as_ref()];
        let envelope = Envelope {
            from: from.to_wire(),
            to: self.to.address().to_wire(),
            copy,
            smtputf8: mailboxes.into_iter().flatten().any(Mailbox::needs_smtputf8),
        };
        Ok(Message { envelope, message_id, bytes: out })
    }

    fn headers(&self, out: &mut Vec<u8>, message_id: &str) -> Result<()> {
        let date = rfc2822::to_string(&self.date)
            .map_err(|error| Error::data("the date cannot stand in a message").cause(error))?;
        let mut header = Header::new(out, "Date");
        header.token(&date);
        header.end();
        mailbox_header(out, "From", &self.from);
        if let Some(reply_to) = &self.reply_to {
            mailbox_header(out, "Reply-To", reply_to);
        }
        mailbox_header(out, "To", &self.to);
        let mut header = Header::new(out, "Subject");
        header.text(&self.subject);
        header.end();
        let mut header = Header::new(out, "Message-ID");
        header.token(message_id);
        header.end();
        self.thread(out);
        if let Some(auto) = self.auto {
            let mut header = Header::new(out, "Auto-Submitted");
            header.token(match auto {
                AutoSubmitted::Generated => "auto-generated",
                AutoSubmitted::Replied => "auto-replied",
            });
            header.end();
        }
        let mut header = Header::new(out, "Content-Language");
        header.token(self.language.tag());
        header.end();
        out.extend_from_slice(b"MIME-Version: 1.0\r\n");
        Ok(())
    }

    /// Writes `In-Reply-To` and `References` (RFC 5322, 3.6.4). Ids of foreign messages that break the grammar
    /// are left out: a lost thread is better than a broken header.
    fn thread(&self, out: &mut Vec<u8>) {
        let parent = self.in_reply_to.as_deref().and_then(clean_id);
        if let Some(id) = &parent {
            let mut header = Header::new(out, "In-Reply-To");
            header.token(id);
            header.end();
        }
        let mut ids: Vec<String> = Vec::new();
        for id in self.references.iter().filter_map(|id| clean_id(id)).chain(parent) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        if ids.len() > REFERENCES_MAX {
            ids.drain(1..=ids.len() - REFERENCES_MAX);
        }
        if !ids.is_empty() {
            let mut header = Header::new(out, "References");
            ids.iter().for_each(|id| header.token(id));
            header.end();
        }
    }

    fn body(&self, out: &mut Vec<u8>, message_id: &str) {
        if self.attachments.is_empty() {
            return self.letter(out, message_id);
        }
        let boundary = boundary(message_id, "mixed");
        open_multipart(out, "multipart/mixed", &boundary);
        delimiter(out, &boundary);
        self.letter(out, message_id);
        for attachment in &self.attachments {
            delimiter(out, &boundary);
            attachment.write(out);
        }
        close_multipart(out, &boundary);
    }

    fn letter(&self, out: &mut Vec<u8>, message_id: &str) {
        let Some(html) = &self.html else {
            return text_part(out, "text/plain", &self.text);
        };
        let boundary = boundary(message_id, "alternative");
        open_multipart(out, "multipart/alternative", &boundary);
        delimiter(out, &boundary);
        text_part(out, "text/plain", &self.text);
        delimiter(out, &boundary);
        text_part(out, "text/html", html);
        close_multipart(out, &boundary);
    }
}

impl Attachment {
    fn check(&self) -> Result<()> {
        let name = &self.file_name;
        let refuse = |why: String| {
            Err(Error::data(format!("the attachment {why}")).hint("give the file another name"))
        };
        if let Some(c) = name.chars().find(|c| is_unprintable(*c)) {
            return refuse(format!("has the control character U+{:04X} in its name", c as u32));
        }
        if name.len() > FILE_NAME_MAX {
            return refuse(format!(
                "has a name of {} bytes, at most {FILE_NAME_MAX} are accepted",
                name.len()
            ));
        }
        if name.trim().is_empty() || name.contains(['/', '\\']) || name.starts_with('.') {
            return refuse(format!("is called `{name}`, which is not a plain file name"));
        }
        let is_token = |text: &str| {
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
        };
        match self.media_type.split_once('/') {
            Some((kind, subtype)) if is_token(kind) && is_token(subtype) && self.media_type.len() < 60 => {
                Ok(())
            }
            _ => Err(Error::internal(format!("`{}` is not a media type", self.media_type))),
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        let mut header = Header::new(out, "Content-Type");
        header.token(&self.media_type);
        header.end();
        let mut header = Header::new(out, "Content-Disposition");
        header.token("attachment");
        header.parameter("filename", &self.file_name);
        header.end();
        transfer(out, Transfer::Base64);
        base64_lines(out, &self.bytes);
        end_line(out);
    }
}

fn check_subject(subject: &str) -> Result<()> {
    let length = subject.chars().count();
    if let Some(c) = subject.chars().find(|c| is_unprintable(*c)) {
        return Err(Error::data(format!("the subject contains the control character U+{:04X}", c as u32))
            .hint("write the subject on one line"));
    }
    if length > SUBJECT_MAX {
        return Err(Error::data(format!(
            "the subject is {length} characters long, at most {SUBJECT_MAX} are accepted"
        )));
    }
    if subject.trim().is_empty() {
        return Err(Error::data("the subject is empty"));
    }
    Ok(())
}

/// Returns a message id in angle brackets; `None` when it is not one that may stand in a header.
fn clean_id(id: &str) -> Option<String> {
    let id = id.trim();
    let inner = id.strip_prefix('<').unwrap_or(id);
    let inner = inner.strip_suffix('>').unwrap_or(inner);
    let is_clean = !inner.is_empty()
        && inner.len() <= ID_MAX
        && inner.contains('@')
        && inner.bytes().all(|b| b.is_ascii_graphic() && !b"<>".contains(&b));
    is_clean.then(|| format!("<{inner}>"))
}

fn mailbox_header(out: &mut Vec<u8>, name: &'static str, mailbox: &Mailbox) {
    let mut header = Header::new(out, name);
    match mailbox.name() {
        Some(name) => {
            header.phrase(name);
            header.token(&format!("<{}>", mailbox.address().to_wire()));
        }
        None => header.token(&mailbox.address().to_wire()),
    }
    header.end();
}

/// Returns a boundary of the message's own: it holds `=_`, which neither base64 nor quoted-printable can
/// write, and a digest that no text of the letter can know.
fn boundary(message_id: &str, part: &str) -> String {
    let digest = Sha256::new().chain_update(part).chain_update(message_id).finalize();
    format!("=_{}", hexadecimal(digest.get(..15).unwrap_or(&digest)))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| hex(*byte, b"0123456789abcdef")).map(char::from).collect()
}

fn open_multipart(out: &mut Vec<u8>, media_type: &'static str, boundary: &str) {
    let mut header = Header::new(out, "Content-Type");
    header.token(media_type);
    header.parameter("boundary", boundary);
    header.end();
    // `delimiter` writes the line end that completes the blank line.
}

fn delimiter(out: &mut Vec<u8>, boundary: &str) {
    out.extend_from_slice(b"\r\n--");
    out.extend_from_slice(boundary.as_bytes());
    out.extend_from_slice(b"\r\n");
}

fn close_multipart(out: &mut Vec<u8>, boundary: &str) {
    out.extend_from_slice(b"\r\n--");
    out.extend_from_slice(boundary.as_bytes());
    out.extend_from_slice(b"--\r\n");
}

fn text_part(out: &mut Vec<u8>, media_type: &'static str, text: &str) {
    let text = Lines::of(text);
    let how = Transfer::choose(&text);
    out.extend_from_slice(b"Content-Type: ");
    out.extend_from_slice(media_type.as_bytes());
    out.extend_from_slice(b"; charset=utf-8\r\n");
    transfer(out, how);
    how.write(out, &text);
    end_line(out);
}

/// Writes how a body is carried, and the blank line before it.
fn transfer(out: &mut Vec<u8>, how: Transfer) {
    out.extend_from_slice(b"Content-Transfer-Encoding: ");
    out.extend_from_slice(how.name().as_bytes());
    out.extend_from_slice(b"\r\n\r\n");
}

fn end_line(out: &mut Vec<u8>) {
    if !out.ends_with(b"\r\n") {
        out.extend_from_slice(b"\r\n");
    }
}
