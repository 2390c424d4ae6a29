//! The built-in templates and locales, embedded in the program. The only file that embeds.

use include_dir::{Dir, File, include_dir};

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");
static LOCALES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/locales");
static TREES: Dir<'_> = include_dir!("$OUT_DIR/trees");

/// Which of the two embedded folders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Folder {
    Templates,
    Locales,
}

impl Folder {
    /// Returns the folder's name, in the program and in a practice folder alike.
    pub fn name(self) -> &'static str {
        match self {
            Self::Templates => "templates",
            Self::Locales => "locales",
        }
    }

    fn dir(self) -> &'static Dir<'static> {
        match self {
            Self::Templates => &TEMPLATES,
            Self::Locales => &LOCALES,
        }
    }
}

/// Returns the text of a built-in file by its path inside the folder.
pub fn text(folder: Folder, path: &str) -> Option<&'static str> {
    find(folder.dir(), path)?.contents_utf8()
}

/// Tells whether there is a built-in file of that path.
pub fn has(folder: Folder, path: &str) -> bool {
    find(folder.dir(), path).is_some()
}

/// Returns the tree of a built-in file of YAML, for [`crate::yaml::read_prepared`].
pub fn tree(folder: Folder, path: &str) -> Option<&'static [u8]> {
    let trees = TREES.dirs().find(|dir| dir.path().as_os_str() == folder.name())?;
    find(trees, &format!("{}/{path}", folder.name())).map(File::contents)
}

/// Finds a file by its path from the top of the embedded folder: `Dir::get_file` takes every path it passes apart.
fn find(mut dir: &'static Dir<'static>, path: &str) -> Option<&'static File<'static>> {
    loop {
        if let Some(file) = dir.files().find(|file| file.path().as_os_str() == path) {
            return Some(file);
        }
        let holds = |dir: &&Dir<'_>| {
            let rest = dir.path().to_str().and_then(|name| path.strip_prefix(name));
            rest.is_some_and(|rest| rest.starts_with('/'))
        };
        dir = dir.dirs().find(holds)?;
    }
}

/// Returns the names of the files at the top of a folder.
pub fn names(folder: Folder) -> impl Iterator<Item = &'static str> {
    folder.dir().files().filter_map(|file| file.path().to_str())
}

/// Returns the paths of all built-in files of a folder, sorted.
pub fn paths(folder: Folder) -> Vec<&'static str> {
    fn walk(dir: &'static Dir<'static>, into: &mut Vec<&'static str>) {
        into.extend(dir.files().filter_map(|file| file.path().to_str()));
        dir.dirs().for_each(|dir| walk(dir, into));
    }
    let mut all = Vec::new();
    walk(folder.dir(), &mut all);
    all.sort_unstable();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tree_is_that_of_its_text() {
        let mut trees = 0;
        for folder in [Folder::Templates, Folder::Locales] {
            for path in paths(folder) {
                let Some(tree) = tree(folder, path) else { continue };
                let text = text(folder, path).expect("the text of the tree");
                assert!(crate::yaml::is_tree_of(tree, text), "{path}");
                trees += 1;
            }
        }
        assert!(trees > 40, "{trees}");
        assert!(tree(Folder::Templates, "decline.yaml").is_some());
        assert!(tree(Folder::Locales, "names/ru.yaml").is_some());
        assert!(tree(Folder::Templates, "decline.md").is_none());
    }

    #[test]
    fn a_file_is_found_by_its_path_alone() {
        assert!(text(Folder::Templates, "it/decline.md").is_some());
        for path in ["decline", "it", "it/", "/it/decline.md", "xx/decline.md", "it/it/decline.md", ""] {
            assert!(text(Folder::Templates, path).is_none(), "{path}");
        }
    }
}
