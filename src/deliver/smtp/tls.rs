//! TLS: whom to trust, and what a failed handshake means.
//!
//! Floor: deliver. The only file that names rustls and the system's roots.

use std::path::Path;
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::client::verify_server_name;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::server::ParsedCertificate;
use tokio_rustls::rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error as TlsError, RootCertStore, SignatureScheme,
};

use super::fault::{Cause, Fault, Stage};
use crate::error::{Error, Place, Result};
use crate::model::mail_account::Smtp;

const OTHER_PORT: &str = "465 goes with `security: tls`, 587 with `security: starttls`";
const WRONG_HOST: &str = "write the name that your provider gives for its server; nothing was sent";
const EXPIRED: &str = "check the clock of this computer; else the provider must renew it; nothing was sent";
const UNKNOWN: &str = "if it is your own server, name its certificate in `mail.smtp.ca_file`; else do not go on; nothing was sent";

/// Reads the trusted roots: the system's and those of `ca_file`.
///
/// # Errors
/// `Missing` or `Configuration`, naming the file, when `ca_file` is unusable or there is no root at all.
pub(crate) fn connector(smtp: &Smtp) -> Result<TlsConnector> {
    let pinned = match &smtp.ca_file {
        Some(path) => read_pem(path)?,
        None => Vec::new(),
    };
    let mut roots = RootCertStore::empty();
    // Single unreadable system certificates are not the user's fault and not needed.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    for certificate in &pinned {
        roots.add(certificate.clone()).map_err(|error| {
            let shown = smtp.ca_file.as_deref().unwrap_or(Path::new("ca_file")).display().to_string();
            Error::configuration("`ca_file` holds a certificate that can't be used")
                .at(Place::file(shown))
                .cause(error)
        })?;
    }
    if roots.is_empty() {
        return Err(Error::configuration("this computer has no certificates to check a server by")
            .hint("install them (ca-certificates), or name a file in `mail.smtp.ca_file`"));
    }
    let provider = Arc::new(ring::default_provider());
    let unusable = |error: String| Error::internal("TLS can't be set up").cause(error);
    let chain = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
        .build()
        .map_err(|error| unusable(error.to_string()))?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| unusable(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Verifier { chain, pinned }))
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

fn read_pem(path: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let place = || Place::file(path.display().to_string());
    #[expect(clippy::disallowed_methods, reason = "the door to `ca_file`")]
    let text = std::fs::read(path);
    let text = text.map_err(|error| {
        Error::missing("`ca_file` can't be read")
            .at(place())
            .cause(error.kind())
            .hint("name a PEM file, relative to the practice folder")
    })?;
    let found: std::result::Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        _ => Err(Error::configuration("`ca_file` holds no certificate")
            .at(place())
            .hint("it must be PEM: -----BEGIN CERTIFICATE-----")),
    }
}

/// The usual checks, and one more way to pass: the server shows the very certificate that `ca_file` names.
///
/// `openssl req -x509` marks a self-signed certificate as an authority, and webpki refuses an authority as
/// a server's certificate even where the user named it. Validity in time, host name and signature are
/// checked all the same.
#[derive(Debug)]
struct Verifier {
    chain: Arc<WebPkiServerVerifier>,
    pinned: Vec<CertificateDer<'static>>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, TlsError> {
        let verdict = self.chain.verify_server_cert(end_entity, intermediates, server_name, ocsp, now);
        match &verdict {
            // webpki looks at the validity first, so time is no longer in question here.
            Err(error) if is_authority(error) && self.pinned.iter().any(|pin| pin == end_entity) => {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                Ok(ServerCertVerified::assertion())
            }
            _ => verdict,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, TlsError> {
        self.chain.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, TlsError> {
        self.chain.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.chain.supported_verify_schemes()
    }
}

fn is_authority(error: &TlsError) -> bool {
    let TlsError::InvalidCertificate(CertificateError::Other(other)) = error else { return false };
    format!("{other:?}").contains("CaUsedAsEndEntity")
}

/// Encrypts the connection, checking the certificate against the host name of the settings.
///
/// # Errors
/// Which of wrong host, expired, unknown issuer it was; or that the server does not speak TLS.
pub(crate) async fn encrypt(
    connector: &TlsConnector,
    smtp: &Smtp,
    stream: TcpStream,
) -> std::result::Result<TlsStream<TcpStream>, Fault> {
    let fault = |cause| Fault::new(Stage::Handshake, cause);
    let name = ServerName::try_from(smtp.host.clone()).map_err(|_| {
        fault(Cause::Tls(format!("`{}` is not a name that a certificate can be for", smtp.host), WRONG_HOST))
    })?;
    match timeout(smtp.timeout, connector.connect(name, stream)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => {
            let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<TlsError>());
            Err(fault(inner.map_or_else(|| Cause::from_io(&error), |error| explain(error, &smtp.host))))
        }
        Err(_) => Err(fault(Cause::TimedOut(smtp.timeout))),
    }
}

/// Returns what a TLS error means for somebody who sends letters.
fn explain(error: &TlsError, host: &str) -> Cause {
    let (text, hint) = match error {
        TlsError::InvalidCertificate(certificate) => match certificate {
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                (format!("TLS failed: the server's certificate is for another host, not for {host}"), WRONG_HOST)
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                ("TLS failed: the server's certificate has expired".to_owned(), EXPIRED)
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                ("TLS failed: the server's certificate is not valid yet".to_owned(), EXPIRED)
            }
            // A bad signature: the issuer goes by a known name and has another key.
            CertificateError::UnknownIssuer | CertificateError::BadSignature => (
                "TLS failed: the server's certificate is self-signed, or its issuer is unknown to this computer"
                    .to_owned(),
                UNKNOWN,
            ),
            _ if is_authority(error) => ("TLS failed: the server's certificate is self-signed".to_owned(), UNKNOWN),
            other => (format!("TLS failed: the server's certificate is not valid: {other}"), UNKNOWN),
        },
        TlsError::InvalidMessage(_) => {
            ("TLS failed: the server does not speak TLS here".to_owned(), OTHER_PORT)
        }
        TlsError::AlertReceived(alert) => (format!("TLS failed: the server ended it ({alert:?})"), OTHER_PORT),
        other => (format!("TLS failed: {other}"), OTHER_PORT),
    };
    Cause::Tls(text, hint)
}
