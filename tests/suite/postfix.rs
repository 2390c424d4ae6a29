//! Through a real Postfix and back. `.ci/post` starts one and runs these; without it they are ignored.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use garbo::deliver::dispatch::send;
use garbo::deliver::message::{Attachment, Draft, message_id};
use garbo::deliver::outbox::{NewMessage, Outbox, State};
use garbo::deliver::smtp::{Stop, Summary, probe};
use garbo::model::mail_account::{Auth, Login, SecretSource, Security, Smtp};
use garbo::model::mailbox::Mailbox;
use jiff::Timestamp;
use tempfile::TempDir;

use crate::desk::Desk;

/// The folder of the Postfix that `.ci/post` has started.
fn folder() -> PathBuf {
    #[expect(clippy::disallowed_methods, reason = "the script hands the folder over")]
    let folder = std::env::var_os("GARBO_POSTFIX");
    folder.expect("run .ci/post").into()
}

fn smtp(security: Security, password: &str) -> Smtp {
    let ports = fs::read_to_string(folder().join("ports")).unwrap();
    let ports: Vec<u16> = ports.split_whitespace().map(|port| port.parse().unwrap()).collect();
    let secret = SecretSource::Command(format!("echo {password}"));
    Smtp {
        host: "127.0.0.1".to_owned(),
        port: ports[usize::from(security == Security::Starttls)],
        security,
        login: Some(Login { username: "giulia".to_owned(), auth: Auth::Password, secret }),
        ca_file: Some(folder().join("cert.pem")),
        connections: 4,
        per_minute: None,
        timeout: Duration::from_secs(30),
        dot_timeout: Duration::from_secs(60),
    }
}

