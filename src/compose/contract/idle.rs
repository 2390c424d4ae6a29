//! Values that would stand nowhere in the agreement, since another value says that they do not count.
//!
//! The person's word goes before the practice's: what a person's file switches off may keep its details in
//! practice.yaml. A fault is what the person's file gives in vain, and what no file has switched on.

use crate::compose::contract::desk::Desk;
use crate::compose::contract::faults::Faults;
use crate::compose::contract::price::Price;
use crate::compose::contract::switches::Switches;
use crate::model::terms::clause::clause;
use crate::model::terms::contact::ContactTerms;
use crate::model::terms::data::Allowed;
use crate::model::terms::ending::Cap;
use crate::model::terms::fees::Basis;
use crate::model::terms::sessions::{Format, Overrun};
use crate::model::terms::{Conclusion, Terms};
use crate::model::texts::Texts;

/// What a practice may keep in stock for clients whose own file has use for it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stock {
    /// Nothing beside a switch that the same file has turned off
    Beside,
    /// Details, as long as some file says where the switch stands
    Apart,
    /// Everything
    Any,
}

/// Clauses whose values serve the clause alone.
const ALONE: [&str; 17] = [
    "place_safety",
    "reschedule_cancel",
    "lateness",
    "contact_hours",
    "late_payment",
    "expectations",
    "client_duties",
    "coach_duties",
    "record",
    "confidentiality",
    "sponsor",
    "recording",
    "ai_tools",
    "handover",
    "liability",
    "force_majeure",
    "complaints",
];

/// Tells every value that is given in vain.
pub(super) fn idle(desk: &Desk<'_>, on: &Switches, price: Option<&Price>, faults: &mut Faults<'_>) {
    sums(desk, faults);
    insurance(desk, faults);
    recording(desk, faults);
    contact(desk, faults);
    place(desk, faults);
    goals(desk, faults);
    early_start(desk, on, faults);
    instalments(desk, on, price, faults);
    prevailing(desk, faults);
    switched_off(desk, on, faults);
}

/// Tells whether a value is given in vain while its switch is off; both are paths below `terms`.
fn in_vain(desk: &Desk<'_>, value: &str, switch: &str, stock: Stock) -> bool {
    let gives = |terms: Option<&Terms>, path: &str| terms.is_some_and(|t| t.gives(path));
    let (person, practice) = (desk.person.terms.as_deref(), desk.practice.terms.as_ref());
    if gives(person, value) {
        return true;
    }
    gives(practice, value)
        && !gives(person, switch)
        && match stock {
            Stock::Beside => true,
            Stock::Apart => !gives(practice, switch),
            Stock::Any => false,
        }
}

fn sums(desk: &Desk<'_>, faults: &mut Faults<'_>) {
    let liability = desk.terms.liability.clone().unwrap_or_default();
    if let Some(amount) = liability.amount.filter(|_| liability.cap != Some(Cap::Amount))
        && in_vain(desk, "liability.amount", "liability.cap", Stock::Beside)
    {
        let cap = match liability.cap {
            Some(_) => "the cap is the fee paid (`cap: fee_paid`)",
            None => "no cap is given",
        };
        faults.error(
            "terms.liability.amount",
            format!("liability is limited to {} (`liability.amount`), and {cap}", amount.0),
            "write `cap: amount` beside it, or take `amount` out",
        );
    }
    let lateness = desk.terms.lateness.clone().unwrap_or_default();
    if let Some(quarter) = lateness.overrun_quarter.filter(|_| lateness.overrun != Some(Overrun::Paid))
        && in_vain(desk, "lateness.overrun_quarter", "lateness.overrun", Stock::Beside)
    {
        faults.error(
            "terms.lateness.overrun_quarter",
            format!(
                "a quarter of an hour more costs {} (`overrun_quarter`), and sessions end on time (`overrun: none`)",
                quarter.0
            ),
            "write `overrun: paid` beside it, or take `overrun_quarter` out",
        );
    }
}

/// The number of a policy says nothing without its insurer.
fn insurance(desk: &Desk<'_>, faults: &mut Faults<'_>) {
    let duties = desk.terms.coach_duties.clone().unwrap_or_default();
    if let Some(policy) = duties.policy.filter(|_| duties.insurer.is_none()) {
        faults.error(
            "terms.coach_duties.policy",
            format!("the policy `{policy}` is given (`policy`), and no `insurer`"),
            "add `insurer: …` beside it, or take `policy` out",
        );
    }
}

fn recording(desk: &Desk<'_>, faults: &mut Faults<'_>) {
    let recording = desk.terms.recording.clone().unwrap_or_default();
    if recording.allowed == Some(Allowed::CoachWithConsent) {
        return;
    }
    let storage = recording.storage.map(|s| format!("recordings are kept ({}, `storage`)", first(&s)));
    let days = recording
        .delete_after_days
        .map(|days| format!("recordings are deleted after {days} days (`delete_after_days`)"));
    for (key, told) in [("storage", storage), ("delete_after_days", days)] {
        let path = format!("recording.{key}");
        if let Some(told) = told.filter(|_| in_vain(desk, &path, "recording.allowed", Stock::Beside)) {
            faults.error(
                &format!("terms.{path}"),
                format!("{told}, and nobody records (`allowed: none`)"),
                format!("write `allowed: coach_with_consent` beside it, or take `{key}` out"),
            );
        }
    }
}

