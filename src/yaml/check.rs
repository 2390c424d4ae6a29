//! The tree held against a JSON Schema: every unknown, missing or mistyped key at once.
//!
//! The schema comes from the types themselves, so what is told here is what they accept. Each fault is mended
//! in the tree as it is told, so that the next reading finds the next fault and none twice.

use serde_json::Value;

use crate::error::{Problem, nearest};
use crate::yaml::node::{Content, Entry, Kind, Node, Step, display};
use crate::yaml::schema::Schema;
use crate::yaml::source::Source;
use crate::yaml::value::Fault;
use crate::yaml::{MAX_PROBLEMS, is_secret, named, path_is_secret};

pub(super) struct Checker<'a> {
    schema: Schema<'a>,
    source: &'a Source,
}

impl<'a> Checker<'a> {
    pub(super) fn new(schema: &'a Value, source: &'a Source) -> Self {
        Self { schema: Schema { root: schema }, source }
    }

    /// Returns every fault of form, and mends it in the tree.
    pub(super) fn check(&self, root: &mut Node) -> Vec<Problem> {
        let mut problems = Vec::new();
        self.visit(root, self.schema.root, &mut Vec::new(), None, &mut problems);
        problems
    }

    /// Puts a value that its type accepts at a path; takes out what no type knows.
    pub(super) fn mend(&self, root: &mut Node, path: &[Step]) {
        let Some(schema) = self.schema.at(path) else { return root.take_out(path) };
        let mut node = root;
        for step in path {
            let Some(child) = node.child_mut(step) else { return };
            node = child;
        }
        node.content = self.schema.example(schema, 0);
    }

    /// Words the refusal of a type and mends it in the tree; tells whether the mending may have helped.
    pub(super) fn refused(&self, root: &mut Node, fault: &Fault) -> (Problem, bool) {
        let path = fault.path();
        let (message, hint) = match fault.message.rsplit_once('\n') {
            Some((message, hint)) => (message, Some(hint)),
            None => (fault.message.as_str(), None),
        };
        let message = if path_is_secret(&path) {
            format!("the value of {} is not readable (not shown)", named(&path))
        } else {
            format!("{}: {message}", named(&path))
        };
        let mut problem = Problem::new(message).key(display(&path));
        problem.hint = hint.map(str::to_owned);
        let (parent, last) = match path.split_last() {
            Some((last, parent)) => (parent, Some(last)),
            None => (&[][..], None),
        };
        let mut node = &mut *root;
        for step in parent {
            let Some(_) = node.child(step) else { break };
            node = node.child_mut(step).expect("the child was found above");
        }
        let mut mended = false;
        let mut span = node.span.clone();
        match (&mut node.content, last) {
            (Content::Map(entries), Some(Step::Key(key))) if fault.at_key => {
                if let Some(at) = entries.iter().position(|e| e.key == *key) {
                    span = entries.remove(at).key_span;
                    mended = true;
                }
            }
            (_, Some(step)) => {
                if let Some(child) = node.child_mut(step) {
                    span = child.span.clone();
                    let example = self.schema.at(&path).map(|schema| self.schema.example(schema, 0));
                    mended = match example {
                        Some(content) if !same(&content, &child.content) => {
                            child.content = content;
                            true
                        }
                        _ => false,
                    };
                }
            }
            (_, None) => {}
        }
        (problem.at(self.source.at(&span)), mended)
    }

