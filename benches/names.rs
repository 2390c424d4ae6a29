//! Names in their cases and with their suffixes, one thread: `cargo bench --bench names`.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use garbo::grammar::russian::{self, Case, NameParts, Names};
use garbo::grammar::slug::slug;
use garbo::grammar::turkish::{self, Options, Words, suffix};
use garbo::model::address::Gender;

const PEOPLE: [(&str, &str, &str, Gender); 5] = [
    ("Петрова", "Анна", "Сергеевна", Gender::Feminine),
    ("Заяц", "Павел", "Ильич", Gender::Masculine),
    ("Чайковский", "Пётр", "Ильич", Gender::Masculine),
    ("Шмидт-Черных", "Мария", "Кузьминична", Gender::Feminine),
    ("Оганесян", "Тигран", "Ашотович", Gender::Masculine),
];

fn main() {
    divan::main();
}

#[divan::bench]
fn russian_table(bencher: Bencher) {
    bencher.bench(Names::built_in);
}

#[divan::bench]
fn turkish_table(bencher: Bencher) {
    bencher.bench(Words::built_in);
}

#[divan::bench]
fn russian_full_names(bencher: Bencher) {
    let names = russian::names();
    bencher.counter(ItemsCount::new(PEOPLE.len() * 5)).bench(|| {
        for (surname, given, patronymic, gender) in black_box(PEOPLE) {
            let parts =
                NameParts { surname: Some(surname), given: Some(given), patronymic: Some(patronymic) };
            for case in &Case::ALL[1..] {
                black_box(names.inflect(&parts, Some(gender), *case).expect("a Russian name"));
            }
        }
    });
}

#[divan::bench]
fn russian_plain_text(bencher: Bencher) {
    let names = russian::names();
    bencher.counter(ItemsCount::new(1_usize)).bench(|| {
        names.inflect_text(black_box("Петрова Анна Сергеевна"), Some(Gender::Feminine), Case::Dative)
    });
}

#[divan::bench(args = ["Ayşe Yılmaz", "Kemal", "İmamoğlu", "22 Kasım 2026", "TBMM", "Mike"])]
fn turkish_suffix(bencher: Bencher, name: &str) {
    turkish::words();
    bencher
        .counter(ItemsCount::new(1_usize))
        .bench(|| suffix(black_box(name), turkish::Case::Dative, &Options::default()));
}

#[divan::bench]
fn file_name(bencher: Bencher) {
    bencher.bench(|| slug(black_box("Ответ на запрос: Щукина Юлия Сергеевна, 22 ноября 2026")));
}
