//! The text of a Word document: paragraphs and cells in order, without the numbers that Word reckons itself.

use docx_rs::{
    DocumentChild, InsertChild, Paragraph, ParagraphChild, Run, RunChild, Table, TableCellContent,
    TableChild, TableRowChild, read_docx,
};

use crate::error::{Error, Result};
use crate::render::returned::Returned;

/// Reads the text; what is struck out as a tracked deletion is left out, what was put in is read.
pub(super) fn read(bytes: &[u8]) -> Result<Returned> {
    let docx = read_docx(bytes).map_err(|e| {
        Error::data("the file is not a Word document that can be read").cause(e).hint("save it as .docx anew")
    })?;
    let mut text = String::new();
    for child in &docx.document.children {
        match child {
            DocumentChild::Paragraph(paragraph) => paragraph_text(paragraph, &mut text),
            DocumentChild::Table(table) => table_text(table, &mut text),
            _ => {}
        }
    }
    Ok(Returned { text, ..Returned::default() })
}

fn paragraph_text(paragraph: &Paragraph, out: &mut String) {
    for child in &paragraph.children {
        match child {
            ParagraphChild::Run(run) => run_text(run, out),
            ParagraphChild::Insert(insert) => {
                for child in &insert.children {
                    if let InsertChild::Run(run) = child {
                        run_text(run, out);
                    }
                }
            }
            ParagraphChild::Hyperlink(link) => {
                for child in &link.children {
                    if let ParagraphChild::Run(run) = child {
                        run_text(run, out);
                    }
                }
            }
            _ => {}
        }
    }
    out.push('\n');
}

fn run_text(run: &Run, out: &mut String) {
    for child in &run.children {
        match child {
            RunChild::Text(text) => out.push_str(&text.text),
            RunChild::Tab(_) => out.push(' '),
            RunChild::Break(_) => out.push('\n'),
            _ => {}
        }
    }
}

fn table_text(table: &Table, out: &mut String) {
    for TableChild::TableRow(row) in &table.rows {
        for TableRowChild::TableCell(cell) in &row.cells {
            for content in &cell.children {
                match content {
                    TableCellContent::Paragraph(paragraph) => paragraph_text(paragraph, out),
                    TableCellContent::Table(table) => table_text(table, out),
                    _ => {}
                }
            }
        }
    }
}
