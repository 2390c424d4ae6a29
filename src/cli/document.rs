//! Every kind of document as a command, built from `templates/<kind>.yaml`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint, value_parser};
use serde_json::{Value, json};

use crate::cli::output::{self, Format, Target};
use crate::cli::workspace::{Workspace, placed};
use crate::compose::brief::Brief;
use crate::compose::request::{Colleagues, Request, Resources};
use crate::compose::{Sources, compose};
use crate::error::{Error, Result};
use crate::library::kind::{Fact, FactType, Kind};
use crate::load;
use crate::model::address::{Formality, Gender, Say, Tone};
use crate::model::id::Id;
use crate::model::language::Language;
use crate::model::person::Person;
use crate::model::scalar::Day;
use crate::render::document::{Document, render};
use crate::render::html::html;
use crate::render::tact::{self, Manners};
use crate::render::text::text;
use crate::yaml::Located;

/// Returns a kind as it stands in the list of commands, without its flags.
pub fn stub(kind: &Kind) -> Command {
    Command::new(kind.id.clone()).about(about(kind))
}

/// Returns a kind as a command with all its flags.
pub fn command(kind: &Kind) -> Command {
    let mut command = stub(kind).args(common()).args(output::args());
    for fact in &kind.takes {
        // A fact that bears the name of a common flag is given through it.
        if !common().iter().any(|arg| arg.get_id() == fact.id.as_str()) {
            command = command.arg(flag(fact, kind));
        }
    }
    command
}

fn about(kind: &Kind) -> String {
    english(&kind.about)
}

fn english(texts: &crate::model::texts::Texts) -> String {
    let english = "en".parse::<Language>().ok().and_then(|en| texts.get(&en).map(str::to_owned));
    english.or_else(|| texts.iter().next().map(str::to_owned)).unwrap_or_default()
}

fn flag(fact: &Fact, kind: &Kind) -> Arg {
    let mut help = english(&fact.help);
    if kind.needs.contains(&fact.id) {
        help.push_str(" (needed)");
    }
    if fact.value == FactType::Rows {
        help.push_str(&format!(
            ": \"{}\"",
            fact.columns.iter().map(|c| c.id.as_str()).collect::<Vec<_>>().join(" | ")
        ));
    }
    let many = fact.many || fact.value == FactType::Rows;
    let mut arg = Arg::new(fact.id.clone())
        .long(fact.id.replace('_', "-"))
        .help(help)
        .help_heading("Facts")
        .value_name(match fact.value {
            FactType::Date => "DATE",
            FactType::Moment => "MOMENT",
            FactType::Time => "TIME",
            FactType::Money => "AMOUNT",
            FactType::Integer => "NUMBER",
            FactType::Url => "LINK",
            FactType::Rows => "ROW",
            FactType::Flag => "YES",
            FactType::Text | FactType::Choice | FactType::Zone => "TEXT",
        })
        .action(if many { ArgAction::Append } else { ArgAction::Set });
    if fact.value == FactType::Flag {
        arg = arg.num_args(0..=1).default_missing_value("yes");
    }
    if !fact.choices.is_empty() {
        arg = arg.help(format!("{} [{}]", english(&fact.help), fact.choices.join(", ")));
    }
    arg
}

/// Returns the flags that every letter takes.
fn common() -> Vec<Arg> {
    let whom = "Addressee";
    let what = "Content";
    vec![
        Arg::new("to").long("to").value_name("WHO").help_heading(whom).help("Mailbox, bare name, or the name of a file in people/"),
        Arg::new("reply")
            .long("reply")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .value_hint(ValueHint::FilePath)
            .help_heading(whom)
            .help("Answer this message (.eml; - is standard input)"),
        Arg::new("quote").long("quote").action(ArgAction::SetTrue).requires("reply").help_heading(whom).help("Quote the message that is answered"),
        Arg::new("language")
            .short('l')
            .long("language")
            .visible_alias("lang")
            .value_name("CODE")
            .help_heading(whom)
            .help("BCP 47 code: it, id, ru, tr, en-GB, en-US [default: the person's, the message's, the practice's first]"),
        Arg::new("gender").long("gender").value_name("f|m").help_heading(whom).help("Grammatical gender of the addressee; never guessed"),
        Arg::new("formality").long("formality").value_name("formal|informal").help_heading(whom).help("Register of address"),
        Arg::new("title").long("title").value_name("TITLE").help_heading(whom).help("Title before the name: Dott.ssa, Dr"),
        Arg::new("patronymic").long("patronymic").value_name("NAME").help_heading(whom).help("Russian patronymic"),
        Arg::new("tone").long("tone").value_name("warm|neutral|firm").help_heading(what).help("Tone [default: the kind's]"),
        Arg::new("reason").long("reason").value_name("ID").help_heading(what).help("Reason; `garbo reasons` lists them"),
        Arg::new("say").long("say").value_name("full|soft|none").help_heading(what).help("Tell the reason, soften it, or leave it out"),
        Arg::new("colleague")
            .long("colleague")
            .value_name("ID")
            .action(ArgAction::Append)
            .help_heading(what)
            .help("Colleague to point to (repeat for up to three), or auto"),
        Arg::new("resource")
            .long("resource")
            .value_name("ID")
            .action(ArgAction::Append)
            .help_heading(what)
            .help("Resource of your own to point to (repeatable), or none"),
        Arg::new("date").long("date").value_name("DATE").help_heading(what).help("Date of the letter [default: today]"),
        Arg::new("set")
            .long("set")
            .value_name("KEY=VALUE")
            .action(ArgAction::Append)
            .help_heading(what)
            .help("Any further fact the kind takes"),
        Arg::new("data")
            .long("data")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .value_hint(ValueHint::FilePath)
            .help_heading(what)
            .help("Facts from a YAML file"),
        Arg::new("edit").long("edit").action(ArgAction::SetTrue).help("Edit the Markdown in $EDITOR first"),
        Arg::new("open").long("open").action(ArgAction::SetTrue).help("Open the result in the default viewer"),
    ]
}

