//! Russian currency words in all cases, with the gender that the number takes from them.

use super::options::WordGender;
use super::russian_forms::Noun;

/// A currency unit: the noun with its adjective or complement.
pub(super) struct RussianUnit {
    pub(super) noun: Noun,
    pub(super) gender: WordGender,
}

/// An indeclinable noun.
macro_rules! fixed {
    ($word:literal) => {
        RussianUnit {
            noun: Noun { singular: [$word; 6], plural: [$word; 6], few: $word },
            gender: WordGender::Masculine,
        }
    };
}

/// A masculine noun on a hard consonant, with what follows it unchanged: доллар + « США».
macro_rules! hard {
    ($stem:literal, $tail:literal) => {
        RussianUnit {
            noun: Noun {
                singular: [
                    concat!($stem, $tail),
                    concat!($stem, "а", $tail),
                    concat!($stem, "у", $tail),
                    concat!($stem, $tail),
                    concat!($stem, "ом", $tail),
                    concat!($stem, "е", $tail),
                ],
                plural: [
                    concat!($stem, "ы", $tail),
                    concat!($stem, "ов", $tail),
                    concat!($stem, "ам", $tail),
                    concat!($stem, "ы", $tail),
                    concat!($stem, "ами", $tail),
                    concat!($stem, "ах", $tail),
                ],
                few: concat!($stem, "а", $tail),
            },
            gender: WordGender::Masculine,
        }
    };
}

const RUBLE: RussianUnit = RussianUnit {
    noun: Noun {
        singular: ["рубль", "рубля", "рублю", "рубль", "рублём", "рубле"],
        plural: ["рубли", "рублей", "рублям", "рубли", "рублями", "рублях"],
        few: "рубля",
    },
    gender: WordGender::Masculine,
};
const KOPECK: RussianUnit = RussianUnit {
    noun: Noun {
        singular: ["копейка", "копейки", "копейке", "копейку", "копейкой", "копейке"],
        plural: ["копейки", "копеек", "копейкам", "копейки", "копейками", "копейках"],
        few: "копейки",
    },
    gender: WordGender::Feminine,
};
/// After two to four the adjective of a feminine noun stands in the nominative plural (Розенталь, § 193).
const LIRA: RussianUnit = RussianUnit {
    noun: Noun {
        singular: [
            "турецкая лира",
            "турецкой лиры",
            "турецкой лире",
            "турецкую лиру",
            "турецкой лирой",
            "турецкой лире",
        ],
        plural: [
            "турецкие лиры",
            "турецких лир",
            "турецким лирам",
            "турецкие лиры",
            "турецкими лирами",
            "турецких лирах",
        ],
        few: "турецкие лиры",
    },
    gender: WordGender::Feminine,
};
const RUPIAH: RussianUnit = RussianUnit {
    noun: Noun {
        singular: [
            "индонезийская рупия",
            "индонезийской рупии",
            "индонезийской рупии",
            "индонезийскую рупию",
            "индонезийской рупией",
            "индонезийской рупии",
        ],
        plural: [
            "индонезийские рупии",
            "индонезийских рупий",
            "индонезийским рупиям",
            "индонезийские рупии",
            "индонезийскими рупиями",
            "индонезийских рупиях",
        ],
        few: "индонезийские рупии",
    },
    gender: WordGender::Feminine,
};
/// On a sibilant the instrumental is -ем and the genitive plural -ей.
const KURUSH: RussianUnit = RussianUnit {
    noun: Noun {
        singular: ["куруш", "куруша", "курушу", "куруш", "курушем", "куруше"],
        plural: ["куруши", "курушей", "курушам", "куруши", "курушами", "курушах"],
        few: "куруша",
    },
    gender: WordGender::Masculine,
};
const EURO: RussianUnit = fixed!("евро");
const EUROCENT: RussianUnit = hard!("евроцент", "");
const DOLLAR: RussianUnit = hard!("доллар", " США");
const CENT: RussianUnit = hard!("цент", "");
const POUND: RussianUnit = hard!("фунт", " стерлингов");
const PENCE: RussianUnit = hard!("пенс", "");
const SEN: RussianUnit = hard!("сен", "");

/// Returns the major and minor unit of one of the six currencies.
pub(super) fn units(code: &str) -> Option<(&'static RussianUnit, &'static RussianUnit)> {
    Some(match code {
        "RUB" => (&RUBLE, &KOPECK),
        "EUR" => (&EURO, &EUROCENT),
        "USD" => (&DOLLAR, &CENT),
        "GBP" => (&POUND, &PENCE),
        "TRY" => (&LIRA, &KURUSH),
        "IDR" => (&RUPIAH, &SEN),
        _ => return None,
    })
}
