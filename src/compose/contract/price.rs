//! The money of an agreement: price, instalments, refund; exact in minor units.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::compose::contract::desk::Desk;
use crate::compose::contract::faults::Faults;
use crate::compose::contract::schedule::sessions_end;
use crate::compose::settlement::{Sum, price_of_days, session_prices};
use crate::error::nearest;
use crate::model::engagement::Period;
use crate::model::id::Id;
use crate::model::money::Money;
use crate::model::scalar::{Amount, Day};
use crate::model::terms::ending::Rule;
use crate::model::terms::fees::{Basis, Due};

/// The price as agreed.
#[derive(Clone, Debug)]
pub struct Price {
    pub basis: Basis,
    pub amount: Money,
    /// The price of the whole, where it is fixed
    pub total: Option<Money>,
    /// The price of one session, where all cost the same
    pub per_session: Option<Money>,
    pub extra_hour: Option<Money>,
    pub sessions: Option<u32>,
}

/// An instalment as agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub amount: Money,
    pub due: Due,
    pub date: Option<Date>,
    pub session: Option<u32>,
    pub days: Option<u32>,
}

/// Works out the price.
pub(super) fn price(desk: &Desk<'_>, faults: &mut Faults<'_>) -> Option<Price> {
    let fees = desk.terms.fees.clone().unwrap_or_default();
    let practice = desk.practice.fees.as_ref();
    let sessions = desk.terms.sessions.as_ref().and_then(|s| s.count);
    let extra_hour = extra_hour(desk, fees.extra_hour.as_ref(), faults);
    let typed = match &fees.amount {
        Some(amount) => Some(desk.money(amount, "terms.fees.amount", faults)?),
        None => None,
    };
    let single = desk.practice_fee(practice.and_then(|f| f.session.as_ref()), "fees.session", faults);
    let basis = fees.basis.unwrap_or(match (&typed, sessions) {
        (Some(_), Some(_)) => Basis::Package,
        _ => Basis::PerSession,
    });
    let lacking = |faults: &mut Faults<'_>| {
        faults.missing(
            "terms.fees.amount",
            format!("the price of the agreement is not given in {}", desk.currency),
            "add `fees: {basis: package, amount: \"900.00\"}` under `terms:`; basis is package, per_session or month",
        );
    };
    let amount = match (typed, single, basis, sessions) {
        (Some(amount), ..) => amount,
        (None, Some(single), Basis::PerSession, _) => single,
        (None, Some(single), Basis::Package, Some(count)) => times(single, count).or_else(|| {
            faults.error(
                "terms.sessions.count",
                format!("{count} sessions at {single} are too large a sum"),
                "correct one of the two",
            );
            None
        })?,
        _ => {
            lacking(faults);
            return None;
        }
    };
    if amount.minor() == 0 {
        faults.error(
            "terms.fees.amount",
            format!("the price is {amount}"),
            "an agreement without a fee is another kind of contract; write the price",
        );
        return None;
    }
    let (total, per_session) = match (basis, sessions) {
        (Basis::Package, Some(count)) => {
            let prices = session_prices(amount, count);
            (Some(amount), prices.first().copied().filter(|first| Some(first) == prices.last()))
        }
        (Basis::Package, None) => {
            faults.missing(
                "terms.sessions.count",
                format!("the price of {amount} is for a package, and the number of sessions is not given"),
                "add `sessions: {count: 10}` under `terms:`",
            );
            return None;
        }
        (Basis::PerSession, count) => (count.and_then(|c| times(amount, c)), Some(amount)),
        (Basis::Month, _) => (None, None),
    };
    Some(Price { basis, amount, total, per_session, extra_hour, sessions })
}

fn times(money: Money, count: u32) -> Option<Money> {
    let minor = money.minor().checked_mul(i64::from(count)).filter(|m| *m <= 1_000_000_000_000_000)?;
    Some(Money::new(minor, money.currency()))
}

fn extra_hour(desk: &Desk<'_>, own: Option<&Amount>, faults: &mut Faults<'_>) -> Option<Money> {
    match own {
        Some(amount) => desk.money(amount, "terms.fees.extra_hour", faults),
        None => {
            let practice = desk.practice.fees.as_ref().and_then(|f| f.extra_hour.as_ref());
            desk.practice_fee(practice, "fees.extra_hour", faults)
        }
    }
}

