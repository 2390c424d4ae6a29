//! Agreements of a batch: one for every row that names a client's file, all or none.

use std::collections::{HashMap, VecDeque};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use tempfile::TempPath;

use crate::cli::batch::hands::{self, Hands};
use crate::cli::batch::plan::{FAULTS_MAX, curb};
use crate::cli::batch::table::{Record, Table};
use crate::cli::batch::works::{cannot, file_name, make_folder};
use crate::cli::batch::{Goal, warn};
use crate::cli::contract::{self, Ask, Issue, Made, Shelf};
use crate::cli::mailroom;
use crate::cli::output::Format;
use crate::cli::workspace::Workspace;
use crate::deliver::outbox::NewDocument;
use crate::deliver::smtp::Stop;
use crate::error::{Error, ErrorKind, Problem, Result, is_unprintable, nearest};

/// The columns, which are the flags of the single command that differ from client to client.
const COLUMNS: &[&str] = &["to", "language", "with", "number", "date"];

/// How many rows go to a hand at once: an agreement takes long, and its pages are kept in memory until then.
const HEAP: usize = 2;

/// A row, understood.
struct Row {
    ask: Ask,
    /// Kind, client and number: what tells the rows of a file apart
    key: String,
}

/// Runs the batch.
///
/// Errors: usage, for what an agreement can't be made into here; data, with every fault of table and files.
pub fn run(kind: &str, table: &Table, matches: &ArgMatches, workspace: &Workspace) -> Result<()> {
    if kind == contract::ADDENDUM {
        return Err(Error::usage(format!("`{kind}` is a contract that rests on the one issued before it"))
            .key("--kind")
            .hint(format!("write each by itself: garbo {kind} --to WHO -o FILE.pdf")));
    }
    let goal = goal(kind, matches)?;
    let reader = Reader::new(kind, table)?;
    match goal {
        None => show(&reader, matches, workspace),
        Some((folder, format)) => write(&reader, &folder, format, matches, workspace),
    }
}

/// Returns folder and form; `None` for a look without writing.
fn goal(kind: &str, matches: &ArgMatches) -> Result<Option<(PathBuf, Format)>> {
    let alone = || format!("write each by itself: garbo {kind} --to WHO --send");
    match Goal::of(matches)? {
        Goal::Show => Ok(None),
        Goal::Queue | Goal::Send => Err(Error::usage(
            "agreements leave one by one, each with a covering letter that is looked at before it goes",
        )
        .key("--kind")
        .hint(format!("write them to a folder with -o, or {}", alone()))),
        Goal::Mbox(_) => Err(Error::usage("an mbox holds messages, and an agreement is none by itself")
            .key("--output")
            .hint(format!("name a folder with -o, or {}", alone()))),
        Goal::Folder(folder, _) => {
            let named = matches.get_one::<String>("format").and_then(|name| Format::named(name));
            match named.unwrap_or(Format::Pdf) {
                Format::Eml => Err(Error::usage("an agreement is no message by itself")
                    .key("--format")
                    .hint(format!("choose another form, or {}", alone()))),
                format => Ok(Some((folder, format))),
            }
        }
    }
}

/// Composes every agreement, writes none, and shows the first.
fn show(reader: &Reader<'_>, matches: &ArgMatches, workspace: &Workspace) -> Result<()> {
    let shelf = Shelf::default();
    let limit = limit(matches);
    let work = |row: Row| contract::make_asked(reader.kind, &row.ask, &shelf, workspace).map(Some);
    let made = work_through(reader, limit, work, workspace, |flow| {
        let (mut first, mut number) = (None, 0_usize);
        while let Some(made) = flow.next() {
            if let Some(made) = made? {
                flow.warned(&made.warnings);
                number += 1;
                first.get_or_insert(made);
            }
        }
        Ok((first, number, std::mem::take(&mut flow.warnings)))
    })?;
    let (first, number, warnings) = made;
    match first {
        Some(first) => workspace.ui.data(&contract::text_of(&first)),
        None => workspace.ui.say("the table has no rows"),
    }
    warn(&warnings, workspace);
    workspace.ui.say(&format!("{}; nothing was written; add -o FOLDER", agreements(number)));
    Ok(())
}

