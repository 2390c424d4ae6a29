//! `garbo agreement --amend` and `garbo addendum`: what has changed since an agreement was issued, and nothing else.

use serde_json::Value;

use crate::agreement::issued;
use crate::desk::Desk;

/// The clauses of the addendum to Ahmet's agreement, and its text in one line.
fn addendum(desk: &Desk, more: &[&str]) -> (Vec<String>, String) {
    let json = desk.run(&[&["agreement", "--to", "ahmet", "--json", "--amend"], more].concat()).ends(0).out;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["kind"], "addendum");
    let clauses = json["clauses"].as_array().unwrap().iter();
    (
        clauses.map(|c| c["id"].as_str().unwrap().to_owned()).collect(),
        json["text"].as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" "),
    )
}

#[test]
fn without_a_change_there_is_nothing_to_write() {
    let desk = Desk::new();
    issued(&desk, "a.pdf", &[]);
    let told = desk.run(&["agreement", "--to", "ahmet", "--amend", "-o", "addendum.pdf"]).ends(65);
    assert!(
        told.err.contains("nothing has changed since the agreement no. 2026-17 of 2026-09-01"),
        "{}",
        told.err
    );
    assert!(told.err.contains("change `terms:` in the client's file first"), "{}", told.err);
    assert!(!desk.path("work/addendum.pdf").exists());
}

#[test]
fn an_agreement_that_was_not_issued_is_not_amended() {
    let desk = Desk::new();
    let none = desk.run(&["agreement", "--to", "ahmet", "--amend"]).ends(66);
    assert!(none.err.contains("no agreement with this client was issued"), "{}", none.err);
    issued(&desk, "a.pdf", &[]);
    let unknown = desk.run(&["agreement", "--to", "ahmet", "--amend", "2020-1"]).ends(66);
    assert!(
        unknown.err.contains("no agreement no. 2020-1") && unknown.err.contains("garbo log"),
        "{}",
        unknown.err
    );
    desk.run(&["addendum", "--to", "ahmet", "--amends", "2020-1"]).ends(66);
}

#[test]
fn a_changed_fee_is_stated_alone_under_the_number_issued() {
    let desk = Desk::new();
    issued(&desk, "a.pdf", &[]);
    desk.replace(
        "people/ahmet.yaml",
        "fees: {basis: package, amount: \"900.00\"}",
        "fees: {basis: package, amount: \"840.00\"}",
    );
    let (clauses, text) = addendum(&desk, &["2026-17"]);
    assert!(text.contains("840,00 EUR") && !text.contains("900,00"), "{text}");
    assert!(text.contains("2026-17") && text.contains("1 Eylül 2026"), "{text}");
    assert!(text.contains("Madde 6"), "{text}");
    assert!(clauses.iter().any(|id| id == "signatures"), "{clauses:?}");
    // The price is in the fee, its instalments and the refund; nothing else has changed.
    assert_eq!(text.matches("aşağıdaki biçimde değiştirilmiştir").count(), 3, "{text}");
    assert!(!text.contains("Son hükümler") && !text.contains("Tarih: 1 Eylül 2026"), "{text}");

    // It is a contract like any other: written in every form, known to the register, verified.
    for file in ["addendum.pdf", "addendum.docx", "addendum.html"] {
        desk.run(&["addendum", "--to", "ahmet", "-o", file]).ends(0);
    }
    let verified = desk.run(&["verify", "addendum.pdf"]).ends(0).out;
    assert!(verified.contains("to the byte"), "{verified}");
    assert!(desk.run(&["log", "ahmet"]).ends(0).out.contains("\taddendum\t"));
    // The addendum itself is not what the next one amends.
    let (_, again) = addendum(&desk, &[]);
    assert_eq!(again, text);
    let (_, dated) = addendum(&desk, &["--date", "2026-12-05"]);
    assert!(dated.contains("Tarih: 5 Aralık 2026"), "{dated}");
    let dated = desk.run(&["addendum", "--to", "ahmet", "--effective", "2027-01-01"]).ends(0).out;
    assert!(dated.replace('\u{a0}', " ").contains("1 Ocak 2027"), "{dated}");
    desk.run(&["addendum", "--to", "ahmet", "--effective", "soon"]).ends(65);
}

#[test]
fn an_addendum_speaks_both_languages_of_its_agreement() {
    let desk = Desk::new();
    issued(&desk, "a.pdf", &["--with", "it"]);
    desk.replace("people/ahmet.yaml", "amount: \"900.00\"}", "amount: \"840.00\"}");
    let (_, text) = addendum(&desk, &[]);
    assert!(text.contains("Madde 6") && text.contains("840,00 EUR"), "{text}");
    // Each side in its own words.
    assert!(
        text.contains("n. 2026-17 del 1º settembre 2026") && text.contains("codice fiscale FRRGLI"),
        "{text}"
    );
    assert_eq!(text.matches("İtalyan vergi kodu").count(), 0, "{text}");
    assert!(text.contains("rt. 6") && text.contains("compenso") && !text.contains("900,00"), "{text}");
    desk.run(&["addendum", "--to", "ahmet", "-o", "two.pdf"]).ends(0);
    desk.run(&["verify", "two.pdf"]).ends(0);
    let other = desk.run(&["addendum", "--to", "ahmet", "-l", "ru"]).ends(2);
    assert!(other.err.contains("was issued in tr+it"), "{}", other.err);
}
