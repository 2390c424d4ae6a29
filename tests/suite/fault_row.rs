//! One fault of the mail server and how it must end; tried with the real program, before and after the fault is gone.

use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::desk::{Desk, Ran};
use crate::smtp_server::{Act, Plan, Security, Server};

pub const PASSWORD: &str = "hunter2-secret";

/// With `timeout: 2` no fault may hold garbo longer.
const PATIENCE: Duration = Duration::from_secs(20);
/// Where nothing hangs, only the load of the machine does.
const LONG_PATIENCE: Duration = Duration::from_secs(100);

/// More than the buffers of a connection hold, and less than the 64 MiB of a hostile line.
const SPOUTED_MAX: usize = 16 << 20;

/// Memory of a run in KiB. The debug build itself takes a good part of it.
const MEMORY_MAX: u64 = 96 << 10;

/// How often an attachment may be held at once: read, encoded, in the message, in the database.
const COPIES_MAX: u64 = 6;

/// One fault, and how it must end.
pub struct Row {
    pub number: u8,
    pub name: &'static str,
    pub plan: Plan,
    /// More of the account, in place of the login that the plan's encryption asks for.
    pub login: Option<&'static str>,
    pub host: Option<String>,
    pub to: &'static str,
    pub letters: usize,
    pub attached: usize,
    pub code: i32,
    pub says: Vec<&'static str>,
    pub states: Vec<&'static str>,
    pub mailbox: usize,
    pub logins: usize,
    /// Whether the sender may be named to the server.
    pub is_named: bool,
    pub is_connected: bool,
}

impl Row {
    pub fn new(number: u8, name: &'static str, plan: Plan) -> Self {
        Self {
            number,
            name,
            plan,
            login: None,
            host: None,
            to: "anna@example.com",
            letters: 1,
            attached: 0,
            code: 75,
            says: vec!["garbo outbox send"],
            states: vec!["queued"],
            mailbox: 0,
            logins: 0,
            is_named: false,
            is_connected: true,
        }
    }

    /// Tells whether garbo has to wait for what never comes.
    fn hangs(&self) -> bool {
        let is_slow = |act: &Act| matches!(act, Act::Hang | Act::Trickle);
        self.plan.faults.iter().any(|(_, _, act)| is_slow(act))
            || self.login.is_some_and(|login| login.contains("sleep"))
    }

