//! Where the practice folder is.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind, Problem, Result};
use crate::load::{embedded, file};

/// The file that makes a folder a practice folder.
pub const PRACTICE_FILE: &str = "practice.yaml";

/// A practice folder, or the embedded sample practice where there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Home {
    Folder {
        path: PathBuf,
        /// The path as messages show it: relative to the working folder where it lies below.
        shown: PathBuf,
    },
    Sample,
}

/// What decides where the practice folder is; `cli` hands it in.
#[derive(Clone, Debug, Default)]
pub struct Wish<'a> {
    /// `--home DIR`
    pub flag: Option<&'a Path>,
    /// `$GARBO_HOME`
    pub variable: Option<OsString>,
    /// The working folder
    pub current: Option<&'a Path>,
    /// The platform's configuration folder for garbo
    pub config: Option<&'a Path>,
}

/// Finds the practice folder: `--home`, `$GARBO_HOME`, the nearest folder upwards with a `practice.yaml`, the
/// configuration folder; with none of these, the sample.
///
/// Errors: `Missing`, when a folder that was named has no `practice.yaml`.
pub fn find(wish: &Wish<'_>) -> Result<Home> {
    let current = wish.current.unwrap_or(Path::new(""));
    let shown = |path: &Path| match path.strip_prefix(current) {
        Ok(below) => below.to_path_buf(),
        Err(_) => path.to_path_buf(),
    };
    let folder = |path: &Path| Home::Folder { path: path.to_path_buf(), shown: shown(path) };
    let variable = wish.variable.as_ref().filter(|v| !v.is_empty()).map(PathBuf::from);
    let named = wish.flag.map(|p| (p, "--home")).or(variable.as_deref().map(|p| (p, "$GARBO_HOME")));
    if let Some((path, by)) = named {
        let path = current.join(path);
        if path.join(PRACTICE_FILE).is_file() {
            return Ok(folder(&path));
        }
        let shown = shown(&path).display().to_string();
        let shown = if matches!(shown.as_str(), "" | "./") { "." } else { shown.as_str() };
        let what = if path.is_dir() { "has no practice.yaml" } else { "is not a folder" };
        return Err(Error::new(
            ErrorKind::Missing,
            Problem::new(format!("`{shown}`, named by {by}, {what}"))
                .key(by)
                .hint(format!("`garbo init {shown}` makes a practice folder there")),
        ));
    }
    let upwards = current.ancestors().find(|dir| dir.is_absolute() && dir.join(PRACTICE_FILE).is_file());
    let found = upwards.or(wish.config.filter(|dir| dir.join(PRACTICE_FILE).is_file()));
    Ok(found.map_or(Home::Sample, folder))
}

impl Home {
    pub fn is_sample(&self) -> bool {
        matches!(self, Self::Sample)
    }

    /// Returns the folder on disk; the sample has none.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Folder { path, .. } => Some(path),
            Self::Sample => None,
        }
    }

    /// Returns a file's name as messages show it.
    pub fn shown(&self, name: &str) -> String {
        match self {
            Self::Folder { shown, .. } => shown.join(name).display().to_string(),
            Self::Sample => format!("sample/{name}"),
        }
    }

    /// Reads a file of the practice; `None` where there is no such file.
    ///
    /// Errors: as reading a file has them; see `load`.
    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>> {
        match self {
            Self::Folder { path, .. } => file::read_if_any(&path.join(name), &self.shown(name)),
            Self::Sample => Ok(embedded::sample(name).map(<[u8]>::to_vec)),
        }
    }

    /// Reads a logo or a font of the practice; `None` where there is no such file.
    ///
    /// Errors: as [`Home::read`], for a file of more than eight mebibytes.
    pub fn read_asset(&self, name: &str) -> Result<Option<Vec<u8>>> {
        const MOST: usize = 8 * 1024 * 1024;
        match self {
            Self::Folder { path, .. } => {
                let hint = "save the logo with fewer dots: 1200 across are plenty on paper";
                file::read_within(&path.join(name), &self.shown(name), MOST, hint)
            }
            Self::Sample => self.read(name),
        }
    }

    /// Returns the names, without ending, of the YAML files in a folder of the practice, sorted.
    ///
    /// Errors: `Missing`, when the folder is there and can't be read.
    pub fn names(&self, folder: &str) -> Result<Vec<String>> {
        let mut names: Vec<String> = match self {
            Self::Sample => {
                embedded::sample_paths(folder).into_iter().filter_map(|path| stem(Path::new(path))).collect()
            }
            Self::Folder { path, .. } => match std::fs::read_dir(path.join(folder)) {
                Ok(entries) => entries.flatten().filter_map(|entry| stem(&entry.path())).collect(),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
                Err(error) => {
                    return Err(
                        Error::missing(format!("`{}` can't be read", self.shown(folder))).cause(error)
                    );
                }
            },
        };
        names.sort();
        Ok(names)
    }
}

/// Returns the name of a YAML file without its ending; hidden files have none.
fn stem(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    name.strip_suffix(".yaml").filter(|s| !s.is_empty() && !s.starts_with('.')).map(str::to_owned)
}
