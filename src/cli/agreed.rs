//! What was agreed with a client, for the letters that reckon with it: by the terms, beside what was issued.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::cli::contract::made::ADDENDUM;
use crate::cli::contract::sheets;
use crate::cli::contract::shelf::Shelf;
use crate::cli::store;
use crate::cli::workspace::Workspace;
use crate::compose::contract;
use crate::deliver::outbox::Document;
use crate::error::Result;
use crate::library::speech::Speech;
use crate::model::engagement::{Engagement, Period, RefundRule};
use crate::model::id::Id;
use crate::model::mailbox::Mailbox;
use crate::model::person::Person;
use crate::render::contract::issued::Issued;
use crate::yaml::Located;

/// What is read once for all letters of a run: laws, and the agreements in the register.
#[derive(Default)]
pub(crate) struct Archive {
    shelf: Shelf,
    issued: OnceLock<Vec<Entry>>,
}

/// An agreement or an addendum in the register, as letters need it.
struct Entry {
    recipient: String,
    number: Option<String>,
    date: String,
    engagement: Option<Engagement>,
    clauses: BTreeMap<Id, String>,
}

/// The agreement with a client, and what is to be minded about it.
pub(crate) struct Agreed {
    pub engagement: Engagement,
    pub warnings: Vec<String>,
}

impl Archive {
    /// Returns the agreement with a person: the file's own `agreement:` over what the terms say; `None` where neither
    /// says anything. Clauses have the numbers of the agreement issued.
    ///
    /// Errors: data, for terms that no agreement could be written from; of the register.
    pub(crate) fn agreed(
        &self,
        person: &Located<Person>,
        speech: &Speech,
        workspace: &Workspace,
    ) -> Result<Option<Agreed>> {
        let practice = workspace.practice_located()?;
        let own = person.value.agreement.clone();
        if own.is_none() && person.value.terms.is_none() && practice.value.terms.is_none() {
            return Ok(None);
        }
        let law = match self.shelf.law(person, workspace) {
            Ok(law) => law,
            // No agreement can be written under this law; letters to the client can.
            Err(error) => {
                let why = error.problems.first().map(|problem| problem.message.clone()).unwrap_or_default();
                let warnings = vec![format!("the terms are not reckoned with: {why}")];
                return Ok(own.map(|engagement| Agreed { engagement, warnings }));
            }
        };
        let terms = contract::agreed(practice, person, &law, speech, workspace.today()?)?;
        let own = own.unwrap_or_default();
        let issued = self.issued(&person.value, terms.number.as_deref(), workspace)?;
        let mut warnings = Vec::new();
        let mut under = terms;
        if let Some(issued) = issued {
            let differences = differences(issued, &under, &own);
            if !differences.is_empty() {
                let number = issued.number.as_ref().map(|number| format!(" no. {number}"));
                warnings.push(format!(
                    "the terms are not those of the agreement{} of {} as it was issued: {}. The terms as they now stand are reckoned with; `garbo agreement --amend` makes the change part of the agreement",
                    number.unwrap_or_default(),
                    issued.date,
                    differences.join("; ")
                ));
            }
            under.number = under.number.or_else(|| issued.number.clone());
            under.date = under.date.or(issued.engagement.as_ref().and_then(|e| e.date));
            under.clauses.clone_from(&issued.clauses);
        }
        Ok(Some(Agreed { engagement: own.over(under), warnings }))
    }

    /// Returns the latest of the agreements issued to a person: of that number, where one has it.
    fn issued(&self, person: &Person, number: Option<&str>, workspace: &Workspace) -> Result<Option<&Entry>> {
        let all = match self.issued.get() {
            Some(all) => all,
            None => {
                let read = read(workspace)?;
                self.issued.get_or_init(|| read)
            }
        };
        let mut of_person = all.iter().rev().filter(|entry| is_of(&entry.recipient, person));
        let numbered = of_person.clone().find(|entry| number.is_some() && entry.number.as_deref() == number);
        Ok(numbered.or_else(|| of_person.next()))
    }
}

/// Reads the agreements and addenda of the register, oldest first; an addendum has the clause numbers of its agreement.
fn read(workspace: &Workspace) -> Result<Vec<Entry>> {
    let Some(outbox) = store::outbox_if_any(workspace)? else { return Ok(Vec::new()) };
    let mut entries: Vec<Entry> = Vec::new();
    for document in outbox.agreements()?.iter().filter(|document| !sheets::is_sheet(&document.kind)) {
        let Some(entry) = entry(document, &entries) else { continue };
        entries.push(entry);
    }
    Ok(entries)
}

fn entry(document: &Document, before: &[Entry]) -> Option<Entry> {
    let issued: Issued = serde_json::from_value(document.meta.clone()).ok()?;
    let clauses = match document.kind == ADDENDUM {
        true => {
            let mut earlier = before.iter().rev().filter(|entry| entry.recipient == document.recipient);
            earlier.next().map(|entry| entry.clauses.clone()).unwrap_or_default()
        }
        false => {
            let numbered =
                issued.clauses.iter().filter_map(|c| Some((c.id.parse().ok()?, c.number.clone()?)));
            numbered.collect()
        }
    };
    Some(Entry {
        recipient: document.recipient.clone(),
        number: issued.number,
        date: issued.date,
        engagement: issued.engagement,
        clauses,
    })
}

/// Tells whether a document of the register went to a person: by address, or by the whole name.
pub(crate) fn is_of(recipient: &str, person: &Person) -> bool {
    let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
    let named = |name: &str| person.name.as_deref().is_some_and(|known| same(known, name));
    match recipient.parse::<Mailbox>() {
        Ok(mailbox) => {
            let key =
                person.email.as_deref().and_then(|email| email.parse::<Mailbox>().ok()).map(|m| m.key());
            key.is_some_and(|key| key == mailbox.key()) || mailbox.name().is_some_and(named)
        }
        Err(_) => named(recipient),
    }
}

/// Returns what the terms say otherwise than the agreement issued; what the file's own `agreement:` says is left out.
fn differences(issued: &Entry, terms: &Engagement, own: &Engagement) -> Vec<String> {
    let mut found = Vec::new();
    let mut compare = |what: &str, is_own: bool, issued: Option<String>, now: Option<String>| {
        if let (Some(issued), Some(now)) = (issued, now)
            && issued != now
            && !is_own
        {
            found.push(format!("{what} {issued} as issued, {now} in the terms"));
        }
    };
    compare("number", own.number.is_some(), issued.number.clone(), terms.number.clone());
    let Some(engagement) = &issued.engagement else { return found };
    let price = |e: &Engagement| Some(format!("{} {}", e.total.as_ref()?.0, e.currency?.code()));
    compare("price", own.total.is_some(), price(engagement), price(terms));
    let sessions = |e: &Engagement| e.sessions.map(|n| n.to_string());
    compare("number of sessions", own.sessions.is_some(), sessions(engagement), sessions(terms));
    let rule = |e: &Engagement| e.refund_rule.map(|rule| RefundRule::id(rule).to_owned());
    compare("refund rule", own.refund_rule.is_some(), rule(engagement), rule(terms));
    let days = |e: &Engagement| e.refund_days.map(|n| format!("{n} days"));
    compare("time for a refund", own.refund_days.is_some(), days(engagement), days(terms));
    let period = |e: &Engagement| {
        let by_time = e.refund_rule == Some(RefundRule::ProRataTime);
        e.period.filter(|_| by_time).map(|Period { start, end }| format!("{start} to {end}"))
    };
    compare("time paid for", own.period.is_some(), period(engagement), period(terms));
    found
}
