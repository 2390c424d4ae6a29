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
    // The price is in the fee, its instalments, the refund and the information annexed; nothing else has changed.
    assert_eq!(text.matches("aşağıdaki biçimde değiştirilmiştir").count(), 4, "{text}");
    assert!(text.contains("Ek 1 (Ön bilgilendirme formu) aşağıdaki"), "{text}");
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
    let (_, same) = addendum(&desk, &["--effective", "2027-01-01"]);
    assert!(same.contains("1 Ocak 2027"), "{same}");
    desk.run(&["agreement", "--to", "ahmet", "--effective", "2027-01-01"]).ends(2);
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
    assert_eq!(text.matches("İtalyan vergi kodu").count(), 1, "{text}");
    assert!(text.contains("rt. 6") && text.contains("compenso") && !text.contains("900,00"), "{text}");
    desk.run(&["addendum", "--to", "ahmet", "-o", "two.pdf"]).ends(0);
    desk.run(&["verify", "two.pdf"]).ends(0);
    let other = desk.run(&["addendum", "--to", "ahmet", "-l", "ru"]).ends(2);
    assert!(other.err.contains("was issued in tr+it"), "{}", other.err);
}

#[test]
fn annexes_that_change_come_or_go_are_stated_with_their_numbers() {
    // What each language says of an annex that is new, changed and dropped.
    let table = [
        (
            "it",
            [
                "aggiunto l’Allegato 6",
                "L’Allegato 1 («Obiettivi») è sostituito",
                "L’Allegato 1 («Obiettivi») è soppresso",
            ],
        ),
        (
            "id",
            [
                "Ditambahkan Lampiran 6",
                "Lampiran 1 (“Tujuan Klien”) diubah",
                "Lampiran 1 (“Tujuan Klien”) dihapus",
            ],
        ),
        (
            "ru",
            [
                "Приложение № 6 («Цена и график",
                "Изложить Приложение № 1 («Цели Заказчика»)",
                "Исключить Приложение № 1 («Цели Заказчика»)",
            ],
        ),
        (
            "tr",
            [
                "Ek 6 (Ücret ve ödeme planı) olarak",
                "Ek 1 (Danışan’ın hedefleri) aşağıdaki",
                "Ek 1 (Danışan’ın hedefleri) yürürlükten",
            ],
        ),
        (
            "en-GB",
            [
                "added as Annex 6",
                "Annex 1 (‘The Client’s goals’) is replaced",
                "Annex 1 (‘The Client’s goals’) is deleted",
            ],
        ),
        (
            "en-US",
            [
                "added as Exhibit 6",
                "Exhibit 1 (“The Client’s goals”) is replaced",
                "Exhibit 1 (“The Client’s goals”) is deleted",
            ],
        ),
    ];
    for (language, [added, changed, dropped]) in table {
        let desk = Desk::new();
        desk.replace("people/ahmet.yaml", "    goals:\n", "    goals_in_annex: true\n    goals:\n");
        issued(&desk, "a.txt", &["-l", language]);
        // Another goal, and the instalments in an annex of their own.
        desk.replace("people/ahmet.yaml", "equal: 3}", "equal: 3, in_annex: true}");
        let changed_goal = [
            ("tr", "yeni bir iş bulmak, it"),
            ("it", "trovare"),
            ("en", "to find"),
            ("ru", "найти"),
            ("id", "menemukan"),
        ];
        for (_, from) in changed_goal {
            desk.replace("people/ahmet.yaml", from, &format!("X {from}"));
        }
        let (_, text) = addendum(&desk, &[]);
        for part in [added, changed] {
            assert!(text.replace('\u{a0}', " ").contains(part), "{language}: {part} in\n{text}");
        }
        // The clause refers to the annex by the number that the addendum gives it.
        assert!(language != "it" || text.contains("indicate nell’Allegato 6."), "{text}");
        desk.replace("people/ahmet.yaml", "goals_in_annex: true", "goals_in_annex: false");
        let (_, text) = addendum(&desk, &[]);
        assert!(text.replace('\u{a0}', " ").contains(dropped), "{language}: {dropped} in\n{text}");
        if language == "ru" {
            desk.run(&["addendum", "--to", "ahmet", "-o", "addendum.pdf"]).ends(0);
            desk.run(&["verify", "addendum.pdf"]).ends(0);
        }
    }
}

