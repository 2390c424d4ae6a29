//! The font for text that is typed into fields: embedded, with the letters of every language garbo writes.
//!
//! PDF/A wants each font embedded, and the fonts every reader has know neither Cyrillic nor Turkish. So a subset of
//! the sans face rides along as a composite font whose codes are its glyphs, with a map back to characters.

use std::fmt::Write;
use std::sync::OnceLock;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use subsetter::{GlyphRemapper, subset};
use typst::layout::Abs;
use typst::text::{FontVariant, FontVariations};

use crate::error::{Error, Result};
use crate::render::pdf::world;

/// What can be typed: Latin of Europe, Turkish among it; Cyrillic; the punctuation and the currencies of contracts.
const RANGES: [(u32, u32); 7] = [
    (0x20, 0x7e),
    (0xa0, 0xac),
    (0xae, 0x17f),
    (0x218, 0x21b),
    (0x400, 0x45f),
    (0x490, 0x491),
    (0x4d8, 0x4e9),
];
const SIGNS: &str = "–—‘’‚“”„…‹›€₺₽№";

/// Six letters and a plus mark a subset (ISO 32000-1, 9.6.4).
const NAME: &str = "GARBOF+SourceSans3-Regular";

/// The parts of the font, the same for every document: cut once in the life of the program.
struct Parts {
    file: Stream,
    characters: Stream,
    widths: Vec<Object>,
    descriptor: Dictionary,
}

static PARTS: OnceLock<Option<Parts>> = OnceLock::new();

/// Embeds the font and returns it.
///
/// Errors: internal, when the built-in font can't be cut.
pub(super) fn embed(document: &mut Document) -> Result<ObjectId> {
    let parts = PARTS
        .get_or_init(parts)
        .as_ref()
        .ok_or_else(|| Error::internal("the font for fields can't be embedded"))?;
    let file = document.add_object(parts.file.clone());
    let characters = document.add_object(parts.characters.clone());
    let mut descriptor = parts.descriptor.clone();
    descriptor.set("FontFile2", file);
    let descriptor = document.add_object(descriptor);
    let descendant = document.add_object(dictionary! {
        "Type" => "Font",
        "Subtype" => "CIDFontType2",
        "BaseFont" => NAME,
        "CIDSystemInfo" => dictionary! {
            "Registry" => Object::string_literal("Adobe"),
            "Ordering" => Object::string_literal("Identity"),
            "Supplement" => 0,
        },
        "FontDescriptor" => descriptor,
        "CIDToGIDMap" => "Identity",
        "DW" => 500,
        "W" => vec![1.into(), parts.widths.clone().into()],
    });
    Ok(document.add_object(dictionary! {
        "Type" => "Font",
        "Subtype" => "Type0",
        "BaseFont" => NAME,
        "Encoding" => "Identity-H",
        "DescendantFonts" => vec![descendant.into()],
        "ToUnicode" => characters,
    }))
}

fn parts() -> Option<Parts> {
    let font = world::font(world::TYPED)?;
    let face = font.instantiate(FontVariant::default(), Abs::pt(10.0), &FontVariations::default());
    let face = face.ttf();
    let scale = 1000.0 / f64::from(face.units_per_em());
    let scaled = |units: i16| Object::Real((f64::from(units) * scale) as f32);
    let mut glyphs = GlyphRemapper::new();
    let mut widths: Vec<Object> = Vec::new();
    let mut pairs: Vec<(u16, char)> = Vec::new();
    let typed = RANGES.iter().flat_map(|(first, last)| (*first..=*last).filter_map(char::from_u32));
    for c in typed.chain(SIGNS.chars()) {
        let Some(glyph) = face.glyph_index(c) else { continue };
        let before = glyphs.num_gids();
        let id = glyphs.remap(glyph.0);
        // A glyph that stands for two characters is read back as the first of them.
        if glyphs.num_gids() > before {
            let width = f64::from(face.glyph_hor_advance(glyph).unwrap_or_default()) * scale;
            widths.push(Object::Real(width as f32));
            pairs.push((id, c));
        }
    }
    let cut = subset(world::TYPED, 0, &glyphs).ok()?;
    let length = i64::try_from(cut.len()).ok()?;
    let mut file = Stream::new(dictionary! { "Length1" => length }, cut);
    file.compress().ok()?;
    let mut characters = Stream::new(Dictionary::new(), map(&pairs).into_bytes());
    characters.compress().ok()?;
    let bounds = face.global_bounding_box();
    let descriptor = dictionary! {
        "Type" => "FontDescriptor",
        "FontName" => NAME,
        // Nonsymbolic
        "Flags" => 32,
        "FontBBox" => vec![scaled(bounds.x_min), scaled(bounds.y_min), scaled(bounds.x_max), scaled(bounds.y_max)],
        "ItalicAngle" => 0,
        "Ascent" => scaled(face.ascender()),
        "Descent" => scaled(face.descender()),
        "CapHeight" => scaled(face.capital_height().unwrap_or(face.ascender())),
        "StemV" => 80,
    };
    Some(Parts { file, characters, widths, descriptor })
}

/// Returns the map from codes back to characters (ISO 32000-1, 9.10.3), at most a hundred entries a block.
fn map(pairs: &[(u16, char)]) -> String {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n\
         << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n\
         /CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    for block in pairs.chunks(100) {
        let _ = writeln!(map, "{} beginbfchar", block.len());
        for (code, c) in block {
            // Every character above stands in the first plane: one UTF-16 unit.
            let _ = writeln!(map, "<{code:04X}> <{:04X}>", u32::from(*c));
        }
        map.push_str("endbfchar\n");
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    map
}
