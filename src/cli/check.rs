//! `garbo check`: loads everything, writes every letter to nobody, and lists what is wrong.

use std::collections::BTreeMap;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;

use crate::cli::args;
use crate::cli::contract;
use crate::cli::letter::Shelf;
use crate::cli::workspace::Workspace;
use crate::error::{Error, ErrorKind, Place, Problem, Result};
use crate::grammar::russian;
use crate::library::Library;
use crate::library::kind::Kind;
use crate::library::parity;
use crate::load;
use crate::model::language::Language;
use crate::model::person::Person;
use crate::model::practice::Practice;
use crate::render::trial::Trial;
use crate::render::variant::{Extent, variants};

pub fn command() -> Command {
    Command::new("check")
        .about("Load everything, try every letter, list what is wrong")
        .arg(
            args::language()
                .action(ArgAction::Append)
                .help("Only these languages [default: those of the practice]"),
        )
        .arg(
            Arg::new("kind")
                .long("kind")
                .value_name("KIND")
                .action(ArgAction::Append)
                .help("Only these kinds"),
        )
        .arg(
            Arg::new("all").long("all").action(ArgAction::SetTrue).help(
                "Every language and every combination of tone, register, gender, reason and disclosure",
            ),
        )
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    Fault,
    Advice,
    /// Something that only a professional or the person can answer
    Question,
}

impl Weight {
    fn name(self) -> &'static str {
        match self {
            Self::Fault => "fault",
            Self::Advice => "advice",
            Self::Question => "question",
        }
    }
}

#[derive(Default)]
struct Findings {
    list: Vec<(Weight, Problem)>,
    letters: usize,
}

impl Findings {
    fn add(&mut self, weight: Weight, problem: Problem) {
        if !self.list.iter().any(|(_, known)| *known == problem) {
            self.list.push((weight, problem));
        }
    }

    fn all(&mut self, weight: Weight, problems: impl IntoIterator<Item = Problem>) {
        problems.into_iter().for_each(|p| self.add(weight, p));
    }

    /// Takes the value, or the faults that stand in its way.
    fn take<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|e| self.all(Weight::Fault, e.problems)).ok()
    }
}

pub fn run(matches: &ArgMatches, workspace: &mut Workspace) -> Result<()> {
    let mut findings = Findings::default();
    let folder = check_folder(workspace, &mut findings);
    if folder.is_some() {
        check_library(matches, workspace, &mut findings)?;
    }
    report(&findings, workspace)
}

/// Loads the practice folder; a practice that does not load stops the rest.
fn check_folder(workspace: &Workspace, findings: &mut Findings) -> Option<()> {
    let practice = findings.take(workspace.practice_located());
    findings.take(workspace.directory());
    let people = findings.take(load::people(&workspace.home)).unwrap_or_default();
    for (name, person) in &people {
        for problem in uncertain_names(&person.value) {
            findings.add(
                Weight::Question,
                problem.at(Place::file(workspace.home.shown(&format!("people/{name}.yaml")))),
            );
        }
    }
    let practice = practice?;
    let shelf = contract::Shelf::default();
    for (_, person) in people.iter().filter(|(_, person)| person.value.terms.is_some()) {
        if let Some(warnings) = findings.take(contract::tried(person, &shelf, workspace)) {
            findings.all(Weight::Advice, warnings);
        }
    }
    let asked = contract::questions(people.iter().map(|(_, person)| &person.value), workspace);
    let asked = findings.take(asked).unwrap_or_default();
    findings.all(Weight::Question, asked);
    findings.all(Weight::Advice, load::warnings(practice));
    if practice.value.emergency.is_empty() {
        let hint = findings.take(emergency_hint(&practice.value, &workspace.library)).unwrap_or_default();
        findings.add(
            Weight::Advice,
            Problem::new("no emergency number is confirmed, so a message that speaks of danger can't be answered with one")
                .key("emergency")
                .at(Place::file(workspace.home.shown("practice.yaml")))
                .hint(hint),
        );
    }
    Some(())
}

/// Returns what to add, with the numbers that are usual in the country; the coach confirms them.
fn emergency_hint(practice: &Practice, library: &Library) -> Result<String> {
    let country = practice.jurisdiction.split('-').next().unwrap_or_default();
    let usual = library.jurisdiction(country)?.and_then(|place| place.emergency_numbers);
    let usual = usual.map(|rule| rule.value).unwrap_or_default();
    let (which, number) = match usual.as_slice() {
        [] => ("which number is right".to_owned(), "…"),
        [one] => (format!("whether {one} is right"), one.as_str()),
        [first, ..] => (format!("which of {} is right", usual.join(", ")), first.as_str()),
    };
    Ok(format!(
        "find out {which} where you work; then add `emergency: [{{country: {country}, number: \"{number}\", confirmed: YYYY-MM-DD}}]` with the day on which you made sure"
    ))
}

/// Names whose Russian cases the rules are not sure of: the person's file is asked for the forms.
fn uncertain_names(person: &Person) -> Vec<Problem> {
    let Some(gender) = person.gender.filter(|_| person.language.as_ref().is_some_and(|l| l.base() == "ru"))
    else {
        return Vec::new();
    };
    if !person.forms.is_empty() {
        return Vec::new();
    }
    let parts = russian::NameParts {
        surname: person.family.as_deref(),
        given: person.given.as_deref(),
        patronymic: person.patronymic.as_deref(),
    };
    let doubts = russian::names().doubts(&parts, gender).unwrap_or_default();
    doubts
        .into_iter()
        .map(|part| {
            Problem::new(format!("the cases of the {} are not certain", part.field()))
                .key("forms")
                .hint("add `forms: {genitive: …, dative: …, accusative: …, instrumental: …, prepositional: …}` with the whole name in each case")
        })
        .collect()
}

