//! Each fault of the mail server, one by one, against the real program: what it says and how it ends, what the outbox
//! holds, what the server got; and that after the fault is gone every letter is there exactly once.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::desk::Desk;
use crate::fault_row::{PASSWORD, Row, try_row};
use crate::smtp_server::{Act, At, Certificate, Plan, Security, Server, When};

/// How many rows are tried at once: most of them wait for a server that is silent.
const AT_ONCE: usize = 8;

fn plain(at: At, act: Act) -> Plan {
    Plan { faults: vec![(at, When::Always, act)], ..Plan::default() }
}

fn encrypted(security: Security) -> Plan {
    let mut plan = Plan { security, ..Plan::default() };
    plan.extensions.push("AUTH PLAIN LOGIN");
    if security == Security::Starttls {
        plan.extensions.push("STARTTLS");
    }
    plan
}

fn faulty(security: Security, at: At, act: Act) -> Plan {
    Plan { faults: vec![(at, When::Always, act)], ..encrypted(security) }
}

/// Faults 3 to 6: before the server has said what it can do.
fn beginnings() -> Vec<Row> {
    let row =
        |number, name, at, act, words: &[&'static str]| Row::new(number, name, plain(at, act)).says(words);
    let lost = &["127.0.0.1:", "connection lost", "garbo outbox send"];
    let late = &["127.0.0.1:", "timed out after 2 s"];
    vec![
        row(3, "dropped", At::Greeting, Act::Drop, lost),
        row(3, "reset", At::Greeting, Act::Reset, lost),
        row(4, "421", At::Greeting, Act::Say("421 4.3.2 closing\r\n"), &["127.0.0.1:", "421 4.3.2 closing"]),
        Row {
            code: 69,
            ..row(4, "554", At::Greeting, Act::Say("554 5.3.2 no\r\n"), &["127.0.0.1:", "554 5.3.2 no"])
        },
        row(4, "hangs", At::Greeting, Act::Hang, late),
        row(
            4,
            "garbage",
            At::Greeting,
            Act::Say("HTTP/1.1 200 OK\r\n"),
            &["not SMTP: `HTTP/1.1 200 OK`", "right port"],
        ),
        row(4, "endless line", At::Greeting, Act::EndlessLine, &["127.0.0.1:", "too long"]),
        row(5, "421", At::Ehlo, Act::Say("421 4.3.2 closing\r\n"), &["127.0.0.1:", "421 4.3.2 closing"]),
        Row {
            code: 69,
            ..row(5, "550", At::Ehlo, Act::Say("550 5.7.1 not you\r\n"), &["550 5.7.1 not you"])
        },
        row(5, "hangs", At::Ehlo, Act::Hang, late),
        row(5, "endless lines", At::Ehlo, Act::EndlessLines, &["127.0.0.1:", "too large"]),
        row(6, "byte by byte", At::Ehlo, Act::Trickle, late),
    ]
}

/// Faults 7 to 10: encryption.
fn encryption() -> Vec<Row> {
    let row = |number, name, plan, words: &[&'static str]| Row::new(number, name, plan).says(words);
    let start = |at, act| faulty(Security::Starttls, at, act);
    let mut stripped = encrypted(Security::Starttls);
    stripped.extensions.retain(|extension| *extension != "STARTTLS");
    let injected = "220 go\r\n250-evil\r\n250 AUTH PLAIN\r\n235 welcome\r\n";
    let mut rows = vec![
        row(7, "not offered", stripped, &["127.0.0.1:", "refuses to go on unencrypted"]).configuration(),
        row(
            8,
            "454",
            start(At::Starttls, Act::Say("454 4.7.0 not now\r\n")),
            &["127.0.0.1:", "454 4.7.0 not now"],
        ),
        row(8, "drops", start(At::Handshake, Act::Drop), &["127.0.0.1:", "TLS failed: connection lost"]),
        row(8, "hangs", start(At::Handshake, Act::Hang), &["127.0.0.1:", "TLS failed: timed out after 2 s"]),
        row(
            8,
            "garbage",
            start(At::Handshake, Act::SayAndDrop("this is no handshake\r\n")),
            &["127.0.0.1:", "TLS"],
        )
        .configuration(),
        Row {
            code: 69,
            ..row(9, "injected", start(At::Starttls, Act::Say(injected)), &["unexpected data before TLS"])
        },
    ];
    for security in [Security::Implicit, Security::Starttls] {
        for (name, certificate, words) in [
            (
                "for another host",
                Certificate::WrongHost,
                "certificate is for another host, not for 127.0.0.1",
            ),
            ("expired", Certificate::Expired, "certificate has expired"),
            ("self-signed", Certificate::SelfSigned, "certificate is self-signed"),
        ] {
            let plan = Plan { certificate, ..encrypted(security) };
            rows.push(row(10, name, plan, &["127.0.0.1:", words, "hint:"]).configuration());
        }
    }
    rows
}

/// Faults 11 to 14: the login.
fn logins() -> Vec<Row> {
    let offering = |offered: Option<&'static str>| {
        let mut plan = encrypted(Security::Implicit);
        plan.extensions.retain(|extension| !extension.starts_with("AUTH"));
        plan.extensions.extend(offered);
        plan
    };
    let auth = |act| faulty(Security::Implicit, At::Auth, act);
    let row = |number, name, plan, words: &[&'static str]| Row::new(number, name, plan).says(words);
    let none = "offers no login that garbo knows";
    let mut rows = vec![
        row(11, "none", offering(None), &["127.0.0.1:", none, "it offers none at all"]).configuration(),
        row(11, "unknown", offering(Some("AUTH CRAM-MD5 GSSAPI")), &[none, "CRAM-MD5, GSSAPI"])
            .configuration(),
        row(
            12,
            "535",
            auth(Act::Say("535 5.7.8 no\r\n")),
            &["authentication failed at 127.0.0.1:", "535 5.7.8 no"],
        )
        .configuration()
        .logins(1),
        row(12, "454", auth(Act::Say("454 4.7.0 busy\r\n")), &["authentication failed at", "454 4.7.0 busy"])
            .logins(1),
        row(12, "drops", auth(Act::Drop), &["127.0.0.1:", "connection lost", "logging in"]).logins(1),
        row(12, "334", auth(Act::Say("334 \r\n")), &["127.0.0.1:", "keeps asking (334)"])
            .configuration()
            .logins(1),
        row(12, "wrong", encrypted(Security::Implicit), &["535 5.7.8 wrong password", "app password"])
            .login("password_command: \"echo nonsense\"")
            .configuration()
            .logins(1),
    ];
    for (name, login, words) in [
        ("fails", "password_command: \"false\"", "`password_command` failed: false"),
        ("hangs", "password_command: \"sleep 60\"", "`password_command` timed out after 2 s: sleep"),
        (
            "is missing",
            "password_command: \"no-such-program-of-garbo\"",
            "`password_command` can't be started",
        ),
        ("is silent", "password_command: \"true\"", "`password_command` gave an empty secret"),
        (
            "tells all",
            "password_command: \"sh -c 'echo hunter2-secret; exit 3'\"",
            "`password_command` failed: sh",
        ),
        (
            "is unset",
            "password_env: GARBO_TEST_NO_SUCH_VARIABLE",
            "GARBO_TEST_NO_SUCH_VARIABLE, which is not set",
        ),
        ("is in no keyring", "keyring: true", "the keyring gives no password for giulia"),
    ] {
        let row = row(14, name, encrypted(Security::Implicit), &[words, "mail.smtp."]).login(login);
        rows.push(Row { is_connected: false, ..row }.configuration());
    }
    // Several letters and connections: still one login.
    for row in &mut rows {
        if row.number == 12 {
            row.letters = 3;
        }
    }
    rows
}

/// Faults 15 to 18: the envelope and the content, with and without PIPELINING.
fn envelopes() -> Vec<Row> {
    let (anna, later) = ("anna@example.com", "garbo outbox send");
    let mut rows = Vec::new();
    for pipelining in [true, false] {
        let plan = |at, act| {
            let mut plan = plain(at, act);
            plan.extensions.retain(|extension| pipelining || *extension != "PIPELINING");
            plan
        };
        let row = |number, name, at, act, words: &[&'static str]| {
            Row::new(number, name, plan(at, act)).says(words).named()
        };
        rows.extend([
            row(15, "451", At::Mail, Act::Say("451 4.3.0 later\r\n"), &["451 4.3.0 later", anna, later]),
            row(15, "550", At::Mail, Act::Say("550 5.7.1 not yours\r\n"), &["550 5.7.1 not yours", anna])
                .refused(),
            row(15, "hangs", At::Mail, Act::Hang, &["timed out after 2 s", "naming the sender", later]),
            row(
                16,
                "450",
                At::Rcpt,
                Act::Say("450 4.2.1 greylisted\r\n"),
                &["450 4.2.1 greylisted", anna, later],
            ),
            row(
                16,
                "550",
                At::Rcpt,
                Act::Say("550 5.1.1 no such user\r\n"),
                &["550 5.1.1 no such user", anna],
            )
            .refused(),
            row(16, "drops", At::Rcpt, Act::Drop, &["connection lost", later]),
            row(16, "hangs", At::Rcpt, Act::Hang, &["timed out after 2 s", "naming the recipient", later]),
            row(17, "421", At::Data, Act::Say("421 4.3.2 closing\r\n"), &["421 4.3.2 closing", later]),
            row(17, "451", At::Data, Act::Say("451 4.3.0 later\r\n"), &["451 4.3.0 later", anna, later]),
            row(17, "554", At::Data, Act::Say("554 5.7.1 spam\r\n"), &["554 5.7.1 spam", anna]).refused(),
            row(17, "absurd", At::Data, Act::Say("250 absurd\r\n"), &["250 absurd", later]),
        ]);
    }
    for (name, act) in [("drops", Act::Drop), ("reset", Act::Reset)] {
        let row = Row::new(18, name, plain(At::Content, act)).says(&["connection lost", "hint:"]).named();
        rows.push(Row { states: vec!["queued", "uncertain"], ..row });
    }
    let long = Plan { extensions: Vec::new(), ..plain(At::Content, Act::Reset) };
    let row =
        Row::new(18, "far from the dot", long).says(&["connection lost", "sending the message"]).named();
    rows.push(Row { attached: 8 << 20, ..row });
    rows
}

/// Faults 19 to 28: after the final dot, and what servers do not offer.
fn ends() -> Vec<Row> {
    let row = |number, name, at, act| Row::new(number, name, plain(at, act));
    let dot = |number, name, act| row(number, name, At::Dot, act);
    let anna = "anna@example.com";
    let lost = "connection lost";
    let untaken = |name, act| {
        Row::new(22, name, Plan { is_taken: false, ..plain(At::Dot, act) }).says(&[anna]).uncertain(0)
    };
    let offering = |extensions: &[&'static str]| Plan { extensions: extensions.to_vec(), ..Plan::default() };
    vec![
        dot(19, "451", Act::Say("451 4.3.0 later\r\n"))
            .says(&["451 4.3.0 later", anna, "garbo outbox send"])
            .named(),
        dot(19, "452", Act::Say("452 4.3.1 full\r\n"))
            .says(&["452 4.3.1 full", anna, "garbo outbox send"])
            .named(),
        dot(19, "421", Act::Say("421 4.3.2 closing\r\n"))
            .says(&["421 4.3.2 closing", "garbo outbox send"])
            .named(),
        dot(20, "552", Act::Say("552 5.3.4 too big\r\n")).says(&["552 5.3.4 too big", anna]).refused(),
        dot(20, "554", Act::Say("554 5.7.1 spam\r\n")).says(&["554 5.7.1 spam", anna]).refused(),
        dot(21, "drops", Act::Drop).says(&[anna, lost]).uncertain(1),
        dot(21, "reset", Act::Reset).says(&[anna, lost]).uncertain(1),
        dot(21, "silent", Act::Hang).says(&[anna, "timed out after 2 s"]).uncertain(1),
        dot(21, "half an answer", Act::SayAndDrop("250 ok without end")).says(&[anna, lost]).uncertain(1),
        untaken("drops", Act::Drop),
        untaken("reset", Act::Reset),
        untaken("silent", Act::Hang),
        dot(23, "garbage", Act::Say("gibberish\r\n")).says(&[anna, "not SMTP: `gibberish`"]).uncertain(1),
        dot(23, "354", Act::Say("354 go\r\n")).says(&[anna, "354 go"]).uncertain(1),
        dot(23, "251", Act::Say("251 odd\r\n")).says(&[anna, "251 odd"]).uncertain(1),
        dot(23, "mixed", Act::Say("250-a\r\n550 b\r\n")).says(&[anna, "contradict each other"]).uncertain(1),
        dot(23, "endless line", Act::EndlessLine).says(&[anna, "too long"]).uncertain(1),
        dot(24, "late", Act::Late).sent(),
        row(25, "drops", At::Quit, Act::Drop).sent(),
        row(25, "hangs", At::Quit, Act::Hang).sent(),
        row(25, "garbage", At::Quit, Act::Say("garbage\r\n")).sent(),
        Row {
            is_named: false,
            ..Row::new(26, "too large", offering(&["SIZE 200"]))
                .says(&["the size is", "at most 200", anna])
                .refused()
        },
        Row {
            is_named: false,
            to: "почта@example.com",
            ..Row::new(27, "no SMTPUTF8", offering(&["8BITMIME"]))
                .says(&["does not offer SMTPUTF8", "почта@example.com"])
                .refused()
        },
        Row::new(28, "no 8BITMIME", offering(&["PIPELINING"])).sent(),
        Row::new(28, "nothing at all", offering(&[])).sent(),
    ]
}

/// Faults 1 and 2: there is no server.
fn nowhere() -> Vec<Row> {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let row = |number, name, host, words: &[&'static str]| Row {
        host: Some(host),
        is_connected: false,
        ..Row::new(number, name, Plan::default()).says(words)
    };
    vec![
        row(
            1,
            "refused",
            format!("host: 127.0.0.1, port: {port}, security: none"),
            &["127.0.0.1:", "connection refused", "mail.smtp.port"],
        ),
        // A name that no resolver knows (RFC 6761, 6.4).
        row(
            2,
            "unknown",
            "host: nowhere.invalid, port: 465, security: tls".to_owned(),
            &["nowhere.invalid:465", "cannot resolve the host name nowhere.invalid", "mail.smtp.host"],
        ),
    ]
}

#[test]
fn each_fault_is_told_and_leaves_the_letter_where_it_says() {
    let rows: Vec<Row> = [nowhere(), beginnings(), encryption(), logins(), envelopes(), ends()]
        .into_iter()
        .flatten()
        .collect();
    let numbers: BTreeSet<u8> = rows.iter().map(|row| row.number).collect();
    // 13 has a test of its own: nothing is written at all.
    assert_eq!(numbers, (1..=28).filter(|number| *number != 13).collect());
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(row) = rows.get(next.fetch_add(1, Ordering::SeqCst)) {
                    try_row(row);
                }
            });
        }
    });
}

#[test]
fn a_password_for_a_clear_connection_is_refused_before_anything_is_written() {
    let mut plan = Plan::default();
    plan.extensions.push("AUTH PLAIN LOGIN");
    let server = Server::start(plan);
    let desk = Desk::new();
    let port = server.address.port();
    for (host, login, words) in [
        (
            "127.0.0.1",
            ", username: giulia, password_command: \"echo hunter2-secret\"",
            "would cross the network in clear",
        ),
        ("smtp.example.org", "", "security"),
    ] {
        desk.set_mail(&format!("host: {host}, port: {port}, security: none{login}"));
        let ran = desk.run(&[
            "decline",
            "--to",
            "a@example.com",
            "-l",
            "id",
            "--reason",
            "no_time",
            "--send",
            "--yes",
        ]);
        assert!(matches!(ran.code, Some(65 | 78)), "{ran:?}");
        assert!(
            ran.err.contains(words) && ran.err.contains("practice.yaml:") && ran.err.contains("hint:"),
            "{ran:?}"
        );
        assert!(!ran.err.contains(PASSWORD), "{ran:?}");
        assert_eq!((desk.tickets(&[]).len(), server.seen().connections), (0, 0));
    }
}
