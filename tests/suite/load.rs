//! The practice folder: what is read, and how each fault of a file is told.

use std::path::{Path, PathBuf};

use garbo::error::{Error, ErrorKind};
use garbo::load::{self, Home, home, init};
use garbo::model::colleague::Directory;
use garbo::model::language::Language;
use garbo::model::person::Person;
use garbo::model::practice::Practice;
use garbo::yaml;

/// A practice that is whole and short, to break one thing at a time.
const GOOD: &str = "\
coach:
  name: Giulia Ferri
  grammatical_gender: f
languages: [it, en-GB]
jurisdiction: IT
time_zone: Europe/Rome
currency: EUR
fees:
  session: 90.00
  minutes: 60
";

fn practice(text: &str) -> Result<yaml::Located<Practice>, Error> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("practice.yaml"), text).unwrap();
    let home = Home::Folder { path: folder.path().to_path_buf(), shown: PathBuf::new() };
    load::practice(&home)
}

fn told(text: &str) -> String {
    let error = practice(text).expect_err("the practice should be refused");
    assert_eq!(error.kind, ErrorKind::Data);
    error.to_string()
}

fn broken(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "`{from}` is not in the good practice");
    told(&GOOD.replace(from, to))
}

fn read<T: serde::de::DeserializeOwned + schemars::JsonSchema>(text: &str) -> String {
    yaml::read::<T>(text.as_bytes(), "x.yaml").map(|_| ()).expect_err("should be refused").to_string()
}

#[test]
fn the_sample_practice_is_whole() {
    let practice = load::practice(&Home::Sample).unwrap();
    let languages: Vec<Language> = practice.value.languages.clone();
    assert_eq!(languages.len(), 5);
    assert!(load::warnings(&practice).is_empty());
    assert_eq!(load::directory(&Home::Sample).unwrap().value.colleagues.len(), 4);
    let people = load::people(&Home::Sample).unwrap();
    let names: Vec<&str> = people.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["ahmet", "anna"]);
    let ahmet = load::person(&Home::Sample, "ahmet").unwrap().value;
    assert_eq!(ahmet.agreement.map(|a| (a.sessions, a.held)), Some((10, 4)));
}

