//! What went wrong on the way to the mail server: at which step, why, and what to do about it.
//!
//! Floor: deliver. The words that users read when mail does not leave; nothing here acts.

use std::fmt;
use std::io;
use std::time::Duration;

use super::reply::{Broken, Reply};
use crate::error::{Error, ErrorKind, Problem};
use crate::model::mail_account::Smtp;

/// A step of the dialogue with the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Settings,
    Resolve,
    Connect,
    Greeting,
    Hello,
    Starttls,
    Handshake,
    Login,
    Sender,
    Recipient,
    Copy,
    Data,
    Content,
    Dot,
}

impl Stage {
    /// Returns what garbo was doing, to follow "while".
    fn doing(self) -> &'static str {
        match self {
            Self::Settings => "reading the settings",
            Self::Resolve => "looking up the host name",
            Self::Connect => "connecting",
            Self::Greeting => "waiting for the greeting",
            Self::Hello => "asking what the server can do (EHLO)",
            Self::Starttls => "asking for encryption (STARTTLS)",
            Self::Handshake => "starting TLS",
            Self::Login => "logging in (AUTH)",
            Self::Sender => "naming the sender (MAIL FROM)",
            Self::Recipient => "naming the recipient (RCPT TO)",
            Self::Copy => "naming yourself for a copy (RCPT TO)",
            Self::Data => "announcing the message (DATA)",
            Self::Content => "sending the message",
            Self::Dot => "waiting for the answer to the whole message",
        }
    }
}

/// Why a step failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    Unresolved(String),
    Refused,
    /// The server closed the connection.
    Closed,
    /// The network broke it.
    Lost(String),
    TimedOut(Duration),
    Broken(Broken),
    /// The server answered, and not with what the step needs.
    Reply(Reply),
    /// Something came between STARTTLS and the handshake.
    Injected,
    /// The handshake, with the reason and the remedy.
    Tls(String, &'static str),
    /// The server lacks something that garbo insists on, with the remedy.
    Lacks(String, &'static str),
    /// A setting, an unusable secret, a file: an error of its own.
    Settings(Box<Error>),
    /// The user asked to stop.
    Stopped,
}

impl Cause {
    /// Returns the cause of an I/O error; "timed out" and "refused" in words, not as a number.
    pub(crate) fn from_io(error: &io::Error) -> Self {
        use io::ErrorKind as Kind;
        match error.kind() {
            Kind::ConnectionRefused => Self::Refused,
            Kind::UnexpectedEof | Kind::ConnectionAborted => Self::Closed,
            Kind::ConnectionReset | Kind::BrokenPipe => Self::Lost("connection reset".to_owned()),
            Kind::TimedOut | Kind::WouldBlock => Self::Lost("the network timed out".to_owned()),
            Kind::HostUnreachable => Self::Lost("no route to the host".to_owned()),
            Kind::NetworkUnreachable | Kind::NetworkDown => Self::Lost("the network is down".to_owned()),
            kind => Self::Lost(kind.to_string()),
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unresolved(host) => write!(f, "cannot resolve the host name {host}"),
            Self::Refused => f.write_str("connection refused"),
            Self::Closed => f.write_str("connection lost: the server closed it"),
            Self::Lost(why) => write!(f, "connection lost: {why}"),
            Self::TimedOut(after) => write!(f, "timed out after {} s", after.as_secs_f32()),
            Self::Broken(Broken::TooLong) => f.write_str("the server's reply is too long, too large to be one"),
            Self::Broken(Broken::Garbage(line)) => {
                let line: String = line.chars().take(60).collect();
                write!(f, "the server's answer is not SMTP: `{line}`")
            }
            Self::Broken(Broken::MixedCodes) => f.write_str("the lines of the server's reply contradict each other"),
            Self::Reply(reply) => write!(f, "the server answered {}", reply.shown()),
            Self::Injected => f.write_str(
                "unexpected data before TLS: the server, or somebody in between, spoke before the encryption began",
            ),
            Self::Tls(why, _) | Self::Lacks(why, _) => f.write_str(why),
            Self::Settings(error) => {
                let message = error.problems.first().map_or("the settings", |problem| problem.message.as_str());
                f.write_str(message)
            }
            Self::Stopped => f.write_str("stopped before it was sent"),
        }
    }
}

/// A step that failed. The connection is not to be used any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub stage: Stage,
    pub cause: Cause,
}

