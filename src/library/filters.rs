//! The filters and functions of templates: the grammar of the language, at the templates' call.
//!
//! Each takes a value as data and gives text; the engine escapes it. Errors are raised at the call, with the
//! value shown.

use std::sync::{Arc, OnceLock};

use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;
use tera::{Error as TeraError, Kwargs, State, Tera, TeraResult, Value};

use crate::grammar::cldr::{Cldr, DateLength, ListStyle};
use crate::grammar::words::{self, AmountOptions, AmountStyle, WordGender, WordsOptions, WordsStyle};
use crate::library::arguments::{no_choice, optional, raise, text};
use crate::library::speech::{Addressee, Speech};
use crate::model::address::{Formality, Gender, Relation, Tone};
use crate::model::money::{Currency, Money};
use crate::model::scalar;

/// A language's formats, built when the first filter needs them: a letter without a date loads no calendar.
struct Formats {
    speech: Arc<Speech>,
    cldr: OnceLock<Cldr>,
}

impl Formats {
    fn cldr(&self) -> TeraResult<&Cldr> {
        if let Some(cldr) = self.cldr.get() {
            return Ok(cldr);
        }
        let built = Cldr::new(&self.speech.language).map_err(raise)?;
        Ok(self.cldr.get_or_init(|| built))
    }
}

/// Registers everything that `docs/templates.md` lists.
pub(crate) fn register(tera: &mut Tera, speech: Arc<Speech>) {
    let formats = Arc::new(Formats { speech: Arc::clone(&speech), cldr: OnceLock::new() });
    dates(tera, &formats);
    amounts(tera, &formats);
    lists(tera, &formats);
    names(tera, &formats);
    speaking(tera, &speech);
    // Values are data: no template may print one unescaped.
    tera.register_filter("safe", |_: &Value, _: Kwargs, _: &State| -> TeraResult<String> {
        Err(TeraError::message("`safe` is not available: values are always escaped"))
    });
}

fn dates(tera: &mut Tera, formats: &Arc<Formats>) {
    let f = Arc::clone(formats);
    tera.register_filter("date", move |value: &Value, k: Kwargs, _: &State| -> TeraResult<Value> {
        let length = length(&k)?;
        let cldr = f.cldr()?;
        let one = |value: &Value| cldr.date(date(value)?, length).map_err(raise);
        // A list of dates gives a list of dates in words, ready for `list`.
        match value.as_array() {
            Some(values) => Ok(Value::from(values.iter().map(one).collect::<TeraResult<Vec<_>>>()?)),
            None => Ok(Value::from(one(value)?)),
        }
    });
    let f = Arc::clone(formats);
    tera.register_filter("dates", move |values: Vec<Value>, k: Kwargs, _: &State| -> TeraResult<String> {
        let length = length(&k)?;
        let cldr = f.cldr()?;
        let dates = values.iter().map(date).collect::<TeraResult<Vec<_>>>()?;
        if length == DateLength::Long {
            return cldr.dates(&dates).map_err(raise);
        }
        let dates =
            dates.iter().map(|day| cldr.date(*day, length).map_err(raise)).collect::<TeraResult<Vec<_>>>()?;
        cldr.list(&dates, ListStyle::And).map_err(raise)
    });
    let f = Arc::clone(formats);
    tera.register_filter("weekday", move |value: &Value, _: Kwargs, _: &State| -> TeraResult<String> {
        f.cldr()?.weekday(date(value)?).map_err(raise)
    });
    let f = Arc::clone(formats);
    tera.register_filter("month_and_day", move |value: &Value, _: Kwargs, _: &State| -> TeraResult<String> {
        f.cldr()?.month_and_day(date(value)?).map_err(raise)
    });
    let f = Arc::clone(formats);
    tera.register_filter("date_in_words", move |value: &Value, _: Kwargs, _: &State| -> TeraResult<String> {
        words::date_in_words(f.cldr()?, date(value)?).map_err(raise)
    });
    let f = Arc::clone(formats);
    tera.register_filter("time", move |value: &Value, _: Kwargs, _: &State| -> TeraResult<String> {
        let text = text(value)?;
        // The end of a day is written as its last minute's successor where a window ends.
        let parsed = if text == "24:00" { Ok(Time::midnight()) } else { text.parse::<Time>() };
        let time =
            parsed.map_err(|_| TeraError::message(format!("`{text}` is not a time of day; write 18:30")))?;
        f.cldr()?.time(time).map_err(raise)
    });
    let f = Arc::clone(formats);
    tera.register_filter("moment", move |value: &Value, k: Kwargs, s: &State| -> TeraResult<String> {
        let text = text(value)?;
        let moment: DateTime = text.parse().map_err(|_| {
            TeraError::message(format!("`{text}` is not a date and time; write 2026-12-15 18:30"))
        })?;
        let coach = s.get::<Value>("coach")?;
        let home = coach
            .as_ref()
            .and_then(|c| c.get_from_path("time_zone"))
            .and_then(Value::as_str)
            .unwrap_or("UTC");
        // A zone that is not known leaves the moment on the coach's own clock.
        let zone = |key: &str| -> TeraResult<Option<String>> {
            Ok(k.get::<Value>(key)?.and_then(|v| v.as_str().map(str::to_owned)))
        };
        let (shown, from) = (zone("zone")?, zone("from")?);
        let (shown, from) = (shown.as_deref().unwrap_or(home), from.as_deref().unwrap_or(home));
        let zone = |name: &str| {
            scalar::zone(name)
                .ok_or_else(|| TeraError::message(format!("`{name}` is not a time zone; write Europe/Rome")))
        };
        let zoned = moment
            .to_zoned(zone(from)?)
            .map_err(|e| TeraError::message(format!("`{text}` is not a moment in `{from}`: {e}")))?
            .with_time_zone(zone(shown)?);
        f.cldr()?.zoned(&zoned).map_err(raise)
    });
}

