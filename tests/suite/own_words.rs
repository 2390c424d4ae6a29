//! The coach's own paragraphs and clauses in an agreement: what they refer to, what they may not say, what has to stay beside
//! them, and how those of a person are laid over the practice's.

use crate::desk::{Desk, Ran};
use crate::terms::{WHOLE, client, moved, with};

fn agreement(desk: &Desk, more: &[&str]) -> Ran {
    desk.run(&[&["agreement", "--to", "ahmet"], more].concat())
}

/// A text in one line, with plain blanks.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn own_words_refer_to_clauses_in_the_manner_of_each_language() {
    let text = "*A* [](#fees), n. [#](#refund), [here](#fees), [](#own_rules)";
    let all: Vec<String> =
        ["it", "en", "ru", "tr", "id"].map(|language| format!("{language}: [\"{text}\"]")).into();
    let line = format!(
        "  replace: {{lateness: {{{}}}}}\n  add: [{{id: own_rules, after: lateness, title: \"Note [](#fees)\", text: {{{}}}}}]",
        all.join(", "),
        all.join(", ")
    );
    let desk = client(&with(&line), "");
    for (language, reference, own) in [
        ("it", "art. 7", "art. 5"),
        ("en-GB", "clause 7", "clause 5"),
        ("en-US", "Section 7", "Section 5"),
        ("ru", "7", "5"),
        ("tr", "Madde 7", "Madde 5"),
        ("id", "Pasal 7", "Pasal 5"),
    ] {
        let out = flat(&agreement(&desk, &["-l", language]).ends(0).out);
        assert!(!out.contains("[](") && !out.contains("](#refund)"), "{language}: {out}");
        // What is no reference stays as it was typed.
        assert_eq!(out.matches("*A* ").count(), 2, "{language}: {out}");
        assert_eq!(out.matches("[here](#fees)").count(), 2, "{language}: {out}");
        let sentence = out.split("*A* ").nth(1).unwrap().split("[here]").next().unwrap();
        assert!(sentence.contains(reference), "{language}: {sentence}");
        assert!(out.split("[here](#fees), ").nth(1).unwrap().contains(own), "{language}: {out}");
        let title = out.split("Note ").nth(1).unwrap();
        assert!(title.split("*A*").next().unwrap().contains(reference), "{language}: {title}");
    }
    #[cfg(feature = "pdf")]
    for file in ["a.pdf", "a.docx", "a.html"] {
        agreement(&desk, &["-l", "it", "--with", "en", "-o", file]).ends(0);
        desk.run(&["verify", file]).ends(if file == "a.html" { 65 } else { 0 });
    }
}

