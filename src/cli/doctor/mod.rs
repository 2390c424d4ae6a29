//! `garbo doctor`: whether everything is there that letters need, from the folder to the mail server.
//!
//! Each line says ok or what to do. Works where the folder does not: a fault in one place hides no other.

mod folder;
mod mail;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;

use crate::cli::args::Glance;
use crate::cli::mailroom::counted;
#[cfg(feature = "pdf")]
use crate::cli::paper;
use crate::cli::ui::Ui;
use crate::cli::workspace::Workspace;
use crate::error::{Error, ErrorKind, Problem, Result};
#[cfg(feature = "pdf")]
use crate::library::kind::Form;
#[cfg(feature = "pdf")]
use crate::model::language::Language;
#[cfg(feature = "pdf")]
use crate::render::document::{self, Document};

pub fn command() -> Command {
    Command::new("doctor")
        .about("Check folder, files, database and mail account; each line says ok or what to do")
        .arg(
            Arg::new("send-test")
                .long("send-test")
                .action(ArgAction::SetTrue)
                .conflicts_with("offline")
                .help("Send a test message to your own address"),
        )
        .arg(
            Arg::new("offline")
                .long("offline")
                .action(ArgAction::SetTrue)
                .help("Leave the network alone: check what is on this computer"),
        )
}

/// How far the network may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Offline,
    /// Up to the login
    Login,
    TestMessage,
}

/// What a line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Ok,
    /// Works, and would be better otherwise
    Advice,
    Fault,
}

impl Verdict {
    fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Advice => "advice",
            Self::Fault => "fault",
        }
    }
}

/// One thing that was looked at.
struct Line {
    verdict: Verdict,
    what: &'static str,
    message: String,
    hint: Option<String>,
}

/// Everything that was looked at, in order.
#[derive(Default)]
struct Chart(Vec<Line>);

impl Chart {
    fn ok(&mut self, what: &'static str, message: impl Into<String>) {
        self.0.push(Line { verdict: Verdict::Ok, what, message: message.into(), hint: None });
    }

    fn advice(&mut self, what: &'static str, message: impl Into<String>, hint: impl Into<String>) {
        let line = Line { verdict: Verdict::Advice, what, message: message.into(), hint: Some(hint.into()) };
        self.0.push(line);
    }

    /// Takes every problem of an error as a line of its own.
    fn fault(&mut self, what: &'static str, error: &Error) {
        for problem in &error.problems {
            let line = Line {
                verdict: Verdict::Fault,
                what,
                message: in_a_line(problem),
                hint: problem.hint.clone(),
            };
            self.0.push(line);
        }
    }

    /// Takes the value, or the faults that stand in its way.
    fn take<T>(&mut self, what: &'static str, result: Result<T>) -> Option<T> {
        result.map_err(|error| self.fault(what, &error)).ok()
    }

    fn number(&self, verdict: Verdict) -> usize {
        self.0.iter().filter(|line| line.verdict == verdict).count()
    }
}

/// Returns place, key, message and causes of a problem in one line.
fn in_a_line(problem: &Problem) -> String {
    let mut parts: Vec<String> = problem.place.iter().map(ToString::to_string).collect();
    parts.extend(problem.key.clone());
    parts.push(problem.message.clone());
    parts.extend(problem.causes.iter().cloned());
    parts.join(": ")
}

pub fn run(matches: &ArgMatches, ui: &Ui) -> Result<()> {
    let reach = match (matches.get_flag("offline"), matches.get_flag("send-test")) {
        (true, _) => Reach::Offline,
        (false, false) => Reach::Login,
        (false, true) => Reach::TestMessage,
    };
    let typed = Glance { home: matches.get_one("home").cloned(), ..Glance::default() };
    let mut chart = Chart::default();
    if let Some(workspace) = chart.take("folder", Workspace::open(&typed, ui.clone())) {
        folder::check(&workspace, &mut chart);
        fonts(&workspace, &mut chart);
        mail::check(&workspace, reach, &mut chart);
    }
    report(&chart, ui)
}

/// Says whether documents can be set as PDF: a page with the letters of all languages, in the practice's typeface.
#[cfg(feature = "pdf")]
fn fonts(workspace: &Workspace, chart: &mut Chart) {
    const LETTERS: &str = "# Aa\n\nÀÈÉÌÒÙ àèéìòù ÇĞİIÖŞÜ çğıiöşü АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ \
        абвгдеёжзийклмнопрстуфхцчшщъыьэюя «»„“”‘’–—…№ €£$₺₽ 0123456789\n";
    // The folder's own lines say what is wrong with the practice.
    if workspace.practice().is_err() {
        return;
    }
    let tried = "en".parse::<Language>().and_then(|english| {
        let document = document::cut("note", Form::Letter, &english, LETTERS);
        let document = Document { subject: "Aa".to_owned(), ..document };
        paper::note(&document, &*workspace.library.speech(&english)?, workspace)
    });
    if chart.take("fonts", tried).is_some() {
        chart.ok("fonts", "letters of all languages can be printed");
    }
}

/// Says that documents can't be set as PDF.
#[cfg(not(feature = "pdf"))]
fn fonts(_: &Workspace, chart: &mut Chart) {
    chart.advice(
        "fonts",
        "this garbo was built without PDF",
        "install it with its default features for agreements as PDF",
    );
}

fn report(chart: &Chart, ui: &Ui) -> Result<()> {
    let (faults, advice) = (chart.number(Verdict::Fault), chart.number(Verdict::Advice));
    if ui.json {
        let lines: Vec<_> = chart
            .0
            .iter()
            .map(|line| {
                json!({"what": line.what, "result": line.verdict.name(), "message": line.message,
                       "hint": line.hint})
            })
            .collect();
        ui.value(&json!({"faults": faults, "advice": advice, "checks": lines}));
    } else {
        let mut out = String::new();
        for line in &chart.0 {
            out.push_str(&format!("{:<6}  {}: {}\n", line.verdict.name(), line.what, line.message));
            if let Some(hint) = &line.hint {
                out.push_str(&format!("        → {}\n", hint.replace('\n', "\n          ")));
            }
        }
        ui.data(&crate::error::printable(&out));
    }
    if faults == 0 {
        ui.say(&match advice {
            0 => "everything is in order".to_owned(),
            number => {
                format!("nothing is wrong; {}", counted(number, "line has advice", "lines have advice"))
            }
        });
        return Ok(());
    }
    let told = counted(faults, "fault was found", "faults were found");
    Err(Error::new(ErrorKind::Faults, Problem::new(told).hint("each is listed above with what to do")))
}
