//! Checks that span clauses, files and the law of the place. Each shows both values and says what to change.
//!
//! Those of days stand in `days`.

use crate::compose::contract::clauses::abroad;
use crate::compose::contract::desk::Desk;
use crate::compose::contract::faults::Faults;
use crate::compose::contract::lint::home;
use crate::compose::contract::meetings::{effect, late_cancel, minutes, wait_minutes};
use crate::compose::contract::price::{Price, refund_days, refund_rule};
use crate::compose::contract::schedule::sessions_end;
use crate::compose::contract::switches::Switches;
use crate::model::jurisdiction::LateCancel;
use crate::model::language::Language;
use crate::model::party::PartyKind;
use crate::model::terms::ClientKind;
use crate::model::terms::ending::Rule;
use crate::model::terms::fees::{Basis, Interest};
use crate::model::terms::sessions::{Effect, Format};

/// From which hour to which a session in person may last at the widest: hours at which others are about.
const BUSINESS: (u32, u32) = (7, 21);

/// Tells every contradiction.
pub(super) fn check(desk: &Desk<'_>, on: &Switches, price: Option<&Price>, faults: &mut Faults<'_>) {
    work(desk, on, faults);
    in_person(desk, on, faults);
    refund(desk, price, faults);
    residence(desk, faults);
    duties(desk, faults);
    data_abroad(desk, faults);
    rolling(desk, price, faults);
    ai_told(desk, on, faults);
    consumer(desk, on, faults);
}

fn work(desk: &Desk<'_>, on: &Switches, faults: &mut Faults<'_>) {
    let (wait, length) = (wait_minutes(desk), minutes(desk));
    if wait > length / 2 {
        let own = desk.terms.lateness.as_ref().is_some_and(|l| l.wait_minutes.is_some());
        faults.error(
            if own { "terms.lateness.wait_minutes" } else { "policies.wait_minutes" },
            format!("you wait {wait} minutes, and a session lasts {length}: of more than half a session little is left"),
            format!("write at most {} minutes", length / 2),
        );
    }
    let count = desk.terms.sessions.as_ref().and_then(|s| s.count);
    let review = desk.terms.client_duties.as_ref().and_then(|c| c.review_after);
    if let (Some(review), Some(count)) = (review, count)
        && review >= count
    {
        faults.error(
            "terms.client_duties.review_after",
            format!("both look back after session {review}, and there are {count} sessions"),
            "name an earlier session",
        );
    }
    let free = desk.terms.reschedule_cancel.as_ref().and_then(|c| c.free_moves);
    if free.is_some() && effect(desk) != Effect::Moved {
        faults.error(
            "terms.reschedule_cancel.free_moves",
            format!(
                "a late move is free some times, and the effect of a late cancellation is `{}`",
                effect(desk).id()
            ),
            "write `effect: moved`, or take `free_moves` out",
        );
    }
    let recap = desk.terms.record.as_ref().and_then(|r| r.language.as_ref());
    if let (Some(recap), Some(theirs)) = (recap, &desk.person.language)
        && recap.base() != theirs.base()
        && on.get("record") == Some(&true)
    {
        faults.error(
            "terms.record.language",
            format!("the recaps are in `{recap}` (`record.language`), and the client’s language is `{theirs}`"),
            format!(
                "take the line out, or write recaps in the client’s language: `record: {{language: {theirs}}}` under `terms:`"
            ),
        );
    }
}

/// The clause `place_safety` says that sessions in person are held in business hours, and in no private home.
fn in_person(desk: &Desk<'_>, on: &Switches, faults: &mut Faults<'_>) {
    let terms = desk.terms;
    let format = terms.subject.as_ref().and_then(|s| s.format).unwrap_or(Format::Online);
    let own_words = terms.gives("replace.place_safety");
    if format == Format::Online || on.get("place_safety") != Some(&true) || own_words {
        return;
    }
    let start = terms.sessions.as_ref().and_then(|s| s.start_time).filter(|_| format == Format::InPerson);
    if let Some(start) = start {
        let end = u32::from(start.minutes) + minutes(desk);
        if u32::from(start.minutes) < BUSINESS.0 * 60 || end > BUSINESS.1 * 60 {
            faults.error(
                "terms.sessions.start_time",
                format!(
                    "the first session begins at {start} and takes {} minutes, and the clause `place_safety` has sessions in person held in business hours",
                    minutes(desk)
                ),
                format!("choose an hour between {:02}:00 and {:02}:00, or write `place_safety` in your own words under `replace:`", BUSINESS.0, BUSINESS.1),
            );
        }
    }
    let place = terms.place_safety.as_ref().and_then(|p| p.place.as_ref());
    if let Some(words) = place.and_then(|place| home(place, &desk.law.common.homes)) {
        faults.warn(
            "terms.place_safety.place",
            format!("the place of sessions in person says «{words}», and by the clause `place_safety` none is held in a private home"),
            "name a public place or your business premises, or write the clause in your own words under `replace:`",
        );
    }
}

