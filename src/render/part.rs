//! A part of a document, and its written forms: each is made when it is first asked for, and shared by all documents
//! of a batch that have the part.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde::Serialize;

use crate::render::markdown::{plain, words};
use crate::render::slips::Slips;
use crate::render::tidy::tidy;
use crate::render::{elements, wrap};

/// How many parts of one id are remembered: more ways to say a thing than a batch usually has.
const REMEMBERED: usize = 8;

/// A part of a document: salutation, thanks, refusal, …
#[derive(Debug, Default, Serialize)]
pub struct Part {
    id: String,
    markdown: String,
    #[serde(skip)]
    forms: Forms,
}

/// What follows from the Markdown alone.
#[derive(Debug, Default)]
struct Forms {
    plain: OnceLock<String>,
    text: OnceLock<Option<String>>,
    html: OnceLock<String>,
    slips: OnceLock<Slips>,
    edges: OnceLock<Edges>,
}

impl Part {
    /// Returns a part that nothing is known about yet.
    pub fn new(id: impl Into<String>, markdown: impl Into<String>) -> Self {
        Self { id: id.into(), markdown: markdown.into(), forms: Forms::default() }
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    pub fn markdown(&self) -> &str {
        &self.markdown
    }

    /// Returns the words without marks, a line end after each block.
    pub(crate) fn plain(&self) -> &str {
        self.forms.plain.get_or_init(|| words(&self.markdown))
    }

    /// Returns the part as plain text, wrapped; `None` where nothing of it shows.
    pub(crate) fn text(&self) -> Option<&str> {
        self.forms.text.get_or_init(|| wrap::shown(&self.markdown, None, wrap::WIDTH)).as_deref()
    }

    /// Returns the part as HTML elements.
    pub(crate) fn html(&self) -> &str {
        self.forms.html.get_or_init(|| {
            let mut out = String::with_capacity(2 * self.markdown.len());
            elements::body(&self.markdown, &mut out);
            out
        })
    }

    /// Returns what a program sees to be wrong with the part.
    pub(crate) fn slips(&self) -> &Slips {
        self.forms.slips.get_or_init(|| Slips::of(&self.markdown))
    }

    fn edges(&self) -> Edges {
        *self.forms.edges.get_or_init(|| Edges::of(&self.markdown, self.plain()))
    }
}

impl PartialEq for Part {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && self.markdown == other.markdown
    }
}

impl Eq for Part {}

/// How a part behaves between others.
#[derive(Clone, Copy, Debug)]
struct Edges {
    /// It ends where it ends, and means the same whatever stands around it
    is_closed: bool,
    begins_list: bool,
    has_list: bool,
}

impl Edges {
    fn of(markdown: &str, plain: &str) -> Self {
        let bytes = markdown.as_bytes();
        // A block of HTML may run on behind blank lines.
        let opens_html = (0..bytes.len()).any(|at| {
            bytes.get(at) == Some(&b'<') && at.checked_sub(1).and_then(|b| bytes.get(b)) != Some(&b'\\')
        });
        // So may fences and indented code; `]:` gives an address to links elsewhere.
        let reaches_out = ["```", "~~~", "]:", "\n    ", "\t"].iter().any(|mark| markdown.contains(mark));
        Self {
            is_closed: !opens_html
                && !reaches_out
                && !markdown.starts_with(char::is_whitespace)
                && !plain.starts_with('\n'),
            begins_list: markdown.lines().next().is_some_and(is_item),
            has_list: markdown.lines().any(is_item),
        }
    }
}

/// Tells whether a line begins an item (CommonMark 0.31.2, 5.2).
fn is_item(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '>']);
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = match line.as_bytes().get(digits) {
        Some(b'-' | b'*' | b'+') if digits == 0 => line.get(1..),
        Some(b'.' | b')') if digits > 0 => line.get(digits + 1..),
        _ => None,
    };
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// Tells whether parts that stand below each other mean together what each means by itself.
pub(crate) fn are_separate<'a>(parts: impl Iterator<Item = &'a Part>) -> bool {
    let mut has_list = false;
    for edges in parts.map(Part::edges) {
        // Two lists below each other are one.
        if !edges.is_closed || (has_list && edges.begins_list) {
            return false;
        }
        has_list = edges.has_list;
    }
    true
}

