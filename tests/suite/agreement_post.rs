//! `garbo agreement --send`: the covering letter in the client's language, the files with it, the register.

use mail_parser::{MessageParser, MimeHeaders};

use crate::desk::Desk;
use crate::smtp_server::{Plan, Server};

/// A server that takes messages of the size of an agreement.
fn server() -> Server {
    Server::start(Plan { extensions: vec!["8BITMIME", "SMTPUTF8", "SIZE 10000000"], ..Plan::default() })
}

/// Subject, text and the names of the files of the last message.
fn arrived(server: &Server) -> (String, String, Vec<(String, Vec<u8>)>) {
    let seen = server.seen();
    let message = MessageParser::default().parse(&seen.mailbox.last().unwrap().1).unwrap();
    let files = message.attachments().map(|file| {
        assert_eq!(file.content_type().unwrap().subtype(), Some("pdf"));
        (file.attachment_name().unwrap().to_owned(), file.contents().to_vec())
    });
    (
        message.subject().unwrap().to_owned(),
        message.body_text(0).unwrap().split_whitespace().collect::<Vec<_>>().join(" "),
        files.collect(),
    )
}

#[test]
fn it_goes_out_once_with_a_letter_in_the_clients_language() {
    let server = server();
    let desk = Desk::mailing_to(&server);
    desk.replace("people/ahmet.yaml", "start: 2026-09-29", "start: 2026-12-15");
    let send = ["agreement", "--to", "ahmet", "--send"];
    let asked = desk.run(&send).ends(2);
    assert!(asked.err.contains("--yes") && server.recipients().is_empty(), "{}", asked.err);
    assert_eq!(desk.run(&["log"]).ends(0).out, "");

    let sent = desk.run(&[&send[..], &["--yes", "--sign-by", "2026-12-01"]].concat()).ends(0);
    let name = "Koçluk Hizmeti Sözleşmesi - Ahmet Yılmaz - 2026-17.pdf";
    assert!(sent.err.contains(&format!("Attached: {name}")), "{}", sent.err);
    assert_eq!(server.recipients(), ["ahmet@example.org"]);
    let (subject, text, files) = arrived(&server);
    assert!(subject.contains("sözleşme") && subject.contains("2026-17"), "{subject}");
    assert!(text.contains("Ahmet") && text.contains("1 Aralık 2026"), "{text}");
    let [(file, bytes)] = files.as_slice() else { panic!("{} files", files.len()) };
    assert_eq!(file, name);

    // What arrived is what the register knows.
    desk.file("returned.pdf", bytes);
    let verified = desk.run(&["verify", "returned.pdf"]).ends(0).out;
    assert!(verified.contains("the file is the one issued, to the byte"), "{verified}");
    let log = desk.run(&["log", "ahmet"]).ends(0).out;
    assert!(log.contains("sent\tagreement\ttr"), "{log}");

    let again = desk.run(&[&send[..], &["--yes"]].concat()).ends(69);
    assert!(again.err.contains("already has a letter of this kind"), "{}", again.err);
    assert_eq!(server.recipients().len(), 1);
    desk.run(&[&send[..], &["--yes", "--again"]].concat()).ends(0);
    assert_eq!(server.recipients().len(), 2);
    assert_eq!(server.seen().violations, Vec::<String>::new());
}

#[test]
fn its_sheets_go_with_it_and_each_is_in_the_register() {
    let server = server();
    let desk = Desk::under("RU", "npd");
    desk.set_mail(&format!("host: 127.0.0.1, port: {}, security: none, timeout: 5", server.address.port()));
    desk.run(&["agreement", "--to", "ahmet", "-l", "ru", "--send", "--yes"]).ends(0);
    let (subject, _, files) = arrived(&server);
    assert!(subject.to_lowercase().contains("договор"), "{subject}");
    assert_eq!(files.len(), 3);
    for (name, bytes) in &files {
        assert!(
            name.ends_with(" - Ahmet Yılmaz - 2026-17.pdf") || name.ends_with("Ahmet Yılmaz.pdf"),
            "{name}"
        );
        desk.file("returned.pdf", bytes);
        let verified = desk.run(&["verify", "returned.pdf"]).ends(0).out;
        assert!(verified.contains("to the byte"), "{name}: {verified}");
    }
    let names: std::collections::BTreeSet<&String> = files.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), 3, "{names:?}");
}

#[test]
fn a_queued_agreement_waits_with_its_files() {
    let server = server();
    let desk = Desk::mailing_to(&server);
    desk.run(&["agreement", "--to", "ahmet", "--with", "it", "--queue", "--yes"]).ends(0);
    assert!(server.recipients().is_empty());
    desk.run(&["outbox", "send", "--yes"]).ends(0);
    let (_, text, files) = arrived(&server);
    assert!(text.contains("iki dilde") && files.len() == 1, "{text}");
}

#[test]
fn a_day_to_sign_by_that_makes_no_sense_is_refused_before_anything_is_written() {
    let server = server();
    let desk = Desk::mailing_to(&server);
    desk.replace("people/ahmet.yaml", "start: 2026-09-29", "start: 2026-12-15");
    let send = |day: &str| {
        desk.run(&["agreement", "--to", "ahmet", "-o", "a.pdf", "--send", "--yes", "--sign-by", day])
            .ends(65)
            .err
    };
    let late = send("2026-12-16");
    for part in [
        "should be signed by 2026-12-16",
        "first session is on 2026-12-15",
        "people/ahmet.yaml:",
        "start: 2026-12-15",
        "name 2026-12-15 or an earlier day",
    ] {
        assert!(late.contains(part), "{part} in\n{late}");
    }
    let past = send("2026-11-22");
    assert!(past.contains("signed by 2026-11-22, and the letter is of 2026-11-23"), "{past}");
    assert!(!desk.path("work/a.pdf").exists() && server.recipients().is_empty());
    assert_eq!(desk.run(&["log"]).ends(0).out, "");
    desk.run(&["agreement", "--to", "ahmet", "--send", "--yes", "--sign-by", "2026-12-15"]).ends(0);
    // An addendum comes when the sessions have begun.
    desk.replace("people/ahmet.yaml", "amount: \"900.00\"}", "amount: \"840.00\"}");
    desk.run(&["addendum", "--to", "ahmet", "--send", "--yes", "--sign-by", "2027-01-10"]).ends(0);
}
