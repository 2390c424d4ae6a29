//! The practice folder: what is read, and how each fault of a file is told.

use std::path::{Path, PathBuf};

use garbo::error::{Error, ErrorKind};
use garbo::load::{self, Home, home};
use garbo::model::language::Language;
use garbo::model::practice::Practice;
use garbo::yaml;

/// A practice that is whole and short, to break one thing at a time.
pub(crate) const GOOD: &str = "\
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

pub(crate) fn practice(text: &str) -> Result<yaml::Located<Practice>, Error> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("practice.yaml"), text).unwrap();
    let home = Home::Folder { path: folder.path().to_path_buf(), shown: PathBuf::new() };
    load::practice(&home)
}

pub(crate) fn told(text: &str) -> String {
    let error = practice(text).expect_err("the practice should be refused");
    assert_eq!(error.kind, ErrorKind::Data);
    error.to_string()
}

pub(crate) fn broken(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "`{from}` is not in the good practice");
    told(&GOOD.replace(from, to))
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
    assert_eq!(ahmet.agreement.map(|a| (a.sessions, a.held)), Some((Some(10), Some(4))));
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

    hint: write `90005` if the point parts the thousands; else an amount such as 1500.50, which is exact and never rounded
    ");
    // A thousands separator of the continent is never read as a small price.
    let thousands = broken("90.00", "\"15.000\"");
    assert!(
        thousands.contains("`15.000` is not an amount in EUR") && thousands.contains("`15000`"),
        "{thousands}"
    );
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
    error: the contact hours 11:59 to 13:00 on tue overlap those of 09:00 to 12:00 on mon, tue
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

    hint: write two capitals such as IT, ID, RU, TR or GB; for a part of these, US-CA, GB-ENG, GB-SCT, GB-NIR
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
    error: `agreement.total`: `900.55` is not an amount in IDR: IDR has whole amounts only, this has 2 decimals
      --> people/ahmet.yaml:2:53
       |
     2 | agreement: {date: 2026-09-01, currency: IDR, total: 900.55, paid: 0, sessions: 3, held: 4, ended: 20
       |                                                     ^^^^^^

    hint: amounts are exact and never rounded; write the amount you mean

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
    let here = wish(Some(Path::new(".")), None).unwrap_err().to_string();
    assert!(here.contains("`.`, named by --home, has no practice.yaml"), "{here}");
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

    hint: a file is expected here, not a folder or a device
    ");
    let home = Home::Folder { path: folder.path().join("none"), shown: PathBuf::from("none") };
    insta::assert_snapshot!(load::practice(&home).unwrap_err().to_string(), @r"
    error: `none/practice.yaml` is not there

    hint: `garbo init` makes a practice folder
    ");
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
