//! From a wish to a brief: pure, no disk, no clock. Floor: above `library`, below `render`.

pub mod brief;
pub mod check_in;
pub mod contract;
pub mod desk;
pub mod facts;
pub mod reason;
pub mod referral;
pub mod request;
pub mod screening;
pub mod settlement;
pub mod standing;
pub mod stationery;
pub mod view;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::compose::brief::{About, Brief, Reader};
use crate::compose::reason::Wish;
use crate::compose::request::{Colleagues, Request};
use crate::compose::stationery::Stationery;
use crate::error::{Error, Result};
use crate::library::catalogue::Catalogue;
use crate::library::kind::{Form, Kind};
use crate::library::speech::{Addressee, Speech};
use crate::model::address::{Formality, Relation, Tone};
use crate::model::colleague::{Colleague, Directory};
use crate::model::name;
use crate::model::person::{Consent, Person};
use crate::model::practice::Practice;

/// What a document is composed from, apart from the wish itself.
pub struct Sources<'a> {
    pub practice: &'a Practice,
    pub directory: &'a Directory,
    pub catalogue: &'a Catalogue,
    pub speech: &'a Speech,
    /// What is the same in every letter of this practice in this language
    pub stationery: &'a Arc<Stationery>,
}

/// Composes the brief of a document.
///
/// Errors: usage or data for facts of the wrong form, missing for needed ones, refused for what garbo's rules
/// forbid (no consent, a colleague who has not agreed). Nothing is guessed: what is unknown stays empty.
pub fn compose(request: &Request, sources: &Sources<'_>) -> Result<Brief> {
    let kind = &request.kind;
    let speech = sources.speech;
    let practice = sources.practice;
    let mut person = request.person.clone();
    name::fill(&mut person, &speech.lexicon.titles);

    let currency = person.agreement.as_ref().and_then(|a| a.currency).unwrap_or(practice.currency);
    let mut given = known_facts(kind, &person);
    given.extend(request.facts.clone());
    let standing = standing::standing(kind, &person, &given, request.date, practice)?;
    let standing::Standing { agreement, settled: settlement, lacking } = standing;
    let stationery = sources.stationery;
    let known = facts::Known {
        practice: stationery.practice(),
        agreement: agreement.as_ref(),
        settlement: settlement.as_ref(),
        inquiry_date: request.inquiry_date,
        today: request.date,
    };
    let rests_on_it = kind.settles && kind.needs.iter().any(|fact| fact == "refund");
    if let Some(lacking) = lacking.clone().filter(|_| rests_on_it && !given.contains_key("refund")) {
        return Err(lacking);
    }
    let facts = facts::facts(kind, &given, &facts::Desk { currency, date: request.date, known })?;
    if let Some(settlement) = &settlement {
        standing::check_sums(kind, &facts, settlement)?;
    }
    desk::check_clauses(kind, &facts, agreement.as_ref())?;
    let tone = request.tone.or_else(|| tone_by(kind, &facts)).unwrap_or(kind.tone);

    let colleagues = referral::chosen(&request.colleagues, sources.directory, &person, speech)?;
    let about = match kind.needs_consent {
        true => Some(about(&person, &colleagues, speech)?),
        false => None,
    };
    let reader = match (&about, colleagues.first()) {
        (Some(_), Some(colleague)) => as_person(colleague, &speech.lexicon.titles),
        _ => person.clone(),
    };
    let relation =
        if about.is_some() { Relation::Colleague } else { person.relation.unwrap_or(kind.relation) };
    let formality = formality(kind, &reader, relation, practice);

    let niche = practice.niche.as_ref().and_then(|t| t.get(&speech.language));
    let known = |fact: &str| match fact {
        "niche" => niche.is_some(),
        "fixed_fee" => practice.fees.as_ref().is_some_and(|f| f.fixed),
        other => facts.get(other).is_some_and(|v| !v.is_null() && v.as_array().is_none_or(|a| !a.is_empty())),
    };
    let wish =
        Wish { kind, reason: request.reason.as_ref(), say: request.say, tone, formality, known: &known };
    let told = reason::tell(&wish, sources.catalogue, &speech.lexicon)?;
    // The safety variant has one tone: short, nothing personal.
    let tone = if told.safety { Tone::Firm } else { tone };
    let mut warnings = told.warnings.clone();
    if kind.checks_in {
        warnings.extend(check_in::check(&facts, request.date)?);
    }
    if told.safety && request.tone.is_some_and(|asked| asked != tone) {
        warnings.push("this reason calls for the safety variant, which is always firm: the tone that was asked for is not used".into());
    }

    let addressee = addressee(&reader, formality, tone, relation, told.safety);
    let mention = speech.mention(&addressee);
    let referrals: Vec<_> = if kind.needs_consent {
        Vec::new()
    } else {
        colleagues.iter().map(|c| referral::shown(c, &person, speech)).collect()
    };
    let (resources, registers) = if kind.refers {
        (
            referral::resources(&request.resources, practice, &person, tone, speech)?,
            referral::registers(practice, told.register.as_ref(), speech),
        )
    } else {
        (Vec::new(), Vec::new())
    };
    if kind.refers && referrals.is_empty() && resources.is_empty() && registers.is_empty() && !told.safety {
        warnings.push("the letter points to nobody and nothing: add --colleague or --resource, or a register in practice.yaml".into());
    }
    let money = ["refund", "amount_due", "nothing_outstanding"];
    let no = Value::from(false);
    let says_of_money = settlement.is_some()
        || money.iter().any(|fact| facts.get(*fact).is_some_and(|v| !v.is_null() && *v != no));
    if kind.settles && kind.fact("nothing_outstanding").is_some() && !says_of_money {
        warnings.push(match lacking.as_ref().and_then(|lacking| lacking.problems.first()) {
            Some(problem) => format!(
                "the letter says nothing of money: {}. Mend it in one of these ways: {}; or with --amount-due or --nothing-outstanding yes",
                problem.message,
                problem.hint.as_deref().unwrap_or_default()
            ),
            None => "the letter says nothing of money: add --refund, --amount-due or --nothing-outstanding yes, or `terms:` or `agreement:` to the person's file".into(),
        });
    }
    if request.colleagues == Colleagues::Auto && referrals.is_empty() {
        warnings.push("no colleague fits this person's language, field and place".into());
    }
    for colleague in &colleagues {
        if colleague.capacity == crate::model::colleague::Capacity::Full {
            warnings.push(format!("{} has no room at present, by colleagues.yaml", colleague.name));
        }
    }

    Ok(Brief {
        kind: kind.id.clone(),
        reason_template: told.sentence,
        recipient: about.as_ref().and(reader.email.clone()),
        warnings,
        language: speech.language.tag().to_owned(),
        currency: currency.code().to_owned(),
        relation: relation.id().to_owned(),
        formal: formality == Formality::Formal,
        informal: formality == Formality::Informal,
        tone: tone.id().to_owned(),
        warm: tone == Tone::Warm,
        neutral: tone == Tone::Neutral,
        firm: tone == Tone::Firm,
        safety: told.safety,
        today: request.date.to_string(),
        to: reader_of(&reader, mention),
        about,
        stationery: Arc::clone(stationery),
        reason: None,
        resources,
        colleagues: referrals,
        registers,
        emergency: match kind.form {
            Form::Note => Some(desk::own_emergency(practice, speech)),
            _ => desk::near_emergency(practice, &person, speech),
        },
        agreement,
        settlement,
        facts,
        addressee,
    })
}

