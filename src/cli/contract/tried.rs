//! Agreements as `garbo check` tries them: with every client whose file has terms, and what to ask a professional.

use std::collections::BTreeMap;

use crate::cli::contract::made::make_for;
use crate::cli::contract::shelf::Shelf;
use crate::cli::workspace::Workspace;
use crate::compose::contract::jurisdiction;
use crate::error::{Place, Problem, Result};
use crate::model::person::Person;
use crate::yaml::Located;

/// The kind that is tried.
const AGREEMENT: &str = "agreement";

/// Writes the agreement with a person to nobody; returns what is to be minded.
///
/// Errors: as composing and rendering it has them.
pub(crate) fn tried(person: &Located<Person>, shelf: &Shelf, workspace: &Workspace) -> Result<Vec<Problem>> {
    let practice = workspace.practice()?;
    let wished = person.value.language.as_ref().or(practice.languages.first());
    let Some(language) = wished else { return Ok(Vec::new()) };
    let language = workspace.library.resolve(language)?;
    Ok(make_for(AGREEMENT, person.clone(), &[language], shelf, workspace)?.warnings)
}

/// Returns what only a professional can answer, for each place whose law the agreements follow.
pub(crate) fn questions<'a>(
    people: impl Iterator<Item = &'a Person>,
    workspace: &Workspace,
) -> Result<Vec<Problem>> {
    let practice = workspace.practice()?;
    let mut places: BTreeMap<String, bool> = BTreeMap::new();
    for person in people {
        let Some(terms) = &person.terms else { continue };
        *places.entry(jurisdiction(practice, person)).or_default() |= terms.guardians.is_some();
    }
    let mut questions = Vec::new();
    for (place, minors) in places {
        let country = place.split('-').next().unwrap_or(&place).to_owned();
        let Some(rules) = workspace.library.jurisdiction(&place)? else { continue };
        let known: Vec<String> = rules
            .contract
            .sources()
            .iter()
            .map(|rule| {
                format!(
                    "{}: {} (as of {}, sureness {})",
                    rule.key,
                    rule.source,
                    rule.as_of,
                    rule.confidence.id()
                )
            })
            .collect();
        questions.push(
            Problem::new(format!("are the rules that the agreements follow in {place} still the law?"))
                .at(Place::file(format!("locales/jurisdictions/{country}.yaml")))
                .cause(known.join("\n"))
                .hint("ask a lawyer there, or look up what has changed since each day"),
        );
        let asked = rules.contract.questions.into_iter().filter(|q| minors || !q.minors);
        questions.extend(asked.map(|question| {
            Problem::new(question.ask)
                .at(Place::file(format!("locales/jurisdictions/{country}.yaml")))
                .cause(format!("{} (as of {})", question.source, question.as_of))
                .hint(format!("ask {}", question.whom))
        }));
    }
    Ok(questions)
}
