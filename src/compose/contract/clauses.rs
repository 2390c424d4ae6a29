//! The data of each clause as templates see them: what is given, else the defaults of practice and program.

use serde_json::{Map, Value, json};

use crate::compose::contract::desk::Desk;
use crate::compose::contract::faults::Faults;
use crate::compose::contract::price::{Price, sum};
use crate::compose::contract::schedule::sessions_end;
use crate::compose::desk::days;
use crate::error::{Result, nearest};
use crate::model::address::Formality;
use crate::model::jurisdiction::LateCancel;
use crate::model::money::Money;
use crate::model::practice::Service;
use crate::model::scalar::Zone;
use crate::model::terms::ending::Cap;
use crate::model::terms::fees::Interest;
use crate::model::terms::sessions::{Effect, Format, Overrun};

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

/// Returns the length of a session in minutes.
pub(super) fn minutes(desk: &Desk<'_>) -> u32 {
    let own = desk.terms.sessions.as_ref().and_then(|s| s.minutes);
    own.or(desk.practice.fees.as_ref().and_then(|f| f.minutes)).unwrap_or(60)
}

pub(super) fn sessions(desk: &Desk<'_>, faults: &mut Faults<'_>) -> Value {
    let sessions = desk.terms.sessions.clone().unwrap_or_default();
    let end = sessions_end(desk);
    if sessions.validity_months.is_some() && end.is_none() {
        faults.missing(
            "terms.sessions.start",
            "the sessions are valid for some months, and nothing says from when",
            "add `start: YYYY-MM-DD` beside `validity_months`",
        );
    }
    let (zone, zone_name) = zone(desk, sessions.time_zone.as_ref());
    json!({
        "open_ended": sessions.count.is_none(),
        "count": sessions.count,
        "minutes": minutes(desk),
        "interval_days": sessions.interval_days,
        "start": sessions.start.map(|d| d.to_string()),
        "start_time": sessions.start_time.map(|t| t.to_string()),
        "end": end.map(|d| d.to_string()),
        "validity_months": sessions.validity_months,
        "time_zone": zone,
        "zone_name": zone_name,
    })
}

fn zone(desk: &Desk<'_>, own: Option<&Zone>) -> (String, String) {
    let zone = own.unwrap_or(&desk.practice.time_zone).to_string();
    // A language that CLDR has no cities for reads the name of the zone itself.
    let name = desk.cldr.zone_name(&zone).unwrap_or_else(|_| zone.clone());
    (zone, name)
}

pub(super) fn place(desk: &Desk<'_>, faults: &mut Faults<'_>) -> Value {
    let place = desk.terms.place_safety.clone().unwrap_or_default();
    let format = desk.terms.subject.as_ref().and_then(|s| s.format).unwrap_or(Format::Online);
    if format != Format::Online && place.place.is_none() {
        faults.missing(
            "terms.place_safety.place",
            "sessions are held in person, and the agreement does not say where",
            "add `place_safety: {place: …}` under `terms:`: a public place or your business premises",
        );
    }
    let held_at = place.place.as_ref().filter(|_| format != Format::Online);
    json!({
        "platform": place.platform.filter(|_| format != Format::InPerson),
        "place": held_at.and_then(|t| desk.text(t, "terms.place_safety.place", faults)),
        "public": place.public.unwrap_or(false),
    })
}

/// Returns the minutes that the coach waits.
pub(super) fn wait_minutes(desk: &Desk<'_>) -> u32 {
    let own = desk.terms.lateness.as_ref().and_then(|l| l.wait_minutes);
    // A short session has a short wait; half of it is the most.
    own.or(desk.practice.policies.wait_minutes).unwrap_or_else(|| 15.min(minutes(desk) / 2))
}

pub(super) fn lateness(desk: &Desk<'_>, price: Option<&Price>, faults: &mut Faults<'_>) -> Value {
    let lateness = desk.terms.lateness.clone().unwrap_or_default();
    let paid = lateness.overrun == Some(Overrun::Paid);
    let quarter = match &lateness.overrun_quarter {
        Some(amount) => desk.money(amount, "terms.lateness.overrun_quarter", faults),
        None => price
            .and_then(|p| p.extra_hour)
            .filter(|hour| hour.minor() % 4 == 0)
            .map(|hour| Money::new(hour.minor() / 4, hour.currency())),
    };
    if paid && quarter.is_none() && lateness.overrun_quarter.is_none() {
        faults.error(
            "terms.lateness.overrun",
            match price.and_then(|p| p.extra_hour) {
                Some(hour) => format!(
                    "a longer session is paid (`overrun: paid`), no `overrun_quarter` says how much, and a quarter of the extra hour at {hour} is no exact sum"
                ),
                None => "a longer session is paid (`overrun: paid`), and no `overrun_quarter` says how much".to_owned(),
            },
            "add `overrun_quarter: \"…\"` beside it, or write `overrun: none`",
        );
    }
    json!({
        "wait_minutes": wait_minutes(desk),
        "overrun": if paid { "paid" } else { "none" },
        "overrun_quarter": quarter.filter(|_| paid).map(sum),
    })
}

