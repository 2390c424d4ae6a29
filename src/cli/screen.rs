//! `garbo screen`: whether a person fits. garbo asks, counts and suggests; the coach decides.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint, value_parser};
use jiff::ToSpan;
use serde_json::json;

use crate::cli::args::shell;
use crate::cli::screen_record::Kept;
use crate::cli::workspace::Workspace;
use crate::cli::{addressee, ask, screen_ask, screen_record};
use crate::compose::desk::emergency;
use crate::compose::screening::letter::NextStep;
use crate::compose::screening::weigh::Case;
use crate::compose::screening::{Outcome, Suggestion, check, suggest};
use crate::error::{Error, Result};
use crate::library::signs::Signs;
use crate::library::wording::Wording;
use crate::load;
use crate::model::address::Relation;
use crate::model::person::Person;
use crate::model::screening::{Answers, Stage};

pub fn command() -> Command {
    Command::new("screen")
        .about("Weigh the signs of a match or a mismatch; suggests, and leaves the decision to you")
        .arg(
            Arg::new("who")
                .value_name("WHO")
                .help("Mailbox, bare name, or the name of a file in people/; without it nothing is kept"),
        )
        .arg(
            Arg::new("answers")
                .long("answers")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .value_hint(ValueHint::FilePath)
                .help("Read the answers from a YAML file instead of asking"),
        )
        .arg(
            Arg::new("stage")
                .long("stage")
                .value_name("STAGE")
                .value_parser(Stage::ALL.map(Stage::id))
                .help("How far it has come [default: as the answers say, else by the person's relation]"),
        )
        .arg(
            Arg::new("decision")
                .long("decision")
                .value_name("DECISION")
                .help("Your decision: accept, clarify, decline …"),
        )
        .arg(
            Arg::new("write")
                .long("write")
                .action(ArgAction::SetTrue)
                .help("Write the letter that follows from the decision"),
        )
        .arg(
            Arg::new("last_day")
                .long("last-day")
                .value_name("DATE")
                .help("Last day of the work, for an ending [default: in 14 days]"),
        )
        .arg(
            Arg::new("store_feelings")
                .long("store-feelings")
                .action(ArgAction::SetTrue)
                .help("Keep your own feelings in the record too; by default only facts are kept"),
        )
}

pub fn run(matches: &ArgMatches, workspace: &mut Workspace) -> Result<()> {
    let wanted: Option<Outcome> =
        matches.get_one::<String>("decision").map(|d| d.parse::<Outcome>()).transpose()?;
    let who = matches.get_one::<String>("who").cloned();
    let (person, has_file) = match &who {
        Some(who) => {
            let (person, file) = addressee::named(who, workspace)?;
            (person, file.is_some())
        }
        None => (Person::default(), false),
    };
    let key = who.as_deref().map(|who| screen_record::key(who, has_file));
    for warning in load::warnings(workspace.practice_located()?) {
        workspace.ui.warn(&warning.message);
    }
    let tables = Tables::open(workspace)?;
    let case = tables.case(workspace)?;
    let before = match &key {
        Some(key) => screen_record::kept(key, workspace)?,
        None => Default::default(),
    };
    let (mut answers, stage) = answers(matches, &person, &case, workspace)?;
    let letters = before.records.iter().filter(|r| r.decision.as_deref() == Some("boundary")).count();
    answers.boundaries = answers.boundaries.max(u32::try_from(letters).unwrap_or(u32::MAX));
    let suggestion = suggest(&answers, stage, &case);
    let writes = matches.get_flag("write");
    let report = report(&suggestion, &answers, &case, &person, workspace)?;
    if workspace.ui.json {
        workspace.ui.value(&as_json(&suggestion, &case, workspace.words()?));
    } else if writes {
        // Standard output belongs to the letter then.
        workspace.ui.say(&report);
    } else {
        workspace.ui.data(&report);
    }
    let decision = decision(wanted, stage, workspace)?;
    if let Some(key) = &key {
        let kept = Kept {
            answers: &answers,
            suggestion: &suggestion,
            decision,
            feelings: matches.get_flag("store_feelings"),
        };
        if workspace.home.is_sample() {
            workspace.ui.say(workspace.words()?.say("not_kept"));
        } else {
            screen_record::keep(key, &kept, workspace)?;
        }
    }
    let next = suggestion.follow(decision.unwrap_or(suggestion.outcome), &case);
    let arguments = arguments(&next, who.as_deref(), matches, workspace)?;
    follow(&next, &arguments, decision, writes, workspace)
}

/// The tables that a screening looks things up in.
pub struct Tables {
    signs: Signs,
    catalogue: crate::library::catalogue::Catalogue,
    clients: usize,
}

