//! The outbox: nothing lost, nothing doubled, nothing forgotten by halves.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use garbo::deliver::message::{Draft, message_id};
use garbo::deliver::outbox::{
    Arrived, BatchRow, Enqueued, FILE, NewDocument, NewMessage, Outbox, Outcome, Retention, Spared, State,
    Step, TicketId,
};
use garbo::error::{ErrorKind, Result};
use garbo::model::mailbox::Mailbox;
use jiff::Timestamp;
use proptest::prelude::{Just, ProptestConfig, Strategy, prop_oneof, proptest};
use serde_json::json;
use tempfile::TempDir;

fn clock() -> Timestamp {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

fn open(folder: &Path) -> Outbox {
    Outbox::open(folder, clock).unwrap_or_else(|error| panic!("{error}"))
}

fn new(to: &str, number: u8) -> NewMessage {
    let from: Mailbox = "Giulia Ferri <giulia@example.org>".parse().unwrap();
    let recipient: Mailbox = to.parse().unwrap();
    let draft = Draft {
        message_id: message_id(&from, [number; 16]),
        from,
        reply_to: None,
        to: recipient.clone(),
        bcc_self: false,
        subject: format!("Letter {number}"),
        text: format!("Dear {to},\nletter {number}.\n"),
        html: None,
        language: "en".parse().unwrap(),
        in_reply_to: None,
        references: Vec::new(),
        attachments: Vec::new(),
        date: "2026-11-23T08:00:00+01:00[Europe/Rome]".parse().unwrap(),
        auto: None,
    };
    NewMessage {
        kind: "decline".to_owned(),
        language: draft.language.clone(),
        recipient,
        subject: draft.subject.clone(),
        message: draft.to_message().unwrap(),
        attachments: vec!["terms.pdf".to_owned()],
        row: None,
    }
}

fn in_row(batch: &str, number: u8) -> NewMessage {
    let to = format!("c{number}@example.com");
    let row = Some(BatchRow { batch: batch.to_owned(), row: format!("decline {to}") });
    NewMessage { row, ..new(&to, number) }
}

fn filled(folder: &Path, count: u8) -> (Outbox, Vec<TicketId>) {
    let mut outbox = open(folder);
    let all = outbox.enqueue_all((1..=count).map(|n| Ok(new(&format!("c{n}@example.com"), n)))).unwrap();
    (outbox, all.into_iter().map(Enqueued::id).collect())
}

fn states(outbox: &Outbox) -> Vec<State> {
    outbox.list(&[]).unwrap().into_iter().map(|ticket| ticket.state).collect()
}

fn send(outbox: &mut Outbox, id: TicketId, outcome: Outcome) {
    let mut sending = outbox.start_sending().unwrap();
    assert_eq!(sending.commit(&[Step::Begin(id)]).unwrap(), [id]);
    sending.hand_over(id).unwrap();
    sending.commit(&[Step::Finish(id, outcome)]).unwrap();
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_message_goes_through_its_states() {
    let desk = TempDir::new().unwrap();
    let (mut outbox, ids) = filled(desk.path(), 4);
    assert_eq!(states(&outbox), [State::Queued; 4]);
    let ticket = outbox.ticket(ids[0]).unwrap();
    assert_eq!(
        serde_json::to_value(&ticket).unwrap(),
        json!({
        "id": 1, "kind": "decline", "recipient": "c1@example.com", "state": "queued",
        "message_id": "<01010101010101010101010101010101@example.org>", "attempts": 0, "last_error": null,
        "created": "2026-11-23T08:00:00Z", "sent": null, "language": "en", "subject": "Letter 1",
        "attachments": ["terms.pdf"], "address": "c1@example.com", "batch": null})
    );

    send(&mut outbox, ids[0], Outcome::Sent("250 ok".to_owned()));
    send(&mut outbox, ids[1], Outcome::Failed("550 no such user".to_owned()));
    send(&mut outbox, ids[2], Outcome::Uncertain("connection lost".to_owned()));
    send(&mut outbox, ids[3], Outcome::TryAgain("451 later".to_owned()));
    assert_eq!(states(&outbox), [State::Sent, State::Failed, State::Uncertain, State::Queued]);
    let counted: Vec<u32> = outbox.count().unwrap().into_iter().map(|(_, n)| n).collect();
    assert_eq!(counted, [1, 1, 1, 1, 0]);
    assert_eq!(outbox.ticket(ids[0]).unwrap().sent, Some(clock()));
    let detail = outbox.show(ids[3]).unwrap();
    assert_eq!((detail.ticket.attempts, detail.ticket.last_error.as_deref()), (1, Some("451 later")));
    assert_eq!(detail.attempts[0].outcome.as_deref(), Some("queued"));
    assert_eq!(detail.message, new("c4@example.com", 4).message);

    // Only what is queued is offered again, and only what may be touched can be.
    assert_eq!(outbox.start_sending().unwrap().queued().unwrap(), [ids[3]]);
    let error = outbox.retry(ids[0]).unwrap_err();
    assert_eq!((error.kind, error.to_string().contains("second copy")), (ErrorKind::Refused, true));
    assert_eq!(outbox.cancel(ids[0]).unwrap_err().kind, ErrorKind::Refused);
    assert!(outbox.cancel(ids[2]).unwrap_err().to_string().contains("garbo outbox resolve 3 --sent"));
    assert_eq!(outbox.resolve(ids[1], Arrived::Yes).unwrap_err().kind, ErrorKind::Refused);
    assert_eq!(outbox.cancel(ids[3]).unwrap().state, State::Cancelled);
    assert_eq!(outbox.resolve(ids[2], Arrived::No).unwrap().state, State::Queued);
    assert_eq!(outbox.retry(ids[1]).unwrap().state, State::Queued);
    send(&mut outbox, ids[2], Outcome::Uncertain("lost".to_owned()));
    assert_eq!(outbox.resolve(ids[2], Arrived::Yes).unwrap().sent, Some(clock()));
    assert_eq!(outbox.ticket("99".parse().unwrap()).unwrap_err().kind, ErrorKind::Missing);
    assert_eq!("x".parse::<TicketId>().unwrap_err().kind, ErrorKind::Usage);
}

#[test]
fn a_row_of_a_batch_is_written_once() {
    let desk = TempDir::new().unwrap();
    let mut outbox = open(desk.path());
    outbox.enqueue_all((1..=3).map(|n| Ok(in_row("list.csv", n)))).unwrap();
    let again = outbox.enqueue_all((1..=4).map(|n| Ok(in_row("list.csv", n)))).unwrap();
    assert!(matches!(
        again[..],
        [Enqueued::Already(_), Enqueued::Already(_), Enqueued::Already(_), Enqueued::New(_)]
    ));
    // Another file is another batch, though the Message-ID must differ.
    let other = NewMessage { row: in_row("other.csv", 1).row, ..new("c1@example.com", 77) };
    assert!(matches!(outbox.enqueue(other).unwrap(), Enqueued::New(_)));
    assert_eq!(outbox.list(&[]).unwrap().len(), 5);
    let row = in_row("list.csv", 2).row.unwrap();
    assert_eq!(outbox.written_before(&row).unwrap().unwrap().address, "c2@example.com");
    assert_eq!(outbox.same_kind_to("c1@example.com", "decline").unwrap().len(), 2);
    assert_eq!(outbox.same_kind_to("c1@example.com", "ending").unwrap(), []);
    outbox.cancel(outbox.same_kind_to("c1@example.com", "decline").unwrap()[0].id).unwrap();
    assert_eq!(outbox.same_kind_to("c1@example.com", "decline").unwrap().len(), 1);
}

#[test]
fn a_batch_is_queued_whole_or_not_at_all() {
    let desk = TempDir::new().unwrap();
    let mut outbox = open(desk.path());
    let bad = || garbo::error::Error::data("row 3 is broken");
    let rows: Vec<Result<NewMessage>> =
        vec![Ok(new("a@example.org", 1)), Ok(new("b@example.org", 2)), Err(bad())];
    assert_eq!(outbox.enqueue_all(rows).unwrap_err(), bad());
    assert_eq!(outbox.list(&[]).unwrap(), []);
}

#[test]
fn files_are_for_the_owner_alone() {
    let desk = TempDir::new().unwrap();
    let (mut outbox, ids) = filled(desk.path(), 1);
    let mut sending = outbox.start_sending().unwrap();
    sending.commit(&[Step::Begin(ids[0])]).unwrap();
    sending.hand_over(ids[0]).unwrap();
    let mut names: Vec<String> = Vec::new();
    for entry in fs::read_dir(desk.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(mode(&entry.path()), 0o600, "{:?}", entry.path());
        names.push(entry.file_name().into_string().unwrap());
    }
    names.sort();
    assert_eq!(names, ["garbo.db", "garbo.db-shm", "garbo.db-wal", "garbo.db.lock", "garbo.db.sending"]);
}

#[test]
fn what_is_not_an_outbox_is_named_and_kept() {
    let whole = TempDir::new().unwrap();
    let (mut outbox, _) = filled(whole.path(), 40);
    outbox
        .expire(
            Retention {
                letters_before: Some("2000-01-01T00:00:00Z".parse().unwrap()),
                agreements_before: None,
            },
            &Spared::default(),
        )
        .unwrap();
    drop(outbox);
    let good = fs::read(whole.path().join(FILE)).unwrap();
    let changed = |at: usize, with: &[u8]| {
        let mut bytes = good.clone();
        bytes[at..at + with.len()].copy_from_slice(with);
        bytes
    };
    for (name, bytes, kind, says) in [
        ("empty", Vec::new(), ErrorKind::Data, "damaged"),
        ("text", b"fees: 80\n".to_vec(), ErrorKind::Data, "damaged"),
        ("short", good[..50].to_vec(), ErrorKind::Data, "damaged"),
        ("header", changed(0, &[0x5A; 64]), ErrorKind::Data, "damaged"),
        ("cut", good[..good.len() / 2].to_vec(), ErrorKind::Data, "damaged"),
        ("middle", changed(good.len() / 2 / 4096 * 4096, &[0x5A; 4096]), ErrorKind::Data, "damaged"),
        ("foreign", changed(68, &[0; 4]), ErrorKind::Data, "another program"),
        ("newer", changed(60, &[0, 0, 1, 0]), ErrorKind::Configuration, "newer garbo"),
    ] {
        let desk = TempDir::new().unwrap();
        let path = desk.path().join(FILE);
        fs::write(&path, &bytes).unwrap();
        for _ in 0..2 {
            let error = Outbox::open(desk.path(), clock).unwrap_err();
            let said = error.to_string();
            assert_eq!(error.kind, kind, "{name}: {said}");
            assert!(
                said.contains(says) && said.contains(path.to_str().unwrap()) && said.contains("hint:"),
                "{name}: {said}"
            );
            assert_eq!(fs::read(&path).unwrap(), bytes, "{name} was written to");
        }
    }
    let desk = TempDir::new().unwrap();
    fs::create_dir(desk.path().join(FILE)).unwrap();
    assert!(Outbox::open(desk.path(), clock).unwrap_err().to_string().contains("not a file"));
    let desk = TempDir::new().unwrap();
    std::os::unix::fs::symlink("/nowhere/at/all", desk.path().join(FILE)).unwrap();
    assert_eq!(Outbox::open(desk.path(), clock).unwrap_err().kind, ErrorKind::Missing);
    assert_eq!(Outbox::open(&desk.path().join("gone"), clock).unwrap_err().kind, ErrorKind::Missing);
    assert!(Outbox::open_if_any(TempDir::new().unwrap().path(), clock).unwrap().is_none());
}

#[test]
fn a_changed_byte_in_a_letter_is_not_sent() {
    let desk = TempDir::new().unwrap();
    let (mut outbox, ids) = filled(desk.path(), 3);
    outbox
        .expire(
            Retention {
                letters_before: Some("2000-01-01T00:00:00Z".parse().unwrap()),
                agreements_before: None,
            },
            &Spared::default(),
        )
        .unwrap();
    drop(outbox);
    let path = desk.path().join(FILE);
    let mut bytes = fs::read(&path).unwrap();
    let needle = b"letter 2.";
    for at in 0..bytes.len() - needle.len() {
        if bytes[at..].starts_with(needle) {
            bytes[at] = b'L';
        }
    }
    fs::write(&path, bytes).unwrap();
    let mut outbox = open(desk.path());
    let sending = outbox.start_sending().unwrap();
    assert!(sending.load(ids[0]).is_ok());
    let error = sending.load(ids[1]).unwrap_err();
    assert!(error.to_string().contains("message 2 is not what was queued"), "{error}");
}

#[test]
fn one_sender_at_a_time() {
    let desk = TempDir::new().unwrap();
    let (mut first, ids) = filled(desk.path(), 2);
    let mut second = open(desk.path());
    let mut sending = first.start_sending().unwrap();
    sending.commit(&[Step::Begin(ids[0])]).unwrap();
    let error = second.start_sending().unwrap_err();
    assert_eq!((error.exit_code(), error.problems[0].message.as_str()), (75, "another garbo is sending"));
    // The others may look and queue, and neither touch nor settle what is on its way.
    let mut third = open(desk.path());
    assert_eq!(third.recovered().uncertain, []);
    assert_eq!(third.recovered().requeued, []);
    assert_eq!(third.cancel(ids[0]).unwrap_err().kind, ErrorKind::TryAgain);
    assert_eq!(third.retry(ids[0]).unwrap_err().kind, ErrorKind::TryAgain);
    assert_eq!(third.forget("c1@example.com").unwrap_err().kind, ErrorKind::TryAgain);
    third.enqueue(new("late@example.com", 9)).unwrap();
    assert_eq!(third.cancel(ids[1]).unwrap().state, State::Cancelled);
    // What was cancelled meanwhile is not begun.
    let begun =
        sending.commit(&[Step::Finish(ids[0], Outcome::Sent(String::new())), Step::Begin(ids[1])]).unwrap();
    assert_eq!(begun, []);
    drop(sending);
    assert_eq!(second.start_sending().unwrap().queued().unwrap().len(), 1);
}

#[test]
fn a_stopped_sender_is_settled() {
    let desk = TempDir::new().unwrap();
    let (mut outbox, ids) = filled(desk.path(), 3);
    let mut sending = outbox.start_sending().unwrap();
    sending.commit(&[Step::Begin(ids[0]), Step::Begin(ids[1])]).unwrap();
    sending.hand_over(ids[1]).unwrap();
    drop(sending);
    drop(outbox);
    let mut outbox = open(desk.path());
    assert_eq!(states(&outbox), [State::Queued, State::Uncertain, State::Queued]);
    assert_eq!(outbox.recovered().requeued[0].id, ids[0]);
    assert_eq!(outbox.recovered().uncertain[0].id, ids[1]);
    assert!(outbox.ticket(ids[1]).unwrap().last_error.unwrap().contains("may have been delivered"));
    assert_eq!(outbox.start_sending().unwrap().queued().unwrap(), [ids[0], ids[2]]);

    // An orderly stop knows what it handed over.
    let mut sending = outbox.start_sending().unwrap();
    sending.commit(&[Step::Begin(ids[0]), Step::Begin(ids[2])]).unwrap();
    sending.hand_over(ids[0]).unwrap();
    sending.stop().unwrap();
    assert_eq!(states(&outbox), [State::Uncertain, State::Uncertain, State::Queued]);
    assert!(!desk.path().join("garbo.db.sending").exists());
}

#[test]
fn without_trustworthy_marks_a_begun_message_is_uncertain() {
    let desk = TempDir::new().unwrap();
    let (mut outbox, ids) = filled(desk.path(), 1);
    let mut sending = outbox.start_sending().unwrap();
    sending.commit(&[Step::Begin(ids[0])]).unwrap();
    drop(sending);
    drop(outbox);
    // As after a power cut, which the marks do not survive.
    fs::remove_file(desk.path().join("garbo.db.sending")).unwrap();
    assert_eq!(states(&open(desk.path())), [State::Uncertain]);
}

#[test]
fn the_journal_insists_on_its_order() {
    let desk = TempDir::new().unwrap();
    let (mut outbox, ids) = filled(desk.path(), 1);
    let mut sending = outbox.start_sending().unwrap();
    assert_eq!(sending.hand_over(ids[0]).unwrap_err().kind, ErrorKind::Internal);
    let finish = Step::Finish(ids[0], Outcome::Sent(String::new()));
    let error = sending.commit(std::slice::from_ref(&finish)).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Internal);
    // After an error nothing goes on.
    assert_eq!(sending.commit(&[Step::Begin(ids[0])]).unwrap_err(), error);
    drop(sending);
    assert_eq!(states(&open(desk.path())), [State::Queued]);
}

#[test]
fn many_at_once_are_there_whole_or_not_at_all() {
    let (desk, killed) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let (mut outbox, _) = filled(desk.path(), 1);
    let numbers = 100..=160;
    let messages = numbers.clone().map(|number| {
        if number == 160 {
            // What a crash leaves: far more was written than memory holds.
            for name in [FILE, "garbo.db-journal"] {
                fs::copy(desk.path().join(name), killed.path().join(name)).unwrap();
            }
        }
        let mut message = in_row("many", number);
        message.message.bytes.resize(100_000, b'x');
        Ok(message)
    });
    outbox.in_bulk(1000, |outbox| outbox.enqueue_all(messages)).unwrap();
    assert!(fs::metadata(killed.path().join(FILE)).unwrap().len() > 1 << 20);
    assert_eq!(states(&open(killed.path())), [State::Queued]);
    assert_eq!(outbox.list(&[]).unwrap().len(), 1 + numbers.count());
    // The log is back, and others read while somebody writes.
    assert!(desk.path().join("garbo.db-wal").exists() && !desk.path().join("garbo.db-journal").exists());
    assert_eq!(open(desk.path()).list(&[]).unwrap().len(), 62);
}

#[test]
fn many_at_once_go_in_beside_another_reader_and_a_fault_takes_all_back() {
    let desk = TempDir::new().unwrap();
    let (mut outbox, _) = filled(desk.path(), 1);
    let other = open(desk.path());
    outbox.in_bulk(1000, |outbox| outbox.enqueue_all([Ok(in_row("many", 100))])).unwrap();
    assert_eq!(other.list(&[]).unwrap().len(), 2);
    drop(other);
    let fault = garbo::error::Error::data("a fault");
    let rows = [Ok(in_row("many", 101)), Err(fault.clone())];
    assert_eq!(outbox.in_bulk(1000, |outbox| outbox.enqueue_all(rows)).unwrap_err(), fault);
    assert_eq!(outbox.list(&[]).unwrap().len(), 2);
    outbox.in_bulk(1000, |outbox| outbox.enqueue_all([Ok(in_row("many", 101))])).unwrap();
    assert_eq!(open(desk.path()).list(&[]).unwrap().len(), 3);
}

fn document(name: Option<&str>, address: Option<&str>, text: &str) -> NewDocument {
    NewDocument {
        kind: "agreement".to_owned(),
        language: "tr+en".to_owned(),
        name: name.map(str::to_owned),
        address: address.map(|text| text.parse().unwrap()),
        title: "Coaching agreement".to_owned(),
        place: "ahmet.pdf".to_owned(),
        text: text.to_owned(),
        file: Some(b"%PDF of it".to_vec()),
        version: "3".to_owned(),
        meta: json!({"sessions": 6}),
        is_agreement: true,
        row: None,
    }
}

#[test]
fn an_agreement_can_be_verified_later() {
    let desk = TempDir::new().unwrap();
    let mut outbox = open(desk.path());
    outbox.record_all([Ok(document(Some("Ahmet Yılmaz"), Some("ahmet@ornek.com.tr"), "the text"))]).unwrap();
    for copy in [&b"the text"[..], b"%PDF of it"] {
        let found = outbox.issued(copy).unwrap();
        assert_eq!((found.len(), found[0].recipient.as_str()), (1, "Ahmet Yılmaz <ahmet@ornek.com.tr>"));
        assert_eq!((found[0].meta.clone(), found[0].version.as_str()), (json!({"sessions": 6}), "3"));
        assert_eq!(found[0].text_sha256, "41a1f654dc79a9ac645afa553c31d51fd115eca8dd1cb9e6c67ae03e52718e8b");
    }
    assert_eq!(outbox.issued(b"another text").unwrap(), []);
    assert_eq!(outbox.agreements().unwrap().len(), 1);
    let row = BatchRow { batch: "list.csv".to_owned(), row: "1".to_owned() };
    let draft = || NewDocument {
        row: Some(row.clone()),
        is_agreement: false,
        ..document(None, Some("b@example.org"), "draft")
    };
    let ids = outbox.record_all([Ok(draft()), Ok(draft())]).unwrap();
    assert_eq!(ids[0], ids[1]);
    assert_eq!(outbox.recorded_before(&row).unwrap().unwrap().id, ids[0]);
    assert_eq!(outbox.agreements().unwrap().len(), 1);
}

#[test]
fn the_log_finds_people() {
    let desk = TempDir::new().unwrap();
    let mut outbox = open(desk.path());
    outbox.enqueue(new("Анна Петрова <anna@example.org>", 1)).unwrap();
    outbox.enqueue(new("Joanna <joanna@example.org>", 2)).unwrap();
    outbox.record_all([Ok(document(Some("Анна Петрова"), None, "x"))]).unwrap();
    let found = |who: &str| outbox.log(Some(who)).unwrap().len();
    assert_eq!(outbox.log(None).unwrap().len(), 3);
    assert_eq!(
        (found("анна"), found("Петрова"), found("ANNA@example.org"), found("anna"), found("nobody")),
        (2, 2, 1, 1, 0)
    );
    let entry = &outbox.log(Some("anna@example.org")).unwrap()[0];
    assert_eq!((entry.title.as_str(), entry.state), ("Letter 1", Some(State::Queued)));
    let export = outbox.export("anna@example.org").unwrap();
    assert_eq!(export["messages"].as_array().unwrap().len(), 1);
    assert!(export["messages"][0]["content"].as_str().unwrap().contains("To: =?utf-8?"));
    assert_eq!(export["documents"].as_array().unwrap().len(), 1);
}

#[test]
fn a_forgotten_person_leaves_no_byte() {
    let desk = TempDir::new().unwrap();
    let mut outbox = open(desk.path());
    for n in 1..=60 {
        let to = if n % 2 == 0 {
            "Anna Petrova <Anna.P@пример.рф>".to_owned()
        } else {
            format!("p{n}@example.com")
        };
        outbox.enqueue(new(&to, n)).unwrap();
    }
    let id = outbox.list(&[]).unwrap()[1].id;
    send(&mut outbox, id, Outcome::Failed("550 <Anna.P@xn--e1afmkfd.xn--p1ai> unknown".to_owned()));
    outbox.record_all([Ok(document(Some("Anna Petrova"), None, "Between Anna Petrova and …"))]).unwrap();
    let trace = |desk: &TempDir| {
        let files = fs::read_dir(desk.path()).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap());
        files
            .flatten()
            .collect::<Vec<u8>>()
            .windows(6)
            .any(|w| w == b"Anna P" || w == b"Anna.P" || w == b"anna.p")
    };
    assert!(trace(&desk));
    let forgotten = outbox.forget("anna.p@xn--e1afmkfd.xn--p1ai").unwrap();
    assert_eq!((forgotten.messages, forgotten.documents), (30, 1));
    assert_eq!(forgotten.files, ["ahmet.pdf"]);
    assert_eq!(forgotten.mentions, Vec::<String>::new());
    assert_eq!(forgotten.searched[0], desk.path().join(FILE));
    assert!(!trace(&desk));
    assert_eq!(outbox.list(&[]).unwrap().len(), 30);
    assert_eq!(outbox.forget("anna.p@пример.рф").unwrap().messages, 0);
    // Who is named in a letter to somebody else is not passed over in silence.
    outbox
        .enqueue(NewMessage { subject: "About Boris Smirnov".to_owned(), ..new("z@example.com", 99) })
        .unwrap();
    outbox.enqueue(new("Boris Smirnov <boris@example.com>", 98)).unwrap();
    let forgotten = outbox.forget("Boris Smirnov").unwrap();
    assert_eq!((forgotten.messages, forgotten.mentions), (1, vec!["message 61".to_owned()]));
}

