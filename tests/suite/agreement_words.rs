//! The words of the agreement in every language, over data that turn each condition both ways.

use std::sync::Arc;

use garbo::library::Library;
use garbo::library::engine::Engine;
use garbo::library::speech::Speech;
use garbo::model::language::Language;
use garbo::render::contract::{self, Contract, columns::Columns};
use serde_json::{Value, json};

const LANGUAGES: &[&str] = &["it", "tr", "ru", "id", "en-GB", "en-US"];

fn data(name: &str) -> Value {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/agreement").join(name);
    let bytes = std::fs::read(&path).unwrap();
    let map = garbo::yaml::read_free(&bytes, name).unwrap().value;
    typed(Value::Object(map))
}

/// Values as the program hands them over: numbers and yes and no are no texts.
fn typed(value: Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(
            map.into_iter()
                .map(|(k, v)| {
                    // What is text whatever it looks like.
                    let text = matches!(
                        k.as_str(),
                        "number"
                            | "as_of"
                            | "as_of_first"
                            | "amount"
                            | "date"
                            | "start"
                            | "end"
                            | "value"
                            | "policy"
                            | "phone"
                    );
                    let v = if text && v.is_string() { v } else { typed(v) };
                    (k, v)
                })
                .collect(),
        ),
        Value::Array(list) => Value::Array(list.into_iter().map(typed).collect()),
        Value::String(text) => match text.as_str() {
            "true" => json!(true),
            "false" => json!(false),
            "null" => Value::Null,
            other => other.parse::<i64>().map_or(Value::String(text), |n| json!(n)),
        },
        other => other,
    }
}

fn set(value: &mut Value, path: &str, to: Value) {
    let pointer = format!("/{}", path.replace('.', "/"));
    *value.pointer_mut(&pointer).unwrap_or_else(|| panic!("{path}")) = to;
}

