//! Invented people, facts and agreements, for letters that checks read and samples show.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::compose::desk;
use crate::library::kind::{Fact, FactType, Kind};
use crate::library::lexicon::Example;
use crate::library::speech::Speech;
use crate::model::address::Relation;
use crate::model::colleague::{Capacity, Colleague};
use crate::model::id::Id;
use crate::model::person::Person;
use crate::model::practice::{Emergency, Practice};
use crate::model::scalar::Day;
use crate::render::variant::Variant;

/// What invented facts depend on.
pub struct Invented<'a> {
    pub practice: &'a Practice,
    pub date: Date,
}

impl Invented<'_> {
    /// Returns the addressee of a variant.
    pub fn person(&self, kind: &Kind, example: &Example, variant: &Variant) -> Person {
        let day = |back: i64| Day(self.date.saturating_sub(jiff::Span::new().days(back)));
        let mut person = Person {
            given: example.given.clone(),
            family: example.family.clone(),
            patronymic: example.patronymic.clone(),
            title: example.title.clone(),
            gender: variant.gender,
            formality: Some(variant.formality),
            email: Some("reader@example.org".into()),
            ..Person::default()
        };
        if kind.needs_consent {
            person.consent = Some(crate::model::person::Consent {
                date: day(3),
                channel: "e-mail".into(),
                scope: "e-mail".into(),
                topic: None,
                contact: None,
                to: Vec::new(),
            });
        }
        // A letter that recalls clauses is read twice: with their numbers, and where no agreement is on file.
        let on_file = variant.full || kind.recalls.is_none();
        if on_file && (kind.settles || matches!(kind.relation, Relation::Client)) {
            person.agreement = Some(crate::model::engagement::Engagement {
                date: Some(day(120)),
                currency: Some(self.practice.currency),
                total: Some(crate::model::scalar::Amount("1000".into())),
                paid: Some(crate::model::scalar::Amount("1000".into())),
                sessions: Some(10),
                held: Some(7),
                booked: if variant.full { vec![day(-7), day(-14)] } else { Vec::new() },
                refund_days: Some(14),
                clauses: self.clauses(variant),
                records_months: Some(24),
                ..crate::model::engagement::Engagement::default()
            });
        }
        person
    }

    fn clauses(&self, variant: &Variant) -> BTreeMap<Id, String> {
        let ids = [
            "contact_hours",
            "lateness",
            "conduct",
            "late_payment",
            "fees",
            "client_duties",
            "termination_coach",
            "refund",
        ];
        let numbered = ids.iter().zip(5..).filter_map(|(id, n)| Some((id.parse().ok()?, format!("{n}.1"))));
        if variant.full { numbered.collect() } else { BTreeMap::new() }
    }

    /// Puts days and names into an example: `{-3}`, `{reader}`, `{coach}`.
    fn filled(&self, text: &str, reader: &Example, speech: &Speech) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, (inside, after))) =
            rest.split_once('{').and_then(|(before, tail)| Some((before, tail.split_once('}')?)))
        {
            out.push_str(before);
            match inside {
                "reader" => out.push_str(reader.given.as_deref().unwrap_or_default()),
                "coach" => out.push_str(&desk::writer(self.practice, speech).name),
                days => {
                    let days: i32 = days.parse().unwrap_or_default();
                    out.push_str(&self.date.saturating_add(jiff::Span::new().days(days)).to_string());
                }
            }
            rest = after;
        }
        out.push_str(rest);
        out
    }

    /// Returns an example of a fact: the one that the kind gives, else one of the right form.
    pub fn fact(&self, fact: &Fact, reader: &Example, speech: &Speech) -> Value {
        let text = fact.example.as_ref().and_then(|t| t.get(&speech.language));
        if let Some(text) = text {
            let text = self.filled(text, reader, speech);
            let lines: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).collect();
            return if fact.many || fact.value == FactType::Rows {
                json!(lines)
            } else {
                json!(lines.join(" "))
            };
        }
        let ahead = |days: i64| self.date.saturating_add(jiff::Span::new().days(days)).to_string();
        let one = match fact.value {
            FactType::Date => json!(ahead(14)),
            FactType::Moment => json!(format!("{} 10:30", ahead(7))),
            FactType::Time => json!("10:30"),
            FactType::Money => json!("150"),
            FactType::Integer => json!("3"),
            FactType::Flag => json!("yes"),
            FactType::Choice => json!(fact.choices.first().cloned().unwrap_or_default()),
            FactType::Url => json!("https://example.org/page"),
            FactType::Zone => json!("Europe/Rome"),
            FactType::Text => json!("…"),
            FactType::Rows => {
                let cells = fact.columns.iter().map(|c| match c.value {
                    FactType::Date => ahead(10),
                    FactType::Money => "100".into(),
                    FactType::Integer => "2".into(),
                    _ => "…".to_owned(),
                });
                json!(cells.collect::<Vec<_>>().join(" | "))
            }
        };
        if fact.many { json!([one]) } else { one }
    }
}

/// A colleague of nobody's, so that a new practice can be checked too.
pub fn colleague(practice: &Practice, date: Date) -> Colleague {
    Colleague {
        id: "example".parse().expect("a word of Latin letters is an id"),
        name: "Robin Vale".into(),
        given: Some("Robin".into()),
        family: Some("Vale".into()),
        patronymic: None,
        title: None,
        gender: None,
        formality: None,
        languages: practice.languages.clone(),
        fields: Vec::new(),
        does: None,
        place: None,
        online: true,
        why: None,
        why_for: BTreeMap::new(),
        email: Some("robin@example.org".into()),
        phone: None,
        website: None,
        fees: None,
        capacity: Capacity::Open,
        agreed_to_be_listed: Some(Day(date)),
        referral_fee: false,
        notes: None,
    }
}

/// An emergency number, where the coach has confirmed none yet.
pub fn emergency(country: &str, date: Date) -> Emergency {
    Emergency { country: country.to_owned(), number: "112".into(), about: None, confirmed: Day(date) }
}
