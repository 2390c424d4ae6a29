//! A letter in conversation: on a terminal, a kind called without what it needs asks for it, shows the letter and
//! offers what to do with it. Answers become flags, so that a letter asked for is the letter typed.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

use clap::ArgMatches;

use crate::cli::letter::{Letter, Shelf};
use crate::cli::output::Target;
use crate::cli::send::Errand;
use crate::cli::workspace::Workspace;
use crate::cli::{addressee, ask, ask_fact, edit, flags, letter, mailroom, posting, register, send};
use crate::error::{Error, ErrorKind, Result};
use crate::grammar::slug::slug;
use crate::library::catalogue::Who;
use crate::library::kind::{Kind, ReasonsOf};
use crate::load;
use crate::model::address::{Formality, Gender, Tone};
use crate::model::id::Id;
use crate::model::language::Language;
use crate::render::document::Document;
use crate::render::text::markdown_to_text;
use crate::render::trial::Trial;
use crate::render::variant::Variant;

/// Something to choose: what is shown, and the value it stands for.
struct Choice(String, Option<String>);

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Composes the letter of the flags; asks for what is needed and not given, where somebody can be asked.
///
/// Returns the letter and, after a conversation, the flags with all answers in them.
pub fn letter(
    kind: &Kind,
    matches: &ArgMatches,
    arguments: &[OsString],
    workspace: &Workspace,
) -> Result<(Letter, Option<ArgMatches>)> {
    let error = match letter::letter(kind.clone(), matches, workspace) {
        Ok(letter) => return Ok((letter, None)),
        Err(error) => error,
    };
    let Some(mut lacks) = missing(&error, kind).filter(|_| workspace.ui.can_converse()) else {
        return Err(error);
    };
    let mut typed = arguments.to_vec();
    let mut matches = matches.clone();
    let mut is_chosen = false;
    loop {
        let mut answers = Vec::new();
        if lacks.iter().any(|key| key == "--to") {
            answers.extend(whom(kind, &matches, workspace)?);
        } else {
            if !is_chosen {
                answers.extend(choices(kind, &matches, workspace)?);
                is_chosen = true;
            }
            for fact in kind.takes.iter().filter(|fact| lacks.contains(&fact.id)) {
                answers.extend(ask_fact::fact(fact, workspace)?);
            }
        }
        typed.extend(answers.into_iter().map(OsString::from));
        matches = flags::reparse(&kind.id, &typed, workspace)?;
        lacks = match letter::letter(kind.clone(), &matches, workspace) {
            Ok(letter) if is_chosen => return Ok((letter, Some(matches))),
            Ok(_) => Vec::new(),
            Err(error) => match missing(&error, kind).filter(|still| *still != lacks) {
                Some(still) => still,
                // What was answered and is missing all the same no question can mend.
                None => return Err(error),
            },
        };
    }
}

/// Returns what a question could mend: `--to` or ids of facts; `None` when something else is wrong.
fn missing(error: &Error, kind: &Kind) -> Option<Vec<String>> {
    if !matches!(error.kind, ErrorKind::Missing | ErrorKind::Usage) {
        return None;
    }
    let keys: Option<Vec<String>> = error.problems.iter().map(|problem| problem.key.clone()).collect();
    let known = |key: &String| {
        key == "--to" && error.kind == ErrorKind::Usage
            || error.kind == ErrorKind::Missing && kind.fact(key).is_some()
    };
    keys.filter(|keys| !keys.is_empty() && keys.iter().all(known))
}

/// Asks whom to write to; about somebody new also how to address them.
fn whom(kind: &Kind, matches: &ArgMatches, workspace: &Workspace) -> Result<Vec<String>> {
    let words = workspace.words()?;
    let mut people: Vec<Choice> = load::people(&workspace.home)?
        .into_iter()
        .map(|(file, person)| {
            let name = person.value.name.unwrap_or_default();
            Choice(format!("{name} ({file})"), Some(file))
        })
        .collect();
    let chosen = match people.is_empty() {
        true => None,
        false => {
            people.push(Choice(words.say("somebody_else").into(), None));
            ask::choose_or_last(words.say("to_whom"), people, words)?.1
        }
    };
    if let Some(file) = chosen {
        return Ok(flag("--to", Some(file)));
    }
    let to = ask::line(words.say("name_and_address"), words.say("name_help"), |typed| {
        addressee::check_name(typed, "name", "--to")
            .err()
            .and_then(|e| e.problems.into_iter().next())
            .map(|p| p.message)
    })?;
    let mut answers = flag("--to", Some(to));
    if matches.get_one::<String>("gender").is_none() {
        let genders = vec![
            Choice(words.say("gender_unknown").into(), None),
            Choice(words.say("gender_f").into(), Some(Gender::Feminine.id().into())),
            Choice(words.say("gender_m").into(), Some(Gender::Masculine.id().into())),
        ];
        answers.extend(flag("--gender", ask::choose(words.say("gender"), genders, words)?.1));
    }
    if matches.get_one::<String>("formality").is_none() && !kind.informal {
        let registers = [Formality::Formal, Formality::Informal];
        let shown = |r: Formality| Choice(words.say(r.id()).into(), Some(r.to_string()));
        let registers = registers.map(shown).into_iter().collect();
        answers.extend(flag("--formality", ask::choose(words.say("register"), registers, words)?.1));
    }
    Ok(answers)
}

