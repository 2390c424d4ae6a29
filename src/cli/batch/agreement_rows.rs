//! The rows of a table of agreements: understood, and worked on by several hands while the next ones are read.

use std::collections::{BTreeMap, HashMap, VecDeque};

use crate::cli::batch::hands::{self, Hands};
use crate::cli::batch::plan::{FAULTS_MAX, curb};
use crate::cli::batch::table::{Record, Table};
use crate::cli::contract::Ask;
use crate::cli::workspace::Workspace;
use crate::deliver::smtp::Stop;
use crate::error::{Error, ErrorKind, Problem, Result, is_unprintable, nearest};
use crate::model::language::Language;

/// The columns, which are the flags of the single command that differ from client to client.
const COLUMNS: &[&str] = &["to", "language", "with", "number", "date"];

/// How many rows go to a hand at once: an agreement takes long, and its pages are kept in memory until then.
const HEAP: usize = 2;

/// How many rows are read ahead, to be worked on language by language.
const AHEAD: usize = 32;

/// A row, understood.
pub(super) struct Row {
    pub(super) ask: Ask,
    /// Kind, client and number: what tells the rows of a file apart
    pub(super) key: String,
}

/// Understands the rows of one table.
pub(super) struct Reader<'a> {
    pub(super) kind: &'a str,
    table: &'a Table,
    /// Ids of the columns
    columns: Vec<String>,
}

impl<'a> Reader<'a> {
    /// Looks over the names of the columns.
    ///
    /// Errors: data, for columns that say what stands in the client's file. All faults at once.
    pub(super) fn new(kind: &'a str, table: &'a Table) -> Result<Self> {
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
pub(super) struct Flow<'a, U> {
    reader: &'a Reader<'a>,
    workspace: &'a Workspace,
    rows: Box<dyn Iterator<Item = std::result::Result<Record, Problem>> + 'a>,
    /// Rows that were read and not yet given out
    waiting: VecDeque<(Record, Row)>,
    hands: Hands<(Record, Row), Worked<U>>,
    stop: Stop,
    left: usize,
    /// Lines by what tells rows apart
    lines: HashMap<String, usize>,
    ready: VecDeque<Option<U>>,
    pub(super) warnings: BTreeMap<String, usize>,
    kind: ErrorKind,
    faults: Vec<Problem>,
}

impl<U> Flow<'_, U> {
    pub(super) fn warned(&mut self, warnings: &[Problem]) {
        for warning in warnings {
            *self.warnings.entry(warning.message.clone()).or_default() += 1;
        }
    }

    /// Gives the next rows to the hands; `false` when there are none.
    fn give(&mut self) -> bool {
        if self.waiting.is_empty() {
            self.read();
        }
        let heap: Vec<_> = self.waiting.drain(..HEAP.min(self.waiting.len())).collect();
        let any = !heap.is_empty();
        if any {
            self.hands.give(heap);
        }
        any
    }

    /// Reads the next rows, those of one language behind each other: agreements in one language share most of their
    /// paragraphs, and what was set for one is soon forgotten. The first row stays the first.
    fn read(&mut self) {
        let mut rows: Vec<(Record, Row)> = Vec::new();
        while rows.len() < AHEAD && self.left > 0 && self.faults.len() < FAULTS_MAX {
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
                        rows.push((record, row));
                    }
                },
                Err(error) => self.note(error, &record),
            }
        }
        let mut languages: Vec<Vec<Language>> = Vec::new();
        for (_, row) in &rows {
            if !languages.contains(&row.ask.languages) {
                languages.push(row.ask.languages.clone());
            }
        }
        rows.sort_by_key(|(_, row)| languages.iter().position(|known| *known == row.ask.languages));
        self.waiting.extend(rows);
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
pub(super) fn work_through<U: Send, R>(
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
                waiting: VecDeque::new(),
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
