//! How a word sounds at its end: the last vowel, the last consonant, and what else decides its suffix.

use crate::error::{Error, Result};
use crate::grammar::case::lower_tr;
use crate::grammar::turkish::number;
use crate::grammar::turkish::{Options, Words};

/// The end of a word as vowel harmony hears it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sound {
    pub front: bool,
    pub rounded: bool,
    /// The word ends in a vowel.
    pub vowel: bool,
    /// The word ends in one of the consonants ç f h k p s ş t.
    pub hard: bool,
}

impl Sound {
    /// Reads the sound of lower-case text; `None` without a vowel.
    pub(super) fn of(text: &str) -> Option<Self> {
        let last_vowel = text.chars().rev().map(plain).find(|c| is_vowel(*c))?;
        let last = text.chars().rev().map(plain).find(|c| c.is_alphabetic())?;
        Some(Self {
            front: matches!(last_vowel, 'e' | 'i' | 'ö' | 'ü'),
            rounded: matches!(last_vowel, 'o' | 'u' | 'ö' | 'ü'),
            vowel: is_vowel(last),
            hard: matches!(last, 'ç' | 'f' | 'h' | 'k' | 'p' | 's' | 'ş' | 't' | 'x' | 'q'),
        })
    }

    /// Returns the low vowel of a suffix: a, e.
    pub(super) fn low(self) -> char {
        if self.front { 'e' } else { 'a' }
    }

    /// Returns the high vowel of a suffix: ı, i, u, ü.
    pub(super) fn high(self) -> char {
        match (self.front, self.rounded) {
            (false, false) => 'ı',
            (true, false) => 'i',
            (false, true) => 'u',
            (true, true) => 'ü',
        }
    }
}

/// Everything about the end of a word that decides its suffix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ending {
    pub sound: Sound,
    /// The suffix follows an apostrophe.
    pub proper: bool,
    /// The word ends in a possessive suffix: n comes before the case.
    pub possessed: bool,
    /// «su» and «ne» take y where other words take n or s.
    pub water: bool,
    /// The stem does not change, whatever follows.
    pub fixed_stem: bool,
    pub certain: bool,
}

/// Finds out how the last word of a text ends.
pub(super) fn ending(words: &Words, text: &str, options: &Options<'_>) -> Result<Ending> {
    let quoted = text.ends_with(['"', '”', '»']);
    let text = text.trim_end_matches(['"', '”', '»', '’', '\'', ')', ']', '!', '?', ',', ';']);
    let last =
        text.rsplit([' ', '\u{A0}', '-']).find(|w| w.chars().any(char::is_alphanumeric)).unwrap_or(text);
    let token = text.rsplit(char::is_whitespace).next().unwrap_or(text);
    let lower = lower_tr(last);
    let english = last.to_lowercase();
    let longer = last.len() < text.len();
    let numeric = number::last_word(text);
    let mut certain = true;
    let mut abbreviation = false;
    let mut front = false;
    let mut possessed = false;
    let reading: String = if let Some(said) = options.pronunciation {
        lower_tr(said)
    } else if let Some(word) = numeric {
        word.to_owned()
    } else if let Some(reading) = words.readings.get(&lower_tr(token)).or_else(|| words.readings.get(&lower))
    {
        abbreviation = true;
        possessed = reading == "şirketi" || reading == "sokağı";
        reading.clone()
    } else if let Some(letters) = spelled(words, last, &lower) {
        abbreviation = true;
        letters
    } else if let Some(sound) = words.sounds.get(&english).or_else(|| words.sounds.get(&lower)) {
        sound.clone()
    } else {
        front = words.front.contains(&lower);
        certain = !words.unsure.contains(&lower) && !looks_foreign(&english);
        possessed = words.possessed.contains(&lower)
            || (longer && words.possessed_heads.contains(&lower))
            || words
                .possessed_ends
                .iter()
                .any(|end| lower.ends_with(end.as_str()) && lower.len() > end.len());
        // Emily: y after a consonant is a vowel in English, and never ends a Turkish word.
        match lower.strip_suffix('y') {
            Some(body) if !body.is_empty() && !body.ends_with(is_vowel) => format!("{body}i"),
            _ => lower.clone(),
        }
    };
    let Some(mut sound) = Sound::of(&reading) else {
        let said = options.pronunciation.unwrap_or(text);
        return Err(Error::data(format!("`{said}` has no vowel, so a Turkish suffix can't follow it"))
            .key("pronunciation")
            .hint("give `pronunciation` in Turkish letters, such as Mayk for Mike"));
    };
    if front {
        sound.front = true;
    }
    let institution = longer && words.institutions.contains(&lower);
    let dotted = last.ends_with('.');
    let capital = last.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
    let named = numeric.is_some() || abbreviation || (capital && !institution);
    Ok(Ending {
        sound,
        proper: !dotted && !quoted && options.proper.unwrap_or(named),
        possessed: options.possessed.unwrap_or(possessed || (institution && sound.vowel)),
        water: numeric.is_none() && matches!(text, "su" | "ne"),
        fixed_stem: dotted || quoted || abbreviation || institution || numeric.is_some(),
        certain,
    })
}