fn amounts(tera: &mut Tera, formats: &Arc<Formats>) {
    let f = Arc::clone(formats);
    tera.register_filter("money", move |value: &Value, k: Kwargs, s: &State| -> TeraResult<String> {
        let style = optional(&k, "style")?.unwrap_or_default();
        f.cldr()?.money(money(value, &k, s)?, style).map_err(raise)
    });
    let f = Arc::clone(formats);
    tera.register_filter(
        "money_in_words",
        move |value: &Value, k: Kwargs, s: &State| -> TeraResult<String> {
            let style = match k.get::<&str>("style")? {
                None | Some("prose") => AmountStyle::Prose,
                Some("contract") => AmountStyle::Contract,
                Some(other) => return Err(no_choice("style", other, "prose, contract")),
            };
            let options = AmountOptions { style, case: optional(&k, "case")? };
            words::money_in_words(&f.speech.language, money(value, &k, s)?, options).map_err(raise)
        },
    );
    let f = Arc::clone(formats);
    tera.register_filter("number", move |value: &Value, _: Kwargs, _: &State| -> TeraResult<String> {
        f.cldr()?.number(decimal(value)?).map_err(raise)
    });
    let f = Arc::clone(formats);
    tera.register_filter("percent", move |value: &Value, _: Kwargs, _: &State| -> TeraResult<String> {
        f.cldr()?.percent(decimal(value)?).map_err(raise)
    });
    let f = Arc::clone(formats);
    tera.register_filter(
        "number_in_words",
        move |value: &Value, k: Kwargs, _: &State| -> TeraResult<String> {
            let style = match k.get::<&str>("style")? {
                None | Some("prose") => WordsStyle::Prose,
                Some("joined") => WordsStyle::Joined,
                Some(other) => return Err(no_choice("style", other, "prose, joined")),
            };
            let options = WordsOptions {
                gender: optional::<WordGender>(&k, "gender")?,
                case: optional(&k, "case")?,
                style,
            };
            let text = text(value)?;
            let number: u64 = text
                .parse()
                .map_err(|_| TeraError::message(format!("`{text}` is not a whole number without sign")))?;
            words::cardinal(&f.speech.language, number, options).map_err(raise)
        },
    );
    let f = Arc::clone(formats);
    tera.register_filter("plural", move |value: &Value, k: Kwargs, _: &State| -> TeraResult<String> {
        let number = text(value)?;
        let category = f.cldr()?.plural(&number).map_err(raise)?.name();
        // `other` serves the categories that the template does not tell apart.
        match (k.get::<String>(category)?, k.get::<String>("other")?) {
            (Some(form), _) | (None, Some(form)) => Ok(form),
            (None, None) => Err(TeraError::message(format!(
                "the number `{number}` takes the form `{category}` in {}, which is not given",
                f.speech.language
            ))),
        }
    });
}

fn lists(tera: &mut Tera, formats: &Arc<Formats>) {
    let f = Arc::clone(formats);
    tera.register_filter("list", move |values: Vec<Value>, k: Kwargs, _: &State| -> TeraResult<String> {
        let style = match k.get::<&str>("style")? {
            None | Some("and") => ListStyle::And,
            Some("or") => ListStyle::Or,
            Some(other) => return Err(no_choice("style", other, "and, or")),
        };
        let items = values.iter().map(text).collect::<TeraResult<Vec<_>>>()?;
        f.cldr()?.list(&items, style).map_err(raise)
    });
}

