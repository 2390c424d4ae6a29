//! What the coach's own desk gives to a letter: practice, signature, footer, emergency numbers, settlement.

use serde_json::{Map, Value, json};

use crate::compose::settlement::Sum;
use crate::compose::view::{Agreement, EmergencyLine, Writer};
use crate::error::{Error, Result};
use crate::library::kind::Kind;
use crate::library::speech::Speech;
use crate::model::address::Gender;
use crate::model::person::Person;
use crate::model::practice::{Emergency, Minors, Practice};
use crate::model::texts::Texts;
use crate::model::windows::Weekday;

/// Returns the coach as a template sees one.
pub fn writer(practice: &Practice, speech: &Speech) -> Writer {
    let coach = &practice.coach;
    let role = match coach.grammatical_gender {
        Gender::Feminine => &speech.lexicon.role.f,
        Gender::Masculine => &speech.lexicon.role.m,
    };
    Writer {
        name: coach_name(practice, speech),
        gender: coach.grammatical_gender.id().to_owned(),
        role: coach.role.as_ref().and_then(|t| t.get(&speech.language)).unwrap_or(role).to_owned(),
        title: coach.title.clone(),
        practice_name: coach.practice_name.clone(),
        city: practice.city.clone(),
        jurisdiction: practice.jurisdiction.clone(),
        time_zone: practice.time_zone.to_string(),
    }
}

fn coach_name(practice: &Practice, speech: &Speech) -> String {
    let names = &practice.coach.names;
    let own = names.get(&speech.language).or_else(|| {
        names.iter().find(|(language, _)| language.base() == speech.language.base()).map(|(_, name)| name)
    });
    own.unwrap_or(&practice.coach.name).clone()
}

/// Returns the lines under a letter; the safety variant has no telephone, page or address.
pub fn signature(practice: &Practice, speech: &Speech, safety: bool) -> Vec<String> {
    let writer = writer(practice, speech);
    let name = match &writer.title {
        Some(title) => format!("{title} {}", writer.name),
        None => writer.name.clone(),
    };
    let mut lines = vec![name, writer.role];
    lines.extend(writer.practice_name);
    if !safety {
        let signature = &practice.signature;
        lines.extend(
            [&signature.phone, &signature.website, &signature.address].into_iter().flatten().cloned(),
        );
        lines.extend(signature.lines.iter().filter_map(|t| t.get(&speech.language)).map(str::to_owned));
    }
    lines
}

/// Returns the lines that must or may stand at the foot of every letter.
pub fn footer(practice: &Practice, speech: &Speech, legal: Option<&Texts>) -> Vec<String> {
    let legal = legal.filter(|_| !practice.coach.on_register).and_then(|t| t.get(&speech.language));
    let own = practice.footer.as_ref().and_then(|t| t.get(&speech.language));
    let mut lines: Vec<String> = Vec::new();
    for line in [legal, own].into_iter().flatten() {
        if !lines.iter().any(|l| l == line) {
            lines.push(line.to_owned());
        }
    }
    lines
}

/// Returns the emergency numbers of the person's country. Where that is not known, or has none confirmed, every
/// number there is, with the places it is for, the coach's own first: the reader is better off with all than with none.
pub fn emergency(practice: &Practice, person: &Person, speech: &Speech) -> Vec<EmergencyLine> {
    near_emergency(practice, person, speech).unwrap_or_else(|| every_emergency(practice, speech))
}

/// Returns the emergency numbers of the person's country, where it is known and has some.
pub fn near_emergency(practice: &Practice, person: &Person, speech: &Speech) -> Option<Vec<EmergencyLine>> {
    let here = of_country(practice, person.country.as_deref()?);
    (!here.is_empty()).then(|| lines(here, |_| None, speech))
}

/// Returns every emergency number, the coach's own first.
pub fn every_emergency(practice: &Practice, speech: &Speech) -> Vec<EmergencyLine> {
    let mut all: Vec<&Emergency> = practice.emergency.iter().collect();
    all.sort_by_key(|e| !same_country(&e.country, &practice.jurisdiction));
    lines(all, |e| Some(country(&e.country, speech)), speech)
}

/// Returns the emergency numbers where the coach works: a note is about a meeting there, whoever reads it.
pub fn own_emergency(practice: &Practice, speech: &Speech) -> Vec<EmergencyLine> {
    lines(of_country(practice, &practice.jurisdiction), |_| None, speech)
}

fn same_country(a: &str, b: &str) -> bool {
    a.split('-').next() == b.split('-').next()
}

fn of_country<'a>(practice: &'a Practice, country: &str) -> Vec<&'a Emergency> {
    practice.emergency.iter().filter(|e| same_country(country, &e.country)).collect()
}

/// Returns each number once, with all places it is for.
fn lines(
    numbers: Vec<&Emergency>,
    place: impl Fn(&Emergency) -> Option<String>,
    speech: &Speech,
) -> Vec<EmergencyLine> {
    let mut lines: Vec<EmergencyLine> = Vec::new();
    for e in numbers {
        let about = e.about.as_ref().and_then(|t| t.get(&speech.language)).map(str::to_owned);
        match lines.iter_mut().find(|line| line.number == e.number && line.about == about) {
            Some(line) => line.places.extend(place(e)),
            None => {
                let places = place(e).into_iter().collect();
                lines.push(EmergencyLine { number: e.number.clone(), about, places });
            }
        }
    }
    lines
}

