//! A contract as a Word document: headings, numbers, lists and tables as Word's own, so that a lawyer can comment.
//!
//! The only folder that names docx-rs. What a number reads is left to Word: the levels of its numbering follow the
//! manner of the language, and count what [`crate::render::contract`] counted.

mod blocks;
mod order;
mod properties;
mod styles;

use std::io::Cursor;

use docx_rs::{
    AlignmentType, Docx, Footer, IndentLevel, NumPages, NumberingId, PageMargin, PageNum, Paragraph, Run,
    Table, TableCell, TableRow, WidthType,
};

use crate::error::{Error, Result};
use crate::model::language::Language;
use crate::render::contract::columns::Columns;
use crate::render::contract::{Contract, Role, Section, SignatureBox};
use crate::render::document::{Document, HEADING};
use crate::render::docx::blocks::Lists;
pub use crate::render::docx::properties::Properties;
use crate::render::docx::styles::{ANNEX, ARTICLE, PLAIN, Side, TITLE};

/// Width of the text in twentieths of a point, by the size of the page.
const TEXT_WIDTH: usize = 9_300;
/// Margins of the page in twentieths of a point: 25 mm.
const MARGIN: i32 = 1_300;

/// Size of a page in twentieths of a point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Page {
    #[default]
    A4,
    Letter,
}

impl Page {
    /// Returns the page of a language: Letter in American English, A4 elsewhere (CLDR, paperSize).
    pub fn of(language: &Language) -> Self {
        if language.region() == Some("US") { Self::Letter } else { Self::A4 }
    }

    fn size(self) -> (u32, u32) {
        match self {
            Self::A4 => (11_906, 16_838),
            Self::Letter => (12_240, 15_840),
        }
    }
}

/// Writes a contract as a Word document; title, author, language and date stand in the file's properties.
///
/// Errors: internal, when the document can't be packed.
pub fn docx(contract: &Contract, properties: &Properties<'_>) -> Result<Vec<u8>> {
    let mut lists = Lists::within(TEXT_WIDTH, vec![(&contract.manner, Side::Left)]);
    let mut parts: Vec<Part> = vec![title(contract).into()];
    for section in &contract.sections {
        if let Some(heading) = heading(section, contract, Side::Left) {
            parts.push(heading.into());
        }
        for item in &section.paragraphs {
            parts.extend(blocks::paragraph(item, Side::Left, &mut lists));
        }
        if !section.boxes.is_empty() {
            parts.push(boxes(&section.boxes, Side::Left, &mut lists).into());
            parts.push(Paragraph::new().into());
        }
    }
    let head = Head { title: &contract.title, languages: vec![&contract.language] };
    pack(parts, &[(contract, Side::Left)], &lists, &head, properties)
}

/// Writes a letter as a Word document, its subject as the title.
///
/// Errors: internal, when the document can't be packed.
pub fn letter(document: &Document, properties: &Properties<'_>) -> Result<Vec<u8>> {
    let mut lists = Lists::within(TEXT_WIDTH, Vec::new());
    let mut parts: Vec<Part> = Vec::new();
    if !document.subject.is_empty() {
        parts.push(Paragraph::new().style(ARTICLE).add_run(Run::new().add_text(&document.subject)).into());
    }
    for part in document.parts.iter().filter(|part| part.id() != HEADING) {
        parts.extend(blocks::markdown(part.markdown(), PLAIN, Side::Left, &mut lists));
    }
    let head = Head { title: &document.subject, languages: vec![&document.language] };
    pack(parts, &[], &lists, &head, properties)
}

/// Writes both languages in two columns of a table.
///
/// Errors: internal, when the document can't be packed.
pub fn docx_columns(columns: &Columns, properties: &Properties<'_>) -> Result<Vec<u8>> {
    let sides = [(&columns.left, Side::Left), (&columns.right, Side::Right)];
    let manners = sides.map(|(contract, side)| (&contract.manner, side)).to_vec();
    let mut lists = Lists::within(TEXT_WIDTH / 2, manners);
    let mut rows = vec![row(sides.map(|(contract, _)| vec![title(contract).into()]))];
    let mut parts = Vec::new();
    for (left, right) in columns.sections() {
        if matches!(left.role, Role::Annex | Role::Sheet | Role::Apart) {
            // A page can't begin within a table.
            parts.push(in_two(std::mem::take(&mut rows)).into());
            parts.push(Paragraph::new().page_break_before(true).into());
        }
        let pair = [(left, &columns.left, Side::Left), (right, &columns.right, Side::Right)];
        if left.heading.is_some() {
            rows.push(row(pair.map(|(section, contract, side)| {
                // The page begins above the table.
                let heading = heading(section, contract, side).map(|h| h.page_break_before(false));
                heading.map(Part::from).into_iter().collect()
            })));
        }
        for i in 0..left.paragraphs.len() {
            rows.push(row(pair.map(|(section, _, side)| {
                let item = section.paragraphs.get(i);
                item.map(|item| blocks::paragraph(item, side, &mut lists)).unwrap_or_default()
            })));
        }
        for i in 0..left.boxes.len() {
            rows.push(row(pair.map(|(section, _, side)| {
                let signature = section.boxes.get(i);
                signature.map(|s| blocks::markdown(&s.markdown, PLAIN, side, &mut lists)).unwrap_or_default()
            })));
        }
    }
    parts.push(in_two(rows).into());
    parts.push(Paragraph::new().into());
    let languages = sides.iter().map(|(contract, _)| &contract.language).collect();
    let head = Head { title: &columns.left.title, languages };
    pack(parts, &sides, &lists, &head, properties)
}

