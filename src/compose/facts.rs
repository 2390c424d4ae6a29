//! Facts: what was typed, checked against what the kind takes, in the form templates expect.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{ToSpan, Unit};
use serde_json::{Map, Value, json};

use crate::compose::settlement::Sum;
use crate::compose::view::{Agreement, Settled};
use crate::error::{Error, ErrorKind, Problem, Result, is_unprintable, nearest};
use crate::library::kind::{Fact, FactType, Kind};
use crate::model::money::{Currency, Money};
use crate::model::scalar::{Clock, Day, Zone};

/// Longest text of a fact, in characters.
const LONGEST: usize = 2000;

/// Where a fact is looked up when it was not typed.
pub struct Desk<'a> {
    pub currency: Currency,
    /// Date of the document
    pub date: Date,
    pub known: Known<'a>,
}

impl Desk<'_> {
    /// Returns the first of the fact's sources that is known.
    fn known(&self, fact: &Fact) -> Option<Value> {
        fact.from.iter().find_map(|path| {
            let mut keys = path.split('.');
            let built;
            let first = match keys.next()? {
                "practice" => self.known.practice.get(keys.next()?)?,
                other => {
                    built = self.known.value(other)?;
                    &built
                }
            };
            let value = keys.try_fold(first, |value, key| value.get(key))?;
            (!is_empty(value)).then(|| value.clone())
        })
    }
}

/// What is known already, as templates see it.
pub struct Known<'a> {
    pub practice: &'a Map<String, Value>,
    pub agreement: Option<&'a Agreement>,
    pub settlement: Option<&'a Settled>,
    /// Day on which the message that is answered was written
    pub inquiry_date: Option<Date>,
    pub today: Date,
}

impl Known<'_> {
    /// Returns what is known by a name, made when it is asked for: most letters ask for little.
    fn value(&self, name: &str) -> Option<Value> {
        match name {
            "agreement" => serde_json::to_value(self.agreement).ok(),
            "settlement" => serde_json::to_value(self.settlement).ok(),
            "inquiry" => Some(json!({"date": self.inquiry_date.map(|day| day.to_string())})),
            "today" => Some(json!(self.today.to_string())),
            _ => None,
        }
    }
}

/// Returns the value of another fact that stands before this one and serves for it.
fn earlier(fact: &Fact, facts: &Map<String, Value>) -> Option<Value> {
    fact.from.iter().find_map(|id| facts.get(id).filter(|value| !is_empty(value)).cloned())
}

/// Returns the days from the date that the fact counts from, when the fact itself was not given.
fn days_since(fact: &Fact, facts: &Map<String, Value>, date: Date) -> Option<Value> {
    let since = fact.days_since.as_ref()?;
    if facts.get(&fact.id).is_some_and(|v| !is_empty(v)) {
        return None;
    }
    let from: Date = facts.get(since)?.as_str()?.parse().ok()?;
    let days = date.since((Unit::Day, from)).ok()?.get_days();
    (days > 0).then(|| json!(days))
}

/// Returns the day or time that follows from another fact, when the fact itself was not given.
fn later(fact: &Fact, facts: &Map<String, Value>) -> Option<Value> {
    let after = fact.after.as_ref()?;
    if facts.get(&fact.id).is_some_and(|v| !is_empty(v)) {
        return None;
    }
    let from = facts.get(&after.fact)?.as_str()?;
    if fact.value == FactType::Date {
        let day: Date = from.parse().ok()?;
        return Some(json!(day.checked_add(i64::from(after.days).days()).ok()?.to_string()));
    }
    let time: Clock = from.parse().ok()?;
    let minutes = (u32::from(time.minutes) + after.minutes) % (24 * 60);
    Some(json!(Clock { minutes: u16::try_from(minutes).ok()? }.to_string()))
}

/// Returns the facts that are needed because another has a certain value.
fn needed_besides(kind: &Kind, facts: &Map<String, Value>) -> Vec<String> {
    let mut needed = Vec::new();
    for (id, by_value) in &kind.needs_for {
        let value = facts.get(id).map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned));
        needed.extend(value.and_then(|v| by_value.get(&v)).into_iter().flatten().cloned());
    }
    needed
}