fn contact(desk: &Desk<'_>, faults: &mut Faults<'_>) {
    let contact = desk.terms.contact_hours.clone().unwrap_or_default();
    if contact.none != Some(true) {
        return;
    }
    let own = desk.person.terms.as_deref().is_some_and(|t| t.gives("contact_hours.none"));
    let (whose, beside) = if own { ("", "") } else { (" in practice.yaml", " beside it") };
    for (key, told) in details(&contact) {
        let path = format!("contact_hours.{key}");
        if in_vain(desk, &path, "contact_hours.none", Stock::Beside) {
            faults.error(
                &format!("terms.{path}"),
                format!("{told} (`{key}`), and there is no contact between sessions (`none: true`{whose})"),
                format!("write `none: false`{beside}, or take `{key}` out"),
            );
        }
    }
}

/// Returns what is said of contact that takes place; what is paid beyond it and when the coach is away counts anyway.
fn details(contact: &ContactTerms) -> Vec<(&'static str, String)> {
    let windows = contact.windows.as_deref().unwrap_or_default();
    let hours: Vec<String> = windows.iter().map(|w| format!("{} to {}", w.from, w.to)).collect();
    let channels: Vec<&str> = contact.channels.iter().flatten().map(first).collect();
    let told = [
        ("windows", (!hours.is_empty()).then(|| format!("contact hours are {}", hours.join(", ")))),
        ("time_zone", contact.time_zone.as_ref().map(|z| format!("contact hours are in the zone {z}"))),
        ("channels", (!channels.is_empty()).then(|| format!("channels are {}", channels.join(", ")))),
        ("response_hours", contact.response_hours.map(|h| format!("messages are answered within {h} hours"))),
        ("per_week", contact.per_week.map(|n| format!("the most are {n} messages a week"))),
        ("minutes_each", contact.minutes_each.map(|n| format!("a message takes at most {n} minutes"))),
    ];
    told.into_iter().filter_map(|(key, told)| Some((key, told?))).collect()
}

fn place(desk: &Desk<'_>, faults: &mut Faults<'_>) {
    let place = desk.terms.place_safety.clone().unwrap_or_default();
    let format = desk.terms.subject.as_ref().and_then(|s| s.format).unwrap_or(Format::Online);
    let vain = |key: &str| in_vain(desk, &format!("place_safety.{key}"), "subject.format", Stock::Apart);
    if let Some(platform) = place.platform.filter(|_| format == Format::InPerson && vain("platform")) {
        faults.error(
            "terms.place_safety.platform",
            format!("online sessions are held by {platform} (`platform`), and all sessions are in person (`format: in_person`)"),
            "write `format: mixed` under `subject`, or take `platform` out",
        );
    }
    if let Some(where_) = place.place.as_ref().filter(|_| format == Format::Online && vain("place")) {
        faults.error(
            "terms.place_safety.place",
            format!(
                "sessions are held online (`subject.format`), and a place for sessions in person is given: {}",
                first(where_)
            ),
            "write `format: mixed` or `in_person` under `subject`, or take the place out",
        );
    }
    if place.public == Some(true) && place.place.is_none() {
        faults.error(
            "terms.place_safety.public",
            "the place of sessions in person is a public one (`public: true`), and no place is given",
            "add `place: …` beside it, or take `public` out",
        );
    }
}

fn goals(desk: &Desk<'_>, faults: &mut Faults<'_>) {
    let subject = desk.terms.subject.clone().unwrap_or_default();
    if subject.goals_in_annex == Some(true)
        && subject.goals.as_ref().is_none_or(Vec::is_empty)
        && in_vain(desk, "subject.goals_in_annex", "subject.goals", Stock::Any)
    {
        faults.error(
            "terms.subject.goals_in_annex",
            "the goals stand in an annex (`goals_in_annex: true`), and no goals are given",
            "add `goals: [\"…\"]` beside it, in the client’s words, or take `goals_in_annex` out",
        );
    }
}