fn limit(matches: &ArgMatches) -> usize {
    matches.get_one::<u32>("limit").map_or(usize::MAX, |n| *n as usize)
}

/// An agreement whose files lie ready under names of no meaning.
struct Ready {
    drafts: Vec<(TempPath, PathBuf)>,
    entries: Vec<NewDocument>,
    warnings: Vec<Problem>,
}

/// Writes every agreement into a file of its own, under a name that no client can choose. The files take their
/// names when the last one is made, within the one transaction that tells the register.
fn write(
    reader: &Reader<'_>,
    folder: &Path,
    format: Format,
    matches: &ArgMatches,
    workspace: &Workspace,
) -> Result<()> {
    let force = matches.get_flag("force");
    let shelf = Shelf::default();
    let was_there = folder.symlink_metadata().is_ok();
    make_folder(folder)?;
    let work = |row: Row| -> Result<Option<Ready>> {
        let name = row.ask.person.value.name.as_deref().unwrap_or_default();
        let file = folder.join(file_name(name, &row.key, format));
        if !force && file.symlink_metadata().is_ok() {
            return Ok(None);
        }
        let made = contract::make_asked(reader.kind, &row.ask, &shelf, workspace)?;
        ready(&made, format, &file, folder, force, matches, workspace).map(Some)
    };
    let mut outbox = if workspace.home.is_sample() { None } else { Some(mailroom::outbox(workspace)?) };
    let done = work_through(reader, limit(matches), work, workspace, |flow| {
        let (mut written, mut before) = (0_usize, 0_usize);
        let mut drafts = Some(Vec::new());
        let mut entries: VecDeque<NewDocument> = VecDeque::new();
        let next = || loop {
            if let Some(entry) = entries.pop_front() {
                return Some(Ok(entry));
            }
            match flow.next() {
                Some(Ok(Some(ready))) => {
                    written += 1;
                    flow.warned(&ready.warnings);
                    drafts.get_or_insert_default().extend(ready.drafts);
                    entries.extend(ready.entries);
                }
                Some(Ok(None)) => before += 1,
                Some(Err(error)) => return Some(Err(error)),
                None => return name_all(drafts.take()?).err().map(Err),
            }
        };
        match &mut outbox {
            Some(outbox) => outbox.record_all(std::iter::from_fn(next)).map(|_| ())?,
            None => std::iter::from_fn(next).try_for_each(|entry| entry.map(|_| ()))?,
        }
        Ok((written, before, std::mem::take(&mut flow.warnings)))
    });
    let (written, before, warnings) = done.inspect_err(|_| {
        if !was_there {
            // A table with a fault leaves no trace; a folder that holds something stays.
            let _ = fs::remove_dir(folder);
        }
    })?;
    warn(&warnings, workspace);
    let before = if before > 0 { format!("; {before} written before") } else { String::new() };
    workspace.ui.say(&format!("{} written to {}{before}", agreements(written), folder.display()));
    Ok(())
}

fn agreements(number: usize) -> String {
    mailroom::counted(number, "agreement", "agreements")
}

/// Writes the files of an agreement beside their places.
fn ready(
    made: &Made,
    format: Format,
    file: &Path,
    folder: &Path,
    force: bool,
    matches: &ArgMatches,
    workspace: &Workspace,
) -> Result<Ready> {
    let Issue { files, entries } = contract::issue(made, format, file, matches, workspace)?;
    let mut drafts = Vec::new();
    for (path, bytes) in files {
        if !force && path.symlink_metadata().is_ok() {
            return Err(Error::cannot_create(format!("{} is there already", path.display()))
                .hint("take it away, or add --force to replace it"));
        }
        let failed = |e: std::io::Error| cannot(&path, &e);
        let mut draft = tempfile::Builder::new().prefix(".garbo-").tempfile_in(folder).map_err(failed)?;
        draft.write_all(&bytes).map_err(failed)?;
        drafts.push((draft.into_temp_path(), path));
    }
    Ok(Ready { drafts, entries, warnings: made.warnings.clone() })
}

