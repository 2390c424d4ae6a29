//! Which clauses, annexes and consent sheets an agreement has, and what refers to what.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::compose::contract::desk::Desk;
use crate::compose::contract::faults::Faults;
use crate::compose::contract::price::Price;
use crate::model::id::Id;
use crate::model::terms::Conclusion;
use crate::model::terms::clause::{ANNEXES, CLAUSES, CONSENTS};
use crate::model::terms::data::Allowed;
use crate::model::terms::ending::Point;
use crate::model::terms::sessions::Format;

/// Clauses whose own words refer to another clause, which must therefore be printed too.
const REFERS: [(&str, &str); 9] = [
    ("subject", "sessions"),
    ("subject", "record"),
    ("sessions", "refund"),
    ("lateness", "reschedule_cancel"),
    ("conduct", "termination_coach"),
    ("termination_client", "refund"),
    ("termination_coach", "conduct"),
    ("termination_coach", "refund"),
    ("force_majeure", "refund"),
];

/// Whether each part is printed, by its id.
pub(super) type Switches = BTreeMap<&'static str, bool>;

/// Returns which clauses are printed.
pub(super) fn clauses(desk: &Desk<'_>, price: Option<&Price>, faults: &mut Faults<'_>) -> Switches {
    let terms = desk.terms;
    let wish = |id: &str| wish(terms.clauses.as_ref(), id);
    for problem in terms.check_switches() {
        faults.error(
            problem.key.as_deref().unwrap_or_default(),
            &problem.message,
            problem.hint.as_deref().unwrap_or_default(),
        );
    }
    let format = terms.subject.as_ref().and_then(|s| s.format).unwrap_or(Format::Online);
    let place = terms.place_safety.as_ref();
    let fixed = price.is_some_and(|p| p.total.is_some());
    let package = price.is_some_and(|p| p.basis == crate::model::terms::fees::Basis::Package);
    let off_premises = terms.conclusion.unwrap_or(Conclusion::Distance) != Conclusion::OnPremises;
    let rules = &desk.law.rules.contract;
    let withdrawal = desk.consumer && off_premises && rules.withdrawal_days.is_some();
    // Optional clauses are printed where their data are given.
    let given = |id: &str| match id {
        "place_safety" => format != Format::Online || place.is_some_and(|p| p.platform.is_some()),
        "instalments" => package || (fixed && terms.instalments.is_some()),
        "late_payment" => terms.late_payment.is_some(),
        "client_duties" => terms.client_duties.is_some(),
        "coach_duties" => terms.coach_duties.is_some(),
        "minor" => terms.guardians.is_some(),
        "sponsor" => terms.sponsor.is_some(),
        "release" => terms.release == Some(true),
        "liability" => terms.liability.is_some(),
        "force_majeure" => terms.force_majeure.is_some(),
        "complaints" => terms.complaints.is_some(),
        "language_versions" => desk.languages.len() > 1,
        _ => false,
    };
    let mut on: Switches = BTreeMap::new();
    for clause in CLAUSES {
        let default = if clause.id == "withdrawal" { withdrawal } else { clause.core || given(clause.id) };
        let wished = wish(clause.id);
        on.insert(clause.id, wished.unwrap_or(default));
        if wished == Some(false)
            && default
            && let Some(lost) = clause.needed
        {
            faults.warn(
                &format!("terms.clauses.{}", clause.id),
                format!("the clause `{}` is switched off: {lost}", clause.id),
                "switch it on again, or have a lawyer say that the agreement can do without",
            );
        }
    }
    // What is wished for and has nothing to say.
    let impossible = [
        ("withdrawal", !withdrawal, "the law of the place gives no such right here"),
        ("instalments", !fixed, "the price has no fixed total"),
        ("sponsor", terms.sponsor.is_none(), "nobody but the client pays: add `sponsor:`"),
        ("minor", terms.guardians.is_none(), "nobody signs for the client: add `guardians:`"),
        ("language_versions", desk.languages.len() < 2, "the agreement is in one language"),
    ];
    for (id, cannot, why) in impossible {
        if cannot && wish(id) == Some(true) {
            faults.error(
                &format!("terms.clauses.{id}"),
                format!("the clause `{id}` is switched on, and {why}"),
                "take the line out",
            );
        }
    }
    if desk.languages.len() > 1 && on.get("language_versions") == Some(&false) {
        faults.error(
            "terms.clauses.language_versions",
            "the agreement is in two languages, and no clause says which prevails",
            "take the line out",
        );
    }
    if terms.guardians.is_some() && on.get("minor") == Some(&false) {
        faults.error(
            "terms.clauses.minor",
            "guardians sign for the client, and the clause about that is switched off",
            "take the line out, or write your own words under `replace: {minor: …}`",
        );
    }
    let printed = |id: &str| on.get(id).copied().unwrap_or(false);
    let replaced = |id: &str| terms.replace.as_ref().is_some_and(|r| r.keys().any(|k| k.as_str() == id));
    for (from, to) in REFERS {
        if printed(from) && !replaced(from) && !printed(to) {
            faults.error(
                &format!("terms.clauses.{to}"),
                format!("the clause `{to}` is switched off, and the clause `{from}` refers to it"),
                format!("switch `{to}` on, switch `{from}` off too, or write `{from}` in your own words under `replace:`"),
            );
        }
    }
    on
}

