//! What is wrong with the terms of one file by themselves: ids, lists, hours; ranges stand beside. What spans files,
//! law and clauses is checked where the agreement is composed.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Problem;
use crate::model::id::Id;
use crate::model::money;
use crate::model::scalar::Amount;
use crate::model::terms::Terms;
use crate::model::terms::clause::{ANNEXES, CLAUSES, CONSENTS, clause};
use crate::model::terms::faults::Faults;
use crate::model::terms::fees::{Due, Instalments};
use crate::model::terms::minor::Guardian;
use crate::model::terms::sessions::Sessions;
use crate::model::windows;

/// Most goals and expectations that an agreement takes.
const MOST_WORDS: usize = 5;

/// Most instalments.
const MOST_INSTALMENTS: u32 = 120;

impl Terms {
    /// Returns every fault, each with its key below the top of the file.
    pub fn check(&self) -> Vec<Problem> {
        let mut faults = Faults(Vec::new());
        self.check_ranges(&mut faults);
        if let Some(sessions) = &self.sessions {
            check_sessions(sessions, &mut faults);
        }
        if let Some(windows) = self.contact_hours.as_ref().and_then(|c| c.windows.as_ref()) {
            let remedy = "write at least one, or `none: true`";
            faults.0.extend(windows::faults(windows, "terms.contact_hours.windows", remedy));
        }
        if let Some(instalments) = &self.instalments {
            let price = self.fees.as_ref().and_then(|f| f.amount.as_ref());
            check_instalments(instalments, price, &mut faults);
        }
        self.check_lists(&mut faults);
        self.check_own(&mut faults);
        if let (Some(start), Some(end)) =
            (self.term.as_ref().and_then(|t| t.start), self.term.as_ref().and_then(|t| t.end))
            && end < start
        {
            faults.tell(
                "term.end",
                format!("the agreement ends on {end}, before it starts on {start}"),
                "correct `start` or `end`",
            );
        }
        if let Some(subject) = &self.subject
            && let (Some(service), Some(_)) = (&subject.service, &subject.name)
        {
            faults.tell(
                "subject.name",
                format!("the subject has both the service `{service}` and a name of its own"),
                "keep `service` or `name`; `about` adds a line to either",
            );
        }
        if let Some(fees) = &self.fees
            && let (Some(tax), Some(_)) = (&fees.tax, &fees.tax_text)
        {
            faults.tell(
                "fees.tax_text",
                format!("the fee is taxed both by the choice `{tax}` and in words of your own (`tax_text`)"),
                "keep `tax` or `tax_text`",
            );
        }
        if let Some(c) = &self.confidentiality
            && let Some(years) = c.years
            && c.unlimited == Some(true)
        {
            faults.tell(
                "confidentiality.unlimited",
                format!(
                    "confidentiality lasts {years} years (`years`), and has no limit (`unlimited: true`)"
                ),
                "keep `years` or `unlimited`",
            );
        }
        if let Some(party) = self.sponsor.as_ref().and_then(|s| s.party.as_ref()) {
            faults.0.extend(party.check("terms.sponsor.party"));
        }
        self.check_guardians(&mut faults);
        if let Some(contact) = self.complaints.as_ref().and_then(|c| c.contact.as_deref()) {
            faults.mailbox("complaints.contact", contact);
        }
        faults.0
    }

    fn check_lists(&self, faults: &mut Faults) {
        let mut few = |path: &str, count: usize, what: &str| {
            if count > MOST_WORDS {
                faults.tell(
                    path,
                    format!("`terms.{path}` has {count} {what}, and at most {MOST_WORDS} are printed"),
                    "keep those that matter most",
                );
            }
        };
        few(
            "subject.goals",
            self.subject.as_ref().and_then(|s| s.goals.as_ref()).map_or(0, Vec::len),
            "goals",
        );
        let told = self.expectations.as_ref().and_then(|e| e.told.as_ref()).map_or(0, Vec::len);
        few("expectations.told", told, "expectations");
        if let Some(points) = self.acknowledgement.as_ref().and_then(|a| a.points.as_ref()) {
            let different: BTreeSet<_> = points.iter().collect();
            if different.len() < points.len() {
                faults.tell(
                    "acknowledgement.points",
                    "a point stands twice in `terms.acknowledgement.points`",
                    "name each point once",
                );
            } else if points.len() < 5 {
                faults.tell(
                    "acknowledgement.points",
                    format!(
                        "`terms.acknowledgement.points` has {} points, and 5 to 8 are asked for",
                        points.len()
                    ),
                    "add points, or take the line out to have all that apply",
                );
            }
        }
    }

