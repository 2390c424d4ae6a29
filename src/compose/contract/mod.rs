//! From the terms of practice and person and the law of a place to everything an agreement's templates see. Pure.
//!
//! All faults are told at once, each with its file and line; what is only to be minded rides along as a warning.

mod agreed;
mod bans;
mod check;
mod clauses;
mod days;
mod desk;
mod faults;
mod idle;
mod lint;
mod meetings;
mod minor;
mod numbers;
mod own;
mod party;
mod phrase;
pub mod price;
mod required;
mod schedule;
mod switches;
mod texts;

pub use agreed::agreed;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::compose::contract::desk::Desk;
use crate::compose::contract::faults::Faults;
use crate::compose::contract::price::Part;
use crate::compose::contract::required::Sentences;
use crate::compose::desk::writer;
use crate::compose::view::Writer;
use crate::error::{Error, Place, Problem, Result};
use crate::grammar::cldr::Cldr;
use crate::library::law::{Law, LawWords};
use crate::library::speech::Speech;
use crate::model::address::Formality;
use crate::model::engagement::Engagement;
use crate::model::language::Language;
use crate::model::name;
use crate::model::party::PartyKind;
use crate::model::person::Person;
use crate::model::practice::Practice;
use crate::model::terms::{ClientKind, Conclusion, Terms};
use crate::yaml::Located;

pub use crate::compose::contract::own::AddedClause;

/// What is wanted: an agreement with a person.
pub struct Request<'a> {
    pub person: &'a Located<Person>,
    /// The day on which it is written
    pub today: Date,
    /// Its languages, one or two, the first first
    pub languages: &'a [Language],
}

/// What an agreement is composed from, in one of its languages.
pub struct Sources<'a> {
    pub practice: &'a Located<Practice>,
    pub speech: &'a Speech,
    pub law: &'a Law,
    /// Words of that language about the law; see [`crate::library::Library::law_words`]
    pub words: &'a LawWords,
}

/// Everything that the templates of an agreement see, in one language.
#[derive(Clone, Debug, Serialize)]
pub struct ContractBrief {
    pub language: String,
    pub currency: String,
    pub formal: bool,
    pub informal: bool,
    pub today: String,
    pub coach: Writer,
    pub client: String,
    pub to: Value,
    pub law: Value,
    /// Whether each clause is printed
    pub on: BTreeMap<&'static str, bool>,
    /// The coach's own paragraphs in place of a clause's; null where the clause keeps its words
    pub replaced: BTreeMap<&'static str, Option<Vec<String>>>,
    /// The coach's own clauses, by the clause they stand behind
    pub added: BTreeMap<&'static str, Vec<AddedClause>>,
    pub annexes: BTreeMap<&'static str, bool>,
    /// The number of each consent sheet; null where it is not printed
    pub consents: BTreeMap<&'static str, Option<u32>>,
    pub terms: Map<String, Value>,
    /// What is to be minded, with its place
    #[serde(skip)]
    pub warnings: Vec<Problem>,
    /// The agreement as settlement and refund reckon with it; without a total where the price has none
    #[serde(skip)]
    pub engagement: Engagement,
}

/// Returns the terms of a person, laid over those of the practice.
pub fn terms(practice: &Practice, person: &Person) -> Result<Terms> {
    let own = person.terms.as_deref().cloned().unwrap_or_default();
    match &practice.terms {
        Some(under) => own.over(under),
        None => Ok(own),
    }
}

/// Returns whose law applies: what the terms choose, else the practice's.
pub fn jurisdiction(practice: &Practice, person: &Person) -> String {
    let chosen = |terms: Option<&Terms>| terms.and_then(|t| t.jurisdiction.clone());
    let own = chosen(person.terms.as_deref()).or_else(|| chosen(practice.terms.as_ref()));
    own.unwrap_or_else(|| practice.jurisdiction.clone())
}

/// Returns the place of the key that chooses whose law applies.
pub fn jurisdiction_place(practice: &Located<Practice>, person: &Located<Person>) -> Place {
    let chosen = |terms: Option<&Terms>| terms.is_some_and(|t| t.jurisdiction.is_some());
    if chosen(person.value.terms.as_deref()) {
        person.place("terms.jurisdiction")
    } else if chosen(practice.value.terms.as_ref()) {
        practice.place("terms.jurisdiction")
    } else {
        practice.place("jurisdiction")
    }
}

