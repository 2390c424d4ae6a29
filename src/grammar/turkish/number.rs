//! The last word of a number as it is read aloud: 2026 ends in «altı», 18.30 in «otuz».

const UNITS: [&str; 10] = ["sıfır", "bir", "iki", "üç", "dört", "beş", "altı", "yedi", "sekiz", "dokuz"];
const TENS: [&str; 10] = ["", "on", "yirmi", "otuz", "kırk", "elli", "altmış", "yetmiş", "seksen", "doksan"];

/// Returns the last word of a number, date or time in digits; `None` when the text does not end in a digit.
///
/// Dots group thousands where three digits follow each of them (15.000), and part a date or time elsewhere
/// (22.11.2026, 18.30). A last part of zeros is not read: 18.00 is «on sekiz».
pub(super) fn last_word(text: &str) -> Option<&'static str> {
    let token = text.rsplit(char::is_whitespace).next().unwrap_or(text);
    let start =
        token.rfind(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | ':' | '/' | '-' | '–')));
    let number = match start {
        Some(at) => token.get(at..)?.trim_start_matches(|c: char| !c.is_ascii_digit()),
        None => token,
    };
    if !number.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let whole = number.rsplit([',', ':', '/', '-', '–']).map(read_group).collect::<Vec<_>>();
    let spoken = whole.iter().flatten().find(|digits| digits.bytes().any(|b| b != b'0'));
    Some(spoken.map_or("sıfır", |digits| last_word_of_digits(digits)))
}

/// Returns the parts of a group, last first: one where its dots group thousands, else what they part.
fn read_group(group: &str) -> Vec<String> {
    let parts: Vec<&str> = group.split('.').collect();
    let thousands = parts.len() > 1
        && parts.first().is_some_and(|first| (1..=3).contains(&first.len()))
        && parts.iter().skip(1).all(|part| part.len() == 3);
    if thousands { vec![parts.concat()] } else { parts.iter().rev().map(|part| (*part).to_owned()).collect() }
}

fn last_word_of_digits(digits: &str) -> &'static str {
    let zeros = digits.bytes().rev().take_while(|b| *b == b'0').count();
    let digit = digits.bytes().rev().nth(zeros).map_or(0, |b| usize::from(b - b'0'));
    match zeros {
        0 => UNITS.get(digit).copied().unwrap_or("sıfır"),
        1 => TENS.get(digit).copied().unwrap_or("on"),
        2 => "yüz",
        3..=5 => "bin",
        6..=8 => "milyon",
        9..=11 => "milyar",
        12..=14 => "trilyon",
        _ => "katrilyon",
    }
}

#[cfg(test)]
mod tests {
    use super::last_word;

    #[test]
    fn reads_the_last_word() {
        for (text, word) in [
            ("5", "beş"),
            ("10", "on"),
            ("2026", "altı"),
            ("15.000", "bin"),
            ("1.250.000", "bin"),
            ("22.11.2026", "altı"),
            ("18.30", "otuz"),
            ("18.00", "sekiz"),
            ("09:05", "beş"),
            ("1,50", "elli"),
            ("%20", "yirmi"),
            ("0", "sıfır"),
            ("22/11/2026", "altı"),
            ("2000", "bin"),
            ("1900", "yüz"),
            ("15.000,00", "bin"),
            ("A4", "dört"),
            ("2.000.000.000", "milyar"),
        ] {
            assert_eq!(last_word(text), Some(word), "{text}");
        }
        assert_eq!(last_word("Ayşe"), None);
        assert_eq!(last_word("5."), None);
    }
}
