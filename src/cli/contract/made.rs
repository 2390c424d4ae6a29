//! From the flags to a finished contract in one language or two.

use clap::ArgMatches;
use serde_json::Value;

use crate::cli::addressee;
use crate::cli::contract::shelf::Shelf;
use crate::cli::workspace::Workspace;
use crate::compose::contract::{self, ContractBrief, Request, Sources};
use crate::error::{Error, ErrorKind, Problem, Result};
use crate::load;
use crate::model::language::Language;
use crate::model::person::Person;
use crate::model::scalar::Day;
use crate::render::contract::columns::Columns;
use crate::render::contract::issued::Issued;
use crate::render::contract::{self as rendered, Contract};
use crate::yaml::Located;

/// The kind whose command writes the changes to an agreement.
pub(crate) const ADDENDUM: &str = "addendum";

/// A contract in one language, or in two side by side.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    One(Box<Contract>),
    Two(Box<Columns>),
}

impl Body {
    pub(crate) fn one(contract: Contract) -> Self {
        Self::One(Box::new(contract))
    }

    /// Sets two languages side by side.
    pub(crate) fn two(left: Contract, right: Contract) -> Result<Self> {
        Ok(Self::Two(Box::new(Columns::pair(left, right)?)))
    }

    /// The language it is written in, or the one on the left.
    pub(crate) fn first(&self) -> &Contract {
        match self {
            Self::One(contract) => contract,
            Self::Two(columns) => &columns.left,
        }
    }

    /// `tr`, or `tr+en-GB`.
    pub(crate) fn languages(&self) -> String {
        match self {
            Self::One(contract) => contract.language.to_string(),
            Self::Two(columns) => format!("{}+{}", columns.left.language, columns.right.language),
        }
    }

    pub(crate) fn issued(&self) -> Issued {
        match self {
            Self::One(contract) => Issued::of(contract),
            Self::Two(columns) => Issued::of_columns(columns),
        }
    }

    fn part(self) -> (Self, Vec<Self>) {
        match self {
            Self::One(contract) => {
                let (contract, sheets) = contract.part();
                (Self::One(Box::new(contract)), sheets.into_iter().map(|s| Self::One(Box::new(s))).collect())
            }
            Self::Two(columns) => {
                let (columns, sheets) = columns.part();
                (Self::Two(Box::new(columns)), sheets.into_iter().map(|s| Self::Two(Box::new(s))).collect())
            }
        }
    }
}

/// A contract, ready to be written or posted.
pub(crate) struct Made {
    pub kind: String,
    pub person: Located<Person>,
    /// The brief in the first language
    pub brief: ContractBrief,
    /// The brief in the second language
    pub other: Option<ContractBrief>,
    pub body: Body,
    /// Sheets that are documents of their own
    pub sheets: Vec<Body>,
    /// The day on which it is written
    pub today: jiff::civil::Date,
    pub warnings: Vec<Problem>,
}

impl Made {
    pub(crate) fn number(&self) -> Option<&str> {
        self.brief.terms.get("number").and_then(Value::as_str)
    }

    /// The day of the contract, else the day on which it was written.
    pub(crate) fn date(&self) -> String {
        let date = self.brief.terms.get("date").and_then(Value::as_str);
        date.map_or_else(|| self.today.to_string(), str::to_owned)
    }
}

/// With whom and in which languages a contract is made.
pub(crate) struct Ask {
    pub person: Located<Person>,
    pub languages: Vec<Language>,
}

impl Ask {
    /// Reads what flags or cells say: the client, number and date of the agreement, the two languages.
    ///
    /// Errors: as [`client`] and [`languages`] have them.
    pub(crate) fn of(
        to: &str,
        number: Option<&str>,
        date: Option<&str>,
        languages: [Option<&str>; 2],
        workspace: &Workspace,
    ) -> Result<Self> {
        let date = date.map(|date| date.parse::<Day>().map_err(|e| e.key("--date"))).transpose()?;
        let of = |mut person: Located<Person>| {
            if let Some(date) = date {
                person.value.terms.get_or_insert_default().date = Some(date);
            }
            let languages = self::languages(languages, &person.value, workspace)?;
            Ok(Self { person, languages })
        };
        match client(to, number, workspace) {
            Ok(person) => of(person),
            Err(error) => Err(Self::without(error, to, number, of, workspace)),
        }
    }

