//! From the flags of a kind to a rendered letter.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, ThreadId};

use clap::ArgMatches;
use serde_json::{Value, json};

use crate::cli::addressee::{Origin, addressee, language};
use crate::cli::agreed::Archive;
use crate::cli::flags::common;
use crate::cli::workspace::{Workspace, placed};
use crate::compose::brief::Brief;
use crate::compose::request::{Colleagues, Request, Resources};
use crate::compose::stationery::Stationery;
use crate::compose::{Sources, compose};
use crate::deliver::message::Attachment;
use crate::error::{Error, Result};
use crate::library::kind::Kind;
use crate::library::speech::Speech;
use crate::load;
use crate::model::address::Say;
use crate::model::colleague::Directory;
use crate::model::id::Id;
use crate::model::inquiry::Inquiry;
use crate::model::person::Person;
use crate::model::scalar::Day;
use crate::render::document::Document;
use crate::render::stencil::Stencil;
use crate::render::tact::Manners;

/// A letter, ready to be shown, written or posted.
pub struct Letter {
    pub kind: Arc<Kind>,
    pub brief: Brief,
    pub document: Document,
    pub person: Person,
    /// The message that is answered
    pub inquiry: Option<Inquiry>,
    /// Whether that message is quoted below the answer
    pub quote: bool,
    /// Files that ride along
    pub attachments: Vec<Attachment>,
    pub speech: Arc<Speech>,
    stencil: Arc<Stencil>,
    /// Words that would give the reason away
    private: Vec<String>,
    /// What the tact check found
    tact: Vec<String>,
}

impl Letter {
    /// Looks over the letter's manners anew, after it was edited.
    pub fn check(&mut self) {
        let manners = Manners {
            kind: &self.kind,
            speech: &self.speech,
            formality: self.brief.addressee.formality,
            waiting_list: self.kind.id == "waitlist",
            private: &self.private,
            safety: self.brief.safety,
            foreign: &self.brief.foreign(),
        };
        self.tact = self.stencil.faults(&self.document, &manners);
    }

    /// Returns everything that deserves a look before the letter goes out.
    pub fn warnings(&self) -> Vec<String> {
        self.brief.warnings.iter().chain(&self.tact).cloned().collect()
    }

    /// Returns the subject: that of the message answered, else the letter's own.
    pub fn subject(&self) -> String {
        match self.inquiry.as_ref().and_then(Inquiry::topic) {
            Some(topic) => format!("Re: {topic}"),
            None => self.document.subject.clone(),
        }
    }
}

/// What a letter is composed from, read from the practice folder once.
pub struct Shelf {
    pub catalogue: crate::library::catalogue::Catalogue,
    pub directory: Directory,
    pub legal: Option<crate::model::texts::Texts>,
    stencils: Stencils,
    stationery: Papers,
    archive: Archive,
}

/// Stencils by kind, language and sentence of the reason: a batch parses its templates once, not once a letter. Each
/// thread has its own, with what it remembers: to share it costs more than to have it twice.
type Stencils = Mutex<Vec<(ThreadId, (String, String, Option<String>), Arc<Stencil>)>>;

/// What is the same in every letter, by thread and language.
type Papers = Mutex<Vec<(ThreadId, String, Arc<Stationery>)>>;

impl Shelf {
    /// Reads catalogue, legal footer and, where colleagues are wanted, the directory.
    pub fn open(workspace: &Workspace, colleagues: bool) -> Result<Self> {
        let practice = workspace.practice()?;
        let jurisdiction = workspace.library.jurisdiction(&practice.jurisdiction)?;
        Ok(Self {
            catalogue: workspace.library.catalogue()?,
            directory: if colleagues { workspace.directory()?.clone() } else { Directory::default() },
            legal: jurisdiction.and_then(|j| j.letter_footer).map(|rule| rule.value),
            stencils: Stencils::default(),
            stationery: Papers::default(),
            archive: Archive::default(),
        })
    }