    fn visit(
        &self,
        node: &mut Node,
        schema: &'a Value,
        path: &mut Vec<Step>,
        key: Option<&std::ops::Range<usize>>,
        problems: &mut Vec<Problem>,
    ) {
        // Placing a fault costs a walk through the text: a file full of faults is not walked for each.
        if problems.len() >= MAX_PROBLEMS {
            return;
        }
        let schema = self.schema.resolve(schema);
        let kind = node.kind();
        let place = if kind == Kind::Null || matches!(kind, Kind::Map | Kind::List) {
            key.unwrap_or(&node.span)
        } else {
            &node.span
        };
        let tell = |message: String, hint: Option<String>| {
            let mut problem = Problem::new(message).key(display(path)).at(self.source.at(place));
            problem.hint = hint;
            problem
        };
        let choices = self.schema.choices(schema);
        if !choices.is_empty() {
            let text = match &node.content {
                Content::Scalar { text, .. } if kind != Kind::Null => Some(text.as_str()),
                _ => None,
            };
            if text.is_some_and(|t| choices.contains(&t)) {
                return;
            }
            let variant =
                matches!(&node.content, Content::Map(_)) && !self.schema.branches(schema).is_empty();
            if !variant {
                let near = text.and_then(|t| nearest(t, choices.iter().copied()));
                let all = choices.join(", ");
                let hint = match near {
                    Some(near) => format!("did you mean `{near}`? The choices are {all}"),
                    None if node.is_null_word() => no_value(path),
                    None => format!("the choices are {all}"),
                };
                let expected = if choices.len() == 1 { all } else { format!("one of {all}") };
                problems.push(tell(self.found(path, node, &expected), Some(hint)));
                node.content = self.schema.example(schema, 0);
                return;
            }
        }
        let branches = self.schema.branches(schema);
        if !branches.is_empty() {
            match branches.iter().find(|b| self.schema.fits(node, b)) {
                Some(branch) => self.visit(node, branch, path, key, problems),
                None => {
                    problems.push(tell(
                        self.found(path, node, &self.schema.expected(schema)),
                        self.remedy(node, schema, path),
                    ));
                    node.content = self.schema.example(schema, 0);
                }
            }
            return;
        }
        if !self.schema.fits(node, schema) {
            problems.push(tell(
                self.found(path, node, &self.schema.expected(schema)),
                self.remedy(node, schema, path),
            ));
            node.content = self.schema.example(schema, 0);
            return;
        }
        if let Some(limits) = self.schema.out_of_range(node, schema) {
            problems.push(tell(self.found(path, node, &limits), None));
            node.content = self.schema.example(schema, 0);
            return;
        }
        match &mut node.content {
            Content::List(items) => {
                if let Some(item) = schema.get("items") {
                    for (i, child) in items.iter_mut().enumerate() {
                        path.push(Step::Index(i));
                        self.visit(child, item, path, None, problems);
                        path.pop();
                    }
                }
            }
            Content::Map(_) => self.visit_map(node, schema, path, key, problems),
            Content::Scalar { .. } => {}
        }
    }

    fn visit_map(
        &self,
        node: &mut Node,
        schema: &'a Value,
        path: &mut Vec<Step>,
        key: Option<&std::ops::Range<usize>>,
        problems: &mut Vec<Problem>,
    ) {
        let known = schema.get("properties").and_then(Value::as_object);
        // A map with keys of a certain form: whether a key has that form is for its own type to say.
        let formed =
            schema.get("patternProperties").and_then(Value::as_object).and_then(|p| p.values().next());
        let others = formed.or_else(|| schema.get("additionalProperties"));
        let place = key.unwrap_or(&node.span).clone();
        let Content::Map(entries) = &mut node.content else { return };
        let names: Vec<&str> = known.map(|k| k.keys().map(String::as_str).collect()).unwrap_or_default();
        let present: Vec<String> = entries.iter().map(|e| e.key.clone()).collect();
        let mut kept: Vec<Entry> = Vec::with_capacity(entries.len());
        let mut misspelt: Vec<&str> = Vec::new();
        for mut entry in std::mem::take(entries) {
            path.push(Step::Key(entry.key.clone()));
            let child = known.and_then(|k| k.get(&entry.key)).or(others);
            match child {
                Some(Value::Bool(false)) if problems.len() >= MAX_PROBLEMS => {}
                Some(Value::Bool(false)) => {
                    let free = names.iter().copied().filter(|n| !present.iter().any(|p| p == n));
                    let near = nearest(&entry.key, free);
                    misspelt.extend(near);
                    problems.push(self.unknown(path, &entry, near, &names));
                }
                Some(child) => {
                    self.visit(&mut entry.value, child, path, Some(&entry.key_span), problems);
                    kept.push(entry);
                }
                None => kept.push(entry),
            }
            path.pop();
        }
        let required = schema.get("required").and_then(Value::as_array);
        for name in required.into_iter().flatten().filter_map(Value::as_str) {
            if present.iter().any(|p| p == name) {
                continue;
            }
            let child = known.and_then(|k| k.get(name)).unwrap_or(&Value::Null);
            // A misspelt key was told with its right name; it is not missing as well.
            if !misspelt.contains(&name) {
                problems.push(self.missing(path, name, child, &place));
            }
            kept.push(Entry {
                key: name.to_owned(),
                key_span: place.clone(),
                value: Node { span: place.clone(), content: self.schema.example(child, 0) },
            });
        }
        *entries = kept;
    }

