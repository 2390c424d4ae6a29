//! `garbo batch`: a letter for every row of a table. All rows are checked before the first letter is written.

mod agreement_rows;
mod agreements;
mod hands;
mod plan;
mod row;
mod table;
mod works;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint, value_parser};

use self::plan::{Checks, Look, Plan, plan};
use self::row::Reader;
use self::table::Table;
use self::works::{Done, Goods, Press};
use crate::cli::letter::{Shelf, compose_letter};
use crate::cli::output::Format;
use crate::cli::workspace::Workspace;
use crate::cli::{ask, mailroom, posting, send};
use crate::deliver::smtp::Stop;
use crate::error::{Error, Place, Result};
use crate::library::kind::Form;

/// How many warnings are shown.
const WARNINGS_MAX: usize = 5;

pub fn command() -> Command {
    let flag = |id: &'static str| Arg::new(id).long(id).action(ArgAction::SetTrue);
    Command::new("batch")
        .about("Write a letter or an agreement for every row of a table (CSV)")
        .arg(
            Arg::new("file")
                .value_name("FILE.csv")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .value_hint(ValueHint::FilePath)
                .help("Table whose first row names the columns: the long flags without dashes, facts, name and email"),
        )
        .arg(Arg::new("kind").long("kind").value_name("KIND").help("Kind of document, where no column says it"))
        .arg(
            Arg::new("output")
                .short('o')
                .long("output")
                .value_name("FOLDER|FILE.mbox")
                .value_parser(value_parser!(PathBuf))
                .value_hint(ValueHint::AnyPath)
                .conflicts_with_all(["queue", "send"])
                .help("Write drafts: a file each into a folder, or all into one .mbox"),
        )
        .arg(
            Arg::new("format")
                .short('f')
                .long("format")
                .value_name("FORMAT")
                .value_parser(["eml", "pdf", "text", "html", "markdown", "docx", "json"])
                .requires("output")
                .help("Form of the files in a folder [default: eml; pdf for agreements]"),
        )
        .arg(flag("force").help("Replace files that are there"))
        .arg(flag("queue").conflicts_with("send").help("Put the letters into the outbox, after asking"))
        .arg(flag("send").help("Send the letters now, after asking"))
        .arg(flag("yes").help("Queue or send without asking"))
        .arg(flag("again").help("Write also to people who already have a letter of the kind"))
        .arg(
            Arg::new("limit")
                .long("limit")
                .value_name("N")
                .value_parser(value_parser!(u32).range(1..))
                .help("Write at most so many letters; the rest is written when the command is repeated"),
        )
        .arg(flag("dry-run").help("Check all rows and show the first letter [default without -o, --queue and --send]"))
        .after_help("The command may be repeated: a row that was written for its recipient is not written again.")
}

/// Where the letters go.
enum Goal {
    Show,
    Folder(PathBuf, Format),
    Mbox(PathBuf),
    Queue,
    Send,
}

impl Goal {
    fn of(matches: &ArgMatches) -> Result<Self> {
        let output = matches.get_one::<PathBuf>("output").cloned();
        let named = matches.get_one::<String>("format").and_then(|name| Format::named(name));
        Ok(match output {
            _ if matches.get_flag("dry-run") => Self::Show,
            _ if matches.get_flag("send") => Self::Send,
            _ if matches.get_flag("queue") => Self::Queue,
            Some(path) if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("mbox")) => match named {
                None | Some(Format::Eml) => Self::Mbox(path),
                Some(_) => {
                    return Err(Error::usage("an mbox holds messages, no other form")
                        .key("--format")
                        .hint("leave --format out, or name a folder with -o"));
                }
            },
            Some(path) => Self::Folder(path, named.unwrap_or(Format::Eml)),
            None => Self::Show,
        })
    }

    fn mails(&self) -> bool {
        matches!(self, Self::Queue | Self::Send)
    }

    fn needs_address(&self) -> bool {
        matches!(self, Self::Queue | Self::Send | Self::Mbox(_) | Self::Folder(_, Format::Eml))
    }
}

