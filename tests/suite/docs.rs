//! The documentation: what the README shows is what the program prints, and every command it names exists.

use std::collections::BTreeMap;

use crate::desk::{Desk, NOW, Ran};
use crate::refresh::{all_same, difference, repository};

/// How to write docs/cli.md and the README's letter anew.
const REFRESH: &str = "cargo test --locked --test suite docs::";

/// Runs the program where no practice is: what a stranger sees on a clean clone.
fn stranger(arguments: &[&str]) -> Ran {
    let desk = Desk::new();
    let home = desk.path("nobody");
    std::fs::create_dir_all(&home).unwrap();
    let mut command = desk.command(arguments);
    let ran: Ran = command
        .current_dir(repository(""))
        .env_remove("GARBO_HOME")
        .env("HOME", home)
        .env("SOURCE_DATE_EPOCH", NOW)
        .output()
        .unwrap()
        .into();
    ran
}

/// A command of the program with its help.
struct Helped {
    words: Vec<String>,
    text: String,
}

/// Returns the help of every command and subcommand, in the order of the help itself.
fn all_help() -> Vec<Helped> {
    fn walk(words: Vec<String>, into: &mut Vec<Helped>) {
        let mut arguments: Vec<&str> = words.iter().map(String::as_str).collect();
        arguments.push("--help");
        let text = stranger(&arguments).ends(0).out;
        let below: Vec<String> = subcommands(&text);
        into.push(Helped { words: words.clone(), text });
        for name in below {
            walk(words.iter().cloned().chain([name]).collect(), into);
        }
    }
    let mut all = Vec::new();
    walk(Vec::new(), &mut all);
    all
}

