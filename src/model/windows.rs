//! Windows of contact hours, and what is wrong with them, in `practice.yaml` and in the terms of an agreement alike.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::Problem;
use crate::model::scalar::Clock;

/// Days and hours.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// Days of the week
    pub days: Vec<Weekday>,
    /// From, 09:00
    pub from: Clock,
    /// To, 17:00
    pub to: Clock,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// Returns the days as they are typed: `mon, tue`.
fn days(days: &[Weekday]) -> String {
    let typed = |day: &Weekday| serde_json::to_value(day).ok()?.as_str().map(str::to_owned);
    days.iter().filter_map(typed).collect::<Vec<_>>().join(", ")
}

/// Returns every fault, each with its key; `path` is that of the list, and `remedy` tells what to do about an empty one.
pub fn faults(windows: &[Window], path: &str, remedy: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut tell = |key: String, message: String, hint: &str| {
        problems.push(Problem::new(message).key(key).hint(hint));
    };
    if windows.is_empty() {
        tell(path.to_owned(), format!("`{path}` is empty"), remedy);
    }
    for (i, window) in windows.iter().enumerate() {
        let at = |key: &str| format!("{path}[{i}].{key}");
        if window.days.is_empty() {
            tell(at("days"), format!("`{}` is empty", at("days")), "name the days: [mon, tue]");
        }
        if window.days.iter().collect::<BTreeSet<_>>().len() < window.days.len() {
            tell(at("days"), format!("`{}` names a day twice", at("days")), "name each day once");
        }
        if window.from >= window.to {
            tell(
                at("to"),
                format!("the contact hours end at {}, and they begin at {}", window.to, window.from),
                "`from` comes before `to`; for a night, write two windows that meet at 24:00",
            );
            continue;
        }
        let clash = windows.iter().take(i).find(|other| {
            other.from < other.to
                && other.days.iter().any(|day| window.days.contains(day))
                && other.from < window.to
                && window.from < other.to
        });
        if let Some(other) = clash {
            tell(
                at("from"),
                format!(
                    "the contact hours {} to {} on {} overlap those of {} to {} on {}",
                    window.from,
                    window.to,
                    days(&window.days),
                    other.from,
                    other.to,
                    days(&other.days)
                ),
                "let each hour of a day stand in one window only",
            );
        }
    }
    problems
}
