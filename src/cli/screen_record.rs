//! What is kept of a screening: `screening/<who>.yaml`, for the coach alone. The only writer of private answers.

use std::fs;
use std::path::Path;

use crate::cli::output::save;
use crate::cli::workspace::Workspace;
use crate::compose::screening::{Outcome, Suggestion};
use crate::error::{Error, Place, Result};
use crate::grammar::slug::slug;
use crate::load;
use crate::model::mailbox::Mailbox;
use crate::model::screening::{Answers, Records};
use crate::yaml::quoted;

/// The folder in the practice folder.
const FOLDER: &str = "screening";

/// Returns the name of the record of somebody: that of their file in `people/`, else from address or name.
pub fn key(who: &str, has_file: bool) -> String {
    if has_file {
        return who.to_owned();
    }
    match who.parse::<Mailbox>() {
        Ok(mailbox) => slug(&mailbox.address().to_string()),
        Err(_) => slug(who),
    }
}

/// Returns what is kept already.
pub fn kept(key: &str, workspace: &Workspace) -> Result<Records> {
    load::records(&workspace.home, key)
}

/// One screening and what came of it.
pub struct Kept<'a> {
    pub answers: &'a Answers,
    pub suggestion: &'a Suggestion,
    pub decision: Option<Outcome>,
    /// Whether the coach asked for feelings to be kept too
    pub feelings: bool,
}

/// Adds a screening to the record. The file is readable by its owner only.
///
/// Errors: configuration, without a practice folder; cannot_create.
pub fn keep(key: &str, kept: &Kept<'_>, workspace: &Workspace) -> Result<()> {
    let folder = private_folder(FOLDER, workspace)?;
    let file = folder.join(format!("{key}.yaml"));
    let before = workspace.home.read(&format!("{FOLDER}/{key}.yaml"))?;
    let mut text = match before {
        Some(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        None => head(workspace.words()?.say("record_head")) + "records:\n",
    };
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(&entry(kept, workspace)?);
    save(&file, text.as_bytes(), true)?;
    let file = workspace.home.shown(&format!("{FOLDER}/{key}.yaml"));
    workspace.ui.say(&workspace.words()?.fill("kept_in", &[("file", &file)]));
    Ok(())
}

/// Returns words as remarks at the head of a file.
pub fn head(words: &str) -> String {
    words.lines().map(|line| format!("# {line}\n")).collect()
}

fn entry(kept: &Kept<'_>, workspace: &Workspace) -> Result<String> {
    let mut out = format!("  - date: {}\n    stage: {}\n", workspace.today()?, kept.suggestion.stage.id());
    if !kept.answers.signs.is_empty() {
        out.push_str("    signs:\n");
    }
    for observed in &kept.answers.signs {
        out.push_str(&format!("      - sign: {}\n        strength: {}\n", observed.sign, observed.strength));
        out.push_str(&format!("        fact: {}\n", quoted(observed.fact.reveal())));
        if let Some(date) = &observed.date {
            out.push_str(&format!("        date: {date}\n"));
        }
        if let Some(source) = observed.source {
            out.push_str(&format!("        source: {}\n", source.id()));
        }
    }
    if kept.feelings && !kept.answers.feelings.is_empty() {
        out.push_str("    feelings:\n");
        for (id, strength) in &kept.answers.feelings {
            out.push_str(&format!("      {id}: {}\n", strength.reveal()));
        }
    }
    if !kept.answers.good.is_empty() {
        out.push_str(&format!("    good: [{}]\n", kept.answers.good.join(", ")));
    }
    out.push_str(&format!("    suggestion: {}\n", kept.suggestion.outcome.id()));
    if let Some(decision) = kept.decision {
        out.push_str(&format!("    decision: {}\n", decision.id()));
        out.push_str(&format!("    decided_by: {}\n", quoted(&workspace.practice()?.coach.name)));
    }
    Ok(out)
}

/// Returns a folder of the practice for the coach's eyes only; makes it where it is not there.
///
/// Errors: configuration, on the sample; cannot_create.
pub fn private_folder(name: &str, workspace: &Workspace) -> Result<std::path::PathBuf> {
    let folder = workspace.folder()?.join(name);
    let failed = |e: std::io::Error| {
        Error::cannot_create("the folder can't be made").at(Place::file(workspace.home.shown(name))).cause(e)
    };
    fs::create_dir_all(&folder).map_err(failed)?;
    only_owner(&folder).map_err(failed)?;
    Ok(folder)
}

#[cfg(unix)]
fn only_owner(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn only_owner(_: &Path) -> std::io::Result<()> {
    Ok(())
}
