//! `garbo templates`: the words there are, and your own over them.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};
use similar::TextDiff;

use crate::cli::output::save;
use crate::cli::workspace::Workspace;
use crate::error::{Error, Place, Result, nearest};
use crate::library::embed::{self, Folder};

/// The first line of an ejected file says what it was copied from, so that `diff` can tell what changed under it.
const MARK: &str = "{#- copied from garbo ";

pub fn command() -> Command {
    let id = || {
        Arg::new("id")
            .value_name("ID")
            .required(true)
            .help("decline, it/decline, it/decline.md or locales/it.yaml")
    };
    Command::new("templates")
        .about("Show the built-in templates, copy one to change it, compare yours with them")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(Command::new("list").about("List all templates and words, built in and your own"))
        .subcommand(Command::new("show").about("Show a template as it is used").arg(id()))
        .subcommand(
            Command::new("eject")
                .about("Copy a built-in template to your practice folder, to change it there")
                .arg(id())
                .arg(
                    Arg::new("block")
                        .long("block")
                        .value_name("NAME")
                        .help("Only this block; the rest stays built in"),
                )
                .arg(
                    Arg::new("force")
                        .long("force")
                        .action(ArgAction::SetTrue)
                        .help("Replace your file if it is there"),
                ),
        )
        .subcommand(
            Command::new("diff")
                .about("Show how yours differ from the built-in ones, and what changed under them")
                .arg(id().required(false)),
        )
}

pub fn run(matches: &ArgMatches, workspace: &mut Workspace) -> Result<()> {
    match matches.subcommand() {
        Some(("show", m)) => show(m, workspace),
        Some(("eject", m)) => eject(m, workspace),
        Some(("diff", m)) => diff(m, workspace),
        _ => list(workspace),
    }
}

fn list(workspace: &Workspace) -> Result<()> {
    let mut rows = Vec::new();
    for folder in [Folder::Templates, Folder::Locales] {
        let own = workspace.library.own();
        for path in embed::paths(folder) {
            let state = if own.has(folder, path) { "yours over built-in" } else { "built-in" };
            rows.push((format!("{}/{path}", folder.name()), state));
        }
        for path in own.paths(folder) {
            if embed::text(folder, path).is_none() {
                rows.push((format!("{}/{path}", folder.name()), "yours"));
            }
        }
    }
    rows.sort();
    if workspace.ui.json {
        workspace.ui.value(
            &rows.iter().map(|(path, state)| serde_json::json!({"path": path, "state": state})).collect(),
        );
        return Ok(());
    }
    let rows: Vec<Vec<String>> = rows.into_iter().map(|(path, state)| vec![path, state.to_owned()]).collect();
    workspace.ui.table(&["FILE", "WHOSE"], &rows);
    Ok(())
}

/// Finds the file that an id means.
fn resolve(id: &str, workspace: &Workspace) -> Result<(Folder, String)> {
    let (folder, path) = match id.split_once('/') {
        Some(("locales", rest)) => (Folder::Locales, rest.to_owned()),
        Some(("templates", rest)) => (Folder::Templates, rest.to_owned()),
        _ => (Folder::Templates, id.to_owned()),
    };
    let with = |ending: &str| format!("{path}{ending}");
    for candidate in [path.clone(), with(".md"), with(".yaml")] {
        if workspace.library.text(folder, &candidate)?.is_some() {
            return Ok((folder, candidate));
        }
    }
    let known: Vec<String> =
        embed::paths(folder).iter().map(|p| p.trim_end_matches(".md").to_owned()).collect();
    let error = Error::missing(format!("there is no template `{id}`"));
    Err(match nearest(&path, known.iter().map(String::as_str)) {
        Some(near) => error.hint(format!("did you mean `{near}`? `garbo templates list` shows all")),
        None => error.hint("`garbo templates list` shows all"),
    })
}

fn id(matches: &ArgMatches) -> &str {
    matches.get_one::<String>("id").map_or("", String::as_str)
}

fn show(matches: &ArgMatches, workspace: &Workspace) -> Result<()> {
    let (folder, path) = resolve(id(matches), workspace)?;
    if let Some(text) = workspace.library.text(folder, &path)? {
        workspace.ui.say(&format!("{}:", text.shown));
        workspace.ui.data(&text.text);
    }
    Ok(())
}

fn eject(matches: &ArgMatches, workspace: &Workspace) -> Result<()> {
    let (folder, path) = resolve(id(matches), workspace)?;
    let Some(text) = workspace.library.builtin(folder, &path) else {
        return Err(Error::missing(format!(
            "`{path}` is your own already; there is nothing built in to copy"
        )));
    };
    let home = workspace.folder()?;
    let built_in = text.text.clone().into_owned();
    let target: PathBuf = home.join(folder.name()).join(&path);
    let content = match matches.get_one::<String>("block") {
        None if folder == Folder::Templates && path.ends_with(".md") => {
            format!("{MARK}{} -#}}\n{}", env!("CARGO_PKG_VERSION"), text.text)
        }
        None => text.text.into_owned(),
        Some(name) => {
            let block = block(&text.text, name).ok_or_else(|| {
                let names = blocks(&text.text);
                let error = Error::data(format!("`{path}` has no block called `{name}`"));
                match nearest(name, names.iter().map(|(n, _)| n.as_str())) {
                    Some(near) => error.hint(format!("did you mean `{near}`?")),
                    None => error.hint(format!(
                        "its blocks are {}",
                        names.iter().map(|(n, _)| n.as_str()).collect::<Vec<_>>().join(", ")
                    )),
                }
            })?;
            format!("{{% extends \"builtin/{path}\" %}}\n\n{block}\n")
        }
    };
    if let Some(parent) = target.parent() {
        std::fs::create_dir_all(parent).map_err(|e| {
            Error::cannot_create("the folder can't be made")
                .at(Place::file(parent.display().to_string()))
                .cause(e)
        })?;
    }
    save(&target, content.as_bytes(), matches.get_flag("force"))?;
    keep_base(&home, folder, &path, &built_in)?;
    workspace.ui.say(&format!("wrote {}; edit it, then `garbo check`", target.display()));
    Ok(())
}

