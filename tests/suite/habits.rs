//! The habits around letters: an ending as a plan, check-ins, the directory, and what is refused.

use crate::desk::Desk;

#[test]
fn every_command_of_an_ending_can_be_copied_and_run() {
    let desk = Desk::new();
    let plan = desk.run(&["ending", "--to", "ahmet", "--last-day", "2026-12-31", "--plan"]).ends(0).out;
    let headings: Vec<&str> = plan.lines().filter(|l| l.starts_with(|c: char| c.is_ascii_digit())).collect();
    assert_eq!(
        headings,
        [
            "1. Che cosa definire",
            "2. Traccia per la telefonata",
            "3. Lettera",
            "4. Rimborso",
            "5. Ultimo riepilogo",
            "6. Altri nomi"
        ]
    );
    assert!(
        plan.replace('\u{a0}', " ").contains("900,00 € − 360,00 € = 540,00 € (4 × 90,00 €, svolti)"),
        "{plan}"
    );
    let commands: Vec<&str> = plan.lines().filter_map(|l| l.trim().strip_prefix("$ garbo ")).collect();
    assert_eq!(commands.len(), 5);
    for command in commands {
        let words = shell_words::split(command).unwrap();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        assert!(desk.run(&words).ends(0).out.len() > 200, "{command}");
    }
}

#[test]
fn a_plan_hands_on_what_was_typed_with_it() {
    let desk = Desk::new();
    // Somebody without a file: everything known of them was typed.
    let typed = [
        "ending",
        "--plan",
        "--to",
        "Анна Петрова <anna.p@example.org>",
        "-l",
        "ru",
        "--gender",
        "f",
        "--patronymic",
        "Сергеевна",
        "--tone",
        "firm",
        "--reason",
        "late_payment",
        "--dates",
        "2026-11-03",
        "--refund",
        "100",
        "--agreement-date",
        "2026-01-15",
        "--materials",
        "It's \"all\" here",
    ];
    let plan = desk.run(&typed).ends(0).out;
    let commands: Vec<&str> = plan.lines().filter_map(|l| l.trim().strip_prefix("$ garbo ")).collect();
    assert_eq!(commands.len(), 5, "{plan}");
    for command in &commands {
        let words = shell_words::split(command).unwrap();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let ran = desk.run(&words).ends(0);
        assert!(ran.out.contains("Анна Сергеевна") && !ran.err.contains("of money"), "{command}: {ran:?}");
    }
    let ending = commands.iter().find(|command| command.starts_with("ending ")).unwrap();
    for part in
        ["--tone firm", "--dates 2026-11-03", "--refund 100", "--agreement-date 2026-01-15", "--materials"]
    {
        assert!(ending.contains(part), "{part}: {ending}");
    }
    assert!(plan.lines().any(|l| l.contains("garbo refund") && l.contains("--refund 100")), "{plan}");
    // A sum that nobody gave has to be put in, in every step that tells it.
    let open = desk.run(&["ending", "--plan", "--to", "Anna", "--reason", "lateness_overrun"]).ends(0).out;
    assert!(open.contains("--dates AAAA-MM-GG") && open.contains("al posto di AMOUNT"), "{open}");
    let silent = desk.run(&["ending", "--to", "Anna", "--last-day", "2026-12-31"]).ends(0);
    assert!(silent.err.contains("the letter says nothing of money"), "{}", silent.err);
}

#[test]
fn a_refund_is_due_so_many_days_after_the_end() {
    let desk = Desk::new();
    let text = |arguments: &[&str]| {
        let ran = desk.run(&[arguments, &["--to", "ahmet", "-l", "en-GB"]].concat()).ends(0);
        ran.out.replace('\u{a0}', " ").split_whitespace().collect::<Vec<_>>().join(" ")
    };
    // Fourteen days, by the agreement, after 31 December.
    let letter = text(&["ending", "--last-day", "2026-12-31"]);
    assert!(letter.contains("by 14 January 2027"), "{letter}");
    assert!(text(&["ending_call", "--last-day", "2026-12-31"]).contains("by 14 January 2027"));
    let plan = text(&["ending", "--plan", "--last-day", "2026-12-31"]);
    assert!(plan.contains("--refund-by 2027-01-14"), "{plan}");
    // Of an end that nobody named the day of the letter is the measure.
    assert!(text(&["refund"]).contains("by 7 December 2026"));
}

