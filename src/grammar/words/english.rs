//! English number words: British with «and», American without.

use super::{groups, push_word, word};

const SMALL: [&str; 20] = [
    "",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] =
    ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const POWERS: [&str; 6] = ["", "thousand", "million", "billion", "trillion", "quadrillion"];

/// Writes the number; `and` joins tens and units to what stands before them (New Hart's Rules, 11.1).
pub(super) fn cardinal(out: &mut String, number: u64, and: bool) {
    if number == 0 {
        out.push_str("zero");
    }
    for (power, group) in groups(number) {
        let (hundreds, rest) = (group / 100, group % 100);
        if hundreds > 0 {
            push_word(out, word(&SMALL, hundreds));
            push_word(out, "hundred");
        }
        if rest > 0 {
            if and && (hundreds > 0 || (power == 0 && !out.is_empty())) {
                push_word(out, "and");
            }
            if rest < 20 {
                push_word(out, word(&SMALL, rest));
            } else {
                push_word(out, word(&TENS, rest / 10));
                if rest % 10 > 0 {
                    out.push('-');
                    out.push_str(word(&SMALL, rest % 10));
                }
            }
        }
        if power > 0 {
            push_word(out, POWERS[power]);
        }
    }
}

/// Writes the ordinal: only the last word of the cardinal changes.
pub(super) fn ordinal(out: &mut String, number: u64, and: bool) {
    cardinal(out, number, and);
    let start = out.rfind([' ', '-']).map_or(0, |at| at + 1);
    let last = out.split_off(start);
    match last.as_str() {
        "one" => out.push_str("first"),
        "two" => out.push_str("second"),
        "three" => out.push_str("third"),
        "five" => out.push_str("fifth"),
        "eight" => out.push_str("eighth"),
        "nine" => out.push_str("ninth"),
        "twelve" => out.push_str("twelfth"),
        _ => match last.strip_suffix('y') {
            Some(stem) => {
                out.push_str(stem);
                out.push_str("ieth");
            }
            None => {
                out.push_str(&last);
                out.push_str("th");
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(number: u64) -> (String, String) {
        let (mut gb, mut us) = (String::new(), String::new());
        cardinal(&mut gb, number, true);
        cardinal(&mut us, number, false);
        (gb, us)
    }

    #[test]
    fn british_says_and() {
        assert_eq!(both(101), ("one hundred and one".into(), "one hundred one".into()));
        assert_eq!(both(1005).0, "one thousand and five");
        assert_eq!(both(100_021_500).0, "one hundred million twenty-one thousand five hundred");
        assert_eq!(both(1_000_101).1, "one million one hundred one");
    }
}
