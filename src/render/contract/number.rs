//! Numbers of articles, paragraphs and annexes, and the references to them, in the manner of the language.

use std::collections::BTreeMap;

use crate::error::{Error, ErrorKind, Place, Problem, Result, nearest};
use crate::library::escape;
use crate::library::lexicon::Manner;
use crate::render::contract::{Role, Section};
use crate::render::markdown::plain;

/// What a reference is replaced by: in words, and as the bare number.
struct Target {
    words: String,
    bare: String,
}

/// Numbers the sections and resolves the references in their text.
///
/// Errors: data, naming every reference to a part that is not printed.
pub(super) fn number(sections: &mut [Section], manner: &Manner, template: &str) -> Result<()> {
    let (mut article, mut annex) = (0, 0);
    for section in sections.iter_mut() {
        match section.role {
            Role::Article => {
                article += 1;
                section.number = Some(article);
                // The only paragraph of an article needs no number of its own.
                if section.paragraphs.len() > 1 {
                    for (i, paragraph) in section.paragraphs.iter_mut().enumerate() {
                        paragraph.number = Some(i + 1);
                        paragraph.label = Some(fill(&manner.paragraph, article, Some(i + 1), ""));
                    }
                }
            }
            Role::Annex | Role::Sheet => {
                annex += 1;
                section.number = Some(annex);
            }
            Role::Plain | Role::Signatures | Role::Apart => {}
        }
        let pattern = match section.role {
            Role::Article => &manner.article,
            Role::Annex | Role::Sheet => &manner.annex,
            Role::Plain | Role::Signatures | Role::Apart => "{title}",
        };
        if let Some(title) = &section.title {
            // "1. Fees" would begin a list.
            let pattern = pattern.replace("{n}.", "{n}\\.");
            section.heading = Some(fill(&pattern, section.number.unwrap_or_default(), None, title));
        }
    }
    refer(sections, &targets(sections, manner), template)
}

fn fill(pattern: &str, n: usize, m: Option<usize>, title: &str) -> String {
    let m = m.map(|m| m.to_string()).unwrap_or_default();
    pattern.replace("{n}", &n.to_string()).replace("{m}", &m).replace("{title}", title)
}

fn targets(sections: &[Section], manner: &Manner) -> BTreeMap<String, Target> {
    let mut targets = BTreeMap::new();
    for section in sections {
        let title = section.title.as_deref().map(plain).unwrap_or_default();
        let (words, bare) = match (section.role, section.number) {
            (Role::Article, Some(n)) => (fill(&manner.reference.article, n, None, &title), n.to_string()),
            (Role::Annex | Role::Sheet, Some(n)) => {
                (fill(&manner.reference.annex, n, None, &title), n.to_string())
            }
            _ => (title.clone(), title.clone()),
        };
        targets.insert(section.id.clone(), Target { words, bare });
        let Some(n) = section.number.filter(|_| section.role == Role::Article) else { continue };
        for paragraph in section.paragraphs.iter().filter(|p| p.clause != section.id) {
            if targets.contains_key(&paragraph.clause) {
                continue;
            }
            let target = match paragraph.number.filter(|m| *m > 1) {
                Some(m) => Target {
                    words: fill(&manner.reference.paragraph, n, Some(m), &title),
                    bare: format!("{n}.{m}"),
                },
                None => {
                    Target { words: fill(&manner.reference.article, n, None, &title), bare: n.to_string() }
                }
            };
            targets.insert(paragraph.clause.clone(), target);
        }
    }
    // The first sheet of consent stands for all.
    if let Some(first) = sections.iter().find(|s| s.id.starts_with("consent_"))
        && let Some(target) = targets.get(&first.id)
    {
        let target = Target { words: target.words.clone(), bare: target.bare.clone() };
        targets.entry("consents".to_owned()).or_insert(target);
    }
    targets
}

/// Writes the words of each reference: an empty link becomes a link that reads "clause 6.4".
fn refer(sections: &mut [Section], targets: &BTreeMap<String, Target>, template: &str) -> Result<()> {
    let mut problems: Vec<Problem> = Vec::new();
    let mut unknown = |id: &str| {
        let problem = Problem::new(format!("the text refers to `{id}`, which is not printed"))
            .key(id)
            .at(Place::file(template));
        let problem = match nearest(id, targets.keys().map(String::as_str)) {
            Some(near) => problem.hint(format!(
                "did you mean `#{near}`? A clause that may be switched off is referred to within `{{% if on.{id} %}}`"
            )),
            None => problem.hint(format!("write it within `{{% if on.{id} %}}`, or switch the clause on")),
        };
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    };
    for section in sections {
        for title in section.title.iter_mut().chain(&mut section.heading) {
            // A heading is the target of links, and holds none itself.
            *title = replaced(title, targets, |words, _| escape::markdown(words).into_owned(), &mut unknown);
        }
        let texts = section
            .paragraphs
            .iter_mut()
            .map(|p| &mut p.markdown)
            .chain(section.boxes.iter_mut().map(|b| &mut b.markdown));
        for text in texts {
            *text = replaced(text, targets, |words, id| format!("[{words}](#{id})"), &mut unknown);
        }
    }
    Error::all(ErrorKind::Data, problems).map_or(Ok(()), Err)
}

fn replaced(
    text: &str,
    targets: &BTreeMap<String, Target>,
    write: impl Fn(&str, &str) -> String,
    unknown: &mut impl FnMut(&str),
) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("](#") {
        let (before, link) = rest.split_at(at);
        let Some(end) = link.find(')') else { break };
        // An id that is a value stands escaped in the text: `late\_payment`.
        let id = &link[3..end].replace('\\', "");
        let (start, bare) = if before.ends_with("[#") {
            (before.len() - 2, true)
        } else if before.ends_with('[') {
            (before.len() - 1, false)
        } else {
            // A link with words of its own is left as it is.
            out.push_str(&rest[..at + end + 1]);
            rest = &rest[at + end + 1..];
            continue;
        };
        out.push_str(&before[..start]);
        match targets.get(id) {
            Some(target) => {
                let words = if bare { &target.bare } else { &target.words };
                out.push_str(&write(words, id));
            }
            None => unknown(id),
        }
        rest = &link[end + 1..];
    }
    out.push_str(rest);
    out
}
