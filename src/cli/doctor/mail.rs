//! The mail account: what is written about it, the way to the server step by step, a test message.

use super::{Chart, Reach};
use crate::cli::mailroom;
use crate::cli::workspace::{Workspace, clock};
use crate::deliver::dispatch;
use crate::deliver::message::{AutoSubmitted, Draft, message_id};
use crate::deliver::outbox::{NewMessage, Outbox, State, Ticket};
use crate::deliver::smtp::{Stop, probe};
use crate::error::{Error, Result};
use crate::load::{Provider, provider_for, test_message};
use crate::model::mail_account::{MailAccount, Security, Smtp};
use crate::model::mailbox::Mailbox;

/// Under this kind the register knows test messages.
const KIND: &str = "test";

pub fn check(workspace: &Workspace, reach: Reach, chart: &mut Chart) {
    // The folder's own lines say what is wrong with the practice.
    let Ok(practice) = workspace.practice() else { return };
    if workspace.home.is_sample() {
        return;
    }
    if practice.mail.is_none() {
        return chart.advice(
            "mail account",
            "practice.yaml has no `mail:` section, so letters can be written and not sent",
            "add `mail:` with `from` and `smtp`; `garbo init` fills it in for many providers",
        );
    }
    let Some(account) = chart.take("mail account", mailroom::account(workspace)) else { return };
    let smtp = &account.smtp;
    chart.ok(
        "mail account",
        format!("{} through {}:{}, {}", account.from, smtp.host, smtp.port, encryption(smtp)),
    );
    let known = "en".parse().ok().and_then(|en| provider_for(&account.from.address().to_string(), &en));
    if let Some((provider, _)) = &known {
        compare(smtp, provider, chart);
    }
    sender(&account, chart);
    if reach == Reach::Offline || !try_server(smtp, known.map(|(_, advice)| advice), chart) {
        return;
    }
    if reach == Reach::TestMessage {
        match send_test(&account, workspace) {
            Ok(ticket) if ticket.state == State::Sent => chart.ok(
                "test message",
                format!("sent to {}; look whether it arrives, and not among the spam", ticket.address),
            ),
            Ok(ticket) => chart.fault("test message", &not_sent(&ticket)),
            Err(error) => chart.fault("test message", &error),
        }
    }
}

fn encryption(smtp: &Smtp) -> &'static str {
    match smtp.security {
        Security::Tls => "tls",
        Security::Starttls => "starttls",
        Security::None => "no encryption, on this computer only",
    }
}

/// Says where the settings are not those of the provider.
fn compare(smtp: &Smtp, provider: &Provider, chart: &mut Chart) {
    let is_same =
        smtp.host == provider.host && smtp.port == provider.port && encryption(smtp) == provider.security;
    if is_same || smtp.is_loopback() {
        return;
    }
    chart.advice(
        "provider",
        format!("these are not the settings that {} gives", provider.name),
        format!(
            "{}: host {}, port {}, security {}",
            provider.name, provider.host, provider.port, provider.security
        ),
    );
}

/// Says where the account is another one than the sender.
fn sender(account: &MailAccount, chart: &mut Chart) {
    let Some(login) = &account.smtp.login else { return };
    let Ok(user) = login.username.parse::<Mailbox>() else { return };
    if user.key() != account.from.key() {
        chart.advice(
            "sender",
            format!("letters come from {}, and the account is {}", account.from.address(), user.address()),
            "many providers refuse that, or show the account's address: write the same one, or add the other as an \
             alias at the provider",
        );
    }
}

/// Goes up to the login; returns whether all of it went well.
fn try_server(smtp: &Smtp, advice: Option<String>, chart: &mut Chart) -> bool {
    let mut is_well = true;
    for line in probe(smtp) {
        match line.result {
            Ok(found) => chart.ok(line.step, found),
            Err(error) => {
                is_well = false;
                // What the provider wants is what most often is not done yet.
                let error = match &advice {
                    Some(advice) if matches!(line.step, "login" | "password") => error.hint(advice),
                    _ => error,
                };
                chart.fault(line.step, &error);
            }
        }
    }
    if is_well && smtp.login.is_none() {
        chart.advice(
            "login",
            "garbo does not log in: there is no `username`",
            "most servers want `username` and where the password is",
        );
    }
    is_well
}

/// Sends a test message the way letters go, through the outbox.
fn send_test(account: &MailAccount, workspace: &Workspace) -> Result<Ticket> {
    let language = workspace.practice()?.languages.first().cloned().map_or_else(|| "en".parse(), Ok)?;
    let (subject, text) = test_message(&language)?;
    let draft = Draft {
        from: account.from.clone(),
        reply_to: None,
        to: account.from.clone(),
        bcc_self: false,
        subject: subject.clone(),
        text: text + "\n",
        html: None,
        language: language.clone(),
        in_reply_to: None,
        references: Vec::new(),
        attachments: Vec::new(),
        message_id: message_id(&account.from, *uuid::Uuid::new_v4().as_bytes()),
        date: workspace.now()?,
        auto: Some(AutoSubmitted::Generated),
    };
    let new = NewMessage {
        kind: KIND.to_owned(),
        language,
        recipient: account.from.clone(),
        subject,
        message: draft.to_message()?,
        attachments: Vec::new(),
        row: None,
    };
    let mut outbox = Outbox::open(&workspace.folder()?, clock)?;
    let id = outbox.enqueue(new)?.id();
    let stop = Stop::on_signals()?;
    let sent = dispatch::send(&mut outbox, &account.smtp, Some(&[id]), &stop, &mut |_, _| ());
    // A test is for now: it does not wait for a better day.
    if outbox.ticket(id)?.state == State::Queued {
        outbox.cancel(id)?;
    }
    match sent?.trouble {
        Some(trouble) => Err(trouble),
        None => outbox.ticket(id),
    }
}

fn not_sent(ticket: &Ticket) -> Error {
    if ticket.state == State::Uncertain {
        let id = ticket.id;
        return Error::refused("the connection ended after the test message: it may have arrived")
            .cause(ticket.last_error.as_deref().unwrap_or_default())
            .hint(format!(
                "look into the mailbox of {}; then `garbo outbox resolve {id} --sent` or --not-sent",
                ticket.address
            ));
    }
    let error = Error::refused("the test message was not sent");
    match &ticket.last_error {
        Some(said) => error.cause(said),
        None => error,
    }
    .hint("the server refuses what comes from this account; ask the provider what it wants")
}
