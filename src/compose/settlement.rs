//! The arithmetic of ending an agreement: what was used, what is returned, what is still due.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::error::{Error, Result};
use crate::model::engagement::{Engagement, Period, RefundRule};
use crate::model::money::{Currency, Money};
use crate::model::scalar::{Amount, Day};

/// A settlement, exact in minor units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    pub paid: Money,
    pub used: Money,
    pub used_sessions: u32,
    pub left: u32,
    pub refund: Money,
    pub due: Money,
    /// The price of one session, when all cost the same
    pub price_per_session: Option<Money>,
    /// The days, where the refund goes by time
    pub time: Option<Elapsed>,
}

/// Days paid for, and how many of them passed; the last day counts as passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elapsed {
    pub period: Period,
    pub days: u32,
    pub used_days: u32,
    pub last_day: Day,
}

/// Returns the price of the days that passed: that of all days is the total, to the minor unit.
///
/// Each day has its price as a session has, in [`session_prices`].
pub fn price_of_days(total: Money, days: u32, used: u32) -> Money {
    let sum = session_prices(total, days).iter().take(used.min(days) as usize).map(Money::minor).sum();
    Money::new(sum, total.currency())
}

/// Returns the prices of the single sessions: they differ by one minor unit at most and sum to the total.
///
/// The larger prices come first (largest remainder).
pub fn session_prices(total: Money, sessions: u32) -> Vec<Money> {
    let count = i64::from(sessions.max(1));
    let (each, rest) = (total.minor() / count, total.minor() % count);
    (0..count).map(|i| Money::new(each + i64::from(i < rest), total.currency())).collect()
}

/// Reckons a settlement.
///
/// Errors: missing, for what the reckoning needs and nobody gave; data, when more sessions were held than agreed, or
/// an amount does not fit the currency.
pub fn settle(engagement: &Engagement) -> Result<Settlement> {
    let Some(currency) = engagement.currency else { return Err(lacking("currency")) };
    let money = |amount: Option<&Amount>, key: &str| {
        let Some(amount) = amount else { return Err(lacking(key)) };
        Money::parse(&amount.0, currency).map_err(|e| e.key(format!("agreement.{key}")))
    };
    let rule = engagement.rule();
    let by_time = rule == RefundRule::ProRataTime;
    let total = money(engagement.total.as_ref(), "total")?;
    let paid = money(engagement.paid.as_ref(), "paid")?;
    let held = match engagement.held {
        Some(held) => held,
        None if by_time => 0,
        None => return Err(lacking("held")),
    };
    let sessions = match engagement.sessions {
        Some(sessions) => sessions,
        None if by_time => 0,
        None => return Err(lacking("sessions")),
    };
    let used_sessions = held.saturating_add(engagement.counted_as_held);
    if (sessions == 0 && !by_time) || used_sessions > sessions {
        return Err(Error::data(format!(
            "the agreement is for {sessions} sessions, but {held} were held and {} count as held",
            engagement.counted_as_held
        ))
        .key("agreement.sessions")
        .hint("correct `sessions`, `held` or `counted_as_held` in the person's file, or --used-sessions"));
    }
    if sessions > 10_000 {
        return Err(Error::data(format!("{sessions} sessions is not a plausible number"))
            .key("agreement.sessions")
            .hint("write the number of sessions agreed"));
    }
    let prices = session_prices(total, sessions);
    let time = by_time.then(|| elapsed(engagement)).transpose()?;
    let used = match rule {
        RefundRule::ProRataTime => {
            time.map_or(0, |time| price_of_days(total, time.days, time.used_days).minor())
        }
        RefundRule::ProRataSessions | RefundRule::None => {
            prices.iter().take(used_sessions as usize).map(Money::minor).sum()
        }
        RefundRule::DocumentedCosts => match &engagement.costs {
            Some(costs) => money(Some(costs), "costs")?.minor(),
            None => {
                return Err(Error::missing("the refund rule is documented_costs, but no costs are given")
                    .key("agreement.costs")
                    .hint("add `costs:` with the documented amount to the agreement in the person's file"));
            }
        },
    };
    let even = prices.first() == prices.last();
    let left_over = if rule == RefundRule::None { 0 } else { (paid.minor() - used).max(0) };
    Ok(Settlement {
        paid,
        used: Money::new(used, currency),
        used_sessions,
        left: sessions - used_sessions,
        refund: Money::new(left_over, currency),
        due: Money::new((used - paid.minor()).max(0), currency),
        price_per_session: prices.first().copied().filter(|_| even && rule == RefundRule::ProRataSessions),
        time,
    })
}

fn lacking(key: &str) -> Error {
    Error::missing(format!("the settlement needs `{key}` of the agreement"))
        .key(format!("agreement.{key}"))
        .hint(format!("add `{key}:` under `agreement:` in the person's file"))
}

/// Counts the days up to the last one.
///
/// Errors: missing, without the days paid for or the last day; data, for days that end before they begin or are too many.
fn elapsed(engagement: &Engagement) -> Result<Elapsed> {
    let Some(period) = engagement.period else {
        return Err(Error::missing("the refund rule is pro_rata_time, and the days paid for are not given")
            .key("agreement.period")
            .hint(
                "add `period: {start: YYYY-MM-DD, end: YYYY-MM-DD}` to the agreement in the person's file",
            ));
    };
    let days = period.days();
    if days == 0 || days > 36_600 {
        return Err(Error::data(format!(
            "the days from {} to {} are no time to pay for",
            period.start, period.end
        ))
        .key("agreement.period")
        .hint("correct `start` or `end`"));
    }
    let Some(last_day) = engagement.ended else {
        return Err(Error::missing("the refund goes by days (pro_rata_time), and the last day is not known")
            .key("agreement.ended")
            .hint("give --last-day YYYY-MM-DD, or add `ended:` to the agreement in the person's file"));
    };
    Ok(Elapsed { period, days, used_days: period.days_until(last_day), last_day })
}

/// An amount as templates see it: print it with `money`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sum {
    pub amount: String,
    pub currency: String,
}

impl From<Money> for Sum {
    fn from(money: Money) -> Self {
        let mut amount: Decimal = money.to_decimal();
        amount.rescale(money.currency().digits());
        Self { amount: amount.to_string(), currency: money.currency().code().to_owned() }
    }
}

impl Sum {
    pub fn of(amount: &Amount, currency: Currency) -> Result<Self> {
        Money::parse(&amount.0, currency).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn session_prices_sum_to_the_total() {
        let eur: Currency = "EUR".parse().expect("a currency");
        let prices = session_prices(Money::new(100_000, eur), 3);
        assert_eq!(prices.iter().map(Money::minor).collect::<Vec<_>>(), [33_334, 33_333, 33_333]);
    }
}
