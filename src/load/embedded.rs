//! The sample practice and the words of `init`, embedded in the program; the only file here that embeds.

use include_dir::{Dir, include_dir};

static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/locales/sample");

/// Returns a file of the embedded sample practice by its path, such as `people/anna.yaml`.
pub(super) fn sample(path: &str) -> Option<&'static [u8]> {
    SAMPLE.get_file(path).map(|file| file.contents())
}

/// Returns the paths of the files in a folder of the sample practice.
pub(super) fn sample_paths(folder: &str) -> Vec<&'static str> {
    let files = SAMPLE.get_dir(folder).into_iter().flat_map(|dir| dir.files());
    files.filter_map(|file| file.path().to_str()).collect()
}

/// The words that a screening list may not rest on, one list of word beginnings for each language.
pub(super) const PROTECTED: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/locales/screening/protected.yaml"));
