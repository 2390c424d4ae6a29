//! A row of the table as the wish for a letter: columns are the long flags without dashes.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::cli::addressee::{Addressee, Origin, check_name, named};
use crate::cli::batch::table::{Record, Table};
use crate::cli::workspace::Workspace;
use crate::compose::request::{Colleagues, Request, Resources};
use crate::error::{Error, ErrorKind, Problem, Result, is_unprintable, nearest};
use crate::library::kind::{FactType, Form, Kind};
use crate::library::speech::Speech;
use crate::model::id::Id;
use crate::model::language::Language;
use crate::model::mailbox::Mailbox;
use crate::model::person::Person;
use crate::model::scalar::Day;

/// Columns that every kind takes.
const COMMON: &[&str] = &[
    "to",
    "name",
    "email",
    "kind",
    "language",
    "gender",
    "formality",
    "title",
    "patronymic",
    "tone",
    "reason",
    "say",
    "colleague",
    "resource",
    "date",
];

/// A row, understood.
pub struct Row {
    pub line: usize,
    pub request: Request,
    /// Where the facts about the addressee come from
    pub origin: Origin,
    /// The addressee's address, where one is known that mail can go to
    pub mailbox: Option<Mailbox>,
    pub speech: Arc<Speech>,
    /// Kind and recipient: what tells the rows of a file apart.
    pub key: String,
}

/// Understands the rows of one table.
pub struct Reader<'a> {
    table: &'a Table,
    workspace: &'a Workspace,
    /// Ids of the columns: flags and facts in snake_case.
    columns: Vec<String>,
    kind: Option<String>,
    kinds: HashMap<String, Arc<Kind>>,
    speeches: HashMap<String, Arc<Speech>>,
    today: Date,
}

impl<'a> Reader<'a> {
    /// Looks over the names of the columns.
    ///
    /// Errors: usage, without a kind; data, for columns that no letter of the kind takes. All faults at once.
    pub fn new(table: &'a Table, kind: Option<&str>, workspace: &'a Workspace) -> Result<Self> {
        let columns: Vec<String> = table.head.iter().map(|name| id_of(name)).collect();
        let mut kinds = HashMap::new();
        if columns.iter().any(|c| c == "kind") {
            for id in workspace.library.letter_ids()? {
                kinds.insert(id.clone(), Arc::new(workspace.library.kind(&id)?));
            }
        } else if kind.is_none() {
            return Err(Error::usage("it is not said which kind of letter to write")
                .key("--kind")
                .hint("add --kind decline, or a column `kind`"));
        }
        if let Some(kind) = kind {
            let found = workspace.library.kind(kind)?;
            kinds.insert(kind.to_owned(), Arc::new(found));
        }
        let mut known: Vec<&str> = COMMON.to_vec();
        known.extend(kinds.values().flat_map(|kind| kind.takes.iter().map(|fact| fact.id.as_str())));
        let mut problems = Vec::new();
        for (i, column) in columns.iter().enumerate() {
            let shown = table.head.get(i).map_or("", String::as_str);
            if !known.contains(&column.as_str()) {
                let problem = Problem::new(format!("there is no flag or fact called `{shown}`"));
                let problem = match nearest(column, known.iter().copied()) {
                    Some(near) => problem.hint(format!("did you mean `{near}`?")),
                    None => problem.hint(format!("columns may be {}", known.join(", "))),
                };
                problems.push(problem.at(table.head_place(i)));
            } else if columns.iter().take(i).any(|before| before == column) {
                problems
                    .push(Problem::new(format!("there are two columns `{shown}`")).at(table.head_place(i)));
            }
        }
        if !columns.iter().any(|c| matches!(c.as_str(), "to" | "name" | "email")) {
            problems.push(
                Problem::new("no column says whom to write to")
                    .at(table.head_place(0))
                    .hint("add a column `to`, or `name` and `email`"),
            );
        }
        if let Some(error) = Error::all(ErrorKind::Data, problems) {
            return Err(error);
        }
        let today = workspace.today()?;
        Ok(Self {
            table,
            workspace,
            columns,
            kind: kind.map(str::to_owned),
            kinds,
            speeches: HashMap::new(),
            today,
        })
    }