#[test]
fn an_addendum_from_a_template_of_ones_own_nests_no_deeper_than_any_document() {
    let desk = Desk::new();
    issued(&desk, "a.pdf", &[]);
    desk.replace("people/ahmet.yaml", "amount: \"900.00\"}", "amount: \"840.00\"}");
    let own = desk.practice().join("templates/tr");
    std::fs::create_dir_all(&own).unwrap();
    for nest in [21, 20_000] {
        let deep = format!("{}a", "> ".repeat(nest));
        let text = format!(
            "{{% extends \"builtin/tr/addendum.md\" %}}\n{{% block unchanged %}}\n{deep}\n{{% endblock unchanged %}}\n"
        );
        std::fs::write(own.join("addendum.md"), text).unwrap();
        let told = desk.run(&["addendum", "--to", "ahmet", "-o", "addendum.pdf"]).ends(65).err;
        assert!(
            told.contains("nest deeper than 20 levels") && told.contains("templates/tr/addendum.md"),
            "{told}"
        );
        assert!(!desk.path("work/addendum.pdf").exists());
    }
}

/// Words of an addendum about a sheet that reads otherwise: replaced, added, dropped.
const SHEETS: [(&str, [&str; 3]); 6] = [
    (
        "it",
        [
            "è sostituito dal nuovo foglio che accompagna questo accordo",
            "È aggiunto il foglio «Consenso",
            "non si applica più",
        ],
    ),
    (
        "id",
        [
            "diganti dengan lembar baru yang menyertai Adendum ini",
            "Adendum ini disertai “Lembar Persetujuan",
            "tidak berlaku lagi",
        ],
    ),
    (
        "ru",
        [
            "заменяется новым, который передаётся вместе с настоящим соглашением",
            "Вместе с настоящим соглашением передаётся документ «Согласие",
            "больше не применяется",
        ],
    ),
    (
        "tr",
        [
            "bu ek protokolle birlikte verilen yeni formla değiştirilmiştir",
            "Bu ek protokolle birlikte “Açık Rıza Formu",
            "artık uygulanmaz",
        ],
    ),
    (
        "en-GB",
        [
            "is replaced by the new sheet that comes with this amendment",
            "’ is added as a sheet that comes with this amendment",
            "’ no longer applies",
        ],
    ),
    (
        "en-US",
        [
            "is replaced by the new sheet that comes with this amendment",
            "” is added as a sheet that comes with this amendment",
            "” no longer applies",
        ],
    ),
];

