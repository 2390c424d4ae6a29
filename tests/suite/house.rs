//! The house: floors, doors, and that nothing lies about unused.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::refresh::repository;

/// The floors from the ground up. Those on one line are neighbours and do not see each other.
const FLOORS: &[&[&str]] = &[
    &["error"],
    &["yaml"],
    &["model"],
    &["grammar"],
    &["load", "library"],
    &["compose"],
    &["render"],
    &["deliver"],
    &["cli"],
    &["main"],
];

#[test]
fn no_import_climbs() {
    let climbs = climbs(sources().iter().map(|(path, text)| (path.as_str(), text.as_str())));
    assert!(climbs.is_empty(), "{}", climbs.join("\n"));
}

#[test]
fn an_import_that_climbs_is_named() {
    let told = |path, text| climbs([(path, text)]);
    assert_eq!(
        told("model/id.rs", "use crate::error::Error;\nuse crate::render::text;\n"),
        ["src/model/id.rs:2: `model` imports `render`, which is not below it"]
    );
    assert_eq!(
        told("load/mod.rs", "fn f() { crate::library::x() }"),
        ["src/load/mod.rs:1: `load` imports `library`, which is not below it"]
    );
    assert_eq!(told("yaml/mod.rs", "use crate::{error::Error, cli};").len(), 1);
    assert!(told("deliver/mod.rs", "// crate::cli is above\nuse crate::model::x;").is_empty());
}

#[test]
fn every_module_has_a_floor() {
    let known: BTreeSet<&str> = FLOORS.iter().copied().flatten().copied().collect();
    let lib = std::fs::read_to_string(repository("src/lib.rs")).unwrap();
    for name in lib.lines().filter_map(|l| l.strip_prefix("pub mod ")).map(|l| l.trim_end_matches(';')) {
        assert!(
            known.contains(name),
            "`{name}` has no floor in tests/suite/house.rs and docs/architecture.md"
        );
    }
    let told = std::fs::read_to_string(repository("docs/architecture.md")).unwrap();
    assert!(lib.contains("`error yaml` < `model`") && told.contains("`error yaml` < `model`"));
}

fn climbs<'a>(sources: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    let floor = |name: &str| FLOORS.iter().position(|names| names.contains(&name));
    let mut found = Vec::new();
    for (path, text) in sources {
        let own = path.split(['/', '.']).next().unwrap_or_default();
        let Some(mine) = floor(own) else { continue };
        for (number, line) in code_lines(text) {
            for name in imported(line) {
                let climbs = floor(name).is_some_and(|other| name != own && other >= mine);
                if climbs {
                    found.push(format!(
                        "src/{path}:{number}: `{own}` imports `{name}`, which is not below it"
                    ));
                }
            }
        }
    }
    found
}

/// Returns the top-level modules that a line names after `crate::` (in the binary, after `garbo::`).
fn imported(line: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for root in ["crate::", "garbo::"] {
        for (at, _) in line.match_indices(root) {
            let rest = &line[at + root.len()..];
            match rest.strip_prefix('{') {
                Some(list) => {
                    let list = list.split_once("};").map_or(list, |(list, _)| list);
                    names.extend(list.split([',', '{', '}']).map(|item| word(item.trim())));
                }
                None => names.push(word(rest)),
            }
        }
    }
    names
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

pub fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(text.lines()).filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Each crate that the table in docs/architecture.md names, and where it may be used; `None` for everywhere.
fn doors(table: &str) -> BTreeMap<String, Option<Vec<String>>> {
    let rows =
        table.split("## Dependencies").nth(1).unwrap_or_default().split("\n## ").next().unwrap_or_default();
    let mut doors = BTreeMap::new();
    for row in rows.lines().filter(|l| l.starts_with('|')).skip(2) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let (Some(names), Some(door)) = (cells.get(1), cells.get(2)) else { continue };
        let paths: Vec<String> = door.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        assert!(!paths.is_empty() || door.contains("everywhere"), "this row names no door: {row}");
        let paths = if door.contains("everywhere") { None } else { Some(paths) };
        for name in names.split(',').map(|n| word_of_crate(n.trim())) {
            doors.insert(name.to_owned(), paths.clone());
        }
    }
    doors
}

fn word_of_crate(text: &str) -> &str {
    text.split([' ', '(']).next().unwrap_or(text)
}

/// Returns the names under `[dependencies]`.
fn dependencies() -> Vec<String> {
    let manifest = std::fs::read_to_string(repository("Cargo.toml")).unwrap();
    let section = manifest.split("\n[dependencies]").nth(1).unwrap().split("\n[").next().unwrap().to_owned();
    section
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| l.split_once(" ="))
        .map(|(name, _)| name.to_owned())
        .collect()
}

