//! The addendum: what has changed in the terms since an agreement was issued, by the numbers of the one issued.

use clap::ArgMatches;
use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::contract::ADDENDUM;
use crate::cli::contract::made::{Body, Made, client, languages, make_for, names};
use crate::cli::mailroom;
use crate::cli::workspace::Workspace;
use crate::compose::contract::ContractBrief;
use crate::deliver::outbox::Document;
use crate::error::{Error, Result};
use crate::library::lexicon::Manner;
use crate::library::speech::Speech;
use crate::model::language::Language;
use crate::model::person::Person;
use crate::model::scalar::Day;
use crate::render::contract::issued::{Issued, IssuedClause};
use crate::render::contract::{Contract, Role, placed};

/// Parts of an agreement that an addendum has for itself.
const OWN: &[&str] = &["opening", "parties", "recitals", "signatures", "disclaimer", "specific_approval"];

/// What became of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Became {
    Replaced,
    Added,
    Removed,
}

/// A clause that changed, by its id and the number in the agreement issued.
struct Change {
    id: String,
    number: Option<Span>,
    title: String,
    became: Became,
}

/// What a clause takes up of the agreement issued.
enum Span {
    /// A whole article, or a clause by its number alone
    One(String),
    /// From one paragraph of an article to another
    Paragraphs(String, usize, usize),
}

impl Span {
    /// "clause 4", "clause 4.1–4.4", "Pasal 4 ayat (1–4)".
    fn words(&self, manner: &Manner) -> String {
        match self {
            Self::One(number) => match number.strip_suffix('A') {
                // A clause put in takes the letter of its own alphabet.
                Some(before) => {
                    let letter = manner.letters.chars().next().unwrap_or('a').to_uppercase();
                    reference(&format!("{before}{letter}"), manner)
                }
                None => reference(number, manner),
            },
            Self::Paragraphs(article, first, last) if first == last => {
                reference(&format!("{article}.{first}"), manner)
            }
            Self::Paragraphs(article, first, last) => {
                let pattern = &manner.reference.paragraph;
                let to =
                    if pattern.contains("{n}.{m}") { format!("{article}.{last}") } else { last.to_string() };
                pattern.replace("{n}", article).replace("{m}", &format!("{first}–{to}"))
            }
        }
    }
}

/// A change as the template prints it; paragraphs are marks that the text takes the place of.
#[derive(Serialize)]
struct Shown {
    id: String,
    sentence: String,
    paragraphs: Vec<String>,
}

/// Composes the addendum to the agreement of that number; the client's latest for an empty one.
///
/// Errors: missing, when the register has no such agreement; data, when nothing has changed.
pub(super) fn addendum(number: &str, matches: &ArgMatches, workspace: &Workspace) -> Result<Made> {
    let person = client(matches, workspace)?;
    let (document, issued) = issued(number, &person.value, workspace)?;
    let languages = match matches.get_one::<String>("language") {
        Some(_) => languages(matches, &person.value, workspace)?,
        // The languages of the agreement, unless others are asked for.
        None => document.language.split('+').map(str::parse::<Language>).collect::<Result<_>>()?,
    };
    let effective = matches.try_get_one::<String>("effective").ok().flatten();
    let effective = effective
        .map(|day| day.parse::<Day>().map_err(|e| e.key("--effective")))
        .transpose()?
        .map(|day| day.to_string());
    let mut made = make_for(&document.kind, person, &languages, workspace)?;
    if made.body.languages() != document.language {
        return Err(Error::usage(format!(
            "the agreement was issued in {}, and the addendum is asked for in {}",
            document.language,
            made.body.languages()
        ))
        .key("--language")
        .hint("leave --language and --with out: the addendum takes the languages of the agreement"));
    }
    let changes = changes(&issued, &made.body.issued());
    if changes.is_empty() {
        return Err(Error::data(format!(
            "nothing has changed since the agreement{} of {} was issued",
            issued.number.as_ref().map(|n| format!(" no. {n}")).unwrap_or_default(),
            issued.date
        ))
        .hint("change `terms:` in the client's file first; the addendum says what is different"));
    }
    let sides: Vec<&Contract> = match &made.body {
        Body::One(one) => vec![one],
        Body::Two(two) => vec![&two.left, &two.right],
    };
    let mut written = Vec::new();
    // The day of the agreement is not that of the addendum.
    let day = matches.get_one::<String>("date");
    let day = day.map(|day| day.parse::<Day>().map_err(|e| e.key("--date"))).transpose()?;
    for brief in std::iter::once(&mut made.brief).chain(&mut made.other) {
        brief.terms["date"] = day.as_ref().map_or(Value::Null, |day| json!(day.to_string()));
    }
    let briefs = std::iter::once(&made.brief).chain(&made.other);
    for (contract, brief) in sides.into_iter().zip(briefs) {
        written.push(side(contract, &changes, &issued, effective.as_deref(), brief, workspace)?);
    }
    let body = match <[Contract; 2]>::try_from(written) {
        Ok([left, right]) => Body::two(left, right)?,
        Err(mut one) => {
            Body::one(one.pop().ok_or_else(|| Error::internal("an addendum without a language"))?)
        }
    };
    Ok(Made { kind: ADDENDUM.to_owned(), body, sheets: Vec::new(), ..made })
}

