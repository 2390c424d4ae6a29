//! What durability costs: queueing, marking as sent, and writing the message itself.
//!
//! The comparison is the bare cost of the same bytes: a plain file, written and synced once a message.

use std::fs::File;
use std::io::Write;

use divan::{Bencher, black_box, counter::ItemsCount};
use garbo::deliver::message::{Draft, message_id};
use garbo::deliver::outbox::{Enqueued, NewMessage, Outbox, Outcome, Step, TicketId};
use garbo::model::mailbox::Mailbox;
use jiff::Timestamp;
use tempfile::TempDir;

/// Messages in one round.
const COUNT: usize = 500;

fn main() {
    divan::main();
}

fn draft(number: usize) -> Draft {
    let from: Mailbox = "Giulia Ferri <giulia@example.org>".parse().expect("a mailbox");
    let line = "Здравствуйте! Спасибо за ваше письмо и за доверие, с которым вы мне написали.\n";
    Draft {
        message_id: message_id(&from, (number as u128).to_be_bytes()),
        from,
        reply_to: None,
        to: format!("Анна Петрова <c{number}@example.com>").parse().expect("a mailbox"),
        bcc_self: false,
        subject: "Ваш запрос о коучинге".to_owned(),
        text: line.repeat(9),
        html: Some(format!("<p>{}</p>", line.repeat(9))),
        language: "ru".parse().expect("a language"),
        in_reply_to: None,
        references: Vec::new(),
        attachments: Vec::new(),
        date: "2026-11-23T08:00:00+01:00[Europe/Rome]".parse().expect("a date"),
        auto: None,
    }
}

fn new(number: usize) -> NewMessage {
    let draft = draft(number);
    NewMessage {
        kind: "decline".to_owned(),
        language: draft.language.clone(),
        recipient: draft.to.clone(),
        subject: draft.subject.clone(),
        message: draft.to_message().expect("a message"),
        attachments: Vec::new(),
        row: None,
    }
}

fn filled() -> (TempDir, Outbox, Vec<TicketId>) {
    let folder = TempDir::new().expect("a folder");
    let mut outbox = Outbox::open(folder.path(), || Timestamp::UNIX_EPOCH).expect("an outbox");
    let ids = outbox.enqueue_all((0..COUNT).map(|n| Ok(new(n)))).expect("queued");
    (folder, outbox, ids.into_iter().map(Enqueued::id).collect())
}

#[divan::bench]
fn write_message(bencher: Bencher) {
    let draft = draft(1);
    bencher.bench(|| black_box(&draft).to_message());
}

#[divan::bench(sample_count = 10)]
fn enqueue(bencher: Bencher) {
    bencher
        .counter(ItemsCount::new(COUNT))
        .with_inputs(|| {
            let messages: Vec<NewMessage> = (0..COUNT).map(new).collect();
            (TempDir::new().expect("a folder"), messages)
        })
        .bench_values(|(folder, messages)| {
            let mut outbox = Outbox::open(folder.path(), || Timestamp::UNIX_EPOCH).expect("an outbox");
            outbox.enqueue_all(messages.into_iter().map(Ok)).expect("queued");
            folder
        });
}

/// One commit a message, as with one connection; ten a commit, as with ten.
#[divan::bench(args = [1, 10], sample_count = 10)]
fn send(bencher: Bencher, connections: usize) {
    bencher.counter(ItemsCount::new(COUNT)).with_inputs(filled).bench_values(|(folder, mut outbox, ids)| {
        let mut sending = outbox.start_sending().expect("the lock");
        let mut last: Vec<Step> = Vec::new();
        for group in ids.chunks(connections) {
            for id in group {
                sending.load(*id).expect("whole");
            }
            last.extend(group.iter().map(|id| Step::Begin(*id)));
            sending.commit(&last).expect("kept");
            for id in group {
                sending.hand_over(*id).expect("noted");
            }
            last = group.iter().map(|id| Step::Finish(*id, Outcome::Sent("250 ok".to_owned()))).collect();
        }
        sending.commit(&last).expect("kept");
        drop(sending);
        (folder, outbox)
    });
}

#[divan::bench(sample_count = 10)]
fn plain_file_synced_each(bencher: Bencher) {
    let bytes = draft(1).to_message().expect("a message").bytes;
    bencher.counter(ItemsCount::new(COUNT)).with_inputs(|| TempDir::new().expect("a folder")).bench_values(
        |folder| {
            let mut file = File::create(folder.path().join("log")).expect("a file");
            for _ in 0..COUNT {
                file.write_all(&bytes).expect("written");
                file.sync_data().expect("synced");
            }
            folder
        },
    );
}
