//! Word documents as files: what they say of themselves, the language of their spelling, the order the schema wants.

use std::io::Read;

use crate::agreement::issued;
use crate::desk::Desk;

fn part(docx: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// Checks that what stands in elements of a name stands in the order given.
fn is_in_order(xml: &str, element: &str, order: &[&str]) -> usize {
    let (open, close) = (format!("<{element}>"), format!("</{element}>"));
    let mut seen = 0;
    for piece in xml.split(&open).skip(1) {
        let inside = piece.split(&close).next().unwrap();
        // The marks of a paragraph's own end are the last child, and have names of their own.
        let inside = inside.split_once("<w:rPr").map_or(inside, |(before, _)| before);
        let places: Vec<usize> = order.iter().filter_map(|name| inside.find(&format!("<{name} "))).collect();
        assert!(places.is_sorted(), "{element}: {inside}");
        seen += places.len();
    }
    seen
}

const PARAGRAPH: &[&str] =
    &["w:pStyle", "w:keepNext", "w:keepLines", "w:pageBreakBefore", "w:numPr", "w:spacing", "w:ind", "w:jc"];

#[test]
fn a_word_document_names_title_author_and_language_in_every_language() {
    let desk = Desk::new();
    for language in ["it", "id", "ru", "tr", "en-GB", "en-US"] {
        let name = format!("{language}.docx");
        let docx = issued(&desk, &name, &["-l", language]);
        let core = part(&docx, "docProps/core.xml");
        let json = desk.run(&["agreement", "--to", "ahmet", "-l", language, "-f", "json"]).ends(0).out;
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        let title = json["title"].as_str().unwrap();
        for wanted in [
            format!("<dc:title>{title}</dc:title>"),
            "<dc:creator>Giulia Ferri</dc:creator>".to_owned(),
            format!("<dc:language>{language}</dc:language>"),
        ] {
            assert!(core.contains(&wanted), "{language}: {wanted} in {core}");
        }
        assert!(
            part(&docx, "word/styles.xml").contains(&format!("<w:lang w:val=\"{language}\"/>")),
            "{language}"
        );
        let body = part(&docx, "word/document.xml");
        assert!(is_in_order(&body, "w:pPr", PARAGRAPH) > 50, "{language}");
        for file in ["word/styles.xml", "word/numbering.xml"] {
            is_in_order(&part(&docx, file), "w:pPr", PARAGRAPH);
        }
        // Nothing of the text is lost on the way.
        desk.run(&["verify", &name]).ends(0);
    }
}

#[test]
fn the_second_column_is_spelt_in_its_own_language() {
    let desk = Desk::new();
    let docx = issued(&desk, "two.docx", &["-l", "tr", "--with", "en-GB"]);
    let styles = part(&docx, "word/styles.xml");
    let other =
        styles.split("w:styleId=\"OtherLanguage\"").nth(1).unwrap().split("</w:style>").next().unwrap();
    assert!(other.contains("<w:lang w:val=\"en-GB\"/>"), "{other}");
    assert!(styles.contains("<w:lang w:val=\"tr\"/>"));
    let body = part(&docx, "word/document.xml");
    let runs = body.matches("<w:rStyle w:val=\"OtherLanguage\" />").count();
    assert!(runs > 50, "{runs}");
    is_in_order(&body, "w:pPr", PARAGRAPH);
    desk.run(&["verify", "two.docx"]).ends(0);
}

#[test]
fn a_letter_names_its_subject_and_author() {
    let desk = Desk::new();
    desk.run(&["decline", "--to", "Anna <B> & Söhne", "-l", "en-GB", "-o", "a.docx"]).ends(0);
    let core = part(&std::fs::read(desk.path("work/a.docx")).unwrap(), "docProps/core.xml");
    assert!(
        core.contains("<dc:creator>Giulia Ferri</dc:creator>") && core.contains("<dc:title>Your "),
        "{core}"
    );
}
