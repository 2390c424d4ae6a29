//! What a command works with: the practice folder, the library, the day. The only reader of clock and environment.

#![expect(clippy::disallowed_methods, reason = "the door to clock and environment")]

use std::env;
use std::path::PathBuf;
use std::sync::OnceLock;

use etcetera::BaseStrategy;
use jiff::civil::Date;
use jiff::{Timestamp, Zoned};

use crate::cli::args::Glance;
use crate::cli::ui::Ui;
use crate::error::{Error, Place, Problem, Result};
use crate::library::Library;
use crate::library::wording::Wording;
use crate::load::{self, Home};
use crate::model::colleague::Directory;
use crate::model::language::Language;
use crate::model::practice::Practice;
use crate::model::scalar;
use crate::yaml::Located;

/// A kind of document whose command runs after the one at hand, with its arguments.
pub struct HandOn {
    pub kind: String,
    pub arguments: Vec<String>,
}

/// The practice at hand. Files are read when a command first asks for them.
pub struct Workspace {
    pub home: Home,
    pub library: Library,
    pub ui: Ui,
    next: Option<HandOn>,
    practice: OnceLock<Located<Practice>>,
    directory: OnceLock<Located<Directory>>,
    words: OnceLock<Wording>,
}

impl Workspace {
    /// Finds the practice folder and opens the library over it.
    pub fn open(typed: &Glance, ui: Ui) -> Result<Self> {
        let config = etcetera::choose_base_strategy().ok().map(|base| base.config_dir().join("garbo"));
        let current = env::current_dir().ok();
        let home = load::home::find(&load::home::Wish {
            flag: typed.home.as_deref(),
            variable: env::var_os("GARBO_HOME"),
            current: current.as_deref(),
            config: config.as_deref(),
        })?;
        let library = Library::open(home.folder())?;
        Ok(Self {
            home,
            library,
            ui,
            next: None,
            practice: OnceLock::new(),
            directory: OnceLock::new(),
            words: OnceLock::new(),
        })
    }

    /// Returns the same folder with another practice: what is left of one that is at fault, to look for further faults.
    pub fn assuming(&self, practice: Located<Practice>) -> Self {
        Self {
            home: self.home.clone(),
            library: self.library.clone(),
            ui: self.ui.clone(),
            next: None,
            practice: OnceLock::from(practice),
            directory: OnceLock::new(),
            words: OnceLock::new(),
        }
    }

    /// Returns the practice; says in one line when it is the sample.
    pub fn practice(&self) -> Result<&Practice> {
        Ok(&self.practice_located()?.value)
    }

    /// Returns the practice with its places in the file.
    pub fn practice_located(&self) -> Result<&Located<Practice>> {
        if let Some(practice) = self.practice.get() {
            return Ok(practice);
        }
        if self.home.is_sample() {
            self.ui.say("note: no practice folder was found; working with an invented sample practice (`garbo init` makes your own)");
        }
        let practice = load::practice(&self.home)?;
        Ok(self.practice.get_or_init(|| practice))
    }

    /// Returns the colleagues.
    pub fn directory(&self) -> Result<&Directory> {
        if let Some(directory) = self.directory.get() {
            return Ok(&directory.value);
        }
        let directory = load::directory(&self.home)?;
        Ok(&self.directory.get_or_init(|| directory).value)
    }

    /// Returns the language in which the coach is spoken to: the practice's first; English for the sample.
    pub fn own_language(&self) -> Result<Language> {
        let practice = self.practice()?;
        match practice.languages.first() {
            Some(language) if !self.home.is_sample() => Ok(language.clone()),
            _ => "en".parse(),
        }
    }

    /// Returns what is said to the coach, in the coach's own language.
    pub fn words(&self) -> Result<&Wording> {
        if let Some(words) = self.words.get() {
            return Ok(words);
        }
        let words = self.library.wording(&self.own_language()?)?;
        Ok(self.words.get_or_init(|| words))
    }

    /// Lets the command of a kind run next, as if it had been typed: commands do not call each other.
    pub fn hand_on(&mut self, kind: &str, arguments: &[String]) {
        self.next = Some(HandOn { kind: kind.to_owned(), arguments: arguments.to_vec() });
    }

    /// Returns what runs next, once.
    pub fn next(&mut self) -> Option<HandOn> {
        self.next.take()
    }

    /// Returns the present moment in the practice's zone; `SOURCE_DATE_EPOCH` fixes it for reproducible runs.
    pub fn now(&self) -> Result<Zoned> {
        let zone = self.practice()?.time_zone.to_string();
        let now = match env::var("SOURCE_DATE_EPOCH") {
            Ok(text) => {
                text.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok()).ok_or_else(
                    || Error::usage(format!("`{text}` in SOURCE_DATE_EPOCH is not a number of seconds")),
                )?
            }
            Err(_) => Timestamp::now(),
        };
        let known = scalar::zone(&zone);
        known
            .map(|tz| now.to_zoned(tz))
            .ok_or_else(|| Error::data(format!("`{zone}` is not a time zone")).key("time_zone"))
    }

    /// Returns today's date in the practice's zone.
    pub fn today(&self) -> Result<Date> {
        Ok(self.now()?.date())
    }

    /// Returns the practice folder, for what must be written there.
    ///
    /// Errors: configuration, on the sample practice.
    pub fn folder(&self) -> Result<PathBuf> {
        self.home.folder().map(PathBuf::from).ok_or_else(|| {
            Error::configuration("there is no practice folder, only the invented sample")
                .hint("`garbo init` makes a practice folder here")
        })
    }
}

/// Returns the present moment as the outbox wants it; `SOURCE_DATE_EPOCH` fixes it here too.
pub fn clock() -> Timestamp {
    let fixed = env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse().ok());
    fixed.and_then(|seconds| Timestamp::from_second(seconds).ok()).unwrap_or_else(Timestamp::now)
}

/// Adds the file of a person to the problems of an error that has no place of its own.
pub fn placed<T>(result: Result<T>, located: Option<&Located<crate::model::person::Person>>) -> Result<T> {
    result.map_err(|mut error| {
        if let Some(located) = located {
            for problem in &mut error.problems {
                place(problem, located);
            }
        }
        error
    })
}

fn place(problem: &mut Problem, located: &Located<crate::model::person::Person>) {
    let Some(key) = problem.key.clone().filter(|_| problem.place.is_none()) else { return };
    if key.starts_with("agreement") || key.starts_with("consent") || key.starts_with("facts") {
        // Where consent is missing not even the name may show: the file is named, no line of it is quoted.
        let place = if key == "consent" { Place::file(located.source.file()) } else { located.place(&key) };
        problem.place = Some(place);
    }
}

/// Returns the language of the user's system, as POSIX spells it: `it_IT.UTF-8`.
pub fn system_language() -> Option<Language> {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| env::var(name).ok());
    let locale = set.into_iter().find(|value| !value.is_empty())?;
    locale.split(['.', '@']).next()?.parse().ok()
}

/// Returns the name of the system's time zone; UTC is what machines have that nobody set up.
pub fn system_zone() -> Option<String> {
    let zone = jiff::tz::TimeZone::try_system().ok()?.iana_name()?.to_owned();
    (!zone.ends_with("UTC")).then_some(zone)
}
