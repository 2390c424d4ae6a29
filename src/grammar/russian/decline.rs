//! Putting a name into a case: tokens, hyphens, particles, capitals.

use crate::error::{Error, Result};
use crate::grammar::russian::{Case, Inflected, NameParts, Names, Part};
use crate::model::address::Gender;

impl Names {
    /// Puts a name into a case: surname, given name, patronymic, with a space between.
    ///
    /// Errors: no part at all, a letter that is not Cyrillic, no gender (except in the nominative), a patronymic
    /// of the other gender.
    pub fn inflect(&self, name: &NameParts<'_>, gender: Option<Gender>, case: Case) -> Result<Inflected> {
        let parts =
            [(Part::Surname, name.surname), (Part::Given, name.given), (Part::Patronymic, name.patronymic)];
        self.inflect_parts(parts.into_iter().filter_map(|(part, text)| Some((part, text?))), gender, case)
    }

    /// Puts one part of a name into a case; errors as in [`Names::inflect`].
    pub fn inflect_part(
        &self,
        part: Part,
        text: &str,
        gender: Option<Gender>,
        case: Case,
    ) -> Result<Inflected> {
        self.inflect_parts(std::iter::once((part, text)), gender, case)
    }

    /// Returns the parts whose forms no rule settles, for a check to ask for.
    pub fn doubts(&self, name: &NameParts<'_>, gender: Gender) -> Result<Vec<Part>> {
        let parts =
            [(Part::Surname, name.surname), (Part::Given, name.given), (Part::Patronymic, name.patronymic)];
        let mut doubts = Vec::new();
        for (part, text) in parts {
            let Some(text) = text else { continue };
            if !self.inflect_part(part, text, Some(gender), Case::Genitive)?.certain {
                doubts.push(part);
            }
        }
        Ok(doubts)
    }

    /// Declines the parts in the order they come.
    pub(super) fn inflect_parts<'a>(
        &self,
        parts: impl Iterator<Item = (Part, &'a str)>,
        gender: Option<Gender>,
        case: Case,
    ) -> Result<Inflected> {
        let mut out = Inflected { text: String::new(), certain: true };
        for (part, text) in parts {
            check_script(text)?;
            for token in text.split_whitespace() {
                if !out.text.is_empty() {
                    out.text.push(' ');
                }
                if case == Case::Nominative {
                    out.text.push_str(token);
                    continue;
                }
                let gender = gender.ok_or_else(|| no_gender(text))?;
                if part == Part::Patronymic {
                    if self.ends_in_suffix_word(text) {
                        out.text.push_str(token);
                        continue;
                    }
                    self.check_agreement(token, gender)?;
                }
                out.certain &= self.decline_token(part, token, gender, case, &mut out.text);
            }
        }
        if out.text.is_empty() {
            return Err(Error::missing("there is no name to inflect")
                .hint("give a name with at least one of surname, given name and patronymic"));
        }
        Ok(out)
    }

    /// Appends the form of a word, hyphens and all; tells whether it is sure.
    fn decline_token(&self, part: Part, token: &str, gender: Gender, case: Case, out: &mut String) -> bool {
        if token.ends_with('.') || self.particles.contains(token) {
            out.push_str(token);
            return true;
        }
        let capitals = token.chars().count() > 1 && !token.chars().any(char::is_lowercase);
        let fixed_start =
            token.rsplit_once('-').is_some_and(|(_, last)| self.kept_before.contains(&last.to_lowercase()));
        let mut certain = true;
        let mut rest = Some(token);
        while let Some(text) = rest {
            let (word, next) = text.split_once('-').map_or((text, None), |(word, next)| (word, Some(next)));
            rest = next;
            let lower = word.to_lowercase();
            let kept = match part {
                Part::Surname => &self.kept_surname,
                Part::Given | Part::Patronymic => &self.kept_given,
            };
            if next.is_some() && (fixed_start || kept.contains(&lower)) {
                out.push_str(word);
            } else if let Some(change) = self.change(part, gender, &lower, case) {
                let cut = change.cut.checked_sub(1).and_then(|n| word.char_indices().rev().nth(n));
                let stem = cut.map_or(word.len(), |(start, _)| start);
                out.push_str(word.get(..stem).unwrap_or(word));
                if capitals {
                    out.extend(change.add.chars().flat_map(char::to_uppercase));
                } else {
                    out.push_str(change.add);
                }
                certain &= change.certain;
            } else {
                // The first half of a double patronymic may be a bare name: Борух-Бендитовна.
                out.push_str(word);
                certain &= next.is_some();
            }
            if next.is_some() {
                out.push('-');
            }
        }
        certain
    }

    /// Tells whether a patronymic is of the kind «Мамед оглы», which never changes.
    fn ends_in_suffix_word(&self, text: &str) -> bool {
        text.rsplit([' ', '-']).next().is_some_and(|last| self.suffix_words.contains(&last.to_lowercase()))
    }

    /// Refuses a patronymic that contradicts the gender.
    fn check_agreement(&self, token: &str, gender: Gender) -> Result<()> {
        let lower = token.to_lowercase();
        let (others, has, is) = match gender {
            Gender::Feminine => (&self.patronymic_ends_m, "masculine", "f"),
            Gender::Masculine => (&self.patronymic_ends_f, "feminine", "m"),
        };
        if others.iter().any(|end| lower.ends_with(end.as_str())) {
            return Err(Error::data(format!(
                "the patronymic `{token}` is {has}, but the gender given is {is}"
            ))
            .key("gender")
            .hint("correct `gender` or `patronymic`"));
        }
        Ok(())
    }
}

fn no_gender(text: &str) -> Error {
    Error::missing(format!("the gender of `{text}` is not known, and Russian needs it to inflect a name"))
        .key("gender")
        .hint("set `gender: f` or `gender: m` in the person's record, or write the form under `forms:`")
}

/// Refuses names with letters other than Cyrillic ones, naming the value.
pub(super) fn check_script(text: &str) -> Result<()> {
    let foreign = text.chars().find(|c| {
        let cyrillic =
            matches!(c, '\u{0400}'..='\u{052F}' | '\u{0300}' | '\u{0301}' | '\u{0306}' | '\u{0308}');
        let mark = c.is_whitespace() || matches!(c, '-' | '\'' | '’' | 'ʼ' | '.' | '\u{00A0}');
        !cyrillic && !mark
    });
    match foreign {
        None => Ok(()),
        Some(c) => Err(Error::data(format!(
            "`{text}` is not a name in Cyrillic: the character `{c}` (U+{:04X}) is foreign to it",
            c as u32
        ))
        .hint("write the name in Cyrillic, or give the form under `forms:` in the person's record")),
    }
}
