//! English: the possessive of names, and a or an.
//!
//! Floor: grammar.

use crate::grammar::Number;
use crate::model::language::Language;

/// Returns a name in the possessive: Anna’s, James’s, the coaches’.
///
/// A singular takes ’s whatever it ends in, a plural in s the apostrophe alone. In British use ancient names in
/// -es take the apostrophe alone too (Socrates’), in American use they do not.
/// Source: New Hart's Rules 4.2.1 (GB); The Chicago Manual of Style, 17th edition, 7.16 to 7.19 (US).
pub fn possessive(name: &str, number: Number, language: &Language) -> String {
    let name = name.trim_end();
    let lower = name.to_lowercase();
    let last = lower.rsplit([' ', '-']).next().unwrap_or(&lower);
    let bare = match number {
        Number::Plural => lower.ends_with('s'),
        Number::Singular => language.region() != Some("US") && is_ancient(last),
    };
    if bare { format!("{name}’") } else { format!("{name}’s") }
}

/// Tells whether a lower-case name is an ancient one whose -es is said «eez».
fn is_ancient(name: &str) -> bool {
    matches!(
        name,
        "moses"
            | "socrates"
            | "sophocles"
            | "euripides"
            | "aristophanes"
            | "demosthenes"
            | "xerxes"
            | "hercules"
            | "ulysses"
            | "achilles"
            | "archimedes"
            | "hippocrates"
            | "pericles"
            | "diogenes"
            | "thucydides"
            | "empedocles"
            | "themistocles"
            | "aristides"
            | "ramses"
            | "mithridates"
            | "artaxerxes"
            | "damocles"
    )
}

/// Returns a word with its indefinite article: a coach, an hour, an MBA, a unit.
///
/// The article goes by sound: the first letter, save for the words and abbreviations where that misleads.
pub fn indefinite(word: &str) -> String {
    let article = if starts_with_vowel_sound(word.trim_start_matches(['‘', '“', '"', '\'', '('])) {
        "an"
    } else {
        "a"
    };
    format!("{article} {word}")
}

fn starts_with_vowel_sound(text: &str) -> bool {
    // Each is the start of a word: unit, European, one; hour, honest.
    const CONSONANT: [&str; 14] =
        ["eu", "ewe", "once", "one", "oui", "ubiq", "uk", "uni", "urin", "us", "ut", "usu", "ufo", "urugu"];
    const VOWEL: [&str; 5] = ["heir", "honest", "honor", "honour", "hour"];
    // «un» is mostly the prefix: an unidentified sender; «us» and «ut» are short in a few words.
    const VOWEL_AFTER_ALL: [&str; 9] =
        ["unim", "unin", "unid", "usher", "utter", "utmost", "oneiric", "uncle", "ush"];
    let word = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or(text);
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return number_starts_with_vowel(word);
    }
    let letters = word.chars().count();
    if letters > 0 && word.chars().all(char::is_uppercase) && (letters == 1 || is_spelled_out(word)) {
        return word.starts_with(['A', 'E', 'F', 'H', 'I', 'L', 'M', 'N', 'O', 'R', 'S', 'X']);
    }
    let lower = word.to_lowercase();
    let starts = |list: &[&str]| list.iter().any(|start| lower.starts_with(start));
    if starts(&VOWEL_AFTER_ALL) || starts(&VOWEL) {
        return true;
    }
    lower.starts_with(['a', 'e', 'i', 'o', 'u', 'à', 'á', 'è', 'é', 'ö', 'ü']) && !starts(&CONSONANT)
}

/// Tells whether capitals are said letter by letter: those that no word could start or go on with.
fn is_spelled_out(word: &str) -> bool {
    let vowel = |c: char| matches!(c, 'A' | 'E' | 'I' | 'O' | 'U');
    let short = word.chars().count() <= 3;
    let known = [
        "NATO", "NASA", "UNICEF", "UNESCO", "FIFA", "OPEC", "IKEA", "AIDS", "LED", "RAM", "SIM", "VAT", "PIN",
    ];
    !known.contains(&word) && (short || !word.chars().skip(1).any(vowel))
}

/// An 8, an 11, an 18, an 80, but a 110 and a 1,800.
fn number_starts_with_vowel(digits: &str) -> bool {
    let count = digits.chars().take_while(char::is_ascii_digit).count();
    let group = digits.get(..if count % 3 == 0 { 3 } else { count % 3 }).unwrap_or(digits);
    digits.starts_with('8') || matches!(group, "11" | "18")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn possessives_by_country() {
        let of = |name, number, tag: &str| possessive(name, number, &tag.parse().unwrap());
        assert_eq!(of("Anna", Number::Singular, "en-GB"), "Anna’s");
        assert_eq!(of("James", Number::Singular, "en-GB"), "James’s");
        assert_eq!(of("Marx", Number::Singular, "en-US"), "Marx’s");
        assert_eq!(of("Socrates", Number::Singular, "en-GB"), "Socrates’");
        assert_eq!(of("Socrates", Number::Singular, "en-US"), "Socrates’s");
        assert_eq!(of("the Joneses", Number::Plural, "en"), "the Joneses’");
        assert_eq!(of("children", Number::Plural, "en"), "children’s");
    }

    #[test]
    fn articles_by_sound() {
        for phrase in [
            "a coach",
            "an agreement",
            "an hour",
            "a unit",
            "a European client",
            "an MBA",
            "an 8-week programme",
            "a 110",
            "an 18",
            "a one-off session",
            "an honest answer",
            "an unidentified sender",
            "a US client",
            "a UK number",
            "an HR team",
            "a NATO base",
            "an X",
            "a university",
            "a useful list",
            "an umbrella",
            "an urgent matter",
            "a house",
            "an 80",
            "a utility",
            "an uncle",
            "an FAQ",
            "a VAT invoice",
            "an ICF credential",
            "an understanding",
            "an SMS",
            "a PIN",
        ] {
            let (_, word) = phrase.split_once(' ').unwrap();
            assert_eq!(indefinite(word), phrase);
        }
    }
}
