//! Turkish suffixes on names, titles, numbers, dates and abbreviations.
//!
//! Floor: grammar. Vowel harmony, buffer letters and the apostrophe are here; how a word or a number *sounds* at
//! its end is told by `sound`; the words that their letters do not tell are data, `locales/names/tr.yaml`.

mod number;
mod sound;
mod table;

use std::sync::OnceLock;

use crate::error::{Error, Result};
use crate::model::choice::choice;
use sound::{Ending, Sound};
pub use table::Words;

/// Returns the built-in lists of words, read on first use.
pub fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        Words::built_in().expect("the built-in table of Turkish words is whole: a test reads it")
    })
}

choice!(
    /// The cases of Turkish, the instrumental (-le, -yle) among them.
    Case, "a case of Turkish" {
        Nominative = "nominative",
        Accusative = "accusative",
        Dative = "dative",
        Locative = "locative",
        Ablative = "ablative",
        Genitive = "genitive",
        Instrumental = "instrumental",
    }
);
choice!(
    /// Whose the thing is: person and number of the possessive suffix.
    Possessive, "a possessive of Turkish" {
        FirstSingular = "1s",
        SecondSingular = "2s",
        ThirdSingular = "3s",
        FirstPlural = "1p",
        SecondPlural = "2p",
        ThirdPlural = "3p",
    }
);

/// What the word itself does not tell; everything is found out where left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options<'a> {
    /// A possessive suffix before that of the case.
    pub possessive: Option<Possessive>,
    /// Whether the word is a proper name, which takes an apostrophe. Default: it has a capital or digits, and is
    /// not the name of an institution.
    pub proper: Option<bool>,
    /// Whether the word ends in a possessive suffix already, as İmamoğlu does. Default: known endings.
    pub possessed: Option<bool>,
    /// How a foreign name sounds, in Turkish letters: `Mayk` for Mike.
    pub pronunciation: Option<&'a str>,
}

/// A word with its suffix, and whether the rules are sure of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suffixed {
    pub text: String,
    /// False for foreign spellings without `pronunciation` and for words that are used both ways.
    pub certain: bool,
}

/// Adds the suffix of a case, and of a possessive if one is wanted.
///
/// ```
/// use garbo::grammar::turkish::{Case, Options, suffix};
/// assert_eq!(suffix("Ayşe Hanım", Case::Dative, &Options::default()).unwrap().text, "Ayşe Hanım'a");
/// ```
///
/// Errors: an empty word, letters that are not Latin, a pronunciation without a vowel, a possessive on a word
/// that carries one.
/// Source: TDK, Yazım Kılavuzu, «Kesme İşareti», «Kısaltmalar», «Sayıların Yazılışı».
pub fn suffix(word: &str, case: Case, options: &Options<'_>) -> Result<Suffixed> {
    let word = word.trim();
    check_script(word)?;
    // Yunus Emre'nin (1240?-1320): what stands in brackets does not carry the suffix.
    let (head, tail) = match word.find(" (") {
        Some(at) if word.ends_with(')') => word.split_at(at),
        _ => (word, ""),
    };
    let ending = sound::ending(words(), head, options)?;
    if ending.possessed && !matches!(options.possessive, None | Some(Possessive::ThirdSingular)) {
        return Err(Error::data(format!("`{word}` ends in a possessive suffix already"))
            .hint("leave `possessive` out, or give the word without its suffix"));
    }
    let endings = endings(&ending, case, options.possessive);
    if endings.is_empty() {
        return Ok(Suffixed { text: word.to_owned(), certain: true });
    }
    let mut text = String::with_capacity(word.len() + 8);
    if ending.proper {
        text.push_str(head);
        text.push(if head.contains('’') { '’' } else { '\'' });
    } else {
        let vowel_first = endings.starts_with(sound::is_vowel);
        text.push_str(&words().stem(head, vowel_first && !ending.fixed_stem));
    }
    text.push_str(&endings);
    text.push_str(tail);
    Ok(Suffixed { text, certain: ending.certain })
}

/// Writes a number as an ordinal: 3'üncü, 2'nci.
///
/// Errors: text that does not end in a digit.
/// Source: TDK, Yazım Kılavuzu, «Sayıların Yazılışı».
pub fn ordinal(number: &str) -> Result<String> {
    let number = number.trim();
    if !number.ends_with(|c: char| c.is_ascii_digit()) {
        return Err(Error::data(format!("`{number}` is not a number that an ordinal can be made of"))
            .hint("give digits, such as 3"));
    }
    let ending = sound::ending(words(), number, &Options::default())?;
    let i = ending.sound.high();
    let buffer = if ending.sound.vowel { "n".to_owned() } else { format!("{i}n") };
    Ok(format!("{number}'{buffer}c{i}"))
}

