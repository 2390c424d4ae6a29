//! The data of each clause as templates see them: what is given, else the defaults of practice and program.

use serde_json::{Map, Value, json};

use crate::compose::contract::agreed::retention_months;
use crate::compose::contract::desk::Desk;
use crate::compose::contract::faults::Faults;
use crate::compose::contract::price::sum;
use crate::compose::contract::schedule::sessions_end;
use crate::error::{Result, nearest};
use crate::model::address::Formality;
use crate::model::language::Language;
use crate::model::practice::Service;
use crate::model::terms::ending::Cap;
use crate::model::terms::fees::Interest;
use crate::model::terms::sessions::Format;

/// The way out where practice.yaml has no `services:`.
const NO_SERVICES: &str = "practice.yaml has no `services:`; name it in words: `subject: {name: {en: …}}` under \
                           `terms:`, with a name for each language of the agreement";

/// Returns name, form and goals of the service.
pub(super) fn subject(desk: &Desk<'_>, faults: &mut Faults<'_>) -> Value {
    let subject = desk.terms.subject.clone().unwrap_or_default();
    let services = &desk.practice.services;
    let known: Vec<&str> = services.iter().map(|s| s.id.as_str()).collect();
    let mut service: Option<&Service> = None;
    if let Some(id) = &subject.service {
        service = services.iter().find(|s| s.id == *id);
        if service.is_none() {
            let hint = match nearest(id.as_str(), known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if known.is_empty() => NO_SERVICES.to_owned(),
                None => format!("the services of practice.yaml are {}", known.join(", ")),
            };
            faults.error("terms.subject.service", format!("there is no service `{id}`"), hint);
        }
    } else if subject.name.is_none() {
        match services.as_slice() {
            [only] => service = Some(only),
            several => faults.missing(
                "terms.subject.service",
                "the agreement does not say which service it is about",
                match several {
                    [] => NO_SERVICES.to_owned(),
                    _ => format!(
                        "add `subject: {{service: …}}` under `terms:`, one of {}; or `name:` in words",
                        known.join(", ")
                    ),
                },
            ),
        }
    }
    let name = match (&subject.name, service) {
        (Some(name), _) => desk.text(name, "terms.subject.name", faults),
        (None, Some(service)) => {
            let at = services.iter().position(|s| s.id == service.id).unwrap_or_default();
            desk.text(&service.name, &format!("services[{at}].name"), faults)
        }
        (None, None) => None,
    };
    let about = match &subject.about {
        Some(about) => desk.text(about, "terms.subject.about", faults),
        None => desk.own(service.and_then(|s| s.about.as_ref())),
    };
    let goals = desk.texts(subject.goals.as_deref().unwrap_or_default(), "terms.subject.goals", faults);
    json!({
        "service": name,
        "about": about,
        "format": match subject.format.unwrap_or(Format::Online) {
            Format::Online => "online",
            Format::InPerson => "in_person",
            Format::Mixed => "mixed",
        },
        "goals_in_annex": subject.goals_in_annex.unwrap_or(false) && !goals.is_empty(),
        "goals": goals,
    })
}

/// Returns the clauses about the work together.
pub(super) fn work(desk: &Desk<'_>, faults: &mut Faults<'_>) -> Map<String, Value> {
    let terms = desk.terms;
    let mut all = Map::new();
    let ethics = terms.nature.as_ref().and_then(|n| n.ethics.as_ref());
    all.insert(
        "nature".into(),
        json!({"ethics": ethics.and_then(|t| desk.text(t, "terms.nature.ethics", faults))}),
    );

    let not_therapy = terms.not_therapy.clone().unwrap_or_default();
    let advised = desk.law.rules.contract.long_not_therapy.as_ref().is_some_and(|r| r.value);
    let long = not_therapy.long.unwrap_or(advised);
    let here = desk.person.country.as_deref().unwrap_or(&desk.practice.jurisdiction);
    let numbers = not_therapy.emergency.unwrap_or_else(|| {
        let same = |country: &str| country.split('-').next() == here.split('-').next();
        let mut numbers: Vec<String> = Vec::new();
        for emergency in desk.practice.emergency.iter().filter(|e| same(&e.country)) {
            if !numbers.contains(&emergency.number) {
                numbers.push(emergency.number.clone());
            }
        }
        numbers
    });
    all.insert(
        "not_therapy".into(),
        json!({"long": long, "emergency": if long { numbers } else { Vec::new() }}),
    );

    let told: Vec<Value> = terms
        .expectations
        .iter()
        .flat_map(|e| e.told.iter().flatten())
        .enumerate()
        .map(|(i, e)| {
            let key = |k: &str| format!("terms.expectations.told[{i}].{k}");
            json!({"told": desk.text(&e.told, &key("told"), faults), "answer": desk.text(&e.answer, &key("answer"), faults)})
        })
        .collect();
    all.insert("expectations".into(), json!({"told": told}));
    all.insert(
        "client_duties".into(),
        json!({"review_after": terms.client_duties.as_ref().and_then(|c| c.review_after)}),
    );
    let coach = terms.coach_duties.clone().unwrap_or_default();
    all.insert(
        "coach_duties".into(),
        json!({"supervision": coach.supervision.unwrap_or(false), "insurer": coach.insurer, "policy": coach.policy}),
    );
    let conduct = terms.conduct.clone().unwrap_or_default();
    let gift = conduct.gift_limit.as_ref().and_then(|a| desk.money(a, "terms.conduct.gift_limit", faults));
    all.insert(
        "conduct".into(),
        json!({"address": address(desk).id(), "gift_limit": gift.filter(|m| m.minor() > 0).map(sum)}),
    );
    let record = terms.record.clone().unwrap_or_default();
    // The client reads the recaps: in their language, unless another is agreed, as far as this one has a name for it.
    let named = |l: &&Language| desk.speech.language_name(l) != l.tag();
    let theirs = desk.person.language.as_ref().filter(named).or(desk.languages.first());
    let language = record.language.unwrap_or_else(|| theirs.unwrap_or(&desk.speech.language).clone());
    all.insert(
        "record".into(),
        json!({"correction_days": record.correction_days.unwrap_or(3), "language_name": desk.speech.language_name(&language)}),
    );
    all
}

