//! The answer to each real-looking message: subject, greeting, thread, and a page that needs nothing else.

use mail_parser::MessageParser;

use crate::desk::Desk;
use crate::refresh::{all_same, difference, repository};

/// The messages, sorted by name.
fn messages() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(repository("tests/data/inquiries"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".eml"))
        .collect();
    names.sort();
    names
}

#[test]
fn every_message_gets_an_answer_to_sign() {
    let desk = Desk::new();
    let mut shown = String::new();
    for name in messages() {
        let file = repository("tests/data/inquiries").join(&name);
        let path = file.to_str().unwrap();
        let ran = desk.run(&["decline", "--reply", path, "--reason", "no_time", "-f", "eml"]);
        if ran.code == Some(69) {
            shown.push_str(&format!("{name}: {}\n", ran.err.lines().next().unwrap()));
            continue;
        }
        let ran = ran.ends(0);
        let answer = MessageParser::default().parse(ran.out.as_bytes()).unwrap();
        let text = answer.body_text(0).unwrap();
        let greeting = text.lines().next().unwrap();
        let to = answer.to().unwrap().first().unwrap().address().unwrap();
        shown.push_str(&format!("{name}: {} | {greeting} | {to}\n", answer.subject().unwrap()));
        // The answer stands in the thread of the message.
        let asked = std::fs::read(&file).unwrap();
        let asked = String::from_utf8_lossy(&asked).into_owned();
        let thread = answer.in_reply_to().as_text();
        match thread {
            Some(id) => {
                assert!(asked.contains(id), "{name}: In-Reply-To {id} is not in the message");
                assert!(ran.out.contains("\r\nReferences:"), "{name}: no References");
            }
            None => assert!(
                name.starts_with("bom_no")
                    || name.contains("forwarded")
                    || !asked.to_lowercase().contains("\nmessage-id:"),
                "{name}: no In-Reply-To"
            ),
        }
        assert!(ran.out.is_ascii() && answer.message_id().is_some() && answer.date().is_some());
        assert!(answer.body_html(0).unwrap().contains("<html lang="), "{name}");
    }
    all_same([difference("tests/golden/answers.txt", &shown, "cargo test --locked --test suite answers::")]);
}

#[test]
fn the_message_is_quoted_when_asked() {
    let desk = Desk::new();
    let file = repository("tests/data/inquiries/ru_mailru_koi8.eml");
    let path = file.to_str().unwrap();
    let plain = desk.run(&["decline", "--reply", path]).ends(0).out;
    let quoted = desk.run(&["decline", "--reply", path, "--quote"]).ends(0).out;
    assert!(!plain.contains("\n> ") && quoted.contains("\n> "), "{quoted}");
    assert!(quoted.starts_with(plain.trim_end()), "the quotation stands below the letter");
    desk.run(&["decline", "--to", "Ann", "--quote"]).ends(2);
}

#[test]
fn a_page_needs_nothing_else_and_leaves_colours_to_the_reader() {
    let desk = Desk::new();
    for language in ["it", "id", "ru", "tr", "en-GB", "en-US"] {
        let arguments = ["decline", "--to", "Ann", "-l", language, "--colleague", "auto", "-f", "html"];
        let page = desk.run(&arguments).ends(0).out;
        assert!(page.contains(&format!("<html lang=\"{language}\"")), "{page}");
        assert!(page.contains("<meta name=\"color-scheme\" content=\"light dark\">"));
        assert!(page.contains("<meta name=\"viewport\"") && page.contains("<title>"));
        // Nothing is fetched, nothing runs, and no colour is set that dark mode would make unreadable.
        for without in
            ["<img", "<script", "<link", "<style", "@import", "url(", " src=", "background", "color:"]
        {
            assert!(!page.contains(without), "{language}: {without}");
        }
    }
}
