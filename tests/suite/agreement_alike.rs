//! The languages of an agreement say the same: side by side, each paragraph has the same list items, rows, references,
//! fields and figures, whatever is agreed.

use std::collections::BTreeSet;

use garbo::render::contract::columns::Columns;
use garbo::render::contract::{Contract, Role, Section};
use serde_json::{Value, json};

use crate::agreement_words::{LANGUAGES, Writer, cases, data, set};

/// What does not depend on the words of a language.
#[derive(Debug, Default, PartialEq, Eq)]
struct Bones {
    items: usize,
    rows: usize,
    references: BTreeSet<String>,
    fields: BTreeSet<String>,
    figures: BTreeSet<String>,
}

impl Bones {
    fn of(texts: impl Iterator<Item = impl AsRef<str>>) -> Self {
        let mut bones = Self::default();
        for text in texts {
            let text = text.as_ref();
            bones.items += text.lines().filter(|line| line.starts_with("- ")).count();
            bones.rows += text.lines().filter(|line| line.starts_with('|')).count();
            let prose = bones.without_links(text);
            bones.figures.extend(figures(&prose));
        }
        bones
    }

    /// Takes references and fields out of the text, and keeps where they lead.
    fn without_links(&mut self, text: &str) -> String {
        let mut prose = String::new();
        let mut rest = text;
        while let Some(end) = rest.find("](") {
            let start = rest[..end].rfind('[').unwrap_or(end);
            prose.push_str(&rest[..start]);
            let target = &rest[end + 2..];
            let close = target.find(')').unwrap_or(target.len());
            let target = &target[..close];
            match (target.strip_prefix('#'), target.strip_prefix("field:")) {
                (Some(id), _) => _ = self.references.insert(id.to_owned()),
                (_, Some(field)) => _ = self.fields.insert(field.to_owned()),
                _ => prose.push_str(target),
            }
            rest = &rest[end + 2 + close..];
        }
        prose.push_str(rest);
        prose
    }
}

/// The numbers of a text as bare digits: 1.500,00 and 1,500.00 are both 1500. Below four they may stand in words.
fn figures(text: &str) -> BTreeSet<String> {
    let chars: Vec<char> = text.chars().collect();
    let digit = |i: usize| chars.get(i).is_some_and(char::is_ascii_digit);
    let mut found = BTreeSet::new();
    let mut i = 0;
    while i < chars.len() {
        if !digit(i) {
            i += 1;
            continue;
        }
        let (mut number, mut groups) = (String::new(), vec![0]);
        while digit(i)
            || (matches!(chars.get(i), Some('.' | ',' | ':' | '\u{a0}' | '\u{202f}')) && digit(i + 1))
        {
            if digit(i) {
                number.push(chars[i]);
                *groups.last_mut().unwrap() += 1;
            } else {
                groups.push(0);
            }
            i += 1;
        }
        if groups.len() > 1 && groups.last() == Some(&2) && number.ends_with("00") {
            number.truncate(number.len() - 2);
        }
        let number = number.trim_start_matches('0').to_owned();
        if number.len() > 1 || number.as_str() > "3" {
            found.insert(number);
        }
    }
    found
}

/// Parts with their bones: an article by its paragraphs, an annex or a sheet as a whole.
fn skeleton(contract: &Contract, parties: &BTreeSet<String>) -> Vec<(String, Bones)> {
    let whole = |section: &Section| {
        let texts =
            section.paragraphs.iter().map(|p| &p.markdown).chain(section.boxes.iter().map(|b| &b.markdown));
        (section.id.clone(), Bones::of(texts))
    };
    let mut parts = Vec::new();
    for section in &contract.sections {
        match section.role {
            // Each language opens in its own manner.
            Role::Plain => {}
            Role::Article => parts.extend(section.paragraphs.iter().enumerate().map(|(i, paragraph)| {
                (format!("{}, {}", section.id, i + 1), Bones::of(std::iter::once(&paragraph.markdown)))
            })),
            Role::Signatures | Role::Annex | Role::Sheet | Role::Apart => parts.push(whole(section)),
        }
    }
    parts.iter_mut().for_each(|(_, bones)| bones.figures.retain(|figure| !parties.contains(figure)));
    parts
}