/// Returns how both address each other: as given, else as letters to the person do.
pub(super) fn address(desk: &Desk<'_>) -> Formality {
    let own = desk.terms.conduct.as_ref().and_then(|c| c.address);
    own.or(desk.person.formality).unwrap_or(Formality::Formal)
}

/// Returns the clauses about what is known of the client, and whether data go abroad.
pub(super) fn data(
    desk: &Desk<'_>,
    controller: Option<&str>,
    faults: &mut Faults<'_>,
) -> Result<(Map<String, Value>, bool)> {
    let terms = desk.terms;
    let mut all = Map::new();
    let confidentiality = terms.confidentiality.clone().unwrap_or_default();
    let unlimited = confidentiality.unlimited == Some(true);
    let years = (!unlimited).then(|| confidentiality.years.unwrap_or(5));
    all.insert("confidentiality".into(), json!({"years": years}));
    all.insert("release".into(), json!({"on": terms.release.unwrap_or(false)}));

    let protection = terms.data_protection.clone().unwrap_or_default();
    let mut processors = Vec::new();
    let mut transfers: Vec<String> = Vec::new();
    for (i, processor) in protection.processors.iter().flatten().enumerate() {
        let key = |k: &str| format!("terms.data_protection.processors[{i}].{k}");
        let Some(name) = desk.text(&processor.name, &key("name"), faults) else { continue };
        let line = format!("{name} ({})", place_of(desk, &processor.country, &key("country"), faults)?);
        if abroad(desk, &processor.country) {
            transfers.push(line.clone());
        }
        processors.push(line);
    }
    let mut tools = Vec::new();
    for (i, tool) in terms.ai_tools.iter().flat_map(|a| a.tools.iter().flatten()).enumerate() {
        let key = |k: &str| format!("terms.ai_tools.tools[{i}].{k}");
        let country = place_of(desk, &tool.country, &key("country"), faults)?;
        let name = desk.text(&tool.name, &key("name"), faults).unwrap_or_default();
        let line = format!("{name} ({country})");
        if abroad(desk, &tool.country) && !transfers.contains(&line) {
            transfers.push(line);
        }
        tools.push(json!({
            "name": name,
            "purpose": desk.text(&tool.purpose, &key("purpose"), faults),
            "data": desk.text(&tool.data, &key("data"), faults),
            "country": country,
            "training": tool.training,
        }));
    }
    let any = !transfers.is_empty();
    let months = retention_months(desk);
    all.insert(
        "data_protection".into(),
        json!({"controller": protection.controller.as_deref().or(controller), "retention_months": months,
               "processors": processors, "transfers": transfers}),
    );
    all.insert("ai_tools".into(), json!({"tools": tools}));
    let recording = terms.recording.clone().unwrap_or_default();
    let allowed = recording.allowed == Some(crate::model::terms::data::Allowed::CoachWithConsent);
    all.insert(
        "recording".into(),
        json!({"allowed": if allowed { "coach_with_consent" } else { "none" },
               "storage": recording.storage.as_ref().and_then(|t| desk.text(t, "terms.recording.storage", faults)),
               "delete_after_days": recording.delete_after_days.unwrap_or(30)}),
    );
    Ok((all, any))
}

/// Returns the name of the country where data lie.
fn place_of(desk: &Desk<'_>, code: &str, key: &str, faults: &mut Faults<'_>) -> Result<String> {
    if desk.cldr.country(code)?.is_none() || code.len() != 2 {
        faults.error(
            key,
            format!("`{code}` is not the code of a country"),
            "write two capitals of ISO 3166, such as IT, IE or US",
        );
    }
    desk.country(code)
}

