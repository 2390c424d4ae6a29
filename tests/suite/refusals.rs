//! What a coach may get wrong, one row each: the exit code, one clear message with file, line or key, nothing written.
//!
//! The rows follow the faults of files, names, addresses, templates and outputs; below them, what must be accepted.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use crate::desk::{Desk, Ran};

/// Every file below a folder with its bytes.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, into: &mut BTreeMap<String, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.is_symlink() {
                walk(&path, into);
            } else {
                let bytes = std::fs::read(&path).unwrap_or_default();
                into.insert(path.display().to_string(), bytes);
            }
        }
    }
    let mut all = BTreeMap::new();
    walk(folder, &mut all);
    all
}

/// Asserts that a command is refused with this code and these words, and leaves every file as it was.
fn refused(desk: &Desk, arguments: &[&str], code: i32, says: &[&str]) {
    let arguments: Vec<&OsStr> = arguments.iter().map(OsStr::new).collect();
    refused_os(desk, &arguments, code, says);
}

fn refused_os(desk: &Desk, arguments: &[&OsStr], code: i32, says: &[&str]) {
    let before = contents(&desk.path(""));
    let mut command = desk.command(&[]);
    let ran: Ran = command.args(arguments).output().unwrap().into();
    let shown: String = format!("{arguments:?}").chars().take(300).collect();
    assert_eq!(ran.code, Some(code), "{shown}\n{}", short(&ran.err));
    assert_eq!(ran.out, "", "{shown} printed something");
    assert!(!ran.err.contains("panicked"), "{shown}\n{}", ran.err);
    assert!(ran.err.lines().count() <= 20, "{shown} says too much:\n{}", short(&ran.err));
    let raw = ran.err.chars().find(|c| *c != '\n' && garbo::error::is_unprintable(*c));
    assert!(raw.is_none(), "{shown}: {raw:?} is echoed as it is");
    for word in says {
        assert!(ran.err.contains(word), "{shown} does not say `{word}`:\n{}", short(&ran.err));
    }
    let after = contents(&desk.path(""));
    let changed: Vec<&String> =
        after.iter().filter(|(k, v)| before.get(*k) != Some(v)).map(|(k, _)| k).collect();
    assert!(changed.is_empty() && before.len() == after.len(), "{shown} changed {changed:?}");
}

fn short(text: &str) -> String {
    text.chars().take(3000).collect()
}

const LETTER: [&str; 7] = ["decline", "--to", "Ann", "--language", "it", "-o", "letter.html"];

