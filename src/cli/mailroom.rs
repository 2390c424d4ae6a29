//! What every command that sends has in common: the account, the open outbox, a run with its summary.

use std::collections::HashSet;
use std::fmt::Write;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::cli::posting;
use crate::cli::store::tell_recovered;
pub use crate::cli::store::{counted, outbox, outbox_if_any};
use crate::cli::workspace::{Workspace, clock};
use crate::deliver::dispatch;
use crate::deliver::outbox::{Outbox, State, Ticket, TicketId};
use crate::deliver::smtp::{Outcome, Stop, Summary};
use crate::error::{Error, ErrorKind, Problem, Result};
use crate::model::mail_account::MailAccount;

/// How many messages an ending names one by one.
const NAMED_MAX: usize = 5;
/// How many of one kind stand below each other, so that an ending fits on the screen.
const LINES_MAX: usize = 3;

/// Returns the mail account, with its files where they are.
///
/// Errors: configuration, on the sample practice and without a complete `mail:` section.
pub fn account(workspace: &Workspace) -> Result<MailAccount> {
    if workspace.home.is_sample() {
        return Err(Error::configuration("the invented sample practice sends nothing")
            .hint("`garbo init` makes a practice of your own, with a mail account"));
    }
    let mut account = posting::account(workspace)?;
    if let (Some(file), Some(folder)) = (&account.smtp.ca_file, workspace.home.folder()) {
        account.smtp.ca_file = Some(folder.join(file));
    }
    Ok(account)
}

/// Returns a moment in the zone of the practice, to the minute.
pub fn moment(time: Timestamp, workspace: &Workspace) -> String {
    let zone = workspace.now().map(|now| now.time_zone().clone()).unwrap_or(jiff::tz::TimeZone::UTC);
    time.to_zoned(zone).strftime("%Y-%m-%d %H:%M").to_string()
}

/// Returns a bar for long work; hidden where nobody watches.
pub fn progress(length: usize, what: &'static str, workspace: &Workspace) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len}  {rate}  {eta} left");
    match style {
        Ok(style) if !workspace.ui.quiet && !workspace.ui.json && length > 1 => {
            let bar =
                ProgressBar::new(length as u64).with_style(style.with_key("rate", rate)).with_message(what);
            bar.enable_steady_tick(Duration::from_millis(250));
            bar
        }
        _ => ProgressBar::hidden(),
    }
}

/// Writes how many a second are done, to one decimal below ten.
fn rate(state: &ProgressState, out: &mut dyn Write) {
    let rate = state.per_sec();
    let _ = if rate < 10.0 { write!(out, "{rate:.1}/s") } else { write!(out, "{rate:.0}/s") };
}

/// Sends what is queued, or of it what is named in `only`, and tells how it went. What is named and was refused or
/// became uncertain before is not sent, and told as if it were so now: it was asked for and did not happen.
///
/// Errors: try_again when something is left or uncertain, refused when a letter was refused for good; the whole
/// run's own trouble first.
pub fn run(
    outbox: &mut Outbox,
    account: &MailAccount,
    only: Option<&[TicketId]>,
    workspace: &Workspace,
) -> Result<()> {
    let stop = Stop::on_signals()?;
    let asked: Option<HashSet<TicketId>> = only.map(|only| only.iter().copied().collect());
    let bar = progress(queued(outbox, asked.as_ref())?.len(), "sending", workspace);
    let mut ends: Vec<(TicketId, Outcome)> = Vec::new();
    let summary = dispatch::send(outbox, &account.smtp, only, &stop, &mut |id, outcome| {
        bar.inc(1);
        if !matches!(outcome, Outcome::Sent { .. }) {
            ends.push((id, outcome.clone()));
        }
    });
    bar.finish_and_clear();
    let summary = summary?;
    tell_recovered(outbox, workspace);
    let left = queued(outbox, asked.as_ref())?;
    workspace.ui.say(&sums(&summary, left.len()));
    if let Some(asked) = &asked {
        ends.extend(settled_before(outbox, asked, &ends)?);
    }
    tell_older_doubts(outbox, &ends, workspace)?;
    ending(outbox, &summary, &ends, &left, workspace)
}

