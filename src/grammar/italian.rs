//! Italian: articles, articulated prepositions, elision, euphonic d, agreement in gender.
//!
//! Floor: grammar. All goes by the sound that the next word starts with.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result, nearest};
use crate::grammar::Number;
use crate::model::address::Gender;

/// The simple prepositions that a template may put before a name or noun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Preposition {
    Di,
    A,
    Da,
    In,
    Su,
    Con,
    Per,
    Tra,
    Fra,
}

impl Preposition {
    /// Every preposition.
    pub const ALL: [Self; 9] =
        [Self::Di, Self::A, Self::Da, Self::In, Self::Su, Self::Con, Self::Per, Self::Tra, Self::Fra];

    /// Returns the preposition as it is written alone.
    pub fn id(self) -> &'static str {
        match self {
            Self::Di => "di",
            Self::A => "a",
            Self::Da => "da",
            Self::In => "in",
            Self::Su => "su",
            Self::Con => "con",
            Self::Per => "per",
            Self::Tra => "tra",
            Self::Fra => "fra",
        }
    }

    /// Returns the stem that fuses with the article: de- in dello; `None` where the two stay apart.
    fn fused(self) -> Option<&'static str> {
        match self {
            Self::Di => Some("de"),
            Self::A => Some("a"),
            Self::Da => Some("da"),
            Self::In => Some("ne"),
            Self::Su => Some("su"),
            // «Col» and «coi» are in use, but «con il» is the common written form.
            Self::Con | Self::Per | Self::Tra | Self::Fra => None,
        }
    }
}

impl FromStr for Preposition {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|p| p.id() == text).ok_or_else(|| {
            let ids = Self::ALL.map(Self::id);
            let error =
                Error::data(format!("`{text}` is not an Italian preposition that garbo joins to a word"));
            match nearest(text, ids) {
                Some(near) => {
                    error.hint(format!("did you mean `{near}`? The choices are {}", ids.join(", ")))
                }
                None => error.hint(format!("the choices are {}", ids.join(", "))),
            }
        })
    }
}

/// The definite article that a word takes, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Article {
    None,
    Definite(Gender, Number),
}

impl FromStr for Article {
    type Err = Error;

    /// Accepts `none`; `m`, `f`, `mp`, `fp` (gender and plural); or any article itself: il lo l' la i gli le.
    fn from_str(text: &str) -> Result<Self> {
        Ok(match text {
            "none" => Self::None,
            "m" | "il" | "lo" | "l'" | "l’" => Self::Definite(Gender::Masculine, Number::Singular),
            "f" | "la" => Self::Definite(Gender::Feminine, Number::Singular),
            "mp" | "i" | "gli" => Self::Definite(Gender::Masculine, Number::Plural),
            "fp" | "le" => Self::Definite(Gender::Feminine, Number::Plural),
            _ => {
                return Err(Error::data(format!("`{text}` is not a kind of Italian article"))
                    .hint("the choices are none, m, f, mp, fp, or the article itself: il, la, i, le"));
            }
        })
    }
}

/// How a word starts, as far as articles care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    Vowel,
    /// s before a consonant, z, gn, ps, pn, x, y, i before a vowel: those that take «lo».
    Impure,
    Plain,
}

/// Returns the word behind a preposition, joined with the article if there is one: dello studio, ad Anna.
///
/// Without an article «a» becomes «ad» before a-; «di» stays whole, as usual before names today.
/// Errors: a word without a letter or digit.
pub fn preposition(preposition: Preposition, word: &str, article: Article) -> Result<String> {
    let word = checked(word)?;
    let Article::Definite(gender, number) = article else {
        return Ok(match preposition {
            Preposition::A => format!("{} {word}", euphonic('a', word)),
            other => format!("{} {word}", other.id()),
        });
    };
    let article = definite(word, gender, number);
    let Some(stem) = preposition.fused() else {
        return Ok(format!("{} {}", preposition.id(), join(article, word)));
    };
    // il and i lose their vowel or stand as they are (del, dei); the others double their l (dello, dell').
    let fused = match article {
        "il" => format!("{stem}l"),
        "i" | "gli" => format!("{stem}{article}"),
        other => format!("{stem}l{other}"),
    };
    Ok(join(&fused, word))
}