/// Returns the names that a help text lists under `Commands:`.
fn subcommands(help: &str) -> Vec<String> {
    let Some((_, rest)) = help.split_once("\nCommands:\n") else { return Vec::new() };
    rest.lines()
        .take_while(|line| line.starts_with("  "))
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_list_of_commands_is_what_the_program_says() {
    let mut text = String::from(
        "# The command line\n\nThe help of every command, as the program prints it. This page is written by the test\n\
         `tests/suite/docs.rs`, never by hand.\n",
    );
    for helped in all_help() {
        let name = ["garbo"]
            .into_iter()
            .chain(helped.words.iter().map(String::as_str))
            .collect::<Vec<_>>()
            .join(" ");
        let lines: Vec<&str> = helped.text.lines().map(str::trim_end).collect();
        text.push_str(&format!("\n## `{name}`\n\n```text\n{}\n```\n", lines.join("\n").trim_end()));
    }
    all_same([difference("docs/cli.md", &text, REFRESH)]);
}

#[test]
fn every_command_in_the_documents_exists() {
    let known: BTreeMap<String, String> =
        all_help().into_iter().map(|h| (h.words.join(" "), h.text)).collect();
    let mut faults = Vec::new();
    let mut seen = 0;
    for name in documents() {
        let text = std::fs::read_to_string(repository(&name)).unwrap();
        for (number, typed) in commands_in(&text) {
            seen += 1;
            let words: Vec<&str> = typed.split_whitespace().skip(1).collect();
            // The longest run of words that is a command; `outbox resolve` before `outbox`.
            let depth = (0..=words.len().min(2)).rev().find(|n| known.contains_key(&words[..*n].join(" ")));
            let depth = depth.unwrap_or(0);
            let first = words.first().copied().unwrap_or("--help");
            // `thanks` is the kind that docs/templates.md makes up; KIND stands for any.
            if depth == 0 && !first.starts_with('-') && !matches!(first, "thanks" | "KIND") {
                faults.push(format!("{name}:{number}: `{typed}`: there is no command `{first}`"));
                continue;
            }
            let help = &known[&words[..depth].join(" ")];
            let flags = words[depth..].iter().filter(|w| w.starts_with("--") && **w != "--");
            for flag in flags.map(|w| w.split('=').next().unwrap_or(w)) {
                let flag = flag.trim_end_matches(|c: char| !c.is_alphanumeric());
                if depth > 0 && !help.contains(flag) {
                    faults.push(format!("{name}:{number}: `{typed}`: there is no flag `{flag}`"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(seen > 20, "only {seen} commands were found in the documents");
}

/// The documents written by hand.
fn documents() -> Vec<String> {
    let mut names = vec!["README.md".to_owned()];
    for entry in std::fs::read_dir(repository("docs")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".md") && name != "cli.md" {
            names.push(format!("docs/{name}"));
        }
    }
    names.sort();
    names
}

/// Returns each `garbo …` in code, with its line.
fn commands_in(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut block = false;
    for (number, line) in (1..).zip(text.lines()) {
        if line.starts_with("```") {
            block = !block && (line == "```sh" || line == "```console");
            continue;
        }
        if block {
            found.extend(
                line.trim_start_matches("$ ").starts_with("garbo ").then(|| (number, line.to_owned())),
            );
            continue;
        }
        let code = line.split('`').skip(1).step_by(2);
        found.extend(code.filter(|c| c.starts_with("garbo ")).map(|c| (number, c.to_owned())));
    }
    found
}

#[test]
fn the_letter_in_the_readme_is_the_one_that_is_printed() {
    let readme = std::fs::read_to_string(repository("README.md")).unwrap();
    let line = readme.lines().find(|l| l.starts_with("cargo run ")).unwrap();
    let (cargo, arguments) = line.split_once(" -- ").unwrap();
    assert_eq!(cargo, "cargo run --release --locked -q");
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let letter = stranger(&arguments).ends(0).out;
    let open = "\n```text\n";
    let (before, rest) = readme.split_once(open).unwrap();
    let (_, after) = rest.split_once("\n```\n").unwrap();
    let wanted = format!("{before}{open}{}\n```\n{after}", letter.trim_end());
    all_same([difference("README.md", &wanted, REFRESH)]);
}

#[test]
fn the_readme_is_current_about_the_rest() {
    let readme = std::fs::read_to_string(repository("README.md")).unwrap();
    let manifest = std::fs::read_to_string(repository("Cargo.toml")).unwrap();
    let rust = manifest.lines().find_map(|l| l.strip_prefix("rust-version = ")).unwrap().trim_matches('"');
    assert!(readme.contains(&format!("Rust {rust}")), "the README names another Rust than {rust}");
    assert!(readme.contains("\ncargo test --locked\n"));
    let checks = std::fs::read_to_string(repository(".ci/run")).unwrap();
    assert!(checks.contains("\ncargo test --locked\n"), ".ci/run does not run the README's test command");
    let kinds: serde_json::Value = serde_json::from_str(&stranger(&["kinds", "--json"]).ends(0).out).unwrap();
    for kind in kinds.as_array().unwrap() {
        let id = kind["id"].as_str().or(kind["kind"].as_str()).unwrap();
        assert!(
            readme.contains(&format!("`{id}`")) || readme.contains(&format!("`garbo {id}")),
            "the README does not name the kind `{id}`"
        );
    }
}

#[test]
fn every_link_between_the_documents_leads_somewhere() {
    let mut faults = Vec::new();
    for name in documents() {
        let text = std::fs::read_to_string(repository(&name)).unwrap();
        let folder = repository(&name).parent().unwrap().to_path_buf();
        for (_, rest) in text.match_indices("](").map(|(at, _)| text.split_at(at + 2)) {
            let target = rest.split([')', '#']).next().unwrap();
            if !target.is_empty()
                && !target.contains("://")
                && !target.starts_with("field:")
                && !target.contains(['{', '<'])
                && !folder.join(target).exists()
            {
                faults.push(format!("{name}: the link to `{target}` leads nowhere"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn shells_offer_the_values_of_flags_and_no_names() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = desk.run(&["completions", shell]).ends(0).out;
        for value in ["no_time", "romantic_interest", "firm", "informal", "soft", "en-US", "late_payment"] {
            assert!(script.contains(value), "{shell}: {value}");
        }
        assert!(!script.contains("ahmet") && !script.contains("marta"), "{shell}");
    }
    let fish = desk.run(&["completions", "fish"]).ends(0).out;
    let reasons = |kind: &str| {
        let of_kind =
            |entry: &&str| entry.contains(&format!("subcommand {kind}\"")) && entry.contains("-l reason");
        fish.split("\ncomplete ").find(of_kind).unwrap_or_default().to_owned()
    };
    assert!(reasons("decline").contains("outside_niche") && !reasons("decline").contains("dread"));
    assert!(reasons("ending").contains("dread") && !reasons("ending").contains("outside_niche"));
    assert!(!reasons("boundary").contains("dread") && !reasons("boundary").contains("outside_niche"));
}
