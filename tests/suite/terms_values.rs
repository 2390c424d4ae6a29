//! Every value of an agreement's terms: what is out of range, contradicts another, or would stand nowhere; by the program.

use std::collections::BTreeSet;

use crate::desk::{Desk, Ran};
use crate::terms::{WHOLE, client, with};

/// Asks for the agreement in Italian as a file, which a fault leaves unwritten.
fn refused(desk: &Desk) -> Ran {
    let ran = desk.run(&["agreement", "--to", "ahmet", "-l", "it", "-o", "a.pdf"]).ends(65);
    assert!(ran.out.is_empty() && !desk.path("work/a.pdf").exists(), "{ran:?}");
    ran
}

/// Terms of one line, what the message says, and the remedy.
const IDLE: [(&str, &str, &str); 30] = [
    (
        "  liability: {amount: \"500.00\"}\n  client_kind: business",
        "liability is limited to 500.00 (`liability.amount`), and no cap is given",
        "write `cap: amount` beside it, or take `amount` out",
    ),
    (
        "  liability: {cap: fee_paid, amount: \"500.00\"}\n  client_kind: business",
        "liability is limited to 500.00 (`liability.amount`), and the cap is the fee paid (`cap: fee_paid`)",
        "write `cap: amount` beside it",
    ),
    (
        "  liability: {cap: amount}\n  client_kind: business",
        "liability is capped at a sum (`cap: amount`), and the sum is not given",
        "add `amount: \"…\"` beside it, or write `cap: fee_paid`",
    ),
    (
        "  lateness: {overrun_quarter: \"20.00\"}",
        "a quarter of an hour more costs 20.00 (`overrun_quarter`), and sessions end on time (`overrun: none`)",
        "write `overrun: paid` beside it, or take `overrun_quarter` out",
    ),
    (
        "  lateness: {overrun: none, overrun_quarter: \"20.00\"}",
        "a quarter of an hour more costs 20.00",
        "write `overrun: paid`",
    ),
    (
        "  fees: {basis: package, amount: \"900.00\", extra_hour: \"70.01\"}\n  lateness: {overrun: paid}",
        "a longer session is paid (`overrun: paid`), no `overrun_quarter` says how much, and a quarter of the extra hour at 70.01 EUR is no exact sum",
        "add `overrun_quarter: \"…\"` beside it",
    ),
    (
        "  recording: {storage: disco cifrato}",
        "recordings are kept (disco cifrato, `storage`), and nobody records (`allowed: none`)",
        "write `allowed: coach_with_consent` beside it, or take `storage` out",
    ),
    (
        "  recording: {allowed: none, delete_after_days: 10}",
        "recordings are deleted after 10 days (`delete_after_days`), and nobody records (`allowed: none`)",
        "take `delete_after_days` out",
    ),
    (
        "  contact_hours: {none: true, windows: [{days: [mon], from: \"09:00\", to: \"12:00\"}]}",
        "contact hours are 09:00 to 12:00 (`windows`), and there is no contact between sessions (`none: true`)",
        "write `none: false`, or take `windows` out",
    ),
    (
        "  contact_hours: {none: true, response_hours: 12}",
        "messages are answered within 12 hours (`response_hours`), and there is no contact between sessions",
        "take `response_hours` out",
    ),
    (
        "  contact_hours: {none: true, per_week: 3}",
        "the most are 3 messages a week (`per_week`), and there is no contact",
        "take `per_week` out",
    ),
    (
        "  contact_hours: {none: true, minutes_each: 5}",
        "a message takes at most 5 minutes (`minutes_each`), and there is no contact",
        "take `minutes_each` out",
    ),
    (
        "  contact_hours: {none: true, channels: [Signal]}",
        "channels are Signal (`channels`), and there is no contact",
        "take `channels` out",
    ),
    (
        "  contact_hours: {none: true, time_zone: Europe/Rome}",
        "contact hours are in the zone Europe/Rome (`time_zone`), and there is no contact",
        "take `time_zone` out",
    ),
    (
        "  subject: {service: career_package, format: in_person}\n  place_safety: {platform: Jitsi, place: Via Roma 1}",
        "online sessions are held by Jitsi (`platform`), and all sessions are in person (`format: in_person`)",
        "write `format: mixed` under `subject`, or take `platform` out",
    ),
    (
        "  place_safety: {place: Via Roma 1}",
        "sessions are held online (`subject.format`), and a place for sessions in person is given: Via Roma 1",
        "write `format: mixed` or `in_person`",
    ),
    (
        "  place_safety: {public: true}",
        "the place of sessions in person is a public one (`public: true`), and no place is given",
        "add `place: …` beside it",
    ),
    (
        "  subject: {service: career_package, goals_in_annex: true}",
        "the goals stand in an annex (`goals_in_annex: true`), and no goals are given",
        "add `goals: [\"…\"]` beside it",
    ),
    (
        "  sessions: {count: 10}\n  withdrawal: {early_start: true}",
        "the client asks to begin before the days of withdrawal end (`early_start: true`), and the first session has no day",
        "add `sessions: {start: YYYY-MM-DD}`",
    ),
    (
        "  withdrawal: {early_start: true}\n  client_kind: business",
        "(`early_start: true`), and the client is a business, which has no such right",
        "take `early_start` out",
    ),
    (
        "  withdrawal: {early_start: true}\n  conclusion: on_premises",
        "(`early_start: true`), and what is agreed on your premises (`conclusion: on_premises`) gives no such right",
        "take `early_start` out",
    ),
    (
        "  withdrawal: {early_start: true}\n  clauses: {withdrawal: false}",
        "(`early_start: true`), and the clause is off (`clauses: {withdrawal: false}`)",
        "take `early_start` out",
    ),
    (
        "  jurisdiction: ID\n  fees: {basis: package, amount: \"900.00\", tax: general}\n  withdrawal: {early_start: true}",
        "(`early_start: true`), and the law of ID gives no such right",
        "take `early_start` out",
    ),
    (
        "  fees: {basis: month, amount: \"200\"}\n  refund: {rule: pro_rata_time}\n  instalments: {equal: 3}",
        "the price is paid in instalments (`instalments`), and it is a price for each month (`basis: month`)",
        "write `basis: package` under `fees`, or take the instalments out",
    ),
    (
        "  sessions: {start: 2027-01-10}\n  fees: {basis: per_session, amount: \"90\"}\n  instalments: {equal: 3}",
        "it is a price for each session (`basis: per_session`), and nothing says how many there are",
        "add `sessions: {count: …}` under `terms:`",
    ),
    (
        "  clauses: {late_payment: false}\n  late_payment: {grace_days: 5}",
        "the clause `late_payment` is switched off (`clauses: {late_payment: false}`), and its values are given",
        "take `late_payment` out of `clauses`",
    ),
    (
        "  replace: {testimonials: {it: [\"Parole mie.\"]}}",
        "your own words for the clause `testimonials` are given, and the clause is not printed",
        "write `clauses: {testimonials: true}`",
    ),
    (
        "  coach_duties: {policy: P-1}",
        "the policy `P-1` is given (`policy`), and no `insurer`",
        "add `insurer: …` beside it",
    ),
    (
        "  subject: {service: career_package, name: Altro}",
        "the subject has both the service `career_package` and a name of its own",
        "keep `service` or `name`",
    ),
    (
        "  fees: {basis: package, amount: \"900.00\", tax: ordinary, tax_text: IVA inclusa}",
        "the fee is taxed both by the choice `ordinary` and in words of your own (`tax_text`)",
        "keep `tax` or `tax_text`",
    ),
];