    /// Returns the brief of a request.
    pub fn brief(
        &self,
        request: &Request,
        origin: &Origin,
        speech: &Speech,
        workspace: &Workspace,
    ) -> Result<Brief> {
        let sources = Sources {
            practice: workspace.practice()?,
            directory: &self.directory,
            catalogue: &self.catalogue,
            speech,
            stationery: &self.stationery(speech, workspace)?,
        };
        let agreed = match &origin.file {
            Some(file) if request.kind.settles => self.archive.agreed(file, speech, workspace)?,
            _ => None,
        };
        let Some(agreed) = agreed else { return placed(compose(request, &sources), origin.file.as_deref()) };
        let mut request = request.clone();
        request.person.agreement = Some(agreed.engagement);
        let mut brief = placed(compose(&request, &sources), origin.file.as_deref())?;
        brief.warnings.extend(agreed.warnings);
        Ok(brief)
    }

    /// Returns what is the same in every letter in a language.
    fn stationery(&self, speech: &Speech, workspace: &Workspace) -> Result<Arc<Stationery>> {
        let tag = speech.language.tag();
        let me = thread::current().id();
        // A thread that panicked left the list whole: entries are put in at once or not at all.
        let papers = || self.stationery.lock().unwrap_or_else(PoisonError::into_inner);
        let known = papers().iter().find_map(|(thread, language, paper)| {
            (*thread == me && language == tag).then(|| Arc::clone(paper))
        });
        if let Some(known) = known {
            return Ok(known);
        }
        let made = Arc::new(Stationery::new(workspace.practice()?, speech, self.legal.as_ref())?);
        papers().push((me, tag.to_owned(), Arc::clone(&made)));
        Ok(made)
    }

    /// Returns what a brief is rendered with.
    pub fn stencil(
        &self,
        kind: &Kind,
        brief: &Brief,
        speech: &Arc<Speech>,
        workspace: &Workspace,
    ) -> Result<Arc<Stencil>> {
        let tag = speech.language.tag();
        let reason = brief.reason_template.as_deref();
        let me = thread::current().id();
        // A thread that panicked left the list whole: entries are put in at once or not at all.
        let stencils = || self.stencils.lock().unwrap_or_else(PoisonError::into_inner);
        let known = |whose: Option<ThreadId>| {
            stencils().iter().find_map(|(thread, (known_kind, language, sentence), stencil)| {
                let is_it = whose.is_none_or(|whose| *thread == whose)
                    && *known_kind == kind.id
                    && language == tag
                    && sentence.as_deref() == reason;
                is_it.then(|| Arc::clone(stencil))
            })
        };
        if let Some(mine) = known(Some(me)) {
            return Ok(mine);
        }
        let made = match known(None) {
            Some(other) => Arc::new(other.afresh()),
            None => {
                let engine = workspace.library.engine(&kind.id, speech, reason)?;
                let made = Stencil::new(engine, kind.form, &speech.language);
                made.check_names(brief)?;
                Arc::new(made)
            }
        };
        let key = (kind.id.clone(), tag.to_owned(), brief.reason_template.clone());
        stencils().push((me, key, Arc::clone(&made)));
        Ok(made)
    }
}

/// Composes and renders the letter that the flags describe.
pub fn letter(kind: Kind, matches: &ArgMatches, workspace: &Workspace) -> Result<Letter> {
    let to = addressee(matches, workspace)?;
    let language = language(matches, &to, workspace)?;
    let speech = workspace.library.speech(&language)?;
    let date = match matches.get_one::<String>("date") {
        Some(text) => text.parse::<Day>().map_err(|e| e.key("--date"))?.0,
        None => workspace.today()?,
    };
    let request = Request {
        tone: parse(matches, "tone")?,
        reason: parse(matches, "reason")?,
        say: parse::<Say>(matches, "say")?,
        colleagues: colleagues(matches)?,
        resources: resources(matches)?,
        date,
        inquiry_date: to.origin.inquiry.as_ref().and_then(|i| i.date).map(|d| d.date()),
        facts: facts(&kind, matches)?,
        person: to.person,
        kind: Arc::new(kind),
    };
    let shelf = Shelf::open(workspace, request.colleagues != Colleagues::Nobody)?;
    let mut letter = compose_letter(request, &to.origin, &shelf, speech, workspace)?;
    letter.quote = matches.get_flag("quote");
    Ok(letter)
}

