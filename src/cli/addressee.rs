//! To whom a letter goes: a mailbox, a name, a file in `people/`, or the writer of a message.

use std::fs;
use std::io::Read;
use std::path::Path;

use clap::ArgMatches;

use crate::cli::workspace::Workspace;
use crate::error::{Error, Place, Result, is_unprintable, nearest};
use crate::grammar::case;
use crate::load;
use crate::load::inquiry::{SIZE_MAX, inquiry};
use crate::model::address::{Formality, Gender};
use crate::model::inquiry::Inquiry;
use crate::model::language::Language;
use crate::model::mailbox::Mailbox;
use crate::model::person::Person;
use crate::yaml::Located;

/// Longest name in characters.
const NAME_MAX: usize = 200;

/// The addressee, and where the facts about them come from.
pub struct Addressee {
    pub person: Person,
    pub origin: Origin,
}

/// Where the facts about an addressee come from.
#[derive(Default)]
pub struct Origin {
    /// The person's file, for errors that point into it
    pub file: Option<Box<Located<Person>>>,
    /// The message that is answered
    pub inquiry: Option<Box<Inquiry>>,
}

/// Returns the addressee that the flags describe.
///
/// Errors: usage, when nobody is named; missing or data, for a message or file that can't be read.
pub fn addressee(matches: &ArgMatches, workspace: &Workspace) -> Result<Addressee> {
    let inquiry = match matches.get_one::<std::path::PathBuf>("reply") {
        Some(path) => Some(answered(path, workspace)?),
        None => None,
    };
    let to = matches.get_one::<String>("to");
    let (mut person, file) = match (to, &inquiry) {
        (Some(to), _) => named(to, workspace)?,
        (None, Some(inquiry)) => (writer(inquiry)?, None),
        (None, None) => {
            return Err(Error::usage("it is not said whom to write to")
                .key("--to")
                .hint("add --to \"Anna Petrova <anna@example.org>\", or --reply FILE to answer a message"));
        }
    };
    if let (Some(inquiry), true) = (&inquiry, person.email.is_none()) {
        person.email = Some(checked(&inquiry.address)?.address().to_string());
    }
    apply(matches, &mut person)?;
    Ok(Addressee { person, origin: Origin { file, inquiry: inquiry.map(Box::new) } })
}

/// Lays the flags about the person over what is known.
fn apply(matches: &ArgMatches, person: &mut Person) -> Result<()> {
    let text = |id: &str| matches.get_one::<String>(id);
    if let Some(gender) = text("gender") {
        person.gender = Some(gender.parse::<Gender>().map_err(|e| e.key("--gender"))?);
    }
    if let Some(formality) = text("formality") {
        person.formality = Some(formality.parse::<Formality>().map_err(|e| e.key("--formality"))?);
    }
    for (id, field) in [("title", &mut person.title), ("patronymic", &mut person.patronymic)] {
        if let Some(value) = text(id) {
            check_name(value, id, &format!("--{id}"))?;
            *field = Some(value.clone());
        }
    }
    Ok(())
}

/// Returns the person of `--to`.
pub fn named(to: &str, workspace: &Workspace) -> Result<(Person, Option<Box<Located<Person>>>)> {
    if to.contains('@') {
        let mailbox = checked(to)?;
        return Ok((
            Person {
                name: mailbox.name().map(str::to_owned),
                email: Some(mailbox.address().to_string()),
                ..Person::default()
            },
            None,
        ));
    }
    check_name(to, "name", "--to")?;
    if let Some(address) = address_without_at(to) {
        return Err(Error::data(format!("the address `{address}` has no @"))
            .key("--to")
            .hint("write it as anna@example.org, or leave it out for a letter without an address"));
    }
    if let Some(file) = file_named(to) {
        let file = load::person(&workspace.home, file).map_err(|e| e.key("--to"))?;
        return Ok((file.value.clone(), Some(Box::new(file))));
    }
    match load::find_person(&workspace.home, to)? {
        Some(file) => Ok((file.value.clone(), Some(Box::new(file)))),
        None => {
            doubt(to.trim(), workspace)?;
            Ok((Person { name: Some(to.trim().to_owned()), ..Person::default() }, None))
        }
    }
}

/// Returns the name of the file in `people/` that was written with its folder or ending.
pub(super) fn file_named(to: &str) -> Option<&str> {
    let bare = to.strip_suffix(".yaml").or_else(|| to.strip_suffix(".yml")).unwrap_or(to);
    let bare = bare.strip_prefix("people/").unwrap_or(bare);
    (bare != to).then_some(bare)
}

/// Warns when a name looks like that of a file which is not there: nobody is greeted as `ahmett` unseen.
fn doubt(to: &str, workspace: &Workspace) -> Result<()> {
    if to.contains(char::is_whitespace) || !to.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit()) {
        return Ok(());
    }
    let files = load::people_names(&workspace.home)?;
    let meant = match nearest(to, files.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there is no people/{to}.yaml"),
    };
    workspace.ui.warn(&format!("`{to}` is taken for a name as it stands; {meant}"));
    Ok(())
}

