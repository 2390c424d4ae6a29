//! The tree of a YAML file: what stands where.

use std::ops::Range;

use crate::yaml::prepared::{self, Tree};
use crate::yaml::scalar;

/// A value and the bytes of the text it was read from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub(super) span: Range<usize>,
    pub(super) content: Content,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Content {
    /// Text; `plain` when it was written without quotation marks.
    Scalar {
        text: String,
        plain: bool,
    },
    List(Vec<Node>),
    Map(Vec<Entry>),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) key_span: Range<usize>,
    pub(super) value: Node,
}

/// One step of a path into the tree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

/// What a node is to the eye.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Bool,
    Integer,
    Number,
    Text,
    Quoted,
    List,
    Map,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool => "a yes-or-no value",
            Self::Integer | Self::Number => "a number",
            Self::Text | Self::Quoted => "text",
            Self::List => "a list",
            Self::Map => "keys with values",
        }
    }
}

impl From<Tree<'_>> for Node {
    fn from(tree: Tree<'_>) -> Self {
        let content = match tree.content {
            prepared::Content::Scalar { text, plain } => Content::Scalar { text: text.into_owned(), plain },
            prepared::Content::List(items) => Content::List(items.into_iter().map(Self::from).collect()),
            prepared::Content::Map(entries) => {
                Content::Map(entries.into_iter().map(|(key, value)| Entry::from((key, value))).collect())
            }
        };
        Self { span: bytes(&tree.span), content }
    }
}

impl From<(Tree<'_>, Tree<'_>)> for Entry {
    fn from((key, value): (Tree<'_>, Tree<'_>)) -> Self {
        let key_span = bytes(&key.span);
        let key = match key.content {
            prepared::Content::Scalar { text, .. } => text.into_owned(),
            prepared::Content::List(_) | prepared::Content::Map(_) => String::new(),
        };
        Self { key, key_span, value: value.into() }
    }
}

fn bytes(span: &Range<u32>) -> Range<usize> {
    span.start as usize..span.end as usize
}

impl Node {
    pub(super) fn kind(&self) -> Kind {
        match &self.content {
            Content::Scalar { plain: false, .. } => Kind::Quoted,
            Content::Scalar { text, .. } if scalar::is_null(text) => Kind::Null,
            Content::Scalar { text, .. } if scalar::boolean(text).is_some() => Kind::Bool,
            Content::Scalar { text, .. } if text.parse::<i128>().is_ok() => Kind::Integer,
            Content::Scalar { text, .. } if scalar::float(text).is_some() => Kind::Number,
            Content::Scalar { .. } => Kind::Text,
            Content::List(_) => Kind::List,
            Content::Map(_) => Kind::Map,
        }
    }

    /// Tells whether somebody wrote `null` or `~`.
    pub(super) fn is_null_word(&self) -> bool {
        self.kind() == Kind::Null && matches!(&self.content, Content::Scalar { text, .. } if !text.is_empty())
    }

    /// Counts the nodes below and including this one.
    pub(super) fn size(&self) -> usize {
        match &self.content {
            Content::Scalar { .. } => 1,
            Content::List(items) => 1 + items.iter().map(Self::size).sum::<usize>(),
            Content::Map(entries) => 1 + entries.iter().map(|e| 1 + e.value.size()).sum::<usize>(),
        }
    }

    pub(super) fn child(&self, step: &Step) -> Option<&Self> {
        match (&self.content, step) {
            (Content::List(items), Step::Index(i)) => items.get(*i),
            (Content::Map(entries), Step::Key(key)) => {
                entries.iter().find(|e| e.key == *key).map(|e| &e.value)
            }
            _ => None,
        }
    }

    pub(super) fn child_mut(&mut self, step: &Step) -> Option<&mut Self> {
        match (&mut self.content, step) {
            (Content::List(items), Step::Index(i)) => items.get_mut(*i),
            (Content::Map(entries), Step::Key(key)) => {
                entries.iter_mut().find(|e| e.key == *key).map(|e| &mut e.value)
            }
            _ => None,
        }
    }

    /// Takes out what stands at a path: its entry, or the whole innermost list entry that it lies in.
    ///
    /// What has a list above it is one of several alike, which the others can do without.
    pub(super) fn take_out(&mut self, path: &[Step]) {
        let whole = path.iter().rposition(|step| matches!(step, Step::Index(_)));
        let path = whole.and_then(|at| path.get(..=at)).unwrap_or(path);
        let Some((last, parents)) = path.split_last() else { return };
        let mut node = self;
        for step in parents {
            let Some(child) = node.child_mut(step) else { return };
            node = child;
        }
        match (&mut node.content, last) {
            (Content::Map(entries), Step::Key(key)) => entries.retain(|e| e.key != *key),
            (Content::List(items), Step::Index(i)) if *i < items.len() => {
                items.remove(*i);
            }
            _ => {}
        }
    }

    /// Returns the place of a path: the value, or its key where the value is empty, or as deep as the path leads.
    pub(super) fn span_of(&self, path: &[Step]) -> Range<usize> {
        let mut node = self;
        let mut span = self.span.clone();
        for step in path {
            let Some(child) = node.child(step) else { break };
            span = child.span.clone();
            if let (Content::Map(entries), Step::Key(key)) = (&node.content, step) {
                let scalar = matches!(&child.content, Content::Scalar { text, .. } if !text.is_empty());
                if let Some(entry) = entries.iter().find(|e| e.key == *key).filter(|_| !scalar) {
                    span = entry.key_span.clone();
                }
            }
            node = child;
        }
        span
    }
}

/// Writes a path as people do: `coach.names.ru`, `languages[0]`. Keys of absurd length are cut.
pub(super) fn display(path: &[Step]) -> String {
    let mut out = String::new();
    for step in path {
        match step {
            Step::Key(key) => {
                if !out.is_empty() {
                    out.push('.');
                }
                out.extend(key.chars().take(60));
                if key.chars().nth(60).is_some() {
                    out.push('…');
                }
            }
            Step::Index(i) => out.push_str(&format!("[{i}]")),
        }
    }
    out
}

/// Reads a path back: `languages[0]` is the key `languages` and the index 0.
pub(super) fn steps(path: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for part in path.split('.').filter(|p| !p.is_empty()) {
        let mut pieces = part.split('[');
        if let Some(key) = pieces.next().filter(|k| !k.is_empty()) {
            steps.push(Step::Key(key.to_owned()));
        }
        steps.extend(pieces.filter_map(|i| i.trim_end_matches(']').parse().ok()).map(Step::Index));
    }
    steps
}
