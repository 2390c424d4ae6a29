//! Contracts as PDF: structure, fields, signatures, pages.

use garbo::library::lexicon::{Manner, References};
use garbo::model::letterhead::Stationery;
use garbo::render::contract::Contract;
use garbo::render::contract::columns::Columns;
use garbo::render::pdf::{self, Head, Pages};
use lopdf::Object;

use crate::pdf_file::{Pdf, looks_like, page_text, tool};

const IT: &str = include_str!("../data/contracts/it.md");
const EN: &str = include_str!("../data/contracts/en.md");

fn manner(language: &str) -> Manner {
    let (article, annex, page, item, centred) = match language {
        "it" => ("Art. {n} – {title}", "Allegato {n} – {title}", "Pagina {n} di {total}", "{letter})", false),
        "id" => {
            ("Pasal {n}\n{title}", "Lampiran {n} – {title}", "Halaman {n} dari {total}", "{letter}.", true)
        }
        _ => ("{n}. {title}", "Annex {n} – {title}", "Page {n} of {total}", "({letter})", false),
    };
    Manner {
        article: article.into(),
        centred,
        paragraph: if language == "id" { "({m})" } else { "{n}.{m}" }.into(),
        item: item.into(),
        letters: "abcdefghijklmnopqrstuvwxyz".into(),
        annex: annex.into(),
        reference: References {
            article: if language == "it" { "art. {n}" } else { "clause {n}" }.into(),
            paragraph: if language == "it" { "art. {n}.{m}" } else { "clause {n}.{m}" }.into(),
            annex: if language == "it" { "Allegato {n}" } else { "Annex {n}" }.into(),
        },
        page: page.into(),
        initials: if language == "it" { "Sigle" } else { "Initials" }.into(),
        draft: "BOZZA".into(),
    }
}

fn read(language: &str, markdown: &str) -> Contract {
    let language_of = language.parse().unwrap();
    Contract::read("agreement", &language_of, &manner(language), markdown, "test.md").unwrap()
}

fn pages(stationery: &Stationery) -> Pages<'_> {
    Pages {
        stationery,
        head: Head { name: "Studio Ferri".into(), ..Head::default() },
        author: "Giulia Ferri".into(),
        date: jiff::civil::date(2026, 11, 23),
        foot: "Contratto n. 12/2026".into(),
        initials: true,
        form: true,
        draft: false,
    }
}

fn file(folder: &tempfile::TempDir, name: &str, pdf: &Pdf) -> std::path::PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, &pdf.bytes).unwrap();
    path
}

#[test]
fn a_contract_has_the_structure_of_a_contract() {
    let stationery = Stationery { colour: Some("#0a4d68".parse().unwrap()), ..Stationery::default() };
    let it = read("it", IT);
    let pdf = Pdf::new(pdf::contract(&it, &pages(&stationery)).unwrap());
    pdf.conforms();
    assert_eq!(pdf.language(), "it");
    assert_eq!(pdf.title(), "Contratto di coaching");
    let roles = pdf.roles();
    let count = |role: &str| roles.iter().filter(|r| *r == role).count();
    assert_eq!(count("Title"), 1);
    // Seven articles, the signatures, an annex and a sheet.
    assert_eq!(count("H1"), 10);
    assert_eq!(count("Table"), 2);
    assert_eq!(count("TH"), 6);
    assert_eq!(count("Form"), pdf.fields().len());
    // References lead to what they name.
    assert_eq!(count("Link"), 2);
    let again = pdf::contract(&it, &pages(&stationery)).unwrap();
    assert!(again == pdf.bytes, "two runs differ");
    let folder = tempfile::TempDir::new().unwrap();
    let path = file(&folder, "it.pdf", &pdf);
    tool("qpdf", &["--check", &path.to_string_lossy()]);
    if let Some(text) = page_text(&path, 2) {
        assert!(text.contains("Pagina 2 di 4"), "{text}");
        assert!(text.contains("Contratto n. 12/2026"), "{text}");
        assert!(text.contains("#panic(\"x\"), non $x$, <lab>, @ref"), "{text}");
        assert!(text.contains("6.2"), "{text}");
    }
    for annex in [3, 4] {
        if let Some(text) = page_text(&path, annex) {
            assert!(text.trim_start().starts_with("Allegato"), "{text}");
        }
    }
    looks_like(&path, 1, "contract-it-1.png");
    looks_like(&path, 2, "contract-it-2.png");
}

