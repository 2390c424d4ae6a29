//! The built-in templates and locales, embedded in the program. The only file that embeds.

use include_dir::{Dir, include_dir};

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");
static LOCALES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/locales");

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
    folder.dir().get_file(path).and_then(|file| file.contents_utf8())
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