impl Fault {
    pub(crate) fn new(stage: Stage, cause: Cause) -> Self {
        Self { stage, cause }
    }

    /// Tells whether a further try in the same run could only do harm, such as lock the account.
    pub(crate) fn is_final(&self) -> bool {
        match &self.cause {
            Cause::Settings(_) | Cause::Tls(..) | Cause::Lacks(..) | Cause::Injected | Cause::Stopped => true,
            // 530, 534, 535, 538: log in first, or otherwise (RFC 4954, 6).
            Cause::Reply(reply) => self.stage == Stage::Login || matches!(reply.code, 530 | 534 | 535 | 538),
            _ => self.stage == Stage::Login,
        }
    }

    /// Tells whether waiting was in vain; such a server is given up sooner.
    pub(crate) fn is_timeout(&self) -> bool {
        matches!(self.cause, Cause::TimedOut(_))
    }

    /// Returns the sentence that is kept with a message that could not be sent.
    pub(crate) fn reason(&self) -> String {
        match &self.cause {
            Cause::Tls(..) => self.cause.to_string(),
            cause if self.stage == Stage::Handshake => format!("TLS failed: {cause}"),
            Cause::Unresolved(_) | Cause::Refused | Cause::Settings(_) | Cause::Stopped => {
                self.cause.to_string()
            }
            cause => format!("{cause}, while {}", self.stage.doing()),
        }
    }

    /// Returns the error that the user sees when the whole run ends by it.
    pub(crate) fn to_error(&self, smtp: &Smtp) -> Error {
        if let Cause::Settings(error) = &self.cause {
            return error.as_ref().clone();
        }
        let mut problem = Problem::new(match &self.cause {
            Cause::Reply(_) if self.stage == Stage::Login => {
                format!("authentication failed at {}:{}", smtp.host, smtp.port)
            }
            _ => format!("no mail can be sent through {}:{}", smtp.host, smtp.port),
        })
        .cause(self.reason());
        if let Some(hint) = self.hint(smtp) {
            problem = problem.hint(hint);
        }
        Error::new(self.kind(), problem)
    }

    fn kind(&self) -> ErrorKind {
        match &self.cause {
            Cause::Tls(..) | Cause::Lacks(..) => ErrorKind::Configuration,
            Cause::Reply(reply) if reply.code >= 500 && self.is_final() => ErrorKind::Configuration,
            Cause::Reply(reply) if reply.code >= 500 => ErrorKind::Refused,
            Cause::Injected => ErrorKind::Refused,
            _ => ErrorKind::TryAgain,
        }
    }

    fn hint(&self, smtp: &Smtp) -> Option<String> {
        let text = match (&self.cause, self.stage) {
            (Cause::Tls(_, hint) | Cause::Lacks(_, hint), _) => *hint,
            (Cause::Unresolved(_), _) => "check `mail.smtp.host` in practice.yaml, and the network",
            (Cause::Refused, _) => {
                "check `mail.smtp.port` in practice.yaml; 465 goes with tls, 587 with starttls"
            }
            (Cause::Injected, _) => "use another network, or `security: tls` with port 465; nothing was sent",
            (Cause::Reply(reply), Stage::Login) if reply.code >= 500 => {
                "check username and password; many providers want an app password here, made on their web site"
            }
            (Cause::Reply(reply), _) if reply.code >= 500 && self.is_final() => {
                "give `username` and where the password is in practice.yaml"
            }
            (Cause::TimedOut(_) | Cause::Broken(_), Stage::Greeting) => {
                return Some(format!(
                    "is {} the right port? 465 goes with `security: tls`, 587 with `starttls`",
                    smtp.port
                ));
            }
            (Cause::Stopped, _) => "go on with `garbo outbox send`",
            _ => "what was not sent stays queued: try again later with `garbo outbox send`",
        };
        Some(text.to_owned())
    }
}
