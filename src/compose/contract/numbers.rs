//! The numbers of a text, to compare two languages by: written the same whatever separators and clocks they use.

/// Returns the numbers of a text in order: "1.500,00" and "1,500.00" are 1500, "6:30 pm" and "18.30" are 18.3.
pub(super) fn numbers(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        while at < chars.len() && (chars[at].is_ascii_digit() || joins(&chars, at)) {
            at += 1;
        }
        let number = plain(&chars[start..at]);
        let behind: String = chars[at..].iter().filter(|c| !c.is_whitespace()).take(4).collect();
        found.push(afternoon(&number, &behind.to_lowercase()).unwrap_or(number));
    }
    found
}

/// Tells whether a mark between digits belongs to their number.
fn joins(chars: &[char], at: usize) -> bool {
    let digits = chars[at + 1..].iter().take_while(|c| c.is_ascii_digit()).count();
    match chars[at] {
        '.' | ',' | ':' | '\'' | '’' => digits > 0,
        // A blank parts thousands, and nothing else.
        ' ' | '\u{a0}' | '\u{202f}' => digits == 3,
        _ => false,
    }
}

/// Returns a number without the marks of a language: three digits behind the last mark are thousands, others a fraction.
fn plain(chars: &[char]) -> String {
    let mark = chars.iter().rposition(|c| !c.is_ascii_digit());
    let marks = chars.iter().filter(|c| !c.is_ascii_digit()).count();
    let behind = mark.map_or(0, |at| chars.len() - at - 1);
    let last = mark.map(|at| chars[at]);
    let same = chars.iter().filter(|c| Some(**c) == last).count();
    // "1.500.000" and "10.12.2026": a fraction has one mark of its kind.
    if marks > 1 && same == marks && behind != 3 {
        return chars.iter().map(|c| if c.is_ascii_digit() { *c } else { '.' }).collect();
    }
    let (whole, fraction) = match mark.filter(|_| behind != 3) {
        Some(at) => (&chars[..at], &chars[at + 1..]),
        None => (chars, &[][..]),
    };
    let whole: String = whole.iter().filter(|c| c.is_ascii_digit()).collect();
    let fraction: String = fraction.iter().collect();
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    match fraction.trim_end_matches('0') {
        "" => whole.to_owned(),
        fraction => format!("{whole}.{fraction}"),
    }
}

/// Returns an hour of the afternoon by the clock of twenty-four hours.
fn afternoon(number: &str, behind: &str) -> Option<String> {
    if !["pm", "p.m."].iter().any(|mark| behind.starts_with(mark)) {
        return None;
    }
    let (hour, minutes) = number.split_once('.').unwrap_or((number, ""));
    let hour = hour.parse::<u32>().ok().filter(|hour| *hour < 12)? + 12;
    Some(if minutes.is_empty() { hour.to_string() } else { format!("{hour}.{minutes}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_same_in_the_manner_of_any_language() {
        for (left, right) in [
            ("1.500,00 euro", "€1,500.00"),
            ("15 000 рублей", "15,000 roubles"),
            ("ore 18:00", "at 6 p.m."),
            ("ore 18.30", "6:30 pm"),
            ("Rp1.500.000", "IDR 1,500,000"),
            ("2,5 ore", "2.5 hours"),
            ("il 10.12.2026", "on 10.12.2026"),
            ("entro 24 ore.", "within 24 hours,"),
        ] {
            assert_eq!(numbers(left), numbers(right), "{left} {right}");
        }
        assert_eq!(numbers("30 minuti"), ["30"]);
        assert_ne!(numbers("Si attende 30 minuti."), numbers("The coach waits 45 minutes."));
        assert_eq!(numbers("legge 14 gennaio 2013, n. 4"), ["14", "2013", "4"]);
    }
}