    pub fn says(mut self, says: &[&'static str]) -> Self {
        self.says = says.to_vec();
        self
    }

    /// Nothing but the coach can mend it.
    pub fn configuration(mut self) -> Self {
        self.code = 78;
        self
    }

    /// The server was told of the letter.
    pub fn named(mut self) -> Self {
        self.is_named = true;
        self
    }

    pub fn refused(self) -> Self {
        let mut row = self.named();
        (row.code, row.states) = (69, vec!["failed"]);
        row.says.push("was refused for good");
        row
    }

    pub fn uncertain(self, mailbox: usize) -> Self {
        let mut row = self.named();
        (row.states, row.mailbox) = (vec!["uncertain"], mailbox);
        row.says.extend([
            "may have been delivered",
            "look for it in your Sent folder",
            "garbo outbox resolve 1 --sent",
            "garbo outbox retry 1",
        ]);
        row
    }

    pub fn sent(self) -> Self {
        let mut row = self.named();
        (row.code, row.states, row.mailbox, row.says) = (0, vec!["sent"], 1, Vec::new());
        row
    }

    pub fn logins(mut self, logins: usize) -> Self {
        self.logins = logins;
        self
    }

    pub fn login(mut self, login: &'static str) -> Self {
        self.login = Some(login);
        self
    }
}

/// Runs garbo, no longer than a fault may hold it up.
fn bounded(desk: &Desk, arguments: &[&str], patience: Duration, attached: usize, what: &str) -> Ran {
    let memory_max = MEMORY_MAX + COPIES_MAX * (attached as u64 >> 10);
    let mut child = desk.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let begun = Instant::now();
    let status = format!("/proc/{}/status", child.id());
    while child.try_wait().unwrap().is_none() {
        if begun.elapsed() > patience {
            child.kill().unwrap();
            panic!("{what}: still running after {patience:?}");
        }
        // Where the system tells it. Until the program has begun, the memory shown is that of the tests.
        let status = std::fs::read_to_string(&status).unwrap_or_default();
        let has_begun = status.starts_with("Name:\tgarbo\n");
        let peak = status
            .lines()
            .filter(|_| has_begun)
            .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        assert!(peak.is_none_or(|peak| peak < memory_max), "{what}: {peak:?} KiB");
        sleep(Duration::from_millis(20));
    }
    child.wait_with_output().unwrap().into()
}

fn states(desk: &Desk) -> Vec<String> {
    let listed = desk.run(&["outbox", "list", "--json"]).ends(0);
    let listed: Value = serde_json::from_str(&listed.out).unwrap();
    listed.as_array().unwrap().iter().map(|message| message["state"].as_str().unwrap().to_owned()).collect()
}

/// A password stands nowhere that lasts.
fn keeps_the_secret(desk: &Desk, ran: &Ran, what: &str) {
    assert!(!ran.err.contains(PASSWORD) && !ran.out.contains(PASSWORD), "{what}: {ran:?}");
    for name in ["garbo.db", "garbo.db-wal", "garbo.db.lock", "garbo.db.sending"] {
        let bytes = std::fs::read(desk.practice().join(name)).unwrap_or_default();
        assert!(!bytes.windows(PASSWORD.len()).any(|window| window == PASSWORD.as_bytes()), "{what}: {name}");
    }
}

/// Has the program meet the fault, looks at everything that is left, and lets the fault go.
pub fn try_row(row: &Row) {
    let what = format!("fault {}, {} ({:?})", row.number, row.name, row.plan.extensions);
    let server = Server::start(row.plan.clone());
    let desk = Desk::new();
    std::fs::write(desk.practice().join("ca.pem"), &server.authority).unwrap();
    std::fs::write(desk.path("secret"), PASSWORD).unwrap();
    let here = |security| format!("host: 127.0.0.1, port: {}, security: {security}", server.address.port());
    let (host, needs_login) = match row.plan.security {
        _ if row.host.is_some() => (row.host.clone().unwrap(), false),
        Security::None => (here("none"), false),
        Security::Starttls => (here("starttls"), true),
        Security::Implicit => (here("tls"), true),
    };
    let own = format!("password_command: \"cat {}\"", desk.path("secret").display());
    let login = match row.login {
        Some(login) => format!(", username: giulia, {login}"),
        None if needs_login => format!(", username: giulia, {own}"),
        None => String::new(),
    };
    let timeout = if row.hangs() { 2 } else { 20 };
    desk.set_mail(&format!("{host}, timeout: {timeout}, connections: 3, ca_file: ca.pem{login}"));

    // The first run meets the fault.
    let patience = if row.hangs() { PATIENCE } else { LONG_PATIENCE };
    let write = |to: &str, more: &[&str]| -> Vec<String> {
        let arguments =
            [&["decline", "--to", to, "-l", "tr", "--reason", "no_time", "--yes", "-q"][..], more].concat();
        arguments.into_iter().map(str::to_owned).collect()
    };
    let mut more = vec!["--send"];
    if row.attached > 0 {
        desk.file("scan.pdf", vec![b'x'; row.attached]);
        more.extend(["--attach", "scan.pdf"]);
    }
    let arguments = if row.letters == 1 {
        write(row.to, &more)
    } else {
        for number in 1..=row.letters {
            let arguments = write(&format!("c{number}@example.com"), &["--queue"]);
            desk.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()).ends(0);
        }
        ["outbox", "send", "-q"].map(str::to_owned).to_vec()
    };
    let typed: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ran = bounded(&desk, &typed, patience, row.attached, &what);
    assert_eq!(ran.code, Some(row.code), "{what}: {ran:?}");
    for words in &row.says {
        assert!(ran.err.contains(words), "{what}: no `{words}` in\n{}", ran.err);
    }
    assert_eq!(ran.err.is_empty(), row.code == 0, "{what}: {ran:?}");
    assert!(ran.code == Some(0) || ran.err.contains("hint:"), "{what}: {}", ran.err);
    let first = if row.letters == 1 { row.to } else { "c1@example.com" };
    assert!(ran.code == Some(0) || ran.err.contains(first), "{what}: whose letter?\n{}", ran.err);
    assert!(ran.err.lines().count() <= 20 && !ran.err.contains("panicked"), "{what}: {}", ran.err);
    assert_eq!(ran.out, "", "{what}");
    keeps_the_secret(&desk, &ran, &what);
    let found = states(&desk);
    assert_eq!(found.len(), row.letters, "{what}: {found:?}");
    assert!(found.iter().all(|state| row.states.contains(&state.as_str())), "{what}: {found:?}");

