//! Which character set bytes are in when nobody says so, or says so wrongly.

use super::decoder;

/// Names under which programs send bytes they know nothing about.
const UNTOLD: &[&str] = &["", "us-ascii", "ascii", "unknown-8bit", "x-unknown", "default", "ansi_x3.4-1968"];

/// Names of the Western set, which stands in for the Turkish one by mistake.
const WESTERN: &[&str] = &["iso-8859-1", "iso8859-1", "latin1", "windows-1252", "cp1252"];

/// Returns the text of bytes; a declared character set is believed while it fits.
pub(crate) fn decode(bytes: &[u8], declared: Option<&str>) -> String {
    let declared = declared.unwrap_or_default().to_ascii_lowercase();
    if UNTOLD.contains(&declared.as_str()) || declared.starts_with("utf") || declared.starts_with("unicode") {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return text.to_owned();
        }
        let lossy = String::from_utf8_lossy(bytes);
        let broken = lossy.chars().filter(|c| *c == '\u{FFFD}').count();
        let foreign = lossy.chars().filter(|c| !c.is_ascii()).count();
        // A few broken letters in a text that is UTF-8 all the same.
        if broken * 4 < foreign {
            return lossy.replace('\u{FFFD}', "");
        }
        return guess(bytes);
    }
    match decoder(&declared) {
        Some(decode) if WESTERN.contains(&declared.as_str()) => mend_turkish(decode(bytes)),
        Some(decode) => decode(bytes),
        None => std::str::from_utf8(bytes).map_or_else(|_| guess(bytes), str::to_owned),
    }
}

/// Puts Turkish letters where a Western character set shows Icelandic ones at the same places.
pub(crate) fn mend_turkish(text: String) -> String {
    if !text.contains(['þ', 'ð', 'ý', 'Þ', 'Ð', 'Ý']) || text.contains(['æ', 'Æ']) {
        return text;
    }
    text.chars()
        .map(|c| match c {
            'þ' => 'ş',
            'ð' => 'ğ',
            'ý' => 'ı',
            'Þ' => 'Ş',
            'Ð' => 'Ğ',
            'Ý' => 'İ',
            c => c,
        })
        .collect()
}

/// Decodes by the likeliest 8-bit set: Cyrillic ones where most letters are foreign, else Turkish or Western.
fn guess(bytes: &[u8]) -> String {
    let with = |name: &str| {
        decoder(name).map_or_else(|| String::from_utf8_lossy(bytes).into_owned(), |decode| decode(bytes))
    };
    let foreign = bytes.iter().filter(|b| **b >= 0x80).count();
    let ascii = bytes.iter().filter(|b| b.is_ascii_alphabetic()).count();
    if longest_foreign_run(bytes) >= 3 || foreign > ascii {
        // In the wrong Cyrillic set small letters turn into capitals.
        ["windows-1251", "koi8-r", "cp866"]
            .into_iter()
            .map(with)
            .max_by_key(|text| text.chars().filter(|c| ('а'..='я').contains(c)).count())
            .unwrap_or_default()
    } else {
        mend_turkish(with("windows-1252"))
    }
}

fn longest_foreign_run(bytes: &[u8]) -> usize {
    bytes.split(|b| *b < 0x80).map(<[u8]>::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undeclared_sets_are_told_apart() {
        // Привет, как дела
        let koi8 = b"\xf0\xd2\xc9\xd7\xc5\xd4, \xcb\xc1\xcb \xc4\xc5\xcc\xc1";
        let cp1251 = b"\xcf\xf0\xe8\xe2\xe5\xf2, \xea\xe0\xea \xe4\xe5\xeb\xe0";
        assert_eq!(decode(koi8, None), "Привет, как дела");
        assert_eq!(decode(cp1251, Some("us-ascii")), "Привет, как дела");
        assert_eq!(decode(b"Te\xfeekk\xfcrler, a\xf0a\xe7", None), "Teşekkürler, ağaç");
        assert_eq!(decode(b"perch\xe9", Some("utf-8")), "perché");
        assert_eq!(decode(b"G\xf6r\xfc\xfemek", Some("iso-8859-1")), "Görüşmek");
        assert_eq!(decode("già\u{e0}".as_bytes(), None), "giàà");
    }
}
