//! What a language still lacks, found without rendering: files, blocks, words, reasons.

use std::collections::BTreeSet;

use crate::error::{Place, Problem, Result};
use crate::library::catalogue::{Catalogue, Neutral, Who};
use crate::library::embed::Folder;
use crate::library::engine::Source;
use crate::library::kind::Kind;
use crate::library::lexicon::Lexicon;
use crate::library::{Library, references};
use crate::model::language::Language;

/// Returns what is missing in the words of a language, compared with the reference (English).
pub fn lexicon_gaps(
    lexicon: &Lexicon,
    reference: &Lexicon,
    catalogue: &Catalogue,
    file: &str,
) -> Vec<Problem> {
    let mut gaps = Vec::new();
    let mut gap = |what: String, hint: &str| gaps.push(Problem::new(what).at(Place::file(file)).hint(hint));
    for key in reference.words.keys().filter(|k| !lexicon.words.contains_key(*k)) {
        gap(format!("the word `words.{key}` is missing"), "add it, as locales/en.yaml has it");
    }
    for (key, text) in &lexicon.words {
        let (mine, theirs) = (places(text), reference.words.get(key).map(|t| places(t)));
        if theirs.as_ref().is_some_and(|theirs| *theirs != mine) {
            gap(
                format!("`words.{key}` does not have the same {{places}} as in English"),
                "write each {place} of the English text once",
            );
        }
    }
    for code in Neutral::ALL.iter().filter(|code| !lexicon.neutral.contains_key(code.id())) {
        gap(format!("the neutral wording `neutral.{}` is missing", code.id()), "add it, formal and informal");
    }
    for (id, reason) in &catalogue.reasons {
        let Some(words) = lexicon.reasons.get(id) else {
            gap(format!("the reason `reasons.{id}` is missing"), "add a label and the sentences");
            continue;
        };
        for (who, pair) in [(Who::Prospect, &words.prospect), (Who::Client, &words.client)] {
            if reason.who.contains(&who) && !reason.no_sentence && pair.is_none() {
                let whom = if who == Who::Prospect { "prospect" } else { "client" };
                gap(
                    format!("the reason `reasons.{id}` has no sentence for a {whom}"),
                    "add `formal` and `informal`",
                );
            }
        }
    }
    for id in reference.topics.keys().filter(|id| !lexicon.topics.contains_key(*id)) {
        gap(format!("the topic `topics.{id}` is missing"), "add it, as locales/en.yaml has it");
    }
    if lexicon.weekdays.len() != 7 {
        gap(
            format!("`weekdays` has {} names instead of 7", lexicon.weekdays.len()),
            "write them from Monday to Sunday",
        );
    }
    gaps
}

/// Returns the `{places}` of a text, sorted.
fn places(text: &str) -> Vec<String> {
    let mut found: Vec<String> = text
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name.to_owned())
        .collect();
    found.sort();
    found
}

/// Returns the blocks that a kind's words in a language do not define, though the skeleton asks for them.
pub fn block_gaps(library: &Library, kind: &str, language: &Language) -> Result<Vec<Problem>> {
    let name = format!("{}/{kind}.md", language.base());
    let sources = library.sources(&name)?;
    let Some(own) = sources.iter().find(|s| s.name.ends_with(&name)) else {
        return Ok(vec![
            Problem::new(format!("the kind `{kind}` has no words in `{}`", language.base()))
                .at(Place::file(format!("templates/{name}")))
                .hint(format!("write templates/{name}; `garbo templates show {kind}` shows the skeleton")),
        ]);
    };
    let in_language: BTreeSet<String> = sources
        .iter()
        .filter(|s| s.name.contains(&format!("{}/", language.base())))
        .flat_map(|s| blocks(&s.text))
        .collect();
    let mut gaps = Vec::new();
    for skeleton in sources.iter().filter(|s| !s.name.trim_start_matches("builtin/").contains('/')) {
        for block in throwing(&skeleton.text).into_iter().filter(|b| !in_language.contains(b)) {
            // A skeleton may itself fill what the frame leaves open.
            let filled = sources
                .iter()
                .any(|s| blocks(&s.text).contains(&block) && !throwing(&s.text).contains(&block));
            if !filled {
                gaps.push(
                    Problem::new(format!("the block `{block}` of `{kind}` is missing"))
                        .at(Place::file(own.shown.clone()))
                        .key(block.clone())
                        .hint(format!("add {{% block {block} %}}…{{% endblock {block} %}}")),
                );
            }
        }
    }
    for block in blocks(&own.text) {
        let known = sources.iter().any(|s| s.name != own.name && blocks(&s.text).contains(&block));
        if !known {
            let line = own.text.lines().position(|l| l.contains(&format!("block {block}"))).unwrap_or(0) + 1;
            let all: Vec<String> =
                sources.iter().filter(|s| s.name != own.name).flat_map(|s| blocks(&s.text)).collect();
            let problem = Problem::new(format!(
                "the block `{block}` is not in the skeleton of `{kind}`, so it is never printed"
            ))
            .at(Place::at(&own.shown, &own.text, line, 1, 1))
            .key(block.clone());
            gaps.push(match crate::error::nearest(&block, all.iter().map(String::as_str)) {
                Some(near) => problem.hint(format!("did you mean `{near}`?")),
                None => problem.hint(format!("its blocks are {}", all.join(", "))),
            });
        }
    }
    Ok(gaps)
}

