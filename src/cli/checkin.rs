//! `garbo checkin`: first meetings in person that somebody knows of, their sealed part, and how they ended.

use std::fmt::Display;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;

use crate::cli::ask;
use crate::cli::checkin_record::{self as record, private};
use crate::cli::screen::Tables;
use crate::cli::screen_record::{self, Kept};
use crate::cli::workspace::Workspace;
use crate::compose::screening::{check, suggest};
use crate::error::{Error, Place, Result};
use crate::library::wording::Wording;
use crate::load;
use crate::model::check_in::{CheckIn, Standing};
use crate::model::screening::{Answers, Channel, Observation, Private, Stage};
use crate::yaml::Located;

pub fn command() -> Command {
    let who = || {
        Arg::new("who")
            .value_name("WHO")
            .help("The client, as `garbo checkin` lists them; not needed where there is one")
    };
    let word = |id: &'static str, help: &'static str| {
        Arg::new(id.replace('-', "_")).long(id).value_name("YES").value_parser(["yes", "no"]).help(help)
    };
    Command::new("checkin")
        .about("First meetings in person that a trusted person knows of")
        .subcommand(Command::new("list").about("List the open ones: when, and whether you are overdue"))
        .subcommand(Command::new("before").about("What to settle before you meet somebody in person"))
        .subcommand(
            Command::new("open").about("Open the sealed part, on alarm").arg(who()).arg(
                Arg::new("alarm")
                    .long("alarm")
                    .action(ArgAction::SetTrue)
                    .help("Open it although no sign of life is overdue yet"),
            ),
        )
        .subcommand(
            Command::new("done")
                .about("Close it: all is well. Deletes the sealed part")
                .arg(who())
                .arg(word("left-on-time", "Whether the meeting ended on time"))
                .arg(word("limits-kept", "Whether role, time and place were kept"))
                .arg(
                    Arg::new("unease")
                        .long("unease")
                        .value_name("0-3")
                        .value_parser(clap::value_parser!(u8).range(0..=3))
                        .help("Your own unease; kept only with --store-feelings"),
                )
                .arg(
                    Arg::new("note")
                        .long("note")
                        .value_name("TEXT")
                        .help("The facts in one line, without judgement"),
                )
                .arg(
                    Arg::new("store_feelings")
                        .long("store-feelings")
                        .action(ArgAction::SetTrue)
                        .help("Keep your unease in the record too"),
                ),
        )
}

pub fn run(matches: &ArgMatches, workspace: &mut Workspace) -> Result<()> {
    match matches.subcommand() {
        Some(("before", _)) => before(workspace),
        Some(("open", matches)) => open(matches, workspace),
        Some(("done", matches)) => done(matches, workspace),
        _ => list(workspace),
    }
}

fn list(workspace: &Workspace) -> Result<()> {
    workspace.practice()?;
    let now = workspace.now()?.timestamp();
    let open = load::check_ins(&workspace.home)?;
    if workspace.ui.json {
        let list = open.iter().map(|(key, located)| {
            let c = &located.value;
            json!({"id": key, "who": c.who, "day": c.day, "start": c.start, "end": c.end, "arrival": c.arrival,
                   "back_by": c.back_by, "wait": c.wait, "time_zone": c.time_zone, "trusted": c.trusted,
                   "state": c.standing(now).id(), "alarm": c.alarm().map(|at| at.to_string())})
        });
        workspace.ui.value(&list.collect());
        return Ok(());
    }
    if open.is_empty() {
        workspace.ui.say(workspace.words()?.say("no_check_in"));
        return Ok(());
    }
    let rows: Vec<Vec<String>> = open
        .iter()
        .map(|(key, located)| {
            let c = &located.value;
            vec![
                key.clone(),
                c.who.clone(),
                c.day.to_string(),
                format!("{}–{}", c.start, c.end),
                c.arrival.to_string(),
                c.back_by.to_string(),
                c.standing(now).id().to_owned(),
            ]
        })
        .collect();
    workspace.ui.table(&["ID", "WITH", "DAY", "TIME", "ARRIVED BY", "BACK BY", "STATE"], &rows);
    for (key, located) in &open {
        if located.value.standing(now) == Standing::Missed {
            workspace.ui.warn(&format!(
                "no sign of life since {} {}: `garbo checkin done {key}` if all is well, `garbo checkin open {key}` if not",
                located.value.day, located.value.back_by
            ));
        }
    }
    Ok(())
}

