//! `garbo init`: a new practice folder, in the coach's own language.

use std::fs::DirBuilder;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint, value_parser};
use inquire::{InquireError, Text};

use crate::cli::args;
use crate::cli::output;
use crate::cli::ui::Ui;
use crate::cli::workspace;
use crate::error::{Error, ErrorKind, Place, Result, nearest};
use crate::load::home::PRACTICE_FILE;
use crate::load::init::{self, Answers};
use crate::model::language::Language;

/// Every answer: flag, placeholder, help; and how it is put among the answers.
struct Question {
    id: &'static str,
    value: &'static str,
    help: &'static str,
    /// Asked at the terminal, not only taken as a flag
    asked: bool,
    put: fn(&mut Answers, &str, &Language) -> Result<()>,
}

const QUESTIONS: &[Question] = &[
    Question {
        id: "name",
        value: "NAME",
        help: "Your name, as printed under a letter",
        asked: true,
        put: |a, text, _| a.set_name(text),
    },
    Question {
        id: "gender",
        value: "f|m",
        help: "Your grammatical gender",
        asked: true,
        put: Answers::set_gender,
    },
    Question {
        id: "languages",
        value: "CODES",
        help: "Languages you write in, the usual one first: it,en-GB",
        asked: true,
        put: |a, text, _| {
            let words = text.split([',', ' ', ';']).filter(|word| !word.is_empty());
            words.map(str::parse).collect::<Result<Vec<Language>>>().map(|languages| a.languages = languages)
        },
    },
    Question {
        id: "jurisdiction",
        value: "COUNTRY",
        help: "Country whose rules you follow: IT, GB, US-CA",
        asked: true,
        put: |a, text, _| a.set_jurisdiction(text),
    },
    Question {
        id: "city",
        value: "CITY",
        help: "City you work in",
        asked: true,
        put: |a, text, _| {
            a.city = Some(text.trim().to_owned());
            Ok(())
        },
    },
    Question {
        id: "time_zone",
        value: "ZONE",
        help: "Time zone: Europe/Rome",
        asked: true,
        put: |a, text, _| text.trim().parse().map(|zone| a.time_zone = Some(zone)),
    },
    Question {
        id: "currency",
        value: "CODE",
        help: "Currency of your fees: EUR",
        asked: true,
        put: |a, text, _| a.set_currency(text),
    },
    Question {
        id: "niche",
        value: "TEXT",
        help: "What follows \"I work only with\"",
        asked: true,
        put: |a, text, _| {
            a.niche = Some(text.trim().to_owned());
            Ok(())
        },
    },
    Question {
        id: "fee",
        value: "AMOUNT",
        help: "Price of a session: 90.00",
        asked: false,
        put: |a, text, _| text.trim().parse().map(|fee| a.fee = Some(fee)),
    },
    Question {
        id: "phone",
        value: "NUMBER",
        help: "Telephone, for the signature",
        asked: false,
        put: |a, text, _| {
            a.phone = Some(text.trim().to_owned());
            Ok(())
        },
    },
    Question {
        id: "website",
        value: "URL",
        help: "Web page, for the signature",
        asked: false,
        put: |a, text, _| {
            a.website = Some(text.trim().to_owned());
            Ok(())
        },
    },
    Question {
        id: "email",
        value: "ADDRESS",
        help: "Address that letters leave from; the server of a known provider is filled in",
        asked: true,
        put: |a, text, _| a.set_email(text),
    },
    Question {
        id: "provider",
        value: "NAME",
        help: "Mail provider of an address at a domain of your own: Aruba, Gmail, Yandex …",
        asked: true,
        put: |a, text, _| a.set_provider(text),
    },
    Question {
        id: "host",
        value: "SERVER",
        help: "Server for outgoing mail: smtp.example.org",
        asked: false,
        put: |a, text, _| {
            a.host = Some(text.trim().to_owned());
            Ok(())
        },
    },
];

pub fn command() -> Command {
    Command::new("init")
        .about("Make a practice folder: ask, or take the answers as flags")
        .arg(
            Arg::new("dir")
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .value_hint(ValueHint::DirPath)
                .help("Folder to make [default: --home, else the working folder]"),
        )
        .arg(
            args::language()
                .help("Language of the remarks in the files: it, id, ru, tr, en [default: the system's]"),
        )
        .arg(
            Arg::new("yes")
                .short('y')
                .long("yes")
                .action(ArgAction::SetTrue)
                .help("Ask nothing: write a commented example"),
        )
        .arg(Arg::new("force").long("force").action(ArgAction::SetTrue).help("Replace a practice.yaml"))
        .args(QUESTIONS.iter().map(|question| {
            Arg::new(question.id)
                .long(question.id.replace('_', "-"))
                .value_name(question.value)
                .help(question.help)
        }))
}

pub fn run(matches: &ArgMatches, ui: &Ui) -> Result<()> {
    let folder = matches
        .get_one::<PathBuf>("dir")
        .or_else(|| matches.get_one::<PathBuf>("home"))
        .cloned()
        .unwrap_or_default();
    let force = matches.get_flag("force");
    // Refused before anything is asked.
    refuse(&folder, force)?;
    let mut answers = Answers::default();
    let given: Vec<(&Question, &String)> =
        QUESTIONS.iter().filter_map(|q| matches.get_one::<String>(q.id).map(|text| (q, text))).collect();
    // The languages come first: the words of the other answers may be of the first one.
    let (languages, others): (Vec<_>, Vec<_>) = given.iter().partition(|(q, _)| q.id == "languages");
    let english: Language = "en".parse()?;
    for (question, text) in languages {
        take(question, text, &mut answers, &english)?;
    }
    let language = language(matches.get_one::<String>("language"), &answers)?;
    for (question, text) in others {
        take(question, text, &mut answers, &language)?;
    }
    if !matches.get_flag("yes") {
        if ui.can_ask() {
            ask(&mut answers, matches, &language, ui)?;
        } else if given.is_empty() {
            return Err(Error::usage("garbo init asks some questions, and there is no terminal to ask at")
                .hint("add --yes for a commented example, or give the answers as flags; see `garbo init --help`"));
        }
    }
    let files = init::init_files(&answers, &language)?;
    write(&folder, &files, force, ui)?;
    if let Some(text) = init::questions(&language)?.get("written") {
        ui.say(&format!("\n{text}"));
    }
    Ok(())
}

