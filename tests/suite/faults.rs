//! Faults of the machine while letters leave: kills at each stage, full and read-only disks, a jumping clock, streams
//! that close; and what others could read. `docs/faults.md` says which test covers which fault.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use garbo::deliver::outbox::State;

use crate::desk::{Desk, Ran};
use crate::smtp_server::{Act, At, Plan, Security, Server, When};

const PASSWORD: &str = "hunter2-secret";

const SEND: &[&str] =
    &["decline", "--to", "Anna <anna@example.com>", "-l", "it", "--reason", "no_time", "--send", "--yes"];

/// Waits until something holds; a test that waits in vain fails where it looks at the result.
fn until(holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() && begun.elapsed() < Duration::from_secs(60) {
        sleep(Duration::from_millis(5));
    }
}

fn silent(desk: &Desk, arguments: &[&str]) -> Child {
    desk.command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// A table of so many people.
fn table(number: usize) -> String {
    let mut table = "name,email,language,reason\n".to_owned();
    for n in 1..=number {
        table.push_str(&format!("Ann Lee {n},c{n}@example.com,en-GB,no_time\n"));
    }
    table
}

/// Everybody has one letter, and the outbox knows of it.
fn each_exactly_once(desk: &Desk, server: &Server, number: usize) {
    let recipients = server.recipients();
    let once: BTreeSet<&String> = recipients.iter().collect();
    assert_eq!((recipients.len(), once.len()), (number, number));
    let tickets = desk.tickets(&[]);
    assert_eq!(tickets.len(), number);
    assert!(tickets.iter().all(|ticket| ticket.state == State::Sent), "{tickets:?}");
    assert_eq!(server.seen().violations, Vec::<String>::new());
}

#[test]
fn killed_at_each_stage_only_the_dot_leaves_a_doubt() {
    let stages = [At::Greeting, At::Ehlo, At::Mail, At::Rcpt, At::Data, At::Content, At::Dot];
    std::thread::scope(|scope| {
        for stage in stages {
            scope.spawn(move || {
                let faults = vec![(stage, When::Only(1), Act::Hang)];
                let server = Server::start(Plan { faults, ..Plan::default() });
                let desk = Desk::mailing_to(&server);
                let mut child = silent(&desk, SEND);
                until(|| server.was_reached(stage));
                // After 354 the client is where it waits for the answer to the dot, which nobody has read yet.
                if stage == At::Content {
                    until(|| desk.practice().join("garbo.db.sending").metadata().is_ok_and(|m| m.len() > 0));
                }
                child.kill().unwrap();
                child.wait().unwrap();
                let again = desk.run(&["outbox", "send"]);
                let ticket = desk.tickets(&[]).remove(0);
                match stage {
                    At::Dot | At::Content => {
                        assert_eq!(ticket.state, State::Uncertain, "{stage:?}: {again:?}");
                        assert!(again.err.contains("may have arrived"), "{stage:?}: {again:?}");
                        assert!(server.recipients().len() <= 1, "{stage:?}");
                    }
                    _ => {
                        assert_eq!(ticket.state, State::Sent, "{stage:?}: {again:?}");
                        assert_eq!(server.recipients(), ["anna@example.com"], "{stage:?}");
                    }
                }
            });
        }
    });
}

#[test]
fn killed_while_queueing_the_same_command_completes_the_batch() {
    const LETTERS: usize = 600;
    let server = Server::start(Plan::default());
    let desk = Desk::mailing_to(&server);
    desk.file("list.csv", table(LETTERS));
    let queue = ["batch", "list.csv", "--kind", "decline", "--queue", "--yes"];
    for wait in [40, 90, 150, 230, 340] {
        let mut child = silent(&desk, &queue);
        sleep(Duration::from_millis(wait));
        let _ = child.kill();
        child.wait().unwrap();
    }
    desk.run(&queue).ends(0);
    let tickets = desk.tickets(&[]);
    let people: BTreeSet<&str> = tickets.iter().map(|ticket| ticket.address.as_str()).collect();
    assert_eq!((tickets.len(), people.len()), (LETTERS, LETTERS));
    assert!(tickets.iter().all(|ticket| ticket.state == State::Queued));
    assert!(server.recipients().is_empty());
}

#[test]
fn a_reader_that_goes_away_stops_nothing() {
    let server = Server::start(Plan::default());
    let desk = Desk::mailing_to(&server);
    desk.file("list.csv", table(30));
    // Both streams are pipes that nobody reads.
    let run = |arguments: &[&str]| {
        let mut child =
            desk.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop((child.stdout.take(), child.stderr.take()));
        child.wait().unwrap()
    };
    let sent = run(&["batch", "list.csv", "--kind", "decline", "--send", "--yes"]);
    assert_eq!(sent.code(), Some(0), "{sent:?}");
    each_exactly_once(&desk, &server, 30);
    for arguments in [&["outbox", "list"][..], &["log"], &["kinds"], &["outbox", "show", "1"], &["--help"]] {
        assert_eq!(run(arguments).code(), Some(0), "{arguments:?}");
    }
}

#[test]
fn the_clock_may_jump() {
    let server = Server::start(Plan::default());
    let desk = Desk::mailing_to(&server);
    let now: i64 = crate::desk::NOW.parse().unwrap();
    let day = 86_400;
    for (number, days) in [0, 400, -400, 13 * 365, 0].into_iter().enumerate() {
        let to = format!("c{number}@example.com");
        let at = (now + days * day).to_string();
        let run = |arguments: &[&str]| -> Ran {
            desk.command(arguments).env("SOURCE_DATE_EPOCH", &at).output().unwrap().into()
        };
        run(&["decline", "--to", &to, "-l", "tr", "--reason", "no_time", "--queue", "--yes"]).ends(0);
        run(&["outbox", "send"]).ends(0);
        run(&["outbox", "list"]).ends(0);
    }
    each_exactly_once(&desk, &server, 5);
    let ids: BTreeSet<String> = desk.tickets(&[]).into_iter().map(|ticket| ticket.message_id).collect();
    assert_eq!(ids.len(), 5);
    assert!(ids.iter().all(|id| id.ends_with("@example.org>")), "{ids:?}");
}

/// A tiny file system over the practice folder; only root may make one.
#[cfg(target_os = "linux")]
struct Disk(PathBuf);

#[cfg(target_os = "linux")]
impl Disk {
    fn over(desk: &Desk, kibibytes: usize) -> Option<Self> {
        let folder = desk.practice();
        let aside = desk.path("aside");
        fs::rename(&folder, &aside).unwrap();
        fs::create_dir(&folder).unwrap();
        let size = format!("size={kibibytes}k,mode=0700");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(&folder)
            .stderr(Stdio::null())
            .status();
        if !mounted.is_ok_and(|status| status.success()) {
            return None;
        }
        let disk = Self(folder);
        for entry in fs::read_dir(aside).unwrap().flatten() {
            let copied = Command::new("cp").arg("-r").arg(entry.path()).arg(&disk.0).status().unwrap();
            assert!(copied.success());
        }
        Some(disk)
    }

    /// Takes what is left.
    fn fill(&self) {
        let mut file = fs::File::create(self.0.join("filler")).unwrap();
        while std::io::Write::write(&mut file, &[0; 4096]).is_ok() {}
    }

    fn free(&self) {
        fs::remove_file(self.0.join("filler")).unwrap();
    }

    fn remount(&self, how: &str) {
        let how = format!("remount,{how}");
        assert!(Command::new("mount").args(["-o", &how]).arg(&self.0).status().unwrap().success());
    }
}

#[cfg(target_os = "linux")]
impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_sends_nothing_and_works_once_there_is_room() {
    let server = Server::start(Plan::default());
    let desk = Desk::mailing_to(&server);
    let Some(disk) = Disk::over(&desk, 1024) else { return };
    // Before there is an outbox, and with one.
    for letters in [0, 1] {
        disk.fill();
        let ran = desk.run(SEND);
        assert!(matches!(ran.code, Some(73 | 75)), "{ran:?}");
        assert!(ran.err.contains("no space left"), "{ran:?}");
        assert!(ran.err.contains(&desk.practice().display().to_string()), "{ran:?}");
        assert_eq!(server.recipients().len(), letters);
        disk.free();
        let mut arguments = SEND.to_vec();
        arguments.push("--again");
        desk.run(&arguments).ends(0);
        assert_eq!(server.recipients().len(), letters + 1);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_midway_loses_and_doubles_nothing() {
    let server = Server::start(Plan { faults: vec![(At::Dot, When::Always, Act::Late)], ..Plan::default() });
    let desk = Desk::mailing_to(&server);
    desk.file("list.csv", table(60));
    let Some(disk) = Disk::over(&desk, 4096) else { return };
    desk.run(&["batch", "list.csv", "--kind", "decline", "--queue", "--yes"]).ends(0);
    let child = desk.command(&["outbox", "send"]).stderr(Stdio::piped()).spawn().unwrap();
    until(|| server.recipients().len() > 3);
    disk.fill();
    let ran: Ran = child.wait_with_output().unwrap().into();
    if ran.code == Some(0) {
        // What SQLite had already taken of the disk was enough.
        return each_exactly_once(&desk, &server, 60);
    }
    assert!(ran.err.contains("no space left"), "{ran:?}");
    assert_eq!(ran.code, Some(75), "{ran:?}");
    disk.free();
    desk.run(&["outbox", "send"]);
    let tickets = desk.tickets(&[]);
    let uncertain = tickets.iter().filter(|ticket| ticket.state == State::Uncertain).count();
    // Two connections.
    assert!(uncertain <= 2, "{uncertain} uncertain");
    let recipients = server.recipients();
    let once: BTreeSet<&String> = recipients.iter().collect();
    assert_eq!(recipients.len(), once.len(), "doubles");
    let sent = tickets.iter().filter(|ticket| ticket.state == State::Sent).count();
    assert_eq!(sent + uncertain, 60);
    assert!(recipients.len() >= sent, "lost");
}

#[cfg(target_os = "linux")]
#[test]
fn a_read_only_folder_is_named() {
    let server = Server::start(Plan::default());
    let desk = Desk::mailing_to(&server);
    let Some(disk) = Disk::over(&desk, 2048) else { return };
    for has_outbox in [false, true] {
        disk.remount("ro");
        let ran = desk.run(SEND).ends(73);
        assert!(ran.err.contains("read-only"), "{has_outbox}: {ran:?}");
        assert!(ran.err.contains(&desk.practice().display().to_string()), "{has_outbox}: {ran:?}");
        let ran = desk.run(&["doctor", "--offline"]).ends(1);
        assert!(ran.out.contains("fault   folder"), "{ran:?}");
        disk.remount("rw");
        if !has_outbox {
            let queue: Vec<&str> = SEND.iter().map(|a| if *a == "--send" { "--queue" } else { a }).collect();
            desk.run(&queue).ends(0);
        }
    }
    assert!(server.recipients().is_empty());
}

/// What a run does with the disk and the network, told by the system's own tracer; `None` where there is none.
#[cfg(target_os = "linux")]
fn trace(desk: &Desk, arguments: &[&str]) -> Option<String> {
    let log = desk.path("trace");
    let traced = desk.command(arguments);
    let mut tracer = Command::new("strace");
    tracer
        .args([
            "-f",
            "-y",
            "-s",
            "60",
            "-e",
            "trace=fsync,fdatasync,write,writev,sendto,sendmsg,read,recvfrom",
            "-o",
        ])
        .arg(&log)
        .arg(traced.get_program())
        .args(traced.get_args())
        .current_dir(desk.path("work"))
        .env_clear();
    for (name, value) in traced.get_envs() {
        tracer.env(name, value.unwrap());
    }
    let ran = tracer.stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
    let text = fs::read_to_string(log).ok().filter(|text| text.contains("MAIL FROM"))?;
    assert!(ran.success(), "{text}");
    Some(text)
}

#[cfg(target_os = "linux")]
#[test]
fn a_letter_is_on_the_disk_before_it_leaves_and_its_result_before_the_next() {
    let server = Server::start(Plan::default());
    let desk = Desk::mailing_to(&server);
    let practice = desk.practice().join("practice.yaml");
    let text = fs::read_to_string(&practice).unwrap().replace("timeout: 5", "timeout: 5, connections: 1");
    fs::write(practice, text).unwrap();
    desk.file("list.csv", table(6));
    desk.run(&["batch", "list.csv", "--kind", "decline", "--queue", "--yes"]).ends(0);
    let Some(log) = trace(&desk, &["outbox", "send", "--yes"]) else { return };
    let mut synced = false;
    let mut letters = 0;
    for line in log.lines() {
        if line.contains("sync(") && line.contains("garbo.db") {
            assert!(!line.contains("= -1"), "{line}");
            synced = true;
        } else if line.contains("MAIL FROM") {
            assert!(synced, "letter {letters} left before what came before it was on the disk\n{log}");
            letters += 1;
        } else if line.contains("\"250 ") && line.contains("queued as") {
            // The answer to a dot: until it is kept, nothing else may leave.
            synced = false;
        }
    }
    assert_eq!(letters, 6, "{log}");
    assert!(synced, "the last result was not kept\n{log}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_password_is_seen_nowhere() {
    let mut plan = Plan { security: Security::Implicit, ..Plan::default() };
    plan.extensions.push("AUTH PLAIN LOGIN");
    plan.faults.push((At::Dot, When::Only(1), Act::Hang));
    let server = Server::start(plan);
    let desk = Desk::new();
    fs::write(desk.practice().join("ca.pem"), &server.authority).unwrap();
    fs::write(desk.practice().join("secret"), PASSWORD).unwrap();
    desk.set_mail(&format!(
        "host: 127.0.0.1, port: {}, security: tls, timeout: 3, ca_file: ca.pem, username: giulia, \
         password_command: \"cat {}\"",
        server.address.port(),
        desk.practice().join("secret").display()
    ));
    let mut arguments = SEND.to_vec();
    arguments.push("-vv");
    let child = desk.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    until(|| server.was_reached(At::Dot));
    let proc = PathBuf::from(format!("/proc/{}", child.id()));
    let holds = |path: &Path| {
        let bytes = fs::read(path).unwrap_or_default();
        bytes.windows(PASSWORD.len()).any(|window| window == PASSWORD.as_bytes())
    };
    assert!(!holds(&proc.join("cmdline")) && !holds(&proc.join("environ")));
    let limits = fs::read_to_string(proc.join("limits")).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
    let ran: Ran = child.wait_with_output().unwrap().into();
    assert!(!ran.out.contains(PASSWORD) && !ran.err.contains(PASSWORD), "{ran:?}");
    for name in ["garbo.db", "garbo.db-wal", "garbo.db.lock", "garbo.db.sending"] {
        assert!(!holds(&desk.practice().join(name)), "{name}");
    }
    // Whatever answers with the password in its text is not believed to be harmless.
    assert_eq!(desk.tickets(&[])[0].state, State::Uncertain);
}

#[cfg(unix)]
#[test]
fn what_is_written_is_for_the_owner_alone_and_follows_no_link() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let server = Server::start(Plan::default());
    let desk = Desk::mailing_to(&server);
    let program = env!("CARGO_BIN_EXE_garbo");
    let run = |script: &str| -> Ran {
        let surroundings = desk.command(&[]);
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("umask 022; g='{program}'; {script}")]);
        shell.current_dir(desk.path("work")).env_clear();
        for (name, value) in surroundings.get_envs() {
            shell.env(name, value.unwrap());
        }
        shell.stdin(Stdio::null()).output().unwrap().into()
    };
    desk.file("list.csv", table(3));
    run("\"$g\" decline --to a@example.com -l id --reason no_time -o a.eml").ends(0);
    run("\"$g\" batch list.csv --kind decline -o drafts").ends(0);
    run("\"$g\" batch list.csv --kind decline -o drafts.mbox").ends(0);
    run("\"$g\" decline --to a@example.com -l id --reason no_time --send --yes").ends(0);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let work = desk.path("work");
    assert_eq!([mode(&work.join("a.eml")), mode(&work.join("drafts.mbox"))], [0o600, 0o600]);
    assert_eq!(mode(&work.join("drafts")), 0o700);
    for entry in fs::read_dir(work.join("drafts")).unwrap().flatten() {
        assert_eq!(mode(&entry.path()), 0o600, "{entry:?}");
    }
    for entry in fs::read_dir(desk.practice()).unwrap().flatten() {
        if entry.file_name().to_string_lossy().starts_with("garbo.db") {
            assert_eq!(mode(&entry.path()), 0o600, "{entry:?}");
        }
    }

    let target = desk.file("target", "mine");
    for name in ["link.md", "link.mbox", "link"] {
        symlink(&target, work.join(name)).unwrap();
    }
    for script in [
        "\"$g\" decline --to a@example.com -l id --reason no_time -o link.md",
        "\"$g\" decline --to a@example.com -l id --reason no_time -o link.md --force",
        "\"$g\" batch list.csv --kind decline -o link.mbox",
        "\"$g\" batch list.csv --kind decline -o link.mbox --force",
        "\"$g\" batch list.csv --kind decline -o link",
    ] {
        let ran = run(script);
        assert_eq!(ran.code, Some(73), "{script}: {ran:?}");
        assert_eq!(fs::read_to_string(&target).unwrap(), "mine", "{script}");
    }
}

#[cfg(unix)]
#[test]
fn files_beside_the_outbox_that_are_links_are_not_followed() {
    for name in ["garbo.db.lock", "garbo.db.sending"] {
        let server = Server::start(Plan::default());
        let desk = Desk::mailing_to(&server);
        let target = desk.file("target", "mine");
        std::os::unix::fs::symlink(&target, desk.practice().join(name)).unwrap();
        let ran = desk.run(SEND).ends(73);
        for words in [name, "symbolic link", "remove it"] {
            assert!(ran.err.contains(words), "{words}: {}", ran.err);
        }
        assert_eq!(fs::read_to_string(&target).unwrap(), "mine");
        assert_eq!(server.seen().connections, 0);
        fs::remove_file(desk.practice().join(name)).unwrap();
        desk.run(&["outbox", "send"]).ends(0);
        each_exactly_once(&desk, &server, 1);
    }
}

#[test]
fn templates_of_ones_own_can_harm_nobody() {
    let desk = Desk::new();
    let render = |name: &str, bytes: &[u8]| {
        let file = desk.file(name, bytes);
        let begun = Instant::now();
        let ran = desk.run(&["render", file.to_str().unwrap(), "--language", "en-GB"]);
        assert!(begun.elapsed() < Duration::from_secs(15), "{name}: {ran:?}");
        assert!(matches!(ran.code, Some(65 | 66)), "{name}: {ran:?}");
        assert!(ran.err.contains(name) && !ran.err.contains("panicked"), "{name}: {ran:?}");
        assert!(ran.err.lines().count() <= 20 && ran.out.is_empty(), "{name}: {ran:?}");
        ran.err
    };
    let line = |text: &str| format!("Dear\n\n{text}\n");
    assert!(render("broken.md", line("{{ name").as_bytes()).contains("broken.md:"));
    assert!(render("unknown.md", line("{{ nobody.name }}").as_bytes()).contains("unknown.md:3"));
    let inner = "{% for b in range(end=100000) %}x{% endfor %}";
    let outer = format!("{{% for a in range(end=100000) %}}{inner}{{% endfor %}}");
    render("loops.md", outer.as_bytes());
    let deep = |mark: &str, name: &str| {
        let begun = Instant::now();
        let told = render(name, format!("Dear\n\n{}a\n", mark.repeat(20_000)).as_bytes());
        assert!(told.contains("nest deeper than"), "{told}");
        assert!(begun.elapsed() < Duration::from_secs(5), "{name}");
    };
    deep("- ", "lists.md");
    deep("> ", "quotes.md");
    render("brackets.md", format!("{{{{ {}1{} }}}}", "(".repeat(20_000), ")".repeat(20_000)).as_bytes());
    render("secrets.md", line("{{ get_env(name=\"HOME\") }}").as_bytes());
    render("outside.md", line("{% include \"../../../../etc/passwd\" %}").as_bytes());
    render("itself.md", line("{% include \"itself.md\" %}").as_bytes());
    render("bytes.md", b"Dear \xff\xfe\n");
    desk.run(&["render", "nowhere.md", "--language", "en-GB"]).ends(66);

    let own = desk.practice().join("templates/it");
    fs::create_dir_all(&own).unwrap();
    for text in ["{% extends \"it/decline.md\" %}", "{% include \"it/decline.md\" %}"] {
        fs::write(own.join("decline.md"), text).unwrap();
        let ran = desk.run(&["decline", "--to", "Anna", "-l", "it", "--reason", "no_time"]);
        assert!(ran.code == Some(65) && ran.err.contains("templates/it/decline.md"), "{ran:?}");
    }
    #[cfg(unix)]
    {
        fs::remove_file(own.join("decline.md")).unwrap();
        std::os::unix::fs::symlink("decline.md", own.join("decline.md")).unwrap();
        let ran = desk.run(&["decline", "--to", "Anna", "-l", "it", "--reason", "no_time"]);
        assert!(matches!(ran.code, Some(65 | 66 | 73 | 78)), "{ran:?}");
        assert!(ran.err.contains("decline.md"), "{ran:?}");
    }
}

#[test]
fn a_server_of_1982_gets_letters_too() {
    let server = Server::start(Plan { extensions: Vec::new(), ..Plan::default() });
    let desk = Desk::mailing_to(&server);
    for (language, to) in
        [("ru", "Анна <a1@example.com>"), ("tr", "Ağaoğlu <a2@example.com>"), ("id", "a3@example.com")]
    {
        desk.run(&["decline", "--to", to, "-l", language, "--reason", "no_time", "--send", "--yes"]).ends(0);
    }
    each_exactly_once(&desk, &server, 3);
    assert!(server.seen().mailbox.iter().all(|(_, content)| content.is_ascii()));
}