#[test]
fn an_ending_for_safety_has_no_call_and_names_nobody() {
    let desk = Desk::new();
    let plan = desk.run(&["ending", "--to", "ahmet", "--reason", "romantic_interest", "--plan"]).ends(0).out;
    assert!(
        plan.contains("Nessuna telefonata") && !plan.contains("--colleague") && !plan.contains("ending_call"),
        "{plan}"
    );
    // A letter about the refund alone would carry telephone and address.
    assert!(!plan.contains("garbo refund") && plan.contains("lo dice quella di conclusione"), "{plan}");
}

const NOTE: &[&str] = &[
    "safety-note",
    "--to",
    "Luca <luca@example.org>",
    "-l",
    "it",
    "--with",
    "anna",
    "--where",
    "Bar Centrale",
    "--day",
    "2026-11-28",
    "--start",
    "10:00",
    "--end",
    "11:00",
];

#[test]
fn the_sealed_part_opens_on_alarm_only_and_goes_when_all_is_well() {
    let desk = Desk::new();
    let note = desk.run(&[NOTE, &["--keep"]].concat()).ends(0);
    assert!(note.out.contains("11:15") && !note.out.contains("Петрова"), "{}", note.out);
    let file = desk.practice().join("checkins/anna.yaml");
    assert!(std::fs::read_to_string(&file).unwrap().contains("Петрова"));
    desk.run(&[NOTE, &["--keep"]].concat()).ends(73);
    let closed = desk.run(&["checkin", "open"]).ends(69);
    assert!(closed.err.contains("stays closed") && closed.out.is_empty(), "{}", closed.err);
    // 11:30 in Rome, a quarter of an hour after the second sign of life was due.
    let late =
        |arguments: &[&str]| desk.command(arguments).env("SOURCE_DATE_EPOCH", "1795861800").output().unwrap();
    assert!(String::from_utf8(late(&["checkin"]).stdout).unwrap().contains("missed"));
    assert!(String::from_utf8(late(&["checkin", "open", "anna"]).stdout).unwrap().contains("Петрова"));
    desk.run(&["checkin", "done", "--limits-kept", "no", "--unease", "2"]).ends(0);
    assert!(!file.exists());
    let record = std::fs::read_to_string(desk.practice().join("screening/anna.yaml")).unwrap();
    assert!(record.contains("s_role_ignored") && !record.contains("c_unease"), "{record}");
    desk.run(&["checkin", "done"]).ends(66);
}

#[test]
fn a_note_stands_under_one_sign_alone() {
    let desk = Desk::new();
    desk.run(&[NOTE, &["--keep"]].concat()).ends(0);
    let note = "She sat down at my table and stayed till one.";
    desk.run(&["checkin", "done", "--limits-kept", "no", "--left-on-time", "no", "--note", note]).ends(0);
    let record = std::fs::read_to_string(desk.practice().join("screening/anna.yaml")).unwrap();
    assert_eq!(record.matches(note).count(), 1, "{record}");
    assert!(record.contains("s_role_ignored") && record.contains("s_late"), "{record}");
    assert!(record.contains("il primo incontro non è finito all’ora prevista"), "{record}");
}

#[test]
fn a_boundary_names_a_clause_of_the_agreement_or_is_refused() {
    let desk = Desk::new();
    let file = desk.practice().join("people/ahmet.yaml");
    let sample = std::fs::read_to_string(&file).unwrap();
    let topics = [
        ("contact_hours", "5"),
        ("lateness", "4"),
        ("overrun", "4"),
        ("tone", "9"),
        ("late_payment", "6.7"),
        ("urgency", "5"),
        ("follow_through", "8.1"),
        ("extra_work", "6"),
    ];
    let run = |topic: &str, language: &str, more: &[&str]| {
        let mut arguments = vec!["boundary", "--to", "ahmet", "-l", language, "--topic", topic];
        if topic == "late_payment" {
            arguments.extend(["--amount", "180", "--due-date", "2026-11-01"]);
        }
        arguments.extend(more);
        desk.run(&arguments)
    };
    for (topic, number) in topics {
        let letter = run(topic, "tr", &[]).ends(0).out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(letter.contains(&format!("Sözleşmemizin {number}. maddesine göre")), "{topic}: {letter}");
    }
    // The Indonesian letter refers to a paragraph as the agreement does.
    let letter = run("late_payment", "id", &[]).ends(0).out.replace('\u{a0}', " ");
    assert!(
        letter.split_whitespace().collect::<Vec<_>>().join(" ").contains("Pasal 6 ayat (7) perjanjian"),
        "{letter}"
    );
    let line = sample.lines().find(|line| line.starts_with("  clauses:")).unwrap();
    std::fs::write(&file, sample.replace(line, "  clauses: {termination_coach: \"16.4\"}")).unwrap();
    for language in ["it", "id", "ru", "tr", "en-GB", "en-US"] {
        for (topic, _) in topics {
            let refused = run(topic, language, &[]).ends(66);
            assert!(refused.out.is_empty() && refused.err.contains("people/ahmet.yaml:"), "{}", refused.err);
            assert!(
                refused.err.contains("under `agreement.clauses` in the person's file"),
                "{}",
                refused.err
            );
        }
    }
    let refused = run("late_payment", "ru", &[]).ends(66).err;
    assert!(refused.contains("the clause `late_payment` or `fees` of the signed agreement"), "{refused}");
    // The rule in one's own words needs no number; nor does a client whose agreement is not on file.
    run("follow_through", "tr", &["--rule", "Kararlaştırılan adımlar bir sonraki seanstan önce atılır."])
        .ends(0);
    std::fs::write(&file, sample.split("agreement:").next().unwrap()).unwrap();
    for (topic, _) in topics {
        run(topic, "tr", &[]).ends(0);
    }
}