    /// Understands a row; its faults carry line and column.
    pub fn row(&mut self, record: &Record) -> std::result::Result<Row, Vec<Problem>> {
        let mut problems = Vec::new();
        for (i, cell) in record.cells.iter().enumerate() {
            if let Some(bad) = cell.chars().find(|c| is_unprintable(*c)) {
                let column = self.table.head.get(i).map_or("", String::as_str);
                problems.push(
                    Problem::new(format!(
                        "`{column}` holds the character U+{:04X}, which can't be printed",
                        bad as u32
                    ))
                    .at(self.table.place(record, i))
                    .hint("type the cell again without it"),
                );
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        self.understood(record).map_err(|error| self.placed(error, record))
    }

    /// Gives the problems of an error the place of the cell they are about.
    pub fn placed(&self, error: Error, record: &Record) -> Vec<Problem> {
        let place = |mut problem: Problem| {
            if problem.place.is_none() {
                let key = problem.key.as_deref().map(id_of).unwrap_or_default();
                let column = self.columns.iter().position(|column| *column == key);
                // What has no column of its own belongs to the addressee's.
                let whom = || self.columns.iter().position(|c| matches!(c.as_str(), "email" | "to" | "name"));
                problem.place = Some(self.table.place(record, column.or_else(whom).unwrap_or(0)));
            }
            problem
        };
        error.problems.into_iter().map(place).collect()
    }

    fn cell<'r>(&self, record: &'r Record, column: &str) -> Option<&'r str> {
        let at = self.columns.iter().position(|c| c == column)?;
        record.cells.get(at).map(str::trim).filter(|cell| !cell.is_empty())
    }

    fn understood(&mut self, record: &Record) -> Result<Row> {
        let (Addressee { person, origin }, mailbox) = self.addressee(record)?;
        let speech = self.speech(record, &person)?;
        let kind_id = self.cell(record, "kind").map(str::to_owned).or_else(|| self.kind.clone());
        let Some(kind_id) = kind_id else {
            return Err(Error::data("the row has no kind").key("kind").hint("fill the cell, or add --kind"));
        };
        let kind = match self.kinds.get(&kind_id) {
            Some(kind) => Arc::clone(kind),
            None => Arc::new(self.workspace.library.kind(&kind_id).map_err(|e| e.key("kind"))?),
        };
        if kind.form == Form::Contract {
            return Err(Error::data(format!("`{kind_id}` is a contract, and the table is of letters"))
                .key("kind")
                .hint(format!(
                    "put contracts into a table of their own: garbo batch FILE --kind {kind_id}"
                )));
        }
        let mailbox = match (mailbox, &person.email) {
            (None, Some(email)) => email.parse::<Mailbox>().ok(),
            (known, _) => known,
        };
        let who = match (&mailbox, &person.email) {
            (Some(mailbox), _) => mailbox.key(),
            (None, Some(email)) => email.clone(),
            (None, None) => person.name.as_deref().unwrap_or_default().to_lowercase(),
        };
        let date = match self.cell(record, "date") {
            Some(text) => text.parse::<Day>().map_err(|e| e.key("date"))?.0,
            None => self.today,
        };
        let request = Request {
            tone: self.parsed(record, "tone")?,
            reason: self.parsed(record, "reason")?,
            say: self.parsed(record, "say")?,
            colleagues: match self.ids(record, "colleague")? {
                None => Colleagues::Nobody,
                Some(ids) if ids.iter().any(|id| id.as_str() == "auto") => Colleagues::Auto,
                Some(ids) => Colleagues::Chosen(ids),
            },
            resources: match self.ids(record, "resource")? {
                None => Resources::Fitting,
                Some(ids) if ids.iter().any(|id| id.as_str() == "none") => Resources::Nothing,
                Some(ids) => Resources::Chosen(ids),
            },
            date,
            inquiry_date: None,
            facts: self.facts(record, &kind),
            person,
            kind,
        };
        Ok(Row { line: record.line, request, origin, mailbox, speech, key: format!("{kind_id} {who}") })
    }

