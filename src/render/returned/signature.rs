//! A signature in a PDF: what it covers, whether the bytes are unchanged, who signed by the certificate in it.
//!
//! CMS by RFC 5652, within PDF by ISO 32000-2, 12.8. RSA with PKCS #1 v1.5 and ECDSA on P-256 and P-384 are checked;
//! whether the certificate deserves trust is not.

use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{ObjectIdentifier, OctetString};
use der::{Encode, Reader, SliceReader};
use ring::digest::{self, Algorithm};
use ring::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use x509_cert::Certificate;

use crate::render::returned::Integrity;

const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");

/// What a signature says of itself and of the file.
pub(super) struct Checked {
    pub signer: Option<String>,
    pub integrity: Integrity,
    pub followed: bool,
}

/// Checks a signature: `contents` is the CMS structure, `range` the two spans of the file that it covers.
pub(super) fn check(contents: &[u8], file: &[u8], range: &[usize]) -> Checked {
    let [first, length, second, rest] = *range else {
        return Checked { signer: None, integrity: Integrity::Broken, followed: true };
    };
    let end = second.saturating_add(rest);
    let spans = (file.get(first..first.saturating_add(length)), file.get(second..end));
    // Only what begins with the file and leaves out nothing but the signature itself covers it.
    let (Some(head), Some(tail)) = spans else {
        return Checked { signer: None, integrity: Integrity::Broken, followed: true };
    };
    let followed = end < file.len();
    let read = read(contents);
    let signer = read.as_ref().and_then(|(_, _, certificate)| certificate.as_ref()).and_then(common_name);
    let covers = first == 0 && second > length && is_hole(&file[length..second]);
    let integrity = match read {
        _ if !covers => Integrity::Broken,
        Some((signed, info, Some(certificate))) => holds(&signed, &info, &certificate, head, tail),
        Some(_) => Integrity::Unchecked,
        None => Integrity::Broken,
    };
    Checked { signer, integrity, followed }
}

/// Tells whether the span left out is one hexadecimal string and nothing else.
fn is_hole(hole: &[u8]) -> bool {
    let trimmed = hole.trim_ascii();
    let inner = trimmed.strip_prefix(b"<").and_then(|rest| rest.strip_suffix(b">"));
    inner.is_some_and(|inner| inner.iter().all(|b| b.is_ascii_hexdigit() || b.is_ascii_whitespace()))
}

fn read(contents: &[u8]) -> Option<(SignedData, SignerInfo, Option<Certificate>)> {
    // The string is padded with zeros: only its first value counts.
    let mut reader = SliceReader::new(contents).ok()?;
    let content: ContentInfo = reader.decode().ok()?;
    let signed: SignedData = content.content.decode_as().ok()?;
    let info = signed.signer_infos.0.get(0)?.clone();
    let certificates = signed.certificates.as_ref().map(|set| set.0.clone());
    let certificate = certificates.iter().flat_map(|set| set.iter()).find_map(|choice| match choice {
        CertificateChoices::Certificate(certificate) if is_signers(certificate, &info.sid) => {
            Some(certificate.clone())
        }
        _ => None,
    });
    Some((signed, info, certificate))
}

fn is_signers(certificate: &Certificate, sid: &SignerIdentifier) -> bool {
    let body = &certificate.tbs_certificate;
    match sid {
        SignerIdentifier::IssuerAndSerialNumber(id) => {
            id.issuer == body.issuer && id.serial_number == body.serial_number
        }
        SignerIdentifier::SubjectKeyIdentifier(_) => true,
    }
}

fn common_name(certificate: &Certificate) -> Option<String> {
    let names = &certificate.tbs_certificate.subject.0;
    let mut parts = names.iter().flat_map(|name| name.0.iter());
    let value = parts.find(|part| part.oid == COMMON_NAME)?.value.value();
    let name = String::from_utf8_lossy(value).trim().to_owned();
    (!name.is_empty() && !name.chars().any(crate::error::is_unprintable)).then_some(name)
}

