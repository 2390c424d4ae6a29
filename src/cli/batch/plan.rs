//! The first pass of a batch: every row is read, understood and composed, and nothing is written.

use std::collections::hash_map::{DefaultHasher, Entry};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{Hash, Hasher};

use crate::cli::batch::hands::{self, HEAP};
use crate::cli::batch::row::{Reader, Row};
use crate::cli::batch::table::{Record, Table};
use crate::cli::letter::Shelf;
use crate::cli::mailroom;
use crate::cli::workspace::Workspace;
use crate::deliver::outbox::{BatchRow, Outbox, State, TicketId};
use crate::error::{Error, ErrorKind, Problem, Result};
use crate::model::mailbox::Mailbox;

/// How many faults are listed.
pub const FAULTS_MAX: usize = 50;

/// What the first pass is to look for.
pub struct Look<'a> {
    pub batch: &'a str,
    /// Whether the letters go into the outbox
    pub mails: bool,
    pub checks: Checks,
    /// Where rows that were written before are looked up; `None` where it does not matter
    pub outbox: Option<&'a Outbox>,
}

/// What is asked of a letter before any is written.
#[derive(Clone, Copy)]
pub struct Checks {
    pub needs_address: bool,
    /// Whether each letter is rendered too: where files appear one by one, none may stand beside a fault
    pub renders: bool,
}

/// What the first pass found.
#[derive(Default)]
pub struct Plan {
    /// Letters by kind and language.
    pub counts: BTreeMap<(String, String), usize>,
    /// Rows that were written before, by the hash of their keys.
    pub written: HashSet<u64>,
    /// Messages of this batch that wait already.
    pub waiting: Vec<TicketId>,
    /// Messages of this batch that were refused or may have arrived: never sent again by themselves.
    pub unsettled: Vec<TicketId>,
    /// How many messages of this batch the coach took out.
    pub cancelled: usize,
    pub warnings: BTreeMap<String, usize>,
    pub first: Option<Row>,
}

impl Plan {
    /// Returns how many letters the table asks for.
    pub fn letters(&self) -> usize {
        self.counts.values().sum()
    }
}

/// Returns the hash that stands for a row's key: eight bytes a row, whatever the names.
pub fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

/// Looks over all rows.
///
/// Errors: data, with every fault, its line and column; refused, when all that is wrong is that people already
/// have such a letter.
pub fn plan(
    table: &Table,
    reader: &mut Reader<'_>,
    look: &Look<'_>,
    shelf: &Shelf,
    workspace: &Workspace,
) -> Result<Plan> {
    let mut plan = Plan::default();
    let mut faults: Vec<Problem> = Vec::new();
    let mut again: Vec<Problem> = Vec::new();
    let mut lines: HashMap<u64, u32> = HashMap::new();
    let checks = look.checks;
    let work = |(record, row): (Record, Row)| {
        let warnings = check(&row, checks, shelf, workspace);
        (record, row, warnings)
    };
    hands::at_work(work, |mut hands| -> Result<()> {
        let mut rows = table.rows()?;
        loop {
            let mut heap: Vec<(Record, Row)> = Vec::with_capacity(HEAP);
            // A table with so many faults is not read to its end.
            while heap.len() < HEAP && faults.len() < FAULTS_MAX {
                match rows.next() {
                    None => break,
                    Some(Err(problem)) => faults.push(problem),
                    Some(Ok(record)) => match reader.row(&record) {
                        Ok(row) => heap.push((record, row)),
                        Err(problems) => faults.extend(problems),
                    },
                }
            }
            let is_last = heap.len() < HEAP;
            if !heap.is_empty() {
                hands.give(heap);
            }
            while is_last || hands.is_busy() {
                let Some(checked) = hands.take() else { return Ok(()) };
                for (record, row, warnings) in checked? {
                    match warnings {
                        Ok(warnings) => {
                            warnings.into_iter().for_each(|w| *plan.warnings.entry(w).or_default() += 1);
                        }
                        Err(error) => faults.extend(reader.placed(error, &record)),
                    }
                    match lines.entry(hash(&row.key)) {
                        Entry::Occupied(before) => faults.extend(
                            reader.placed(
                                Error::data(format!("line {} has the same recipient", before.get()))
                                    .hint("take one of the two rows out"),
                                &record,
                            ),
                        ),
                        Entry::Vacant(free) => {
                            free.insert(u32::try_from(row.line).unwrap_or(u32::MAX));
                        }
                    }
                    if let Some(problem) = seen_before(&row, look, &mut plan, workspace)? {
                        again.extend(reader.placed(problem, &record));
                    }
                    let counted = (row.request.kind.id.clone(), row.speech.language.to_string());
                    *plan.counts.entry(counted).or_default() += 1;
                    plan.first.get_or_insert(row);
                }
            }
        }
    })?;
    // Rows come back later than they are read: the list is in the order of the table.
    faults.sort_by_key(|fault| fault.place.as_ref().and_then(|place| place.line));
    curb(&mut faults);
    again.truncate(FAULTS_MAX);
    match Error::all(ErrorKind::Data, faults).or(Error::all(ErrorKind::Refused, again)) {
        Some(error) => Err(error),
        None => Ok(plan),
    }
}

