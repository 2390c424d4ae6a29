//! The coach's own templates and words: the folders `templates/` and `locales/` of a practice.

#![expect(clippy::disallowed_methods, reason = "the door to the coach’s own templates")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Place, Result};
use crate::library::embed::Folder;

/// Largest file of templates or words that is read, in bytes.
const SIZE_LIMIT: u64 = 1 << 20;

/// Where the coach's own files are; read only when needed.
#[derive(Clone, Debug, Default)]
pub struct Own {
    files: BTreeMap<(Folder, String), PathBuf>,
}

/// A file of the coach's own.
pub struct OwnText {
    pub text: String,
    pub shown: String,
}

impl Own {
    /// Lists `templates/` and `locales/` of a practice folder, one level of language folders deep.
    pub fn find(home: &Path) -> Result<Self> {
        let mut files = BTreeMap::new();
        for folder in [Folder::Templates, Folder::Locales] {
            let dir = home.join(folder.name());
            for (name, path) in entries(&dir)? {
                if path.is_dir() {
                    for (inner, path) in entries(&path)? {
                        files.insert((folder, format!("{name}/{inner}")), path);
                    }
                } else {
                    files.insert((folder, name), path);
                }
            }
        }
        Ok(Self { files })
    }

    pub fn has(&self, folder: Folder, path: &str) -> bool {
        self.files.contains_key(&(folder, path.to_owned()))
    }

    /// Returns the path that errors show for a file; `None` when the coach has none of that path.
    pub fn shown(&self, folder: Folder, path: &str) -> Option<String> {
        self.files.get(&(folder, path.to_owned())).map(|file| file.display().to_string())
    }

    /// Returns the paths inside a folder, sorted.
    pub fn paths(&self, folder: Folder) -> impl Iterator<Item = &str> {
        self.files.keys().filter(move |(f, _)| *f == folder).map(|(_, path)| path.as_str())
    }

    /// Reads a file; `None` when the coach has none of that path.
    ///
    /// Errors: data, when it is not UTF-8 or too large; missing, when it can't be read.
    pub fn read(&self, folder: Folder, path: &str) -> Result<Option<OwnText>> {
        let Some(file) = self.files.get(&(folder, path.to_owned())) else { return Ok(None) };
        let shown = file.display().to_string();
        let unreadable = |e| Error::missing("the file can't be read").at(Place::file(shown.clone())).cause(e);
        let size = fs::metadata(file).map_err(unreadable)?.len();
        if size > SIZE_LIMIT {
            return Err(Error::data(format!("the file is larger than {} MiB", SIZE_LIMIT >> 20))
                .at(Place::file(shown))
                .hint("templates and words are small text files; is this the right file?"));
        }
        let bytes = fs::read(file).map_err(unreadable)?;
        let text = String::from_utf8(bytes).map_err(|e| {
            let good = &e.as_bytes()[..e.utf8_error().valid_up_to()];
            let line = good.iter().filter(|b| **b == b'\n').count() + 1;
            Error::data(format!("the file is not UTF-8 text (line {line})"))
                .at(Place::file(shown.clone()))
                .hint("save it as UTF-8 in your editor")
        })?;
        if text.contains('\0') {
            return Err(Error::data("the file has a NUL byte in it")
                .at(Place::file(shown))
                .hint("save it as plain text"));
        }
        let text = text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned).replace("\r\n", "\n");
        Ok(Some(OwnText { text, shown }))
    }
}

/// Lists a folder that may be absent; hidden files and editors' backups are passed over.
fn entries(dir: &Path) -> Result<Vec<(String, PathBuf)>> {
    let read = match fs::read_dir(dir) {
        Ok(read) => read,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => {
            return Err(Error::missing("the folder can't be read")
                .at(Place::file(dir.display().to_string()))
                .cause(e));
        }
    };
    let mut found = Vec::new();
    for entry in read {
        let entry = entry.map_err(|e| {
            Error::missing("the folder can't be read").at(Place::file(dir.display().to_string())).cause(e)
        })?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && !name.ends_with('~') {
            found.push((name, entry.path()));
        }
    }
    found.sort();
    Ok(found)
}
