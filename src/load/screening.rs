//! Warnings about screening lists that rest on what a person is instead of what a person does.

use std::collections::BTreeMap;

use crate::error::Problem;
use crate::load::embedded;
use crate::model::practice::Practice;
use crate::yaml::{self, Located};

/// Returns a warning for each entry of `screening` that names sex, origin, religion, health, age, orientation
/// or politics. Refusing people for these is unlawful in several countries; the coach decides, garbo only warns.
///
/// Source: the lists of protected grounds common to Directives 2000/43/EC and 2000/78/EC and the UK Equality
/// Act 2010; the words are data, in `locales/screening/protected.yaml`.
pub fn warnings(practice: &Located<Practice>) -> Vec<Problem> {
    let words = yaml::read::<BTreeMap<String, Vec<String>>>(embedded::PROTECTED.as_bytes(), "protected.yaml")
        .map(|located| located.value)
        .unwrap_or_default();
    let screening = &practice.value.screening;
    let lists =
        [("ideal", &screening.ideal), ("never", &screening.never), ("standards", &screening.standards)];
    let mut warnings = Vec::new();
    for (list, entries) in lists {
        for (i, entry) in entries.iter().enumerate() {
            let Some(found) = protected(entry, &words) else { continue };
            let path = format!("screening.{list}[{i}]");
            warnings.push(
                Problem::new(format!(
                    "`{path}` speaks of what a person is (`{found}`), not of what a person does"
                ))
                .key(&path)
                .at(practice.place(&path))
                .hint(
                    "refusing people for sex, origin, religion, health, age, orientation or politics can be \
                           unlawful; describe conduct, topic or means instead, and ask a lawyer in doubt",
                ),
            );
        }
    }
    warnings
}

/// Returns the first word of an entry that begins like one of the protected ones.
fn protected<'e>(entry: &'e str, words: &BTreeMap<String, Vec<String>>) -> Option<&'e str> {
    entry.split(|c: char| !c.is_alphanumeric() && c != '-').find(|word| {
        let word = word.to_lowercase();
        words.values().flatten().any(|stem| word.starts_with(stem.as_str()))
    })
}
