//! The first pass of a batch: every row is read, understood and composed, and nothing is written.

use std::collections::hash_map::{DefaultHasher, Entry};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{Hash, Hasher};

use crate::cli::batch::row::{Reader, Row};
use crate::cli::batch::table::{Record, Table};
use crate::cli::letter::Shelf;
use crate::cli::mailroom;
use crate::cli::workspace::Workspace;
use crate::deliver::outbox::{BatchRow, Outbox, State, TicketId};
use crate::error::{Error, ErrorKind, Problem, Result};
use crate::model::mailbox::Mailbox;

/// How many faults are listed.
const FAULTS_MAX: usize = 50;
/// How many rows are in memory at once: enough for every hand, and no more.
pub const CHUNK: usize = 128;

/// What the first pass is to look for.
pub struct Look<'a> {
    pub batch: &'a str,
    /// Whether the letters go into the outbox
    pub mails: bool,
    pub needs_address: bool,
    /// Where rows that were written before are looked up; `None` where it does not matter
    pub outbox: Option<&'a Outbox>,
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
    let mut rows = table.rows()?;
    loop {
        let mut chunk: Vec<(Record, Row)> = Vec::new();
        let mut is_last = true;
        for record in rows.by_ref().take(CHUNK) {
            is_last = false;
            let record = match record {
                Ok(record) => record,
                Err(problem) => {
                    faults.push(problem);
                    continue;
                }
            };
            match reader.row(&record) {
                Ok(row) => chunk.push((record, row)),
                Err(problems) => faults.extend(problems),
            }
        }
        let needs_address = look.needs_address;
        let composed = parallel(&chunk, |(_, row)| check(row, needs_address, shelf, workspace));
        for ((record, row), warnings) in chunk.into_iter().zip(composed) {
            match warnings {
                Ok(warnings) => warnings.into_iter().for_each(|w| *plan.warnings.entry(w).or_default() += 1),
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
        if is_last || faults.len() >= FAULTS_MAX {
            break;
        }
    }
    drop(rows);
    let many = faults.len() >= FAULTS_MAX;
    faults.truncate(FAULTS_MAX);
    if many {
        faults.push(Problem::new(format!("{FAULTS_MAX} faults are listed; there may be more")));
    }
    again.truncate(FAULTS_MAX);
    match Error::all(ErrorKind::Data, faults).or(Error::all(ErrorKind::Refused, again)) {
        Some(error) => Err(error),
        None => Ok(plan),
    }
}

/// Composes one letter without writing it; returns what deserves a look.
fn check(row: &Row, needs_address: bool, shelf: &Shelf, workspace: &Workspace) -> Result<Vec<String>> {
    let brief = shelf.brief(&row.request, &row.to, &row.speech, workspace)?;
    let address = if brief.about.is_some() { &brief.recipient } else { &row.to.person.email };
    match address {
        None if needs_address => Err(Error::data("no address is known for the addressee")
            .key("email")
            .hint("add a column `email`, or `to` with \"Name <name@example.org>\"")),
        Some(address) if needs_address => address.parse::<Mailbox>().map(|_| brief.warnings),
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
            if ticket.state == State::Queued {
                plan.waiting.push(ticket.id);
            }
            return Ok(None);
        }
        let Some(to) = row.to.person.email.as_ref().and_then(|e| e.parse::<Mailbox>().ok()) else {
            return Ok(None);
        };
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

/// Works on all items at once, as far as the machine has hands; results come in order.
pub fn parallel<T: Sync, U: Send>(items: &[T], work: impl Fn(&T) -> U + Sync) -> Vec<U> {
    let hands = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    if hands == 1 || items.len() < 4 * hands {
        return items.iter().map(work).collect();
    }
    let work = &work;
    std::thread::scope(|scope| {
        let parts = items.chunks(items.len().div_ceil(hands));
        let hands: Vec<_> =
            parts.map(|part| scope.spawn(move || part.iter().map(work).collect::<Vec<U>>())).collect();
        let join = |hand: std::thread::ScopedJoinHandle<'_, Vec<U>>| match hand.join() {
            Ok(results) => results,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        hands.into_iter().flat_map(join).collect()
    })
}
