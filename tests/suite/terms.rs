//! Terms of an agreement: from the practice folder to what its templates see, and every fault on the way.

use garbo::compose::contract::{ContractBrief, Request, Sources, contract, jurisdiction};
use garbo::error::Error;
use garbo::library::Library;
use garbo::load::{self, Home};
use garbo::model::language::Language;

use crate::desk::Desk;

/// Composes the agreement with a person of the desk, in one language.
fn composed(desk: &Desk, name: &str, languages: &[&str]) -> Result<ContractBrief, Error> {
    let home = Home::Folder { path: desk.practice(), shown: "".into() };
    let practice = load::practice(&home)?;
    let person = load::person(&home, name)?;
    let library = Library::open(home.folder())?;
    let languages: Vec<Language> = languages.iter().map(|l| l.parse().unwrap()).collect();
    let code = jurisdiction(&practice.value, &person.value)?;
    let law = library.law(&code)?.unwrap();
    let words = library.law_words(&languages[0], &code)?;
    let speech = library.speech(&languages[0])?;
    contract(
        &Request { person: &person, today: jiff::civil::date(2026, 11, 23), languages: &languages },
        &Sources { practice: &practice, speech: &speech, law: &law, words: &words },
    )
}

#[test]
fn the_sample_has_an_agreement() {
    let desk = Desk::new();
    let brief = composed(&desk, "ahmet", &["it"]).unwrap_or_else(|e| panic!("{e}"));
    println!("{}", serde_json::to_string_pretty(&brief).unwrap());
    for w in &brief.warnings {
        println!("warning: {w}");
    }
}
