//! `garbo verify`: copies that come back as issued, signed, edited, damaged, or made to do harm.

use std::io::{Read, Write};
use std::sync::OnceLock;

use garbo::error::ErrorKind;
use garbo::render::returned;
use lopdf::dictionary;
use proptest::prelude::*;
use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::agreement::issued;
use crate::desk::Desk;
use crate::pdf_contract::python;
use crate::pdf_file::tool;

/// Returns a Word document with another body.
fn with_body(docx: &[u8], change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut archive = ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut out = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for i in 0..archive.len() {
        let mut part = archive.by_index(i).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        if part.name() == "word/document.xml" {
            bytes = change(std::str::from_utf8(&bytes).unwrap()).into_bytes();
        }
        out.start_file(part.name(), SimpleFileOptions::default()).unwrap();
        out.write_all(&bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// A PDF of these objects, the first of them its catalog.
fn pdf(objects: &[&str]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut table = String::from("0000000000 65535 f \n");
    for (i, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", i + 1).bytes());
    }
    let (count, at) = (objects.len() + 1, out.len());
    let end =
        format!("xref\n0 {count}\n{table}trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{at}\n%%EOF\n");
    out.extend(end.bytes());
    out
}

#[test]
fn the_file_as_issued_reads_as_issued() {
    let desk = Desk::new();
    for (file, more) in
        [("a.pdf", &[][..]), ("two.pdf", &["--with", "en"]), ("a.docx", &[]), ("two.docx", &["--with", "ru"])]
    {
        issued(&desk, file, more);
        let verified = desk.run(&["verify", file]).ends(0);
        assert!(verified.out.contains("the file is the one issued, to the byte"), "{}", verified.out);
        let json: Value = serde_json::from_str(&desk.run(&["verify", file, "--json"]).ends(0).out).unwrap();
        assert_eq!(json["file"], "as_issued");
        assert_eq!(json["agreement"]["number"], "2026-17");
        let clauses = json["clauses"].as_array().unwrap();
        assert!(
            clauses.len() > 20 && clauses.iter().all(|c| c["verdict"] == "as_issued"),
            "{file}: {clauses:?}"
        );
        assert_eq!(json["signatures"].as_array().unwrap().len(), 0);
    }
}

#[test]
fn a_copy_signed_by_both_is_the_one_issued_with_two_signatures_that_hold() {
    let Some(python) = python() else { return };
    let desk = Desk::new();
    issued(&desk, "a.pdf", &[]);
    let script = crate::refresh::repository("tests/data/sign.py");
    let [from, to] = ["a.pdf", "signed.pdf"].map(|name| desk.path("work").join(name));
    let paths = [&script, &from, &to].map(|p| p.to_string_lossy().into_owned());
    tool(&python, &[&paths[0], &paths[1], &paths[2], "client_sign", "coach_sign"]).unwrap();
    let json: Value =
        serde_json::from_str(&desk.run(&["verify", "signed.pdf", "--json"]).ends(0).out).unwrap();
    assert_eq!(json["file"], "continued");
    let signatures = json["signatures"].as_array().unwrap();
    let told: Vec<(&Value, &Value, &Value)> =
        signatures.iter().map(|s| (&s["field"], &s["integrity"], &s["followed"])).collect();
    assert_eq!(
        told,
        [
            (&"client_sign".into(), &"holds".into(), &true.into()),
            (&"coach_sign".into(), &"holds".into(), &false.into())
        ]
    );
    assert_eq!(signatures[0]["signer"], "A signer for tests");

    // A byte changed in what was signed breaks both.
    let mut bytes = std::fs::read(&to).unwrap();
    let at = bytes
        .windows(7)
        .position(|w| w == b"/Title ")
        .unwrap_or_else(|| bytes.windows(8).position(|w| w == b"/Creator").unwrap());
    bytes[at + 1] ^= 0x20;
    desk.file("tampered.pdf", bytes);
    let broken = desk.run(&["verify", "tampered.pdf"]).ends(1);
    assert!(broken.err.contains("2 signatures do not hold"), "{}", broken.err);
    assert!(broken.out.contains("DOES NOT HOLD"), "{}", broken.out);
}

#[test]
fn an_edited_word_document_names_the_clause_and_both_sums() {
    let desk = Desk::new();
    let docx = issued(&desk, "a.docx", &[]);
    let edited = with_body(&docx, |body| {
        assert!(body.contains("900,00\u{a0}EUR"));
        body.replacen("900,00\u{a0}EUR", "800,00\u{a0}EUR", 1)
    });
    desk.file("edited.docx", edited);
    let told = desk.run(&["verify", "edited.docx"]).ends(1);
    let at = told.out.lines().position(|line| line.starts_with("DIFFERS")).unwrap();
    let lines: Vec<&str> = told.out.lines().skip(at).take(2).collect();
    assert!(lines[0].contains("6 Ücret ve Ödeme"), "{lines:?}");
    assert!(lines[1].contains("900,00") && lines[1].contains("800,00"), "{lines:?}");
    assert_eq!(told.out.matches("DIFFERS").count(), 1, "{}", told.out);
    assert!(
        told.err.contains("1 clause does not read as issued") && told.err.contains("before you countersign")
    );

    // A clause struck out under tracked changes is gone; words put in that way are read.
    let tracked = with_body(&docx, |body| {
        let runs = body.find("900,00\u{a0}EUR").unwrap();
        let from = body[..runs].rfind("<w:r>").unwrap();
        let to = from + body[from..].find("</w:r>").unwrap() + "</w:r>".len();
        let deleted = body[from..to].replace("<w:t ", "<w:delText ").replace("</w:t>", "</w:delText>");
        let put_in = body[from..to].replace("900,00", "750,00");
        format!(
            "{}<w:del w:id=\"901\">{deleted}</w:del><w:ins w:id=\"902\">{put_in}</w:ins>{}",
            &body[..from],
            &body[to..]
        )
    });
    desk.file("tracked.docx", tracked);
    let told = desk.run(&["verify", "tracked.docx"]).ends(1).out;
    assert!(told.contains("750,00") && told.matches("DIFFERS").count() == 1, "{told}");
}

/// What a copy of the file `name` says: its verdicts that are not "as issued", and the whole answer.
fn verified(desk: &Desk, name: &str) -> (Option<i32>, Vec<String>, Value) {
    let ran = desk.run(&["verify", name, "--json"]);
    let json: Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {ran:?}"));
    let differing = json["clauses"].as_array().unwrap().iter().filter(|c| c["verdict"] != "as_issued");
    let ids = differing.map(|c| c["id"].as_str().unwrap().to_owned()).collect();
    (ran.code, ids, json)
}

#[test]
fn copies_printed_anew_or_flattened_read_as_issued_and_tell_what_was_filled_in() {
    let desk = Desk::new();
    let work = desk.path("work");
    let at = |name: &str| work.join(name).to_string_lossy().into_owned();
    for (file, more) in [("tr.pdf", &["-l", "tr"][..]), ("two.pdf", &["-l", "ru", "--with", "en-GB"])] {
        issued(&desk, file, more);
        // What a viewer's form writes: a place in a field, then flattened into the page.
        let mut document = lopdf::Document::load(work.join(file)).unwrap();
        let field = document
            .objects
            .iter()
            .find(|(_, o)| {
                o.as_dict().is_ok_and(|d| {
                    d.get(b"T").is_ok_and(|t| lopdf::decode_text_string(t).is_ok_and(|t| t == "client_place"))
                })
            })
            .map(|(id, _)| *id)
            .unwrap();
        // How it looks is drawn as well.
        let look = document.add_object(lopdf::Stream::new(
            dictionary! {
                "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 140.into(), 16.into()],
                "Resources" => dictionary! { "Font" => dictionary! { "F1" => helvetica() } },
            },
            b"BT /F1 9 Tf 2 4 Td (Izmir) Tj ET".to_vec(),
        ));
        let place = document.get_dictionary_mut(field).unwrap();
        place.set("V", lopdf::text_string("Izmir"));
        place.set("AP", dictionary! { "N" => look });
        let filled = format!("filled-{file}");
        document.save(work.join(&filled)).unwrap();
        let (code, differing, json) = verified(&desk, &filled);
        assert_eq!((code, differing.len()), (Some(0), 0), "{json}");
        assert_eq!(json["filled"][0][1], "Izmir");
        let flat = format!("flat-{file}");
        let print = format!("print-{file}");
        let made = [
            tool("qpdf", &["--generate-appearances", "--flatten-annotations=all", &at(&filled), &at(&flat)])
                .map(|_| &flat),
            tool("pdftocairo", &["-pdf", &at(&filled), &at(&print)]).map(|_| &print),
        ];
        for copy in made.into_iter().flatten() {
            let (code, differing, json) = verified(&desk, copy);
            assert_eq!((code, differing), (Some(0), Vec::new()), "{copy}: {json}");
            let filled = told(&json, "entered");
            assert!(filled == ["Izmir"] || !json["filled"].as_array().unwrap().is_empty(), "{copy}: {json}");
        }
    }
}

fn helvetica() -> lopdf::Dictionary {
    dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding" }
}

/// What a copy of an agreement says was put in, and what was filled in.
fn told(json: &Value, key: &str) -> Vec<String> {
    json[key].as_array().unwrap().iter().map(|a| a["text"].as_str().unwrap().to_owned()).collect()
}

/// Puts a run of words before the paragraph in which some words stand.
fn put_before(body: &str, words: &str, new: &str) -> String {
    let at = body.find(words).unwrap_or_else(|| panic!("no {words}"));
    let run = body[..at].rfind("<w:r>").unwrap();
    format!("{}<w:r><w:t xml:space=\"preserve\">{new}</w:t></w:r>{}", &body[..run], &body[run..])
}

/// Adds a paragraph at the end of the body.
fn put_last(body: &str, words: &str) -> String {
    let at = body.rfind("<w:sectPr").unwrap();
    format!("{}<w:p><w:r><w:t>{words}</w:t></w:r></w:p>{}", &body[..at], &body[at..])
}

#[test]
fn a_word_put_before_a_paragraph_is_told_in_every_language_and_is_no_number() {
    let desk = Desk::new();
    for (language, words) in [
        ("it", ["Non ", "No "]),
        ("id", ["Tidak ", "Bukan "]),
        ("ru", ["Не ", "№ "]),
        ("tr", ["Hiçbir ", "No "]),
        ("en-GB", ["No ", "Never "]),
    ] {
        let file = format!("{language}.docx");
        let docx = issued(&desk, &file, &["-l", language, "--number", language]);
        for word in words {
            // The paragraph of the fee, and a heading.
            let sum = if language == "en-GB" { "900.00" } else { "900,00" };
            desk.file("before.docx", with_body(&docx, |body| put_before(body, sum, word)));
            let (code, _, json) = verified(&desk, "before.docx");
            assert_eq!(code, Some(1), "{language}, {word}: {json}");
            assert!(told(&json, "added").contains(&word.trim().to_owned()), "{language}: {json}");
            assert!(told(&json, "entered").is_empty(), "{language}: {json}");
        }
    }
}

#[test]
fn what_is_added_is_no_entry_wherever_it_stands_and_however_short() {
    let desk = Desk::new();
    let docx = issued(&desk, "a.docx", &["-l", "en-GB"]);
    for words in ["Clause 15 does not apply.", "Void", "500", "19. The Client waives every refund.", "№ 3"]
    {
        desk.file("last.docx", with_body(&docx, |body| put_last(body, words)));
        let (code, _, json) = verified(&desk, "last.docx");
        assert!(code == Some(1) && told(&json, "added").len() == 1, "{words}: {json}");

        // Below the line for the place, in the box that is signed.
        let below = with_body(&docx, |body| {
            let at = body.find("Place: ").unwrap();
            let end = at + body[at..].find("</w:p>").unwrap() + "</w:p>".len();
            format!("{}<w:p><w:r><w:t>{words}</w:t></w:r></w:p>{}", &body[..end], &body[end..])
        });
        desk.file("below.docx", below);
        assert_eq!(verified(&desk, "below.docx").0, Some(1), "{words}");
    }
    // A sentence on the line itself is no place.
    let line = "__________________________";
    let on = |words: &str| with_body(&docx, |body| body.replace(line, words));
    desk.file("on.docx", on("Clause 15 does not apply"));
    assert_eq!(verified(&desk, "on.docx").0, Some(1));
    desk.file("filled.docx", on("Reggio nell’Emilia"));
    let (code, differing, json) = verified(&desk, "filled.docx");
    assert_eq!((code, differing), (Some(0), Vec::new()), "{json}");
    assert!(told(&json, "entered").contains(&"Reggio nell’Emilia".to_owned()), "{json}");
}

#[test]
fn an_extra_page_or_note_in_a_pdf_is_told() {
    let desk = Desk::new();
    issued(&desk, "a.pdf", &["-l", "en-GB"]);
    let whole = lopdf::Document::load(desk.path("work/a.pdf")).unwrap();
    let font = helvetica();
    for words in ["All refunds are excluded.", "Void", "Place: Void", "19. The Client shall pay 500."] {
        let mut document = whole.clone();
        let content = format!("BT /F1 12 Tf 72 700 Td ({words}) Tj ET");
        let content = document.add_object(lopdf::Stream::new(dictionary! {}, content.into_bytes()));
        let pages = document.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => pages, "Contents" => content,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
            "Resources" => dictionary! { "Font" => dictionary! { "F1" => font.clone() } },
        });
        let tree = document.get_dictionary_mut(pages).unwrap();
        tree.get_mut(b"Kids").unwrap().as_array_mut().unwrap().push(page.into());
        let count = tree.get(b"Count").unwrap().as_i64().unwrap();
        tree.set("Count", count + 1);
        document.save(desk.path("work/more.pdf")).unwrap();
        let (code, _, json) = verified(&desk, "more.pdf");
        assert!(code == Some(1) && told(&json, "added").len() == 1, "{words}: {json}");
    }

    let page = *whole.get_pages().get(&2).unwrap();
    for (kind, words) in [
        ("StrikeOut", ""),
        ("Square", ""),
        ("Redact", ""),
        ("Text", "Clause 15 is void"),
        ("FreeText", "Void"),
    ] {
        let mut document = whole.clone();
        let note = document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => kind, "Contents" => lopdf::text_string(words),
            "Rect" => vec![100.into(), 500.into(), 300.into(), 512.into()],
        });
        let page = document.get_dictionary_mut(page).unwrap();
        let mut notes = page.get(b"Annots").and_then(|a| a.as_array()).cloned().unwrap_or_default();
        notes.push(note.into());
        page.set("Annots", notes);
        document.save(desk.path("work/note.pdf")).unwrap();
        let (code, differing, json) = verified(&desk, "note.pdf");
        assert_eq!((code, differing), (Some(1), Vec::new()), "{kind}: {json}");
        assert_eq!(told(&json, "marks").len() + told(&json, "added").len(), 1, "{kind}: {json}");
    }

    // A white box over half a page.
    let mut document = whole.clone();
    document.add_to_page_content(page, content("q 1 g 0 300 595 200 re f Q")).unwrap();
    document.save(desk.path("work/white.pdf")).unwrap();
    let (code, differing, json) = verified(&desk, "white.pdf");
    assert_eq!((code, differing), (Some(1), Vec::new()), "{json}");
    assert_eq!(json["marks"][0]["kind"], "covered", "{json}");
}

