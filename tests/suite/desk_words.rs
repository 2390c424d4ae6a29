//! What garbo asks and tells the coach: the same in every language, and no language half.

use std::collections::{BTreeMap, BTreeSet};

use garbo::library::Library;
use garbo::library::embed::{self, Folder};

use crate::desk::Desk;
use crate::refresh::repository;
use crate::terminal::{DOWN, ENTER, Terminal};

/// Ids and texts of one language, as the file has them.
fn words(language: &str) -> BTreeMap<String, String> {
    let text = embed::text(Folder::Locales, &format!("desk/{language}.yaml")).unwrap();
    let pairs = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(": "));
    pairs.map(|(id, text)| (id.to_owned(), text.trim_matches('"').to_owned())).collect()
}

/// The places for values in a text.
fn places(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn every_language_of_the_program_says_all_of_it() {
    let english = words("en");
    for language in Library::default().languages().unwrap() {
        let own = words(language.base());
        assert_eq!(own.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>(), "{language}");
        for (id, text) in &own {
            assert!(!text.trim().is_empty(), "{language}: {id}");
            assert_eq!(places(text), places(&english[id]), "{language}: {id}");
        }
    }
}

#[test]
fn what_the_program_says_has_words_and_every_word_is_said() {
    let english = words("en");
    let mut source = String::new();
    for folder in ["src/cli", "src/compose/screening"] {
        for entry in std::fs::read_dir(repository(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                source.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    let said: BTreeSet<&str> = ["words.say(\"", "words.fill(\"", "case.line(\"", "Note::with(\"", "under(\""]
        .iter()
        .flat_map(|call| source.split(call).skip(1).filter_map(|rest| rest.split('"').next()))
        .collect();
    let unknown: Vec<_> = said.iter().filter(|id| !english.contains_key(**id)).collect();
    assert!(unknown.is_empty(), "no words for {unknown:?}");
    // Some ids are put together from a word and a choice.
    let made = ["outcome_", "seen_", "stage_", "source_", "tone_", "unease_"];
    let silent: Vec<_> = english
        .keys()
        .filter(|id| !made.iter().any(|start| id.starts_with(start)))
        .filter(|id| !source.contains(&format!("\"{id}\"")))
        .filter(|id| !["formal", "informal"].contains(&id.as_str()))
        .collect();
    assert!(silent.is_empty(), "nothing says {silent:?}");
}

/// A desk whose coach writes in one language first.
fn coach_of(language: &str) -> Desk {
    let desk = Desk::new();
    let file = desk.practice().join("practice.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let line = text.lines().find(|line| line.starts_with("languages:")).unwrap().to_owned();
    std::fs::write(&file, text.replace(&line, &format!("languages: [{language}]"))).unwrap();
    desk
}

#[test]
fn a_letter_is_talked_over_in_the_language_of_the_coach() {
    for (language, whom, name, tone, now) in [
        ("tr", "başka birine", "Ad ve adres:", "kararlı", "Şimdi ne yapılsın?"),
        ("ru", "кому-то другому", "Имя и адрес:", "твёрдый", "Что дальше?"),
        ("id", "orang lain", "Nama dan alamat:", "tegas", "Selanjutnya?"),
        ("en-GB", "somebody else", "Name and address:", "firm", "What now?"),
    ] {
        let desk = coach_of(language);
        let mut terminal = Terminal::start(&desk, &["decline", "--colleague", "marta"]);
        terminal.sees(whom).types(DOWN).types(DOWN).types(ENTER);
        terminal.sees(name).enters("Zoe Bell <zoe@example.org>").types(ENTER).types(ENTER).types(ENTER);
        terminal.sees(tone).types(ENTER).types(ENTER);
        terminal.sees(now).types(ENTER);
        terminal.ends(0);
    }
}

#[test]
fn a_name_that_the_list_does_not_hold_leaves_a_way_on() {
    let desk = coach_of("en-GB");
    let mut terminal = Terminal::start(&desk, &["decline"]);
    terminal.sees("To whom?").types("Zoe Bell").sees("Zoe Bell").types(ENTER);
    terminal.sees("Name and address:").enters("Zoe Bell");
    terminal.sees("Grammatical gender:").types("\x1b");
    terminal.ends(2);
}

#[test]
fn a_screening_and_a_plan_are_in_the_language_of_the_coach() {
    for (language, suggestion, letter, settle) in [
        ("it", "Suggerimento: declinare", "lettera: garbo decline", "1. Che cosa definire"),
        ("tr", "Öneri: hayır demek", "mektup: garbo decline", "1. Netleştirilecekler"),
        ("ru", "Предложение: отказать", "письмо: garbo decline", "1. Что уладить"),
        ("id", "Saran: tolak", "surat: garbo decline", "1. Yang perlu dibereskan"),
        ("en-GB", "Suggestion: decline", "letter: garbo decline", "1. What to settle"),
    ] {
        let desk = coach_of(language);
        let answers =
            desk.file("answers.yaml", "signs:\n  - {sign: s_disrespect, strength: 1, fact: shouted}\n");
        let ran = desk.run(&["screen", "Zoe Bell", "--answers", answers.to_str().unwrap()]).ends(0);
        assert!(ran.out.contains(suggestion) && ran.err.contains(letter), "{ran:?}");
        let ran = desk.run(&["ending", "--plan", "--to", "ahmet"]).ends(0);
        assert!(ran.out.contains(settle), "{ran:?}");
    }
}