/// Returns all facts of a kind: those given, checked; the others as null, false or empty.
///
/// Errors: usage, naming an unknown fact and the nearest known; data, for a value of the wrong form; missing,
/// for a needed fact that is absent. All faults at once.
pub fn facts(kind: &Kind, given: &BTreeMap<String, Value>, desk: &Desk<'_>) -> Result<Map<String, Value>> {
    let currency = desk.currency;
    let mut problems = Vec::new();
    let mut worst = ErrorKind::Missing;
    for id in given.keys() {
        if kind.fact(id).is_none() {
            worst = ErrorKind::Usage;
            let known: Vec<&str> = kind.takes.iter().map(|f| f.id.as_str()).collect();
            let hint = match nearest(id, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("{} takes: {}", kind.id, known.join(", ")),
            };
            problems.push(
                Problem::new(format!("`{}` takes no fact called `{id}`", kind.id)).key(id.clone()).hint(hint),
            );
        }
    }
    let mut facts = Map::new();
    for fact in &kind.takes {
        let default = fact.default.as_ref().map(|text| Value::String(text.clone()));
        match given.get(&fact.id).cloned().filter(|v| !is_empty(v)).or(default) {
            Some(value) => match read(fact, &value, currency) {
                Ok(value) => {
                    facts.insert(fact.id.clone(), value);
                }
                Err(e) => {
                    worst = if worst == ErrorKind::Usage { worst } else { ErrorKind::Data };
                    problems.extend(e.problems);
                }
            },
            None => {
                let known = desk.known(fact).or_else(|| earlier(fact, &facts));
                if known.is_none() && kind.needs.contains(&fact.id) {
                    problems.push(missing(kind, fact));
                }
                facts.insert(fact.id.clone(), known.unwrap_or_else(|| absent(fact)));
            }
        }
    }
    for fact in &kind.takes {
        if let Some(value) = days_since(fact, &facts, desk.date).or_else(|| later(fact, &facts)) {
            facts.insert(fact.id.clone(), value);
        }
    }
    for id in needed_besides(kind, &facts) {
        if let Some(fact) = kind.fact(&id).filter(|f| facts.get(&f.id).is_none_or(is_empty)) {
            problems.push(missing(kind, fact));
        }
    }
    Error::all(worst, problems).map_or(Ok(facts), Err)
}

/// Returns the needed facts that are not given, in the order of the kind.
pub fn lacking<'a>(kind: &'a Kind, given: &BTreeMap<String, Value>) -> Vec<&'a Fact> {
    let typed: Map<String, Value> = given.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    let besides = needed_besides(kind, &typed);
    kind.takes
        .iter()
        .filter(|f| {
            let needed = kind.needs.contains(&f.id) || besides.contains(&f.id);
            needed && f.default.is_none() && f.from.is_empty() && given.get(&f.id).is_none_or(is_empty)
        })
        .collect()
}

fn missing(kind: &Kind, fact: &Fact) -> Problem {
    let flag = fact.id.replace('_', "-");
    let about = fact.help.iter().next().unwrap_or_default();
    let english = "en".parse().ok().and_then(|en| fact.help.get(&en)).unwrap_or(about);
    let settled = fact.from.iter().any(|path| path.starts_with("settlement."));
    let reckoned = match settled && kind.settles {
        // Nothing is known of an agreement here: what is lacking of one is told before.
        true => {
            "; or let it be reckoned: give the person's file `terms:` with `fees` and `sessions`, and add --paid AMOUNT and --used-sessions NUMBER"
        }
        false => "",
    };
    Problem::new(format!("`{}` needs `{}`: {english}", kind.id, fact.id)).key(fact.id.clone()).hint(format!(
        "add --{flag} {}, or `{}:` under `facts:` in the person's file{reckoned}",
        form(fact),
        fact.id
    ))
}

fn form(fact: &Fact) -> String {
    match fact.value {
        FactType::Date => "YYYY-MM-DD".into(),
        FactType::Moment => "\"YYYY-MM-DD HH:MM\"".into(),
        FactType::Time => "HH:MM".into(),
        FactType::Money => "AMOUNT".into(),
        FactType::Integer => "NUMBER".into(),
        FactType::Flag => "yes".into(),
        FactType::Choice => fact.choices.join("|"),
        FactType::Rows => {
            format!("\"{}\"", fact.columns.iter().map(|c| c.id.as_str()).collect::<Vec<_>>().join(" | "))
        }
        FactType::Text | FactType::Url | FactType::Zone => "TEXT".into(),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(list) => list.iter().all(is_empty),
        _ => false,
    }
}

