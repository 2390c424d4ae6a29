//! A client under age: who concludes, whose consent counts, and what contradicts a date of birth.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::compose::contract::desk::Desk;
use crate::compose::contract::faults::Faults;
use crate::compose::contract::schedule::{months_after, sessions_end};
use crate::model::address::Gender;
use crate::model::jurisdiction::Rule;
use crate::model::practice::Minors;
use crate::model::terms::minor::{Guardian, Relation};

/// The age from which one concludes agreements alone where the rules of the place name none.
const OF_AGE: u32 = 18;

/// The age from which a client under age signs beside the guardians that the agreement is understood. No law asks for
/// it: whoever is coached should have read what it is.
const UNDERSTANDS: u32 = 14;

/// Returns what templates see of a client under age: null for an adult.
///
/// `concludes`: the client concludes with the guardians' consent, else they conclude for the client. `consents`: the
/// client's own consent to data processing counts, beside the guardians'. `relation`: parent, guardian or mixed.
/// `several`, `feminine`: how many the guardians are, and whether all are women.
pub(super) fn minor(desk: &Desk<'_>, faults: &mut Faults<'_>) -> Value {
    let guardians = guardians(desk);
    let day = day(desk);
    let Some(born) = desk.person.born.map(|d| d.0) else {
        if !guardians.is_empty() {
            faults.error(
                "terms.guardians",
                "guardians sign for the client, and the client’s date of birth is not given",
                "add `born: YYYY-MM-DD` at the left edge of the person’s file; it is never printed",
            );
        }
        return Value::Null;
    };
    if born > day {
        faults.error(
            "born",
            format!("the client is born on {born}, after the agreement of {day}"),
            "correct `born`, or `terms.date`",
        );
        return Value::Null;
    }
    let of_age = of_age(desk);
    let is = |age: u32| is_of(born, age, day);
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
    for (i, guardian) in guardians.iter().enumerate() {
        check_guardian(desk, guardian, i, day, faults);
    }
    let rules = &desk.law.rules.contract;
    let from = |rule: &Option<Rule<u32>>| rule.as_ref().is_some_and(|r| is(r.value));
    let all = |relation: Relation| guardians.iter().all(|g| g.relation() == relation);
    let relation = match () {
        () if all(Relation::Parent) => "parent",
        () if all(Relation::Guardian) => "guardian",
        () => "mixed",
    };
    json!({
        "concludes": from(&rules.minor_concludes),
        "consents": from(&rules.data_consent_age),
        "understands": is(UNDERSTANDS),
        "relation": relation,
        "several": guardians.len() > 1,
        "feminine": guardians.iter().all(|g| g.gender == Some(Gender::Feminine)),
    })
}

/// Returns who signs on the client's side: `concluding` the agreement, `acknowledging` that it is understood,
/// `consenting` to the processing of data. Each has a name, and the first word of the names of its fields.
pub(super) fn signers(client: &Value, guardians: &[Value], minor: &Value) -> Map<String, Value> {
    let client = json!({"name": client["name"], "field": "client"});
    let guardians: Vec<Value> =
        guardians.iter().map(|g| json!({"name": g["name"], "field": g["field"]})).collect();
    let list = |also: &str| {
        let alone = guardians.is_empty() || minor[also] == true;
        let mut all = guardians.clone();
        // Who concludes signs first; who only consents or understands signs below those who answer for it.
        let place = if also == "concludes" { 0 } else { all.len() };
        if alone {
            all.insert(place, client.clone());
        }
        Value::Array(all)
    };
    [("concluding", "concludes"), ("acknowledging", "understands"), ("consenting", "consents")]
        .into_iter()
        .map(|(key, also)| (key.to_owned(), list(also)))
        .collect()
}

fn guardians<'a>(desk: &'a Desk<'_>) -> &'a [Guardian] {
    desk.terms.guardians.as_deref().unwrap_or_default()
}

/// Returns the day of the agreement.
fn day(desk: &Desk<'_>) -> Date {
    desk.terms.date.map_or(desk.today, |d| d.0)
}

fn is_of(born: Date, age: u32, day: Date) -> bool {
    months_after(born, age * 12).is_some_and(|birthday| birthday <= day)
}

/// Returns the age from which one concludes agreements alone.
fn of_age(desk: &Desk<'_>) -> u32 {
    let rules = &desk.law.rules.contract;
    let part = desk.law.part().and_then(|part| rules.of_age_in.as_ref()?.value.get(part));
    part.copied().or(rules.of_age.as_ref().map(|r| r.value)).unwrap_or(OF_AGE)
}

/// Tells what stands in the way of an agreement with a client of that age.
fn under_age(desk: &Desk<'_>, born: Date, day: Date, of_age: u32, faults: &mut Faults<'_>) {
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
    if guardians(desk).is_empty() {
        faults.error(
            "born",
            format!("{under}, and nobody signs for the client (`terms.guardians`)"),
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

/// Tells why somebody can't sign for the client.
fn check_guardian(desk: &Desk<'_>, guardian: &Guardian, i: usize, day: Date, faults: &mut Faults<'_>) {
    let name = guardian.name.as_deref().unwrap_or_default();
    if guardian.name.is_some() && guardian.name == desk.person.name {
        faults.error(
            &format!("terms.guardians[{i}].name"),
            format!("`{name}` is the client, and signs as the client’s guardian"),
            "write the name of the parent or guardian",
        );
    }
    let Some(born) = guardian.born.map(|d| d.0) else { return };
    let key = format!("terms.guardians[{i}].born");
    if born > day {
        faults.error(
            &key,
            format!("{name} is born on {born}, after the agreement of {day}"),
            "correct `born`, or `terms.date`",
        );
    } else if !is_of(born, OF_AGE, day) {
        faults.error(
            &key,
            format!("{name}, born on {born}, is under {OF_AGE} on {day}, and signs for the client"),
            "name somebody of age, or correct `born`",
        );
    }
}