impl Tables {
    pub fn open(workspace: &Workspace) -> Result<Self> {
        let people = load::people(&workspace.home)?;
        let clients = people.iter().filter(|(_, p)| p.value.relation == Some(Relation::Client)).count();
        Ok(Self { signs: workspace.library.signs()?, catalogue: workspace.library.catalogue()?, clients })
    }

    pub fn case<'a>(&'a self, workspace: &'a Workspace) -> Result<Case<'a>> {
        Ok(Case {
            signs: &self.signs,
            catalogue: &self.catalogue,
            practice: workspace.practice()?,
            clients: self.clients,
        })
    }
}

fn answers(
    matches: &ArgMatches,
    person: &Person,
    case: &Case<'_>,
    workspace: &Workspace,
) -> Result<(Answers, Stage)> {
    let flag = matches
        .get_one::<String>("stage")
        .and_then(|typed| Stage::ALL.into_iter().find(|stage| stage.id() == typed.as_str()));
    let by_relation = match person.relation {
        Some(Relation::Client) => Some(Stage::Ongoing),
        Some(Relation::Prospect) => Some(Stage::Inquiry),
        _ => None,
    };
    let Some(path) = matches.get_one::<PathBuf>("answers") else {
        if !workspace.ui.can_ask() {
            return Err(Error::usage("there is no terminal to ask at, and no answers are given")
                .key("--answers")
                .hint("write the answers into a YAML file and add --answers FILE"));
        }
        let stage = match flag {
            Some(stage) => stage,
            None => screen_ask::stage(workspace.words()?)?,
        };
        let spoken = (&workspace.own_language()?, workspace.words()?);
        return Ok((screen_ask::answers(stage, false, case, spoken)?, stage));
    };
    let located = load::answers(path)?;
    let stage = flag.or(located.value.stage).or(by_relation).unwrap_or(Stage::Inquiry);
    let faults = check::faults(&located.value, stage, case.signs, &case.practice.screening);
    if !faults.is_empty() {
        return Err(located.source.refuse(faults));
    }
    Ok((located.value, stage))
}

/// Returns the coach's decision: from the flag, or asked for without a default.
fn decision(wanted: Option<Outcome>, stage: Stage, workspace: &Workspace) -> Result<Option<Outcome>> {
    if let Some(outcome) = wanted {
        if !outcome.fits(stage) {
            let ids: Vec<&str> =
                Outcome::ALL.into_iter().filter(|o| o.fits(stage)).map(Outcome::id).collect();
            return Err(Error::usage(format!(
                "`{}` is no decision for the stage `{}`",
                outcome.id(),
                stage.id()
            ))
            .key("--decision")
            .hint(format!("the decisions are {}", ids.join(", "))));
        }
        return Ok(Some(outcome));
    }
    if !workspace.ui.can_ask() {
        return Ok(None);
    }
    let words = workspace.words()?;
    let fitting = Outcome::ALL.into_iter().filter(|o| o.fits(stage));
    let choices: Vec<_> = fitting.map(|o| (format!("{}: {}", o.id(), o.about(stage, words)), o)).collect();
    screen_ask::decision(&choices, words)
}

/// Returns the flags of the letter that follows.
pub fn arguments(
    next: &NextStep,
    who: Option<&str>,
    matches: &ArgMatches,
    workspace: &Workspace,
) -> Result<Vec<String>> {
    let mut arguments = Vec::new();
    if let Some(home) = matches.get_one::<PathBuf>("home") {
        arguments.extend(["--home".to_owned(), home.display().to_string()]);
    }
    arguments.extend(["--to".to_owned(), who.unwrap_or("NAME").to_owned()]);
    if let Some(reason) = &next.reason {
        arguments.extend(["--reason".to_owned(), reason.to_string()]);
    }
    for (flag, value) in &next.flags {
        arguments.extend([(*flag).to_owned(), value.clone()]);
    }
    if next.last_day {
        let day = match matches.try_get_one::<String>("last_day").ok().flatten() {
            Some(day) => day.clone(),
            None => (workspace.today()? + 14.days()).to_string(),
        };
        arguments.extend(["--last-day".to_owned(), day]);
    }
    Ok(arguments)
}

