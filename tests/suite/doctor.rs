//! `garbo doctor`: each line says ok or what to do, and a fault in one place hides no other.

use garbo::deliver::outbox::State;
use serde_json::Value;

use crate::desk::Desk;
use crate::smtp_server::{Act, At, Certificate, Plan, Security, Server, When};

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

/// A server, more of the account, the step that fails, what is said of it and which steps went well before.
type Case = (Plan, &'static str, &'static str, &'static [&'static str], &'static [&'static str]);

#[test]
fn each_step_on_the_way_to_the_server_names_its_fault() {
    let own = "security: tls, ca_file: ca.pem, username: giulia, password_command: \"echo hunter2-secret\"";
    let starttls =
        "security: starttls, ca_file: ca.pem, username: giulia, password_command: \"echo hunter2-secret\"";
    let with = |at, act| Plan { faults: vec![(at, When::Always, act)], ..encrypted() };
    let certified = |certificate| Plan { certificate, ..encrypted() };
    let offering = |offered: &[&'static str]| Plan { extensions: offered.to_vec(), ..encrypted() };
    let stripped = Plan { security: Security::Starttls, ..encrypted() };
    let connected = &["ok      password", "ok      host name", "ok      connection"][..];
    let greeted = &["ok      connection", "ok      encryption", "ok      capabilities"][..];
    let rows: Vec<Case> = vec![
        (
            encrypted(),
            "security: tls, username: giulia, password_command: \"false\"",
            "password",
            &["failed: false"],
            &[],
        ),
        (
            encrypted(),
            "security: tls, username: giulia, password_command: \"sleep 60\"",
            "password",
            &["timed out"],
            &[],
        ),
        (
            encrypted(),
            "security: tls, username: giulia, keyring: true",
            "password",
            &["keyring", "giulia"],
            &[],
        ),
        (
            encrypted(),
            "security: tls, ca_file: none.pem",
            "encryption",
            &["`ca_file` can't be read", "none.pem"],
            &[],
        ),
        (certified(Certificate::WrongHost), own, "encryption", &["another host"], connected),
        (certified(Certificate::Expired), own, "encryption", &["has expired"], connected),
        (certified(Certificate::SelfSigned), own, "encryption", &["self-signed"], connected),
        (with(At::Handshake, Act::Hang), own, "encryption", &["timed out after 2 s"], connected),
        (stripped, starttls, "encryption", &["refuses to go on unencrypted"], connected),
        (
            with(At::Greeting, Act::Say("554 5.3.2 no service\r\n")),
            own,
            "capabilities",
            &["554 5.3.2"],
            connected,
        ),
        (with(At::Greeting, Act::Hang), own, "capabilities", &["timed out after 2 s"], connected),
        (with(At::Ehlo, Act::Say("421 4.3.2 closing\r\n")), own, "capabilities", &["421 4.3.2"], connected),
        (offering(&["PIPELINING"]), own, "login", &["offers no login that garbo knows"], greeted),
        (with(At::Auth, Act::Say("535 5.7.8 no\r\n")), own, "login", &["535 5.7.8 no"], greeted),
        (with(At::Auth, Act::Say("454 4.7.0 busy\r\n")), own, "login", &["454 4.7.0 busy"], greeted),
        (with(At::Auth, Act::Drop), own, "login", &["connection lost"], greeted),
    ];
    std::thread::scope(|scope| {
        for (plan, account, step, words, before) in rows {
            scope.spawn(move || {
                let server = Server::start(plan);
                let desk = Desk::new();
                std::fs::write(desk.practice().join("ca.pem"), &server.authority).unwrap();
                let port = server.address.port();
                desk.set_mail(&format!("host: 127.0.0.1, port: {port}, timeout: 2, {account}"));
                let ran = desk.run(&["doctor"]).ends(1);
                let fault = format!("fault   {step}: ");
                for told in words.iter().chain(before).chain([&fault.as_str(), &"→"]) {
                    assert!(ran.out.contains(told), "{step}, {account}: no `{told}` in\n{}", ran.out);
                }
                assert!(ran.out.matches("fault ").count() == 1 && !ran.out.contains(PASSWORD), "{}", ran.out);
                assert!(!server.seen().commands.iter().any(|line| line.contains("MAIL")));
            });
        }
    });
    let desk = Desk::new();
    desk.set_mail("host: nowhere.invalid, port: 465, security: tls");
    let ran = desk.run(&["doctor"]).ends(1);
    assert!(ran.out.contains("fault   host name: ") && ran.out.contains("nowhere.invalid"), "{}", ran.out);
}

#[test]
fn a_test_message_that_may_have_arrived_is_called_so() {
    let server = Server::start(Plan { faults: vec![(At::Dot, When::Always, Act::Drop)], ..encrypted() });
    let desk = desk(&server, PASSWORD);
    let ran = desk.run(&["doctor", "--send-test"]).ends(1);
    for words in
        ["fault   test message", "may have arrived", "giulia@example.org", "garbo outbox resolve 1 --sent"]
    {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    assert_eq!(desk.tickets(&[])[0].state, State::Uncertain);
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