fn flag(name: &str, value: Option<String>) -> Vec<String> {
    value.map(|value| vec![format!("{name}={value}")]).unwrap_or_default()
}

/// Asks for language, tone, reason and colleague, as far as they are not given.
fn choices(kind: &Kind, matches: &ArgMatches, workspace: &Workspace) -> Result<Vec<String>> {
    let words = workspace.words()?;
    let mut answers = Vec::new();
    let to = addressee::addressee(matches, workspace)?;
    let given = |id: &str| matches.get_many::<String>(id).is_some_and(|values| values.len() > 0);
    let mut language = addressee::language(matches, &to, workspace)?;
    if !given("language") && to.person.language.is_none() && to.origin.inquiry.is_none() {
        language = ask_language(&language, workspace)?;
        answers.extend(flag("--language", Some(language.to_string())));
    }
    let mut tone = matches.get_one::<String>("tone").and_then(|t| t.parse().ok()).unwrap_or(kind.tone);
    // A tone that a fact brings along is not asked for.
    if !given("tone") && kind.tone_by.is_empty() {
        let mut tones = vec![kind.tone];
        tones.extend(Tone::ALL.iter().copied().filter(|t| *t != kind.tone));
        let name = |t: &Tone| words.say(&format!("tone_{t}")).to_owned();
        let shown = tones.iter().map(|t| Choice(name(t), Some(t.to_string()))).collect();
        let chosen = ask::choose(words.say("tone"), shown, words)?.1;
        tone = chosen.as_ref().and_then(|t| t.parse().ok()).unwrap_or(tone);
        answers.extend(flag("--tone", chosen));
    }
    if !given("reason") && kind.reasons != ReasonsOf::Nobody {
        answers.extend(flag("--reason", reason(kind, tone, &language, workspace)?));
    }
    if !given("colleague") && (kind.refers || kind.needs_consent) {
        answers.extend(colleague(kind, workspace)?);
    }
    Ok(answers)
}

fn ask_language(first: &Language, workspace: &Workspace) -> Result<Language> {
    let mut languages = vec![first.clone()];
    let own = workspace.practice()?.languages.clone();
    for language in own.into_iter().chain(workspace.library.languages()?) {
        if !languages.contains(&language) {
            languages.push(language);
        }
    }
    let words = workspace.words()?;
    ask::choose(words.say("language"), languages, words)
}

/// Asks for the reason; each is shown with the sentence the letter would have.
fn reason(kind: &Kind, tone: Tone, language: &Language, workspace: &Workspace) -> Result<Option<String>> {
    let words = workspace.words()?;
    let shelf = Shelf::open(workspace, true)?;
    let speech = workspace.library.speech(language)?;
    let own = workspace.library.speech(&workspace.own_language()?)?;
    let practice = workspace.practice()?;
    let trial = Trial::new(
        &workspace.library,
        practice,
        &shelf.directory,
        &shelf.catalogue,
        shelf.legal.as_ref(),
        workspace.today()?,
    );
    let who = if kind.reasons == ReasonsOf::Client { Who::Client } else { Who::Prospect };
    let mut shown = vec![Choice(words.say("no_reason").into(), None)];
    if kind.reason.is_some() {
        shown.clear();
    }
    let mut ids: Vec<&Id> =
        shelf.catalogue.reasons.iter().filter(|(_, r)| r.who.contains(&who)).map(|(id, _)| id).collect();
    // The one that the kind takes by itself stands first.
    ids.sort_by_key(|id| kind.reason.as_ref() != Some(*id));
    for id in ids {
        let variant = Variant {
            tone,
            formality: Formality::Formal,
            gender: None,
            writer: practice.coach.grammatical_gender,
            reason: Some(id.clone()),
            say: None,
            choices: Default::default(),
            full: false,
        };
        let written = trial.write(kind, &variant, &speech)?;
        let sentence = written.document.part("reason").map(|part| markdown_to_text(part.markdown()));
        let sentence = sentence.map(|s| s.split_whitespace().collect::<Vec<_>>().join(" "));
        let label = own.lexicon.reasons.get(id).map_or(id.as_str(), |reason| reason.label.as_str());
        let told = sentence.filter(|s| !s.is_empty()).unwrap_or_else(|| words.say("nothing_said").into());
        shown.push(Choice(format!("{label} [{id}]: {told}"), Some(id.to_string())));
    }
    Ok(ask::choose(words.say("reason"), shown, words)?.1)
}

