//! Russian number words in six cases and three genders; every part of a compound cardinal is declined.

use super::options::WordGender;
use super::russian_forms::{
    ORDINAL_HUNDREDS, ORDINAL_SMALL, ORDINAL_TENS, POWERS, THOUSAND, ZERO, form, group, ordinal_ending,
};
use super::{groups, push_word};

use crate::grammar::russian::Case;

/// Writes the cardinal; the accusative is that of things (вижу два), as sums and counts need it.
pub(super) fn cardinal(out: &mut String, number: u64, gender: WordGender, case: Case) {
    if number == 0 {
        out.push_str(form(&ZERO, case));
    }
    for (power, digits) in groups(number) {
        let (gender, noun) = match power {
            0 => (gender, None),
            1 => (WordGender::Feminine, Some(&THOUSAND)),
            _ => (WordGender::Masculine, POWERS.get(power - 2)),
        };
        for part in group(digits, gender, case) {
            push_word(out, part);
        }
        if let Some(noun) = noun {
            push_word(out, noun.after(u64::from(digits), case));
        }
    }
}

/// Writes the ordinal: the last part changes, what stands before it is the cardinal in the nominative.
pub(super) fn ordinal(out: &mut String, number: u64, gender: WordGender, case: Case) {
    let (thousands, rest) = (number / 1000, number % 1000);
    let (kept, (stem, declension)) = match (rest, rest % 100) {
        (0, _) => return thousandth(out, thousands, gender, case),
        (_, 0) => (0, ORDINAL_HUNDREDS[(rest / 100 - 1) as usize]),
        (_, tail @ 1..=19) => (rest - tail, ORDINAL_SMALL[(tail - 1) as usize]),
        (_, tail) if tail % 10 == 0 => (rest - tail, ORDINAL_TENS[(tail / 10 - 2) as usize]),
        (_, tail) => (rest - tail % 10, ORDINAL_SMALL[(tail % 10 - 1) as usize]),
    };
    let before = thousands * 1000 + kept;
    if before > 0 {
        cardinal(out, before, WordGender::Masculine, Case::Nominative);
    }
    push_word(out, stem);
    out.push_str(ordinal_ending(declension, gender, case));
}

/// Writes «-тысячный» in one word with the genitive of its count; одна, сто and девяносто keep their own forms.
fn thousandth(out: &mut String, thousands: u64, gender: WordGender, case: Case) {
    if thousands > 1 {
        let count = u16::try_from(thousands).unwrap_or_default();
        for part in group(count, WordGender::Masculine, Case::Genitive) {
            out.push_str(match part {
                "одного" => "одно",
                "ста" => "сто",
                "девяноста" => "девяносто",
                part => part,
            });
        }
    }
    out.push_str("тысячн");
    out.push_str(ordinal_ending('ы', gender, case));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(number: u64, gender: WordGender, case: Case) -> String {
        let mut out = String::new();
        cardinal(&mut out, number, gender, case);
        out
    }

    #[test]
    fn every_part_is_declined() {
        assert_eq!(
            words(2_456, WordGender::Feminine, Case::Instrumental),
            "двумя тысячами четырьмястами пятьюдесятью шестью"
        );
        assert_eq!(
            words(21_001_000, WordGender::Masculine, Case::Dative),
            "двадцати одному миллиону одной тысяче"
        );
        assert_eq!(words(1_000, WordGender::Masculine, Case::Nominative), "одна тысяча");
        assert_eq!(words(2, WordGender::Feminine, Case::Nominative), "две");
        assert_eq!(words(112_000, WordGender::Masculine, Case::Nominative), "сто двенадцать тысяч");
    }

    #[test]
    fn ordinals_change_their_last_part() {
        let cases = [
            (3, "третьего"),
            (40, "сорокового"),
            (200, "двухсотого"),
            (2026, "две тысячи двадцать шестого"),
            (2000, "двухтысячного"),
            (191_000, "стодевяностооднотысячного"),
        ];
        for (number, expected) in cases {
            let mut out = String::new();
            ordinal(&mut out, number, WordGender::Masculine, Case::Genitive);
            assert_eq!(out, expected);
        }
    }
}