/// Returns the price as templates see it.
pub(super) fn fees(desk: &Desk<'_>, price: &Price, faults: &mut Faults<'_>) -> Value {
    let fees = desk.terms.fees.clone().unwrap_or_default();
    if let Some(until) = fees.valid_until.filter(|day| day.0 < desk.today) {
        faults.error(
            "terms.fees.valid_until",
            format!("the price held until {until}, and today is {}", desk.today),
            "write a later day, or take the line out",
        );
    }
    let practice = desk.practice.fees.as_ref();
    json!({
        "basis": price.basis.id(),
        "amount": sum(price.amount),
        "per_session": price.per_session.map(sum),
        "total": price.total.map(sum),
        "in_words": fees.in_words.unwrap_or(true),
        "tax": tax(desk, faults),
        "extra_hour": price.extra_hour.map(sum),
        "expenses": fees.expenses.as_ref().and_then(|t| desk.text(t, "terms.fees.expenses", faults)),
        "valid_until": fees.valid_until.map(|d| d.to_string()),
        "how_to_pay": match &fees.how_to_pay {
            Some(texts) => desk.text(texts, "terms.fees.how_to_pay", faults),
            None => desk.own(practice.and_then(|f| f.how_to_pay.as_ref())),
        },
    })
}

pub(super) fn sum(money: Money) -> Value {
    json!(Sum::from(money))
}

/// Returns the sentence about tax.
fn tax(desk: &Desk<'_>, faults: &mut Faults<'_>) -> Option<String> {
    let fees = desk.terms.fees.as_ref();
    if let Some(text) = fees.and_then(|f| f.tax_text.as_ref()) {
        return desk.text(text, "terms.fees.tax_text", faults);
    }
    let choices = &desk.law.rules.contract.tax;
    let known = choices.iter().map(Id::as_str).collect::<Vec<_>>().join(", ");
    let choice = match fees.and_then(|f| f.tax.as_ref()) {
        Some(choice) => choice,
        None if choices.len() == 1 => choices.first()?,
        None => {
            faults.missing(
                "terms.fees.tax",
                format!("the agreement says how the fee is taxed, and {} has several ways", desk.law.code),
                format!("add `fees: {{tax: …}}` under `terms:` in practice.yaml, one of {known}; or `tax_text:` in your own words"),
            );
            return None;
        }
    };
    if !choices.contains(choice) {
        let near = nearest(choice.as_str(), choices.iter().map(Id::as_str));
        let hint = match near {
            Some(near) => format!("did you mean `{near}`? The choices are {known}"),
            None => format!("the choices are {known}; or write `tax_text:` in your own words"),
        };
        faults.error(
            "terms.fees.tax",
            format!("`{choice}` is no way of taxing the fee in {}", desk.law.code),
            hint,
        );
        return None;
    }
    let words = desk.words.tax.get(choice).cloned();
    if words.is_none() {
        faults.missing(
            "terms.fees.tax",
            format!("the language `{}` has no sentence for the tax choice `{choice}`", desk.speech.language),
            "write `tax_text:` in your own words",
        );
    }
    words
}

/// Returns the instalments: given, equal parts, or the whole at once. They sum to the total, to the cent.
pub(super) fn instalments(desk: &Desk<'_>, price: &Price, faults: &mut Faults<'_>) -> Vec<Part> {
    let Some(total) = price.total else { return Vec::new() };
    let given = desk.terms.instalments.clone().unwrap_or_default();
    let Some(items) = given.items else {
        return equal(total, given.equal.unwrap_or(1), price.sessions);
    };
    let mut parts = Vec::new();
    let mut whole = true;
    for (i, item) in items.iter().enumerate() {
        let key = format!("terms.instalments.items[{i}].amount");
        let Some(amount) = desk.money(&item.amount, &key, faults) else {
            whole = false;
            continue;
        };
        if amount.minor() == 0 {
            faults.error(
                &key,
                format!("instalment {} is {amount}", i + 1),
                "write its sum, or take the entry out",
            );
        }
        parts.push(Part {
            amount,
            due: item.due,
            date: item.date.map(|d| d.0),
            session: item.session,
            days: item.days,
        });
    }
    if whole {
        let paid: i64 = parts.iter().fold(0, |sum, part| sum.saturating_add(part.amount.minor()));
        let paid = Money::new(paid, desk.currency);
        if paid != total {
            let difference = Money::new((paid.minor() - total.minor()).abs(), desk.currency);
            let count = match parts.len() {
                1 => "the only instalment is".to_owned(),
                count => format!("the {count} instalments sum to"),
            };
            let way = if paid.minor() > total.minor() { "more" } else { "less" };
            faults.error(
                "terms.instalments.items",
                format!("{count} {paid}, and the price is {total}: {difference} {way}"),
                "correct one of the sums, or write `equal: 3` to have the price split to the cent",
            );
        }
    }
    parts
}