/// Composes an agreement in one of its languages.
///
/// Errors: data, for values that contradict each other, the law or the currency; missing, for what is needed and
/// nowhere given. All faults at once, each at its place.
pub fn contract(request: &Request<'_>, sources: &Sources<'_>) -> Result<ContractBrief> {
    let practice = &sources.practice.value;
    let mut person = request.person.value.clone();
    name::fill(&mut person, &sources.speech.lexicon.titles);
    let terms = terms(practice, &person)?;
    let mut faults = Faults::new(request.person, sources.practice);

    let company = person.party.as_ref().is_some_and(|p| p.kind == Some(PartyKind::Company));
    let kind = terms.client_kind.unwrap_or(if company { ClientKind::Business } else { ClientKind::Consumer });
    let lives = |country: &str| country.split('-').next() == Some(sources.law.country());
    let resident = person.country.as_deref().is_some_and(lives) && lives(&practice.jurisdiction);
    let party = practice.coach.party.as_ref();
    let city = party.and_then(|p| p.city.as_deref()).or(practice.city.as_deref());
    let state = state(sources);
    let words = sources.words.clone().filled(state.as_deref(), city);
    let desk = Desk {
        practice,
        person: &person,
        terms: &terms,
        law: sources.law,
        words: &words,
        speech: sources.speech,
        languages: request.languages,
        cldr: Cldr::new(&sources.speech.language)?,
        currency: terms.fees.as_ref().and_then(|f| f.currency).unwrap_or(practice.currency),
        today: request.today,
        consumer: kind == ClientKind::Consumer,
        resident,
    };
    if city.is_none() && desk.words.business_court.as_ref().is_some_and(|w| w.contains("{city}")) {
        faults.missing(
            "city",
            "the clause about the court names your city",
            "add `city: …` at the left edge of practice.yaml",
        );
    }

    let price = price::price(&desk, &mut faults);
    let on = switches::clauses(&desk, price.as_ref(), &mut faults);
    let printed = |id: &str| on.get(id).copied().unwrap_or(false);
    let parts = match &price {
        Some(price) if printed("instalments") => price::instalments(&desk, price, &mut faults),
        _ => Vec::new(),
    };
    let coach = party::coach(&desk, &mut faults);
    let client = party::client(&desk, &mut faults);
    let guardians = party::guardians(&desk, &mut faults);
    let sponsor = party::sponsor(&desk, &mut faults);
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let parties = if sponsor.is_null() { 2 } else { 3 };
    let minor = minor::minor(&desk, &mut faults);
    let points = switches::points(&desk, &on, &mut faults);
    let approval = switches::approval(&desk, &on);

    let mut all = Map::new();
    all.insert("number".into(), json!(terms.number));
    all.insert("date".into(), json!(terms.date.map(|d| d.to_string())));
    all.insert("place".into(), json!(terms.place));
    all.insert("client_kind".into(), json!(if desk.consumer { "consumer" } else { "business" }));
    all.insert("conclusion".into(), json!(conclusion(&terms)));
    all.insert("subject".into(), clauses::subject(&desk, &mut faults));
    all.insert("sessions".into(), meetings::sessions(&desk, &mut faults));
    all.insert("place_safety".into(), meetings::place(&desk, &mut faults));
    all.insert("lateness".into(), meetings::lateness(&desk, price.as_ref(), &mut faults));
    all.insert("reschedule_cancel".into(), meetings::cancellation(&desk));
    all.insert(
        "contact_hours".into(),
        meetings::contact(&desk, price.as_ref(), printed("contact_hours"), &mut faults),
    );
    if let Some(price) = &price {
        all.insert("fees".into(), price::fees(&desk, price, &mut faults));
        all.insert("instalments".into(), price::instalments_view(&desk, &parts));
        all.insert("refund".into(), price::refund(&desk, price));
    }
    all.extend(clauses::work(&desk, &mut faults));
    let (data, transfers) = clauses::data(&desk, text(&coach, "name").as_deref(), &mut faults)?;
    all.extend(data);
    all.extend(clauses::ending(&desk, text(&coach, "email").as_deref(), parties, &mut faults));
    let initials = terms.acknowledgement.as_ref().and_then(|a| a.initials).unwrap_or(false);
    all.insert("acknowledgement".into(), json!({"points": points, "initials": initials}));
    all.insert("specific_approval".into(), json!(approval));
    all.insert("coach".into(), coach);
    all.extend(minor::signers(&client, &guardians, &minor));
    all.insert("client".into(), client);
    all.insert("guardians".into(), json!(guardians));
    all.insert("minor".into(), minor);
    all.insert("sponsor".into(), sponsor);

    let annexes = switches::annexes(&desk, &on, &mut faults);
    let consents = switches::consents(&desk, &on, transfers, &mut faults);
    let required = required::required(&desk, &on, &mut faults);
    let (replaced, added) = own::own_words(&desk, &required, &mut faults);
    own::references(&desk, [&on, &annexes], &consents, &mut faults);
    own::faces(&desk, &on, &mut faults);
    check::check(&desk, &on, price.as_ref(), &mut faults);
    days::check(&desk, &on, &parts, &mut faults);
    idle::idle(&desk, &on, price.as_ref(), &mut faults);
    lint::lint(&desk, &mut faults);

    let engagement = agreed::engagement(&desk, price.as_ref());
    let law = law(&desk, &required)?;
    let address = clauses::address(&desk);
    let brief = ContractBrief {
        language: desk.speech.language.tag().to_owned(),
        currency: desk.currency.code().to_owned(),
        formal: address == Formality::Formal,
        informal: address == Formality::Informal,
        today: request.today.to_string(),
        coach: writer(practice, desk.speech),
        client: desk.own(practice.client_term.as_ref()).unwrap_or_else(|| desk.speech.lexicon.client.clone()),
        to: json!({"name": person.name, "given": person.given, "family": person.family, "patronymic": person.patronymic,
                   "title": person.title, "gender": person.gender.map(|g| g.id())}),
        law,
        on,
        replaced,
        added,
        annexes,
        consents,
        terms: all,
        warnings: Vec::new(),
        engagement,
    };
    Ok(ContractBrief { warnings: faults.done()?, ..brief })
}

