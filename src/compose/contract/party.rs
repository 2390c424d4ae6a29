//! The parties as an agreement names them; what is missing of an address is asked for by its key.

use serde_json::{Value, json};

use crate::compose::contract::desk::Desk;
use crate::compose::contract::faults::Faults;
use crate::compose::desk::writer;
use crate::error::nearest;
use crate::model::id::Id;
use crate::model::mailbox::Mailbox;
use crate::model::party::{Party, PartyKind};
use crate::model::terms::data::Reports;

/// What the file gives besides the party itself.
struct Besides<'a> {
    /// Key of the party in its file
    key: &'a str,
    name: Option<String>,
    gender: Option<&'static str>,
    address: Option<String>,
    city: Option<String>,
    email: Option<String>,
    /// Whether a mailbox is needed: not of a client for whom others sign
    reachable: bool,
    phone: Option<String>,
    kind: PartyKind,
    whose: &'a str,
}

/// Returns the coach as a party.
pub(super) fn coach(desk: &Desk<'_>, faults: &mut Faults<'_>) -> Value {
    let practice = desk.practice;
    let given = practice.coach.party.clone().unwrap_or_default();
    let from = practice.mail.as_ref().and_then(|m| m.from.as_deref()).and_then(|f| f.parse::<Mailbox>().ok());
    let besides = Besides {
        key: "coach.party",
        name: Some(writer(practice, desk.speech).name),
        gender: Some(practice.coach.grammatical_gender.id()),
        address: practice.signature.address.clone(),
        city: practice.city.clone(),
        email: from.map(|m| m.address().to_string()),
        reachable: true,
        phone: practice.signature.phone.clone(),
        kind: PartyKind::SelfEmployed,
        whose: "your",
    };
    if given.ids.is_empty() && !desk.law.rules.contract.ids.is_empty() {
        let known: Vec<&str> = desk.law.rules.contract.ids.keys().map(Id::as_str).collect();
        faults.warn(
            "coach.party.ids",
            "the agreement names none of your numbers",
            format!(
                "add `ids:` under `coach.party:` in practice.yaml; here these are known: {}",
                known.join(", ")
            ),
        );
    }
    let mut party = party(desk, &given, besides, faults);
    party["status"] = json!(status(desk, &given, faults));
    party["qualifications"] =
        json!(given.qualifications.iter().filter_map(|t| desk.own(Some(t))).collect::<Vec<_>>());
    party
}

/// Returns the client as a party.
pub(super) fn client(desk: &Desk<'_>, faults: &mut Faults<'_>) -> Value {
    let person = desk.person;
    let given = person.party.clone().unwrap_or_default();
    let guardians = desk.terms.guardians.as_deref().unwrap_or_default();
    let besides = Besides {
        key: "party",
        name: person.name.clone(),
        gender: person.gender.map(|g| g.id()),
        // A client under age lives with those who sign.
        address: guardians.first().and_then(|g| g.address.clone()),
        city: person.city.clone(),
        email: person.email.clone(),
        reachable: guardians.is_empty(),
        phone: None,
        kind: PartyKind::Person,
        whose: "the client’s",
    };
    let mut view = party(desk, &given, besides, faults);
    if given.kind != Some(PartyKind::Company) && given.forms.is_empty() {
        view["forms"] = json!(person.forms);
    }
    view
}

/// Returns those who sign for a client under age; the fields of each bear the name `field`.
pub(super) fn guardians(desk: &Desk<'_>, faults: &mut Faults<'_>) -> Vec<Value> {
    let guardians = desk.terms.guardians.as_deref().unwrap_or_default();
    let first = guardians.first();
    let mut views = Vec::new();
    for (i, guardian) in guardians.iter().enumerate() {
        let key = format!("terms.guardians[{i}]");
        let besides = Besides {
            key: &key,
            name: None,
            gender: None,
            // Parents mostly share an address; a mailbox is needed once.
            address: first.and_then(|f| f.address.clone()),
            city: None,
            email: None,
            reachable: i == 0,
            phone: None,
            kind: PartyKind::Person,
            whose: "the guardian’s",
        };
        let mut view = party(desk, &guardian.party(), besides, faults);
        view["relation"] = json!(guardian.relation().id());
        view["field"] = json!(if i == 0 { "guardian".to_owned() } else { format!("guardian{}", i + 1) });
        views.push(view);
    }
    views
}