fn wish(map: Option<&BTreeMap<Id, bool>>, id: &str) -> Option<bool> {
    map?.iter().find(|(known, _)| known.as_str() == id).map(|(_, on)| *on)
}

/// Returns which annexes are printed.
pub(super) fn annexes(desk: &Desk<'_>, on: &Switches, faults: &mut Faults<'_>) -> Switches {
    let terms = desk.terms;
    let rules = &desk.law.rules.contract;
    let conclusion = terms.conclusion.unwrap_or(Conclusion::Distance);
    let printed = |id: &str| on.get(id).copied().unwrap_or(false);
    let goals = terms
        .subject
        .as_ref()
        .is_some_and(|s| s.goals_in_annex == Some(true) && s.goals.as_ref().is_some_and(|g| !g.is_empty()));
    let mut annexes: Switches = BTreeMap::new();
    for id in ANNEXES {
        let default = match id {
            "goals" => goals,
            "price" => {
                printed("instalments") && terms.instalments.as_ref().is_some_and(|i| i.in_annex == Some(true))
            }
            "information" => {
                desk.consumer
                    && conclusion != Conclusion::OnPremises
                    && desk.words.information_basis.is_some()
            }
            "privacy" => printed("data_protection"),
            "withdrawal" => printed("withdrawal"),
            "cooling_off" => {
                desk.consumer && conclusion == Conclusion::OffPremises && rules.cooling_off_days.is_some()
            }
            _ => !desk.consumer && rules.act.as_ref().is_some_and(|r| r.value),
        };
        let wished = wish(terms.annexes.as_ref(), id);
        let key = format!("terms.annexes.{id}");
        // A clause in the coach's own words may tell it elsewhere, such as in a notice handed over before.
        let own = id == "privacy"
            && terms.replace.as_ref().is_some_and(|r| r.keys().any(|k| k.as_str() == "data_protection"));
        if wished == Some(false)
            && default
            && !own
            && matches!(id, "withdrawal" | "information" | "privacy" | "cooling_off")
        {
            faults.error(
                &key,
                format!("the annex `{id}` is switched off, and the agreement needs it"),
                "take the line out",
            );
        }
        if wished == Some(false) && default && matches!(id, "goals" | "price") {
            faults.error(
                &key,
                format!("the annex `{id}` is switched off, and the agreement refers to it"),
                "take the line out, or `in_annex`",
            );
        }
        let possible = match id {
            "goals" => {
                terms.subject.as_ref().is_some_and(|s| s.goals.as_ref().is_some_and(|g| !g.is_empty()))
            }
            "price" => printed("instalments"),
            "information" => desk.words.information_basis.is_some(),
            "withdrawal" => printed("withdrawal"),
            "cooling_off" => rules.cooling_off_days.is_some(),
            _ => true,
        };
        if wished == Some(true) && !possible {
            faults.error(
                &key,
                format!("the annex `{id}` is switched on, and there is nothing to put into it"),
                "take the line out",
            );
        }
        annexes.insert(id, wished.unwrap_or(default));
    }
    annexes
}

