//! `garbo review`: a look at every current client with the short list; keep, boundary or end, and no ranking.

use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::cli::args::shell;
use crate::cli::screen::{Tables, arguments};
use crate::cli::screen_ask;
use crate::cli::screen_record::{self, Kept};
use crate::cli::workspace::Workspace;
use crate::compose::screening::weigh::Case;
use crate::compose::screening::{Outcome, suggest};
use crate::error::Result;
use crate::load;
use crate::model::address::Relation;
use crate::model::screening::{Records, Stage};

pub fn command() -> Command {
    Command::new("review")
        .about("Go over your current clients with a short list of signs; best done every three months")
        .arg(
            Arg::new("list")
                .long("list")
                .action(ArgAction::SetTrue)
                .help("Only list who would be looked at, and when they last were"),
        )
}

pub fn run(matches: &ArgMatches, workspace: &mut Workspace) -> Result<()> {
    for warning in load::warnings(workspace.practice_located()?) {
        workspace.ui.warn(&warning.message);
    }
    let people = load::people(&workspace.home)?;
    let mut clients = Vec::new();
    for (name, person) in people {
        if person.value.relation == Some(Relation::Client) {
            let records = screen_record::kept(&name, workspace)?;
            clients.push((name, person.value.name.unwrap_or_default(), records));
        }
    }
    if clients.is_empty() {
        workspace.ui.say(workspace.words()?.say("no_clients"));
        return Ok(());
    }
    if matches.get_flag("list") || !workspace.ui.can_ask() {
        return list(&clients, workspace);
    }
    let tables = Tables::open(workspace)?;
    let case = tables.case(workspace)?;
    for (name, shown, records) in &clients {
        workspace.ui.say(&format!("\n{shown} ({name})"));
        one(name, records, &case, matches, workspace)?;
    }
    Ok(())
}

fn one(
    name: &str,
    records: &Records,
    case: &Case<'_>,
    matches: &ArgMatches,
    workspace: &Workspace,
) -> Result<()> {
    let words = workspace.words()?;
    let language = workspace.own_language()?;
    let mut answers = screen_ask::answers(Stage::Ongoing, true, case, (&language, words))?;
    let letters = records.records.iter().filter(|r| r.decision.as_deref() == Some("boundary")).count();
    answers.boundaries = u32::try_from(letters).unwrap_or(u32::MAX);
    let suggestion = suggest(&answers, Stage::Ongoing, case);
    let outcome = suggestion.outcome.about(Stage::Ongoing, words);
    workspace.ui.say(&words.fill("suggested", &[("outcome", &outcome)]));
    let decision = screen_ask::decision(
        &[("keep", Outcome::Accept), ("boundary", Outcome::Boundary), ("end", Outcome::End)]
            .map(|(id, outcome)| (words.say(id).to_owned(), outcome)),
        words,
    )?;
    if !workspace.home.is_sample() {
        let kept = Kept { answers: &answers, suggestion: &suggestion, decision, feelings: false };
        screen_record::keep(name, &kept, workspace)?;
    }
    let Some(decision) = decision else { return Ok(()) };
    let next = suggestion.follow(decision, case);
    if let Some(kind) = next.kind.filter(|kind| workspace.library.has_kind(kind)) {
        let command = shell(kind, &arguments(&next, Some(name), matches, workspace)?);
        workspace.ui.say(&words.fill("letter", &[("command", &command)]));
    }
    Ok(())
}

/// Lists the clients in the order of their files: a review ranks nobody.
fn list(clients: &[(String, String, Records)], workspace: &Workspace) -> Result<()> {
    let last = |records: &Records| records.records.last().map(|r| (r.date.to_string(), r.decision.clone()));
    if workspace.ui.json {
        let list = clients.iter().map(|(name, shown, records)| {
            let last = last(records);
            serde_json::json!({"who": name, "name": shown, "last": last.as_ref().map(|l| &l.0), "decision": last.as_ref().and_then(|l| l.1.as_ref())})
        });
        workspace.ui.value(&list.collect());
        return Ok(());
    }
    let never = workspace.words()?.say("never_looked_at");
    let rows: Vec<Vec<String>> = clients
        .iter()
        .map(|(name, shown, records)| {
            let (day, decision) = last(records).unwrap_or_else(|| (never.into(), None));
            vec![name.clone(), shown.clone(), day, decision.unwrap_or_default()]
        })
        .collect();
    workspace.ui.table(&["WHO", "NAME", "LAST LOOKED AT", "DECIDED"], &rows);
    Ok(())
}