fn checked(mailbox: &str) -> Result<Mailbox> {
    mailbox.parse::<Mailbox>().map_err(|e| e.key("--to"))
}

/// Returns what stands in the angle brackets of `Anna <anna.example.org>`: an address whose @ was forgotten.
///
/// A name may hold brackets of its own, so only what looks like a domain counts.
fn address_without_at(to: &str) -> Option<&str> {
    let (name, address) = to.trim().strip_suffix('>')?.rsplit_once('<')?;
    let like_domain =
        address.contains('.') && address.chars().all(|c| c.is_alphanumeric() || ".-_+".contains(c));
    (like_domain && !name.trim().is_empty()).then_some(address)
}

/// Refuses a name, or another word of the address (`what`), that can't be printed as it stands.
pub fn check_name(name: &str, what: &str, key: &str) -> Result<()> {
    if name.trim().is_empty() {
        return Err(Error::data(format!("the {what} is empty"))
            .key(key)
            .hint(format!("write the {what} as you would greet the person")));
    }
    if let Some(bad) = name.chars().find(|c| is_unprintable(*c)) {
        return Err(Error::data(format!(
            "the {what} has the character U+{:04X} in it, which can't be printed",
            bad as u32
        ))
        .key(key)
        .hint(format!("type the {what} again without it")));
    }
    if name.chars().count() > NAME_MAX {
        return Err(Error::data(format!("the {what} is longer than {NAME_MAX} characters"))
            .key(key)
            .hint("shorten it"));
    }
    Ok(())
}

/// Reads the message that is answered.
///
/// Errors: refused, when a machine wrote it.
fn answered(path: &Path, workspace: &Workspace) -> Result<Inquiry> {
    let shown =
        if path.as_os_str() == "-" { "standard input".to_owned() } else { path.display().to_string() };
    let failed = |e: std::io::Error| {
        Error::missing("the message can't be read")
            .at(Place::file(shown.clone()))
            .cause(e)
            .hint("save the message from your mail program as an .eml file and name that file")
    };
    let mut bytes = Vec::new();
    let limit = SIZE_MAX as u64 + 1;
    if path.as_os_str() == "-" {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes).map_err(failed)?;
    } else {
        fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes)).map_err(failed)?;
    }
    let offered = workspace.library.languages()?;
    let inquiry = inquiry(&bytes, &shown, &offered)?;
    if let Some(automatic) = inquiry.automatic {
        return Err(Error::refused(format!("the message is not answered: {automatic}"))
            .at(Place::file(shown))
            .hint("write with --to if a person is behind it after all"));
    }
    Ok(inquiry)
}

fn writer(inquiry: &Inquiry) -> Result<Person> {
    let mailbox = checked(&inquiry.address)?;
    Ok(Person {
        name: inquiry.spoken_name().map(|name| spoken(&name, inquiry.language.best())),
        email: Some(mailbox.address().to_string()),
        ..Person::default()
    })
}

/// Returns a name that a mail account shouts as one writes it: Paolo Conti for PAOLO CONTI. Initials
/// and O'NEIL stay.
fn spoken(name: &str, language: Option<&Language>) -> String {
    let letters = || name.chars().filter(|c| c.is_alphabetic());
    let (Some(language), true) = (language, letters().count() > 3 && letters().all(char::is_uppercase))
    else {
        return name.to_owned();
    };
    let word = |word: &str| {
        let initials = word.contains(['.', '\'', '’']) || word.chars().count() < 2;
        if initials { word.to_owned() } else { case::title(word, language) }
    };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Returns the language to write in: asked for, the person's, the message's, the practice's first.
///
/// A message whose language is not sure is not guessed at in silence: the coach is told what was taken.
pub fn language(matches: &ArgMatches, addressee: &Addressee, workspace: &Workspace) -> Result<Language> {
    if let Some(code) = matches.get_one::<String>("language") {
        return code.parse().map_err(|e: Error| e.key("--language"));
    }
    if let Some(language) = &addressee.person.language {
        return Ok(language.clone());
    }
    if let Some(guess) = addressee.origin.inquiry.as_ref().map(|i| &i.language) {
        match guess.best() {
            Some(best) if guess.sure => return Ok(best.clone()),
            Some(best) => {
                if let Some(chosen) = crate::cli::ask::language(guess, workspace)? {
                    return Ok(chosen);
                }
                workspace.ui.warn(&format!(
                    "the language of the message is not sure; taken for `{best}` (--language says otherwise)"
                ));
                return Ok(best.clone());
            }
            None => {
                return Err(Error::data("the language of the message can't be told")
                    .key("--language")
                    .hint("add --language it, id, ru, tr, en-GB or en-US"));
            }
        }
    }
    let languages = &workspace.practice()?.languages;
    languages.first().cloned().ok_or_else(|| {
        Error::usage("no language is known for this letter")
            .hint("add --language it, id, ru, tr, en-GB or en-US")
    })
}
