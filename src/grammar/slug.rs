//! File-name slugs: any title or name in `[a-z0-9-]`, safe on every file system.
//!
//! Floor: grammar. Cyrillic is transliterated by the table of passports, ICAO Doc 9303 part 3 section 6 (in
//! force in Russia since order 889 of the Ministry of the Interior, 2020): щ shch, ю iu, я ia, ъ ie, ь nothing.
//! Turkish ı and İ become i, ş s, ğ g; other Latin letters lose their marks.

/// The longest slug, in characters.
pub const MAX_LEN: usize = 60;

/// Stands for a text without any letter or digit.
const NOTHING: &str = "untitled";

/// Returns a slug of at most [`MAX_LEN`] characters, never empty and never the name of a Windows device.
///
/// ```
/// use garbo::grammar::slug::slug;
/// assert_eq!(slug("Işıl Şahin"), "isil-sahin");
/// assert_eq!(slug("Щукина Юлия"), "shchukina-iuliia");
/// ```
pub fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(MAX_LEN * 2));
    for c in text.chars() {
        // An apostrophe and a combining mark part nothing: dell'Orto, и with its breve.
        if matches!(c, '\'' | '’' | 'ʼ' | '\u{0300}'..='\u{036F}') {
            continue;
        }
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if let Some(letters) = letters(c) {
            out.push_str(letters);
        } else if c.is_alphanumeric() {
            // Scripts without a table keep apart by code point.
            out.push_str(&format!("u{:x}", c as u32));
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    shorten(&mut out);
    if out.is_empty() {
        out.push_str(NOTHING);
    }
    if is_device(&out) {
        out.push_str("-1");
    }
    out
}

/// Cuts a slug, at the end of a word where one ends in its second half.
fn shorten(slug: &mut String) {
    if slug.len() > MAX_LEN {
        let whole_word = slug.as_bytes().get(MAX_LEN) == Some(&b'-');
        slug.truncate(MAX_LEN);
        if let Some(at) = slug.rfind('-').filter(|at| !whole_word && *at >= MAX_LEN / 2) {
            slug.truncate(at);
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
}

/// Tells whether Windows keeps a name for a device, with any extension.
fn is_device(slug: &str) -> bool {
    let numbered = |prefix| {
        slug.strip_prefix(prefix)
            .is_some_and(|n: &str| n.len() == 1 && n.starts_with(|c: char| c.is_ascii_digit()))
    };
    matches!(slug, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

/// Returns the Latin letters for one letter that is not ASCII; empty for signs that are not written.
fn letters(c: char) -> Option<&'static str> {
    let lower = c.to_lowercase().next()?;
    Some(match lower {
        // Latin
        'ı' | 'í' | 'ì' | 'î' | 'ï' | 'ī' | 'į' | 'i' => "i",
        'ş' | 'ș' | 'ś' | 'š' => "s",
        'ğ' | 'ģ' | 'ǧ' => "g",
        'ç' | 'ć' | 'č' => "c",
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' | 'ª' => "a",
        'é' | 'è' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' | 'ō' | 'ő' | 'º' => "o",
        'ú' | 'ù' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'ý' | 'ÿ' => "y",
        'ñ' | 'ń' | 'ň' | 'ņ' => "n",
        'ł' | 'ľ' | 'ĺ' | 'ļ' => "l",
        'ř' | 'ŕ' => "r",
        'ť' | 'ț' | 'ţ' => "t",
        'ď' | 'đ' | 'ð' => "d",
        'ź' | 'ż' | 'ž' => "z",
        'ķ' => "k",
        'ß' => "ss",
        'æ' | 'ǽ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ə' => "a",
        // Cyrillic, ICAO Doc 9303 part 3
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' | 'ғ' => "g",
        'д' => "d",
        'е' | 'ё' | 'э' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' | 'й' | 'і' | 'ї' | 'ӣ' => "i",
        'к' | 'қ' => "k",
        'л' => "l",
        'м' => "m",
        'н' | 'ң' => "n",
        'о' | 'ө' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' | 'ў' | 'ұ' | 'ү' | 'ӯ' => "u",
        'ф' => "f",
        'х' | 'һ' | 'ҳ' => "kh",
        'ц' => "ts",
        'ч' | 'ҷ' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ъ' | 'є' => "ie",
        'ы' => "y",
        'ь' => "",
        'ю' => "iu",
        'я' => "ia",
        'ә' => "a",
        'ј' => "j",
        'љ' => "lj",
        'њ' => "nj",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn transliterates() {
        for (text, expected) in [
            ("İSTANBUL'da Güneş Çağı", "istanbulda-gunes-cagi"),
            ("Объявление для Алёны Подъячей", "obieiavlenie-dlia-aleny-podieiachei"),
            ("Андрей", "andrei"),
            ("Андреи\u{306}", "andrei"),
            ("Straße à Nîmes — № 5", "strasse-a-nimes-5"),
            ("CON", "con-1"),
            ("lpt9", "lpt9-1"),
            ("Ель", "el"),
            ("…", "untitled"),
            ("", "untitled"),
            ("中", "u4e2d"),
        ] {
            assert_eq!(slug(text), expected);
        }
    }

    #[test]
    fn cuts_at_a_word() {
        let text = "uno due tre ".repeat(10);
        let slug = slug(&text);
        assert!(slug.len() <= MAX_LEN && slug.ends_with("tre"), "{slug}");
        assert_eq!(super::slug(&"a".repeat(90)).len(), MAX_LEN);
    }

    proptest! {
        #[test]
        fn is_always_a_safe_file_name(text in "\\PC{0,90}") {
            let slug = slug(&text);
            prop_assert!(!slug.is_empty() && slug.len() <= MAX_LEN + 2);
            prop_assert!(slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
            prop_assert!(!slug.starts_with('-') && !slug.ends_with('-') && !is_device(&slug));
        }
    }
}