/// The data with everything on, with the least, and with each choice taken another way.
fn cases() -> Vec<(String, Value)> {
    let full = data("full.yaml");
    let smallest = data("smallest.yaml");
    let mut cases = vec![("full".to_owned(), full.clone()), ("smallest".to_owned(), smallest.clone())];
    let money = json!({"amount": "90.00", "currency": "EUR"});
    let by_time = json!({"days": 140, "used_days": 56, "paid": money, "used": money, "refund": money});
    let changes: Vec<(&str, Vec<(&str, Value)>)> = vec![
        (
            "per_session",
            vec![
                ("terms.fees.basis", json!("per_session")),
                ("terms.fees.total", Value::Null),
                ("on.instalments", json!(false)),
                ("terms.sessions.open_ended", json!(true)),
                ("terms.sessions.count", Value::Null),
                ("terms.refund.example", Value::Null),
                ("annexes.price", json!(false)),
            ],
        ),
        (
            "month",
            vec![
                ("terms.fees.basis", json!("month")),
                ("terms.fees.in_words", json!(false)),
                ("terms.fees.per_session", Value::Null),
            ],
        ),
        ("uneven", vec![("terms.fees.per_session", Value::Null), ("terms.refund.per_session", Value::Null)]),
        (
            "time",
            vec![("terms.refund.rule", json!("pro_rata_time")), ("terms.refund.example", by_time.clone())],
        ),
        (
            "time_by_month",
            vec![
                ("terms.refund.rule", json!("pro_rata_time")),
                ("terms.refund.example", by_time),
                ("terms.fees.basis", json!("month")),
                ("terms.fees.per_session", Value::Null),
            ],
        ),
        (
            "costs",
            vec![
                ("terms.refund.rule", json!("documented_costs")),
                ("terms.reschedule_cancel.effect", json!("costs")),
                ("law.late_cancel", json!("costs")),
            ],
        ),
        ("half", vec![("terms.reschedule_cancel.effect", json!("half")), ("law.late_cancel", json!("slot"))]),
        (
            "moved",
            vec![
                ("terms.reschedule_cancel.effect", json!("moved")),
                ("terms.reschedule_cancel.free_moves", json!(2)),
            ],
        ),
        ("no_contact", vec![("terms.contact_hours.none", json!(true))]),
        ("week", vec![("terms.contact_hours.per_week", Value::Null)]),
        (
            "minutes",
            vec![
                ("terms.contact_hours.minutes_each", Value::Null),
                ("terms.contact_hours.per_week", json!(1)),
            ],
        ),
        ("cap", vec![("terms.liability.cap", json!("amount")), ("terms.liability.amount", money)]),
        ("weekly", vec![("terms.sessions.interval_days", json!(7)), ("terms.sessions.count", json!(1))]),
        ("ten_days", vec![("terms.sessions.interval_days", json!(10))]),
        (
            "any_day",
            vec![("terms.sessions.interval_days", Value::Null), ("terms.sessions.start_time", Value::Null)],
        ),
        (
            "company",
            vec![
                ("terms.client", data("full.yaml")["terms"]["sponsor"].clone()),
                ("terms.client_kind", json!("business")),
            ],
        ),
        (
            "woman",
            vec![
                ("terms.client.gender", json!("f")),
                ("terms.coach.gender", json!("m")),
                ("terms.conduct.address", json!("informal")),
            ],
        ),
        ("unknown", vec![("terms.client.gender", Value::Null), ("terms.sponsor.reports", json!("progress"))]),
        (
            "undated",
            vec![("terms.date", Value::Null), ("terms.place", Value::Null), ("terms.number", Value::Null)],
        ),
        (
            "annexed",
            vec![
                ("terms.subject.goals_in_annex", json!(true)),
                ("annexes.goals", json!(true)),
                ("annexes.price", json!(true)),
                ("terms.instalments.in_annex", json!(true)),
            ],
        ),
        ("single", vec![("terms.instalments.single", json!(true))]),
        (
            "one_tool",
            vec![
                ("terms.ai_tools.tools.0.training", json!(true)),
                ("terms.confidentiality.years", Value::Null),
            ],
        ),
        (
            "apart",
            vec![
                ("law.consent_apart", json!(true)),
                ("law.just_cause", json!(false)),
                ("law.stamp_box", json!(true)),
                ("law.information_signed", json!(true)),
                ("law.currency_duty", json!(true)),
            ],
        ),
        (
            "arbitration",
            vec![("terms.complaints.arbitration", json!(true)), ("law.words.data_authority", Value::Null)],
        ),
        (
            "one_day",
            vec![
                ("terms.termination_client.notice_days", json!(1)),
                ("terms.late_payment.grace_days", json!(1)),
                ("terms.handover.names", json!(1)),
                ("terms.record.correction_days", json!(1)),
            ],
        ),
    ];
    let changes = changes.into_iter().chain(minors());
    for (name, change) in changes {
        for (base, of) in [("full", &full), ("smallest", &smallest)] {
            let mut case = of.clone();
            for (path, to) in &change {
                // What the smallest agreement does not have can't be changed in it.
                if case.pointer(&format!("/{}", path.replace('.', "/"))).is_some() {
                    set(&mut case, path, to.clone());
                }
            }
            cases.push((format!("{base}/{name}"), case));
        }
    }
    cases
}