pub fn run(matches: &ArgMatches, workspace: &mut Workspace) -> Result<()> {
    let workspace = &*workspace;
    let file = matches.get_one::<PathBuf>("file").cloned().unwrap_or_default();
    let kind = matches.get_one::<String>("kind").map(String::as_str);
    if let Some(kind) = kind
        && workspace.library.kind(kind)?.form == Form::Contract
    {
        return agreements::run(kind, &Table::open(&file)?, matches, workspace);
    }
    let goal = Goal::of(matches)?;
    let (again, force) = (matches.get_flag("again"), matches.get_flag("force"));
    let account = match &goal {
        Goal::Queue | Goal::Send => Some(mailroom::account(workspace)?),
        goal if goal.needs_address() => Some(posting::account(workspace)?),
        _ => None,
    };
    let table = Table::open(&file)?;
    let mut reader = Reader::new(&table, kind, workspace)?;
    let shelf = Shelf::open(workspace, table.head.iter().any(|name| name.eq_ignore_ascii_case("colleague")))?;
    let batch = batch_id(&file, &goal, workspace);
    let registers = !matches!(goal, Goal::Show) && !workspace.home.is_sample();
    // A table with a fault leaves no trace: the outbox is made when there is something to put into it.
    let mut outbox = if registers { mailroom::outbox_if_any(workspace)? } else { None };
    let asks_register = goal.mails() || matches!(&goal, Goal::Mbox(path) if path.exists() && !force);
    let look = Look {
        batch: &batch,
        mails: goal.mails(),
        checks: Checks {
            needs_address: goal.needs_address(),
            renders: matches!(goal, Goal::Show | Goal::Folder(..)),
        },
        outbox: outbox.as_ref().filter(|_| asks_register && !again),
    };
    let plan = plan(&table, &mut reader, &look, &shelf, workspace)?;
    if let Goal::Mbox(path) = &goal {
        check_mbox(path, &plan, force)?;
    }
    let limit = matches.get_one::<u32>("limit").map_or(usize::MAX, |n| *n as usize);
    let new = plan.letters().saturating_sub(plan.written.len()).min(limit);
    let question = match goal {
        Goal::Show => None,
        Goal::Queue => Some(format!("Put {} into the outbox?", letters(new))),
        Goal::Send => Some(format!("Send {} now?", letters(new + plan.waiting.len()))),
        Goal::Folder(..) | Goal::Mbox(_) => None,
    };
    if matches!(goal, Goal::Show) || question.is_some() {
        preview(&plan, &goal, &shelf, workspace)?;
    }
    if matches!(goal, Goal::Show) {
        workspace.ui.say("nothing was written; add -o FOLDER, -o FILE.mbox, --queue or --send");
        return Ok(());
    }
    let has_work = new + plan.waiting.len() > 0;
    if let Some(question) = question.filter(|_| has_work && !matches.get_flag("yes")) {
        ask::confirm(&question, "letters leave", "--yes", workspace)?;
    }
    if registers && outbox.is_none() {
        outbox = Some(mailroom::outbox(workspace)?);
    }
    let stop = Stop::on_signals()?;
    let here = std::path::absolute(".").unwrap_or_default();
    let bar = mailroom::progress(new, "writing", workspace);
    let press = Press {
        table: &table,
        shelf: &shelf,
        workspace,
        account: account.as_ref().filter(|_| goal.needs_address()),
        batch: &batch,
        goods: match &goal {
            Goal::Folder(folder, format) => Goods::Folder { folder: folder.clone(), format: *format, force },
            Goal::Mbox(file) => Goods::Mbox(file.clone()),
            Goal::Show | Goal::Queue | Goal::Send => Goods::Queue { once: !again },
        },
        folder: &here,
        written: &plan.written,
        limit,
        rows: new,
        stop: &stop,
        bar: &bar,
    };
    let done = match (&goal, &mut outbox) {
        (Goal::Folder(path, _), outbox) => press.folder(&mut reader, outbox.as_mut(), path)?,
        (Goal::Mbox(path), outbox) => press.mbox(&mut reader, outbox.as_mut(), path)?,
        (_, Some(outbox)) => press.queue(&mut reader, outbox)?,
        (_, None) => return Err(Error::internal("a batch is sent without an outbox")),
    };
    bar.finish_and_clear();
    report(&done, &goal, workspace);
    tell_left(&plan, &goal, workspace);
    if let (Goal::Send, Some(outbox), Some(account)) = (&goal, &mut outbox, &account) {
        let ids: Vec<_> = plan.waiting.iter().chain(&plan.unsettled).chain(&done.ids).copied().collect();
        return mailroom::run(outbox, account, Some(&ids), workspace);
    }
    Ok(())
}

