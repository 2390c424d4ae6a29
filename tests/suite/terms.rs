//! Terms of an agreement: from the practice folder to what its templates see, and every fault on the way.

use std::collections::BTreeMap;

use garbo::compose::contract::{ContractBrief, Request, Sources, contract, jurisdiction};
use garbo::compose::settlement::{session_prices, settle};
use garbo::error::{Error, ErrorKind};
use garbo::library::Library;
use garbo::library::law::PLACES;
use garbo::load::{self, Home};
use garbo::model::engagement::{Engagement, RefundRule};
use garbo::model::language::Language;
use garbo::model::money::Money;
use garbo::model::scalar::Amount;
use proptest::prelude::*;

use crate::desk::Desk;

const LANGUAGES: [&str; 6] = ["it", "id", "ru", "tr", "en-GB", "en-US"];

/// Composes the agreement with a person of the desk in the first of some languages.
fn composed(desk: &Desk, name: &str, languages: &[&str]) -> Result<ContractBrief, Error> {
    let home = Home::Folder { path: desk.practice(), shown: "".into() };
    let practice = load::practice(&home)?;
    let person = load::person(&home, name)?;
    let library = Library::open(home.folder())?;
    let languages: Vec<Language> = languages.iter().map(|l| l.parse().unwrap()).collect();
    let code = jurisdiction(&practice.value, &person.value);
    let parties = [&practice.value.coach.party, &person.value.party].into_iter().flatten();
    let ids: Vec<_> = parties.flat_map(|party| party.ids.keys()).collect();
    let law = library.law(&code, &ids)?.unwrap();
    let words = library.law_words(&languages[0], &code)?;
    let speech = library.speech(&languages[0])?;
    contract(
        &Request { person: &person, today: jiff::civil::date(2026, 11, 23), languages: &languages },
        &Sources { practice: &practice, speech: &speech, law: &law, words: &words },
    )
}