fn letter(mark: &str, number: usize, to: &str) -> NewMessage {
    let from: Mailbox = "Giulia Ferri <giulia@example.com>".parse().unwrap();
    let mut entropy = [0; 16];
    entropy[..8].copy_from_slice(&number.to_be_bytes());
    entropy[8..12].copy_from_slice(&mark.as_bytes()[..4]);
    let attachment = Attachment {
        file_name: format!("Договор №{number} — Ağaoğlu.pdf"),
        media_type: "application/pdf".to_owned(),
        bytes: (0..=255).cycle().take(if mark == "sink" { 100 } else { number * 100 }).collect(),
    };
    let draft = Draft {
        message_id: message_id(&from, entropy),
        from,
        reply_to: None,
        to: to.parse().unwrap(),
        bcc_self: false,
        subject: format!("{mark} {number}: Ваш запрос, İlginiz için teşekkürler"),
        text: format!("Gentile Anna,\n.\n..\n.punto\nFrom here\n\n{number}\n"),
        html: Some("<p>Grazie, è un piacere.</p>\n".to_owned()),
        language: "it".parse().unwrap(),
        in_reply_to: None,
        references: Vec::new(),
        attachments: vec![attachment],
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

fn deliver(letters: Vec<NewMessage>, smtp: &Smtp) -> (Summary, Vec<(State, Option<String>)>) {
    let home = TempDir::new().unwrap();
    let clock = || Timestamp::from_second(1_795_000_000).unwrap();
    let mut outbox = Outbox::open(home.path(), clock).unwrap();
    for letter in letters {
        outbox.enqueue(letter).unwrap();
    }
    let summary = send(&mut outbox, smtp, None, &Stop::new(), &mut |_, _| ()).unwrap();
    let tickets = outbox.list(&[]).unwrap();
    (summary, tickets.into_iter().map(|ticket| (ticket.state, ticket.last_error)).collect())
}

/// Waits until the mailbox has `count` letters with this text, and returns them by recipient.
fn received(mark: &str, count: usize) -> BTreeMap<String, Vec<Vec<u8>>> {
    let new = folder().join("mail/all/new");
    for _ in 0..600 {
        let mut found: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
        for entry in fs::read_dir(&new).into_iter().flatten() {
            let bytes = read(&entry.unwrap().path());
            let text = String::from_utf8_lossy(&bytes);
            let to = text.lines().find_map(|line| line.strip_prefix("Delivered-To: ")).unwrap_or_default();
            if to.starts_with(mark) {
                found.entry(to.to_owned()).or_default().push(bytes.clone());
            }
        }
        if found.values().map(Vec::len).sum::<usize>() >= count {
            return found;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("no {count} letters for {mark} within a minute in {}", new.display());
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
#[ignore = "needs Postfix: run .ci/post"]
fn letters_come_back_as_they_were_written() {
    for (security, mark) in [(Security::Tls, "smtps"), (Security::Starttls, "start")] {
        let letters = || (0..40).map(|n| letter(mark, n, &format!("Анна <{mark}{n}@example.com>")));
        let (summary, states) = deliver(letters().collect(), &smtp(security, "secret"));
        assert_eq!((summary.sent, summary.trouble), (40, None), "{states:?}");
        assert!(states.iter().all(|(state, _)| *state == State::Sent));
        let found = received(mark, 40);
        for letter in letters() {
            let Some([copy]) = found.get(&letter.message.envelope.to).map(Vec::as_slice) else {
                panic!("{} has not exactly one letter", letter.message.envelope.to);
            };
            let sent = String::from_utf8(letter.message.bytes).unwrap().replace("\r\n", "\n");
            let copy = String::from_utf8(copy.clone()).unwrap();
            // The server writes its own header fields above ours.
            assert!(copy.ends_with(&sent), "sent:\n{sent}\nreceived:\n{copy}");
            assert!(copy.contains("ESMTPSA"), "neither encrypted nor logged in:\n{copy}");
        }
    }
}

#[test]
#[ignore = "needs Postfix: run .ci/post"]
fn what_the_server_refuses_does_not_hold_up_the_rest() {
    let mut letters: Vec<NewMessage> = ["refused", "mixed1", "later", "mixed2"]
        .iter()
        .enumerate()
        .map(|(n, name)| letter("mixed", n, &format!("{name}@example.com")))
        .collect();
    letters.push(letter("mixed", 3_000, "large@example.com"));
    let (summary, states) = deliver(letters, &smtp(Security::Tls, "secret"));
    assert_eq!((summary.sent, summary.failed, summary.later, summary.uncertain), (2, 2, 1, 0));
    let said = |n: usize| states[n].1.clone().unwrap_or_default();
    assert!(said(0).contains("refused@example.com") && said(0).contains("550"), "{}", said(0));
    assert!(said(2).contains("450") && states[2].0 == State::Queued, "{}", said(2));
    assert!(said(4).contains("the server takes at most 200000"), "{}", said(4));
    assert_eq!(received("mixed", 2).len(), 2);
}

/// What a coach does: the doctor, a batch in five languages, an answer with an attachment; everything read back.
#[test]
#[ignore = "needs Postfix: run .ci/post"]
fn the_program_sends_and_the_letters_come_back() {
    let desk = Desk::new();
    for (security, mark) in [("tls", "prog1"), ("starttls", "prog2")] {
        let ports = fs::read_to_string(folder().join("ports")).unwrap();
        let port = ports.split_whitespace().nth(usize::from(security == "starttls")).unwrap();
        let ca = folder().join("cert.pem");
        desk.set_mail(&format!(
            "host: 127.0.0.1, port: {port}, security: {security}, timeout: 30, ca_file: {}, username: giulia, \
             password_command: \"echo secret\"",
            ca.display()
        ));
        let doctor = desk.run(&["doctor"]).ends(0);
        assert!(doctor.out.contains("ok      login: "), "{}", doctor.out);

        let mut table = "name,email,language,gender,reason\n".to_owned();
        for (language, name) in [
            ("it", "Niccolò D’Àquino"),
            ("id", "Siti Nurhaliza"),
            ("ru", "Мария Иванова"),
            ("tr", "Çağla Şahin"),
            ("en-GB", "Ann O'Neil"),
            ("en-US", "Ann \"\"Lee\"\" Smith"),
        ] {
            table.push_str(&format!(
                "\"{name}\",{mark}-{}@example.com,{language},f,no_time\n",
                language.to_lowercase()
            ));
        }
        table.push_str("Re Fused,refused@example.com,it,f,no_time\nLa Ter,later@example.com,it,m,no_time\n");
        let list = format!("{mark}.csv");
        desk.file(&list, &table);
        let batch = ["batch", &list, "--kind", "decline", "--send", "--yes", "--again"];
        let sent = desk.run(&batch).ends(75);
        for words in ["6 sent, 1 failed, 1 still queued", "refused@example.com", "later@example.com"] {
            assert!(sent.err.contains(words), "{words}: {}", sent.err);
        }
        desk.file("inquiry.eml", format!("From: Анна <{mark}-re@example.com>\r\nSubject: Вопрос\r\nMessage-ID: <q@example.com>\r\n\r\nДобрый день, ищу коуча и хотела бы узнать об условиях.\r\n"));
        desk.file("Соглашение.pdf", b"%PDF-1.7");
        let answer = [
            "decline",
            "--reply",
            "inquiry.eml",
            "-l",
            "ru",
            "--reason",
            "no_time",
            "--attach",
            "Соглашение.pdf",
        ];
        desk.run(&[&answer[..], &["--send", "--yes"]].concat()).ends(0);

        let found = received(mark, 7);
        let mut compared = 0;
        for ticket in desk.tickets(&[State::Sent]) {
            let Some(copies) = found.get(&ticket.address) else { continue };
            let [copy] = copies.as_slice() else { panic!("{} has {}", ticket.address, copies.len()) };
            let sent = desk.run(&["outbox", "show", &ticket.id.to_string(), "-f", "eml"]).ends(0).out;
            let copy = String::from_utf8(copy.clone()).unwrap();
            assert!(copy.ends_with(&sent.replace("\r\n", "\n")), "sent:\n{sent}\nreceived:\n{copy}");
            assert!(copy.contains("ESMTPSA"), "neither encrypted nor logged in:\n{copy}");
            compared += 1;
        }
        assert_eq!(compared, 7);
        let answer = &found[&format!("{mark}-re@example.com")][0];
        let answer = mail_parser::MessageParser::default().parse(answer).unwrap();
        use mail_parser::MimeHeaders;
        assert_eq!(answer.in_reply_to().as_text(), Some("q@example.com"));
        assert_eq!(answer.attachment(0).unwrap().attachment_name(), Some("Соглашение.pdf"));
        assert!(answer.subject().unwrap().contains("Вопрос"));
    }
}

#[test]
#[ignore = "needs Postfix: run .ci/post"]
fn a_stranger_gets_nowhere() {
    let (summary, _) = deliver(vec![letter("wrong", 1, "wrong@example.com")], &smtp(Security::Tls, "guess"));
    let text = summary.trouble.unwrap().to_string();
    assert!(text.contains("authentication failed") && text.contains("535"), "{text}");

    let mut strange = smtp(Security::Starttls, "secret");
    strange.ca_file = None;
    let (summary, _) = deliver(vec![letter("wrong", 2, "wrong@example.com")], &strange);
    let text = summary.trouble.unwrap().to_string();
    assert!(text.contains("self-signed"), "{text}");
}

#[test]
#[ignore = "needs Postfix: run .ci/post"]
fn the_probe_finds_everything_in_order() {
    for security in [Security::Tls, Security::Starttls] {
        let lines = probe(&smtp(security, "secret"));
        assert!(lines.iter().all(|line| line.result.is_ok()), "{lines:?}");
        assert_eq!(lines.last().map(|line| line.step), Some("login"));
    }
}

#[cfg(unix)]
#[test]
#[ignore = "needs Postfix: run .ci/post"]
fn a_sink_gets_a_thousand_letters_once() {
    const LETTERS: usize = 1_000;
    let folder = tempfile::TempDir::new().unwrap();
    fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o777)).unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut sink = std::process::Command::new("/usr/sbin/smtp-sink")
        .args(["-u", "nobody", "-d", &format!("{}/%M", folder.path().display())])
        .args([&format!("127.0.0.1:{port}"), "100"])
        .spawn()
        .unwrap();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        std::thread::sleep(Duration::from_millis(20));
    }
    let mut account = smtp(Security::None, "");
    (account.port, account.login, account.connections) = (port, None, 10);
    let letters = (0..LETTERS).map(|n| letter("sink", n, &format!("s{n}@example.com")));
    let (summary, states) = deliver(letters.collect(), &account);
    sink.kill().unwrap();
    sink.wait().unwrap();
    assert_eq!((summary.sent, summary.trouble), (LETTERS, None));
    assert!(states.iter().all(|(state, _)| *state == State::Sent));
    let mut recipients: Vec<String> = Vec::new();
    for entry in fs::read_dir(folder.path()).unwrap().flatten() {
        let content = String::from_utf8(read(&entry.path())).unwrap();
        recipients
            .extend(content.lines().find_map(|line| line.strip_prefix("X-Rcpt-Args: ")).map(str::to_owned));
    }
    recipients.sort();
    recipients.dedup();
    assert_eq!(recipients.len(), LETTERS);
}
