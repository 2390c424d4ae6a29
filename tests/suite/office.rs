//! Agreements as Word documents in LibreOffice, where it is installed: what it reads is what the text form says.

use std::collections::BTreeSet;
use std::process::Command;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::desk::Desk;

const LANGUAGES: [&str; 6] = ["it", "id", "ru", "tr", "en-GB", "en-US"];

/// Words without the marks that the text form sets where a table is too wide for it.
fn bare<'a>(words: &[&'a str]) -> BTreeSet<&'a str> {
    words.iter().map(|word| word.trim_matches([':', '-'])).filter(|word| !word.is_empty()).collect()
}

#[test]
fn a_word_document_opens_and_reads_as_the_text_form_numbers_included() {
    let desk = Desk::new();
    for language in LANGUAGES {
        let file = format!("{language}.docx");
        desk.run(&["agreement", "--to", "ahmet", "-l", language, "-o", &file]).ends(0);
    }
    desk.run(&["agreement", "--to", "ahmet", "--with", "ru", "-o", "two.docx"]).ends(0);
    let work = desk.path("work");
    let profile = format!("-env:UserInstallation=file://{}", desk.path("office").display());
    let mut office = Command::new("soffice");
    office.args([&profile, "--headless", "--convert-to", "txt:Text", "--outdir", "."]).current_dir(&work);
    office.args(LANGUAGES.map(|language| format!("{language}.docx"))).arg("two.docx");
    match office.output() {
        Ok(output) => assert!(output.status.success(), "{output:?}"),
        Err(_) => {
            eprintln!("LibreOffice is not installed: left out");
            return;
        }
    }
    let read = |name: &str| std::fs::read_to_string(work.join(format!("{name}.txt"))).unwrap();
    for language in LANGUAGES {
        let own = desk.run(&["agreement", "--to", "ahmet", "-l", language]).ends(0).out;
        let office = read(language);
        let own: Vec<&str> = own.split_whitespace().collect();
        let office: Vec<&str> = office.trim_start_matches('\u{feff}').split_whitespace().collect();
        let (mut lost, mut found) = (Vec::new(), Vec::new());
        for op in capture_diff_slices(Algorithm::Myers, &own, &office) {
            if !matches!(op, DiffOp::Equal { .. }) {
                lost.extend_from_slice(&own[op.old_range()]);
                found.extend_from_slice(&office[op.new_range()]);
            }
        }
        // A wide table has its heads at each line in the text form: the same words, once more often.
        assert_eq!(bare(&lost), bare(&found), "{language}: {lost:?} {found:?}");
        assert!(lost.len() < 60, "{language}: {lost:?} {found:?}");
    }
    let two = read("two");
    assert!(two.contains("Ücret ve Ödeme") && two.contains("Договор"), "{two}");
}

#[test]
fn a_check_tells_the_faults_of_all_files_together() {
    let desk = Desk::new();
    let add = |path: &str, text: &str| {
        let file = desk.practice().join(path);
        let before = std::fs::read_to_string(&file).unwrap_or_default();
        std::fs::write(file, before + text).unwrap();
    };
    add("colleagues.yaml", "  - id: sue\n    nmae: Sue Bell\n    languages: [it]\n");
    add("people/anna.yaml", "\nfluency: high\n");
    let ran = desk.run(&["check"]).ends(1);
    assert!(ran.out.contains("nmae") && ran.out.contains("fluency"), "{ran:?}");
}
