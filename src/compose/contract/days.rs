//! Checks of days: that sessions, instalments, term and withdrawal stand in their order.
//!
//! An agreement whose `date` is left open is signed today or later: what lies before today is too early anyway.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::compose::contract::desk::Desk;
use crate::compose::contract::faults::Faults;
use crate::compose::contract::price::{Part, due_day};
use crate::compose::contract::schedule::{months_after, sessions_end};
use crate::compose::contract::switches::Switches;
use crate::model::terms::fees::Due;

/// Tells every day that is out of order.
pub(super) fn check(desk: &Desk<'_>, on: &Switches, parts: &[Part], faults: &mut Faults<'_>) {
    dates(desk, faults);
    price_held(desk, faults);
    if on.get("instalments") == Some(&true) {
        instalments(desk, parts, faults);
    }
    if on.get("withdrawal") == Some(&true) {
        early_start(desk, faults);
    }
}

/// Returns the first day on which the agreement can be signed, and how a message names it.
fn signing(desk: &Desk<'_>) -> (Date, String) {
    match desk.terms.date {
        Some(date) => (date.0, format!("the agreement of {date}")),
        None => (desk.today, format!("today, {}", desk.today)),
    }
}

fn first_session(desk: &Desk<'_>) -> Option<Date> {
    desk.terms.sessions.as_ref().and_then(|s| s.start).map(|d| d.0)
}

fn interval(desk: &Desk<'_>) -> Option<u32> {
    desk.terms.sessions.as_ref().and_then(|s| s.interval_days)
}

fn after(day: Date, days: i64) -> Option<Date> {
    day.checked_add(days.days()).ok()
}

/// Returns the day of the last session by count and rhythm.
fn last_session(desk: &Desk<'_>) -> Option<Date> {
    let count = desk.terms.sessions.as_ref().and_then(|s| s.count)?;
    let steps = i64::from(count.checked_sub(1)?);
    after(first_session(desk)?, steps.checked_mul(i64::from(interval(desk)?))?)
}

fn dates(desk: &Desk<'_>, faults: &mut Faults<'_>) {
    let terms = desk.terms;
    let start = first_session(desk);
    let term_start = terms.term.as_ref().and_then(|t| t.start).map(|d| d.0);
    let term_end = terms.term.as_ref().and_then(|t| t.end).map(|d| d.0);
    let end = sessions_end(desk);
    let (signed, before) = signing(desk);
    if let Some(first) = start.filter(|first| *first < signed) {
        faults.error(
            "terms.sessions.start",
            format!("the first session is on {first}, before {before}"),
            "correct `sessions.start` or `date`",
        );
    }
    if let (Some(from), Some(first)) = (term_start, start)
        && first < from
    {
        faults.error(
            "terms.sessions.start",
            format!("the first session is on {first}, and the agreement starts on {from} (`term.start`)"),
            "correct one of the two",
        );
    }
    if let (Some(last), Some(end)) = (last_session(desk), end)
        && last > end
    {
        let sessions = terms.sessions.clone().unwrap_or_default();
        let (count, days) = (sessions.count.unwrap_or_default(), sessions.interval_days.unwrap_or_default());
        faults.error(
            "terms.sessions.end",
            format!(
                "{count} sessions, one every {days} days, last until {last}, and all are to be held by {end}"
            ),
            "let them end later, or have fewer or closer sessions",
        );
    }
    if let (Some(end), Some(term_end)) = (last_session(desk).or(end), term_end)
        && end > term_end
    {
        faults.error(
            "terms.term.end",
            format!("the agreement ends on {term_end}, and the sessions last until {end}"),
            "correct `term.end`, or take it out to have it follow the sessions",
        );
    }
}

/// The price is to hold until the agreement is concluded.
fn price_held(desk: &Desk<'_>, faults: &mut Faults<'_>) {
    let until = desk.terms.fees.as_ref().and_then(|f| f.valid_until);
    if let Some((until, signed)) = until.zip(desk.terms.date).filter(|(until, signed)| until < signed) {
        faults.error(
            "terms.fees.valid_until",
            format!("the price holds until {until}, and the agreement is of {signed} (`date`)"),
            "write a later day, or take the line out",
        );
    }
}

