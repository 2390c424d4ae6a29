//! Text to value and back: strict YAML whose faults name file, line, column, key and remedy.
//!
//! Lowest floor, beside `error`. A file is parsed into a tree with places (`parse`), which is read into the
//! wanted type (`value`). Only when that fails is the tree held against the type's JSON Schema (`check`), so
//! that one run tells every fault of a file. The words of scalars are never guessed: `no`, `0039`, `80.00`
//! and `2026-03-01` stay the text that was typed wherever text is wanted.

mod check;
mod node;
mod parse;
mod place;
mod prepared;
mod scalar;
mod schema;
mod source;
mod value;
mod write;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorKind, Problem, Result};
use crate::yaml::check::Checker;
use crate::yaml::node::{Content, Node, Step, display};
use crate::yaml::prepared::Tree;
pub use crate::yaml::source::{Located, Source};
pub use crate::yaml::write::{quoted, to_string, without_nulls};

/// The largest file that is read: 1 MiB.
pub const MAX_BYTES: usize = 1024 * 1024;

/// At most so many faults of one file are told.
const MAX_PROBLEMS: usize = 20;

/// Longest message, in characters.
const MAX_MESSAGE: usize = 400;

/// Reads a value and keeps its text, so that later checks can point into the file.
///
/// Errors: `Data` with every fault of the file: not UTF-8, not YAML, unknown, missing or double keys, values
/// of the wrong type or form.
pub fn read<T: DeserializeOwned + JsonSchema>(bytes: &[u8], file: &str) -> Result<Located<T>> {
    let source = Source::new(bytes, file)?;
    let (mut root, mut problems) = tree(&source)?;
    if problems.is_empty()
        && let Ok(value) = T::deserialize(&root)
    {
        return Ok(Located { value, source });
    }
    let schema = schemars::schema_for!(T).to_value();
    let checker = Checker::new(&schema, &source);
    problems.extend(checker.check(&mut root));
    // What is left are texts that the type itself refuses, such as a 31st of June. Each is told, then
    // replaced by the schema's example, so that the next one comes to light.
    while problems.len() < MAX_PROBLEMS {
        let Err(fault) = T::deserialize(&root) else { break };
        let (problem, mended) = checker.refused(&mut root, &fault);
        problems.push(problem);
        if !mended {
            break;
        }
    }
    Err(gather(problems))
}

/// Reads what a file is without the values at these keys, to tell what else is wrong with it.
///
/// Shape: twice, once with the keys left out, and once with values that their types accept. What is wrong both times does
/// not come of the faults. `None` where the rest makes no value, as without a key that must be there.
pub fn read_rest<T: DeserializeOwned + JsonSchema>(
    bytes: &[u8],
    file: &str,
    keys: &[&str],
) -> Option<[Located<T>; 2]> {
    let source = Source::new(bytes, file).ok()?;
    let (root, _) = tree(&source).ok()?;
    // The last of a list goes first: those before it keep their places.
    let mut paths: Vec<Vec<Step>> = keys.iter().map(|key| node::steps(key)).collect();
    paths.sort_by(|a, b| b.cmp(a));
    let mut without = root.clone();
    paths.iter().for_each(|path| without.take_out(path));
    let without = T::deserialize(&without).ok()?;
    let mut mended = root;
    let schema = schemars::schema_for!(T).to_value();
    let checker = Checker::new(&schema, &source);
    for path in &paths {
        checker.mend(&mut mended, path);
    }
    checker.check(&mut mended);
    let mut mended_value = T::deserialize(&mended);
    for _ in 0..MAX_PROBLEMS {
        let Err(fault) = &mended_value else { break };
        checker.refused(&mut mended, fault);
        mended_value = T::deserialize(&mended);
    }
    let mended = mended_value.ok()?;
    let located = |value| Located { value, source: source.clone() };
    Some([located(without), located(mended)])
}

/// Reads a value from the tree of a file that comes with the program, as `build.rs` wrote it; the rules are those of
/// [`read`].
///
/// Returns `None` where the value does not fit: reading the text tells why.
pub fn read_prepared<T: DeserializeOwned>(tree: &[u8]) -> Option<T> {
    let tree: Tree<'_> = postcard::from_bytes(tree).ok()?;
    T::deserialize(&Node::from(tree)).ok()
}

/// Tells whether a tree is the one that its text is parsed into, without a fault.
#[cfg(test)]
pub(crate) fn is_tree_of(tree: &[u8], text: &str) -> bool {
    let source = Source::new(text.as_bytes(), "file.yaml").expect("text");
    let (node, problems) = parse::parse(&source).expect("YAML");
    let tree: Tree<'_> = postcard::from_bytes(tree).expect("a tree");
    problems.is_empty() && Node::from(tree) == node
}

