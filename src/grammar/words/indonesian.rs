//! Indonesian number words: «se-» for one before belas, puluh, ratus and ribu.
//!
//! Source: KBBI VI (sebelas, sepuluh, seratus, seribu; juta, miliar, triliun, kuadriliun) and EYD V.

use super::{groups, push_word, word};

const UNITS: [&str; 10] =
    ["", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"];
const POWERS: [&str; 6] = ["", "ribu", "juta", "miliar", "triliun", "kuadriliun"];

pub(super) fn cardinal(out: &mut String, number: u64) {
    if number == 0 {
        out.push_str("nol");
    }
    for (power, group) in groups(number) {
        if power == 1 && group == 1 {
            push_word(out, "seribu");
            continue;
        }
        below_thousand(out, group);
        if power > 0 {
            // «satu juta» is what contracts and receipts write; KBBI has «sejuta» as a word of its own.
            push_word(out, POWERS[power]);
        }
    }
}

fn below_thousand(out: &mut String, group: u16) {
    match group / 100 {
        0 => {}
        1 => push_word(out, "seratus"),
        hundreds => {
            push_word(out, word(&UNITS, hundreds));
            push_word(out, "ratus");
        }
    }
    match group % 100 {
        0 => {}
        10 => push_word(out, "sepuluh"),
        11 => push_word(out, "sebelas"),
        rest @ 1..=9 => push_word(out, word(&UNITS, rest)),
        rest @ 12..=19 => {
            push_word(out, word(&UNITS, rest - 10));
            push_word(out, "belas");
        }
        rest => {
            push_word(out, word(&UNITS, rest / 10));
            push_word(out, "puluh");
            if rest % 10 > 0 {
                push_word(out, word(&UNITS, rest % 10));
            }
        }
    }
}

/// Writes «pertama» for the first, else «ke-» and the cardinal in one word with its head (EYD V, I.F).
pub(super) fn ordinal(out: &mut String, number: u64) {
    if number == 1 {
        out.push_str("pertama");
        return;
    }
    let mut words = String::with_capacity(64);
    cardinal(&mut words, number);
    out.push_str("ke");
    out.push_str(&words);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(number: u64) -> String {
        let mut out = String::new();
        cardinal(&mut out, number);
        out
    }

    #[test]
    fn one_is_se_up_to_a_thousand() {
        assert_eq!(words(1_111), "seribu seratus sebelas");
        assert_eq!(words(1_000_000), "satu juta");
        assert_eq!(words(101_000), "seratus satu ribu");
        assert_eq!(words(1_001_000), "satu juta seribu");
        let mut out = String::new();
        ordinal(&mut out, 22);
        assert_eq!(out, "kedua puluh dua");
    }
}