#[test]
fn fields_can_be_found_filled_and_read_aloud() {
    let stationery = Stationery::default();
    let pdf = Pdf::new(pdf::contract(&read("it", IT), &pages(&stationery)).unwrap());
    let fields = pdf.fields();
    let named: Vec<(&str, &str, &str)> =
        fields.iter().map(|f| (f.name.as_str(), f.kind.as_str(), f.label.as_str())).collect();
    assert_eq!(
        named,
        [
            ("client_early_start", "Btn", "Chiedo l’inizio anticipato del servizio"),
            ("contract_place", "Tx", "Luogo della firma"),
            ("contract_date", "Tx", "Data della firma"),
            ("coach_sign", "Sig", "Firma del Coach"),
            ("client_sign", "Sig", "Firma del Cliente"),
            ("withdrawal_contract_date", "Tx", "Data del contratto"),
            ("withdrawal_name", "Tx", "Nome e cognome"),
            ("withdrawal_sign", "Sig", "Firma per il recesso"),
            ("client_consent_1_yes", "Btn", "Sì, acconsento"),
            ("client_consent_1_no", "Btn", "No, non acconsento"),
            ("client_consent_1", "Sig", "Firma del consenso"),
        ]
    );
    let form = pdf.get(pdf.catalog(), "AcroForm").unwrap().as_dict().unwrap();
    // PDF/A-2, 6.4.1: appearances are in the file, none is left to the reader.
    assert!(form.get(b"NeedAppearances").is_err());
    assert!(form.get(b"XFA").is_err());
    for field in &fields {
        let widget = pdf.document.get_dictionary(field.id).unwrap();
        assert_eq!(widget.get(b"Subtype").unwrap().as_name().unwrap(), b"Widget");
        assert!(widget.get(b"Parent").is_err() && widget.get(b"Kids").is_err(), "{field:?}");
        assert!(widget.get(b"A").is_err() && widget.get(b"AA").is_err(), "{field:?}");
        assert_eq!(widget.get(b"F").unwrap().as_i64().unwrap(), 4);
        let appearance = pdf.get(widget, "AP").unwrap().as_dict().unwrap();
        assert_eq!(appearance.len(), 1);
        // The way from the widget to its element and back.
        let key = widget.get(b"StructParent").unwrap().as_i64().unwrap();
        let element = parent(&pdf, key);
        let element = pdf.document.get_dictionary(element).unwrap();
        assert_eq!(element.get(b"S").unwrap().as_name().unwrap(), b"Form");
        let kid = element.get(b"K").unwrap().as_dict().unwrap();
        assert_eq!(kid.get(b"Obj").unwrap().as_reference().unwrap(), field.id);
        assert_eq!(pdf.text(element, "Alt").unwrap(), field.label);
    }
    // What can be typed: Latin, Turkish and Cyrillic have codes in the font that rides along.
    let fonts = pdf.get(form, "DR").unwrap().as_dict().unwrap().get(b"Font").unwrap().as_dict().unwrap();
    let font = pdf.get(fonts, "Typed").unwrap().as_dict().unwrap();
    let map = pdf.get(font, "ToUnicode").unwrap().as_stream().unwrap().get_plain_content().unwrap();
    let map = String::from_utf8(map).unwrap();
    for c in "AzéÇğİşÖЖяЁёІ€₽₺№’".chars() {
        assert!(map.contains(&format!(" <{:04X}>", c as u32)), "{c} can't be typed");
    }
}

fn parent(pdf: &Pdf, key: i64) -> lopdf::ObjectId {
    let root = pdf.get(pdf.catalog(), "StructTreeRoot").unwrap().as_dict().unwrap();
    let mut nodes = vec![pdf.get(root, "ParentTree").unwrap().as_dict().unwrap()];
    while let Some(node) = nodes.pop() {
        let pairs = pdf.get(node, "Nums").map(|n| n.as_array().unwrap().as_slice()).unwrap_or_default();
        if let Some(pair) = pairs.chunks(2).find(|pair| pair[0].as_i64().unwrap() == key) {
            return pair[1].as_reference().unwrap();
        }
        let kids = pdf.get(node, "Kids").map(|k| k.as_array().unwrap().as_slice()).unwrap_or_default();
        nodes.extend(kids.iter().map(|kid| pdf.document.dereference(kid).unwrap().1.as_dict().unwrap()));
    }
    panic!("no element has the key {key}");
}

#[test]
fn without_a_form_there_are_lines_to_write_on() {
    let stationery = Stationery::default();
    let pages = Pages { form: false, draft: true, initials: false, ..pages(&stationery) };
    let pdf = Pdf::new(pdf::contract(&read("it", IT), &pages).unwrap());
    pdf.conforms();
    assert_eq!(pdf.fields(), []);
    assert!(pdf.document.objects.values().all(|o| match o {
        Object::Dictionary(d) => d.get(b"Subtype").and_then(Object::as_name).ok() != Some(b"Widget"),
        _ => true,
    }));
    let folder = tempfile::TempDir::new().unwrap();
    if let Some(text) = page_text(&file(&folder, "draft.pdf", &pdf), 3) {
        assert!(text.contains("BOZZA"), "{text}");
    }
}

