//! From the flags to a finished contract in one language or two.

use clap::ArgMatches;
use serde_json::Value;

use crate::cli::addressee;
use crate::cli::workspace::Workspace;
use crate::compose::contract::{self, ContractBrief, Request, Sources};
use crate::error::{Error, Problem, Result};
use crate::model::language::Language;
use crate::model::person::Person;
use crate::model::scalar::Day;
use crate::model::terms::Terms;
use crate::render::contract::columns::Columns;
use crate::render::contract::issued::Issued;
use crate::render::contract::{self as rendered, Contract};
use crate::yaml::Located;

/// The kind whose command writes the changes to an agreement.
pub(super) const ADDENDUM: &str = "addendum";

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

/// Composes and renders the agreement that the flags describe.
pub(crate) fn make(kind: &str, matches: &ArgMatches, workspace: &Workspace) -> Result<Made> {
    let mut person = client(matches, workspace)?;
    if let Some(date) = matches.get_one::<String>("date") {
        let terms = person.value.terms.get_or_insert_with(Terms::default);
        terms.date = Some(date.parse::<Day>().map_err(|e| e.key("--date"))?);
    }
    let languages = languages(matches, &person.value, workspace)?;
    make_for(kind, person, &languages, workspace)
}

/// Composes and renders an agreement with a person in the languages given, one or two.
pub(crate) fn make_for(
    kind: &str,
    person: Located<Person>,
    languages: &[Language],
    workspace: &Workspace,
) -> Result<Made> {
    let today = workspace.today()?;
    let mut briefs: Vec<ContractBrief> = Vec::new();
    let mut contracts: Vec<Contract> = Vec::new();
    for language in languages {
        let (brief, contract) = side(kind, &person, languages, language, workspace)?;
        briefs.push(brief);
        contracts.push(contract);
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

/// Composes and renders one language of a contract.
fn side(
    kind: &str,
    person: &Located<Person>,
    languages: &[Language],
    language: &Language,
    workspace: &Workspace,
) -> Result<(ContractBrief, Contract)> {
    let practice = workspace.practice_located()?;
    let library = &workspace.library;
    let speech = library.speech(language)?;
    let code = contract::jurisdiction(&practice.value, &person.value);
    let chosen = || contract::jurisdiction_place(practice, person);
    let law = library.law(&code).map_err(|error| error.at(chosen()))?.ok_or_else(|| {
        Error::data(format!("garbo does not know the law of `{code}`"))
            .key("jurisdiction")
            .at(chosen())
            .hint("agreements are written for IT, ID, RU, TR, GB-ENG, GB-SCT, GB-NIR and the states of the US (US-CA)")
    })?;
    let words = library.law_words(language, &code)?;
    let request = Request { person, today: workspace.today()?, languages };
    let sources = Sources { practice, speech: &speech, law: &law, words: &words };
    let brief = contract::contract(&request, &sources)?;
    let (engine, template) = library.engine(kind, &speech, None)?;
    engine.check_names(&template, &names(&brief)?)?;
    let contract = rendered::render(&engine, &template, kind, &brief, &speech)?;
    Ok((brief, contract))
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
pub(super) fn client(matches: &ArgMatches, workspace: &Workspace) -> Result<Located<Person>> {
    let to = matches.get_one::<String>("to").map_or("", String::as_str);
    let (_, file) = addressee::named(to, workspace)?;
    let Some(mut file) = file else {
        return Err(Error::missing(format!("there is no file about `{to}` in people/"))
            .key("--to")
            .hint("an agreement needs the client's file: write people/<name>.yaml with name, email, country, `party:` (address) and `terms:`; docs/agreements.md shows one"));
    };
    let terms = file.value.terms.get_or_insert_with(Terms::default);
    if let Some(number) = matches.get_one::<String>("number") {
        addressee::check_name(number, "number", "--number")?;
        terms.number = Some(number.clone());
    }
    Ok(file)
}

/// Returns the languages of the contract: asked for, else the person's, else the practice's first; and the second.
///
/// Errors: usage, when both are the same.
pub(super) fn languages(
    matches: &ArgMatches,
    person: &Person,
    workspace: &Workspace,
) -> Result<Vec<Language>> {
    let parsed = |id: &str| -> Result<Option<Language>> {
        let code = matches.get_one::<String>(id);
        code.map(|code| code.parse::<Language>().map_err(|e| e.key(format!("--{id}")))).transpose()
    };
    let first = match parsed("language")?.or_else(|| person.language.clone()) {
        Some(language) => language,
        None => workspace
            .practice()?
            .languages
            .first()
            .cloned()
            .ok_or_else(|| Error::configuration("the practice names no language").key("languages"))?,
    };
    let mut languages = vec![workspace.library.resolve(&first)?];
    if let Some(second) = parsed("with")? {
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
