//! The form of YAML files: how each fault is told, and that no bytes break the reader.

use garbo::load;
use garbo::model::colleague::Directory;
use garbo::model::person::Person;
use garbo::model::practice::Practice;
use garbo::{load::Home, yaml};

use crate::load::{GOOD, broken, practice, told};

fn read<T: serde::de::DeserializeOwned + schemars::JsonSchema>(text: &str) -> String {
    yaml::read::<T>(text.as_bytes(), "x.yaml").map(|_| ()).expect_err("should be refused").to_string()
}

#[test]
fn marks_and_line_ends_of_any_editor_are_accepted() {
    let plain = practice(GOOD).unwrap().value;
    let marked = format!("\u{FEFF}{}", GOOD.replace('\n', "\r\n"));
    assert_eq!(practice(&marked).unwrap().value, plain);
    assert_eq!(practice(GOOD.trim_end()).unwrap().value, plain);
}

#[test]
fn words_stay_as_typed() {
    let person: Person =
        yaml::read(b"name: no\ntitle: 0039\nphone: +39012\ngoal: 2026-03-01\ncity: yes\n", "x.yaml")
            .unwrap()
            .value;
    assert_eq!(person.name.as_deref(), Some("no"));
    assert_eq!(person.title.as_deref(), Some("0039"));
    assert_eq!(person.phone.as_deref(), Some("+39012"));
    assert_eq!(person.goal.as_deref(), Some("2026-03-01"));
    assert_eq!(person.city.as_deref(), Some("yes"));
    let facts =
        load::facts_from(b"fee: 80.00\nsessions: 10\nday: 2026-03-01\nok: true\nn: no\nz: 007\n", "f")
            .unwrap();
    let facts = serde_json::Value::Object(facts.value).to_string();
    assert_eq!(facts, r#"{"fee":"80.00","sessions":10,"day":"2026-03-01","ok":true,"n":"no","z":"007"}"#);
}

#[test]
fn an_unknown_key_is_named_with_its_neighbour() {
    insta::assert_snapshot!(broken("  name:", "  nmae:"), @r"
    error: unknown key `coach.nmae`
      --> practice.yaml:2:3
       |
     2 |   nmae: Giulia Ferri
       |   ^^^^

    hint: did you mean `name`?
    ");
}

#[test]
fn a_missing_key_says_where_it_goes() {
    insta::assert_snapshot!(broken("  grammatical_gender: f\n", ""), @r"
    error: `coach.grammatical_gender` is missing (Your own grammatical gender, f or m: Italian and Russian need it)
      --> practice.yaml:1:1
       |
     1 | coach:
       | ^^^^^

    hint: add `grammatical_gender: f` indented under `coach:`
    ");
    insta::assert_snapshot!(broken("currency: EUR\n", ""), @r"
    error: `currency` is missing (Currency of your fees)
      --> practice.yaml

    hint: add `currency: EUR` at the left edge of the file
    ");
}

#[test]
fn a_wrong_type_says_what_was_found() {
    insta::assert_snapshot!(broken("minutes: 60", "minutes: sixty"), @r"
    error: `fees.minutes` is `sixty`; expected a whole number
      --> practice.yaml:10:12
        |
     10 |   minutes: sixty
        |            ^^^^^
    ");
    insta::assert_snapshot!(broken("[it, en-GB]", "it"), @r"
    error: `languages` is `it`; expected a list
      --> practice.yaml:4:12
       |
     4 | languages: it
       |            ^^

    hint: write a list: [it]
    ");
    insta::assert_snapshot!(broken("minutes: 60", "minutes: \"60\""), @r#"
    error: `fees.minutes` is the text `60`; expected a whole number
      --> practice.yaml:10:12
        |
     10 |   minutes: "60"
        |            ^^^^

    hint: take the quotation marks away
    "#);
    insta::assert_snapshot!(broken("minutes: 60", "instalments: yes"), @r"
    error: `fees.instalments` is `yes`; expected true or false
      --> practice.yaml:10:16
        |
     10 |   instalments: yes
        |                ^^^

    hint: write true or false
    ");
    insta::assert_snapshot!(broken("minutes: 60", "minutes: -5"), @r"
    error: `fees.minutes` is `-5`; expected a whole number of at least 0
      --> practice.yaml:10:12
        |
     10 |   minutes: -5
        |            ^^
    ");
    insta::assert_snapshot!(broken("name: Giulia Ferri", "name: [Giulia, Ferri]"), @r"
    error: `coach.name` holds a list; expected text
      --> practice.yaml:2:3
       |
     2 |   name: [Giulia, Ferri]
       |   ^^^^

    hint: write one value, without brackets or dashes
    ");
}

#[test]
fn a_wrong_choice_names_the_right_ones() {
    insta::assert_snapshot!(broken("gender: f", "gender: female"), @r"
    error: `coach.grammatical_gender` is `female`; expected one of f, m
      --> practice.yaml:3:23
       |
     3 |   grammatical_gender: female
       |                       ^^^^^^

    hint: the choices are f, m
    ");
}

#[test]
fn a_double_key_names_the_first() {
    insta::assert_snapshot!(broken("currency: EUR", "currency: EUR\ncurrency: USD"), @r"
    error: the key `currency` stands twice; first in line 7
      --> practice.yaml:8:1
       |
     8 | currency: USD
       | ^^^^^^^^

    hint: keep one of the two
    ");
}

#[test]
fn an_empty_value_is_no_value() {
    insta::assert_snapshot!(broken("name: Giulia Ferri", "name:"), @r"
    error: `coach.name` has no value; expected text
      --> practice.yaml:2:3
       |
     2 |   name:
       |   ^^^^

    hint: write the value behind the colon, or take the line out
    ");
    insta::assert_snapshot!(broken("currency: EUR", "currency: EUR\nservices:"), @r"
    error: `services` has no value; expected a list
      --> practice.yaml:8:1
       |
     8 | services:
       | ^^^^^^^^

    hint: write the entries below it, each behind `- `, or take the line out
    ");
}

#[test]
fn all_faults_of_a_file_are_told_at_once() {
    let text = GOOD
        .replace("languages: [it, en-GB]", "languages: [italiano, en-GB, x1]")
        .replace("time_zone: Europe/Rome", "time_zone: Rome")
        .replace("currency: EUR", "currency: euro")
        .replace("  session: 90.00", "  session: 1e300\n  sesion: 5");
    insta::assert_snapshot!(told(&text), @r"
    error: `languages[0]`: `italiano` is not a language code
      --> practice.yaml:4:13
       |
     4 | languages: [italiano, en-GB, x1]
       |             ^^^^^^^^

    hint: write a BCP 47 code such as it, id, ru, tr, en-GB or en-US

    error: `languages[2]`: `x1` is not a language code
      --> practice.yaml:4:30
       |
     4 | languages: [italiano, en-GB, x1]
       |                              ^^

    hint: write a BCP 47 code such as it, id, ru, tr, en-GB or en-US

    error: `time_zone`: `Rome` is not a time zone
      --> practice.yaml:6:12
       |
     6 | time_zone: Rome
       |            ^^^^

    hint: write an IANA name, such as Europe/Rome, Asia/Jakarta, Europe/Istanbul or Europe/Moscow

    error: `currency`: `euro` is not a currency
      --> practice.yaml:7:11
       |
     7 | currency: euro
       |           ^^^^

    hint: write an ISO 4217 code in capitals, such as EUR, USD, GBP, RUB, TRY or IDR

    error: `fees.session`: `1e300` is not an amount of money
      --> practice.yaml:9:12
       |
     9 |   session: 1e300
       |            ^^^^^

    hint: write digits with a point for the decimals and no thousands separator, such as 1500.50

    error: unknown key `fees.sesion`
      --> practice.yaml:10:3
        |
     10 |   sesion: 5
        |   ^^^^^^

    hint: the keys known here are session, minutes, instalments, max_instalments, extra_hour, how_to_pay, fixed
    ");
}

#[test]
fn what_is_not_yaml_is_named() {
    insta::assert_snapshot!(broken("  name:", "\tname:"), @r"
    error: a tab stands where YAML wants spaces
      --> practice.yaml:2:1
       |
     2 |  name: Giulia Ferri
       | ^

    hint: replace each tab by two spaces
    ");
    insta::assert_snapshot!(told(&format!("{GOOD}---\nmore: 1\n")), @r"
    error: a second document begins here; a file holds one
      --> practice.yaml:11:1
        |
     11 | ---
        | ^^^

    hint: delete the line `---`, or move what follows it to a file of its own
    ");
    insta::assert_snapshot!(told(""), @r"
    error: the file is empty
      --> practice.yaml

    hint: write at least one `key: value`, or delete the file
    ");
    insta::assert_snapshot!(told("# only a comment\n"), @r"
    error: the file is empty
      --> practice.yaml

    hint: write at least one `key: value`, or delete the file
    ");
    insta::assert_snapshot!(told("- a\n- b\n"), @r"
    error: the file holds a list; expected keys with values
      --> practice.yaml:1:1
       |
     1 | - a
       | ^^^

    hint: write one `key: value` on each line, at the left edge
    ");
    insta::assert_snapshot!(told("Giulia Ferri\n"), @r"
    error: the file is `Giulia Ferri`; expected keys with values
      --> practice.yaml:1:1
       |
     1 | Giulia Ferri
       | ^^^^^^^^^^^^

    hint: write one `key: value` on each line, at the left edge
    ");
    insta::assert_snapshot!(broken("name: Giulia Ferri", "name: \"Giulia Ferri"), @r#"
    error: a quotation mark is opened and never closed
      --> practice.yaml:2:9
       |
     2 |   name: "Giulia Ferri
       |         ^

    hint: close it with the same mark: "…" or '…'; the curly marks of a word processor are none
    "#);
    insta::assert_snapshot!(broken("name: Giulia Ferri", "name: Studio: Ferri"), @r"
    error: a colon stands where none is expected
      --> practice.yaml:2:15
       |
     2 |   name: Studio: Ferri
       |               ^

    hint: put quotation marks around a value that contains a colon, and begin each key on its own line
    ");
    insta::assert_snapshot!(broken("name: Giulia Ferri", "name: @giulia"), @r"
    error: a value can't begin with `@`
      --> practice.yaml:2:9
       |
     2 |   name: @giulia
       |         ^

    hint: put the value in quotation marks
    ");
    insta::assert_snapshot!(broken("name: Giulia Ferri", "name: *giulia"), @r"
    error: a value that begins with `*` refers to another one, and there is none of that name
      --> practice.yaml:2:9
       |
     2 |   name: *giulia
       |         ^

    hint: put the value in quotation marks
    ");
    insta::assert_snapshot!(broken("name: Giulia Ferri", "name: !giulia x"), @r"
    error: the value of `coach.name` begins with `!`
      --> practice.yaml:2:17
       |
     2 |   name: !giulia x
       |                 ^

    hint: put the value in quotation marks if the `!` belongs to it, or take the `!…` out
    ");
    insta::assert_snapshot!(broken("[it, en-GB]", "[it, en-GB"), @r"
    error: a bracket is opened on the line above and not closed
      --> practice.yaml:5:13
       |
     5 | jurisdiction: IT
       |             ^

    hint: close it
    ");
}

#[test]
fn hostile_files_are_named_and_bounded() {
    let file = |bytes: &[u8]| yaml::read::<Practice>(bytes, "x.yaml").map(|_| ()).unwrap_err().to_string();
    insta::assert_snapshot!(file(b"a: 1\nb: \xFF\n"), @r"
    error: the file holds bytes that are not UTF-8
      --> x.yaml:2

    hint: save the file as UTF-8 text in your editor
    ");
    insta::assert_snapshot!(file(b"a: 1\nb: x\0y\n"), @r"
    error: the control character U+0000 stands in the file
      --> x.yaml:2:5
       |
     2 | b: x<U+0000>y
       |     ^

    hint: delete that character; only text, tabs and line ends may stand in the file
    ");
    insta::assert_snapshot!(file(b"\xFF\xFEa\0"), @r"
    error: the file holds UTF-16
      --> x.yaml:1

    hint: save the file as UTF-8 text in your editor
    ");
    insta::assert_snapshot!(file(&vec![b'a'; 2 * 1024 * 1024]), @r"
    error: the file is 2097152 bytes long, at most 1048576 are read
      --> x.yaml

    hint: is this the right file? A practice folder holds short texts only
    ");
    let brackets = file("[".repeat(100_000).as_bytes());
    assert!(brackets.contains("nest more than 24 deep") && brackets.len() < 1000, "{brackets}");
    let braces = file("{a: ".repeat(100_000).as_bytes());
    assert!(braces.contains("nest more than 24 deep") && braces.len() < 1000, "{braces}");
    let dashes = file("- ".repeat(100_000).as_bytes());
    assert!(dashes.contains("nest more than 24 deep") && dashes.len() < 1000, "{dashes}");
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for i in 1..10 {
        let of = vec![format!("*a{}", i - 1); 10].join(", ");
        bomb.push_str(&format!("a{i}: &a{i} [{of}]\n"));
    }
    insta::assert_snapshot!(file(bomb.as_bytes()), @r"
    error: the aliases of the file unfold to more than 100000 values
      --> x.yaml:5:45
       |
     5 | a4: &a4 [*a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3]
       |                                             ^^^

    hint: aliases (`*name`) repeat a value each time; write the few values that are needed
    ");
    insta::assert_snapshot!(file(b"a: &a [*a]\n"), @r"
    error: this refers to a value that contains it
      --> x.yaml:1:8
       |
     1 | a: &a [*a]
       |        ^^
    ");
}

#[test]
fn a_long_file_of_anything_is_answered_in_few_words() {
    let colleagues = "colleagues:\n".to_owned() + &"- {id: a, name: b, languages: [it]}\n".repeat(2_000);
    let mut many: Vec<String> = (0..6_000).map(|i| format!("k{i}: 1\n")).collect();
    many.extend(std::iter::repeat_n("k5999: 1\n".to_owned(), 4_000));
    let seeds = [
        "a: b\n",
        ": ",
        "- ",
        "- a\n",
        "? ",
        "&a ",
        "*a ",
        "'",
        "\"",
        "%",
        "#",
        "{",
        "|\n",
        ">",
        "!!x ",
        "a:\n ",
        "::",
        "a",
        "\u{1F642}",
        "[],",
        "{a: b}, ",
        "password: x\n",
        "a: 'b\n",
        "\\",
        "---\n",
        "...\n",
        "\n",
        "\t",
        "a\n b\n",
    ];
    let mut texts: Vec<String> = seeds.iter().map(|seed| seed.repeat(100_000 / seed.len())).collect();
    texts.extend(seeds.iter().map(|seed| format!("coach: {}", seed.repeat(100_000 / seed.len()))));
    texts.extend(
        seeds.iter().map(|seed| format!("fees: {{session: \"{}\"}}", seed.repeat(100_000 / seed.len()))),
    );
    texts.extend([colleagues, many.concat(), format!("{}: 1\n", "k".repeat(1_000_000))]);
    for text in texts {
        let start: String = text.chars().take(30).collect();
        let told = [
            yaml::read::<Practice>(text.as_bytes(), "x.yaml").map(|_| ()),
            yaml::read::<Directory>(text.as_bytes(), "x.yaml").map(|_| ()),
        ];
        for error in told.into_iter().filter_map(Result::err) {
            let told = error.to_string();
            assert!(told.len() < 30_000, "{start:?}: {} bytes", told.len());
        }
    }
}

#[test]
fn a_secret_is_never_shown() {
    let texts = [
        "mail: {password: hunter2}\n",
        "mail:\n  smtp:\n    password: hunter2\n    host: [\n",
        "mail:\n  smtp:\n    pasword: hunter2\n",
        "password: |\n  hunter2\n  @\n",
        "mail:\n  \"password\": hunter2\n  password: hunter2\n",
        "coach: {name: x, pwd: hunter2, passwort: [hunter2]}\n",
    ];
    for text in texts {
        let told = read::<Practice>(text);
        assert!(!told.contains("hunter2"), "{told}");
    }
}

#[test]
fn what_is_written_reads_back() {
    let mut practice = load::practice(&Home::Sample).unwrap().value;
    practice.coach.practice_name = Some("“Ferri”".to_owned());
    let text = yaml::to_string(&practice).unwrap();
    assert_eq!(yaml::read::<Practice>(text.as_bytes(), "x.yaml").unwrap().value, practice);
}

proptest::proptest! {
    #[test]
    fn no_bytes_break_the_reader(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
        let _ = yaml::read::<Practice>(&bytes, "x.yaml");
    }

    #[test]
    fn no_text_breaks_the_reader(text in "[a-z:\\-\\[\\]{}&*!|>'\"%@#,? \t\n\u{e9}\u{1F642}]{0,80}") {
        let _ = yaml::read::<Practice>(text.as_bytes(), "x.yaml");
        let _ = yaml::read_free(text.as_bytes(), "x.yaml");
    }

    #[test]
    fn no_change_breaks_the_reader(at in 0..GOOD.len(), with in "[a-z:\\-\\[\\]{}&*!|>'\"%@#,? \t\n]{0,6}") {
        let text = format!("{}{with}{}", &GOOD[..at], &GOOD[at..]);
        if let Err(error) = yaml::read::<Practice>(text.as_bytes(), "x.yaml") {
            proptest::prop_assert!(error.problems.iter().all(|p| !p.message.is_empty()));
        }
    }

    #[test]
    fn any_text_written_reads_back(name in "\\PC{1,30}", goal in "[ -~\n]{0,40}") {
        let person = Person { name: Some(name.clone()), goal: Some(goal), ..Person::default() };
        let text = yaml::to_string(&person).unwrap();
        proptest::prop_assert_eq!(yaml::read::<Person>(text.as_bytes(), "x.yaml").map(|p| p.value), Ok(person));
        let quoted = format!("name: {}\n", yaml::quoted(&name));
        let read = yaml::read::<Person>(quoted.as_bytes(), "x.yaml").map(|p| p.value.name);
        proptest::prop_assert_eq!(read, Ok(Some(name)));
    }
}

#[test]
fn marks_of_a_word_processor_are_no_part_of_a_value() {
    insta::assert_snapshot!(broken("name: Giulia Ferri", "name: “Giulia Ferri”"), @r#"
    error: `coach.name` stands in quotation marks of a word processor, which would be printed
      --> practice.yaml:2:9
       |
     2 |   name: “Giulia Ferri”
       |         ^^^^^^^^^^^^^^

    hint: write the straight marks of the keyboard, "…", or none; marks that are meant to be printed stand inside them: "“…”"
    "#);
    // Each place is told at once, and a key too.
    for text in [
        "name: «Anna»",
        "name: „Anna“",
        "name: ‘Anna’",
        "name: ”Anna”",
        "name: “Anna\"",
        "goal: ‘l’anima’",
        "“name”: Anna",
        "name: Anna\nforms: {dative: “Anna”}",
        "name: Anna\nfields: [“career”]",
    ] {
        let told = read::<Person>(text);
        assert!(told.contains("quotation marks of a word processor"), "{text}: {told}");
    }
    for text in [
        "name: «Anna» e «Marco»",
        "name: \"“Anna”\"",
        "name: '«Anna»'",
        "name: Percorso «Nuovo»",
        "name: ’Ndrangheta",
    ] {
        let person = yaml::read::<Person>(text.as_bytes(), "x.yaml");
        assert!(person.is_ok(), "{text}: {person:?}");
    }
}

#[test]
fn keys_of_a_map_with_ids_are_no_fault_beside_another_one() {
    #[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only the reading is tried")]
    struct Words {
        topics: std::collections::BTreeMap<garbo::model::id::Id, String>,
        name: String,
    }
    let error = garbo::yaml::read::<Words>(b"topics: {late_payment: x}\n", "w.yaml").unwrap_err();
    assert_eq!(error.problems.len(), 1, "{error}");
    assert!(error.problems[0].message.contains("name"), "{error}");
}