/// Cuts a long list of faults short, and says so.
pub fn curb(faults: &mut Vec<Problem>) {
    if faults.len() >= FAULTS_MAX {
        faults.truncate(FAULTS_MAX);
        faults.push(Problem::new(format!("{FAULTS_MAX} faults are listed; there may be more")));
    }
}

/// Composes one letter without writing it; returns what deserves a look.
fn check(row: &Row, checks: Checks, shelf: &Shelf, workspace: &Workspace) -> Result<Vec<String>> {
    let brief = shelf.brief(&row.request, &row.origin, &row.speech, workspace)?;
    if checks.renders {
        shelf.stencil(&row.request.kind, &brief, &row.speech, workspace)?.render(&brief)?;
    }
    // A letter about somebody goes to the colleague.
    let address = if brief.about.is_some() { &brief.recipient } else { &row.request.person.email };
    match address {
        None if checks.needs_address => Err(Error::data("no address is known for the addressee")
            .key("email")
            .hint("add a column `email`, or `to` with \"Name <name@example.org>\"")),
        Some(address) if checks.needs_address && (brief.about.is_some() || row.mailbox.is_none()) => {
            address.parse::<Mailbox>().map(|_| brief.warnings)
        }
        _ => Ok(brief.warnings),
    }
}

/// Notes a row that was written before; returns an error for a person who has such a letter from elsewhere.
fn seen_before(row: &Row, look: &Look<'_>, plan: &mut Plan, workspace: &Workspace) -> Result<Option<Error>> {
    let Some(outbox) = look.outbox else { return Ok(None) };
    let id = BatchRow { batch: look.batch.to_owned(), row: row.key.clone() };
    if look.mails {
        if let Some(ticket) = outbox.written_before(&id)? {
            plan.written.insert(hash(&row.key));
            match ticket.state {
                State::Queued => plan.waiting.push(ticket.id),
                State::Failed | State::Uncertain => plan.unsettled.push(ticket.id),
                State::Cancelled => plan.cancelled += 1,
                State::Sent => {}
            }
            return Ok(None);
        }
        let Some(to) = &row.mailbox else { return Ok(None) };
        let before = outbox.same_kind_to(&to.key(), &row.request.kind.id)?;
        return Ok(before.first().map(|last| {
            let when = mailroom::moment(last.sent.unwrap_or(last.created), workspace);
            Error::refused(format!(
                "{} already has a letter of this kind: message {}, {}, {when}",
                last.recipient, last.id, last.state
            ))
            .hint("take the row out, or add --again if second letters are meant")
        }));
    }
    if outbox.recorded_before(&id)?.is_some() {
        plan.written.insert(hash(&row.key));
    }
    Ok(None)
}