/// The parts of earlier documents, so that a part which comes again is not read and written again.
#[derive(Debug, Default)]
pub struct Parts(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// Markdown of subjects, and their plain text
    titles: Vec<(String, String)>,
    parts: Vec<Namesakes>,
}

/// Parts of one id, the latest first, each with the Markdown as the template printed it.
#[derive(Debug)]
struct Namesakes {
    id: String,
    seen: Vec<(String, Arc<Part>)>,
}

impl Parts {
    /// Returns the plain text of a subject.
    pub(crate) fn title(&self, markdown: &str) -> String {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        latest(&mut known.titles, markdown, || plain(markdown)).clone()
    }

    /// Returns the part that the template printed so, tidied.
    pub(crate) fn part(&self, id: &str, printed: &str) -> Arc<Part> {
        // A thread that panicked left the lists whole: entries are put in at once or not at all.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = known.parts.iter().position(|namesakes| namesakes.id == id).unwrap_or_else(|| {
            known.parts.push(Namesakes { id: id.to_owned(), seen: Vec::new() });
            known.parts.len() - 1
        });
        let made = || Arc::new(Part::new(id, tidy(printed)));
        match known.parts.get_mut(at) {
            Some(namesakes) => Arc::clone(latest(&mut namesakes.seen, printed, made)),
            None => made(),
        }
    }
}

/// Returns what is known by a key, made now where nothing is; it becomes the latest, and the oldest goes.
fn latest<'a, T>(seen: &'a mut Vec<(String, T)>, key: &str, make: impl FnOnce() -> T) -> &'a T {
    match seen.iter().position(|(known, _)| known == key) {
        Some(at) => seen[..=at].rotate_right(1),
        None => {
            seen.truncate(REMEMBERED - 1);
            seen.insert(0, (key.to_owned(), make()));
        }
    }
    &seen[0].1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_comes_again_is_the_same_and_the_oldest_are_forgotten() {
        let parts = Parts::default();
        let first = parts.part("thanks", "Thank  you.\n");
        assert_eq!(first.markdown(), "Thank you.");
        assert!(Arc::ptr_eq(&first, &parts.part("thanks", "Thank  you.\n")));
        assert_eq!(parts.part("wish", "Thank  you.\n").id(), "wish");
        for n in 0..REMEMBERED {
            parts.part("thanks", &format!("{n}\n"));
        }
        assert!(!Arc::ptr_eq(&first, &parts.part("thanks", "Thank  you.\n")));
        assert_eq!((parts.title("A *b*"), parts.title("A *b*")), ("A b".into(), "A b".into()));
    }

    #[test]
    fn items_are_told_from_words() {
        for item in ["- a", "* a", "+ a", "1. a", "23) a", "-", "> - a", "  - a"] {
            assert!(is_item(item), "{item}");
        }
        for word in ["-a", "+39 02", "**b** c", "1.5 km", "2026 was", "a - b", ""] {
            assert!(!is_item(word), "{word}");
        }
    }

    #[test]
    fn what_reaches_beyond_a_part_is_seen() {
        let is_separate = |texts: &[&str]| {
            let parts: Vec<Part> = texts.iter().map(|text| Part::new("x", *text)).collect();
            are_separate(parts.iter())
        };
        assert!(is_separate(&["Dear *Anna*,", "- a\n- b", "[site](https://example.org) \\<b\\>", "- c"]));
        for open in
            ["<!-- a", "```\na", "~~~", "[a]: https://example.org", "> <pre>", "1. a\n\n    b", "    a"]
        {
            assert!(!is_separate(&["a", open, "b"]), "{open}");
        }
        assert!(!is_separate(&["- a", "- b"]));
        assert!(!is_separate(&["1. a", "2. b"]));
    }
}
