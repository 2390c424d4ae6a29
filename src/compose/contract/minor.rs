//! A client under age: who concludes, whose consent counts, and what contradicts the date of birth.

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::compose::contract::desk::Desk;
use crate::compose::contract::faults::Faults;
use crate::compose::contract::schedule::{months_after, sessions_end};
use crate::model::practice::Minors;

/// The age from which one concludes agreements alone where the rules of the place name none.
const OF_AGE: u32 = 18;

/// Returns what templates see of a client under age: null for an adult.
///
/// `concludes`: the client concludes with the guardians' consent, else they conclude for the client. `consents`: the
/// client's own consent to data processing counts, beside the guardians'.
pub(super) fn minor(desk: &Desk<'_>, faults: &mut Faults<'_>) -> Value {
    let guardians = desk.terms.guardians.as_deref().unwrap_or_default();
    let Some(born) = desk.person.born.map(|d| d.0) else {
        if !guardians.is_empty() {
            faults.missing(
                "born",
                "guardians sign for the client (`terms.guardians`), and the client’s date of birth is not given",
                "add `born: YYYY-MM-DD` at the left edge of the person’s file; it is never printed",
            );
        }
        return Value::Null;
    };
    let day = desk.terms.date.map_or(desk.today, |d| d.0);
    if born > day {
        faults.error(
            "born",
            format!("the client is born on {born}, after the agreement of {day}"),
            "correct `born`, or `terms.date`",
        );
        return Value::Null;
    }
    let of_age = of_age(desk);
    let is = |age: u32| months_after(born, age * 12).is_some_and(|birthday| birthday <= day);
    if is(of_age) {
        if !guardians.is_empty() {
            faults.error(
                "terms.guardians",
                format!(
                    "guardians sign for the client, who was born on {born} and is of age ({of_age}) on {day}"
                ),
                "take `guardians` out, or correct `born`",
            );
        }
        return Value::Null;
    }
    under_age(desk, born, day, of_age, faults);
    let rules = &desk.law.rules.contract;
    let from =
        |rule: &Option<crate::model::jurisdiction::Rule<u32>>| rule.as_ref().is_some_and(|r| is(r.value));
    json!({"concludes": from(&rules.minor_concludes), "consents": from(&rules.data_consent_age)})
}

/// Returns the age from which one concludes agreements alone.
fn of_age(desk: &Desk<'_>) -> u32 {
    let rules = &desk.law.rules.contract;
    let part = desk.law.part().and_then(|part| rules.of_age_in.as_ref()?.value.get(part));
    part.copied().or(rules.of_age.as_ref().map(|r| r.value)).unwrap_or(OF_AGE)
}

/// Tells what stands in the way of an agreement with a client of that age.
fn under_age(desk: &Desk<'_>, born: Date, day: Date, of_age: u32, faults: &mut Faults<'_>) {
    let guardians = desk.terms.guardians.as_deref().unwrap_or_default();
    let under = format!("the client, born on {born}, is under {of_age} on {day}");
    if desk.practice.policies.minors == Minors::AdultsOnly {
        faults.error(
            "born",
            format!(
                "{under}, and by practice.yaml you work with adults only (`policies.minors: adults_only`)"
            ),
            "write `minors: with_guardian` there, or correct `born` if it is wrong",
        );
    }
    if guardians.is_empty() {
        faults.missing(
            "terms.guardians",
            format!("{under}, and nobody signs for the client"),
            "add `guardians: [{name: …, gender: f, relation: parent, address: …, email: …}]` under `terms:`",
        );
    }
    if !desk.consumer {
        faults.error(
            "terms.client_kind",
            format!("{under}, and is to conclude as a business"),
            "write `client_kind: consumer`, and `kind: person` under `party:`",
        );
    }
    for (i, guardian) in guardians.iter().enumerate() {
        if guardian.name.is_some() && guardian.name == desk.person.name {
            faults.error(
                &format!("terms.guardians[{i}].name"),
                format!(
                    "`{}` is the client, and signs as the client’s guardian",
                    guardian.name.as_deref().unwrap_or_default()
                ),
                "write the name of the parent or guardian",
            );
        }
    }
    let birthday = months_after(born, of_age * 12);
    let term_end = desk.terms.term.as_ref().and_then(|t| t.end).map(|d| d.0);
    if let (Some(birthday), Some(end)) = (birthday, term_end.or_else(|| sessions_end(desk)))
        && birthday <= end
    {
        faults.warn(
            "born",
            format!("the client comes of age on {birthday}, and the agreement lasts until {end}"),
            "have the client confirm the agreement in writing on that day, as its clause says",
        );
    }
}