/// Splits a price: the first part on signing, the others before sessions spread over the whole.
fn equal(total: Money, count: u32, sessions: Option<u32>) -> Vec<Part> {
    session_prices(total, count)
        .into_iter()
        .zip(0u32..)
        .map(|(amount, i)| {
            let session = sessions.filter(|s| *s >= count && i > 0).map(|s| 1 + i * s / count);
            let due = match (i, session) {
                (0, _) => Due::OnSigning,
                (_, Some(_)) => Due::BeforeSession,
                (_, None) => Due::DaysAfter,
            };
            let days = (due == Due::DaysAfter).then_some(i * 30);
            Part { amount, due, date: None, session, days }
        })
        .collect()
}

/// Returns the instalments as templates see them.
pub(super) fn instalments_view(desk: &Desk<'_>, parts: &[Part]) -> Value {
    let items: Vec<Value> = parts
        .iter()
        .zip(1..)
        .map(|(part, n)| {
            json!({"n": n, "amount": sum(part.amount), "due": part.due.id(), "date": part.date.map(|d| d.to_string()),
                   "session": part.session, "days": part.days})
        })
        .collect();
    let in_annex = desk.terms.instalments.as_ref().and_then(|i| i.in_annex).unwrap_or(false);
    json!({"single": parts.len() == 1, "in_annex": in_annex, "items": items})
}

/// Returns the refund rule, the days, the price of a session and a worked example.
pub(super) fn refund(desk: &Desk<'_>, price: &Price) -> Value {
    let rule = refund_rule(desk);
    let per_session = price.per_session.filter(|_| rule == Rule::ProRataSessions);
    let example = match rule {
        Rule::ProRataSessions => example(price),
        Rule::ProRataTime => example_by_time(desk, price),
        Rule::DocumentedCosts | Rule::None => None,
    };
    json!({
        "rule": rule.id(),
        "days": refund_days(desk),
        "per_session": per_session.map(sum),
        "example": example,
    })
}

/// Returns the days that the price pays for, where the terms name the first and the last.
pub(super) fn period(desk: &Desk<'_>) -> Option<Period> {
    let term = desk.terms.term.clone().unwrap_or_default();
    let end = term.end.or_else(|| sessions_end(desk).map(Day))?;
    Some(Period { start: term.start?, end }).filter(|period| period.days() > 0)
}

/// Reckons a refund after two fifths of the days; of a month, after twelve of thirty days.
fn example_by_time(desk: &Desk<'_>, price: &Price) -> Option<Value> {
    let (paid, days) = match price.basis {
        Basis::Month => (price.amount, 30),
        Basis::Package | Basis::PerSession => (price.total?, period(desk)?.days()),
    };
    let used_days = days * 2 / 5;
    let used = price_of_days(paid, days, used_days);
    let refund = Money::new(paid.minor() - used.minor(), paid.currency());
    (used_days > 0).then(|| {
        json!({"days": days, "used_days": used_days, "paid": sum(paid), "used": sum(used), "refund": sum(refund)})
    })
}

pub(super) fn refund_rule(desk: &Desk<'_>) -> Rule {
    desk.terms.refund.as_ref().and_then(|r| r.rule).unwrap_or(Rule::ProRataSessions)
}

pub(super) fn refund_days(desk: &Desk<'_>) -> u32 {
    let own = desk.terms.refund.as_ref().and_then(|r| r.days);
    let law = desk.law.rules.contract.refund_days.as_ref().map(|r| r.value);
    own.or(law).or(desk.practice.policies.refund_days).unwrap_or(14)
}

/// Reckons a refund after four in ten sessions, all being paid.
fn example(price: &Price) -> Option<Value> {
    let (total, count) = (price.total.filter(|_| price.basis == Basis::Package)?, price.sessions?);
    if count < 2 {
        return None;
    }
    let held = (count * 2 / 5).max(1);
    let used: i64 = session_prices(total, count).iter().take(held as usize).map(Money::minor).sum();
    let money = |minor| sum(Money::new(minor, total.currency()));
    Some(
        json!({"held": held, "paid": sum(total), "used": money(used), "refund": money(total.minor() - used)}),
    )
}

/// Returns the day on which an instalment falls due, where the dates of the agreement tell it.
pub(super) fn due_day(
    part: &Part,
    signed: Option<Date>,
    first: Option<Date>,
    interval: Option<u32>,
) -> Option<Date> {
    let after = |day: Date, days: i64| day.checked_add(days.days()).ok();
    match part.due {
        Due::OnSigning => signed,
        Due::Date => part.date,
        Due::DaysAfter => after(signed?, i64::from(part.days?)),
        Due::BeforeSession => {
            let steps = i64::from(part.session?).saturating_sub(1);
            match steps {
                0 => first,
                _ => after(first?, steps.saturating_mul(i64::from(interval?))),
            }
        }
    }
}
