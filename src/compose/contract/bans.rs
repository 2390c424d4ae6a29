//! Sentences of the coach's own that take from the client what the law leaves: a refund, a session cancelled late, an honest
//! opinion. What the law of the place forbids is a fault; what may only be meant so is a warning.

use std::collections::BTreeMap;

use crate::compose::contract::desk::Desk;
use crate::compose::contract::faults::Faults;
use crate::compose::contract::phrase::{Phrase, Words, folded};
use crate::compose::contract::texts::Own;
use crate::model::jurisdiction::{Ban, LateCancel, Rule};
use crate::model::language::Language;

/// Most words of a sentence that a message shows.
const SHOWN: usize = 14;

/// The words by which one thing is taken, in each language.
struct Lists<'a>(Vec<(&'a Language, List)>);

struct List {
    about: Vec<Phrase>,
    forbid: Vec<Phrase>,
    say: Vec<Phrase>,
    unless: Vec<Phrase>,
}

/// All that is looked for, folded once for all texts.
pub(super) struct Bans<'a> {
    reviews: Lists<'a>,
    refunds: Lists<'a>,
    forfeits: Lists<'a>,
}

impl<'a> Bans<'a> {
    /// Folds the lists of the languages that are spoken.
    pub(super) fn of(desk: &Desk<'a>, spoken: impl Fn(&Language) -> bool + Copy) -> Self {
        let common = &desk.law.common;
        Self {
            reviews: Lists::of(&common.reviews, spoken),
            refunds: Lists::of(&common.refunds, spoken),
            forfeits: Lists::of(&common.forfeits, spoken),
        }
    }

    /// Tells what a text takes from the client.
    pub(super) fn tell(&self, own: &Own<'_>, desk: &Desk<'_>, faults: &mut Faults<'_>) {
        let sentences: Vec<Words<'_>> = own
            .text
            .split(['.', ';', '!', '?', '\n'])
            .map(Words::of)
            .filter(|w| !w.small.is_empty())
            .collect();
        let rules = &desk.law.rules.contract;
        if let Some((is_sure, _)) = self.reviews.found(own, &sentences) {
            told(
                own,
                &format!("`{}` reads as a ban on reviews", own.key),
                held(rules.reviews_free.as_ref()).map(|source| format!("which is void ({source})")),
                "an honest opinion is the client’s right: take the sentence out, or say what of confidential matters is meant",
                is_sure,
                faults,
            );
        }
        if !desk.consumer {
            return;
        }
        if let Some((is_sure, words)) = self.refunds.found(own, &sentences) {
            told(
                own,
                &format!("`{}` says «{words}», by which nothing is paid back", own.key),
                held(rules.refund_kept.as_ref()).map(|source| {
                    format!("and a consumer’s refund can’t be excluded ({source}): such a clause is void")
                }),
                "say what is paid back and how it is reckoned, or take the sentence out",
                is_sure,
                faults,
            );
        }
        let late = rules.late_cancel.as_ref();
        let forfeit = late.zip(self.forfeits.found(own, &sentences));
        // Where the loss may be charged, an exception is just what is asked for.
        let forfeit = forfeit.filter(|(rule, (is_sure, _))| *is_sure || rule.value == LateCancel::Costs);
        if let Some((rule, (is_sure, words))) = forfeit {
            let costs = rule.value == LateCancel::Costs;
            told(
                own,
                &format!("`{}` says «{words}», by which a session is lost", own.key),
                Some(match costs {
                    true => format!("and a consumer pays documented costs only ({})", rule.source),
                    false => format!("and of a consumer no more than the loss is fair ({})", rule.source),
                }),
                if costs {
                    "say that a late cancellation costs what it has cost you, with documents"
                } else {
                    "say that nothing is charged where the time is filled"
                },
                is_sure && costs,
                faults,
            );
        }
    }
}

/// Returns the source of a rule that holds.
fn held(rule: Option<&Rule<bool>>) -> Option<&str> {
    rule.filter(|rule| rule.value).map(|rule| rule.source.as_str())
}

/// A fault where the law forbids it and the sentence leaves no doubt; else a warning.
fn told(
    own: &Own<'_>,
    message: &str,
    law: Option<String>,
    hint: &str,
    is_sure: bool,
    faults: &mut Faults<'_>,
) {
    match law {
        Some(law) if is_sure => faults.error(&own.key, format!("{message}, {law}"), hint),
        Some(law) => faults.warn(&own.key, format!("{message}, {law}"), hint),
        None => faults.warn(&own.key, message, hint),
    }
}

impl<'a> Lists<'a> {
    fn of(bans: &'a BTreeMap<Language, Ban>, spoken: impl Fn(&Language) -> bool) -> Self {
        let list = |ban: &Ban| List {
            about: folded(&ban.about),
            forbid: folded(&ban.forbid),
            say: folded(&ban.say),
            unless: folded(&ban.unless),
        };
        let spoken = bans.iter().filter(|(language, _)| spoken(language));
        Self(spoken.map(|(language, ban)| (language, list(ban))).collect())
    }

    /// Returns the sentence that says it, and whether it leaves no doubt; a plain one before a doubtful one.
    fn found(&self, own: &Own<'_>, sentences: &[Words<'_>]) -> Option<(bool, String)> {
        let spoken = self.0.iter().filter(|(language, _)| own.speaks(language));
        let all = spoken.flat_map(|(_, list)| sentences.iter().map(move |sentence| (list, sentence)));
        let says = |(list, sentence): &(&List, &Words<'_>)| {
            sentence.has(&list.say) || (sentence.has(&list.about) && sentence.has(&list.forbid))
        };
        let mut found: Vec<(bool, String)> = all
            .filter(says)
            .map(|(list, sentence)| (!sentence.has(&list.unless), sentence.shown(0, SHOWN)))
            .collect();
        found.sort_by_key(|(is_sure, _)| !is_sure);
        found.into_iter().next()
    }
}