/// A desk whose client Ahmet has these `terms`, and these lines besides.
pub fn client(terms: &str, besides: &str) -> Desk {
    let desk = Desk::new();
    let file = desk.practice().join("people/ahmet.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let before = text.split("# What the agreement").next().unwrap();
    let party = if besides.contains("party:") { "" } else { "party: {address: Örnek Sokak 5}\n" };
    std::fs::write(file, format!("{before}{party}{besides}\nterms:\n{terms}\n")).unwrap();
    desk
}

/// Terms that are whole by themselves, to which a test adds one line or replaces one.
pub const WHOLE: &str = "  subject: {service: career_package}
  sessions: {count: 10, interval_days: 14, start: 2026-12-10}
  fees: {basis: package, amount: \"900.00\"}
";

pub fn with(line: &str) -> String {
    let key = |line: &str| line.trim().split(':').next().unwrap().to_owned();
    let replaced: Vec<String> =
        line.lines().filter(|l| l.starts_with("  ") && !l.starts_with("   ")).map(key).collect();
    let kept = WHOLE.lines().filter(|l| !replaced.contains(&key(l)));
    let mut lines: Vec<&str> = kept.collect();
    lines.push(line);
    lines.join("\n")
}

fn refused(desk: &Desk) -> Error {
    composed(desk, "ahmet", &["it"]).expect_err("these terms are refused")
}

#[test]
fn the_sample_has_an_agreement() {
    let brief = composed(&Desk::new(), "ahmet", &["tr"]).unwrap_or_else(|e| panic!("{e}"));
    assert!(brief.on["withdrawal"] && !brief.on["liability"] && !brief.on["language_versions"]);
    assert_eq!(brief.terms["fees"]["per_session"]["amount"], "90.00");
    let items = brief.terms["instalments"]["items"].as_array().unwrap();
    let due: Vec<_> =
        items.iter().map(|i| (i["amount"]["amount"].as_str().unwrap(), i["session"].as_u64())).collect();
    assert_eq!(due, [("300.00", None), ("300.00", Some(4)), ("300.00", Some(7))]);
    assert_eq!(brief.terms["refund"]["example"]["refund"]["amount"], "540.00");
    assert_eq!(brief.terms["sessions"]["end"], "2027-03-18");
    assert_eq!(brief.warnings.len(), 1, "{:?}", brief.warnings);
    let engagement = brief.engagement;
    assert_eq!((engagement.total.unwrap().0.as_str(), engagement.sessions), ("900.00", Some(10)));
}

#[test]
fn what_contradicts_itself_is_told_with_both_values() {
    // Lines of the terms, and what the message has to say.
    let table: &[(&str, &[&str])] = &[
        (
            "  instalments: {items: [{amount: \"450.00\", due: on_signing}, {amount: \"449.99\", due: days_after, days: 30}]}",
            &["the 2 instalments sum to 899.99 EUR, and the price is 900.00 EUR: 0.01 EUR less", "equal: 3"],
        ),
        ("  instalments: {items: [{amount: \"-1\", due: on_signing}]}", &["`-1` is not an amount"]),
        ("  instalments: {items: [{amount: viele, due: on_signing}]}", &["`viele`"]),
        ("  instalments: {equal: 200000}", &["is 200000, and 1 to 120 instalments"]),
        (
            "  instalments: {items: [{amount: \"450.00\", due: before_session, session: 5}, {amount: \"450.00\", due: before_session, session: 3}]}",
            &["instalment 2 is due before session 3, and instalment 1 before session 5"],
        ),
        (
            "  instalments: {items: [{amount: \"900.00\", due: before_session, session: 11}]}",
            &["before session 11, and there are 10 sessions"],
        ),
        (
            "  instalments: {items: [{amount: \"900.00\", due: date, date: 2028-01-01}]}",
            &["due on 2028-01-01, after the last session on 2027-04-15", "after_end: true"],
        ),
        (
            "  instalments: {items: [{amount: \"900.00\", due: date}]}",
            &["instalment 1 is due date and lacks `date`"],
        ),
        ("  fees: {basis: package, amount: \"-900\"}", &["`-900`", "not an amount"]),
        ("  fees: {basis: package, amount: .nan}", &["`.nan`"]),
        ("  fees: {basis: package, amount: .inf}", &["`.inf`"]),
        ("  fees: {basis: package, amount: many}", &["`many`"]),
        ("  fees: {basis: package, amount: true}", &["`true`"]),
        ("  fees: {basis: package, amount: 1e300}", &["`1e300`"]),
        ("  fees: {basis: package, amount: \"900.005\"}", &["900.005", "EUR has 2 decimals, this has 3"]),
        ("  fees: {basis: package, amount: \"0\"}", &["the price is 0"]),
        ("  fees: {basis: package, amount: \"900\", currency: EURO}", &["`EURO`"]),
        ("  fees: {basis: month, amount: \"200\"}", &["pro_rata_sessions", "pro_rata_time"]),
        (
            "  fees: {basis: package, amount: \"900\", tax: forfetario}",
            &["`forfetario`", "did you mean `forfettario`?"],
        ),
        ("  fees: {basis: package, amount: \"900\", valid_until: 2026-11-01}", &["2026-11-01", "2026-11-23"]),
        ("  sessions: {count: 10, time_zone: Europe/Milano}", &["`Europe/Milano` is not a time zone"]),
        (
            "  sessions: {count: 10, interval_days: 14, start: 2026-12-10, end: 2027-02-01}",
            &["10 sessions, one every 14 days, last until 2027-04-15, and all are to be held by 2027-02-01"],
        ),
        ("  sessions: {count: 0}", &["is 0, and 1 to 1000 sessions"]),
        ("  sessions: {count: 10, minutes: 300}", &["is 300, and 15 to 240 minutes"]),
        (
            "  sessions: {count: 10, start: 2026-12-01}",
            &[
                "the first session is on 2026-12-01, and the client may withdraw until 2026-12-07",
                "early_start: true",
            ],
        ),
        ("  sessions: {count: 10, validity_months: 6}", &["nothing says from when"]),
        (
            "  term: {start: 2026-12-20, end: 2027-02-01}",
            &["2026-12-20", "the agreement ends on 2027-02-01, and the sessions last until 2027-04-15"],
        ),
        ("  lateness: {wait_minutes: 40}", &["you wait 40 minutes, and a session lasts 60"]),
        ("  reschedule_cancel: {notice_hours: 2}", &["is 2, and 6 to 168 hours"]),
        ("  reschedule_cancel: {free_moves: 2}", &["effect: moved"]),
        (
            "  contact_hours: {windows: [{days: [mon], from: \"18:00\", to: \"09:00\"}]}",
            &["end at 09:00, and they begin at 18:00"],
        ),
        (
            "  contact_hours: {windows: [{days: [mon], from: \"09:00\", to: \"12:00\"}, {days: [mon], from: \"11:00\", to: \"13:00\"}]}",
            &["11:00 to 13:00 on mon overlap those of 09:00 to 12:00 on mon"],
        ),
        (
            "  contact_hours: {windows: [{days: [mon, tue, mon], from: \"09:00\", to: \"12:00\"}]}",
            &["`terms.contact_hours.windows[0].days` names a day twice"],
        ),
        ("  contact_hours: {response_hours: 100}", &["is 100, and 1 to 72 working hours"]),
        (
            "  subject: {service: carer_package}",
            &["there is no service `carer_package`", "did you mean `career_package`?"],
        ),
        ("  subject: {service: career_package, format: in_person}", &["does not say where"]),
        ("  subject: {service: career_package, goals: [a, b, c, d, e, f]}", &["has 6 goals, and at most 5"]),
        (
            "  clauses: {materialss: true}",
            &["there is no clause called `materialss`", "did you mean `materials`?"],
        ),
        (
            "  clauses: {refund: false}",
            &["the clause `refund` is switched off, and the clause `termination_client` refers to it"],
        ),
        ("  clauses: {sponsor: true}", &["nobody but the client pays"]),
        (
            "  annexes: {withdrawal: false}",
            &["the annex `withdrawal` is switched off, and the agreement needs it"],
        ),
        (
            "  acknowledgement: {points: [data, ending, payment, boundaries, contact_hours]}\n  clauses: {contact_hours: false}",
            &["the point `contact_hours` refers to the clause `contact_hours`, which is not printed"],
        ),
        ("  acknowledgement: {points: [data]}", &["has 1 points, and 5 to 8"]),
        (
            "  refund: {rule: none}",
            &["a consumer’s refund can’t be excluded (Codice del consumo, artt. 33 and 36)"],
        ),
        ("  liability: {cap: fee_paid}", &["against a consumer such a cap has no effect"]),
        ("  complaints: {arbitration: true}", &["garbo has it for the United States only"]),
        (
            "  add: [{id: fees, after: sessions, title: x, text: {it: [a]}}]",
            &["there already is a clause `fees`"],
        ),
        ("  add: [{id: parking, after: session, title: x, text: {it: [a]}}]", &["did you mean `sessions`?"]),
        (
            "  add: [{id: parking, after: sessions, title: {tr: x}, text: {tr: [a]}}]",
            &["`terms.add[0].title` has no text in the language `it`"],
        ),
        ("  replace: {lateness: {tr: [a]}}", &["`terms.replace.lateness` has no text in the language `it`"]),
        ("  replace: {lateness: {it: [\"a\\n\\nb\"]}}", &["is not one block of text"]),
        ("  jurisdiction: ../IT", &["`../IT` is not a country code"]),
        ("  sponsor: {}", &["the sponsor’s name", "the sponsor’s address", "the sponsor’s email"]),
        ("  data_protection: {processors: [{name: x, country: XQ}]}", &["`XQ` is not the code of a country"]),
        ("  confidentiality: {years: 5, unlimited: true}", &["keep `years` or `unlimited`"]),
    ];
    let mut wrong = Vec::new();
    for (line, says) in table {
        match composed(&client(&with(line), ""), "ahmet", &["it"]) {
            Ok(_) => wrong.push(format!("accepted: {line}")),
            Err(error) => {
                let told = error.to_string();
                for part in *says {
                    if !told.contains(part) {
                        wrong.push(format!("{line}\n  lacks `{part}` in\n{told}"));
                    }
                }
                if !told.contains("ahmet.yaml") || !told.contains("hint: ") {
                    wrong.push(format!("{line}\n  has no file or remedy in\n{told}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_sum_that_is_a_cent_off_is_told_whole() {
    let line = "  instalments:\n    items:\n      - {amount: \"450.00\", due: on_signing}\n      - {amount: \"449.99\", due: days_after, days: 30}";
    let error = refused(&client(&with(line), ""));
    assert_eq!(error.kind, ErrorKind::Data);
    assert_eq!(
        error.to_string(),
        "error: the 2 instalments sum to 899.99 EUR, and the price is 900.00 EUR: 0.01 EUR less
  --> people/ahmet.yaml:35:5
    |
 35 |     items:
    |     ^^^^^

hint: correct one of the sums, or write `equal: 3` to have the price split to the cent"
    );
}

#[test]
fn all_faults_are_told_at_once_each_in_its_file() {
    let desk = client(
        "  sessions: {count: 10, start: 2026-12-01}\n  lateness: {wait_minutes: 45}\n  fees: {basis: package, amount: \"9.999\"}",
        "party: {kind: person}",
    );
    let file = desk.practice().join("practice.yaml");
    let text = std::fs::read_to_string(&file).unwrap().replace("tax: forfettario", "tax: forfait");
    std::fs::write(&file, text).unwrap();
    let told = refused(&desk).to_string();
    for part in [
        "the agreement needs the client’s address",
        "you wait 45 minutes",
        "the client may withdraw until",
        "`9.999`",
        "which service",
    ] {
        assert!(told.contains(part), "{part} in\n{told}");
    }
    assert!(told.matches("people/ahmet.yaml:").count() >= 4, "{told}");
    let fixed = client(WHOLE, "");
    std::fs::copy(&file, fixed.practice().join("practice.yaml")).unwrap();
    let told = refused(&fixed).to_string();
    assert!(told.contains("`forfait` is no way of taxing") && told.contains("practice.yaml:"), "{told}");
}

#[test]
fn what_is_not_given_is_asked_for_by_its_key() {
    let error = refused(&client("  sessions: {count: 10}", "party: {kind: person}"));
    assert_eq!(error.kind, ErrorKind::Missing);
    let keys: Vec<_> = error.problems.iter().filter_map(|p| p.key.as_deref()).collect();
    assert_eq!(keys, ["party.address", "terms.subject.service"]);
}

#[test]
fn a_minor_does_not_conclude_alone() {
    let told = refused(&client(WHOLE, "born: 2009-06-01")).to_string();
    assert!(told.contains("born on 2009-06-01, is under 18 on 2026-11-23"), "{told}");
    assert!(composed(&client(WHOLE, "born: 2008-11-23"), "ahmet", &["it"]).is_ok());
}

/// Moves client and coach to a place.
pub fn moved(place: &str, currency: &str, tax: &str, terms: &str) -> Desk {
    let country = if place.starts_with("US") { place } else { place.split('-').next().unwrap() };
    let desk = client(terms, "");
    let person = desk.practice().join("people/ahmet.yaml");
    let text =
        std::fs::read_to_string(&person).unwrap().replace("country: TR", &format!("country: {country}"));
    std::fs::write(&person, text).unwrap();
    let practice = desk.practice().join("practice.yaml");
    let text = std::fs::read_to_string(&practice)
        .unwrap()
        .replace("jurisdiction: IT", &format!("jurisdiction: {place}"))
        .replace("currency: EUR", &format!("currency: {currency}"))
        .replace("tax: forfettario", &format!("tax: {tax}"));
    std::fs::write(&practice, text).unwrap();
    desk
}

#[test]
fn every_language_composes_for_every_place() {
    let places = [
        ("IT", "EUR", "forfettario"),
        ("ID", "IDR", "general"),
        ("RU", "RUB", "npd"),
        ("TR", "TRY", "smm_vat"),
        ("GB-ENG", "GBP", "not_registered"),
        ("GB-SCT", "GBP", "vat"),
        ("GB-NIR", "GBP", "vat"),
        ("US-CA", "USD", "none"),
    ];
    assert_eq!(places.len(), PLACES.len());
    for (place, currency, tax) in places {
        let desk = moved(place, currency, tax, WHOLE);
        for language in LANGUAGES {
            // Two residents of Indonesia or Russia have a text in their language, alone or beside another.
            let own = place.to_lowercase();
            let both = if ["ID", "RU"].contains(&place) && own != language {
                vec![language, &own]
            } else {
                vec![language]
            };
            let brief = composed(&desk, "ahmet", &both).unwrap_or_else(|e| panic!("{place} {language}: {e}"));
            assert_eq!(composed(&desk, "ahmet", &[language]).is_ok(), both.len() == 1, "{place} {language}");
            let words = brief.law["words"].to_string();
            assert!(!words.contains('{') || words.matches('{').count() == 1, "{place} {language}: {words}");
            let gives = ["IT", "TR", "GB"].contains(&&place[..2]);
            assert_eq!(brief.on["withdrawal"], gives, "{place}");
            assert_eq!(brief.annexes["withdrawal"], gives, "{place}");
            assert_eq!(brief.terms["specific_approval"].as_array().unwrap().is_empty(), place != "IT");
            assert_eq!(brief.law["currency_duty"], ["ID", "RU", "TR"].contains(&place), "{place}");
        }
    }
}

#[test]
fn the_law_of_the_place_is_kept() {
    let table = [
        (moved("RU", "EUR", "npd", WHOLE), "between two residents of RU it must be in RUB"),
        (
            moved("RU", "RUB", "npd", &with("  reschedule_cancel: {effect: held}")),
            "a consumer pays documented costs only",
        ),
        (moved("ID", "IDR", "general", &with("  refund: {rule: none}")), "UU 8/1999"),
        (moved("TR", "TRY", "smm_vat", &with("  liability: {cap: fee_paid}")), "6502"),
        (
            moved("RU", "RUB", "npd", &with("  termination_client: {notice_days: 30}")),
            "a consumer may leave at any time",
        ),
        (moved("TR", "TRY", "smm_vat", &with("  consents: {transfer: true}")), "a consent is no ground"),
        (
            moved(
                "US-CA",
                "USD",
                "none",
                &with(
                    "  add: [{id: silence, after: conduct, title: Reviews, text: {it: [Il Cliente non può pubblicare recensioni.]}}]",
                ),
            ),
            "Consumer Review Fairness Act",
        ),
    ];
    for (desk, says) in table {
        let told = refused(&desk).to_string();
        assert!(told.contains(says), "{says} in\n{told}");
    }
    for place in ["GB", "US", "US-XX"] {
        let desk = moved(place, "GBP", "vat", WHOLE);
        let told = refused(&desk).to_string();
        assert!(told.contains("does not say which law applies"), "{told}");
        let ran = desk.run(&["agreement", "--to", "ahmet"]).ends(65);
        assert!(ran.err.contains("practice.yaml:") && ran.out.is_empty(), "{ran:?}");
    }
}

#[test]
fn what_is_to_be_minded_stands_in_no_way() {
    let table = [
        (
            moved("GB-ENG", "GBP", "vat", &with("  instalments: {equal: 13}\n  sessions: {count: 13}")),
            "13 instalments are more than 12",
        ),
        (moved("US-NY", "USD", "none", &with("  instalments: {equal: 5}")), "5 instalments are more than 4"),
        (
            client(&with("  clauses: {acknowledgement: false, data_protection: false}"), ""),
            "the clause `data_protection` is switched off",
        ),
        (
            client(&with("  expectations: {told: [{told: dopo la terapia, answer: La ascolto.}]}"), ""),
            "«terapia», which speaks of therapy",
        ),
        (moved("US-CA", "USD", "none", WHOLE), "the client lives in US-NY, and the law of US-CA applies"),
        (
            moved(
                "GB-ENG",
                "GBP",
                "vat",
                &with(
                    "  fees: {basis: month, amount: \"300.00\"}\n  refund: {rule: pro_rata_time}\n  sessions: {interval_days: 14}",
                ),
            ),
            "goes on month by month",
        ),
        (
            moved(
                "GB-ENG",
                "GBP",
                "vat",
                &with(
                    "  instalments: {items: [{amount: \"450.00\", due: on_signing}, {amount: \"450.00\", due: date, date: 2029-01-10}], after_end: true}",
                ),
            ),
            "the last instalment is due on 2029-01-10, and 2027-11-23 is 12 months from",
        ),
        (
            client(
                &with(
                    "  subject: {service: career_package, format: in_person}\n  place_safety: {place: a casa del Cliente}",
                ),
                "",
            ),
            "«a casa», and by the clause `place_safety` none is held in a private home",
        ),
        (client(&with("  replace: {conduct: {it: [Si è cortesi.]}}"), ""), "honest review"),
        (client(WHOLE, ""), "the client lives in TR, and the law of IT applies"),
        (
            client(
                &with(
                    "  jurisdiction: RU\n  fees: {basis: package, amount: \"900.00\", tax: npd}\n  ai_tools: {tools: [{name: Esempio, purpose: bozze, data: appunti, country: US, training: false}]}",
                ),
                "",
            ),
            "data go abroad (IT, US)",
        ),
    ];
    table[4].0.replace("people/ahmet.yaml", "country: US-CA", "country: US-NY");
    for (desk, says) in table {
        let brief = composed(&desk, "ahmet", &["it"]).unwrap_or_else(|e| panic!("{says}: {e}"));
        let told: Vec<String> = brief.warnings.iter().map(ToString::to_string).collect();
        assert!(told.iter().any(|w| w.contains(says)), "{says} in\n{}", told.join("\n"));
    }
}

/// A desk under Russian law whose client lives elsewhere, so that no text in Russian is needed.
fn russian(terms: &str) -> Desk {
    let desk = moved("RU", "RUB", "npd", terms);
    desk.replace("people/ahmet.yaml", "country: RU", "country: IT");
    desk
}

#[test]
fn a_coach_ends_an_agreement_with_a_russian_consumer_only_for_a_cause() {
    let consumer = russian(WHOLE);
    let business = russian(&with("  client_kind: business"));
    for language in LANGUAGES {
        for (desk, held) in [(&consumer, true), (&business, false)] {
            let brief = composed(desk, "ahmet", &[language]).unwrap_or_else(|e| panic!("{language}: {e}"));
            assert_eq!(brief.law["consumer_cause"], held, "{language}");
        }
    }
    for (language, cause, whole) in [
        ("it", "soltanto per uno dei motivi", "per intero"),
        ("id", "hanya dapat mengakhiri Perjanjian karena", "seluruh pembayaran atas layanan"),
        ("ru", "только по причине", "полностью возвращает"),
        ("tr", "yalnızca bu fıkrada", "tutarın tamamını"),
        ("en-GB", "only for a cause", "refund in full"),
    ] {
        let told =
            consumer.run(&["agreement", "--to", "ahmet", "-l", language, "-f", "markdown"]).ends(0).out;
        assert!(told.contains(cause) && told.contains(whole), "{language}\n{told}");
        let told =
            business.run(&["agreement", "--to", "ahmet", "-l", language, "-f", "markdown"]).ends(0).out;
        assert!(!told.contains(cause) && !told.contains(whole), "{language}\n{told}");
    }
    let own = russian(&with("  replace: {termination_coach: {it: [Ci si saluta.]}}"));
    let told: Vec<String> =
        composed(&own, "ahmet", &["it"]).unwrap().warnings.iter().map(ToString::to_string).collect();
    assert!(told.iter().any(|w| w.contains("keep to named causes")), "{}", told.join("\n"));
}

#[test]
fn no_sheet_asks_for_a_consent_that_is_no_ground() {
    let under_russian_law = russian(WHOLE);
    let turkish = moved("TR", "TRY", "smm_vat", WHOLE);
    for language in LANGUAGES {
        let kept = composed(&under_russian_law, "ahmet", &[language]).unwrap();
        assert!(kept.consents["transfer"].is_some(), "{language}");
        let gone = composed(&turkish, "ahmet", &[language]).unwrap();
        assert_eq!(gone.consents["transfer"], None, "{language}");
        assert!(gone.terms["data_protection"]["transfers"].as_array().is_some_and(|t| !t.is_empty()));
        assert_eq!(
            (&kept.law["complaint_first"], &gone.law["complaint_first"]),
            (&false.into(), &true.into())
        );
    }
}

#[test]
fn words_about_law_are_the_same_set_in_every_language() {
    let library = Library::open(None).unwrap();
    let mut gaps: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for language in LANGUAGES {
        let found = library.law_gaps(&language.parse().unwrap()).unwrap();
        if !found.is_empty() {
            gaps.insert(language, found.iter().map(ToString::to_string).collect());
        }
    }
    assert!(gaps.is_empty(), "{gaps:#?}");
}

#[test]
fn check_tries_the_agreements_and_lists_what_to_ask_a_professional() {
    let ran = Desk::new().run(&["check", "--kind", "safety_note", "--language", "it"]).ends(0);
    assert!(ran.out.contains("question: ") && ran.out.contains("ask a lawyer in Italy"), "{ran:?}");
    let desk = client(&with("  lateness: {wait_minutes: 40}"), "");
    let ran = desk.run(&["check", "--kind", "safety_note", "--language", "it"]).ends(1);
    assert!(ran.out.contains("fault: you wait 40 minutes, and a session lasts 60"), "{ran:?}");
}

proptest! {
    #[test]
    fn prices_of_sessions_and_instalments_sum_to_the_total(total in 1i64..1_000_000_000, count in 1u32..400) {
        let prices = session_prices(Money::new(total, "EUR".parse().unwrap()), count);
        prop_assert_eq!(prices.len(), count as usize);
        prop_assert_eq!(prices.iter().map(Money::minor).sum::<i64>(), total);
        let (first, last) = (prices[0].minor(), prices[prices.len() - 1].minor());
        prop_assert!(first >= last && first - last <= 1);
    }

    #[test]
    fn a_refund_is_never_negative_nor_more_than_paid(total in 0u32..10_000_000, paid in 0u32..10_000_000, count in 1u32..50, held in 0u32..50) {
        let held = held.min(count);
        let cents = |minor: u32| Amount(format!("{}.{:02}", minor / 100, minor % 100));
        let engagement = Engagement {
            currency: Some("EUR".parse().unwrap()), total: Some(cents(total)), paid: Some(cents(paid)), sessions: Some(count),
            held: Some(held), refund_rule: Some(RefundRule::ProRataSessions), ..Engagement::default()
        };
        let settlement = settle(&engagement).unwrap();
        prop_assert!(settlement.refund.minor() >= 0 && settlement.refund.minor() <= i64::from(paid));
        prop_assert!(settlement.refund.minor() == 0 || settlement.due.minor() == 0);
        prop_assert_eq!(settlement.refund.minor() - settlement.due.minor(), i64::from(paid) - settlement.used.minor());
    }
}
