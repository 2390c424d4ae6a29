//! The addendum: what has changed in the terms since an agreement was issued, by the numbers of the one issued.

use std::collections::BTreeMap;

use clap::ArgMatches;
use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::agreed::is_of;
use crate::cli::contract::change::{Became, Change, Span, reference, renumbered};
use crate::cli::contract::made::{ADDENDUM, Body, Made, client, languages, make_on, names};
use crate::cli::contract::sheets;
use crate::cli::contract::shelf::Shelf;
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
use crate::yaml::Located;

/// Parts of an agreement that an addendum has for itself.
const OWN: &[&str] = &[
    "opening",
    "parties",
    "recitals",
    "in_force",
    "signatures",
    "disclaimer",
    "specific_approval",
    "required",
];

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
    let given = |id: &str| matches.get_one::<String>(id).map(String::as_str);
    let person = client(given("to").unwrap_or_default(), given("number"), workspace)?;
    let (document, issued, sheets_issued) = issued(number, &person.value, workspace)?;
    let languages = match given("language") {
        Some(_) => languages([given("language"), given("with")], &person.value, workspace)?,
        // The languages of the agreement, unless others are asked for.
        None => document.language.split('+').map(str::parse::<Language>).collect::<Result<_>>()?,
    };
    let effective = matches.try_get_one::<String>("effective").ok().flatten();
    let effective = effective
        .map(|day| day.parse::<Day>().map_err(|e| e.key("--effective")))
        .transpose()?
        .map(|day| day.to_string());
    let mut made = as_issued(&document.kind, person, &issued, &languages, workspace)?;
    if made.body.languages() != document.language {
        return Err(Error::usage(format!(
            "the agreement was issued in {}, and the addendum is asked for in {}",
            document.language,
            made.body.languages()
        ))
        .key("--language")
        .hint("leave --language and --with out: the addendum takes the languages of the agreement"));
    }
    let mut changes = changes(&issued, &made.body.issued());
    let (of_sheets, sheets) = sheets::apart(&sheets_issued, std::mem::take(&mut made.sheets));
    changes.extend(of_sheets);
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
        if let Some(number) = given("number") {
            brief.terms["number"] = json!(number);
        }
        brief.terms["date"] = day.as_ref().map_or(Value::Null, |day| json!(day.to_string()));
    }
    let briefs = std::iter::once(&made.brief).chain(&made.other);
    for (index, (contract, brief)) in sides.into_iter().zip(briefs).enumerate() {
        let side = Side { contract, index, brief };
        written.push(side.write(&changes, &issued, effective.as_deref(), workspace)?);
    }
    let body = match <[Contract; 2]>::try_from(written) {
        Ok([left, right]) => Body::two(left, right)?,
        Err(mut one) => {
            Body::one(one.pop().ok_or_else(|| Error::internal("an addendum without a language"))?)
        }
    };
    Ok(Made { kind: ADDENDUM.to_owned(), body, sheets, ..made })
}

/// Writes the agreement as it would read now under the number, and where it had one the date, that it was issued with: those
/// may have been typed, and the file may have others.
fn as_issued(
    kind: &str,
    mut person: Located<Person>,
    issued: &Issued,
    languages: &[Language],
    workspace: &Workspace,
) -> Result<Made> {
    person.value.terms.get_or_insert_default().number.clone_from(&issued.number);
    let shelf = Shelf::default();
    // Sessions may have begun and instalments been paid since: days are looked at as of then.
    let day = issued.date.parse::<Day>().map_or(workspace.today()?, |day| day.0);
    let made = make_on(day, kind, person.clone(), languages, &shelf, workspace)?;
    let opening = |issued: &Issued| {
        issued.clauses.iter().find(|c| c.id == "opening").map(|opening| opening.pieces.clone())
    };
    if opening(&made.body.issued()) == opening(issued) {
        return Ok(made);
    }
    person.value.terms.get_or_insert_default().date = issued.date.parse().ok();
    let dated = make_on(day, kind, person, languages, &shelf, workspace);
    Ok(dated.ok().filter(|dated| opening(&dated.body.issued()) == opening(issued)).unwrap_or(made))
}