fn refund(desk: &Desk<'_>, price: Option<&Price>, faults: &mut Faults<'_>) {
    let rules = &desk.law.rules.contract;
    match refund_rule(desk) {
        Rule::None => {
            let why = match rules.refund_kept.as_ref().filter(|r| r.value && desk.consumer) {
                Some(rule) => {
                    format!("a consumer’s refund can’t be excluded ({}): such a clause is void", rule.source)
                }
                None => "garbo has no words for an agreement without refunds".to_owned(),
            };
            faults.error(
                "terms.refund.rule",
                format!("nothing is to be paid back (`refund.rule: none`), and {why}"),
                "write pro_rata_sessions, pro_rata_time or documented_costs",
            );
        }
        Rule::ProRataSessions if price.is_some_and(|p| p.basis == Basis::Month) => faults.error(
            "terms.refund.rule",
            "the price is for a month, and the refund goes by sessions (`pro_rata_sessions`)",
            "write `refund: {rule: pro_rata_time}` under `terms:`",
        ),
        Rule::ProRataTime
            if price.is_some_and(|p| p.basis == Basis::Package)
                && sessions_end(desk).is_none()
                && desk.terms.term.as_ref().is_none_or(|t| t.end.is_none()) =>
        {
            faults.error(
                "terms.refund.rule",
                "the refund goes by time (`pro_rata_time`), and the agreement has no last day",
                "add `term: {start: …, end: …}` under `terms:`, or use pro_rata_sessions",
            )
        }
        _ => {}
    }
    if let Some(rule) = rules.refund_days.as_ref().filter(|r| desk.consumer && refund_days(desk) > r.value) {
        faults.warn(
            "terms.refund.days",
            format!(
                "a refund takes up to {} days, and {} are customary here ({})",
                refund_days(desk),
                rule.value,
                rule.source
            ),
            format!("write `refund: {{days: {}}}`", rule.value),
        );
    }
}

/// Where the client lives elsewhere than where the law applies.
fn residence(desk: &Desk<'_>, faults: &mut Faults<'_>) {
    let Some(theirs) = desk.person.country.as_deref() else {
        faults.missing(
            "country",
            "the agreement needs the country where the client lives: law and court depend on it",
            "add `country: …` at the left edge of the person’s file: IT, ID, RU, TR, GB, US-CA",
        );
        return;
    };
    let (country, part) =
        theirs.split_once('-').map_or((theirs, None), |(country, part)| (country, Some(part)));
    // Another state, or another part of the kingdom, has a law of its own too.
    let elsewhere = country != desk.law.country() || (part.is_some() && part != desk.law.part());
    if elsewhere && desk.consumer {
        faults.warn(
            "country",
            format!("the client lives in {theirs}, and the law of {} applies: a consumer keeps the mandatory protection of the place of residence", desk.law.code),
            "have a lawyer there look at the agreement, or choose that law with `terms.jurisdiction`",
        );
    }
}