/// Gives the files their names; takes those back that have theirs when one can't.
fn name_all(drafts: Vec<(TempPath, PathBuf)>) -> Result<()> {
    let mut named: Vec<PathBuf> = Vec::new();
    for (draft, path) in drafts {
        let is_new = path.symlink_metadata().is_err();
        if let Err(error) = draft.persist(&path) {
            for path in named {
                let _ = fs::remove_file(path);
            }
            return Err(cannot(&path, &error.error));
        }
        named.extend(is_new.then_some(path));
    }
    Ok(())
}

/// Understands the rows of one table.
struct Reader<'a> {
    kind: &'a str,
    table: &'a Table,
    /// Ids of the columns
    columns: Vec<String>,
}

impl<'a> Reader<'a> {
    /// Looks over the names of the columns.
    ///
    /// Errors: data, for columns that say what stands in the client's file. All faults at once.
    fn new(kind: &'a str, table: &'a Table) -> Result<Self> {
        let columns: Vec<String> = table.head.iter().map(|name| super::row::id_of(name)).collect();
        let mut problems = Vec::new();
        for (i, column) in columns.iter().enumerate() {
            let shown = table.head.get(i).map_or("", String::as_str);
            let problem = if columns.iter().take(i).any(|before| before == column) {
                Problem::new(format!("there are two columns `{shown}`"))
            } else if COLUMNS.contains(&column.as_str()) {
                continue;
            } else {
                let problem = Problem::new(format!("a table of agreements has no column `{shown}`"));
                problem.hint(match nearest(column, COLUMNS.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!(
                        "columns may be {}; all else stands in the client's file in people/",
                        COLUMNS.join(", ")
                    ),
                })
            };
            problems.push(problem.at(table.head_place(i)));
        }
        if !columns.iter().any(|column| column == "to") {
            problems.push(
                Problem::new("no column says with whom the agreements are")
                    .at(table.head_place(0))
                    .hint("add a column `to` with the names of the clients' files in people/"),
            );
        }
        Error::all(ErrorKind::Data, problems).map_or(Ok(Self { kind, table, columns }), Err)
    }

    fn cell<'r>(&self, record: &'r Record, column: &str) -> Option<&'r str> {
        let at = self.columns.iter().position(|c| c == column)?;
        record.cells.get(at).map(str::trim).filter(|cell| !cell.is_empty())
    }

    fn row(&self, record: &Record, workspace: &Workspace) -> Result<Row> {
        for (i, cell) in record.cells.iter().enumerate() {
            if let Some(bad) = cell.chars().find(|c| is_unprintable(*c)) {
                return Err(Error::data(format!(
                    "the cell holds the character U+{:04X}, which can't be printed",
                    bad as u32
                ))
                .at(self.table.place(record, i))
                .hint("type the cell again without it"));
            }
        }
        let Some(to) = self.cell(record, "to") else {
            return Err(Error::data("the row does not say with whom the agreement is")
                .key("to")
                .hint("fill `to` with the name of the client's file in people/"));
        };
        let number = self.cell(record, "number");
        let ask = Ask::of(
            to,
            number,
            self.cell(record, "date"),
            [self.cell(record, "language"), self.cell(record, "with")],
            workspace,
        )?;
        let key = format!("{} {} {}", self.kind, to.to_lowercase(), number.unwrap_or_default());
        Ok(Row { ask, key })
    }

    /// Gives the problems of an error the place of the cell they are about.
    fn placed(&self, error: Error, record: &Record) -> Vec<Problem> {
        let place = |mut problem: Problem| {
            let key = problem.key.as_deref().map(super::row::id_of).unwrap_or_default();
            let at = |column: &str| self.columns.iter().position(|known| known == column);
            let column = at(&key).or_else(|| at("to")).unwrap_or(0);
            problem.place.get_or_insert_with(|| self.table.place(record, column));
            problem
        };
        error.problems.into_iter().map(place).collect()
    }
}