/// Names what an earlier run has left uncertain: nobody else would.
fn tell_older_doubts(outbox: &Outbox, ends: &[(TicketId, Outcome)], workspace: &Workspace) -> Result<()> {
    let mut older = outbox.list(&[State::Uncertain])?;
    older.retain(|ticket| !ends.iter().any(|(id, _)| *id == ticket.id));
    if older.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = older.iter().take(NAMED_MAX).map(|ticket| ticket.recipient.as_str()).collect();
    let more = match older.len().saturating_sub(NAMED_MAX) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    workspace.ui.say(&format!(
        "note: from before, {} may have arrived: {}{more} (`garbo outbox list --state uncertain`)",
        counted(older.len(), "message", "messages"),
        names.join(", ")
    ));
    Ok(())
}

/// Returns what is queued, of all or of what was asked for; oldest first.
fn queued(outbox: &Outbox, asked: Option<&HashSet<TicketId>>) -> Result<Vec<TicketId>> {
    let mut ids = outbox.ids(&[State::Queued])?;
    ids.retain(|id| asked.is_none_or(|asked| asked.contains(id)));
    Ok(ids)
}

/// Returns what was asked for and ended badly before this run.
fn settled_before(
    outbox: &Outbox,
    asked: &HashSet<TicketId>,
    ends: &[(TicketId, Outcome)],
) -> Result<Vec<(TicketId, Outcome)>> {
    let now: HashSet<TicketId> = ends.iter().map(|(id, _)| *id).collect();
    let mut found = outbox.list(&[State::Failed, State::Uncertain])?;
    found.retain(|ticket| asked.contains(&ticket.id) && !now.contains(&ticket.id));
    let outcome = |ticket: Ticket| {
        let said = ticket.last_error.unwrap_or_default();
        match ticket.state {
            State::Uncertain => (ticket.id, Outcome::Uncertain { reason: said }),
            _ => (ticket.id, Outcome::Refused { code: None, text: said }),
        }
    };
    Ok(found.into_iter().map(outcome).collect())
}

/// Returns the sums of a run: `3 sent, 1 failed, 2 still queued`.
fn sums(summary: &Summary, left: usize) -> String {
    let all = [
        (summary.sent, "sent"),
        (summary.failed, "failed"),
        (summary.uncertain, "uncertain"),
        (left, "still queued"),
    ];
    let told: Vec<String> =
        all.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    if told.is_empty() { "nothing to send".to_owned() } else { told.join(", ") }
}

/// Turns what did not end well into one error that names each case and the way on.
fn ending(
    outbox: &Outbox,
    summary: &Summary,
    ends: &[(TicketId, Outcome)],
    left: &[TicketId],
    workspace: &Workspace,
) -> Result<()> {
    let mut problems = Vec::new();
    if let Some(trouble) = &summary.trouble {
        problems.extend(trouble.problems.clone());
        if let Some(last) = problems.last_mut() {
            last.hint = still_queued(last.hint.take(), left, outbox)?;
        }
    } else if summary.is_stopped && !left.is_empty() {
        problems.push(
            Problem::new(format!(
                "stopped; {} still queued",
                counted(left.len(), "message is", "messages are")
            ))
            .hint("`garbo outbox send` goes on"),
        );
    }
    problems.extend(refusals(outbox, ends)?);
    problems.extend(doubts(outbox, ends, workspace)?);
    if summary.trouble.is_none() && !summary.is_stopped && !left.is_empty() {
        let said = ends.iter().find_map(|(id, outcome)| match outcome {
            Outcome::Later { reason } => Some((*id, reason)),
            _ => None,
        });
        let mut problem = Problem::new(format!(
            "{} not taken for now",
            counted(left.len(), "message was", "messages were")
        ));
        if let Some((id, reason)) = said {
            problem = problem.cause(format!("{}: {reason}", outbox.ticket(id)?.recipient));
        }
        problems.push(problem.hint("try again later with `garbo outbox send`; nothing goes out twice"));
    }
    let kind = match &summary.trouble {
        Some(trouble) => trouble.kind,
        None if !left.is_empty() || ends.iter().any(|(_, end)| matches!(end, Outcome::Uncertain { .. })) => {
            ErrorKind::TryAgain
        }
        None => ErrorKind::Refused,
    };
    Error::all(kind, problems).map_or(Ok(()), Err)
}