fn absent(fact: &Fact) -> Value {
    match (fact.many || fact.value == FactType::Rows, fact.value) {
        (true, _) => json!([]),
        (false, FactType::Flag) => json!(false),
        _ => Value::Null,
    }
}

/// Tells what is wrong with one typed value of a fact; `None` when it is good.
pub fn fault(fact: &Fact, typed: &str, currency: Currency) -> Option<String> {
    let problem =
        read(fact, &Value::String(typed.to_owned()), currency).err()?.problems.into_iter().next()?;
    Some(match problem.hint {
        Some(hint) => format!("{}: {hint}", problem.message),
        None => problem.message,
    })
}

/// Reads a typed sum, as the fact of that id will be read; `None` where nothing was typed.
pub(super) fn sum(id: &str, value: &Value, currency: Currency) -> Result<Option<Sum>> {
    let Some(value) = lone(value) else { return Ok(None) };
    let sum = single(id, FactType::Money, &[], value, currency)?;
    let part = |key: &str| sum.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok(Some(Sum { amount: part("amount"), currency: part("currency") }))
}

/// Reads a typed whole number; `None` where nothing was typed.
pub(super) fn number(id: &str, value: &Value, currency: Currency) -> Result<Option<u32>> {
    let Some(value) = lone(value) else { return Ok(None) };
    let number = single(id, FactType::Integer, &[], value, currency)?;
    Ok(number.as_u64().and_then(|number| u32::try_from(number).ok()))
}

/// Returns the one value that was typed; of several the reading of the fact itself tells.
fn lone(value: &Value) -> Option<&Value> {
    let one = match value {
        Value::Array(list) if list.len() == 1 => list.first()?,
        Value::Array(_) => return None,
        other => other,
    };
    (!is_empty(one)).then_some(one)
}

fn read(fact: &Fact, value: &Value, currency: Currency) -> Result<Value> {
    let one = |value: &Value| single(&fact.id, fact.value, &fact.choices, value, currency);
    if fact.value == FactType::Rows {
        let rows =
            as_list(value).iter().map(|row| read_row(fact, row, currency)).collect::<Result<Vec<_>>>()?;
        return Ok(Value::Array(rows));
    }
    if fact.many {
        return as_list(value).iter().map(one).collect::<Result<Vec<_>>>().map(Value::Array);
    }
    match value {
        Value::Array(list) if list.len() == 1 => one(&list[0]),
        Value::Array(list) => {
            Err(Error::data(format!("`{}` is given {} times, but is one value", fact.id, list.len()))
                .key(fact.id.clone())
                .hint("give it once"))
        }
        other => one(other),
    }
}

fn as_list(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(list) => list.iter().filter(|v| !is_empty(v)).cloned().collect(),
        other => vec![other.clone()],
    }
}

fn read_row(fact: &Fact, row: &Value, currency: Currency) -> Result<Value> {
    let columns = &fact.columns;
    let names = || columns.iter().map(|c| c.id.as_str()).collect::<Vec<_>>().join(" | ");
    let mut cells: BTreeMap<&str, Value> = BTreeMap::new();
    match row {
        Value::Object(map) => {
            for (key, value) in map {
                match columns.iter().find(|c| c.id == *key) {
                    Some(column) => {
                        cells.insert(&column.id, value.clone());
                    }
                    None => {
                        return Err(Error::data(format!("a row of `{}` has no column `{key}`", fact.id))
                            .key(fact.id.clone())
                            .hint(format!("the columns are {}", names())));
                    }
                }
            }
        }
        Value::String(text) => {
            let parts: Vec<&str> = text.split('|').map(str::trim).collect();
            if parts.len() > columns.len() {
                return Err(Error::data(format!(
                    "`{text}` has {} columns, `{}` has {}",
                    parts.len(),
                    fact.id,
                    columns.len()
                ))
                .key(fact.id.clone())
                .hint(format!("write {}", names())));
            }
            for (column, part) in columns.iter().zip(parts) {
                cells.insert(&column.id, Value::String(part.to_owned()));
            }
        }
        other => {
            return Err(Error::data(format!("`{other}` is not a row of `{}`", fact.id))
                .hint(format!("write {}", names())));
        }
    }
    let mut out = Map::new();
    for column in columns {
        let value = match cells.get(column.id.as_str()).filter(|v| !is_empty(v)) {
            Some(value) => single(&format!("{}.{}", fact.id, column.id), column.value, &[], value, currency)?,
            None if column.optional => Value::Null,
            None => {
                return Err(Error::data(format!("a row of `{}` lacks `{}`", fact.id, column.id))
                    .key(fact.id.clone())
                    .hint(format!("write {}", names())));
            }
        };
        out.insert(column.id.clone(), value);
    }
    Ok(Value::Object(out))
}

