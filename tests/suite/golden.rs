//! Whole letters, kept in `tests/golden/<language>/<kind>.snap` for native readers to read and sign off.
//!
//! One file for each language and kind; in it one letter after another, each under the variants that read so.
//! Crossed are tone, register and the genders of reader and writer; reasons and choices are shown once each.

use std::collections::BTreeSet;

use garbo::error::ErrorKind;
use garbo::render::text::text;
use garbo::render::variant::{Extent, Variant, variants};

use crate::golden_agreement;
use crate::refresh::{VARIABLE, all_same, difference, repository};
use crate::sample::Sample;

/// How all of them are written anew, after words were changed on purpose.
const REFRESH: &str = "cargo test --locked --test suite golden::";

/// Returns the golden file of a kind: the variants that read alike under one heading, then their letter.
fn letters(sample: &Sample, code: &str, id: &str) -> String {
    let library = &sample.library;
    let speech = library.speech(&code.parse().unwrap()).unwrap();
    let kind = library.kind(id).unwrap();
    let trial = sample.trial();
    let mut found: Vec<(Vec<String>, String)> = Vec::new();
    let readable = variants(&kind, &speech, &sample.catalogue, Extent::Readable);
    let crossed = variants(&kind, &speech, &sample.catalogue, Extent::Usual);
    let first = readable[0].choices.clone();
    let plain = |v: &Variant| v.reason.is_none() && !v.full && v.choices == first;
    let crossed = crossed.into_iter().filter(plain);
    let rest = readable.iter().filter(|v| !plain(v)).cloned();
    for variant in crossed.chain(rest) {
        let tried = match trial.write(&kind, &variant, &speech) {
            Ok(tried) => tried,
            Err(e) if e.kind == ErrorKind::Missing && variant.say.is_some() => continue,
            Err(e) => panic!("{code} {id}, {}: {e}", variant.label()),
        };
        let mut document = tried.document;
        if !found.is_empty() {
            // Who signs is read once in each file.
            document.parts.retain(|part| !matches!(part.id(), "signature" | "footer"));
        }
        let letter = format!("{}\n\n{}", document.subject, text(&document));
        match found.iter_mut().find(|(_, known)| *known == letter) {
            Some((labels, _)) => labels.push(variant.label()),
            None => found.push((vec![variant.label()], letter)),
        }
    }
    let about = kind.about.get(&speech.language).unwrap_or_default();
    let mut out = format!("{id} ({}): {about}\n", speech.language);
    for (labels, letter) in found {
        out.push_str(&format!("\n=== {}\n\n{}", labels.join("\n=== "), letter.trim_end()));
        out.push('\n');
    }
    out
}

#[test]
fn every_name_that_a_template_may_use_has_a_value() {
    let sample = Sample::load();
    let speech = sample.library.speech(&"it".parse().unwrap()).unwrap();
    let kind = sample.library.kind("decline").unwrap();
    let readable = variants(&kind, &speech, &sample.catalogue, Extent::Readable);
    let full = readable.iter().find(|variant| variant.full).unwrap();
    let brief = sample.trial().write(&kind, full, &speech).unwrap().brief;
    let values = brief.values().unwrap();
    for name in brief.names().unwrap() {
        // Words and topics belong to the engine, and a fact that was not given is no value.
        let is_elsewhere = ["words", "topics"].contains(&name.as_str());
        let is_absent = brief.facts.get(&name).is_some_and(|fact| fact.is_null());
        assert!(values.has(&name) || is_elsewhere || is_absent, "{name}");
    }
}

/// Compares every kind in a language with its file, and finds files of kinds that are no more.
fn compare(code: &str) {
    let sample = Sample::load();
    let kinds = sample.library.letter_ids().unwrap();
    all_same(kinds.iter().map(|id| {
        difference(&format!("tests/golden/{code}/{id}.snap"), &letters(&sample, code, id), REFRESH)
    }));
    let letters = kinds.iter().map(|id| format!("{id}.snap"));
    let known: BTreeSet<String> = letters.chain(golden_agreement::names(code)).collect();
    for entry in std::fs::read_dir(repository(&format!("tests/golden/{code}"))).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if !known.contains(&name) {
            if std::env::var_os(VARIABLE).is_some() {
                std::fs::remove_file(entry.path()).unwrap();
            } else {
                panic!(
                    "tests/golden/{code}/{name} belongs to no kind; take it out with {VARIABLE}=1 {REFRESH}"
                );
            }
        }
    }
}

#[test]
fn italian_letters_read_as_they_were_signed_off() {
    compare("it");
}

#[test]
fn indonesian_letters_read_as_they_were_signed_off() {
    compare("id");
}

#[test]
fn russian_letters_read_as_they_were_signed_off() {
    compare("ru");
}

#[test]
fn turkish_letters_read_as_they_were_signed_off() {
    compare("tr");
}

#[test]
fn british_letters_read_as_they_were_signed_off() {
    compare("en-GB");
}

#[test]
fn american_letters_read_as_they_were_signed_off() {
    compare("en-US");
}

#[test]
fn every_language_has_its_letters_here() {
    let sample = Sample::load();
    for language in sample.library.languages().unwrap() {
        let folder = repository(&format!("tests/golden/{language}"));
        let made_now = std::env::var_os(VARIABLE).is_some();
        assert!(
            folder.is_dir() || made_now,
            "{language} has no golden letters; add it to tests/suite/golden.rs"
        );
    }
}
