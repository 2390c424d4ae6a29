//! Russian forms by case: tables of numerals and the endings of ordinals.
//!
//! The order of the cases is that of [`Case`]. Source: Русская грамматика (АН СССР, 1980), «Имя числительное»;
//! ё is written, as Gramota asks for names and sums that must not be misread.

use super::options::WordGender;

use crate::grammar::russian::Case;

/// Nominative, genitive, dative, accusative, instrumental, prepositional.
pub(super) type Cases = [&'static str; 6];

/// Returns the form of a case.
pub(super) fn form(cases: &Cases, case: Case) -> &'static str {
    cases[case as usize]
}

pub(super) const ZERO: Cases = ["ноль", "ноля", "нолю", "ноль", "нолём", "ноле"];

const ONE_MASCULINE: Cases = ["один", "одного", "одному", "один", "одним", "одном"];
const ONE_NEUTER: Cases = ["одно", "одного", "одному", "одно", "одним", "одном"];
const ONE_FEMININE: Cases = ["одна", "одной", "одной", "одну", "одной", "одной"];
const TWO: Cases = ["два", "двух", "двум", "два", "двумя", "двух"];
const TWO_FEMININE: Cases = ["две", "двух", "двум", "две", "двумя", "двух"];

const SMALL: [Cases; 17] = [
    ["три", "трёх", "трём", "три", "тремя", "трёх"],
    ["четыре", "четырёх", "четырём", "четыре", "четырьмя", "четырёх"],
    ["пять", "пяти", "пяти", "пять", "пятью", "пяти"],
    ["шесть", "шести", "шести", "шесть", "шестью", "шести"],
    ["семь", "семи", "семи", "семь", "семью", "семи"],
    ["восемь", "восьми", "восьми", "восемь", "восемью", "восьми"],
    ["девять", "девяти", "девяти", "девять", "девятью", "девяти"],
    ["десять", "десяти", "десяти", "десять", "десятью", "десяти"],
    ["одиннадцать", "одиннадцати", "одиннадцати", "одиннадцать", "одиннадцатью", "одиннадцати"],
    ["двенадцать", "двенадцати", "двенадцати", "двенадцать", "двенадцатью", "двенадцати"],
    ["тринадцать", "тринадцати", "тринадцати", "тринадцать", "тринадцатью", "тринадцати"],
    ["четырнадцать", "четырнадцати", "четырнадцати", "четырнадцать", "четырнадцатью", "четырнадцати"],
    ["пятнадцать", "пятнадцати", "пятнадцати", "пятнадцать", "пятнадцатью", "пятнадцати"],
    ["шестнадцать", "шестнадцати", "шестнадцати", "шестнадцать", "шестнадцатью", "шестнадцати"],
    ["семнадцать", "семнадцати", "семнадцати", "семнадцать", "семнадцатью", "семнадцати"],
    ["восемнадцать", "восемнадцати", "восемнадцати", "восемнадцать", "восемнадцатью", "восемнадцати"],
    ["девятнадцать", "девятнадцати", "девятнадцати", "девятнадцать", "девятнадцатью", "девятнадцати"],
];

/// From twenty to ninety.
const TENS: [Cases; 8] = [
    ["двадцать", "двадцати", "двадцати", "двадцать", "двадцатью", "двадцати"],
    ["тридцать", "тридцати", "тридцати", "тридцать", "тридцатью", "тридцати"],
    ["сорок", "сорока", "сорока", "сорок", "сорока", "сорока"],
    ["пятьдесят", "пятидесяти", "пятидесяти", "пятьдесят", "пятьюдесятью", "пятидесяти"],
    ["шестьдесят", "шестидесяти", "шестидесяти", "шестьдесят", "шестьюдесятью", "шестидесяти"],
    ["семьдесят", "семидесяти", "семидесяти", "семьдесят", "семьюдесятью", "семидесяти"],
    ["восемьдесят", "восьмидесяти", "восьмидесяти", "восемьдесят", "восемьюдесятью", "восьмидесяти"],
    ["девяносто", "девяноста", "девяноста", "девяносто", "девяноста", "девяноста"],
];

const HUNDREDS: [Cases; 9] = [
    ["сто", "ста", "ста", "сто", "ста", "ста"],
    ["двести", "двухсот", "двумстам", "двести", "двумястами", "двухстах"],
    ["триста", "трёхсот", "трёмстам", "триста", "тремястами", "трёхстах"],
    ["четыреста", "четырёхсот", "четырёмстам", "четыреста", "четырьмястами", "четырёхстах"],
    ["пятьсот", "пятисот", "пятистам", "пятьсот", "пятьюстами", "пятистах"],
    ["шестьсот", "шестисот", "шестистам", "шестьсот", "шестьюстами", "шестистах"],
    ["семьсот", "семисот", "семистам", "семьсот", "семьюстами", "семистах"],
    ["восемьсот", "восьмисот", "восьмистам", "восемьсот", "восемьюстами", "восьмистах"],
    ["девятьсот", "девятисот", "девятистам", "девятьсот", "девятьюстами", "девятистах"],
];

/// A noun after numbers: singular and plural by case. `many` (the genitive plural) stands after five.
pub(super) struct Noun {
    pub(super) singular: Cases,
    pub(super) plural: Cases,
    /// After two, three and four in the nominative and accusative: the genitive singular of a noun.
    pub(super) few: &'static str,
}

