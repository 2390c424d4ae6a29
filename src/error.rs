//! The one error of library and program: what was wrong, where, why, and what to do about it.
//!
//! Lowest floor. A caller says which *kind* of thing went wrong (that decides the exit code) and lists one
//! or more [`Problem`]s; the terminal and the JSON output print them, nobody else formats errors.

use std::fmt;

/// What the user can do about an error, and the exit code that scripts see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// A check ran to its end and found faults. Exit code 1.
    Faults,
    /// The command line is not of the command's form. Exit code 2.
    Usage,
    /// A file, value or message is malformed or contradicts itself. Exit code 65.
    Data,
    /// A file or a fact that is needed is not there. Exit code 66.
    Missing,
    /// Refused for good: by the server, by the recipient, or by a rule that garbo keeps. Exit code 69.
    Refused,
    /// A fault of garbo itself. Exit code 70.
    Internal,
    /// The output can't be created. Exit code 73.
    CannotCreate,
    /// May work later: the network, a busy outbox. Exit code 75.
    TryAgain,
    /// The practice folder or its settings do not allow it. Exit code 78.
    Configuration,
}

impl ErrorKind {
    /// Returns the exit code, after `sysexits.h`.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Faults => 1,
            Self::Usage => 2,
            Self::Data => 65,
            Self::Missing => 66,
            Self::Refused => 69,
            Self::Internal => 70,
            Self::CannotCreate => 73,
            Self::TryAgain => 75,
            Self::Configuration => 78,
        }
    }

    /// Returns the name that the JSON form of an error carries.
    pub fn name(self) -> &'static str {
        match self {
            Self::Faults => "faults",
            Self::Usage => "usage",
            Self::Data => "data",
            Self::Missing => "missing",
            Self::Refused => "refused",
            Self::Internal => "internal",
            Self::CannotCreate => "cannot_create",
            Self::TryAgain => "try_again",
            Self::Configuration => "configuration",
        }
    }
}

/// Where in a file a problem lies. Lines and columns count from 1; columns count characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub file: String,
    pub line: Option<usize>,
    pub column: Option<usize>,
    /// The source line itself, for the snippet under the message.
    pub source_line: Option<String>,
    /// How many characters the caret line underlines; 1 where unknown.
    pub width: usize,
}

impl Place {
    /// Returns a place that names the file alone.
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), line: None, column: None, source_line: None, width: 1 }
    }

    /// Returns a place at a line and column (both from 1) and cuts the source line out of `text`.
    pub fn at(file: impl Into<String>, text: &str, line: usize, column: usize, width: usize) -> Self {
        let source_line = text.lines().nth(line.saturating_sub(1)).map(str::to_owned);
        Self { file: file.into(), line: Some(line), column: Some(column), source_line, width: width.max(1) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable(&self.file))?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
            if let Some(column) = self.column {
                write!(f, ":{column}")?;
            }
        }
        Ok(())
    }
}

/// One thing that is wrong: message, place, causes and remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub message: String,
    pub place: Option<Place>,
    /// The key or flag the problem is about, as the user wrote it.
    pub key: Option<String>,
    pub causes: Vec<String>,
    pub hint: Option<String>,
}

impl Problem {
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), place: None, key: None, causes: Vec::new(), hint: None }
    }

    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    #[must_use]
    pub fn cause(mut self, cause: impl fmt::Display) -> Self {
        self.causes.push(cause.to_string());
        self
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// An error with at least one problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub kind: ErrorKind,
    pub problems: Vec<Problem>,
}

/// The result of everything in garbo that can fail.
pub type Result<T> = std::result::Result<T, Error>;