#[test]
fn a_safety_note_goes_to_nobody_who_is_a_client() {
    let desk = Desk::new();
    let mut arguments = NOTE.to_vec();
    arguments[2] = "ahmet";
    let refused = desk.run(&arguments).ends(69);
    assert!(refused.err.contains("`ahmet` is a client of yours"), "{}", refused.err);
}

#[test]
fn only_who_agreed_and_fits_is_proposed() {
    let desk = Desk::new();
    let fit = desk.run(&["colleagues", "--for", "ahmet"]).ends(0).out;
    assert!(
        fit.contains("Emre Yıldız (emre)") && fit.contains("Koç olmadan önce iki şirket kurdu."),
        "{fit}"
    );
    let none = desk.run(&["colleagues", "--for", "anna", "-l", "tr"]).ends(0).out;
    assert!(none.contains("Nobody fits") && none.contains("https://coaches.example.org"), "{none}");
    let checked = desk.run(&["colleagues", "--check"]).ends(1);
    assert!(checked.err.contains("olga: has not agreed to be listed"), "{}", checked.err);
}

#[test]
fn what_does_not_follow_is_refused_with_the_way_to_mend_it() {
    let desk = Desk::new();
    let consent = desk.practice().join("people/anna.yaml").display().to_string();
    let cases: [(&[&str], i32, String); 5] = [
        (
            &["refund", "--to", "ahmet", "--refund", "600"],
            65,
            "error: a refund of 600.00 EUR does not follow from the agreement: paid 900.00 EUR, used 360.00 EUR (4 sessions), so 540.00 EUR is returned\n\nhint: leave --refund out to use the reckoned sum, or correct `paid`, `held` and `counted_as_held` in the person's file\n".into(),
        ),
        (
            &["recap", "--to", "ahmet"],
            66,
            "error: `recap` needs `decisions`: what was decided, one line each\n\nhint: add --decisions TEXT, or `decisions:` under `facts:` in the person's file\n".into(),
        ),
        (
            &["introduction", "--to", "anna", "--colleague", "marta"],
            69,
            format!("error: an introduction needs the person's recorded consent, and there is none\n  --> {consent}\n\nhint: ask the person; then add `consent: {{date: YYYY-MM-DD, channel: e-mail, scope: name and e-mail}}` to the file in people/\n"),
        ),
        (
            &["boundary", "--to", "ahmet", "--topic", "smoking"],
            65,
            "error: `smoking` is not a choice for `topic`\n\nhint: the choices are contact_hours, lateness, overrun, tone, late_payment, urgency, follow_through, extra_work\n".into(),
        ),
        (
            &["decline", "--to", "anna", "--colleague", "olga"],
            69,
            "error: Ольга Смирнова has not agreed to be listed\n\nhint: ask first; then add `agreed_to_be_listed: YYYY-MM-DD` to `olga` in colleagues.yaml\n".into(),
        ),
    ];
    for (arguments, code, message) in cases {
        let ran = desk.run(arguments).ends(code);
        assert_eq!((ran.err, ran.out.as_str()), (message, ""), "{arguments:?}");
    }
}

