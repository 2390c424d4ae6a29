//! The `mail:` section of `practice.yaml` as it is written, and its check.
//!
//! Floor: model. Lenient in types, so that every fault can be named by key and value; what is left when nothing
//! is wrong is a [`MailAccount`]. There is no key for a secret: one that stands in the file is an unknown key.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use idna::domain_to_ascii_strict;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::mail_account::{Auth, Login, MailAccount, SecretSource, Security, Smtp, is_loopback};
use super::mailbox::Mailbox;
use crate::error::{Problem, is_unprintable, nearest};

const CONNECTIONS: i64 = 2;
const CONNECTIONS_MAX: i64 = 50;
const PER_MINUTE_MAX: i64 = 100_000;
const TIMEOUT: i64 = 30;
const TIMEOUT_MAX: i64 = 3_600;
/// RFC 5321, 4.5.3.2.6: giving up earlier after the final dot is how doubles come about.
const DOT_TIMEOUT: i64 = 600;

/// The mail account that letters are sent from.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MailSection {
    /// Name and address that letters come from: "Giulia Ferri <giulia@example.org>".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, with = "String")]
    pub from: Option<String>,
    /// The server that takes the letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, with = "SmtpSection")]
    pub smtp: Option<SmtpSection>,
    /// Send a blind copy of each letter to oneself.
    #[serde(default)]
    pub bcc_self: bool,
}

/// The server that takes the letters, and how to log in there.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SmtpSection {
    /// Name of the server: smtp.example.org.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, with = "String")]
    pub host: Option<String>,
    /// Port of the server; 465 for tls, 587 for starttls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<u16>", range(min = 1))]
    pub port: Option<i64>,
    /// How the connection is encrypted; tls unless said otherwise. `none` works on this computer only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Security>")]
    pub security: Option<String>,
    /// Name to log in with; without it garbo does not log in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// How to log in; password unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Auth>")]
    pub auth: Option<String>,
    /// A command that prints the password: "pass show mail/giulia".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_command: Option<String>,
    /// Name of the environment variable that holds the password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_env: Option<String>,
    /// Take the password from the keyring of the system; so it is where no other place is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keyring: Option<bool>,
    /// A command that prints an access token, for xoauth2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_command: Option<String>,
    /// A PEM file with further certificate authorities, relative to the practice folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<String>,
    /// How many connections may be open at once; 2 unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = CONNECTIONS_MAX))]
    pub connections: Option<i64>,
    /// How many letters a minute leave at most; no limit unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = PER_MINUTE_MAX))]
    pub per_minute: Option<i64>,
    /// Seconds to wait for a whole reply: 30, and 600 after the end of a letter, unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = TIMEOUT_MAX))]
    pub timeout: Option<i64>,
}

impl MailSection {
    /// Returns every fault of the section; none means [`MailSection::to_account`] succeeds.
    pub fn check(&self) -> Vec<Problem> {
        self.to_account().err().unwrap_or_default()
    }

    /// Returns the checked account.
    ///
    /// # Errors
    /// All faults, each with its key below the top of `practice.yaml`: `mail.smtp.port`.
    pub fn to_account(&self) -> Result<MailAccount, Vec<Problem>> {
        let mut faults = Faults::default();
        let from = match self.from.as_deref() {
            None => faults.missing("mail.from", "\"Giulia Ferri <giulia@example.org>\""),
            Some(text) => text
                .parse::<Mailbox>()
                .map_err(|error| faults.0.extend(error.problems.into_iter().map(|p| p.key("mail.from"))))
                .ok(),
        };
        let smtp = match &self.smtp {
            None => faults.missing("mail.smtp", "a section with host, port and username"),
            Some(smtp) => smtp.to_smtp(&mut faults),
        };
        match (from, smtp) {
            (Some(from), Some(smtp)) if faults.0.is_empty() => {
                Ok(MailAccount { from, smtp, bcc_self: self.bcc_self })
            }
            _ => Err(faults.0),
        }
    }
}

