//! `garbo kinds`, `reasons`, `languages`: what there is.

use clap::{Arg, ArgMatches, Command};
use serde_json::json;

use crate::cli::args;
use crate::cli::workspace::Workspace;
use crate::error::Result;
use crate::library::catalogue::{Disclose, Who};
use crate::model::language::Language;

pub fn kinds_command() -> Command {
    Command::new("kinds").about("List the kinds of documents").arg(language_arg())
}

pub fn kinds(matches: &ArgMatches, workspace: &mut Workspace) -> Result<()> {
    let language = language(matches, workspace)?;
    let english: Language = "en".parse()?;
    let library = &workspace.library;
    let kinds = library.kind_ids().iter().map(|id| library.kind(id)).collect::<Result<Vec<_>>>()?;
    if workspace.ui.json {
        let list = kinds.iter().map(|k| {
            json!({"id": k.id, "about": k.about, "tone": k.tone, "relation": k.relation, "needs": k.needs,
                   "takes": k.takes.iter().map(|f| &f.id).collect::<Vec<_>>()})
        });
        workspace.ui.value(&list.collect());
        return Ok(());
    }
    let rows: Vec<Vec<String>> = kinds
        .iter()
        .map(|k| {
            vec![
                k.id.clone(),
                k.relation.to_string(),
                k.tone.to_string(),
                k.about.get(&language).or_else(|| k.about.get(&english)).unwrap_or_default().to_owned(),
            ]
        })
        .collect();
    workspace.ui.table(&["KIND", "TO", "TONE", "WHAT IT IS"], &rows);
    Ok(())
}

pub fn reasons_command() -> Command {
    Command::new("reasons")
        .about("List the reasons, whom they are for and how much of them is told")
        .arg(language_arg())
}

fn language_arg() -> Arg {
    args::language().help("Language of the explanations [default: the first of your practice, else English]")
}

/// Returns the language of the explanations: as asked for, else that of the coach's own practice, else English.
fn language(matches: &ArgMatches, workspace: &Workspace) -> Result<Language> {
    match matches.get_one::<String>("language") {
        Some(code) => workspace.library.resolve(&code.parse()?),
        None if workspace.home.is_sample() => "en".parse(),
        None => {
            let own = workspace.own_language()?;
            Ok(workspace.library.resolve(&own).unwrap_or(own))
        }
    }
}

pub fn reasons(matches: &ArgMatches, workspace: &mut Workspace) -> Result<()> {
    let language = language(matches, workspace)?;
    let speech = workspace.library.speech(&language)?;
    let catalogue = workspace.library.catalogue()?;
    let told = |disclose: Disclose| match disclose {
        Disclose::Stated => "told",
        Disclose::Softened => "softened",
        Disclose::Private => "never told",
    };
    let who = |who: &[Who]| {
        let words: Vec<&str> =
            who.iter().map(|w| if *w == Who::Prospect { "prospect" } else { "client" }).collect();
        words.join(", ")
    };
    let words = |id| speech.lexicon.reasons.get(id);
    if workspace.ui.json {
        let list = catalogue.reasons.iter().map(|(id, reason)| {
            let pair = words(id).and_then(|w| w.prospect.as_ref().or(w.client.as_ref()));
            json!({"id": id, "who": who(&reason.who), "disclose": told(reason.disclose), "neutral": reason.neutral.id(),
                   "label": words(id).map(|w| &w.label), "sentence": pair.map(|p| &p.formal)})
        });
        workspace.ui.value(&list.collect());
        return Ok(());
    }
    let desk = workspace.library.wording(&language)?;
    let shown_told = |disclose: Disclose| match disclose {
        Disclose::Stated => desk.say("told_stated"),
        Disclose::Softened => desk.say("told_softened"),
        Disclose::Private => desk.say("told_private"),
    };
    let shown_who = |who: &[Who]| {
        let word = |w: &Who| desk.say(if *w == Who::Prospect { "who_prospect" } else { "who_client" });
        who.iter().map(word).collect::<Vec<_>>().join(", ")
    };
    let rows: Vec<Vec<String>> = catalogue
        .reasons
        .iter()
        .map(|(id, reason)| {
            let label = words(id).map(|w| w.label.clone()).unwrap_or_default();
            vec![
                id.to_string(),
                shown_who(&reason.who),
                shown_told(reason.disclose).to_owned(),
                reason.neutral.id().to_owned(),
                label,
            ]
        })
        .collect();
    workspace.ui.table(&["REASON", "FOR", "BY DEFAULT", "NEUTRAL", "WHAT IT MEANS"], &rows);
    Ok(())
}

pub fn languages_command() -> Command {
    Command::new("languages").about("List the languages")
}

pub fn languages(_: &ArgMatches, workspace: &mut Workspace) -> Result<()> {
    let library = &workspace.library;
    let mut rows = Vec::new();
    for language in library.languages()? {
        let lexicon = library.lexicon(&language)?;
        let own = workspace.practice()?.languages.iter().any(|l| l.base() == language.base());
        rows.push((language, lexicon.name, own));
    }
    if workspace.ui.json {
        let list = rows.iter().map(|(l, name, own)| json!({"code": l, "name": name, "in_practice": own}));
        workspace.ui.value(&list.collect());
        return Ok(());
    }
    let rows: Vec<Vec<String>> = rows
        .into_iter()
        .map(|(l, name, own)| vec![l.to_string(), name, if own { "yes" } else { "no" }.to_owned()])
        .collect();
    workspace.ui.table(&["LANGUAGE", "NAME", "IN YOUR PRACTICE"], &rows);
    Ok(())
}
