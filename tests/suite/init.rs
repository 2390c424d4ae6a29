//! `garbo init` and `garbo schema`: a new practice folder from the command line.

use std::path::Path;
use std::process::{Command, Output, Stdio};

fn garbo(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_garbo"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn an_example_is_written_and_works() {
    let folder = tempfile::tempdir().unwrap();
    let made = garbo(folder.path(), &["init", "practice", "--yes", "--language", "it"]);
    insta::assert_snapshot!(said(&made), @r"
    wrote practice/people/example.yaml
    wrote practice/colleagues.yaml
    wrote practice/practice.yaml

    Fatto. Legga practice.yaml e cambi ciò che non è Suo; poi provi: garbo check
    ");
    assert_eq!(code(&made), Some(0));
    let letter = garbo(&folder.path().join("practice"), &["decline", "--to", "Anna Rossi", "--gender", "f"]);
    assert_eq!(code(&letter), Some(0), "{}", said(&letter));
    assert!(String::from_utf8(letter.stdout).unwrap().contains("Giulia Ferri"));
}

#[test]
fn a_practice_is_never_replaced_unasked() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(code(&garbo(folder.path(), &["init", "--yes"])), Some(0));
    let own = "# mine\n";
    std::fs::write(folder.path().join("colleagues.yaml"), own).unwrap();
    let again = garbo(folder.path(), &["init", "--yes"]);
    insta::assert_snapshot!(said(&again), @r"
    error: there is a practice here already
      --> practice.yaml

    hint: edit it, choose another folder, or add --force to begin anew
    ");
    assert_eq!(code(&again), Some(73));
    let forced = garbo(folder.path(), &["init", "--yes", "--force", "--name", "Ann Lee"]);
    insta::assert_snapshot!(said(&forced), @r"
    kept people/example.yaml
    kept colleagues.yaml
    wrote practice.yaml

    Written. Read practice.yaml and change what is not yours; then try: garbo check
    ");
    assert!(
        std::fs::read_to_string(folder.path().join("practice.yaml")).unwrap().contains("name: \"Ann Lee\"")
    );
    assert_eq!(std::fs::read_to_string(folder.path().join("colleagues.yaml")).unwrap(), own);
}

#[test]
fn without_a_terminal_the_answers_are_flags() {
    let folder = tempfile::tempdir().unwrap();
    let asked = garbo(folder.path(), &["init"]);
    insta::assert_snapshot!(said(&asked), @r"
    error: garbo init asks some questions, and there is no terminal to ask at

    hint: add --yes for a commented example, or give the answers as flags; see `garbo init --help`
    ");
    assert_eq!(code(&asked), Some(2));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn an_answer_that_does_not_fit_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for (flag, value) in [
        ("--gender", "x"),
        ("--languages", "english"),
        ("--jurisdiction", "Italy"),
        ("--time-zone", "Rome"),
        ("--currency", "euro"),
        ("--fee", "-5"),
        ("--email", "x at y"),
        ("--name", "a\u{1b}[31mb"),
        ("--name", " "),
        ("--language", "fr"),
    ] {
        let refused = garbo(folder.path(), &["init", "sub", "--yes", flag, value]);
        assert_eq!(code(&refused), Some(2), "{flag} {value}: {}", said(&refused));
        assert!(!said(&refused).contains('\u{1b}'), "{flag}");
        assert!(!folder.path().join("sub").exists(), "{flag}");
    }
}

#[cfg(unix)]
#[test]
fn what_is_written_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    garbo(folder.path(), &["init", "p", "--yes"]);
    let mode = |path: &str| folder.path().join(path).metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(
        [mode("p"), mode("p/people"), mode("p/practice.yaml"), mode("p/.garbo/practice.schema.json")],
        [0o700, 0o700, 0o600, 0o600]
    );
}

#[test]
fn schemas_are_printed_even_beside_a_broken_practice() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("practice.yaml"), "[").unwrap();
    for name in ["practice", "colleagues", "person"] {
        let printed = garbo(folder.path(), &["schema", name]);
        assert_eq!(code(&printed), Some(0));
        let schema: serde_json::Value = serde_json::from_slice(&printed.stdout).unwrap();
        assert!(schema["properties"].is_object());
    }
    assert_eq!(code(&garbo(folder.path(), &["schema", "nothing"])), Some(2));
}

