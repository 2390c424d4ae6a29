//! The parts of a personal name, as far as the text itself tells them. Gender is never read from a name.

use crate::model::person::Person;

/// Splits a display name into the parts that greetings need and fills those that are not given.
///
/// `Anna Petrova` gives given and family name; `Rossi, Mario` and `Петрова Анна Сергеевна` are put in order; a
/// single word is a given name; a title at the front is taken off when `titles` knows it.
pub fn fill(person: &mut Person, titles: &[String]) {
    if let Some(name) = person.name.clone() {
        let (title, rest) = split_title(&name, titles);
        if person.title.is_none() {
            person.title = title;
        }
        if person.given.is_none() && person.family.is_none() {
            let parts = split(&rest);
            person.given = parts.given;
            person.family = parts.family;
            if person.patronymic.is_none() {
                person.patronymic = parts.patronymic;
            }
        }
    } else {
        person.name = joined(person);
    }
}

/// Returns the name as printed: given name before family name, the patronymic between.
pub fn joined(person: &Person) -> Option<String> {
    let parts: Vec<&str> = [&person.given, &person.patronymic, &person.family]
        .into_iter()
        .filter_map(Option::as_deref)
        .collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// The parts of a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    pub given: Option<String>,
    pub patronymic: Option<String>,
    pub family: Option<String>,
}

/// Splits a name without title.
pub fn split(name: &str) -> Parts {
    let owned = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
    if let Some((family, given)) = name.split_once(',') {
        return Parts { given: owned(given.trim()), patronymic: None, family: owned(family.trim()) };
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    let at = words.iter().position(|word| is_patronymic(word));
    match (words.as_slice(), at) {
        ([], _) => Parts::default(),
        ([one], _) => Parts { given: owned(one), ..Parts::default() },
        // Given name and patronymic, with the family name at either end or absent.
        ([given, patronymic], Some(1)) => {
            Parts { given: owned(given), patronymic: owned(patronymic), family: None }
        }
        ([given, patronymic, family], Some(1)) => {
            Parts { given: owned(given), patronymic: owned(patronymic), family: owned(family) }
        }
        ([family, given, patronymic], Some(2)) => {
            Parts { given: owned(given), patronymic: owned(patronymic), family: owned(family) }
        }
        ([given @ .., family], _) => {
            Parts { given: owned(&given.join(" ")), patronymic: None, family: owned(family) }
        }
    }
}

/// Tells a Russian patronymic by its ending.
fn is_patronymic(word: &str) -> bool {
    if word.is_ascii() {
        return false;
    }
    let word = word.to_lowercase();
    ["ович", "евич", "ьич", "овна", "евна", "ична", "инична"]
        .iter()
        .any(|e| word.ends_with(e) && word.chars().count() > 5)
}

/// Takes the titles off the front of a name: `Prof. Dr. Ayşe Yılmaz` has two.
fn split_title(name: &str, titles: &[String]) -> (Option<String>, String) {
    let mut taken: Vec<&str> = Vec::new();
    let mut rest = name.trim();
    while let Some((first, after)) = rest.split_once(' ') {
        let bare = first.trim_end_matches('.');
        let known = titles.iter().any(|title| is_same(title.trim_end_matches('.'), bare));
        if !known || after.trim().is_empty() {
            break;
        }
        taken.push(first);
        rest = after.trim();
    }
    (Some(taken.join(" ")).filter(|t| !t.is_empty()), rest.to_owned())
}

/// Tells whether two words differ in case at most.
fn is_same(one: &str, other: &str) -> bool {
    if one.is_ascii() && other.is_ascii() {
        return one.eq_ignore_ascii_case(other);
    }
    one.to_lowercase() == other.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(name: &str) -> (String, String, String) {
        let p = split(name);
        (p.given.unwrap_or_default(), p.patronymic.unwrap_or_default(), p.family.unwrap_or_default())
    }

    #[test]
    fn names_fall_into_parts() {
        let s = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(parts("Anna Petrova"), s("Anna", "", "Petrova"));
        assert_eq!(parts("Rossi, Mario"), s("Mario", "", "Rossi"));
        assert_eq!(parts("Петрова Анна Сергеевна"), s("Анна", "Сергеевна", "Петрова"));
        assert_eq!(parts("Анна Сергеевна Петрова"), s("Анна", "Сергеевна", "Петрова"));
        assert_eq!(parts("Анна Сергеевна"), s("Анна", "Сергеевна", ""));
        assert_eq!(parts("Sari"), s("Sari", "", ""));
        assert_eq!(parts("Maria Grazia Bianchi"), s("Maria Grazia", "", "Bianchi"));
    }

    #[test]
    fn titles_are_taken_off_the_front() {
        let titles = ["Prof.".to_owned(), "Dr.".to_owned()];
        assert_eq!(
            split_title("Prof. Dr. Ayşe Yılmaz", &titles),
            (Some("Prof. Dr.".into()), "Ayşe Yılmaz".into())
        );
        assert_eq!(split_title("Dr", &titles), (None, "Dr".into()));
    }
}