/// Takes the answer that a flag gives.
///
/// Errors: usage, with the flag before what is wrong.
fn take(question: &Question, text: &str, answers: &mut Answers, language: &Language) -> Result<()> {
    (question.put)(answers, text, language).map_err(|mut error| {
        error.kind = ErrorKind::Usage;
        for problem in &mut error.problems {
            problem.message = format!("--{}: {}", question.id.replace('_', "-"), problem.message);
        }
        error
    })
}

/// Returns the language of the remarks: as asked for, else that of the first answer, else the system's.
fn language(asked: Option<&String>, answers: &Answers) -> Result<Language> {
    let known = init::languages();
    let by_base = |language: &Language| known.iter().find(|k| k.base() == language.base()).cloned();
    if let Some(text) = asked {
        let language: Language = text.parse()?;
        let names: Vec<&str> = known.iter().map(Language::tag).collect();
        return by_base(&language).ok_or_else(|| {
            let error = Error::usage(format!("there are no remarks in `{language}`")).key("--language");
            match nearest(language.tag(), names.iter().copied()) {
                Some(near) => error.hint(format!("did you mean `{near}`? There are {}", names.join(", "))),
                None => error.hint(format!("there are {}", names.join(", "))),
            }
        });
    }
    let own = answers.languages.first().cloned().or_else(workspace::system_language);
    match own.as_ref().and_then(by_base) {
        Some(language) => Ok(language),
        None => "en".parse(),
    }
}

/// Asks what no flag has told, in the coach's language. An empty line takes the example, or nothing.
fn ask(answers: &mut Answers, matches: &ArgMatches, language: &Language, ui: &Ui) -> Result<()> {
    let words = init::questions(language)?;
    for question in QUESTIONS.iter().filter(|q| q.asked && !matches.contains_id(q.id)) {
        let Some(text) = words.get(question.id) else { continue };
        // Only an address at a domain of one's own leaves it open.
        if question.id == "provider" && (answers.email.is_none() || answers.knows_server()) {
            continue;
        }
        let default = match question.id {
            "languages" => Some(language.tag().to_owned()),
            "time_zone" => {
                workspace::system_zone().or(init::example(language, "time_zone")?.map(str::to_owned))
            }
            "jurisdiction" | "currency" => init::example(language, question.id)?.map(str::to_owned),
            _ => None,
        };
        loop {
            let mut prompt = Text::new(text);
            if let Some(default) = &default {
                prompt = prompt.with_default(default);
            }
            let typed = match prompt.prompt() {
                Ok(typed) => typed,
                Err(InquireError::OperationCanceled | InquireError::OperationInterrupted) => {
                    return Err(Error::usage("stopped; nothing was written"));
                }
                Err(error) => {
                    return Err(Error::usage("the question can't be asked here")
                        .cause(error)
                        .hint("add --yes for a commented example, or give the answers as flags"));
                }
            };
            // Name and gender stand in every letter, so neither is taken from an example.
            if typed.trim().is_empty() && !matches!(question.id, "name" | "gender") {
                break;
            }
            match (question.put)(answers, &typed, language) {
                Ok(()) => break,
                Err(error) => ui.error(&error),
            }
        }
    }
    Ok(())
}

fn refuse(folder: &Path, force: bool) -> Result<()> {
    let file = folder.join(PRACTICE_FILE);
    let place = || Place::file(file.display().to_string());
    match std::fs::symlink_metadata(&file) {
        Ok(meta) if !meta.is_file() => Err(Error::cannot_create("this is not a plain file").at(place())),
        Ok(_) if !force => Err(Error::cannot_create("there is a practice here already")
            .at(place())
            .hint("edit it, choose another folder, or add --force to begin anew")),
        _ => Ok(()),
    }
}

/// Writes the files; `practice.yaml` comes last, so that the folder is a practice only once it is whole.
fn write(folder: &Path, files: &[init::NewFile], force: bool, ui: &Ui) -> Result<()> {
    for (name, text) in files.iter().rev() {
        let file = folder.join(name);
        make_folder(file.parent().unwrap_or(folder))?;
        let is_own = name != PRACTICE_FILE && !name.starts_with('.');
        if is_own && file.exists() {
            ui.say(&format!("kept {}", file.display()));
            continue;
        }
        // A schema is garbo's own and may be out of date.
        output::save(&file, text.as_bytes(), force || name.starts_with('.'))?;
        if !name.starts_with('.') {
            ui.say(&format!("wrote {}", file.display()));
        }
    }
    Ok(())
}

/// Makes a folder that only its owner can look into; one that is there is left as it is.
fn make_folder(folder: &Path) -> Result<()> {
    // The working folder, as the parent of a bare file name.
    if folder.as_os_str().is_empty() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| {
        Error::cannot_create("the folder can't be made")
            .at(Place::file(folder.display().to_string()))
            .cause(error)
            .hint("choose another place for it")
    })
}
