//! Russian names in their cases and Turkish names with their suffixes, against sources that are not garbo's code.
//!
//! Rows on which the sources agree must come out right in at least 99.5 of 100; rows that an authority decides,
//! always. `cargo test --test suite names:: -- --nocapture` prints the accuracy per kind.

use std::collections::BTreeMap;

use garbo::grammar::italian::{self, Article, Preposition};
use garbo::grammar::russian::{self, Case, NameParts, Part};
use garbo::grammar::turkish::{self, Options, suffix};
use garbo::grammar::{Number, english};
use garbo::model::address::Gender;
use proptest::{prop_assert, prop_assert_eq, proptest};

const RUSSIAN: &str = include_str!("../data/fixtures/names_ru.tsv");
const TURKISH: &str = include_str!("../data/fixtures/names_tr.tsv");
const DECIDED: &str = include_str!("../data/fixtures/names_decided.tsv");

/// Counts what came out right, per kind.
#[derive(Default)]
struct Tally {
    right: BTreeMap<String, usize>,
    all: BTreeMap<String, usize>,
    wrong: Vec<String>,
}

impl Tally {
    fn count(&mut self, kind: &str, what: &str, ours: &str, theirs: &str) {
        *self.all.entry(kind.to_owned()).or_default() += 1;
        if ours == theirs {
            *self.right.entry(kind.to_owned()).or_default() += 1;
        } else {
            self.wrong.push(format!("{kind}: {what}: `{ours}`, the sources say `{theirs}`"));
        }
    }

    /// Prints the accuracy and fails where a kind is below the bar.
    fn check(&self, bar: f64, at_least: usize) {
        println!("{}", self.wrong.join("\n"));
        for (kind, all) in &self.all {
            let right = self.right.get(kind).copied().unwrap_or(0);
            let accuracy = 100.0 * right as f64 / *all as f64;
            println!("{kind}: {right} of {all} right, {accuracy:.2} %");
            assert!(*all >= at_least, "{kind}: only {all} rows");
            assert!(accuracy >= bar, "{kind}: {accuracy:.2} %\n{}", self.wrong.join("\n"));
        }
    }
}

struct Row<'a> {
    part: Part,
    gender: Gender,
    forms: Vec<String>,
    kind: &'a str,
}

fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

fn part(text: &str) -> Part {
    match text {
        "surname" => Part::Surname,
        "given" => Part::Given,
        "patronymic" => Part::Patronymic,
        other => panic!("no part of a name: {other}"),
    }
}

fn russian_rows() -> Vec<Row<'static>> {
    rows(RUSSIAN)
        .map(|row| {
            let [kind, gender, stem, endings] = row[..] else { panic!("four columns: {row:?}") };
            let form = |end: &str| if end == "-" { stem.to_owned() } else { format!("{stem}{end}") };
            let forms: Vec<String> = endings.split(' ').map(form).collect();
            assert_eq!(forms.len(), 6, "{row:?}");
            Row { part: part(kind), gender: gender.parse().expect("f or m"), forms, kind }
        })
        .collect()
}

/// ё is written е in most print, and the sources use both.
fn plain(text: &str) -> String {
    text.replace('ё', "е").replace('Ё', "Е")
}

#[test]
fn russian_parts_agree_with_the_sources() {
    let mut tally = Tally::default();
    for row in russian_rows() {
        for (case, theirs) in Case::ALL.iter().copied().zip(&row.forms) {
            let form = russian::names().inflect_part(row.part, &row.forms[0], Some(row.gender), case);
            let ours = form.expect("a Russian name").text;
            tally.count(
                &format!("{} {}", row.kind, row.gender),
                &row.forms[0],
                &plain(&ours),
                &plain(theirs),
            );
        }
    }
    tally.check(99.5, 600);
}

