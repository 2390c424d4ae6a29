//! Russian personal names in their six cases.
//!
//! Floor: grammar. The rules are data, `locales/names/ru.yaml`; this module reads them (`table`), applies them
//! to words (`decline`) and tells the parts of a plain name apart (`parse`). Gender is given, never guessed.

mod decline;
mod parse;
mod table;

use std::sync::OnceLock;

pub use table::Names;

use crate::model::choice::choice;

/// Returns the built-in table of names, read on first use.
pub fn names() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    NAMES.get_or_init(|| {
        Names::built_in().expect("the built-in table of Russian names is whole: a test reads it")
    })
}

choice!(
    /// The six cases of Russian, in the order of school grammar.
    Case, "a case of Russian" {
        Nominative = "nominative",
        Genitive = "genitive",
        Dative = "dative",
        Accusative = "accusative",
        Instrumental = "instrumental",
        Prepositional = "prepositional",
    }
);

/// A part of a Russian name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    Surname,
    Given,
    Patronymic,
}

impl Part {
    /// Returns the field of a person's record that holds the part.
    pub fn field(self) -> &'static str {
        match self {
            Self::Surname => "family",
            Self::Given => "given",
            Self::Patronymic => "patronymic",
        }
    }
}

/// A name in its parts, each in the nominative; any may be absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NameParts<'a> {
    pub surname: Option<&'a str>,
    pub given: Option<&'a str>,
    pub patronymic: Option<&'a str>,
}

/// A form of a name, and whether the rules are sure of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inflected {
    pub text: String,
    /// False where no rule settles the form (rare endings, names whose bearers decide): ask for `forms:`.
    pub certain: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::address::Gender::{self, Feminine, Masculine};

    fn all(part: Part, word: &str, gender: Gender) -> String {
        let form = |case| names().inflect_part(part, word, Some(gender), case).unwrap().text;
        Case::ALL[1..].iter().map(|case| form(*case)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn declines_given_names() {
        assert_eq!(all(Part::Given, "Мария", Feminine), "Марии Марии Марию Марией Марии");
        assert_eq!(all(Part::Given, "Пётр", Masculine), "Петра Петру Петра Петром Петре");
        assert_eq!(all(Part::Given, "Павел", Masculine), "Павла Павлу Павла Павлом Павле");
        assert_eq!(all(Part::Given, "Лев", Masculine), "Льва Льву Льва Львом Льве");
        assert_eq!(all(Part::Given, "Илья", Masculine), "Ильи Илье Илью Ильёй Илье");
        assert_eq!(all(Part::Given, "Любовь", Feminine), "Любови Любови Любовь Любовью Любови");
        assert_eq!(all(Part::Given, "Игорь", Masculine), "Игоря Игорю Игоря Игорем Игоре");
        assert_eq!(
            all(Part::Given, "Анна-Мария", Feminine),
            "Анны-Марии Анне-Марии Анну-Марию Анной-Марией Анне-Марии"
        );
        assert_eq!(all(Part::Given, "ОЛЬГА", Feminine), "ОЛЬГИ ОЛЬГЕ ОЛЬГУ ОЛЬГОЙ ОЛЬГЕ");
    }

    #[test]
    fn declines_surnames() {
        assert_eq!(all(Part::Surname, "Заяц", Masculine), "Зайца Зайцу Зайца Зайцем Зайце");
        assert_eq!(all(Part::Surname, "Заяц", Feminine), "Заяц Заяц Заяц Заяц Заяц");
        assert_eq!(
            all(Part::Surname, "Чайковский", Masculine),
            "Чайковского Чайковскому Чайковского Чайковским Чайковском"
        );
        assert_eq!(all(Part::Surname, "Толстая", Feminine), "Толстой Толстой Толстую Толстой Толстой");
        assert_eq!(all(Part::Surname, "Толстой", Masculine), "Толстого Толстому Толстого Толстым Толстом");
        assert_eq!(all(Part::Surname, "Цой", Masculine), "Цоя Цою Цоя Цоем Цое");
        assert_eq!(all(Part::Surname, "Шмидт", Masculine), "Шмидта Шмидту Шмидта Шмидтом Шмидте");
        for fixed in ["Дюма", "Черных", "Шевченко", "Гарсиа", "Джугашвили", "Живаго", "Шеварднадзе"]
        {
            assert_eq!(all(Part::Surname, fixed, Masculine), [fixed; 5].join(" "));
        }
        assert_eq!(
            all(Part::Surname, "Сидорова-Петрова", Feminine),
            "Сидоровой-Петровой Сидоровой-Петровой Сидорову-Петрову Сидоровой-Петровой Сидоровой-Петровой"
        );
        assert_eq!(
            names().inflect_part(Part::Surname, "Бонч-Бруевич", Some(Masculine), Case::Dative).unwrap().text,
            "Бонч-Бруевичу"
        );
    }

    #[test]
    fn inflects_a_whole_name() {
        let parts =
            NameParts {
                surname: Some("Петрова"), given: Some("Анна"), patronymic: Some("Сергеевна")
            };
        let form = names().inflect(&parts, Some(Feminine), Case::Instrumental).unwrap();
        assert_eq!((form.text.as_str(), form.certain), ("Петровой Анной Сергеевной", true));
        let form = names().inflect_text("Айгуль Мамед кызы", Some(Feminine), Case::Dative).unwrap();
        assert_eq!((form.text.as_str(), form.certain), ("Айгуль Мамед кызы", false));
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        let parts = NameParts { given: Some("Саша"), ..NameParts::default() };
        let error = names().inflect(&parts, None, Case::Dative).unwrap_err();
        assert!(error.to_string().contains("gender"), "{error}");
        let error = names().inflect_text("Anna Petrova", Some(Feminine), Case::Dative).unwrap_err();
        assert!(error.to_string().contains("Anna Petrova"), "{error}");
        let error = names().inflect_text("Анна Сергеевна", Some(Masculine), Case::Dative).unwrap_err();
        assert!(error.to_string().contains("Сергеевна"), "{error}");
        assert!("vocative".parse::<Case>().is_err());
    }
}