fn in_two(rows: Vec<TableRow>) -> Table {
    Table::without_borders(rows)
        .set_grid(vec![TEXT_WIDTH / 2, TEXT_WIDTH / 2])
        .width(TEXT_WIDTH, WidthType::Dxa)
}

/// A block of the document.
enum Part {
    Paragraph(Box<Paragraph>),
    Table(Box<Table>),
}

impl From<Paragraph> for Part {
    fn from(paragraph: Paragraph) -> Self {
        Self::Paragraph(Box::new(paragraph))
    }
}

impl From<Table> for Part {
    fn from(table: Table) -> Self {
        Self::Table(Box::new(table))
    }
}

fn title(contract: &Contract) -> Paragraph {
    Paragraph::new().style(TITLE).add_run(Run::new().add_text(&contract.title))
}

fn heading(section: &Section, contract: &Contract, side: Side) -> Option<Paragraph> {
    let heading = section.heading.as_ref()?;
    let apart = matches!(section.role, Role::Annex | Role::Sheet | Role::Apart);
    let article = section.role == Role::Article;
    let mut paragraph = Paragraph::new().style(if apart { ANNEX } else { ARTICLE }).keep_next(true);
    if apart && side == Side::Left {
        paragraph = paragraph.page_break_before(true);
    }
    if !article {
        return Some(blocks::inline(paragraph, heading));
    }
    if contract.manner.centred {
        paragraph = paragraph.align(AlignmentType::Center);
    }
    // Word writes the number; the title follows it, on a line of its own where the language has it so.
    let below = contract.manner.article.contains('\n');
    let title = section.title.clone().unwrap_or_default();
    paragraph = paragraph.numbering(NumberingId::new(side.articles()), IndentLevel::new(0));
    if below {
        paragraph = paragraph.add_run(Run::new().add_break(docx_rs::BreakType::TextWrapping));
    }
    Some(blocks::inline(paragraph, &title))
}

fn boxes(boxes: &[SignatureBox], side: Side, lists: &mut Lists<'_>) -> Table {
    // Three fit beside each other; more stand two by two.
    let columns = if boxes.len() > 3 { 2 } else { boxes.len().max(1) };
    let width = TEXT_WIDTH / columns;
    let rows = boxes.chunks(columns).map(|row| {
        let mut cells: Vec<TableCell> = row
            .iter()
            .map(|signature| {
                let parts = blocks::markdown(&signature.markdown, PLAIN, side, lists);
                cell(parts).width(width, WidthType::Dxa)
            })
            .collect();
        cells.resize_with(columns, || cell(Vec::new()).width(width, WidthType::Dxa));
        TableRow::new(cells).cant_split()
    });
    Table::without_borders(rows.collect()).set_grid(vec![width; columns]).width(TEXT_WIDTH, WidthType::Dxa)
}

fn row([left, right]: [Vec<Part>; 2]) -> TableRow {
    let right = right.into_iter().map(|part| match part {
        Part::Paragraph(paragraph) => properties::other(*paragraph).into(),
        Part::Table(table) => properties::other_table(*table).into(),
    });
    let sides = [left, right.collect()];
    TableRow::new(sides.map(|parts| cell(parts).width(TEXT_WIDTH / 2, WidthType::Dxa)).into_iter().collect())
}

fn cell(parts: Vec<Part>) -> TableCell {
    let mut ends_with_table = true;
    let mut cell = TableCell::new();
    for part in parts {
        ends_with_table = matches!(part, Part::Table(_));
        cell = match part {
            Part::Paragraph(paragraph) => cell.add_paragraph(*paragraph),
            Part::Table(table) => cell.add_table(*table),
        };
    }
    // A cell has to end with a paragraph (ECMA-376, 17.4.65).
    if ends_with_table { cell.add_paragraph(Paragraph::new()) } else { cell }
}

/// What stands in the properties of the file, besides how it is made.
struct Head<'a> {
    title: &'a str,
    /// The first is that of the document, the second that of the other column
    languages: Vec<&'a Language>,
}

fn pack(
    parts: Vec<Part>,
    sides: &[(&Contract, Side)],
    lists: &Lists<'_>,
    head: &Head<'_>,
    properties: &Properties<'_>,
) -> Result<Vec<u8>> {
    let (width, height) = properties.page.size();
    let margin = PageMargin::new().top(MARGIN).bottom(MARGIN).left(MARGIN).right(MARGIN);
    let mut docx = Docx::new().page_size(width, height).page_margin(margin);
    docx = styles::styled(docx);
    for (contract, side) in sides {
        docx = styles::numbered(docx, &contract.manner, *side);
    }
    if sides.is_empty() {
        docx = styles::bulleted(docx, Side::Left);
    }
    docx = lists.declared(docx);
    if let Some((contract, _)) = sides.first() {
        docx = docx.footer(footer(&contract.manner.page));
    }
    for part in parts {
        docx = match part {
            Part::Paragraph(paragraph) => docx.add_paragraph(*paragraph),
            Part::Table(table) => docx.add_table(*table),
        };
    }
    let mut bytes = Cursor::new(Vec::new());
    properties::completed(docx.build(), properties, head.title, &head.languages)?
        .pack(&mut bytes)
        .map_err(|e| Error::internal("the Word document could not be packed").cause(e))?;
    Ok(bytes.into_inner())
}

/// Page and number of pages, in the words of the language: "Page {n} of {total}".
fn footer(pattern: &str) -> Footer {
    let mut paragraph = Paragraph::new().align(AlignmentType::Center);
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        paragraph = paragraph.add_run(Run::new().add_text(before));
        paragraph = match name {
            "n" => paragraph.add_page_num(PageNum::new()),
            _ => paragraph.add_num_pages(NumPages::new()),
        };
        rest = after;
    }
    Footer::new().add_paragraph(paragraph.add_run(Run::new().add_text(rest)))
}
