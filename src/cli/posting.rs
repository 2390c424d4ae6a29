//! A letter in its written forms, the mail message among them.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Zoned;
use serde_json::json;

use crate::cli::letter::Letter;
use crate::cli::output::Format;
use crate::cli::workspace::Workspace;
use crate::deliver::message::{Draft, Message, message_id};
use crate::error::{Error, ErrorKind, Result};
use crate::grammar::cldr::{Cldr, DateLength};
use crate::library::escape;
use crate::model::mail_account::MailAccount;
use crate::model::mailbox::Mailbox;
use crate::render::document::{Document, HEADING};
use crate::render::docx;
use crate::render::html::html;
use crate::render::part::Part;
use crate::render::text::text;

/// Writes a letter in a form.
pub fn written(letter: &Letter, format: Format, workspace: &Workspace) -> Result<Vec<u8>> {
    let document = &whole(letter)?;
    Ok(match format {
        Format::Text => shown(letter, document).into_bytes(),
        Format::Markdown => document.markdown().into_bytes(),
        Format::Html => html(document).into_bytes(),
        Format::Json => {
            let value = json!({
                "kind": letter.kind.id,
                "language": document.language.tag(),
                "to": {"name": letter.brief.to.name, "email": recipient_address(letter)},
                "subject": letter.subject(),
                "in_reply_to": letter.inquiry.as_ref().and_then(|i| i.message_id.as_ref()),
                "text": text(document),
                "markdown": document.body(),
                "html": html(document),
                "parts": document.parts.iter().map(Arc::as_ref).collect::<Vec<_>>(),
                "warnings": letter.warnings(),
            });
            let mut out = serde_json::to_string_pretty(&value).map_err(|e| Error::internal(e.to_string()))?;
            out.push('\n');
            out.into_bytes()
        }
        Format::Eml => message(letter, workspace)?.bytes,
        Format::Docx => {
            let date = letter.brief.today.parse().map_err(|e: jiff::Error| Error::internal(e.to_string()))?;
            let author = &workspace.practice()?.coach.name;
            docx::letter(
                document,
                &docx::Properties { page: docx::Page::of(&document.language), date, author },
            )?
        }
        #[cfg(feature = "pdf")]
        Format::Pdf => crate::cli::paper::letter(letter, document, workspace)?,
        #[cfg(not(feature = "pdf"))]
        Format::Pdf => return Err(crate::cli::output::without_pdf()),
    })
}

/// Returns the letter as a person reads it: the subject in the first line, then the text.
pub fn shown(letter: &Letter, document: &Document) -> String {
    let subject = letter.subject();
    // A page carries its heading in the text; a subject line above it would say the same.
    if subject.is_empty() || document.part(HEADING).is_some() {
        return text(document);
    }
    format!("{}: {subject}\n\n{}", letter.speech.word("subject"), text(document))
}

/// Returns the document with the subject it goes out under and, when asked, the message that is answered.
pub fn whole(letter: &Letter) -> Result<Cow<'_, Document>> {
    let Some(inquiry) = &letter.inquiry else { return Ok(Cow::Borrowed(&letter.document)) };
    let mut document = letter.document.clone();
    document.subject = letter.subject();
    if !letter.quote {
        return Ok(Cow::Owned(document));
    }
    let name = inquiry.spoken_name().unwrap_or_else(|| inquiry.address.clone());
    let intro = match inquiry.date {
        Some(date) => {
            let cldr = Cldr::new(&letter.speech.language)?;
            let date = cldr.date(date.date(), DateLength::Long)?;
            letter.speech.word("wrote").replace("{date}", &date).replace("{name}", &name)
        }
        None => letter.speech.word("someone_wrote").replace("{name}", &name),
    };
    let lines: Vec<String> =
        inquiry
            .own_text()
            .lines()
            .map(|line| {
                if line.trim().is_empty() {
                    ">".to_owned()
                } else {
                    format!("> {}\\", escape::markdown(line))
                }
            })
            .collect();
    // A hard break before an empty line or the end would show as a backslash.
    let quoted = lines.join("\n").replace("\\\n>\n", "\n>\n");
    let markdown = format!("{}\n\n{}", escape::markdown(&intro), quoted.trim_end_matches('\\'));
    document.parts.push(Arc::new(Part::new("quote", markdown)));
    Ok(Cow::Owned(document))
}

fn recipient_address(letter: &Letter) -> Option<String> {
    // A letter about somebody goes to the colleague, not to the person it is about.
    match &letter.brief.about {
        Some(_) => letter.brief.recipient.clone(),
        None => letter.person.email.clone(),
    }
}

/// Returns the mailbox a letter goes to.
///
/// Errors: missing, when no address is known.
pub fn recipient(letter: &Letter) -> Result<Mailbox> {
    let Some(address) = recipient_address(letter) else {
        return Err(Error::missing("no address is known for the addressee")
            .key("--to")
            .hint("write --to \"Name <name@example.org>\", or add `email:` to the person's file"));
    };
    named(address.parse().map_err(|e: Error| e.key("email"))?, letter)
}

/// Returns a known address with the addressee's name.
pub fn named(mailbox: Mailbox, letter: &Letter) -> Result<Mailbox> {
    match (mailbox.name(), &letter.brief.to.name) {
        (None, Some(name)) => Mailbox::new(Some(name), mailbox.address().clone()),
        _ => Ok(mailbox),
    }
}

/// Returns the letter as a mail message: its final bytes, envelope and Message-ID.
///
/// Errors: configuration, when the practice has no sender address; missing, when no address is known.
pub fn message(letter: &Letter, workspace: &Workspace) -> Result<Message> {
    message_from(letter, &account(workspace)?, workspace.now()?)
}

/// Returns the mail account of the practice.
///
/// Errors: configuration, when there is none or something is wrong with it.
pub fn account(workspace: &Workspace) -> Result<MailAccount> {
    let Some(section) = &workspace.practice()?.mail else {
        return Err(Error::configuration("practice.yaml names no sender: a message needs one")
            .key("mail.from")
            .hint("add `mail:` with `from: \"Your Name <you@example.org>\"` to practice.yaml; `garbo init` shows the form; or choose a form that needs none, such as --format text"));
    };
    section.to_account().map_err(|problems| Error { kind: ErrorKind::Configuration, problems })
}

/// Returns the letter as a mail message from a known account.
pub fn message_from(letter: &Letter, account: &MailAccount, date: Zoned) -> Result<Message> {
    let document = whole(letter)?;
    message_of(letter, recipient(letter)?, (text(&document), html(&document)), account, date)
}

/// Returns the letter as a mail message, its whole document written already as text and HTML.
pub fn message_of(
    letter: &Letter,
    to: Mailbox,
    (text, html): (String, String),
    account: &MailAccount,
    date: Zoned,
) -> Result<Message> {
    let inquiry = letter.inquiry.as_ref();
    let draft = Draft {
        from: account.from.clone(),
        reply_to: None,
        to,
        bcc_self: account.bcc_self,
        subject: letter.subject(),
        text,
        html: Some(html),
        language: letter.document.language.clone(),
        in_reply_to: inquiry.and_then(|i| i.message_id.clone()),
        references: inquiry.map(|i| i.references.clone()).unwrap_or_default(),
        attachments: letter.attachments.clone(),
        message_id: message_id(&account.from, *uuid::Uuid::new_v4().as_bytes()),
        date,
        auto: None,
    };
    draft.to_message()
}