/// Returns what a late cancellation does: as given, else what the law of the place leaves.
pub(super) fn effect(desk: &Desk<'_>) -> Effect {
    let own = desk.terms.reschedule_cancel.as_ref().and_then(|c| c.effect);
    own.unwrap_or(match late_cancel(desk) {
        Some(LateCancel::Costs) => Effect::Costs,
        _ => Effect::Held,
    })
}

/// Returns what limits the effect of a late cancellation; it protects consumers.
pub(super) fn late_cancel(desk: &Desk<'_>) -> Option<LateCancel> {
    desk.law.rules.contract.late_cancel.as_ref().map(|r| r.value).filter(|_| desk.consumer)
}

pub(super) fn cancellation(desk: &Desk<'_>) -> Value {
    let terms = desk.terms.reschedule_cancel.clone().unwrap_or_default();
    let effect = effect(desk);
    json!({
        "notice_hours": terms.notice_hours.or(desk.practice.policies.cancellation_hours).unwrap_or(24),
        "effect": effect.id(),
        "free_moves": terms.free_moves.unwrap_or(1),
        "illness": terms.illness.unwrap_or(true),
    })
}

pub(super) fn contact(
    desk: &Desk<'_>,
    price: Option<&Price>,
    printed: bool,
    faults: &mut Faults<'_>,
) -> Value {
    let terms = desk.terms.contact_hours.clone().unwrap_or_default();
    let practice = desk.practice.contact_hours.as_ref();
    let none = terms.none.unwrap_or(false);
    let windows = terms.windows.as_deref().or(practice.map(|c| c.windows.as_slice())).unwrap_or_default();
    if printed && !none && windows.is_empty() {
        faults.missing(
            "contact_hours",
            "the agreement names contact hours, and none are given",
            "add `contact_hours:` to practice.yaml, or `contact_hours: {none: true}` under `terms:`",
        );
    }
    let channels = match (&terms.channels, practice) {
        (Some(channels), _) => desk.texts(channels, "terms.contact_hours.channels", faults),
        (None, Some(practice)) => desk.texts(&practice.channels, "contact_hours.channels", faults),
        (None, None) => Vec::new(),
    };
    if printed && !none && channels.is_empty() && !windows.is_empty() {
        faults.missing(
            "contact_hours.channels",
            "the agreement has contact hours, and no channel to use in them",
            format!(
                "add `channels: [{{{}: …}}]` under `contact_hours:` in practice.yaml, or a name that every language shares: \
                 `channels: [WhatsApp]`",
                desk.speech.language.base()
            ),
        );
    }
    let extra_hour = match &terms.extra_hour {
        Some(amount) => desk.money(amount, "terms.contact_hours.extra_hour", faults),
        None => price.and_then(|p| p.extra_hour),
    };
    let (zone, zone_name) = zone(desk, terms.time_zone.as_ref());
    let windows: Vec<Value> = windows
        .iter()
        .map(|w| json!({"days": days(&w.days, desk.speech), "from": w.from.to_string(), "to": w.to.to_string()}))
        .collect();
    json!({
        "none": none,
        "windows": windows,
        "time_zone": zone,
        "zone_name": zone_name,
        "channels": channels,
        "response_hours": terms.response_hours.or(practice.map(|c| c.response_hours)).unwrap_or(24),
        "per_week": terms.per_week,
        "minutes_each": terms.minutes_each,
        "extra_hour": extra_hour.map(sum),
        "holidays": desk.texts(terms.holidays.as_deref().unwrap_or_default(), "terms.contact_hours.holidays", faults),
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
    let language =
        record.language.unwrap_or_else(|| desk.languages.first().unwrap_or(&desk.speech.language).clone());
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
    let months = protection.retention_months.or(desk.practice.policies.retention_months).unwrap_or(24);
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
    let fee =
        late.reminder_fee.as_ref().and_then(|a| desk.money(a, "terms.late_payment.reminder_fee", faults));
    all.insert(
        "late_payment".into(),
        json!({"grace_days": late.grace_days.unwrap_or(7),
               "interest": if late.interest == Some(Interest::Legal) { "legal" } else { "none" },
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
