//! How one language speaks: its lexicon, and the rows of salutations and closings that fit an addressee.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::library::escape;
use crate::library::lexicon::{Lexicon, Row, Tact, When};
use crate::library::phrases::Phrases;
use crate::model::address::{Formality, Gender, Relation, Tone};
use crate::model::language::Language;

/// The lists of phrases that [`Speech::tact`] looks for.
pub const TACT_LISTS: [fn(&Tact) -> &Vec<String>; 6] = [
    |tact| &tact.refusal,
    |tact| &tact.apology,
    |tact| &tact.false_hope,
    |tact| &tact.never,
    |tact| &tact.informal_words,
    |tact| &tact.formal_words,
];

/// A language as letters are written in it.
pub struct Speech {
    pub language: Language,
    pub lexicon: Lexicon,
    /// The phrases of the tact check, made when the first letter is looked over
    tact: OnceLock<Phrases>,
}

/// Whom a letter addresses, as far as the choice of words depends on it.
#[derive(Clone, Debug)]
pub struct Addressee {
    pub name: Option<String>,
    pub given: Option<String>,
    pub family: Option<String>,
    pub patronymic: Option<String>,
    pub title: Option<String>,
    pub gender: Option<Gender>,
    pub formality: Formality,
    pub tone: Tone,
    pub relation: Relation,
    pub safety: bool,
}

impl Speech {
    /// Takes the words of a language.
    pub fn new(lexicon: Lexicon, language: Language) -> Self {
        Self { language, lexicon, tact: OnceLock::new() }
    }

    /// Returns the phrases of the tact check: the lists of [`TACT_LISTS`], in that order.
    pub fn tact(&self) -> &Phrases {
        self.tact.get_or_init(|| {
            let lists = TACT_LISTS.map(|list| list(&self.lexicon.tact).as_slice());
            Phrases::new(&lists)
        })
    }

    /// Returns the salutation, as Markdown.
    pub fn salutation(&self, to: &Addressee) -> String {
        pick(&self.lexicon.salutations, to)
    }

    /// Returns the closing, as Markdown.
    pub fn closing(&self, to: &Addressee) -> String {
        pick(&self.lexicon.closings, to)
    }

    /// Returns how the person is called inside a sentence, in the nominative, as plain text.
    pub fn mention(&self, to: &Addressee) -> String {
        let holds = conditions(to);
        row(&self.lexicon.mentions, &holds).map_or_else(String::new, |row| fill(&row.text, to, str::to_owned))
    }

    /// Returns a word of the lexicon, or the key itself where the language has none.
    pub fn word<'a>(&'a self, key: &'a str) -> &'a str {
        self.lexicon.words.get(key).map_or(key, String::as_str)
    }

    /// Returns a reference to a clause of the agreement by its number, as the agreement itself has it: `6.7` is
    /// "clause 6.7", and "Pasal 6 ayat (7)".
    pub fn clause(&self, number: &str) -> String {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        match number.split_once('.').filter(|(article, paragraph)| digits(article) && digits(paragraph)) {
            Some((article, paragraph)) => {
                self.word("clause_paragraph").replace("{article}", article).replace("{paragraph}", paragraph)
            }
            None => self.word("clause").replace("{number}", number),
        }
    }

    /// Returns the name of a language in this language: `Italian`, `italiano`.
    pub fn language_name(&self, language: &Language) -> String {
        let key = format!("language_{}", language.base());
        self.lexicon.words.get(&key).cloned().unwrap_or_else(|| language.tag().to_owned())
    }
}

fn pick(rows: &[Row], to: &Addressee) -> String {
    let holds = conditions(to);
    row(rows, &holds)
        .map_or_else(String::new, |row| fill(&row.text, to, |value| escape::markdown(value).into_owned()))
}

fn row<'a>(rows: &'a [Row], holds: &BTreeSet<When>) -> Option<&'a Row> {
    rows.iter().find(|row| row.when.iter().all(|when| holds.contains(when)))
}

fn conditions(to: &Addressee) -> BTreeSet<When> {
    let mut holds = BTreeSet::new();
    holds.insert(match to.formality {
        Formality::Formal => When::Formal,
        Formality::Informal => When::Informal,
    });
    holds.insert(match to.gender {
        Some(Gender::Feminine) => When::F,
        Some(Gender::Masculine) => When::M,
        None => When::UnknownGender,
    });
    holds.insert(match to.tone {
        Tone::Warm => When::Warm,
        Tone::Neutral => When::Neutral,
        Tone::Firm => When::Firm,
    });
    match to.relation {
        Relation::Client | Relation::FormerClient => holds.insert(When::Client),
        Relation::Colleague => holds.insert(When::Colleague),
        Relation::Trusted => holds.insert(When::Trusted),
        Relation::Prospect | Relation::ThirdParty => holds.insert(When::Prospect),
    };
    let known = [
        (When::Title, &to.title),
        (When::Given, &to.given),
        (When::Family, &to.family),
        (When::Patronymic, &to.patronymic),
    ];
    holds.extend(known.into_iter().filter(|(_, value)| value.is_some()).map(|(when, _)| when));
    if to.name.is_none() {
        holds.insert(When::Nameless);
    }
    if to.safety {
        holds.insert(When::Safety);
    }
    holds
}

/// Fills the places of a row in one pass, so that a value that looks like a place stays as it is.
fn fill(text: &str, to: &Addressee, escape: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len() + 24);
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let Some(close) = rest.find('}') else { break };
        let value = match &rest[1..close] {
            "title" => &to.title,
            "given" => &to.given,
            "family" => &to.family,
            "patronymic" => &to.patronymic,
            "name" => &to.name,
            _ => &None,
        };
        if let Some(value) = value {
            out.push_str(&escape(value));
        }
        rest = &rest[close + 1..];
    }
    out.push_str(rest);
    out
}
