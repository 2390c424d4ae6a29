//! `garbo doctor`: each line says ok or what to do, and a fault in one place hides no other.

use garbo::deliver::outbox::State;
use serde_json::Value;

use crate::desk::Desk;
use crate::smtp_server::{Act, At, Plan, Security, Server, When};

const PASSWORD: &str = "hunter2-secret";

fn encrypted() -> Plan {
    let mut plan = Plan { security: Security::Implicit, ..Plan::default() };
    plan.extensions.push("AUTH PLAIN LOGIN");
    plan
}

/// A desk whose account logs in with a password.
fn desk(server: &Server, password: &str) -> Desk {
    let desk = Desk::new();
    std::fs::write(desk.practice().join("ca.pem"), &server.authority).unwrap();
    desk.set_mail(&format!(
        "host: 127.0.0.1, port: {}, security: tls, timeout: 5, ca_file: ca.pem, username: giulia, \
         password_command: \"printf {password}\"",
        server.address.port()
    ));
    desk
}

#[test]
fn a_whole_practice_is_in_order_up_to_the_login() {
    let server = Server::start(encrypted());
    let desk = desk(&server, PASSWORD);
    let ran = desk.run(&["doctor"]).ends(0);
    let port = server.address.port();
    for line in [
        "ok      practice: practice.yaml, languages it".to_owned(),
        "ok      people: 2 files".to_owned(),
        #[cfg(feature = "pdf")]
        "ok      fonts: letters of all languages can be printed".to_owned(),
        "ok      database: there is none yet".to_owned(),
        format!("through 127.0.0.1:{port}, tls"),
        "ok      password: printed by `password_command`".to_owned(),
        "ok      host name: 127.0.0.1".to_owned(),
        format!("ok      connection: 127.0.0.1:{port}"),
        "ok      encryption: TLS 1.3".to_owned(),
        "ok      capabilities: PIPELINING".to_owned(),
        "ok      login: PLAIN".to_owned(),
    ] {
        assert!(ran.out.contains(&line), "{line}: {}", ran.out);
    }
    assert!(!ran.out.contains("fault") && !ran.out.contains(PASSWORD) && !ran.err.contains(PASSWORD));
    // Nothing is sent and nothing made that was not asked for.
    assert!(server.recipients().is_empty());
    assert!(!server.seen().commands.iter().any(|line| line.contains("MAIL")));
    assert!(!desk.practice().join("garbo.db").exists());
}

#[test]
fn a_test_message_goes_to_oneself_when_asked() {
    let server = Server::start(encrypted());
    let desk = desk(&server, PASSWORD);
    let ran = desk.run(&["doctor", "--send-test"]).ends(0);
    assert!(ran.out.contains("test message: sent to giulia@example.org"), "{}", ran.out);
    assert_eq!(server.recipients(), ["giulia@example.org"]);
    let content = String::from_utf8(server.seen().mailbox[0].1.clone()).unwrap();
    assert!(content.contains("Auto-Submitted: auto-generated\r\n"), "{content}");
    assert!(content.contains("Subject: Messaggio di prova di garbo\r\n"), "{content}");
    let tickets = desk.tickets(&[]);
    assert_eq!((tickets.len(), tickets[0].state, tickets[0].kind.as_str()), (1, State::Sent, "test"));
}

#[test]
fn a_test_message_that_is_refused_is_told_and_does_not_wait() {
    let mut plan = encrypted();
    plan.faults.push((At::Mail, When::Always, Act::Say("450 4.7.1 later\r\n")));
    let server = Server::start(plan);
    let desk = desk(&server, PASSWORD);
    let ran = desk.run(&["doctor", "--send-test"]).ends(1);
    assert!(ran.out.contains("fault   test message") && ran.out.contains("450"), "{}", ran.out);
    assert_eq!(desk.tickets(&[])[0].state, State::Cancelled);
}

