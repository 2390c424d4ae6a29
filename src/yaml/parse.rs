//! Text to tree; the only file that names the YAML parser.
//!
//! Bounded: a file nests at most [`MAX_DEPTH`] deep, and its aliases unfold to at most [`MAX_NODES`] values, counted as
//! often as they are repeated, so no short text grows into a long computation. What is typed is bounded by the file's size.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span, StrInput};

use crate::error::Problem;
use crate::yaml::node::{Content, Entry, Node, Step, display};
use crate::yaml::source::Source;
use crate::yaml::{MAX_PROBLEMS, named, scalar};

/// How deep lists and keys may nest.
const MAX_DEPTH: usize = 24;

/// How many values the aliases of a file may unfold to.
const MAX_NODES: usize = 100_000;

type Failure = Box<Problem>;

/// Parses one document. The list holds faults of single keys, which do not stand in the way of the others.
pub(super) fn parse(source: &Source) -> Result<(Node, Vec<Problem>), Failure> {
    let mut builder = Builder::new(source);
    let root = builder.document()?;
    Ok((root, builder.problems))
}

/// Parses as far as the value of a key of the outermost level, and no further.
pub(super) fn entry(source: &Source, key: &str) -> Result<Option<Node>, Failure> {
    Builder::new(source).entry(key)
}

struct Builder<'a> {
    source: &'a Source,
    parser: Parser<'a, StrInput<'a>>,
    anchors: HashMap<usize, Node>,
    path: Vec<Step>,
    nodes: usize,
    problems: Vec<Problem>,
}

impl<'a> Builder<'a> {
    fn new(source: &'a Source) -> Self {
        let options = granit_parser::options! {
            emit_comments: false,
            disallow_directives: true,
            flow_nesting_limit: MAX_DEPTH + 1,
            block_nesting_limit: MAX_DEPTH + 1,
        };
        Self {
            source,
            parser: Parser::new_from_str_with_options(source.text(), options),
            anchors: HashMap::new(),
            path: Vec::new(),
            nodes: 0,
            problems: Vec::new(),
        }
    }