/// Returns the name of a country in the language of a letter; its code where the language has no name for it.
fn country(code: &str, speech: &Speech) -> String {
    let word = format!("country_{}", code.split('-').next().unwrap_or(code));
    speech.lexicon.words.get(&word).cloned().unwrap_or_else(|| code.to_owned())
}

/// Returns the practice's facts in the letter's language; a text that the coach did not write in it is null.
pub fn practice(practice: &Practice, speech: &Speech) -> Result<Map<String, Value>> {
    let text = |texts: Option<&Texts>| texts.and_then(|t| t.get(&speech.language)).map(str::to_owned);
    let texts = |list: &[Texts]| {
        list.iter().filter_map(|t| t.get(&speech.language)).map(str::to_owned).collect::<Vec<_>>()
    };
    let sum = |amount: Option<&crate::model::scalar::Amount>, key: &str| {
        amount.map(|a| Sum::of(a, practice.currency)).transpose().map_err(|e: Error| e.key(key))
    };
    let contact = practice.contact_hours.as_ref().map(|hours| {
        let windows: Vec<Value> = hours
            .windows
            .iter()
            .map(|w| json!({"days": days(&w.days, speech), "from": w.from.to_string(), "to": w.to.to_string()}))
            .collect();
        json!({"windows": windows, "response_hours": hours.response_hours, "channels": texts(&hours.channels)})
    });
    let fees = match &practice.fees {
        None => Value::Null,
        Some(fees) => json!({
            "session": sum(fees.session.as_ref(), "fees.session")?,
            "minutes": fees.minutes,
            "instalments": fees.instalments,
            "max_instalments": fees.max_instalments,
            "extra_hour": sum(fees.extra_hour.as_ref(), "fees.extra_hour")?,
            "how_to_pay": text(fees.how_to_pay.as_ref()),
            "fixed": fees.fixed,
        }),
    };
    let policies = &practice.policies;
    let minors = match policies.minors {
        Minors::AdultsOnly => "adults_only",
        Minors::WithGuardian => "with_guardian",
    };
    let services: Vec<Value> = practice
        .services
        .iter()
        .filter_map(|s| Some(json!({"name": s.name.get(&speech.language)?, "about": text(s.about.as_ref())})))
        .collect();
    let value = json!({
        "niche": text(practice.niche.as_ref()),
        "way_of_working": text(practice.way_of_working.as_ref()),
        "strengths": texts(&practice.strengths),
        "services": services,
        "questions": texts(&practice.questions),
        "contact_hours": contact,
        "fees": fees,
        "policies": {
            "minors": minors,
            "cancellation_hours": policies.cancellation_hours,
            "wait_minutes": policies.wait_minutes,
            "refund_days": policies.refund_days,
            "retention_months": policies.retention_months,
            "prospect_months": policies.prospect_months,
            "first_meeting": text(policies.first_meeting.as_ref()),
            "rules": texts(&policies.rules),
        },
    });
    match value {
        Value::Object(map) => Ok(map),
        _ => Err(Error::internal("the practice is not a mapping")),
    }
}

/// Returns the days of a window in words: a run of three or more as a span, others one by one.
pub fn days(days: &[Weekday], speech: &Speech) -> String {
    let mut days: Vec<Weekday> = days.to_vec();
    days.sort_unstable();
    days.dedup();
    let word = |day: &Weekday| speech.lexicon.weekdays.get(*day as usize).cloned().unwrap_or_default();
    let run = days.windows(2).all(|pair| pair[1] as usize == pair[0] as usize + 1);
    match (days.first(), days.last()) {
        (Some(first), Some(last)) if run && days.len() > 2 => {
            speech.word("day_range").replace("{first}", &word(first)).replace("{last}", &word(last))
        }
        _ => days.iter().map(word).collect::<Vec<_>>().join(", "),
    }
}

/// Refuses a letter that recalls a clause of the signed agreement whose number is not on file.
///
/// Errors: missing, naming the clause and where its number belongs. Without an agreement on file there is none to name.
pub fn check_clauses(kind: &Kind, facts: &Map<String, Value>, agreement: Option<&Agreement>) -> Result<()> {
    let (Some(recalls), Some(agreement)) = (&kind.recalls, agreement) else { return Ok(()) };
    let text = |id: &str| facts.get(id).and_then(Value::as_str).filter(|text| !text.is_empty());
    if recalls.unless.as_deref().is_some_and(|fact| text(fact).is_some()) {
        return Ok(());
    }
    let Some(value) = text(&recalls.fact) else { return Ok(()) };
    let clauses = recalls.clauses.get(value).map(Vec::as_slice).unwrap_or_default();
    let Some(first) = clauses.first() else { return Ok(()) };
    if clauses.iter().any(|id| agreement.clauses.contains_key(id.as_str())) {
        return Ok(());
    }
    let names: Vec<String> = clauses.iter().map(|id| format!("`{id}`")).collect();
    let own = recalls.unless.as_ref().map(|fact| {
        let flag = fact.replace('_', "-");
        format!("; where it has no such clause, give the {fact} in your own words with --{flag} TEXT")
    });
    Err(Error::missing(format!(
        "`{value}` rests on the clause {} of the signed agreement, and its number is not on file",
        names.join(" or ")
    ))
    .key(format!("agreement.clauses.{first}"))
    .hint(format!(
        "add `{first}: \"NUMBER\"` under `agreement.clauses` in the person's file, as the agreement prints it{}",
        own.unwrap_or_default()
    )))
}