/// Returns who pays in place of the client.
pub(super) fn sponsor(desk: &Desk<'_>, faults: &mut Faults<'_>) -> Value {
    let Some(sponsor) = &desk.terms.sponsor else { return Value::Null };
    let given = sponsor.party.clone().unwrap_or_default();
    let besides = Besides {
        key: "terms.sponsor.party",
        name: None,
        gender: None,
        address: None,
        city: None,
        email: None,
        reachable: true,
        phone: None,
        kind: PartyKind::Company,
        whose: "the sponsor’s",
    };
    let mut view = party(desk, &given, besides, faults);
    view["reports"] = json!(match sponsor.reports.unwrap_or(Reports::Attendance) {
        Reports::Attendance => "attendance",
        Reports::Progress => "progress",
    });
    view
}

fn party(desk: &Desk<'_>, given: &Party, besides: Besides<'_>, faults: &mut Faults<'_>) -> Value {
    let key = besides.key;
    let kind = given.kind.unwrap_or(besides.kind);
    let company = kind == PartyKind::Company;
    // The person's name is not the firm's.
    let name = given.name.clone().or(besides.name.filter(|_| !company));
    let address = given.address.clone().or(besides.address);
    let email = given.email.clone().or(besides.email);
    let whose = besides.whose;
    for (field, value, sample) in [
        ("name", &name, "name: Esempio S.p.A."),
        ("address", &address, "address: Via degli Esempi 12, 20100 Milano"),
        ("email", &email, "email: anna@example.org"),
    ] {
        if value.is_none() && (field != "email" || besides.reachable) {
            let under = key.strip_prefix("terms.").unwrap_or(key).split('[').next().unwrap_or(key);
            faults.missing(
                &format!("{key}.{field}"),
                format!("the agreement needs {whose} {field}"),
                format!("add `{sample}` under `{under}:` in {}", file(key)),
            );
        }
    }
    if company && given.representative.is_none() {
        // A kind that is given is checked when the file is read; this is the sponsor's, a company by default.
        faults.missing(
            &format!("{key}.representative"),
            match &name {
                Some(name) => format!("nobody signs for the company {name}"),
                None => "nobody signs for the company that pays".to_owned(),
            },
            "add `representative: {name: …, gender: f, capacity: …}` under `sponsor.party:`, or `kind: person`",
        );
    }
    let representative = given.representative.as_ref();
    let capacity = representative
        .and_then(|r| desk.text(&r.capacity, &format!("{key}.representative.capacity"), faults));
    let authority = representative
        .and_then(|r| r.authority.as_ref())
        .and_then(|text| desk.text(text, &format!("{key}.representative.authority"), faults));
    json!({
        "kind": kind.id(),
        "name": name,
        "gender": given.gender.map(|g| g.id()).or(besides.gender).filter(|_| !company),
        "representative": representative.map(|r| r.name.clone()),
        "capacity": capacity,
        "authority": authority,
        "representative_gender": representative.and_then(|r| r.gender).map(|g| g.id()),
        "address": address,
        "ids": ids(desk, given, key, faults),
        "bank": bank(desk, given, key, faults),
        "email": email,
        "phone": given.phone.clone().or(besides.phone),
        "status": null,
        "qualifications": [],
        "city": given.city.clone().or(besides.city),
        "forms": given.forms,
    })
}

fn file(key: &str) -> &'static str {
    if key.starts_with("coach") { "practice.yaml" } else { "the person’s file" }
}

