//! How to address somebody: gender, formality, tone, relation. Never guessed, neutral where unknown.

use crate::model::choice::choice;

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