fn content(operators: &str) -> lopdf::content::Content<Vec<lopdf::content::Operation>> {
    lopdf::content::Content::decode(operators.as_bytes()).unwrap()
}

#[test]
fn what_a_word_document_strikes_hides_or_says_beside_its_body_is_told() {
    let desk = Desk::new();
    let docx = issued(&desk, "a.docx", &["-l", "en-GB"]);
    for (property, kind) in [
        ("<w:strike/>", "struck"),
        ("<w:dstrike w:val=\"true\"/>", "struck"),
        ("<w:vanish/>", "hidden"),
        ("<w:color w:val=\"FFFFFF\"/>", "hidden"),
    ] {
        let marked = with_body(&docx, |body| {
            let at = body.find("900.00").unwrap();
            let run = body[..at].rfind("<w:r>").unwrap() + "<w:r>".len();
            let rest = body[run..].trim_start_matches("<w:rPr />").trim_start_matches("<w:rPr/>");
            let rest = rest.trim_start_matches("<w:rPr></w:rPr>");
            format!("{}<w:rPr>{property}</w:rPr>{rest}", &body[..run])
        });
        desk.file("marked.docx", marked);
        let (code, differing, json) = verified(&desk, "marked.docx");
        assert_eq!((code, differing), (Some(1), Vec::new()), "{property}: {json}");
        assert_eq!(json["marks"][0]["kind"], kind, "{property}: {json}");
        assert!(told(&json, "marks")[0].contains("900.00"), "{property}: {json}");
        let shown = desk.run(&["verify", "marked.docx"]).ends(1);
        assert!(shown.out.contains("LOOK AT"), "{}", shown.out);
    }

    let off = with_body(&docx, |body| body.replace("<w:rPr />", "<w:rPr><w:strike w:val=\"0\"/></w:rPr>"));
    desk.file("off.docx", off);
    assert_eq!(verified(&desk, "off.docx").0, Some(0));

    let xml = |words: &str| {
        format!("<?xml version=\"1.0\"?><w:x xmlns:w=\"w\"><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:x>")
    };
    for part in ["word/header9.xml", "word/footer9.xml", "word/endnotes9.xml", "word/comments9.xml"] {
        desk.file("part.docx", with_part(&docx, part, &xml("All refunds are excluded.")));
        let (code, differing, json) = verified(&desk, "part.docx");
        assert_eq!((code, differing), (Some(1), Vec::new()), "{part}: {json}");
        let said = [told(&json, "added"), told(&json, "marks")].concat();
        assert!(said.len() == 1 && said[0].contains("All refunds are excluded."), "{part}: {json}");
        desk.file("foot.docx", with_part(&docx, part, &xml("Page 2 of 9")));
        assert_eq!(verified(&desk, "foot.docx").0, Some(i32::from(part.contains("comments"))), "{part}");
    }
}

