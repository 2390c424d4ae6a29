//! Consent sheets of an addendum: signing the addendum gives no consent, so a sheet that reads otherwise goes with it anew,
//! to be signed by itself.

use crate::cli::contract::change::{Became, Change, Span, renumbered};
use crate::cli::contract::made::Body;
use crate::deliver::outbox::Document;
use crate::library::lexicon::Manner;
use crate::render::contract::issued::Issued;
use crate::render::contract::{Contract, Section};

/// Tells whether a part is a consent sheet.
pub(crate) fn is_sheet(id: &str) -> bool {
    id.starts_with("consent_")
}

/// Returns the sheets that were issued beside an agreement as documents of their own: they follow it in the register.
pub(super) fn beside(agreement: usize, all: &[Document]) -> Vec<Issued> {
    let recipient = all.get(agreement).map(|document| &document.recipient);
    all.iter()
        .skip(agreement + 1)
        .filter(|document| Some(&document.recipient) == recipient)
        .take_while(|document| is_sheet(&document.kind))
        .filter_map(|document| serde_json::from_value(document.meta.clone()).ok())
        .collect()
}

/// Returns what became of the sheets that are documents of their own, and those that go with the addendum.
pub(super) fn apart(issued: &[Issued], now: Vec<Body>) -> (Vec<Change>, Vec<Body>) {
    let kind = |issued: &Issued| issued.clauses.first().map(|clause| clause.id.clone());
    let meaning = |issued: &Issued| issued.clauses.iter().flat_map(|c| c.meaning.clone()).collect::<Vec<_>>();
    let change = |id: String, titles: Vec<String>, became| Change { id, number: None, titles, became };
    let mut changes = Vec::new();
    let mut anew = Vec::new();
    let still: Vec<String> = now.iter().map(|sheet| sheet.first().kind.clone()).collect();
    for sheet in now {
        let (id, reads) = (sheet.first().kind.clone(), sheet.issued());
        let before = issued.iter().find(|before| kind(before).as_ref() == Some(&id));
        let became = match before {
            Some(before) if meaning(before) == meaning(&reads) => continue,
            Some(_) => Became::Replaced,
            None => Became::Added,
        };
        changes.push(change(id, reads.titles, became));
        anew.push(sheet);
    }
    for before in issued {
        if let Some(id) = kind(before).filter(|id| !still.contains(id)) {
            let titles = match before.titles.as_slice() {
                [] => vec![before.title.clone()],
                titles => titles.to_vec(),
            };
            changes.push(change(id, titles, Became::Removed));
        }
    }
    (changes, anew)
}

/// Returns the sheets that are bound with the addendum, each on a page of its own under the number of its annex.
pub(super) fn bound(
    contract: &Contract,
    changes: &[Change],
    references: &[(String, String)],
    manner: &Manner,
) -> Vec<Section> {
    let anew = changes.iter().filter(|change| is_sheet(&change.id) && change.became != Became::Removed);
    anew.filter_map(|change| {
        let mut section = contract.sections.iter().find(|section| section.id == change.id)?.clone();
        if let (Some(Span::Annex(number)), Some(title)) = (&change.number, &section.title) {
            section.number = number.parse().ok();
            section.heading = Some(manner.annex.replace("{n}", number).replace("{title}", title));
        }
        for paragraph in &mut section.paragraphs {
            let text = std::mem::take(&mut paragraph.markdown);
            paragraph.markdown =
                references.iter().fold(text, |text, (id, words)| renumbered(&text, id, words));
        }
        Some(section)
    })
    .collect()
}