/// A row, and what was made of it; nothing where its file is there already.
type Worked<U> = (Record, Result<Option<U>>);

/// The rows in order, while several hands work on the next ones.
struct Flow<'a, U> {
    reader: &'a Reader<'a>,
    workspace: &'a Workspace,
    rows: Box<dyn Iterator<Item = std::result::Result<Record, Problem>> + 'a>,
    hands: Hands<(Record, Row), Worked<U>>,
    stop: Stop,
    left: usize,
    /// Lines by what tells rows apart
    lines: HashMap<String, usize>,
    ready: VecDeque<Option<U>>,
    warnings: std::collections::BTreeMap<String, usize>,
    kind: ErrorKind,
    faults: Vec<Problem>,
}

impl<U> Flow<'_, U> {
    fn warned(&mut self, warnings: &[Problem]) {
        for warning in warnings {
            *self.warnings.entry(warning.message.clone()).or_default() += 1;
        }
    }

    /// Gives the next rows to the hands; `false` when there are none.
    fn give(&mut self) -> bool {
        let mut heap = Vec::with_capacity(HEAP);
        while heap.len() < HEAP && self.left > 0 && self.faults.len() < FAULTS_MAX {
            let Some(record) = self.rows.next() else { break };
            let record = match record {
                Ok(record) => record,
                Err(problem) => {
                    self.faults.push(problem);
                    continue;
                }
            };
            match self.reader.row(&record, self.workspace) {
                Ok(row) => match self.lines.insert(row.key.clone(), record.line) {
                    Some(before) => {
                        let twice = Error::data(format!("line {before} is the same agreement"))
                            .hint("take one of the two rows out, or give each a number");
                        self.note(twice, &record);
                    }
                    None => {
                        self.left -= 1;
                        heap.push((record, row));
                    }
                },
                Err(error) => self.note(error, &record),
            }
        }
        let any = !heap.is_empty();
        if any {
            self.hands.give(heap);
        }
        any
    }

    fn note(&mut self, error: Error, record: &Record) {
        self.kind = error.kind;
        for problem in self.reader.placed(error, record) {
            // A fault of practice.yaml is every row's, and told once.
            if !self.faults.contains(&problem) {
                self.faults.push(problem);
            }
        }
    }
}

impl<U> Iterator for Flow<'_, U> {
    type Item = Result<Option<U>>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(made) = self.ready.pop_front() {
                return Some(Ok(made));
            }
            if self.stop.is_requested() {
                return Some(Err(Error::try_again(
                    "stopped before all agreements were made; none was written",
                )
                .hint("repeat the command")));
            }
            while !self.hands.is_busy() && self.give() {}
            let made = match self.hands.take() {
                Some(Ok(made)) => made,
                Some(Err(error)) => return Some(Err(error)),
                None => {
                    // Rows come back later than they are read: the list is in the order of the table.
                    let mut faults = std::mem::take(&mut self.faults);
                    curb(&mut faults);
                    return Error::all(self.kind, faults).map(Err);
                }
            };
            for (record, made) in made {
                match made {
                    Ok(made) if self.faults.is_empty() => self.ready.push_back(made),
                    Ok(_) => {}
                    Err(error) => self.note(error, &record),
                }
            }
        }
    }
}

/// Has every row worked on, while `lead` takes what is made.
fn work_through<U: Send, R>(
    reader: &Reader<'_>,
    limit: usize,
    work: impl Fn(Row) -> Result<Option<U>> + Sync,
    workspace: &Workspace,
    lead: impl FnOnce(&mut Flow<'_, U>) -> Result<R>,
) -> Result<R> {
    let stop = Stop::on_signals()?;
    let rows = reader.table.rows()?;
    hands::at_work(
        |(record, row): (Record, Row)| (record, work(row)),
        |hands| {
            lead(&mut Flow {
                reader,
                workspace,
                rows: Box::new(rows),
                hands,
                stop,
                left: limit,
                lines: HashMap::new(),
                ready: VecDeque::new(),
                warnings: Default::default(),
                kind: ErrorKind::Data,
                faults: Vec::new(),
            })
        },
    )
}
