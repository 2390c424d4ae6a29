//! The coach's own texts in an agreement, each with its key and language: for checks that read them all.

use crate::compose::contract::desk::Desk;
use crate::compose::contract::phrase::Phrase;
use crate::compose::contract::switches::Switches;
use crate::library::reference;
use crate::model::language::Language;
use crate::model::terms::own::Paragraphs;
use crate::model::texts::Texts;

/// A text of the coach's own in one language.
pub(super) struct Own<'a> {
    pub(super) key: String,
    language: Option<&'a Language>,
    /// Without its references
    pub(super) text: String,
    /// Whether words of therapy may stand in it
    pub(super) therapy: bool,
    /// Whether these are the client's words
    pub(super) theirs: bool,
}

impl Own<'_> {
    /// Tells whether the text is, or may be, in a language.
    pub(super) fn speaks(&self, language: &Language) -> bool {
        self.language.is_none_or(|own| own.base() == language.base())
    }

    /// Returns the lists of phrases in the languages of the text.
    pub(super) fn spoken<'l>(
        &self,
        lists: &'l [(&Language, Vec<Phrase>)],
    ) -> impl Iterator<Item = &'l Vec<Phrase>> {
        lists.iter().filter(|(language, _)| self.speaks(language)).map(|(_, list)| list)
    }
}

/// Returns the coach's own texts in all languages.
pub(super) fn texts<'a>(desk: &'a Desk<'_>) -> Vec<Own<'a>> {
    let terms = desk.terms;
    let mut all: Vec<Own<'a>> = Vec::new();
    let mut add = |key: String, texts: &'a Texts, theirs: bool| match texts {
        Texts::Same(text) => {
            all.push(Own { key, language: None, text: reference::without(text), therapy: false, theirs })
        }
        Texts::By(map) => {
            all.extend(map.iter().map(|(language, text)| Own {
                key: format!("{key}.{language}"),
                language: Some(language),
                text: reference::without(text),
                therapy: false,
                theirs,
            }));
        }
    };
    if let Some(subject) = &terms.subject {
        for (key, texts) in [("name", &subject.name), ("about", &subject.about)] {
            if let Some(texts) = texts {
                add(format!("terms.subject.{key}"), texts, false);
            }
        }
        let services = desk.practice.services.iter().enumerate();
        for (i, service) in services.filter(|(_, service)| Some(&service.id) == subject.service.as_ref()) {
            add(format!("services[{i}].name"), &service.name, false);
            if let Some(about) = &service.about {
                add(format!("services[{i}].about"), about, false);
            }
        }
        for (i, goal) in subject.goals.iter().flatten().enumerate() {
            add(format!("terms.subject.goals[{i}]"), goal, true);
        }
    }
    for (i, expectation) in terms.expectations.iter().flat_map(|e| e.told.iter().flatten()).enumerate() {
        add(format!("terms.expectations.told[{i}].told"), &expectation.told, true);
        add(format!("terms.expectations.told[{i}].answer"), &expectation.answer, false);
    }
    if let Some(fees) = &terms.fees {
        let texts =
            [("tax_text", &fees.tax_text), ("expenses", &fees.expenses), ("how_to_pay", &fees.how_to_pay)];
        for (key, texts) in texts {
            if let Some(texts) = texts {
                add(format!("terms.fees.{key}"), texts, false);
            }
        }
    }
    let own = || terms.add.iter().flatten().enumerate().filter(|(_, a)| !terms.switches_off(a.id.as_str()));
    for (i, added) in own() {
        add(format!("terms.add[{i}].title"), &added.title, false);
    }
    // «Tax treatment» is none of a patient.
    for own in all.iter_mut().filter(|own| own.key.starts_with("terms.fees.")) {
        own.therapy = true;
    }
    let replaced = terms
        .replace
        .iter()
        .flatten()
        .map(|(id, p)| (format!("replace.{id}"), p, id.as_str() == "not_therapy"));
    let added = own().map(|(i, a)| (format!("add[{i}].text"), &a.text, false));
    for (key, paragraphs, therapy) in replaced.chain(added) {
        for (language, list) in &paragraphs.0 {
            all.extend(list.iter().enumerate().map(|(i, text)| Own {
                key: format!("terms.{key}.{language}[{i}]"),
                language: Some(language),
                text: reference::without(text),
                therapy,
                theirs: false,
            }));
        }
    }
    all
}

/// Returns the coach's own paragraphs of everything that is printed, by their key.
pub(super) fn printed<'a>(
    desk: &'a Desk<'_>,
    on: &'a Switches,
) -> impl Iterator<Item = (String, &'a Paragraphs)> {
    let replaced = desk.terms.replace.iter().flatten();
    let replaced = replaced
        .filter(|(id, _)| on.get(id.as_str()) == Some(&true))
        .map(|(id, paragraphs)| (format!("terms.replace.{id}"), paragraphs));
    let added = desk.terms.add.iter().flatten().enumerate();
    let added = added
        .filter(|(_, clause)| !desk.terms.switches_off(clause.id.as_str()))
        .map(|(i, clause)| (format!("terms.add[{i}].text"), &clause.text));
    replaced.chain(added)
}
