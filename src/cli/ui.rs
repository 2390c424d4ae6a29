//! The only writer to the terminal: data to standard output, everything else to standard error.

use std::io::{self, IsTerminal, Write};

use anstyle::{AnsiColor, Style};
use serde_json::json;

use crate::cli::args::Glance;
use crate::error::{Error, printable};

const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
const CYAN: Style = AnsiColor::Cyan.on_default().bold();

/// How the program speaks to its user.
#[derive(Clone, Debug)]
pub struct Ui {
    pub json: bool,
    pub quiet: bool,
}

impl Ui {
    pub fn new(typed: &Glance) -> Self {
        let choice = match typed.color.as_deref() {
            Some("always") => anstream::ColorChoice::Always,
            Some("never") => anstream::ColorChoice::Never,
            _ => anstream::ColorChoice::Auto,
        };
        choice.write_global();
        Self { json: typed.json, quiet: typed.quiet }
    }

    /// Writes data to standard output. A reader that has gone away is no error.
    pub fn data(&self, text: &str) {
        let mut out = io::stdout().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }

    /// Writes bytes to standard output.
    pub fn bytes(&self, bytes: &[u8]) {
        let mut out = io::stdout().lock();
        let _ = out.write_all(bytes).and_then(|()| out.flush());
    }

    /// Writes a value as JSON to standard output.
    pub fn value(&self, value: &serde_json::Value) {
        let text = serde_json::to_string_pretty(value).unwrap_or_default();
        self.data(&format!("{text}\n"));
    }

    /// Says something that is no data.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            self.err(&format!("{}\n", printable(text)));
        }
    }

    /// Shows what a question is about, whether quiet or not.
    pub fn show(&self, text: &str) {
        self.err(&format!("{}\n", printable(text)));
    }

    /// Warns: the work was done, but something deserves a look.
    pub fn warn(&self, text: &str) {
        self.err(&format!("{YELLOW}warning:{YELLOW:#} {}\n", printable(text)));
    }

    /// Prints an error, as text or as JSON.
    pub fn error(&self, error: &Error) {
        if self.json {
            let problems: Vec<_> = error
                .problems
                .iter()
                .map(|p| {
                    json!({
                        "message": p.message,
                        "file": p.place.as_ref().map(|place| &place.file),
                        "line": p.place.as_ref().and_then(|place| place.line),
                        "column": p.place.as_ref().and_then(|place| place.column),
                        "key": p.key,
                        "causes": p.causes,
                        "hint": p.hint,
                    })
                })
                .collect();
            let value =
                json!({"error": error.kind.name(), "exit_code": error.exit_code(), "problems": problems});
            self.err(&format!("{}\n", serde_json::to_string_pretty(&value).unwrap_or_default()));
            return;
        }
        let mut out = String::new();
        for (i, problem) in error.problems.iter().enumerate() {
            if i > 0 {
                out.push('\n');
            }
            let text = problem.to_string();
            match text.split_once("\n\nhint: ") {
                Some((text, hint)) => {
                    out.push_str(&format!("{RED}error:{RED:#} {text}\n\n{CYAN}hint:{CYAN:#} {hint}\n"));
                }
                None => out.push_str(&format!("{RED}error:{RED:#} {text}\n")),
            }
        }
        self.err(&out);
    }

    /// Tells whether a person sits at the terminal and can be asked.
    pub fn can_ask(&self) -> bool {
        !self.json && io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Tells whether a whole conversation can be held: nothing is piped in or out.
    pub fn can_converse(&self) -> bool {
        self.can_ask() && self.is_terminal()
    }

    /// Tells whether standard output is a terminal.
    pub fn is_terminal(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// Writes a table: columns aligned on a terminal, separated by tabs elsewhere.
    pub fn table(&self, head: &[&str], rows: &[Vec<String>]) {
        let mut out = String::new();
        if self.is_terminal() {
            let width = |text: &str| textwrap::core::display_width(text);
            let widths: Vec<usize> = (0..head.len())
                .map(|c| {
                    rows.iter()
                        .filter_map(|r| r.get(c))
                        .map(|t| width(t))
                        .chain([width(head[c])])
                        .max()
                        .unwrap_or(0)
                })
                .collect();
            let mut line = |cells: &mut dyn Iterator<Item = &str>| {
                let padded: Vec<String> = cells
                    .zip(&widths)
                    .map(|(cell, w)| format!("{cell}{}", " ".repeat(w - width(cell))))
                    .collect();
                out.push_str(padded.join("  ").trim_end());
                out.push('\n');
            };
            line(&mut head.iter().copied());
            for row in rows {
                line(&mut row.iter().map(String::as_str));
            }
        } else {
            for row in rows {
                out.push_str(&row.join("\t"));
                out.push('\n');
            }
        }
        self.data(&printable(&out).replace("<U+0009>", "\t"));
    }

    fn err(&self, text: &str) {
        let _ = anstream::stderr().lock().write_all(text.as_bytes());
    }
}
