//! An inquiry: what a stranger wrote to the coach, reduced to what an answer needs. Floor: model.
//!
//! Reading it out of a mail file is the duty of `load`. The name stays the writer's own spelling, and no
//! gender is ever read out of it.

mod own_text;

use std::fmt;

use jiff::civil::DateTime;

use self::own_text::own_text;
use crate::model::language::Language;

/// One message that waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inquiry {
    /// The writer's name as the message spells it, without surrounding quotation marks.
    pub name: Option<String>,
    /// Where the answer goes: `Reply-To` where given, else `From`. It has an `@`; nothing more is checked here.
    pub address: String,
    pub language: LanguageGuess,
    /// Date and time on the writer's own clock.
    pub date: Option<DateTime>,
    pub subject: Option<String>,
    /// The identifier with its angle brackets, for `In-Reply-To`.
    pub message_id: Option<String>,
    /// The identifiers with their angle brackets, for the `References` of the answer (RFC 5322 §3.6.4).
    pub references: Vec<String>,
    /// The whole text, quoted older messages and signature included; lines end in `\n`.
    pub body: String,
    /// Why a machine seems to have sent it. Machines are not answered (RFC 3834 §2).
    pub automatic: Option<Automatic>,
    /// Whoever forwarded the message, when the writer is not its sender.
    pub forwarded_by: Option<String>,
}

impl Inquiry {
    /// Returns the text that the writer wrote for this message: no quoted message, no signature.
    pub fn own_text(&self) -> String {
        own_text(&self.body)
    }

    /// Returns the subject without `Re:`, `Fwd:` and their like in other languages; `None` when nothing is left.
    pub fn topic(&self) -> Option<&str> {
        self.subject.as_deref().map(topic).filter(|topic| !topic.is_empty())
    }

    /// Returns the name in the order of speech: `Mario Rossi` for `Rossi, Mario`.
    pub fn spoken_name(&self) -> Option<String> {
        let name = self.name.as_deref()?;
        let mut parts = name.split(',').map(str::trim);
        match (parts.next(), parts.next(), parts.next()) {
            (Some(family), Some(given), None)
                if !given.is_empty() && !family.is_empty() && !given.contains('.') && words(given) <= 3 =>
            {
                Some(format!("{given} {family}"))
            }
            _ => Some(name.to_owned()),
        }
    }

    /// Tells whether somebody else passed the message on.
    pub fn is_forwarded(&self) -> bool {
        self.forwarded_by.is_some()
    }
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// The languages that a message may be written in, likeliest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LanguageGuess {
    pub candidates: Vec<Language>,
    /// False where the text is too short or too mixed to decide; then the coach is asked.
    pub sure: bool,
}

impl LanguageGuess {
    /// Returns the likeliest language.
    pub fn best(&self) -> Option<&Language> {
        self.candidates.first()
    }
}

/// A sign that no person waits for the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Automatic {
    /// `Auto-Submitted` says so, or the message is a delivery report.
    Reply,
    /// `Precedence: bulk`, `junk` or `list`.
    Bulk,
    /// The message came through a mailing list.
    List,
    /// The address is of the kind that nobody reads: `no-reply`, `mailer-daemon`.
    NoReply,
}

impl fmt::Display for Automatic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reply => "it is an automatic message",
            Self::Bulk => "it was sent in bulk",
            Self::List => "it came through a mailing list",
            Self::NoReply => "its sender address takes no replies",
        })
    }
}

/// What mail programs put before the subject of a reply or a forwarded message, lower-case.
const PREFIXES: &[&str] = &[
    "re",
    "fw",
    "fwd", // everywhere
    "r",
    "i",
    "rif",
    "inoltra",
    "inoltro", // Italian
    "bls",
    "balas",
    "trs",
    "terusan", // Indonesian
    "отв",
    "ответ",
    "на",
    "пер",
    "пересл",
    "переслано", // Russian
    "ynt",
    "yan",
    "yanıt",
    "ilt",
    "i\u{307}lt", // Turkish; U+0307 is what lower-casing leaves of İ
    "aw",
    "wg",
    "sv",
    "vs",
    "rv",
    "tr", // programs set to another language
];

/// Returns the subject without the prefixes of replies and forwarded messages, also numbered ones (`Re[2]:`).
pub fn topic(subject: &str) -> &str {
    let mut rest = subject.trim();
    while let Some((prefix, after)) = rest.split_once([':', '：']) {
        let word = prefix.trim().trim_end_matches(|c: char| c.is_ascii_digit() || "[]()^".contains(c));
        if !PREFIXES.contains(&word.to_lowercase().as_str()) {
            break;
        }
        rest = after.trim();
    }
    rest
}

/// Tells whether the subject is that of a forwarded message.
pub fn is_forward(subject: &str) -> bool {
    const FORWARDS: &[&str] = &[
        "fw",
        "fwd",
        "i",
        "inoltra",
        "inoltro",
        "trs",
        "terusan",
        "пер",
        "пересл",
        "переслано",
        "ilt",
        "i\u{307}lt",
        "wg",
        "rv",
        "tr",
    ];
    let prefix = subject.split([':', '：']).next().unwrap_or_default().trim().to_lowercase();
    subject.contains([':', '：']) && FORWARDS.contains(&prefix.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefixes_of_every_language_are_taken_off() {
        for (subject, expected) in [
            ("Re: Coaching", "Coaching"),
            ("RE: FW: Coaching", "Coaching"),
            ("R: I: Percorso di coaching", "Percorso di coaching"),
            ("Rif: Percorso", "Percorso"),
            ("Ynt: İlt: Koçluk", "Koçluk"),
            ("Отв: Re[2]: Коучинг", "Коучинг"),
            ("Balas: Trs: Tanya", "Tanya"),
            ("Richiesta: coaching", "Richiesta: coaching"),
            ("Re:", ""),
        ] {
            assert_eq!(topic(subject), expected, "{subject}");
        }
    }

    #[test]
    fn a_reply_is_no_forwarded_message() {
        assert!(is_forward("İLT: Koçluk") && is_forward("I: Coaching") && is_forward("Fwd: x"));
        assert!(!is_forward("Re: Coaching") && !is_forward("I would like to ask"));
    }

    #[test]
    fn names_in_the_order_of_registers_are_turned() {
        let spoken = |name: &str| {
            let inquiry = Inquiry {
                name: Some(name.into()),
                address: "a@example.org".into(),
                language: LanguageGuess::default(),
                date: None,
                subject: None,
                message_id: None,
                references: Vec::new(),
                body: String::new(),
                automatic: None,
                forwarded_by: None,
            };
            inquiry.spoken_name().unwrap_or_default()
        };
        assert_eq!(spoken("Rossi, Mario"), "Mario Rossi");
        assert_eq!(spoken("John Smith, Ph.D."), "John Smith, Ph.D.");
        assert_eq!(spoken("MARIA BIANCHI"), "MARIA BIANCHI");
    }
}