/// Says which rows stay unsent though they were written: a repeated command does not send them by itself.
fn tell_left(plan: &Plan, goal: &Goal, workspace: &Workspace) {
    if plan.cancelled > 0 {
        workspace.ui.say(&format!(
            "note: {} out before and stays out (`garbo outbox list --state cancelled`, `garbo outbox retry ID`)",
            mailroom::counted(plan.cancelled, "letter was taken", "letters were taken")
        ));
    }
    if matches!(goal, Goal::Queue) && !plan.unsettled.is_empty() {
        workspace.ui.say(&format!(
            "note: {} refused or may have arrived, and {} not queued again \
             (`garbo outbox list --state failed --state uncertain`)",
            mailroom::counted(plan.unsettled.len(), "letter was", "letters were"),
            if plan.unsettled.len() == 1 { "is" } else { "are" }
        ));
    }
}

/// Returns what tells this batch from others: the table's place, and the drafts' where they are drafts.
fn batch_id(file: &Path, goal: &Goal, workspace: &Workspace) -> String {
    let whole = |path: &Path| {
        path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or(path.to_path_buf())
    };
    let home = workspace.home.folder().map(whole).unwrap_or_default();
    // Within the practice folder the name stays the same when the folder is moved.
    let shown = |path: &Path| {
        let path = whole(path);
        path.strip_prefix(&home).unwrap_or(&path).display().to_string()
    };
    match goal {
        Goal::Folder(path, _) | Goal::Mbox(path) => format!("{} to {}", shown(file), shown(path)),
        Goal::Show | Goal::Queue | Goal::Send => shown(file),
    }
}

fn check_mbox(path: &Path, plan: &Plan, force: bool) -> Result<()> {
    let place = || Place::file(path.display().to_string());
    match path.symlink_metadata() {
        Ok(meta) if !meta.is_file() => Err(Error::cannot_create("the output is no ordinary file")
            .at(place())
            .hint("choose another name")),
        Ok(_) if plan.written.is_empty() && !force => {
            Err(Error::cannot_create("the file is there already, and not from this batch")
                .at(place())
                .hint("choose another name, or add --force to replace it"))
        }
        _ => Ok(()),
    }
}

fn letters(number: usize) -> String {
    mailroom::counted(number, "letter", "letters")
}

/// Shows the first letter and the counts.
fn preview(plan: &Plan, goal: &Goal, shelf: &Shelf, workspace: &Workspace) -> Result<()> {
    let Some(row) = &plan.first else {
        workspace.ui.say("the table has no rows");
        return Ok(());
    };
    let speech = std::sync::Arc::clone(&row.speech);
    let first = compose_letter(row.request.clone(), &row.origin, shelf, speech, workspace)?;
    if matches!(goal, Goal::Show) {
        workspace.ui.bytes(&posting::written(&first, Format::Text, workspace)?);
    } else if !workspace.ui.quiet {
        send::show(&first, &posting::recipient(&first)?, workspace)?;
    }
    warn(&plan.warnings, workspace);
    let counts: Vec<String> =
        plan.counts.iter().map(|((kind, language), n)| format!("{n} {kind} in {language}")).collect();
    let before = match plan.written.len() {
        0 => String::new(),
        number => format!("; {number} written before"),
    };
    workspace.ui.say(&format!("{}: {}{before}", letters(plan.letters()), counts.join(", ")));
    Ok(())
}

fn warn(warnings: &BTreeMap<String, usize>, workspace: &Workspace) {
    for (warning, number) in warnings.iter().take(WARNINGS_MAX) {
        workspace.ui.warn(&format!("{}: {warning}", letters(*number)));
    }
}

fn report(done: &Done, goal: &Goal, workspace: &Workspace) {
    warn(&done.warnings, workspace);
    let what = match goal {
        Goal::Queue | Goal::Send => "queued".to_owned(),
        Goal::Folder(path, _) | Goal::Mbox(path) => format!("written to {}", path.display()),
        Goal::Show => String::new(),
    };
    let before = match done.before {
        0 => String::new(),
        number => format!("; {number} written before"),
    };
    workspace.ui.say(&format!("{} {what}{before}", letters(done.letters)));
}