/// Returns the tone that a fact brings along.
fn tone_by(kind: &Kind, facts: &Map<String, Value>) -> Option<Tone> {
    kind.tone_by.iter().find_map(|(id, by_value)| {
        let value = facts.get(id)?;
        by_value.get(&value.as_str().map_or_else(|| value.to_string(), str::to_owned)).copied()
    })
}

/// Returns the register a letter is written in.
pub fn formality(kind: &Kind, person: &Person, relation: Relation, practice: &Practice) -> Formality {
    if kind.informal {
        return Formality::Informal;
    }
    person.formality.unwrap_or_else(|| match relation {
        Relation::Prospect | Relation::ThirdParty => practice.policies.formality.unwrap_or(Formality::Formal),
        Relation::Trusted => Formality::Informal,
        Relation::Client | Relation::FormerClient | Relation::Colleague => Formality::Formal,
    })
}

/// Facts from the person's file that the kind takes; others in the file belong to other kinds.
fn known_facts(kind: &Kind, person: &Person) -> BTreeMap<String, Value> {
    person
        .facts
        .iter()
        .filter(|(id, _)| kind.fact(id).is_some())
        .map(|(id, v)| (id.clone(), v.clone()))
        .collect()
}

fn addressee(
    person: &Person,
    formality: Formality,
    tone: Tone,
    relation: Relation,
    safety: bool,
) -> Addressee {
    Addressee {
        name: person.name.clone(),
        given: person.given.clone(),
        family: person.family.clone(),
        patronymic: person.patronymic.clone(),
        title: person.title.clone(),
        gender: person.gender,
        formality,
        tone,
        relation,
        safety,
    }
}