#[test]
fn each_foreign_crate_has_its_door() {
    let table = std::fs::read_to_string(repository("docs/architecture.md")).unwrap();
    let doors = doors(&table);
    let mut faults = Vec::new();
    for name in dependencies() {
        let Some(door) = doors.get(&name) else {
            faults.push(format!("`{name}` has no line in the table of docs/architecture.md"));
            continue;
        };
        for path in door.iter().flatten().filter(|path| !repository("src").join(path).exists()) {
            faults.push(format!("the door `{path}` of `{name}` is not there"));
        }
        let mut used = false;
        for (path, text) in sources() {
            let Some(number) = uses(&text, &name.replace('-', "_")) else { continue };
            used = true;
            let at_the_door = door.as_ref().is_none_or(|doors| {
                doors.iter().any(|d| path == *d || d.ends_with('/') && path.starts_with(d))
            });
            if !at_the_door {
                faults.push(format!("src/{path}:{number}: `{name}` is used outside its door"));
            }
        }
        if !used {
            faults.push(format!("`{name}` stands in Cargo.toml and nothing uses it"));
        }
    }
    for name in doors.keys().filter(|name| !dependencies().contains(name)) {
        faults.push(format!("docs/architecture.md has a line for `{name}`, which is no dependency"));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Returns the first line of a program's text, outside its tests, that names a crate.
fn uses(text: &str, name: &str) -> Option<usize> {
    let path = format!("{name}::");
    let whole = text.split("#[cfg(test)]\nmod ").next().unwrap_or(text);
    code_lines(whole)
        .find(|(_, line)| {
            line.match_indices(&path).any(|(at, _)| {
                let before = line[..at].chars().next_back();
                !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
            })
        })
        .map(|(number, _)| number)
}

#[test]
fn every_file_of_the_suite_is_compiled() {
    let main = std::fs::read_to_string(repository("tests/suite/main.rs")).unwrap();
    for entry in std::fs::read_dir(repository("tests/suite")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        // Helpers of another language are called by the tests that need them.
        let Some(module) = name.strip_suffix(".rs") else { continue };
        assert!(
            module == "main" || main.contains(&format!("\nmod {module};")),
            "tests/suite/{name} is not named in tests/suite/main.rs, so its tests never run"
        );
    }
}

#[test]
fn every_bench_is_built() {
    let manifest = std::fs::read_to_string(repository("Cargo.toml")).unwrap();
    for entry in std::fs::read_dir(repository("benches")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let stem = name.trim_end_matches(".rs");
        assert!(
            manifest.contains(&format!("[[bench]]\nname = \"{stem}\"\nharness = false")),
            "benches/{name} is not named in Cargo.toml"
        );
    }
}

/// Every source file of the program, by its path below `src/`.
pub fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, root: &Path, into: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, root, into);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                into.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let root = repository("src");
    let mut all = Vec::new();
    walk(&root, &root, &mut all);
    all.sort();
    all
}

#[test]
fn what_the_tests_run_is_installed_before_them() {
    // A test whose program is not there passes in silence. What every Debian has is not listed.
    let packages = [
        ("strace", "strace"),
        ("smtp-sink", "postfix"),
        ("qpdf", "qpdf"),
        ("pdftotext", "poppler-utils"),
        ("pdftoppm", "poppler-utils"),
        ("pdfsig", "poppler-utils"),
        ("pdftocairo", "poppler-utils"),
    ];
    // LibreOffice is too heavy to install for one test, which is left out where it is missing.
    let everywhere = ["sh", "cp", "mount", "umount", "kill", "soffice"];
    let script = std::fs::read_to_string(repository(".ci/run")).unwrap();
    let wanted = script.lines().find_map(|line| line.strip_prefix("for package in ")).unwrap();
    let wanted: BTreeSet<&str> = wanted.trim_end_matches("; do").split_whitespace().collect();
    let mut used = BTreeSet::new();
    for entry in std::fs::read_dir(repository("tests/suite")).unwrap().flatten() {
        let text = std::fs::read_to_string(entry.path()).unwrap();
        for call in ["Command::new(\"", "tool(\""] {
            let named = text.split(call).skip(1).filter_map(|rest| rest.split('"').next());
            used.extend(named.map(|path| path.rsplit('/').next().unwrap_or(path).to_owned()));
        }
    }
    assert!(used.contains("strace") && used.contains("qpdf"), "{used:?}");
    for program in used.iter().map(String::as_str).filter(|program| !everywhere.contains(program)) {
        let package = packages.iter().find(|(name, _)| *name == program).map(|(_, package)| *package);
        let package = package.unwrap_or_else(|| panic!("which package of Debian has `{program}`?"));
        assert!(
            wanted.contains(package),
            ".ci/run does not install {package}, which the tests run {program} of"
        );
    }
}
