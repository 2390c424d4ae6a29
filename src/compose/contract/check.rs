//! Checks that span clauses, files and the law of the place. Each shows both values and says what to change.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::compose::contract::clauses::abroad;
use crate::compose::contract::desk::Desk;
use crate::compose::contract::faults::Faults;
use crate::compose::contract::meetings::{effect, late_cancel, minutes, wait_minutes};
use crate::compose::contract::price::{Part, Price, due_day, refund_days, refund_rule};
use crate::compose::contract::schedule::sessions_end;
use crate::compose::contract::switches::Switches;
use crate::model::jurisdiction::LateCancel;
use crate::model::terms::ending::Rule;
use crate::model::terms::fees::{Basis, Due};
use crate::model::terms::sessions::Effect;

/// Tells every contradiction.
pub(super) fn check(
    desk: &Desk<'_>,
    on: &Switches,
    price: Option<&Price>,
    parts: &[Part],
    faults: &mut Faults<'_>,
) {
    dates(desk, faults);
    work(desk, on, faults);
    if on.get("instalments") == Some(&true) {
        instalments(desk, parts, faults);
    }
    if on.get("withdrawal") == Some(&true) {
        early_start(desk, faults);
    }
    refund(desk, price, faults);
    place(desk, faults);
    consumer(desk, on, faults);
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
    let signed = terms.date.map(|d| d.0);
    if let (Some(signed), Some(first)) = (signed, start)
        && first < signed
    {
        faults.error(
            "terms.sessions.start",
            format!("the first session is on {first}, before the agreement of {signed}"),
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

fn work(desk: &Desk<'_>, on: &Switches, faults: &mut Faults<'_>) {
    let (wait, length) = (wait_minutes(desk), minutes(desk));
    if wait > length / 2 {
        let own = desk.terms.lateness.as_ref().is_some_and(|l| l.wait_minutes.is_some());
        faults.error(
            if own { "terms.lateness.wait_minutes" } else { "policies.wait_minutes" },
            format!("you wait {wait} minutes, and a session lasts {length}: of more than half a session little is left"),
            format!("write at most {} minutes", length / 2),
        );
    }
    let count = desk.terms.sessions.as_ref().and_then(|s| s.count);
    let review = desk.terms.client_duties.as_ref().and_then(|c| c.review_after);
    if let (Some(review), Some(count)) = (review, count)
        && review >= count
    {
        faults.error(
            "terms.client_duties.review_after",
            format!("both look back after session {review}, and there are {count} sessions"),
            "name an earlier session",
        );
    }
    let free = desk.terms.reschedule_cancel.as_ref().and_then(|c| c.free_moves);
    if free.is_some() && effect(desk) != Effect::Moved {
        faults.error(
            "terms.reschedule_cancel.free_moves",
            format!(
                "a late move is free some times, and the effect of a late cancellation is `{}`",
                effect(desk).id()
            ),
            "write `effect: moved`, or take `free_moves` out",
        );
    }
    let given = desk.terms.record.as_ref().and_then(|r| r.language.as_ref());
    let recap = given.or(desk.languages.first());
    if let (Some(recap), Some(theirs)) = (recap, &desk.person.language)
        && recap.base() != theirs.base()
        && on.get("record") == Some(&true)
    {
        let of = if given.is_some() { "" } else { ", the language of the agreement" };
        faults.warn(
            "terms.record.language",
            format!("the recaps are in `{recap}`{of}, and the client’s language is `{theirs}`"),
            format!("write recaps in the client’s language: `record: {{language: {theirs}}}` under `terms:`"),
        );
    }
}

fn instalments(desk: &Desk<'_>, parts: &[Part], faults: &mut Faults<'_>) {
    let given = desk.terms.instalments.clone().unwrap_or_default();
    let count = desk.terms.sessions.as_ref().and_then(|s| s.count);
    let signed = desk.terms.date.map(|d| d.0);
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
        let Some(day) = due_day(part, signed, first, interval(desk)) else { continue };
        if let (Due::Date, Some(signed)) = (part.due, signed)
            && day < signed
        {
            faults.error(
                &key(i),
                format!("instalment {n} is due on {day}, before the agreement of {signed}"),
                "correct the date",
            );
        }
        if let Some((earlier, before)) = before
            && day < before
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
}

/// The first session within the days of withdrawal needs the client's express wish to start early.
fn early_start(desk: &Desk<'_>, faults: &mut Faults<'_>) {
    let Some(rule) = &desk.law.rules.contract.withdrawal_days else { return };
    let concluded = desk.terms.date.map_or(desk.today, |d| d.0);
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

fn refund(desk: &Desk<'_>, price: Option<&Price>, faults: &mut Faults<'_>) {
    let rules = &desk.law.rules.contract;
    match refund_rule(desk) {
        Rule::None => {
            let why = match rules.refund_kept.as_ref().filter(|r| r.value && desk.consumer) {
                Some(rule) => {
                    format!("a consumer’s refund can’t be excluded ({}): such a clause is void", rule.source)
                }
                None => "garbo has no words for an agreement without refunds".to_owned(),
            };
            faults.error(
                "terms.refund.rule",
                format!("nothing is to be paid back (`refund.rule: none`), and {why}"),
                "write pro_rata_sessions, pro_rata_time or documented_costs",
            );
        }
        Rule::ProRataSessions if price.is_some_and(|p| p.basis == Basis::Month) => faults.error(
            "terms.refund.rule",
            "the price is for a month, and the refund goes by sessions (`pro_rata_sessions`)",
            "write `refund: {rule: pro_rata_time}` under `terms:`",
        ),
        Rule::ProRataTime
            if price.is_some_and(|p| p.basis == Basis::Package)
                && sessions_end(desk).is_none()
                && desk.terms.term.as_ref().is_none_or(|t| t.end.is_none()) =>
        {
            faults.error(
                "terms.refund.rule",
                "the refund goes by time (`pro_rata_time`), and the agreement has no last day",
                "add `term: {start: …, end: …}` under `terms:`, or use pro_rata_sessions",
            )
        }
        _ => {}
    }
    if let Some(rule) = rules.refund_days.as_ref().filter(|r| desk.consumer && refund_days(desk) > r.value) {
        faults.warn(
            "terms.refund.days",
            format!(
                "a refund takes up to {} days, and {} are customary here ({})",
                refund_days(desk),
                rule.value,
                rule.source
            ),
            format!("write `refund: {{days: {}}}`", rule.value),
        );
    }
}

/// What the law of the place asks of language and currency, and where the client lives elsewhere.
fn place(desk: &Desk<'_>, faults: &mut Faults<'_>) {
    let rules = &desk.law.rules.contract;
    let country = desk.law.country();
    match desk.person.country.as_deref() {
        None => faults.missing(
            "country",
            "the agreement needs the country where the client lives: law and court depend on it",
            "add `country: …` at the left edge of the person’s file: IT, ID, RU, TR, GB, US-CA",
        ),
        Some(theirs) if theirs.split('-').next() != Some(country) && desk.consumer => faults.warn(
            "country",
            format!("the client lives in {theirs}, and the law of {} applies: a consumer keeps the mandatory protection of the country of residence", desk.law.code),
            "have a lawyer there look at the agreement, or choose that law with `terms.jurisdiction`",
        ),
        Some(_) => {}
    }
    if let Some(rule) = rules.currency.as_ref().filter(|r| desk.resident && r.value != desk.currency) {
        let key = if desk.terms.fees.as_ref().is_some_and(|f| f.currency.is_some()) {
            "terms.fees.currency"
        } else {
            "currency"
        };
        faults.error(
            key,
            format!(
                "the price is in {}, and between two residents of {country} it must be in {} ({})",
                desk.currency, rule.value, rule.source
            ),
            format!("write `fees: {{currency: {}, amount: …}}` under `terms:`", rule.value),
        );
    }
    if let Some(rule) = rules
        .language
        .as_ref()
        .filter(|r| desk.resident && !desk.languages.iter().any(|l| l.base() == r.value.base()))
    {
        let all: Vec<&str> = desk.languages.iter().map(|l| l.tag()).collect();
        faults.warn(
            "language",
            format!(
                "the agreement is in {}, and with a resident of {country} it should be in `{}` as well ({})",
                all.join(" and "),
                rule.value,
                rule.source
            ),
            format!("write it in two languages, one of them `{}`", rule.value),
        );
    }
    let terms = desk.terms;
    let processors =
        terms.data_protection.iter().flat_map(|d| d.processors.iter().flatten()).map(|p| p.country.as_str());
    let tools = terms.ai_tools.iter().flat_map(|a| a.tools.iter().flatten()).map(|t| t.country.as_str());
    let foreign: Vec<&str> = processors.chain(tools).filter(|c| abroad(desk, c)).collect();
    if let Some(rule) = rules.data_abroad.as_ref().filter(|_| !foreign.is_empty()) {
        let key = if terms.gives("data_protection.processors") {
            "terms.data_protection.processors"
        } else {
            "terms.ai_tools.tools"
        };
        faults.warn(
            key,
            format!("data go abroad ({}): {} ({})", foreign.join(", "), rule.value, rule.source),
            "ask a professional of the place before using these tools",
        );
    }
}

/// What a consumer may not lose.
fn consumer(desk: &Desk<'_>, on: &Switches, faults: &mut Faults<'_>) {
    let rules = &desk.law.rules.contract;
    let terms = desk.terms;
    let arbitration = terms.complaints.as_ref().is_some_and(|c| c.arbitration == Some(true));
    if arbitration && !rules.arbitration.as_ref().is_some_and(|r| r.value) {
        faults.error(
            "terms.complaints.arbitration",
            format!("arbitration is agreed, and garbo has it for the United States only: the law that applies is that of {}", desk.law.code),
            "write `arbitration: false`",
        );
    }
    if !desk.consumer {
        return;
    }
    if late_cancel(desk) == Some(LateCancel::Costs) && effect(desk) != Effect::Costs {
        let source = rules.late_cancel.as_ref().map_or("", |r| r.source.as_str());
        faults.error(
            "terms.reschedule_cancel.effect",
            format!("a late cancellation forfeits the session (`{}`), and a consumer pays documented costs only ({source})", effect(desk).id()),
            "write `effect: costs`, or take the line out",
        );
    }
    if effect(desk) == Effect::Costs && late_cancel(desk) != Some(LateCancel::Costs) {
        faults.error(
            "terms.reschedule_cancel.effect",
            format!("a late cancellation costs what is documented (`costs`), which is Russian law; the law that applies is that of {}", desk.law.code),
            "write held, half or moved",
        );
    }
    let notice = terms.termination_client.as_ref().and_then(|t| t.notice_days).filter(|days| *days > 0);
    if let Some((rule, days)) = rules.consumer_leaves_at_once.as_ref().filter(|r| r.value).zip(notice)
        && on.get("termination_client") == Some(&true)
    {
        faults.error(
            "terms.termination_client.notice_days",
            format!(
                "the client ends on {days} days’ notice, and a consumer may leave at any time ({})",
                rule.source
            ),
            "write `notice_days: 0`, or take the line out",
        );
    }
    let own = terms.replace.as_ref().is_some_and(|r| r.keys().any(|k| k.as_str() == "termination_coach"));
    if let Some(rule) = rules.consumer_cause.as_ref().filter(|r| r.value && own) {
        faults.warn(
            "terms.replace.termination_coach",
            format!("your own words say when you end the agreement; with a consumer keep to named causes, and return in full what is paid for and not provided ({})", rule.source),
            "have a lawyer of the place look at them",
        );
    }
    let capped =
        on.get("liability") == Some(&true) && terms.liability.as_ref().is_some_and(|l| l.cap.is_some());
    if let Some(rule) = rules.no_consumer_cap.as_ref().filter(|r| r.value && capped) {
        faults.error(
            "terms.liability.cap",
            format!("liability is capped, and against a consumer such a cap has no effect ({})", rule.source),
            "take `cap` out; the clause then says what you are liable for",
        );
    }
    if terms.client_kind.is_none()
        && desk
            .person
            .party
            .as_ref()
            .is_some_and(|p| p.kind == Some(crate::model::party::PartyKind::SelfEmployed))
    {
        faults.warn(
            "party.kind",
            "the client is self-employed, and is treated as a consumer",
            "write `client_kind: business` under `terms:` when the coaching is for the client’s business",
        );
    }
}