/// A wish to begin early needs a right to withdraw, and a day to begin.
fn early_start(desk: &Desk<'_>, on: &Switches, faults: &mut Faults<'_>) {
    let terms = desk.terms;
    let path = "withdrawal.early_start";
    if terms.withdrawal.as_ref().and_then(|w| w.early_start) != Some(true)
        || !in_vain(desk, path, "sessions.start", Stock::Any)
    {
        return;
    }
    let asks = "the client asks to begin before the days of withdrawal end (`early_start: true`)";
    let out = "take `early_start` out";
    let rule = &desk.law.rules.contract.withdrawal_days;
    let mut tell = |why: String, hint: &str| faults.error(&format!("terms.{path}"), why, hint);
    if rule.is_none() {
        tell(format!("{asks}, and the law of {} gives no such right", desk.law.code), out);
    } else if !desk.consumer {
        tell(format!("{asks}, and the client is a business, which has no such right"), out);
    } else if terms.conclusion == Some(Conclusion::OnPremises) {
        tell(
            format!(
                "{asks}, and what is agreed on your premises (`conclusion: on_premises`) gives no such right"
            ),
            out,
        );
    } else if on.get("withdrawal") == Some(&false) {
        tell(format!("{asks}, and the clause is off (`clauses: {{withdrawal: false}}`)"), out);
    } else if terms.sessions.as_ref().is_none_or(|s| s.start.is_none()) {
        tell(
            format!("{asks}, and the first session has no day"),
            "add `sessions: {start: YYYY-MM-DD}` under `terms:`, or take `early_start` out",
        );
    }
}

fn instalments(desk: &Desk<'_>, on: &Switches, price: Option<&Price>, faults: &mut Faults<'_>) {
    let Some(price) = price.filter(|_| on.get("instalments") != Some(&true)) else { return };
    if !in_vain(desk, "instalments", "fees", Stock::Any) {
        return;
    }
    let (why, hint) = match (price.total, price.basis) {
        (Some(_), _) => {
            ("the clause is off (`clauses: {instalments: false}`)", "take `instalments` out of `clauses`")
        }
        (None, Basis::Month) => {
            ("it is a price for each month (`basis: month`)", "write `basis: package` under `fees`")
        }
        (None, _) => (
            "it is a price for each session (`basis: per_session`), and nothing says how many there are",
            "add `sessions: {count: …}` under `terms:`",
        ),
    };
    faults.error(
        "terms.instalments",
        format!("the price is paid in instalments (`instalments`), and {why}"),
        format!("{hint}, or take the instalments out"),
    );
}

/// In one language nothing prevails; a practice may name a language for its agreements in two.
fn prevailing(desk: &Desk<'_>, faults: &mut Faults<'_>) {
    let prevailing = desk.terms.language_versions.as_ref().and_then(|v| v.prevailing.as_ref());
    let [only] = desk.languages else { return };
    if let Some(prevailing) = prevailing.filter(|p| p.base() != only.base())
        && in_vain(desk, "language_versions.prevailing", "language_versions", Stock::Any)
    {
        faults.error(
            "terms.language_versions.prevailing",
            format!("`{prevailing}` prevails (`language_versions.prevailing`), and the agreement is in `{only}` alone"),
            format!("write it in both languages, with `--with {prevailing}`, or take the line out"),
        );
    }
}

/// Values of a clause, or the coach's own words in its place, while the clause is not printed.
fn switched_off(desk: &Desk<'_>, on: &Switches, faults: &mut Faults<'_>) {
    let terms = desk.terms;
    let off = |id: &str| terms.clauses.as_ref().and_then(|c| c.iter().find(|(k, _)| k.as_str() == id));
    let given = terms.given();
    for id in ALONE {
        let is_off = off(id).is_some_and(|(_, on)| !on);
        if is_off
            && given.iter().any(|key| key == id)
            && in_vain(desk, id, &format!("clauses.{id}"), Stock::Beside)
        {
            faults.error(
                &format!("terms.{id}"),
                format!(
                    "the clause `{id}` is switched off (`clauses: {{{id}: false}}`), and its values are given"
                ),
                format!("take `{id}` out of `clauses`, or take its values out"),
            );
        }
    }
    let own = desk.person.terms.as_deref();
    for (i, added) in own.iter().flat_map(|own| own.add.iter().flatten()).enumerate() {
        let id = &added.id;
        if own.is_some_and(|own| own.switches_off(id.as_str())) {
            faults.error(
                &format!("terms.clauses.{id}"),
                format!("your clause `{id}` is given (`add[{i}]`), and the same file switches it off (`clauses: {{{id}: false}}`)"),
                format!("take `{id}` out of `clauses`, or the clause out of `add`"),
            );
        }
    }
    for id in terms.replace.iter().flatten().map(|(id, _)| id.as_str()) {
        let path = format!("replace.{id}");
        if clause(id).is_some()
            && on.get(id) != Some(&true)
            && in_vain(desk, &path, &format!("clauses.{id}"), Stock::Any)
        {
            faults.error(
                &format!("terms.{path}"),
                format!("your own words for the clause `{id}` are given, and the clause is not printed"),
                format!("write `clauses: {{{id}: true}}` under `terms:`, or take the words out"),
            );
        }
    }
}

/// Returns a text in whichever language comes first, to name it in a message.
fn first(texts: &Texts) -> &str {
    match texts {
        Texts::Same(text) => text,
        Texts::By(map) => map.values().next().map_or("", String::as_str),
    }
}
