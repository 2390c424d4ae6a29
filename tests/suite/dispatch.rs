//! From the outbox to the server and back: each letter arrives once, and the outbox says so.

use std::path::Path;
use std::time::Duration;

use garbo::deliver::dispatch::send;
use garbo::deliver::message::{Draft, message_id};
use garbo::deliver::outbox::{NewMessage, Outbox, State, TicketId};
use garbo::deliver::smtp::{Outcome, Stop, Summary};
use garbo::model::mail_account::{Security, Smtp};
use garbo::model::mailbox::Mailbox;
use jiff::Timestamp;
use tempfile::TempDir;

use crate::smtp_server::{Act, At, Plan, Server, When, random_faults};

fn smtp(server: &Server, connections: usize) -> Smtp {
    Smtp {
        host: "127.0.0.1".to_owned(),
        port: server.address.port(),
        security: Security::None,
        login: None,
        ca_file: None,
        connections,
        per_minute: None,
        timeout: Duration::from_secs(20),
        dot_timeout: Duration::from_secs(20),
    }
}

fn letter(number: u8, bcc_self: bool) -> NewMessage {
    let from: Mailbox = "Giulia Ferri <giulia@example.org>".parse().unwrap();
    let draft = Draft {
        message_id: message_id(&from, [number; 16]),
        from,
        reply_to: None,
        to: format!("Анна <c{number}@example.com>").parse().unwrap(),
        bcc_self,
        subject: format!("Письмо {number}"),
        text: format!("Здравствуйте!\n.\nПисьмо {number}\n"),
        html: None,
        language: "ru".parse().unwrap(),
        in_reply_to: None,
        references: Vec::new(),
        attachments: Vec::new(),
        date: "2026-11-23T08:00:00+01:00[Europe/Rome]".parse().unwrap(),
        auto: None,
    };
    NewMessage {
        kind: "decline".to_owned(),
        language: draft.language.clone(),
        recipient: draft.to.clone(),
        subject: draft.subject.clone(),
        message: draft.to_message().unwrap(),
        attachments: Vec::new(),
        row: None,
    }
}

fn filled(folder: &Path, count: u8, bcc_self: bool) -> Outbox {
    let mut outbox = Outbox::open(folder, || Timestamp::UNIX_EPOCH).unwrap();
    outbox.enqueue_all((1..=count).map(|n| Ok(letter(n, bcc_self)))).unwrap();
    outbox
}

fn run(outbox: &mut Outbox, smtp: &Smtp) -> (Summary, usize) {
    let mut told = 0;
    let mut watch = |_: TicketId, _: &Outcome| told += 1;
    let summary = send(outbox, smtp, None, &Stop::new(), &mut watch).unwrap();
    (summary, told)
}

#[test]
fn every_letter_arrives_once_whatever_happens_on_the_way() {
    let faults = vec![
        (At::Rcpt, When::To("c3@example.com"), Act::Say("550 5.1.1 no such user\r\n")),
        (At::Rcpt, When::To("c5@example.com"), Act::Say("450 4.2.1 busy\r\n")),
        (At::Dot, When::To("c7@example.com"), Act::Drop),
        (At::Data, When::Only(20), Act::Drop),
        (At::Dot, When::To("c9@example.com"), Act::Say("552 5.3.4 too big\r\n")),
    ];
    let server = Server::start(Plan { faults, ..Plan::default() });
    let desk = TempDir::new().unwrap();
    let mut outbox = filled(desk.path(), 40, false);
    let (summary, told) = run(&mut outbox, &smtp(&server, 3));
    assert_eq!((summary.failed, summary.uncertain), (2, 1));
    assert_eq!(told, summary.sent + summary.failed + summary.uncertain + summary.later);
    let state = |outbox: &Outbox, number: usize| outbox.list(&[]).unwrap()[number - 1].state;
    assert_eq!(state(&outbox, 3), State::Failed);
    assert_eq!(state(&outbox, 5), State::Queued);
    assert_eq!(state(&outbox, 7), State::Uncertain);
    assert_eq!(state(&outbox, 9), State::Failed);

    // Again and again: only what is queued goes out.
    run(&mut outbox, &smtp(&server, 3));
    run(&mut outbox, &smtp(&server, 1));
    let recipients = server.recipients();
    let mut once = recipients.clone();
    once.dedup();
    assert_eq!(recipients, once);
    for ticket in outbox.list(&[]).unwrap() {
        let arrived = recipients.contains(&ticket.address);
        assert_eq!(arrived, matches!(ticket.state, State::Sent | State::Uncertain), "{ticket:?}");
        if ticket.state == State::Sent {
            let detail = outbox.show(ticket.id).unwrap();
            let seen = server.seen();
            let (_, content) = seen.mailbox.iter().find(|(to, _)| *to == ticket.address).unwrap();
            assert_eq!(*content, detail.message.bytes);
        }
    }
    assert_eq!(recipients.len(), 37);
    assert_eq!(server.seen().violations, Vec::<String>::new());
}