/// Finds the agreement that is changed, and the sheets that were issued beside it.
fn issued(number: &str, person: &Person, workspace: &Workspace) -> Result<(Document, Issued, Vec<Issued>)> {
    let all = match mailroom::outbox_if_any(workspace)? {
        Some(outbox) => outbox.agreements()?,
        None => Vec::new(),
    };
    let of_person = |document: &Document| is_of(&document.recipient, person);
    all.iter()
        .enumerate()
        .rev()
        .filter(|(_, document)| {
            document.kind != ADDENDUM && !sheets::is_sheet(&document.kind) && of_person(document)
        })
        .filter_map(|(at, document)| {
            let issued: Issued = serde_json::from_value(document.meta.clone()).ok()?;
            Some((at, document.clone(), issued))
        })
        .find(|(_, _, issued)| number.is_empty() || issued.number.as_deref() == Some(number))
        .map(|(at, document, issued)| (document, issued, sheets::beside(at, &all)))
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
    let listed = |clause: &&IssuedClause| !OWN.contains(&clause.id.as_str()) && !clause.meaning.is_empty();
    let find = |all: &[IssuedClause], id: &str| all.iter().filter(listed).find(|c| c.id == id).cloned();
    let mut changes: Vec<Change> = Vec::new();
    let mut last: Option<IssuedClause> = None;
    let mut put_in: BTreeMap<String, usize> = BTreeMap::new();
    // A new annex takes the number after the last one.
    let numbers =
        issued.iter().filter(|c| is_annex(&c.id)).filter_map(|c| c.number.as_ref()?.parse::<usize>().ok());
    let mut annexes = numbers.max().unwrap_or_default();
    for clause in now.iter().filter(listed) {
        let before = find(&issued, &clause.id);
        let became = match &before {
            Some(before) if before.meaning == clause.meaning => None,
            Some(_) => Some(Became::Replaced),
            None => Some(Became::Added),
        };
        if let Some(became) = became {
            let number = match &before {
                Some(before) => span(before, &issued),
                None if is_annex(&clause.id) => {
                    annexes += 1;
                    Some(Span::Annex(annexes.to_string()))
                }
                None => last.as_ref().and_then(|last| behind(last, clause)).map(|number| {
                    let nth = put_in.entry(number.clone()).or_default();
                    *nth += 1;
                    Span::New(number, *nth - 1)
                }),
            };
            changes.push(Change { id: clause.id.clone(), number, titles: titles(clause), became });
        }
        last = before.filter(|b| b.number.is_some() && !is_annex(&clause.id)).or(last);
    }
    for clause in issued.iter().filter(listed).filter(|c| find(&now, &c.id).is_none()) {
        changes.push(Change {
            id: clause.id.clone(),
            number: span(clause, &issued),
            titles: titles(clause),
            became: Became::Removed,
        });
    }
    changes
}

/// Returns the number of the agreement issued behind which a new clause is put: an article behind an article, a clause of an
/// article behind the last paragraph before it.
fn behind(last: &IssuedClause, new: &IssuedClause) -> Option<String> {
    let number = last.number.clone()?;
    let article = number.split('.').next().unwrap_or(&number).to_owned();
    let is_article = new.number.as_ref().is_none_or(|number| !number.contains('.'));
    Some(match last.paragraphs {
        _ if is_article => article,
        Some((_, paragraph)) => format!("{article}.{paragraph}"),
        None => number,
    })
}

/// Tells whether a part stands after the signatures, with a number of its own.
fn is_annex(id: &str) -> bool {
    id.starts_with("annex_") || sheets::is_sheet(id)
}

/// Returns the heading of a part in each language: an annex opens with it, a clause has the one of its article.
fn titles(clause: &IssuedClause) -> Vec<String> {
    if is_annex(&clause.id) {
        return clause.pieces.iter().take(2).cloned().collect();
    }
    let title = if clause.title.is_empty() { &clause.id } else { &clause.title };
    vec![title.clone()]
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
    if is_annex(&clause.id) {
        return Some(Span::Annex(number));
    }
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

/// One language of the addendum: the agreement as it would read now, and what its templates see.
struct Side<'a> {
    contract: &'a Contract,
    /// The place of the language among those of the agreement
    index: usize,
    brief: &'a ContractBrief,
}

