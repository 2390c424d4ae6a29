//! What the pages of an agreement keep together: signatures and their text, boxes, the closing note, tables.

use std::collections::BTreeMap;

use crate::agreement::issued;
use crate::desk::{Desk, FATHER, MOTHER};
use crate::pdf_file::{Pdf, page_text};

const SPONSOR: &str = "sponsor: {party: {kind: company, name: Esempio International Holdings S.p.A., \
    address: \"Corso Finto 1, 20100 Milano\", email: hr@example.com, \
    representative: {name: Laura Rossi, gender: f, capacity: director}}}";
const AI: &str = "ai_tools: {tools: [{name: Esempio AI, purpose: first drafts of recaps, data: notes without names, \
    country: IT, training: false}, {name: Altro, purpose: translation, data: recaps, country: IT, training: false}]}";

/// Titles that stand above the signatures.
const TITLES: [&str; 5] = ["Firme", "Signatures", "Tanda Tangan", "Адреса", "İmzalar"];

/// The pages of a file: their text, and on which of them each field is.
struct Pages {
    text: Vec<String>,
    fields: BTreeMap<String, usize>,
}

impl Pages {
    /// `None` where there is no reader of PDF.
    fn of(desk: &Desk, file: &str, more: &[&str]) -> Option<Self> {
        let pdf = Pdf::new(issued(desk, file, more));
        pdf.conforms();
        let path = desk.path("work").join(file);
        let text = (1..=pdf.pages()).map(|page| page_text(&path, page)).collect::<Option<Vec<_>>>()?;
        Some(Self { text, fields: pdf.pages_of_fields() })
    }

    fn lines(&self, page: usize) -> Vec<&str> {
        self.text[page - 1].lines().map(str::trim).filter(|line| !line.is_empty()).collect()
    }

    /// Asserts what holds for every agreement.
    fn hold_together(&self, name: &str) {
        for page in 1..=self.text.len() {
            let lines = self.lines(page);
            assert!(lines.len() > 5, "{name}: page {page} has next to nothing: {lines:?}");
        }
        let signed: Vec<(&str, usize)> = self
            .fields
            .iter()
            .map(|(field, page)| (field.as_str(), *page))
            .filter(|(field, _)| field.strip_suffix("_sign").is_some_and(|who| !who.contains('_')))
            .filter(|(field, _)| !["withdrawal_sign", "cooling_sign"].contains(field))
            .collect();
        let first = signed.iter().map(|(_, page)| *page).min().unwrap();
        let lines = self.lines(first);
        let title = lines.iter().position(|line| TITLES.iter().any(|title| line.starts_with(title)));
        assert!(title.is_some_and(|at| at > 0), "{name}: no text above the signatures: {lines:?}");
        for (field, page) in &signed {
            let company = signed.iter().filter(|(_, other)| other == page).count();
            assert!(*page == first || company > 1, "{name}: {field} is alone on page {page}: {signed:?}");
        }
        if signed.len() < 4 {
            assert!(signed.iter().all(|(_, page)| *page == first), "{name}: {signed:?}");
        }
        for (field, page) in &self.fields {
            let lines = self.lines(*page);
            if field.ends_with("_sign_1341") {
                let said = lines.iter().any(|line| line.contains("1341"));
                assert!(said, "{name}: {field} has lost its text: {lines:?}");
            }
            let Some((who, sheet)) = field.split_once("_consent_") else { continue };
            if sheet.chars().all(|c| c.is_ascii_digit()) {
                let ticked = self.fields.iter().any(|(f, p)| {
                    p == page && f.split_once("_consent_").is_some_and(|(_, s)| s == format!("{sheet}_yes"))
                });
                assert!(ticked, "{name}: {who} signs sheet {sheet} away from its yes");
                assert!(lines.len() > 8, "{name}: {field} has lost its text: {lines:?}");
            }
        }
    }
}

#[test]
fn signatures_stay_together_in_two_languages() {
    let desk = Desk::new();
    desk.replace("practice.yaml", "\nlanguages:", "\nletterhead: {paper: letter}\nlanguages:");
    for (file, more) in [
        ("en-ru.pdf", &["-l", "en-GB", "--with", "ru"][..]),
        ("it-ru.pdf", &["-l", "it", "--with", "ru"]),
        ("ru.pdf", &["-l", "ru", "--initials"]),
    ] {
        let Some(pages) = Pages::of(&desk, file, more) else { return };
        pages.hold_together(file);
    }
}

#[test]
fn a_sponsor_does_not_sign_on_a_page_alone() {
    let desk = Desk::new();
    desk.replace(
        "people/ahmet.yaml",
        "\nterms:\n",
        &format!("\nterms:\n  {SPONSOR}\n  late_payment: {{interest: legal}}\n"),
    );
    for (file, more) in
        [("it.pdf", &["-l", "it", "--initials"][..]), ("en-ru.pdf", &["-l", "en-GB", "--with", "ru"])]
    {
        let Some(pages) = Pages::of(&desk, file, more) else { return };
        pages.hold_together(file);
    }
}

#[test]
fn parents_sign_below_the_text_they_sign() {
    let desk = Desk::new().under_age("2011-05-02", &[MOTHER, FATHER]);
    desk.replace(
        "people/ahmet.yaml",
        "\nterms:\n",
        &format!("\nterms:\n  {SPONSOR}\n  release: true\n  consents: {{health: true}}\n  late_payment: {{interest: legal}}\n"),
    );
    for (file, more) in [
        ("it.pdf", &["-l", "it"][..]),
        ("it-en.pdf", &["-l", "it", "--with", "en-GB", "--initials"]),
        ("en-ru.pdf", &["-l", "en-GB", "--with", "ru"]),
    ] {
        let Some(pages) = Pages::of(&desk, file, more) else { return };
        pages.hold_together(file);
    }
}

#[test]
fn a_wide_table_stands_across_both_columns() {
    let desk = Desk::new();
    desk.replace("people/ahmet.yaml", "\nterms:\n", &format!("\nterms:\n  {AI}\n"));
    let Some(pages) = Pages::of(&desk, "two.pdf", &["-l", "en-GB", "--with", "it"]) else { return };
    let lines: Vec<Vec<&str>> = pages
        .text
        .iter()
        .flat_map(|page| page.lines())
        .map(|line| line.split_whitespace().collect())
        .collect();
    for said in [
        "Tool Purpose Data Country Training",
        "Esempio AI first drafts of recaps notes without names Italy no",
    ] {
        assert!(lines.iter().any(|words| words.join(" ") == said), "{said} is no row: {lines:?}");
    }
    assert!(lines.iter().any(|words| words.join(" ").starts_with("Strumento Scopo Dati Paese")), "{lines:?}");
}