    fn unknown(&self, path: &[Step], entry: &Entry, near: Option<&str>, names: &[&str]) -> Problem {
        let problem = Problem::new(format!("unknown key {}", named(path)))
            .key(display(path))
            .at(self.source.at(&entry.key_span));
        let here = if path.len() > 1 { "the keys known here are" } else { "the keys of the file are" };
        let all = names.join(", ");
        if is_secret(&entry.key) && names.iter().any(|n| n.ends_with("_command")) {
            problem.hint(
                "never write the password itself into a file: use password_command, password_env, or the system's keyring",
            )
        } else if let Some(near) = near {
            problem.hint(format!("did you mean `{near}`?"))
        } else {
            problem.hint(format!("{here} {all}"))
        }
    }

    fn missing(&self, path: &[Step], name: &str, schema: &Value, place: &std::ops::Range<usize>) -> Problem {
        let mut whole = path.to_vec();
        whole.push(Step::Key(name.to_owned()));
        let where_ = match path.last() {
            None => "at the left edge of the file".to_owned(),
            Some(Step::Key(key)) => format!("indented under `{key}:`"),
            Some(Step::Index(i)) => format!("in entry {} of the list", i + 1),
        };
        let about = self.schema.about(schema);
        let about = if about.is_empty() { String::new() } else { format!(" ({about})") };
        let problem = Problem::new(format!("{} is missing{about}", named(&whole)))
            .key(display(&whole))
            .hint(format!("add `{name}: {}` {where_}", self.schema.sample(schema)));
        if path.is_empty() {
            problem.at(crate::error::Place::file(self.source.file()))
        } else {
            problem.at(self.source.at(place))
        }
    }

    fn found(&self, path: &[Step], node: &Node, expected: &str) -> String {
        if path_is_secret(path) {
            return format!("the value of {} is not {expected} (not shown)", named(path));
        }
        let path = named(path);
        match (&node.content, node.kind()) {
            (_, Kind::Null) if node.is_null_word() => {
                format!("{path} is `null`, which is no value; expected {expected}")
            }
            (_, Kind::Null) => format!("{path} has no value; expected {expected}"),
            (Content::Scalar { text, .. }, kind) => {
                let short: String = text.chars().take(60).collect();
                let dots = if short.len() < text.len() { "…" } else { "" };
                let kind = if kind == Kind::Quoted { "the text " } else { "" };
                format!("{path} is {kind}`{short}{dots}`; expected {expected}")
            }
            (_, kind) => format!("{path} holds {}; expected {expected}", kind.name()),
        }
    }

    fn remedy(&self, node: &Node, schema: &Value, path: &[Step]) -> Option<String> {
        let types = self.schema.types(schema);
        let wants = |t: &str| types.contains(&t);
        match node.kind() {
            _ if path_is_secret(path) => None,
            Kind::Null if node.is_null_word() => Some(no_value(path)),
            Kind::Null if wants("array") => {
                Some("write the entries below it, each behind `- `, or take the line out".into())
            }
            Kind::Null => Some("write the value behind the colon, or take the line out".into()),
            Kind::Quoted if wants("integer") || wants("number") || wants("boolean") => {
                Some("take the quotation marks away".into())
            }
            _ if wants("boolean") => Some("write true or false".into()),
            _ if wants("array") => match &node.content {
                Content::Scalar { text, .. } if text.chars().count() < 30 => {
                    Some(format!("write a list: [{text}]"))
                }
                _ => Some("write a list: one entry a line, each behind `- `".into()),
            },
            Kind::List if wants("string") => Some("write one value, without brackets or dashes".into()),
            _ if wants("object") && path.is_empty() => {
                Some("write one `key: value` on each line, at the left edge".into())
            }
            _ if wants("object") => Some("write `key: value` lines below it, indented by two spaces".into()),
            _ => None,
        }
    }
}

/// The way out of a `null`: it might ask for the default, or for none.
fn no_value(path: &[Step]) -> String {
    match path.last() {
        Some(Step::Key(key)) => {
            format!("write a value, or delete the key `{key}`: what is left out has its default")
        }
        Some(Step::Index(_)) | None => "write a value, or delete the entry".to_owned(),
    }
}

fn same(a: &Content, b: &Content) -> bool {
    match (a, b) {
        (Content::Scalar { text: a, .. }, Content::Scalar { text: b, .. }) => a == b,
        (Content::List(a), Content::List(b)) => a.is_empty() && b.is_empty(),
        (Content::Map(a), Content::Map(b)) => a.is_empty() && b.is_empty(),
        _ => false,
    }
}