/// Finds the agreement that is changed.
fn issued(number: &str, person: &Person, workspace: &Workspace) -> Result<(Document, Issued)> {
    let all = match mailroom::outbox_if_any(workspace)? {
        Some(outbox) => outbox.agreements()?,
        None => Vec::new(),
    };
    let of_person = |document: &Document| {
        let known = [&person.email, &person.name].into_iter().flatten();
        known.into_iter().any(|known| document.recipient.to_lowercase().contains(&known.to_lowercase()))
    };
    all.into_iter()
        .rev()
        .filter(|document| {
            document.kind != ADDENDUM && !document.kind.starts_with("consent_") && of_person(document)
        })
        .filter_map(|document| {
            let issued: Issued = serde_json::from_value(document.meta.clone()).ok()?;
            Some((document, issued))
        })
        .find(|(_, issued)| number.is_empty() || issued.number.as_deref() == Some(number))
        .ok_or_else(|| {
            let error = Error::missing(match number {
                "" => "no agreement with this client was issued from this practice folder".to_owned(),
                number => {
                    format!("no agreement no. {number} with this client was issued from this practice folder")
                }
            });
            error
                .key("--amend")
                .hint("`garbo log` lists what was issued; `garbo agreement -o FILE` issues one")
        })
}

/// Returns the clauses that read otherwise, in the order of the agreement.
fn changes(issued: &Issued, now: &Issued) -> Vec<Change> {
    let (issued, now) = (by_id(issued), by_id(now));
    // The heading of an article whose first clause is off says nothing by itself.
    let listed = |clause: &&IssuedClause| {
        !OWN.contains(&clause.id.as_str())
            && !clause.id.starts_with("annex_")
            && !clause.id.starts_with("consent_")
            && !clause.meaning.is_empty()
    };
    let find = |all: &[IssuedClause], id: &str| all.iter().filter(listed).find(|c| c.id == id).cloned();
    let mut changes: Vec<Change> = Vec::new();
    let mut last: Option<String> = None;
    for clause in now.iter().filter(listed) {
        let before = find(&issued, &clause.id);
        let became = match &before {
            Some(before) if before.meaning == clause.meaning => None,
            Some(_) => Some(Became::Replaced),
            None => Some(Became::Added),
        };
        let title = if clause.title.is_empty() { clause.id.clone() } else { clause.title.clone() };
        if let Some(became) = became {
            let number = match &before {
                Some(before) => span(before, &issued),
                None => last.as_ref().map(|n| Span::One(format!("{n}A"))),
            };
            changes.push(Change { id: clause.id.clone(), number, title, became });
        }
        last = before.and_then(|b| b.number).or(last);
    }
    for clause in issued.iter().filter(listed).filter(|c| find(&now, &c.id).is_none()) {
        changes.push(Change {
            id: clause.id.clone(),
            number: span(clause, &issued),
            title: clause.title.clone(),
            became: Became::Removed,
        });
    }
    changes
}

/// Returns each clause once: an article and the paragraph that bears its name may stand apart, with others between.
fn by_id(issued: &Issued) -> Vec<IssuedClause> {
    let mut clauses: Vec<IssuedClause> = Vec::new();
    for clause in &issued.clauses {
        match clauses.iter_mut().find(|known| known.id == clause.id) {
            Some(known) => {
                known.pieces.extend(clause.pieces.iter().cloned());
                known.meaning.extend(clause.meaning.iter().cloned());
                known.paragraphs = known.paragraphs.or(clause.paragraphs);
            }
            None => clauses.push(clause.clone()),
        }
    }
    clauses
}

/// Returns what a clause takes up: its number, or the paragraphs it has of an article that it shares.
fn span(clause: &IssuedClause, issued: &[IssuedClause]) -> Option<Span> {
    let number = clause.number.clone()?;
    let article = number.split('.').next().unwrap_or(&number);
    let within = format!("{article}.");
    let shared = issued.iter().any(|other| {
        other.id != clause.id && other.number.as_deref().is_some_and(|n| n.starts_with(&within))
    });
    Some(match clause.paragraphs {
        Some((first, last)) if shared || number.contains('.') => {
            Span::Paragraphs(article.to_owned(), first, last)
        }
        _ => Span::One(number),
    })
}