fn conclusion(terms: &Terms) -> &'static str {
    match terms.conclusion.unwrap_or(Conclusion::Distance) {
        Conclusion::Distance => "distance",
        Conclusion::OffPremises => "off_premises",
        Conclusion::OnPremises => "on_premises",
    }
}

/// Returns the part whose law applies as the language's words about law name it, else by its English name.
fn state(sources: &Sources<'_>) -> Option<String> {
    let part = sources.law.part()?;
    let named = sources.words.states.get(part).or_else(|| sources.law.rules.contract.parts.get(part));
    named.cloned()
}

/// Returns what templates see of the law: flags that are the same in every language, and words that are not.
fn law(desk: &Desk<'_>, required: &Sentences) -> Result<Value> {
    let rules = &desk.law.rules.contract;
    let holds =
        |rule: &Option<crate::model::jurisdiction::Rule<bool>>| rule.as_ref().is_some_and(|r| r.value);
    let mut words = serde_json::to_value(desk.words).map_err(|e| Error::internal(e.to_string()))?;
    if desk.practice.coach.on_register {
        // A coach on a public register is exempt from naming the law.
        words["profession"] = Value::Null;
    }
    let known = rules.known();
    let country = desk.law.country();
    let british = country == "GB";
    let costs = meetings::effect(desk) == crate::model::terms::sessions::Effect::Costs;
    let late_cancel = meetings::late_cancel(desk)
        .map(crate::model::jurisdiction::LateCancel::id)
        .filter(|id| *id != "costs" || costs);
    Ok(json!({
        "country": country,
        "code": desk.law.code,
        "system": desk.law.part().filter(|_| british),
        "state": desk.law.part().filter(|_| !british).and_then(|part| rules.parts.get(part)),
        "as_of": known.map(|(_, last)| last.to_string()),
        "as_of_first": known.filter(|(first, last)| first != last).map(|(first, _)| first.to_string()),
        "withdrawal_days": rules.withdrawal_days.as_ref().map(|r| r.value),
        "withdrawal_refund_days": rules.withdrawal_refund_days.as_ref().map(|r| r.value),
        "just_cause": holds(&rules.just_cause),
        "consumer_cause": desk.consumer && holds(&rules.consumer_cause),
        "specific_approval": rules.specific_approval.is_some(),
        "consent_apart": holds(&rules.consent_apart),
        "parties_article": holds(&rules.parties_article),
        "complaint_first": holds(&rules.complaint_first),
        "stamp_box": holds(&rules.stamp_box),
        "information_signed": holds(&rules.information_signed),
        "currency_duty": desk.resident && rules.currency.is_some(),
        "late_cancel": late_cancel,
        "words": words,
        "required": required.alone,
        "every_document": required::every_document(desk),
    }))
}

/// An instalment that a schedule is made of; see [`price`].
pub type Instalment = Part;