fn holds(
    signed: &SignedData,
    info: &SignerInfo,
    certificate: &Certificate,
    head: &[u8],
    tail: &[u8],
) -> Integrity {
    let Some(hash) = hash(&info.digest_alg.oid) else { return Integrity::Unchecked };
    let mut context = digest::Context::new(hash);
    context.update(head);
    context.update(tail);
    let of_file = context.finish();
    let Some(attributes) = &info.signed_attrs else { return Integrity::Unchecked };
    let told = attributes.iter().find(|a| a.oid == MESSAGE_DIGEST).and_then(|a| a.values.get(0));
    let told = told.and_then(|value| value.decode_as::<OctetString>().ok());
    let is_detached = signed.encap_content_info.econtent.is_none();
    if !is_detached || told.is_none_or(|told| told.as_bytes() != of_file.as_ref()) {
        return Integrity::Broken;
    }
    // What is signed are the attributes as a SET (RFC 5652, 5.4).
    let Ok(attributes) = attributes.to_der() else { return Integrity::Unchecked };
    let key = &certificate.tbs_certificate.subject_public_key_info;
    let Some(bytes) = key.subject_public_key.as_bytes() else { return Integrity::Unchecked };
    let curve = key.algorithm.parameters.as_ref().and_then(|p| p.decode_as::<ObjectIdentifier>().ok());
    let Some(algorithm) = algorithm(&key.algorithm.oid, curve, hash) else { return Integrity::Unchecked };
    match UnparsedPublicKey::new(algorithm, bytes).verify(&attributes, info.signature.as_bytes()) {
        Ok(()) => Integrity::Holds,
        // The same key may have signed by a scheme that is not checked here (RSA-PSS).
        Err(_) if is_plain(&info.signature_algorithm.oid) => Integrity::Broken,
        Err(_) => Integrity::Unchecked,
    }
}

fn hash(oid: &ObjectIdentifier) -> Option<&'static Algorithm> {
    [(SHA256, &digest::SHA256), (SHA384, &digest::SHA384), (SHA512, &digest::SHA512)]
        .into_iter()
        .find(|(known, _)| known == oid)
        .map(|(_, algorithm)| algorithm)
}

/// Tells whether a signature algorithm is not RSA-PSS.
fn is_plain(oid: &ObjectIdentifier) -> bool {
    oid.to_string() != "1.2.840.113549.1.1.10"
}

fn algorithm(
    key: &ObjectIdentifier,
    curve: Option<ObjectIdentifier>,
    hash: &Algorithm,
) -> Option<&'static dyn VerificationAlgorithm> {
    let is = |wanted: &Algorithm| std::ptr::eq(hash, wanted) || hash == wanted;
    let p256 = curve.is_some_and(|c| c.to_string() == "1.2.840.10045.3.1.7");
    let p384 = curve.is_some_and(|c| c.to_string() == "1.3.132.0.34");
    if *key == RSA {
        return Some(match () {
            () if is(&digest::SHA256) => &signature::RSA_PKCS1_2048_8192_SHA256,
            () if is(&digest::SHA384) => &signature::RSA_PKCS1_2048_8192_SHA384,
            () => &signature::RSA_PKCS1_2048_8192_SHA512,
        });
    }
    match () {
        () if *key == EC && p256 && is(&digest::SHA256) => Some(&signature::ECDSA_P256_SHA256_ASN1),
        () if *key == EC && p256 && is(&digest::SHA384) => Some(&signature::ECDSA_P256_SHA384_ASN1),
        () if *key == EC && p384 && is(&digest::SHA256) => Some(&signature::ECDSA_P384_SHA256_ASN1),
        () if *key == EC && p384 && is(&digest::SHA384) => Some(&signature::ECDSA_P384_SHA384_ASN1),
        () => None,
    }
}