/// Returns the facts of a kind that the words of another language tell and those of this one leave out.
pub fn fact_gaps(library: &Library, kind: &Kind, language: &Language) -> Result<Vec<Problem>> {
    let folder = |base: &str| format!("{base}/{}.md", kind.id);
    let mine = library.sources(&folder(language.base()))?;
    let Some(own) = mine.iter().find(|s| s.name.ends_with(&folder(language.base()))) else {
        return Ok(Vec::new());
    };
    let told: BTreeSet<&str> = mine.iter().flat_map(|s| words_in_tags(&s.text)).collect();
    let mut gaps = Vec::new();
    for fact in kind.takes.iter().filter(|f| !told.contains(f.id.as_str())) {
        for other in library.languages()?.iter().filter(|l| l.base() != language.base()) {
            let theirs = library.sources(&folder(other.base()))?;
            let names = |s: &Source| s.name.contains(&format!("{}/", other.base()));
            if theirs.iter().filter(|s| names(s)).any(|s| words_in_tags(&s.text).contains(&fact.id.as_str()))
            {
                gaps.push(
                    Problem::new(format!(
                        "`{}` is told in `{}` and never in `{}`",
                        fact.id,
                        other.base(),
                        language.base()
                    ))
                    .at(Place::file(own.shown.clone()))
                    .key(fact.id.clone())
                    .hint(format!("write {{{{ {} }}}} where it belongs", fact.id)),
                );
                break;
            }
        }
    }
    Ok(gaps)
}

/// Returns the words inside the tags of a template, outside quoted text.
fn words_in_tags(text: &str) -> Vec<&str> {
    let opened = text.split("{{").skip(1).filter_map(|rest| rest.split_once("}}"));
    let tagged = text.split("{%").skip(1).filter_map(|rest| rest.split_once("%}"));
    opened
        .chain(tagged)
        .flat_map(|(tag, _)| tag.split('"').step_by(2))
        .flat_map(|code| code.split(|c: char| !c.is_alphanumeric() && c != '_'))
        .filter(|word| !word.is_empty())
        .collect()
}

/// Returns the names of the blocks that a template defines.
fn blocks(text: &str) -> Vec<String> {
    text.match_indices("{% block ").map(|(at, open)| name_at(&text[at + open.len()..])).collect()
}

/// Returns the blocks whose text is the cry that a translation is missing.
fn throwing(text: &str) -> Vec<String> {
    let open = "{% block ";
    let found = text.match_indices(open).filter_map(|(at, _)| {
        let rest = &text[at + open.len()..];
        let (_, body) = rest.split_once("%}")?;
        body.trim_start().starts_with("{{ throw(").then(|| name_at(rest))
    });
    found.collect()
}

fn name_at(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// Returns the coach's own files that nothing uses.
pub fn unused(library: &Library) -> Result<Vec<Problem>> {
    let mut used: BTreeSet<String> = BTreeSet::new();
    for id in library.kind_ids() {
        used.extend([format!("{id}.md"), format!("{id}.yaml")]);
        for language in library.languages()? {
            for tag in [language.base(), language.tag()] {
                used.insert(format!("{tag}/{id}.md"));
            }
        }
    }
    used.insert("reasons.yaml".into());
    let mut open: Vec<String> = used.iter().cloned().collect();
    while let Some(path) = open.pop() {
        for text in [library.text(Folder::Templates, &path)?, library.builtin(Folder::Templates, &path)]
            .into_iter()
            .flatten()
        {
            for name in references(&text.text) {
                let name = name.trim_start_matches("builtin/").to_owned();
                if used.insert(name.clone()) {
                    open.push(name);
                }
            }
        }
    }
    let stray = library.own().paths(Folder::Templates).filter(|path| !used.contains(*path));
    let mut problems: Vec<Problem> = stray
        .map(|path| {
            let problem = Problem::new("nothing uses this file").at(Place::file(format!("templates/{path}")));
            match crate::error::nearest(path, used.iter().map(String::as_str)) {
                Some(near) => problem.hint(format!("did you mean templates/{near}?")),
                None => problem
                    .hint("a kind needs <kind>.yaml and <kind>.md, and <language>/<kind>.md for its words"),
            }
        })
        .collect();
    for path in library.own().paths(Folder::Locales) {
        let stem = path.trim_end_matches(".yaml");
        let known = stem.parse::<Language>().is_ok_and(|l| l.tag() == stem) || path.contains('/');
        if !known {
            problems.push(
                Problem::new("nothing uses this file")
                    .at(Place::file(format!("locales/{path}")))
                    .hint("words of a language stand in locales/<language>.yaml"),
            );
        }
    }
    Ok(problems)
}