#[test]
fn old_letters_are_erased_by_date() {
    let desk = TempDir::new().unwrap();
    let (mut outbox, ids) = filled(desk.path(), 3);
    send(&mut outbox, ids[0], Outcome::Sent(String::new()));
    send(&mut outbox, ids[1], Outcome::Uncertain(String::new()));
    outbox.record_all([Ok(document(None, Some("a@example.org"), "x"))]).unwrap();
    let before = |text: &str| Some(text.parse().unwrap());
    let early = Retention {
        letters_before: before("2026-11-23T07:00:00Z"),
        agreements_before: before("2026-11-23T07:00:00Z"),
    };
    let mut expire = |retention| {
        let (messages, documents) = outbox.expire(retention, &Spared::default()).unwrap();
        (messages.len(), documents.len())
    };
    assert_eq!(expire(early), (0, 0));
    let letters = Retention { letters_before: before("2026-11-24T00:00:00Z"), agreements_before: None };
    assert_eq!(expire(letters), (1, 0));
    let agreements = Retention { letters_before: None, agreements_before: before("2026-11-24T00:00:00Z") };
    assert_eq!(expire(agreements), (0, 1));
    assert_eq!(states(&outbox), [State::Uncertain, State::Queued]);
}

/// What may happen to one of three messages, or to the whole program.
#[derive(Clone, Debug)]
enum Event {
    Begin(usize),
    HandOver(usize),
    Finish(usize, Outcome),
    Retry(usize),
    Cancel(usize),
    Resolve(usize, Arrived),
    Crash,
}