    // What the server got.
    {
        let seen = server.seen();
        assert_eq!(seen.violations, Vec::<String>::new(), "{what}: {:?}", seen.commands);
        assert_eq!(seen.mailbox.len(), row.mailbox, "{what}: {:?}", seen.commands);
        assert_eq!(seen.connections > 0, row.is_connected, "{what}");
        assert!(seen.connections <= 4, "{what}: {} connections", seen.connections);
        let spoken = |verb: &str| {
            seen.commands.iter().filter(|line| line.trim_start_matches('*').starts_with(verb)).count()
        };
        assert_eq!(spoken("AUTH"), row.logins, "{what}: {:?}", seen.commands);
        assert!(!seen.commands.iter().any(|line| line.starts_with("AUTH")), "{what}: AUTH in clear");
        assert!(
            row.is_named || spoken("MAIL") + spoken("RCPT") + spoken("DATA") == 0,
            "{what}: {:?}",
            seen.commands
        );
        assert!(seen.spouted < SPOUTED_MAX, "{what}: garbo took {} bytes", seen.spouted);
    }
    recover(row, &desk, &server, &found, &what);
}

/// With a server that is well, each letter is there once, and an uncertain one only goes out when told to.
fn recover(row: &Row, desk: &Desk, server: &Server, found: &[String], what: &str) {
    let well =
        Server::start(Plan { extensions: vec!["PIPELINING", "8BITMIME", "SMTPUTF8"], ..Plan::default() });
    desk.set_mail(&format!("host: 127.0.0.1, port: {}, security: none, timeout: 20", well.address.port()));
    let arrived = || server.seen().mailbox.len() + well.seen().mailbox.len();
    desk.run(&["outbox", "send", "-q"]).ends(0);
    let is_queued = found.iter().all(|state| state == "queued");
    let total = if is_queued { row.letters } else { row.mailbox };
    assert_eq!(arrived(), total, "{what}");
    if found[0] == "failed" || found[0] == "uncertain" {
        assert_eq!(states(desk), found, "{what}: nothing is sent again by itself");
        desk.run(&["outbox", "retry", "1", "-q"]).ends(0);
        let (before, after) = (server.seen(), well.seen());
        assert_eq!(after.mailbox.len(), 1, "{what}");
        if let Some(first) = before.mailbox.first() {
            assert_eq!(first, &after.mailbox[0], "{what}: other bytes or another Message-ID");
        }
    }
    assert!(states(desk).iter().all(|state| state == "sent"), "{what}");
    let total = arrived();
    desk.run(&["outbox", "send", "-q"]).ends(0);
    assert_eq!(arrived(), total, "{what}");
    assert_eq!(well.seen().violations, Vec::<String>::new(), "{what}");
}
