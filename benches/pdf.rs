//! Agreements as PDF, one thread, each another: `cargo bench --bench pdf`, which says how many pages they have.
//! Goal: 10 ms for two pages in one language. `agreements.rs` measures the whole program.

#![expect(clippy::print_stdout, reason = "a benchmark tells its figures")]

use std::sync::atomic::{AtomicUsize, Ordering};

use divan::{Bencher, black_box};
use garbo::library::lexicon::{Manner, References};
use garbo::model::letterhead::Stationery;
use garbo::render::contract::Contract;
use garbo::render::contract::columns::Columns;
use garbo::render::pdf::{self, Head, Pages};

fn main() {
    let stationery = Stationery::default();
    let (it, en) = (|| agreement("it", IT, 900), || agreement("en-GB", EN, 900));
    let one = pdf::contract(&it(), &pages(&stationery, true)).expect("a PDF");
    let columns = Columns::pair(it(), en()).expect("two sides");
    let two = pdf::columns(&columns, &pages(&stationery, true)).expect("a PDF");
    let count = |bytes: &[u8]| lopdf::Document::load_mem(bytes).expect("a PDF").get_pages().len();
    println!("pages: one_language {}, two_languages {}", count(&one), count(&two));
    divan::main();
}

fn manner() -> Manner {
    let own = |text: &str| text.to_owned();
    Manner {
        article: own("Art. {n} – {title}"),
        centred: false,
        paragraph: own("{n}.{m}"),
        item: own("{letter})"),
        letters: own("abcdefghijklmnopqrstuvwxyz"),
        annex: own("Allegato {n} – {title}"),
        reference: References {
            article: own("art. {n}"),
            paragraph: own("art. {n}.{m}"),
            annex: own("Allegato {n}"),
        },
        page: own("Pagina {n} di {total}"),
        initials: own("Sigle"),
        draft: own("Bozza"),
    }
}

/// The agreement without its annexes, with a sum that no other has.
fn agreement(language: &str, text: &str, sum: usize) -> Contract {
    let body = text.split("\n# ").next().unwrap_or_default();
    let body = body.replace("([](#annex_withdrawal))", "").replace("900", &sum.to_string());
    let language = language.parse().expect("a language");
    Contract::read("agreement", &language, &manner(), &body, "bench").expect("a contract")
}

fn pages(stationery: &Stationery, form: bool) -> Pages<'_> {
    Pages {
        stationery,
        head: Head { name: "Studio Ferri".into(), ..Head::default() },
        author: "Giulia Ferri".into(),
        date: jiff::civil::date(2026, 11, 23),
        foot: "Contratto".into(),
        initials: false,
        form,
        draft: false,
    }
}

const IT: &str = include_str!("../tests/data/contracts/it.md");
const EN: &str = include_str!("../tests/data/contracts/en.md");

#[divan::bench(args = [true, false])]
fn one_language(bencher: Bencher, form: bool) {
    let stationery = Stationery::default();
    let next = AtomicUsize::new(100);
    bencher.bench(|| {
        let contract = agreement("it", IT, next.fetch_add(1, Ordering::Relaxed));
        pdf::contract(black_box(&contract), &pages(&stationery, form)).expect("a PDF")
    });
}

#[divan::bench]
fn two_languages(bencher: Bencher) {
    let stationery = Stationery::default();
    let next = AtomicUsize::new(100);
    bencher.bench(|| {
        let sum = next.fetch_add(1, Ordering::Relaxed);
        let columns =
            Columns::pair(agreement("it", IT, sum), agreement("en-GB", EN, sum)).expect("two sides");
        pdf::columns(black_box(&columns), &pages(&stationery, true)).expect("a PDF")
    });
}
