//! The mail account tried step by step, without sending anything.
//!
//! Floor: deliver. For the doctor: one line a step, each says ok or what to do.

use super::connect::{Keys, Milestone, open};
use super::fault::{Fault, Stage};
use crate::error::{Error, Result};
use crate::model::mail_account::{Auth, Login, SecretSource, Security, Smtp};

/// One step of the probe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeLine {
    /// What was tried, in a word or two.
    pub step: &'static str,
    /// What was found; or what is wrong, and what to do.
    pub result: Result<String>,
}

/// Resolves, connects, encrypts, asks for the capabilities and logs in; stops at the first step that fails.
///
/// `smtp.ca_file` must be resolved against the practice folder.
pub fn probe(smtp: &Smtp) -> Vec<ProbeLine> {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let result = Err(Error::internal("the network can't be used").cause(error));
            return vec![ProbeLine { step: "network", result }];
        }
    };
    let mut lines = Vec::new();
    let end = runtime.block_on(async {
        let keys = Keys::read(smtp).await?;
        lines.extend(
            smtp.login
                .as_ref()
                .map(|login| ProbeLine { step: step(Stage::Settings), result: Ok(source(login).to_owned()) }),
        );
        let session = open(smtp, &keys, |milestone| lines.push(line(milestone))).await?;
        session.quit(smtp.timeout).await;
        Ok::<_, Fault>(())
    });
    runtime.shutdown_background();
    match end {
        Err(fault) => {
            let error = fault.to_error(smtp);
            let is_file = error.problems.iter().any(|p| p.key.as_deref() == Some("mail.smtp.ca_file"));
            let stage = if is_file { Stage::Handshake } else { fault.stage };
            lines.push(ProbeLine { step: step(stage), result: Err(error) });
        }
        Ok(()) if smtp.security == Security::None => lines.push(ProbeLine {
            step: step(Stage::Handshake),
            result: Ok("none: `security: none`, on this computer only".to_owned()),
        }),
        Ok(()) => {}
    }
    lines
}

/// Says where the secret was found, and nothing of it.
fn source(login: &Login) -> &'static str {
    match (&login.secret, login.auth) {
        (SecretSource::Command(_), Auth::Password) => "printed by `password_command`",
        (SecretSource::Command(_), Auth::Xoauth2) => "printed by `token_command`",
        (SecretSource::Env(_), _) => "found in the variable of `password_env`",
        (SecretSource::Keyring, _) => "found in the keyring",
    }
}

fn line(milestone: Milestone) -> ProbeLine {
    let (stage, found) = match milestone {
        Milestone::Resolved(addresses) => {
            let addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
            (Stage::Resolve, addresses.join(", "))
        }
        Milestone::Connected(peer) => (Stage::Connect, peer.to_string()),
        Milestone::Encrypted(version) => (Stage::Handshake, version.to_owned()),
        Milestone::Greeted(capabilities) => (Stage::Hello, capabilities),
        Milestone::LoggedIn(mechanism) => (Stage::Login, mechanism.to_owned()),
    };
    ProbeLine { step: step(stage), result: Ok(found) }
}

fn step(stage: Stage) -> &'static str {
    match stage {
        Stage::Settings => "password",
        Stage::Resolve => "host name",
        Stage::Connect => "connection",
        Stage::Greeting | Stage::Hello => "capabilities",
        Stage::Starttls | Stage::Handshake => "encryption",
        Stage::Login => "login",
        Stage::Sender | Stage::Recipient | Stage::Copy | Stage::Data | Stage::Content | Stage::Dot => {
            "message"
        }
    }
}