#[test]
fn a_consent_sheet_that_changes_is_signed_anew_and_by_itself() {
    const TOOL: &str = "  ai_tools: {tools: [{name: Contoh AI, purpose: drafts, data: notes, country: US, training: false}]}\n";
    for (language, [replaced, added, dropped]) in SHEETS {
        let desk = Desk::under("ID", "general");
        desk.replace("people/ahmet.yaml", "amount: \"900.00\"}", "amount: \"9000000\", currency: IDR}");
        desk.replace("people/ahmet.yaml", "\nterms:\n", &format!("\nterms:\n{TOOL}"));
        issued(&desk, "a.docx", &["-l", language]);
        assert!(desk.path("work/a-consent_ai.docx").exists(), "{language}");

        // What the sheet says of the data has changed: a new sheet lies beside the addendum, which says so.
        desk.replace("people/ahmet.yaml", "data: notes", "data: summaries");
        for file in ["b.docx", "c.html"] {
            desk.run(&["agreement", "--to", "ahmet", "--amend", "-o", file]).ends(0);
        }
        let sheet = desk.run(&["verify", "b-consent_ai.docx", "--json"]).ends(0).out;
        assert!(sheet.contains("summaries") || sheet.contains("as_issued"), "{language}: {sheet}");
        for lies in ["b-consent_ai.docx", "c-consent_ai.html"] {
            assert!(desk.path("work").join(lies).exists(), "{language}: {lies}");
        }
        // The sheets that read as before are not signed again.
        assert!(!desk.path("work/b-consent_handover.docx").exists(), "{language}");
        let text = |desk: &Desk| {
            let ran = desk.run(&["agreement", "--to", "ahmet", "--amend"]).ends(0);
            ran.out.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let told = text(&desk);
        assert!(told.contains(replaced) && told.contains("summaries"), "{language}: {told}");
        // The consent is not among the paragraphs that both sign.
        assert_eq!(told.matches(replaced).count(), 1, "{language}: {told}");

        // A new purpose has a new sheet, one that is gone is told.
        desk.replace("people/ahmet.yaml", "data: summaries", "data: notes");
        desk.replace(
            "people/ahmet.yaml",
            "\nterms:\n",
            "\nterms:\n  release: true\n  consents: {handover: false}\n",
        );
        let told = text(&desk);
        assert!(told.contains(added) && told.contains(dropped), "{language}: {told}");
        desk.run(&["agreement", "--to", "ahmet", "--amend", "-o", "d.docx"]).ends(0);
        assert!(desk.path("work/d-consent_release.docx").exists(), "{language}");
        assert!(!desk.path("work/d-consent_handover.docx").exists(), "{language}");
        desk.run(&["verify", "d.docx"]).ends(0);
    }
}

#[test]
fn a_sheet_bound_with_the_agreement_is_bound_with_the_addendum_and_has_its_own_signature() {
    for (language, with) in [("it", "tr"), ("en-GB", "it"), ("tr", "ru"), ("ru", "en-US"), ("id", "en-GB")] {
        let desk = Desk::new();
        desk.replace(
            "people/ahmet.yaml",
            "\nterms:\n",
            "\nterms:\n  ai_tools: {tools: [{name: Esempio AI, purpose: bozze, data: appunti, country: IE, training: false}]}\n",
        );
        issued(&desk, "a.docx", &["-l", language, "--with", with]);
        desk.replace("people/ahmet.yaml", "data: appunti", "data: riepiloghi");
        let (clauses, text) = addendum(&desk, &[]);
        for side in [language, with] {
            let [replaced, ..] = SHEETS.iter().find(|(l, _)| *l == side).unwrap().1;
            assert_eq!(text.matches(replaced).count(), 1, "{language} {with}: {text}");
        }
        assert_eq!(clauses.last().map(String::as_str), Some("consent_ai"), "{clauses:?}");
        if language != "it" {
            continue;
        }
        desk.run(&["addendum", "--to", "ahmet", "-o", "b.pdf"]).ends(0);
        let bytes = std::fs::read(desk.path("work/b.pdf")).unwrap();
        let pdf = crate::pdf_file::Pdf::new(bytes);
        let names: Vec<String> = pdf.fields().into_iter().map(|f| f.name).collect();
        assert!(names.iter().any(|n| n.starts_with("client_consent_") && n.ends_with("_yes")), "{names:?}");
        desk.run(&["verify", "b.pdf"]).ends(0);
    }
}

#[test]
fn an_agreement_numbered_on_the_command_line_is_amended_under_its_number() {
    const TOOL: &str = "  ai_tools: {tools: [{name: Contoh AI, purpose: drafts, data: notes, country: US, training: false}]}\n";
    // The file has another number, and another date.
    for typed in [&["--number", "C-1"][..], &["--number", "C-1", "--date", "2026-09-03"][..]] {
        let desk = Desk::under("ID", "general");
        desk.replace("people/ahmet.yaml", "amount: \"900.00\"}", "amount: \"9000000\", currency: IDR}");
        desk.replace("people/ahmet.yaml", "\nterms:\n", &format!("\nterms:\n{TOOL}"));
        issued(&desk, "a.docx", typed);
        desk.replace("people/ahmet.yaml", "amount: \"9000000\"", "amount: \"8000000\"");
        let (_, text) = addendum(&desk, &["C-1"]);
        assert!(text.contains("C-1") && !text.contains("2026-17"), "{text}");
        let json = desk.run(&["agreement", "--to", "ahmet", "--amend", "--json"]).ends(0).out;
        let json: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["number"], "C-1");
        // The consents that were given under that number hold.
        desk.run(&["agreement", "--to", "ahmet", "--amend", "C-1", "-o", "b.docx"]).ends(0);
        assert!(
            !desk.path("work/b-consent_ai.docx").exists()
                && !desk.path("work/b-consent_handover.docx").exists()
        );
        // A sheet that changes cites the agreement by its number.
        desk.replace("people/ahmet.yaml", "data: notes", "data: summaries");
        desk.run(&["agreement", "--to", "ahmet", "--amend", "C-1", "-o", "c.html"]).ends(0);
        let sheet = std::fs::read_to_string(desk.path("work/c-consent_ai.html")).unwrap();
        assert!(sheet.contains("C-1") && !sheet.contains("2026-17"), "{sheet}");
        assert!(!desk.path("work/c-consent_handover.html").exists());
    }
}

#[test]
fn a_new_article_takes_the_number_of_the_article_before_it_and_a_letter() {
    let desk = Desk::new();
    issued(&desk, "a.docx", &[]);
    let own = |id: &str, after: &str, title: &str| {
        format!("    - {{id: {id}, after: {after}, title: {{tr: {title}}}, text: {{tr: [Metin.]}}}}\n")
    };
    let add = [own("parking", "sessions", "Park"), own("dogs", "sessions", "Köpekler")].concat();
    desk.replace(
        "people/ahmet.yaml",
        "\nterms:\n",
        &format!("\nterms:\n  release: true\n  liability: {{}}\n  add:\n{add}"),
    );
    let (_, text) = addendum(&desk, &[]);
    // The article before the liability ends with clauses that have numbers of their own; a clause of an article follows
    // its last paragraph.
    for says in ["Madde 3A olarak", "Madde 3B olarak", "Madde 17A olarak", "Madde 11.3A olarak"] {
        assert!(text.contains(says), "{says} in {text}");
    }
}
