//! One letter inside the process, each step on its own: `cargo bench --bench letter --no-default-features`.

use std::sync::Arc;

use divan::{Bencher, black_box};
use garbo::compose::brief::Brief;
use garbo::compose::request::{Colleagues, Request, Resources};
use garbo::compose::stationery::Stationery;
use garbo::compose::{Sources, compose};
use garbo::library::Library;
use garbo::library::catalogue::Catalogue;
use garbo::library::speech::Speech;
use garbo::load::{self, Home};
use garbo::model::colleague::Directory;
use garbo::model::person::Person;
use garbo::model::practice::Practice;
use garbo::render::document::Document;
use garbo::render::html::html;
use garbo::render::stencil::Stencil;
use garbo::render::text::text;

const LANGUAGES: [&str; 6] = ["it", "id", "ru", "tr", "en-GB", "en-US"];

fn main() {
    divan::main();
}

/// Everything that is loaded once, however many letters follow.
struct Desk {
    practice: Practice,
    directory: Directory,
    catalogue: Catalogue,
    speech: Arc<Speech>,
    request: Request,
    stationery: Arc<Stationery>,
    stencil: Stencil,
}

impl Desk {
    fn new(language: &str) -> Self {
        let library = Library::default();
        let practice = load::practice(&Home::Sample).expect("the sample loads").value;
        let directory = load::directory(&Home::Sample).expect("the sample loads").value;
        let catalogue = library.catalogue().expect("the catalogue loads");
        let speech = library.speech(&language.parse().expect("a language")).expect("words");
        let person =
            Person { given: Some("Anna".into()), family: Some("Petrova".into()), ..Person::default() };
        let request = Request {
            kind: Arc::new(library.kind("decline").expect("the kind loads")),
            person,
            tone: None,
            reason: Some("outside_niche".parse().expect("an id")),
            say: None,
            colleagues: Colleagues::Chosen(vec!["marta".parse().expect("an id")]),
            resources: Resources::Fitting,
            date: jiff::civil::date(2026, 11, 23),
            inquiry_date: None,
            facts: std::collections::BTreeMap::new(),
        };
        let stationery = Arc::new(Stationery::new(&practice, &speech, None).expect("the sample fits"));
        let sources = sources(&practice, &directory, &catalogue, &speech, &stationery);
        let brief = compose(&request, &sources).expect("it composes");
        let engine =
            library.engine("decline", &speech, brief.reason_template.as_deref()).expect("templates parse");
        let stencil = Stencil::new(engine, request.kind.form, &speech.language);
        Self { practice, directory, catalogue, speech, request, stationery, stencil }
    }

    fn compose(&self) -> Brief {
        let sources =
            sources(&self.practice, &self.directory, &self.catalogue, &self.speech, &self.stationery);
        compose(black_box(&self.request), &sources).expect("it composes")
    }

    fn render(&self, brief: &Brief) -> Document {
        self.stencil.render(black_box(brief)).expect("it renders")
    }
}

fn sources<'a>(
    practice: &'a Practice,
    directory: &'a Directory,
    catalogue: &'a Catalogue,
    speech: &'a Speech,
    stationery: &'a Arc<Stationery>,
) -> Sources<'a> {
    Sources { practice, directory, catalogue, speech, stationery }
}

/// What one more letter costs: from the wish to the document.
#[divan::bench(args = LANGUAGES)]
fn compose_and_render(bencher: Bencher, language: &str) {
    let desk = Desk::new(language);
    bencher.bench_local(|| desk.render(&desk.compose()));
}

#[divan::bench(args = LANGUAGES)]
fn compose_alone(bencher: Bencher, language: &str) {
    let desk = Desk::new(language);
    bencher.bench_local(|| desk.compose());
}

#[divan::bench(args = LANGUAGES)]
fn parse_templates(bencher: Bencher, language: &str) {
    let desk = Desk::new(language);
    let library = Library::default();
    bencher.bench_local(|| library.engine("decline", &desk.speech, None));
}

#[divan::bench]
fn read_lexicon(bencher: Bencher) {
    let library = Library::default();
    let language = "ru".parse().expect("a language");
    bencher.bench_local(|| library.lexicon(&language));
}

#[divan::bench]
fn read_practice(bencher: Bencher) {
    bencher.bench_local(|| load::practice(&Home::Sample));
}

#[divan::bench]
fn write_text(bencher: Bencher) {
    let desk = Desk::new("it");
    let document = desk.render(&desk.compose());
    // Read back each time: a document keeps what was written of it.
    let again = || document.from_markdown(&document.markdown());
    bencher.with_inputs(again).bench_local_refs(|document| text(black_box(document)));
}

#[divan::bench]
fn write_html(bencher: Bencher) {
    let desk = Desk::new("it");
    let document = desk.render(&desk.compose());
    let again = || document.from_markdown(&document.markdown());
    bencher.with_inputs(again).bench_local_refs(|document| html(black_box(document)));
}