#[test]
fn a_provider_is_named_for_a_domain_of_ones_own() {
    let folder = tempfile::tempdir().unwrap();
    let named = ["init", "p", "--yes", "--language", "it", "--email", "giulia@studioferri.example"];
    let made = garbo(folder.path(), &[&named[..], &["--provider", "aruba"]].concat());
    assert_eq!(code(&made), Some(0), "{}", said(&made));
    let text = std::fs::read_to_string(folder.path().join("p/practice.yaml")).unwrap();
    for line in
        ["host: smtps.aruba.it", "port: 465", "username: \"giulia@studioferri.example\"", "# Aruba: serve"]
    {
        assert!(text.contains(line), "{line}: {text}");
    }
    let unknown =
        garbo(folder.path(), &["init", "q", "--yes", "--email", "a@b.example", "--provider", "Arub"]);
    assert_eq!(code(&unknown), Some(2));
    assert!(said(&unknown).contains("did you mean `Aruba`?"), "{}", said(&unknown));
}

#[test]
fn gender_and_currency_are_taken_as_the_coach_writes_them() {
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        ("it", "donna", "€", "f", "EUR"),
        ("id", "Laki-laki", "Rp", "m", "IDR"),
        ("ru", "женский", "₽", "f", "RUB"),
        ("ru", "М", "руб.", "m", "RUB"),
        ("tr", "KADIN", "₺", "f", "TRY"),
        ("tr", "erkek", "TL", "m", "TRY"),
        ("en", "Female", "£", "f", "GBP"),
        ("en", "m", "usd", "m", "USD"),
    ];
    for (i, (language, gender, currency, f_or_m, iso)) in cases.into_iter().enumerate() {
        let name = format!("p{i}");
        let flags = ["--gender", gender, "--currency", currency, "--languages", language];
        let made = garbo(folder.path(), &[&["init", &name, "--yes"][..], &flags].concat());
        assert_eq!(code(&made), Some(0), "{}", said(&made));
        let text = std::fs::read_to_string(folder.path().join(name).join("practice.yaml")).unwrap();
        assert!(text.contains(&format!("grammatical_gender: {f_or_m}\n")), "{language} {gender}: {text}");
        assert!(text.contains(&format!("\ncurrency: {iso}\n")), "{currency}: {text}");
    }
    let refused = |flag: &str, value: &str| {
        let ran = garbo(folder.path(), &["init", "q", "--yes", "--language", "tr", flag, value]);
        assert_eq!(code(&ran), Some(2));
        said(&ran)
    };
    insta::assert_snapshot!(refused("--gender", "hanım"), @r"
    error: --gender: `hanım` is not a grammatical gender

    hint: write one of f, kadın, bayan, k; or one of m, erkek, bay, e
    ");
    insta::assert_snapshot!(refused("--currency", "$"), @r"
    error: --currency: `$` is not the currency of one country

    hint: write its three letters: EUR (or €), GBP (£), TRY (₺), RUB (₽), IDR (Rp), USD …
    ");
}

#[test]
fn a_new_practice_has_nothing_to_mend_but_the_emergency_number() {
    let folder = tempfile::tempdir().unwrap();
    for (language, number) in [
        ("it", "{country: IT, number: \"112\""),
        ("id", "{country: ID, number: \"112\""),
        ("ru", "{country: RU, number: \"112\""),
        ("tr", "{country: TR, number: \"112\""),
        ("en", "{country: GB, number: \"999\""),
    ] {
        assert_eq!(code(&garbo(folder.path(), &["init", language, "--yes", "-l", language])), Some(0));
        let practice = folder.path().join(language);
        let checked = garbo(&practice, &["check"]);
        let (out, err) = (String::from_utf8(checked.stdout.clone()).unwrap(), said(&checked));
        assert_eq!(code(&checked), Some(0), "{out}{err}");
        assert!(
            out.contains(number) && err.contains(" letters were tried; 0 faults, 1 other finding\n"),
            "{out}{err}"
        );
        // What a list explains, it explains in the coach's language.
        let reasons = String::from_utf8(garbo(&practice, &["reasons"]).stdout).unwrap();
        let kinds = String::from_utf8(garbo(&practice, &["kinds"]).stdout).unwrap();
        let english = [reasons.contains("Pays late"), kinds.contains("A plain, kind no")];
        assert_eq!(english, [language == "en"; 2], "{reasons}{kinds}");
    }
    let english = String::from_utf8(garbo(&folder.path().join("tr"), &["kinds", "-l", "en"]).stdout).unwrap();
    assert!(english.contains("A plain, kind no"), "{english}");
}
