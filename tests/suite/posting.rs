//! `--queue`, `--send`, `garbo outbox`, `log`, `forget`, `export`: what a coach does with one letter.

use std::process::Stdio;

use garbo::deliver::outbox::State;
use serde_json::Value;

use crate::desk::Desk;
use crate::smtp_server::{Act, At, Plan, Server, When};

const ANNA: &str = "Anna Petrova <anna@example.com>";

fn decline<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["decline", "--to", ANNA, "--language", "en-GB", "--gender", "f"], more].concat()
}

fn faulty(at: At, act: Act) -> Server {
    Server::start(Plan { faults: vec![(at, When::Only(1), act)], ..Plan::default() })
}

#[test]
fn a_letter_is_sent_once() {
    let server = Server::start(Plan::default());
    let desk = Desk::mailing_to(&server);
    let sent = desk.run(&decline(&["--send", "--yes"])).ends(0);
    assert!(sent.err.contains(&format!("To:      {ANNA}")) && sent.err.ends_with("1 sent\n"), "{}", sent.err);
    assert_eq!(sent.out, "");
    // The same kind to the same person is not sent again unasked, nor is what the outbox holds.
    let again = desk.run(&decline(&["--send", "--yes"])).ends(69);
    assert!(again.err.contains("already has a letter of this kind: message 1, sent"), "{}", again.err);
    desk.run(&["outbox", "send", "--yes"]).ends(0);
    desk.run(&["outbox", "retry", "1"]).ends(69);
    assert_eq!(server.recipients(), ["anna@example.com"]);
    desk.run(&decline(&["--send", "--yes", "--again"])).ends(0);
    assert_eq!(server.recipients().len(), 2);
    assert_eq!(server.seen().violations, Vec::<String>::new());
}

#[test]
fn without_a_yes_nothing_happens() {
    let server = Server::start(Plan::default());
    let desk = Desk::mailing_to(&server);
    for flag in ["--send", "--queue"] {
        let asked = desk.run(&decline(&[flag])).ends(2);
        assert!(asked.err.contains("add --yes"), "{}", asked.err);
        assert!(asked.err.contains("Subject: "), "{}", asked.err);
    }
    assert_eq!(desk.tickets(&[]), []);
    assert_eq!(server.seen().connections, 0);
}

