//! The practice from `practice.yaml`, and the checks that need more than one of its values.

use crate::error::{Error, Result};
use crate::load::Home;
use crate::load::check::{self, Check};
use crate::load::home::PRACTICE_FILE;
use crate::load::letterhead;
use crate::model::mail_section::MailSection;
use crate::model::practice::{ContactHours, Practice};
use crate::model::terms::Terms;
use crate::model::windows;
use crate::yaml::Located;

/// Reads and checks the practice.
///
/// Errors: `Missing` without the file; `Data` with every fault of it.
pub fn practice(home: &Home) -> Result<Located<Practice>> {
    let file = home.shown(PRACTICE_FILE);
    let bytes = home.read(PRACTICE_FILE)?.ok_or_else(|| {
        Error::missing(format!("`{file}` is not there")).hint("`garbo init` makes a practice folder")
    })?;
    from_bytes(&bytes, &file)
}

/// Returns what practice.yaml is without the values that an error tells of, twice: left out, and with others in their
/// place. `None` where nothing is left.
pub fn rest_of_practice(home: &Home, error: &Error) -> Option<[Located<Practice>; 2]> {
    let bytes = home.read(PRACTICE_FILE).ok()??;
    check::rest(&bytes, &home.shown(PRACTICE_FILE), error)
}

/// As [`practice`], from bytes that were already read or are about to be written.
pub(super) fn from_bytes(bytes: &[u8], file: &str) -> Result<Located<Practice>> {
    check::read(bytes, file, check)
}

fn check(practice: &Located<Practice>) -> Result<()> {
    let mut check = Check::new(&practice.source);
    let p = &practice.value;
    check.texts(p);
    check.name("coach.name", &p.coach.name);
    for (key, name) in [("coach.title", &p.coach.title), ("coach.practice_name", &p.coach.practice_name)] {
        check.name_if_any(key, name.as_deref());
    }
    for (language, name) in &p.coach.names {
        check.name(&format!("coach.names.{language}"), name);
    }
    check.name_if_any("city", p.city.as_deref());
    if p.languages.is_empty() {
        check.problem("languages", "`languages` is empty", "write at least one: [it]");
    }
    check.unique("languages", p.languages.iter().map(|l| l.tag()), |i| format!("languages[{i}]"));
    check.country("jurisdiction", &p.jurisdiction);
    check.unique("services", p.services.iter().map(|s| s.id.as_str()), |i| format!("services[{i}].id"));
    check.unique("resources", p.resources.iter().map(|r| r.id.as_str()), |i| format!("resources[{i}].id"));
    for (i, resource) in p.resources.iter().enumerate() {
        check.links(&format!("resources[{i}].url"), &resource.url);
    }
    for (i, register) in p.registers.iter().enumerate() {
        check.links(&format!("registers[{i}].url"), &register.url);
    }
    if let Some(hours) = &p.contact_hours {
        contact_hours(&mut check, hours);
    }
    if let Some(fees) = &p.fees {
        for (key, amount) in [("fees.session", &fees.session), ("fees.extra_hour", &fees.extra_hour)] {
            if let Some(amount) = amount {
                check.money(key, amount, p.currency);
            }
        }
        check.range("fees.minutes", fees.minutes, 1, 24 * 60, "minutes");
        check.range("fees.max_instalments", fees.max_instalments, 1, 120, "instalments");
    }
    letterhead::check(&mut check, &p.letterhead);
    for (i, number) in p.emergency.iter().enumerate() {
        check.country(&format!("emergency[{i}].country"), &number.country);
        check.name(&format!("emergency[{i}].number"), &number.number);
    }
    let t = &p.screening.thresholds;
    if !(t.clarify <= t.boundaries && t.boundaries <= t.decline) {
        check.problem(
            "screening.thresholds",
            format!("the thresholds do not rise: {}, {}, {}", t.clarify, t.boundaries, t.decline),
            "clarify comes first, then boundaries, then decline: {clarify: 3, boundaries: 6, decline: 9}",
        );
    }
    if let Some(code) = p.terms.as_ref().and_then(|t| t.jurisdiction.as_deref()) {
        check.country("terms.jurisdiction", code);
    }
    if p.terms.as_ref().is_some_and(|t| t.guardians.is_some()) {
        check.problem(
            "terms.guardians",
            "`terms.guardians` stands in practice.yaml, and so would sign for every client",
            "move it to `terms:` of the client’s file",
        );
    }
    let faults = |terms: &Terms| terms.check().into_iter().chain(terms.check_switches());
    for problem in p.terms.iter().flat_map(faults) {
        check.at_its_key(problem);
    }
    for problem in p.coach.party.iter().flat_map(|party| party.check("coach.party")) {
        check.at_its_key(problem);
    }
    for problem in p.mail.iter().flat_map(MailSection::check) {
        check.at_its_key(problem);
    }
    check.done()
}

fn contact_hours(check: &mut Check<'_>, hours: &ContactHours) {
    let remedy = "write at least one: - {days: [mon, tue], from: \"09:00\", to: \"17:00\"}";
    for problem in windows::faults(&hours.windows, "contact_hours.windows", remedy) {
        check.at_its_key(problem);
    }
    check.range("contact_hours.response_hours", Some(hours.response_hours), 1, 400, "working hours");
}