impl Noun {
    /// Returns the form after a number: `number` decides the form, `case` is that of the whole phrase.
    ///
    /// A number that ends in thousands or millions, and zero, govern the genitive plural in every case.
    pub(super) fn after(&self, number: u64, case: Case) -> &'static str {
        let direct = matches!(case, Case::Nominative | Case::Accusative);
        let many = form(&self.plural, Case::Genitive);
        if number == 0 || number.is_multiple_of(1000) {
            return many;
        }
        match (number % 10, number % 100) {
            (1, tail) if tail != 11 => form(&self.singular, case),
            (2..=4, tail) if direct && !(12..=14).contains(&tail) => self.few,
            _ if direct => many,
            _ => form(&self.plural, case),
        }
    }
}

pub(super) const THOUSAND: Noun = Noun {
    singular: ["тысяча", "тысячи", "тысяче", "тысячу", "тысячей", "тысяче"],
    plural: ["тысячи", "тысяч", "тысячам", "тысячи", "тысячами", "тысячах"],
    few: "тысячи",
};

macro_rules! power {
    ($stem:literal) => {
        Noun {
            singular: [
                $stem,
                concat!($stem, "а"),
                concat!($stem, "у"),
                $stem,
                concat!($stem, "ом"),
                concat!($stem, "е"),
            ],
            plural: [
                concat!($stem, "ы"),
                concat!($stem, "ов"),
                concat!($stem, "ам"),
                concat!($stem, "ы"),
                concat!($stem, "ами"),
                concat!($stem, "ах"),
            ],
            few: concat!($stem, "а"),
        }
    };
}

/// From the million to 10^15.
pub(super) const POWERS: [Noun; 4] =
    [power!("миллион"), power!("миллиард"), power!("триллион"), power!("квадриллион")];

/// Returns the parts of a group of three digits, all in the case: hundreds, tens, units.
pub(super) fn group(number: u16, gender: WordGender, case: Case) -> impl Iterator<Item = &'static str> {
    let hundreds = (number / 100).checked_sub(1).and_then(|h| HUNDREDS.get(usize::from(h)));
    let rest = number % 100;
    let (tens, units) = if rest < 20 { (0, rest) } else { (rest / 10, rest % 10) };
    let tens = tens.checked_sub(2).and_then(|t| TENS.get(usize::from(t)));
    let units = match (units, gender) {
        (0, _) => None,
        (1, WordGender::Masculine) => Some(&ONE_MASCULINE),
        (1, WordGender::Feminine) => Some(&ONE_FEMININE),
        (1, WordGender::Neuter) => Some(&ONE_NEUTER),
        (2, WordGender::Feminine) => Some(&TWO_FEMININE),
        (2, _) => Some(&TWO),
        _ => SMALL.get(usize::from(units - 3)),
    };
    [hundreds, tens, units].into_iter().flatten().map(move |cases| form(cases, case))
}

/// Ordinal stems with a mark of the declension: `о` stressed ending (второй), `ы` unstressed (первый), `и`
/// for третий.
pub(super) const ORDINAL_SMALL: [(&str, char); 19] = [
    ("перв", 'ы'),
    ("втор", 'о'),
    ("трет", 'и'),
    ("четвёрт", 'ы'),
    ("пят", 'ы'),
    ("шест", 'о'),
    ("седьм", 'о'),
    ("восьм", 'о'),
    ("девят", 'ы'),
    ("десят", 'ы'),
    ("одиннадцат", 'ы'),
    ("двенадцат", 'ы'),
    ("тринадцат", 'ы'),
    ("четырнадцат", 'ы'),
    ("пятнадцат", 'ы'),
    ("шестнадцат", 'ы'),
    ("семнадцат", 'ы'),
    ("восемнадцат", 'ы'),
    ("девятнадцат", 'ы'),
];
pub(super) const ORDINAL_TENS: [(&str, char); 8] = [
    ("двадцат", 'ы'),
    ("тридцат", 'ы'),
    ("сороков", 'о'),
    ("пятидесят", 'ы'),
    ("шестидесят", 'ы'),
    ("семидесят", 'ы'),
    ("восьмидесят", 'ы'),
    ("девяност", 'ы'),
];
pub(super) const ORDINAL_HUNDREDS: [(&str, char); 9] = [
    ("сот", 'ы'),
    ("двухсот", 'ы'),
    ("трёхсот", 'ы'),
    ("четырёхсот", 'ы'),
    ("пятисот", 'ы'),
    ("шестисот", 'ы'),
    ("семисот", 'ы'),
    ("восьмисот", 'ы'),
    ("девятисот", 'ы'),
];

/// Returns the ending of an ordinal (inanimate accusative).
pub(super) fn ordinal_ending(declension: char, gender: WordGender, case: Case) -> &'static str {
    let soft = declension == 'и';
    let cases: Cases = match (gender, soft) {
        (WordGender::Masculine, false) => {
            let direct = if declension == 'о' { "ой" } else { "ый" };
            [direct, "ого", "ому", direct, "ым", "ом"]
        }
        (WordGender::Neuter, false) => ["ое", "ого", "ому", "ое", "ым", "ом"],
        (WordGender::Feminine, false) => ["ая", "ой", "ой", "ую", "ой", "ой"],
        (WordGender::Masculine, true) => ["ий", "ьего", "ьему", "ий", "ьим", "ьем"],
        (WordGender::Neuter, true) => ["ье", "ьего", "ьему", "ье", "ьим", "ьем"],
        (WordGender::Feminine, true) => ["ья", "ьей", "ьей", "ью", "ьей", "ьей"],
    };
    form(&cases, case)
}
