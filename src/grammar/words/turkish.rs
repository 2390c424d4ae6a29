//! Turkish number words: each word apart in prose, all joined in money papers (TDK, Yazım Kılavuzu, «Sayıların Yazılışı»).

use super::options::WordsStyle;
use super::{groups, push_word, word};

const UNITS: [&str; 10] = ["", "bir", "iki", "üç", "dört", "beş", "altı", "yedi", "sekiz", "dokuz"];
const TENS: [&str; 10] = ["", "on", "yirmi", "otuz", "kırk", "elli", "altmış", "yetmiş", "seksen", "doksan"];
const POWERS: [&str; 6] = ["", "bin", "milyon", "milyar", "trilyon", "katrilyon"];

pub(super) fn cardinal(out: &mut String, number: u64, style: WordsStyle) {
    let push = match style {
        WordsStyle::Prose => push_word,
        WordsStyle::Joined => String::push_str,
    };
    if number == 0 {
        out.push_str("sıfır");
    }
    for (power, group) in groups(number) {
        let (hundreds, tens, units) = (group / 100, group / 10 % 10, group % 10);
        if hundreds > 0 {
            // A hundred and a thousand go without «bir».
            if hundreds > 1 {
                push(out, word(&UNITS, hundreds));
            }
            push(out, "yüz");
        }
        if tens > 0 {
            push(out, word(&TENS, tens));
        }
        if units > 0 && !(power == 1 && group == 1) {
            push(out, word(&UNITS, units));
        }
        if power > 0 {
            push(out, POWERS[power]);
        }
    }
}

/// Writes the ordinal: the ending follows the last vowel, after a vowel without its own; dört softens.
pub(super) fn ordinal(out: &mut String, number: u64, style: WordsStyle) {
    cardinal(out, number, style);
    if out.ends_with("dört") {
        out.truncate(out.len() - 't'.len_utf8());
        out.push('d');
    }
    let harmony = match out.chars().rev().find(|c| "aıoueiöü".contains(*c)) {
        Some('a' | 'ı') => 'ı',
        Some('o' | 'u') => 'u',
        Some('ö' | 'ü') => 'ü',
        _ => 'i',
    };
    if out.ends_with(['ı', 'i']) {
        out.push_str("nc");
    } else {
        out.push(harmony);
        out.push_str("nc");
    }
    out.push(harmony);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(number: u64, style: WordsStyle) -> String {
        let mut out = String::new();
        cardinal(&mut out, number, style);
        out
    }

    #[test]
    fn hundred_and_thousand_go_without_one() {
        assert_eq!(words(1_100, WordsStyle::Prose), "bin yüz");
        assert_eq!(words(15_000, WordsStyle::Joined), "onbeşbin");
        assert_eq!(words(1_001_001, WordsStyle::Prose), "bir milyon bin bir");
        assert_eq!(words(101_000, WordsStyle::Prose), "yüz bir bin");
    }

    #[test]
    fn ordinals_follow_the_vowels() {
        let ordinals: Vec<String> = [4, 6, 9, 20, 24, 100, 1000]
            .into_iter()
            .map(|n| {
                let mut out = String::new();
                ordinal(&mut out, n, WordsStyle::Prose);
                out
            })
            .collect();
        assert_eq!(
            ordinals,
            ["dördüncü", "altıncı", "dokuzuncu", "yirminci", "yirmi dördüncü", "yüzüncü", "bininci"]
        );
    }
}
