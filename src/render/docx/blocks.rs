//! Markdown of a paragraph as blocks of Word: runs, lists with letters, tables, lines to write on.

use docx_rs::{
    AbstractNumbering, BreakType, Docx, IndentLevel, LevelOverride, Numbering, NumberingId, Paragraph, Run,
    Table, TableCell, TableRow, WidthType,
};
use pulldown_cmark::{Event, Tag, TagEnd};

use crate::library::lexicon::Manner;
use crate::render::contract::Paragraph as Numbered;
use crate::render::contract::field::{FieldKind, field};
use crate::render::docx::Part;
use crate::render::docx::styles::{self, CLAUSE, ITEM, PLAIN, Side, TABLE};
use crate::render::markdown::parser;
use crate::render::text::blank;

/// The first id of a list's numbering; below it stand the articles.
const FIRST_LIST: usize = 10;
/// The first id of the abstract numbering of a letter that Word does not count; below it stand those of the sides.
const FIRST_LETTER: usize = 10;

/// What gives an item its mark.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Marks {
    /// Word counts: a list begins its letters anew
    Counted(Side),
    /// A letter of the language that Word would pass over: ç)
    Spelled(String),
}

/// The lists met so far, and the width that tables have.
pub(super) struct Lists<'a> {
    manners: Vec<(&'a Manner, Side)>,
    marks: Vec<Marks>,
    width: usize,
}

impl<'a> Lists<'a> {
    pub(super) fn within(width: usize, manners: Vec<(&'a Manner, Side)>) -> Self {
        Self { manners, marks: Vec::new(), width }
    }

    fn open(&mut self, side: Side) -> usize {
        self.add(Marks::Counted(side))
    }

    /// Returns the numbering of an item: that of its list, or one of its own where Word has another letter there.
    fn item(&mut self, list: usize, index: usize, side: Side) -> usize {
        let manner = self.manners.iter().find(|(_, known)| *known == side).map(|(manner, _)| *manner);
        match manner.and_then(|manner| styles::spelled(manner, index)) {
            None => list,
            Some(mark) => {
                let marks = Marks::Spelled(mark);
                match self.marks.iter().position(|known| *known == marks) {
                    Some(at) => FIRST_LIST + at,
                    None => self.add(marks),
                }
            }
        }
    }

    fn add(&mut self, marks: Marks) -> usize {
        self.marks.push(marks);
        FIRST_LIST + self.marks.len() - 1
    }

    /// Declares the numbering of every list.
    pub(super) fn declared(&self, docx: Docx) -> Docx {
        self.marks.iter().enumerate().fold(docx, |docx, (i, marks)| match marks {
            Marks::Counted(side) => {
                let start = LevelOverride::new(0).start(1);
                docx.add_numbering(Numbering::new(FIRST_LIST + i, side.lists()).add_override(start))
            }
            Marks::Spelled(mark) => docx
                .add_abstract_numbering(
                    AbstractNumbering::new(FIRST_LETTER + i).add_level(styles::letter(mark)),
                )
                .add_numbering(Numbering::new(FIRST_LIST + i, FIRST_LETTER + i)),
        })
    }
}

/// Returns a numbered or plain paragraph with its lists and tables.
pub(super) fn paragraph(item: &Numbered, side: Side, lists: &mut Lists<'_>) -> Vec<Part> {
    let style = if item.number.is_some() { CLAUSE } else { PLAIN };
    let mut parts = markdown(&item.markdown, style, side, lists);
    if item.number.is_some()
        && let Some(first) = parts.iter_mut().find_map(|part| match part {
            Part::Paragraph(paragraph) => Some(paragraph),
            Part::Table(_) => None,
        })
    {
        **first = (**first).clone().numbering(NumberingId::new(side.articles()), IndentLevel::new(1));
    }
    parts
}

/// Returns the blocks of a piece of Markdown.
pub(super) fn markdown(markdown: &str, style: &str, side: Side, lists: &mut Lists<'_>) -> Vec<Part> {
    let mut writer = Writer { style: style.to_owned(), side, ..Writer::default() };
    for event in parser(markdown) {
        writer.event(event, lists);
    }
    writer.parts
}

/// Adds the runs of a line of Markdown to a paragraph.
pub(super) fn inline(paragraph: Paragraph, markdown: &str) -> Paragraph {
    let mut writer = Writer { open: Some(paragraph), ..Writer::default() };
    let mut lists = Lists::within(0, Vec::new());
    for event in parser(markdown) {
        // The paragraph is there already.
        if !matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)) {
            writer.event(event, &mut lists);
        }
    }
    writer.open.unwrap_or_default()
}