#[test]
fn russian_full_names_agree_with_the_sources() {
    let all = russian_rows();
    let mut tally = Tally::default();
    for gender in [Gender::Feminine, Gender::Masculine] {
        let of = |part| all.iter().filter(|row| row.part == part && row.gender == gender).collect::<Vec<_>>();
        let (surnames, givens, patronymics) = (of(Part::Surname), of(Part::Given), of(Part::Patronymic));
        let middle = patronymics.iter().cycle();
        for ((surname, given), patronymic) in surnames.iter().zip(givens.iter().cycle()).zip(middle) {
            for (i, case) in Case::ALL.iter().copied().enumerate() {
                let theirs = [&surname.forms[i], &given.forms[i], &patronymic.forms[i]];
                let parts = NameParts {
                    surname: Some(&surname.forms[0]),
                    given: Some(&given.forms[0]),
                    patronymic: Some(&patronymic.forms[0]),
                };
                let ours = russian::names().inflect(&parts, Some(gender), case).expect("a Russian name").text;
                let whole = theirs.map(|form| plain(form)).join(" ");
                tally.count(&format!("full {gender}"), &surname.forms[0], &plain(&ours), &whole);
                let text =
                    [&surname.forms[0], &given.forms[0], &patronymic.forms[0]].map(String::as_str).join(" ");
                let ours =
                    russian::names().inflect_text(&text, Some(gender), case).expect("a Russian name").text;
                tally.count(&format!("text {gender}"), &text, &plain(&ours), &whole);
                let text = format!("{} {}", given.forms[0], patronymic.forms[0]);
                let ours =
                    russian::names().inflect_text(&text, Some(gender), case).expect("a Russian name").text;
                let whole = plain(&format!("{} {}", given.forms[i], patronymic.forms[i]));
                tally.count(&format!("given and patronymic {gender}"), &text, &plain(&ours), &whole);
            }
        }
    }
    tally.check(99.5, 1_800);
}

#[test]
fn turkish_suffixes_agree_with_the_sources() {
    let mut tally = Tally::default();
    for row in rows(TURKISH) {
        let [kind, name, endings] = row[..] else { panic!("three columns: {row:?}") };
        for (case, ending) in turkish::Case::ALL[1..].iter().zip(turkish_order(endings)) {
            let ours = suffix(name, *case, &Options::default()).expect("a Turkish name").text;
            tally.count(kind, name, &ours, &format!("{name}'{ending}"));
        }
    }
    tally.check(99.5, 400);
}

/// The columns stand in the order of `Case::ALL`: accusative dative locative ablative genitive instrumental.
fn turkish_order(endings: &str) -> impl Iterator<Item = &str> {
    endings.split(' ')
}

#[test]
fn what_an_authority_decides_is_followed() {
    for row in rows(DECIDED) {
        let [language, kind, name, forms, authority] = row[..] else { panic!("five columns: {row:?}") };
        if language == "ru" {
            let (kind, gender) = kind.split_once(' ').expect("part and gender");
            let gender = gender.parse().expect("f or m");
            for (case, theirs) in Case::ALL[1..].iter().zip(forms.split(' ')) {
                let ours = russian::names().inflect_part(part(kind), name, Some(gender), *case);
                assert_eq!(ours.expect("a Russian name").text, theirs, "{authority}");
            }
        } else {
            for (case, ending) in turkish::Case::ALL[1..].iter().zip(turkish_order(forms)) {
                let ours = suffix(name, *case, &Options::default()).expect("a Turkish name").text;
                assert_eq!(ours, format!("{name}'{ending}"), "{authority}");
            }
        }
    }
}

/// A hyphen in the name may stand in any part of it; an ending never lowers or loses a letter before it.
fn shares_its_start(form: &str, word: &str) -> bool {
    let kept = word.chars().count().saturating_sub(3);
    form.chars().take(kept).eq(word.chars().take(kept))
}

