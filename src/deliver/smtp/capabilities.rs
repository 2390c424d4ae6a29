//! What the server says it can do, from its answer to EHLO.
//!
//! Floor: deliver. Pure. lettre knows neither SIZE nor PIPELINING and is strict about capitals.

use super::reply::Reply;

/// The extensions that garbo uses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    pub starttls: bool,
    /// Several commands may go in one write (RFC 2920).
    pub pipelining: bool,
    pub eight_bit: bool,
    pub smtputf8: bool,
    /// SIZE is offered (RFC 1870); `Some(0)` without a fixed limit.
    pub size: Option<u64>,
    /// Names of login mechanisms in capitals.
    pub auth: Vec<String>,
}

impl Capabilities {
    /// Reads the lines behind the first, which greets.
    pub fn from_reply(reply: &Reply) -> Self {
        let mut found = Self::default();
        for line in reply.lines.iter().skip(1) {
            let line = line.to_ascii_uppercase();
            // `AUTH=LOGIN` is how servers wrote it before RFC 2554, and some still do.
            let line = line.replacen("AUTH=", "AUTH ", 1);
            let mut words = line.split_whitespace();
            match words.next() {
                Some("STARTTLS") => found.starttls = true,
                Some("PIPELINING") => found.pipelining = true,
                Some("8BITMIME") => found.eight_bit = true,
                Some("SMTPUTF8") => found.smtputf8 = true,
                Some("SIZE") => found.size = Some(words.next().and_then(|n| n.parse().ok()).unwrap_or(0)),
                Some("AUTH") => {
                    for word in words {
                        if !found.auth.iter().any(|known| known == word) {
                            found.auth.push(word.to_owned());
                        }
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// Returns the largest message in bytes, where the server fixed one.
    pub fn size_limit(&self) -> Option<u64> {
        self.size.filter(|limit| *limit > 0)
    }

    pub(crate) fn offers(&self, mechanism: &str) -> bool {
        self.auth.iter().any(|name| name == mechanism)
    }

    /// Names what is there, for the doctor.
    pub fn shown(&self) -> String {
        let mut names = Vec::new();
        let flags = [
            (self.pipelining, "PIPELINING"),
            (self.eight_bit, "8BITMIME"),
            (self.smtputf8, "SMTPUTF8"),
            (self.starttls, "STARTTLS"),
        ];
        names.extend(flags.iter().filter(|(there, _)| *there).map(|(_, name)| (*name).to_owned()));
        if let Some(limit) = self.size_limit() {
            names.push(format!("SIZE {limit}"));
        }
        if !self.auth.is_empty() {
            names.push(format!("AUTH {}", self.auth.join(" ")));
        }
        if names.is_empty() { "no extensions".to_owned() } else { names.join(", ") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capabilities_are_read_in_any_case_and_spelling() {
        let lines =
            ["mx.example.org", "pipelining", "SIZE 35882577", "AUTH PLAIN LOGIN", "AUTH=LOGIN", "8BitMime"];
        let reply = Reply { code: 250, lines: lines.map(str::to_owned).to_vec() };
        let found = Capabilities::from_reply(&reply);
        assert!(found.pipelining && found.eight_bit && !found.smtputf8 && !found.starttls);
        assert_eq!(found.size_limit(), Some(35_882_577));
        assert_eq!(found.auth, ["PLAIN", "LOGIN"]);
        assert_eq!(found.shown(), "PIPELINING, 8BITMIME, SIZE 35882577, AUTH PLAIN LOGIN");
    }

    #[test]
    fn the_first_line_greets_and_promises_nothing() {
        let reply = Reply { code: 250, lines: vec!["STARTTLS".to_owned()] };
        assert_eq!(Capabilities::from_reply(&reply), Capabilities::default());
    }

    #[test]
    fn size_without_a_number_is_no_limit() {
        let reply = Reply { code: 250, lines: vec!["mx".into(), "SIZE".into()] };
        let found = Capabilities::from_reply(&reply);
        assert_eq!((found.size, found.size_limit()), (Some(0), None));
    }
}
