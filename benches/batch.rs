//! Ten thousand letters: the real program against a bare loop that renders and writes the same ones on one thread.
//!
//! The loop knows one template, one language and no check; it renders with Tera, turns Markdown into HTML, encodes a
//! message of two alternatives and writes an mbox. Pair by pair in one run; medians, ratios and the program's memory.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark tells its figures, and its files are its own"
)]

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use lettre::message::{Mailbox, Message, MultiPart};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use tempfile::TempDir;
use tera::{Context, Tera};

const COUNT: usize = 10_000;
const ROUNDS: usize = 5;

fn main() {
    let desk = Desk::new();
    let markdown = desk.letter();
    let (mut bare, mut mbox, mut queue) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        bare.push(bare_loop(&markdown, &desk.folder.path().join("bare.mbox")));
        let file = format!("{round}.mbox");
        mbox.push(desk.batch("list.csv", &["-o", &file]));
        desk.forget_all();
        queue.push(desk.batch("list.csv", &["--queue", "--yes"]));
        desk.forget_all();
    }
    let size = |name: &str| fs::metadata(desk.folder.path().join(name)).map_or(0, |meta| meta.len()) / 1024;
    println!(
        "{COUNT} letters, median of {ROUNDS} rounds; mbox of the loop {} KiB, ours {} KiB",
        size("bare.mbox"),
        size("0.mbox")
    );
    let bare = median(bare.into_iter().map(|seconds| (seconds, 0)).collect());
    println!("bare loop: {:.3} s", bare.0);
    for (name, runs) in [("to an mbox", mbox), ("into the outbox", queue)] {
        let ours = median(runs);
        println!("{name}: {:.3} s, {:.2} times the loop, {} MiB", ours.0, ours.0 / bare.0, ours.1 / 1024);
    }
    desk.table("long.csv", 10 * COUNT);
    let long = desk.batch("long.csv", &["-o", "long.mbox"]);
    println!("{} rows to an mbox: {:.3} s, {} MiB", 10 * COUNT, long.0, long.1 / 1024);
    desk.forget_all();
    let long = desk.batch("long.csv", &["--queue", "--yes"]);
    println!("{} rows into the outbox: {:.3} s, {} MiB", 10 * COUNT, long.0, long.1 / 1024);
}

fn median(mut runs: Vec<(f64, u64)>) -> (f64, u64) {
    runs.sort_by(|a, b| a.0.total_cmp(&b.0));
    runs.get(runs.len() / 2).copied().unwrap_or_default()
}

fn bare_loop(markdown: &str, file: &Path) -> f64 {
    let start = Instant::now();
    let mut tera = Tera::new();
    tera.add_raw_template("letter", markdown).expect("a template");
    let from: Mailbox = "Giulia Ferri <giulia@example.org>".parse().expect("a mailbox");
    let mut out = BufWriter::new(File::create(file).expect("a file"));
    let mut context = Context::new();
    for n in 0..COUNT {
        context.insert("name", &format!("Ann Lee {n}"));
        let text = tera.render("letter", &context).expect("a letter");
        let html = html(&text);
        let message = Message::builder()
            .from(from.clone())
            .to(format!("Ann Lee {n} <c{n}@example.com>").parse().expect("a mailbox"))
            .subject("Your enquiry about coaching")
            .multipart(MultiPart::alternative_plain_html(text, html))
            .expect("a message");
        out.write_all(b"From giulia@example.org Mon Nov 23 09:00:00 2026\n").expect("written");
        out.write_all(&message.formatted()).expect("written");
        out.write_all(b"\n").expect("written");
    }
    out.flush().expect("written");
    start.elapsed().as_secs_f64()
}

/// Turns the Markdown of a letter into HTML, and knows no more of it than a letter has.
fn html(text: &str) -> String {
    let mut out = String::with_capacity(2 * text.len());
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::Paragraph) => out.push_str("<p>"),
            Event::End(TagEnd::Paragraph) => out.push_str("</p>\n"),
            Event::Start(Tag::List(_)) => out.push_str("<ul>\n"),
            Event::End(TagEnd::List(_)) => out.push_str("</ul>\n"),
            Event::Start(Tag::Item) => out.push_str("<li>"),
            Event::End(TagEnd::Item) => out.push_str("</li>\n"),
            Event::Start(Tag::Link { dest_url, .. }) => {
                let _ = write!(out, "<a href=\"{dest_url}\">");
            }
            Event::End(TagEnd::Link) => out.push_str("</a>"),
            Event::Text(text) => {
                for c in text.chars() {
                    match c {
                        '&' => out.push_str("&amp;"),
                        '<' => out.push_str("&lt;"),
                        '>' => out.push_str("&gt;"),
                        c => out.push(c),
                    }
                }
            }
            Event::SoftBreak => out.push('\n'),
            Event::HardBreak => out.push_str("<br>\n"),
            _ => {}
        }
    }
    out
}

/// A practice of its own, with tables.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: TempDir::new().expect("a folder") };
        let practice = desk.folder.path().join("practice");
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/sample"), &practice);
        let file = practice.join("practice.yaml");
        let text = fs::read_to_string(&file).expect("the practice");
        let rest = text.split("\nmail:").next().unwrap_or_default();
        let mail = "\nmail:\n  from: \"Giulia Ferri <giulia@example.org>\"\n  smtp: {host: 127.0.0.1, port: 1, security: none}\n";
        fs::write(file, rest.to_owned() + mail).expect("written");
        desk.table("list.csv", COUNT);
        desk
    }

    fn table(&self, name: &str, rows: usize) {
        let mut table = "name,email,language,reason\n".to_owned();
        for n in 0..rows {
            let _ = writeln!(table, "Ann Lee {n},c{n}@example.com,en-GB,no_time");
        }
        fs::write(self.folder.path().join(name), table).expect("written");
    }

    fn command(&self) -> Command {
        let mut command = Command::new("/usr/bin/env");
        command
            .args(["time", "-f", "%M", "-o", "memory", env!("CARGO_BIN_EXE_garbo")])
            .current_dir(self.folder.path())
            .env("GARBO_HOME", self.folder.path().join("practice"))
            .stdin(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    /// Returns the letter as a template for the loop.
    fn letter(&self) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_garbo"));
        command.args([
            "decline",
            "--to",
            "Ann Lee 0 <c0@example.com>",
            "-l",
            "en-GB",
            "--reason",
            "no_time",
            "-f",
            "markdown",
        ]);
        let output = command.env("GARBO_HOME", self.folder.path().join("practice")).output().expect("garbo");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).expect("text").replace("Ann Lee 0", "{{ name }}")
    }

    /// Runs a batch; returns seconds and the largest memory in KiB.
    fn batch(&self, table: &str, how: &[&str]) -> (f64, u64) {
        let start = Instant::now();
        let status = self.command().args(["batch", table, "--kind", "decline", "-q"]).args(how).status();
        let elapsed = start.elapsed().as_secs_f64();
        assert!(status.is_ok_and(|status| status.success()), "garbo failed");
        let memory = fs::read_to_string(self.folder.path().join("memory")).unwrap_or_default();
        (elapsed, memory.trim().parse().unwrap_or(0))
    }

    fn forget_all(&self) {
        for name in ["garbo.db", "garbo.db-wal", "garbo.db-shm", "garbo.db.lock"] {
            let _ = fs::remove_file(self.folder.path().join("practice").join(name));
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}
