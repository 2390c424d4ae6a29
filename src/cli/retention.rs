//! `garbo forget --expired`: letters and agreements whose time is over.
//!
//! Letters go by the day on which they were written. Agreements go by the end of the work, as they promise.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use jiff::civil::Date;
use jiff::{Span, Timestamp, ToSpan};

use crate::cli::agreed::is_of;
use crate::cli::erase::erase_draft;
use crate::cli::workspace::Workspace;
use crate::cli::{ask, mailroom};
use crate::deliver::outbox::{Document, LogEntry, Outbox, Retention, Spared, Ticket};
use crate::error::{Error, Result};
use crate::load;
use crate::model::mailbox::Mailbox;
use crate::model::person::Person;
use crate::render::contract::issued::Issued;

/// How long letters to prospects are kept where practice.yaml does not say, in months.
const PROSPECT_MONTHS: u32 = 6;
/// The kind of the letter that ends the work.
const ENDING: &str = "ending";
/// The longest notice that terms may give, in days: the work ends no later than so long after that letter.
const NOTICE_DAYS: i64 = 90;

/// Erases what is older than the practice keeps it.
pub(super) fn expire(is_agreed: bool, workspace: &Workspace) -> Result<()> {
    let policies = &workspace.practice()?.policies;
    let months = policies.prospect_months.unwrap_or(PROSPECT_MONTHS);
    let letters = before(months, workspace)?;
    let Some(mut outbox) = mailroom::outbox_if_any(workspace)? else {
        workspace.ui.say("nothing was written yet");
        return Ok(());
    };
    let day = mailroom::moment(letters, workspace);
    // Every agreement is looked at, however young: which are spared depends on the end of the work.
    let now = workspace.now()?.timestamp();
    let retention = Retention { letters_before: Some(letters), agreements_before: Some(now) };
    let spared = spared(&outbox, policies.retention_months, workspace)?;
    let (mut messages, mut documents) = outbox.expired(retention)?;
    messages.retain(|message| !spared.messages.contains(&message.id));
    documents.retain(|document| !spared.documents.contains(&document.id));
    if messages.is_empty() && documents.is_empty() {
        workspace.ui.say(&format!(
            "nothing to erase: no letter is from before {day}, and no agreement ended long enough ago"
        ));
        return Ok(());
    }
    for line in old(&messages, &documents, workspace) {
        if is_agreed { workspace.ui.say(&line) } else { workspace.ui.show(&line) }
    }
    if !is_agreed {
        let question = match documents.iter().any(|document| document.is_agreement) {
            true => "Erase these letters and agreements, whose time is over?".to_owned(),
            false => format!("Erase these letters, from before {day}?"),
        };
        ask::confirm(&question, "old letters are erased", "--yes", workspace)?;
    }
    let (messages, documents) = outbox.expire(retention, &spared)?;
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

/// Returns the agreements whose time is not over, and the ending letters that tell when it will be.
fn spared(outbox: &Outbox, months: Option<u32>, workspace: &Workspace) -> Result<Spared> {
    let agreements = outbox.agreements()?;
    let mut spared = Spared::default();
    if agreements.is_empty() {
        return Ok(spared);
    }
    let people: Vec<Person> =
        load::people(&workspace.home)?.into_iter().map(|(_, person)| person.value).collect();
    let now = workspace.now()?;
    let day = |time: Timestamp| time.to_zoned(now.time_zone().clone()).date();
    let log = outbox.log(None)?;
    let endings: Vec<(String, &LogEntry)> =
        log.iter().filter(|entry| entry.kind == ENDING).map(|entry| (key(&entry.recipient), entry)).collect();
    let mut clients: BTreeMap<String, Vec<(&Document, Issued)>> = BTreeMap::new();
    for document in &agreements {
        let issued = serde_json::from_value(document.meta.clone()).unwrap_or_default();
        clients.entry(key(&document.recipient)).or_default().push((document, issued));
    }
    for (who, issued) in &clients {
        let promised =
            issued.iter().filter_map(|(_, issued)| issued.engagement.as_ref()?.records_months).max();
        let written = issued.iter().map(|(document, _)| day(document.written)).max();
        let by_terms =
            issued.iter().filter_map(|(_, issued)| issued.ends.as_ref()?.parse::<Date>().ok()).max();
        let is_whose =
            |person: &&Person| issued.iter().any(|(document, _)| is_of(&document.recipient, person));
        let recorded = people.iter().filter(is_whose);
        let recorded = recorded.filter_map(|person| Some(person.agreement.as_ref()?.ended?.0)).max();
        let of_client = endings.iter().filter(|(whose, _)| whose == who);
        // A letter from before the latest agreement ended another one.
        let letter =
            of_client.clone().map(|(_, entry)| day(entry.when)).max().filter(|day| Some(*day) >= written);
        let end = recorded.or_else(|| by_letter(letter, by_terms)).or(by_terms).or(written);
        let over = promised.or(months).zip(end).and_then(|(months, end)| months_after(end, months));
        // Without a promise and a policy nobody said how long.
        if over.is_none_or(|over| over >= now.date()) {
            spared.documents.extend(issued.iter().map(|(document, _)| document.id));
            for (_, entry) in of_client {
                spared.messages.extend(entry.message);
                spared.documents.extend(entry.document);
            }
        }
    }
    Ok(spared)
}

/// Returns the latest day on which work can have ended that a letter ended: by its notice, or as agreed before that.
fn by_letter(letter: Option<Date>, by_terms: Option<Date>) -> Option<Date> {
    let letter = letter?;
    let latest = letter.checked_add(NOTICE_DAYS.days()).ok()?;
    Some(by_terms.filter(|end| *end >= letter).map_or(latest, |end| end.min(latest)))
}

fn months_after(day: Date, months: u32) -> Option<Date> {
    day.checked_add(Span::new().try_months(months).ok()?).ok()
}

/// Returns what tells one recipient from another: the address, else the name.
fn key(recipient: &str) -> String {
    recipient.parse::<Mailbox>().map_or_else(|_| recipient.to_lowercase(), |mailbox| mailbox.key())
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
