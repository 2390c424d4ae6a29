//! A checked mail account: where letters leave from, through which server, and where its secret is found.
//!
//! Floor: model. Comes from a [`MailSection`](super::mail_section::MailSection) in which nothing is wrong. The
//! secret itself is not here.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use schemars::JsonSchema;

use super::mailbox::Mailbox;

/// How the connection is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Security {
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// TLS after `STARTTLS`, required.
    Starttls,
    /// None; loopback only.
    None,
}

/// How to log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Auth {
    /// PLAIN or LOGIN with a password.
    Password,
    /// XOAUTH2 with an access token.
    Xoauth2,
}

/// Where the secret comes from; never the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretSource {
    /// A command line whose first line of output is the secret.
    Command(String),
    /// An environment variable.
    Env(String),
    /// The keyring of the system: service `garbo`, user as the user name.
    Keyring,
}

/// The name to log in with and the way to do it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    pub username: String,
    pub auth: Auth,
    pub secret: SecretSource,
}

/// A mail account in which nothing is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct MailAccount {
    pub from: Mailbox,
    pub smtp: Smtp,
    pub bcc_self: bool,
}

/// The checked settings of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Smtp {
    /// Host name in A-labels, or an address.
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// `None`: garbo does not log in.
    pub login: Option<Login>,
    /// Relative to the practice folder.
    pub ca_file: Option<PathBuf>,
    pub connections: usize,
    pub per_minute: Option<u32>,
    /// For a whole reply.
    pub timeout: Duration,
    /// For the whole reply to the final dot.
    pub dot_timeout: Duration,
}

impl Smtp {
    /// Tells whether the host is this computer.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.host)
    }
}

pub(super) fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