proptest! {
    #[test]
    fn no_name_is_too_odd(text in "\\PC{0,40}", place in 0_usize..9) {
        for gender in [Gender::Feminine, Gender::Masculine] {
            for case in Case::ALL.iter().copied() {
                let _ = russian::names().inflect_text(&text, Some(gender), case);
            }
        }
        for case in turkish::Case::ALL {
            for person in turkish::Possessive::ALL {
                let _ = suffix(&text, *case, &Options { possessive: Some(*person), ..Options::default() });
            }
        }
        let _ = italian::preposition(Preposition::ALL[place], &text, Article::Definite(Gender::Masculine, Number::Plural));
        prop_assert!(english::indefinite(&text).ends_with(&text));
    }

    #[test]
    fn cyrillic_words_keep_their_start(word in "[А-Я][а-яё]{1,12}") {
        for part in [Part::Surname, Part::Given] {
            for gender in [Gender::Feminine, Gender::Masculine] {
                let nominative = russian::names().inflect_part(part, &word, Some(gender), Case::Nominative);
                prop_assert_eq!(&nominative.expect("a name").text, &word);
                for case in Case::ALL.iter().copied() {
                    let form = russian::names().inflect_part(part, &word, Some(gender), case).expect("a name").text;
                    prop_assert!(shares_its_start(&form, &word), "{word}: {form}");
                }
            }
        }
    }

    #[test]
    fn latin_names_stand_whole_before_the_apostrophe(word in "[A-ZÇĞİÖŞÜ][a-zçğıöşü]{1,3}[aeıioöuü][a-zçğışt]{0,2}") {
        for case in &turkish::Case::ALL[1..] {
            let form = suffix(&word, *case, &Options { proper: Some(true), ..Options::default() }).expect("a name").text;
            prop_assert!(form.starts_with(&format!("{word}'")), "{form}");
        }
    }
}

#[test]
fn decided_forms_that_divide_usage_are_not_certain() {
    for (name, gender) in
        [("Айгуль", Gender::Feminine), ("Зульфия", Gender::Feminine), ("Данило", Gender::Masculine)]
    {
        let form =
            russian::names().inflect_part(Part::Given, name, Some(gender), Case::Dative).expect("a name");
        assert!(!form.certain, "{name}");
    }
    let name = NameParts { surname: Some("Чаплин"), given: Some("Пётр"), patronymic: None };
    let doubts = russian::names().doubts(&name, Gender::Masculine).expect("a Russian name");
    assert_eq!(doubts, [Part::Surname]);
    for name in ["Gökalp", "Meral", "Kocaeli", "Heathcliff"] {
        let form = suffix(name, turkish::Case::Dative, &Options::default()).expect("a name");
        assert!(!form.certain, "{name}");
    }
}

#[test]
fn errors_name_the_value_and_the_remedy() {
    let russian_error = |text: &str, gender| {
        russian::names().inflect_text(text, gender, Case::Dative).expect_err("must fail").to_string()
    };
    assert_eq!(
        russian_error("Anna Petrova", Some(Gender::Feminine)),
        "error: `Anna Petrova` is not a name in Cyrillic: the character `A` (U+0041) is foreign to it\n\n\
         hint: write the name in Cyrillic, or give the form under `forms:` in the person's record"
    );
    assert_eq!(
        russian_error("Саша Ким", None),
        "error: the gender of `Саша` is not known, and Russian needs it to inflect a name\n\n\
         hint: set `gender: f` or `gender: m` in the person's record, or write the form under `forms:`"
    );
    assert_eq!(
        "dativ".parse::<Case>().expect_err("must fail").to_string(),
        "error: `dativ` is not a case of Russian\n\n\
         hint: did you mean `dative`? The choices are nominative, genitive, dative, accusative, instrumental, prepositional"
    );
    assert_eq!(
        suffix("Анна", turkish::Case::Dative, &Options::default()).expect_err("must fail").to_string(),
        "error: `Анна` is not written in Latin letters: the character `А` (U+0410) is foreign to Turkish\n\n\
         hint: write the name in Latin letters, or give the form under `forms:` in the person's record"
    );
    let mute = Options { pronunciation: Some("mrkl"), ..Options::default() };
    assert_eq!(
        suffix("Merkel", turkish::Case::Dative, &mute).expect_err("must fail").to_string(),
        "error: `mrkl` has no vowel, so a Turkish suffix can't follow it\n\n\
         hint: give `pronunciation` in Turkish letters, such as Mayk for Mike"
    );
}