impl SmtpSection {
    fn to_smtp(&self, faults: &mut Faults) -> Option<Smtp> {
        let host = self.to_host(faults);
        let security = faults.choice(
            "mail.smtp.security",
            self.security.as_deref(),
            &[("tls", Security::Tls), ("starttls", Security::Starttls), ("none", Security::None)],
        );
        let port = faults.range("mail.smtp.port", self.port, 65_535).or(match security {
            Some(Security::Starttls) => Some(587),
            Some(Security::None) => Some(25),
            _ => Some(465),
        });
        let login = self.to_login(faults);
        if security == Some(Security::None) {
            if host.as_deref().is_some_and(|host| !is_loopback(host)) {
                faults.push(
                    Problem::new("`security` is none, and the server is not this computer")
                        .key("mail.smtp.security")
                        .hint("write `security: tls`, or `starttls` where the provider says port 587"),
                );
            }
            if self.username.is_some() {
                faults.push(
                    Problem::new("`security` is none, so the password would cross the network in clear")
                        .key("mail.smtp.security")
                        .hint("write `security: tls`, or remove `username`"),
                );
            }
        }
        let ca_file = self.ca_file.as_deref();
        if ca_file.is_some_and(|path| path.trim().is_empty()) {
            faults.push(Problem::new("`ca_file` is empty").key("mail.smtp.ca_file").hint("name a PEM file"));
        }
        let connections = faults.range("mail.smtp.connections", self.connections, CONNECTIONS_MAX);
        let per_minute = faults.range("mail.smtp.per_minute", self.per_minute, PER_MINUTE_MAX);
        let timeout = faults.range("mail.smtp.timeout", self.timeout, TIMEOUT_MAX);
        let seconds = |value: i64| Duration::from_secs(value.unsigned_abs());
        Some(Smtp {
            host: host?,
            port: u16::try_from(port?).ok()?,
            security: security?,
            login,
            ca_file: ca_file.map(PathBuf::from),
            connections: usize::try_from(connections.unwrap_or(CONNECTIONS)).ok()?,
            per_minute: per_minute.and_then(|n| u32::try_from(n).ok()),
            timeout: seconds(timeout.unwrap_or(TIMEOUT)),
            dot_timeout: seconds(timeout.unwrap_or(DOT_TIMEOUT).min(DOT_TIMEOUT)),
        })
    }

    fn to_host(&self, faults: &mut Faults) -> Option<String> {
        const KEY: &str = "mail.smtp.host";
        let Some(host) = self.host.as_deref() else {
            return faults.missing(KEY, "the server of your provider, such as smtp.example.org");
        };
        if host.parse::<IpAddr>().is_ok() {
            return Some(host.to_owned());
        }
        let ascii = domain_to_ascii_strict(host).ok().filter(|_| !host.contains(is_unprintable));
        if ascii.is_none() {
            faults.push(
                Problem::new(format!("`host` is `{host}`, which is not the name of a server"))
                    .key(KEY)
                    .hint("write the bare name, such as smtp.example.org; the port has a key of its own"),
            );
        }
        ascii
    }

