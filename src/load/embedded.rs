//! The sample practice, the words of `init` and the mail providers, embedded in the program; the only file here that embeds.

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

static INIT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/locales/init");

/// Returns a text for a new practice folder, by the language's code and the file's path.
pub(super) fn init(language: &str, path: &str) -> Option<&'static str> {
    INIT.get_file(format!("{language}/{path}")).and_then(|file| file.contents_utf8())
}

/// Returns the codes of the languages that have such texts.
pub(super) fn init_languages() -> Vec<&'static str> {
    INIT.dirs().filter_map(|dir| dir.path().to_str()).collect()
}

/// The servers of mail providers.
pub(super) const PROVIDERS: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/locales/mail/providers.yaml"));

/// The letter by which a mail account is tried.
pub(super) const TEST_MESSAGE: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/locales/mail/test_message.yaml"));

/// The words that a screening list may not rest on, one list of word beginnings for each language.
pub(super) const PROTECTED: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/locales/screening/protected.yaml"));
