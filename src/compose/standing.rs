//! Where an agreement stands: what was agreed, what has happened since, and what follows for the money of a letter.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::compose::facts;
use crate::compose::settlement::{Sum, settle};
use crate::compose::view::{Agreement, Settled, Time};
use crate::error::{Error, Result};
use crate::library::kind::Kind;
use crate::model::engagement::{Engagement, RefundRule};
use crate::model::money::{Currency, Money};
use crate::model::person::Person;
use crate::model::practice::Practice;
use crate::model::scalar::{Amount, Day};

/// The agreement with a person and its settlement, as far as they are known.
#[derive(Debug, Default)]
pub struct Standing {
    pub agreement: Option<Agreement>,
    pub settled: Option<Settled>,
    /// What the settlement still needs, where there is an agreement and none can be reckoned
    pub lacking: Option<Error>,
}

/// Returns the agreement with a person and its settlement.
///
/// What was typed stands before what is on file: `paid`, `used_sessions`, `last_day`, and `used` for documented costs.
///
/// Errors: data, when the numbers contradict each other.
pub fn standing(
    kind: &Kind,
    person: &Person,
    given: &BTreeMap<String, Value>,
    date: Date,
    practice: &Practice,
) -> Result<Standing> {
    let Some(recorded) = &person.agreement else { return Ok(Standing::default()) };
    let currency = recorded.currency.unwrap_or(practice.currency);
    let engagement = Engagement { currency: Some(currency), ..recorded.clone() };
    let engagement = course(engagement, currency, given)?;
    let lacking = lacking(kind, &engagement);
    let agreement = Some(agreement(&engagement, currency, practice)?);
    if lacking.is_some() {
        return Ok(Standing { agreement, settled: None, lacking });
    }
    let settled = Some(settled(&engagement, given, date, practice)?);
    Ok(Standing { agreement, settled, lacking: None })
}

/// Lays what was typed about the course of an agreement over what is recorded.
fn course(
    mut engagement: Engagement,
    currency: Currency,
    given: &BTreeMap<String, Value>,
) -> Result<Engagement> {
    if let Some(day) = given.get("last_day").and_then(Value::as_str).filter(|day| !day.trim().is_empty()) {
        engagement.ended = Some(day.parse::<Day>().map_err(|e| e.key("last_day"))?);
    }
    if let Some(paid) = given.get("paid") {
        engagement.paid = amount("paid", paid, currency)?.or(engagement.paid);
    }
    if let Some(used) = given.get("used").filter(|_| engagement.rule() == RefundRule::DocumentedCosts) {
        engagement.costs = amount("used", used, currency)?.or(engagement.costs);
    }
    let used = given.get("used_sessions").map(|used| facts::number("used_sessions", used, currency));
    if let Some(used) = used.transpose()?.flatten() {
        engagement.counted_as_held = engagement.counted_as_held.min(used);
        engagement.held = Some(used - engagement.counted_as_held);
    }
    Ok(engagement)
}

/// Reads a typed sum; it is in the currency of the agreement.
fn amount(id: &str, value: &Value, currency: Currency) -> Result<Option<Amount>> {
    let Some(sum) = facts::sum(id, value, currency)? else { return Ok(None) };
    if sum.currency != currency.code() {
        return Err(Error::data(format!(
            "`{id}` is in {}, and the agreement is in {}",
            sum.currency,
            currency.code()
        ))
        .key(id)
        .hint(format!("give the sum in {}", currency.code())));
    }
    Ok(Some(Amount(sum.amount)))
}

fn agreement(engagement: &Engagement, currency: Currency, practice: &Practice) -> Result<Agreement> {
    let sum = |amount: &Option<Amount>, key: &str| {
        let sum = amount.as_ref().map(|amount| Sum::of(amount, currency)).transpose();
        sum.map_err(|e: Error| e.key(format!("agreement.{key}")))
    };
    let used = engagement.held.map(|held| held.saturating_add(engagement.counted_as_held));
    Ok(Agreement {
        date: engagement.date.map(|day| day.to_string()),
        number: engagement.number.clone(),
        total: sum(&engagement.total, "total")?,
        paid: sum(&engagement.paid, "paid")?,
        sessions: engagement.sessions,
        held: engagement.held,
        counted_as_held: engagement.counted_as_held,
        left: engagement.sessions.zip(used).map(|(sessions, used)| sessions.saturating_sub(used)),
        booked: engagement.booked.iter().map(ToString::to_string).collect(),
        records_months: engagement.records_months.or(practice.policies.retention_months),
        clauses: engagement.clauses.iter().map(|(id, number)| (id.to_string(), number.clone())).collect(),
    })
}

/// A part of the reckoning that nobody gave: what it is, the flag that gives it, the key of the person's file.
type Gap = (&'static str, Option<(&'static str, &'static str)>, &'static str);