fn ids(desk: &Desk<'_>, given: &Party, key: &str, faults: &mut Faults<'_>) -> Vec<Value> {
    let mut views = Vec::new();
    for (id, value) in &given.ids {
        let key = format!("{key}.ids.{id}");
        // The law's own country first: two countries may use the same name.
        let found = desk
            .law
            .rules
            .contract
            .ids
            .get(id)
            .or_else(|| desk.law.numbers.iter().find(|(known, _)| known == id).map(|(_, number)| number));
        let Some(number) = found else {
            let hint = match nearest(id.as_str(), desk.law.numbers.iter().map(|(id, _)| id.as_str())) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!(
                    "there are {}",
                    desk.law.numbers.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>().join(", ")
                ),
            };
            faults.error(&key, format!("no place has a number called `{id}`"), hint);
            continue;
        };
        if !number.fits(value) {
            faults.error(
                &key,
                format!("`{value}` does not have the form of `{id}`"),
                format!("it looks like {} (0: a digit, A: a letter, *: either)", number.forms.join(" or ")),
            );
        }
        if let Some(label) = desk.own(Some(&number.label)) {
            views.push(json!({"label": label, "value": value}));
        }
    }
    views
}

fn bank(desk: &Desk<'_>, given: &Party, key: &str, faults: &mut Faults<'_>) -> Vec<Value> {
    let known = &desk.law.common.bank;
    let mut views = Vec::new();
    for (id, value) in &given.bank {
        let key = format!("{key}.bank.{id}");
        let Some(number) = known.get(id) else {
            let hint = match nearest(id.as_str(), known.keys().map(Id::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are {}", known.keys().map(Id::as_str).collect::<Vec<_>>().join(", ")),
            };
            faults.error(&key, format!("there is no bank detail called `{id}`"), hint);
            continue;
        };
        let form = number.forms.is_empty() || number.fits(value);
        if !form || (id.as_str() == "iban" && !iban_holds(value)) {
            faults.error(
                &key,
                format!("`{value}` is not a valid {id}: a character is wrong or missing"),
                "copy it from your bank’s papers",
            );
        }
        if let Some(label) = desk.own(Some(&number.label)) {
            views.push(json!({"label": label, "value": value}));
        }
    }
    views
}

/// Tells whether the check digits of an IBAN hold. Source: ISO 13616, modulus 97.
fn iban_holds(iban: &str) -> bool {
    let plain: String = iban.chars().filter(|c| !c.is_whitespace()).collect();
    if !(15..=34).contains(&plain.len()) || !plain.is_ascii() {
        return false;
    }
    let (head, tail) = plain.split_at(4);
    tail.chars().chain(head.chars()).try_fold(0u32, |rest, c| {
        let digit = c.to_digit(36)?;
        Some((rest * if digit > 9 { 100 } else { 10 } + digit) % 97)
    }) == Some(1)
}

/// Returns the words about the coach's standing.
fn status(desk: &Desk<'_>, given: &Party, faults: &mut Faults<'_>) -> Option<String> {
    let choices = &desk.law.rules.contract.status;
    let chosen = match &given.status {
        Some(status) if !choices.contains(status) => {
            let known = choices.iter().map(Id::as_str).collect::<Vec<_>>().join(", ");
            let hint = match nearest(status.as_str(), choices.iter().map(Id::as_str)) {
                Some(near) => format!("did you mean `{near}`? The choices are {known}"),
                None if choices.is_empty() => "take the line out: the place has no such choice".to_owned(),
                None => format!("the choices are {known}"),
            };
            faults.error(
                "coach.party.status",
                format!("`{status}` is no standing of a coach in {}", desk.law.code),
                hint,
            );
            None
        }
        Some(status) => Some(status),
        // With one choice nothing is guessed.
        None if choices.len() == 1 && given.kind.is_none_or(|k| k == PartyKind::SelfEmployed) => {
            choices.first()
        }
        None => None,
    };
    chosen.and_then(|choice| desk.words.status.get(choice)).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iban_with_a_slip_does_not_hold() {
        assert!(iban_holds("IT60 X054 2811 1010 0000 0123 456"));
        assert!(!iban_holds("IT60 X054 2811 1010 0000 0123 465"));
        assert!(!iban_holds("ü"));
    }
}