#[test]
fn a_number_for_danger_is_that_of_the_place() {
    let desk = Desk::new();
    let file = desk.practice().join("practice.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let (before, rest) = text.split_once("\nemergency:\n").unwrap();
    let after = rest.lines().skip_while(|line| line.starts_with(' ')).collect::<Vec<_>>().join("\n");
    let numbers = "[{country: GB, number: \"999\", confirmed: 2026-10-01}, {country: IT, number: \"112\", confirmed: 2026-10-01}, {country: TR, number: \"112\", confirmed: 2026-10-01}]";
    std::fs::write(&file, format!("{before}\nemergency: {numbers}\n{after}")).unwrap();
    // Nobody knows where the writer is: every number, each with its places.
    let letter = desk.run(&["third_party", "--to", "Ann", "-l", "en-GB", "--danger"]).ends(0).out;
    assert!(letter.contains("- 112 (Italy, Türkiye)\n- 999 (United Kingdom)"), "{letter}");
    // Ahmet lives in Turkey.
    let letter = desk.run(&["third_party", "--to", "ahmet", "--danger"]).ends(0).out;
    assert!(letter.contains("- 112\n") && !letter.contains("999"), "{letter}");
    // The coach meets people in Italy, wherever the trusted person or the client lives.
    std::fs::write(
        desk.practice().join("people/sue.yaml"),
        "name: Sue Bell\nrelation: trusted\ncountry: GB\n",
    )
    .unwrap();
    let note = [
        "safety-note",
        "--to",
        "sue",
        "-l",
        "en-GB",
        "--who",
        "Ann P.",
        "--where",
        "Bar",
        "--day",
        "2026-11-28",
        "--start",
        "10:00",
        "--end",
        "11:00",
    ];
    let note = desk.run(&note).ends(0).out;
    assert!(note.contains("112") && !note.contains("999"), "{note}");
}

#[test]
fn a_name_that_looks_like_a_file_is_not_greeted_in_silence() {
    let desk = Desk::new();
    for written in ["people/ahmet.yaml", "ahmet.yaml", "people/ahmet"] {
        let ran = desk.run(&["decline", "--to", written]).ends(0);
        assert!(ran.out.contains("Ahmet Bey"), "{ran:?}");
    }
    let ran = desk.run(&["decline", "--to", "people/ahmett.yaml"]).ends(66);
    assert!(ran.err.contains("did you mean `ahmet`?") && ran.out.is_empty(), "{ran:?}");
    let ran = desk.run(&["decline", "--to", "ahmett"]).ends(0);
    assert!(ran.err.contains("`ahmett` is taken for a name as it stands; did you mean `ahmet`?"), "{ran:?}");
    let ran = desk.run(&["decline", "--to", "Ahmett"]).ends(0);
    assert!(!ran.err.contains("is taken for a name"), "{ran:?}");
}

#[test]
fn a_kind_of_the_coach_prints_no_hole_where_a_fact_is_missing() {
    let desk = Desk::new();
    let write = |path: &str, text: &str| {
        let file = desk.practice().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    };
    write(
        "templates/thanks.yaml",
        "form: letter\nabout: {en: A note of thanks}\nrelation: client\ntakes:\n  - id: gift\n    help: {en: what was given}\n",
    );
    write(
        "templates/thanks.md",
        "{% extends \"letter.md\" %}{% block body %}<!--thanks-->\n{% block thanks %}{{ throw(message=\"missing\") }}{% endblock %}{% endblock body %}\n",
    );
    let words = |gift: &str| {
        format!(
            "{{% extends \"thanks.md\" %}}{{% block subject %}}Thank you{{% endblock %}}\n{{% block thanks %}}Thank you{gift}.{{% endblock %}}\n"
        )
    };
    write("templates/en/thanks.md", &words(" for {{ gift }}"));
    let ran = desk.run(&["thanks", "--to", "Ann", "-l", "en-GB"]).ends(65);
    for part in ["no value is given for `gift`", "templates/en/thanks.md:2:", "{% if gift %}", "`needs:`"] {
        assert!(ran.err.contains(part) && ran.out.is_empty(), "{ran:?}");
    }
    assert!(
        desk.run(&["check", "-l", "en-GB", "--kind", "thanks"])
            .ends(1)
            .out
            .contains("no value is given for `gift`")
    );
    write("templates/en/thanks.md", &words("{% if gift %} for {{ gift }}{% endif %}"));
    assert!(desk.run(&["thanks", "--to", "Ann", "-l", "en-GB"]).ends(0).out.contains("Thank you."));
    let ran = desk.run(&["thanks", "--to", "Ann", "-l", "en-GB", "--gift", "the book"]).ends(0);
    assert!(ran.out.contains("Thank you for the book."), "{ran:?}");
}
