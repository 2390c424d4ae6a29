//! The words of the agreement in every language, over data that turn each condition both ways.

use std::sync::Arc;

use garbo::library::Library;
use garbo::library::engine::Engine;
use garbo::library::speech::Speech;
use garbo::model::language::Language;
use garbo::render::contract::{self, Contract};
use serde_json::{Value, json};

pub const LANGUAGES: &[&str] = &["it", "tr", "ru", "id", "en-GB", "en-US"];

pub fn data(name: &str) -> Value {
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

pub fn set(value: &mut Value, path: &str, to: Value) {
    let pointer = format!("/{}", path.replace('.', "/"));
    *value.pointer_mut(&pointer).unwrap_or_else(|| panic!("{path}")) = to;
}

/// The data with everything on, with the least, and with each choice taken another way.
pub fn cases() -> Vec<(String, Value)> {
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
        ("articles_of_form", vec![("law.parties_article", json!(true))]),
        (
            "kept_to_causes",
            vec![
                ("law.just_cause", json!(false)),
                ("law.consumer_cause", json!(true)),
                ("law.complaint_first", json!(true)),
                ("terms.refund.rule", json!("documented_costs")),
            ],
        ),
        (
            "kept_to_causes_once",
            vec![
                ("law.just_cause", json!(false)),
                ("law.consumer_cause", json!(true)),
                ("terms.sessions.count", json!(1)),
                ("on.handover", json!(false)),
                ("terms.termination_coach.notice_days", json!(0)),
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
               "capacity": null, "authority": null, "representative_gender": null, "address": "Örnek Sokak 5", "ids": [], "bank": [],
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
pub struct Writer {
    pub speech: Arc<Speech>,
    engine: Engine,
    template: String,
}

impl Writer {
    pub fn of(language: &str) -> Self {
        let library = Library::default();
        let speech = library.speech(&language.parse::<Language>().unwrap()).unwrap();
        let (engine, template) = library.engine("agreement", &speech, None).unwrap();
        Self { speech, engine, template }
    }

    pub fn contract(&self, values: &Value) -> Contract {
        let language = &self.speech.language;
        let mut values = values.clone();
        values["language"] = json!(language.tag());
        contract::render(&self.engine, &self.template, "agreement", &values, &self.speech)
            .unwrap_or_else(|e| panic!("{language}: {e}"))
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

fn told(contract: &Contract) -> String {
    let paragraphs = contract.sections.iter().flat_map(|section| &section.paragraphs);
    paragraphs.map(|paragraph| paragraph.markdown.as_str()).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_single_session_is_spoken_of_as_one() {
    let table: [(&str, &[&str]); 5] = [
        ("tr", &["her seans", "seanslar arasında", "sonraki seans", "seansların tamamı", "seanslara"]),
        ("ru", &["каждой сессии", "ежду сессиями", "всех сессий", "за каждую", "на сессиях"]),
        ("it", &["tutte le sessioni", "ogni sessione", "ra le sessioni", "ra una sessione"]),
        ("id", &["etiap sesi", "seluruh sesi"]),
        ("en-GB", &["each session", "etween sessions", "all sessions", "sessions themselves"]),
    ];
    let mut values = data("full.yaml");
    set(&mut values, "terms.sessions.count", json!(1));
    // A minor's paragraphs and a sponsor's speak of sessions as such.
    for (language, plurals) in table {
        let text = told(&Writer::of(language).contract(&values)).replace('\u{a0}', " ");
        for plural in plurals {
            assert!(!text.contains(plural), "{language}: `{plural}` in\n{text}");
        }
    }
}

#[test]
fn sessions_counted_as_held_are_told_where_some_may_be() {
    let counted =
        [("ru", "считаются проведёнными"), ("en-GB", "counted as held"), ("it", "considerate svolte")];
    for (effect, some) in [("held", true), ("costs", false)] {
        let mut values = data("full.yaml");
        set(&mut values, "terms.reschedule_cancel.effect", json!(effect));
        for (language, words) in counted {
            let contract = Writer::of(language).contract(&values);
            let refund = contract.sections.iter().find(|s| s.id == "refund").unwrap();
            assert_eq!(refund.paragraphs[0].markdown.contains(words), some, "{language} {effect}");
        }
    }
}

#[test]
fn parties_and_entry_into_force_are_articles_where_that_is_the_form() {
    let mut values = data("full.yaml");
    set(&mut values, "law.parties_article", json!(true));
    for language in LANGUAGES {
        let contract = Writer::of(language).contract(&values);
        let numbered: Vec<_> =
            contract.sections.iter().filter(|s| s.role == contract::Role::Article).collect();
        let (first, last) = (numbered[0], numbered[numbered.len() - 1]);
        assert_eq!((first.id.as_str(), first.number), ("parties", Some(1)), "{language}");
        assert_eq!((last.id.as_str(), last.number), ("in_force", Some(numbered.len())), "{language}");
        assert!(
            last.paragraphs[0].markdown.contains(&format!("[{}](#in_force)", numbered.len())),
            "{language}"
        );
    }
    let turkish = Writer::of("tr").contract(&values);
    let headings: Vec<_> = turkish.sections.iter().filter_map(|s| s.heading.as_deref()).collect();
    assert!(headings[0].ends_with("1 – Taraflar"), "{headings:?}");
}

#[test]
fn what_the_power_to_sign_rests_on_is_told() {
    let mut values = data("full.yaml");
    set(&mut values, "terms.sponsor.representative", json!("Пётр Иванов"));
    set(&mut values, "terms.sponsor.capacity", json!("генеральный директор"));
    set(&mut values, "terms.sponsor.authority", json!("Устава"));
    for (gender, words) in [
        (json!("m"), "в лице Петра Иванова (генеральный директор), действующего на основании Устава"),
        (Value::Null, "(генеральный директор), действующий(ая) на основании Устава"),
    ] {
        set(&mut values, "terms.sponsor.representative_gender", gender);
        let text = told(&Writer::of("ru").contract(&values)).replace('\u{a0}', " ");
        assert!(text.contains(words), "{words} in\n{text}");
    }
    for (language, words) in [
        ("it", "in forza di Устава"),
        ("id", "berdasarkan Устава"),
        ("tr", "dayanağı: Устава"),
        ("en-GB", "acting under Устава"),
    ] {
        assert!(told(&Writer::of(language).contract(&values)).contains(words), "{language}");
    }
}

#[test]
fn a_sponsor_who_is_a_person_stands_in_the_privacy_notice() {
    let mut values = data("full.yaml");
    for (kind, person) in [("person", true), ("company", false)] {
        set(&mut values, "terms.sponsor.kind", json!(kind));
        for (language, data, rights) in [
            ("it", "dati di pagamento del", "gli stessi diritti"),
            ("id", "data pembayaran Sponsor", "hak yang sama"),
            ("ru", "платёжные данные Плательщика", "такие же права"),
            ("tr", "Sponsor’un adı", "aynı haklara"),
            ("en-GB", "payment details of the Sponsor", "same rights"),
        ] {
            let contract = Writer::of(language).contract(&values);
            let notice = contract.sections.iter().find(|s| s.id == "annex_privacy").unwrap();
            let text: String = notice.paragraphs.iter().map(|p| p.markdown.as_str()).collect();
            assert_eq!(text.contains(data), person, "{language} {kind}\n{text}");
            assert_eq!(text.contains(rights), person, "{language} {kind}\n{text}");
            assert!(text.contains("](#sponsor)"), "{language} {kind}\n{text}");
        }
    }
}