/// Returns a Word document with one more part.
fn with_part(docx: &[u8], name: &str, xml: &str) -> Vec<u8> {
    let whole = with_body(docx, str::to_owned);
    let mut out = ZipWriter::new_append(std::io::Cursor::new(whole)).unwrap();
    out.start_file(name, SimpleFileOptions::default()).unwrap();
    out.write_all(xml.as_bytes()).unwrap();
    out.finish().unwrap().into_inner()
}

#[test]
fn a_practice_without_a_name_of_its_own_has_copies_that_read_as_issued() {
    let desk = Desk::new();
    let practice = std::fs::read_to_string(desk.practice().join("practice.yaml")).unwrap();
    let without: Vec<&str> = practice.lines().filter(|l| !l.contains("practice_name:")).collect();
    std::fs::write(desk.practice().join("practice.yaml"), without.join("\n")).unwrap();
    let docx = issued(&desk, "a.docx", &["-l", "en-GB"]);
    desk.file("again.docx", with_body(&docx, |body| format!("{body}\n")));
    let (code, differing, json) = verified(&desk, "again.docx");
    assert_eq!((code, differing), (Some(0), Vec::new()), "{json}");
    issued(&desk, "a.pdf", &["-l", "en-GB"]);
    let work = desk.path("work");
    let at = |name: &str| work.join(name).to_string_lossy().into_owned();
    if tool("pdftocairo", &["-pdf", &at("a.pdf"), &at("print.pdf")]).is_some() {
        let (code, differing, json) = verified(&desk, "print.pdf");
        assert_eq!((code, differing), (Some(0), Vec::new()), "{json}");
    }
}