/// Adds to a hint whose letters wait, and what sends them.
fn still_queued(hint: Option<String>, left: &[TicketId], outbox: &Outbox) -> Result<Option<String>> {
    let Some(first) = left.first() else { return Ok(hint) };
    let first = outbox.ticket(*first)?.recipient;
    let waits = match left.len() {
        1 => format!("the letter to {first} is still queued"),
        number => format!("{number} letters are still queued, the first to {first}"),
    };
    Ok(Some(match hint {
        Some(hint) if hint.contains("garbo outbox send") => format!("{hint}; {waits}"),
        Some(hint) => format!("{hint}; {waits}, and `garbo outbox send` sends what waits"),
        None => format!("{waits}; `garbo outbox send` sends what waits"),
    }))
}

/// Names what was refused for good.
fn refusals(outbox: &Outbox, ends: &[(TicketId, Outcome)]) -> Result<Option<Problem>> {
    let mut found = Vec::new();
    for (id, outcome) in ends {
        if let Outcome::Refused { text, .. } = outcome {
            found.push((outbox.ticket(*id)?, text.clone()));
        }
    }
    Ok(match found.as_slice() {
        [] => None,
        [(ticket, said)] => Some(refused(ticket, said)),
        several => {
            Some(listed(several, "were refused for good", "failed").hint(
                "`garbo outbox list --state failed` names them all; check the addresses and write again",
            ))
        }
    })
}

/// Names what may have arrived.
fn doubts(outbox: &Outbox, ends: &[(TicketId, Outcome)], workspace: &Workspace) -> Result<Option<Problem>> {
    let mut found = Vec::new();
    for (id, outcome) in ends {
        if let Outcome::Uncertain { reason } = outcome {
            found.push((outbox.ticket(*id)?, reason.clone()));
        }
    }
    Ok(match found.as_slice() {
        [] => None,
        [(ticket, reason)] => Some(uncertain(ticket, reason, workspace)),
        several => Some(listed(several, "may have been delivered", "uncertain").hint(
            "`garbo outbox list --state uncertain` names them all, `garbo outbox show ID` says how to look; then \
             `garbo outbox resolve ID --sent` or --not-sent. None is ever sent again by itself",
        )),
    })
}

/// Returns one problem for several messages, the first of them by name and reason.
fn listed(several: &[(Ticket, String)], what: &str, state: &str) -> Problem {
    let mut problem = Problem::new(format!("{} messages {what}", several.len()));
    for (ticket, said) in several.iter().take(LINES_MAX) {
        problem = problem.cause(format!("message {} to {}: {said}", ticket.id, ticket.recipient));
    }
    match several.len().saturating_sub(LINES_MAX) {
        0 => problem,
        more => problem.cause(format!("and {more} more that are {state}")),
    }
}

fn refused(ticket: &Ticket, said: &str) -> Problem {
    Problem::new(format!("message {} to {} was refused for good", ticket.id, ticket.recipient))
        .cause(said)
        .hint(format!(
            "mend what the reason names (address, size, words) and write anew; `garbo outbox retry {}` sends the same \
             message once more",
            ticket.id
        ))
}

/// Says that a message may have arrived, how to find out, and how to settle it.
pub fn uncertain(ticket: &Ticket, reason: &str, workspace: &Workspace) -> Problem {
    let id = ticket.id;
    let mut hint = String::new();
    let _ = write!(
        hint,
        "look for it in your Sent folder or ask the recipient: subject \"{}\", {}, Message-ID {}; then \
         `garbo outbox resolve {id} --sent`, or --not-sent to queue it again. It is never sent again by itself; \
         `garbo outbox retry {id}` sends the same bytes with the same Message-ID",
        ticket.subject,
        moment(clock(), workspace),
        ticket.message_id
    );
    Problem::new(format!("message {id} to {} may have been delivered", ticket.recipient))
        .cause(reason)
        .hint(hint)
}

/// Returns a message as listings show it.
pub fn line(ticket: &Ticket) -> Value {
    json!({
        "id": ticket.id, "kind": ticket.kind, "recipient": ticket.recipient, "state": ticket.state,
        "message_id": ticket.message_id, "attempts": ticket.attempts, "last_error": ticket.last_error,
        "created": ticket.created, "sent": ticket.sent,
    })
}