impl Side<'_> {
    fn write(
        &self,
        changes: &[Change],
        issued: &Issued,
        effective: Option<&str>,
        workspace: &Workspace,
    ) -> Result<Contract> {
        let manner = &self.contract.manner;
        let speech = workspace.library.speech(&self.contract.language)?;
        let references = references(changes, issued, manner);
        let mut texts: Vec<String> = Vec::new();
        let shown: Vec<Shown> = changes
            .iter()
            .map(|change| {
                let paragraphs = match change.became {
                    Became::Removed => Vec::new(),
                    _ if sheets::is_sheet(&change.id) => Vec::new(),
                    Became::Replaced | Became::Added => self.paragraphs(&change.id, &references),
                };
                let marks = paragraphs.into_iter().map(|text| {
                    texts.push(text);
                    placed::mark(texts.len() - 1)
                });
                Shown {
                    id: change.id.clone(),
                    paragraphs: marks.collect(),
                    sentence: self.sentence(change, &speech),
                }
            })
            .collect();
        let mut values = serde_json::to_value(self.brief).map_err(|e| Error::internal(e.to_string()))?;
        values["language"] = json!(self.contract.language.tag());
        values["changes"] = serde_json::to_value(shown).map_err(|e| Error::internal(e.to_string()))?;
        values["issued"] = json!({"number": issued.number, "date": issued.date});
        values["effective"] = effective.map_or(Value::Null, |day| json!(day));
        let (engine, template) = workspace.library.engine(ADDENDUM, &speech, None)?;
        let known =
            names(self.brief)?.into_iter().chain(["changes", "issued", "effective"].map(str::to_owned));
        engine.check_names(&template, &known.collect::<Vec<_>>())?;
        let mut contract = placed::render(&engine, &template, ADDENDUM, &values, &texts, &speech)?;
        contract.sections.extend(sheets::bound(self.contract, changes, &references, manner));
        Ok(contract)
    }

    /// "Clause 6.4 (Instalments) now reads:", with the number of the agreement issued.
    fn sentence(&self, change: &Change, speech: &Speech) -> String {
        let is_bound = change.number.is_some();
        let word = match (change.became, is_annex(&change.id)) {
            (Became::Replaced, _) if sheets::is_sheet(&change.id) => "amend_consent_replaced",
            (Became::Added, _) if sheets::is_sheet(&change.id) => "amend_consent_added",
            (Became::Removed, _) if sheets::is_sheet(&change.id) && !is_bound => "amend_consent_removed",
            (Became::Replaced, false) => "amend_replaced",
            (Became::Added, false) => "amend_added",
            (Became::Removed, false) => "amend_removed",
            (Became::Replaced, true) => "amend_annex_replaced",
            (Became::Added, true) => "amend_annex_added",
            (Became::Removed, true) => "amend_annex_removed",
        };
        let own = change.titles.get(self.index).or(change.titles.first()).unwrap_or(&change.id);
        let title = change.id.parse().ok().and_then(|id| speech.lexicon.clauses.get(&id)).unwrap_or(own);
        let reference = match &change.number {
            Some(span) => span.words(&self.contract.manner),
            None => title.clone(),
        };
        let text = speech.word(word).replace("{reference}", &reference).replace("{title}", title);
        // A sentence that begins with a reference begins with a capital: "Clause 6 (Fees) now reads:"
        let mut chars = text.chars();
        chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
    }

    /// Returns the paragraphs of a clause, their references with the numbers of the agreement issued.
    fn paragraphs(&self, id: &str, references: &[(String, String)]) -> Vec<String> {
        let sections = self.contract.sections.iter().filter(|s| s.role != Role::Signatures);
        let all = sections.flat_map(|s| &s.paragraphs).filter(|p| p.clause == id);
        all.map(|paragraph| {
            references
                .iter()
                .fold(paragraph.markdown.clone(), |text, (id, words)| renumbered(&text, id, words))
        })
        .collect()
    }
}

/// Returns the words for each part: its number in the agreement issued, or the one that the addendum gives it.
fn references(changes: &[Change], issued: &Issued, manner: &Manner) -> Vec<(String, String)> {
    let kept = issued.clauses.iter().filter_map(|clause| {
        let number = clause.number.as_ref()?;
        let words = match is_annex(&clause.id) {
            true => manner.reference.annex.replace("{n}", number),
            false => reference(number, manner),
        };
        Some((clause.id.clone(), words))
    });
    let added = changes.iter().filter(|change| change.became == Became::Added);
    let added = added.filter_map(|c| Some((c.id.clone(), c.number.as_ref()?.words(manner))));
    kept.chain(added).collect()
}
