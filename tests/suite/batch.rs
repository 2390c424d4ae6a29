//! `garbo batch`: a table becomes letters, each once, whatever happens meanwhile.

use std::fmt::Write;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use garbo::deliver::outbox::{State, Ticket};

use crate::desk::{Desk, Ran};
use crate::smtp_server::{Act, At, Plan, Server, When};

/// A table of so many people, in three languages.
fn people(number: usize) -> String {
    let mut table = "name,email,language,gender,reason\n".to_owned();
    for n in 1..=number {
        let (name, language) = match n % 3 {
            0 => ("Anna Rossi", "it"),
            1 => ("Мария Иванова", "ru"),
            _ => ("Ann Lee", "en-GB"),
        };
        let _ = writeln!(table, "{name} {n},c{n}@example.com,{language},f,no_time");
    }
    table
}

const SEND: &[&str] = &["batch", "list.csv", "--kind", "decline", "--send", "--yes"];

fn desk(server: &Server, number: usize) -> Desk {
    let desk = Desk::mailing_to(server);
    desk.file("list.csv", people(number));
    desk
}

/// The same command, without a word on the terminal.
fn silent(desk: &Desk) -> Command {
    let mut command = desk.command(SEND);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Compares the server's mailbox with the outbox: nobody has two letters, whoever counts as sent has one, and
/// whoever counts as queued or failed has none.
fn compare(server: &Server, tickets: &[Ticket], number: usize) {
    let recipients = server.recipients();
    let mut once = recipients.clone();
    once.dedup();
    assert_eq!(recipients, once, "doubles");
    assert_eq!(tickets.len(), number);
    for ticket in tickets {
        match ticket.state {
            State::Sent => assert!(recipients.contains(&ticket.address), "{ticket:?}"),
            State::Uncertain => {}
            _ => assert!(!recipients.contains(&ticket.address), "{ticket:?}"),
        }
    }
    assert_eq!(server.seen().violations, Vec::<String>::new());
}

#[test]
fn by_default_the_first_letter_is_shown_and_nothing_is_written() {
    let server = Server::start(Plan::default());
    let desk = desk(&server, 7);
    let ran = desk.run(&["batch", "list.csv", "--kind", "decline"]).ends(0);
    assert!(ran.out.contains("Иванова") && ran.out.contains("Джулия"), "{}", ran.out);
    assert!(
        ran.err.contains("7 letters: 2 decline in en-GB, 2 decline in it, 3 decline in ru"),
        "{}",
        ran.err
    );
    assert_eq!((desk.tickets(&[]).len(), server.seen().connections), (0, 0));
    desk.run(&["batch", "list.csv", "--kind", "decline", "--send"]).ends(2);
    assert_eq!((desk.tickets(&[]).len(), server.seen().connections), (0, 0));
}

#[test]
fn a_batch_is_sent_once_however_often_it_is_started() {
    let server = Server::start(Plan::default());
    let desk = desk(&server, 9);
    desk.run(&[SEND, &["--limit", "4"]].concat()).ends(0);
    assert_eq!(server.recipients().len(), 4);
    let rest = desk.run(SEND).ends(0);
    assert!(
        rest.err.contains("5 letters queued; 4 written before") && rest.err.contains("5 sent"),
        "{}",
        rest.err
    );
    desk.run(SEND).ends(0);
    compare(&server, &desk.tickets(&[]), 9);
    assert_eq!(server.recipients().len(), 9);
    // Another table with the same people asks for a decision.
    desk.file("other.csv", people(2));
    let other = desk.run(&["batch", "other.csv", "--kind", "decline", "--send", "--yes"]).ends(69);
    assert!(
        other.err.contains("already has a letter of this kind") && other.err.contains("other.csv:3:"),
        "{}",
        other.err
    );
    desk.run(&["batch", "other.csv", "--kind", "decline", "--send", "--yes", "--again"]).ends(0);
    assert_eq!(server.recipients().len(), 11);
}

#[test]
fn one_bad_address_does_not_stop_the_rest() {
    let faults = vec![
        (At::Rcpt, When::To("c2@example.com"), Act::Say("550 5.1.1 no such user\r\n")),
        (At::Rcpt, When::To("c3@example.com"), Act::Say("450 4.2.1 busy\r\n")),
        (At::Dot, When::To("c5@example.com"), Act::Drop),
    ];
    let server = Server::start(Plan { faults, ..Plan::default() });
    let desk = desk(&server, 8);
    let ran = desk.run(SEND).ends(75);
    assert!(ran.err.contains("5 sent, 1 failed, 1 uncertain, 1 still queued"), "{}", ran.err);
    for told in ["c2@example.com", "no such user", "c5@example.com", "may have been delivered"] {
        assert!(ran.err.contains(told), "{told}: {}", ran.err);
    }
    compare(&server, &desk.tickets(&[]), 8);
}

#[test]
fn a_repeated_batch_says_what_is_still_not_sent() {
    let faults = vec![
        (At::Rcpt, When::To("c2@example.com"), Act::Say("550 5.1.1 no such user\r\n")),
        (At::Dot, When::To("c5@example.com"), Act::Drop),
    ];
    let server = Server::start(Plan { faults, ..Plan::default() });
    let desk = desk(&server, 6);
    desk.run(SEND).ends(75);
    let told = |code: i32, words: &[&str], others: &[&str]| {
        let ran = desk.run(SEND).ends(code);
        words.iter().for_each(|word| assert!(ran.err.contains(word), "{word}: {}", ran.err));
        others.iter().for_each(|word| assert!(!ran.err.contains(word), "{word}: {}", ran.err));
        assert_eq!(server.recipients().len(), 5, "{}", ran.err);
    };
    let refused =
        &["c2@example.com", "was refused for good", "550 5.1.1 no such user", "garbo outbox retry 2"][..];
    let doubt = &["c5@example.com", "may have been delivered", "garbo outbox resolve 5 --sent"][..];
    told(75, &[&["nothing to send"], refused, doubt].concat(), &["from before"]);
    // Queueing was done before; what became of it is a note.
    let queued = desk.run(&["batch", "list.csv", "--kind", "decline", "--queue", "--yes"]).ends(0);
    assert!(queued.err.contains("2 letters were refused or may have arrived"), "{}", queued.err);
    desk.run(&["outbox", "resolve", "5", "--sent"]).ends(0);
    told(69, refused, &["c5@example.com"]);
    // What the coach took out was not asked for any more.
    desk.run(&["forget", "c2@example.com", "--yes"]).ends(0);
    desk.run(&["batch", "list.csv", "--kind", "decline", "--queue", "--yes"]).ends(0);
    desk.run(&["outbox", "cancel", "7"]).ends(0);
    told(0, &["1 letter was taken out before and stays out", "nothing to send"], &["error"]);
}

#[test]
fn drafts_go_into_a_folder_or_an_mbox() {
    let server = Server::start(Plan::default());
    let desk = desk(&server, 6);
    let mut folder = vec!["batch", "list.csv", "--kind", "decline", "-o", "out"];
    desk.run(&[&folder[..], &["--limit", "2"]].concat()).ends(0);
    let again = desk.run(&folder).ends(0);
    assert!(again.err.contains("4 letters written to out; 2 written before"), "{}", again.err);
    let names: Vec<String> = std::fs::read_dir(desk.path("work/out"))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names.len(), 6);
    assert!(names.iter().any(|n| n.starts_with("mariia-ivanova-1-") && n.ends_with(".eml")), "{names:?}");
    folder.extend(["-f", "html"]);
    folder[5] = "pages";
    desk.run(&folder).ends(0);
    assert_eq!(std::fs::read_dir(desk.path("work/pages")).unwrap().count(), 6);

    let mbox = ["batch", "list.csv", "--kind", "decline", "-o", "all.mbox"];
    desk.run(&mbox).ends(0);
    let count = || {
        let text = std::fs::read_to_string(desk.path("work/all.mbox")).unwrap();
        assert!(!text.contains('\r'));
        text.lines().filter(|line| line.starts_with("From ")).count()
    };
    assert_eq!(count(), 6);
    desk.file("list.csv", people(8));
    let more = desk.run(&mbox).ends(0);
    assert!(more.err.contains("2 letters written to all.mbox; 6 written before"), "{}", more.err);
    assert_eq!(count(), 8);
    // A file that is somebody else's is left alone.
    desk.file("mine.mbox", "mine");
    desk.run(&["batch", "list.csv", "--kind", "decline", "-o", "mine.mbox"]).ends(73);
    assert_eq!(desk.tickets(&[]), []);
    assert_eq!(desk.run(&["log"]).ends(0).out.lines().count(), 6 + 6 + 8);
}