fn reader_of(person: &Person, mention: String) -> Reader {
    Reader {
        name: person.name.clone(),
        given: person.given.clone(),
        family: person.family.clone(),
        patronymic: person.patronymic.clone(),
        title: person.title.clone(),
        gender: person.gender.map(|g| g.id().to_owned()),
        mention,
        goal: person.goal.clone(),
        time_zone: person.time_zone.as_ref().map(ToString::to_string),
        country: person.country.clone(),
        pronunciation: person.pronunciation.clone(),
        forms: person.forms.clone(),
    }
}

fn as_person(colleague: &Colleague, titles: &[String]) -> Person {
    let mut person = Person {
        name: Some(colleague.name.clone()),
        given: colleague.given.clone(),
        family: colleague.family.clone(),
        patronymic: colleague.patronymic.clone(),
        title: colleague.title.clone(),
        gender: colleague.gender,
        formality: colleague.formality,
        relation: Some(Relation::Colleague),
        email: colleague.email.clone(),
        ..Person::default()
    };
    name::fill(&mut person, titles);
    person
}

/// Returns what may be told of a person to a colleague: exactly what the person consented to.
///
/// Errors: refused, without recorded consent or when the consent names other colleagues.
fn about(person: &Person, colleagues: &[&Colleague], speech: &Speech) -> Result<About> {
    let who = person.name.as_deref().unwrap_or("the client");
    let Some(consent) = &person.consent else {
        // Without consent not even the name is shown: the message speaks of the file only.
        return Err(Error::refused("an introduction needs the person's recorded consent, and there is none")
            .key("consent")
            .hint("ask the person; then add `consent: {date: YYYY-MM-DD, channel: e-mail, scope: name and e-mail}` to the file in people/"));
    };
    let [colleague] = colleagues else {
        return Err(Error::usage("an introduction goes to exactly one colleague")
            .key("--colleague")
            .hint("add --colleague ID"));
    };
    if !consent.to.is_empty() && !consent.to.contains(&colleague.id) {
        return Err(Error::refused(format!("the consent on record does not cover `{}`", colleague.id))
            .key("consent.to")
            .hint("ask the person, and add the colleague's id under `consent.to` in the file in people/"));
    }
    let Consent { date, channel, scope, topic, contact, .. } = consent.clone();
    let mention =
        speech.mention(&addressee(person, Formality::Formal, Tone::Neutral, Relation::Client, false));
    Ok(About {
        name: who.to_owned(),
        contact: contact.or_else(|| person.email.clone()),
        topic,
        consent_date: date.to_string(),
        channel,
        scope,
        gender: person.gender.map(|g| g.id().to_owned()),
        mention,
        given: person.given.clone(),
        family: person.family.clone(),
        patronymic: person.patronymic.clone(),
        forms: person.forms.clone(),
    })
}
