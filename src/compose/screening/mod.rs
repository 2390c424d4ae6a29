//! From answers about a person to a suggestion for the coach, who decides. Pure, and apart from letters:
//! nothing here builds a [`Brief`](crate::compose::brief::Brief), and the facts stay private by type.

pub mod check;
pub mod letter;
pub mod weigh;

use std::fmt::Display;

use crate::compose::screening::letter::NextStep;
use crate::compose::screening::weigh::{Case, Ground};
use crate::error::{Error, Result, nearest};
use crate::library::signs::Line;
use crate::library::wording::Wording;
use crate::model::id::Id;
use crate::model::screening::{Answers, Stage};

/// What may come of a screening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Take the person on, or go on as before
    Accept,
    Clarify,
    AcceptWithBoundaries,
    Decline,
    ThirdParty,
    AlreadyHelped,
    Boundary,
    End,
    Emergency,
}

impl Outcome {
    pub const ALL: [Self; 9] = [
        Self::Accept,
        Self::Clarify,
        Self::AcceptWithBoundaries,
        Self::Decline,
        Self::ThirdParty,
        Self::AlreadyHelped,
        Self::Boundary,
        Self::End,
        Self::Emergency,
    ];

    /// Returns the word that flags and records use.
    pub fn id(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Clarify => "clarify",
            Self::AcceptWithBoundaries => "accept_with_boundaries",
            Self::Decline => "decline",
            Self::ThirdParty => "third_party",
            Self::AlreadyHelped => "already_helped",
            Self::Boundary => "boundary",
            Self::End => "end",
            Self::Emergency => "emergency",
        }
    }

    /// Returns what it means in one line, by the stage, in the coach's words.
    pub fn about(self, stage: Stage, words: &Wording) -> &str {
        match (self, stage) {
            (Self::Accept, Stage::Ongoing) => words.say("outcome_keep"),
            _ => words.say(&format!("outcome_{}", self.id())),
        }
    }

    /// Tells whether it can be decided at a stage.
    pub fn fits(self, stage: Stage) -> bool {
        match self {
            Self::Accept | Self::Clarify | Self::Emergency => true,
            Self::Boundary | Self::End => stage == Stage::Ongoing,
            Self::AcceptWithBoundaries | Self::Decline | Self::ThirdParty | Self::AlreadyHelped => {
                stage != Stage::Ongoing
            }
        }
    }
}

impl std::str::FromStr for Outcome {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|o| o.id() == text).ok_or_else(|| {
            let ids = Self::ALL.map(Self::id);
            let error = Error::usage(format!("`{text}` is not a decision")).key("--decision");
            match nearest(text, ids) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error.hint(format!("the decisions are {}", ids.join(", "))),
            }
        })
    }
}

/// A line for the coach: the id of its words, and the values in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub id: &'static str,
    pub values: Vec<(&'static str, String)>,
}

impl Note {
    /// Returns a line with one value in it.
    fn with(id: &'static str, name: &'static str, value: impl ToString) -> Self {
        Self { id, values: vec![(name, value.to_string())] }
    }

    /// Returns the line in the coach's words.
    pub fn in_words(&self, words: &Wording) -> String {
        let values: Vec<(&str, &dyn Display)> =
            self.values.iter().map(|(name, value)| (*name, value as &dyn Display)).collect();
        words.fill(self.id, &values)
    }
}

impl From<&'static str> for Note {
    fn from(id: &'static str) -> Self {
        Self { id, values: Vec::new() }
    }
}

/// A suggestion with all that it rests on.
#[derive(Clone, Debug)]
pub struct Suggestion {
    pub stage: Stage,
    pub outcome: Outcome,
    pub score: u32,
    /// How much good signs took off
    pub lowered: u32,
    /// Red lines first, gravest first; then soft signs in the coach's order
    pub grounds: Vec<Ground>,
    /// A night's sleep and advice before anything else
    pub pause: bool,
    /// The one reason that a letter may give
    pub reason: Option<Id>,
    /// Questions of `clarify`, by id
    pub ask: Vec<String>,
    /// What the agreement must hold
    pub clauses: Vec<String>,
    /// Topic of a boundary letter
    pub topic: Option<String>,
    /// Which boundary letter it would be: 1, 2, 3
    pub step: u32,
}

impl Suggestion {
    /// Returns the gravest red line, if there is any.
    pub fn line(&self) -> Option<Line> {
        self.grounds.iter().filter_map(|g| g.line).min()
    }

    /// Returns what follows from a decision, which may be another one than was suggested.
    pub fn follow(&self, decision: Outcome, case: &Case<'_>) -> NextStep {
        letter::follow(self, decision, case)
    }
}

/// Weighs answers at a stage.
pub fn suggest(answers: &Answers, stage: Stage, case: &Case<'_>) -> Suggestion {
    weigh::suggest(answers, stage, case)
}
