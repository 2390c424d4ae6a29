//! Agreements with a client under age: who signs, in which fields, who gets them, and what is refused.

use serde_json::Value;

use crate::agreement::issued;
use crate::desk::{Desk, FATHER, MOTHER};
use crate::pdf_file::Pdf;

const LANGUAGES: [&str; 6] = ["it", "id", "ru", "tr", "en-GB", "en-US"];

/// The desk of a boy of fifteen whose parents sign.
fn teenager() -> Desk {
    Desk::new().under_age("2011-05-02", &[MOTHER, FATHER])
}

/// The text of the agreement in one line.
fn text(desk: &Desk, more: &[&str]) -> String {
    let ran = desk.run(&[&["agreement", "--to", "ahmet"], more].concat()).ends(0);
    ran.out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The names of the fields of an agreement, without those of the coach.
fn fields(desk: &Desk, file: &str, more: &[&str]) -> Vec<String> {
    let pdf = Pdf::new(issued(desk, file, more));
    pdf.conforms();
    pdf.fields().into_iter().map(|field| field.name).filter(|name| !name.starts_with("coach")).collect()
}

fn has(fields: &[String], name: &str) -> bool {
    fields.iter().any(|field| field == name)
}

#[test]
fn every_form_names_who_signs_for_the_client() {
    let desk = teenager();
    for (file, more) in
        [("a.pdf", &[][..]), ("two.pdf", &["--with", "ru"]), ("a.docx", &[]), ("two.docx", &["--with", "id"])]
    {
        issued(&desk, file, more);
        let verified = desk.run(&["verify", file]).ends(0);
        assert!(verified.out.contains("the file is the one issued, to the byte"), "{}", verified.out);
    }
    for file in ["a.html", "a.md", "a.txt"] {
        let text = String::from_utf8(issued(&desk, file, &[])).unwrap();
        assert!(text.contains("Ayşe Yılmaz") && text.contains("Mehmet Yılmaz"), "{file}: {text}");
    }
    let json: Value =
        serde_json::from_str(&desk.run(&["agreement", "--to", "ahmet", "--json"]).ends(0).out).unwrap();
    assert!(json["clauses"].as_array().unwrap().iter().any(|c| c["id"] == "minor"), "{json}");
}

#[test]
fn each_language_says_in_whose_name_the_parents_sign() {
    let desk = teenager();
    for (language, said) in [
        (
            "it",
            &[
                "rappresentato da Ayşe Yılmaz",
                "genitore esercente la responsabilità genitoriale",
                "In proprio e per il Cliente Ahmet Yılmaz",
            ][..],
        ),
        (
            "id",
            &[
                "yang belum dewasa dan dalam hal ini diwakili oleh orang tua",
                "selaku orang tua untuk dan atas nama Ahmet Yılmaz",
            ],
        ),
        (
            "ru",
            &["от имени которого действуют законные представители — мать Ayşe Yılmaz и отец Mehmet Yılmaz"],
        ),
        (
            "tr",
            &[
                "Ayşe Yılmaz (Danışan’ın velisi)",
                "kendi adına asaleten, Danışan Ahmet Yılmaz adına velayeten",
            ],
        ),
        (
            "en-GB",
            &[
                "a minor acting by Ayşe Yılmaz",
                "the Client’s parent (together ‘the Parents’)",
                "For the Client, Ahmet Yılmaz",
            ],
        ),
        ("en-US", &["a minor acting through Ayşe Yılmaz", "(together “the Parents”)"]),
    ] {
        let text = text(&desk, &["-l", language]);
        for said in said {
            assert!(text.contains(said), "{language}: {said} is missing in {text}");
        }
        // The date of birth is for the check alone, and nobody has a mailbox that is not given.
        assert!(!text.contains("2011") && !text.to_lowercase().contains("null"), "{language}: {text}");
    }
}

#[test]
fn a_guardian_and_a_girl_are_spoken_of_as_such() {
    let guardian =
        "{name: Ayşe Yılmaz, gender: f, relation: guardian, address: Örnek Sokak 7, email: ayse@example.org}";
    let desk = Desk::new().under_age("2016-05-02", &[guardian]);
    desk.replace("people/ahmet.yaml", "gender: m", "gender: f");
    for (language, said) in [
        (
            "it",
            &[
                "rappresentata da Ayşe Yılmaz",
                "tutrice (di seguito «la Rappresentante»)",
                "La Rappresentante risponde in proprio",
            ][..],
        ),
        ("id", &["selaku wali untuk dan atas nama", "Wali bertanggung jawab secara pribadi"]),
        (
            "ru",
            &["несовершеннолетняя, от имени которой действует законный представитель — опекун Ayşe Yılmaz"],
        ),
        ("tr", &["Danışan’ın vasisi", "vesayeten", "Yasal Temsilci ücretten kendi adına"]),
        (
            "en-GB",
            &[
                "the Client’s legal guardian (‘the Guardian’)",
                "The Guardian is personally liable for the fee",
            ],
        ),
    ] {
        let text = text(&desk, &["-l", language]);
        for said in said {
            assert!(text.contains(said), "{language}: {said} is missing in {text}");
        }
    }
}

#[test]
fn the_fields_are_those_of_who_signs_and_consents() {
    // Under Italian law a boy of fifteen consents to the processing of data beside his parents, and they conclude.
    let desk = teenager();
    let fields_of_teenager = fields(&desk, "a.pdf", &[]);
    for name in [
        "guardian_sign",
        "guardian_ack",
        "guardian_sign_1341",
        "guardian_consent_1",
        "guardian2_sign",
        "guardian2_ack",
        "guardian2_sign_1341",
        "guardian2_consent_1",
        "client_ack",
        "client_consent_1",
    ] {
        assert!(has(&fields_of_teenager, name), "{name} is missing in {fields_of_teenager:?}");
    }
    assert!(!has(&fields_of_teenager, "client_sign") && !has(&fields_of_teenager, "client_sign_1341"));

    // A child of ten signs nothing.
    let child = Desk::new().under_age("2016-05-02", &[MOTHER]);
    let of_child = fields(&child, "a.pdf", &[]);
    assert!(has(&of_child, "guardian_sign") && has(&of_child, "guardian_consent_1"), "{of_child:?}");
    assert!(
        !of_child.iter().any(|name| name.starts_with("client_") && name != "client_early_start"),
        "{of_child:?}"
    );
    assert!(!of_child.iter().any(|name| name.starts_with("guardian2")), "{of_child:?}");
    let initials = text(&child, &["-l", "en-GB"]);
    assert!(initials.contains("explained to the Client"), "{initials}");
}

#[test]
fn initials_are_those_of_who_acknowledges() {
    let desk = teenager();
    desk.replace("people/ahmet.yaml", "\nterms:\n", "\nterms:\n  acknowledgement: {initials: true}\n");
    let fields = fields(&desk, "a.pdf", &[]);
    for who in ["guardian", "guardian2", "client"] {
        assert!(has(&fields, &format!("{who}_ack_payment")), "{who}: {fields:?}");
    }
}

#[test]
fn in_russia_a_minor_concludes_from_fourteen_on_with_consent() {
    let desk = Desk::under("RU", "npd").under_age("2011-05-02", &[MOTHER]);
    let of_teenager = fields(&desk, "ru.pdf", &["-l", "ru"]);
    assert!(has(&of_teenager, "client_sign") && has(&of_teenager, "guardian_sign"), "{of_teenager:?}");
    for (language, said) in [
        ("ru", "с письменного согласия, которое даёт законный представитель — мать Ayşe Yılmaz"),
        ("it", "agisce con il consenso scritto di Ayşe Yılmaz"),
        ("id", "bertindak dengan persetujuan tertulis dari orang tua"),
        ("tr", "imzayla verdiği yazılı onayla yapar"),
        ("en-GB", "acting with the written consent of Ayşe Yılmaz"),
    ] {
        let text = text(&desk, &["-l", language]);
        assert!(text.contains(said), "{language}: {said} is missing in {text}");
    }
    let child = Desk::under("RU", "npd").under_age("2013-05-02", &[MOTHER]);
    let of_child = fields(&child, "ru.pdf", &["-l", "ru"]);
    assert!(!has(&of_child, "client_sign") && has(&of_child, "guardian_sign"), "{of_child:?}");
    // A consent sheet apart is the mother's to sign.
    let sheet = Pdf::open(&desk.path("work/ru-consent_handover.pdf"));
    let names: Vec<String> = sheet.fields().into_iter().map(|field| field.name).collect();
    assert!(has(&names, "guardian_consent_1") && !has(&names, "client_consent_1"), "{names:?}");
    // A guardian of a minor who concludes is a попечитель.
    let guardian = MOTHER.replace("gender: f,", "gender: f, relation: guardian,");
    let trustee = Desk::under("RU", "npd").under_age("2011-05-02", &[&guardian]);
    assert!(text(&trustee, &["-l", "ru"]).contains("законный представитель — попечитель Ayşe Yılmaz"));
}

#[test]
fn in_turkiye_the_parents_confirm_the_information() {
    let desk = Desk::under("TR", "smm_vat").under_age("2011-05-02", &[MOTHER]);
    desk.replace("people/ahmet.yaml", "fees: {", "fees: {currency: TRY, ");
    let fields = fields(&desk, "a.pdf", &[]);
    assert!(has(&fields, "guardian_info") && !has(&fields, "client_info"), "{fields:?}");
}

#[test]
fn the_ages_are_those_of_the_place() {
    let signs = |place: &str, tax: &str, born: &str| {
        let desk = Desk::under(place, tax).under_age(born, &[]);
        desk.replace("people/ahmet.yaml", "\nterms:\n", "\nparty: {address: Örnek Sokak 5}\nterms:\n");
        desk.replace("people/ahmet.yaml", "gender: m", "gender: m\nemail: ahmet@example.org");
        desk.run(&["agreement", "--to", "ahmet", "-l", "en-US"]).code == Some(0)
    };
    // On the day of the agreement, 2026-09-01, seventeen and eighteen years old.
    assert!(
        !signs("GB-ENG", "not_registered", "2009-05-02") && signs("GB-SCT", "not_registered", "2009-05-02")
    );
    assert!(signs("US-CA", "none", "2008-05-02") && !signs("US-AL", "none", "2008-05-02"));
    assert!(!signs("US-MS", "none", "2006-05-02") && signs("US-NE", "none", "2006-05-02"));
}

#[test]
fn the_agreement_goes_to_the_first_guardian() {
    let desk = teenager();
    for language in LANGUAGES {
        let file = format!("{language}.eml");
        desk.run(&["agreement", "--to", "ahmet", "-l", language, "-o", &file]).ends(0);
        let bytes = std::fs::read(desk.path("work").join(&file)).unwrap();
        let message = mail_parser::MessageParser::default().parse(&bytes).unwrap();
        let to = message.to().unwrap().first().unwrap();
        assert_eq!((to.name(), to.address()), (Some("Ayşe Yılmaz"), Some("ayse@example.org")));
        let text = message.body_text(0).unwrap().into_owned();
        let greeting = text.lines().next().unwrap();
        // A woman of her own name is written to, about the child.
        let greeted = match language {
            "it" => "Signora Yılmaz",
            "id" => "Ibu Ayşe",
            "ru" => "Уважаемая",
            "tr" => "Ayşe Hanım",
            _ => "Ms",
        };
        assert!(greeting.contains(greeted), "{language}: {greeting}");
        assert!(text.contains("Ahmet") && !greeting.contains("Ahmet"), "{language}: {text}");
    }
    desk.run(&["agreement", "--to", "ahmet", "--queue", "--yes"]).ends(0);
    let tickets = desk.tickets(&[]);
    assert_eq!(tickets.len(), 1);
    assert!(tickets[0].recipient.contains("ayse@example.org"), "{}", tickets[0].recipient);
    // The register knows it by the child's name and the mother's mailbox.
    let log = desk.run(&["log"]).ends(0).out;
    assert!(log.contains("Ahmet Yılmaz") && log.contains("ayse@example.org"), "{log}");
}

#[test]
fn a_change_is_signed_by_the_guardians_too() {
    for language in LANGUAGES {
        let desk = teenager();
        issued(&desk, "a.txt", &["-l", language]);
        desk.replace("people/ahmet.yaml", "amount: \"900.00\"}", "amount: \"840.00\"}");
        let text = text(&desk, &["--amend"]);
        assert!(text.contains("Ayşe Yılmaz") && text.contains("Mehmet Yılmaz"), "{language}: {text}");
    }
}

#[test]
fn a_change_has_the_fields_of_the_guardians() {
    let desk = teenager();
    issued(&desk, "a.pdf", &[]);
    desk.replace("people/ahmet.yaml", "amount: \"900.00\"}", "amount: \"840.00\"}");
    let fields = fields(&desk, "addendum.pdf", &["--amend"]);
    assert!(has(&fields, "guardian_sign") && has(&fields, "guardian2_sign"), "{fields:?}");
    assert!(!has(&fields, "client_sign"), "{fields:?}");
}

#[test]
fn what_contradicts_the_age_is_told_and_nothing_is_written() {
    let young = MOTHER.replace("gender: f,", "gender: f, born: 2010-01-01,");
    let unborn = MOTHER.replace("gender: f,", "gender: f, born: 2030-01-01,");
    let nameless = MOTHER.replace("name: Ayşe Yılmaz, ", "");
    let unreachable = MOTHER.replace(", email: ayse@example.org", "");
    let homeless = MOTHER.replace("address: \"Örnek Sokak 7, 34000 İstanbul\", ", "");
    let himself = MOTHER.replace("Ayşe", "Ahmet");
    let wrong = MOTHER.replace("gender: f,", "gender: f, relation: mother,");
    let other = FATHER.replace("Mehmet", "Ali");
    let table: &[(&str, &[&str], &[&str])] = &[
        (
            "2011-05-02",
            &[],
            &["born on 2011-05-02, is under 18 on 2026-09-01, and nobody signs", "guardians: [{name:"],
        ),
        ("1985-05-02", &[MOTHER], &["is of age (18) on 2026-09-01", "take `guardians` out"]),
        ("2030-05-02", &[MOTHER], &["the client is born on 2030-05-02, after the agreement of 2026-09-01"]),
        (
            "2011-05-02",
            &[&young],
            &["Ayşe Yılmaz, born on 2010-01-01, is under 18 on 2026-09-01", "name somebody of age"],
        ),
        ("2011-05-02", &[&unborn], &["Ayşe Yılmaz is born on 2030-01-01, after the agreement"]),
        ("2011-05-02", &[&nameless], &["`terms.guardians[0]` lacks `name`", "add `name: Maria Rossi`"]),
        ("2011-05-02", &[&unreachable], &["`terms.guardians[0]` lacks `email`"]),
        ("2011-05-02", &[&homeless], &["`terms.guardians[0]` lacks `address`"]),
        ("2011-05-02", &[&himself], &["`Ahmet Yılmaz` is the client, and signs as the client’s guardian"]),
        ("2011-05-02", &[MOTHER, MOTHER], &["`Ayşe Yılmaz` stands twice among the guardians"]),
        ("2011-05-02", &[MOTHER, FATHER, &other], &["has 3 people, and at most 2 sign for a client"]),
        ("2011-05-02", &[&wrong], &["mother", "parent"]),
    ];
    for (born, guardians, said) in table {
        let desk = Desk::new().under_age(born, guardians);
        let told = desk.run(&["agreement", "--to", "ahmet", "-o", "a.pdf"]).ends(65).err;
        for said in *said {
            assert!(told.contains(said), "{said} is missing in {told}");
        }
        assert!(told.contains("people/ahmet.yaml:"), "{told}");
        assert!(!desk.path("work/a.pdf").exists());
        assert_eq!(desk.run(&["log"]).ends(0).out, "");
    }
    // Who is not said to be under age needs nobody; the practice's own word counts; the practice has no children.
    let ageless = teenager();
    ageless.replace("people/ahmet.yaml", "born: 2011-05-02\n", "");
    let told = ageless.run(&["agreement", "--to", "ahmet"]).ends(65).err;
    assert!(told.contains("date of birth is not given") && told.contains("born: YYYY-MM-DD"), "{told}");
    let adults = teenager();
    adults.replace("practice.yaml", "minors: with_guardian", "minors: adults_only");
    let told = adults.run(&["agreement", "--to", "ahmet"]).ends(65).err;
    assert!(told.contains("you work with adults only") && told.contains("minors: with_guardian"), "{told}");
    let everybody = Desk::new();
    everybody.replace("practice.yaml", "\nterms:\n", &format!("\nterms:\n  guardians: [{MOTHER}]\n"));
    let told = everybody.run(&["agreement", "--to", "ahmet"]).ends(65).err;
    assert!(told.contains("would sign for every client") && told.contains("practice.yaml:"), "{told}");
}

#[test]
fn what_is_unsure_about_minors_is_asked_only_where_there_are_any() {
    let adult = Desk::new();
    let minor = teenager();
    let asked = |desk: &Desk| {
        let ran = desk.run(&["check", "--kind", "safety_note", "--language", "it"]);
        ran.out + &ran.err
    };
    let question = "May one parent alone conclude the agreement";
    assert!(!asked(&adult).contains(question));
    let told = asked(&minor);
    assert!(told.contains(question) && told.contains("art. 2-quinquies"), "{told}");
}

#[test]
fn who_comes_of_age_while_the_agreement_lasts_is_told_of() {
    let desk = Desk::new().under_age("2008-12-15", &[MOTHER]);
    let told = desk.run(&["agreement", "--to", "ahmet"]).ends(0).err;
    assert!(told.contains("the client comes of age on 2026-12-15, and the agreement lasts until"), "{told}");
    assert!(!teenager().run(&["agreement", "--to", "ahmet"]).ends(0).err.contains("comes of age"));
}

#[test]
fn a_sponsor_who_is_a_person_is_spoken_of_by_gender() {
    for (gender, italian, russian) in [
        ("gender: f, ", "(di seguito «la Committente»)", "Rita Conti, именуемая в дальнейшем «Плательщик»"),
        ("gender: m, ", "(di seguito «il Committente»)", "Rita Conti, именуемый в дальнейшем «Плательщик»"),
        ("", "(di seguito «la parte Committente»)", "Rita Conti, именуемый(ая) в дальнейшем «Плательщик»"),
    ] {
        let desk = Desk::new();
        let party = format!(
            "{{kind: person, name: Rita Conti, {gender}address: Via Finta 3, email: rita@example.org}}"
        );
        desk.replace(
            "people/ahmet.yaml",
            "\nterms:\n",
            &format!("\nterms:\n  sponsor: {{party: {party}}}\n"),
        );
        let text_it = text(&desk, &["-l", "it"]);
        assert!(text_it.contains(italian), "{italian} is missing in {text_it}");
        let text_ru = text(&desk, &["-l", "ru"]);
        assert!(text_ru.contains(russian), "{russian} is missing in {text_ru}");
    }
    let company = Desk::new();
    let party = "{kind: company, gender: f, name: Esempio S.p.A., address: Via Finta 3, email: hr@example.org, representative: {name: Rita Conti, capacity: presidente}}";
    company.replace("people/ahmet.yaml", "\nterms:\n", &format!("\nterms:\n  sponsor: {{party: {party}}}\n"));
    let told = company.run(&["agreement", "--to", "ahmet"]).ends(65).err;
    assert!(told.contains("is a company, and has a gender"), "{told}");
}