fn check_library(matches: &ArgMatches, workspace: &Workspace, findings: &mut Findings) -> Result<()> {
    let library = &workspace.library;
    let practice = workspace.practice()?;
    let unused = findings.take(parity::unused(library)).unwrap_or_default();
    findings.all(Weight::Advice, unused);
    let everything = matches.get_flag("all");
    let languages = languages(matches, workspace, everything)?;
    let Some(catalogue) = findings.take(library.catalogue()) else { return Ok(()) };
    let Some(reference) = findings.take(library.lexicon(&"en".parse()?)) else { return Ok(()) };
    // What is wrong with colleagues.yaml is told already, beside all else.
    let Some(shelf) = findings.take(Shelf::open(workspace, true)) else { return Ok(()) };
    let trial =
        Trial::new(library, practice, &shelf.directory, &catalogue, shelf.legal.as_ref(), workspace.today()?);
    let wanted: Vec<&String> = matches.get_many::<String>("kind").into_iter().flatten().collect();
    let kinds: Vec<Kind> = library
        .kind_ids()
        .iter()
        .filter(|id| wanted.is_empty() || wanted.contains(id))
        .filter_map(|id| findings.take(library.kind(id)))
        .collect();
    for language in &languages {
        let Some(speech) = findings.take(library.speech(language)) else { continue };
        let file = format!("locales/{}.yaml", language.base());
        findings.all(Weight::Fault, parity::lexicon_gaps(&speech.lexicon, &reference, &catalogue, &file));
        let law = findings.take(library.law_gaps(language)).unwrap_or_default();
        findings.all(Weight::Fault, law);
        for kind in &kinds {
            for gaps in [
                parity::block_gaps(library, &kind.id, &speech.language),
                parity::fact_gaps(library, kind, &speech.language),
            ] {
                let gaps = findings.take(gaps).unwrap_or_default();
                findings.all(Weight::Fault, gaps);
            }
            let extent = if everything { Extent::Everything } else { Extent::Usual };
            // The same fault in many variants is told once, with the first variant and the count.
            let mut seen: BTreeMap<String, (Weight, Problem, usize)> = BTreeMap::new();
            for variant in variants(kind, &speech, &catalogue, extent) {
                findings.letters += 1;
                let mut note = |weight, problem: Problem| {
                    let entry = seen.entry(problem.to_string()).or_insert_with(|| {
                        (weight, problem.cause(format!("in {language}, {}: {}", kind.id, variant.label())), 0)
                    });
                    entry.2 += 1;
                };
                match trial.write(kind, &variant, &speech) {
                    Ok(tried) => {
                        let place = || Place::file(format!("templates/{}/{}.md", language.base(), kind.id));
                        tried
                            .faults
                            .into_iter()
                            .for_each(|f| note(Weight::Fault, Problem::new(f).at(place())));
                        tried
                            .length
                            .into_iter()
                            .for_each(|f| note(Weight::Advice, Problem::new(f).at(place())));
                    }
                    // What the practice lacks is no fault of the words.
                    Err(error) if error.kind == ErrorKind::Missing && variant.say.is_some() => {}
                    Err(error) => error.problems.into_iter().for_each(|p| note(Weight::Fault, p)),
                }
            }
            for (_, (weight, problem, times)) in seen {
                let problem =
                    if times > 1 { problem.cause(format!("{times} variants in all")) } else { problem };
                findings.add(weight, problem);
            }
        }
    }
    Ok(())
}

fn languages(matches: &ArgMatches, workspace: &Workspace, everything: bool) -> Result<Vec<Language>> {
    let named: Vec<&String> = matches.get_many::<String>("language").into_iter().flatten().collect();
    if !named.is_empty() {
        return named.iter().map(|code| workspace.library.resolve(&code.parse::<Language>()?)).collect();
    }
    if everything {
        return workspace.library.languages();
    }
    workspace.practice()?.languages.iter().map(|l| workspace.library.resolve(l)).collect()
}

fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn report(findings: &Findings, workspace: &Workspace) -> Result<()> {
    let mut list: Vec<&(Weight, Problem)> = findings.list.iter().collect();
    list.sort_by_key(|(weight, _)| *weight);
    let faults = list.iter().filter(|(weight, _)| *weight == Weight::Fault).count();
    if workspace.ui.json {
        let items = list.iter().map(|(weight, p)| {
            json!({"weight": weight.name(), "message": p.message, "file": p.place.as_ref().map(|x| &x.file),
                   "line": p.place.as_ref().and_then(|x| x.line), "key": p.key, "causes": p.causes, "hint": p.hint})
        });
        workspace.ui.value(
            &json!({"letters": findings.letters, "faults": faults, "findings": items.collect::<Vec<_>>()}),
        );
    } else {
        for (weight, problem) in &list {
            workspace.ui.data(&format!("{}: {problem}\n\n", weight.name()));
        }
        workspace.ui.say(&format!(
            "{} letters were tried; {}, {}",
            findings.letters,
            counted(faults, "fault"),
            counted(list.len() - faults, "other finding")
        ));
    }
    if faults > 0 {
        return Err(Error::new(
            ErrorKind::Faults,
            Problem::new(format!(
                "{} found",
                if faults == 1 { "1 fault was".to_owned() } else { format!("{faults} faults were") }
            ))
            .hint("each is listed above with its place and remedy"),
        ));
    }
    Ok(())
}