/// Where the built-in text is kept as it was when it was copied, so that `diff` can tell what changed under it.
fn base_of(home: &Path, folder: Folder, path: &str) -> PathBuf {
    home.join(".garbo").join("base").join(folder.name()).join(path)
}

fn keep_base(home: &Path, folder: Folder, path: &str, text: &str) -> Result<()> {
    let base = base_of(home, folder, path);
    if let Some(parent) = base.parent() {
        std::fs::create_dir_all(parent).map_err(|e| {
            Error::cannot_create("the folder can't be made")
                .at(Place::file(parent.display().to_string()))
                .cause(e)
        })?;
    }
    save(&base, text.as_bytes(), true)
}

/// Returns the blocks of a template with their texts, outermost only.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("{% block ") {
        let after = &rest[at + "{% block ".len()..];
        let name: String = after.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let (mut depth, mut end, mut from) = (0_usize, None, at);
        while let Some(tag) = rest[from..].find("{% ").map(|i| from + i) {
            let inner = &rest[tag + 3..];
            let close = inner.find("%}").map_or(rest.len(), |i| tag + 3 + i + 2);
            if inner.starts_with("block ") {
                depth += 1;
            } else if inner.starts_with("endblock") {
                depth -= 1;
                if depth == 0 {
                    end = Some(close);
                    break;
                }
            }
            from = close;
        }
        let Some(end) = end else { break };
        found.push((name, rest[at..end].to_owned()));
        rest = &rest[end..];
    }
    found
}

fn block(text: &str, name: &str) -> Option<String> {
    blocks(text).into_iter().find(|(n, _)| n == name).map(|(_, text)| text)
}

fn diff(matches: &ArgMatches, workspace: &Workspace) -> Result<()> {
    let wanted = matches.get_one::<String>("id").map(|id| resolve(id, workspace)).transpose()?;
    let own = workspace.library.own();
    let mut any = false;
    for folder in [Folder::Templates, Folder::Locales] {
        let paths: Vec<String> = own.paths(folder).map(str::to_owned).collect();
        for path in paths {
            if wanted.as_ref().is_some_and(|(f, p)| *f != folder || *p != path) {
                continue;
            }
            let (Some(mine), Some(built_in)) = (own.read(folder, &path)?, embed::text(folder, &path)) else {
                continue;
            };
            any = true;
            let base = workspace.home.read(&format!(".garbo/base/{}/{path}", folder.name()))?;
            if let Some(base) =
                base.and_then(|bytes| String::from_utf8(bytes).ok()).filter(|base| base != built_in)
            {
                workspace.ui.say(&format!("{}/{path} has changed in this version of garbo:", folder.name()));
                print(
                    &format!("{path} when you copied it"),
                    &format!("built-in {path} now"),
                    &base,
                    built_in,
                    workspace,
                );
                workspace.ui.say("and yours:");
            }
            // A file that extends the built-in one is compared block by block.
            if mine.text.contains(&format!("extends \"builtin/{path}\"")) {
                for (name, text) in blocks(&mine.text) {
                    let old = block(built_in, &name).unwrap_or_default();
                    print(
                        &format!("built-in {path} block {name}"),
                        &format!("{} block {name}", mine.shown),
                        &old,
                        &text,
                        workspace,
                    );
                }
                continue;
            }
            let version = mine
                .text
                .lines()
                .next()
                .and_then(|l| l.strip_prefix(MARK))
                .and_then(|l| l.split_whitespace().next());
            let body = if version.is_some() {
                mine.text.split_once('\n').map_or("", |(_, b)| b)
            } else {
                &mine.text
            };
            if let Some(version) = version.filter(|v| *v != env!("CARGO_PKG_VERSION")) {
                workspace.ui.say(&format!(
                    "{} was copied from garbo {version}; this is {}: differences may be ours or yours",
                    mine.shown,
                    env!("CARGO_PKG_VERSION")
                ));
            }
            print(&format!("built-in {path}"), &mine.shown, built_in, body, workspace);
        }
    }
    if !any {
        workspace.ui.say("you have no templates of your own over built-in ones");
    }
    Ok(())
}

fn print(old_name: &str, new_name: &str, old: &str, new: &str, workspace: &Workspace) {
    let diff = TextDiff::from_lines(old.trim_end(), new.trim_end());
    let text = diff.unified_diff().context_radius(3).header(old_name, new_name).to_string();
    if text.is_empty() {
        workspace.ui.say(&format!("{new_name} is the same as {old_name}"));
    } else {
        workspace.ui.data(&text);
    }
}