struct Writer {
    style: String,
    side: Side,
    parts: Vec<Part>,
    open: Option<Paragraph>,
    list: Option<usize>,
    /// The place of the next item in its list
    item: usize,
    bold: bool,
    italic: bool,
    field: Option<(FieldKind, String)>,
    head: bool,
    row: Vec<TableCell>,
    rows: Vec<TableRow>,
}

impl Default for Writer {
    fn default() -> Self {
        Self {
            style: PLAIN.to_owned(),
            side: Side::Left,
            parts: Vec::new(),
            open: None,
            list: None,
            item: 0,
            bold: false,
            italic: false,
            field: None,
            head: false,
            row: Vec::new(),
            rows: Vec::new(),
        }
    }
}

impl Writer {
    fn event(&mut self, event: Event<'_>, lists: &mut Lists<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) => match &mut self.field {
                Some((_, label)) => label.push_str(&text),
                None => self.text(&text),
            },
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.run(Run::new().add_break(BreakType::TextWrapping)),
            Event::Start(Tag::Strong) => self.bold = true,
            Event::End(TagEnd::Strong) => self.bold = false,
            Event::Start(Tag::Emphasis) => self.italic = true,
            Event::End(TagEnd::Emphasis) => self.italic = false,
            Event::Start(Tag::Image { dest_url, .. }) => {
                self.field = field(&dest_url).map(|(kind, _)| (kind, String::new()));
            }
            Event::End(TagEnd::Image) => {
                if let Some((kind, label)) = self.field.take() {
                    self.text(&blank(kind, &label));
                }
            }
            Event::Start(Tag::Paragraph) if self.list.is_none() => {
                self.open = Some(Paragraph::new().style(&self.style));
            }
            Event::End(TagEnd::Paragraph) if self.list.is_none() => self.close(),
            Event::Start(Tag::List(_)) => {
                self.close();
                self.list = Some(lists.open(self.side));
                self.item = 0;
            }
            Event::End(TagEnd::List(_)) => {
                self.close();
                self.list = None;
            }
            Event::Start(Tag::Item) => {
                let list = self.list.unwrap_or(FIRST_LIST);
                let number = NumberingId::new(lists.item(list, self.item, self.side));
                self.item += 1;
                self.open = Some(Paragraph::new().style(ITEM).numbering(number, IndentLevel::new(0)));
            }
            Event::End(TagEnd::Item) => self.close(),
            Event::Start(Tag::TableHead) => self.head = true,
            Event::Start(Tag::TableCell) => self.open = Some(Paragraph::new().style(PLAIN)),
            Event::End(TagEnd::TableCell) => {
                let paragraph = self.open.take().unwrap_or_default();
                self.row.push(TableCell::new().add_paragraph(paragraph));
            }
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => {
                self.head = false;
                let cells = std::mem::take(&mut self.row);
                self.rows.push(TableRow::new(cells).cant_split());
            }
            Event::End(TagEnd::Table) => {
                let rows = std::mem::take(&mut self.rows);
                let table = Table::new(rows)
                    .style(TABLE)
                    .width(lists.width.saturating_sub(700), WidthType::Dxa)
                    .indent(680);
                self.parts.push(table.into());
                self.parts.push(Paragraph::new().into());
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let mut run = Run::new().add_text(text);
        if self.bold || self.head {
            run = run.bold();
        }
        if self.italic {
            run = run.italic();
        }
        self.run(run);
    }

    fn run(&mut self, run: Run) {
        let paragraph = self.open.take().unwrap_or_else(|| Paragraph::new().style(&self.style));
        self.open = Some(paragraph.add_run(run));
    }

    fn close(&mut self) {
        if let Some(paragraph) = self.open.take() {
            self.parts.push(paragraph.into());
        }
    }
}
