//! In which language a message is written. The only file that names the language detector.
//!
//! Trigrams alone err on short texts, so small words that letters to a coach can't do without have a vote too.
//! Where the two disagree or say little, the guess is marked as not sure, and the coach is asked.

use std::str::FromStr;

use whatlang::{Detector, Lang};

use crate::model::inquiry::LanguageGuess;
use crate::model::language::Language;

/// What the header says about the language; weak evidence, since it tells how the program is set.
#[derive(Debug, Default)]
pub(super) struct Hints<'a> {
    pub content_language: Option<&'a str>,
    /// Hours east of Greenwich.
    pub offset: Option<i32>,
    pub address: &'a str,
}

/// Small words of a language. A language without a row is judged by its trigrams alone.
const WORDS: &[(&str, &str)] = &[
    (
        "it",
        "il lo la gli di che per con un una sono mi vorrei grazie della del dei delle al alla nel ho ha \
         non buongiorno buonasera gentile salve cordiali saluti anche questo questa più come se da suo \
         sua lei ciao e è ed",
    ),
    (
        "en",
        "the and to of is you your for my with would have has i'm i'd thank thanks dear hello hi about \
         that are was been this from at could do it we know please regards what an be",
    ),
    (
        "id",
        "saya yang dan untuk dengan apakah tidak ini terima kasih ibu bapak anda dari bisa ingin selamat \
         salam kami akan sudah di ke kak pada mohon atau juga hormat itu karena aku halo pagi siang ada \
         sedang mau nya",
    ),
    (
        "tr",
        "ve bir bu için icin merhaba merhabalar ile teşekkür teşekkürler tesekkurler ederim ben çok cok \
         da de mi mı olarak sizin size iyi günler saygılarımla sayın ne var istiyorum hakkında gibi daha \
         olan kadar sizinle koçluk rica hanım bey almak",
    ),
    (
        "ru",
        "и в не на что я с вы вас мне меня здравствуйте добрый день спасибо по для как о уважением к у \
         это бы мы но от или из очень хочу хотел хотела вами если со можно",
    ),
];

/// Returns the languages that a text may be in, among those offered, likeliest first.
pub(super) fn guess(text: &str, offered: &[Language], hints: &Hints<'_>) -> LanguageGuess {
    let lower = text.to_lowercase().replace('’', "'").replace('\u{307}', "");
    let tokens: Vec<&str> =
        lower.split(|c: char| !(c.is_alphabetic() || c == '\'')).filter(|token| !token.is_empty()).collect();
    let mut bases: Vec<&str> = Vec::new();
    for language in offered {
        if !bases.contains(&language.base()) {
            bases.push(language.base());
        }
    }

    let mut votes: Vec<(&str, usize)> = bases.iter().map(|base| (*base, hits(base, &tokens))).collect();
    votes.sort_by_key(|(_, hits)| std::cmp::Reverse(*hits));
    let top = votes.first().copied().unwrap_or(("", 0));
    let second = votes.get(1).map_or(0, |(_, hits)| *hits);

    let allowed: Vec<Lang> = bases.iter().filter_map(|base| lang(base)).collect();
    let found = Detector::with_allowlist(allowed).detect(text);
    let by_trigrams =
        found.as_ref().and_then(|found| bases.iter().find(|base| lang(base) == Some(found.lang())));
    let reliable = found.as_ref().is_some_and(whatlang::Info::is_reliable);

    let clear = top.1 >= 3 && top.1 >= second * 2;
    let dense = top.1 * 10 >= tokens.len();
    let best = if clear { Some(top.0) } else { by_trigrams.copied().or((top.1 > second).then_some(top.0)) };
    let agreed = by_trigrams.is_some_and(|base| best == Some(base));
    let without_words = best.is_some_and(|base| WORDS.iter().all(|(known, _)| *known != base));
    let sure = match best {
        Some(_) if clear && dense => true,
        Some(_) if without_words => reliable && !is_foreign(text, &bases),
        Some(best) => agreed && reliable && top.0 == best && top.1 > second && !is_foreign(text, &bases),
        None => false,
    };

    let told = hints
        .content_language
        .and_then(|told| bases.iter().find(|base| told.to_lowercase().starts_with(**base)));
    let mut order: Vec<&str> = Vec::new();
    let voted = votes.iter().filter(|(_, hits)| *hits > 0 && !sure).map(|(base, _)| *base);
    for base in best
        .into_iter()
        .chain(by_trigrams.copied().filter(|_| !sure))
        .chain(told.copied().filter(|_| !sure))
        .chain(voted)
    {
        if !order.contains(&base) {
            order.push(base);
        }
    }
    let candidates = order.iter().filter_map(|base| in_offer(base, offered, &lower, hints, sure)).collect();
    LanguageGuess { candidates, sure }
}

fn hits(base: &str, tokens: &[&str]) -> usize {
    let words = WORDS.iter().find(|(known, _)| *known == base).map_or("", |(_, words)| words);
    let words: Vec<&str> = words.split(' ').collect();
    tokens.iter().filter(|token| words.contains(token)).count()
}

/// Tells whether the text is clearly in a language that is not offered.
fn is_foreign(text: &str, bases: &[&str]) -> bool {
    Detector::new()
        .detect(text)
        .is_some_and(|found| found.is_reliable() && bases.iter().all(|base| lang(base) != Some(found.lang())))
}