fn instalments(desk: &Desk<'_>, parts: &[Part], faults: &mut Faults<'_>) {
    let given = desk.terms.instalments.clone().unwrap_or_default();
    let count = desk.terms.sessions.as_ref().and_then(|s| s.count);
    let (signed, told) = signing(desk);
    let open = desk.terms.date.is_none();
    let first = first_session(desk);
    let key = |i: usize| match given.items {
        Some(_) => format!("terms.instalments.items[{i}]"),
        None => "terms.instalments.equal".to_owned(),
    };
    let last = last_session(desk).or_else(|| sessions_end(desk)).or(desk
        .terms
        .term
        .as_ref()
        .and_then(|t| t.end)
        .map(|d| d.0));
    let mut before: Option<(usize, Date)> = None;
    let mut latest: Option<Date> = None;
    let mut session_before: Option<(usize, u32)> = None;
    for (i, part) in parts.iter().enumerate() {
        let n = i + 1;
        if let (Some(session), Some(count)) = (part.session, count)
            && (session == 0 || session > count)
        {
            faults.error(
                &key(i),
                format!("instalment {n} is due before session {session}, and there are {count} sessions"),
                "name one of the sessions",
            );
            continue;
        }
        if part.due == Due::OnSigning && i > 0 {
            faults.error(
                &key(i),
                format!("instalment {n} is due on signing, after an instalment that is due later or at once"),
                "put what is due on signing first, as one instalment",
            );
        }
        if let (Some(session), Some((earlier, before))) = (part.session, session_before)
            && session <= before
        {
            faults.error(&key(i), format!("instalment {n} is due before session {session}, and instalment {earlier} before session {before}"), "list the instalments by the day they fall due");
        }
        session_before = part.session.map(|s| (n, s)).or(session_before);
        let Some(day) = due_day(part, Some(signed), first, interval(desk)) else { continue };
        latest = latest.max(Some(day));
        if part.due == Due::Date && day < signed {
            faults.error(
                &key(i),
                format!("instalment {n} is due on {day}, before {told}"),
                "correct the date",
            );
        }
        // Counted from a signature to come, the day may be later yet.
        let may_be_later = open && part.due == Due::DaysAfter;
        if let Some((earlier, before)) = before
            && day < before
            && !may_be_later
        {
            faults.error(
                &key(i),
                format!("instalment {n} is due on {day}, and instalment {earlier} on {before}"),
                "list the instalments by the day they fall due",
            );
        }
        before = Some((n, day));
        if let Some(last) = last.filter(|last| day > *last) {
            let message = format!(
                "instalment {n} is due on {day}, after the last session on {last}: this may be a credit, which has rules of its own"
            );
            if given.after_end == Some(true) {
                faults.warn(
                    &key(i),
                    message,
                    "ask a lawyer of the place whether the rules on consumer credit apply",
                );
            } else {
                faults.error(&key(i), message, "let it fall due earlier, or write `after_end: true` under `instalments` when it is meant so");
            }
        }
    }
    let practice = desk.practice.fees.as_ref();
    if let Some(most) = practice.and_then(|f| f.max_instalments).filter(|most| parts.len() > *most as usize) {
        faults.warn(
            "fees.max_instalments",
            format!(
                "the agreement has {} instalments, and by practice.yaml you accept at most {most}",
                parts.len()
            ),
            "have fewer, or raise `fees.max_instalments`",
        );
    }
    if let Some(rule) =
        desk.law.rules.contract.most_instalments.as_ref().filter(|r| parts.len() > r.value as usize)
    {
        faults.warn(
            &key(0),
            format!(
                "{} instalments are more than {}, up to which no credit is seen ({})",
                parts.len(),
                rule.value,
                rule.source
            ),
            "have fewer, or ask a lawyer of the place",
        );
    }
    let rule = desk.law.rules.contract.instalment_months.as_ref();
    if let Some((rule, (day, end))) = rule
        .and_then(|rule| Some((rule, latest.zip(months_after(signed, rule.value))?)))
        .filter(|(_, (day, end))| day > end)
    {
        faults.warn(
            &key(parts.len().saturating_sub(1)),
            format!(
                "the last instalment is due on {day}, and {end} is {} months from {told}, up to which no credit is seen ({})",
                rule.value, rule.source
            ),
            "let it fall due earlier, or ask a lawyer of the place",
        );
    }
}

/// The first session within the days of withdrawal needs the client's express wish to start early.
fn early_start(desk: &Desk<'_>, faults: &mut Faults<'_>) {
    let Some(rule) = &desk.law.rules.contract.withdrawal_days else { return };
    let (concluded, _) = signing(desk);
    let early = desk.terms.withdrawal.as_ref().and_then(|w| w.early_start);
    let Some((first, end)) = first_session(desk).zip(after(concluded, i64::from(rule.value))) else { return };
    if first <= end && early != Some(true) {
        faults.error(
            "terms.sessions.start",
            format!("the first session is on {first}, and the client may withdraw until {end} ({} days from {concluded})", rule.value),
            "if the client has asked to begin earlier, write `withdrawal: {early_start: true}` under `terms:`; else let the sessions begin later",
        );
    }
    if first > end && early == Some(true) {
        faults.warn(
            "terms.withdrawal.early_start",
            format!("the client asks to begin early, and the first session on {first} lies after the {} days of withdrawal anyway", rule.value),
            "take `early_start` out",
        );
    }
}