fn follow(
    next: &NextStep,
    arguments: &[String],
    decision: Option<Outcome>,
    writes: bool,
    workspace: &mut Workspace,
) -> Result<()> {
    for line in &next.besides {
        let words = workspace.words()?;
        workspace.ui.say(&words.fill("note", &[("text", &line.in_words(words))]));
    }
    let kind = next.kind.filter(|kind| workspace.library.has_kind(kind));
    let Some(kind) = kind else {
        return match (writes, decision) {
            (true, Some(_)) => Err(Error::usage("no letter follows from this decision")),
            (true, None) => Err(undecided()),
            (false, _) => Ok(()),
        };
    };
    if writes {
        return match decision {
            Some(_) => {
                workspace.hand_on(kind, arguments);
                Ok(())
            }
            None => Err(undecided()),
        };
    }
    let words = workspace.words()?;
    workspace.ui.say(&words.fill("letter", &[("command", &shell(kind, arguments))]));
    if decision.is_some() && workspace.ui.can_ask() && ask::whether(words.say("write_now"), words)? {
        workspace.hand_on(kind, arguments);
    }
    Ok(())
}

fn undecided() -> Error {
    Error::usage("a letter is written after a decision only")
        .key("--decision")
        .hint("add --decision, such as --decision decline")
}

/// Returns the suggestion as the coach reads it.
fn report(
    s: &Suggestion,
    answers: &Answers,
    case: &Case<'_>,
    person: &Person,
    workspace: &Workspace,
) -> Result<String> {
    let language = workspace.own_language()?;
    let words = workspace.words()?;
    let about = s.outcome.about(s.stage, words);
    let mut out = words.fill("suggestion", &[("outcome", &about), ("id", &s.outcome.id())]);
    out.push('\n');
    out.push_str(&words.fill("score", &[("score", &s.score)]));
    if s.lowered > 0 {
        out.push_str(&words.fill("lowered", &[("points", &s.lowered)]));
    }
    if s.line().is_some() {
        out.push_str(words.say("red_line_decides"));
    }
    out.push_str(&format!("\n\n{}\n", words.say("grounds")));
    if s.grounds.is_empty() {
        out.push_str(&format!("  {}\n", words.say("no_grounds")));
    }
    for ground in &s.grounds {
        let sign = case.signs.find(&ground.id);
        let label = sign.and_then(|sign| sign.label.get(&language)).unwrap_or(&ground.id);
        let weight = match ground.line {
            Some(_) => words.say("red_line").to_owned(),
            None => words.fill("points", &[("points", &ground.points), ("strength", &ground.strength)]),
        };
        out.push_str(&format!("  - {label} [{}]: {weight}", ground.id));
        if let Some(why) = &ground.why {
            out.push_str(&format!("; {}", why.in_words(words)));
        }
        out.push('\n');
        for observed in answers.signs.iter().filter(|o| ground.observed.contains(&o.sign)) {
            let day = observed.date.as_ref().map(|d| format!("{d}: ")).unwrap_or_default();
            out.push_str(&format!("      {day}{}\n", observed.fact.reveal()));
        }
    }
    if s.outcome == Outcome::Emergency {
        let speech = workspace.library.speech(&language)?;
        out.push_str(&format!("\n{}\n", words.say("emergency_numbers")));
        let numbers = emergency(case.practice, person, &speech);
        if numbers.is_empty() {
            out.push_str(&format!("  {}\n", words.say("no_emergency_numbers")));
        }
        for line in numbers {
            let about: Vec<String> = line.places.into_iter().chain(line.about).collect();
            out.push_str(&format!("  {}  {}\n", line.number, about.join(", ")));
        }
    }
    if s.pause {
        out.push_str(&format!("\n{}\n", words.say("wait")));
    }
    if !answers.feelings.is_empty() {
        out.push_str(&format!("\n{}\n", words.say("for_you")));
        for question in &case.signs.self_questions {
            out.push_str(&format!("  - {}\n", question.get(&language).unwrap_or_default()));
        }
    }
    out.push_str(&format!("\n{}\n", words.say("before_deciding")));
    for (i, step) in case.signs.steps.iter().enumerate() {
        out.push_str(&format!("  {}. {}\n", i + 1, step.get(&language).unwrap_or_default()));
    }
    Ok(out)
}

/// Returns the suggestion for scripts: ids and numbers, no facts.
fn as_json(s: &Suggestion, case: &Case<'_>, words: &Wording) -> serde_json::Value {
    let grounds: Vec<_> = s
        .grounds
        .iter()
        .map(|g| json!({"sign": g.id, "strength": g.strength, "points": g.points, "red_line": g.line.is_some(), "why": g.why.as_ref().map(|why| why.in_words(words))}))
        .collect();
    let next = s.follow(s.outcome, case);
    json!({"stage": s.stage, "suggestion": s.outcome.id(), "score": s.score, "lowered": s.lowered, "pause": s.pause,
           "grounds": grounds, "letter": next.kind, "reason": s.reason.as_ref().map(ToString::to_string),
           "ask": s.ask, "clauses": s.clauses, "topic": s.topic})
}