/// A practice as it is in the sample, with one text put in the place of another.
fn practice_with(from: &str, to: &str) -> Desk {
    let desk = Desk::new();
    let file = desk.practice().join("practice.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains(from), "the sample has no `{from}`");
    std::fs::write(&file, text.replacen(from, to, 1)).unwrap();
    desk
}

fn practice_is(bytes: impl AsRef<[u8]>) -> Desk {
    let desk = Desk::new();
    std::fs::write(desk.practice().join("practice.yaml"), bytes).unwrap();
    desk
}

/// Row 48: what is no YAML, or not a mapping.
#[test]
fn a_file_that_is_no_mapping() {
    for (text, says) in [
        ("coach: [unclosed\nlanguages: [it]\n", "practice.yaml:"),
        ("coach:\n\tname: Giulia\n", "practice.yaml:2"),
        ("coach: {}\n---\ncoach: {}\n", "practice.yaml:"),
        ("- one\n- two\n", "practice.yaml:1"),
        ("just words\n", "practice.yaml:1"),
        ("", "practice.yaml"),
        ("# only a remark\n", "practice.yaml"),
    ] {
        refused(&practice_is(text), &LETTER, 65, &[says, "error:"]);
    }
    // The same in the other files of a practice, each only when it is needed.
    let desk = Desk::new();
    std::fs::write(desk.practice().join("colleagues.yaml"), "- {id: marta\n").unwrap();
    let arguments = [&LETTER[..], &["--colleague", "marta"]].concat();
    refused(&desk, &arguments, 65, &["colleagues.yaml:"]);
    desk.run(&LETTER).ends(0);
    std::fs::write(desk.practice().join("people/anna.yaml"), "name: \"Anna\nemail: x\n").unwrap();
    refused(&desk, &["decline", "--to", "anna", "-o", "anna.txt"], 65, &["people/anna.yaml:"]);
    desk.file("facts.yaml", "a: [1\n");
    desk.file("note.md", "{{ a }}");
    refused(&desk, &["render", "note.md", "-l", "it", "--data", "facts.yaml"], 65, &["facts.yaml:"]);
}

/// Row 49: keys and types.
#[test]
fn a_key_that_is_unknown_double_missing_or_of_another_type() {
    for (from, to, says) in [
        ("\ncurrency:", "\ncurency:", &["practice.yaml:", "`curency`", "did you mean `currency`?"][..]),
        ("\ncurrency:", "\ncurrency: EUR\ncurrency:", &["practice.yaml:", "`currency`"]),
        ("\ntime_zone:", "\n# time_zone:", &["practice.yaml", "`time_zone`"]),
        ("  grammatical_gender: f", "  grammatical_gender: [f]", &["practice.yaml:", "grammatical_gender"]),
        ("  grammatical_gender: f", "  grammatical_gender:", &["practice.yaml:", "grammatical_gender"]),
        ("  grammatical_gender: f", "  grammatical_gender: ~", &["practice.yaml:", "grammatical_gender"]),
        ("  grammatical_gender: f", "  grammatical_gender: x", &["practice.yaml:", "grammatical_gender"]),
    ] {
        refused(&practice_with(from, to), &LETTER, 65, says);
    }
}

/// Row 50: what is not text, or is made to exhaust the reader.
#[test]
fn a_file_that_is_not_text_or_is_a_trap() {
    let bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned()
        + &('b'..='k')
            .fold((String::new(), 'a'), |(text, last), name| {
                let list = vec![format!("*{last}"); 9].join(", ");
                (format!("{text}{name}: &{name} [{list}]\n"), name)
            })
            .0;
    let noise: Vec<u8> = (0_u32..5000).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for (bytes, says) in [
        (b"coach: {name: \"Caf\xe9\"}\n".to_vec(), "UTF-8"),
        (b"coach: {name: \"a\0b\"}\n".to_vec(), "practice.yaml"),
        (noise, "practice.yaml"),
        (vec![b'#'; 64 << 20], "practice.yaml"),
        (vec![b'['; 100_000], "practice.yaml"),
        (bomb.into_bytes(), "practice.yaml"),
    ] {
        refused(&practice_is(bytes), &LETTER, 65, &[says, "practice.yaml"]);
    }
}

/// Row 52: amounts, currency, zone.
#[test]
fn an_amount_a_currency_or_a_zone_that_is_none() {
    for amount in ["-5", ".nan", ".inf", "ninety", "true", "1e300"] {
        let desk = practice_with("session: ", &format!("session: {amount} # "));
        refused(&desk, &LETTER, 65, &["practice.yaml:", "fees.session", amount]);
    }
    refused(&practice_with("currency: EUR", "currency: EURO"), &LETTER, 65, &["practice.yaml:", "EURO"]);
    refused(&practice_with("Europe/Rome", "Europe/Roma"), &LETTER, 65, &["practice.yaml:", "Europe/Roma"]);
    let desk = Desk::new();
    for amount in ["-240", "nan", "inf", "much", "1e300", "240,00,00"] {
        let told = ["refund", "--to", "ahmet", "--refund", amount, "-o", "a.txt"];
        refused(&desk, &told, 65, &["refund", amount]);
    }
}

/// Row 53: instalments; both sums are told, and there is no document.
#[test]
fn instalments_that_do_not_sum() {
    let two = |first: &str, second: &str| {
        format!(
            "{{items: [{{amount: {first}, due: on_signing}}, {{amount: {second}, due: days_after, days: 30}}]}}"
        )
    };
    for (instalments, says) in [
        (two("\"450.00\"", "\"449.99\""), &["instalments sum to 899.99 EUR", "900.00 EUR"][..]),
        (two("\"450.00\"", "\"450.01\""), &["instalments sum to 900.01 EUR", "900.00 EUR"]),
        (two("\"-450.00\"", "\"1350.00\""), &["-450.00", "not an amount"]),
        (two("half", "\"450.00\""), &["half"]),
        ("{equal: 200000}".to_owned(), &["200000", "1 to 120 instalments"]),
    ] {
        let desk = Desk::new();
        desk.replace("people/ahmet.yaml", "instalments: {equal: 3}", &format!("instalments: {instalments}"));
        let told = ["agreement", "--to", "ahmet", "--language", "en-GB", "-o", "ahmet.md"];
        refused(&desk, &told, 65, &[&["people/ahmet.yaml:"][..], says].concat());
    }
}

/// Row 54: tables; all or nothing.
#[test]
fn a_table_with_a_fault_writes_no_letter() {
    let head = "name,email,language,reason\n";
    let good = "Ann,ann@example.org,en-GB,no_time\n";
    for (table, says) in [
        (format!("who,email\n{good}"), &["people.csv:1", "who"][..]),
        (format!("{head}{good}Bob,bob@example.org\n"), &["people.csv:3"]),
        (format!("{head}{good}\"Bob,bob@example.org,it,no_time\n"), &["people.csv:3"]),
        (format!("{head}{good}Bob,bob at example,it,no_time\n"), &["people.csv:3", "bob at example"]),
        (format!("{head}{good}{good}"), &["people.csv:3", "line 2 has the same recipient"]),
        (format!("{head}{good}Bob,bob@example.org,xx,no_time\n"), &["people.csv:3", "xx"]),
        (format!("{head}{good}Bob,bob@example.org,it,no_tme\n"), &["people.csv:3", "no_time"]),
        (String::new(), &["people.csv"]),
    ] {
        let desk = Desk::new();
        desk.file("people.csv", &table);
        refused(&desk, &["batch", "people.csv", "--kind", "decline", "-o", "out"], 65, says);
    }
    let desk = Desk::new();
    desk.file("people.csv", b"name,email\nJos\xe9,jose@example.org\n");
    refused(&desk, &["batch", "people.csv", "--kind", "decline", "-o", "out"], 65, &["people.csv", "UTF-8"]);
    refused(&desk, &["batch", "none.csv", "--kind", "decline", "-o", "out"], 66, &["none.csv"]);
}

/// Row 55: names that no line can hold.
#[test]
fn a_name_that_no_line_can_hold() {
    let desk = Desk::new();
    let long = "x".repeat(100_000);
    for (name, says) in [
        ("", "name"),
        ("   ", "name"),
        (long.as_str(), "name"),
        ("An\rna", "U+000D"),
        ("An\nna", "U+000A"),
        ("An\u{85}na", "U+0085"),
        ("An\u{2028}na", "U+2028"),
        ("An\u{1b}[31mna", "U+001B"),
        ("An\u{7f}na", "U+007F"),
        ("An\u{202e}na", "U+202E"),
        ("An\u{2066}na", "U+2066"),
    ] {
        refused(&desk, &["decline", "--to", name, "-l", "it", "-o", "a.txt"], 65, &[says, "name"]);
        let title = ["decline", "--to", "Ann", "--title", name, "-l", "it", "-o", "a.txt"];
        if !name.is_empty() {
            refused(&desk, &title, 65, &[if says == "name" { "title" } else { says }]);
        }
    }
    let raw = [&b"decline"[..], b"--to", b"An\xffna", b"-l", b"it", b"-o", b"a.txt"].map(OsStr::from_bytes);
    refused_os(&desk, &raw, 2, &["UTF-8"]);
    // A whole mebibyte fits in no argument, but in a file.
    std::fs::write(desk.practice().join("people/big.yaml"), format!("name: {}\n", "x".repeat(1 << 20)))
        .unwrap();
    refused(&desk, &["decline", "--to", "big", "-o", "a.txt"], 65, &["people/big.yaml"]);
    refused(
        &practice_with("name: Giulia Ferri", "name: \"Giu\\u202Elia\""),
        &LETTER,
        65,
        &["U+202E", "coach.name"],
    );
}

/// Row 57: addresses that deceive.
#[test]
fn an_address_that_is_not_one_plain_address() {
    let desk = Desk::new();
    let long = format!("{}@example.org", "x".repeat(300));
    for address in [
        "Ann <ann@example.org\r\nBcc: eve@example.org>",
        "Ann <\"a b\"@example.org>",
        "Ann <ann@example.org>, Eve <eve@example.org>",
        "Ann <ann@example.org, eve@example.org>",
        "Ann <ann(remark)@example.org>",
        "Ann <@relay.example:ann@example.org>",
        "Ann <ann@exаmple.org>",
        "Ann <an\u{200b}n@example.org>",
        "Ann <ann@>",
        "Ann <@example.org>",
        "Ann <ann.example.org>",
        "Ann <ann@@example.org>",
        "Ann <ann@-example.org>",
        "Ann <-rf@example..org>",
        long.as_str(),
    ] {
        refused(&desk, &["decline", "--to", address, "-l", "it", "-o", "a.txt"], 65, &["address"]);
    }
}

/// Row 59: templates of the coach's own.
#[test]
fn a_template_that_is_broken_or_never_ends() {
    let desk = Desk::new();
    let deep = "(".repeat(20_000);
    for (text, says) in [
        ("Dear {{ name", &["note.md:1"][..]),
        ("One\n{{ nmae }}", &["note.md:2", "nmae", "did you mean `name`?"]),
        ("{{ name | dat }}", &["note.md:1", "dat", "did you mean `date`?"]),
        ("{{ closng() }}", &["note.md:1", "did you mean `closing`?"]),
        ("{% if name %}open", &["note.md", "{% endif %}"]),
        ("{% include \"note.md\" %}", &["note.md"]),
        ("{% extends \"note.md\" %}", &["note.md"]),
        ("{% include \"../../etc/passwd\" %}", &["note.md", "passwd", "garbo templates list"]),
        ("{% include \"/etc/passwd\" %}", &["note.md", "passwd", "garbo templates list"]),
        ("{{ get_env(name=\"HOME\") }}", &["note.md:1", "get_env"]),
        ("{{ name | safe }}", &["note.md:1", "safe"]),
        (
            "{% for a in range(end=99999) %}{% for b in range(end=99999) %}{% endfor %}{% endfor %}",
            &["note.md", "seconds"],
        ),
        ("{% for a in range(end=99999) %}{{ \"x\" * 1 }}{% endfor %}", &["note.md:1"]),
        (&format!("{{{{ {deep} }}}}"), &["note.md:1", "100"]),
    ] {
        desk.file("note.md", text);
        desk.file("facts.yaml", "name: Ann\n");
        refused(
            &desk,
            &["render", "note.md", "-l", "it", "--data", "facts.yaml", "-o", "out.html"],
            65,
            says,
        );
    }
    desk.file("note.md", b"Caf\xe9 {{ name }}");
    refused(&desk, &["render", "note.md", "-l", "it", "--data", "facts.yaml"], 65, &["note.md", "UTF-8"]);
    refused(&desk, &["render", "none.md", "-l", "it", "--data", "facts.yaml"], 66, &["none.md"]);
    let (one, two) = (desk.path("work/one.md"), desk.path("work/two.md"));
    std::os::unix::fs::symlink(&one, &two).unwrap();
    std::os::unix::fs::symlink(&two, &one).unwrap();
    refused(&desk, &["render", "one.md", "-l", "it", "--data", "facts.yaml"], 66, &["one.md"]);
}

/// Row 59, for the words that lie over the built-in ones.
#[test]
fn a_template_in_the_practice_folder_that_is_broken() {
    for (text, says) in [
        (
            "{% extends \"builtin/it/declin.md\" %}",
            &["templates/it/decline.md:1", "builtin/it/declin.md"][..],
        ),
        ("{% extends \"it/decline.md\" %}", &["templates/it/decline.md"]),
        (
            "{% extends \"builtin/it/decline.md\" %}\n{% block wish %}{{ nmae }}{% endblock wish %}",
            &["templates/it/decline.md:2", "nmae"],
        ),
        (
            "{% extends \"builtin/it/decline.md\" %}{% block wish %}{% for a in range(end=99999) %}{% for b in range(end=99999) %}{% endfor %}{% endfor %}{% endblock wish %}",
            &["templates/it/decline.md", "seconds"],
        ),
    ] {
        let desk = Desk::new();
        std::fs::create_dir_all(desk.practice().join("templates/it")).unwrap();
        std::fs::write(desk.practice().join("templates/it/decline.md"), text).unwrap();
        refused(&desk, &LETTER, 65, says);
    }
    // A misspelt block would never be printed; `garbo check` says so.
    let desk = Desk::new();
    std::fs::create_dir_all(desk.practice().join("templates/it")).unwrap();
    let text = "{% extends \"builtin/it/decline.md\" %}\n{% block wihs %}Ciao{% endblock wihs %}";
    std::fs::write(desk.practice().join("templates/it/decline.md"), text).unwrap();
    let ran = desk.run(&["check", "-l", "it", "--kind", "decline"]).ends(1);
    assert!(ran.out.contains("`wihs`") && ran.out.contains("did you mean `wish`?"), "{}", ran.out);
}

#[test]
fn a_kind_of_ones_own_works_and_its_gaps_are_told() {
    let desk = Desk::new();
    let templates = desk.practice().join("templates");
    for language in ["en", "it"] {
        std::fs::create_dir_all(templates.join(language)).unwrap();
    }
    let kind = "form: letter\nabout: {en: A note of thanks}\nrelation: client\ntakes:\n  - {id: gift, help: {en: what was given}}\n";
    let skeleton = "{% extends \"letter.md\" %}{% block body %}<!--thanks-->\n{% block thanks %}\
                    {{ throw(message=\"missing in this language\") }}{% endblock %}{% endblock body %}";
    let words = |subject: &str, thanks: &str| {
        format!(
            "{{% extends \"thanks.md\" %}}{{% block subject %}}{subject}{{% endblock %}}\n{{% block thanks %}}{thanks}{{% endblock %}}\n"
        )
    };
    std::fs::write(templates.join("thanks.yaml"), kind).unwrap();
    std::fs::write(templates.join("thanks.md"), skeleton).unwrap();
    std::fs::write(templates.join("en/thanks.md"), words("Thank you", "Thank you for {{ gift }}.")).unwrap();
    std::fs::write(templates.join("it/thanks.md"), words("Grazie", "grazie del regalo.")).unwrap();
    assert!(desk.run(&["--help"]).ends(0).out.contains("A note of thanks"));
    assert!(desk.run(&["thanks", "--help"]).ends(0).out.contains("--gift"));
    let letter =
        desk.run(&["thanks", "--to", "Ann", "-l", "en", "--gift", "the *book* & {{ x }}"]).ends(0).out;
    assert!(letter.contains("Thank you for the *book* & {{ x }}."), "{letter}");
    refused(
        &desk,
        &["thanks", "--to", "Ann", "-l", "ru"],
        65,
        &["`thanks`", "`ru`", "templates/ru/thanks.md"],
    );
    let told = desk.run(&["check", "--kind", "thanks", "-l", "it", "-l", "ru"]).ends(1).out;
    assert!(told.contains("`gift` is told in `en` and never in `it`"), "{told}");
    assert!(told.contains("the kind `thanks` has no words in `ru`"), "{told}");
}

/// Rows 46, 47 and 58: where a letter is written.
#[test]
fn an_output_that_would_destroy_or_escape() {
    let desk = Desk::new();
    let write = |file: &str, code: i32, says: &[&str]| {
        refused(&desk, &["decline", "--to", "Ann", "-l", "it", "-o", file], code, says);
    };
    desk.file("there.txt", "keep me");
    write("there.txt", 73, &["there.txt", "--force"]);
    desk.file("target.txt", "keep me");
    std::os::unix::fs::symlink(desk.path("work/target.txt"), desk.path("work/link.txt")).unwrap();
    write("link.txt", 73, &["link.txt"]);
    refused(&desk, &["decline", "--to", "Ann", "-l", "it", "-o", "link.txt", "--force"], 73, &["link.txt"]);
    write("none/letter.txt", 73, &["none"]);
    std::fs::create_dir(desk.path("work/folder.txt")).unwrap();
    write("folder.txt", 73, &["folder.txt"]);
    write("letter.xyz", 2, &["letter.xyz"]);
}

#[test]
fn file_names_from_names_stay_in_the_folder() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    let long = "n".repeat(190);
    let names = ["../../up", "/etc/passwd", "-rf", ".bashrc", "CON", "a/b\\c", "..", long.as_str()];
    let rows = names.iter().enumerate().map(|(i, name)| format!("\"{name}\",n{i}@example.org,it\n"));
    desk.file("people.csv", format!("name,email,language\n{}", rows.collect::<String>()));
    desk.run(&["batch", "people.csv", "--kind", "decline", "-o", "out"]).ends(0);
    let files = contents(&desk.path("work/out"));
    assert_eq!(files.len(), names.len());
    for path in files.keys() {
        let name = Path::new(path).file_name().unwrap().to_str().unwrap();
        assert!(name.len() < 128 && !name.starts_with(['-', '.']) && !name.starts_with("con."), "{name}");
        assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
    assert_eq!(contents(&desk.path("work")).len(), names.len() + 1, "something lies outside the folder");
}

/// Row 56: a name that is markup is a name, in every form.
#[test]
fn a_name_that_is_markup_is_shown_as_it_is() {
    let names = [
        "[click](http://evil) <script> {{ x }} *a*",
        "# Anna",
        "**Anna** _b_ `c`",
        "<b onclick=alert(1)>Anna</b>",
        "{% include \"x\" %}{{ 1+1 }}",
        "#set page(width: 1pt) $x$ <ref>",
        "- a: [b, c] & d | e",
        "=?utf-8?q?=0D=0ABcc:_eve?=",
        "| Anna | \\ ~x~ &amp;",
        "1. Anna",
        "![img](https://evil.example/x.png)",
    ];
    let desk = Desk::new();
    let written = |name: &str, format: &str| {
        desk.run(&["decline", &format!("--to={name}"), "-l", "en-GB", "-f", format]).ends(0).out
    };
    let tags = |html: &str| html.matches('<').count();
    let plain = written("Anna", "html");
    for name in names {
        let text = written(name, "text");
        let unwrapped = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(unwrapped.contains(name), "{name} in\n{text}");
        let html = written(name, "html");
        assert_eq!(tags(&html), tags(&plain), "{name} in\n{html}");
        assert!(!html.contains("href=\"http://evil") && !html.contains("<script") && !html.contains("<img"));
        let shown =
            html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
        assert!(shown.replace("&amp;", "&").contains(name), "{name} in\n{html}");
        // Markdown is read back to the same name by whoever sets it.
        let markdown = written(name, "markdown");
        let mut read = String::new();
        for event in pulldown_cmark::Parser::new(&markdown) {
            match event {
                pulldown_cmark::Event::Text(t) | pulldown_cmark::Event::Code(t) => read.push_str(&t),
                pulldown_cmark::Event::SoftBreak => read.push(' '),
                _ => {}
            }
        }
        assert!(read.contains(name), "{name} in\n{markdown}");
        let mailbox = format!("\"{}\" <anna@example.org>", name.replace('\\', "\\\\").replace('"', "\\\""));
        let mail = written(&mailbox, "eml");
        let parsed = mail_parser::MessageParser::default().parse(mail.as_bytes()).unwrap();
        assert!(parsed.bcc().is_none() && parsed.cc().is_none(), "{mail}");
        assert_eq!(parsed.to().unwrap().iter().count(), 1);
        let to = parsed.to().unwrap().first().unwrap();
        assert_eq!((to.name(), to.address()), (Some(name), Some("anna@example.org")), "{mail}");
        assert!(mail.is_ascii() && mail.lines().all(|l| l.len() <= 998));
        let json: serde_json::Value = serde_json::from_str(&written(name, "json")).unwrap();
        assert!(json.to_string().len() > 200);
    }
}

/// What must be accepted: a tool that refuses all fails too.
#[test]
fn what_is_odd_and_right_is_accepted() {
    let desk = Desk::new();
    for to in [
        "D’Angelo",
        "O'Neil",
        "Anne-Marie Saint-Exupéry",
        "İbrahim Çağlıoğlu",
        "Анна Сергеевна Петрова",
        "Sukarno",
        "José Ñandú",
        "Zoë 🌻",
        "e\u{301}lise",
        "李小龍",
        "Dr. Anna Petrova, Ph.D.",
        "Anna \"Annie\" Rossi",
        "anna+coaching@example.org",
        "Anna <anna.maria+x@sub.example.co.uk>",
        "\"Rossi, Anna\" <anna@example.org>",
        "Ann <ann@bücher.example>",
        "ann_o'neil@example.org",
        "Jo",
        "Nguyễn Thị Minh Khai",
    ] {
        for language in ["it", "id", "ru", "tr", "en-US"] {
            let form = if to.contains('@') { "eml" } else { "html" };
            let ran = desk.run(&["decline", "--to", to, "-l", language, "-f", form]).ends(0);
            assert!(ran.out.len() > 1000, "{}", ran.out);
        }
    }
    // Row 51: marks and line ends of any editor.
    let file = desk.practice().join("practice.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    for changed in [format!("\u{feff}{text}"), text.replace('\n', "\r\n"), text.trim_end().to_owned()] {
        std::fs::write(&file, changed).unwrap();
        desk.run(&["decline", "--to", "Ann", "-l", "it"]).ends(0);
    }
}
