//! Letters as PDF on the practice's letterhead, as a coach makes them.

use std::fs;

use crate::desk::Desk;
use crate::pdf_file::{Pdf, looks_like, page_text};

const LANGUAGES: [&str; 6] = ["it", "id", "ru", "tr", "en-GB", "en-US"];

fn ending(desk: &Desk, language: &str, file: &str) -> Pdf {
    let arguments =
        ["ending", "--to", "Ahmet Yılmaz", "--gender", "m", "--refund", "240", "--last-day", "2026-12-15"];
    desk.run(&[&arguments[..], &["--language", language, "-o", file]].concat()).ends(0);
    Pdf::open(&desk.path("work").join(file))
}

/// Replaces or adds the letterhead of the practice; `inside` is the inside of a mapping in flow style.
fn set_letterhead(desk: &Desk, inside: &str) {
    let file = desk.practice().join("practice.yaml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("letterhead: {{{inside}}}\n{text}")).unwrap();
}

#[test]
fn a_letter_is_one_page_in_every_language() {
    let desk = Desk::new();
    for language in LANGUAGES {
        let pdf = ending(&desk, language, &format!("{language}.pdf"));
        pdf.conforms();
        assert_eq!(pdf.pages(), 1, "{language}");
        assert_eq!(pdf.language(), language);
        let paper = if language == "en-US" { (612, 792) } else { (595, 842) };
        assert_eq!(pdf.paper(), paper, "{language}");
        let roles = pdf.roles();
        assert!(roles.contains(&"Title".to_owned()), "{language}: {roles:?}");
        assert!(roles.contains(&"L".to_owned()), "{language}: {roles:?}");
        assert!(pdf.metadata().contains("2026-11-23"), "{language}");
    }
    let russian = Pdf::open(&desk.path("work/ru.pdf"));
    assert_eq!(russian.title(), "Завершение нашей работы");
    let file = desk.path("work/tr.pdf");
    if let Some(text) = page_text(&file, 1) {
        for line in
            ["Studio Ferri", "Ahmet Yılmaz", "Milano, 23 Kasım 2026", "Koçluk çalışmamızın sonlandırılması"]
        {
            assert!(text.contains(line), "{line} is missing in {text}");
        }
        // The paper bears address and telephone once, not below the name again.
        assert_eq!(text.matches("+39 02 5550 0123").count(), 1, "{text}");
    }
    looks_like(&file, 1, "letter-tr.png");
}

#[test]
fn the_same_letter_has_the_same_bytes_and_another_has_not() {
    let desk = Desk::new();
    let (one, two) = (ending(&desk, "it", "one.pdf"), ending(&desk, "it", "two.pdf"));
    assert!(one.bytes == two.bytes, "two runs differ");
    let three = ending(&desk, "en-GB", "three.pdf");
    let id = |pdf: &Pdf| pdf.document.trailer.get(b"ID").unwrap().clone();
    assert_ne!(id(&one), id(&three));
}

#[test]
fn a_character_that_no_font_has_is_named_and_nothing_is_written() {
    let desk = Desk::new();
    for (name, character, code) in
        [("Ли 日本", "日", "U+65E5"), ("Anna 🙂", "🙂", "U+1F642"), ("سلمى", "س", "U+0633")]
    {
        let ran = desk
            .run(&["decline", "--to", name, "--language", "en-GB", "--reason", "no_time", "-o", "x.pdf"])
            .ends(65);
        for words in [character, code, name, "letterhead.font"] {
            assert!(ran.err.contains(words), "{words} is missing in {}", ran.err);
        }
        assert!(!desk.path("work/x.pdf").exists());
    }
}

#[test]
fn values_come_out_as_they_are() {
    let desk = Desk::new();
    let name = "#panic(1) *b* $x$ <lab> \\ \"q\" `c` [l](#a) 1. {{ x }}";
    desk.run(&["decline", "--to", name, "--language", "en-GB", "--reason", "no_time", "-o", "x.pdf"]).ends(0);
    let file = desk.path("work/x.pdf");
    Pdf::open(&file).conforms();
    if let Some(text) = page_text(&file, 1) {
        assert!(text.contains(name), "{text}");
    }
    // Letters that a keyboard composes from two parts are printed as one.
    desk.run(&[
        "decline",
        "--to",
        "Ag\u{306}aog\u{306}lu",
        "--language",
        "tr",
        "--reason",
        "no_time",
        "-o",
        "y.pdf",
    ])
    .ends(0);
    if let Some(text) = page_text(&desk.path("work/y.pdf"), 1) {
        assert!(text.contains("Ağaoğlu"), "{text}");
    }
}

#[test]
fn the_letterhead_is_the_coachs_own() {
    let desk = Desk::new();
    let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20" fill="#0a4d68"/><circle cx="20" cy="10" r="7" fill="white"/></svg>"##;
    fs::write(desk.practice().join("logo.svg"), svg).unwrap();
    set_letterhead(
        &desk,
        r##"logo: logo.svg, logo_text: {it: "Un cerchio bianco"}, colour: "#0a4d68", font: sans, paper: letter"##,
    );
    let pdf = ending(&desk, "it", "x.pdf");
    pdf.conforms();
    assert_eq!(pdf.paper(), (612, 792));
    let figure = pdf.elements().into_iter().find(|e| e.role == "Figure").unwrap();
    assert_eq!(figure.alt.as_deref(), Some("Un cerchio bianco"));
    looks_like(&desk.path("work/x.pdf"), 1, "letter-it-logo.png");
}

#[test]
fn a_font_of_ones_own_prints_what_the_built_in_ones_cannot_name_themselves() {
    let desk = Desk::new();
    let fonts = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/fonts");
    fs::copy(fonts.join("SourceSans3-Italic.ttf"), desk.practice().join("brand.ttf")).unwrap();
    set_letterhead(&desk, "font: brand.ttf");
    ending(&desk, "ru", "x.pdf").conforms();
}

#[test]
fn a_letterhead_that_cannot_be_printed_is_told_with_its_remedy() {
    for (inside, code, words) in [
        (r##"colour: "#ffd54f""##, 65, vec!["letterhead", "too pale", "4.5", "take a darker shade"]),
        (r##"colour: teal"##, 65, vec!["colour", "#0a4d68"]),
        ("logo: ../logo.png", 65, vec!["letterhead.logo", "beside practice.yaml"]),
        ("logo: logo.gif", 65, vec!["letterhead.logo", ".svg, .png, .jpg"]),
        ("font: comic", 65, vec!["letterhead.font", ".otf, .ttf"]),
        ("logo: logo.png", 66, vec!["logo.png", "is not there"]),
        ("logo_text: A circle", 65, vec!["logo_text", "there is none"]),
        ("paper: a5", 65, vec!["paper", "a4, letter"]),
        ("color: red", 65, vec!["colour"]),
    ] {
        let desk = Desk::new();
        set_letterhead(&desk, inside);
        let ran = desk
            .run(&["decline", "--to", "Anna", "--language", "it", "--reason", "no_time", "-o", "x.pdf"])
            .ends(code);
        for word in words {
            assert!(ran.err.contains(word), "{inside}: {word} is missing in {}", ran.err);
        }
        assert!(!desk.path("work/x.pdf").exists(), "{inside}");
    }
    // Files that are not what their names say.
    for (inside, file, bytes, word) in [
        ("logo: logo.png", "logo.png", &b"GIF89a"[..], "is not an SVG, PNG or JPEG"),
        ("logo: logo.png", "logo.png", &b"\x89PNG\r\n\x1a\nbroken"[..], "the logo can't be printed"),
        ("font: brand.otf", "brand.otf", &b"no font"[..], "the font can't be read"),
    ] {
        let desk = Desk::new();
        fs::write(desk.practice().join(file), bytes).unwrap();
        set_letterhead(&desk, inside);
        let ran = desk
            .run(&["decline", "--to", "Anna", "--language", "it", "--reason", "no_time", "-o", "x.pdf"])
            .ends(65);
        assert!(ran.err.contains(word), "{inside}: {}", ran.err);
        assert!(ran.err.contains(file), "{inside}: {}", ran.err);
        assert!(!desk.path("work/x.pdf").exists(), "{inside}");
    }
}

#[test]
fn a_note_becomes_a_pdf_when_it_has_a_title() {
    let desk = Desk::new();
    let note = desk.file("note.md", "# Promemoria\n\nPrima riga.\n\n1. uno\n2. due\n");
    let path = note.to_string_lossy().into_owned();
    desk.run(&["render", &path, "--language", "it", "-o", "note.pdf"]).ends(0);
    let pdf = Pdf::open(&desk.path("work/note.pdf"));
    pdf.conforms();
    assert_eq!(pdf.title(), "Promemoria");
    let bare = desk.file("bare.md", "Prima riga.\n");
    let ran = desk.run(&["render", &bare.to_string_lossy(), "--language", "it", "-o", "bare.pdf"]).ends(2);
    assert!(ran.err.contains("a PDF needs a title"), "{}", ran.err);
}

#[test]
fn a_safety_letter_gives_no_address_away() {
    let desk = Desk::new();
    let arguments =
        ["decline", "--to", "Anna", "--language", "en-GB", "--reason", "romantic_interest", "-o", "x.pdf"];
    desk.run(&arguments).ends(0);
    if let Some(text) = page_text(&desk.path("work/x.pdf"), 1) {
        assert!(text.contains("Studio Ferri"), "{text}");
        assert!(!text.contains("Via degli Esempi") && !text.contains("5550"), "{text}");
    }
}