fn event() -> impl Strategy<Value = Event> {
    let outcome = prop_oneof![
        Just(Outcome::Sent("250".to_owned())),
        Just(Outcome::Failed("550".to_owned())),
        Just(Outcome::TryAgain("451".to_owned())),
        Just(Outcome::Uncertain("lost".to_owned())),
    ];
    prop_oneof![
        4 => (0..3_usize).prop_map(Event::Begin),
        4 => (0..3_usize).prop_map(Event::HandOver),
        4 => (0..3_usize, outcome).prop_map(|(i, outcome)| Event::Finish(i, outcome)),
        1 => (0..3_usize).prop_map(Event::Retry),
        1 => (0..3_usize).prop_map(Event::Cancel),
        1 => (0..3_usize, prop_oneof![Just(Arrived::Yes), Just(Arrived::No)]).prop_map(|(i, a)| Event::Resolve(i, a)),
        2 => Just(Event::Crash),
    ]
}

/// What an onlooker who sees everything knows of a message.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Truth {
    state: State,
    /// Begun; whether it was handed over.
    flight: Option<bool>,
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(40) })]

    #[test]
    fn cut_off_at_any_step_each_message_is_known(events in proptest::collection::vec(event(), 1..25)) {
        let desk = TempDir::new().unwrap();
        let (mut outbox, ids) = filled(desk.path(), 3);
        let mut truth = [Truth { state: State::Queued, flight: None }; 3];
        let mut by_hand = open(desk.path());
        let mut sending = outbox.start_sending().unwrap();
        for event in events {
            match event {
                Event::Begin(i) => {
                    let may = truth[i].state == State::Queued && truth[i].flight.is_none();
                    let begun = sending.commit(&[Step::Begin(ids[i])]).unwrap();
                    assert_eq!(!begun.is_empty(), may);
                    if may {
                        truth[i].flight = Some(false);
                    }
                }
                Event::HandOver(i) if truth[i].flight.is_some() => {
                    sending.hand_over(ids[i]).unwrap();
                    truth[i].flight = Some(true);
                }
                Event::Finish(i, outcome) if truth[i].flight.is_some() => {
                    truth[i] = Truth { state: outcome.state(), flight: None };
                    sending.commit(&[Step::Finish(ids[i], outcome)]).unwrap();
                }
                Event::HandOver(_) | Event::Finish(..) => {}
                Event::Retry(i) => {
                    let may = truth[i].state != State::Sent && truth[i].flight.is_none();
                    assert_eq!(by_hand.retry(ids[i]).is_ok(), may);
                    if may {
                        truth[i].state = State::Queued;
                    }
                }
                Event::Cancel(i) => {
                    let may = matches!(truth[i].state, State::Queued | State::Cancelled) && truth[i].flight.is_none();
                    assert_eq!(by_hand.cancel(ids[i]).is_ok(), may);
                    if may {
                        truth[i].state = State::Cancelled;
                    }
                }
                Event::Resolve(i, arrived) => {
                    let may = truth[i].state == State::Uncertain;
                    assert_eq!(by_hand.resolve(ids[i], arrived).is_ok(), may);
                    if may {
                        truth[i].state = if arrived == Arrived::Yes { State::Sent } else { State::Queued };
                    }
                }
                Event::Crash => {
                    drop(sending);
                    outbox = open(desk.path());
                    sending = outbox.start_sending().unwrap();
                    for known in &mut truth {
                        let state = if known.flight == Some(true) { State::Uncertain } else { known.state };
                        *known = Truth { state, flight: None };
                    }
                }
            }
            let told: Vec<State> = ids.iter().map(|id| by_hand.ticket(*id).unwrap().state).collect();
            assert_eq!(told, truth.map(|known| known.state));
        }
        // Whatever happened, the words are what they were.
        drop(sending);
        for (id, n) in ids.iter().zip(1_u8..) {
            assert_eq!(outbox.show(*id).unwrap().message, new(&format!("c{n}@example.com"), n).message);
        }
    }
}