/// Builds possessive and case suffix.
fn endings(ending: &Ending, case: Case, possessive: Option<Possessive>) -> String {
    let mut out = String::new();
    let mut sound = ending.sound;
    let mut pronominal = ending.possessed;
    if let Some(person) = possessive.filter(|_| !ending.possessed) {
        let i = sound.high();
        let linked = if sound.vowel { String::new() } else { i.to_string() };
        match person {
            Possessive::FirstSingular => out = format!("{linked}m"),
            Possessive::SecondSingular => out = format!("{linked}n"),
            Possessive::FirstPlural => out = format!("{linked}m{i}z"),
            Possessive::SecondPlural => out = format!("{linked}n{i}z"),
            Possessive::ThirdSingular if sound.vowel && ending.water => out = format!("y{i}"),
            Possessive::ThirdSingular if sound.vowel => out = format!("s{i}"),
            Possessive::ThirdSingular => out = i.to_string(),
            Possessive::ThirdPlural => {
                out = format!("l{}r{}", sound.low(), if sound.front { 'i' } else { 'ı' })
            }
        }
        pronominal = matches!(person, Possessive::ThirdSingular | Possessive::ThirdPlural);
        sound = Sound::of(&out).map_or(sound, |after| Sound { front: sound.front, ..after });
        sound.vowel = pronominal;
        sound.hard = false;
    }
    let (a, i, d) = (sound.low(), sound.high(), if sound.hard { 't' } else { 'd' });
    let buffer = match (pronominal, sound.vowel) {
        (true, _) => "n",
        (false, true) => "y",
        (false, false) => "",
    };
    let suffix = match case {
        Case::Nominative => String::new(),
        Case::Accusative => format!("{buffer}{i}"),
        Case::Dative => format!("{buffer}{a}"),
        Case::Locative if pronominal => format!("n{d}{a}"),
        Case::Ablative if pronominal => format!("n{d}{a}n"),
        Case::Locative => format!("{d}{a}"),
        Case::Ablative => format!("{d}{a}n"),
        Case::Genitive if ending.water && out.is_empty() => format!("y{i}n"),
        Case::Genitive if sound.vowel => format!("n{i}n"),
        Case::Genitive => format!("{i}n"),
        Case::Instrumental if sound.vowel => format!("yl{a}"),
        Case::Instrumental => format!("l{a}"),
    };
    out.push_str(&suffix);
    out
}