/// Returns what the settlement still needs, with the nearest way to give each part.
fn lacking(kind: &Kind, engagement: &Engagement) -> Option<Error> {
    let rule = engagement.rule();
    let by_time = rule == RefundRule::ProRataTime;
    let gaps: [(bool, Gap); 7] = [
        (engagement.total.is_none(), ("the price agreed", None, "total")),
        (engagement.paid.is_none(), ("the sum paid", Some(("paid", "--paid AMOUNT")), "paid")),
        (!by_time && engagement.sessions.is_none(), ("the number of sessions agreed", None, "sessions")),
        (
            !by_time && engagement.held.is_none(),
            ("the number of sessions held", Some(("used_sessions", "--used-sessions NUMBER")), "held"),
        ),
        (by_time && engagement.period.is_none(), ("the days paid for", None, "period")),
        (
            by_time && engagement.ended.is_none(),
            ("the last day", Some(("last_day", "--last-day YYYY-MM-DD")), "ended"),
        ),
        (
            rule == RefundRule::DocumentedCosts && engagement.costs.is_none(),
            ("the documented costs", Some(("used", "--used AMOUNT")), "costs"),
        ),
    ];
    let gaps: Vec<Gap> = gaps.into_iter().filter(|(open, _)| *open).map(|(_, gap)| gap).collect();
    let (_, _, first) = gaps.first()?;
    let names: Vec<&str> = gaps.iter().map(|(name, ..)| *name).collect();
    let flags: Vec<&str> = gaps
        .iter()
        .filter_map(|(_, flag, _)| flag.filter(|(id, _)| kind.fact(id).is_some()).map(|(_, flag)| flag))
        .collect();
    let keys: Vec<String> = gaps.iter().map(|(_, _, key)| format!("`{key}:`")).collect();
    let mut ways: Vec<String> = Vec::new();
    if !flags.is_empty() {
        ways.push(format!("add {}", flags.join(" and ")));
    }
    // What is agreed belongs to the terms, which the agreement is written from.
    let terms: Vec<&str> = gaps
        .iter()
        .filter_map(|(.., key)| match *key {
            "total" => Some("`fees: {amount: …}`"),
            "sessions" => Some("`sessions: {count: …}`"),
            "period" => Some("`term: {start: YYYY-MM-DD, end: YYYY-MM-DD}`"),
            _ => None,
        })
        .collect();
    if !terms.is_empty() {
        ways.push(format!("write {} under `terms:` in the person's file", terms.join(" and ")));
    }
    ways.push(format!("write {} under `agreement:` in the person's file", keys.join(" and ")));
    if kind.fact("refund").is_some() {
        ways.push("type the sum yourself with --refund AMOUNT".to_owned());
    }
    Some(
        Error::missing(format!("what is returned can't be reckoned; not known: {}", names.join(", ")))
            .key(format!("agreement.{first}"))
            .hint(ways.join("; or ")),
    )
}

/// Reckons the settlement as letters show it.
fn settled(
    engagement: &Engagement,
    given: &BTreeMap<String, Value>,
    date: Date,
    practice: &Practice,
) -> Result<Settled> {
    let settlement = settle(engagement)?;
    let days = engagement.refund_days.or(practice.policies.refund_days);
    // As the agreement has it: so many days from the end. Where those are over, so many from the letter.
    let after = |day: Date| days.and_then(|d| day.checked_add(i64::from(d).days()).ok());
    let by_end = engagement.ended.as_ref().and_then(|end| after(end.0)).filter(|by| *by >= date);
    let by_rule = by_end.or_else(|| after(date)).map(|d| d.to_string());
    let typed = given.get("refund_by").and_then(Value::as_str).map(str::to_owned);
    let positive = |money: Money| (money.minor() > 0).then(|| Sum::from(money));
    Ok(Settled {
        paid: settlement.paid.into(),
        used: settlement.used.into(),
        used_sessions: settlement.used_sessions,
        left: settlement.left,
        price_per_session: settlement.price_per_session.map(Sum::from),
        time: settlement.time.map(|time| Time {
            start: time.period.start.to_string(),
            end: time.period.end.to_string(),
            last_day: time.last_day.to_string(),
            days: time.days,
            used_days: time.used_days,
            left_days: time.days - time.used_days,
        }),
        refund: positive(settlement.refund),
        refund_by: typed.or(by_rule).filter(|_| settlement.refund.minor() > 0),
        nothing_outstanding: settlement.refund.minor() == 0 && settlement.due.minor() == 0,
        amount_due: positive(settlement.due),
    })
}

/// Checks a typed refund, and a typed price of what was used, against those that follow from the agreement.
///
/// Errors: data, showing both sums.
pub fn check_sums(kind: &Kind, facts: &Map<String, Value>, settlement: &Settled) -> Result<()> {
    let zero = Sum { amount: "0".into(), currency: settlement.paid.currency.clone() };
    let refund = settlement.refund.clone().unwrap_or(zero);
    for (id, what, reckoned) in
        [("used", "a price of what was used", &settlement.used), ("refund", "a refund", &refund)]
    {
        let Some(typed) = facts.get(id).filter(|v| kind.settles && !v.is_null()) else { continue };
        check_sum(id, what, typed, reckoned, &refund, settlement)?;
    }
    Ok(())
}

fn check_sum(
    id: &str,
    what: &str,
    typed: &Value,
    reckoned: &Sum,
    refund: &Sum,
    settlement: &Settled,
) -> Result<()> {
    let part = |key: &str| typed.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let typed = Sum { amount: part("amount"), currency: part("currency") };
    let nothing = |sum: &Sum| sum.amount.bytes().all(|b| matches!(b, b'0' | b'.'));
    if typed == *reckoned || (nothing(&typed) && nothing(reckoned)) {
        return Ok(());
    }
    let used = match &settlement.time {
        Some(time) => format!("{} of {} days", time.used_days, time.days),
        None => format!("{} sessions", settlement.used_sessions),
    };
    let flag = id.replace('_', "-");
    Err(Error::data(format!(
        "{what} of {} {} does not follow from the agreement: paid {} {}, used {} {} ({used}), so {} {} is returned",
        typed.amount,
        typed.currency,
        settlement.paid.amount,
        settlement.paid.currency,
        settlement.used.amount,
        settlement.used.currency,
        refund.amount,
        refund.currency,
    ))
    .key(id)
    .hint(match &settlement.time {
        Some(_) => format!("leave --{flag} out to use the reckoned sum, or correct `paid`, `period` and the last day"),
        None => format!("leave --{flag} out to use the reckoned sum, or correct `paid`, `held` and `counted_as_held` in the person's file"),
    }))
}
