//! `garbo render`: any template of the coach's own, with all filters.

#![expect(clippy::disallowed_methods, reason = "the door to a template named on the command line")]

use std::fs;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, ValueHint, value_parser};
use serde_json::{Map, Value, json};

use crate::cli::args;
use crate::cli::output::{self, Format, Target};
use crate::cli::workspace::Workspace;
use crate::compose::desk;
use crate::error::{Error, Place, Result};
use crate::library::engine::{Engine, Source, Values};
use crate::library::kind::Form;
use crate::library::references;
use crate::load;
use crate::model::language::Language;
use crate::render::depth;
use crate::render::document::cut;
use crate::render::docx;
use crate::render::html::html;
use crate::render::text::text;

pub fn command() -> Command {
    Command::new("render")
        .about("Render a template of your own, with all filters")
        .arg(
            Arg::new("template")
                .value_name("TEMPLATE")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .value_hint(ValueHint::FilePath)
                .help("Markdown file with {{ … }} in it"),
        )
        .arg(args::language().help("Language of dates, numbers and names [default: the practice's first]"))
        .arg(
            Arg::new("data")
                .long("data")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .value_hint(ValueHint::FilePath)
                .help("Values for the template, a YAML file"),
        )
        .arg(
            Arg::new("set")
                .long("set")
                .value_name("KEY=VALUE")
                .action(clap::ArgAction::Append)
                .help("A value for the template"),
        )
        .args(output::args())
}

pub fn run(matches: &ArgMatches, workspace: &mut Workspace) -> Result<()> {
    let target = Target::of(matches, Format::Text)?;
    target.check()?;
    let practice = workspace.practice()?;
    let language: Language = match matches.get_one::<String>("language") {
        Some(code) => code.parse().map_err(|e: Error| e.key("--language"))?,
        None => practice
            .languages
            .first()
            .cloned()
            .ok_or_else(|| Error::usage("no language is known").hint("add --language"))?,
    };
    let speech = workspace.library.speech(&language)?;
    let path = matches.get_one::<PathBuf>("template").ok_or_else(|| Error::usage("which template?"))?;
    let text_of = read(path)?;
    let mut values = Map::new();
    values.insert("language".into(), json!(speech.language.tag()));
    values.insert("currency".into(), json!(practice.currency.code()));
    values.insert("today".into(), json!(workspace.today()?.to_string()));
    values.insert(
        "coach".into(),
        serde_json::to_value(desk::writer(practice, &speech)).map_err(|e| Error::internal(e.to_string()))?,
    );
    values.insert("practice".into(), Value::Object(desk::practice(practice, &speech)?));
    values.insert("to".into(), Value::Null);
    values.insert("signature".into(), json!(desk::signature(practice, &speech, false)));
    if let Some(data) = matches.get_one::<PathBuf>("data") {
        values.extend(load::facts(data)?.value);
    }
    for pair in matches.get_many::<String>("set").into_iter().flatten() {
        let (key, value) = pair
            .split_once('=')
            .ok_or_else(|| Error::usage(format!("`{pair}` is not of the form KEY=VALUE")).key("--set"))?;
        values.insert(key.trim().to_owned(), json!(value));
    }
    let name = "template";
    let mut sources = vec![Source {
        name: name.into(),
        shown: path.display().to_string(),
        text: text_of.clone(),
        own: true,
    }];
    for wanted in references(&text_of) {
        for source in workspace.library.sources(&wanted)? {
            if !sources.iter().any(|s| s.name == source.name) {
                sources.push(source);
            }
        }
    }
    let engine = Engine::new(sources, std::sync::Arc::clone(&speech))?;
    let mut known: Vec<&str> = values.keys().map(String::as_str).collect();
    known.extend(["words", "topics"]);
    engine.check_names(name, &known)?;
    let markdown = engine.render(name, &Values::of(&values)?)?;
    depth::check(&markdown, || engine.place(name))?;
    let document = cut("note", Form::Note, &speech.language, &markdown);
    let text_form = match target.format {
        Format::Docx => {
            let page = docx::Page::of(&speech.language);
            let author = &workspace.practice()?.coach.name;
            let properties = docx::Properties { page, date: workspace.today()?, author };
            return target.write(&docx::letter(&document, &properties)?, &workspace.ui);
        }
        #[cfg(feature = "pdf")]
        Format::Pdf => {
            let bytes = crate::cli::paper::note(&document, &speech, workspace)?;
            return target.write(&bytes, &workspace.ui);
        }
        #[cfg(not(feature = "pdf"))]
        Format::Pdf => return Err(output::without_pdf()),
        Format::Text => text(&document),
        Format::Markdown => document.markdown(),
        Format::Html => html(&document),
        Format::Json => format!(
            "{:#}\n",
            json!({"language": speech.language.tag(), "subject": document.subject, "text": text(&document), "markdown": document.body(), "html": html(&document)})
        ),
        Format::Eml => {
            return Err(Error::usage("a note has no addressee, so it can't be a message")
                .key("--format")
                .hint("use text, markdown, html, pdf, docx or json"));
        }
    };
    target.write(text_form.as_bytes(), &workspace.ui)
}

/// Reads a template from disk.
fn read(path: &std::path::Path) -> Result<String> {
    let shown = || Place::file(path.display().to_string());
    let size = fs::metadata(path)
        .map_err(|e| Error::missing("the template can't be read").at(shown()).cause(e))?
        .len();
    if size > 1 << 20 {
        return Err(Error::data("the template is larger than 1 MiB")
            .at(shown())
            .hint("is this the right file?"));
    }
    let bytes =
        fs::read(path).map_err(|e| Error::missing("the template can't be read").at(shown()).cause(e))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Error::data("the template is not UTF-8 text").at(shown()).hint("save it as UTF-8 in your editor")
    })?;
    Ok(text.trim_start_matches('\u{feff}').replace("\r\n", "\n"))
}
