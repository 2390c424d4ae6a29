//! What Typst sees: the page templates, the data, the logo and the fonts; no disk, no clock, no network.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

/// The built-in families: serif, and sans for letterheads. Only faces that the templates use.
const FACES: [&[u8]; 6] = [
    include_bytes!("../../../assets/fonts/LibertinusSerif-Regular.otf"),
    include_bytes!("../../../assets/fonts/LibertinusSerif-Italic.otf"),
    include_bytes!("../../../assets/fonts/LibertinusSerif-Semibold.otf"),
    include_bytes!("../../../assets/fonts/SourceSans3-Regular.ttf"),
    include_bytes!("../../../assets/fonts/SourceSans3-Italic.ttf"),
    include_bytes!("../../../assets/fonts/SourceSans3-SemiBold.ttf"),
];

pub(super) const SERIF: &str = "Libertinus Serif";
pub(super) const SANS: &str = "Source Sans 3";

/// Font for text typed into fields: the serif face has no ruble and no lira sign.
pub(super) const TYPED: &[u8] = FACES[3];

// Made when the first PDF is: letters as text pay nothing for them.
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));
static FONTS: LazyLock<Vec<Font>> =
    LazyLock::new(|| FACES.iter().filter_map(|face| Font::new(Bytes::new(*face), 0)).collect());
static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));

// An id per file for the life of the program: ids are few, and what Typst remembers hangs on them.
static HOUSE: LazyLock<Source> = LazyLock::new(|| template("/house.typ", include_str!("house.typ")));
static LETTER: LazyLock<Source> = LazyLock::new(|| template("/letter.typ", include_str!("letter.typ")));
static CONTRACT: LazyLock<Source> = LazyLock::new(|| template("/contract.typ", include_str!("contract.typ")));
static DATA: LazyLock<FileId> = LazyLock::new(|| id("/data.json"));
static FOOT: LazyLock<FileId> = LazyLock::new(|| id("/foot.json"));
static LOGO: LazyLock<FileId> = LazyLock::new(|| id("/logo"));

/// A page template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Template {
    Letter,
    Contract,
}

/// The world of one document.
pub(super) struct Page {
    template: Template,
    data: Bytes,
    foot: Bytes,
    logo: Option<Bytes>,
    fonts: Vec<Font>,
    /// The book of the fonts, where one of them is the coach's own
    book: Option<LazyHash<FontBook>>,
}

impl Page {
    /// Makes the world; the coach's own font stands before the built-in ones.
    ///
    /// `data` is what the template shows; `foot` what stands in the foot of each page.
    pub(super) fn new(
        template: Template,
        data: Vec<u8>,
        foot: Vec<u8>,
        logo: Option<&[u8]>,
        own: Option<Font>,
    ) -> Self {
        let is_own = own.is_some();
        let fonts: Vec<Font> = own.into_iter().chain(FONTS.iter().cloned()).collect();
        let book = is_own.then(|| LazyHash::new(FontBook::from_fonts(&fonts)));
        let logo = logo.map(|bytes| Bytes::new(bytes.to_vec()));
        Self { template, data: Bytes::new(data), foot: Bytes::new(foot), logo, fonts, book }
    }

    pub(super) fn template(&self) -> Template {
        self.template
    }

    pub(super) fn fonts(&self) -> &[Font] {
        &self.fonts
    }
}

/// Reads a font file; `None` for anything else.
pub(super) fn font(bytes: &[u8]) -> Option<Font> {
    Font::new(Bytes::new(bytes.to_vec()), 0)
}

/// Tells whether the file is the logo.
pub(super) fn is_logo(file: FileId) -> bool {
    file == *LOGO
}

impl World for Page {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.book.as_ref().unwrap_or(&BOOK)
    }

    fn main(&self) -> FileId {
        match self.template {
            Template::Letter => LETTER.id(),
            Template::Contract => CONTRACT.id(),
        }
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let known = [&HOUSE, &LETTER, &CONTRACT];
        known
            .iter()
            .find(|source| source.id() == id)
            .map(|source| (**source).clone())
            .ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == *DATA {
            return Ok(self.data.clone());
        }
        if id == *FOOT {
            return Ok(self.foot.clone());
        }
        match &self.logo {
            Some(logo) if id == *LOGO => Ok(logo.clone()),
            _ => Err(FileError::AccessDenied),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn template(path: &str, text: &str) -> Source {
    Source::new(id(path), text.to_owned())
}

fn id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("the paths above are absolute and plain");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}
