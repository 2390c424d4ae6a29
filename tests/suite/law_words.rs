//! What a law wants said in so many words, and the day as of which the rules are known.

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