    /// Parents and guardians: one or two different people.
    fn check_guardians(&self, faults: &mut Faults) {
        let Some(guardians) = &self.guardians else { return };
        if guardians.is_empty() {
            faults.tell(
                "guardians",
                "`terms.guardians` is empty",
                "write who signs for the client, or take the line out",
            );
        }
        if guardians.len() > Guardian::MOST {
            faults.tell(
                "guardians",
                format!(
                    "`terms.guardians` has {} people, and at most {} sign for a client",
                    guardians.len(),
                    Guardian::MOST
                ),
                "keep those who are responsible for the client",
            );
        }
        for (i, guardian) in guardians.iter().enumerate() {
            // Parents mostly share an address, and the agreement goes to one mailbox.
            for (field, given, all, sample) in [
                ("name", guardian.name.is_some(), true, "name: Maria Rossi"),
                ("address", guardian.address.is_some(), false, "address: Via degli Esempi 12, 20100 Milano"),
                ("email", guardian.email.is_some(), false, "email: maria@example.org"),
            ] {
                if !given && (all || i == 0) {
                    faults.tell(
                        &format!("guardians[{i}].{field}"),
                        format!("`terms.guardians[{i}]` lacks `{field}`"),
                        format!("add `{sample}`"),
                    );
                }
            }
            faults.0.extend(guardian.party().check(&format!("terms.guardians[{i}]")));
            let twice = |other: &Guardian| other.name.is_some() && other.name == guardian.name;
            if let Some(other) = guardians.iter().take(i).position(twice) {
                faults.tell(
                    &format!("guardians[{i}].name"),
                    format!(
                        "`{}` stands twice among the guardians, as entry {} and {}",
                        guardian.name.as_deref().unwrap_or_default(),
                        other + 1,
                        i + 1
                    ),
                    "name each once",
                );
            }
        }
    }

    /// Returns the switches of clauses that there are not: neither in the skeleton nor among the coach's own. What a person's
    /// file switches may stand in the practice's, so that these are judged when both are laid over each other.
    pub fn check_switches(&self) -> Vec<Problem> {
        let mut faults = Faults(Vec::new());
        let own = self.add.iter().flatten().map(|added| added.id.as_str());
        let known: Vec<&str> = CLAUSES.iter().map(|clause| clause.id).chain(own).collect();
        for id in self.clauses.iter().flat_map(|clauses| clauses.keys()).map(Id::as_str) {
            if !known.contains(&id) {
                faults.unknown(&format!("clauses.{id}"), id, &known, "clause");
            }
        }
        faults.0
    }

    /// Ids of clauses, annexes and consents; the coach's own clauses.
    fn check_own(&self, faults: &mut Faults) {
        let clauses: Vec<&str> = CLAUSES.iter().map(|c| c.id).collect();
        fn keys<T>(map: &Option<BTreeMap<Id, T>>) -> Vec<&str> {
            map.iter().flat_map(|m| m.keys().map(Id::as_str)).collect()
        }
        let mut known_ids = |key: &str, ids: Vec<&str>, known: &[&str], what: &str| {
            for id in ids.into_iter().filter(|id| !known.contains(id)) {
                faults.unknown(&format!("{key}.{id}"), id, known, what);
            }
        };
        known_ids("replace", keys(&self.replace), &clauses, "clause");
        known_ids("annexes", keys(&self.annexes), &ANNEXES, "annex");
        known_ids("consents", keys(&self.consents), &CONSENTS, "consent sheet");
        for (id, paragraphs) in self.replace.iter().flatten() {
            for (language, texts) in &paragraphs.0 {
                faults.paragraphs(&format!("replace.{id}.{language}"), texts);
            }
            if paragraphs.0.is_empty() {
                faults.tell(
                    &format!("replace.{id}"),
                    format!("`terms.replace.{id}` has no words"),
                    "write the paragraphs: {it: [\"…\"]}",
                );
            }
        }
        let mut seen = BTreeSet::new();
        for (i, added) in self.add.iter().flatten().enumerate() {
            let id = added.id.as_str();
            let taken = clause(id).is_some()
                || id.starts_with("annex")
                || id.starts_with("consent")
                || RESERVED.contains(&id);
            if taken || !seen.insert(id) {
                faults.tell(
                    &format!("add[{i}].id"),
                    format!("there already is a clause `{id}`"),
                    if taken {
                        "give yours another name, or use `terms.replace` for that clause"
                    } else {
                        "give one of the two another name"
                    },
                );
            }
            if clause(added.after.as_str()).is_none() {
                faults.unknown(&format!("add[{i}].after"), added.after.as_str(), &clauses, "clause");
            }
            for (language, texts) in &added.text.0 {
                faults.paragraphs(&format!("add[{i}].text.{language}"), texts);
            }
        }
    }
}

