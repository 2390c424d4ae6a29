//! Days of an agreement: when its sessions are over, and a day some months on.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use crate::compose::contract::desk::Desk;

/// Returns the day by which all sessions are held: given, by validity, or by the rhythm and thirty days more.
pub(super) fn sessions_end(desk: &Desk<'_>) -> Option<Date> {
    let sessions = desk.terms.sessions.clone().unwrap_or_default();
    let start = sessions.start.map(|d| d.0);
    if let Some(end) = sessions.end {
        return Some(end.0);
    }
    if let Some(months) = sessions.validity_months {
        let from = start.or(desk.terms.term.as_ref().and_then(|t| t.start).map(|d| d.0));
        return from.or(desk.terms.date.map(|d| d.0)).and_then(|day| months_after(day, months));
    }
    let days = i64::from(sessions.count?).checked_mul(i64::from(sessions.interval_days?))?.checked_add(30)?;
    start?.checked_add(days.days()).ok()
}

/// Returns a day so many months later.
pub(super) fn months_after(day: Date, months: u32) -> Option<Date> {
    day.checked_add(Span::new().try_months(i64::from(months)).ok()?).ok()
}
