//! What the terms say about the money, as settlement and refund reckon with it: in the document and in the letters.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::compose::contract::desk::Desk;
use crate::compose::contract::faults::Faults;
use crate::compose::contract::price::{self, Price};
use crate::compose::contract::terms;
use crate::error::Result;
use crate::grammar::cldr::Cldr;
use crate::library::law::{Law, LawWords};
use crate::library::speech::Speech;
use crate::model::engagement::{Engagement, RefundRule};
use crate::model::money::Money;
use crate::model::person::Person;
use crate::model::practice::Practice;
use crate::model::scalar::Amount;
use crate::model::terms::Terms;
use crate::model::terms::ending::Rule;
use crate::model::terms::fees::Basis;
use crate::yaml::Located;

/// Returns the agreement that the terms of a person over those of the practice make; what they leave open is absent.
///
/// Errors: data, for an amount or a sum that the agreement itself would be refused for, at its place.
pub fn agreed(
    practice: &Located<Practice>,
    person: &Located<Person>,
    law: &Law,
    speech: &Speech,
    today: Date,
) -> Result<Engagement> {
    let terms = terms(&practice.value, &person.value)?;
    let words = LawWords::default();
    let desk = Desk {
        practice: &practice.value,
        person: &person.value,
        terms: &terms,
        law,
        words: &words,
        speech,
        languages: &[],
        cldr: Cldr::new(&speech.language)?,
        currency: terms.fees.as_ref().and_then(|f| f.currency).unwrap_or(practice.value.currency),
        today,
        consumer: true,
        resident: false,
    };
    // A letter may go out before the price is written down; the agreement may not.
    let price = if has_price(&desk, &terms) {
        let mut faults = Faults::new(person, practice);
        let price = price::price(&desk, &mut faults);
        faults.done()?;
        price
    } else {
        None
    };
    Ok(engagement(&desk, price.as_ref()))
}

/// Tells whether the terms go far enough for a price.
fn has_price(desk: &Desk<'_>, terms: &Terms) -> bool {
    let fees = terms.fees.as_ref();
    let sessions = terms.sessions.as_ref().is_some_and(|s| s.count.is_some());
    let single = desk.practice.currency == desk.currency
        && desk.practice.fees.as_ref().is_some_and(|f| f.session.is_some());
    match fees.and_then(|f| f.basis) {
        Some(Basis::Package) => sessions && (single || fees.is_some_and(|f| f.amount.is_some())),
        Some(Basis::Month) => fees.is_some_and(|f| f.amount.is_some()),
        Some(Basis::PerSession) | None => single || fees.is_some_and(|f| f.amount.is_some()),
    }
}

/// Returns the agreement as settlement and refund reckon with it: nothing paid, nothing held yet.
pub(super) fn engagement(desk: &Desk<'_>, price: Option<&Price>) -> Engagement {
    let rule = match price::refund_rule(desk) {
        Rule::ProRataSessions => RefundRule::ProRataSessions,
        Rule::DocumentedCosts => RefundRule::DocumentedCosts,
        Rule::ProRataTime => RefundRule::ProRataTime,
        Rule::None => RefundRule::None,
    };
    // A fee by the month pays for that month, which the terms do not date.
    let monthly = price.filter(|p| p.basis == Basis::Month && rule == RefundRule::ProRataTime);
    let total = price.and_then(|p| p.total).or(monthly.map(|p| p.amount));
    Engagement {
        date: desk.terms.date,
        number: desk.terms.number.clone(),
        currency: Some(desk.currency),
        total: total.map(amount),
        sessions: desk.terms.sessions.as_ref().and_then(|s| s.count),
        refund_rule: Some(rule),
        refund_days: Some(price::refund_days(desk)),
        period: if monthly.is_some() { None } else { price::period(desk) },
        clauses: BTreeMap::new(),
        records_months: Some(retention_months(desk)),
        ..Engagement::default()
    }
}

/// Returns the months for which records are kept after the end.
pub(super) fn retention_months(desk: &Desk<'_>) -> u32 {
    let own = desk.terms.data_protection.as_ref().and_then(|d| d.retention_months);
    own.or(desk.practice.policies.retention_months).unwrap_or(24)
}

fn amount(money: Money) -> Amount {
    Amount(money.to_decimal().to_string())
}