fn before(workspace: &Workspace) -> Result<()> {
    let language = workspace.own_language()?;
    let signs = workspace.library.signs()?;
    let mut out = String::new();
    for line in &signs.before_meeting {
        out.push_str(&format!("- {}\n", line.get(&language).unwrap_or_default()));
    }
    workspace.ui.data(&out);
    Ok(())
}

/// Returns the check-in that is meant: the one named, else the only one.
fn meant(matches: &ArgMatches, workspace: &Workspace) -> Result<(String, Located<CheckIn>)> {
    workspace.practice()?;
    let mut open = load::check_ins(&workspace.home)?;
    let Some(who) = matches.get_one::<String>("who") else {
        if open.len() == 1 {
            return open.pop().ok_or_else(none);
        }
        let ids: Vec<&str> = open.iter().map(|(key, _)| key.as_str()).collect();
        return Err(match ids.is_empty() {
            true => none(),
            false => Error::usage("several check-ins are open").hint(format!("name one: {}", ids.join(", "))),
        });
    };
    let key = record::key(who, workspace)?;
    let ids = open.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>().join(", ");
    open.into_iter().find(|(known, _)| known == who || *known == key).ok_or_else(|| {
        let error = Error::missing(format!("no check-in with `{who}` is open"));
        if ids.is_empty() { error } else { error.hint(format!("open are: {ids}")) }
    })
}

fn none() -> Error {
    Error::missing("no check-in is open").hint("`garbo safety-note --with WHO … --keep` opens one")
}

fn open(matches: &ArgMatches, workspace: &mut Workspace) -> Result<()> {
    let (key, located) = meant(matches, workspace)?;
    let check_in = located.value;
    let standing = check_in.standing(workspace.now()?.timestamp());
    if standing != Standing::Missed && !matches.get_flag("alarm") {
        return Err(Error::refused(format!(
            "the sealed part stays closed: no sign of life is overdue (due {} {}, and {} minutes to wait)",
            check_in.day, check_in.back_by, check_in.wait
        ))
        .at(Place::file(workspace.home.shown(&record::path(&key))))
        .hint("in an alarm before that, add --alarm"));
    }
    workspace.hand_on("safety_sealed", &record::sealed_flags(&check_in));
    Ok(())
}

fn done(matches: &ArgMatches, workspace: &mut Workspace) -> Result<()> {
    let (key, located) = meant(matches, workspace)?;
    let check_in = located.value;
    let after = After::of(matches, &check_in, workspace)?;
    // The facts are kept before the sealed part goes, so that a fault of the record loses neither.
    if let Some(answers) = after.answers(&check_in, workspace.words()?)? {
        let tables = Tables::open(workspace)?;
        let case = tables.case(workspace)?;
        let suggestion = suggest(&answers, Stage::Meeting, &case);
        let kept = Kept {
            answers: &answers,
            suggestion: &suggestion,
            decision: None,
            feelings: matches.get_flag("store_feelings"),
        };
        screen_record::keep(&key, &kept, workspace)?;
    }
    record::delete(&key, workspace)?;
    let words = workspace.words()?;
    workspace.ui.say(&words.fill("check_in_closed", &[("name", &check_in.who)]));
    if after.limits_kept == Some(false) || after.unease.is_some_and(|unease| unease > 1) {
        let language = workspace.own_language()?;
        for line in &workspace.library.signs()?.after_meeting {
            workspace.ui.say(&format!("- {}", line.get(&language).unwrap_or_default()));
        }
        let screen = format!("garbo screen {key} --stage meeting");
        workspace.ui.say(&words.fill("then", &[("command", &screen)]));
    }
    Ok(())
}

/// What the coach tells of a meeting when it is over.
struct After {
    left_on_time: Option<bool>,
    limits_kept: Option<bool>,
    unease: Option<u8>,
    note: Option<Private<String>>,
}

