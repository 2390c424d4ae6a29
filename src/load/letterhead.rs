//! The letterhead: its values checked, its logo and font read from the practice folder.

use std::path::{Component, Path};

use crate::error::{Error, Result};
use crate::load::Home;
use crate::load::check::Check;
use crate::model::letterhead::{Colour, Letterhead, Logo, Stationery, Typeface};
use crate::model::practice::Practice;
use crate::yaml::Located;

const LOGO: &str = "letterhead.logo";
const FONT: &str = "letterhead.font";

/// Contrast with white paper that small bold text needs (WCAG 2.2, 1.4.3).
const CONTRAST: f64 = 4.5;

/// Checks what can be told without the files.
pub(super) fn check(check: &mut Check<'_>, letterhead: &Letterhead) {
    if let Some(logo) = &letterhead.logo {
        file(check, LOGO, logo, &["svg", "png", "jpg", "jpeg"]);
    }
    if let Some(font) = letterhead.font.as_deref().filter(|font| !matches!(*font, "serif" | "sans")) {
        file(check, FONT, font, &["otf", "ttf"]);
    }
    if let Some(colour) = letterhead.colour.filter(|colour| colour.contrast() < CONTRAST) {
        check.problem(
            "letterhead.colour",
            format!(
                "{colour} is too pale on white paper: contrast {:.1}, and {CONTRAST} is needed",
                colour.contrast()
            ),
            format!("take a darker shade, such as \"{}\"", darker(colour)),
        );
    }
    if letterhead.logo_text.is_some() && letterhead.logo.is_none() {
        check.problem(
            "letterhead.logo_text",
            "`letterhead.logo_text` describes a logo, and there is none",
            "add `logo: logo.svg` beside it, or take the line out",
        );
    }
}

fn darker(colour: Colour) -> Colour {
    colour.readable(CONTRAST)
}

fn file(check: &mut Check<'_>, key: &str, name: &str, endings: &[&str]) {
    let path = Path::new(name);
    let inside = path.components().all(|part| matches!(part, Component::Normal(_))) && !name.contains('\\');
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    if name.is_empty() || !inside {
        check.problem(
            key,
            format!("`{key}` is `{name}`, which is not a file in the practice folder"),
            "copy the file beside practice.yaml and write its name alone",
        );
    } else if !endings.contains(&ending.as_str()) {
        let hint = match key {
            FONT => "write serif, sans, or the name of a font file that ends with .otf or .ttf",
            _ => "save the logo as SVG, PNG or JPEG",
        };
        check.problem(
            key,
            format!("`{key}` is `{name}`; expected a file that ends with .{}", endings.join(", .")),
            hint,
        );
    }
}

/// Reads the files of the letterhead.
///
/// Errors: `Missing`, when a file that is named is not there; `Data`, when it is not what its name says.
pub fn stationery(home: &Home, practice: &Located<Practice>) -> Result<Stationery> {
    let letterhead = &practice.value.letterhead;
    let read = |key: &str, name: &str| -> Result<Vec<u8>> {
        home.read_asset(name)?.ok_or_else(|| {
            Error::missing(format!("`{}` is not there", home.shown(name)))
                .key(key)
                .at(practice.place(key))
                .hint("put the file beside practice.yaml, or take the line out")
        })
    };
    let logo = match &letterhead.logo {
        None => None,
        Some(name) => {
            let bytes = read(LOGO, name)?;
            if !is_picture(&bytes) {
                return Err(Error::data(format!(
                    "`{}` is not an SVG, PNG or JPEG picture",
                    home.shown(name)
                ))
                .key(LOGO)
                .at(practice.place(LOGO))
                .hint("open it in a drawing program and save it anew"));
            }
            Some(Logo { file: home.shown(name), bytes, text: letterhead.logo_text.clone() })
        }
    };
    let typeface = match letterhead.font.as_deref() {
        None | Some("serif") => Typeface::Serif,
        Some("sans") => Typeface::Sans,
        Some(name) => Typeface::Own(home.shown(name), read(FONT, name)?),
    };
    Ok(Stationery { logo, colour: letterhead.colour, typeface, paper: letterhead.paper })
}

fn is_picture(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(4096)];
    bytes.starts_with(b"\x89PNG\r\n\x1a\n")
        || bytes.starts_with(b"\xff\xd8\xff")
        || std::str::from_utf8(start).map_or_else(|e| e.valid_up_to() + 4 > start.len(), |_| true)
            && start.windows(4).any(|part| part == b"<svg")
}
