//! A document as plain text: wrapped, no Markdown marks left.

use std::sync::Arc;

use crate::render::document::Document;
use crate::render::part::are_separate;
pub use crate::render::wrap::markdown_to_text;
pub(crate) use crate::render::wrap::{blank, blocks, mark};

/// Writes the document's body as plain text.
///
/// ```text
/// Dear Ms Rossi,
///
/// Thank you for getting in touch …
/// ```
pub fn text(document: &Document) -> String {
    if !are_separate(document.parts.iter().map(Arc::as_ref)) {
        return markdown_to_text(&document.body());
    }
    let texts: Vec<&str> = document.parts.iter().filter_map(|part| part.text()).collect();
    let mut out = texts.join("\n\n");
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_part_by_part_a_document_is_the_same() {
        use proptest::prelude::{ProptestConfig, proptest};
        use proptest::{collection, sample};

        use crate::library::kind::Form;
        use crate::render::markdown::plain;
        use crate::render::part::Part;

        const PIECES: [&str; 32] = [
            "a",
            "Dear *Anna*,",
            "- one",
            "- two",
            "1. one",
            "2. two",
            "+39 02",
            "* x",
            "-",
            "> said",
            "> - a",
            "[site](https://example.org)",
            "[site]",
            "[site]: https://example.org",
            "<b>",
            "\\<b\\>",
            "<!-- x",
            "```",
            "~~~",
            "# head",
            "| a | b |",
            "|---|---|",
            "---",
            "***",
            "![](check:x)",
            "![]()",
            "b\\",
            "    c",
            "\n",
            "\t",
            "===",
            "\\",
        ];
        let config = ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() };
        let lines = collection::vec(sample::select(PIECES.to_vec()), 1..4);
        proptest!(config, |(parts in collection::vec(lines, 1..5))| {
            let parts: Vec<_> = parts.iter().map(|lines| Arc::new(Part::new("x", lines.join("\n")))).collect();
            let whole = parts.iter().map(|part| part.markdown()).collect::<Vec<_>>().join("\n\n");
            let language = "it".parse().unwrap();
            let (kind, subject) = ("x".to_owned(), String::new());
            let document = Document { kind, form: Form::Letter, language, subject, parts };
            assert_eq!(text(&document), markdown_to_text(&document.body()));
            assert_eq!(document.inner_text(), plain(&whole));
        });
    }
}
