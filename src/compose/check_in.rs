//! The times of a first meeting in person: what can't be is refused, what is unwise is warned about.

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::model::scalar::{Clock, Day};

/// Longest first meeting without a warning, in minutes.
const LONGEST: u16 = 120;

/// Checks day and times.
///
/// Errors: data, for a meeting in the past, one that ends before it begins, and signs of life out of order.
pub fn check(facts: &Map<String, Value>, today: Date) -> Result<Vec<String>> {
    let text = |id: &str| facts.get(id).and_then(Value::as_str);
    let time = |id: &str| text(id).and_then(|t| t.parse::<Clock>().ok());
    let (Some(start), Some(end)) = (time("start"), time("end")) else { return Ok(Vec::new()) };
    if let Some(day) = text("day").and_then(|d| d.parse::<Day>().ok()).filter(|day| day.0 < today) {
        return Err(Error::data(format!("the meeting on {day} is over: a note goes out before it"))
            .key("day")
            .hint("give the day of the meeting with --day YYYY-MM-DD"));
    }
    if end <= start {
        return Err(Error::data(format!("the meeting ends at {end}, but begins at {start}"))
            .key("end")
            .hint("give an end after the beginning; a first meeting does not go past midnight"));
    }
    if let Some(back_by) = time("back_by").filter(|back_by| *back_by < end && *back_by > start) {
        return Err(Error::data(format!("the sign of life at {back_by} is due before the end at {end}"))
            .key("back_by")
            .hint("give a time after the end; without --back-by it is a quarter of an hour later"));
    }
    let minutes = end.minutes - start.minutes;
    Ok((minutes > LONGEST)
        .then(|| format!("{minutes} minutes are long for a first meeting; two hours at most are advised"))
        .into_iter()
        .collect())
}