/// Ids of articles and parts of the skeleton that are no clause.
const RESERVED: [&str; 11] = [
    "duties",
    "disputes",
    "signatures",
    "specific_approval",
    "opening",
    "parties",
    "recitals",
    "in_force",
    "disclaimer",
    "title",
    "box",
];

fn check_sessions(sessions: &Sessions, faults: &mut Faults) {
    if let (Some(end), Some(months)) = (sessions.end, sessions.validity_months) {
        faults.tell(
            "sessions.validity_months",
            format!("the sessions end on {end} (`end`), and within {months} months (`validity_months`)"),
            "keep `end` or `validity_months`",
        );
    }
    if let (Some(start), Some(end)) = (sessions.start, sessions.end)
        && end < start
    {
        faults.tell(
            "sessions.end",
            format!("the sessions end on {end}, before the first of them on {start}"),
            "correct `start` or `end`",
        );
    }
    if sessions.start_time.is_some() && sessions.start.is_none() {
        faults.tell(
            "sessions.start_time",
            "the first session has an hour and no day",
            "add `start: YYYY-MM-DD`",
        );
    }
}

fn check_instalments(instalments: &Instalments, price: Option<&Amount>, faults: &mut Faults) {
    if let (Some(count), Some(items)) = (instalments.equal, &instalments.items) {
        faults.tell(
            "instalments.equal",
            format!(
                "the instalments are {count} equal parts (`equal`), and a list of {} (`items`)",
                items.len()
            ),
            "keep `equal` or `items`",
        );
    }
    if let Some(count) = instalments.equal.filter(|n| !(1..=MOST_INSTALMENTS).contains(n)) {
        faults.tell(
            "instalments.equal",
            format!(
                "`terms.instalments.equal` is {count}, and 1 to {MOST_INSTALMENTS} instalments are accepted"
            ),
            "write a number in between",
        );
    }
    let Some(items) = &instalments.items else { return };
    if items.is_empty() {
        faults.tell(
            "instalments.items",
            "`terms.instalments.items` is empty",
            "write the instalments, or take the line out",
        );
    }
    if items.len() > MOST_INSTALMENTS as usize {
        let sum = money::sum(items.iter().map(|item| item.amount.0.as_str()));
        let sum = sum.map(|sum| format!("; they sum to {sum}")).unwrap_or_default();
        let price = price.map(|price| format!(", and the price is {}", price.0)).unwrap_or_default();
        faults.tell(
            "instalments.items",
            format!(
                "`terms.instalments.items` has {} instalments, and at most {MOST_INSTALMENTS} are accepted{sum}{price}",
                items.len()
            ),
            "list fewer and larger ones, which sum to the price",
        );
    }
    for (i, item) in items.iter().enumerate().take(MOST_INSTALMENTS as usize) {
        let given = [
            (Due::Date, "date", item.date.is_some()),
            (Due::BeforeSession, "session", item.session.is_some()),
            (Due::DaysAfter, "days", item.days.is_some()),
        ];
        for (due, key, given) in given {
            let path = format!("instalments.items[{i}].{key}");
            if given && due != item.due {
                faults.tell(
                    &path,
                    format!("instalment {} is due {}, and has `{key}` besides", i + 1, item.due.id()),
                    format!("write `due: {}`, or take `{key}` out", due.id()),
                );
            } else if !given && due == item.due {
                faults.tell(
                    &format!("instalments.items[{i}]"),
                    format!("instalment {} is due {} and lacks `{key}`", i + 1, item.due.id()),
                    format!("add `{key}: …` to that entry"),
                );
            }
        }
    }
}
