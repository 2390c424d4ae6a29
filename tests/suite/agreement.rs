//! `garbo agreement`: one client, every form, one language or two, the sheets beside it, and what the register keeps.

use serde_json::Value;

use crate::desk::Desk;
use crate::pdf_file::Pdf;

/// Writes Ahmet's agreement into a file of the working folder and returns its bytes.
pub fn issued(desk: &Desk, file: &str, more: &[&str]) -> Vec<u8> {
    desk.run(&[&["agreement", "--to", "ahmet", "-o", file], more].concat()).ends(0);
    std::fs::read(desk.path("work").join(file)).unwrap()
}

/// What stands in the working folder.
fn files(desk: &Desk) -> Vec<String> {
    let names = std::fs::read_dir(desk.path("work")).unwrap().map(|e| e.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn every_form_says_the_same() {
    let desk = Desk::new();
    let text = desk.run(&["agreement", "--to", "ahmet"]).ends(0);
    assert!(text.err.contains("the client lives in TR, and the law of IT applies"), "{}", text.err);
    for said in ["Koçluk Hizmeti Sözleşmesi", "Ahmet Yılmaz", "900,00\u{a0}EUR", "Sözleşmenin Konusu"] {
        assert!(text.out.contains(said), "{said} is missing:\n{}", text.out);
    }
    let json: Value =
        serde_json::from_str(&desk.run(&["agreement", "--to", "ahmet", "--json"]).ends(0).out).unwrap();
    assert_eq!(json["text"], text.out.as_str());
    assert_eq!((&json["number"], &json["date"]), (&"2026-17".into(), &"2026-09-01".into()));
    assert_eq!((&json["language"], &json["kind"]), (&"tr".into(), &"agreement".into()));
    let fees = json["clauses"].as_array().unwrap().iter().find(|c| c["id"] == "fees").unwrap();
    assert_eq!(fees["number"], "6");

    let markdown = String::from_utf8(issued(&desk, "a.md", &[])).unwrap();
    assert!(markdown.starts_with("# Koçluk Hizmeti Sözleşmesi\n") && markdown.contains("900,00\u{a0}EUR"));
    let html = String::from_utf8(issued(&desk, "a.html", &[])).unwrap();
    assert!(html.contains("<html lang=\"tr\"") && html.contains("id=\"fees\"") && !html.contains("<script"));
    let word = garbo::render::returned::read(&issued(&desk, "a.docx", &[])).unwrap();
    assert!(word.text.contains("900,00\u{a0}EUR") && word.text.contains("Ahmet Yılmaz"));

    let bytes = issued(&desk, "a.pdf", &[]);
    assert_eq!(bytes, issued(&desk, "again.pdf", &[]), "two runs differ");
    let pdf = Pdf::new(bytes);
    pdf.conforms();
    assert_eq!((pdf.language().as_str(), pdf.title().as_str()), ("tr", "Koçluk Hizmeti Sözleşmesi"));
    let fields: Vec<String> = pdf.fields().into_iter().map(|field| field.name).collect();
    for name in ["client_sign", "coach_sign", "client_sign_1341"] {
        assert!(fields.iter().any(|field| field == name), "{name} is missing in {fields:?}");
    }
    let paper = Pdf::new(issued(&desk, "paper.pdf", &["--no-form", "--draft", "--initials"]));
    assert_eq!(paper.fields(), []);
}

#[test]
fn two_languages_stand_side_by_side_with_one_set_of_numbers() {
    let desk = Desk::new();
    let json = desk.run(&["agreement", "--to", "ahmet", "--with", "en", "--json"]).ends(0).out;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["language"], "tr+en-GB");
    let html = String::from_utf8(issued(&desk, "two.html", &["--with", "it"])).unwrap();
    assert!(html.contains("lang=\"it\"") && html.matches("id=\"fees\"").count() == 1);
    let pdf = Pdf::new(issued(&desk, "two.pdf", &["--with", "ru"]));
    pdf.conforms();
    assert!(pdf.elements().iter().any(|e| e.language.as_deref() == Some("ru")));
    issued(&desk, "two.docx", &["--with", "id"]);

    let same = desk.run(&["agreement", "--to", "ahmet", "-l", "en-US", "--with", "en-GB"]).ends(2);
    assert!(same.err.contains("--with") && same.err.contains("is the first one too"), "{}", same.err);
    let unknown = desk.run(&["agreement", "--to", "ahmet", "--with", "xx"]);
    assert_ne!(unknown.code, Some(0));
    assert!(unknown.err.contains("xx") && unknown.out.is_empty(), "{unknown:?}");
}

#[test]
fn sheets_that_are_documents_of_their_own_lie_beside_the_agreement() {
    let desk = Desk::under("RU", "npd");
    let refused = desk.run(&["agreement", "--to", "ahmet", "-l", "ru", "-f", "pdf"]).ends(2);
    assert!(refused.err.contains("files") && refused.err.contains("-o"), "{}", refused.err);
    issued(&desk, "ahmet.pdf", &["-l", "ru"]);
    let all = ["ahmet-consent_handover.pdf", "ahmet-consent_transfer.pdf", "ahmet.pdf"];
    assert_eq!(files(&desk), all);
    for name in all {
        let pdf = Pdf::open(&desk.path("work").join(name));
        pdf.conforms();
        assert!(!pdf.fields().is_empty(), "{name}");
        // Each is known to the register by itself.
        let verified = desk.run(&["verify", name]).ends(0).out;
        assert!(verified.contains("the file is the one issued, to the byte"), "{name}: {verified}");
    }
    let log = desk.run(&["log", "ahmet"]).ends(0).out;
    for kind in ["agreement", "consent_handover", "consent_transfer"] {
        assert!(log.lines().any(|line| line.contains(&format!("\t{kind}\t"))), "{kind}: {log}");
    }
}

#[test]
fn nothing_is_written_where_one_of_the_files_is_there() {
    let desk = Desk::under("RU", "npd");
    desk.file("a-consent_transfer.docx", "mine");
    let refused = desk.run(&["agreement", "--to", "ahmet", "-l", "ru", "-o", "a.docx"]).ends(73);
    assert!(
        refused.err.contains("a-consent_transfer.docx") && refused.err.contains("--force"),
        "{}",
        refused.err
    );
    assert_eq!(files(&desk), ["a-consent_transfer.docx"]);
    assert_eq!(std::fs::read(desk.path("work/a-consent_transfer.docx")).unwrap(), b"mine");
    assert_eq!(desk.run(&["log"]).ends(0).out, "");
    desk.run(&["agreement", "--to", "ahmet", "-l", "ru", "-o", "a.docx", "--force"]).ends(0);
    assert_eq!(files(&desk).len(), 3);
    // What is there is not replaced unasked, whatever its form.
    desk.run(&["agreement", "--to", "ahmet", "-l", "ru", "-o", "a.docx"]).ends(73);
}

#[test]
fn a_fault_in_the_terms_leaves_no_file() {
    let desk = Desk::new();
    desk.replace("people/ahmet.yaml", "fees: {", "fees: {tax: npd, ");
    desk.replace("people/ahmet.yaml", "interval_days: 14", "interval_days: 0");
    let refused = desk.run(&["agreement", "--to", "ahmet", "-o", "a.pdf"]).ends(65);
    assert!(refused.err.contains("people/ahmet.yaml:") && refused.err.contains("hint:"), "{}", refused.err);
    assert_eq!(files(&desk), [""; 0]);
    assert_eq!(desk.run(&["log"]).ends(0).out, "");
}

#[test]
fn without_the_clients_file_it_says_what_to_write() {
    let desk = Desk::new();
    for whom in ["nobody", "Nobody <nobody@example.org>"] {
        let refused = desk.run(&["agreement", "--to", whom]).ends(66);
        assert!(
            refused.err.contains("people/<name>.yaml") && refused.err.contains("`terms:`"),
            "{}",
            refused.err
        );
    }
}

#[test]
fn a_batch_writes_no_addenda() {
    let desk = Desk::new();
    desk.file("people.csv", "to\nahmet\n");
    let refused = desk.run(&["batch", "people.csv", "--kind", "addendum", "-o", "out"]).ends(2);
    assert!(refused.err.contains("is a contract") && refused.err.contains("garbo"), "{}", refused.err);
    assert_eq!(files(&desk), ["people.csv"]);
}

#[test]
#[cfg(target_os = "linux")]
fn what_is_opened_without_a_file_is_a_draft_of_pages() {
    use std::os::unix::fs::PermissionsExt;

    let desk = Desk::new();
    let (folder, seen) = (desk.path("viewer"), desk.path("seen.txt"));
    std::fs::create_dir_all(&folder).unwrap();
    let viewer = folder.join("xdg-open");
    std::fs::write(&viewer, format!("#!/bin/sh\nprintf '%s\\n' \"$1\" >> '{}'\n", seen.display())).unwrap();
    std::fs::set_permissions(&viewer, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    let opened = |arguments: &[&str]| {
        let _ = std::fs::remove_file(&seen);
        let ran: crate::desk::Ran = desk.command(arguments).env("PATH", &path).output().unwrap().into();
        let ran = ran.ends(0);
        assert!(ran.out.is_empty() && ran.err.contains("not noted as issued"), "{ran:?}");
        // The viewer is not waited for.
        let file = std::iter::from_fn(|| {
            std::thread::yield_now();
            Some(std::fs::read_to_string(&seen).unwrap_or_default())
        });
        let line = file.take(5_000_000).find(|text| text.ends_with('\n')).unwrap_or_default();
        std::path::PathBuf::from(line.trim())
    };
    let pages = opened(&["agreement", "--to", "ahmet", "-l", "ru", "--open"]);
    assert!(std::fs::read(&pages).unwrap().starts_with(b"%PDF"), "{}", pages.display());
    let word = opened(&["agreement", "--to", "ahmet", "-f", "docx", "--open"]);
    assert!(std::fs::read(&word).unwrap().starts_with(b"PK"), "{}", word.display());
    assert_eq!(desk.run(&["log"]).ends(0).out, "", "nothing was issued");
    for file in [pages, word] {
        std::fs::remove_dir_all(file.parent().unwrap()).unwrap();
    }
}