macro_rules! constructors {
    ($($(#[$doc:meta])* $name:ident => $kind:ident;)*) => {
        $($(#[$doc])* pub fn $name(message: impl Into<String>) -> Self { Self::new(ErrorKind::$kind, Problem::new(message)) })*
    };
}

impl Error {
    pub fn new(kind: ErrorKind, problem: Problem) -> Self {
        Self { kind, problems: vec![problem] }
    }

    /// Gathers several problems into one error; `None` when there is none.
    pub fn all(kind: ErrorKind, problems: Vec<Problem>) -> Option<Self> {
        (!problems.is_empty()).then_some(Self { kind, problems })
    }

    constructors! {
        usage => Usage;
        data => Data;
        missing => Missing;
        refused => Refused;
        internal => Internal;
        cannot_create => CannotCreate;
        try_again => TryAgain;
        configuration => Configuration;
    }

    /// Adds the place to the last problem.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.last().place = Some(place);
        self
    }

    /// Adds the key or flag to the last problem.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.last().key = Some(key.into());
        self
    }

    /// Adds a cause to the last problem.
    #[must_use]
    pub fn cause(mut self, cause: impl fmt::Display) -> Self {
        self.last().causes.push(cause.to_string());
        self
    }

    /// Says what to type or change.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.last().hint = Some(hint.into());
        self
    }

    pub fn exit_code(&self) -> u8 {
        self.kind.exit_code()
    }

    fn last(&mut self) -> &mut Problem {
        if self.problems.is_empty() {
            self.problems.push(Problem::new("something went wrong"));
        }
        let last = self.problems.len() - 1;
        &mut self.problems[last]
    }
}

impl Problem {
    /// Returns the key or flag when nothing else of the printed form would name it.
    fn unsaid_key(&self) -> Option<&str> {
        let key = self.key.as_deref().filter(|_| self.place.is_none())?;
        let said = |text: &str| text.contains(key.trim_start_matches('-'));
        let named = said(&self.message) || self.hint.as_deref().is_some_and(said);
        (!named).then_some(key)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable(&self.message))?;
        if let Some(key) = self.unsaid_key() {
            write!(f, "\n  --> {}", printable(key))?;
        }
        if let Some(place) = &self.place {
            write!(f, "\n  --> {place}")?;
            if let (Some(line), Some(source)) = (place.line, &place.source_line) {
                let source = printable(source);
                // A long line is cut around the place, so that the caret stays on the screen.
                let column = place.column.unwrap_or(1).saturating_sub(1);
                let start = column.saturating_sub(60);
                let shown: String = source.chars().skip(start).take(100).collect();
                let gutter = " ".repeat(line.to_string().len());
                write!(f, "\n {gutter} |\n {line} | {shown}")?;
                if place.column.is_some() {
                    let pad: String = " ".repeat(column - start);
                    let room = shown.chars().count().saturating_sub(column - start).max(1);
                    write!(f, "\n {gutter} | {pad}{}", "^".repeat(place.width.min(room)))?;
                }
            }
        }
        for cause in &self.causes {
            write!(f, "\n  because: {}", printable(cause))?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n\nhint: {}", printable(hint))?;
        }
        Ok(())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.problems.iter().enumerate() {
            if i > 0 {
                f.write_str("\n\n")?;
            }
            write!(f, "error: {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// Returns the known word nearest to `word`, when it is near enough to be a slip of the hand.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Comparing takes room and time by length, and nobody misspells a word of a thousand letters.
    if word.len() > 200 {
        return None;
    }
    known
        .into_iter()
        .map(|k| (strsim::damerau_levenshtein(word, k), k))
        // A word of one letter is near to every other one.
        .filter(|(distance, k)| {
            let length = k.chars().count().max(word.chars().count());
            *distance <= (length / 3).max(1) && *distance < length
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, k)| k)
}

/// Returns the text with control and bidirectional characters shown as code points, so that foreign bytes
/// can't steer the terminal (CVE-2021-42574). Line ends are kept: messages have several lines.
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '\n' && is_unprintable(c) {
            out.push_str(&format!("<U+{:04X}>", c as u32));
        } else {
            out.push(c);
        }
    }
    out
}

/// Tells whether a character may not stand in names, subjects and single-line values: controls, line and
/// paragraph separators, bidirectional controls, zero-width marks other than joiners.
pub fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{200B}')
}