/// Tells whether data in a country are abroad to the law.
pub(super) fn abroad(desk: &Desk<'_>, country: &str) -> bool {
    let free = desk.law.rules.contract.data_free.as_ref();
    country != desk.law.country() && !free.is_some_and(|r| r.value.iter().any(|c| c == country || c == "*"))
}

/// Returns the clauses about the end and what lies around it.
pub(super) fn ending(
    desk: &Desk<'_>,
    email: Option<&str>,
    parties: u32,
    faults: &mut Faults<'_>,
) -> Map<String, Value> {
    let terms = desk.terms;
    let rules = &desk.law.rules.contract;
    let mut all = Map::new();
    let early = terms.withdrawal.as_ref().and_then(|w| w.early_start).unwrap_or(false);
    all.insert(
        "withdrawal".into(),
        json!({"days": rules.withdrawal_days.as_ref().map(|r| r.value), "early_start": early}),
    );
    let term = terms.term.clone().unwrap_or_default();
    let end = term.end.map(|d| d.0).or_else(|| sessions_end(desk));
    all.insert(
        "term".into(),
        json!({"start": term.start.map(|d| d.to_string()), "end": end.map(|d| d.to_string())}),
    );
    let days = |notice: Option<&crate::model::terms::ending::Notice>, default| json!({"notice_days": notice.and_then(|n| n.notice_days).unwrap_or(default)});
    all.insert("termination_client".into(), days(terms.termination_client.as_ref(), 0));
    all.insert("termination_coach".into(), days(terms.termination_coach.as_ref(), 14));
    all.insert(
        "handover".into(),
        json!({"names": terms.handover.as_ref().and_then(|h| h.names).unwrap_or(3)}),
    );
    let late = terms.late_payment.clone().unwrap_or_default();
    // The practice may keep interest in stock for clients whom the law lets pay it.
    let business_only = desk.law.rules.contract.interest_in_business.as_ref().is_some_and(|r| r.value);
    let legal = late.interest == Some(Interest::Legal) && !(business_only && desk.consumer);
    let fee =
        late.reminder_fee.as_ref().and_then(|a| desk.money(a, "terms.late_payment.reminder_fee", faults));
    all.insert(
        "late_payment".into(),
        json!({"grace_days": late.grace_days.unwrap_or(7),
               "interest": if legal { "legal" } else { "none" },
               "reminder_fee": fee.filter(|m| m.minor() > 0).map(sum)}),
    );
    let liability = terms.liability.clone().unwrap_or_default();
    let amount = liability.amount.as_ref().and_then(|a| desk.money(a, "terms.liability.amount", faults));
    if liability.cap == Some(Cap::Amount) && liability.amount.is_none() {
        faults.error(
            "terms.liability.cap",
            "liability is capped at a sum (`cap: amount`), and the sum is not given",
            "add `amount: \"…\"` beside it, or write `cap: fee_paid`",
        );
    }
    all.insert(
        "liability".into(),
        json!({"cap": liability.cap.map(|c| match c { Cap::FeePaid => "fee_paid", Cap::Amount => "amount" }),
               "amount": amount.filter(|_| liability.cap == Some(Cap::Amount)).map(sum)}),
    );
    all.insert(
        "force_majeure".into(),
        json!({"days": terms.force_majeure.as_ref().and_then(|f| f.days).unwrap_or(30)}),
    );
    let complaints = terms.complaints.clone().unwrap_or_default();
    all.insert(
        "complaints".into(),
        json!({"contact": complaints.contact.as_deref().or(email),
               "reply_working_days": complaints.reply_working_days.unwrap_or(10),
               "body": complaints.body.as_ref().and_then(|t| desk.text(t, "terms.complaints.body", faults)),
               "mediation": complaints.mediation.unwrap_or(false),
               "arbitration": complaints.arbitration.unwrap_or(false)}),
    );
    let signatures = terms.signatures.clone().unwrap_or_default();
    all.insert(
        "signatures".into(),
        json!({"copies": signatures.copies.unwrap_or(parties), "electronic": signatures.electronic.unwrap_or(false),
               "page_initials": signatures.page_initials.unwrap_or(false)}),
    );
    all.insert("language_versions".into(), versions(desk, faults));
    all
}

fn versions(desk: &Desk<'_>, faults: &mut Faults<'_>) -> Value {
    let Some(first) = desk.languages.first().filter(|_| desk.languages.len() > 1) else { return Value::Null };
    let wished = desk.terms.language_versions.as_ref().and_then(|v| v.prevailing.as_ref());
    let prevailing = wished.unwrap_or(first);
    if !desk.languages.iter().any(|l| l.base() == prevailing.base()) {
        let all: Vec<&str> = desk.languages.iter().map(|l| l.tag()).collect();
        faults.error(
            "terms.language_versions.prevailing",
            format!("`{prevailing}` prevails, and the agreement is in {}", all.join(" and ")),
            "name one of its languages",
        );
    }
    let names: Vec<String> = desk.languages.iter().map(|l| desk.speech.language_name(l)).collect();
    json!({"languages": names, "prevailing": desk.speech.language_name(prevailing)})
}
