//! Phrases in a text of the coach's own: found word by word, whatever the capitals and endings.

/// A phrase, word by word as words are compared; `*` at the end of one for any ending, `..` for some words between.
pub(super) type Phrase = Vec<String>;

/// So many words at most stand for `..`.
const BETWEEN: usize = 4;

/// The words of a text as they are written, and as they are compared.
pub(super) struct Words<'a> {
    written: Vec<&'a str>,
    pub(super) small: Vec<String>,
}

impl<'a> Words<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '’' && c != '\'');
        let written: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        let small = written.iter().map(|word| small(word)).collect();
        Self { written, small }
    }

    /// Returns so many words from a place on, as they are written.
    pub(super) fn shown(&self, at: usize, number: usize) -> String {
        self.written[at..(at + number).min(self.written.len())].join(" ")
    }

    /// Returns the words that a phrase matches.
    pub(super) fn found(&self, phrase: &[String]) -> Option<String> {
        places(&self.small, phrase).next().map(|(at, length)| self.shown(at, length))
    }

    /// Tells whether one of the phrases is there.
    pub(super) fn has(&self, phrases: &[Phrase]) -> bool {
        phrases.iter().any(|phrase| places(&self.small, phrase).next().is_some())
    }
}

/// Returns where a phrase stands among words, and how many it takes up.
pub(super) fn places<'a>(
    words: &'a [String],
    phrase: &'a [String],
) -> impl Iterator<Item = (usize, usize)> + 'a {
    let starts = if phrase.is_empty() { 0 } else { words.len() };
    (0..starts).filter_map(move |at| length(&words[at..], phrase).map(|length| (at, length)))
}

/// Returns how many words a phrase takes up, where they begin with it.
fn length(words: &[String], phrase: &[String]) -> Option<usize> {
    let Some((wanted, rest)) = phrase.split_first() else { return Some(0) };
    if wanted == ".." {
        let gaps = 0..=BETWEEN.min(words.len());
        return gaps.into_iter().find_map(|gap| length(&words[gap..], rest).map(|length| gap + length));
    }
    let (word, behind) = words.split_first()?;
    let fits = match wanted.strip_suffix('*') {
        Some(start) => word.starts_with(start),
        None => word == wanted,
    };
    if fits { length(behind, rest).map(|length| length + 1) } else { None }
}

/// Returns the phrases of a list as words are compared.
pub(super) fn folded(phrases: &[String]) -> Vec<Phrase> {
    phrases.iter().map(|phrase| fold(phrase)).collect()
}

fn fold(phrase: &str) -> Phrase {
    phrase.split_whitespace().map(small).collect()
}

/// Writes a word small, whether its capitals are Turkish or not: TANI is tanı, TERAPİ is terapi; ё is е.
fn small(word: &str) -> String {
    let plain = |c: char| match c {
        'ı' => 'i',
        'ё' => 'е',
        '’' => '\'',
        c => c,
    };
    let mut out = String::with_capacity(word.len());
    out.extend(word.chars().flat_map(char::to_lowercase).filter(|c| *c != '\u{307}').map(plain));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_of_any_language_are_the_same_word() {
        for (text, phrase) in [
            ("TERAPİ yapılır", "terapi*"),
            ("TANI konur", "tanı"),
            ("ЛЕЧЕНИЕ", "лечени*"),
            ("Una Terapia.", "terapia"),
        ] {
            assert!(Words::of(text).found(&fold(phrase)).is_some(), "{text}");
        }
        assert_eq!(Words::of("hastane").found(&fold("hasta")), None);
    }

    #[test]
    fn some_words_may_stand_between() {
        let phrase = fold("waive* .. right .. refund*");
        let found = |text: &str| Words::of(text).found(&phrase);
        assert_eq!(
            found("The Client waives every right to a refund.").as_deref(),
            Some("waives every right to a refund")
        );
        assert_eq!(found("Waives right refund"), Some("Waives right refund".to_owned()));
        assert_eq!(found("The Client waives nothing: one two three four right to a refund"), None);
        assert_eq!(found("The Client waives every right"), None);
    }
}