/// A letter, ready to be shown, written or posted.
pub struct Letter {
    pub kind: Kind,
    pub brief: Brief,
    pub document: Document,
    pub person: Person,
}

/// Runs the command of a kind.
pub fn run(kind: &str, matches: &ArgMatches, workspace: &mut Workspace) -> Result<()> {
    let target = Target::of(matches, Format::Text)?;
    target.check()?;
    let kind = workspace.library.kind(kind)?;
    let letter = letter(kind, matches, workspace)?;
    for warning in &letter.brief.warnings {
        workspace.ui.warn(warning);
    }
    let bytes = written(&letter, target.format, workspace)?;
    target.write(&bytes, &workspace.ui)
}

/// Composes and renders the letter that the flags describe.
pub fn letter(kind: Kind, matches: &ArgMatches, workspace: &Workspace) -> Result<Letter> {
    let practice = workspace.practice()?;
    let (person, located) = person(matches, workspace)?;
    let language = match matches.get_one::<String>("language") {
        Some(code) => code.parse::<Language>().map_err(|e| e.key("--language"))?,
        None => person.language.clone().or_else(|| practice.languages.first().cloned()).ok_or_else(|| {
            Error::usage("no language is known for this letter")
                .hint("add --language it, id, ru, tr, en-GB or en-US")
        })?,
    };
    let speech = workspace.library.speech(&language)?;
    let date = match matches.get_one::<String>("date") {
        Some(text) => text.parse::<Day>().map_err(|e| e.key("--date"))?.0,
        None => workspace.today()?,
    };
    let request = Request {
        person: person.clone(),
        tone: parse(matches, "tone")?,
        reason: parse(matches, "reason")?,
        say: parse::<Say>(matches, "say")?,
        colleagues: colleagues(matches)?,
        resources: resources(matches)?,
        date,
        inquiry_date: None,
        facts: facts(&kind, matches)?,
        kind,
    };
    let catalogue = workspace.library.catalogue()?;
    let jurisdiction = workspace.library.jurisdiction(&practice.jurisdiction)?;
    let legal = jurisdiction.as_ref().and_then(|j| j.letter_footer.as_ref()).map(|rule| &rule.text);
    let needs_directory = request.colleagues != Colleagues::Nobody;
    let nobody = crate::model::colleague::Directory::default();
    let directory = if needs_directory { workspace.directory()? } else { &nobody };
    let sources =
        Sources { practice, directory, catalogue: &catalogue, speech: &speech, legal_footer: legal };
    let mut brief = placed(compose(&request, &sources), located.as_ref())?;
    let (engine, template) =
        workspace.library.engine(&request.kind.id, &speech, brief.reason_template.as_deref())?;
    let document = render(&engine, &template, &brief, request.kind.form, &speech.language)?;
    let private: Vec<String> = request
        .reason
        .as_ref()
        .filter(|_| brief.reason_template.is_some())
        .and_then(|id| speech.lexicon.reasons.get(id))
        .map(|words| words.keywords.clone())
        .unwrap_or_default();
    let manners = Manners {
        kind: &request.kind,
        lexicon: &speech.lexicon,
        formality: brief.addressee.formality,
        waiting_list: request.kind.id == "waitlist",
        private: &private,
        safety: brief.safety,
        foreign: &foreign(&brief),
    };
    brief.warnings.extend(tact::faults(&document, &manners));
    Ok(Letter { kind: request.kind, brief, document, person })
}

/// Returns the texts in a brief that are not the letter's own words.
fn foreign(brief: &Brief) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    texts.extend(
        [&brief.to.name, &brief.to.given, &brief.to.family, &brief.to.goal].into_iter().flatten().cloned(),
    );
    texts.extend(brief.facts.values().filter_map(Value::as_str).map(str::to_owned));
    texts
}