#[test]
fn every_text_of_the_sample_speaks_all_five_languages() {
    fn walk(value: &serde_json::Value, path: &str) {
        match value {
            serde_json::Value::Object(map)
                if map.contains_key("it") && map.values().all(|v| v.is_string()) =>
            {
                let missing: Vec<&str> =
                    ["en", "id", "it", "ru", "tr"].into_iter().filter(|l| !map.contains_key(*l)).collect();
                assert!(missing.is_empty(), "{path} lacks {missing:?}");
            }
            serde_json::Value::Object(map) => map.iter().for_each(|(k, v)| walk(v, &format!("{path}.{k}"))),
            serde_json::Value::Array(items) => {
                items.iter().enumerate().for_each(|(i, v)| walk(v, &format!("{path}[{i}]")));
            }
            _ => {}
        }
    }
    walk(&serde_json::to_value(load::practice(&Home::Sample).unwrap().value).unwrap(), "practice");
    walk(&serde_json::to_value(load::directory(&Home::Sample).unwrap().value).unwrap(), "colleagues");
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
fn amounts_are_exact() {
    for bad in ["-5", ".nan", ".inf", "true", "1e300", "ninety", "9999999999999999999", "90,00", "1_000"] {
        let text = broken("90.00", bad);
        assert!(text.contains("fees.session") && text.contains(bad), "{text}");
    }
    insta::assert_snapshot!(broken("90.00", "90.005"), @r"
    error: `fees.session`: `90.005` is not an amount in EUR: EUR has 2 decimals, this has 3
      --> practice.yaml:9:12
       |
     9 |   session: 90.005
       |            ^^^^^^

    hint: amounts are exact and never rounded; write the amount you mean
    ");
    insta::assert_snapshot!(broken("  session: 90.00", "  session:"), @r"
    error: `fees.session` has no value; expected a number
      --> practice.yaml:9:3
       |
     9 |   session:
       |   ^^^^^^^

    hint: write the value behind the colon, or take the line out
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

    hint: close it with the same mark: "…" or '…'
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
    error: the file unfolds to more than 100000 values
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
fn names_are_words_on_a_line() {
    for (name, says) in [
        ("\"\"", "`coach.name` is blank"),
        ("\"  \"", "`coach.name` is blank"),
        ("\"a\\nb\"", "U+000A"),
        ("\"a\\rb\"", "U+000D"),
        ("\"a\\x1bb\"", "U+001B"),
        ("\"a\\u202Eb\"", "U+202E"),
        ("\"a\\u2028b\"", "U+2028"),
        ("\"a\\u0085b\"", "U+0085"),
        ("\"a\\x7Fb\"", "U+007F"),
    ] {
        let told = broken("name: Giulia Ferri", &format!("name: {name}"));
        assert!(told.contains(says), "{told}");
        assert!(!told.chars().any(|c| c != '\n' && garbo::error::is_unprintable(c)), "{told:?}");
    }
    insta::assert_snapshot!(broken("Giulia Ferri", &"x".repeat(201)), @r"
    error: `coach.name` is 201 characters long; a name has at most 200
      --> practice.yaml:2:9
       |
     2 |   name: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
       |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

    hint: check that nothing else was pasted into it
    ");
    insta::assert_snapshot!(broken("Giulia Ferri", "Giu\u{202E}lia"), @r"
    error: `coach.name` contains the character U+202E, which is not printed
      --> practice.yaml:2:9
       |
     2 |   name: Giu<U+202E>lia
       |         ^^^^^^^

    hint: type the text anew instead of pasting it
    ");
}

#[test]
fn contact_hours_rise_and_do_not_overlap() {
    let hours = |windows: &str| told(&format!("{GOOD}contact_hours:\n  windows:\n{windows}"));
    insta::assert_snapshot!(hours("    - {days: [mon], from: 17:00, to: 09:00}\n"), @r"
    error: the contact hours end at 09:00, and they begin at 17:00
      --> practice.yaml:13:38
        |
     13 |     - {days: [mon], from: 17:00, to: 09:00}
        |                                      ^^^^^

    hint: `from` comes before `to`; for a night, write two windows that meet at 24:00
    ");
    insta::assert_snapshot!(hours(
        "    - {days: [mon, tue], from: 09:00, to: 12:00}\n    - {days: [tue], from: 11:59, to: 13:00}\n"
    ), @r"
    error: the contact hours 11:59 to 13:00 overlap entry 1 of the list
      --> practice.yaml:14:27
        |
     14 |     - {days: [tue], from: 11:59, to: 13:00}
        |                           ^^^^^

    hint: let each hour of a day stand in one window only
    ");
    insta::assert_snapshot!(hours("    - {days: [], from: 09:00, to: 25:00}\n"), @r"
    error: `contact_hours.windows[0].to`: `25:00` is not a time of day
      --> practice.yaml:13:35
        |
     13 |     - {days: [], from: 09:00, to: 25:00}
        |                                   ^^^^^

    hint: write two digits for the hour and two for the minute, such as 09:30
    ");
}

#[test]
fn ids_and_languages_stand_once() {
    insta::assert_snapshot!(broken("[it, en-GB]", "[it, en-GB, it]"), @r"
    error: `it` stands twice in `languages`: entries 1 and 3
      --> practice.yaml:4:24
       |
     4 | languages: [it, en-GB, it]
       |                        ^^

    hint: keep one of the two, or give one another name
    ");
    insta::assert_snapshot!(broken("[it, en-GB]", "[]"), @r"
    error: `languages` is empty
      --> practice.yaml:4:1
       |
     4 | languages: []
       | ^^^^^^^^^

    hint: write at least one: [it]
    ");
    insta::assert_snapshot!(told(&format!(
        "{GOOD}services:\n  - {{id: one, name: A}}\n  - {{id: one, name: B}}\n"
    )), @r"
    error: `one` stands twice in `services`: entries 1 and 2
      --> practice.yaml:13:10
        |
     13 |   - {id: one, name: B}
        |          ^^^

    hint: keep one of the two, or give one another name
    ");
}

#[test]
fn countries_and_links_have_their_form() {
    insta::assert_snapshot!(broken("jurisdiction: IT", "jurisdiction: Italy"), @r"
    error: `jurisdiction`: `Italy` is not a country code
      --> practice.yaml:5:15
       |
     5 | jurisdiction: Italy
       |               ^^^^^

    hint: write two capitals such as IT, ID, RU, TR or GB; for a state of the USA, US-CA
    ");
    insta::assert_snapshot!(told(&format!(
        "{GOOD}resources:\n  - {{id: one, title: A, url: 'javascript:alert(1)'}}\n"
    )), @r"
    error: `resources[0].url` is not a web address
      --> practice.yaml:12:30
        |
     12 |   - {id: one, title: A, url: 'javascript:alert(1)'}
        |                              ^^^^^^^^^^^^^^^^^^^^^

    hint: write the whole address, such as https://example.org/guide
    ");
}

#[test]
fn a_screening_list_that_rests_on_what_people_are_is_warned_about() {
    let practice =
        practice(&format!("{GOOD}screening:\n  never: [chiede sconti, persone anziane]\n")).unwrap();
    let warnings: Vec<String> = load::warnings(&practice).iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(warnings.join("\n\n"), @r"
    `screening.never[1]` speaks of what a person is (`anziane`), not of what a person does
      --> practice.yaml:12:26
        |
     12 |   never: [chiede sconti, persone anziane]
        |                          ^^^^^^^^^^^^^^^

    hint: refusing people for sex, origin, religion, health, age, orientation or politics can be unlawful; describe conduct, topic or means instead, and ask a lawyer in doubt
    ");
}

#[test]
fn a_person_that_is_not_there_has_a_neighbour() {
    insta::assert_snapshot!(load::person(&Home::Sample, "ahmed").unwrap_err().to_string(), @r"
    error: `sample/people/ahmed.yaml` is not there

    hint: did you mean `ahmet`?
    ");
    assert_eq!(load::person(&Home::Sample, "ahmed").unwrap_err().kind, ErrorKind::Missing);
    for name in ["../practice", "/etc/passwd", "a/b", "..", "a\\b", "C:x", "\u{202E}x", ""] {
        assert_eq!(load::person(&Home::Sample, name).unwrap_err().kind, ErrorKind::Data, "{name:?}");
        assert!(load::find_person(&Home::Sample, name).unwrap().is_none(), "{name:?}");
    }
}

#[test]
fn an_agreement_adds_up() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("people")).unwrap();
    let text = "name: Ahmet\nagreement: {date: 2026-09-01, currency: IDR, total: 900.55, paid: 0, sessions: 3, held: 4, \
                ended: 2026-08-31}\n";
    std::fs::write(folder.path().join("people/ahmet.yaml"), text).unwrap();
    let home = Home::Folder { path: folder.path().to_path_buf(), shown: PathBuf::new() };
    insta::assert_snapshot!(load::person(&home, "ahmet").unwrap_err().to_string(), @r"
    error: 4 sessions were held or count as held, and 3 were agreed
      --> people/ahmet.yaml:2:89
       |
     2 | , currency: IDR, total: 900.55, paid: 0, sessions: 3, held: 4, ended: 2026-08-31}
       |                                                             ^

    hint: correct `sessions`, `held` or `counted_as_held`

    error: the agreement ended on 2026-08-31, before its date, 2026-09-01
      --> people/ahmet.yaml:2:99
       |
     2 | : IDR, total: 900.55, paid: 0, sessions: 3, held: 4, ended: 2026-08-31}
       |                                                             ^^^^^^^^^^

    hint: correct `ended` or `date`
    ");
}

#[test]
fn the_practice_folder_is_found() {
    let root = tempfile::tempdir().unwrap();
    let (work, own) = (root.path().join("work/deep"), root.path().join("own"));
    std::fs::create_dir_all(&work).unwrap();
    std::fs::create_dir_all(&own).unwrap();
    let wish = |flag: Option<&Path>, variable: Option<&Path>| {
        home::find(&home::Wish {
            flag,
            variable: variable.map(Into::into),
            current: Some(&work),
            config: Some(&own),
        })
    };
    let folder = |home: Home| home.folder().map(Path::to_path_buf);
    assert_eq!(wish(None, None).unwrap(), Home::Sample);
    std::fs::write(own.join("practice.yaml"), GOOD).unwrap();
    assert_eq!(folder(wish(None, None).unwrap()), Some(own.clone()));
    std::fs::write(root.path().join("work/practice.yaml"), GOOD).unwrap();
    assert_eq!(folder(wish(None, None).unwrap()), Some(root.path().join("work")));
    assert_eq!(folder(wish(None, Some(&own)).unwrap()), Some(own.clone()));
    assert_eq!(folder(wish(Some(Path::new("..")), Some(&own)).unwrap()), Some(work.join("..")));
    assert_eq!(wish(None, Some(Path::new(""))).unwrap().folder(), Some(root.path().join("work").as_path()));
    let error = wish(Some(Path::new("nowhere")), None).unwrap_err();
    assert_eq!(error.exit_code(), 66);
    insta::assert_snapshot!(error.to_string(), @r"
    error: `nowhere`, named by --home, is not a folder

    hint: `garbo init nowhere` makes a practice folder there
    ");
}

#[test]
fn what_is_no_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("practice.yaml")).unwrap();
    let home = Home::Folder { path: folder.path().to_path_buf(), shown: PathBuf::new() };
    insta::assert_snapshot!(load::practice(&home).unwrap_err().to_string(), @r"
    error: `practice.yaml` is not a file

    hint: a file of text is expected here, not a folder or a device
    ");
    let home = Home::Folder { path: folder.path().join("none"), shown: PathBuf::from("none") };
    insta::assert_snapshot!(load::practice(&home).unwrap_err().to_string(), @r"
    error: `none/practice.yaml` is not there

    hint: `garbo init` makes a practice folder
    ");
}

#[test]
fn what_is_written_reads_back() {
    let practice = load::practice(&Home::Sample).unwrap().value;
    let text = yaml::to_string(&practice).unwrap();
    assert_eq!(yaml::read::<Practice>(text.as_bytes(), "x.yaml").unwrap().value, practice);
}

fn full_answers(name: &str) -> init::Answers {
    init::Answers {
        name: Some(name.to_owned()),
        gender: Some("m".parse().unwrap()),
        languages: vec!["tr".parse().unwrap(), "en-US".parse().unwrap()],
        jurisdiction: Some("US-CA".to_owned()),
        city: Some("Niğde: merkez".to_owned()),
        time_zone: Some("America/Los_Angeles".parse().unwrap()),
        currency: Some("USD".parse().unwrap()),
        niche: Some("people # who ask".to_owned()),
        fee: Some("120.50".parse().unwrap()),
        phone: Some("+1 555 0100".to_owned()),
        website: Some("https://example.org".to_owned()),
        email: Some("deniz@gmail.com".to_owned()),
        host: None,
    }
}

#[test]
fn a_new_practice_loads_in_every_language() {
    let mut languages: Vec<String> = init::languages().iter().map(ToString::to_string).collect();
    languages.sort();
    assert_eq!(languages, ["en", "id", "it", "ru", "tr"]);
    for language in init::languages() {
        for answers in [init::Answers::default(), full_answers("Deniz \"Deno\" O'Neil: #1 {x} $name{y}")] {
            let folder = tempfile::tempdir().unwrap();
            for (path, text) in init::init_files(&answers, &language).unwrap() {
                let path = folder.path().join(path);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, text).unwrap();
            }
            let home = Home::Folder { path: folder.path().to_path_buf(), shown: PathBuf::new() };
            let practice = load::practice(&home).unwrap().value;
            let colleagues = load::directory(&home).unwrap().value.colleagues;
            assert!(
                colleagues.iter().all(|c| c.agreed_to_be_listed.is_none()),
                "an example is never referred to"
            );
            assert_eq!(load::people(&home).unwrap().len(), 1);
            assert!(init::questions(&language).unwrap().contains_key("time_zone"));
            let Some(name) = answers.name else {
                assert_eq!(practice.languages.first().map(Language::base), Some(language.base()));
                assert!(practice.mail.is_none());
                continue;
            };
            assert_eq!(practice.coach.name, name);
            assert_eq!(practice.city.as_deref(), Some("Niğde: merkez"));
            assert_eq!(practice.fees.and_then(|f| f.session).map(|a| a.0), Some("120.50".to_owned()));
            let smtp = practice.mail.and_then(|m| m.smtp).unwrap();
            assert_eq!(smtp.host.as_deref(), Some("smtp.gmail.com"));
            assert_eq!(smtp.username.as_deref(), Some("deniz@gmail.com"));
        }
    }
}

#[test]
fn each_line_left_out_of_a_new_practice_can_be_taken_in() {
    for language in init::languages() {
        let files = init::init_files(&init::Answers::default(), &language).unwrap();
        let (_, text) = files.first().unwrap();
        // Remarks are sentences; what is left out begins with a key, or with the dash of a list.
        let taken: String = text
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(rest) if is_entry(rest) => format!("{rest}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        if let Err(error) = yaml::read::<Practice>(taken.as_bytes(), "practice.yaml") {
            panic!("{language}:\n{error}");
        }
        assert!(taken.contains("\nscreening:") && taken.contains("\nmail:") && taken.contains("\nservices:"));
    }
}

fn is_entry(line: &str) -> bool {
    let line = line.trim_start();
    let line = line.strip_prefix("- ").unwrap_or(line);
    line.split_once(':').is_some_and(|(key, _)| key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
}

#[test]
fn an_answer_that_does_not_fit_is_told_by_its_key() {
    let told = |change: fn(&mut init::Answers)| {
        let mut answers = full_answers("Deniz");
        change(&mut answers);
        init::init_files(&answers, &"en".parse().unwrap()).unwrap_err().to_string()
    };
    insta::assert_snapshot!(told(|a| a.name = Some("De\u{202E}niz".to_owned())), @r"
    error: the name contains the control character U+202E

    hint: type the name anew instead of pasting it
    ");
    insta::assert_snapshot!(told(|a| a.jurisdiction = Some("Turkey".to_owned())), @r"
    error: `jurisdiction`: `Turkey` is not a country code

    hint: write two capitals such as IT, ID, RU, TR or GB; for a state of the USA, US-CA
    ");
    insta::assert_snapshot!(told(|a| a.email = Some("deniz at example".to_owned())), @r"
    error: the address `deniz at example` has no @

    hint: write it as anna@example.org
    ");
    insta::assert_snapshot!(told(|a| a.fee = Some("1.234".parse().unwrap())), @r"
    error: `fees.session`: `1.234` is not an amount in USD: USD has 2 decimals, this has 3

    hint: amounts are exact and never rounded; write the amount you mean
    ");
}

#[test]
fn a_new_practice_reads_well() {
    insta::assert_snapshot!(
        init::init_files(&full_answers("Deniz Kaya"), &"tr".parse().unwrap()).unwrap().first().unwrap().1,
        @r#"
    # yaml-language-server: $schema=.garbo/practice.schema.json
    #
    # garbo için koçluk çalışmanızın bilgileri. Dosyayı bir kez baştan sona okuyun, size ait olmayanı değiştirin.
    # # ile başlayan satır bir açıklamadır ya da kullanılmayan bir kayıttır: kullanmak için # işaretini silin.
    # Girintiler önemlidir: bir kayda ait satırlar iki boşluk içeriden başlar.
    # `garbo check` komutu her şeyin yolunda olup olmadığını gösterir.

    # Siz kimsiniz. Bazı diller dil bilgisel cinsiyetinizi ister: f (kadın) ya da m (erkek).
    coach:
      name: "Deniz Kaya"
      grammatical_gender: m
      # practice_name: Demir Koçluk

    # Yazdığınız diller: tr, en-GB, en-US, it, ru, id. İlki varsayılan dildir.
    languages: [tr, en-US]

    # Mektuplarınızın ve sözleşmelerinizin kurallarına uyduğu ülke: TR, IT, RU, ID, GB, US-CA …
    jurisdiction: "US-CA"
    city: "Niğde: merkez"
    time_zone: America/Los_Angeles
    currency: USD

    # Hangi konuda, kimlerle çalıştığınız; «yalnızca … ile çalışıyorum» cümlesinde geçer.
    niche:
      tr: "people # who ask"

    # Sunduğunuz hizmetler.
    # services:
    #   - id: career_package
    #     name: {tr: Yeni İş programı}
    #     about: {tr: beş ay içinde on seans}

    # Kabul edemediğiniz kişilere önerebileceğiniz ücretsiz kaynaklarınız.
    # resources:
    #   - id: goals_guide
    #     title: {tr: Hedef belirleme rehberi}
    #     url: https://example.org/rehber
    #     fields: [career]

    # Uygun bir meslektaş bulunmadığında önerilecek açık meslek listeleri.
    # registers:
    #   - name: {tr: Profesyonel Koçlar Sicili}
    #     url: https://example.org/sicil

    # Size ne zaman, nasıl ulaşılabileceği. Günler: mon (pazartesi), tue, wed, thu, fri, sat, sun (pazar).
    contact_hours:
      windows:
        - days: [mon, tue, wed, thu, fri]
          from: "09:00"
          to: "18:00"
      # Kaç çalışma saati içinde yanıt verdiğiniz.
      response_hours: 24

    # Ücretleriniz, yukarıdaki para biriminde: rakamla, ondalık için nokta kullanarak.
    fees:
      session: "120.50"
      minutes: 60

    # Çalışma kurallarınız.
    policies:
      # 18 yaşından küçükler: adults_only (yalnızca yetişkinler) ya da with_guardian (veli onayıyla).
      minors: adults_only
      # Bir seansı ertelemek ya da iptal etmek için kaç saat önceden haber verilmesi gerektiği.
      cancellation_hours: 24
      # Kabul edemediğiniz kişilerin yazdıklarını kaç ay sakladığınız.
      prospect_months: 6

    # Mektuplarınızın altında yer alanlar. Yasanın istediği satırlar kendiliğinden eklenir.
    signature:
      phone: "+1 555 0100"
      website: "https://example.org"
      lines: []

    # Mektupların gönderildiği e-posta hesabı. Parolayı buraya asla yazmayın: garbo onu sistemin anahtarlığından,
    # bir komuttan (password_command) ya da bir ortam değişkeninden (password_env) alır.
    mail:
      from: "Deniz Kaya <deniz@gmail.com>"
      smtp:
        host: smtp.gmail.com
        port: 465
        security: tls
        username: "deniz@gmail.com"
        # password_command: "pass show mail"
    # Gmail: programlar normal parolanızı kullanamaz; güvenlik ayarlarında bir «uygulama parolası» oluşturun.

    # Kiminle çalışmak istediğiniz ve nerede durduğunuz: davranışlar ve konular; asla kişinin kim olduğu değil.
    # screening:
    #   never: [sonuç garantisi ister, saygısız davranır]
    #   max_clients: 12
    "#
    );
}

#[test]
fn schemas_describe_what_the_loader_takes() {
    for name in load::SCHEMAS {
        let schema = load::schema(name).unwrap();
        let properties = schema["properties"].as_object().unwrap();
        let bare: Vec<&String> = properties
            .iter()
            .filter(|(_, p)| p["description"].as_str().is_none())
            .map(|(key, _)| key)
            .collect();
        assert!(bare.is_empty(), "{name}: {bare:?} have no description");
        assert_eq!(schema["additionalProperties"], false);
    }
    assert!(load::schema("nothing").is_none());
}

#[test]
fn an_address_that_is_none_is_told() {
    insta::assert_snapshot!(told(&format!(
        "{GOOD}mail: {{from: \"x <a@b@c>\", smtp: {{host: smtp.example.org, port: 0, security: tsl, username: x}}}}\n"
    )), @r#"
    error: the address `a@b@c` is more than one address
      --> practice.yaml:11:14
        |
     11 | mail: {from: "x <a@b@c>", smtp: {host: smtp.example.org, port: 0, security: tsl, username: x}}
        |              ^^^^^^^^^^^

    hint: a letter goes to one person; write one address

    error: `port` is 0, expected 1 to 65535
      --> practice.yaml:11:64
        |
     11 | l: {from: "x <a@b@c>", smtp: {host: smtp.example.org, port: 0, security: tsl, username: x}}
        |                                                             ^

    error: `security` is `tsl`, expected tls, starttls, none
      --> practice.yaml:11:77
        |
     11 | <a@b@c>", smtp: {host: smtp.example.org, port: 0, security: tsl, username: x}}
        |                                                             ^^^

    hint: did you mean `tls`?
    "#);
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
