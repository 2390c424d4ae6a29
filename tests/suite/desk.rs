//! A coach's desk for tests: a folder of its own with the sample practice, a fixed day, the real program.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use garbo::deliver::outbox::{Outbox, State, Ticket};
use tempfile::TempDir;

use crate::smtp_server::Server;

/// 2026-11-23, 09:00 in Rome.
pub const NOW: &str = "1795420800";

/// Parents who sign for a client under age.
pub const MOTHER: &str =
    "{name: Ayşe Yılmaz, gender: f, address: \"Örnek Sokak 7, 34000 İstanbul\", email: ayse@example.org}";
pub const FATHER: &str = "{name: Mehmet Yılmaz, gender: m}";

/// What a run printed and how it ended.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    /// Asserts the exit code, and shows what was said when it is another one.
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        self
    }
}

/// A practice folder, a working folder and a home of its own.
pub struct Desk {
    folder: TempDir,
}

impl Desk {
    /// The sample practice as a practice of one's own, with a mail account that leads nowhere.
    pub fn new() -> Self {
        let desk = Self { folder: TempDir::new().unwrap() };
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/sample");
        copy(&sample, &desk.practice());
        std::fs::create_dir_all(desk.path("work")).unwrap();
        desk
    }

    /// A desk whose mail goes to a server in this process.
    pub fn mailing_to(server: &Server) -> Self {
        let desk = Self::new();
        desk.set_mail(&format!(
            "host: 127.0.0.1, port: {}, security: none, timeout: 5",
            server.address.port()
        ));
        desk
    }

    /// Replaces the account; `smtp` is the inside of a mapping in flow style.
    pub fn set_mail(&self, smtp: &str) {
        let file = self.practice().join("practice.yaml");
        let text = std::fs::read_to_string(&file).unwrap();
        let rest = text.split("\nmail:").next().unwrap();
        let mail = format!("\nmail:\n  from: \"Giulia Ferri <giulia@example.org>\"\n  smtp: {{{smtp}}}\n");
        std::fs::write(file, rest.to_owned() + &mail).unwrap();
    }

    pub fn practice(&self) -> PathBuf {
        self.folder.path().join("practice")
    }

    /// A desk whose client Ahmet lives where the law of that place applies, with a fee taxed as it is there.
    pub fn under(place: &str, tax: &str) -> Self {
        let desk = Self::new();
        let country = place.split('-').next().unwrap();
        desk.replace("people/ahmet.yaml", "\nterms:\n", &format!("\nterms:\n  jurisdiction: {place}\n"));
        desk.replace("people/ahmet.yaml", "fees: {", &format!("fees: {{tax: {tax}, "));
        desk.replace("people/ahmet.yaml", "country: TR", &format!("country: {country}"));
        desk
    }

    /// Makes Ahmet a minor of that birth, without a mailbox or an address of his own; these sign for him.
    pub fn under_age(self, born: &str, guardians: &[&str]) -> Self {
        self.replace("practice.yaml", "minors: adults_only", "minors: with_guardian");
        self.replace("people/ahmet.yaml", "email: ahmet@example.org", &format!("born: {born}"));
        self.replace("people/ahmet.yaml", "party:\n  address: Örnek Sokak 5, 34000 İstanbul\n", "");
        if !guardians.is_empty() {
            let list: String = guardians.iter().map(|g| format!("    - {g}\n")).collect();
            self.replace("people/ahmet.yaml", "\nterms:\n", &format!("\nterms:\n  guardians:\n{list}"));
        }
        self
    }

    /// Replaces words in a file of the practice; they must be there.
    pub fn replace(&self, name: &str, from: &str, to: &str) {
        let file = self.practice().join(name);
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains(from), "{name} has no `{from}`");
        std::fs::write(file, text.replacen(from, to, 1)).unwrap();
    }

    /// Returns a path in the desk's folder; commands run in `work`.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the working folder.
    pub fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path("work").join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Returns the program with its surroundings set, for tests that start it themselves.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_garbo"));
        command
            .args(arguments)
            .current_dir(self.path("work"))
            .env_clear()
            .env("HOME", self.folder.path())
            .env("GARBO_HOME", self.practice())
            .env("SOURCE_DATE_EPOCH", NOW)
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.command(arguments).output().unwrap().into()
    }

    /// Returns what is in the outbox, in the states given; all for none.
    pub fn tickets(&self, states: &[State]) -> Vec<Ticket> {
        let outbox = Outbox::open_if_any(&self.practice(), || jiff::Timestamp::UNIX_EPOCH).unwrap();
        outbox.map_or_else(Vec::new, |outbox| outbox.list(states).unwrap())
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => {
                std::fs::copy(entry.path(), target).unwrap();
            }
        }
    }
}
