//! The words of the six currencies in five languages. Other currencies are written by their ISO 4217 code.
//!
//! Source: CLDR currency names and the languages' own grammar; minor units after the banks of issue.

use super::options::WordGender;

/// One and many of a unit, and the gender of the word.
#[derive(Clone, Copy)]
pub(super) struct Unit {
    pub(super) one: &'static str,
    pub(super) many: &'static str,
    pub(super) gender: WordGender,
}

/// Major and minor unit.
#[derive(Clone, Copy)]
pub(super) struct Units {
    pub(super) major: Unit,
    pub(super) minor: Unit,
}

const fn m(one: &'static str, many: &'static str) -> Unit {
    Unit { one, many, gender: WordGender::Masculine }
}

const fn f(one: &'static str, many: &'static str) -> Unit {
    Unit { one, many, gender: WordGender::Feminine }
}

pub(super) fn italian(code: &str) -> Option<Units> {
    let (major, minor) = match code {
        "EUR" => (m("euro", "euro"), m("centesimo", "centesimi")),
        "USD" => (m("dollaro statunitense", "dollari statunitensi"), m("centesimo", "centesimi")),
        "GBP" => (f("sterlina britannica", "sterline britanniche"), m("penny", "pence")),
        "RUB" => (m("rublo russo", "rubli russi"), m("copeco", "copechi")),
        "TRY" => (f("lira turca", "lire turche"), m("kuruş", "kuruş")),
        "IDR" => (f("rupia indonesiana", "rupie indonesiane"), m("sen", "sen")),
        _ => return None,
    };
    Some(Units { major, minor })
}

/// Indonesian nouns have one form.
pub(super) fn indonesian(code: &str) -> Option<(&'static str, &'static str)> {
    Some(match code {
        "IDR" => ("rupiah", "sen"),
        "EUR" => ("euro", "sen"),
        "USD" => ("dolar Amerika Serikat", "sen"),
        "GBP" => ("pound sterling", "peni"),
        "RUB" => ("rubel Rusia", "kopek"),
        "TRY" => ("lira Turki", "kuruş"),
        _ => return None,
    })
}

/// Turkish nouns keep the singular after a number.
pub(super) fn turkish(code: &str) -> Option<(&'static str, &'static str)> {
    Some(match code {
        "TRY" => ("Türk lirası", "kuruş"),
        "EUR" => ("avro", "sent"),
        "USD" => ("ABD doları", "sent"),
        "GBP" => ("İngiliz sterlini", "peni"),
        "RUB" => ("Rus rublesi", "kopek"),
        "IDR" => ("Endonezya rupisi", "sen"),
        _ => return None,
    })
}

pub(super) fn english(code: &str, british: bool) -> Option<Units> {
    let (major, minor) = match (code, british) {
        ("EUR", _) => (m("euro", "euros"), m("cent", "cents")),
        ("USD", true) => (m("US dollar", "US dollars"), m("cent", "cents")),
        ("USD", false) => (m("dollar", "dollars"), m("cent", "cents")),
        ("GBP", true) => (m("pound", "pounds"), m("penny", "pence")),
        ("GBP", false) => (m("British pound", "British pounds"), m("penny", "pence")),
        ("RUB", true) => (m("Russian rouble", "Russian roubles"), m("kopeck", "kopecks")),
        ("RUB", false) => (m("Russian ruble", "Russian rubles"), m("kopeck", "kopecks")),
        ("TRY", _) => (m("Turkish lira", "Turkish lira"), m("kuruş", "kuruş")),
        ("IDR", _) => (m("Indonesian rupiah", "Indonesian rupiah"), m("sen", "sen")),
        _ => return None,
    };
    Some(Units { major, minor })
}