    fn to_login(&self, faults: &mut Faults) -> Option<Login> {
        let auth = faults.choice(
            "mail.smtp.auth",
            self.auth.as_deref(),
            &[("password", Auth::Password), ("xoauth2", Auth::Xoauth2)],
        );
        let mut sources = Vec::new();
        if let Some(command) = faults.filled("mail.smtp.password_command", self.password_command.as_deref()) {
            sources.push(("password_command", SecretSource::Command(command)));
        }
        if let Some(name) = self.password_env.as_deref() {
            if is_variable(name) {
                sources.push(("password_env", SecretSource::Env(name.to_owned())));
            } else {
                // The value is not shown: it may well be the password itself.
                faults.push(
                    Problem::new("`password_env` is not the name of an environment variable")
                        .key("mail.smtp.password_env")
                        .hint("write a name such as GARBO_PASSWORD, and set that variable to the password"),
                );
            }
        }
        if self.keyring == Some(true) {
            sources.push(("keyring", SecretSource::Keyring));
        }
        if let Some(command) = faults.filled("mail.smtp.token_command", self.token_command.as_deref()) {
            sources.push(("token_command", SecretSource::Command(command)));
        }
        if let [(first, _), (second, _), ..] = sources.as_slice() {
            faults.push(
                Problem::new(format!("`{first}` and `{second}` both say where the secret is"))
                    .key(format!("mail.smtp.{second}"))
                    .hint("keep one of them"),
            );
        }
        let source = sources.into_iter().next();
        let Some(username) = faults.filled("mail.smtp.username", self.username.as_deref()) else {
            if let (Some((key, _)), None) = (&source, &self.username) {
                faults.push(
                    Problem::new(format!("`{key}` is given, but no `username`"))
                        .key("mail.smtp.username")
                        .hint("write the name to log in with, mostly the whole address"),
                );
            }
            return None;
        };
        let is_token = matches!(source, Some(("token_command", _)));
        match auth? {
            Auth::Xoauth2 if !is_token => faults.push(
                Problem::new("`auth` is xoauth2, but there is no `token_command`")
                    .key("mail.smtp.token_command")
                    .hint("write a command that prints an access token"),
            ),
            Auth::Password if is_token => faults.push(
                Problem::new("`token_command` is given, but `auth` is password")
                    .key("mail.smtp.auth")
                    .hint("write `auth: xoauth2`, or `password_command`"),
            ),
            _ => {}
        }
        if self.keyring == Some(false) && source.is_none() {
            faults.push(
                Problem::new("`keyring` is false, and nothing else says where the password is")
                    .key("mail.smtp.keyring")
                    .hint("write `password_command` or `password_env`"),
            );
        }
        let secret = source.map_or(SecretSource::Keyring, |(_, source)| source);
        Some(Login { username, auth: auth?, secret })
    }
}

fn is_variable(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// The faults found so far.
#[derive(Default)]
struct Faults(Vec<Problem>);

impl Faults {
    fn push(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    fn missing<T>(&mut self, key: &str, example: &str) -> Option<T> {
        let name = last(key);
        self.push(
            Problem::new(format!("`{name}` is missing"))
                .key(key)
                .hint(format!("write `{name}: `, then {example}")),
        );
        None
    }

    fn filled(&mut self, key: &str, value: Option<&str>) -> Option<String> {
        let value = value?;
        if value.trim().is_empty() || value.contains(is_unprintable) {
            let name = last(key);
            self.push(Problem::new(format!("`{name}` is empty or has control characters")).key(key));
            return None;
        }
        Some(value.to_owned())
    }

    fn range(&mut self, key: &str, value: Option<i64>, max: i64) -> Option<i64> {
        let value = value?;
        if (1..=max).contains(&value) {
            return Some(value);
        }
        let name = last(key);
        self.push(Problem::new(format!("`{name}` is {value}, expected 1 to {max}")).key(key));
        None
    }

    /// Returns the value of a word; the first of the table where none is given.
    fn choice<T: Copy>(&mut self, key: &str, word: Option<&str>, table: &[(&str, T)]) -> Option<T> {
        let Some(word) = word else { return table.first().map(|(_, value)| *value) };
        if let Some((_, value)) = table.iter().find(|(name, _)| *name == word) {
            return Some(*value);
        }
        let names: Vec<&str> = table.iter().map(|(name, _)| *name).collect();
        let mut problem =
            Problem::new(format!("`{}` is `{word}`, expected {}", last(key), names.join(", "))).key(key);
        if let Some(near) = nearest(word, names) {
            problem = problem.hint(format!("did you mean `{near}`?"));
        }
        self.push(problem);
        None
    }
}

fn last(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}