fn single(id: &str, form: FactType, choices: &[String], value: &Value, currency: Currency) -> Result<Value> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        other => return Err(Error::data(format!("`{id}` is one value, not `{other}`")).key(id)),
    };
    let keyed = |e: Error| e.key(id);
    if let Some(bad) = text.chars().find(|c| is_unprintable(*c)) {
        return Err(Error::data(format!(
            "`{id}` has the character U+{:04X} in it, which can't be printed",
            bad as u32
        ))
        .key(id)
        .hint("type the text again without it"));
    }
    if text.chars().count() > LONGEST {
        return Err(Error::data(format!("`{id}` is longer than {LONGEST} characters"))
            .key(id)
            .hint("shorten it"));
    }
    Ok(match form {
        FactType::Text => Value::String(text),
        FactType::Date => Value::String(text.parse::<Day>().map_err(keyed)?.to_string()),
        FactType::Time => Value::String(text.parse::<Clock>().map_err(keyed)?.to_string()),
        FactType::Zone => Value::String(text.parse::<Zone>().map_err(keyed)?.to_string()),
        FactType::Moment => {
            let moment = text.replace('T', " ");
            let (day, time) = moment.split_once(' ').ok_or_else(|| {
                Error::data(format!("`{text}` is not a date and time")).key(id).hint("write YYYY-MM-DD HH:MM")
            })?;
            Value::String(format!(
                "{}T{}",
                day.parse::<Day>().map_err(keyed)?,
                time.trim().parse::<Clock>().map_err(keyed)?
            ))
        }
        FactType::Money => {
            let (amount, currency) = match text.split_once(' ') {
                Some((amount, code)) => (amount.to_owned(), code.trim().parse::<Currency>().map_err(keyed)?),
                None => (text, currency),
            };
            let money = Money::parse(&amount, currency).map_err(keyed)?;
            serde_json::to_value(Sum::from(money)).map_err(|e| Error::internal(e.to_string()))?
        }
        FactType::Integer => match text.parse::<u32>() {
            Ok(number) => json!(number),
            Err(_) => {
                return Err(Error::data(format!("`{text}` is not a whole number"))
                    .key(id)
                    .hint("write digits only, such as 3"));
            }
        },
        FactType::Flag => match text.as_str() {
            "yes" | "true" | "1" => json!(true),
            "no" | "false" | "0" => json!(false),
            _ => {
                return Err(Error::data(format!("`{text}` is neither yes nor no"))
                    .key(id)
                    .hint("write yes or no"));
            }
        },
        FactType::Choice => {
            if choices.contains(&text) {
                Value::String(text)
            } else {
                let error = Error::data(format!("`{text}` is not a choice for `{id}`")).key(id);
                return Err(match nearest(&text, choices.iter().map(String::as_str)) {
                    Some(near) => {
                        error.hint(format!("did you mean `{near}`? The choices are {}", choices.join(", ")))
                    }
                    None => error.hint(format!("the choices are {}", choices.join(", "))),
                });
            }
        }
        FactType::Url => {
            let good = ["https://", "http://", "mailto:"].iter().any(|s| text.starts_with(s))
                && !text.contains(char::is_whitespace);
            if !good {
                return Err(Error::data(format!("`{text}` is not a link"))
                    .key(id)
                    .hint("write a link that begins with https://"));
            }
            Value::String(text)
        }
        FactType::Rows => return Err(Error::internal("rows inside rows")),
    })
}