/// Returns the addressee: from `people/`, from the flags, from the message that is answered.
fn person(matches: &ArgMatches, workspace: &Workspace) -> Result<(Person, Option<Located<Person>>)> {
    let Some(to) = matches.get_one::<String>("to") else {
        return Err(Error::usage("it is not said whom to write to")
            .key("--to")
            .hint("add --to \"Anna Petrova <anna@example.org>\", or --reply FILE to answer a message"));
    };
    let located = load::find_person(&workspace.home, to)?;
    let mut person = match &located {
        Some(located) => located.value.clone(),
        None => Person { name: Some(to.clone()), ..Person::default() },
    };
    if let Some(gender) = parse::<Gender>(matches, "gender")? {
        person.gender = Some(gender);
    }
    if let Some(formality) = parse::<Formality>(matches, "formality")? {
        person.formality = Some(formality);
    }
    for (id, field) in [("title", &mut person.title), ("patronymic", &mut person.patronymic)] {
        if let Some(text) = matches.get_one::<String>(id) {
            *field = Some(text.clone());
        }
    }
    Ok((person, located))
}

fn colleagues(matches: &ArgMatches) -> Result<Colleagues> {
    let ids: Vec<&String> = matches.get_many::<String>("colleague").into_iter().flatten().collect();
    match ids.as_slice() {
        [] => Ok(Colleagues::Nobody),
        [one] if *one == "auto" => Ok(Colleagues::Auto),
        ids => ids
            .iter()
            .map(|id| id.parse::<Id>().map_err(|e| e.key("--colleague")))
            .collect::<Result<_>>()
            .map(Colleagues::Chosen),
    }
}

fn resources(matches: &ArgMatches) -> Result<Resources> {
    let ids: Vec<&String> = matches.get_many::<String>("resource").into_iter().flatten().collect();
    match ids.as_slice() {
        [] => Ok(Resources::Fitting),
        [one] if *one == "none" => Ok(Resources::Nothing),
        ids => ids
            .iter()
            .map(|id| id.parse::<Id>().map_err(|e| e.key("--resource")))
            .collect::<Result<_>>()
            .map(Resources::Chosen),
    }
}

/// Gathers the facts: from `--data`, then the flags, then `--set`.
fn facts(kind: &Kind, matches: &ArgMatches) -> Result<BTreeMap<String, Value>> {
    let mut facts = BTreeMap::new();
    if let Some(path) = matches.get_one::<PathBuf>("data") {
        facts.extend(load::facts(path)?.value);
    }
    for fact in &kind.takes {
        if common().iter().any(|arg| arg.get_id() == fact.id.as_str()) {
            continue;
        }
        let values: Vec<Value> = matches
            .get_many::<String>(&fact.id)
            .into_iter()
            .flatten()
            .map(|v| Value::String(v.clone()))
            .collect();
        match values.as_slice() {
            [] => {}
            [one] => {
                facts.insert(fact.id.clone(), one.clone());
            }
            _ => {
                facts.insert(fact.id.clone(), Value::Array(values));
            }
        }
    }
    for pair in matches.get_many::<String>("set").into_iter().flatten() {
        let Some((key, value)) = pair.split_once('=') else {
            return Err(Error::usage(format!("`{pair}` is not of the form KEY=VALUE"))
                .key("--set")
                .hint("write --set topic=\"career change\""));
        };
        facts.insert(key.trim().replace('-', "_"), Value::String(value.to_owned()));
    }
    Ok(facts)
}

fn parse<T: std::str::FromStr<Err = Error>>(matches: &ArgMatches, id: &str) -> Result<Option<T>> {
    matches
        .get_one::<String>(id)
        .map(|text| text.parse::<T>().map_err(|e| e.key(format!("--{id}"))))
        .transpose()
}

/// Writes the letter in a form.
fn written(letter: &Letter, format: Format, _workspace: &Workspace) -> Result<Vec<u8>> {
    let document = &letter.document;
    Ok(match format {
        Format::Text => shown_text(letter).into_bytes(),
        Format::Markdown => document.markdown().into_bytes(),
        Format::Html => html(document).into_bytes(),
        Format::Json => {
            let value = json!({
                "kind": letter.kind.id,
                "language": document.language.tag(),
                "to": {"name": letter.brief.to.name, "email": letter.person.email},
                "subject": document.subject,
                "text": text(document),
                "markdown": document.body(),
                "html": html(document),
                "parts": document.parts,
                "warnings": letter.brief.warnings,
            });
            let mut out = serde_json::to_string_pretty(&value).map_err(|e| Error::internal(e.to_string()))?;
            out.push('\n');
            out.into_bytes()
        }
        Format::Eml => return Err(Error::internal("not yet")),
    })
}

/// Returns the letter as text, its subject in the first line.
fn shown_text(letter: &Letter) -> String {
    let document = &letter.document;
    if document.subject.is_empty() {
        return text(document);
    }
    text(document)
}
