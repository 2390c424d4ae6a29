//! The data of the clauses on how sessions are held: when and where, late or cancelled, and contact between them.

use serde_json::{Value, json};

use crate::compose::contract::desk::Desk;
use crate::compose::contract::faults::Faults;
use crate::compose::contract::price::{Price, sum};
use crate::compose::contract::schedule::sessions_end;
use crate::compose::desk::days;
use crate::grammar::cldr::DateLength;
use crate::model::jurisdiction::LateCancel;
use crate::model::money::Money;
use crate::model::scalar::{Day, Zone};
use crate::model::terms::sessions::{Effect, Format, Overrun};

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

/// Writes a day as the language does where a text is one: 2026-12-25.
fn in_words(desk: &Desk<'_>, text: String) -> String {
    let day = text.trim().parse::<Day>().ok();
    day.and_then(|day| desk.cldr.date(day.0, DateLength::Long).ok()).unwrap_or(text)
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
    let holidays = terms.holidays.as_deref().unwrap_or_default();
    let holidays = desk.texts(holidays, "terms.contact_hours.holidays", faults);
    let holidays: Vec<String> = holidays.into_iter().map(|text| in_words(desk, text)).collect();
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
        "holidays": holidays,
    })
}
