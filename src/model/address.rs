//! How to address somebody: gender, formality, tone, relation. Never guessed, neutral where unknown.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, nearest};

macro_rules! choice {
    ($(#[$doc:meta])* $type:ident, $what:literal { $($(#[$vdoc:meta])* $variant:ident = $id:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
        pub enum $type { $($(#[$vdoc])* #[serde(rename = $id)] $variant),+ }

        impl $type {
            /// Every value, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the identifier that files and flags use.
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),+ }
            }
        }

        impl FromStr for $type {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self> {
                Self::ALL.iter().copied().find(|v| v.id() == text).ok_or_else(|| {
                    let ids: Vec<&str> = Self::ALL.iter().map(|v| v.id()).collect();
                    let error = Error::data(format!("`{text}` is not {}", $what));
                    match nearest(text, ids.iter().copied()) {
                        Some(near) => error.hint(format!("did you mean `{near}`? The choices are {}", ids.join(", "))),
                        None => error.hint(format!("the choices are {}", ids.join(", "))),
                    }
                })
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.id())
            }
        }
    };
}

choice!(
    /// Grammatical gender of a person: only ever what the person or the coach has said.
    Gender, "a grammatical gender" { Feminine = "f", Masculine = "m" }
);
choice!(
    /// Register of address: Lei or tu, Вы or ты, siz or sen, Anda or kamu.
    Formality, "a degree of formality" { Formal = "formal", Informal = "informal" }
);
choice!(
    /// Tone of a letter; firm is short, never rude.
    Tone, "a tone" { Warm = "warm", Neutral = "neutral", Firm = "firm" }
);
choice!(
    /// How much of the reason the letter tells.
    Say, "a way to tell the reason" {
        /// The gentle sentence of the reason itself.
        Full = "full",
        /// Its neutral wording.
        Soft = "soft",
        /// Nothing.
        None = "none",
    }
);
choice!(
    /// What a person is to the coach.
    Relation, "a relation" {
        Prospect = "prospect",
        Client = "client",
        FormerClient = "former_client",
        Colleague = "colleague",
        ThirdParty = "third_party",
        Trusted = "trusted",
    }
);