    fn entry(&mut self, wanted: &str) -> Result<Option<Node>, Failure> {
        loop {
            match self.next()? {
                Some((Event::StreamStart | Event::DocumentStart(..), _)) => {}
                Some((Event::MappingStart(..), _)) => break,
                _ => return Ok(None),
            }
        }
        while let Some((event, span)) = self.next()? {
            if matches!(event, Event::MappingEnd) {
                break;
            }
            let key = self.node(event, &span)?;
            let Some((event, span)) = self.next()? else { break };
            let value = self.node(event, &span)?;
            if matches!(&key.content, Content::Scalar { text, .. } if text == wanted) {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    fn document(&mut self) -> Result<Node, Failure> {
        let empty = || {
            Box::new(
                Problem::new("the file is empty")
                    .at(crate::error::Place::file(self.source.file()))
                    .hint("write at least one `key: value`, or delete the file"),
            )
        };
        let empty = empty();
        let root = loop {
            match self.next()? {
                None | Some((Event::StreamEnd | Event::DocumentEnd, _)) => return Err(empty),
                Some((Event::StreamStart | Event::DocumentStart(..), _)) => {}
                Some((event, span)) => break self.node(event, &span)?,
            }
        };
        if matches!(&root.content, Content::Scalar { text, plain: true } if text.is_empty()) {
            return Err(empty);
        }
        while let Some((event, span)) = self.next()? {
            if matches!(event, Event::DocumentStart(..)) {
                return Err(Box::new(
                    Problem::new("a second document begins here; a file holds one")
                        .at(self.source.at(&bytes(&span)))
                        .hint("delete the line `---`, or move what follows it to a file of its own"),
                ));
            }
        }
        Ok(root)
    }

    fn next(&mut self) -> Result<Option<(Event<'a>, Span)>, Failure> {
        self.parser.next_event().transpose().map_err(|e| Box::new(self.scan_problem(&e)))
    }

    fn node(&mut self, event: Event<'a>, span: &Span) -> Result<Node, Failure> {
        let mut span_ = bytes(span);
        let (content, anchor, tagged) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain;
                // The parser says `~` where nothing stands at all.
                let text = if plain && span_.is_empty() { String::new() } else { text.into_owned() };
                if plain && scalar::is_in_printed_marks(&text) && self.problems.len() < MAX_PROBLEMS {
                    self.problems.push(printed_marks(&self.path).at(self.source.at(&span_)));
                }
                (Content::Scalar { text, plain }, anchor, tag.is_some())
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.deeper(span)?;
                let (items, end) = self.items()?;
                span_.end = end.max(span_.end);
                (Content::List(items), anchor, tag.is_some())
            }
            Event::MappingStart(_, anchor, tag) => {
                self.deeper(span)?;
                let (entries, end) = self.entries()?;
                span_.end = end.max(span_.end);
                (Content::Map(entries), anchor, tag.is_some())
            }
            Event::Alias(id) => {
                // An alias inside its own anchor is not finished yet, hence unknown here.
                let Some(mut node) = self.anchors.get(&id).cloned() else {
                    return Err(Box::new(
                        Problem::new("this refers to a value that contains it").at(self.source.at(&span_)),
                    ));
                };
                let size = node.size();
                self.count(size, span)?;
                node.span = span_;
                return Ok(node);
            }
            _ => {
                return Err(Box::new(Problem::new("a value is missing here").at(self.source.at(&span_))));
            }
        };
        if tagged && self.problems.len() < MAX_PROBLEMS {
            let problem = Problem::new(format!("the value of {} begins with `!`", named(&self.path)))
                .at(self.source.at(&span_))
                .hint("put the value in quotation marks if the `!` belongs to it, or take the `!…` out");
            self.problems.push(problem);
        }
        let node = Node { span: span_, content };
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn items(&mut self) -> Result<(Vec<Node>, usize), Failure> {
        let mut items = Vec::new();
        loop {
            let Some((event, span)) = self.next()? else { return Ok((items, 0)) };
            if matches!(event, Event::SequenceEnd) {
                return Ok((items, bytes(&span).end));
            }
            self.path.push(Step::Index(items.len()));
            let item = self.node(event, &span)?;
            self.path.pop();
            items.push(item);
        }
    }

    fn entries(&mut self) -> Result<(Vec<Entry>, usize), Failure> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut seen: HashSet<String> = HashSet::new();
        loop {
            let Some((event, span)) = self.next()? else { return Ok((entries, 0)) };
            if matches!(event, Event::MappingEnd) {
                return Ok((entries, bytes(&span).end));
            }
            let key_span = bytes(&span);
            let key = self.node(event, &span)?;
            let name = match &key.content {
                Content::Scalar { text, plain } if !plain || !scalar::is_null(text) => Some(text.clone()),
                _ => None,
            };
            self.path.push(Step::Key(name.clone().unwrap_or_else(|| "?".to_owned())));
            let value = match self.next()? {
                Some((event, span)) => self.node(event, &span)?,
                None => return Ok((entries, 0)),
            };
            if let Some(key) = &name
                && key != "<<"
                && seen.insert(key.clone())
            {
                self.path.pop();
                entries.push(Entry { key: key.clone(), key_span, value });
                continue;
            }
            let path = named(&self.path);
            self.path.pop();
            if self.problems.len() >= MAX_PROBLEMS {
                continue;
            }
            let at = self.source.at(&key_span);
            match name {
                None => self.problems.push(
                    Problem::new(format!("a key is a word, and here stands {}", key.kind().name()))
                        .at(at)
                        .hint("write `key: value`; a text that begins with `{` or `[` needs quotation marks"),
                ),
                Some(name) if name == "<<" => self.problems.push(
                    Problem::new("`<<` merges keys, which garbo does not read")
                        .at(at)
                        .hint("write the keys out"),
                ),
                Some(name) => {
                    let first = entries.iter().find(|e| e.key == name).map(|e| self.source.at(&e.key_span));
                    let line = first.and_then(|p| p.line).unwrap_or(0);
                    self.problems.push(
                        Problem::new(format!("the key {path} stands twice; first in line {line}"))
                            .key(path.trim_matches('`'))
                            .at(at)
                            .hint("keep one of the two"),
                    );
                }
            }
        }
    }

    fn deeper(&self, span: &Span) -> Result<(), Failure> {
        if self.path.len() < MAX_DEPTH {
            return Ok(());
        }
        Err(Box::new(too_deep().at(self.source.at(&bytes(span)))))
    }

    fn count(&mut self, more: usize, span: &Span) -> Result<(), Failure> {
        self.nodes += more;
        if self.nodes <= MAX_NODES {
            return Ok(());
        }
        Err(Box::new(
            Problem::new(format!("the aliases of the file unfold to more than {MAX_NODES} values"))
                .at(self.source.at(&bytes(span)))
                .hint("aliases (`*name`) repeat a value each time; write the few values that are needed"),
        ))
    }

    /// Turns the parser's words into those of somebody who writes a file by hand.
    fn scan_problem(&self, error: &ScanError) -> Problem {
        let at = offset(error.marker());
        let (message, hint) = match error.kind() {
            ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabAtBlockScalarStart
            | ErrorKind::TabInIndentation
            | ErrorKind::TabInPlainScalar => return self.tab(at),
            ErrorKind::RecursionLimitExceeded => return too_deep().at(self.source.at(&(at..at))),
            ErrorKind::UnclosedQuotedScalar => (
                "a quotation mark is opened and never closed".into(),
                "close it with the same mark: \"…\" or '…'; the curly marks of a word processor are none",
            ),
            ErrorKind::InvalidTrailingDoubleQuotedScalar | ErrorKind::InvalidTrailingSingleQuotedScalar => (
                "text follows the closing quotation mark".into(),
                "put the whole value in quotation marks; write \\\" for a mark inside \"…\"",
            ),
            ErrorKind::UnknownQuotedScalarEscape | ErrorKind::InvalidQuotedScalarHexEscape => (
                "a backslash inside \"…\" begins an escape, and this one is unknown".into(),
                "write \\\\ for a backslash, or use '…' instead of \"…\"",
            ),
            ErrorKind::MappingValueNotAllowed
            | ErrorKind::InvalidColonPlacement
            | ErrorKind::InvalidSimpleKey
                if self.bracket_above(at) =>
            {
                ("a bracket is opened on the line above and not closed".into(), "close it")
            }
            ErrorKind::MappingValueNotAllowed
            | ErrorKind::InvalidColonPlacement
            | ErrorKind::InvalidSimpleKey => (
                "a colon stands where none is expected".into(),
                "put quotation marks around a value that contains a colon, and begin each key on its own line",
            ),
            ErrorKind::UnclosedFlowCollection { open } => {
                (format!("the bracket `{open}` is opened and never closed"), "close it")
            }
            ErrorKind::UnexpectedEofFlowSequence
            | ErrorKind::UnexpectedEofFlowMapping
            | ErrorKind::UnexpectedEofImplicitFlowMapping
            | ErrorKind::ExpectedFlowMappingSeparator
            | ErrorKind::ExpectedFlowSequenceSeparator => (
                "inside brackets, a comma or the closing bracket is missing".into(),
                "write [a, b] for a list and {key: value, key: value} for keys",
            ),
            ErrorKind::MisplacedFlowCollectionEnd | ErrorKind::MismatchedFlowCollectionEnd { .. } => (
                "a bracket closes that was not opened".into(),
                "take it out, or put the value in quotation marks",
            ),
            ErrorKind::UnexpectedCharacter { character } => {
                (format!("a value can't begin with `{character}`"), "put the value in quotation marks")
            }
            ErrorKind::UnknownAnchor => (
                "a value that begins with `*` refers to another one, and there is none of that name".into(),
                "put the value in quotation marks",
            ),
            ErrorKind::DirectiveDisallowed => (
                "a line can't begin with `%`".into(),
                "put the value in quotation marks, or take the line out",
            ),
            ErrorKind::ExpectedDocumentStart
            | ErrorKind::SimpleKeyExpected
            | ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::ExpectedBlockSequenceEntry
            | ErrorKind::InvalidIndentation
            | ErrorKind::BlockSequenceEntryNotAllowed
            | ErrorKind::UnexpectedEof => (
                "this is neither `key: value` nor an entry of a list, or it is indented wrongly".into(),
                "write a space after the colon, and indent keys that belong together by the same number of spaces",
            ),
            other => {
                let told = other.to_string();
                let told = told.rsplit(", ").next().unwrap_or(&told);
                (
                    format!("this is not valid YAML: {told}"),
                    "put the value in quotation marks, or look at the line above",
                )
            }
        };
        Problem::new(message).at(self.source.at(&(at..at))).hint(hint)
    }

    /// Tells whether the line above opens more brackets than it closes.
    fn bracket_above(&self, at: usize) -> bool {
        let above = self.source.text().get(..at).and_then(|t| t.lines().rev().nth(1)).unwrap_or_default();
        above.matches(['[', '{']).count() > above.matches([']', '}']).count()
    }

    /// Points at the tab itself, which the parser may notice only later.
    fn tab(&self, at: usize) -> Problem {
        let text = self.source.text();
        let start = text.get(..at).and_then(|t| t.rfind('\n')).map_or(0, |i| i + 1);
        let tab = text.get(start..).and_then(|t| t.find('\t')).map_or(at, |i| start + i);
        Problem::new("a tab stands where YAML wants spaces")
            .at(self.source.at(&(tab..tab + 1)))
            .hint("replace each tab by two spaces")
    }
}

/// A word processor turns straight marks into curly ones, and those would be printed with the value.
fn printed_marks(path: &[Step]) -> Problem {
    Problem::new(format!("{} stands in quotation marks of a word processor, which would be printed", named(path)))
        .key(display(path))
        .hint("write the straight marks of the keyboard, \"…\", or none; marks that are meant to be printed stand inside them: \"“…”\"")
}

fn too_deep() -> Problem {
    Problem::new(format!("lists and keys nest more than {MAX_DEPTH} deep here"))
        .hint("close the brackets; no file of garbo nests deeper than a few levels")
}

fn bytes(span: &Span) -> Range<usize> {
    span.byte_range().unwrap_or(0..0)
}

fn offset(mark: &granit_parser::Marker) -> usize {
    mark.byte_offset().unwrap_or(0)
}
