//! What a law wants said in so many words, and the day as of which the rules are known.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::desk::Desk;

/// The sentence that 16 CFR 429.1(a) wants near the signature, by a piece of it in each language.
const COOLING_OFF: [(&str, &str, &str); 6] = [
    ("it", "prima della mezzanotte del terzo giorno lavorativo", "beni ceduti in permuta"),
    ("id", "sebelum tengah malam hari kerja ketiga", "tukar tambah"),
    ("ru", "до полуночи третьего рабочего дня", "Имущество, переданное в счёт оплаты"),
    ("tr", "üçüncü iş gününün gece yarısına kadar", "takas olarak verdiği"),
    ("en-GB", "prior to midnight of the third business day", "any property traded in"),
    ("en-US", "prior to midnight of the third business day", "any property traded in"),
];

#[test]
fn a_sale_away_from_the_office_in_the_united_states_tells_of_cancelling_in_the_language_of_the_agreement() {
    let desk = Desk::under("US-CA", "none");
    let text = |language: &str| {
        let line = ["agreement", "--to", "ahmet", "-l", language, "--format", "markdown"];
        desk.run(&line).ends(0).out.replace('\u{a0}', " ")
    };
    for (language, sentence, _) in COOLING_OFF {
        assert!(
            !text(language).contains(sentence),
            "{language}: sold at a distance, and yet it tells of cancelling"
        );
    }
    desk.replace("people/ahmet.yaml", "\nterms:\n", "\nterms:\n  conclusion: off_premises\n");
    for (language, sentence, notice) in COOLING_OFF {
        let text = text(language);
        let place = text.find(sentence).unwrap_or_else(|| panic!("{language}: no such sentence in {text}"));
        let line = text[..place].rsplit('\n').next().unwrap();
        assert!(line.starts_with("**"), "{language}: the sentence is bold: {line}");
        let annex = text.find(notice).unwrap_or_else(|| panic!("{language}: no notice in {text}"));
        assert!(place < annex, "{language}: the sentence stands before the notice it points to");
    }
}

#[test]
fn the_page_says_from_when_to_when_its_rules_are_known_and_check_says_it_of_each() {
    let desk = Desk::new();
    let days = [
        ("it", "il 1º giugno 2025", "il 1º aprile 2026"),
        ("id", "1 Juni 2025", "1 April 2026"),
        ("ru", "1 июня 2025", "1 апреля 2026"),
        ("tr", "1 Haziran 2025", "1 Nisan 2026"),
        ("en-GB", "1 June 2025", "1 April 2026"),
        ("en-US", "June 1, 2025", "April 1, 2026"),
    ];
    for (language, first, last) in days {
        let line = ["agreement", "--to", "ahmet", "-l", language, "--format", "markdown"];
        let text = desk.run(&line).ends(0).out;
        let text = text.replace(['\u{a0}', '\n'], " ");
        assert!(text.contains(first) && text.contains(last), "{language}: {text}");
    }
    let ran = desk.run(&["check", "--kind", "safety_note", "--language", "it"]).ends(0);
    assert!(ran.out.contains("are the rules that the agreements follow in IT still the law?"), "{ran:?}");
    assert!(
        ran.out.contains("withdrawal_days: ") && ran.out.contains("(as of 2026-04-01, sureness high)"),
        "{ran:?}"
    );
}

/// Sums, percentages and bounds of a text: `77,47`, `22%`.
fn sums(text: &str) -> BTreeSet<String> {
    let text = text.replace("\u{a0}%", "%");
    text.split(|c: char| !(c.is_ascii_digit() || ".,%".contains(c)))
        .filter(|word| word.trim_end_matches(['.', ',']).contains(['.', ',', '%']))
        .map(|word| word.chars().filter(|c| c.is_ascii_digit()).collect())
        .collect()
}

/// The texts of a place of law, by their keys.
fn texts(value: &Value, key: &str, into: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(k, v)| texts(v, &format!("{key}.{k}"), into)),
        Value::String(text) => _ = into.insert(key.to_owned(), text.clone()),
        _ => {}
    }
}

#[test]
fn every_language_names_the_same_sums_and_rates_of_a_law() {
    let read = |language: &str| {
        let name = format!("{language}.yaml");
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/law").join(&name);
        let map = garbo::yaml::read_free(&std::fs::read(path).unwrap(), &name).unwrap().value;
        let mut words = BTreeMap::new();
        texts(&Value::Object(map), "", &mut words);
        words
    };
    let english = read("en");
    assert_eq!(sums(&english[".IT.tax.forfettario"]).len(), 2, "{}", english[".IT.tax.forfettario"]);
    for language in ["it", "id", "ru", "tr"] {
        let other = read(language);
        for (key, text) in &english {
            if let Some(theirs) = other.get(key) {
                assert_eq!(sums(text), sums(theirs), "{language}{key}: {text} / {theirs}");
            }
        }
    }
}