/// Refuses words in another script, naming the value.
fn check_script(word: &str) -> Result<()> {
    if !word.chars().any(char::is_alphanumeric) {
        return Err(Error::missing(format!("`{word}` holds nothing that a Turkish suffix can stand on"))
            .hint("give a name, a word or a number"));
    }
    let latin =
        |c: char| matches!(c, 'A'..='Z' | 'a'..='z' | '\u{00AA}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}');
    match word.chars().find(|c| c.is_alphabetic() && !latin(*c)) {
        None => Ok(()),
        Some(c) => Err(Error::data(format!(
            "`{word}` is not written in Latin letters: the character `{c}` (U+{:04X}) is foreign to Turkish",
            c as u32
        ))
        .hint("write the name in Latin letters, or give the form under `forms:` in the person's record")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(word: &str) -> String {
        let form = |case: &Case| suffix(word, *case, &Options::default()).unwrap().text;
        Case::ALL[1..].iter().map(form).collect::<Vec<_>>().join(" ")
    }

    fn dative(word: &str) -> String {
        suffix(word, Case::Dative, &Options::default()).unwrap().text
    }

    #[test]
    fn names_follow_harmony_and_take_an_apostrophe() {
        assert_eq!(all("Ayşe"), "Ayşe'yi Ayşe'ye Ayşe'de Ayşe'den Ayşe'nin Ayşe'yle");
        assert_eq!(all("Ahmet"), "Ahmet'i Ahmet'e Ahmet'te Ahmet'ten Ahmet'in Ahmet'le");
        assert_eq!(all("Kemal"), "Kemal'i Kemal'e Kemal'de Kemal'den Kemal'in Kemal'le");
        assert_eq!(
            all("Zonguldak"),
            "Zonguldak'ı Zonguldak'a Zonguldak'ta Zonguldak'tan Zonguldak'ın Zonguldak'la"
        );
        assert_eq!(
            all("İmamoğlu"),
            "İmamoğlu'nu İmamoğlu'na İmamoğlu'nda İmamoğlu'ndan İmamoğlu'nun İmamoğlu'yla"
        );
        assert_eq!(dative("Mehmet Bey"), "Mehmet Bey'e");
        assert_eq!(dative("Ayşe Hanım"), "Ayşe Hanım'a");
        assert_eq!(dative("Yunus Emre (1240)"), "Yunus Emre'ye (1240)");
        assert_eq!(dative("Türk Dil Kurumu"), "Türk Dil Kurumuna");
        assert_eq!(dative("Kırklareli"), "Kırklareli'ne");
        assert_eq!(dative("Taksim Meydanı"), "Taksim Meydanı'na");
        assert_eq!(dative("ayı"), "ayıya");
        assert_eq!(dative("Işıl"), "Işıl'a");
    }

    #[test]
    fn numbers_dates_and_abbreviations_follow_their_reading() {
        for (word, form) in [
            ("5", "5'e"),
            ("10", "10'a"),
            ("2026", "2026'ya"),
            ("22 Kasım", "22 Kasım'a"),
            ("100", "100'e"),
            ("15.000", "15.000'e"),
            ("1,5", "1,5'e"),
            ("18.30", "18.30'a"),
            ("18.00", "18.00'e"),
            ("22.11.2026", "22.11.2026'ya"),
            ("%20", "%20'ye"),
            ("1.000.000", "1.000.000'a"),
            ("0", "0'a"),
            ("TBMM", "TBMM'ye"),
            ("NATO", "NATO'ya"),
            ("TDK", "TDK'ye"),
            ("ABD", "ABD'ye"),
            ("ICF", "ICF'ye"),
            ("TÜBİTAK", "TÜBİTAK'a"),
            ("RTÜK", "RTÜK'e"),
            ("AB", "AB'ye"),
            ("kg", "kg'a"),
            ("Ltd. Şti.", "Ltd. Şti.ne"),
            ("A.Ş.", "A.Ş.ye"),
            ("TL", "TL'ye"),
        ] {
            assert_eq!(dative(word), form);
        }
        let of = |word, case| suffix(word, case, &Options::default()).unwrap().text;
        assert_eq!(of("THY", Case::Ablative), "THY'den");
        assert_eq!(of("3", Case::Locative), "3'te");
        assert_eq!(of("40", Case::Ablative), "40'tan");
        assert_eq!(of("10", Case::Accusative), "10'u");
        assert_eq!(ordinal("3").unwrap(), "3'üncü");
        assert_eq!(ordinal("2").unwrap(), "2'nci");
        assert_eq!(ordinal("6").unwrap(), "6'ncı");
    }

    #[test]
    fn common_words_soften() {
        for (word, form) in [
            ("kitap", "kitaba"),
            ("renk", "renge"),
            ("çocuk", "çocuğa"),
            ("isim", "isme"),
            ("hak", "hakka"),
            ("saat", "saate"),
            ("koç", "koça"),
            ("danışan", "danışana"),
            ("sözleşme", "sözleşmeye"),
            ("seans", "seansa"),
            ("ücret", "ücrete"),
            ("hukuk", "hukuka"),
            ("su", "suya"),
            ("şehir", "şehre"),
            ("yurt", "yurda"),
            ("dikkat", "dikkate"),
            ("psikolog", "psikoloğa"),
            ("arabesk", "arabeske"),
            ("büyükşehir", "büyükşehre"),
        ] {
            assert_eq!(dative(word), form);
        }
        assert_eq!(all("su"), "suyu suya suda sudan suyun suyla");
    }

    #[test]
    fn possessives_come_before_the_case() {
        let of = |word, person, case| {
            suffix(word, case, &Options { possessive: Some(person), ..Options::default() }).unwrap().text
        };
        assert_eq!(of("ev", Possessive::ThirdSingular, Case::Dative), "evine");
        assert_eq!(of("ev", Possessive::FirstSingular, Case::Dative), "evime");
        assert_eq!(of("çocuk", Possessive::ThirdSingular, Case::Nominative), "çocuğu");
        assert_eq!(of("sözleşme", Possessive::FirstPlural, Case::Genitive), "sözleşmemizin");
        assert_eq!(of("ücret", Possessive::ThirdPlural, Case::Ablative), "ücretlerinden");
        assert_eq!(of("Türkiye", Possessive::FirstPlural, Case::Genitive), "Türkiye'mizin");
        assert_eq!(of("%20", Possessive::ThirdSingular, Case::Nominative), "%20'si");
        assert_eq!(of("su", Possessive::ThirdSingular, Case::Nominative), "suyu");
        assert_eq!(of("kol", Possessive::SecondPlural, Case::Locative), "kolunuzda");
    }

    #[test]
    fn foreign_names_go_by_sound() {
        assert_eq!(dative("Mike"), "Mike'a");
        let said = Options { pronunciation: Some("şon"), ..Options::default() };
        assert_eq!(
            suffix("Seann", Case::Dative, &said).unwrap(),
            Suffixed { text: "Seann'a".into(), certain: true }
        );
        assert!(!suffix("Wheeler-Shaw", Case::Dative, &Options::default()).unwrap().certain);
        assert_eq!(dative("Emily"), "Emily'ye");
        let error = suffix("Анна", Case::Dative, &Options::default()).unwrap_err();
        assert!(error.to_string().contains("Анна"), "{error}");
        assert!(suffix(" ", Case::Dative, &Options::default()).is_err());
        assert!("vocative".parse::<Case>().is_err());
    }
}
