//! No files of the house import each other in a circle: what a file rests on never rests on it.

use std::collections::{BTreeMap, BTreeSet};

use crate::house::{code_lines, sources};

/// For each file, the files it imports from.
type Arrows = BTreeMap<String, BTreeSet<String>>;

#[test]
fn no_files_import_each_other_in_a_circle() {
    let sources = sources();
    let circles = circles(&arrows(&sources));
    assert!(circles.is_empty(), "these import each other in a circle:\n{}", circles.join("\n"));
}

#[test]
fn a_circle_is_named() {
    let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let told = |files: &[(String, String)]| circles(&arrows(files));
    let circle = [
        file("a/x.rs", "use crate::a::y::Y;\n"),
        file("a/y.rs", "use crate::b::{\n    one::One, two,\n};\n"),
        file("b/two.rs", "fn f() { crate::a::x::X::new() }"),
        file("b/one.rs", "// crate::a::x rests on this\n"),
    ];
    assert_eq!(told(&circle), ["a/x.rs, a/y.rs, b/two.rs"]);
    // A folder's own face may hold what its files share.
    let face = [file("a/mod.rs", "use crate::a::x::X;\n"), file("a/x.rs", "use crate::a::MAX;\n")];
    assert!(told(&face).is_empty());
    assert_eq!(
        told(&[file("a.rs", "use super::b::B;\n"), file("b.rs", "use crate::a::A;\n")]),
        ["a.rs, b.rs"]
    );
}

fn arrows(sources: &[(String, String)]) -> Arrows {
    let files: BTreeSet<&str> = sources.iter().map(|(path, _)| path.as_str()).collect();
    let mut arrows = Arrows::new();
    for (path, text) in sources {
        let code: String = code_lines(text).map(|(_, line)| line.trim()).collect::<Vec<_>>().join(" ");
        // Inner tests look at the file they stand in.
        let code = code.split("#[cfg(test)]").next().unwrap_or_default();
        let to = arrows.entry(path.clone()).or_default();
        for named in named(code, path) {
            let found = (1..=named.len()).rev().find_map(|end| {
                let stem = named[..end].join("/");
                [format!("{stem}.rs"), format!("{stem}/mod.rs")]
                    .into_iter()
                    .find(|f| files.contains(f.as_str()))
            });
            to.extend(found.filter(|file| file != path && !is_face_of(file, path)));
        }
    }
    arrows
}

/// Tells whether a file is the `mod.rs` of a folder that the other stands in.
fn is_face_of(face: &str, path: &str) -> bool {
    face.strip_suffix("mod.rs").is_some_and(|folder| path.starts_with(folder))
}

/// Returns the paths that code names after `crate::` and `super::`, lists unfolded, each from the root.
fn named(code: &str, path: &str) -> Vec<Vec<String>> {
    let own: Vec<String> =
        path.trim_end_matches(".rs").trim_end_matches("/mod").split('/').map(str::to_owned).collect();
    let above = &own[..own.len() - 1];
    let mut all = Vec::new();
    for (root, base) in [("crate::", &[] as &[String]), ("use super::", above)] {
        for (at, _) in code.match_indices(root) {
            unfold(&code[at + root.len()..], base.to_vec(), &mut all);
        }
    }
    all
}

/// Reads one path with its list, as far as the list is closed or the path ends; returns what follows.
fn unfold<'a>(text: &'a str, mut base: Vec<String>, into: &mut Vec<Vec<String>>) -> &'a str {
    let mut text = text.trim_start();
    loop {
        let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
        let (word, rest) = text.split_at(end);
        if !word.is_empty() && word != "self" {
            base.push(word.to_owned());
        }
        match rest.strip_prefix("::") {
            Some(rest) if rest.starts_with('{') => {
                let mut rest = &rest[1..];
                loop {
                    rest = unfold(rest, base.clone(), into).trim_start();
                    match rest.strip_prefix(',') {
                        Some(next) if !next.trim_start().starts_with('}') => rest = next,
                        Some(next) => return next.trim_start().trim_start_matches('}'),
                        None => return rest.strip_prefix('}').unwrap_or(rest),
                    }
                }
            }
            Some(rest) => text = rest,
            None => {
                into.push(base);
                return rest;
            }
        }
    }
}

/// Returns the files of each circle, in one line.
fn circles(arrows: &Arrows) -> Vec<String> {
    let reach = |from: &str| {
        let mut seen = BTreeSet::new();
        let mut next = vec![from.to_owned()];
        while let Some(file) = next.pop() {
            for to in arrows.get(&file).into_iter().flatten() {
                if seen.insert(to.clone()) {
                    next.push(to.clone());
                }
            }
        }
        seen
    };
    let reached: BTreeMap<&String, BTreeSet<String>> =
        arrows.keys().map(|file| (file, reach(file))).collect();
    let mut circles = BTreeSet::new();
    for (file, files) in reached.iter().filter(|(file, files)| files.contains(**file)) {
        let tied = files.iter().filter(|other| reached.get(other).is_some_and(|back| back.contains(*file)));
        circles.insert(tied.cloned().collect::<Vec<_>>().join(", "));
    }
    circles.into_iter().collect()
}
