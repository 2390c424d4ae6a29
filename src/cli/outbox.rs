//! `garbo outbox`: what waits, what became of it, and how to settle what is uncertain.

use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command};
use serde_json::{Value, json};

use crate::cli::workspace::Workspace;
use crate::cli::{ask, mailroom};
use crate::deliver::outbox::{Arrived, Outbox, State, TicketId};
use crate::error::{Error, Result};
use crate::load::inquiry;

pub fn command() -> Command {
    let id = || Arg::new("id").value_name("ID").required(true).help("Number of the message");
    let yes = || Arg::new("yes").long("yes").action(ArgAction::SetTrue).help("Do not ask");
    Command::new("outbox")
        .about("List, send and settle what waits in the outbox")
        .args(list_args())
        .subcommand(Command::new("list").about("List the messages").args(list_args()))
        .subcommand(
            Command::new("show").about("Show a message, its tries and its state").arg(id()).arg(
                Arg::new("format")
                    .short('f')
                    .long("format")
                    .value_name("FORMAT")
                    .value_parser(["text", "eml"])
                    .default_value("text")
                    .help("To read, or byte for byte as it is sent"),
            ),
        )
        .subcommand(Command::new("send").about("Send what is queued").arg(yes()))
        .subcommand(
            Command::new("retry")
                .about("Send a message again, with the same Message-ID and bytes")
                .arg(id())
                .arg(yes()),
        )
        .subcommand(Command::new("cancel").about("Take a queued message out").arg(id()))
        .subcommand(
            Command::new("resolve")
                .about("Settle an uncertain message")
                .arg(id())
                .arg(Arg::new("sent").long("sent").action(ArgAction::SetTrue).help("It arrived"))
                .arg(
                    Arg::new("not-sent")
                        .long("not-sent")
                        .action(ArgAction::SetTrue)
                        .help("It did not arrive: queue it again"),
                )
                .group(ArgGroup::new("arrived").args(["sent", "not-sent"]).required(true)),
        )
}

fn list_args() -> Vec<Arg> {
    vec![
        Arg::new("state")
            .long("state")
            .value_name("STATE")
            .action(ArgAction::Append)
            .value_parser(State::ALL.map(State::name))
            .help("Only messages in this state (repeatable)"),
    ]
}

pub fn run(matches: &ArgMatches, workspace: &mut Workspace) -> Result<()> {
    match matches.subcommand() {
        Some(("show", matches)) => show(matches, workspace),
        Some(("send", matches)) => send(matches, workspace),
        Some(("retry", matches)) => retry(matches, workspace),
        Some(("cancel", matches)) => cancel(id(matches)?, workspace),
        Some(("resolve", matches)) => resolve(matches, workspace),
        Some((_, matches)) => list(matches, workspace),
        None => list(matches, workspace),
    }
}

fn id(matches: &ArgMatches) -> Result<TicketId> {
    matches.get_one::<String>("id").map_or("", String::as_str).parse()
}

/// Opens the outbox for a question about one message.
fn opened(id: TicketId, workspace: &Workspace) -> Result<Outbox> {
    mailroom::outbox_if_any(workspace)?.ok_or_else(|| {
        Error::missing(format!("there is no message {id} in the outbox")).hint("the outbox is empty")
    })
}

fn list(matches: &ArgMatches, workspace: &Workspace) -> Result<()> {
    let wanted: Vec<State> = matches
        .get_many::<String>("state")
        .into_iter()
        .flatten()
        .filter_map(|name| State::ALL.into_iter().find(|state| state.name() == name))
        .collect();
    let tickets = match mailroom::outbox_if_any(workspace)? {
        Some(outbox) => outbox.list(&wanted)?,
        None => Vec::new(),
    };
    if workspace.ui.json {
        workspace.ui.value(&tickets.iter().map(mailroom::line).collect());
        return Ok(());
    }
    if tickets.is_empty() {
        workspace.ui.say("the outbox is empty");
    }
    let rows: Vec<Vec<String>> = tickets
        .iter()
        .map(|ticket| {
            vec![
                ticket.id.to_string(),
                ticket.state.to_string(),
                ticket.kind.clone(),
                ticket.recipient.clone(),
                mailroom::moment(ticket.sent.unwrap_or(ticket.created), workspace),
                ticket.last_error.clone().unwrap_or_default(),
            ]
        })
        .collect();
    workspace.ui.table(&["ID", "STATE", "KIND", "TO", "WHEN", "WHAT WENT WRONG"], &rows);
    Ok(())
}

