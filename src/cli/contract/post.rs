//! A contract on its way: noted in the register, and sent as a PDF with a covering letter in the client's language.

use std::collections::BTreeMap;
use std::path::Path;

use std::sync::Arc;

use clap::ArgMatches;
use serde_json::{Value, json};

use crate::cli::addressee::Origin;
use crate::cli::contract::made::{ADDENDUM, Body, Made};
use crate::cli::contract::written::{self, Paper};
use crate::cli::letter::{Letter, Shelf, compose_letter};
use crate::cli::send::{self, Errand};
use crate::cli::workspace::{Workspace, clock};
use crate::compose::request::{Colleagues, Request, Resources};
use crate::deliver::message::Attachment;
use crate::deliver::outbox::{NewDocument, Outbox};
use crate::error::{Error, Result};
use crate::load;
use crate::model::person::Person;
use crate::model::scalar::Day;
use crate::model::terms::minor::Guardian;
use crate::render::contract::issued::Issued;
use crate::render::returned::logo;

/// The kind of the letter that goes with a contract.
const COVERING: &str = "covering";

/// Notes a contract that was issued to a file, with what a returned copy is compared with.
pub(super) fn note(made: &Made, sheet: Option<&str>, file: &Path, bytes: &[u8], workspace: &Workspace) {
    let Some(folder) = workspace.home.folder() else { return };
    let noted = issued(made, sheet, file, bytes, workspace)
        .and_then(|entry| Outbox::open(folder, clock)?.record_all([Ok(entry)]));
    if let Err(error) = noted {
        let why = error.problems.first().map_or("", |problem| problem.message.as_str());
        workspace.ui.warn(&format!("the agreement is written, but not noted in the register: {why}"));
    }
}

/// Returns a contract that is issued to a file as the register keeps it.
pub(super) fn issued(
    made: &Made,
    sheet: Option<&str>,
    file: &Path,
    bytes: &[u8],
    workspace: &Workspace,
) -> Result<NewDocument> {
    let place = std::path::absolute(file).unwrap_or_else(|_| file.to_path_buf());
    entry(made, sheet, &place.display().to_string(), bytes, workspace)
}

fn entry(
    made: &Made,
    sheet: Option<&str>,
    place: &str,
    bytes: &[u8],
    workspace: &Workspace,
) -> Result<NewDocument> {
    let body = match sheet {
        None => &made.body,
        Some(id) => made.sheets.iter().find(|s| s.first().kind == id).unwrap_or(&made.body),
    };
    let number = made.number().map(str::to_owned);
    let mut issued = Issued {
        number,
        date: made.date(),
        size: Some(bytes.len()),
        ends: ends(made),
        engagement: sheet.is_none().then(|| made.brief.engagement.clone()),
        ..body.issued()
    };
    // Head and foot stand on the pages of every form and belong to no clause.
    issued.running.push(written::foot(made));
    issued.running.push(written::head(workspace.practice()?));
    let practice = workspace.practice_located()?;
    if practice.value.letterhead.logo.is_some()
        && let Some(logo) = load::stationery(&workspace.home, practice)?.logo
    {
        issued.running.extend(logo::words(&logo.bytes));
    }
    let person = &made.person.value;
    Ok(NewDocument {
        kind: sheet.unwrap_or(&made.kind).to_owned(),
        language: body.languages(),
        name: person.name.clone(),
        address: reader(made).email.as_ref().and_then(|email| email.parse().ok()),
        title: body.first().title.clone(),
        place: place.to_owned(),
        text: written::text(body),
        file: Some(bytes.to_vec()),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        meta: serde_json::to_value(issued).map_err(|e| Error::internal(e.to_string()))?,
        is_agreement: true,
        row: None,
    })
}

/// Returns the day on which the work ends by the terms: that of the term or of the last session, the later one.
fn ends(made: &Made) -> Option<String> {
    let day = |clause: &str| made.brief.terms.get(clause).and_then(|v| v.get("end")).and_then(Value::as_str);
    // ISO 8601: the later day is the greater text.
    day("term").into_iter().chain(day("sessions")).max().map(str::to_owned)
}

/// Refuses a day to sign by that the agreement leaves no sense in.
///
/// Errors: data, for a day before the letter or after the first session, with both days and where the session stands.
pub(super) fn check(made: &Made, matches: &ArgMatches, workspace: &Workspace) -> Result<()> {
    let Some(text) = matches.get_one::<String>("sign-by") else { return Ok(()) };
    let day: Day = text.parse().map_err(|e: Error| e.key("--sign-by"))?;
    if day.0 < made.today {
        return Err(Error::data(format!(
            "it should be signed by {day}, and the letter is of {}",
            made.today
        ))
        .key("--sign-by")
        .hint("name a later day"));
    }
    if made.kind == ADDENDUM {
        // What is changed has begun long since.
        return Ok(());
    }
    let first = made.brief.terms.get("sessions").and_then(|s| s.get("start")).and_then(Value::as_str);
    match first.and_then(|first| first.parse::<Day>().ok()) {
        Some(first) if day > first => {
            let key = "terms.sessions.start";
            let own = made.person.value.terms.as_ref().is_some_and(|t| t.gives("sessions.start"));
            let place = if own { made.person.place(key) } else { workspace.practice_located()?.place(key) };
            Err(Error::data(format!(
                "it should be signed by {day} (`--sign-by`), and the first session is on {first} (`sessions.start`)"
            ))
            .key(key)
            .at(place)
            .hint(format!("name {first} or an earlier day with --sign-by, or let the sessions begin later")))
        }
        _ => Ok(()),
    }
}

