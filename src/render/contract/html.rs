//! A contract as one self-contained HTML page, in one language or in two columns.

use std::fmt::Write;

use crate::render::contract::columns::Columns;
use crate::render::contract::{Contract, Paragraph, Role, Section, SignatureBox};
use crate::render::html::{escape, write};

const BODY: &str = "margin:0 auto;padding:2em 1.2em;font-family:Georgia,'Times New Roman',serif;font-size:1.0625em;line-height:1.5";
const HEADING: &str = "font-size:1.1em;margin:1.8em 0 .6em";
const NUMBERED: &str = "display:grid;grid-template-columns:3.2em 1fr";
const BOX: &str = "flex:1 1 18em;margin:0 0 1.5em";

/// Writes the contract as an HTML page in its language.
pub fn html(contract: &Contract) -> String {
    let mut out = head(contract, "46em");
    let _ = writeln!(out, "<h1 style=\"text-align:center;font-size:1.5em\">{}</h1>", escape(&contract.title));
    for section in &contract.sections {
        opening(section, &mut out);
        heading(section, contract, &mut out);
        for item in &section.paragraphs {
            paragraph(item, section, contract, true, &mut out);
        }
        boxes(&section.boxes, contract, &mut out);
        out.push_str("</section>\n");
    }
    out.push_str("</body>\n</html>\n");
    out
}

/// Writes both languages as an HTML page of two columns; each column is marked with its language.
pub fn html_columns(columns: &Columns) -> String {
    let (left, right) = (&columns.left, &columns.right);
    let mut out = head(left, "80em");
    row(&mut out, left, right, |contract, _, out| {
        let _ =
            writeln!(out, "<h1 style=\"text-align:center;font-size:1.4em\">{}</h1>", escape(&contract.title));
    });
    for (a, b) in columns.sections() {
        opening(a, &mut out);
        let side = |contract: &Contract| if std::ptr::eq(contract, left) { a } else { b };
        row(&mut out, left, right, |contract, _, out| heading(side(contract), contract, out));
        for (i, _) in a.paragraphs.iter().enumerate() {
            row(&mut out, left, right, |contract, first, out| {
                let section = side(contract);
                if let Some(item) = section.paragraphs.get(i) {
                    paragraph(item, section, contract, first, out);
                }
            });
        }
        row(&mut out, left, right, |contract, _, out| boxes(&side(contract).boxes, contract, out));
        out.push_str("</section>\n");
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn head(contract: &Contract, width: &str) -> String {
    let mut out = String::with_capacity(32 * 1024);
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n</head>\n<body style=\"{BODY};max-width:{width}\">\n",
        contract.language.tag(),
        escape(&contract.title)
    );
    out
}

fn row(out: &mut String, left: &Contract, right: &Contract, side: impl Fn(&Contract, bool, &mut String)) {
    out.push_str("<div style=\"display:grid;grid-template-columns:1fr 1fr;gap:0 2em\">\n");
    for (contract, first) in [(left, true), (right, false)] {
        let _ = writeln!(out, "<div lang=\"{}\">", contract.language.tag());
        side(contract, first, out);
        out.push_str("</div>\n");
    }
    out.push_str("</div>\n");
}

fn opening(section: &Section, out: &mut String) {
    let apart = matches!(section.role, Role::Annex | Role::Sheet | Role::Apart);
    let style = if apart { " style=\"break-before:page;margin-top:3em\"" } else { "" };
    let _ = writeln!(out, "<section id=\"{}\"{style}>", escape(&section.id));
}

fn heading(section: &Section, contract: &Contract, out: &mut String) {
    let Some(heading) = &section.heading else { return };
    let centred =
        if contract.manner.centred && section.role == Role::Article { ";text-align:center" } else { "" };
    let mut inner = String::new();
    write(&heading.replace('\n', "\\\n"), None, &mut inner);
    // The heading is one paragraph of Markdown; its own element takes the paragraph's place.
    let inner = inner.trim().trim_start_matches("<p style=\"margin:0 0 1em\">").trim_end_matches("</p>");
    let _ = writeln!(out, "<h2 style=\"{HEADING}{centred}\">{inner}</h2>");
}

fn paragraph(item: &Paragraph, section: &Section, contract: &Contract, anchored: bool, out: &mut String) {
    let anchor = match item.opens_clause && anchored && item.clause != section.id {
        true => format!(" id=\"{}\"", escape(&item.clause)),
        false => String::new(),
    };
    match &item.label {
        Some(label) => {
            let _ = write!(out, "<div{anchor} style=\"{NUMBERED}\"><span>{}</span><div>", escape(label));
            write(&item.markdown, Some(&contract.manner), out);
            out.push_str("</div></div>\n");
        }
        None => {
            let _ = writeln!(out, "<div{anchor}>");
            write(&item.markdown, Some(&contract.manner), out);
            out.push_str("</div>\n");
        }
    }
}

fn boxes(boxes: &[SignatureBox], contract: &Contract, out: &mut String) {
    if boxes.is_empty() {
        return;
    }
    out.push_str("<div style=\"display:flex;flex-wrap:wrap;gap:0 2em;break-inside:avoid\">\n");
    for signature in boxes {
        let _ = writeln!(out, "<div style=\"{BOX}\">");
        write(&signature.markdown, Some(&contract.manner), out);
        out.push_str("</div>\n");
    }
    out.push_str("</div>\n");
}
