//! The mail account as it stands in practice.yaml: every right way works, every wrong one is named before anything
//! leaves, and a copy to oneself rides along.

use crate::desk::{Desk, Ran};
use crate::smtp_server::{Act, At, Plan, Security, Server, When, random_faults};

const PASSWORD: &str = "hunter2-secret";

fn send(desk: &Desk, to: &str) -> Ran {
    desk.run(&["decline", "--to", to, "-l", "id", "--reason", "no_time", "--send", "--yes", "-q"])
}

#[test]
fn every_way_to_log_in_works() {
    let rows = [
        ("AUTH PLAIN LOGIN", "password_command: \"printf 'hunter2-secret\\\\nnotes\\\\n'\"", "AUTH PLAIN"),
        ("AUTH LOGIN CRAM-MD5", "password_command: \"echo hunter2-secret\"", "AUTH LOGIN"),
        ("AUTH=LOGIN", "password_env: GARBO_TEST_PASSWORD", "AUTH LOGIN"),
        ("AUTH PLAIN XOAUTH2", "auth: xoauth2, token_command: \"echo hunter2-secret\"", "AUTH XOAUTH2"),
    ];
    for security in [Security::Implicit, Security::Starttls] {
        for (offered, login, spoken) in rows {
            let mut plan = Plan { security, ..Plan::default() };
            plan.extensions.push(offered);
            if security == Security::Starttls {
                plan.extensions.push("STARTTLS");
            }
            let server = Server::start(plan);
            let desk = Desk::new();
            std::fs::write(desk.practice().join("ca.pem"), &server.authority).unwrap();
            let name = if security == Security::Starttls { "starttls" } else { "tls" };
            let port = server.address.port();
            desk.set_mail(&format!(
                "host: 127.0.0.1, port: {port}, security: {name}, ca_file: ca.pem, timeout: 20, username: giulia, {login}"
            ));
            let sent: Ran = desk
                .command(&["decline", "--to", "a@example.com", "-l", "it", "--send", "--yes", "-q"])
                .env("GARBO_TEST_PASSWORD", PASSWORD)
                .output()
                .unwrap()
                .into();
            let sent = sent.ends(0);
            assert!(!sent.err.contains(PASSWORD), "{sent:?}");
            assert_eq!(server.recipients(), ["a@example.com"], "{name} {offered}");
            let seen = server.seen();
            assert!(
                seen.commands.iter().any(|line| line.starts_with(&format!("*{spoken}"))),
                "{:?}",
                seen.commands
            );
            let clear: Vec<&String> = seen.commands.iter().filter(|line| !line.starts_with('*')).collect();
            assert!(clear.iter().all(|line| line.starts_with("EHLO") || *line == "STARTTLS"), "{clear:?}");
            assert_eq!(seen.violations, Vec::<String>::new());
        }
    }
}

#[test]
fn a_wrong_account_is_named_and_nothing_is_written() {
    let server = Server::start(Plan::default());
    let port = server.address.port();
    let well = format!("host: 127.0.0.1, port: {port}, security: none");
    for (smtp, words) in [
        ("host: 127.0.0.1, port: 0, security: none".to_owned(), "`port` is 0"),
        ("host: 127.0.0.1, port: 99999, security: none".to_owned(), "`port` is 99999"),
        ("host: 127.0.0.1, port: many, security: none".to_owned(), "port"),
        (
            format!("host: 127.0.0.1, port: {port}, security: tsl"),
            "`security` is `tsl`, expected tls, starttls, none",
        ),
        (format!("port: {port}, security: none"), "`host` is missing"),
        (format!("{well}, timeout: -2"), "`timeout` is -2"),
        (format!("{well}, connections: 0"), "`connections` is 0"),
        (format!("{well}, per_minute: -1"), "`per_minute` is -1"),
        (format!("{well}, username: giulia, password: {PASSWORD}"), "unknown key `mail.smtp.password`"),
        (
            format!("host: 127.0.0.1, port: {port}, username: giulia, password_env: {PASSWORD}"),
            "password_env",
        ),
    ] {
        let desk = Desk::new();
        desk.set_mail(&smtp);
        for arguments in [
            &["decline", "--to", "a@example.com", "-l", "tr", "--reason", "no_time", "--send", "--yes"][..],
            &["outbox", "send", "--yes"],
        ] {
            let ran = desk.run(arguments);
            assert!(matches!(ran.code, Some(65 | 78)), "{smtp}: {ran:?}");
            let is_placed = ran.err.contains("practice.yaml:");
            assert!(ran.err.contains(words) && is_placed, "{smtp}: no `{words}` in\n{}", ran.err);
            assert!(!ran.err.contains(PASSWORD) && ran.err.lines().count() <= 20, "{smtp}: {}", ran.err);
        }
        let doctor = desk.run(&["doctor", "--offline"]).ends(1);
        assert!(doctor.out.contains(words) && !doctor.out.contains(PASSWORD), "{smtp}: {}", doctor.out);
        assert_eq!((desk.tickets(&[]).len(), server.seen().connections), (0, 0), "{smtp}");
    }
}