#[test]
fn the_sample_practice_and_one_without_an_account_send_nothing() {
    let desk = Desk::new();
    let sample = desk.command(&decline(&["--send", "--yes"])).env_remove("GARBO_HOME").output().unwrap();
    assert_eq!(sample.status.code(), Some(78), "{sample:?}");
    let file = desk.practice().join("practice.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.split("\nmail:").next().unwrap().to_owned() + "\n").unwrap();
    for flag in ["--send", "--queue"] {
        let refused = desk.run(&decline(&[flag, "--yes"])).ends(78);
        assert!(refused.err.contains("mail:"), "{}", refused.err);
    }
    assert_eq!(desk.tickets(&[]), []);
}

#[test]
fn a_letter_waits_in_the_outbox_until_it_is_sent_or_taken_out() {
    let server = Server::start(Plan::default());
    let desk = Desk::mailing_to(&server);
    desk.run(&decline(&["--queue", "--yes"])).ends(0);
    assert_eq!(server.seen().connections, 0);
    let listed: Value = serde_json::from_str(&desk.run(&["outbox", "list", "--json"]).ends(0).out).unwrap();
    let keys: Vec<&str> = listed[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        ["id", "kind", "recipient", "state", "message_id", "attempts", "last_error", "created", "sent"]
    );
    assert_eq!((&listed[0]["state"], &listed[0]["recipient"]), (&"queued".into(), &ANNA.into()));
    desk.run(&["outbox", "cancel", "1"]).ends(0);
    desk.run(&["outbox", "send", "--yes"]).ends(0);
    assert_eq!(server.seen().connections, 0);
    desk.run(&["outbox", "retry", "1"]).ends(0);
    assert_eq!(desk.tickets(&[State::Sent]).len(), 1);
    let shown = desk.run(&["outbox", "show", "1"]).ends(0).out;
    assert!(shown.contains("queued as 1") && shown.contains("Subject:"), "{shown}");
    assert_eq!(
        desk.run(&["outbox", "show", "1", "-f", "eml"]).ends(0).out.as_bytes(),
        server.seen().mailbox[0].1
    );
    desk.run(&["outbox", "show", "2"]).ends(66);
    desk.run(&["outbox", "show", "x"]).ends(2);
}

#[test]
fn a_refusal_is_for_good_and_a_busy_server_for_now() {
    let server = faulty(At::Rcpt, Act::Say("550 5.1.1 no such user\r\n"));
    let desk = Desk::mailing_to(&server);
    let refused = desk.run(&decline(&["--send", "--yes"])).ends(69);
    assert!(
        refused.err.contains("no such user") && refused.err.contains("anna@example.com"),
        "{}",
        refused.err
    );

    let server = faulty(At::Dot, Act::Say("451 4.3.0 busy\r\n"));
    let desk = Desk::mailing_to(&server);
    let later = desk.run(&decline(&["--send", "--yes"])).ends(75);
    assert!(later.err.contains("451 4.3.0 busy"), "{}", later.err);
    desk.run(&["outbox", "send"]).ends(0);
    assert_eq!(server.recipients(), ["anna@example.com"]);
}

#[test]
fn a_server_that_is_away_leaves_the_letter_queued() {
    let desk = Desk::new();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    desk.set_mail(&format!("host: 127.0.0.1, port: {port}, security: none, timeout: 2"));
    let away = desk.run(&decline(&["--send", "--yes"])).ends(75);
    assert!(away.err.contains("refused") && away.err.contains(&port.to_string()), "{}", away.err);
    assert_eq!(desk.tickets(&[State::Queued]).len(), 1);
}

#[test]
fn what_may_have_arrived_is_explained_and_settled_by_the_coach() {
    for arrived in [true, false] {
        let plan =
            Plan { faults: vec![(At::Dot, When::Only(1), Act::Drop)], is_taken: arrived, ..Plan::default() };
        let server = Server::start(plan);
        let desk = Desk::mailing_to(&server);
        let lost = desk.run(&decline(&["--send", "--yes"])).ends(75);
        let id = desk.tickets(&[State::Uncertain])[0].message_id.clone();
        for told in ["may have been delivered", "garbo outbox resolve 1 --sent", "anna@example.com", &id] {
            assert!(lost.err.contains(told), "{told}: {}", lost.err);
        }
        // By itself it is never sent again.
        desk.run(&["outbox", "send", "--yes"]).ends(0);
        assert_eq!(server.recipients().len(), usize::from(arrived));
        desk.run(&["outbox", "cancel", "1"]).ends(69);
        if arrived {
            desk.run(&["outbox", "resolve", "1", "--sent"]).ends(0);
            assert_eq!(desk.tickets(&[State::Sent]).len(), 1);
        } else {
            desk.run(&["outbox", "resolve", "1", "--not-sent"]).ends(0);
            desk.run(&["outbox", "send"]).ends(0);
        }
        assert_eq!(server.recipients(), ["anna@example.com"]);
        let seen = server.seen();
        assert!(String::from_utf8_lossy(&seen.mailbox[0].1).contains(&id));
    }
}

#[test]
fn attachments_ride_along_under_their_names() {
    let server = Server::start(Plan::default());
    let desk = Desk::mailing_to(&server);
    desk.file("Anlaşma Şahin.pdf", b"%PDF-1.7");
    let sent = desk.run(&decline(&["--send", "--yes", "--attach", "Anlaşma Şahin.pdf"])).ends(0);
    assert!(sent.err.contains("Attached: Anlaşma Şahin.pdf"), "{}", sent.err);
    let seen = server.seen();
    let message = mail_parser::MessageParser::default().parse(&seen.mailbox[0].1).unwrap();
    use mail_parser::MimeHeaders;
    let attachment = message.attachment(0).unwrap();
    assert_eq!(attachment.attachment_name(), Some("Anlaşma Şahin.pdf"));
    assert_eq!(attachment.contents(), b"%PDF-1.7");
    desk.run(&decline(&["--send", "--yes", "--again", "--attach", "missing.pdf"])).ends(66);
}

#[test]
fn a_message_is_shown_as_a_person_reads_it() {
    let server = Server::start(Plan::default());
    let desk = Desk::mailing_to(&server);
    desk.file("Anlaşma.pdf", b"%PDF-1.7");
    for language in ["it", "id", "ru", "tr", "en-GB", "en-US"] {
        let to = format!("Çağla Şahin <{}@example.com>", language.to_lowercase());
        let queued = desk.run(&[
            "decline",
            "--to",
            &to,
            "-l",
            language,
            "--gender",
            "f",
            "--queue",
            "--yes",
            "--attach",
            "Anlaşma.pdf",
            "--json",
        ]);
        let ticket: Value = serde_json::from_str(&queued.ends(0).out).unwrap();
        let id = ticket["id"].to_string();
        let shown = desk.run(&["outbox", "show", &id]).ends(0).out;
        let drafted = desk.run(&["decline", "--to", &to, "-l", language, "--gender", "f"]).ends(0).out;
        let (subject, text) = drafted.split_once("\n\n").unwrap();
        let subject = subject.split_once(": ").unwrap().1;
        for told in [&to, subject, "queued", "Anlaşma.pdf (1 KiB)", "2026-11-23 09:00", text.trim()] {
            assert!(shown.contains(told), "{language}: {told}\n{shown}");
        }
        for noise in ["Content-Transfer-Encoding", "=?utf-8?", "base64", "text/html", "=C3"] {
            assert!(!shown.contains(noise), "{language}: {noise}\n{shown}");
        }
        let raw = desk.run(&["outbox", "show", &id, "--format", "eml"]).ends(0).out;
        assert!(
            raw.is_ascii()
                && raw.contains("\r\nContent-Type: ")
                && raw.contains(ticket["message_id"].as_str().unwrap())
        );
        let value: Value =
            serde_json::from_str(&desk.run(&["outbox", "show", &id, "--json"]).ends(0).out).unwrap();
        assert_eq!((value["text"].as_str().unwrap().trim(), &value["content"]), (text.trim(), &raw.into()));
    }
}

#[test]
fn closed_streams_are_no_obstacle() {
    let server = Server::start(Plan::default());
    let desk = Desk::mailing_to(&server);
    let program = env!("CARGO_BIN_EXE_garbo");
    let script = format!("exec \"{program}\" \"$@\" <&- >&-");
    let arguments = decline(&["--send", "--yes"]);
    let run = |arguments: &[&str]| {
        let surroundings = desk.command(&[]);
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", &script, "sh"]).args(arguments).current_dir(desk.path("work")).env_clear();
        for (name, value) in surroundings.get_envs() {
            shell.env(name, value.unwrap());
        }
        shell.stdin(Stdio::null()).output().unwrap()
    };
    let sent = run(&arguments);
    assert_eq!(sent.status.code(), Some(0), "{sent:?}");
    assert_eq!(run(&["outbox", "list"]).status.code(), Some(0));
    assert_eq!(server.recipients(), ["anna@example.com"]);
    assert_eq!(desk.tickets(&[State::Sent]).len(), 1);
}

#[test]
fn the_log_knows_drafts_and_letters_and_forgets_on_request() {
    let server = Server::start(Plan::default());
    let desk = Desk::mailing_to(&server);
    desk.run(&decline(&["-o", "anna.eml"])).ends(0);
    desk.run(&decline(&["--send", "--yes"])).ends(0);
    desk.run(&["decline", "--to", "Bo Lee <bo@example.com>", "-l", "en-GB", "--send", "--yes"]).ends(0);
    std::fs::write(
        desk.practice().join("people/petrova.yaml"),
        "name: Anna Petrova\nemail: anna@example.com\n",
    )
    .unwrap();

    let log = desk.run(&["log", "petrova"]).ends(0).out;
    assert_eq!(log.lines().count(), 2, "{log}");
    assert!(
        log.contains("draft\tdecline") && log.contains("sent\tdecline") && log.contains("anna.eml"),
        "{log}"
    );
    let export: Value = serde_json::from_str(&desk.run(&["export", "petrova"]).ends(0).out).unwrap();
    assert!(export["files"][0]["text"].as_str().unwrap().contains("Anna Petrova"));
    assert!(export.to_string().contains("Message-ID"));

    // What is kept is shown before the question; who is not known is not asked about.
    let asked = desk.run(&["forget", "petrova"]).ends(2);
    for told in ["sent to Anna Petrova <anna@example.com>", "anna.eml", "petrova.yaml", "--yes"] {
        assert!(asked.err.contains(told), "{told}: {}", asked.err);
    }
    let unknown = desk.run(&["forget", "nobody"]).ends(66);
    assert!(unknown.err.contains("nothing is kept about `nobody`"), "{}", unknown.err);
    let forgotten = desk.run(&["forget", "petrova", "--yes"]).ends(0);
    assert!(forgotten.err.contains("erased 1 message, 1 draft and 1 file"), "{}", forgotten.err);
    assert!(!desk.path("work/anna.eml").exists());
    assert!(!desk.practice().join("people/petrova.yaml").exists());
    for name in ["garbo.db", "garbo.db-wal"] {
        let bytes = std::fs::read(desk.practice().join(name)).unwrap_or_default();
        assert!(!bytes.windows(12).any(|w| w == b"Anna Petrova"), "{name}");
    }
    assert_eq!(desk.run(&["log"]).ends(0).out.lines().count(), 1);
    desk.run(&["forget", "petrova", "--yes"]).ends(66);
    desk.run(&["forget", "--expired", "--yes"]).ends(0);
    assert_eq!(desk.tickets(&[]).len(), 1);
}

#[test]
fn the_log_of_a_person_on_file_knows_address_and_name() {
    let server = Server::start(Plan::default());
    let desk = Desk::mailing_to(&server);
    desk.run(&["decline", "--to", "Anna Petrova", "-l", "en-GB", "--gender", "f", "-o", "bare.md"]).ends(0);
    desk.run(&decline(&["--send", "--yes"])).ends(0);
    let person = "name: Anna Petrova\nemail: anna@example.com\n";
    std::fs::write(desk.practice().join("people/petrova.yaml"), person).unwrap();
    let log = desk.run(&["log", "petrova"]).ends(0).out;
    assert!(log.lines().count() == 2 && log.contains("bare.md") && log.contains("anna@example.com"), "{log}");
    let nobody = desk.run(&["log", "zoe"]).ends(0);
    assert!(nobody.err.contains("nothing was written to `zoe`") && nobody.out.is_empty(), "{nobody:?}");
}

#[test]
fn old_letters_are_forgotten_on_request() {
    let server = Server::start(Plan::default());
    let desk = Desk::mailing_to(&server);
    desk.run(&decline(&["--send", "--yes"])).ends(0);
    let later = desk
        .command(&["forget", "--expired", "--yes"])
        .env("SOURCE_DATE_EPOCH", "1953187200")
        .output()
        .unwrap();
    assert_eq!(later.status.code(), Some(0), "{later:?}");
    assert_eq!(desk.tickets(&[]), []);
}

/// Returns whether the agreement with Ahmet is still kept after `garbo forget --expired` on a day.
fn is_kept(desk: &Desk, day: &str) -> bool {
    let noon: jiff::Timestamp = format!("{day}T12:00:00Z").parse().unwrap();
    let seconds = noon.as_second().to_string();
    let run = |arguments: &[&str]| -> crate::desk::Ran {
        desk.command(arguments).env("SOURCE_DATE_EPOCH", &seconds).output().unwrap().into()
    };
    run(&["forget", "--expired", "--yes"]).ends(0);
    run(&["log", "ahmet"]).ends(0).out.contains("agreement.txt")
}

/// An agreement of 24 months' retention, written on 22 November 2026; the terms end on 18 March 2027.
fn with_agreement(change: impl Fn(&str) -> String) -> Desk {
    let desk = Desk::new();
    let file = desk.practice().join("people/ahmet.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, change(&text)).unwrap();
    desk.run(&["agreement", "--to", "ahmet", "-o", "agreement.txt"]).ends(0);
    desk
}

#[test]
fn an_agreement_is_kept_for_the_months_it_promises_after_the_end_of_the_work() {
    let practice = |desk: &Desk| std::fs::read_to_string(desk.practice().join("practice.yaml")).unwrap();
    let desk = with_agreement(str::to_owned);
    assert!(practice(&desk).contains("retention_months: 24"), "the promise of the sample");
    // By the terms: the last session is held by 18 March 2027.
    assert!(is_kept(&desk, "2028-11-30"), "24 months after it was written");
    assert!(is_kept(&desk, "2029-03-18"), "24 months after the end, to the day");
    assert!(!is_kept(&desk, "2029-03-19"));
    // By the day in the file.
    let desk = with_agreement(|text| {
        text.replace("  records_months: 24", "  ended: 2027-01-31\n  records_months: 24")
    });
    assert!(is_kept(&desk, "2029-01-31"));
    assert!(!is_kept(&desk, "2029-02-01"));
    // By the letter that ended it, with the longest notice; the letter is kept as long as it tells that.
    let desk =
        with_agreement(|text| text.replace("start: 2026-09-29,", "start: 2026-09-29, end: 2027-12-31,"));
    let ending = ["ending", "--to", "ahmet", "--last-day", "2026-12-15", "-o", "ending.txt"];
    desk.run(&ending).ends(0);
    assert!(is_kept(&desk, "2028-12-15"));
    assert!(!is_kept(&desk, "2029-12-31"));
    // The months of the terms, not those of the practice, where both say something.
    let desk = with_agreement(|text| {
        text.replace(
            "  number: 2026-17\n  date: 2026-09-01\n  subject",
            "  number: 2026-17\n  data_protection: {retention_months: 60}\n  date: 2026-09-01\n  subject",
        )
    });
    assert!(is_kept(&desk, "2032-03-18"));
    assert!(!is_kept(&desk, "2032-03-19"));
}

#[test]
fn what_is_old_is_named_before_it_is_erased() {
    let server = Server::start(Plan::default());
    let desk = Desk::mailing_to(&server);
    desk.run(&decline(&["-o", "anna.eml"])).ends(0);
    desk.run(&["decline", "--to", "Bo Lee <bo@example.com>", "-l", "it", "-o", "bo.md"]).ends(0);
    desk.file("bo.md", "changed by hand");
    desk.run(&decline(&["--send", "--yes"])).ends(0);
    let run = |arguments: &[&str], now: &str| -> crate::desk::Ran {
        desk.command(arguments).env("SOURCE_DATE_EPOCH", now).output().unwrap().into()
    };
    let fresh = run(&["forget", "--expired", "--yes"], crate::desk::NOW).ends(0);
    assert!(fresh.err.contains("nothing to erase"), "{}", fresh.err);
    let later = "1953187200";
    let asked = run(&["forget", "--expired"], later).ends(2);
    for words in [&format!("sent to {ANNA}: "), "draft to Anna Petrova", "anna.eml", "Bo Lee", "--yes"] {
        assert!(asked.err.contains(words), "{words}: {}", asked.err);
    }
    assert!(desk.path("work/anna.eml").exists() && desk.tickets(&[]).len() == 1);
    let erased = run(&["forget", "--expired", "--yes"], later).ends(0);
    let sum = "erased 1 message and 2 drafts or agreements, about 2 people";
    for words in [sum, ANNA, "Bo Lee <bo@example.com>", "bo.md holds more than that letter"] {
        assert!(erased.err.contains(words), "{words}: {}", erased.err);
    }
    assert!(!desk.path("work/anna.eml").exists() && desk.path("work/bo.md").exists());
    assert!(run(&["forget", "--expired", "--yes"], later).ends(0).err.contains("nothing to erase"));
    assert_eq!(run(&["log"], later).ends(0).out, "");
}

#[test]
fn many_bad_ends_are_told_in_few_lines_and_older_doubts_are_named_again() {
    let mut table = "name,email,language,reason\n".to_owned();
    for number in 1..=16 {
        table.push_str(&format!("Ann {number},c{number}@example.com,en-GB,no_time\n"));
    }
    let mut faults: Vec<(At, When, Act)> =
        (1..=6).map(|n| (At::Rcpt, When::Only(n), Act::Say("550 5.1.1 no such user\r\n"))).collect();
    faults.extend([1, 3, 5].map(|n| (At::Dot, When::Only(n), Act::Drop)));
    let server = Server::start(Plan { faults, ..Plan::default() });
    let desk = Desk::mailing_to(&server);
    desk.file("list.csv", table);
    let ran = desk.run(&["batch", "list.csv", "--kind", "decline", "--send", "--yes", "-q"]).ends(75);
    let told: Vec<&str> = ran.err.lines().filter(|line| !line.starts_with("warning:")).collect();
    assert!(told.len() <= 20, "{}", ran.err);
    for words in ["6 messages were refused for good", "3 messages may have been delivered", "no such user"] {
        assert!(ran.err.contains(words), "{words}: {}", ran.err);
    }
    let again = desk.run(&["outbox", "send"]).ends(0);
    for ticket in desk.tickets(&[State::Uncertain]) {
        assert!(again.err.contains(&ticket.recipient), "{}: {}", ticket.recipient, again.err);
    }
    assert_eq!(server.recipients().len(), 10);
}

#[test]
fn an_explicit_retry_sends_the_same_bytes_under_the_same_message_id() {
    let plan = Plan { faults: vec![(At::Dot, When::Only(1), Act::Drop)], ..Plan::default() };
    let server = Server::start(plan);
    let desk = Desk::mailing_to(&server);
    desk.run(&decline(&["--send", "--yes"])).ends(75);
    desk.run(&["outbox", "retry", "1"]).ends(0);
    let seen = server.seen();
    let [(_, first), (_, second)] = seen.mailbox.as_slice() else { panic!("{:?}", seen.mailbox.len()) };
    assert_eq!(first, second);
    assert_eq!(desk.tickets(&[State::Sent]).len(), 1);
}