/// Composes and renders one letter.
pub fn compose_letter(
    request: Request,
    origin: &Origin,
    shelf: &Shelf,
    speech: Arc<Speech>,
    workspace: &Workspace,
) -> Result<Letter> {
    let brief = shelf.brief(&request, origin, &speech, workspace)?;
    let stencil = shelf.stencil(&request.kind, &brief, &speech, workspace)?;
    let document = stencil.render(&brief)?;
    let words = request.reason.as_ref().and_then(|id| speech.lexicon.reasons.get(id));
    let mut letter = Letter {
        stencil,
        private: words.map(|w| w.keywords.clone()).unwrap_or_default(),
        kind: request.kind,
        brief,
        document,
        person: request.person,
        inquiry: origin.inquiry.as_deref().cloned(),
        quote: false,
        attachments: Vec::new(),
        speech,
        tact: Vec::new(),
    };
    letter.check();
    Ok(letter)
}

pub(super) fn colleagues(matches: &ArgMatches) -> Result<Colleagues> {
    let ids: Vec<&String> = matches.get_many::<String>("colleague").into_iter().flatten().collect();
    match ids.as_slice() {
        [] => Ok(Colleagues::Nobody),
        [one] if *one == "auto" => Ok(Colleagues::Auto),
        ids => named_ids(ids, "--colleague").map(Colleagues::Chosen),
    }
}

fn resources(matches: &ArgMatches) -> Result<Resources> {
    let ids: Vec<&String> = matches.get_many::<String>("resource").into_iter().flatten().collect();
    match ids.as_slice() {
        [] => Ok(Resources::Fitting),
        [one] if *one == "none" => Ok(Resources::Nothing),
        ids => named_ids(ids, "--resource").map(Resources::Chosen),
    }
}

fn named_ids(ids: &[&String], flag: &str) -> Result<Vec<Id>> {
    ids.iter().map(|id| id.parse::<Id>().map_err(|e| e.key(flag))).collect()
}

/// Gathers the facts: from `--data`, then the flags, then `--set`.
pub(super) fn facts(kind: &Kind, matches: &ArgMatches) -> Result<BTreeMap<String, Value>> {
    let mut facts = BTreeMap::new();
    if let Some(path) = matches.get_one::<PathBuf>("data") {
        facts.extend(load::facts(path)?.value);
    }
    let common = common();
    for fact in kind.takes.iter().filter(|f| !common.iter().any(|arg| arg.get_id() == f.id.as_str())) {
        let values: Vec<Value> =
            matches.get_many::<String>(&fact.id).into_iter().flatten().map(|v| json!(v)).collect();
        match values.as_slice() {
            [] => {}
            [one] => {
                facts.insert(fact.id.clone(), one.clone());
            }
            _ => {
                facts.insert(fact.id.clone(), Value::Array(values));
            }
        }
    }
    for pair in matches.get_many::<String>("set").into_iter().flatten() {
        let (key, value) = pair.split_once('=').ok_or_else(|| {
            Error::usage(format!("`{pair}` is not of the form KEY=VALUE"))
                .key("--set")
                .hint("write --set topic=\"career change\"")
        })?;
        facts.insert(key.trim().replace('-', "_"), json!(value));
    }
    Ok(facts)
}

fn parse<T: std::str::FromStr<Err = Error>>(matches: &ArgMatches, id: &str) -> Result<Option<T>> {
    matches
        .get_one::<String>(id)
        .map(|text| text.parse::<T>().map_err(|e| e.key(format!("--{id}"))))
        .transpose()
}