/// Currency and language that two residents of a country keep, whichever law they choose.
fn duties(desk: &Desk<'_>, faults: &mut Faults<'_>) {
    let coachs = desk.practice.jurisdiction.split('-').next().unwrap_or_default();
    let theirs = desk.person.country.as_deref().and_then(|country| country.split('-').next());
    if theirs != Some(coachs) {
        return;
    }
    let Some(rules) = desk.law.rules_at(coachs).map(|rules| &rules.contract) else { return };
    if let Some(rule) = rules.currency.as_ref().filter(|r| r.value != desk.currency) {
        let key = if desk.terms.fees.as_ref().is_some_and(|f| f.currency.is_some()) {
            "terms.fees.currency"
        } else {
            "currency"
        };
        let law = match desk.law.country() == coachs {
            true => String::new(),
            false => format!(", whichever law applies (here that of {})", desk.law.code),
        };
        faults.error(
            key,
            format!(
                "the price is in {}, and between two residents of {coachs} it must be in {}{law} ({})",
                desk.currency, rule.value, rule.source
            ),
            format!("write `fees: {{currency: {}, amount: …}}` under `terms:`", rule.value),
        );
    }
    let lacks = |language: &Language| !desk.languages.iter().any(|l| l.base() == language.base());
    let all: Vec<&str> = desk.languages.iter().map(|l| l.tag()).collect();
    if let Some(rule) = rules.language.as_ref().filter(|r| lacks(&r.value)) {
        let first = desk.languages.first().map(Language::tag).unwrap_or_default();
        faults.error(
            "language",
            format!(
                "the agreement is in {}, and between two residents of {coachs} its text must be in `{}` too ({})",
                all.join(" and "),
                rule.value,
                rule.source
            ),
            format!("write it in that language, or in both: `--language {} --with {first}`", rule.value),
        );
    }
    if let Some(rule) = rules.language_advised.as_ref().filter(|r| lacks(&r.value)) {
        faults.warn(
            "language",
            format!(
                "the agreement is in {}, and with a resident of {coachs} it should be in `{}` as well ({})",
                all.join(" and "),
                rule.value,
                rule.source
            ),
            format!("write it in two languages, one of them `{}`", rule.value),
        );
    }
}

fn data_abroad(desk: &Desk<'_>, faults: &mut Faults<'_>) {
    let terms = desk.terms;
    let processors =
        terms.data_protection.iter().flat_map(|d| d.processors.iter().flatten()).map(|p| p.country.as_str());
    let tools = terms.ai_tools.iter().flat_map(|a| a.tools.iter().flatten()).map(|t| t.country.as_str());
    let foreign: Vec<&str> = processors.chain(tools).filter(|c| abroad(desk, c)).collect();
    let rule = desk.law.rules.contract.data_abroad.as_ref();
    if let Some(rule) = rule.filter(|_| !foreign.is_empty()) {
        let key = if terms.gives("data_protection.processors") {
            "terms.data_protection.processors"
        } else {
            "terms.ai_tools.tools"
        };
        faults.warn(
            key,
            format!("data go abroad ({}): {} ({})", foreign.join(", "), rule.value, rule.source),
            "ask a professional of the place before using these tools",
        );
    }
}

/// A price by the month without a last day goes on until somebody ends it.
fn rolling(desk: &Desk<'_>, price: Option<&Price>, faults: &mut Faults<'_>) {
    let by_month = price.is_some_and(|p| p.basis == Basis::Month);
    let ends = desk.terms.term.as_ref().is_some_and(|t| t.end.is_some()) || sessions_end(desk).is_some();
    let rule = desk.law.rules.contract.rolling.as_ref().filter(|_| desk.consumer && by_month && !ends);
    if let Some(rule) = rule {
        faults.warn(
            "terms.fees.basis",
            format!(
                "the price is for a month (`basis: month`), and the agreement has no last day, so it goes on month by month: {} ({})",
                rule.value, rule.source
            ),
            "add `term: {end: YYYY-MM-DD}` under `terms:`, or ask a lawyer of the place",
        );
    }
}

/// Where the law has the client told which systems are used, the clause stays.
fn ai_told(desk: &Desk<'_>, on: &Switches, faults: &mut Faults<'_>) {
    let rule = desk.law.rules.contract.ai_told.as_ref().filter(|r| r.value);
    if let Some(rule) = rule.filter(|_| on.get("ai_tools") != Some(&true)) {
        faults.error(
            "terms.clauses.ai_tools",
            format!(
                "the clause `ai_tools` is switched off (`clauses: {{ai_tools: false}}`), and the client must be told which systems are used ({})",
                rule.source
            ),
            "take the line out; without tools the clause says that none are used",
        );
    }
}