#[test]
fn each_step_that_fails_says_what_to_do() {
    let gone = Server::start(Plan::default());
    let port = gone.address.port();
    drop(gone);
    let desk = Desk::new();
    desk.set_mail(&format!("host: 127.0.0.1, port: {port}, security: tls, timeout: 2"));
    let ran = desk.run(&["doctor"]).ends(1);
    assert!(ran.out.contains("fault   connection") && ran.out.contains("connection refused"), "{}", ran.out);
    assert!(ran.out.contains("465 goes with tls"), "{}", ran.out);
    assert!(ran.err.contains("1 fault was found"), "{}", ran.err);

    let server = Server::start(encrypted());
    let wrong = self::desk(&server, "not-the-password");
    let ran = wrong.run(&["doctor"]).ends(1);
    assert!(ran.out.contains("fault   login") && ran.out.contains("535"), "{}", ran.out);
    assert!(ran.out.contains("app password") && !ran.out.contains("not-the-password"), "{}", ran.out);

    let silent = self::desk(&server, "");
    let ran = silent.run(&["doctor"]).ends(1);
    assert!(ran.out.contains("fault   password") && ran.out.contains("password_command"), "{}", ran.out);
}

#[test]
fn the_settings_of_a_known_provider_are_compared() {
    let desk = Desk::new();
    let file = desk.practice().join("practice.yaml");
    desk.set_mail("host: smtp.gmail.com, port: 587, security: starttls, username: coach@gmail.com");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("giulia@example.org>", "giulia@gmail.com>")).unwrap();
    let ran = desk.run(&["doctor", "--offline"]).ends(0);
    assert!(
        ran.out.contains("advice  provider") && ran.out.contains("port 465, security tls"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("advice  sender") && ran.out.contains("coach@gmail.com"), "{}", ran.out);
}

#[test]
fn faults_of_files_hide_nothing_else() {
    let desk = Desk::new();
    std::fs::write(desk.practice().join("people/anna.yaml"), "name: [\n").unwrap();
    std::fs::write(desk.practice().join("colleagues.yaml"), "nonsense: 1\n").unwrap();
    std::fs::write(desk.practice().join("garbo.db"), "not a database, however long it may be".repeat(9))
        .unwrap();
    let ran = desk.run(&["doctor", "--offline", "--json"]).ends(1);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    let faulty: Vec<&str> = found["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| line["result"] == "fault")
        .map(|line| line["what"].as_str().unwrap())
        .collect();
    for what in ["colleagues", "people", "database"] {
        assert!(faulty.contains(&what), "{what}: {faulty:?}");
    }
    assert_eq!(found["faults"], faulty.len());
    assert!(
        found["checks"].as_array().unwrap().iter().any(|l| l["what"] == "practice" && l["result"] == "ok")
    );
}

#[test]
fn without_a_practice_the_way_to_one_is_told() {
    let desk = Desk::new();
    let ran: crate::desk::Ran = desk.command(&["doctor"]).env_remove("GARBO_HOME").output().unwrap().into();
    let ran = ran.ends(1);
    assert!(ran.out.contains("fault   folder") && ran.out.contains("garbo init"), "{}", ran.out);
    let nowhere = desk.run(&["--home", "/nowhere", "doctor"]).ends(1);
    assert!(nowhere.out.contains("fault   folder") && nowhere.out.contains("/nowhere"), "{}", nowhere.out);
}

#[cfg(unix)]
#[test]
fn what_others_can_read_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    let mode =
        |mode| std::fs::set_permissions(desk.practice(), std::fs::Permissions::from_mode(mode)).unwrap();
    mode(0o755);
    let ran = desk.run(&["doctor", "--offline"]).ends(0);
    assert!(ran.out.contains("advice  permissions") && ran.out.contains("chmod 700"), "{}", ran.out);
    mode(0o700);
    let ran = desk.run(&["doctor", "--offline"]).ends(0);
    assert!(ran.out.contains("ok      permissions"), "{}", ran.out);
}

#[test]
fn the_outbox_is_looked_over() {
    let server = Server::start(Plan { faults: vec![(At::Dot, When::Always, Act::Drop)], ..Plan::default() });
    let desk = Desk::mailing_to(&server);
    let send =
        ["decline", "--to", "Anna <anna@example.com>", "-l", "it", "--reason", "no_time", "--send", "--yes"];
    desk.run(&send).ends(75);
    let ran = desk.run(&["doctor", "--offline"]).ends(0);
    assert!(ran.out.contains("garbo.db is whole: 1 uncertain"), "{}", ran.out);
    assert!(ran.out.contains("1 message may have arrived"), "{}", ran.out);
}
