//! An outbox that can't be trusted: named by every command that needs it, never overwritten, and nothing leaves.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::desk::{Desk, Ran};
use crate::smtp_server::{Plan, Server};

const BATCH: &[&str] = &["batch", "list.csv", "--kind", "decline", "--send", "--yes"];
const LETTER: &[&str] =
    &["decline", "--to", "Zoe <zoe@example.com>", "-l", "en-US", "--reason", "no_time", "--send", "--yes"];

/// The files of the practice with what they hold, but for the lock, which holds nothing.
fn files(folder: &Path) -> Vec<(PathBuf, usize, u64)> {
    let mut found = Vec::new();
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_file() && !path.ends_with("garbo.db.lock") {
            let bytes = fs::read(&path).unwrap();
            let mut hasher = DefaultHasher::new();
            bytes.hash(&mut hasher);
            found.push((path, bytes.len(), hasher.finish()));
        }
    }
    found.sort();
    found
}

/// Every command that would send or write refuses, and leaves every byte where it is.
fn is_refused(desk: &Desk, server: &Server, what: &str, code: i32, words: &[&str]) {
    let before = files(&desk.practice());
    let queue: Vec<&str> =
        LETTER.iter().map(|word| if *word == "--send" { "--queue" } else { word }).collect();
    for arguments in [LETTER, &queue, BATCH, &["outbox", "send"], &["outbox", "retry", "1"]] {
        let ran = desk.run(arguments);
        assert_eq!(ran.code, Some(code), "{what}: {arguments:?}: {ran:?}");
        for word in words.iter().copied().chain(["garbo.db", "hint:"]) {
            assert!(ran.err.contains(word), "{what}: {arguments:?}: no `{word}` in\n{}", ran.err);
        }
        assert!(!ran.err.contains("panicked"), "{what}: {}", ran.err);
    }
    let doctor: Ran = desk.run(&["doctor", "--offline"]).ends(1);
    assert!(
        doctor.out.contains("fault   database: ") && doctor.out.contains("garbo.db"),
        "{what}: {}",
        doctor.out
    );
    assert_eq!(files(&desk.practice()), before, "{what}: files were changed");
    assert_eq!(server.seen().connections, 0, "{what}");
}

/// A desk with letters in its outbox, a table for a batch, and a server that is well.
fn desk(attached: usize) -> (Desk, Server) {
    let server = Server::start(Plan { extensions: vec!["PIPELINING"], ..Plan::default() });
    let desk = Desk::mailing_to(&server);
    desk.file("list.csv", "name,email,language,reason\nBo Lee,bo@example.com,en-GB,no_time\n");
    desk.file("scan.pdf", vec![b'x'; attached]);
    for number in 1..=3 {
        let to = format!("c{number}@example.com");
        let mut arguments =
            vec!["decline", "--to", &to, "-l", "ru", "--reason", "no_time", "--queue", "--yes", "-q"];
        if attached > 0 {
            arguments.extend(["--attach", "scan.pdf"]);
        }
        desk.run(&arguments).ends(0);
    }
    (desk, server)
}

/// Overwrites a part of the database.
fn overwrite(desk: &Desk, from: usize, bytes: &[u8]) {
    let path = desk.practice().join("garbo.db");
    let mut whole = fs::read(&path).unwrap();
    whole[from..from + bytes.len()].copy_from_slice(bytes);
    fs::write(path, whole).unwrap();
}

#[test]
fn a_damaged_outbox_is_named_and_left_alone() {
    type Harm = fn(&Desk);
    let harms: [(&str, Harm, i32, &[&str]); 9] = [
        (
            "header",
            |desk| overwrite(desk, 0, &[b'x'; 16]),
            65,
            &["damaged", "does not begin like a database"],
        ),
        ("middle", |desk| overwrite(desk, 0x1000, &[0x5A; 0x1000]), 65, &["damaged", "backup"]),
        (
            "cut off",
            |desk| {
                let path = desk.practice().join("garbo.db");
                let bytes = fs::read(&path).unwrap();
                fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
            },
            65,
            &["damaged", "backup"],
        ),
        (
            "text",
            |desk| fs::write(desk.practice().join("garbo.db"), "Dear all,\n").unwrap(),
            65,
            &["damaged"],
        ),
        (
            "empty",
            |desk| fs::write(desk.practice().join("garbo.db"), "").unwrap(),
            65,
            &["damaged", "the file is empty"],
        ),
        (
            "a folder",
            |desk| {
                fs::remove_file(desk.practice().join("garbo.db")).unwrap();
                fs::create_dir(desk.practice().join("garbo.db")).unwrap();
            },
            65,
            &["is not a file", "move it away"],
        ),
        (
            "foreign",
            |desk| overwrite(desk, 68, &[0; 4]),
            65,
            &["database of another program", "move it away"],
        ),
        (
            "newer",
            |desk| overwrite(desk, 60, &[0, 0, 0, 99]),
            78,
            &["written by a newer garbo", "update garbo"],
        ),
        (
            "a link to nowhere",
            |desk| {
                fs::remove_file(desk.practice().join("garbo.db")).unwrap();
                std::os::unix::fs::symlink("nowhere", desk.practice().join("garbo.db")).unwrap();
            },
            66,
            &["can't read the outbox"],
        ),
    ];
    std::thread::scope(|scope| {
        for (what, harm, code, words) in harms {
            scope.spawn(move || {
                let (desk, server) = desk(0);
                harm(&desk);
                is_refused(&desk, &server, what, code, words);
            });
        }
    });
}

#[test]
fn a_large_damaged_outbox_is_looked_over_before_anything_is_added() {
    let (desk, server) = desk(2 << 20);
    let path = desk.practice().join("garbo.db");
    let size = fs::metadata(&path).unwrap().len();
    assert!(size > 5 << 20, "{size}");
    overwrite(&desk, (size as usize / 2) & !0xFFF, &[0x5A; 0x1000]);
    is_refused(&desk, &server, "the middle of a large one", 65, &["damaged", "backup"]);
}

#[test]
fn a_letter_whose_bytes_have_changed_does_not_leave_and_does_not_hide() {
    let (desk, server) = desk(0);
    let path = desk.practice().join("garbo.db");
    let bytes = fs::read(&path).unwrap();
    let at = bytes.windows(8).position(|window| window == b"Subject:").unwrap();
    overwrite(&desk, at, b"Sabject:");
    let ran = desk.run(&["outbox", "send"]).ends(65);
    for words in ["garbo.db", "damaged", "is not what was queued", "hint:"] {
        assert!(ran.err.contains(words), "{words}: {}", ran.err);
    }
    assert_eq!(desk.tickets(&[]).len(), 3);
    assert!(server.recipients().len() <= 2);
}

#[test]
fn a_value_that_no_garbo_writes_is_damage_too() {
    let (desk, server) = desk(0);
    let db = rusqlite::Connection::open(desk.practice().join("garbo.db")).unwrap();
    db.pragma_update(None, "ignore_check_constraints", true).unwrap();
    assert_eq!(db.execute("UPDATE messages SET attachments = '[' WHERE id = 2", []).unwrap(), 1);
    drop(db);
    is_refused(&desk, &server, "a list that is none", 65, &["damaged", "backup"]);
}
