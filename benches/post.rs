//! Messages to a server that throws them away: ours against `smtp-source`, pair by pair in one run.
//!
//! Needs Postfix's `smtp-sink` and `smtp-source`. Each message is built (text and HTML), queued durably,
//! sent over the wire and marked as sent; once more with the journal in memory, for the wire alone. Prints
//! the medians and the ratio of rates, ours to theirs.

#![expect(clippy::print_stdout, reason = "a benchmark tells its figures")]

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use garbo::deliver::dispatch::send;
use garbo::deliver::message::{Draft, Message, message_id};
use garbo::deliver::outbox::{NewMessage, Outbox};
use garbo::deliver::smtp::{Event, Outgoing, Queue, Stop, send_all};
use garbo::error::Result;
use garbo::model::mail_account::{Security, Smtp};
use garbo::model::mailbox::Mailbox;
use jiff::Timestamp;
use tempfile::TempDir;

const COUNT: usize = 2_000;
const ROUNDS: usize = 5;

fn main() {
    let Some(sink) = Sink::start() else {
        println!("post: smtp-sink is not installed (package postfix); nothing measured");
        return;
    };
    let size = message(0).bytes.len();
    println!("{COUNT} messages of {size} bytes, median of {ROUNDS} rounds");
    for connections in [1, 10] {
        let (mut theirs, mut durable, mut wire) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            theirs.push(source(sink.port, connections, size));
            durable.push(with_outbox(sink.port, connections));
            wire.push(without_outbox(sink.port, connections));
        }
        let theirs = median(theirs);
        println!("connections: {connections}, smtp-source {theirs:.3} s");
        for (name, times) in [("with the outbox", durable), ("without it", wire)] {
            let ours = median(times);
            println!("  {name}: {ours:.3} s, {:.2} of the rate of smtp-source", theirs / ours);
        }
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// A running `smtp-sink`; ends with the value.
struct Sink {
    child: Child,
    port: u16,
}

impl Sink {
    fn start() -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").ok()?.local_addr().ok()?.port();
        let is_root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
        let mut command = Command::new("/usr/sbin/smtp-sink");
        if is_root {
            command.args(["-u", "nobody"]);
        }
        let child = command.args([&format!("127.0.0.1:{port}"), "100"]).stderr(Stdio::null()).spawn().ok()?;
        let sink = Self { child, port };
        for _ in 0..100 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Some(sink);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn source(port: u16, connections: usize, size: usize) -> f64 {
    let start = Instant::now();
    let status = Command::new("/usr/sbin/smtp-source")
        .args(["-m", &COUNT.to_string(), "-s", &connections.to_string(), "-l", &size.to_string()])
        .args(["-f", "giulia@example.org", "-t", "anna@example.com", &format!("127.0.0.1:{port}")])
        .status();
    assert!(status.is_ok_and(|status| status.success()), "smtp-source failed");
    start.elapsed().as_secs_f64()
}

fn with_outbox(port: u16, connections: usize) -> f64 {
    let folder = TempDir::new().expect("a folder");
    let mut outbox = Outbox::open(folder.path(), || Timestamp::UNIX_EPOCH).expect("an outbox");
    let start = Instant::now();
    outbox.enqueue_all((0..COUNT).map(|n| Ok(queued(n)))).expect("queued");
    let summary = send(&mut outbox, &smtp(port, connections), None, &Stop::new(), &mut |_, _| ());
    let elapsed = start.elapsed().as_secs_f64();
    assert_eq!(summary.expect("sent").sent, COUNT);
    elapsed
}

fn without_outbox(port: u16, connections: usize) -> f64 {
    let start = Instant::now();
    let summary = send_all(&smtp(port, connections), &mut Memory(0), &Stop::new());
    let elapsed = start.elapsed().as_secs_f64();
    assert_eq!(summary.expect("sent").sent, COUNT);
    elapsed
}

/// A queue that builds each message when it is wanted, and keeps nothing.
struct Memory(usize);

impl Queue for Memory {
    fn next(&mut self) -> Result<Option<Outgoing>> {
        if self.0 == COUNT {
            return Ok(None);
        }
        let Message { envelope, bytes, .. } = message(self.0);
        self.0 += 1;
        let id = i64::try_from(self.0).unwrap_or(i64::MAX);
        Ok(Some(Outgoing { id, from: envelope.from, to: envelope.to, copy: None, bytes }))
    }

    fn record(&mut self, events: &[Event]) -> Result<Vec<i64>> {
        let begun = events.iter().filter_map(|event| match event {
            Event::Begin(id) => Some(*id),
            Event::Outcome(..) => None,
        });
        Ok(begun.collect())
    }

    fn hand_over(&mut self, _: i64) -> Result<()> {
        Ok(())
    }
}

fn smtp(port: u16, connections: usize) -> Smtp {
    Smtp {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::None,
        login: None,
        ca_file: None,
        connections,
        per_minute: None,
        timeout: Duration::from_secs(30),
        dot_timeout: Duration::from_secs(60),
    }
}

fn queued(number: usize) -> NewMessage {
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

fn message(number: usize) -> Message {
    draft(number).to_message().expect("a message")
}

fn draft(number: usize) -> Draft {
    let from: Mailbox = "Giulia Ferri <giulia@example.org>".parse().expect("a mailbox");
    let line = "Здравствуйте! Спасибо за ваше письмо и за доверие, с которым вы мне написали.\n";
    let text = format!("{number}\n{}", line.repeat(9));
    Draft {
        message_id: message_id(&from, (number as u128).to_be_bytes()),
        from,
        reply_to: None,
        to: format!("Анна Петрова <c{number}@example.com>").parse().expect("a mailbox"),
        bcc_self: false,
        subject: format!("Ваш запрос о коучинге, {number}"),
        html: Some(format!("<p>{text}</p>")),
        text,
        language: "ru".parse().expect("a language"),
        in_reply_to: None,
        references: Vec::new(),
        attachments: Vec::new(),
        date: "2026-11-23T08:00:00+01:00[Europe/Rome]".parse().expect("a date"),
        auto: None,
    }
}