/// Returns the names of the letters of an abbreviation; `None` for what is read as a word.
fn spelled(words: &Words, last: &str, lower: &str) -> Option<String> {
    let letters: Vec<char> = last.chars().filter(|c| c.is_alphabetic()).collect();
    let dotted = last.contains('.') && letters.len() > 1 && last.ends_with('.');
    let capitals = !letters.is_empty() && letters.iter().all(|c| c.is_uppercase());
    let bare: Vec<char> = lower.chars().filter(|c| c.is_alphabetic()).collect();
    let vowelless = !bare.iter().any(|c| is_vowel(plain(*c)));
    if !capitals && !vowelless {
        return None;
    }
    if capitals && !dotted && !words.read_as_letters.contains(lower) && !vowelless {
        let sayable = words.read_as_words.contains(lower) || (letters.len() > 2 && is_sayable(&bare));
        if sayable {
            return None;
        }
    }
    let last = bare.last()?;
    words.letters.get(&plain(*last)).cloned()
}

/// Tells whether letters can be said as a Turkish word: no cluster at the start, known ones at the end.
fn is_sayable(letters: &[char]) -> bool {
    const FINAL: [&str; 17] = [
        "rt", "rk", "nk", "lp", "lk", "rp", "nç", "rç", "st", "şt", "nt", "rs", "ns", "lt", "rd", "nd", "ft",
    ];
    let vowel = |c: &char| is_vowel(plain(*c));
    let mut run = 0;
    for (i, c) in letters.iter().enumerate() {
        run = if vowel(c) { 0 } else { run + 1 };
        if run > 2 || (run == 2 && i == 1) {
            return false;
        }
    }
    let tail: String = letters.iter().rev().take(2).rev().collect();
    run < 2 || (letters.len() > 3 && FINAL.contains(&tail.as_str()))
}

/// Tells whether a lower-case word has a spelling that Turkish does not, so that its sound is anyone's guess.
fn looks_foreign(word: &str) -> bool {
    const CLUSTERS: [&str; 10] = ["ck", "ph", "ch", "ee", "oo", "ou", "ea", "gh", "ie", "tz"];
    word.contains(['w', 'x', 'q'])
        || CLUSTERS.iter().any(|cluster| word.contains(cluster))
        || word.ends_with("th")
        || word.ends_with("sh")
}

/// Tells whether a lower-case letter, without foreign marks, is a vowel of Turkish.
pub(super) fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'ı' | 'i' | 'o' | 'ö' | 'u' | 'ü')
}

/// Takes foreign marks off a lower-case letter; ö, ü, ı, ç, ğ and ş are letters of their own.
fn plain(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' | 'ä' | 'æ' | 'ə' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'ī' | 'ý' | 'ÿ' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ō' => 'o',
        'ø' | 'ő' | 'œ' => 'ö',
        'ú' | 'ù' | 'û' | 'ū' | 'ů' => 'u',
        'ű' => 'ü',
        'š' | 'ś' => 'ş',
        'č' | 'ć' => 'ç',
        c => c,
    }
}
