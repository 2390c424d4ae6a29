//! What a Word document says of itself: title, author, language, date; and the language that its spelling is checked in.

use docx_rs::{
    Paragraph, ParagraphChild, RunStyle, Table, TableCellContent, TableChild, TableRowChild, XMLDocx,
};
use jiff::civil::Date;
use quick_xml::escape::escape;

use crate::error::Result;
use crate::model::language::Language;
use crate::render::docx::Page;
use crate::render::docx::order::ordered;

/// The style of runs in the second language.
pub(super) const OTHER: &str = "OtherLanguage";

/// How a Word document is made, apart from its text.
#[derive(Clone, Copy, Debug)]
pub struct Properties<'a> {
    pub page: Page,
    /// When it was written
    pub date: Date,
    /// Who wrote it
    pub author: &'a str,
}

/// Completes the parts of a document: what docx-rs has no words for, and the order that the schema wants.
pub(super) fn completed(
    mut parts: XMLDocx,
    properties: &Properties<'_>,
    title: &str,
    languages: &[&Language],
) -> Result<XMLDocx> {
    parts.doc_props.core = core(properties, title, languages).into_bytes();
    let mut styles = String::from_utf8_lossy(&parts.styles).into_owned();
    if let Some(language) = languages.first() {
        styles = spelt(&styles, "<w:rPrDefault>", language);
    }
    if let Some(language) = languages.get(1) {
        styles = spelt(&styles, &format!("w:styleId=\"{OTHER}\""), language);
    }
    parts.styles = ordered(styles.as_bytes())?;
    parts.document = ordered(&parts.document)?;
    parts.numberings = ordered(&parts.numberings)?;
    parts.footers = parts.footers.iter().map(|footer| ordered(footer)).collect::<Result<_>>()?;
    Ok(parts)
}

/// Returns the properties of the file (ECMA-376, part 2, 8.3; Dublin Core).
fn core(properties: &Properties<'_>, title: &str, languages: &[&Language]) -> String {
    let language = languages.first().map(|l| l.tag()).unwrap_or_default();
    let (title, author, language) = (escape(title), escape(properties.author), escape(language));
    let moment = format!("{}T00:00:00Z", properties.date);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
         <cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:dcmitype=\"http://purl.org/dc/dcmitype/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
         <dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><dc:language>{language}</dc:language>\
         <cp:lastModifiedBy>{author}</cp:lastModifiedBy>\
         <dcterms:created xsi:type=\"dcterms:W3CDTF\">{moment}</dcterms:created>\
         <dcterms:modified xsi:type=\"dcterms:W3CDTF\">{moment}</dcterms:modified></cp:coreProperties>"
    )
}

/// Adds the language to the first run properties behind a place of the styles.
fn spelt(styles: &str, place: &str, language: &Language) -> String {
    let Some((before, after)) = styles.find(place).map(|at| styles.split_at(at + place.len())) else {
        return styles.to_owned();
    };
    let language = format!("<w:lang w:val=\"{}\"/>", escape(language.tag()));
    let Some(at) = after.find("<w:rPr") else { return styles.to_owned() };
    let (between, rest) = after.split_at(at);
    let rest = match (rest.strip_prefix("<w:rPr>"), rest.split_once("/>")) {
        (Some(inside), _) => format!("<w:rPr>{language}{inside}"),
        (None, Some((_, behind))) => format!("<w:rPr>{language}</w:rPr>{behind}"),
        (None, None) => rest.to_owned(),
    };
    format!("{before}{between}{rest}")
}

/// Marks the runs of a paragraph as written in the second language.
pub(super) fn other(mut paragraph: Paragraph) -> Paragraph {
    for child in &mut paragraph.children {
        if let ParagraphChild::Run(run) = child {
            run.run_property.style = Some(RunStyle::new(OTHER));
        }
    }
    paragraph
}

/// Marks all that a table holds as written in the second language.
pub(super) fn other_table(mut table: Table) -> Table {
    for TableChild::TableRow(row) in &mut table.rows {
        for TableRowChild::TableCell(cell) in &mut row.cells {
            for content in &mut cell.children {
                match content {
                    TableCellContent::Paragraph(paragraph) => {
                        **paragraph = other(std::mem::take(&mut **paragraph))
                    }
                    TableCellContent::Table(inner) => **inner = other_table((**inner).clone()),
                    _ => {}
                }
            }
        }
    }
    table
}
