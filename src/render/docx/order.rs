//! The properties of paragraphs, runs, tables and styles in the order that the schema of Word wants (ECMA-376, part 1,
//! annex A): docx-rs writes them as it holds them, which Word forgives and a validator does not.

use quick_xml::events::Event;
use quick_xml::reader::Reader;

use crate::error::{Error, Result};

/// What an element holds, in order; what is not named comes last.
const ORDERS: &[(&str, &[&str])] = &[
    (
        "w:pPr",
        &[
            "pStyle",
            "keepNext",
            "keepLines",
            "pageBreakBefore",
            "framePr",
            "widowControl",
            "numPr",
            "suppressLineNumbers",
            "pBdr",
            "shd",
            "tabs",
            "suppressAutoHyphens",
            "kinsoku",
            "wordWrap",
            "overflowPunct",
            "topLinePunct",
            "autoSpaceDE",
            "autoSpaceDN",
            "bidi",
            "adjustRightInd",
            "snapToGrid",
            "spacing",
            "ind",
            "contextualSpacing",
            "mirrorIndents",
            "suppressOverlap",
            "jc",
            "textDirection",
            "textAlignment",
            "textboxTightWrap",
            "outlineLvl",
            "divId",
            "cnfStyle",
            "rPr",
            "sectPr",
            "pPrChange",
        ],
    ),
    (
        "w:rPr",
        &[
            "rStyle",
            "rFonts",
            "b",
            "bCs",
            "i",
            "iCs",
            "caps",
            "smallCaps",
            "strike",
            "dstrike",
            "outline",
            "shadow",
            "emboss",
            "imprint",
            "noProof",
            "snapToGrid",
            "vanish",
            "webHidden",
            "color",
            "spacing",
            "w",
            "kern",
            "position",
            "sz",
            "szCs",
            "highlight",
            "u",
            "effect",
            "bdr",
            "shd",
            "fitText",
            "vertAlign",
            "rtl",
            "cs",
            "em",
            "lang",
            "eastAsianLayout",
            "specVanish",
            "oMath",
            "rPrChange",
        ],
    ),
    (
        "w:tblPr",
        &[
            "tblStyle",
            "tblpPr",
            "tblOverlap",
            "bidiVisual",
            "tblStyleRowBandSize",
            "tblStyleColBandSize",
            "tblW",
            "jc",
            "tblCellSpacing",
            "tblInd",
            "tblBorders",
            "shd",
            "tblLayout",
            "tblCellMar",
            "tblLook",
            "tblCaption",
            "tblDescription",
            "tblPrChange",
        ],
    ),
    (
        "w:tcPr",
        &[
            "cnfStyle",
            "tcW",
            "gridSpan",
            "hMerge",
            "vMerge",
            "tcBorders",
            "shd",
            "noWrap",
            "tcMar",
            "textDirection",
            "tcFitText",
            "vAlign",
            "hideMark",
            "tcPrChange",
        ],
    ),
    (
        "w:style",
        &[
            "name",
            "aliases",
            "basedOn",
            "next",
            "link",
            "autoRedefine",
            "hidden",
            "uiPriority",
            "semiHidden",
            "unhideWhenUsed",
            "qFormat",
            "locked",
            "personal",
            "personalCompose",
            "personalReply",
            "rsid",
            "pPr",
            "rPr",
            "tblPr",
            "trPr",
            "tcPr",
            "tblStylePr",
        ],
    ),
    (
        "w:lvl",
        &[
            "start",
            "numFmt",
            "lvlRestart",
            "pStyle",
            "isLgl",
            "suff",
            "lvlText",
            "lvlPicBulletId",
            "legacy",
            "lvlJc",
            "pPr",
            "rPr",
        ],
    ),
];

/// An element whose children are put in order once it ends.
struct Open {
    order: &'static [&'static str],
    /// How deep we are in the child at hand
    depth: usize,
    /// Children as written, with their places in the order
    children: Vec<(usize, Vec<u8>)>,
}

impl Open {
    fn begin(&mut self, name: &str) {
        let local = name.rsplit(':').next().unwrap_or(name);
        let place = self.order.iter().position(|known| *known == local).unwrap_or(self.order.len());
        self.children.push((place, Vec::new()));
    }
}

/// Returns a part of a Word document with the children of its properties in order.
///
/// Errors: internal, when the part is no XML.
pub(super) fn ordered(part: &[u8]) -> Result<Vec<u8>> {
    let failed = |e: quick_xml::Error| Error::internal("a part of the Word document is no XML").cause(e);
    let mut reader = Reader::from_reader(part);
    let mut out = Vec::with_capacity(part.len());
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    loop {
        let event = reader.read_event().map_err(failed)?;
        let end = usize::try_from(reader.buffer_position()).unwrap_or(part.len());
        let raw = part.get(at..end).unwrap_or_default();
        at = end;
        match event {
            Event::Eof => break,
            Event::Start(tag) => {
                let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
                if let Some(top) = open.last_mut() {
                    if top.depth == 0 {
                        top.begin(&name);
                    }
                    top.depth += 1;
                }
                sink(&mut open, &mut out).extend_from_slice(raw);
                if let Some((_, order)) = ORDERS.iter().find(|(known, _)| *known == name) {
                    open.push(Open { order, depth: 0, children: Vec::new() });
                }
            }
            Event::Empty(tag) => {
                if let Some(top) = open.last_mut().filter(|top| top.depth == 0) {
                    top.begin(&String::from_utf8_lossy(tag.name().as_ref()));
                }
                sink(&mut open, &mut out).extend_from_slice(raw);
            }
            Event::End(_) => {
                if let Some(mut done) = open.pop_if(|top| top.depth == 0) {
                    // Stable: what may stand several times keeps its own order.
                    done.children.sort_by_key(|(place, _)| *place);
                    let sink = sink(&mut open, &mut out);
                    done.children.iter().for_each(|(_, child)| sink.extend_from_slice(child));
                }
                sink(&mut open, &mut out).extend_from_slice(raw);
                if let Some(top) = open.last_mut() {
                    top.depth -= 1;
                }
            }
            _ => sink(&mut open, &mut out).extend_from_slice(raw),
        }
    }
    Ok(out)
}

/// Returns where what comes next is written: the child at hand, or else the part itself.
fn sink<'a>(open: &'a mut [Open], out: &'a mut Vec<u8>) -> &'a mut Vec<u8> {
    match open.last_mut().and_then(|top| top.children.last_mut()) {
        Some((_, child)) => child,
        None => out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_put_in_order_at_every_depth() {
        let part = "<w:p><w:pPr><w:rPr><w:sz/><w:b/></w:rPr><w:jc/><w:numPr><w:ilvl/><w:numId/></w:numPr><w:pStyle/></w:pPr>\
             <w:r><w:rPr /><w:t>b &amp; a</w:t></w:r></w:p>";
        let wanted = "<w:p><w:pPr><w:pStyle/><w:numPr><w:ilvl/><w:numId/></w:numPr><w:jc/><w:rPr><w:b/><w:sz/></w:rPr></w:pPr>\
             <w:r><w:rPr /><w:t>b &amp; a</w:t></w:r></w:p>";
        assert_eq!(String::from_utf8(ordered(part.as_bytes()).unwrap()).unwrap(), wanted);
    }
}
