//! Dates, amounts and words, each on its own, one thread: `cargo bench --bench grammar`.

use divan::{Bencher, black_box};
use garbo::grammar::cldr::{Cldr, DateLength, ListStyle, MoneyStyle};
use garbo::grammar::words::{AmountStyle, WordsOptions, cardinal, money_in_words};
use garbo::model::language::Language;
use garbo::model::money::Money;
use jiff::civil::date;

const LANGUAGES: [&str; 6] = ["it", "id", "ru", "tr", "en-GB", "en-US"];

fn main() {
    divan::main();
}

fn language(tag: &str) -> Language {
    tag.parse().expect("a language code")
}

fn formats(tag: &str) -> Cldr {
    Cldr::new(&language(tag)).expect("known to CLDR")
}

fn price() -> Money {
    Money::parse("1234567.89", "EUR".parse().expect("a currency")).expect("an amount")
}

#[divan::bench(args = LANGUAGES)]
fn first_date(bencher: Bencher, tag: &str) {
    let language = language(tag);
    bencher.bench(|| {
        Cldr::new(&language).and_then(|cldr| cldr.date(black_box(date(2026, 11, 22)), DateLength::Long))
    });
}

#[divan::bench(args = LANGUAGES)]
fn long_date(bencher: Bencher, tag: &str) {
    let cldr = formats(tag);
    bencher.bench(|| cldr.date(black_box(date(2026, 11, 22)), DateLength::Long));
}

#[divan::bench(args = LANGUAGES)]
fn money(bencher: Bencher, tag: &str) {
    let (cldr, price) = (formats(tag), price());
    bencher.bench(|| cldr.money(black_box(price), MoneyStyle::Standard));
}

#[divan::bench(args = LANGUAGES)]
fn list(bencher: Bencher, tag: &str) {
    let cldr = formats(tag);
    bencher.bench(|| cldr.list(black_box(&["Anna", "Bruno", "Elena"]), ListStyle::And));
}

#[divan::bench(args = LANGUAGES)]
fn number_words(bencher: Bencher, tag: &str) {
    let language = language(tag);
    bencher.bench(|| cardinal(&language, black_box(123_456_789), WordsOptions::default()));
}

#[divan::bench(args = LANGUAGES)]
fn amount_words(bencher: Bencher, tag: &str) {
    let (language, price) = (language(tag), price());
    bencher.bench(|| money_in_words(&language, black_box(price), AmountStyle::Contract));
}
