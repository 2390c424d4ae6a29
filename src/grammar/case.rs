//! Upper, lower and title case as a language writes them: Turkish keeps i/İ and ı/I apart.
//!
//! Floor: grammar. The standard library has the rules of Unicode that know no language; only Turkish (and
//! Azerbaijani, which shares its alphabet) differs among the languages garbo writes.

use crate::model::language::Language;

/// Returns the text in capitals.
///
/// ```
/// use garbo::grammar::case::upper;
/// assert_eq!(upper("ıssız diyar", &"tr".parse().unwrap()), "ISSIZ DİYAR");
/// assert_eq!(upper("ıssız diyar", &"it".parse().unwrap()), "ISSIZ DIYAR");
/// ```
pub fn upper(text: &str, language: &Language) -> String {
    if dotted(language) { upper_tr(text) } else { text.to_uppercase() }
}

/// Returns the text in small letters.
pub fn lower(text: &str, language: &Language) -> String {
    if dotted(language) { lower_tr(text) } else { text.to_lowercase() }
}

/// Returns the text with a capital at the start of each word; words that are all capitals lose the others.
///
/// A word starts after a space, a hyphen or an apostrophe between letters that is an elision (`dell'Orto` stays
/// as it is). Mixed case inside a word is kept: `McDonald`.
pub fn title(text: &str, language: &Language) -> String {
    let mut out = String::with_capacity(text.len());
    let shouted =
        text.chars().filter(|c| c.is_alphabetic()).count() > 1 && !text.chars().any(char::is_lowercase);
    let source = if shouted { lower(text, language) } else { text.to_owned() };
    let mut start = true;
    for c in source.chars() {
        if start && c.is_alphabetic() {
            push_upper(&mut out, c, language);
            start = false;
        } else {
            out.push(c);
            start = if c.is_alphanumeric() || matches!(c, '\'' | '’') {
                false
            } else {
                start || starts_word(c)
            };
        }
    }
    out
}

/// Returns the text with its first letter a capital, and the rest as it is.
pub fn capitalise(text: &str, language: &Language) -> String {
    change_first(text, |out, c| push_upper(out, c, language))
}

/// Returns the text with its first letter small, and the rest as it is.
pub fn decapitalise(text: &str, language: &Language) -> String {
    change_first(text, |out, c| match c {
        'I' if dotted(language) => out.push('ı'),
        'İ' if dotted(language) => out.push('i'),
        c => out.extend(c.to_lowercase()),
    })
}

/// Returns the text in small letters, by the rules of Turkish.
pub(crate) fn lower_tr(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'I' => out.push('ı'),
            'İ' => out.push('i'),
            // İ may come as I with a dot of its own.
            '\u{0307}' if out.ends_with('ı') => {
                out.pop();
                out.push('i');
            }
            c if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

fn upper_tr(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'i' => out.push('İ'),
            c if c.is_ascii() => out.push(c.to_ascii_uppercase()),
            c => out.extend(c.to_uppercase()),
        }
    }
    out
}

fn dotted(language: &Language) -> bool {
    matches!(language.base(), "tr" | "az")
}

fn starts_word(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '–' | '—' | '(' | '«' | '“' | '"' | '/' | '.')
}

fn push_upper(out: &mut String, c: char, language: &Language) {
    if c == 'i' && dotted(language) {
        out.push('İ');
    } else {
        out.extend(c.to_uppercase());
    }
}

fn change_first(text: &str, change: impl Fn(&mut String, char)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = false;
    for c in text.chars() {
        if !done && c.is_alphabetic() {
            change(&mut out, c);
            done = true;
        } else {
            // A number or a sign at the start has no case, and the letter after it is not the first.
            done |= c.is_numeric();
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(tag: &str) -> Language {
        tag.parse().unwrap()
    }

    #[test]
    fn turkish_keeps_its_two_letters_apart() {
        let tr = language("tr");
        assert_eq!(upper("Işıl ile İdil, iyi günler", &tr), "IŞIL İLE İDİL, İYİ GÜNLER");
        assert_eq!(lower("IŞIL İLE İDİL", &tr), "ışıl ile idil");
        assert_eq!(lower("I\u{307}dil İdil", &tr), "idil idil");
        assert_eq!(title("irem ışık", &tr), "İrem Işık");
        assert_eq!(capitalise("istanbul'da", &tr), "İstanbul'da");
        assert_eq!(decapitalise("Işık", &tr), "ışık");
    }

    #[test]
    fn other_languages_follow_unicode() {
        assert_eq!(upper("città", &language("it")), "CITTÀ");
        assert_eq!(upper("straße", &language("en-GB")), "STRASSE");
        assert_eq!(lower("АННА ЁЛКИНА", &language("ru")), "анна ёлкина");
        assert_eq!(title("АННА-МАРИЯ ПЕТРОВА", &language("ru")), "Анна-Мария Петрова");
        assert_eq!(title("mario dell'orto", &language("it")), "Mario Dell'orto");
        assert_eq!(title("ronald McDonald", &language("en")), "Ronald McDonald");
        assert_eq!(decapitalise("«Grazie", &language("it")), "«grazie");
        assert_eq!(capitalise("3 volte", &language("it")), "3 volte");
    }
}
