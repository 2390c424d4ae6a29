//! A document as one self-contained HTML page: no images, no scripts, colours left to the reader's own.

use std::fmt::Write;

use crate::render::document::Document;
pub use crate::render::elements::body;
pub(crate) use crate::render::elements::{escape, write};

const BODY: &str = "overflow-wrap:break-word;margin:0 auto;padding:1.5em 1em;max-width:38em;font-family:Georgia,'Times New Roman',serif;font-size:1.0625em;line-height:1.5";
const SMALL: &str = "font-size:.85em;opacity:.8";

/// Writes the document as an HTML page in its language.
///
/// Colours are left to the reader's mail program (`color-scheme: light dark`), so a dark page stays readable.
pub fn html(document: &Document) -> String {
    let mut out = String::with_capacity(4096);
    let language = document.language.tag();
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{language}\" dir=\"auto\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n</head>\n<body style=\"{BODY}\">\n",
        escape(&document.subject)
    );
    for part in &document.parts {
        let small = part.id() == "footer";
        if small {
            let _ = writeln!(out, "<div style=\"{SMALL}\">");
        }
        out.push_str(part.html());
        if small {
            out.push_str("</div>\n");
        }
    }
    out.push_str("</body>\n</html>\n");
    out
}