/// Reads a table that comes with the program, whose type has no schema; only its first fault is told.
///
/// Errors: `Data`, with the place of the fault.
pub fn read_table<T: DeserializeOwned>(text: &str, file: &str) -> Result<T> {
    let source = Source::new(text.as_bytes(), file)?;
    let (root, problems) = tree(&source)?;
    if !problems.is_empty() {
        return Err(gather(problems));
    }
    T::deserialize(&root).map_err(|fault| {
        let path = fault.path();
        let problem = Problem::new(format!("{}: {}", named(&path), fault.message));
        Error::new(ErrorKind::Data, problem.at(source.at(&root.span_of(&path))))
    })
}

/// Reads a mapping of free keys, for facts whose names a template chooses.
///
/// Shape: `sessions: 10` is a number, `true` and `false` are booleans; everything else is the text that was
/// typed, so `80.00`, `0039` and `2026-03-01` keep their form.
pub fn read_free(bytes: &[u8], file: &str) -> Result<Located<serde_json::Map<String, serde_json::Value>>> {
    let source = Source::new(bytes, file)?;
    let (root, mut problems) = tree(&source)?;
    if !matches!(root.content, Content::Map(_)) {
        problems.push(
            Problem::new(format!("the file holds {}; expected keys with values", root.kind().name()))
                .at(source.at(&root.span))
                .hint("write one `key: value` on each line"),
        );
    }
    match serde::Deserialize::deserialize(&root) {
        Ok(value) if problems.is_empty() => Ok(Located { value, source }),
        Ok(_) => Err(gather(problems)),
        Err(fault) => {
            problems.push(Problem::new(fault.message).at(source.at(&root.span)));
            Err(gather(problems))
        }
    }
}

/// Reads the value of one key of the outermost level; what follows it in the file is not looked at.
///
/// Shape: as [`read_free`]; `None` where there is no such key, or what stands before it can't be read.
pub fn glance(bytes: &[u8], file: &str, key: &str) -> Option<serde_json::Value> {
    let source = Source::new(bytes, file).ok()?;
    let node = parse::entry(&source, key).ok()??;
    serde::Deserialize::deserialize(&node).ok()
}

/// Parses the text; faults of the form of YAML end it, faults of single keys are handed on.
fn tree(source: &Source) -> Result<(Node, Vec<Problem>)> {
    match parse::parse(source) {
        Ok(parsed) => Ok(parsed),
        Err(problem) => Err(Error::new(ErrorKind::Data, *problem)),
    }
}

/// Makes one error of the first problems, in the order of the file; what they quote is cut to a sane length.
fn gather(mut problems: Vec<Problem>) -> Error {
    let more = problems.len() >= MAX_PROBLEMS;
    problems.truncate(MAX_PROBLEMS);
    problems.sort_by_key(|p| {
        p.place.as_ref().map_or((0, 0), |at| (at.line.unwrap_or(0), at.column.unwrap_or(0)))
    });
    for problem in &mut problems {
        if let Some((end, _)) = problem.message.char_indices().nth(MAX_MESSAGE) {
            problem.message.truncate(end);
            problem.message.push('…');
        }
    }
    if more {
        problems.push(Problem::new("there may be more faults in this file; these were the first"));
    }
    Error::all(ErrorKind::Data, problems)
        .unwrap_or_else(|| Error::internal("a file was refused without a reason"))
}

/// Tells whether a key holds a secret, whose value no message may show.
///
/// Wide on purpose: a slip such as `pasword`, a word of the coach's language, and also `password_command`,
/// into which a password may have been typed by mistake.
pub fn is_secret(key: &str) -> bool {
    let key = key.to_lowercase();
    const MARKS: [&str; 9] = ["pass", "pwd", "secret", "token", "parol", "пароль", "sandi", "sifre", "şifre"];
    MARKS.iter().any(|mark| key.contains(mark))
        // A key of any length may stand in a file; a slip of `password` is short.
        || key.len() < 20 && strsim::damerau_levenshtein(&key, "password") <= 2
        || key == "auth_key"
        || key.ends_with("api_key")
}

fn path_is_secret(path: &[Step]) -> bool {
    path.iter().any(|step| matches!(step, Step::Key(key) if is_secret(key)))
}

/// Returns the path in backticks, or words for the whole file.
fn named(path: &[Step]) -> String {
    if path.is_empty() { "the file".to_owned() } else { format!("`{}`", display(path)) }
}
