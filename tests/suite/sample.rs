//! The sample practice, loaded once for tests that write many letters inside the process.

use garbo::library::Library;
use garbo::library::catalogue::Catalogue;
use garbo::load::{self, Home};
use garbo::model::colleague::Directory;
use garbo::model::practice::Practice;
use garbo::model::texts::Texts;
use garbo::render::trial::Trial;

pub struct Sample {
    pub library: Library,
    pub catalogue: Catalogue,
    practice: Practice,
    directory: Directory,
    legal: Option<Texts>,
}

impl Sample {
    pub fn load() -> Self {
        let library = Library::default();
        let practice = load::practice(&Home::Sample).unwrap().value;
        let jurisdiction = library.jurisdiction(&practice.jurisdiction).unwrap().unwrap();
        Self {
            catalogue: library.catalogue().unwrap(),
            directory: load::directory(&Home::Sample).unwrap().value,
            legal: jurisdiction.letter_footer.map(|rule| rule.value),
            practice,
            library,
        }
    }

    pub fn trial(&self) -> Trial<'_> {
        let day = "2026-11-23".parse().unwrap();
        Trial::new(&self.library, &self.practice, &self.directory, &self.catalogue, self.legal.as_ref(), day)
    }
}
