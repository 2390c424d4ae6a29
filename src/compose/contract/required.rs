//! Sentences that the law of the place wants in every agreement: they stay where the clause that has them is off or in the
//! coach's own words. Which they are is data, `required:` in `locales/jurisdictions/`.

use std::collections::BTreeMap;

use crate::compose::contract::desk::Desk;
use crate::compose::contract::faults::Faults;
use crate::compose::contract::phrase::{Phrase, Words, folded};
use crate::compose::contract::switches::Switches;
use crate::compose::contract::texts::printed;
use crate::model::jurisdiction::Required;

/// The sentences that the clauses of the skeleton do not say this time.
#[derive(Default)]
pub(super) struct Sentences {
    /// Behind the coach's own words for a clause, by its id
    pub(super) behind: BTreeMap<String, Vec<String>>,
    /// By themselves, before the signatures
    pub(super) alone: Vec<String>,
}

/// Returns the sentences that have to be put in.
pub(super) fn required(desk: &Desk<'_>, on: &Switches, faults: &mut Faults<'_>) -> Sentences {
    let mut sentences = Sentences::default();
    let registered = desk.practice.coach.on_register;
    for rule in &desk.law.rules.contract.required {
        let has_matter = rule.when.as_ref().is_none_or(|path| desk.terms.says(path));
        if !has_matter || (registered && rule.unless_registered) || is_said(desk, on, rule) {
            continue;
        }
        let clause = rule.clause.as_ref().filter(|clause| on.get(clause.as_str()) == Some(&true));
        let replaced =
            clause.filter(|clause| desk.terms.replace.iter().flatten().any(|(id, _)| id == *clause));
        if clause.is_some() && replaced.is_none() {
            continue;
        }
        if let (Some(clause), Some(path), None) = (&rule.clause, &rule.when, clause) {
            // It speaks of what the clause names, and says nothing without it.
            faults.error(
                &format!("terms.clauses.{clause}"),
                format!("the clause `{clause}` is switched off, and `{path}` is given: the law wants it told ({})", rule.source),
                format!("take `{clause}` out of `clauses`, or `{path}` out of the terms"),
            );
            continue;
        }
        let Some(sentence) = desk.words.sentence(&rule.words) else {
            let language = &desk.speech.language;
            faults.missing(
                "jurisdiction",
                format!("the language `{language}` does not say `{}`, which the law wants in every agreement ({})", rule.words, rule.source),
                format!("write it in locales/law/{}.yaml", language.base()),
            );
            continue;
        };
        match replaced {
            Some(clause) => sentences.behind.entry(clause.to_string()).or_default().push(sentence),
            None => sentences.alone.push(sentence),
        }
    }
    sentences
}

/// Tells whether the coach's own words say it already, in every language of the agreement.
fn is_said(desk: &Desk<'_>, on: &Switches, rule: &Required) -> bool {
    let phrases: Vec<Phrase> = folded(&rule.said);
    desk.languages.iter().all(|language| {
        let paragraphs = printed(desk, on).filter_map(|(_, paragraphs)| paragraphs.get(language));
        paragraphs.flatten().any(|text| Words::of(text).has(&phrases))
    })
}

/// Returns the line that every document under the law of the place carries, letters and addenda too.
pub(super) fn every_document(desk: &Desk<'_>) -> Option<String> {
    let rule = desk.law.rules.letter_footer.as_ref().filter(|_| !desk.practice.coach.on_register)?;
    rule.value.get(&desk.speech.language).map(str::to_owned)
}