#[test]
fn all_faults_of_a_table_are_named_and_nothing_is_written() {
    let server = Server::start(Plan::default());
    let desk = Desk::mailing_to(&server);
    let faulty = |table: &str| -> Ran {
        desk.file("list.csv", table);
        let ran = desk.run(SEND);
        assert_eq!(
            desk.run(&["batch", "list.csv", "--kind", "decline", "-o", "out"]).code,
            ran.code,
            "{table}"
        );
        assert!(!desk.path("work/out").exists(), "{table}");
        assert_eq!((desk.tickets(&[]).len(), server.seen().connections), (0, 0), "{table}");
        ran
    };
    let several = faulty(
        "name,email,language,reason\nAnn,ann@example.com,en-GB,no_time\nBo,not an address,en-GB,\n\
         Cy,cy@example.com,xx,\nDi,di@example.com,en-GB,no_tim\nAnn,ANN@example.com,en-GB,\n",
    )
    .ends(65);
    for place in
        ["list.csv:3:4", "list.csv:4:19", "list.csv:5:", "list.csv:6:", "line 2 has the same recipient"]
    {
        assert!(several.err.contains(place), "{place}: {}", several.err);
    }
    for (table, told) in [
        ("name,email\nAnn\n", "the row has 1 cells"),
        ("name,email\nAnn,\"ann@example.com\n", "never closed"),
        ("name,emial\nAnn,ann@example.com\n", "did you mean `email`?"),
        ("language\nit\n", "whom to write to"),
        ("name,email\nAnn,\n", "no address is known"),
        ("name,email\nA\u{202E}n,ann@example.com\n", "U+202E"),
        ("name,name,email\nA,A,a@example.com\n", "two columns"),
        ("\n", "names of the columns"),
    ] {
        let ran = faulty(table).ends(65);
        assert!(ran.err.contains(told) && ran.err.contains("list.csv:"), "{told}: {}", ran.err);
    }
    desk.file("latin.csv", b"name,email\nJos\xE9,j@example.com\n");
    let latin = desk.run(&["batch", "latin.csv", "--kind", "decline"]).ends(65);
    assert!(latin.err.contains("UTF-8") && latin.err.contains("latin.csv:2:"), "{}", latin.err);
    desk.run(&["batch", "missing.csv", "--kind", "decline"]).ends(66);
    desk.run(&["batch", "latin.csv"]).ends(2);
}