#[test]
fn a_changed_sum_in_a_table_is_told_as_it_was_and_as_it_is() {
    let desk = Desk::new();
    let docx = issued(&desk, "a.docx", &["-l", "en-GB"]);
    let sum = "€300.00";
    desk.file(
        "cell.docx",
        with_body(&docx, |body| {
            let at = body.rfind(sum).unwrap_or_else(|| panic!("no {sum}"));
            format!("{}€350.00{}", &body[..at], &body[at + sum.len()..])
        }),
    );
    let shown = desk.run(&["verify", "cell.docx"]).ends(1).out;
    assert!(shown.contains("[-€300.00-]{+€350.00+}"), "{shown}");
}

/// A Word document that has each line of a text as a paragraph, as text recognition gives it.
fn recognised(lines: &str) -> Vec<u8> {
    let escape = |line: &str| line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let body: String =
        lines.lines().map(|l| format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", escape(l))).collect();
    let mut out = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    out.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    let head = "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>";
    out.write_all(format!("{head}{body}</w:body></w:document>").as_bytes()).unwrap();
    out.finish().unwrap().into_inner()
}

/// Of each language: a sum as issued and another one, and a word that turns its sentence round when it is left out.
const TAMPERED: [(&str, [&str; 2], &str); 6] = [
    ("it", ["900,00", "990,00"], " non "),
    ("id", ["900,00", "9.000,00"], " tidak "),
    ("ru", ["900,00", "9000,0"], " не "),
    ("tr", ["900,00", "90,000"], " ancak "),
    ("en-GB", ["900.00", "9,00.00"], " not "),
    ("en-US", ["900.00", "1,900.00"], " not "),
];

#[test]
fn a_scan_with_misread_letters_reads_as_issued_and_a_changed_one_never() {
    let desk = Desk::new();
    for (language, [sum, other], not) in TAMPERED {
        let file = format!("{language}.docx");
        issued(&desk, &file, &["-l", language, "--number", language]);
        let whole = returned::read(&std::fs::read(desk.path("work").join(&file)).unwrap()).unwrap().text;
        // What recognition does to letters: never to the sense.
        let noise = whole
            .replace("rn", "m")
            .replace('ş', "s")
            .replace('è', "e")
            .replace('й', "и")
            .replace("fi", "ﬁ")
            .replace("al", "a1");
        desk.file("scan.docx", recognised(&noise));
        let (code, differing, json) = verified(&desk, "scan.docx");
        assert_eq!((code, differing), (Some(0), Vec::new()), "{language}: {json}");
        let misread =
            json["clauses"].as_array().unwrap().iter().any(|c| !c["misread"].as_array().unwrap().is_empty());
        assert!(misread, "{language}: {json}");
        assert_eq!(json["agreement"]["number"], language);

        // One sum changed is found, and its clause is named.
        assert!(noise.contains(sum), "{language}: {noise}");
        desk.file("sum.docx", recognised(&noise.replacen(sum, other, 1)));
        let (code, differing, json) = verified(&desk, "sum.docx");
        let named = differing.len() == 1 && ["fees", "instalments"].contains(&differing[0].as_str());
        assert!(code == Some(1) && named, "{language}: {json}");

        // A "not" that is left out.
        let line = noise.lines().find(|l| l.contains(not) && l.chars().count() > 40).unwrap();
        desk.file("not.docx", recognised(&noise.replacen(line, &line.replacen(not, " ", 1), 1)));
        let (code, differing, json) = verified(&desk, "not.docx");
        assert_eq!((code, differing.len()), (Some(1), 1), "{language}: {json}");

        // Words put in at the end of a paragraph, however few.
        let line = noise.lines().rfind(|l| l.ends_with('.') && l.chars().count() > 60).unwrap();
        desk.file("more.docx", recognised(&noise.replace(line, &format!("{line} Xyz ab."))));
        let (code, _, json) = verified(&desk, "more.docx");
        assert!(code == Some(1) && json["added"].as_array().unwrap().len() == 1, "{language}: {json}");

        // Two paragraphs that changed places.
        let long: Vec<&str> = noise.lines().filter(|l| l.chars().count() > 80).collect();
        let (a, b) = (long[6], long[9]);
        let swapped = noise.replace(a, "\u{0}").replace(b, a).replace('\u{0}', b);
        desk.file("swap.docx", recognised(&swapped));
        let (code, differing, json) = verified(&desk, "swap.docx");
        assert!(code == Some(1) && !differing.is_empty(), "{language}: {json}");
    }
}

#[test]
fn what_was_never_issued_is_like_no_agreement() {
    let desk = Desk::new();
    desk.run(&["decline", "--to", "Ada <ada@example.org>", "-l", "it", "-o", "letter.pdf"]).ends(0);
    for said in ["before anything was issued", "beside an agreement"] {
        let told = desk.run(&["verify", "letter.pdf"]).ends(66);
        assert!(told.err.contains("the register has no agreement like this one"), "{said}: {}", told.err);
        issued(&desk, "a.pdf", &["--force"]);
    }
    let told = desk.run(&["verify", "a.pdf", "--number", "2030-1"]).ends(66);
    assert!(told.err.contains("no agreement with the number 2030-1"), "{}", told.err);
    desk.run(&["verify", "missing.pdf"]).ends(66);
    let other = Desk::new();
    other.file("a.pdf", std::fs::read(desk.path("work/a.pdf")).unwrap());
    other.run(&["verify", "a.pdf"]).ends(66);
}

#[test]
fn damaged_and_hostile_files_get_one_clear_error() {
    let desk = Desk::new();
    let (whole_pdf, docx) = (issued(&desk, "a.pdf", &[]), issued(&desk, "a.docx", &[]));
    let page = |content: &str| {
        let stream = format!("<</Length {}>>stream\n{content}\nendstream", content.len());
        pdf(&[
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>",
            &stream,
        ])
    };
    let deep = "<w:tbl><w:tr><w:tc>".repeat(20_000) + &"</w:tc></w:tr></w:tbl>".repeat(20_000);
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("empty", Vec::new()),
        ("a text", "Koçluk Hizmeti".into()),
        ("a head alone", b"%PDF-1.7\n".to_vec()),
        ("half a PDF", whole_pdf[..whole_pdf.len() / 2].to_vec()),
        (
            "a page tree in a circle",
            pdf(&["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1>>"]),
        ),
        ("an object that is itself", pdf(&["<</Type/Catalog/Pages 2 0 R>>", "2 0 R"])),
        (
            "fields in a circle",
            pdf(&[
                "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[3 0 R]>>>>",
                "<</Type/Pages/Kids[]/Count 0>>",
                "<</T(a)/Kids[3 0 R 3 0 R 3 0 R 3 0 R]>>",
            ]),
        ),
        (
            "deep arrays",
            pdf(&["<</Type/Catalog/Pages 2 0 R>>", &("[".repeat(100_000) + &"]".repeat(100_000))]),
        ),
        (
            "deep dictionaries",
            pdf(&["<</Type/Catalog/Pages 2 0 R>>", &("<</A ".repeat(50_000) + &">>".repeat(50_000))]),
        ),
        ("a deep page", page(&"[".repeat(100_000))),
        ("half a Word document", docx[..docx.len() / 2].to_vec()),
        ("a cut body", with_body(&docx, |body| body.chars().take(body.chars().count() / 2).collect())),
        (
            "deep tables",
            with_body(&docx, |body| body.replace("</w:body>", &format!("{deep}</w:body></w:x>"))),
        ),
        ("an entity", with_body(&docx, |body| body.replacen("900,00", "&lol;", 1))),
        (
            "a body that swells",
            with_body(&docx, |body| {
                body.replace(
                    "</w:body>",
                    &format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p></w:body>", "a".repeat(33 << 20)),
                )
            }),
        ),
        ("no body", with_body(&docx, |_| String::new())),
    ];
    for (what, bytes) in files {
        desk.file("hostile.bin", bytes);
        let told = desk.run(&["verify", "hostile.bin"]).ends(65);
        assert!(
            told.err.starts_with("error: ") && told.err.matches("\nerror: ").count() == 0,
            "{what}: {}",
            told.err
        );
        assert!(told.err.contains("hostile.bin") && told.err.contains("hint: "), "{what}: {}", told.err);
        assert_eq!(told.out, "", "{what}");
    }
}