/// Returns a word with its definite article: lo studio, l'amica, gli psicologi.
///
/// Errors: a word without a letter or digit.
pub fn with_article(word: &str, gender: Gender, number: Number) -> Result<String> {
    let word = checked(word)?;
    Ok(join(definite(word, gender, number), word))
}

/// Returns a singular word with its indefinite article: uno studio, un amico, un'amica.
///
/// Errors: a word without a letter or digit.
pub fn with_indefinite(word: &str, gender: Gender) -> Result<String> {
    let word = checked(word)?;
    let article = match (gender, start(word)) {
        (Gender::Masculine, Start::Impure) => "uno",
        (Gender::Masculine, _) => "un",
        (Gender::Feminine, Start::Vowel) => "un'",
        (Gender::Feminine, _) => "una",
    };
    Ok(join(article, word))
}

/// Returns «a», «e» or «o» as it stands before a word: d only between like vowels.
///
/// Not before h, nor where another d follows at once (e editori).
/// Source: Accademia della Crusca, «Sulla d eufonica» (R. Setti, 30 September 2002), after B. Migliorini; the
/// following d after L. Serianni, Grammatica italiana, I.71.
pub fn euphonic(vowel: char, word: &str) -> String {
    let mut letters = word.chars().filter(|c| c.is_alphanumeric()).map(bare);
    let like = letters.next() == Some(vowel) && letters.next() != Some('d');
    if like { format!("{vowel}d") } else { vowel.to_string() }
}

/// Makes a masculine singular adjective, participle or noun of role agree: lieto, lieta; direttore, direttrice.
///
/// Words in -e and -a stay as they are (felice, collega), save -tore and the few with -essa.
pub fn agree(masculine: &str, gender: Gender) -> String {
    const IRREGULAR: [(&str, &str); 4] = [
        ("dottore", "dottoressa"),
        ("professore", "professoressa"),
        ("studente", "studentessa"),
        ("signore", "signora"),
    ];
    if gender == Gender::Masculine {
        return masculine.to_owned();
    }
    let lower = masculine.to_lowercase();
    if let Some((_, hers)) = IRREGULAR.iter().find(|(his, _)| *his == lower) {
        let capital = masculine.starts_with(char::is_uppercase);
        return if capital {
            hers.chars().take(1).flat_map(char::to_uppercase).chain(hers.chars().skip(1)).collect()
        } else {
            (*hers).to_owned()
        };
    }
    if let Some(stem) = masculine.strip_suffix("tore") {
        format!("{stem}trice")
    } else if let Some(stem) = masculine.strip_suffix('o') {
        format!("{stem}a")
    } else {
        masculine.to_owned()
    }
}

/// Returns a title as it stands before a name: dottor, professor, ingegner, signor lose their -e.
pub fn title_before_name(title: &str) -> &str {
    let cut = ["ore", "ere", "iere"].iter().any(|end| title.to_lowercase().ends_with(end));
    if cut { title.get(..title.len() - 1).unwrap_or(title) } else { title }
}

fn definite(word: &str, gender: Gender, number: Number) -> &'static str {
    let gods = matches!(word.to_lowercase().as_str(), "dei" | "dèi");
    match (gender, number, start(word)) {
        (_, Number::Singular, Start::Vowel) => "l'",
        (Gender::Masculine, Number::Singular, Start::Impure) => "lo",
        (Gender::Masculine, Number::Singular, Start::Plain) => "il",
        (Gender::Masculine, Number::Plural, Start::Plain) if !gods => "i",
        (Gender::Masculine, Number::Plural, _) => "gli",
        (Gender::Feminine, Number::Singular, _) => "la",
        (Gender::Feminine, Number::Plural, _) => "le",
    }
}