#[test]
fn a_fault_names_the_line_it_stands_on_whatever_ends_the_lines() {
    let server = Server::start(Plan::default());
    let desk = Desk::mailing_to(&server);
    for end in ["\n", "\r\n"] {
        let rows =
            ["name;email", "Anna;anna@example.org", "", "Luca;luca(at)example.org", "Anna;anna@example.org"];
        desk.file("list.csv", rows.join(end));
        let told = desk.run(&["batch", "list.csv", "--kind", "decline"]).ends(65).err;
        assert!(
            told.contains("list.csv:4:6") && told.contains("list.csv:5:1") && told.contains("line 2 has"),
            "{told}"
        );
    }
}

#[test]
fn separators_and_byte_order_marks_are_recognised() {
    let server = Server::start(Plan::default());
    let desk = Desk::mailing_to(&server);
    for (n, separator) in [",", ";", "\t"].into_iter().enumerate() {
        // A tab has no place in a name; the other separators may stand in a quoted cell.
        let within = separator.trim();
        let cells = [format!("\"O'Neil{within} Ann\""), format!("o{n}@example.com"), "en-GB".to_owned()];
        let head = ["name", "email", "language"].join(separator);
        desk.file("list.csv", format!("\u{FEFF}{head}\r\n{}", cells.join(separator)));
        desk.run(SEND).ends(0);
    }
    assert_eq!(server.recipients(), ["o0@example.com", "o1@example.com", "o2@example.com"]);
}

#[test]
fn names_that_are_markup_stay_names_and_file_names_stay_inside() {
    let server = Server::start(Plan::default());
    let desk = Desk::mailing_to(&server);
    let names = [
        "../../etc/passwd",
        "-rf",
        ".bashrc",
        "CON",
        "<script>alert(1)</script>",
        "*Anna* [x](javascript:x)",
        "{{ coach.name }} {% if %}",
        "# Anna",
        "=?utf-8?Q?a=0D=0ABcc:_x@example.com?=",
    ];
    let mut table = "name,email,language\n".to_owned();
    for (n, name) in names.iter().enumerate() {
        let _ = writeln!(table, "\"{name}\",n{n}@example.com,en-GB");
    }
    desk.file("list.csv", &table);
    for format in ["text", "html", "markdown", "eml"] {
        let folder = format!("out-{format}");
        desk.run(&["batch", "list.csv", "--kind", "decline", "-o", &folder, "-f", format]).ends(0);
        let mut count = 0;
        for entry in std::fs::read_dir(desk.path("work").join(&folder)).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(!text.contains("<script>") || matches!(format, "text" | "eml"), "{path:?}");
            assert!(!text.contains("<a href=\"javascript"), "{path:?}");
            assert!(!text.to_lowercase().contains("\nbcc:"), "{path:?}");
            count += 1;
        }
        assert_eq!(count, names.len());
    }
    assert_eq!(std::fs::read_dir(desk.path("work")).unwrap().count(), 5);
    desk.run(SEND).ends(0);
    assert_eq!(server.recipients().len(), names.len());
    assert_eq!(server.seen().violations, Vec::<String>::new());
}