/// A letter of one page and a Word document to break.
fn samples() -> &'static [Vec<u8>; 2] {
    static SAMPLES: OnceLock<[Vec<u8>; 2]> = OnceLock::new();
    SAMPLES.get_or_init(|| {
        let desk = Desk::new();
        ["x.pdf", "x.docx"].map(|name| {
            desk.run(&["decline", "--to", "Ada <ada@example.org>", "-l", "it", "-o", name]).ends(0);
            std::fs::read(desk.path("work").join(name)).unwrap()
        })
    })
}

/// Reads bytes: findings or an error that says something, and no panic.
fn try_read(bytes: &[u8]) {
    if let Err(error) = returned::read(bytes) {
        assert_eq!(error.kind, ErrorKind::Data);
        assert!(error.problems.iter().all(|problem| !problem.message.is_empty()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_stumble(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        try_read(&bytes);
        try_read(&[b"%PDF-1.7\n", bytes.as_slice()].concat());
        try_read(&[b"PK\x03\x04", bytes.as_slice()].concat());
    }

    #[test]
    fn no_damage_makes_it_stumble(
        which in 0..2_usize,
        places in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..40),
        end in any::<proptest::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut bytes = samples()[which].clone();
        for (place, byte) in places {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        if is_cut {
            bytes.truncate(end.index(bytes.len()));
        }
        try_read(&bytes);
    }
}