#[test]
fn what_would_stand_nowhere_is_told_with_both_values_file_line_and_remedy() {
    let mut wrong = Vec::new();
    for (line, says, remedy) in IDLE {
        let desk = client(&with(line), "");
        let ran = desk.run(&["agreement", "--to", "ahmet", "-l", "it", "-o", "a.pdf"]);
        let place = ran
            .err
            .split("people/ahmet.yaml:")
            .skip(1)
            .any(|at| at.starts_with(|c: char| c.is_ascii_digit()));
        let whole = ran.code == Some(65) && ran.err.contains(says) && ran.err.contains(remedy) && place;
        if !whole || !ran.out.is_empty() || desk.path("work/a.pdf").exists() {
            wrong.push(format!("{line}\n  wants `{says}`\n  and `{remedy}` in {ran:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn one_message_stands_at_its_line_as_it_is_shown() {
    let desk = client(&with("  lateness: {overrun_quarter: \"20.00\"}"), "");
    let told = refused(&desk).err;
    assert_eq!(
        told.replace(&format!("{}/", desk.practice().display()), ""),
        "error: a quarter of an hour more costs 20.00 (`overrun_quarter`), and sessions end on time (`overrun: none`)
  --> people/ahmet.yaml:34:31
    |
 34 |   lateness: {overrun_quarter: \"20.00\"}
    |                               ^^^^^^^

hint: write `overrun: paid` beside it, or take `overrun_quarter` out
"
    );
}

#[test]
fn all_faults_of_the_terms_are_told_at_once() {
    let lines: Vec<&str> = [3, 6, 9, 14, 18, 25, 27].map(|i| IDLE[i].0).to_vec();
    let told = refused(&client(&with(&lines.join("\n")), "")).err;
    for i in [3, 6, 9, 14, 18, 25, 27] {
        assert!(told.contains(IDLE[i].1), "{} in\n{told}", IDLE[i].1);
    }
    assert_eq!(told.matches("\nerror: ").count() + 1, 7, "{told}");
}

/// What can't be read, what is out of range and what contradicts another value are told in one run, in whichever file.
#[test]
fn faults_of_form_range_and_sense_are_told_together() {
    let table: [(&str, &[&str]); 5] = [
        (
            "  lateness: {wait_minutes: 500}\n  instalments: {items: [{amount: \"1.00\", due: on_signing}]}",
            &[
                "`terms.lateness.wait_minutes` is 500",
                "the only instalment is 1.00 EUR, and the price is 900.00 EUR",
            ],
        ),
        (
            "  sessions: {count: 10, interval_days: -1}\n  confidentiality: {years: 99}\n  refund: {rule: none}",
            &["interval_days", "`terms.confidentiality.years` is 99", "nothing is to be paid back"],
        ),
        ("  recording: {alowed: none}\n  jurisdiction: XX", &["`terms.recording.alowed`", "`XX`"]),
        (
            "  subject: {service: career_package, format: onlin}\n  recording: {storage: disco cifrato}",
            &["`onlin`", "nobody records"],
        ),
        (
            "  conduct: {address: null}\n  signatures: {copies: 99}\n  fees: {basis: package, amount: \"9.999\"}",
            &["`terms.conduct.address` is `null`", "`terms.signatures.copies` is 99", "`9.999`"],
        ),
    ];
    for (lines, says) in table {
        let told = refused(&client(&with(lines), "")).err;
        for part in says {
            assert!(told.contains(part), "{part} in\n{told}");
        }
        assert_eq!(told.matches("error: ").count(), says.len(), "{told}");
    }
    // A value that can't be read makes no faults of its own: without it the price would not be given.
    let told = refused(&client(&with("  fees: {basis: package, amount: -5}"), "")).err;
    assert_eq!(told.matches("error: ").count(), 1, "{told}");
    let desk = client(&with("  instalments: {items: [{amount: -5, due: on_signing}]}"), "");
    assert_eq!(refused(&desk).err.matches("error: ").count(), 1);
    // practice.yaml beside the client's file.
    let desk = client(&with("  confidentiality: {years: 99}\n  refund: {rule: none}"), "");
    desk.replace(
        "practice.yaml",
        "  force_majeure: {}\n",
        "  force_majeure: {days: many}\n  handover: {names: 9}\n",
    );
    let told = refused(&desk).err;
    for part in [
        "many",
        "`terms.handover.names` is 9",
        "`terms.confidentiality.years` is 99",
        "nothing is to be paid back",
    ] {
        assert!(told.contains(part), "{part} in\n{told}");
    }
    assert_eq!(told.matches("error: ").count(), 4, "{told}");
}

/// A `null` could ask for the default, or for none: it is no value.
#[test]
fn a_null_is_no_value() {
    for (line, key) in [
        ("  fees: {basis: package, amount: null}", "amount"),
        ("  refund: null", "refund"),
        ("  lateness: {wait_minutes: ~}", "wait_minutes"),
        ("  subject: {service: career_package, format: Null}", "format"),
        ("  subject: {service: career_package, goals: [~]}", ""),
    ] {
        let told = refused(&client(&with(line), "")).err;
        assert!(
            told.contains("is `null`, which is no value; expected") && told.contains("ahmet.yaml:"),
            "{told}"
        );
        let remedy =
            if key.is_empty() { "delete the entry".to_owned() } else { format!("delete the key `{key}`") };
        assert!(told.contains(&remedy), "{remedy} in\n{told}");
    }
    let desk = Desk::new();
    let file = desk.practice().join("people/ahmet.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(
        &file,
        format!("{}terms: null\n", text.split("\nterms:").next().unwrap().to_owned() + "\n"),
    )
    .unwrap();
    assert!(refused(&desk).err.contains("delete the key `terms`"));
}

/// What a practice keeps in stock is no fault where a client's own file has no use for it.
#[test]
fn details_of_the_practice_wait_for_clients_who_need_them() {
    let stock =
        "  recording: {allowed: coach_with_consent, storage: {it: disco cifrato}, delete_after_days: 10}
  lateness: {overrun: paid, overrun_quarter: \"20.00\"}
  contact_hours: {response_hours: 12, per_week: 3}
  confidentiality: {unlimited: true}
  instalments: {equal: 3}\n";
    let desk = client(
        &with(
            "  recording: {allowed: none}\n  lateness: {overrun: none}\n  contact_hours: {none: true}
  confidentiality: {years: 7}
  subject: {service: career_package, format: in_person}\n  place_safety: {place: {it: Via Roma 1}}
  instalments: {items: [{amount: \"900.00\", due: on_signing}]}",
        ),
        "",
    );
    desk.replace("practice.yaml", "  force_majeure: {}\n", &format!("  force_majeure: {{}}\n{stock}"));
    let ran = desk.run(&["agreement", "--to", "ahmet", "-l", "it"]).ends(0);
    let text = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("Via Roma 1") && !text.contains("Zoom") && !text.contains("20,00"), "{text}");
    // The client's years go before the practice's "without limit", a list before equal parts.
    assert!(text.contains("7 anni"), "{text}");
    assert!(!text.contains("300,00"), "{text}");
    // Beside each other in one file they contradict, in practice.yaml too.
    desk.replace("practice.yaml", "allowed: coach_with_consent, ", "");
    desk.replace("people/ahmet.yaml", "  recording: {allowed: none}\n", "");
    let told = refused(&desk).err;
    assert!(
        told.contains("recordings are deleted after 10 days") && told.contains("practice.yaml:"),
        "{told}"
    );
}

#[test]
fn every_number_has_its_range() {
    let table = [
        ("sessions", "count", 1, 1000),
        ("sessions", "minutes", 15, 240),
        ("sessions", "interval_days", 1, 366),
        ("sessions", "validity_months", 1, 120),
        ("lateness", "wait_minutes", 1, 120),
        ("reschedule_cancel", "notice_hours", 6, 168),
        ("reschedule_cancel", "free_moves", 1, 20),
        ("contact_hours", "response_hours", 1, 72),
        ("contact_hours", "per_week", 1, 100),
        ("contact_hours", "minutes_each", 1, 120),
        ("instalments", "equal", 1, 120),
        ("late_payment", "grace_days", 1, 60),
        ("client_duties", "review_after", 1, 1000),
        ("record", "correction_days", 1, 30),
        ("confidentiality", "years", 1, 50),
        ("data_protection", "retention_months", 1, 240),
        ("recording", "delete_after_days", 1, 365),
        ("termination_client", "notice_days", 0, 90),
        ("termination_coach", "notice_days", 0, 90),
        ("refund", "days", 1, 60),
        ("handover", "names", 1, 3),
        ("force_majeure", "days", 7, 180),
        ("complaints", "reply_working_days", 1, 60),
        ("signatures", "copies", 1, 10),
    ];
    // A file tells its first twenty faults.
    for (beyond, part) in
        [false, true].into_iter().flat_map(|beyond| table.chunks(12).map(move |p| (beyond, p)))
    {
        let found = |low: i32, high: i32| if beyond || low == 0 { high + 1 } else { low - 1 };
        let clauses: BTreeSet<&str> = part.iter().map(|row| row.0).collect();
        let line = |clause: &&str| {
            let of = part.iter().filter(|row| row.0 == *clause);
            let values: Vec<String> =
                of.map(|(_, key, low, high)| format!("{key}: {}", found(*low, *high))).collect();
            format!("  {clause}: {{{}}}", values.join(", "))
        };
        let told = refused(&client(&clauses.iter().map(line).collect::<Vec<_>>().join("\n"), "")).err;
        for (clause, key, low, high) in part {
            let says = format!("`terms.{clause}.{key}` is {}, and {low} to {high} ", found(*low, *high));
            assert!(told.contains(&says), "{says} in\n{told}");
        }
    }
    // The ends of each range are within it.
    for (clause, key, low, high) in table {
        for value in [low, high] {
            let line = match clause {
                "sessions" => format!("  sessions: {{start: 2027-01-10, {key}: {value}}}"),
                _ => format!("  {clause}: {{{key}: {value}}}"),
            };
            let ran = client(&with(&line), "").run(&["agreement", "--to", "ahmet", "-l", "it"]);
            assert!(!ran.err.contains("are accepted"), "{line}: {ran:?}");
        }
    }
}

#[test]
fn every_choice_names_the_others() {
    let table = [
        ("  subject: {service: career_package, format: onlin}", "format"),
        ("  lateness: {overrun: payed}", "overrun"),
        ("  reschedule_cancel: {effect: lost}", "effect"),
        ("  fees: {basis: hour, amount: \"9\"}", "basis"),
        ("  instalments: {items: [{amount: \"900.00\", due: later}]}", "due"),
        ("  late_payment: {interest: high}", "interest"),
        ("  conduct: {address: rude}", "address"),
        ("  sponsor: {reports: all}", "reports"),
        ("  recording: {allowed: everybody}", "allowed"),
        ("  refund: {rule: some}", "rule"),
        ("  liability: {cap: low}", "cap"),
        ("  acknowledgement: {points: [luck]}", "points"),
        ("  client_kind: friend", "client_kind"),
        ("  conclusion: by_phone", "conclusion"),
        ("  release: maybe", "release"),
        ("  signatures: {electronic: perhaps}", "electronic"),
        ("  sessions: {count: 10, start: 2027-02-30}", "2027-02-30"),
        ("  sessions: {count: 10, start: 2027-01-10, start_time: \"25:00\"}", "25:00"),
        ("  record: {language: klingon!}", "klingon!"),
        ("  complaints: {contact: nobody}", "complaints.contact"),
        ("  nonsense: {}", "nonsense"),
    ];
    let mut wrong = Vec::new();
    for (line, says) in table {
        let ran = client(&with(line), "").run(&["agreement", "--to", "ahmet", "-l", "it"]);
        let whole = ran.code == Some(65) && ran.out.is_empty();
        if !whole
            || !ran.err.contains(says)
            || !ran.err.contains("people/ahmet.yaml:")
            || !ran.err.contains("hint: ")
        {
            wrong.push(format!("{line}: {ran:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn contact_hours_and_time_zone_are_never_left_open() {
    let desk = client(&with("  contact_hours: {response_hours: 12}"), "");
    let file = desk.practice().join("practice.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let (before, rest) = text.split_once("contact_hours:\n  windows:").unwrap();
    let (_, after) = rest.split_once("\nfees:").unwrap();
    std::fs::write(&file, format!("{before}\nfees:{after}")).unwrap();
    let told = desk.run(&["agreement", "--to", "ahmet", "-l", "it"]).ends(66).err;
    assert!(told.contains("the agreement names contact hours, and none are given"), "{told}");
    let whole = client(WHOLE, "");
    let zone = whole.run(&["agreement", "--to", "ahmet", "-l", "it"]).ends(0).out;
    assert!(zone.contains("24 ore lavorative") && zone.contains("ora italiana"), "{zone}");
    whole.replace("practice.yaml", "time_zone: Europe/Rome\n", "");
    let told = whole.run(&["agreement", "--to", "ahmet", "-l", "it"]).ends(65).err;
    assert!(told.contains("`time_zone`") && told.contains("practice.yaml"), "{told}");
}

#[test]
fn recaps_are_in_the_clients_language() {
    let ran = refused(&client(&with("  record: {language: it}"), ""));
    assert!(
        ran.err.contains("the recaps are in `it` (`record.language`), and the client’s language is `tr`"),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("people/ahmet.yaml:") && ran.err.contains("write recaps in the client’s language")
    );
    // Nothing said, they are in the client's language, whichever the agreement is in.
    for (line, says) in [("", "turco"), ("  record: {language: tr}", "turco")] {
        let text = client(&with(line), "").run(&["agreement", "--to", "ahmet", "-l", "it"]).ends(0).out;
        assert!(text.contains(says), "{text}");
    }
}

/// A clause of the coach's own in one language, and the words that are pointed out; none for a sentence in order.
const OWN_WORDS: [(&str, &str, &str); 35] = [
    ("it", "La coach segue la terapia del cliente.", "«terapia», which speaks of therapy"),
    ("it", "Si parte da una diagnosi.", "«diagnosi»"),
    ("it", "Il cliente è in cura presso la coach.", "«in cura»"),
    ("it", "Ogni PAZIENTE ha il suo tempo.", "«PAZIENTE»"),
    ("it", "La coach garantisce un nuovo lavoro.", "«garantisce», which reads as the promise of a result"),
    ("it", "Il risultato certo arriva in tre mesi.", "«risultato certo»"),
    ("it", "La coach non garantisce risultati.", ""),
    ("it", "Si offre sostegno psicologico.", "«psicologico», which the law of IT reserves"),
    ("id", "Coach memberikan terapi kepada klien.", "«terapi», which speaks of therapy"),
    ("id", "Coach membuat diagnosis.", "«diagnosis»"),
    ("id", "PENGOBATAN dilakukan daring.", "«PENGOBATAN»"),
    ("id", "Coach menjamin pekerjaan baru.", "«menjamin», which reads as the promise of a result"),
    ("id", "Coach tidak menjamin hasil tertentu.", ""),
    ("ru", "Исполнитель проводит терапию.", "«терапию», which speaks of therapy"),
    ("ru", "Исполнитель ставит диагноз.", "«диагноз»"),
    ("ru", "ЛЕЧЕНИЕ проводится онлайн.", "«ЛЕЧЕНИЕ»"),
    ("ru", "Каждый пациент выбирает время.", "«пациент»"),
    (
        "ru",
        "Результат гарантируется Исполнителем.",
        "«гарантируется», which reads as the promise of a result",
    ),
    ("ru", "Исполнитель не гарантирует результата.", ""),
    ("ru", "Никаких гарантированных результатов нет.", ""),
    ("tr", "Koç, danışana TERAPİ uygular.", "«TERAPİ», which speaks of therapy"),
    ("tr", "Koç tedavi eder.", "«tedavi»"),
    ("tr", "Koç TANI koyar.", "«TANI»"),
    ("tr", "Her hasta zamanını seçer.", "«hasta»"),
    ("tr", "Koç yeni bir iş garanti eder.", "«garanti eder», which reads as the promise of a result"),
    ("tr", "Belirli bir sonuç garanti edilmez.", ""),
    ("tr", "Koç belirli bir sonucu garanti etmez.", ""),
    ("en-GB", "The Coach offers therapy.", "«therapy», which speaks of therapy"),
    ("en-US", "The Coach gives a diagnosis.", "«diagnosis»"),
    ("en-GB", "A course of treatment takes ten weeks.", "«treatment»"),
    (
        "en-US",
        "We guarantee a promotion within a year.",
        "«guarantee», which reads as the promise of a result",
    ),
    ("en-GB", "You are certain to find a job.", "«certain to»"),
    ("en-GB", "The Coach does not guarantee any result.", ""),
    ("en-US", "No result is guaranteed.", ""),
    ("en-GB", "The Client may not publish a review of the Coach.", "reads as a ban on reviews"),
];

#[test]
fn words_of_therapy_and_promises_are_pointed_out_in_every_language() {
    let mut wrong = Vec::new();
    for (language, sentence, says) in OWN_WORDS {
        let base = language.split('-').next().unwrap();
        let line = format!(
            "  add: [{{id: mine, after: conduct, title: Titolo, text: {{{base}: [\"{sentence}\"]}}}}]\n  record: {{language: tr}}"
        );
        let ran = client(&with(&line), "").run(&["agreement", "--to", "ahmet", "-l", language]);
        let told = ran.err.contains("therapy")
            || ran.err.contains("promise")
            || ran.err.contains("reserves")
            || ran.err.contains("ban on reviews");
        let holds =
            if says.is_empty() { !told } else { ran.err.contains(says) && ran.err.contains("ahmet.yaml:") };
        // A promise and a word of therapy are refused; what a country reserves is pointed out.
        let refused = says.contains("therapy")
            || says.contains("promise")
            || says.starts_with('«') && !says.contains("reserves");
        if ran.code != Some(if refused { 65 } else { 0 }) || !holds {
            wrong.push(format!("{language} {sentence}: wants `{says}` in {}", ran.err));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    // In the clause that draws the boundary, words of therapy are at home; in a client's mouth, a promise is none.
    let line = "  replace: {not_therapy: {it: [\"Il coaching non è una terapia.\"]}}
  expectations: {told: [{told: {it: un lavoro garantito}, answer: {it: La preparo ai colloqui.}}]}";
    let ran = client(&with(line), "").run(&["agreement", "--to", "ahmet", "-l", "it"]).ends(0);
    assert!(!ran.err.contains("therapy") && !ran.err.contains("promise"), "{}", ran.err);
    // The service of practice.yaml is part of the agreement too.
    let desk = client(WHOLE, "");
    desk.replace(
        "practice.yaml",
        "it: dieci incontri in cinque mesi",
        "it: risultati garantiti in cinque mesi",
    );
    let ran = refused(&desk);
    assert!(
        ran.err.contains("`services[1].about.it` says «garantiti»") && ran.err.contains("practice.yaml:"),
        "{}",
        ran.err
    );
}

/// Lines of terms that the law, the guide or another value refuses.
#[test]
fn what_cannot_stand_is_refused_with_its_reason() {
    for (lines, says) in [
        (
            "  sessions: {count: 10, interval_days: 14, start: 2026-11-20}",
            "the first session is on 2026-11-20, before today, 2026-11-23",
        ),
        (
            "  sessions: {count: 10, interval_days: 7, start: 2026-12-20}\n  instalments: {items: [{amount: \"450.00\", due: on_signing}, {amount: \"450.00\", due: days_after, days: 900}]}",
            "instalment 2 is due on 2029-05-11, after the last session",
        ),
        (
            "  instalments: {items: [{amount: \"900.00\", due: date, date: 2020-01-01}]}",
            "instalment 1 is due on 2020-01-01, before today, 2026-11-23",
        ),
        (
            "  date: 2026-12-05\n  fees: {basis: package, amount: \"900.00\", valid_until: 2026-12-01}",
            "the price holds until 2026-12-01, and the agreement is of 2026-12-05",
        ),
        (
            "  clauses: {ai_tools: false}",
            "the client must be told which systems are used (Legge 23 settembre 2025, n. 132",
        ),
        (
            "  language_versions: {prevailing: ru}",
            "`ru` prevails (`language_versions.prevailing`), and the agreement is in `it` alone",
        ),
        (
            "  subject: {service: career_package, format: in_person}\n  place_safety: {place: Via Roma 1}\n  sessions: {count: 10, interval_days: 14, start: 2026-12-10, start_time: \"23:30\"}",
            "the first session begins at 23:30 and takes 60 minutes",
        ),
        ("  sponsor: {}", "nobody signs for the company that pays"),
        ("  sponsor: {}", "add `name: Esempio S.p.A.` under `sponsor.party:`"),
        (
            "  fees: {basis: package, amount: \"900.00\", currency: XXX}",
            "`XXX` is not a currency that anybody pays with",
        ),
        (
            "  fees: {basis: package, amount: \"900.00\", currency: XAU}",
            "`XAU` is not a currency that anybody pays with",
        ),
        (
            "  fees: {basis: package, amount: \"5000000.50\", currency: IDR}",
            "`5000000.50` is not an amount in IDR: IDR has whole amounts only",
        ),
    ] {
        let told = client(&with(lines), "").run(&["agreement", "--to", "ahmet", "-l", "it"]);
        assert!(matches!(told.code, Some(65 | 66)) && told.err.contains(says), "{says} in\n{}", told.err);
    }
    let company = client(
        &with("  client_kind: consumer"),
        "party: {kind: company, name: Örnek A.Ş., address: Örnek Sokak 5, representative: {name: Ayşe Yılmaz, gender: f, capacity: direttrice}}",
    );
    assert!(
        refused(&company)
            .err
            .contains("the client is a company (`party.kind: company`), and is to conclude as a consumer")
    );
    let empty = client(WHOLE, "").run(&["agreement", "--to", "ahmet", "--number", ""]).ends(65).err;
    assert!(empty.contains("write the number or reference of the agreement"), "{empty}");
    // A clause about closing words, off, is missed by no other one.
    let told = client(&with("  clauses: {general: false}"), "")
        .run(&["agreement", "--to", "ahmet", "-l", "it"])
        .ends(0);
    assert!(!told.err.contains("refers to it"), "{}", told.err);
}

/// Two residents of a country keep its currency and its language, whichever law they choose.
#[test]
fn residents_do_not_choose_their_currency_away() {
    for (place, currency, law) in [("TR", "EUR", "IT"), ("ID", "USD", "GB-ENG"), ("RU", "EUR", "IT")] {
        let tax = if law == "IT" { "forfettario" } else { "vat" };
        let terms = format!(
            "  jurisdiction: {law}\n  fees: {{basis: package, amount: \"900.00\", currency: {currency}, tax: {tax}}}"
        );
        let desk = client(&with(&terms), "");
        desk.replace("practice.yaml", "jurisdiction: IT", &format!("jurisdiction: {place}"));
        desk.replace("people/ahmet.yaml", "country: TR", &format!("country: {place}"));
        let told = refused(&desk).err;
        assert!(
            told.contains(&format!(
                "the price is in {currency}, and between two residents of {place} it must be in"
            )),
            "{told}"
        );
        assert!(told.contains(&format!("whichever law applies (here that of {law})")), "{told}");
        let needs = format!("its text must be in `{}` too", place.to_lowercase());
        assert_eq!(told.contains(&needs), place != "TR", "{told}");
    }
}

#[test]
fn interest_of_the_law_between_businesses_is_not_a_consumers() {
    let line = with(
        "  late_payment: {interest: legal}\n  jurisdiction: GB-ENG\n  fees: {basis: package, amount: \"900.00\", tax: vat}",
    );
    let told = refused(&client(&line, "")).err;
    assert!(told.contains("the client is a consumer, whom that law does not reach (Late Payment"), "{told}");
    let business = client(&format!("{line}\n  client_kind: business"), "");
    business.run(&["agreement", "--to", "ahmet", "-l", "it"]).ends(0);
}

/// The person's hours go before the practice's "none"; a day is written as the language writes days.
#[test]
fn hours_of_a_client_go_before_none_of_the_practice() {
    let line = "  contact_hours: {windows: [{days: [mon], from: \"09:00\", to: \"12:00\"}], channels: [Signal], holidays: [2026-12-25]}";
    let desk = client(&with(line), "");
    desk.replace(
        "practice.yaml",
        "  force_majeure: {}\n",
        "  force_majeure: {}\n  contact_hours: {none: true}\n",
    );
    let text = desk.run(&["agreement", "--to", "ahmet", "-l", "it"]).ends(0).out;
    assert!(
        text.contains("Signal") && text.contains("25 dicembre 2026") && !text.contains("2026-12-25"),
        "{text}"
    );
    desk.replace("people/ahmet.yaml", "windows: [{days: [mon], from: \"09:00\", to: \"12:00\"}], ", "");
    let told = refused(&desk).err;
    assert!(told.contains("(`none: true` in practice.yaml)"), "{told}");
}

/// Rupiah are whole, and split whole.
#[test]
fn rupiah_are_split_whole() {
    let terms =
        with("  fees: {basis: package, amount: \"10000000\", currency: IDR}\n  instalments: {equal: 3}");
    for (language, says) in [
        ("it", ["IDR 3.333.334", "IDR 3.333.333"]),
        ("en-GB", ["IDR 3,333,334", "IDR 3,333,333"]),
        ("id", ["Rp3.333.334,00", "Rp3.333.333,00"]),
    ] {
        let ran = client(&terms, "").run(&["agreement", "--to", "ahmet", "-l", language]).ends(0);
        let text = ran.out.replace('\u{a0}', " ");
        for part in says {
            assert!(text.contains(part), "{part} in\n{text}");
        }
    }
}

/// Of very many instalments both sums are told, too.
#[test]
fn very_many_instalments_are_counted_and_summed() {
    for count in [121, 20_000] {
        let items = "      - {amount: \"1.00\", due: on_signing}\n".repeat(count);
        let told = refused(&client(&with(&format!("  instalments:\n    items:\n{items}")), "")).err;
        let says = format!(
            "has {count} instalments, and at most 120 are accepted; they sum to {count}.00, and the price is 900.00"
        );
        assert!(told.contains(&says) && told.lines().count() < 20, "{told}");
    }
}

/// What an agreement says where the files say nothing but the least.
#[test]
fn what_is_left_out_has_the_defaults_of_the_page() {
    let desk = client(
        "  subject: {service: career_package}\n  sessions: {count: 10, interval_days: 14, start: 2027-01-12}\n  fees: {basis: package, amount: \"900.00\", tax: forfettario}",
        "",
    );
    let file = desk.practice().join("practice.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    // No policies, no defaults of agreements, no length of a session.
    let (before, after) = text.split_once("\npolicies:").unwrap();
    let (_, after) = after.split_once("\nsignature:").unwrap();
    let text = format!("{before}\nsignature:{after}")
        .replace("  minutes: 60\n", "")
        .replace("  response_hours: 24\n", "");
    let (before, after) = text.split_once("\nterms:").unwrap();
    let (_, mail) = after.split_once("\nmail:").unwrap();
    std::fs::write(&file, format!("{before}\nmail:{mail}")).unwrap();
    let text = desk.run(&["agreement", "--to", "ahmet", "-l", "en-GB"]).ends(0).out;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for says in [
        "60 minutes",
        "15 minutes",
        "24 hours",
        "within 24 working hours",
        "within 3 days of receiving it, the recap",
        "for 5 years after",
        "24 months",
        "within 14 days",
        "by 1 July 2027",
        "on 14 days’ notice",
        "with immediate effect",
        "counts as held",
        "due in one payment, on signing",
        "up to three other professionals",
        "no gifts",
        "uses no artificial intelligence",
    ] {
        assert!(text.to_lowercase().contains(&says.to_lowercase()), "`{says}` is not in {text}");
    }
    let two = desk.run(&["agreement", "--to", "ahmet", "-l", "tr", "--with", "en-GB"]).ends(0).out;
    assert!(two.contains("Turkish"), "the first language prevails: {two}");
}
