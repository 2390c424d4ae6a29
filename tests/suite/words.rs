//! Numbers, amounts and formats against two sources that are not garbo's code: ICU and num2words.
//!
//! Every fixture line must agree, or differ by a form that `disputed.tsv` lists with its authority.

use std::collections::BTreeMap;

use garbo::grammar::cldr::{Cldr, DateLength, ListStyle, MoneyStyle};
use garbo::grammar::words::{
    AmountStyle, GREATEST, WordsOptions, WordsStyle, cardinal, money_in_words, ordinal,
};
use garbo::model::language::Language;
use garbo::model::money::Money;
use proptest::{prop_assert, prop_assert_ne, prop_assume, proptest};

const DISPUTED: &str = include_str!("../data/fixtures/disputed.tsv");

#[derive(Default)]
struct Tally {
    agree: usize,
    disputed: usize,
    wrong: Vec<String>,
}

#[test]
fn words_agree_with_icu() {
    report("icu", include_str!("../data/fixtures/words_icu.tsv"));
}

#[test]
fn words_agree_with_num2words() {
    report("num2words", include_str!("../data/fixtures/words_num2words.tsv"));
}

#[test]
fn formats_agree_with_icu() {
    report("icu", include_str!("../data/fixtures/formats_icu.tsv"));
}

const TAGS: [&str; 6] = ["it", "id", "ru", "tr", "en-GB", "en-US"];

fn every_way(number: u64) -> impl Iterator<Item = (String, String)> {
    TAGS.into_iter().flat_map(move |tag| {
        let language: Language = tag.parse().expect("a language code");
        let prose = cardinal(&language, number, WordsOptions::default());
        let joined = WordsOptions { style: WordsStyle::Joined, ..WordsOptions::default() };
        let mut texts = vec![(tag.to_owned(), prose.expect("within the limit"))];
        if ["it", "tr"].contains(&tag) {
            texts.push((
                format!("{tag} joined"),
                cardinal(&language, number, joined).expect("within the limit"),
            ));
        }
        texts
    })
}

proptest! {
    #[test]
    fn different_numbers_have_different_words(one in 0..=GREATEST, other in 0..=GREATEST, power in 0_u32..15) {
        let (one, other) = (one / 10_u64.pow(power), other / 10_u64.pow(power));
        prop_assume!(one != other);
        for ((way, first), (_, second)) in every_way(one).zip(every_way(other)) {
            prop_assert_ne!(first, second, "{}: {} and {}", way, one, other);
        }
    }

    #[test]
    fn words_are_words(number in 0..=GREATEST, power in 0_u32..15) {
        for (way, text) in every_way(number / 10_u64.pow(power)) {
            let lower = text.chars().all(|c| c == ' ' || c == '-' || c.is_lowercase());
            prop_assert!(lower && !text.contains("  ") && text == text.trim(), "{}: «{}»", way, text);
            prop_assert!(!way.ends_with("joined") || !text.contains(' '), "{}: «{}»", way, text);
        }
    }
}

/// Compares a whole file and prints the accuracy of each kind.
fn report(source: &str, fixtures: &str) {
    let mut formats: BTreeMap<&str, Cldr> = BTreeMap::new();
    let mut tallies: BTreeMap<(&str, &str), Tally> = BTreeMap::new();
    for line in fixtures.lines().filter(|line| !line.starts_with('#')) {
        let [language, kind, input, expected] = fields(line);
        let cldr = formats.entry(language).or_insert_with(|| {
            Cldr::new(&language.parse().expect("a language code")).expect("known to CLDR")
        });
        let ours = ours(cldr, kind, input);
        let tally = tallies.entry((language, kind)).or_default();
        if ours == expected {
            tally.agree += 1;
        } else if ours == settled(expected, language, source, kind) {
            tally.disputed += 1;
        } else {
            tally.wrong.push(format!("{language} {kind} {input}: ours «{ours}», {source} «{expected}»"));
        }
    }
    for ((language, kind), tally) in &tallies {
        let all = tally.agree + tally.disputed + tally.wrong.len();
        let right = 100.0 * (all - tally.wrong.len()) as f64 / all as f64;
        println!(
            "{source:9} {language:5} {kind:15} {all:5} values: {:5} agree, {:4} disputed and settled, {right:.2}%",
            tally.agree, tally.disputed
        );
    }
    assert!(tallies.len() > 5, "the fixtures are empty");
    let wrong: Vec<&String> = tallies.values().flat_map(|tally| &tally.wrong).collect();
    let shown: Vec<&str> = wrong.iter().take(30).map(|line| line.as_str()).collect();
    assert!(wrong.is_empty(), "{} values are wrong:\n{}", wrong.len(), shown.join("\n"));
}

fn fields<const N: usize>(line: &str) -> [&str; N] {
    let all: Vec<&str> = line.split('\t').collect();
    all.try_into().unwrap_or_else(|_| panic!("`{line}` has not {N} fields"))
}

/// What garbo writes for the input of a fixture line.
fn ours(cldr: &Cldr, kind: &str, input: &str) -> String {
    let language = cldr.language();
    let outcome = match kind {
        "cardinal" => numeral(language, input, WordsStyle::Prose, cardinal),
        "cardinal-joined" => numeral(language, input, WordsStyle::Joined, cardinal),
        "ordinal" => numeral(language, input, WordsStyle::Prose, ordinal),
        "amount" => money_in_words(language, money(input), AmountStyle::Prose),
        _ if kind.starts_with("money-") => cldr.money(money(input), MoneyStyle::Standard),
        "number" => cldr.number(input.parse().expect("a decimal")),
        "percent" => cldr.percent(input.parse().expect("a decimal")),
        "plural" => cldr.plural(input).map(|category| category.name().to_owned()),
        "list-and" | "list-or" => {
            let style = if kind == "list-and" { ListStyle::And } else { ListStyle::Or };
            cldr.list(&input.split('|').collect::<Vec<_>>(), style)
        }
        _ => {
            let length: DateLength = kind.strip_prefix("date-").expect("a kind").parse().expect("a length");
            cldr.date(input.parse().expect("a date"), length)
        }
    };
    outcome.unwrap_or_else(|error| error.to_string())
}

type Spell = fn(&Language, u64, WordsOptions) -> garbo::error::Result<String>;

/// Reads `1500`, `1500 feminine` or `1500 feminine dative`.
fn numeral(
    language: &Language,
    input: &str,
    style: WordsStyle,
    spell: Spell,
) -> garbo::error::Result<String> {
    let mut parts = input.split(' ');
    let number = parts.next().and_then(|n| n.parse().ok()).expect("a number");
    let gender = parts.next().map(|gender| gender.parse().expect("a gender"));
    let case = parts.next().map(|case| case.parse().expect("a case"));
    spell(language, number, WordsOptions { gender, case, style })
}

fn money(input: &str) -> Money {
    let (amount, currency) = input.split_once(' ').expect("amount and currency");
    Money::parse(amount, currency.parse().expect("a currency")).expect("an amount")
}

/// Puts our form in for each disputed form of the source.
fn settled(expected: &str, language: &str, source: &str, kind: &str) -> String {
    let mut text = expected.to_owned();
    for line in DISPUTED.lines().filter(|line| !line.starts_with('#')) {
        let [of, by, about, theirs, ours, authority] = fields(line);
        assert!(!authority.is_empty(), "`{line}` names no authority");
        if of != language || by != source || (about != "*" && about != kind) {
            continue;
        }
        let marked = format!(" {text} ").replace(&theirs.replace('_', " "), &ours.replace('_', " "));
        text = marked.trim_matches(' ').to_owned();
    }
    text
}