/// Composes the covering letter with the contract and its sheets as PDF.
pub(super) fn covering(made: &Made, matches: &ArgMatches, workspace: &Workspace) -> Result<Letter> {
    let kind = workspace.library.kind(COVERING)?;
    let speech = workspace.library.speech(&made.body.first().language)?;
    let term = |path: [&str; 2]| {
        made.brief.terms.get(path[0]).and_then(|v| v.get(path[1])).filter(|v| !v.is_null()).cloned()
    };
    let mut facts: BTreeMap<String, Value> = BTreeMap::new();
    let mut put = |id: &str, value: Option<Value>| {
        if let Some(value) = value {
            facts.insert(id.to_owned(), value);
        }
    };
    put("service", term(["subject", "service"]));
    put("number", made.number().map(|n| json!(n)));
    put("sheets", (!made.sheets.is_empty()).then(|| json!(made.sheets.len().to_string())));
    let named = ["given", "name"].iter().find_map(|part| made.brief.to[part].as_str());
    put("child", signs_for(made).and(named).map(|name| json!(name)));
    put("two_languages", matches!(made.body, Body::Two(_)).then(|| json!("yes")));
    put("first_session", term(["sessions", "start"]));
    if let Some(day) = matches.get_one::<String>("sign-by") {
        put("sign_by", Some(json!(day)));
    }
    let tone = matches.get_one::<String>("tone");
    let request = Request {
        tone: tone.map(|t| t.parse().map_err(|e: Error| e.key("--tone"))).transpose()?,
        reason: None,
        say: None,
        colleagues: Colleagues::Nobody,
        resources: Resources::Nothing,
        date: workspace.today()?,
        inquiry_date: None,
        facts,
        person: reader(made),
        kind: Arc::new(kind),
    };
    let origin = Origin { file: Some(Box::new(made.person.clone())), inquiry: None };
    let shelf = Shelf::open(workspace, false)?;
    let mut letter = compose_letter(request, &origin, &shelf, speech, workspace)?;
    let paper = Paper::of(made, matches, workspace)?;
    letter.attachments = std::iter::once(&made.body)
        .chain(&made.sheets)
        .map(|body| {
            Ok(Attachment {
                file_name: file_name(body, made),
                media_type: "application/pdf".into(),
                bytes: written::pdf(body, &paper)?,
            })
        })
        .collect::<Result<_>>()?;
    Ok(letter)
}

/// Returns the first of those who sign for a client under age.
fn signs_for(made: &Made) -> Option<&Guardian> {
    made.person.value.terms.as_ref()?.guardians.as_ref()?.first()
}

/// Returns whom the contract is sent to: the client, or who signs for the client.
fn reader(made: &Made) -> Person {
    signs_for(made).map_or_else(|| made.person.value.clone(), Person::from)
}

/// Returns the name under which a file arrives: its title, the client's name, the number.
fn file_name(body: &Body, made: &Made) -> String {
    let title = &body.first().title;
    let number = made.number().filter(|number| !title.contains(number));
    let name = made.person.value.name.as_deref();
    let whole = [Some(title.as_str()), name, number].into_iter().flatten().collect::<Vec<_>>().join(" - ");
    // What some file system refuses, or takes for a path.
    let clean: String = whole
        .chars()
        .map(|c| {
            if matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') || c.is_control() {
                ' '
            } else {
                c
            }
        })
        .collect();
    let mut clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    while clean.len() > 150 {
        clean.pop();
    }
    format!("{}.pdf", clean.trim_end_matches(['.', ' ']))
}

/// Shows, asks, queues and, where that is wanted, sends; the register keeps what was issued.
pub(super) fn post(made: &Made, errand: Errand, matches: &ArgMatches, workspace: &Workspace) -> Result<()> {
    let mut letter = covering(made, matches, workspace)?;
    // The log and the question whether there is one already are about the agreement, not about its letter.
    Arc::make_mut(&mut letter.kind).id.clone_from(&made.kind);
    let files: Vec<(Option<String>, Vec<u8>)> = std::iter::once(None)
        .chain(made.sheets.iter().map(|s| Some(s.first().kind.clone())))
        .zip(letter.attachments.iter().map(|a| a.bytes.clone()))
        .collect();
    for warning in letter.warnings() {
        workspace.ui.warn(&warning);
    }
    let names: Vec<String> = letter.attachments.iter().map(|a| a.file_name.clone()).collect();
    let sent = send::post(&letter, errand, matches, workspace);
    // What was queued was issued, whether or not the server has taken it yet.
    let queued = sent.is_ok() || sent.as_ref().is_err_and(|e| e.kind == crate::error::ErrorKind::TryAgain);
    if queued {
        let folder = workspace.folder()?;
        let entries = files
            .iter()
            .zip(&names)
            .map(|((sheet, bytes), name)| entry(made, sheet.as_deref(), name, bytes, workspace));
        Outbox::open(&folder, clock)?.record_all(entries.collect::<Vec<_>>())?;
    }
    sent
}
