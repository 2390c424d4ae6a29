//! The password or token: fetched once a run from where the settings say, wiped after use.
//!
//! Floor: deliver. The secret is in no message, no log, no argument of a process.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::process::Command;
use tokio::time::timeout;
use zeroize::{Zeroize, Zeroizing};

use crate::error::{Error, Result};
use crate::model::mail_account::{Auth, Login, SecretSource};

/// More than any password or token; what is longer is some other output.
const OUTPUT_MAX: u64 = 64 * 1024;
const KEYRING_SERVICE: &str = "garbo";

/// A password or an access token. Shows nothing of itself.
pub(crate) struct Secret(Zeroizing<String>);

impl Secret {
    /// Returns the secret, for the one place that sends it.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

/// Fetches the secret; a command has as long as a reply of the server.
///
/// # Errors
/// `Configuration`, naming the setting, when it fails, says nothing or takes too long.
pub(crate) async fn fetch(login: &Login, patience: Duration) -> Result<Secret> {
    forbid_dumps();
    match &login.secret {
        SecretSource::Command(line) => {
            let key = match login.auth {
                Auth::Password => "password_command",
                Auth::Xoauth2 => "token_command",
            };
            run(key, line, patience).await
        }
        SecretSource::Env(name) => {
            #[expect(clippy::disallowed_methods, reason = "the secret passes through no other hands")]
            let value = std::env::var(name);
            let value = Zeroizing::new(value.map_err(|_| {
                unusable("password_env", &format!("`password_env` names {name}, which is not set"))
                    .hint(format!("set {name} to the password before starting garbo"))
            })?);
            first_line("password_env", value)
        }
        SecretSource::Keyring => {
            let value = keyring::Entry::new(KEYRING_SERVICE, &login.username)
                .and_then(|entry| entry.get_password())
                .map_err(|error| {
                    let why = match error {
                        keyring::Error::NoEntry => "it holds none for this user".to_owned(),
                        // The other texts may carry the bytes found.
                        keyring::Error::BadEncoding(_) => "what it holds is not text".to_owned(),
                        other => other.to_string(),
                    };
                    unusable("keyring", &format!("the keyring gives no password for {}", login.username))
                        .cause(why)
                        .hint("put it there for the service `garbo`, or write `password_command` in practice.yaml")
                })?;
            first_line("keyring", Zeroizing::new(value))
        }
    }
}

/// From now on a crash leaves no image of the memory on the disk: the secret would be in it.
///
/// Where the system refuses, sending goes on: it is one lock of several.
#[cfg(unix)]
fn forbid_dumps() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    // A program that collects dumps is handed them whatever the limit says.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

#[cfg(not(unix))]
fn forbid_dumps() {}

async fn run(key: &str, line: &str, patience: Duration) -> Result<Secret> {
    let words = shell_words::split(line)
        .map_err(|error| unusable(key, &format!("`{key}` is no command line")).cause(error))?;
    let Some((program, arguments)) = words.split_first() else {
        return Err(unusable(key, &format!("`{key}` is empty")));
    };
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| {
            unusable(key, &format!("`{key}` can't be started: {program}")).cause(error.kind())
        })?;
    let stdout = child.stdout.take();
    let work = async {
        let mut bytes = Zeroizing::new(Vec::with_capacity(4096));
        if let Some(stdout) = stdout {
            stdout.take(OUTPUT_MAX).read_to_end(&mut bytes).await?;
        }
        Ok::<_, std::io::Error>((bytes, child.wait().await?))
    };
    let (bytes, status) = match timeout(patience, work).await {
        Ok(Ok(done)) => done,
        Ok(Err(error)) => {
            return Err(unusable(key, &format!("`{key}` can't be read: {program}")).cause(error.kind()));
        }
        Err(_) => {
            let after = patience.as_secs_f32();
            return Err(unusable(key, &format!("`{key}` timed out after {after} s: {program}"))
                .hint("it must print the secret without asking anything on the terminal"));
        }
    };
    if !status.success() {
        return Err(unusable(key, &format!("`{key}` failed: {program}"))
            .cause(status)
            .hint("try the command in a terminal"));
    }
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| unusable(key, &format!("`{key}` printed something that is not text")))?;
    first_line(key, Zeroizing::new(text.to_owned()))
}

/// Takes the first line, as `pass` keeps notes below it.
fn first_line(key: &str, mut text: Zeroizing<String>) -> Result<Secret> {
    let line = Zeroizing::new(text.lines().next().unwrap_or_default().to_owned());
    text.zeroize();
    if line.is_empty() {
        return Err(unusable(key, &format!("`{key}` gave an empty secret")));
    }
    if line.contains('\0') {
        return Err(unusable(key, &format!("`{key}` gave a secret with a zero byte")));
    }
    Ok(Secret(line))
}

fn unusable(key: &str, message: &str) -> Error {
    let hint = match key {
        "password_env" => "set the variable to the password before starting garbo".to_owned(),
        "keyring" if cfg!(target_os = "linux") => {
            "put the password there for the service `garbo`; it is lost when the computer is switched off, so rather \
             name a command that asks your desktop's: `password_command: \"secret-tool lookup service garbo\"`"
                .to_owned()
        }
        "keyring" => "put the password there for the service `garbo`".to_owned(),
        command => {
            format!("`{command}` in practice.yaml is a command that prints the secret in its first line")
        }
    };
    Error::configuration(message).key(format!("mail.smtp.{key}")).hint(hint)
}