/// Puts an article before a word; an elided one takes no space.
fn join(article: &str, word: &str) -> String {
    if article.ends_with('\'') { format!("{article}{word}") } else { format!("{article} {word}") }
}

fn start(word: &str) -> Start {
    let token = word.trim_start_matches(['«', '“', '"', '(', '‘', '\'']);
    let token = token
        .split(|c: char| !c.is_alphanumeric() && c != '.' && c != 'º' && c != '°')
        .next()
        .unwrap_or(token);
    if token.starts_with(|c: char| c.is_ascii_digit()) {
        return number_start(token);
    }
    let letters: Vec<char> = token.chars().filter(|c| c.is_alphabetic()).collect();
    let lower: Vec<char> = letters.iter().map(|c| bare(*c)).collect();
    let at = |i: usize| lower.get(i).copied().unwrap_or(' ');
    let capitals = letters.len() > 1 && letters.iter().all(|c| c.is_uppercase());
    if capitals && !is_vowel(at(0)) && !is_vowel(at(1)) {
        // Said letter by letter: l'FBI (effe), il DNA (di).
        return if matches!(at(0), 'f' | 'h' | 'l' | 'm' | 'n' | 'r' | 's' | 'x') {
            Start::Vowel
        } else {
            Start::Plain
        };
    }
    match (at(0), at(1)) {
        ('i', second) if is_vowel(second) => Start::Impure,
        ('y', second) if is_vowel(second) => Start::Impure,
        ('h', second) if is_vowel(second) => Start::Vowel,
        (first, _) if is_vowel(first) => Start::Vowel,
        ('s', second) if second.is_alphabetic() && !is_vowel(second) => Start::Impure,
        ('z' | 'x', _) => Start::Impure,
        ('g', 'n')
        | ('p', 's' | 'n' | 't')
        | ('c', 'n' | 't')
        | ('f', 't')
        | ('m', 'n')
        | ('t', 's' | 'm') => Start::Impure,
        _ => Start::Plain,
    }
}

