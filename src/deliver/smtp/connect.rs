//! From the name of a server to a session that is logged in.
//!
//! Floor: deliver. Resolve, connect, encrypt, greet, log in; every step bounded in time.

use std::net::{IpAddr, SocketAddr};

use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::TlsConnector;

use super::fault::{Cause, Fault, Stage};
use super::login::login;
use super::secret::{Secret, fetch};
use super::session::Session;
use super::tls::{connector, encrypt};
use super::wire::{Carrier, Wire};
use crate::model::mail_account::{Security, Smtp};

const USE_TLS: &str =
    "write `security: tls` and port 465 if the provider offers it; garbo never goes on in clear";
const LOOPBACK: &str = "write `security: tls`, or `starttls` where the provider says port 587";

/// What all connections of a run share: read once, before the first one.
pub(crate) struct Keys {
    connector: Option<TlsConnector>,
    secret: Option<Secret>,
}

impl Keys {
    /// Reads roots and secret.
    ///
    /// # Errors
    /// A fault of the settings, carrying the error that names file or key.
    pub(crate) async fn read(smtp: &Smtp) -> Result<Self, Fault> {
        let fault = |error| Fault::new(Stage::Settings, Cause::Settings(Box::new(error)));
        let connector = match smtp.security {
            Security::None => None,
            Security::Tls | Security::Starttls => {
                Some(connector(smtp).map_err(|error| error.key("mail.smtp.ca_file")).map_err(fault)?)
            }
        };
        let secret = match &smtp.login {
            Some(login) => Some(fetch(login, smtp.timeout).await.map_err(fault)?),
            None => None,
        };
        Ok(Self { connector, secret })
    }
}

/// A step that succeeded, for the doctor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Milestone {
    Resolved(Vec<IpAddr>),
    Connected(SocketAddr),
    Encrypted(&'static str),
    Greeted(String),
    LoggedIn(&'static str),
}

/// Opens a session, telling each step that succeeded.
///
/// # Errors
/// The step that failed, and why. Nothing of a message has been sent, and no password without encryption.
pub(crate) async fn open(
    smtp: &Smtp,
    keys: &Keys,
    mut tell: impl FnMut(Milestone),
) -> Result<Session, Fault> {
    let addresses = resolve(smtp).await?;
    tell(Milestone::Resolved(addresses.iter().map(SocketAddr::ip).collect()));
    let stream = dial(smtp, &addresses).await?;
    let name = stream.local_addr().map_or(IpAddr::from([127, 0, 0, 1]), |address| address.ip());
    if let Ok(peer) = stream.peer_addr() {
        tell(Milestone::Connected(peer));
    }
    let mut session = match (smtp.security, &keys.connector) {
        (Security::Tls, Some(connector)) => {
            let stream = encrypt(connector, smtp, stream).await?;
            tell(Milestone::Encrypted(version(&stream)));
            let wire = Wire::new(Carrier::Tls(Box::new(stream)), smtp.timeout);
            Session::greet(wire, name, true).await?
        }
        (Security::Starttls, Some(connector)) => {
            let wire = Wire::new(Carrier::Plain(stream), smtp.timeout);
            let stream = starttls(Session::greet(wire, name, false).await?).await?;
            let stream = encrypt(connector, smtp, stream).await?;
            tell(Milestone::Encrypted(version(&stream)));
            let wire = Wire::new(Carrier::Tls(Box::new(stream)), smtp.timeout);
            wire.greet();
            Session::greet(wire, name, true).await?
        }
        (Security::None, _) => {
            Session::greet(Wire::new(Carrier::Plain(stream), smtp.timeout), name, false).await?
        }
        (Security::Tls | Security::Starttls, None) => {
            let cause = Cause::Lacks("there is no encryption to use".to_owned(), USE_TLS);
            return Err(Fault::new(Stage::Settings, cause));
        }
    };
    tell(Milestone::Greeted(session.capabilities().shown()));
    if let (Some(account), Some(secret)) = (&smtp.login, &keys.secret) {
        tell(Milestone::LoggedIn(login(&mut session, account, secret).await?));
    }
    Ok(session)
}

async fn resolve(smtp: &Smtp) -> Result<Vec<SocketAddr>, Fault> {
    let fault = |cause| Fault::new(Stage::Resolve, cause);
    let unresolved = || fault(Cause::Unresolved(smtp.host.clone()));
    let found = timeout(smtp.timeout, lookup_host((smtp.host.as_str(), smtp.port)))
        .await
        .map_err(|_| fault(Cause::TimedOut(smtp.timeout)))?
        .map_err(|_| unresolved())?;
    let found: Vec<SocketAddr> = found.collect();
    if found.is_empty() {
        return Err(unresolved());
    }
    if smtp.security == Security::None && !found.iter().all(|address| address.ip().is_loopback()) {
        let text = format!("`security: none` works on this computer only, and {} is another one", smtp.host);
        return Err(fault(Cause::Lacks(text, LOOPBACK)));
    }
    Ok(found)
}

/// Tries the addresses in turn; together they have as long as one reply.
async fn dial(smtp: &Smtp, addresses: &[SocketAddr]) -> Result<TcpStream, Fault> {
    let end = Instant::now() + smtp.timeout;
    let mut last = Cause::TimedOut(smtp.timeout);
    for (i, address) in addresses.iter().enumerate() {
        let now = Instant::now();
        let left = u32::try_from(addresses.len() - i).unwrap_or(u32::MAX);
        let share = now + end.saturating_duration_since(now) / left;
        match timeout_at(share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Without it, each message waits for a delayed acknowledgement: 44 ms.
                stream
                    .set_nodelay(true)
                    .map_err(|error| Fault::new(Stage::Connect, Cause::from_io(&error)))?;
                return Ok(stream);
            }
            Ok(Err(error)) => last = Cause::from_io(&error),
            Err(_) => last = Cause::TimedOut(smtp.timeout),
        }
    }
    Err(Fault::new(Stage::Connect, last))
}

/// Asks for encryption and hands back the bare connection.
async fn starttls(mut session: Session) -> Result<TcpStream, Fault> {
    let fault = |cause| Fault::new(Stage::Starttls, cause);
    if !session.capabilities().starttls {
        let text = "the server does not offer STARTTLS, and garbo refuses to go on unencrypted".to_owned();
        return Err(fault(Cause::Lacks(text, USE_TLS)));
    }
    let reply = session.command(Stage::Starttls, "STARTTLS\r\n").await?;
    if reply.code != 220 {
        return Err(fault(Cause::Reply(reply)));
    }
    session.into_wire().into_bare().await.map_err(|cause| match cause {
        Cause::Injected => fault(cause),
        cause => Fault::new(Stage::Handshake, cause),
    })
}

fn version(stream: &tokio_rustls::client::TlsStream<TcpStream>) -> &'static str {
    match stream.get_ref().1.protocol_version() {
        Some(tokio_rustls::rustls::ProtocolVersion::TLSv1_3) => "TLS 1.3",
        Some(tokio_rustls::rustls::ProtocolVersion::TLSv1_2) => "TLS 1.2",
        _ => "TLS",
    }
}
