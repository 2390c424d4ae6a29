//! What an unquoted word may mean: YAML 1.2's core schema, without its guesses.

/// Source: YAML 1.2.2, section 10.3.2.
pub(super) fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// `yes`, `no`, `on` and `off` are words, not booleans: `no` is Norwegian.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

/// Returns a whole number only where writing it back gives the same text, so `0039` and `+47` stay text.
pub(super) fn integer(text: &str) -> Option<i64> {
    let number: i64 = text.parse().ok()?;
    (number.to_string() == text && number.unsigned_abs() < 1 << 53).then_some(number)
}

/// Returns a finite decimal number; `.nan`, `.inf` and `1e300` are none.
pub(super) fn float(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    text.parse().ok().filter(|n: &f64| plain && n.is_finite())
}

/// Tells whether the whole text stands in one pair of curly or angle quotation marks, the closing one maybe straight.
pub(super) fn is_in_printed_marks(text: &str) -> bool {
    const MARKS: [(&[char], &[char]); 3] =
        [(&['“', '”', '„'], &['”', '“', '"']), (&['«'], &['»', '"']), (&['‘', '‚'], &['’', '‘', '\''])];
    MARKS.iter().any(|&(opening, closing)| {
        let inner = text.strip_prefix(opening).and_then(|rest| rest.strip_suffix(closing));
        // «A» and «B» are two pairs.
        inner.is_some_and(|inner| !inner.contains(opening))
    })
}