impl After {
    /// Reads the flags; asks for what they leave open, where somebody can be asked.
    fn of(matches: &ArgMatches, check_in: &CheckIn, workspace: &Workspace) -> Result<Self> {
        let word = |id: &str| matches.get_one::<String>(id).map(|word| word == "yes");
        let mut note = matches.get_one::<String>("note").cloned();
        let mut after = Self {
            left_on_time: word("left_on_time"),
            limits_kept: word("limits_kept"),
            unease: matches.get_one::<u8>("unease").copied(),
            note: None,
        };
        let given = after.left_on_time.is_some() || after.limits_kept.is_some() || after.unease.is_some();
        if !given && note.is_none() && workspace.ui.can_ask() {
            let words = workspace.words()?;
            let meeting: [(&str, &dyn Display); 2] = [("name", &check_in.who), ("date", &check_in.day)];
            workspace.ui.show(&words.fill("meeting_with", &meeting));
            let yes = words.say("yes");
            let yes_no = |question: &str| {
                Ok::<_, Error>(ask::choose(words.say(question), vec![yes, words.say("no")], words)? == yes)
            };
            after.left_on_time = Some(yes_no("ended_on_time")?);
            after.limits_kept = Some(yes_no("limits_kept")?);
            let degrees = (0..=3).map(|n| format!("{n} {}", words.say(&format!("unease_{n}")))).collect();
            let unease = ask::choose(words.say("unease"), degrees, words)?;
            after.unease =
                unease.chars().next().and_then(|c| c.to_digit(10)).and_then(|n| u8::try_from(n).ok());
            note = Some(ask::line(words.say("facts_or_none"), words.say("fact_help"), |typed| {
                if typed.is_empty() { None } else { check::fact(typed, "note").map(|p| p.message) }
            })?);
        }
        if let Some(note) = note.filter(|note| !note.trim().is_empty()) {
            if let Some(problem) = check::fact(&note, "--note") {
                return Err(Error::new(crate::error::ErrorKind::Data, problem));
            }
            after.note = Some(Private::from(note.trim()));
        }
        Ok(after)
    }

    /// Returns it as answers of a screening; the note stands under the gravest sign alone, the others say what they mean; `None` when nothing was told.
    fn answers(&self, check_in: &CheckIn, words: &Wording) -> Result<Option<Answers>> {
        let mut answers = Answers { stage: Some(Stage::Meeting), ..Answers::default() };
        let mut note = self.note.clone();
        let mut observe = |sign: &str, otherwise: &str| {
            answers.signs.push(Observation {
                sign: sign.to_owned(),
                strength: 1,
                fact: note.take().unwrap_or_else(|| Private::from(otherwise)),
                date: Some(check_in.day),
                source: Some(Channel::Meeting),
            });
        };
        if self.limits_kept == Some(false) {
            observe("s_role_ignored", words.say("limits_passed_over"));
        }
        if self.left_on_time == Some(false) {
            observe("s_late", words.say("ended_late"));
        }
        if let Some(unease) = self.unease.filter(|unease| *unease > 0) {
            answers.feelings.insert("c_unease".into(), Private::from(unease));
        }
        let told = self.left_on_time.is_some() || self.limits_kept.is_some() || self.unease.is_some();
        Ok((told || self.note.is_some()).then_some(answers))
    }
}

/// Adds to the note what comes from the person it is about: a short name, and the sealed page.
///
/// Errors: refused, when the trusted person is a client.
pub fn prepared(
    matches: &ArgMatches,
    arguments: &[std::ffi::OsString],
    workspace: &Workspace,
) -> Result<Vec<std::ffi::OsString>> {
    let mut more = arguments.to_vec();
    if let (Some(with), None) = (matches.get_one::<String>("with"), matches.get_one::<String>("who")) {
        more.push(format!("--who={}", record::short_name(with, workspace)?).into());
    }
    if matches.get_one::<std::path::PathBuf>("sealed_page").is_some()
        && matches.get_one::<String>("sealed").is_none()
    {
        more.push("--sealed=yes".into());
    }
    private(matches, workspace)?;
    Ok(more)
}