/// Clauses that others speak of, off one by one, and what they say where nothing is agreed.
fn gaps() -> Vec<(String, Value)> {
    let full = data("full.yaml");
    let clauses: Vec<String> = full["on"].as_object().unwrap().keys().cloned().collect();
    let mut gaps: Vec<(String, Value)> = clauses
        .into_iter()
        .map(|clause| {
            let mut values = full.clone();
            set(&mut values, &format!("on.{clause}"), json!(false));
            // A point to confirm is left out with its clause by the program.
            values["terms"]["acknowledgement"]["points"]
                .as_array_mut()
                .unwrap()
                .retain(|point| point != clause.as_str());
            values["terms"]["specific_approval"]
                .as_array_mut()
                .unwrap()
                .retain(|approved| approved["id"] != clause.as_str());
            (format!("without {clause}"), values)
        })
        .collect();
    for (name, path, to) in [
        (
            "no annexes",
            "annexes",
            json!({"goals": false, "price": false, "information": false, "privacy": false,
            "withdrawal": false, "cooling_off": false, "act": false}),
        ),
        ("no price of a quarter", "terms.lateness.overrun_quarter", Value::Null),
        ("no notice", "terms.termination_coach.notice_days", json!(0)),
        ("no supervision", "terms.coach_duties.supervision", json!(false)),
        ("no sponsor", "terms.sponsor", Value::Null),
        ("arbitration", "terms.complaints.arbitration", json!(true)),
        ("daily", "terms.sessions.interval_days", json!(1)),
        ("one copy", "terms.signatures.copies", json!(1)),
        ("three copies", "terms.signatures.copies", json!(3)),
        ("Indonesia", "law.country", json!("ID")),
        ("business", "terms.client_kind", json!("business")),
    ] {
        let mut values = full.clone();
        set(&mut values, path, to);
        if name == "no sponsor" {
            set(&mut values, "on.sponsor", json!(false));
        }
        gaps.push((name.to_owned(), values));
    }
    gaps
}

/// The figures of the parties' addresses and numbers: each language puts them where its manner wants them.
fn of_parties(values: &Value) -> BTreeSet<String> {
    let terms = &values["terms"];
    figures(&["coach", "client", "sponsor", "guardians"].map(|party| terms[party].to_string()).join(" "))
}

#[test]
fn every_language_has_the_same_clauses_items_references_fields_and_figures_whatever_is_agreed() {
    let writers: Vec<Writer> = LANGUAGES.iter().map(|language| Writer::of(language)).collect();
    let mut differences = BTreeSet::new();
    for (name, mut values) in cases().into_iter().chain(gaps()) {
        // Hours of the morning and whole sums are written alike everywhere.
        set(&mut values, "terms.sessions.start_time", json!("10:00"));
        if let Some(windows) = values["terms"]["contact_hours"]["windows"].as_array_mut() {
            windows.iter_mut().for_each(|window| window["to"] = json!("11:00"));
        }
        if values.pointer("/terms/lateness/overrun_quarter/amount").is_some() {
            set(&mut values, "terms.lateness.overrun_quarter.amount", json!("18.00"));
        }
        let parties = of_parties(&values);
        let contract = writers[0].contract(&values);
        let first = skeleton(&contract, &parties);
        for writer in &writers[1..] {
            let other = writer.contract(&values);
            let theirs = skeleton(&other, &parties);
            if let Err(error) = Columns::pair(contract.clone(), other) {
                panic!("{name}: {error}");
            }
            for ((part, ours), (_, theirs)) in first.iter().zip(&theirs) {
                if ours != theirs {
                    let language = writer.speech.language.tag();
                    differences.insert(format!(
                        "{part}, {} and {language}, {name}: {ours:?} {theirs:?}",
                        LANGUAGES[0]
                    ));
                }
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.into_iter().collect::<Vec<_>>().join("\n"));
}
