//! Telling surname, given name and patronymic apart in a plain name, and inflecting it in its own order.

use crate::error::{Error, Result};
use crate::grammar::russian::decline::check_script;
use crate::grammar::russian::{Case, Inflected, Names, Part};
use crate::model::address::Gender;

/// The parts of a plain name in their order, and whether there was any doubt which is which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Split<'a> {
    pub parts: Vec<(Part, &'a str)>,
    pub certain: bool,
}

impl Names {
    /// Inflects a plain name: «Петрова Анна Сергеевна», «Анна Сергеевна», «Анна Петрова», any part absent.
    ///
    /// The parts keep their order. Where the endings and the list of given names do not tell the parts apart,
    /// the order surname, given name, patronymic is taken, and the form is not certain. Errors as in
    /// [`Names::inflect`].
    pub fn inflect_text(&self, text: &str, gender: Option<Gender>, case: Case) -> Result<Inflected> {
        check_script(text)?;
        let split = self.split(text, gender);
        let mut form = self.inflect_parts(split.parts.into_iter(), gender, case)?;
        form.certain &= split.certain || case == Case::Nominative;
        if form.text.is_empty() {
            return Err(Error::missing("there is no name to inflect"));
        }
        Ok(form)
    }

    pub(super) fn split<'a>(&self, text: &'a str, gender: Option<Gender>) -> Split<'a> {
        let groups = self.groups(text);
        let part = |part: Part, from: usize, to: usize| -> Option<(Part, &'a str)> {
            let start = groups.get(from)?.0;
            let end = groups.get(to.checked_sub(1)?)?.1;
            (from < to).then_some((part, text.get(start..end)?))
        };
        let word =
            |i: usize| groups.get(i).and_then(|(start, end)| text.get(*start..*end)).unwrap_or_default();
        let count = groups.len();
        let collect = |parts: [Option<(Part, &'a str)>; 4], certain: bool| Split {
            parts: parts.into_iter().flatten().collect(),
            certain,
        };

        if let Some(i) = self.patronymic_at(count, &word, gender) {
            let given = i.saturating_sub(1);
            // Анна Сергеевна Петрова; where surnames stand on both sides, the last one is taken as such too.
            return collect(
                [
                    part(Part::Surname, 0, given),
                    part(Part::Given, given, i),
                    part(Part::Patronymic, i, i + 1),
                    part(Part::Surname, i + 1, count),
                ],
                given == 0 || i + 1 == count,
            );
        }
        match count {
            0 => Split { parts: Vec::new(), certain: true },
            1 => {
                let known = self.is_given(word(0));
                let kind = if !known && self.is_surname(word(0)) { Part::Surname } else { Part::Given };
                collect([part(kind, 0, 1), None, None, None], known || kind == Part::Surname)
            }
            _ => {
                let last = count - 1;
                let given = (self.is_given(word(0)), self.is_given(word(last)));
                let surname = (self.is_surname(word(0)), self.is_surname(word(last)));
                let (given_first, certain) = match (given, surname) {
                    ((true, false), _) => (true, true),
                    ((false, true), _) => (false, true),
                    (_, (false, true)) => (true, true),
                    (_, (true, false)) => (false, true),
                    _ => (false, false),
                };
                if given_first {
                    collect([part(Part::Given, 0, 1), part(Part::Surname, 1, count), None, None], certain)
                } else if given.1 {
                    collect(
                        [part(Part::Surname, 0, last), part(Part::Given, last, count), None, None],
                        certain,
                    )
                } else {
                    collect([part(Part::Surname, 0, 1), part(Part::Given, 1, count), None, None], certain)
                }
            }
        }
    }

    /// Returns byte ranges of words; a particle joins the next word, «оглы» the one before, initials each other.
    fn groups(&self, text: &str) -> Vec<(usize, usize)> {
        let mut groups: Vec<(usize, usize)> = Vec::new();
        let mut particle = false;
        for word in text.split_whitespace() {
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            let end = start + word.len();
            let initials = word.ends_with('.');
            let joins = particle
                || self.suffix_words.contains(&word.to_lowercase())
                || (initials
                    && groups
                        .last()
                        .is_some_and(|(_, end)| text.get(..*end).is_some_and(|t| t.ends_with('.'))));
            match groups.last_mut() {
                Some(last) if joins => last.1 = end,
                _ => groups.push((start, end)),
            }
            particle = self.particles.contains(word);
        }
        groups
    }

    /// Finds the patronymic: by its ending, after a given name where there is a choice (Роман Аркадьевич Абрамович).
    fn patronymic_at<'a>(
        &self,
        count: usize,
        word: &impl Fn(usize) -> &'a str,
        gender: Option<Gender>,
    ) -> Option<usize> {
        let fits: Vec<usize> = (0..count).filter(|i| self.is_patronymic(word(*i), gender)).collect();
        let after_given = fits.iter().copied().find(|i| *i > 0 && self.is_given(word(i - 1)));
        after_given.or_else(|| fits.last().copied().filter(|i| *i > 0 || count == 1))
    }

    fn is_patronymic(&self, word: &str, gender: Option<Gender>) -> bool {
        let lower = word.to_lowercase();
        let ends =
            |ends: &[String]| ends.iter().any(|end| lower.ends_with(end.as_str()) && lower.len() > end.len());
        let joined =
            lower.split_once(char::is_whitespace).is_some_and(|(_, last)| self.suffix_words.contains(last));
        let hyphened = lower.rsplit_once('-').is_some_and(|(_, last)| self.suffix_words.contains(last));
        // «Абрамович» is a surname where it stands beside a woman's name.
        let masculine = gender != Some(Gender::Feminine) && ends(&self.patronymic_ends_m);
        joined || hyphened || masculine || ends(&self.patronymic_ends_f)
    }

    fn is_given(&self, word: &str) -> bool {
        word.ends_with('.') || word.to_lowercase().split('-').all(|half| self.given_names.contains(half))
    }

    fn is_surname(&self, word: &str) -> bool {
        let lower = word.to_lowercase();
        lower
            .char_indices()
            .skip(1)
            .any(|(i, _)| lower.get(i..).is_some_and(|end| self.surname_ends.contains(end)))
    }
}