/// Asks for colleagues; only those who agreed to be listed are shown.
fn colleague(kind: &Kind, workspace: &Workspace) -> Result<Vec<String>> {
    let words = workspace.words()?;
    let directory = workspace.directory()?;
    let mut shown: Vec<Choice> = directory
        .colleagues
        .iter()
        .filter(|c| c.agreed_to_be_listed.is_some())
        .map(|c| {
            let fields: Vec<&str> = c.fields.iter().map(Id::as_str).collect();
            Choice(format!("{} ({})", c.name, fields.join(", ")), Some(c.id.to_string()))
        })
        .collect();
    if shown.is_empty() {
        return Ok(Vec::new());
    }
    if kind.needs_consent {
        return Ok(flag("--colleague", ask::choose(words.say("colleague"), shown, words)?.1));
    }
    shown.insert(0, Choice(words.say("nobody_by_name").into(), None));
    shown.insert(1, Choice(words.say("whoever_fits").into(), Some("auto".into())));
    Ok(flag("--colleague", ask::choose(words.say("colleague"), shown, words)?.1))
}

/// What is done with a finished letter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    Edit,
    Save,
    Queue,
    Send,
    Leave,
}

impl Deed {
    /// Returns the id of its words.
    fn id(self) -> &'static str {
        match self {
            Self::Edit => "do_edit",
            Self::Save => "do_save",
            Self::Queue => "do_queue",
            Self::Send => "do_send",
            Self::Leave => "do_leave",
        }
    }
}

/// A deed in the coach's words.
struct Offered<'a>(Deed, &'a str);

impl fmt::Display for Offered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.1)
    }
}

/// Shows the letter and does with it what the coach chooses, until it is saved, queued, sent or left. Tells whether
/// it left this program.
pub fn offer(letter: &mut Letter, matches: &ArgMatches, workspace: &Workspace) -> Result<bool> {
    let words = workspace.words()?;
    let mut deeds = vec![Deed::Leave, Deed::Edit, Deed::Save];
    // What can't be sent from here is not offered.
    if mailroom::account(workspace).is_ok() && posting::recipient(letter).is_ok() {
        deeds.extend([Deed::Queue, Deed::Send]);
    }
    loop {
        let document = posting::whole(letter)?;
        workspace.ui.data(&format!("\n{}\n", posting::shown(letter, &document)));
        for warning in letter.warnings() {
            workspace.ui.warn(&warning);
        }
        let offered = deeds.iter().map(|deed| Offered(*deed, words.say(deed.id()))).collect();
        match ask::choose(words.say("what_now"), offered, words)?.0 {
            Deed::Edit => {
                let edited: Document = edit::edited(&letter.document)?;
                letter.document = edited;
                letter.check();
            }
            // A file that can't be written leaves the letter in hand.
            Deed::Save => match save(letter, workspace) {
                Ok(()) => return Ok(true),
                Err(error) => workspace.ui.error(&error),
            },
            deed @ (Deed::Queue | Deed::Send) => {
                let errand = Errand {
                    account: mailroom::account(workspace)?,
                    leaves: deed == Deed::Send,
                    is_agreed: false,
                    again: false,
                };
                return send::post(letter, errand, matches, workspace).map(|()| true);
            }
            Deed::Leave => return Ok(false),
        }
    }
}

fn save(letter: &Letter, workspace: &Workspace) -> Result<()> {
    let name = letter.person.name.as_deref().map(slug).unwrap_or_default();
    let usual = format!("{}-{name}.txt", letter.kind.id);
    let words = workspace.words()?;
    let help = words.fill("file_help", &[("name", &usual)]);
    let typed = ask::line(words.say("file"), &help, move |typed| {
        let target = Target::file(PathBuf::from(typed)).and_then(|target| target.check());
        let error = if typed.is_empty() { None } else { target.err() };
        error.and_then(|e| e.problems.into_iter().next()).map(|problem| problem.message)
    })?;
    let file = PathBuf::from(if typed.is_empty() { usual } else { typed });
    let target = Target::file(file.clone())?;
    let bytes = posting::written(letter, target.format, workspace)?;
    target.write(&bytes, &workspace.ui)?;
    register::note(letter, &file, bytes, workspace);
    Ok(())
}
