//! What a number in words may agree with, and which language has which of it.

use std::fmt;
use std::str::FromStr;

use super::Spoken;
use crate::error::{Error, Result, nearest};
use crate::grammar::russian::Case;
use crate::model::language::Language;

/// The gender of the noun that the number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordGender {
    Masculine,
    Feminine,
    Neuter,
}

/// How the words of one number stand to each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WordsStyle {
    /// As in running text: it «un milione cinquecentomila», tr «on beş bin».
    #[default]
    Prose,
    /// Without any gap, so that nothing can be put in: it «unmilionecinquecentomila», tr «onbeşbin».
    Joined,
}

/// What a number in words agrees with, and its style.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordsOptions {
    pub gender: Option<WordGender>,
    /// Russian only.
    pub case: Option<Case>,
    pub style: WordsStyle,
}

impl WordsOptions {
    /// Errors: a gender, case or style that the language does not have.
    pub(super) fn check(self, language: &Language, spoken: Spoken) -> Result<()> {
        let genders: &[WordGender] = match spoken {
            Spoken::Russian => &[WordGender::Masculine, WordGender::Feminine, WordGender::Neuter],
            Spoken::Italian => &[WordGender::Masculine, WordGender::Feminine],
            _ => &[],
        };
        if let Some(gender) = self.gender
            && !genders.contains(&gender)
        {
            return Err(Error::data(format!("`{language}` has no {gender} number words"))
                .key("gender")
                .hint(match genders {
                    [] => "leave `gender` out in this language".to_owned(),
                    _ => format!("write {}, or leave `gender` out", either(genders)),
                }));
        }
        if let Some(case) = self.case
            && spoken != Spoken::Russian
        {
            let hint = match spoken {
                Spoken::Turkish => "leave `case` out and put the ending on with `suffix`",
                _ => "leave `case` out in this language",
            };
            return Err(Error::data(format!("`{language}` has no {case} number words"))
                .key("case")
                .hint(hint));
        }
        if self.style == WordsStyle::Joined && !matches!(spoken, Spoken::Italian | Spoken::Turkish) {
            return Err(Error::data(format!("`{language}` does not join its number words"))
                .key("style")
                .hint("leave the style out; joined words are Italian and Turkish"));
        }
        Ok(())
    }
}

fn either<T: fmt::Display>(values: &[T]) -> String {
    values.iter().map(T::to_string).collect::<Vec<_>>().join(" or ")
}

macro_rules! named {
    ($type:ident, $what:literal, $($variant:ident => $name:literal),+ $(,)?) => {
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant => $name),+ })
            }
        }

        impl FromStr for $type {
            type Err = Error;

            /// Errors: any other word.
            fn from_str(text: &str) -> Result<Self> {
                const NAMES: &[&str] = &[$($name),+];
                match text {
                    $($name => Ok(Self::$variant),)+
                    _ => Err(Error::data(format!("`{text}` is not a {}", $what)).hint(match nearest(text, NAMES.iter().copied()) {
                        Some(name) => format!("did you mean `{name}`?"),
                        None => format!("write {}", NAMES.join(", ")),
                    })),
                }
            }
        }
    };
}

named!(WordGender, "gender of number words", Masculine => "masculine", Feminine => "feminine", Neuter => "neuter");
pub(super) use named;

named!(WordsStyle, "style of number words", Prose => "prose", Joined => "joined");

#[cfg(test)]
mod tests {
    use super::super::{cardinal, ordinal};
    use super::*;

    fn refusal(language: &str, options: WordsOptions) -> String {
        cardinal(&language.parse().unwrap(), 1, options).unwrap_err().to_string()
    }

    #[test]
    fn lacking_gender_case_and_style_are_refused() {
        let feminine = WordsOptions { gender: Some(WordGender::Feminine), ..WordsOptions::default() };
        let neuter = WordsOptions { gender: Some(WordGender::Neuter), ..WordsOptions::default() };
        let dative = WordsOptions { case: Some(Case::Dative), ..WordsOptions::default() };
        let joined = WordsOptions { style: WordsStyle::Joined, ..WordsOptions::default() };
        assert_eq!(
            refusal("id", feminine),
            "error: `id` has no feminine number words\n\nhint: leave `gender` out in this language"
        );
        assert_eq!(
            refusal("it", neuter),
            "error: `it` has no neuter number words\n\nhint: write masculine or feminine, or leave `gender` out"
        );
        assert!(refusal("tr", dative).contains("`suffix`"));
        assert!(refusal("en-GB", dative).contains("no dative number words"));
        assert!(refusal("ru", joined).contains("does not join"));
        assert!(ordinal(&"en-US".parse().unwrap(), 1, feminine).is_err());
    }

    #[test]
    fn names_are_read_back() {
        assert_eq!("neuter".parse::<WordGender>().unwrap(), WordGender::Neuter);
        let error = "femenine".parse::<WordGender>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "error: `femenine` is not a gender of number words\n\nhint: did you mean `feminine`?"
        );
    }
}