#[test]
fn the_sample_practice_sends_no_batch() {
    let server = Server::start(Plan::default());
    let desk = desk(&server, 2);
    let refused = desk.command(SEND).env_remove("GARBO_HOME").output().unwrap();
    assert_eq!(refused.status.code(), Some(78), "{refused:?}");
}

#[test]
fn three_senders_at_once_send_each_letter_once() {
    let server = Server::start(Plan::default());
    let desk = desk(&server, 60);
    let running: Vec<_> = (0..3).map(|_| silent(&desk).stderr(Stdio::piped()).spawn().unwrap()).collect();
    for child in running {
        let ran: Ran = child.wait_with_output().unwrap().into();
        assert!(matches!(ran.code, Some(0 | 75)), "{ran:?}");
        if ran.code == Some(75) {
            assert!(ran.err.contains("another garbo is sending"), "{ran:?}");
        }
    }
    desk.run(SEND).ends(0);
    compare(&server, &desk.tickets(&[]), 60);
    assert_eq!(server.recipients().len(), 60);
}

#[cfg(unix)]
#[test]
fn a_signal_stops_within_seconds_and_leaves_the_rest_queued() {
    for signal in ["INT", "TERM", "HUP"] {
        let server =
            Server::start(Plan { faults: vec![(At::Dot, When::Always, Act::Late)], ..Plan::default() });
        let desk = desk(&server, 40);
        let child = desk.command(SEND).stderr(Stdio::piped()).spawn().unwrap();
        let begun = Instant::now();
        while server.recipients().len() < 4 && begun.elapsed() < Duration::from_secs(60) {
            sleep(Duration::from_millis(20));
        }
        let told = Command::new("kill").args(["-s", signal, &child.id().to_string()]).status();
        assert!(told.unwrap().success());
        let asked = Instant::now();
        let ran: Ran = child.wait_with_output().unwrap().into();
        assert!(asked.elapsed() < Duration::from_secs(6), "{signal}");
        assert_eq!(ran.code, Some(75), "{signal}: {ran:?}");
        assert!(
            ran.err.contains("still queued") && ran.err.contains("garbo outbox send"),
            "{signal}: {}",
            ran.err
        );
        let tickets = desk.tickets(&[]);
        compare(&server, &tickets, 40);
        assert!(tickets.iter().all(|t| matches!(t.state, State::Sent | State::Queued)), "{signal}");
    }
}

#[test]
fn killed_at_any_moment_nothing_is_lost_or_doubled() {
    const LETTERS: usize = 500;
    let server = Server::start(Plan::default());
    let desk = desk(&server, LETTERS);
    let mut kills = 0;
    // Moments spread over the whole run by a fixed generator, so that a failure can be repeated.
    let mut seed: u64 = 20_261_123;
    for _ in 0..12 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut child = silent(&desk).spawn().unwrap();
        sleep(Duration::from_millis(50 + (seed >> 33) % 900));
        if child.try_wait().unwrap().is_none() {
            child.kill().unwrap();
            kills += 1;
        }
        child.wait().unwrap();
    }
    let last = desk.run(SEND);
    let tickets = desk.tickets(&[]);
    compare(&server, &tickets, LETTERS);
    let uncertain = tickets.iter().filter(|t| t.state == State::Uncertain).count();
    assert!(kills > 0 && uncertain <= 2 * kills, "{uncertain} uncertain after {kills} kills");
    if uncertain > 0 {
        let told = ["may have arrived", "may have been delivered"];
        assert!(told.iter().any(|words| last.err.contains(words)), "{last:?}");
    }
    assert!(tickets.iter().all(|t| matches!(t.state, State::Sent | State::Uncertain)), "{last:?}");
    let arrived = server.recipients();
    let sent = tickets.iter().filter(|t| t.state == State::Sent).count();
    assert!(sent <= arrived.len() && arrived.len() <= sent + uncertain);
}

#[cfg(feature = "pdf")]
#[test]
fn drafts_can_be_pages_to_print() {
    let server = Server::start(Plan::default());
    let desk = desk(&server, 3);
    let write = ["batch", "list.csv", "--kind", "decline", "-o", "pages", "-f", "pdf"];
    desk.run(&write).ends(0);
    let names: Vec<_> =
        std::fs::read_dir(desk.path("work/pages")).unwrap().flatten().map(|e| e.path()).collect();
    assert_eq!(names.len(), 3);
    for name in &names {
        assert!(name.extension().is_some_and(|ending| ending == "pdf"), "{names:?}");
        assert!(std::fs::read(name).unwrap().starts_with(b"%PDF-"), "{names:?}");
    }
    let again = desk.run(&write).ends(0);
    assert!(again.err.contains("0 letters") && again.err.contains("3 written before"), "{}", again.err);
    assert_eq!(desk.run(&["log"]).ends(0).out.lines().count(), 3);
}
