//! Files of the repository that the program writes itself: compared in a usual run, written anew on request.

use std::path::{Path, PathBuf};

use similar::TextDiff;

/// The variable that makes the tests write their files anew instead of comparing them.
pub const VARIABLE: &str = "GARBO_REFRESH";

/// Returns a path in the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Returns how a file differs from what it should be, and how to refresh it; writes it instead when asked to.
pub fn difference(path: &str, wanted: &str, command: &str) -> Option<String> {
    let file = repository(path);
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    if found == wanted {
        return None;
    }
    if std::env::var_os(VARIABLE).is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, wanted).unwrap();
        return None;
    }
    let diff = TextDiff::from_lines(found.as_str(), wanted);
    let shown = diff.unified_diff().context_radius(3).header(path, "what the program writes now").to_string();
    let lines: Vec<&str> = shown.lines().take(60).collect();
    Some(format!(
        "{path} is out of date:\n{}\n\nread the difference; if it is as it should be, write it anew with\n    {VARIABLE}=1 {command}\n",
        lines.join("\n")
    ))
}

/// Fails with every difference that was found.
pub fn all_same(differences: impl IntoIterator<Item = Option<String>>) {
    let found: Vec<String> = differences.into_iter().flatten().collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}
