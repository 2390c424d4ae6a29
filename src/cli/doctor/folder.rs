//! The practice folder: its files, who may read them, and the database.

use std::fs::{self, Metadata};
use std::path::Path;

use super::Chart;
use crate::cli::mailroom::counted;
use crate::cli::workspace::{Workspace, clock};
use crate::deliver::outbox::{FILE, Outbox, State};
use crate::error::{Error, Place};
use crate::load;
use crate::load::home::PRACTICE_FILE;

/// Less than this and a batch with attachments may not fit, in bytes.
const SCARCE: u64 = 64 << 20;
/// What a practice folder keeps about people, and the account.
const PRIVATE: &[&str] = &["people", "screening", "colleagues.yaml", PRACTICE_FILE, FILE];

pub fn check(workspace: &Workspace, chart: &mut Chart) {
    let Some(folder) = workspace.home.folder() else {
        let error = Error::missing(
            "there is no practice folder; garbo works on an invented sample and sends nothing",
        )
        .hint("`garbo init` makes a practice folder here");
        chart.fault("folder", &error);
        return;
    };
    writable(folder, chart);
    permissions(folder, chart);
    files(workspace, chart);
    database(folder, chart);
}

fn writable(folder: &Path, chart: &mut Chart) {
    let place = || Place::file(folder.display().to_string());
    match tempfile::Builder::new().prefix(".garbo-").tempfile_in(folder) {
        Ok(_) => chart.ok("folder", folder.display().to_string()),
        Err(error) => {
            let error = Error::cannot_create("garbo can't write into the practice folder")
                .at(place())
                .cause(error)
                .hint("make the folder writable and see that the disk has room");
            chart.fault("folder", &error);
        }
    }
}

/// Looks for what other users of the computer may read.
fn permissions(folder: &Path, chart: &mut Chart) {
    let is_open = |path: &Path| fs::symlink_metadata(path).is_ok_and(|meta| is_open(&meta));
    // Nobody gets at the files of a folder that only its owner may enter.
    if !is_open(folder) {
        return chart.ok("permissions", "only you can read the folder");
    }
    let open: Vec<&str> = PRIVATE.iter().copied().filter(|name| is_open(&folder.join(name))).collect();
    if open.is_empty() {
        return chart.ok("permissions", "only you can read the files");
    }
    chart.advice(
        "permissions",
        format!("other users of this computer can read {}", open.join(", ")),
        format!("type: chmod 700 '{}'", folder.display()),
    );
}

#[cfg(unix)]
fn is_open(meta: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    meta.permissions().mode() & 0o077 != 0
}

/// Elsewhere the folder's own rules hold.
#[cfg(not(unix))]
fn is_open(_: &Metadata) -> bool {
    false
}

fn files(workspace: &Workspace, chart: &mut Chart) {
    if let Some(practice) = chart.take("practice", workspace.practice()) {
        let languages: Vec<&str> = practice.languages.iter().map(|l| l.tag()).collect();
        chart.ok("practice", format!("{PRACTICE_FILE}, languages {}", languages.join(", ")));
    }
    if let Some(directory) = chart.take("colleagues", workspace.directory()) {
        chart.ok("colleagues", counted(directory.colleagues.len(), "colleague", "colleagues"));
    }
    if let Some(people) = chart.take("people", load::people(&workspace.home)) {
        chart.ok("people", counted(people.len(), "file", "files"));
    }
}

fn database(folder: &Path, chart: &mut Chart) {
    let Some(outbox) = chart.take("database", Outbox::open_if_any(folder, clock)) else { return };
    let Some(outbox) = outbox else {
        return chart.ok("database", format!("there is none yet; {FILE} is made with the first letter"));
    };
    let Some(health) = chart.take("database", outbox.health()) else { return };
    let states: Vec<String> = health
        .count
        .iter()
        .filter(|(_, number)| *number > 0)
        .map(|(state, number)| format!("{number} {state}"))
        .collect();
    let states = if states.is_empty() { "no messages".to_owned() } else { states.join(", ") };
    chart.ok("database", format!("{FILE} is whole: {states}"));
    if health.is_sending {
        chart.ok("outbox", "another garbo is sending just now");
    }
    let number =
        |wanted: State| health.count.iter().find(|(state, _)| *state == wanted).map_or(0, |(_, n)| *n);
    if number(State::Uncertain) > 0 {
        chart.advice(
            "outbox",
            format!("{} may have arrived", counted(number(State::Uncertain) as usize, "message", "messages")),
            "`garbo outbox list --state uncertain` names them, `garbo outbox show ID` says how to settle one",
        );
    }
    if number(State::Queued) > 0 && !health.is_sending {
        chart.advice(
            "outbox",
            format!("{} waiting", counted(number(State::Queued) as usize, "message is", "messages are")),
            "`garbo outbox send` sends what is queued",
        );
    }
    if health.free.is_some_and(|free| free < SCARCE) {
        chart.advice(
            "disk",
            format!("only {} MiB are left on the disk", health.free.unwrap_or_default() >> 20),
            "free some space: nothing is sent that can't be written down first",
        );
    }
}
