//! Logging in: PLAIN, LOGIN, XOAUTH2; one try a run.
//!
//! Floor: deliver. The texts of challenges are not looked at: servers word them as they like.

use std::fmt;

use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::commands::Auth as AuthCommand;

use super::fault::{Cause, Fault, Stage};
use super::secret::Secret;
use super::session::Session;
use crate::model::mail_account::{Auth, Login};

const NO_MECHANISM: &str = "garbo knows PLAIN and LOGIN (`auth: password`) and XOAUTH2 (`auth: xoauth2`)";

/// Logs in with the first mechanism that both sides know; returns its name.
///
/// # Errors
/// Final: a second try might lock the account.
pub(crate) async fn login(
    session: &mut Session,
    login: &Login,
    secret: &Secret,
) -> Result<&'static str, Fault> {
    // Settings refuse this too; a password in clear is worth two locks.
    if !session.is_encrypted() {
        return Err(lacks("a password is never sent over a connection without encryption".to_owned()));
    }
    let known: &[(&str, Mechanism)] = match login.auth {
        Auth::Password => &[("PLAIN", Mechanism::Plain), ("LOGIN", Mechanism::Login)],
        Auth::Xoauth2 => &[("XOAUTH2", Mechanism::Xoauth2)],
    };
    let offered = &session.capabilities().auth;
    let Some((name, mechanism)) = known.iter().copied().find(|(name, _)| session.capabilities().offers(name))
    else {
        let offered = if offered.is_empty() { "none at all".to_owned() } else { offered.join(", ") };
        return Err(lacks(format!("the server offers no login that garbo knows; it offers {offered}")));
    };
    let credentials = Credentials::new(login.username.clone(), secret.reveal().to_owned());
    let line = |challenge: Option<&str>| {
        AuthCommand::new(mechanism, credentials.clone(), challenge.map(str::to_owned))
            .map_err(|error| lacks(error.to_string()))
    };
    let mut reply = session.command(Stage::Login, line(None)?).await?;
    if mechanism == Mechanism::Login {
        for challenge in ["Username:", "Password:"] {
            if reply.code == 334 {
                reply = session.command(Stage::Login, line(Some(challenge))?).await?;
            }
        }
    } else if mechanism == Mechanism::Xoauth2 && reply.code == 334 {
        // The refusal comes as a challenge; an empty answer fetches the code.
        reply = session.command(Stage::Login, Line("")).await?;
    }
    match reply.code {
        235 => Ok(name),
        334 => {
            Err(lacks("authentication failed: the server keeps asking (334) and never decides".to_owned()))
        }
        _ => Err(Fault::new(Stage::Login, Cause::Reply(reply))),
    }
}

fn lacks(text: String) -> Fault {
    Fault::new(Stage::Login, Cause::Lacks(text, NO_MECHANISM))
}

/// A bare line.
struct Line(&'static str);

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\r\n", self.0)
    }
}