fn show(matches: &ArgMatches, workspace: &Workspace) -> Result<()> {
    let id = id(matches)?;
    let detail = opened(id, workspace)?.show(id)?;
    let ticket = &detail.ticket;
    if matches.get_one::<String>("format").is_some_and(|format| format == "eml") {
        workspace.ui.bytes(&detail.message.bytes);
        return Ok(());
    }
    let (text, attached) = inquiry::content(&detail.message.bytes)?;
    if workspace.ui.json {
        let mut value = serde_json::to_value(ticket).map_err(|e| Error::internal(e.to_string()))?;
        if let Value::Object(map) = &mut value {
            map.insert("tries".to_owned(), json!(detail.attempts));
            map.insert("text".to_owned(), json!(text));
            map.insert("content".to_owned(), json!(String::from_utf8_lossy(&detail.message.bytes)));
        }
        workspace.ui.value(&value);
        return Ok(());
    }
    let mut out = format!("message {id}: {}\n", ticket.state);
    let mut line = |name: &str, value: &str| out.push_str(&format!("{:<12}{value}\n", format!("{name}:")));
    line("To", &ticket.recipient);
    line("Subject", &ticket.subject);
    for (name, size) in &attached {
        line("Attached", &format!("{name} ({} KiB)", size.div_ceil(1024)));
    }
    if let Some(copy) = &detail.message.envelope.copy {
        line("Copy to", copy);
    }
    line("Kind", &format!("{}, {}", ticket.kind, ticket.language));
    line("Written", &mailroom::moment(ticket.created, workspace));
    if let Some(sent) = ticket.sent {
        line("Sent", &mailroom::moment(sent, workspace));
    }
    line("Message-ID", &ticket.message_id);
    for attempt in &detail.attempts {
        out.push_str(&format!(
            "{:<12}{}, {}: {}\n",
            "Tried:",
            mailroom::moment(attempt.began, workspace),
            attempt.outcome.as_deref().unwrap_or("under way"),
            attempt.said.as_deref().unwrap_or_default().trim()
        ));
    }
    if ticket.state == State::Uncertain {
        let problem =
            mailroom::uncertain(ticket, ticket.last_error.as_deref().unwrap_or_default(), workspace);
        out.push_str(&format!("\n{problem}\n"));
    }
    out.push('\n');
    out.push_str(&text);
    out.push('\n');
    workspace.ui.data(&crate::error::printable(&out));
    Ok(())
}

fn send(matches: &ArgMatches, workspace: &Workspace) -> Result<()> {
    let account = mailroom::account(workspace)?;
    let Some(mut outbox) = mailroom::outbox_if_any(workspace)? else {
        workspace.ui.say("the outbox is empty");
        return Ok(());
    };
    let queued = outbox.list(&[State::Queued])?;
    if let (Some(first), false) = (queued.first(), matches.get_flag("yes") || !workspace.ui.can_ask()) {
        let others = match queued.len() {
            1 => String::new(),
            number => format!(" and {} more", number - 1),
        };
        let question = format!("Send {}{others} now?", first.recipient);
        ask::confirm(&question, "letters are sent", "--yes", workspace)?;
    }
    mailroom::run(&mut outbox, &account, None, workspace)
}

fn retry(matches: &ArgMatches, workspace: &Workspace) -> Result<()> {
    let id = id(matches)?;
    let account = mailroom::account(workspace)?;
    let mut outbox = opened(id, workspace)?;
    let ticket = outbox.ticket(id)?;
    if ticket.state == State::Uncertain && !matches.get_flag("yes") && workspace.ui.can_ask() {
        let question = format!("{} may already have it. Send it once more?", ticket.recipient);
        ask::confirm(&question, "a letter that may have arrived is sent again", "--yes", workspace)?;
    }
    outbox.retry(id)?;
    mailroom::run(&mut outbox, &account, Some(&[id]), workspace)
}

fn cancel(id: TicketId, workspace: &Workspace) -> Result<()> {
    let ticket = opened(id, workspace)?.cancel(id)?;
    workspace.ui.say(&format!("message {id} to {} is cancelled", ticket.recipient));
    Ok(())
}

fn resolve(matches: &ArgMatches, workspace: &Workspace) -> Result<()> {
    let id = id(matches)?;
    let arrived = if matches.get_flag("sent") { Arrived::Yes } else { Arrived::No };
    let ticket = opened(id, workspace)?.resolve(id, arrived)?;
    let next = if arrived == Arrived::No { "; `garbo outbox send` sends it" } else { "" };
    workspace.ui.say(&format!("message {id} to {} is {}{next}", ticket.recipient, ticket.state));
    Ok(())
}
