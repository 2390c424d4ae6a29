//! Whole agreements, kept in `tests/golden/<language>/agreement*.snap` for native readers and lawyers to read.
//!
//! In every language the sample client's under Italian law, that of the same client at fifteen, whose parents sign, and
//! in its own language that of each other place.

use crate::desk::{Desk, FATHER, MOTHER};
use crate::refresh::{all_same, difference};

/// How all of them are written anew, after words were changed on purpose.
const REFRESH: &str = "cargo test --locked --test suite golden_agreement::";

/// Places besides Italy with the language spoken there and a way of taxing the fee.
const PLACES: &[(&str, &str, &str)] = &[
    ("id", "ID", "final_umkm"),
    ("ru", "RU", "npd"),
    ("tr", "TR", "smm_vat"),
    ("en-GB", "GB-ENG", "not_registered"),
    ("en-GB", "GB-SCT", "vat"),
    ("en-GB", "GB-NIR", "vat"),
    ("en-US", "US-CA", "none"),
];

/// That of a client under age.
const MINOR: &str = "agreement-minor.snap";

/// Returns the names of a language's files.
pub fn names(language: &str) -> Vec<String> {
    let places = PLACES
        .iter()
        .filter(|(of, ..)| *of == language)
        .map(|(_, place, _)| format!("agreement-{place}.snap"));
    ["agreement.snap", MINOR].map(str::to_owned).into_iter().chain(places).collect()
}

fn compare(language: &str) {
    let italian = (names(language).remove(0), Desk::new());
    let places = PLACES.iter().filter(|(of, ..)| *of == language);
    let own = places.map(|(_, place, tax)| (format!("agreement-{place}.snap"), Desk::under(place, tax)));
    let minor = (MINOR.to_owned(), Desk::new().under_age("2011-05-02", &[MOTHER, FATHER]));
    all_same([italian, minor].into_iter().chain(own).map(|(name, desk)| {
        let text = desk.run(&["agreement", "--to", "ahmet", "-l", language]).ends(0).out;
        difference(&format!("tests/golden/{language}/{name}"), &text, REFRESH)
    }));
}

#[test]
fn italian_agreements_read_as_they_were_signed_off() {
    compare("it");
}

#[test]
fn indonesian_agreements_read_as_they_were_signed_off() {
    compare("id");
}

#[test]
fn russian_agreements_read_as_they_were_signed_off() {
    compare("ru");
}

#[test]
fn turkish_agreements_read_as_they_were_signed_off() {
    compare("tr");
}

#[test]
fn british_agreements_read_as_they_were_signed_off() {
    compare("en-GB");
}

#[test]
fn american_agreements_read_as_they_were_signed_off() {
    compare("en-US");
}