    /// Returns the addressee, and the address in the cell for one.
    fn addressee(&self, record: &Record) -> Result<(Addressee, Option<Mailbox>)> {
        let (mut person, file) = match self.cell(record, "to") {
            Some(to) => named(to, self.workspace).map_err(|e| e.key("to"))?,
            None => Default::default(),
        };
        let mut mailbox = None;
        if let Some(email) = self.cell(record, "email") {
            let known: Mailbox = email.parse().map_err(|e: Error| e.key("email"))?;
            person.email = Some(known.address().to_string());
            person.name = known.name().map(str::to_owned).or(person.name);
            mailbox = Some(Mailbox::new(None, known.address().clone())?);
        }
        if let Some(name) = self.cell(record, "name") {
            check_name(name, "name", "name")?;
            person.name = Some(name.to_owned());
        }
        if person.name.is_none() && person.email.is_none() {
            return Err(
                Error::data("the row does not say whom to write to").hint("fill `to`, or `name` and `email`")
            );
        }
        person.gender = self.parsed(record, "gender")?.or(person.gender);
        person.formality = self.parsed(record, "formality")?.or(person.formality);
        for (column, field) in [("title", &mut person.title), ("patronymic", &mut person.patronymic)] {
            if let Some(text) = self.cell(record, column) {
                check_name(text, column, column)?;
                *field = Some(text.to_owned());
            }
        }
        Ok((Addressee { person, origin: Origin { file, inquiry: None } }, mailbox))
    }

    fn speech(&mut self, record: &Record, person: &Person) -> Result<Arc<Speech>> {
        let language: Language = match (self.parsed(record, "language")?, &person.language) {
            (Some(language), _) => language,
            (None, Some(language)) => language.clone(),
            (None, None) => self.workspace.practice()?.languages.first().cloned().ok_or_else(|| {
                Error::data("no language is known for this row")
                    .key("language")
                    .hint("add a column `language`")
            })?,
        };
        if let Some(speech) = self.speeches.get(language.tag()) {
            return Ok(Arc::clone(speech));
        }
        let speech = self.workspace.library.speech(&language).map_err(|e| e.key("language"))?;
        self.speeches.insert(language.tag().to_owned(), Arc::clone(&speech));
        Ok(speech)
    }

    fn parsed<T: std::str::FromStr<Err = Error>>(&self, record: &Record, column: &str) -> Result<Option<T>> {
        self.cell(record, column).map(|text| text.parse::<T>().map_err(|e| e.key(column))).transpose()
    }

    fn ids(&self, record: &Record, column: &str) -> Result<Option<Vec<Id>>> {
        let Some(cell) = self.cell(record, column) else { return Ok(None) };
        several(cell).map(|id| id.parse::<Id>().map_err(|e| e.key(column))).collect::<Result<_>>().map(Some)
    }

    fn facts(&self, record: &Record, kind: &Kind) -> BTreeMap<String, Value> {
        let mut facts = BTreeMap::new();
        for column in self.columns.iter().filter(|column| !COMMON.contains(&column.as_str())) {
            let Some(cell) = self.cell(record, column) else { continue };
            let is_many = kind.fact(column).is_some_and(|f| f.many || f.value == FactType::Rows);
            let value = if is_many { several(cell).map(|v| json!(v)).collect() } else { json!(cell) };
            facts.insert(column.clone(), value);
        }
        facts
    }
}

/// Returns the values of a cell that holds several.
fn several(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim).filter(|value| !value.is_empty())
}

/// Returns the id of a flag or fact as a person may write it: `--last-day` as `last_day`.
pub(super) fn id_of(name: &str) -> String {
    let id = name.trim().trim_start_matches('-').to_lowercase().replace('-', "_");
    if id == "lang" { "language".to_owned() } else { id }
}