/// Returns the numbers of the consent sheets that are printed.
pub(super) fn consents(
    desk: &Desk<'_>,
    on: &Switches,
    transfers: bool,
    faults: &mut Faults<'_>,
) -> BTreeMap<&'static str, Option<u32>> {
    let terms = desk.terms;
    let printed = |id: &str| on.get(id).copied().unwrap_or(false);
    // A sheet for a ground that the law does not know would only mislead.
    let no_ground = desk.law.rules.contract.transfer_consent.as_ref().filter(|r| !r.value);
    let mut next = 0;
    let mut numbers = BTreeMap::new();
    for id in CONSENTS {
        let tools = terms.ai_tools.as_ref().and_then(|a| a.tools.as_ref()).is_some_and(|t| !t.is_empty());
        let recording =
            terms.recording.as_ref().and_then(|r| r.allowed).is_some_and(|a| a == Allowed::CoachWithConsent);
        let needed = match id {
            "release" => printed("release"),
            "recording" => printed("recording") && recording,
            "testimonial" => printed("testimonials"),
            "handover" => printed("handover"),
            "transfer" => transfers && desk.law.rules.contract.data_abroad.is_some() && no_ground.is_none(),
            "ai" => printed("ai_tools") && tools,
            _ => false,
        };
        let wished = wish(terms.consents.as_ref(), id);
        let key = format!("terms.consents.{id}");
        if wished == Some(false) && needed && matches!(id, "release" | "recording") {
            faults.error(
                &key,
                format!("the sheet `{id}` is switched off, and the clause speaks of that consent"),
                "take the line out",
            );
        }
        if wished == Some(true) && ((id == "transfer" && !transfers) || (id == "ai" && !tools)) {
            faults.error(
                &key,
                format!("the sheet `{id}` is switched on, and nothing in the terms needs that consent"),
                "take the line out",
            );
        }
        if let Some(rule) = no_ground.filter(|_| wished == Some(true) && id == "transfer" && transfers) {
            faults.error(
                &key,
                format!(
                    "the sheet `transfer` is switched on, and a consent is no ground for keeping data abroad here ({})",
                    rule.source
                ),
                "take the line out, and ask a professional of the place which ground you have",
            );
        }
        let number = wished.unwrap_or(needed).then(|| {
            next += 1;
            next
        });
        numbers.insert(id, number);
    }
    numbers
}

/// Returns the points of understanding: each refers to what is printed.
pub(super) fn points(desk: &Desk<'_>, on: &Switches, faults: &mut Faults<'_>) -> Vec<&'static str> {
    let printed = |id: &&str| on.get(*id).copied().unwrap_or(false);
    let given = desk.terms.acknowledgement.as_ref().and_then(|a| a.points.as_ref());
    let Some(given) = given else {
        let points: Vec<_> =
            Point::ALL.into_iter().filter(|p| p.clauses().iter().all(printed)).map(Point::id).collect();
        if printed(&"acknowledgement") && points.len() < 5 {
            faults.warn(
                "terms.clauses",
                format!("only {} points of understanding have their clause", points.len()),
                "five to eight are customary: switch clauses on",
            );
        }
        return points;
    };
    for (i, point) in given.iter().enumerate() {
        for clause in point.clauses().iter().filter(|c| !printed(c)) {
            faults.error(
                &format!("terms.acknowledgement.points[{i}]"),
                format!("the point `{}` refers to the clause `{clause}`, which is not printed", point.id()),
                format!("switch `{clause}` on, or take the point out"),
            );
        }
    }
    Point::ALL.into_iter().filter(|p| given.contains(p)).map(Point::id).collect()
}

/// Returns the clauses that need a second signature: the onerous ones that are printed.
pub(super) fn approval(desk: &Desk<'_>, on: &Switches) -> Vec<Value> {
    let Some(rule) = &desk.law.rules.contract.specific_approval else { return Vec::new() };
    let terms = desk.terms;
    let onerous = |id: &str| match id {
        "liability" => terms.liability.as_ref().is_some_and(|l| l.cap.is_some()),
        "complaints" => terms.complaints.as_ref().is_some_and(|c| c.arbitration == Some(true)),
        // The coach may pause the sessions there; words of the coach's own do not say so.
        "not_therapy" => !terms.gives("replace.not_therapy"),
        // A consumer's court is the law's own.
        "law_forum" => !desk.consumer,
        _ => true,
    };
    let mut clauses = Vec::new();
    for clause in CLAUSES {
        let listed = rule.value.iter().find(|id| id.as_str() == clause.id);
        if let Some(id) = listed.filter(|_| on.get(clause.id) == Some(&true) && onerous(clause.id)) {
            let title = desk.speech.lexicon.clauses.get(id).map_or(clause.id, String::as_str);
            clauses.push(json!({"id": clause.id, "title": title}));
        }
    }
    clauses
}
