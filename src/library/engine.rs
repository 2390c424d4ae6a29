//! The template engine: strict, escaping for Markdown, bounded. The only file that names tera, beside `filters`.
//!
//! Templates are trusted to be written by the coach, but not to be free of slips: an undefined variable, a
//! missing translation, an endless loop each end in an error that names file, line and column.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use serde::Serialize;
use tera::{Context, ErrorKind as TeraKind, Tera};

use crate::error::{Error, ErrorKind, Place, Problem, Result, nearest};
use crate::library::escape;
use crate::library::filters;
use crate::library::hints::{hint_for, undefined};
use crate::library::reference;
use crate::library::speech::Speech;

/// How long a template of the coach's own may take.
const TIME_LIMIT: Duration = Duration::from_secs(5);
/// How much a template may produce, in bytes.
const SIZE_LIMIT: usize = 4 << 20;
/// How deep brackets may nest in a template of the coach's own: the parser recurses.
const DEPTH_LIMIT: usize = 100;

/// The name of the small template that holds the reason's sentence.
pub const REASON: &str = "reason.txt";

/// A template's text and where it comes from.
#[derive(Clone, Debug)]
pub struct Source {
    /// The name other templates use: `it/decline.md`, `builtin/it/decline.md`
    pub name: String,
    /// The path that errors show
    pub shown: String,
    pub text: String,
    /// Written by the coach, and so bounded in time
    pub own: bool,
}

/// Values as the engine holds them: made once, then shared by every template that shows them.
#[derive(Clone, Debug, Default)]
pub struct Values(Context);

impl Values {
    /// Turns the fields of a value into values of a template.
    ///
    /// Errors: internal, for what is no mapping.
    pub fn of<T: Serialize + ?Sized>(fields: &T) -> Result<Self> {
        Context::from_serialize(fields).map(Self).map_err(|e| unfit(&e))
    }

    /// Puts one value in, over any of that name.
    pub fn put<T: Serialize + ?Sized>(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        value: &T,
    ) -> Result<()> {
        let value = tera::Value::try_from_serializable(value).map_err(|e| unfit(&e))?;
        self.0.insert_value(name, value);
        Ok(())
    }

    /// Puts in a value that is Markdown already and is not escaped again.
    pub fn put_markdown(&mut self, name: &'static str, markdown: &str) {
        self.0.insert_value(name, tera::Value::safe_string(markdown));
    }

    /// Lets the texts of a value, and those below it, refer to clauses; all else of them is escaped as ever.
    pub fn open_references(&mut self, name: &'static str) {
        if let Some(value) = self.0.get(name).map(open_references) {
            self.0.insert_value(name, value);
        }
    }

    /// Takes out a value: to print it is an error then, to ask for it with `if` is not.
    pub fn take_out(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// Tells whether there is a value of a name.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

fn open_references(value: &tera::Value) -> tera::Value {
    if let Some(text) = value.as_str() {
        tera::Value::safe_string(&reference::markdown(text))
    } else if let Some(list) = value.as_array() {
        list.iter().map(open_references).collect::<Vec<_>>().into()
    } else if let Some(map) = value.as_map() {
        let opened = map.iter().map(|(key, value)| (key.clone(), open_references(value)));
        opened.collect::<tera::Map>().into()
    } else {
        value.clone()
    }
}

fn unfit(error: &tera::Error) -> Error {
    Error::internal("the values do not fit a template").cause(error)
}

/// Templates of one document in one language, parsed and checked.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    tera: Tera,
    sources: BTreeMap<String, Source>,
    bounded: bool,
}

impl Engine {
    /// Parses the templates and registers the filters of a language.
    ///
    /// Errors: data, with file, line and column, when a template does not parse, extends or includes one that
    /// is missing, or names an unknown filter or function.
    pub fn new(sources: Vec<Source>, speech: Arc<Speech>) -> Result<Self> {
        let mut tera = Tera::new();
        tera.set_fallback_prefixes(["builtin/"]).map_err(|e| Error::internal(e.to_string()))?;
        tera.autoescape_on([""]);
        tera.set_escape_fn(|value: &str, out: &mut dyn Write| {
            out.write_all(escape::markdown(value).as_bytes())
        });
        tera.global_context().insert("words", &speech.lexicon.words);
        tera.global_context().insert("topics", &speech.lexicon.topics);
        filters::register(&mut tera, speech);
        let bounded = sources.iter().any(|source| source.own);
        let by_name: BTreeMap<String, Source> = sources.into_iter().map(|s| (s.name.clone(), s)).collect();
        for source in by_name.values().filter(|source| source.own) {
            check_depth(source)?;
        }
        tera.add_raw_templates(by_name.values().map(|s| (s.name.as_str(), s.text.as_str())))
            .map_err(|e| located(&e, &by_name))?;
        Ok(Self { inner: Arc::new(Inner { tera, sources: by_name, bounded }) })
    }

