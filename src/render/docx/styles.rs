//! Styles and numberings of the Word document.

use docx_rs::{
    AbstractNumbering, AlignmentType, Docx, Level, LevelJc, LevelSuffixType, LevelText, LineSpacing,
    NumberFormat, Numbering, RunFonts, SpecialIndentType, Start, Style, StyleType, TableBorders,
};

use crate::library::lexicon::Manner;
use crate::render::docx::properties::OTHER;
use crate::render::text::mark;

/// Ids of the styles. Word knows "heading 1" and the others by their names.
pub(super) const TITLE: &str = "Title";
pub(super) const ARTICLE: &str = "Heading2";
pub(super) const ANNEX: &str = "Heading1";
pub(super) const CLAUSE: &str = "Clause";
pub(super) const PLAIN: &str = "BodyText";
pub(super) const ITEM: &str = "ListItem";
pub(super) const TABLE: &str = "ClauseTable";

/// Which column of the contract; each has its own numbering, which counts the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

impl Side {
    /// The numbering of articles and paragraphs.
    pub(super) fn articles(self) -> usize {
        match self {
            Self::Left => 2,
            Self::Right => 3,
        }
    }

    /// The abstract numbering of lists.
    pub(super) fn lists(self) -> usize {
        self.articles() + 2
    }
}

/// Adds the styles.
pub(super) fn styled(docx: Docx) -> Docx {
    let after = |points: u32| LineSpacing::new().after(points * 20);
    let paragraph = |id: &str, name: &str| Style::new(id, StyleType::Paragraph).name(name).q_format(true);
    docx.default_fonts(RunFonts::new().ascii("Georgia").hi_ansi("Georgia").cs("Georgia"))
        .default_size(21)
        .add_style(
            paragraph(TITLE, "Title").size(32).bold().align(AlignmentType::Center).line_spacing(after(14)),
        )
        .add_style(
            paragraph(ANNEX, "heading 1").size(26).bold().outline_lvl(0).line_spacing(after(8).before(240)),
        )
        .add_style(
            paragraph(ARTICLE, "heading 2").size(23).bold().outline_lvl(1).line_spacing(after(4).before(240)),
        )
        .add_style(paragraph(PLAIN, "Body Text").line_spacing(after(6)))
        .add_style(paragraph(CLAUSE, "Clause").based_on(PLAIN).line_spacing(after(6)))
        .add_style(paragraph(ITEM, "List Item").based_on(PLAIN).line_spacing(after(3)))
        .add_style(Style::new(OTHER, StyleType::Character).name("Other Language"))
        .add_style(Style::new(TABLE, StyleType::Table).name("Clause Table").set_borders(TableBorders::new()))
}

/// Adds the numbering of articles and paragraphs of a side.
pub(super) fn numbered(docx: Docx, manner: &Manner, side: Side) -> Docx {
    let prefix = manner.article.split("{title}").next().unwrap_or("{n}").trim_end_matches('\n');
    let article = Level::new(
        0,
        Start::new(1),
        NumberFormat::new("decimal"),
        LevelText::new(prefix.replace("{n}", "%1")),
        LevelJc::new("left"),
    )
    .suffix(LevelSuffixType::Nothing);
    let paragraph = Level::new(
        1,
        Start::new(1),
        NumberFormat::new("decimal"),
        LevelText::new(manner.paragraph.replace("{n}", "%1").replace("{m}", "%2")),
        LevelJc::new("left"),
    )
    .indent(Some(680), Some(SpecialIndentType::Hanging(680)), None, None);
    docx.add_abstract_numbering(
        AbstractNumbering::new(side.articles()).add_level(article).add_level(paragraph),
    )
    .add_numbering(Numbering::new(side.articles(), side.articles()))
    .add_abstract_numbering(AbstractNumbering::new(side.lists()).add_level(list(manner)))
}

/// Adds the numbering of a letter's lists: dashes.
pub(super) fn bulleted(docx: Docx, side: Side) -> Docx {
    let level =
        Level::new(0, Start::new(1), NumberFormat::new("bullet"), LevelText::new("–"), LevelJc::new("left"))
            .indent(Some(420), Some(SpecialIndentType::Hanging(300)), None, None);
    docx.add_abstract_numbering(AbstractNumbering::new(side.lists()).add_level(level))
}

/// The letters that Word counts by in its two formats (ECMA-376, 17.18.59).
const LATIN: &str = "abcdefghijklmnopqrstuvwxyz";
const RUSSIAN: &str = "абвгдежзиклмнопрстуфхцчшщэюя";

fn is_cyrillic(manner: &Manner) -> bool {
    manner.letters.starts_with('\u{430}')
}

/// Returns the mark of the item at that place, where Word, counting by itself, would write another one.
pub(super) fn spelled(manner: &Manner, index: usize) -> Option<String> {
    let counted = if is_cyrillic(manner) { RUSSIAN } else { LATIN };
    let same = counted.chars().nth(index).is_some_and(|c| manner.letters.chars().nth(index) == Some(c));
    (!same).then(|| mark(manner, index))
}

/// The level of a list: letters of the language.
fn list(manner: &Manner) -> Level {
    let format = if is_cyrillic(manner) { "russianLower" } else { "lowerLetter" };
    level(format, &manner.item.replace("{letter}", "%1"))
}

/// The level of an item whose mark Word does not count.
pub(super) fn letter(mark: &str) -> Level {
    level("none", mark)
}

fn level(format: &str, text: &str) -> Level {
    Level::new(0, Start::new(1), NumberFormat::new(format), LevelText::new(text), LevelJc::new("left"))
        .indent(Some(1_100), Some(SpecialIndentType::Hanging(420)), None, None)
}
