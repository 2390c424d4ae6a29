//! Italian number words: joined below a million, with elision and the accent of «tré».
//!
//! Source: L. Serianni, Grammatica italiana, VI, as the Accademia della Crusca cites it (consulenza 1077).

use super::options::{WordGender, WordsStyle};
use super::{groups, push_word, word};

const SMALL: [&str; 20] = [
    "",
    "uno",
    "due",
    "tre",
    "quattro",
    "cinque",
    "sei",
    "sette",
    "otto",
    "nove",
    "dieci",
    "undici",
    "dodici",
    "tredici",
    "quattordici",
    "quindici",
    "sedici",
    "diciassette",
    "diciotto",
    "diciannove",
];
const TENS: [&str; 10] =
    ["", "", "venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta", "novanta"];
/// Singular and plural from the million on (long scale).
const POWERS: [(&str, &str); 4] =
    [("milione", "milioni"), ("miliardo", "miliardi"), ("bilione", "bilioni"), ("biliardo", "biliardi")];
const FIRST_ORDINALS: [&str; 11] =
    ["", "prim", "second", "terz", "quart", "quint", "sest", "settim", "ottav", "non", "decim"];

/// Writes the number. With a gender, 1 agrees with the noun that follows: «un euro», «una sterlina»; all
/// other numbers are invariable.
pub(super) fn cardinal(out: &mut String, number: u64, gender: Option<WordGender>, style: WordsStyle) {
    match (number, gender) {
        (0, _) => return out.push_str("zero"),
        (1, Some(WordGender::Feminine)) => return out.push_str("una"),
        (1, Some(_)) => return out.push_str("un"),
        _ => {}
    }
    let push = match style {
        WordsStyle::Prose => push_word,
        WordsStyle::Joined => String::push_str,
    };
    for (power, group) in groups(number) {
        let Some(&(one, many)) = power.checked_sub(2).and_then(|p| POWERS.get(p)) else { continue };
        if group == 1 {
            push(out, "un");
            push(out, one);
        } else {
            push(out, &below_million(u32::from(group), style == WordsStyle::Prose));
            push(out, many);
        }
    }
    let rest = (number % 1_000_000) as u32;
    if rest > 0 {
        push(out, &below_million(rest, true));
    }
}

/// Returns the joined words of a number below a million; `ends` tells that nothing is joined after them, so
/// that a final «tre» takes its accent.
fn below_million(number: u32, ends: bool) -> String {
    let mut out = String::with_capacity(48);
    match number / 1000 {
        0 => {}
        1 => out.push_str("mille"),
        thousands => {
            below_thousand(&mut out, thousands as u16);
            out.push_str("mila");
        }
    }
    below_thousand(&mut out, (number % 1000) as u16);
    if ends && number > 3 && number % 10 == 3 && number % 100 != 13 {
        out.pop();
        out.push('é');
    }
    out
}

fn below_thousand(out: &mut String, group: u16) {
    let (hundreds, rest) = (group / 100, group % 100);
    if hundreds > 0 {
        if hundreds > 1 {
            out.push_str(word(&SMALL, hundreds));
        }
        out.push_str("cento");
        // «centottanta» is the usual form, but «centouno», «centootto» keep both vowels (Serianni).
        if rest / 10 == 8 {
            out.pop();
        }
    }
    if rest < 20 {
        out.push_str(word(&SMALL, rest));
        return;
    }
    out.push_str(word(&TENS, rest / 10));
    if matches!(rest % 10, 1 | 8) {
        out.pop();
    }
    out.push_str(word(&SMALL, rest % 10));
}

/// Writes the ordinal: own words up to ten, then «-esimo» on the cardinal without its last vowel, which tre
/// and sei keep. Masculine unless told.
pub(super) fn ordinal(out: &mut String, number: u64, gender: Option<WordGender>) {
    if let Some(stem) = FIRST_ORDINALS.get(number as usize) {
        out.push_str(stem);
    } else {
        let mut words = below_million(number as u32, false);
        if number.is_multiple_of(1000) {
            // -mila goes back to mille: duemillesimo, diecimillesimo.
            let cut = words.rfind("mil").unwrap_or(words.len());
            words.truncate(cut);
            words.push_str("mill");
        } else if !matches!((number % 10, number % 100), (3 | 6, tail) if tail != 13 && tail != 16) {
            words.pop();
        }
        out.push_str(&words);
        out.push_str("esim");
    }
    out.push(if gender == Some(WordGender::Feminine) { 'a' } else { 'o' });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(number: u64) -> String {
        let mut out = String::new();
        cardinal(&mut out, number, None, WordsStyle::Prose);
        out
    }

    #[test]
    fn vowels_fall_and_tre_takes_its_accent() {
        let pairs = [
            (3, "tre"),
            (13, "tredici"),
            (23, "ventitré"),
            (28, "ventotto"),
            (101, "centouno"),
            (108, "centootto"),
            (180, "centottanta"),
            (1003, "milletré"),
            (23_000, "ventitremila"),
            (21_000, "ventunomila"),
            (3_000_003, "tre milioni tre"),
            (23_000_000, "ventitré milioni"),
            (1_000_000_001, "un miliardo uno"),
        ];
        for (number, expected) in pairs {
            assert_eq!(words(number), expected);
        }
    }

    #[test]
    fn joined_leaves_no_gap() {
        let mut out = String::new();
        cardinal(&mut out, 23_500_003, None, WordsStyle::Joined);
        assert_eq!(out, "ventitremilionicinquecentomilatré");
    }

    #[test]
    fn ordinals() {
        let ordinals: Vec<String> = [1, 10, 11, 16, 23, 26, 2000, 2026]
            .into_iter()
            .map(|n| {
                let mut out = String::new();
                ordinal(&mut out, n, None);
                out
            })
            .collect();
        let expected = [
            "primo",
            "decimo",
            "undicesimo",
            "sedicesimo",
            "ventitreesimo",
            "ventiseiesimo",
            "duemillesimo",
            "duemilaventiseiesimo",
        ];
        assert_eq!(ordinals, expected);
    }
}