#[test]
fn two_languages_face_each_other() {
    let stationery = Stationery::default();
    let two = Columns::pair(read("it", IT), read("en-GB", EN)).unwrap();
    let pdf = Pdf::new(pdf::columns(&two, &pages(&stationery)).unwrap());
    pdf.conforms();
    assert_eq!(pdf.language(), "it");
    let elements = pdf.elements();
    assert!(elements.iter().any(|e| e.language.as_deref() == Some("en-GB")), "{elements:?}");
    // One box for one signature, whatever the number of languages.
    assert_eq!(pdf.fields().len(), 11);
    let folder = tempfile::TempDir::new().unwrap();
    let path = file(&folder, "two.pdf", &pdf);
    if let Some(text) = page_text(&path, 1) {
        let line = text.lines().find(|line| line.contains("Art. 1 – Oggetto")).unwrap();
        assert!(line.contains("1. Services"), "{line}");
        assert!(text.contains("Pagina 1 di 5 · Page 1 of 5"), "{text}");
    }
    looks_like(&path, 1, "contract-it-en-1.png");
    looks_like(&path, 3, "contract-it-en-3.png");
}

#[test]
fn articles_in_the_middle_and_ragged_lines_in_indonesian() {
    let stationery = Stationery::default();
    let pdf = Pdf::new(pdf::contract(&read("id", EN), &pages(&stationery)).unwrap());
    pdf.conforms();
    let folder = tempfile::TempDir::new().unwrap();
    let path = file(&folder, "id.pdf", &pdf);
    if let Some(text) = page_text(&path, 1) {
        assert!(text.lines().any(|line| line.trim() == "Pasal 1"), "{text}");
        assert!(text.contains("(2)"), "{text}");
    }
    looks_like(&path, 1, "contract-id-1.png");
}

#[test]
fn the_signatures_stay_with_the_last_paragraph() {
    let stationery = Stationery::default();
    let last = "Le Parti cercano prima una soluzione amichevole.";
    for lines in [0, 6, 9, 12] {
        let filler = "<!--clause filler-->\n\nAltre parole di riempimento.\n\n".repeat(lines);
        let text = IT.replace("<!--clause law-->", &format!("{filler}<!--clause law-->"));
        let pdf = Pdf::new(pdf::contract(&read("it", &text), &pages(&stationery)).unwrap());
        let folder = tempfile::TempDir::new().unwrap();
        let path = file(&folder, "x.pdf", &pdf);
        for page in 1..=pdf.pages() {
            let Some(text) = page_text(&path, page) else { return };
            let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if flat.contains("Fatto in due originali") || flat.contains("Il Coach Il Cliente") {
                assert!(flat.contains(last), "{lines} lines more: {text}");
            }
        }
    }
}

/// The Python that has pyHanko, where there is one.
pub fn python() -> Option<String> {
    let python = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/ci-tools/bin/python");
    let python = if python.exists() { python.to_string_lossy().into_owned() } else { "python3".to_owned() };
    let has = std::process::Command::new(&python).args(["-c", "import pyhanko"]).output();
    if has.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    eprintln!("pyHanko is not installed: left out");
    None
}

#[test]
fn both_parties_can_sign_in_turn() {
    let Some(python) = python() else { return };
    let stationery = Stationery::default();
    let it = read("it", IT);
    let two = Columns::pair(it.clone(), read("en-GB", EN)).unwrap();
    let folder = tempfile::TempDir::new().unwrap();
    for (name, bytes) in [
        ("one", pdf::contract(&it, &pages(&stationery)).unwrap()),
        ("two", pdf::columns(&two, &pages(&stationery)).unwrap()),
    ] {
        let path = file(&folder, &format!("{name}.pdf"), &Pdf::new(bytes));
        let signed = folder.path().join(format!("{name}-signed.pdf"));
        let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/sign.py");
        let paths = [&script, &path, &signed].map(|p| p.to_string_lossy().into_owned());
        let told = tool(&python, &[&paths[0], &paths[1], &paths[2], "client_sign", "coach_sign"]).unwrap();
        assert_eq!(
            told, "client_sign True True True FORM_FILLING\ncoach_sign True True True NONE\n",
            "{name}"
        );
        if let Some(report) = tool("pdfsig", &["-nocert", &paths[2]]) {
            assert_eq!(report.matches("Signature is Valid").count(), 2, "{report}");
        }
    }
}