#[test]
fn a_copy_to_oneself_rides_along() {
    for pipelining in [true, false] {
        let extensions = if pipelining { vec!["PIPELINING"] } else { vec![] };
        let faults = vec![
            (At::Rcpt, When::To("c2@example.com"), Act::Say("550 5.1.1 no such user\r\n")),
            (At::Rcpt, When::Only(6), Act::Say("550 5.7.1 no copies\r\n")),
        ];
        let server = Server::start(Plan { extensions, faults, ..Plan::default() });
        let desk = TempDir::new().unwrap();
        let mut outbox = filled(desk.path(), 3, true);
        let (summary, _) = run(&mut outbox, &smtp(&server, 1));
        assert_eq!((summary.sent, summary.failed), (2, 1), "{pipelining}");
        let expected = match pipelining {
            // Two recipients for each of three letters; the copy of the third is the sixth.
            true => vec!["c1@example.com, giulia@example.org", "c3@example.com"],
            // Without pipelining nobody is asked about the copy of a letter that has no recipient.
            false => vec!["c1@example.com, giulia@example.org", "c3@example.com, giulia@example.org"],
        };
        assert_eq!(server.recipients(), expected);
        let states: Vec<State> = outbox.list(&[]).unwrap().into_iter().map(|ticket| ticket.state).collect();
        assert_eq!(states, [State::Sent, State::Failed, State::Sent]);
        assert_eq!(server.seen().violations, Vec::<String>::new());
    }
}

#[test]
fn only_what_is_asked_for_is_sent() {
    let server = Server::start(Plan::default());
    let desk = TempDir::new().unwrap();
    let mut outbox = filled(desk.path(), 3, false);
    let id = outbox.list(&[]).unwrap()[1].id;
    send(&mut outbox, &smtp(&server, 2), Some(&[id]), &Stop::new(), &mut |_, _| ()).unwrap();
    assert_eq!(server.recipients(), ["c2@example.com"]);
    assert_eq!(outbox.ticket(id).unwrap().state, State::Sent);
}

#[test]
fn random_faults_of_the_network_double_and_lose_nothing() {
    const LETTERS: u8 = 150;
    let (faults, doubts) = random_faults(5_321);
    let server = Server::start(Plan { faults, ..Plan::default() });
    let desk = TempDir::new().unwrap();
    let mut outbox = filled(desk.path(), LETTERS, false);
    // Each run gives up after some losses in a row; the next one goes on with what is queued.
    for _ in 0..40 {
        run(&mut outbox, &smtp(&server, 3));
    }
    let recipients = server.recipients();
    let mut once = recipients.clone();
    once.dedup();
    assert_eq!(recipients, once, "doubles");
    let tickets = outbox.list(&[]).unwrap();
    let uncertain = tickets.iter().filter(|ticket| ticket.state == State::Uncertain).count();
    assert!(uncertain <= doubts, "{uncertain} uncertain of {doubts} faults after DATA");
    for ticket in &tickets {
        assert!(matches!(ticket.state, State::Sent | State::Uncertain), "{ticket:?}");
        assert!(ticket.state == State::Uncertain || recipients.contains(&ticket.address), "lost: {ticket:?}");
    }
    assert_eq!(server.seen().violations, Vec::<String>::new());
}
