//! Where results go: standard output, or a file written whole or not at all.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, ValueHint, value_parser};

use crate::cli::ui::Ui;
use crate::error::{Error, Place, Result, nearest};

/// A written form of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Text,
    Markdown,
    Html,
    Eml,
    Pdf,
    Docx,
    Json,
}

/// Every form with its name and the endings of files that ask for it.
const FORMATS: &[(Format, &str, &[&str])] = &[
    (Format::Text, "text", &["txt", "text"]),
    (Format::Markdown, "markdown", &["md", "markdown"]),
    (Format::Html, "html", &["html", "htm"]),
    (Format::Eml, "eml", &["eml"]),
    (Format::Pdf, "pdf", &["pdf"]),
    (Format::Docx, "docx", &["docx"]),
    (Format::Json, "json", &["json"]),
];

impl Format {
    /// Returns the ending of files in this form.
    pub fn ending(self) -> &'static str {
        let row = FORMATS.iter().find(|(format, ..)| *format == self);
        row.and_then(|(_, _, endings)| endings.first().copied()).unwrap_or("txt")
    }

    /// Tells whether the form is text, which may be joined.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Markdown)
    }

    /// Returns the form of that name.
    pub fn named(name: &str) -> Option<Self> {
        FORMATS.iter().find(|(_, known, _)| *known == name).map(|(format, ..)| *format)
    }
}

/// Where a result goes, and in which form.
#[derive(Clone, Debug)]
pub struct Target {
    pub format: Format,
    pub file: Option<PathBuf>,
    pub force: bool,
}

/// Returns the flags that choose form and file.
pub fn args() -> Vec<Arg> {
    vec![
        Arg::new("format")
            .short('f')
            .long("format")
            .value_name("FORMAT")
            .value_parser(FORMATS.iter().map(|(_, name, _)| *name).collect::<Vec<_>>())
            .help("Form of the result [default: by the ending of -o, else text]"),
        Arg::new("output")
            .short('o')
            .long("output")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .value_hint(ValueHint::FilePath)
            .help("Write to a file; - is standard output"),
        Arg::new("force").long("force").action(ArgAction::SetTrue).help("Replace the file if it is there"),
    ]
}

impl Target {
    /// Reads form and file from the flags.
    ///
    /// Errors: usage, when the ending of the file is of no known form and none is given.
    pub fn of(matches: &ArgMatches, otherwise: Format) -> Result<Self> {
        let file = matches.get_one::<PathBuf>("output").filter(|path| path.as_os_str() != "-").cloned();
        let named =
            matches.get_one::<String>("format").and_then(|name| FORMATS.iter().find(|(_, n, _)| n == name));
        let format = match (named, &file) {
            (Some((format, ..)), _) => *format,
            (None, Some(file)) => by_ending(file)?,
            (None, None) if matches.get_flag("json") => Format::Json,
            (None, None) => otherwise,
        };
        Ok(Self { format, file, force: matches.get_flag("force") })
    }

    /// Returns the target for a file that was named in a dialogue; its ending tells the form.
    pub fn file(file: PathBuf) -> Result<Self> {
        Ok(Self { format: by_ending(&file)?, file: Some(file), force: false })
    }

    /// Writes the result.
    ///
    /// Errors: cannot_create, when the file is there already, is a link, or its folder can't be written; usage, when
    /// a PDF would go to the terminal.
    pub fn write(&self, bytes: &[u8], ui: &Ui) -> Result<()> {
        match &self.file {
            None if self.format == Format::Pdf && ui.is_terminal() => {
                Err(Error::usage("a PDF can't be read on the terminal")
                    .key("--output")
                    .hint("name a file for it: -o letter.pdf"))
            }
            None => {
                ui.bytes(bytes);
                Ok(())
            }
            Some(file) => {
                save(file, bytes, self.force)?;
                ui.say(&format!("wrote {}", file.display()));
                Ok(())
            }
        }
    }

    /// Refuses early what could not be written later, before any work is done.
    pub fn check(&self) -> Result<()> {
        self.file.as_deref().map_or(Ok(()), |file| refuse(file, self.force))
    }
}

/// Says that this program was built without PDF.
#[cfg(not(feature = "pdf"))]
pub fn without_pdf() -> Error {
    Error::usage("this garbo was built without PDF")
        .key("--format")
        .hint("build it with its default features, or write html and print that")
}

fn by_ending(file: &Path) -> Result<Format> {
    let ending = file.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let found = FORMATS.iter().find(|(_, _, endings)| endings.contains(&ending.as_str()));
    found.map(|(format, ..)| *format).ok_or_else(|| {
        let endings: Vec<&str> = FORMATS.iter().flat_map(|(_, _, e)| e.iter().copied()).collect();
        let error = Error::usage(format!("`{}` does not end like any form garbo writes", file.display()))
            .key("--output");
        match nearest(&ending, endings.iter().copied()) {
            Some(near) => error.hint(format!("did you mean .{near}? Or name the form with --format")),
            None => {
                error.hint(format!("use one of .{}, or name the form with --format", endings.join(", .")))
            }
        }
    })
}

fn refuse(file: &Path, force: bool) -> Result<()> {
    let shown = || Place::file(file.display().to_string());
    match fs::symlink_metadata(file) {
        Ok(meta) if meta.file_type().is_symlink() => {
            Err(Error::cannot_create("the output is a symbolic link, which is not followed")
                .at(shown())
                .hint("name the file itself, or another one"))
        }
        Ok(meta) if meta.is_dir() => {
            Err(Error::cannot_create("the output is a folder").at(shown()).hint("name a file in it"))
        }
        Ok(_) if !force => Err(Error::cannot_create("the file is there already")
            .at(shown())
            .hint("choose another name, or add --force to replace it")),
        _ => Ok(()),
    }
}

/// Writes a file whole or not at all, readable by its owner only.
///
/// Errors: cannot_create, naming file and cause.
pub fn save(file: &Path, bytes: &[u8], force: bool) -> Result<()> {
    refuse(file, force)?;
    let failed = |e: std::io::Error| {
        let hint = match e.kind() {
            std::io::ErrorKind::NotFound => "make the folder first",
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                "the folder can't be written; choose another one"
            }
            std::io::ErrorKind::StorageFull => "there is no space left; free some and try again",
            _ => "choose another place for the file",
        };
        Error::cannot_create("the file can't be written")
            .at(Place::file(file.display().to_string()))
            .cause(e)
            .hint(hint)
    };
    let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A temporary file beside it has mode 0600 from the start and becomes the file in one step.
    let mut temporary = tempfile::Builder::new().prefix(".garbo-").tempfile_in(folder).map_err(failed)?;
    temporary.write_all(bytes).map_err(failed)?;
    temporary.as_file().sync_all().map_err(failed)?;
    if force {
        temporary.persist(file).map_err(|e| failed(e.error))?;
    } else {
        temporary.persist_noclobber(file).map_err(|e| failed(e.error))?;
    }
    Ok(())
}