    /// Adds to the faults of the client's file what else is wrong: with practice.yaml, and with the agreement that is
    /// left without them.
    fn without(
        error: Error,
        to: &str,
        number: Option<&str>,
        of: impl Fn(Located<Person>) -> Result<Self>,
        workspace: &Workspace,
    ) -> Error {
        let name = addressee::file_named(to).unwrap_or(to);
        let Some(rest) = load::rest_of_person(&workspace.home, name, &error) else { return error };
        let shelf = Shelf::default();
        let tried = rest.map(|person| {
            let Self { person, languages } = of(numbered(person, number)?)?;
            briefs(workspace.today()?, &person, &languages, &shelf, workspace)
        });
        load::besides(error, tried)
    }
}

/// Composes and renders the agreement that the flags describe.
pub(crate) fn make(kind: &str, matches: &ArgMatches, workspace: &Workspace) -> Result<Made> {
    let given = |id: &str| matches.get_one::<String>(id).map(String::as_str);
    let asked = |workspace: &Workspace| {
        let to = given("to").unwrap_or_default();
        Ask::of(to, given("number"), given("date"), [given("language"), given("with")], workspace)
    };
    if let Err(error) = workspace.practice_located() {
        let Some(rest) = load::rest_of_practice(&workspace.home, &error) else { return Err(error) };
        let tried = rest.map(|practice| {
            let assumed = workspace.assuming(practice);
            let Ask { person, languages } = asked(&assumed)?;
            briefs(assumed.today()?, &person, &languages, &Shelf::default(), &assumed)
        });
        return Err(load::besides(error, tried));
    }
    let ask = asked(workspace)?;
    let shelf = Shelf::default();
    let made = make_for(kind, ask.person, &ask.languages, &shelf, workspace);
    // It lives as long as the command: to take its templates apart took as long as to fill them in.
    std::mem::forget(shelf);
    made
}

/// Composes and renders the agreement that is asked for, with what other agreements of the run were made from.
pub(crate) fn make_asked(kind: &str, ask: &Ask, shelf: &Shelf, workspace: &Workspace) -> Result<Made> {
    make_for(kind, ask.person.clone(), &ask.languages, shelf, workspace)
}

/// Composes and renders an agreement with a person in the languages given, one or two.
pub(crate) fn make_for(
    kind: &str,
    person: Located<Person>,
    languages: &[Language],
    shelf: &Shelf,
    workspace: &Workspace,
) -> Result<Made> {
    let today = workspace.today()?;
    make_on(today, kind, person, languages, shelf, workspace)
}

/// As [`make_for`], as of another day: the terms of an agreement issued before may well have begun.
pub(super) fn make_on(
    day: jiff::civil::Date,
    kind: &str,
    person: Located<Person>,
    languages: &[Language],
    shelf: &Shelf,
    workspace: &Workspace,
) -> Result<Made> {
    let today = workspace.today()?;
    let briefs = briefs(day, &person, languages, shelf, workspace)?;
    let mut contracts: Vec<Contract> = Vec::new();
    for (language, brief) in languages.iter().zip(&briefs) {
        let speech = shelf.speech(language, workspace)?;
        let (engine, template) = shelf.engine(kind, &speech, || names(brief), workspace)?;
        contracts.push(rendered::render(&engine, &template, kind, brief, &speech)?);
    }
    let mut briefs = briefs.into_iter();
    let brief = briefs.next().ok_or_else(|| Error::internal("a contract without a language"))?;
    let mut warnings = brief.warnings.clone();
    let other = briefs.next();
    if let Some(other) = &other {
        warnings.extend(other.warnings.iter().filter(|w| !brief.warnings.contains(w)).cloned());
    }
    let body = match <[Contract; 2]>::try_from(contracts) {
        Ok([left, right]) => Body::two(left, right)?,
        Err(mut one) => Body::one(one.pop().ok_or_else(|| Error::internal("a contract without a language"))?),
    };
    let (body, sheets) = body.part();
    Ok(Made { kind: kind.to_owned(), person, brief, other, body, sheets, today, warnings })
}