/// L'8, l'11, l'80, l'1; il 1º, il 2, il 110.
fn number_start(token: &str) -> Start {
    let digits: String = token.chars().filter(char::is_ascii_digit).collect();
    let group =
        digits.get(..if digits.len().is_multiple_of(3) { 3 } else { digits.len() % 3 }).unwrap_or_default();
    let ordinal = token.ends_with(['º', '°']);
    if digits.starts_with('8') || group == "11" || (digits == "1" && !ordinal) {
        Start::Vowel
    } else {
        Start::Plain
    }
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

/// Returns a letter small and without its accent.
fn bare(c: char) -> char {
    match c.to_lowercase().next().unwrap_or(c) {
        'à' | 'á' | 'â' | 'ä' | 'å' | 'ã' => 'a',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ò' | 'ó' | 'ô' | 'ö' | 'õ' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ş' | 'š' | 'ś' => 's',
        'ž' | 'ż' | 'ź' => 'z',
        other => other,
    }
}

fn checked(word: &str) -> Result<&str> {
    let word = word.trim();
    if word.chars().any(char::is_alphanumeric) {
        return Ok(word);
    }
    Err(Error::missing(format!("`{word}` holds no word that an Italian preposition can stand before"))
        .hint("give a name or a noun"))
}

impl fmt::Display for Preposition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::Number::{Plural, Singular};
    use crate::model::address::Gender::{Feminine, Masculine};

    #[test]
    fn fuses_with_the_article() {
        let of = |p: &str, word, gender, number| {
            preposition(p.parse().unwrap(), word, Article::Definite(gender, number)).unwrap()
        };
        assert_eq!(of("di", "studio", Masculine, Singular), "dello studio");
        assert_eq!(of("di", "percorso", Masculine, Singular), "del percorso");
        assert_eq!(of("di", "amica", Feminine, Singular), "dell'amica");
        assert_eq!(of("di", "amiche", Feminine, Plural), "delle amiche");
        assert_eq!(of("di", "colleghi", Masculine, Plural), "dei colleghi");
        assert_eq!(of("a", "psicologi", Masculine, Plural), "agli psicologi");
        assert_eq!(of("a", "signora Rossi", Feminine, Singular), "alla signora Rossi");
        assert_eq!(of("da", "avvocato Bianchi", Masculine, Singular), "dall'avvocato Bianchi");
        assert_eq!(of("in", "incontri", Masculine, Plural), "negli incontri");
        assert_eq!(of("in", "lettera", Feminine, Singular), "nella lettera");
        assert_eq!(of("su", "gnomo", Masculine, Singular), "sullo gnomo");
        assert_eq!(of("su", "tavolo", Masculine, Singular), "sul tavolo");
        assert_eq!(of("con", "yogurt", Masculine, Singular), "con lo yogurt");
        assert_eq!(of("per", "hotel", Masculine, Singular), "per l'hotel");
        assert_eq!(of("di", "8 marzo", Masculine, Singular), "dell'8 marzo");
        assert_eq!(of("di", "11 novembre", Masculine, Singular), "dell'11 novembre");
        assert_eq!(of("di", "1º marzo", Masculine, Singular), "del 1º marzo");
        assert_eq!(of("di", "22 novembre", Masculine, Singular), "del 22 novembre");
        assert_eq!(of("di", "FBI", Masculine, Singular), "dell'FBI");
        assert_eq!(of("di", "DNA", Masculine, Singular), "del DNA");
        assert_eq!(of("di", "iato", Masculine, Singular), "dello iato");
        assert_eq!(of("di", "uomo", Masculine, Singular), "dell'uomo");
        assert_eq!(of("di", "dèi", Masculine, Plural), "degli dèi");
        assert_eq!(of("di", "zia", Feminine, Singular), "della zia");
    }

    #[test]
    fn euphony_between_like_vowels_only() {
        let of = |p: &str, word| preposition(p.parse().unwrap(), word, Article::None).unwrap();
        assert_eq!(of("a", "Anna"), "ad Anna");
        assert_eq!(of("a", "Elena"), "a Elena");
        assert_eq!(of("a", "Ada"), "a Ada");
        assert_eq!(of("a", "Harry"), "a Harry");
        assert_eq!(of("di", "Anna"), "di Anna");
        assert_eq!(of("in", "Italia"), "in Italia");
        assert_eq!(euphonic('e', "Elena"), "ed");
        assert_eq!(euphonic('e', "È"), "ed");
        assert_eq!(euphonic('e', "editori"), "e");
        assert_eq!(euphonic('e', "Anna"), "e");
        assert_eq!(euphonic('o', "Olga"), "od");
    }

    #[test]
    fn articles_and_agreement() {
        assert_eq!(with_article("studio", Masculine, Singular).unwrap(), "lo studio");
        assert_eq!(with_indefinite("amica", Feminine).unwrap(), "un'amica");
        assert_eq!(with_indefinite("amico", Masculine).unwrap(), "un amico");
        assert_eq!(with_indefinite("psicologo", Masculine).unwrap(), "uno psicologo");
        assert_eq!(agree("lieto", Feminine), "lieta");
        assert_eq!(agree("grato", Masculine), "grato");
        assert_eq!(agree("felice", Feminine), "felice");
        assert_eq!(agree("direttore", Feminine), "direttrice");
        assert_eq!(agree("Dottore", Feminine), "Dottoressa");
        assert_eq!(title_before_name("Dottore"), "Dottor");
        assert_eq!(title_before_name("ingegnere"), "ingegner");
        assert_eq!(title_before_name("Avvocato"), "Avvocato");
    }

    #[test]
    fn refuses_what_it_cannot_join() {
        assert!("trà".parse::<Preposition>().unwrap_err().to_string().contains("did you mean `tra`"));
        assert!("x".parse::<Article>().is_err());
        assert_eq!("gli".parse::<Article>().unwrap(), Article::Definite(Masculine, Plural));
        assert!(preposition(Preposition::Di, "—", Article::None).is_err());
    }
}
