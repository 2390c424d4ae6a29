//! Phrases looked for in a text all at once, as whole words: one walk over the text, however many phrases there are.

/// A text and its lower-case form of the same length, so that a place in one is a place in the other.
pub struct Hay<'a> {
    exact: &'a str,
    lower: String,
}

impl<'a> Hay<'a> {
    /// Prepares a text.
    pub fn new(exact: &'a str) -> Self {
        let same_length = |c: char| match c {
            c if c.is_ascii() => c.to_ascii_lowercase(),
            c => {
                let lower = c.to_lowercase().next().unwrap_or(c);
                if lower.len_utf8() == c.len_utf8() { lower } else { c }
            }
        };
        let mut lower = String::with_capacity(exact.len());
        lower.extend(exact.chars().map(same_length));
        Self { exact, lower }
    }

    /// Returns the text before a place.
    pub fn before(&self, at: usize) -> &'a str {
        self.exact.get(..at).unwrap_or_default()
    }
}

/// Several lists of phrases. A capital in a phrase makes case count; `*` at its end stands for any ending.
#[derive(Debug, Default)]
pub struct Phrases {
    phrases: Vec<Phrase>,
    /// Indices of the phrases whose first letter has this key; see [`key`]
    by_key: Vec<Vec<usize>>,
}

#[derive(Debug)]
struct Phrase {
    list: usize,
    number: usize,
    stem: String,
    any_ending: bool,
    is_exact: bool,
}

/// A phrase that stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which list it is from
    pub list: usize,
    /// Its number in the list
    pub number: usize,
    /// The byte it begins at
    pub at: usize,
}

impl Phrases {
    /// Takes the lists; empty phrases stand nowhere.
    pub fn new(lists: &[&[String]]) -> Self {
        let mut phrases = Vec::new();
        let mut by_key = vec![Vec::new(); 256];
        for (list, texts) in lists.iter().enumerate() {
            for (number, text) in texts.iter().enumerate() {
                let (stem, any_ending) = match text.strip_suffix('*') {
                    Some(stem) => (stem, true),
                    None => (text.as_str(), false),
                };
                if let Some(same_key) = key(stem.as_bytes()).and_then(|key| by_key.get_mut(key)) {
                    same_key.push(phrases.len());
                    let is_exact = stem.chars().any(char::is_uppercase);
                    phrases.push(Phrase { list, number, stem: stem.to_owned(), any_ending, is_exact });
                }
            }
        }
        Self { phrases, by_key }
    }

    /// Returns every phrase that stands in the text as whole words, in the order of the text.
    pub fn find(&self, hay: &Hay<'_>) -> Vec<Found> {
        let mut found = Vec::new();
        if self.phrases.is_empty() {
            return found;
        }
        // Where a phrase was found it is looked for again only behind its end.
        let mut ends = vec![0; self.phrases.len()];
        let mut in_word = false;
        for (at, c) in hay.exact.char_indices() {
            let begins = !in_word;
            in_word = is_letter(c);
            if !begins {
                continue;
            }
            let rests = [hay.lower.get(at..).unwrap_or_default(), hay.exact.get(at..).unwrap_or_default()];
            for (is_exact, rest) in rests.into_iter().enumerate() {
                let same_key = key(rest.as_bytes()).and_then(|key| self.by_key.get(key));
                for index in same_key.into_iter().flatten() {
                    let (Some(phrase), Some(end)) = (self.phrases.get(*index), ends.get_mut(*index)) else {
                        continue;
                    };
                    if phrase.is_exact == (is_exact == 1) && at >= *end && phrase.begins(rest) {
                        *end = at + phrase.stem.len();
                        found.push(Found { list: phrase.list, number: phrase.number, at });
                    }
                }
            }
        }
        found
    }
}

impl Phrase {
    fn begins(&self, text: &str) -> bool {
        let inner = |c: char| is_letter(c) || c == '\'' || c == '’';
        text.strip_prefix(self.stem.as_str())
            .is_some_and(|rest| self.any_ending || !rest.chars().next().is_some_and(inner))
    }
}

/// Returns what phrases are sorted by: the first letter, or the byte that tells letters of one alphabet apart.
fn key(text: &[u8]) -> Option<usize> {
    match text {
        [first, ..] if first.is_ascii() => Some(usize::from(*first)),
        [_, second, ..] => Some(usize::from(*second)),
        _ => None,
    }
}

/// As [`char::is_alphanumeric`], at once for the alphabets of most letters.
fn is_letter(c: char) -> bool {
    match c {
        '\0'..='\u{7F}' => c.is_ascii_alphanumeric(),
        '\u{C0}'..='\u{24F}' => c != '×' && c != '÷',
        '\u{400}'..='\u{481}' => true,
        _ => c.is_alphanumeric(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str, phrase: &str) -> usize {
        Phrases::new(&[&[phrase.to_owned()]]).find(&Hay::new(text)).len()
    }

    #[test]
    fn phrases_are_found_as_whole_words() {
        assert_eq!(count("Sorry, I apologise. Sorrynot.", "sorry"), 1);
        assert_eq!(count("I apologise and apologize", "apolog*"), 2);
        assert_eq!(count("di Lei e di lei", "Lei"), 1);
        assert_eq!(count("К сожалению, нет", "к сожалению"), 1);
        assert_eq!(count("Ne yazık ki; İYİ", "ne yazık ki"), 1);
        assert_eq!(count("I’m sorry’s sorry", "sorry"), 1);
        assert_eq!(count("anything", ""), 0);
    }

    #[test]
    fn places_and_lists_are_told() {
        let lists = [vec!["no".to_owned()], vec!["so sorry".to_owned(), "…".to_owned()]];
        let found = Phrases::new(&[&lists[0], &lists[1]]).find(&Hay::new("So sorry … no"));
        let told: Vec<_> = found.iter().map(|f| (f.list, f.number, f.at)).collect();
        assert_eq!(told, [(1, 0, 0), (1, 1, 9), (0, 0, 13)]);
    }

    #[test]
    fn letters_are_those_of_unicode() {
        assert!(('\0'..='\u{2FFF}').all(|c| is_letter(c) == c.is_alphanumeric()));
    }
}