/// Composes a contract in each of its languages.
///
/// Errors: what is wrong in any of them, at once.
fn briefs(
    today: jiff::civil::Date,
    person: &Located<Person>,
    languages: &[Language],
    shelf: &Shelf,
    workspace: &Workspace,
) -> Result<Vec<ContractBrief>> {
    let practice = workspace.practice_located()?;
    let law = shelf.law(person, workspace)?;
    let mut briefs: Vec<ContractBrief> = Vec::new();
    let mut faults: Option<Error> = None;
    for language in languages {
        let speech = shelf.speech(language, workspace)?;
        let words = shelf.words(language, &law.code, workspace)?;
        let request = Request { person, today, languages };
        let sources = Sources { practice, speech: &speech, law: &law, words: &words };
        match (contract::contract(&request, &sources), &mut faults) {
            (Ok(brief), _) => briefs.push(brief),
            (Err(error), None) => faults = Some(error),
            (Err(error), Some(known)) => {
                if error.kind == ErrorKind::Data {
                    known.kind = error.kind;
                }
                let new = error.problems.into_iter().filter(|p| !known.problems.contains(p));
                let new: Vec<Problem> = new.collect();
                known.problems.extend(new);
            }
        }
    }
    faults.map_or(Ok(briefs), Err)
}

/// Returns the names that the templates of an agreement may use.
pub(super) fn names(brief: &ContractBrief) -> Result<Vec<String>> {
    let value = serde_json::to_value(brief).map_err(|e| Error::internal(e.to_string()))?;
    let names = value.as_object().map(|map| map.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
    Ok(names.into_iter().chain(["words", "topics"].map(str::to_owned)).collect())
}

/// Returns the client with the number that the flags give the agreement.
///
/// Errors: missing, without a file: an agreement rests on more than a name.
pub(super) fn client(to: &str, number: Option<&str>, workspace: &Workspace) -> Result<Located<Person>> {
    let (_, file) = addressee::named(to, workspace)?;
    let Some(file) = file else {
        return Err(Error::missing(format!("there is no file about `{to}` in people/"))
            .key("--to")
            .hint("an agreement needs the client's file: write people/<name>.yaml with name, email, country, `party:` (address) and `terms:`; docs/agreements.md shows one"));
    };
    numbered(*file, number)
}

/// Gives the agreement with a client the number of the flags.
fn numbered(mut person: Located<Person>, number: Option<&str>) -> Result<Located<Person>> {
    let terms = person.value.terms.get_or_insert_default();
    if let Some(number) = number {
        if number.trim().is_empty() {
            return Err(Error::data("the number is empty").key("--number").hint(
                "write the number or reference of the agreement, such as 2026-17, or leave --number out",
            ));
        }
        addressee::check_name(number, "number", "--number")?;
        terms.number = Some(number.to_owned());
    }
    Ok(person)
}

/// Returns the languages of the contract: asked for, else the person's, else the practice's first; and the second.
///
/// Errors: usage, when both are the same.
pub(super) fn languages(
    asked: [Option<&str>; 2],
    person: &Person,
    workspace: &Workspace,
) -> Result<Vec<Language>> {
    let parsed = |code: Option<&str>, id: &str| -> Result<Option<Language>> {
        code.map(|code| code.parse::<Language>().map_err(|e| e.key(id))).transpose()
    };
    let first = match parsed(asked[0], "--language")?.or_else(|| person.language.clone()) {
        Some(language) => language,
        None => workspace
            .practice()?
            .languages
            .first()
            .cloned()
            .ok_or_else(|| Error::configuration("the practice names no language").key("languages"))?,
    };
    let mut languages = vec![workspace.library.resolve(&first)?];
    if let Some(second) = parsed(asked[1], "--with")? {
        let second = workspace.library.resolve(&second)?;
        if second.base() == languages[0].base() {
            return Err(Error::usage(format!("the second language, {second}, is the first one too"))
                .key("--with")
                .hint("name another language, or leave --with out"));
        }
        languages.push(second);
    }
    Ok(languages)
}
