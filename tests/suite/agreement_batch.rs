//! `garbo batch --kind agreement`: a table of clients becomes a folder of agreements, all or none.

use crate::desk::{Desk, Ran};
use crate::pdf_file::Pdf;

const BATCH: &[&str] = &["batch", "list.csv", "--kind", "agreement"];

/// The terms of a short agreement, as the documentation has them.
const GUIDE: &str = include_str!("../../docs/agreements.md");

/// A desk whose client has these terms, on paper set in the sans face.
fn brief_desk() -> Desk {
    let terms = GUIDE.split("### On two pages").nth(1).unwrap().split("```").nth(1).unwrap();
    let terms = terms.strip_prefix("yaml\n").unwrap();
    let desk = Desk::new();
    let who = "name: Deniz Kaya\nemail: deniz@example.org\ncountry: IT\nparty: {address: Via Roma 1}\n";
    std::fs::write(desk.practice().join("people/deniz.yaml"), format!("{who}{terms}")).unwrap();
    desk.replace("practice.yaml", "\nmail:\n", "\nletterhead: {font: sans}\nmail:\n");
    desk
}

#[test]
fn the_short_agreement_of_the_guide_has_two_pages() {
    let desk = brief_desk();
    let english = "Italian Law No. 4/2013";
    for (language, pages, law) in [
        ("it", 2, "legge 14 gennaio 2013, n. 4"),
        ("en-GB", 2, english),
        ("en-US", 2, english),
        ("tr", 3, "4 sayılı İtalyan Kanunu"),
        ("ru", 3, "Закон Италии от 14 января 2013 г. № 4"),
        ("id", 3, "Nomor 4 tanggal 14 Januari 2013"),
    ] {
        let file = format!("{language}.pdf");
        let ran = desk.run(&["agreement", "--to", "deniz", "-l", language, "-o", &file]).ends(0);
        // Words of the coach's own and one clause left to the law: two warnings, and no fault of the words.
        assert_eq!(ran.err.matches("warning:").count(), 2, "{language}: {}", ran.err);
        let pdf = Pdf::open(&desk.path("work").join(&file));
        pdf.conforms();
        assert_eq!(pdf.pages(), pages, "{language}");
        // The law that every document names stays, though the clause that names it is off.
        let text = desk.run(&["agreement", "--to", "deniz", "-l", language]).ends(0).out;
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(text.matches(law).count(), 1, "{language}: {text}");
    }
    // The annex is part of the agreement as long as the clause speaks of it.
    desk.replace("people/deniz.yaml", "    data_protection:\n", "    lateness:\n");
    let refused = desk.run(&["agreement", "--to", "deniz", "-o", "a.pdf"]).ends(65);
    assert!(refused.err.contains("the annex `privacy` is switched off"), "{}", refused.err);
}

/// A desk with clients `c1`, `c2` …, each with a name and a price of their own.
fn desk(number: usize) -> Desk {
    let desk = Desk::new();
    let ahmet = std::fs::read_to_string(desk.practice().join("people/ahmet.yaml")).unwrap();
    for n in 1..=number {
        let text = ahmet
            .replace("Yılmaz", &format!("Yılmaz {n}"))
            .replace("ahmet@", &format!("ahmet{n}@"))
            .replace("amount: \"900.00\"", &format!("amount: \"{n}20.00\""));
        std::fs::write(desk.practice().join(format!("people/c{n}.yaml")), text).unwrap();
    }
    desk
}

fn run(desk: &Desk, table: &str, more: &[&str]) -> Ran {
    desk.file("list.csv", table);
    desk.run(&[BATCH, more].concat())
}