#[test]
fn a_reference_to_what_is_not_printed_is_told_at_its_line() {
    let line = "  replace: {lateness: {it: [\"Vedi [](#liability), [](#fes) e [](#annex_act).\"]}}
  add:
    - {id: parking, after: sessions, title: {it: \"Parcheggio [](#nowhere)\"}, text: {it: [\"Vedi [](#parking).\"]}}";
    let desk = client(&with(line), "");
    let told = agreement(&desk, &["-l", "it"]).ends(65);
    for says in [
        "refers to `liability`, which is not printed in this agreement",
        "refers to `annex_act`, which is not printed",
        "refers to `fes`, which there is not; did you mean `[](#fees)`?",
        "`terms.add[0].title` refers to `nowhere`, which there is not",
        "hint: there are subject, nature,",
        "parking",
    ] {
        assert!(told.err.contains(says), "{says} in\n{}", told.err);
    }
    assert_eq!(told.err.matches("people/ahmet.yaml:").count(), 4, "{}", told.err);
    assert!(told.out.is_empty());
    // A clause that is switched on can be referred to, and so can the coach's own.
    let line = line.replace(", [](#fes) e [](#annex_act)", "").replace(" [](#nowhere)", "");
    agreement(&client(&with(&format!("  liability: {{}}\n{line}")), ""), &["-l", "it"]).ends(0);
}

/// A practice with the clauses `parking` and `keys` for everybody, and a client with these terms besides.
fn practice_with_clauses(line: &str) -> Desk {
    let desk = client(&with(line), "");
    desk.replace(
        "practice.yaml",
        "\nterms:\n",
        "\nterms:\n  add:
    - {id: parking, after: sessions, title: Parcheggio, text: {it: [Il cortile è aperto.]}}
    - {id: keys, after: parking_of, title: Chiavi, text: {it: [Le chiavi restano in studio.]}}\n",
    );
    desk.replace("practice.yaml", "after: parking_of", "after: general");
    desk
}

#[test]
fn clauses_of_a_person_are_laid_over_those_of_the_practice_by_their_id() {
    let printed = |line: &str| flat(&agreement(&practice_with_clauses(line), &["-l", "it"]).ends(0).out);
    let add = |id: &str, text: &str| {
        format!("  add: [{{id: {id}, after: lateness, title: Proprio, text: {{it: [{text}]}}}}]")
    };
    let both = printed(&add("dogs", "Il cane resta fuori."));
    for text in ["Il cortile è aperto.", "Le chiavi restano in studio.", "Il cane resta fuori."] {
        assert!(both.contains(text), "{text} in\n{both}");
    }
    let instead = printed(&add("parking", "Si arriva a piedi."));
    assert!(instead.contains("Si arriva a piedi.") && instead.contains("Le chiavi"), "{instead}");
    assert!(!instead.contains("Il cortile"), "{instead}");
    let off = printed("  clauses: {parking: false}");
    assert!(!off.contains("Il cortile") && off.contains("Le chiavi"), "{off}");
}

#[test]
fn a_fault_of_a_clause_is_told_in_the_file_where_it_stands() {
    let unknown = practice_with_clauses("  clauses: {parkin: false}");
    let told = agreement(&unknown, &["-l", "it"]).ends(65).err;
    assert!(
        told.contains("there is no clause called `parkin`") && told.contains("did you mean `parking`?"),
        "{told}"
    );
    assert!(told.contains("people/ahmet.yaml:"), "{told}");
    let desk = practice_with_clauses("");
    desk.replace("practice.yaml", "clauses: {materials: true}", "clauses: {materials: true, keyes: false}");
    let ran = desk.run(&["check"]);
    let told = format!("{}{}", ran.out, ran.err);
    assert!(told.contains("there is no clause called `keyes`") && told.contains("practice.yaml:"), "{told}");

    // The first of the person's file is the third of all.
    let line = "  add: [{id: dogs, after: lateness, title: Cani, text: {it: [\"Vedi [](#cats).\"]}}]";
    let desk = practice_with_clauses(line);
    desk.replace("practice.yaml", "[Le chiavi restano in studio.]", "[\"Vedi [](#locks).\"]");
    let told = agreement(&desk, &["-l", "it"]).ends(65).err;
    assert!(told.contains("`terms.add[0].text.it[0]` refers to `cats`"), "{told}");
    assert!(told.contains("`terms.add[1].text.it[0]` refers to `locks`"), "{told}");
    assert!(told.contains("people/ahmet.yaml:") && told.contains("practice.yaml:"), "{told}");

    // What one file gives and switches off is given in vain.
    let vain = client(
        &with(
            "  clauses: {dogs: false}\n  add: [{id: dogs, after: lateness, title: Cani, text: {it: [Fuori.]}}]",
        ),
        "",
    );
    let told = agreement(&vain, &["-l", "it"]).ends(65).err;
    assert!(told.contains("the same file switches it off"), "{told}");
    // Nothing can point to a clause that is off.
    let desk = practice_with_clauses("  clauses: {parking: false}");
    desk.replace("practice.yaml", "[Le chiavi restano in studio.]", "[\"Vedi [](#parking).\"]");
    let told = agreement(&desk, &["-l", "it"]).ends(65).err;
    assert!(told.contains("refers to `parking`, which is not printed"), "{told}");
}

#[test]
fn own_words_say_the_same_in_both_languages() {
    let told = |it: &str, en: &str, code: i32| {
        let line = format!("  replace: {{lateness: {{it: [{it}], en: [{en}]}}}}");
        agreement(&client(&with(&line), ""), &["-l", "it", "--with", "en"]).ends(code).err
    };
    let err = told("\"Si attende 30 minuti.\"", "\"The coach waits 45 minutes.\"", 65);
    assert!(
        err.contains("paragraph 1 of `terms.replace.lateness` says 30 in `it` and 45 in `en-GB`"),
        "{err}"
    );
    assert!(err.contains("people/ahmet.yaml:") && err.contains("45 minutes"), "{err}");
    let err = told("\"Uno.\", \"Due.\"", "\"One.\"", 65);
    assert!(
        err.contains("`terms.replace.lateness` has 2 paragraphs in `it` and 1 paragraph in `en-GB`"),
        "{err}"
    );
    assert!(err.contains("people/ahmet.yaml:"), "{err}");
    let err = told("\"Entro le 18.30, per 1.500,00 euro.\"", "\"By 6:30 pm, for €1,500.00.\"", 0);
    assert!(!err.contains("paragraph"), "{err}");
    // A number in words may be the same one.
    let err = told("\"Si attende un quarto d’ora.\"", "\"The coach waits 15 minutes.\"", 0);
    assert!(err.contains("says 15 in `en-GB`, and no such number in `it`"), "{err}");
    // The coach's own clauses face each other too.
    let line = "  add: [{id: dogs, after: lateness, title: {it: Cani, en: Dogs}, text: {it: [Due su 4.], en: [Two of 5.]}}]";
    let err = agreement(&client(&with(line), ""), &["-l", "it", "--with", "en"]).ends(65).err;
    assert!(err.contains("paragraph 1 of `terms.add[0].text` says 4 in `it` and 5 in `en-GB`"), "{err}");
}

/// What a sentence meets under the law of a place.
enum Meets {
    Refusal(&'static str),
    Warning(&'static str),
    Nothing,
}

use Meets::{Nothing, Refusal, Warning};

const NOTHING_BACK: &str = "by which nothing is paid back";
const LOST: &str = "by which a session is lost";
const GAG: &str = "reads as a ban on reviews";

/// Sentences, each in a language and under the law of a place.
const SENTENCES: &[(&str, &str, &str, Meets)] = &[
    ("ID", "id", "Pembayaran tidak dapat dikembalikan.", Refusal(NOTHING_BACK)),
    ("ID", "id", "Uang yang telah dibayar hangus apabila Klien berhenti.", Refusal(NOTHING_BACK)),
    ("ID", "id", "Biaya sesi yang telah dilaksanakan tidak dikembalikan.", Warning(NOTHING_BACK)),
    ("ID", "id", "Coach mengembalikan biaya sesi yang belum dilaksanakan dalam 14 hari.", Nothing),
    ("RU", "ru", "Уплаченные суммы не возвращаются.", Refusal(NOTHING_BACK)),
    ("RU", "ru", "Возврат денежных средств не производится.", Refusal(NOTHING_BACK)),
    ("RU", "ru", "Стоимость проведённых сессий не возвращается.", Warning(NOTHING_BACK)),
    ("RU", "ru", "Остаток суммы возвращается в течение десяти дней.", Nothing),
    ("RU", "ru", "Отменённая сессия сгорает и не возмещается.", Refusal(LOST)),
    ("RU", "ru", "Пропущенная сессия считается проведённой.", Refusal(LOST)),
    ("RU", "ru", "Отменённая сессия переносится на другой день.", Nothing),
    ("IT", "it", "Le somme versate non saranno restituite in alcun caso.", Refusal(NOTHING_BACK)),
    ("IT", "it", "La parte Cliente non ha diritto ad alcun rimborso.", Refusal(NOTHING_BACK)),
    ("IT", "it", "Nessun rimborso è dovuto per le sessioni già svolte.", Warning(NOTHING_BACK)),
    ("IT", "it", "Le spese di viaggio sono escluse e rimborsate a parte.", Nothing),
    ("IT", "it", "Il rimborso avviene entro 14 giorni e non oltre.", Nothing),
    ("IT", "it", "Una sessione disdetta tardi si considera svolta.", Nothing),
    ("TR", "tr", "Ödenen ücret hiçbir koşulda iade edilmez.", Refusal(NOTHING_BACK)),
    ("TR", "tr", "Yapılan seansların ücreti iade edilmez.", Warning(NOTHING_BACK)),
    ("TR", "tr", "Yapılmayan seansların ücreti 14 gün içinde iade edilir.", Nothing),
    ("GB-ENG", "en-GB", "All fees are non-refundable.", Refusal(NOTHING_BACK)),
    ("GB-ENG", "en-GB", "The Client waives every right to a refund.", Refusal(NOTHING_BACK)),
    ("GB-ENG", "en-GB", "Payments made are forfeited on ending.", Refusal(NOTHING_BACK)),
    ("GB-ENG", "en-GB", "The fee for sessions already held is not refunded.", Warning(NOTHING_BACK)),
    ("GB-ENG", "en-GB", "Refunds are made within 14 days and not later.", Nothing),
    ("GB-ENG", "en-GB", "A session cancelled late is charged in full.", Warning(LOST)),
    (
        "GB-ENG",
        "en-GB",
        "A session cancelled late counts as held, unless the Coach can fill the time.",
        Nothing,
    ),
    ("IT", "it", "Non sono previsti rimborsi di spese.", Warning(NOTHING_BACK)),
    ("US-CA", "en-US", "No refunds are given.", Warning(NOTHING_BACK)),
    ("US-CA", "en-US", "The Client waives the right to post reviews.", Refusal(GAG)),
    ("US-CA", "en-US", "The Client agrees never to disparage the Coach in public.", Refusal(GAG)),
    ("US-CA", "en-US", "No review may be published by the Client.", Refusal(GAG)),
    (
        "US-CA",
        "en-US",
        "The Client may not be kept from posting an honest review; nothing prevents it.",
        Warning(GAG),
    ),
    ("US-CA", "en-US", "Nothing in this agreement keeps the Client from an honest review.", Nothing),
    ("US-CA", "en-US", "The Coach does not criticize the Client and keeps comments confidential.", Nothing),
    ("US-CA", "it", "La parte Cliente rinuncia a pubblicare recensioni.", Refusal(GAG)),
    ("US-CA", "ru", "Заказчик отказывается от права публиковать отзывы.", Refusal(GAG)),
    ("US-CA", "tr", "Danışan, Koç’u sosyal medyada eleştiremez.", Refusal(GAG)),
    ("US-CA", "id", "Klien tidak akan menjelekkan Coach di muka umum.", Refusal(GAG)),
    ("IT", "it", "La parte Cliente non denigra la Coach in pubblico.", Warning(GAG)),
];

#[test]
fn what_the_law_leaves_to_the_client_is_not_taken_by_own_words() {
    let taxes = [
        ("IT", "EUR", "forfettario"),
        ("ID", "IDR", "general"),
        ("RU", "RUB", "npd"),
        ("TR", "TRY", "smm_vat"),
        ("GB-ENG", "GBP", "not_registered"),
        ("US-CA", "USD", "none"),
    ];
    let mut wrong = Vec::new();
    for (place, language, sentence, meets) in SENTENCES {
        let (_, currency, tax) = taxes.iter().find(|(p, ..)| p == place).unwrap();
        let base = language.split('-').next().unwrap();
        let line = format!(
            "  add: [{{id: mine, after: conduct, title: Titolo, text: {{{base}: [\"{sentence}\"]}}}}]"
        );
        let ran = agreement(&moved(place, currency, tax, &with(&line)), &["-l", language]);
        let told = [NOTHING_BACK, LOST, GAG].iter().any(|says| ran.err.contains(says));
        let at = |says: &str| ran.err.contains(says) && ran.err.contains("people/ahmet.yaml:");
        let holds = match meets {
            Refusal(says) => ran.code == Some(65) && at(says) && ran.out.is_empty(),
            Warning(says) => ran.code == Some(0) && at(says),
            Nothing => ran.code == Some(0) && !told,
        };
        if !holds {
            wrong.push(format!("{place} {language} {sentence}: {:?} {}", ran.code, ran.err));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    // A business may agree on what a consumer may not.
    let line = "  client_kind: business\n  replace: {refund: {it: [Nessun rimborso è dovuto.]}}";
    let ran = agreement(&client(&with(line), ""), &["-l", "it"]).ends(0);
    assert!(!ran.err.contains(NOTHING_BACK), "{}", ran.err);
    // How to pay is the coach's own text too.
    let line = "  fees: {basis: package, amount: \"900.00\", how_to_pay: {it: \"bonifico, non rimborsabile il prezzo\"}}";
    let told = agreement(&client(&with(line), ""), &["-l", "it"]).ends(65).err;
    assert!(told.contains("`terms.fees.how_to_pay.it`") && told.contains(NOTHING_BACK), "{told}");
}

/// How each language names the law that a professional in Italy has to name.
const LAW_4: [(&str, &str); 5] = [
    ("it", "legge 14 gennaio 2013, n. 4"),
    ("en-GB", "Law No. 4/2013"),
    ("ru", "от 14 января 2013 г. № 4"),
    ("tr", "14 Ocak 2013 tarihli ve 4 sayılı"),
    ("id", "Nomor 4 tanggal 14 Januari 2013"),
];

#[test]
fn what_the_law_wants_said_stays_whatever_is_replaced() {
    let own: Vec<String> = LAW_4
        .map(|(l, _)| format!("{}: [\"Le modifiche sono scritte.\"]", l.split('-').next().unwrap()))
        .into();
    let replaced = client(&with(&format!("  replace: {{general: {{{}}}}}", own.join(", "))), "");
    let off = client(
        &with(&format!(
            "  clauses: {{general: false}}\n  replace: {{data_protection: {{{}}}}}",
            own.join(", ")
        )),
        "",
    );
    for (language, law) in LAW_4 {
        for desk in [&replaced, &off] {
            let out = flat(&agreement(desk, &["-l", language]).ends(0).out);
            assert_eq!(out.matches(law).count(), 1, "{language}: {out}");
        }
        let with = if language == "it" { "tr" } else { "it" };
        let out = flat(&agreement(&off, &["-l", language, "--with", with]).ends(0).out);
        assert!(out.contains(law) && out.contains(LAW_4[if with == "it" { 0 } else { 3 }].1), "{out}");
    }
    // Who is on a register need not say it; who says it already is not corrected.
    for desk in [&replaced, &off] {
        desk.replace("practice.yaml", "coach:\n", "coach:\n  on_register: true\n");
        let out = agreement(desk, &["-l", "it"]).ends(0).out;
        assert!(!out.contains("14 gennaio 2013"), "{out}");
    }
    let said = client(&with("  replace: {general: {it: [Professione di cui alla legge n. 4/2013.]}}"), "");
    let out = agreement(&said, &["-l", "it"]).ends(0).out;
    assert_eq!(out.matches("2013").count(), 1, "{out}");
    // The law of another place wants no such thing.
    let other = moved(
        "GB-ENG",
        "GBP",
        "not_registered",
        &with("  replace: {general: {en: [Changes are in writing.]}}"),
    );
    assert!(!agreement(&other, &["-l", "en-GB"]).ends(0).out.contains("Italian Law"));
}

#[test]
fn the_sentence_on_tools_of_artificial_intelligence_stays_behind_own_words() {
    let tools = "  ai_tools: {tools: [{name: Esempio AI, purpose: bozze, data: appunti, country: IE, training: false}]}";
    let own = "  replace: {ai_tools: {it: [La Coach usa Esempio AI per le bozze.]}}";
    let out = flat(&agreement(&client(&with(&format!("{tools}\n{own}")), ""), &["-l", "it"]).ends(0).out);
    assert_eq!(out.matches("23 settembre 2025, n. 132").count(), 1, "{out}");
    // Without a tool there is nothing to say of them.
    let out = flat(&agreement(&client(&with(own), ""), &["-l", "it"]).ends(0).out);
    assert!(!out.contains("n. 132"), "{out}");
    // Tools of the practice are told, whatever a person's file switches off.
    let desk = client(&with("  clauses: {ai_tools: false}"), "");
    desk.replace("practice.yaml", "\nterms:\n", &format!("\nterms:\n{tools}\n"));
    let told = agreement(&desk, &["-l", "it"]).ends(65).err;
    assert!(told.contains("the clause `ai_tools` is switched off") && told.contains("n. 132"), "{told}");
    // And `garbo check` says where the rule is from.
    let told = client(WHOLE, "").run(&["check"]);
    let told = format!("{}{}", told.out, told.err);
    assert!(told.contains("profession: Legge 14 gennaio 2013, n. 4") && told.contains("ai_law:"), "{told}");
}