    /// Renders a template to Markdown.
    ///
    /// Errors: data, with file, line and column, also when the template runs longer than a few seconds.
    pub fn render(&self, template: &str, values: &Values) -> Result<String> {
        let rendered = if self.inner.bounded {
            let (send, receive) = mpsc::channel();
            let inner = Arc::clone(&self.inner);
            let (name, values) = (template.to_owned(), values.clone());
            // The thread is left behind when time is up: it holds nothing but its own copy of the context.
            std::thread::Builder::new()
                .name("template".into())
                .stack_size(16 << 20)
                .spawn(move || {
                    let _ = send.send(inner.run(&name, &values.0));
                })
                .map_err(|e| Error::internal("the template could not be run").cause(e))?;
            match receive.recv_timeout(TIME_LIMIT) {
                Ok(result) => result,
                Err(_) => {
                    Err(Error::data(format!("the template ran longer than {} seconds", TIME_LIMIT.as_secs()))
                        .at(self.place(template))
                        .hint("look for a loop over a very large range, or loops inside loops"))
                }
            }
        } else {
            self.inner.run(template, &values.0)
        };
        rendered.and_then(|bytes| {
            String::from_utf8(bytes)
                .map_err(|_| Error::internal("the template produced text that is not UTF-8"))
        })
    }

    /// Tells whether a template of the coach's own takes part, which the built-in tests do not know.
    pub fn is_own(&self) -> bool {
        self.inner.bounded
    }

    /// Returns the file of a template, by the path the coach knows.
    pub fn place(&self, template: &str) -> Place {
        self.inner.place(template)
    }

    /// Returns the top-level names a template uses, through inheritance, that are not among `known`.
    ///
    /// Errors: data, when one of them is unknown: a misspelt name in an `if` would pass in silence otherwise.
    pub fn check_names<S: AsRef<str>>(&self, template: &str, known: &[S]) -> Result<()> {
        let known: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
        let used =
            self.inner.tera.get_template_variables(template).map_err(|e| located(&e, &self.inner.sources))?;
        let mut unknown: Vec<&str> =
            used.into_iter().filter(|name| !known.contains(name) && !self.is_bound(name)).collect();
        unknown.sort_unstable();
        let problems = unknown.into_iter().map(|name| self.unknown_name(name, &known)).collect();
        Error::all(ErrorKind::Data, problems).map_or(Ok(()), Err)
    }

    /// Tells whether a template binds the name itself: an included file sees the loop of the one around it.
    fn is_bound(&self, name: &str) -> bool {
        let binds = [format!("for {name} in "), format!(", {name} in "), format!("set {name} =")];
        self.inner.sources.values().any(|source| binds.iter().any(|b| source.text.contains(b.as_str())))
    }

    fn unknown_name(&self, name: &str, known: &[&str]) -> Problem {
        let found = self.inner.sources.values().find_map(|source| {
            source.text.lines().enumerate().find_map(|(i, line)| {
                word_at(line, name)
                    .map(|column| Place::at(&source.shown, &source.text, i + 1, column, name.chars().count()))
            })
        });
        let hint = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("a template may use: {}", known.join(", ")),
        };
        let problem = Problem::new(format!("no value is called `{name}`")).key(name).hint(hint);
        match found {
            Some(place) => problem.at(place),
            None => problem,
        }
    }
}

impl Inner {
    fn place(&self, template: &str) -> Place {
        Place::file(self.sources.get(template).map_or(template, |source| source.shown.as_str()))
    }

    fn run(&self, template: &str, context: &Context) -> Result<Vec<u8>> {
        let mut out = Limited { bytes: Vec::with_capacity(4096), full: false };
        match self.tera.render_to(template, context, &mut out) {
            Ok(()) => Ok(out.bytes),
            Err(_) if out.full => {
                Err(Error::data(format!("the template produced more than {} MiB", SIZE_LIMIT >> 20))
                    .at(self.place(template))
                    .hint("look for a loop that repeats too often"))
            }
            Err(e) => Err(located(&e, &self.sources)),
        }
    }
}