/// What lies in a folder of the working folder, hidden files too.
fn files(desk: &Desk, folder: &str) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(desk.path("work").join(folder)) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn each_client_has_the_agreement_that_the_single_command_writes() {
    let desk = desk(3);
    let table = "to,language,with,number\nc1,it,,A-1\nc2,tr,en,A-2\nc3,,,A-3\n";
    let ran = run(&desk, table, &["-o", "out"]).ends(0);
    assert!(ran.err.contains("3 agreements written to out"), "{}", ran.err);
    let files = files(&desk, "out");
    assert_eq!(files.len(), 3, "{files:?}");
    assert!(files[0].starts_with("ahmet-yilmaz-1-") && files[0].ends_with(".pdf"), "{files:?}");
    let single = ["agreement", "--to", "c2", "-l", "tr", "--with", "en", "--number", "A-2", "-o", "one.pdf"];
    desk.run(&single).ends(0);
    let read = |name: &str| std::fs::read(desk.path("work").join(name)).unwrap();
    assert_eq!(read("one.pdf"), read(&format!("out/{}", files[1])));
    for file in &files {
        Pdf::new(read(&format!("out/{file}"))).conforms();
        let verified = desk.run(&["verify", &format!("out/{file}")]).ends(0);
        assert!(verified.out.contains("A-"), "{}", verified.out);
    }
    let log = desk.run(&["log", "--json"]).ends(0).out;
    assert_eq!(log.lines().filter(|line| line.contains("\"agreement\"")).count(), 4, "{log}");

    let again = run(&desk, table, &["-o", "out"]).ends(0);
    assert!(again.err.contains("0 agreements written to out; 3 written before"), "{}", again.err);
    run(&desk, table, &["-o", "out", "--force", "--limit", "1"]).ends(0);
    let html = run(&desk, table, &["-o", "pages", "-f", "html"]).ends(0);
    assert!(html.err.contains("3 agreements written to pages"), "{}", html.err);
}

#[test]
fn a_table_with_a_fault_leaves_no_trace() {
    let desk = desk(6);
    // A price that has no form, a client without a file, a row twice, and a letter that no font has.
    desk.replace("people/c2.yaml", "equal: 3", "equal: 0");
    desk.replace("people/c5.yaml", "Örnek Sokak 5", "Örnek 日 Sokak 5");
    let ran = run(&desk, "to\nc1\nc2\nnobody\nc4\nc4\nc5\nc6\n", &["-o", "out"]).ends(65);
    for told in ["people/c2.yaml", "list.csv:4:1", "`nobody`", "line 5 is the same agreement", "U+65E5"] {
        assert!(ran.err.contains(told), "{told} is missing: {}", ran.err);
    }
    assert!(!desk.path("work").join("out").exists(), "{:?}", files(&desk, "out"));
    assert_eq!(desk.run(&["log", "--json"]).ends(0).out.trim(), "[]");

    let columns = run(&desk, "to,reason,lnguage\nc1,no_time,it\n", &["-o", "out"]).ends(65);
    for told in ["no column `reason`", "did you mean `language`?"] {
        assert!(columns.err.contains(told), "{told} is missing: {}", columns.err);
    }
}

#[test]
fn sheets_lie_beside_their_agreement() {
    let desk = Desk::under("RU", "npd");
    run(&desk, "to\nahmet\n", &["-o", "out"]).ends(0);
    let files = files(&desk, "out");
    assert!(files.len() > 1 && files.iter().any(|file| file.contains("-consent_")), "{files:?}");
}

#[test]
fn without_a_folder_the_first_is_shown_and_nothing_leaves() {
    let desk = desk(2);
    let shown = run(&desk, "to;number\nc1;A-1\nc2;A-2\n", &[]).ends(0);
    assert!(shown.out.contains("Koçluk Hizmeti Sözleşmesi") && shown.out.contains("A-1"), "{}", shown.out);
    assert!(shown.err.contains("2 agreements; nothing was written; add -o FOLDER"), "{}", shown.err);
    for refused in [&["--send", "--yes"][..], &["--queue"], &["-o", "a.mbox"], &["-o", "out", "-f", "eml"]] {
        let ran = run(&desk, "to\nc1\n", refused).ends(2);
        assert!(ran.err.contains("garbo agreement --to WHO --send"), "{}", ran.err);
    }
    let letters = run(&desk, "to,kind\nc1,agreement\n", &["-o", "out"]);
    assert_ne!(letters.code, Some(0));
}