/// Writes one language of the addendum.
fn side(
    contract: &Contract,
    changes: &[Change],
    issued: &Issued,
    effective: Option<&str>,
    brief: &ContractBrief,
    workspace: &Workspace,
) -> Result<Contract> {
    let speech = workspace.library.speech(&contract.language)?;
    let mut texts: Vec<String> = Vec::new();
    let shown: Vec<Shown> = changes
        .iter()
        .map(|change| {
            let paragraphs = match change.became {
                Became::Removed => Vec::new(),
                Became::Replaced | Became::Added => paragraphs(contract, &change.id, issued),
            };
            let marks = paragraphs.into_iter().map(|text| {
                texts.push(text);
                placed::mark(texts.len() - 1)
            });
            Shown {
                id: change.id.clone(),
                paragraphs: marks.collect(),
                sentence: sentence(change, &contract.manner, &speech),
            }
        })
        .collect();
    let mut values = serde_json::to_value(brief).map_err(|e| Error::internal(e.to_string()))?;
    values["language"] = json!(contract.language.tag());
    values["changes"] = serde_json::to_value(shown).map_err(|e| Error::internal(e.to_string()))?;
    values["issued"] = json!({"number": issued.number, "date": issued.date});
    values["effective"] = effective.map_or(Value::Null, |day| json!(day));
    let (engine, template) = workspace.library.engine(ADDENDUM, &speech, None)?;
    let known = names(brief)?.into_iter().chain(["changes", "issued", "effective"].map(str::to_owned));
    engine.check_names(&template, &known.collect::<Vec<_>>())?;
    placed::render(&engine, &template, ADDENDUM, &values, &texts, &speech)
}

/// "Clause 6.4 (Instalments) now reads:", with the number of the agreement issued.
fn sentence(change: &Change, manner: &Manner, speech: &Speech) -> String {
    let word = match change.became {
        Became::Replaced => "amend_replaced",
        Became::Added => "amend_added",
        Became::Removed => "amend_removed",
    };
    let title =
        change.id.parse().ok().and_then(|id| speech.lexicon.clauses.get(&id)).unwrap_or(&change.title);
    let reference = match &change.number {
        Some(span) => span.words(manner),
        None => title.clone(),
    };
    let text = speech.word(word).replace("{reference}", &reference).replace("{title}", title);
    // A sentence that begins with a reference begins with a capital: "Clause 6 (Fees) now reads:"
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn reference(number: &str, manner: &Manner) -> String {
    match number.split_once('.') {
        Some((n, m)) => manner.reference.paragraph.replace("{n}", n).replace("{m}", m),
        None => manner.reference.article.replace("{n}", number),
    }
}

/// Returns the paragraphs of a clause, their references with the numbers of the agreement issued.
fn paragraphs(contract: &Contract, id: &str, issued: &Issued) -> Vec<String> {
    let sections = contract.sections.iter().filter(|s| matches!(s.role, Role::Article | Role::Plain));
    let all = sections.flat_map(|s| &s.paragraphs).filter(|p| p.clause == id);
    all.map(|paragraph| {
        issued.clauses.iter().fold(paragraph.markdown.clone(), |text, clause| {
            let Some(number) = &clause.number else { return text };
            let words = match clause.id.starts_with("annex_") || clause.id.starts_with("consent_") {
                true => contract.manner.reference.annex.replace("{n}", number),
                false => reference(number, &contract.manner),
            };
            renumbered(&text, &clause.id, &words)
        })
    })
    .collect()
}

/// Gives the references to a clause other words: `[clause 7](#fees)` becomes `[clause 6](#fees)`.
fn renumbered(text: &str, id: &str, words: &str) -> String {
    let link = format!("](#{id})");
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(&link) {
        match rest[..at].rfind('[') {
            // A bare number stays bare.
            Some(open) if !rest[open + 1..at].chars().all(|c| c.is_ascii_digit() || c == '.') => {
                out.push_str(&rest[..open]);
                out.push_str(words);
            }
            Some(open) => {
                out.push_str(&rest[..open]);
                out.push_str(words.rsplit([' ', '\u{a0}']).next().unwrap_or(words));
            }
            None => out.push_str(&rest[..at]),
        }
        rest = &rest[at + link.len()..];
    }
    out.push_str(rest);
    out
}