#[test]
fn a_copy_to_oneself_shows_in_no_header() {
    let server = Server::start(Plan::default());
    let desk = Desk::mailing_to(&server);
    let file = desk.practice().join("practice.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text + "  bcc_self: true\n").unwrap();
    send(&desk, "Anna <anna@example.com>").ends(0);
    assert_eq!(server.recipients(), ["anna@example.com, giulia@example.org"]);
    let content = String::from_utf8(server.seen().mailbox[0].1.clone()).unwrap();
    assert!(!content.to_lowercase().contains("bcc:"), "{content}");
    let to: Vec<&str> = content.lines().filter(|line| line.starts_with("To:")).collect();
    assert_eq!(to, ["To: Anna <anna@example.com>"]);
    let shown = desk.run(&["outbox", "show", "1"]).ends(0).out;
    assert!(shown.contains("Copy to:    giulia@example.org"), "{shown}");
}

#[test]
fn a_server_that_hangs_up_every_eight_messages_gets_them_all_once() {
    let goodbye = Act::SayAndDrop("421 4.7.0 too many messages\r\n");
    let faults = vec![(At::Mail, When::FromInConnection(9), goodbye)];
    let server = Server::start(Plan { faults, ..Plan::default() });
    let desk = Desk::mailing_to(&server);
    let mut table = "name,email,language,reason\n".to_owned();
    for number in 1..=30 {
        table.push_str(&format!("Ann Lee {number},c{number}@example.com,en-GB,no_time\n"));
    }
    desk.file("list.csv", table);
    let batch = ["batch", "list.csv", "--kind", "decline", "--send", "--yes"];
    let mut ran = desk.run(&batch);
    for _ in 0..4 {
        if ran.code == Some(0) {
            break;
        }
        assert!(ran.err.contains("still queued") && ran.err.contains("421 4.7.0"), "{ran:?}");
        ran = desk.run(&batch);
    }
    let ran = ran.ends(0);
    assert!(ran.err.contains("sent"), "{ran:?}");
    let recipients = server.recipients();
    let once: std::collections::BTreeSet<&String> = recipients.iter().collect();
    assert_eq!((recipients.len(), once.len()), (30, 30));
    assert_eq!(server.seen().violations, Vec::<String>::new());
}

#[test]
fn random_faults_of_the_network_double_and_lose_nothing_of_a_batch() {
    const LETTERS: usize = 150;
    let (faults, doubts) = random_faults(77_123);
    let server = Server::start(Plan { faults, ..Plan::default() });
    let desk = Desk::mailing_to(&server);
    let mut table = "name,email,language,reason\n".to_owned();
    for number in 1..=LETTERS {
        table.push_str(&format!("Ann Lee {number},c{number}@example.com,en-GB,no_time\n"));
    }
    desk.file("list.csv", table);
    let batch = ["batch", "list.csv", "--kind", "decline", "--send", "--yes", "-q"];
    let mut last = desk.run(&batch);
    for _ in 0..40 {
        let waits = desk.run(&["outbox", "list", "--state", "queued"]).ends(0).out.lines().count();
        if waits == 0 {
            break;
        }
        last = desk.run(&batch);
    }
    let listed = desk.run(&["outbox", "list", "--json"]).ends(0).out;
    let listed: Vec<serde_json::Value> = serde_json::from_str(&listed).unwrap();
    assert_eq!(listed.len(), LETTERS);
    let recipients = server.recipients();
    let mut once = recipients.clone();
    once.dedup();
    assert_eq!(recipients, once, "doubles");
    let mut uncertain = 0;
    for message in &listed {
        let address = message["recipient"].as_str().unwrap();
        match message["state"].as_str().unwrap() {
            "uncertain" => uncertain += 1,
            "sent" => {
                assert!(recipients.iter().any(|to| address.contains(&format!("<{to}>"))), "lost: {message}")
            }
            other => panic!("{other}: {message}"),
        }
    }
    assert!(uncertain <= doubts, "{uncertain} uncertain of {doubts} faults after DATA");
    assert_eq!(last.code, Some(if uncertain > 0 { 75 } else { 0 }), "{last:?}");
    assert_eq!(server.seen().violations, Vec::<String>::new());
}