#[cfg(test)]
mod tests {
    use crate::grammar::russian::names;

    fn split(text: &str) -> String {
        let split = names().split(text, None);
        let parts: Vec<String> = split.parts.iter().map(|(part, text)| format!("{part:?}={text}")).collect();
        format!("{}{}", parts.join(" "), if split.certain { "" } else { " ?" })
    }

    #[test]
    fn tells_the_parts_apart() {
        assert_eq!(split("Петрова Анна Сергеевна"), "Surname=Петрова Given=Анна Patronymic=Сергеевна");
        assert_eq!(split("Анна Сергеевна Петрова"), "Given=Анна Patronymic=Сергеевна Surname=Петрова");
        assert_eq!(split("Анна Сергеевна"), "Given=Анна Patronymic=Сергеевна");
        assert_eq!(split("Анна Петрова"), "Given=Анна Surname=Петрова");
        assert_eq!(split("Петрова Анна"), "Surname=Петрова Given=Анна");
        assert_eq!(
            split("Роман Аркадьевич Абрамович"),
            "Given=Роман Patronymic=Аркадьевич Surname=Абрамович"
        );
        assert_eq!(
            split("Абрамович Роман Аркадьевич"),
            "Surname=Абрамович Given=Роман Patronymic=Аркадьевич"
        );
        assert_eq!(split("Гасанов Али Мамед оглы"), "Surname=Гасанов Given=Али Patronymic=Мамед оглы");
        assert_eq!(split("А. С. Пушкин"), "Given=А. С. Surname=Пушкин");
        assert_eq!(split("Анна фон Берг"), "Given=Анна Surname=фон Берг");
        assert_eq!(split("Марина"), "Given=Марина");
        assert_eq!(split("Петрова"), "Surname=Петрова");
        assert_eq!(split("Ким Соён"), "Surname=Ким Given=Соён ?");
    }
}