fn names(tera: &mut Tera, formats: &Arc<Formats>) {
    super::names::register(tera, &formats.speech.language);
}

fn speaking(tera: &mut Tera, speech: &Arc<Speech>) {
    let spoken = Arc::clone(speech);
    tera.register_function("salutation", move |k: Kwargs, s: &State| -> TeraResult<Value> {
        Ok(Value::safe_string(&spoken.salutation(&addressee(&k, s)?)))
    });
    let spoken = Arc::clone(speech);
    tera.register_function("closing", move |k: Kwargs, s: &State| -> TeraResult<Value> {
        Ok(Value::safe_string(&spoken.closing(&addressee(&k, s)?)))
    });
    let spoken = Arc::clone(speech);
    tera.register_function("clause", move |k: Kwargs, s: &State| -> TeraResult<String> {
        let id = k.must_get::<&str>("id")?;
        let agreement = s.get::<Value>("agreement")?;
        let number = agreement
            .as_ref()
            .and_then(|a| a.get_from_path("clauses")?.get_from_path(id))
            .and_then(Value::as_str);
        Ok(number.map_or_else(String::new, |number| spoken.clause(number)))
    });
}

/// Reads the addressee of the letter, or the person handed in as `person=…`.
fn addressee(k: &Kwargs, s: &State) -> TeraResult<Addressee> {
    let person = match k.get::<Value>("person")? {
        Some(person) => person,
        None => s.get::<Value>("to")?.unwrap_or_else(Value::none),
    };
    let part = |key: &str| {
        person.get_from_path(key).and_then(Value::as_str).filter(|t| !t.is_empty()).map(str::to_owned)
    };
    let flag = |key: &str| -> TeraResult<bool> { Ok(s.get::<bool>(key).unwrap_or(None).unwrap_or(false)) };
    let given = part("given");
    let family = part("family");
    let name = part("name").or_else(|| match (&given, &family) {
        (Some(given), Some(family)) => Some(format!("{given} {family}")),
        (one, other) => one.clone().or_else(|| other.clone()),
    });
    let gender = match part("gender") {
        Some(id) => Some(id.parse::<Gender>().map_err(raise)?),
        None => None,
    };
    let tone = match s.get::<String>("tone").unwrap_or(None) {
        Some(id) => id.parse::<Tone>().map_err(raise)?,
        None => Tone::Neutral,
    };
    let relation = match s.get::<String>("relation").unwrap_or(None) {
        Some(id) => id.parse::<Relation>().map_err(raise)?,
        None => Relation::Prospect,
    };
    Ok(Addressee {
        name,
        given,
        family,
        patronymic: part("patronymic"),
        title: part("title"),
        gender,
        formality: if flag("informal")? { Formality::Informal } else { Formality::Formal },
        tone,
        relation,
        safety: flag("safety")?,
    })
}

fn length(k: &Kwargs) -> TeraResult<DateLength> {
    match k.get::<&str>("length")? {
        None | Some("long") => Ok(DateLength::Long),
        Some("full") => Ok(DateLength::Full),
        Some("medium") => Ok(DateLength::Medium),
        Some("short") => Ok(DateLength::Short),
        Some(other) => Err(no_choice("length", other, "full, long, medium, short")),
    }
}

fn date(value: &Value) -> TeraResult<Date> {
    let text = text(value)?;
    let day = text.get(..10).filter(|_| text.as_bytes().get(10) == Some(&b'T')).unwrap_or(&text);
    day.parse().map_err(|_| {
        TeraError::message(format!("`{text}` is not a date; write YYYY-MM-DD, such as 2026-12-15"))
    })
}

fn decimal(value: &Value) -> TeraResult<Decimal> {
    let text = text(value)?;
    Decimal::from_str_exact(&text)
        .map_err(|_| TeraError::message(format!("`{text}` is not a number; write 1234.5")))
}

/// Reads an amount: `{amount, currency}`, or a number with `currency=` or the practice's currency.
fn money(value: &Value, k: &Kwargs, s: &State) -> TeraResult<Money> {
    let part = |key: &str| value.get_from_path(key).and_then(Value::as_str).map(str::to_owned);
    let (amount, code) = match (part("amount"), part("currency")) {
        (Some(amount), Some(code)) => (amount, Some(code)),
        _ => (text(value)?, None),
    };
    let code = match k.get::<String>("currency")?.or(code) {
        Some(code) => code,
        None => s.get::<String>("currency").unwrap_or(None).ok_or_else(|| {
            TeraError::message(format!("`{amount}` has no currency; write `money(currency=\"EUR\")`"))
        })?,
    };
    let currency: Currency = code.parse().map_err(raise)?;
    Money::parse(&amount, currency).map_err(raise)
}
