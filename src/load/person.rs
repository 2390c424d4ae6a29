//! A person from `people/<name>.yaml`.

use crate::error::{Error, ErrorKind, Problem, Result, is_unprintable, nearest};
use crate::load::Home;
use crate::load::check::{self, Check};
use crate::model::engagement::{Engagement, RefundRule};
use crate::model::person::Person;
use crate::yaml::Located;

const FOLDER: &str = "people";

/// Reads and checks a person by the name of the file.
///
/// Errors: `Missing`, naming the nearest file; `Data` for a name that leads elsewhere and for faults of the file.
pub fn person(home: &Home, name: &str) -> Result<Located<Person>> {
    check_file_name(name)?;
    find_person(home, name)?.ok_or_else(|| {
        let names = home.names(FOLDER).unwrap_or_default();
        let hint = match nearest(name, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() => format!("there is no file in `{}` yet", home.shown(FOLDER)),
            None => format!("there are {}", names.join(", ")),
        };
        let file = home.shown(&path(name));
        Error::new(ErrorKind::Missing, Problem::new(format!("`{file}` is not there")).hint(hint))
    })
}

/// As [`person`], but `None` where there is no such file or where the name can't be that of a file.
pub fn find_person(home: &Home, name: &str) -> Result<Option<Located<Person>>> {
    if check_file_name(name).is_err() {
        return Ok(None);
    }
    let Some(bytes) = home.read(&path(name))? else { return Ok(None) };
    check::read(&bytes, &home.shown(&path(name)), check).map(Some)
}

/// Returns what a person's file is without the values that an error tells of, twice: left out, and with others in their
/// place. `None` where nothing is left.
pub fn rest_of_person(home: &Home, name: &str, error: &Error) -> Option<[Located<Person>; 2]> {
    check_file_name(name).ok()?;
    let bytes = home.read(&path(name)).ok()??;
    check::rest(&bytes, &home.shown(&path(name)), error)
}

/// Reads every person of the practice, by the names of the files.
///
/// Errors: the faults of all files together.
pub fn people(home: &Home) -> Result<Vec<(String, Located<Person>)>> {
    let mut people = Vec::new();
    let mut problems = Vec::new();
    for name in home.names(FOLDER)? {
        match person(home, &name) {
            Ok(person) => people.push((name, person)),
            Err(error) => problems.extend(error.problems),
        }
    }
    Error::all(ErrorKind::Data, problems).map_or(Ok(people), Err)
}

/// Returns the names of the files, unread.
pub fn people_names(home: &Home) -> Result<Vec<String>> {
    home.names(FOLDER)
}

fn path(name: &str) -> String {
    format!("{FOLDER}/{name}.yaml")
}

/// Refuses names that would lead out of the folder, such as `../x`.
fn check_file_name(name: &str) -> Result<()> {
    let odd = name.is_empty()
        || name.len() > 200
        || name.starts_with('.')
        || name.chars().any(|c| matches!(c, '/' | '\\' | ':') || is_unprintable(c));
    if odd {
        return Err(Error::data(format!("`{name}` is not the name of a file in `{FOLDER}`"))
            .hint("write the bare name, without folder and ending: --to anna reads people/anna.yaml"));
    }
    Ok(())
}

fn check(person: &Located<Person>) -> Result<()> {
    let mut check = Check::new(&person.source);
    let p = &person.value;
    check.texts(p);
    let names = [
        ("name", &p.name),
        ("given", &p.given),
        ("family", &p.family),
        ("patronymic", &p.patronymic),
        ("title", &p.title),
        ("city", &p.city),
    ];
    for (key, name) in names {
        check.name_if_any(key, name.as_deref());
    }
    for (case, form) in &p.forms {
        check.name(&format!("forms.{case}"), form);
    }
    if p.name.is_none() && p.given.is_none() && p.family.is_none() {
        check.problem("", "the person has no name", "add `name: …` at the left edge of the file");
    }
    check.email("email", p.email.as_deref());
    if let Some(country) = &p.country {
        check.country("country", country);
    }
    if let Some(agreement) = &p.agreement {
        engagement(&mut check, agreement);
    }
    if let Some(code) = p.terms.as_ref().and_then(|t| t.jurisdiction.as_deref()) {
        check.country("terms.jurisdiction", code);
    }
    for problem in p.terms.iter().flat_map(|terms| terms.check()) {
        check.at_its_key(problem);
    }
    for problem in p.party.iter().flat_map(|party| party.check("party")) {
        check.at_its_key(problem);
    }
    check.done()
}

/// Checks what the file itself says; what it leaves to the terms is seen when a letter reckons with it.
fn engagement(check: &mut Check<'_>, a: &Engagement) {
    let amounts = [("total", &a.total), ("paid", &a.paid), ("costs", &a.costs)];
    for (key, amount) in amounts {
        if let (Some(amount), Some(currency)) = (amount, a.currency) {
            check.money(&format!("agreement.{key}"), amount, currency);
        }
    }
    let by_time = a.rule() == RefundRule::ProRataTime;
    check.range("agreement.sessions", a.sessions, u32::from(!by_time), 1000, "sessions");
    if let Some(period) = a.period.filter(|p| p.end < p.start) {
        check.problem(
            "agreement.period",
            format!("the time paid for ends on {}, before it begins on {}", period.end, period.start),
            "correct `start` or `end`",
        );
    }
    let used = a.held.unwrap_or(0).saturating_add(a.counted_as_held);
    if let Some(sessions) = a.sessions.filter(|sessions| used > *sessions) {
        check.problem(
            "agreement.held",
            format!("{used} sessions were held or count as held, and {sessions} were agreed"),
            "correct `sessions`, `held` or `counted_as_held`",
        );
    }
    if let (Some(ended), Some(date)) = (a.ended, a.date)
        && ended < date
    {
        check.problem(
            "agreement.ended",
            format!("the agreement ended on {ended}, before its date, {date}"),
            "correct `ended` or `date`",
        );
    }
}