/// What a consumer may not lose.
fn consumer(desk: &Desk<'_>, on: &Switches, faults: &mut Faults<'_>) {
    let rules = &desk.law.rules.contract;
    let terms = desk.terms;
    let arbitration = terms.complaints.as_ref().is_some_and(|c| c.arbitration == Some(true));
    if arbitration && !rules.arbitration.as_ref().is_some_and(|r| r.value) {
        faults.error(
            "terms.complaints.arbitration",
            format!("arbitration is agreed, and garbo has it for the United States only: the law that applies is that of {}", desk.law.code),
            "write `arbitration: false`",
        );
    }
    if !desk.consumer {
        return;
    }
    let company = desk.person.party.as_ref().is_some_and(|p| p.kind == Some(PartyKind::Company));
    if company && terms.client_kind == Some(ClientKind::Consumer) {
        faults.error(
            "terms.client_kind",
            "the client is a company (`party.kind: company`), and is to conclude as a consumer (`client_kind: consumer`)",
            "take `client_kind` out, or write `kind: person` under `party:`",
        );
    }
    let wished = desk.person.terms.as_ref().and_then(|t| t.late_payment.as_ref());
    let interest = wished.is_some_and(|l| l.interest == Some(Interest::Legal));
    if let Some(rule) = rules.interest_in_business.as_ref().filter(|r| r.value && interest) {
        faults.error(
            "terms.late_payment.interest",
            format!(
                "interest at the rate of the law is agreed (`interest: legal`), and the client is a consumer, whom that law does not reach ({})",
                rule.source
            ),
            "write `interest: none`, or take the line out",
        );
    }
    if late_cancel(desk) == Some(LateCancel::Costs) && effect(desk) != Effect::Costs {
        let source = rules.late_cancel.as_ref().map_or("", |r| r.source.as_str());
        faults.error(
            "terms.reschedule_cancel.effect",
            format!("a late cancellation forfeits the session (`{}`), and a consumer pays documented costs only ({source})", effect(desk).id()),
            "write `effect: costs`, or take the line out",
        );
    }
    if effect(desk) == Effect::Costs && late_cancel(desk) != Some(LateCancel::Costs) {
        faults.error(
            "terms.reschedule_cancel.effect",
            format!("a late cancellation costs what is documented (`costs`), which is Russian law; the law that applies is that of {}", desk.law.code),
            "write held, half or moved",
        );
    }
    let notice = terms.termination_client.as_ref().and_then(|t| t.notice_days).filter(|days| *days > 0);
    if let Some((rule, days)) = rules.consumer_leaves_at_once.as_ref().filter(|r| r.value).zip(notice)
        && on.get("termination_client") == Some(&true)
    {
        faults.error(
            "terms.termination_client.notice_days",
            format!(
                "the client ends on {days} days’ notice, and a consumer may leave at any time ({})",
                rule.source
            ),
            "write `notice_days: 0`, or take the line out",
        );
    }
    let own = terms.replace.as_ref().is_some_and(|r| r.keys().any(|k| k.as_str() == "termination_coach"));
    if let Some(rule) = rules.consumer_cause.as_ref().filter(|r| r.value && own) {
        faults.warn(
            "terms.replace.termination_coach",
            format!("your own words say when you end the agreement; with a consumer keep to named causes, and return in full what is paid for and not provided ({})", rule.source),
            "have a lawyer of the place look at them",
        );
    }
    let capped =
        on.get("liability") == Some(&true) && terms.liability.as_ref().is_some_and(|l| l.cap.is_some());
    if let Some(rule) = rules.no_consumer_cap.as_ref().filter(|r| r.value && capped) {
        faults.error(
            "terms.liability.cap",
            format!("liability is capped, and against a consumer such a cap has no effect ({})", rule.source),
            "take `cap` out; the clause then says what you are liable for",
        );
    }
    if terms.client_kind.is_none()
        && desk.person.party.as_ref().is_some_and(|p| p.kind == Some(PartyKind::SelfEmployed))
    {
        faults.warn(
            "party.kind",
            "the client is self-employed, and is treated as a consumer",
            "write `client_kind: business` under `terms:` when the coaching is for the client’s business",
        );
    }
}
