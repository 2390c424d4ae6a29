//! A value that is one word out of few: read from files, flags and templates, with the nearest one named on a slip.

macro_rules! choice {
    ($(#[$doc:meta])* $type:ident, $what:literal { $($(#[$vdoc:meta])* $variant:ident = $id:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord,
            serde::Deserialize, serde::Serialize, schemars::JsonSchema,
        )]
        pub enum $type { $($(#[$vdoc])* #[serde(rename = $id)] $variant),+ }

        impl $type {
            /// Every value, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the identifier that files and flags use.
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),+ }
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::error::Error;

            fn from_str(text: &str) -> $crate::error::Result<Self> {
                Self::ALL.iter().copied().find(|v| v.id() == text).ok_or_else(|| {
                    let ids: Vec<&str> = Self::ALL.iter().map(|v| v.id()).collect();
                    let error = $crate::error::Error::data(format!("`{text}` is not {}", $what));
                    match $crate::error::nearest(text, ids.iter().copied()) {
                        Some(near) => error.hint(format!("did you mean `{near}`? The choices are {}", ids.join(", "))),
                        None => error.hint(format!("the choices are {}", ids.join(", "))),
                    }
                })
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.id())
            }
        }
    };
}

pub(crate) use choice;
