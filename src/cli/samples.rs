//! `garbo samples`: every letter of a language in one document, for a native reader to read in one sitting.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint, value_parser};

use crate::cli::args;
use crate::cli::letter::Shelf;
use crate::cli::output::save;
use crate::cli::workspace::Workspace;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::library::speech::Speech;
use crate::model::language::Language;
use crate::render::text::text;
use crate::render::trial::Trial;
use crate::render::variant::{Extent, variants};

pub fn command() -> Command {
    Command::new("samples")
        .about("Write all letters of a language into one document, for review")
        .arg(args::language().action(ArgAction::Append).help("Language [default: those of the practice]"))
        .arg(
            Arg::new("kind")
                .long("kind")
                .value_name("KIND")
                .action(ArgAction::Append)
                .help("Only these kinds"),
        )
        .arg(
            Arg::new("all")
                .long("all")
                .action(ArgAction::SetTrue)
                .help("Every combination, not only those that a reader can get through"),
        )
        .arg(
            Arg::new("plain")
                .long("plain")
                .action(ArgAction::SetTrue)
                .help("The sentences alone, each once, without headings: for a speller"),
        )
        .arg(
            Arg::new("output")
                .short('o')
                .long("output")
                .value_name("FOLDER")
                .value_parser(value_parser!(PathBuf))
                .value_hint(ValueHint::DirPath)
                .help("Folder for the documents, one for each language; without it, standard output"),
        )
        .arg(
            Arg::new("force")
                .long("force")
                .action(ArgAction::SetTrue)
                .help("Replace documents that are there"),
        )
}

pub fn run(matches: &ArgMatches, workspace: &mut Workspace) -> Result<()> {
    let named: Vec<Language> = matches
        .get_many::<String>("language")
        .into_iter()
        .flatten()
        .map(|l| l.parse())
        .collect::<Result<_>>()?;
    let languages = if named.is_empty() { workspace.practice()?.languages.clone() } else { named };
    let folder = matches.get_one::<PathBuf>("output").filter(|p| p.as_os_str() != "-");
    for language in languages {
        let speech = workspace.library.speech(&language)?;
        let document = document(matches, &speech, workspace)?;
        match folder {
            None => workspace.ui.data(&document),
            Some(folder) => {
                fs::create_dir_all(folder).map_err(|e| {
                    Error::cannot_create("the folder can't be made")
                        .at(Place::file(folder.display().to_string()))
                        .cause(e)
                })?;
                let file = folder.join(format!("{}.md", speech.language));
                save(&file, document.as_bytes(), matches.get_flag("force"))?;
                workspace.ui.say(&format!("wrote {}", file.display()));
            }
        }
    }
    Ok(())
}

fn document(matches: &ArgMatches, speech: &std::sync::Arc<Speech>, workspace: &Workspace) -> Result<String> {
    let library = &workspace.library;
    let shelf = Shelf::open(workspace, true)?;
    let trial = Trial::new(
        library,
        workspace.practice()?,
        &shelf.directory,
        &shelf.catalogue,
        shelf.legal.as_ref(),
        workspace.today()?,
    );
    let extent = if matches.get_flag("all") { Extent::Everything } else { Extent::Readable };
    let plain = matches.get_flag("plain");
    let extent = if plain && extent == Extent::Readable { Extent::Usual } else { extent };
    let wanted: Vec<&String> = matches.get_many::<String>("kind").into_iter().flatten().collect();
    let mut out = String::new();
    let mut lines: BTreeSet<String> = BTreeSet::new();
    if !plain {
        out.push_str(&format!("# {} ({})\n", speech.lexicon.name, speech.language));
    }
    for id in library.letter_ids()?.iter().filter(|id| wanted.is_empty() || wanted.contains(id)) {
        let kind = library.kind(id)?;
        let mut seen: BTreeSet<String> = BTreeSet::new();
        if !plain {
            let about = kind.about.get(&speech.language).unwrap_or_default();
            out.push_str(&format!("\n## {id}\n\n{about}\n"));
        }
        for variant in variants(&kind, speech, &shelf.catalogue, extent) {
            let tried = match trial.write(&kind, &variant, speech) {
                Ok(tried) => tried,
                Err(e) if e.kind == ErrorKind::Missing && variant.say.is_some() => continue,
                Err(e) => return Err(e),
            };
            if plain {
                lines.extend(tried.document.whole_text().lines().map(str::to_owned));
                continue;
            }
            let mut document = tried.document.clone();
            if !seen.is_empty() {
                // Who signs is read once for each kind.
                document.parts.retain(|part| !matches!(part.id(), "signature" | "footer"));
            }
            let letter = format!("{}\n\n{}", document.subject, text(&document));
            // Two variants that read alike are shown once.
            if seen.insert(letter.clone()) {
                out.push_str(&format!("\n### {}\n\n```text\n{letter}```\n", variant.label()));
            }
        }
    }
    if plain {
        out = lines.into_iter().collect::<Vec<_>>().join("\n");
        out.push('\n');
    }
    Ok(out)
}
