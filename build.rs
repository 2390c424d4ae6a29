//! Parses the YAML that comes with the program, so that no start has to: see `src/yaml/prepared.rs`.
//!
//! Rebuilds when a template or a locale changes: embedding alone does not notice new files.
//!
//! On Linux the program is linked at a fixed address: Typst's tables hold some 200,000 pointers, and placing each
//! anew at every start took 2 of the 8 milliseconds that a letter has (docs/architecture.md).

#![expect(
    clippy::disallowed_methods,
    reason = "Cargo tells a build script by the environment what to read and where to write"
)]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use granit_parser::{Event, Parser, ScalarStyle, Span, StrInput};

use prepared::{Content, Tree};

#[path = "src/yaml/prepared.rs"]
mod prepared;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Folders of files that are copied for a coach and read from there, not from here.
const COPIED: [&str; 2] = ["locales/init", "locales/sample"];

fn main() -> Result<()> {
    let set = |name: &str| std::env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    let crt_static = set("FEATURE").split(',').any(|feature| feature == "crt-static");
    if set("OS") == "linux" && set("ENV") == "gnu" && !crt_static {
        println!("cargo:rustc-link-arg-bin=garbo=-no-pie");
    }
    let trees = PathBuf::from(std::env::var("OUT_DIR")?).join("trees");
    // A file that was taken away leaves no tree behind.
    let _ = fs::remove_dir_all(&trees);
    for folder in ["templates", "locales"] {
        println!("cargo:rerun-if-changed={folder}");
        prepare(Path::new(folder), &trees)?;
    }
    Ok(())
}

/// Writes the trees of all YAML files of a folder.
fn prepare(folder: &Path, trees: &Path) -> Result<()> {
    fs::create_dir_all(trees.join(folder))?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if !COPIED.iter().any(|copied| path == Path::new(copied)) {
                prepare(&path, trees)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            let text = fs::read_to_string(&path)?;
            let tree = document(&text).map_err(|e| format!("{}: {e}", path.display()))?;
            fs::write(trees.join(&path), postcard::to_allocvec(&tree)?)?;
        }
    }
    Ok(())
}

/// Parses a file of one document.
fn document(text: &str) -> Result<Tree<'_>> {
    let options = granit_parser::options! { emit_comments: false };
    let mut parser = Parser::new_from_str_with_options(text, options);
    loop {
        match next(&mut parser)? {
            (Event::StreamStart | Event::DocumentStart(..), _) => {}
            (event, span) => return tree(event, &span, &mut parser),
        }
    }
}

fn next<'a>(parser: &mut Parser<'a, StrInput<'a>>) -> Result<(Event<'a>, Span)> {
    Ok(parser.next_event().ok_or("the file ends too early")??)
}

fn tree<'a>(event: Event<'a>, span: &Span, parser: &mut Parser<'a, StrInput<'a>>) -> Result<Tree<'a>> {
    let mut range = bytes(span)?;
    let content = match event {
        Event::Scalar(text, style, 0, None) => {
            let plain = style == ScalarStyle::Plain;
            // The parser says `~` where nothing stands at all.
            let text = if plain && range.is_empty() { "".into() } else { text };
            Content::Scalar { text, plain }
        }
        Event::SequenceStart(_, 0, None) => {
            let mut items = Vec::new();
            loop {
                let (event, span) = next(parser)?;
                if matches!(event, Event::SequenceEnd) {
                    range.end = range.end.max(bytes(&span)?.end);
                    break Content::List(items);
                }
                items.push(tree(event, &span, parser)?);
            }
        }
        Event::MappingStart(_, 0, None) => {
            let mut entries = Vec::new();
            loop {
                let (event, span) = next(parser)?;
                if matches!(event, Event::MappingEnd) {
                    range.end = range.end.max(bytes(&span)?.end);
                    break Content::Map(entries);
                }
                let key = tree(event, &span, parser)?;
                let (event, span) = next(parser)?;
                entries.push((key, tree(event, &span, parser)?));
            }
        }
        other => return Err(format!("the program's own files use no {other:?}").into()),
    };
    Ok(Tree { span: range, content })
}

fn bytes(span: &Span) -> Result<std::ops::Range<u32>> {
    let range = span.byte_range().unwrap_or(0..0);
    Ok(u32::try_from(range.start)?..u32::try_from(range.end)?)
}