/// A client under age: one guardian or two, who conclude or consent, with and without a sponsor and a mailbox.
fn minors() -> Vec<(&'static str, Vec<(&'static str, Value)>)> {
    let guardian = |n: usize, gender: Value, relation: &str| {
        let field = if n == 1 { "guardian".to_owned() } else { format!("guardian{n}") };
        json!({"kind": "person", "name": format!("Ayşe Yılmaz {n}"), "gender": gender, "representative": null,
               "capacity": null, "representative_gender": null, "address": "Örnek Sokak 5", "ids": [], "bank": [],
               "email": (n == 1).then_some("ayse@example.org"), "phone": null, "status": null, "qualifications": [],
               "city": null, "forms": {}, "relation": relation, "field": field})
    };
    let signer = |field: &str| json!({"name": format!("Name of {field}"), "field": field});
    let minor = |concludes: bool,
                 consents: bool,
                 understands: bool,
                 relation: &str,
                 several: bool,
                 feminine: bool| {
        json!({"concludes": concludes, "consents": consents, "understands": understands, "relation": relation,
               "several": several, "feminine": feminine})
    };
    let (client, one, two) = (signer("client"), signer("guardian"), signer("guardian2"));
    let mother = guardian(1, json!("f"), "parent");
    let father = guardian(2, json!("m"), "parent");
    let unknown = guardian(1, Value::Null, "guardian");
    vec![
        (
            "child",
            vec![
                ("on.minor", json!(true)),
                ("terms.sponsor", Value::Null),
                ("on.sponsor", json!(false)),
                ("terms.client.email", Value::Null),
                ("terms.guardians", json!([mother])),
                ("terms.minor", minor(false, false, false, "parent", false, true)),
                ("terms.concluding", json!([one])),
                ("terms.acknowledging", json!([one])),
                ("terms.consenting", json!([one])),
            ],
        ),
        (
            "parents",
            vec![
                ("on.minor", json!(true)),
                ("law.information_signed", json!(true)),
                ("law.stamp_box", json!(true)),
                ("terms.client.gender", json!("f")),
                ("terms.guardians", json!([mother, father])),
                ("terms.minor", minor(false, true, true, "parent", true, false)),
                ("terms.concluding", json!([one, two])),
                ("terms.acknowledging", json!([one, two, client])),
                ("terms.consenting", json!([one, two, client])),
            ],
        ),
        (
            "mothers",
            vec![
                ("on.minor", json!(true)),
                ("on.refund", json!(false)),
                ("terms.client.email", Value::Null),
                ("terms.guardians", json!([mother, guardian(2, json!("f"), "guardian")])),
                ("terms.minor", minor(false, false, true, "mixed", true, true)),
                ("terms.concluding", json!([one, two])),
                ("terms.acknowledging", json!([one, two, client])),
                ("terms.consenting", json!([one, two])),
            ],
        ),
        (
            "guardian",
            vec![
                ("on.minor", json!(true)),
                ("law.country", json!("RU")),
                ("law.information_signed", json!(true)),
                ("terms.client.gender", Value::Null),
                ("terms.guardians", json!([unknown])),
                ("terms.minor", minor(true, false, true, "guardian", false, false)),
                ("terms.concluding", json!([client, one])),
                ("terms.acknowledging", json!([one, client])),
                ("terms.consenting", json!([one])),
            ],
        ),
    ]
}

/// A language with the agreement's templates read.
struct Writer {
    speech: Arc<Speech>,
    engine: Engine,
    template: String,
}

impl Writer {
    fn of(language: &str) -> Self {
        let library = Library::default();
        let speech = library.speech(&language.parse::<Language>().unwrap()).unwrap();
        let (engine, template) = library.engine("agreement", &speech, None).unwrap();
        Self { speech, engine, template }
    }

    fn contract(&self, values: &Value) -> Contract {
        let language = &self.speech.language;
        let mut values = values.clone();
        values["language"] = json!(language.tag());
        contract::render(&self.engine, &self.template, "agreement", &values, &self.speech)
            .unwrap_or_else(|e| panic!("{language}: {e}"))
    }
}

#[test]
fn every_language_has_the_same_clauses_and_paragraphs_whatever_is_agreed() {
    let writers: Vec<Writer> = LANGUAGES.iter().map(|language| Writer::of(language)).collect();
    for (name, values) in cases() {
        let first = writers[0].contract(&values);
        for writer in &writers[1..] {
            if let Err(error) = Columns::pair(first.clone(), writer.contract(&values)) {
                panic!("{name}: {error}");
            }
        }
    }
}

#[test]
fn no_blank_no_double_space_no_dangling_mark_is_left() {
    let writers: Vec<Writer> = LANGUAGES.iter().map(|language| Writer::of(language)).collect();
    for (name, values) in cases() {
        for writer in &writers {
            let language = &writer.speech.language;
            let contract = writer.contract(&values);
            for section in &contract.sections {
                let texts = section
                    .paragraphs
                    .iter()
                    .map(|p| &p.markdown)
                    .chain(section.boxes.iter().map(|b| &b.markdown));
                for text in texts.chain(section.heading.iter()) {
                    for wrong in [
                        "  ", " ,", " .", "()", "( ", " )", ",,", "..", "[]", "{{", "{%", " null", " ;",
                        "«»", "“”",
                    ] {
                        let found = text.replace("    ", "").contains(wrong) && !text.contains("|");
                        assert!(!found, "{language} {name} {}: `{wrong}` in {text}", section.id);
                    }
                }
            }
        }
    }
}