/// A buffer that refuses to grow without end.
struct Limited {
    bytes: Vec<u8>,
    full: bool,
}

impl Write for Limited {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + part.len() > SIZE_LIMIT {
            self.full = true;
            return Err(io::Error::other("too much output"));
        }
        self.bytes.extend_from_slice(part);
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Refuses a template whose brackets nest deeper than the parser's stack allows.
fn check_depth(source: &Source) -> Result<()> {
    let (mut depth, mut deepest) = (0_usize, None);
    for (i, line) in source.text.lines().enumerate() {
        for (column, c) in line.chars().enumerate() {
            match c {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > DEPTH_LIMIT && deepest.is_none() {
                deepest = Some((i + 1, column + 1));
            }
        }
    }
    match deepest {
        None => Ok(()),
        Some((line, column)) => Err(Error::data(format!("brackets nest deeper than {DEPTH_LIMIT} levels"))
            .at(Place::at(&source.shown, &source.text, line, column, 1))
            .hint("close the brackets that are open, or split the expression with `set`")),
    }
}

fn word_at(line: &str, word: &str) -> Option<usize> {
    let edge = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(word).find_map(|(at, _)| {
        let before = line[..at].chars().next_back();
        // Behind a dot it is the field of another value; before one it is the value itself.
        let whole = before != Some('.') && edge(before) && edge(line[at + word.len()..].chars().next());
        whole.then(|| line[..at].chars().count() + 1)
    })
}

/// Turns an error of the engine into one that shows the file by the path the coach knows.
fn located(error: &tera::Error, sources: &BTreeMap<String, Source>) -> Error {
    match error.kind() {
        TeraKind::SyntaxError(report) | TeraKind::RenderingError(report) => {
            let span = report.span();
            let message = match undefined(report.message()) {
                Some(name) => format!("no value is given for `{name}`"),
                None => report.message().trim_end_matches('.').to_owned(),
            };
            let result = Error::data(message.clone());
            let result = match sources.get(report.filename()) {
                Some(source) => {
                    let width = if span.start_line == span.end_line {
                        span.end_col - span.start_col.min(span.end_col)
                    } else {
                        1
                    };
                    result.at(Place::at(
                        &source.shown,
                        &source.text,
                        span.start_line,
                        span.start_col + 1,
                        width,
                    ))
                }
                None => result.at(Place::file(report.filename())),
            };
            match hint_for(report.message()) {
                Some(hint) => result.hint(hint),
                None => result,
            }
        }
        TeraKind::CircularExtend { tpl, .. } => circular(tpl, "extends itself", sources),
        TeraKind::CircularInclude { tpl, .. } => circular(tpl, "includes itself", sources),
        TeraKind::MissingParent { current, parent } => {
            let error = Error::data(format!("the template extends `{parent}`, which does not exist"))
                .hint("a language extends the skeleton of its kind (`decline.md`) or the built-in one (`builtin/it/decline.md`)");
            match sources.get(current) {
                Some(source) => {
                    let line = source.text.lines().position(|l| l.contains(parent.as_str())).unwrap_or(0) + 1;
                    error.at(Place::at(&source.shown, &source.text, line, 1, 1))
                }
                None => error,
            }
        }
        TeraKind::TemplateNotFound(name) => Error::missing(format!("there is no template `{name}`"))
            .hint("`garbo templates list` shows what there is"),
        // What remains is found while the templates are put together; its text carries file and line.
        other => {
            let text = other.to_string();
            let error = Error::data(shown_names(&text, sources));
            match hint_for(text.trim_start_matches("error: ").trim()) {
                Some(hint) => error.hint(hint),
                None => error,
            }
        }
    }
}

fn circular(template: &str, what: &str, sources: &BTreeMap<String, Source>) -> Error {
    let shown = sources.get(template).map_or_else(|| template.to_owned(), |s| s.shown.clone());
    Error::data(format!("the template {what}, directly or through another")).at(Place::file(shown)).hint(
        "a file of your own that keeps the rest of a built-in one extends `builtin/<language>/<kind>.md`",
    )
}

fn shown_names(text: &str, sources: &BTreeMap<String, Source>) -> String {
    let mut text = text.trim().trim_start_matches("error: ").to_owned();
    for source in sources.values().filter(|s| s.own) {
        text = text.replace(&format!("--> {}:", source.name), &format!("--> {}:", source.shown));
    }
    text
}