/// Names the language in the terms of the detector, which knows ISO 639-3 only.
fn lang(base: &str) -> Option<Lang> {
    const CODES: &str = "af:afr ar:ara az:aze be:bel bg:bul ca:cat cs:ces da:dan de:deu el:ell en:eng es:spa et:est \
        fa:pes fi:fin fr:fra he:heb hi:hin hr:hrv hu:hun hy:hye id:ind it:ita ja:jpn ka:kat ko:kor \
        lt:lit lv:lav mk:mkd nb:nob nl:nld pl:pol pt:por ro:ron ru:rus sk:slk sl:slv sr:srp sv:swe \
        th:tha tr:tur uk:ukr ur:urd uz:uzb vi:vie zh:cmn";
    let code = CODES.split(' ').filter_map(|pair| pair.split_once(':')).find(|(short, _)| *short == base);
    let code = code.map_or(base, |(_, long)| long);
    Lang::from_code(code)
}

/// Returns the offered tag for a base: the region that the text shows, else the base alone, else the first offered.
fn in_offer(
    base: &str,
    offered: &[Language],
    lower: &str,
    hints: &Hints<'_>,
    sure: bool,
) -> Option<Language> {
    let of_base = || offered.iter().filter(|language| language.base() == base);
    let region = if base == "en" && sure { english_region(lower, hints) } else { None };
    let regional = region.and_then(|region| Language::from_str(&format!("en-{region}")).ok());
    let is_offered =
        |tag: &Language| of_base().any(|language| language == tag || language.region().is_none());
    regional
        .filter(is_offered)
        .or_else(|| of_base().find(|language| language.region().is_none()).cloned())
        .or_else(|| of_base().next().cloned())
}

/// Returns `GB` or `US` where the evidence points one way only.
fn english_region(lower: &str, hints: &Hints<'_>) -> Option<&'static str> {
    const BRITISH: &[&str] = &[
        "organis",
        "realis",
        "recognis",
        "apologis",
        "colour",
        "favour",
        "behaviour",
        "honour",
        "centre",
        "programme",
        "enquir",
        "whilst",
        "practise",
        "travell",
        "labour",
        "neighbour",
        "£",
        "fortnight",
    ];
    const AMERICAN: &[&str] = &[
        "organiz",
        "realiz",
        "recogniz",
        "apologiz",
        "color",
        "favor",
        "behavior",
        "honor",
        "center",
        "inquir",
        "traveling",
        "labor",
        "neighbor",
        "gotten",
        "cell phone",
        "$",
        "zip code",
    ];
    let count = |signs: &[&str]| signs.iter().filter(|sign| lower.contains(**sign)).count() * 2;
    let told =
        |tag: &str| hints.content_language.is_some_and(|told| told.to_ascii_lowercase().starts_with(tag));
    let domain = hints.address.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
    let ends = |ends: &[&str]| ends.iter().any(|end| domain.ends_with(end));
    let british = count(BRITISH) + if ends(&[".uk"]) { 2 } else { 0 } + usize::from(told("en-gb"));
    // Programs say en-US by default, so that counts for little, and so does the clock: Canada shares it.
    let western = hints.offset.is_some_and(|hours| (-8..=-4).contains(&hours));
    let american = count(AMERICAN)
        + if ends(&[".us", ".edu", ".gov"]) { 2 } else { 0 }
        + usize::from(western && told("en-us"));
    match (british, american) {
        (2.., 0) => Some("GB"),
        (0, 2..) => Some("US"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered() -> Vec<Language> {
        ["it", "id", "ru", "tr", "en"].iter().filter_map(|tag| tag.parse().ok()).collect()
    }

    fn guessed(text: &str) -> LanguageGuess {
        guess(text, &offered(), &Hints::default())
    }

    #[test]
    fn plain_letters_are_recognised_for_sure() {
        for (text, tag) in [
            ("Grazie mille, vorrei sapere se ha posto per un percorso con lei.", "it"),
            ("Selamat pagi, saya ingin bertanya apakah Ibu masih menerima klien.", "id"),
            ("Здравствуйте! Хочу записаться к вам на консультацию, есть ли места?", "ru"),
            ("Merhaba, sizinle koçluk görüşmesi yapmak istiyorum, uygun musunuz?", "tr"),
            ("Merhaba, is degisikligi icin kocluk almak istiyorum, cok tesekkurler", "tr"),
            ("Hi, I would like to know whether you have room for a new client.", "en"),
        ] {
            let guess = guessed(text);
            assert_eq!((guess.best().map(Language::tag), guess.sure), (Some(tag), true), "{text}");
        }
    }

    #[test]
    fn short_and_foreign_texts_are_not_sure() {
        for text in [
            "",
            "ok",
            "Info?",
            "Bonjour, je voudrais savoir si vous avez de la place pour moi. Merci beaucoup.",
        ] {
            assert!(!guessed(text).sure, "{text}");
        }
    }

    #[test]
    fn english_shows_its_side_of_the_ocean() {
        let of = |text: &str| guessed(text).best().map(|language| language.tag().to_owned());
        let text = "Dear Anna, I would like to know whether you have room for a new client";
        assert_eq!(of(text).as_deref(), Some("en"));
        assert_eq!(of(&format!("{text} in your programme.")).as_deref(), Some("en-GB"));
        assert_eq!(of(&format!("{text}; my boss has gotten worse.")).as_deref(), Some("en-US"));
        assert_eq!(of(&format!("{text} to organise my color.")).as_deref(), Some("en"));
    }

    #[test]
    fn a_language_without_small_words_is_known_by_its_letters() {
        let mut offered = offered();
        offered.extend("de".parse::<Language>().ok());
        let text = "Sehr geehrte Frau Rossi, ich würde gerne wissen, ob Sie noch Plätze für ein Coaching haben. Vielen Dank!";
        let guess = guess(text, &offered, &Hints::default());
        assert_eq!((guess.best().map(Language::tag), guess.sure), (Some("de"), true));
    }
}
