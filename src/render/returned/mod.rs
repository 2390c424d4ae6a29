//! Copies of a contract that come back: their text and the signatures in them. Pure: bytes in, findings out.
//!
//! Foreign bytes: whatever a file holds, the answer is findings or one error, never a panic.

pub mod logo;
mod looks;
#[cfg(feature = "pdf")]
mod note;
#[cfg(feature = "pdf")]
mod page;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(feature = "pdf")]
mod plane;
#[cfg(feature = "pdf")]
mod sheet;
#[cfg(feature = "pdf")]
mod signature;
mod word;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::render::contract::spot::{Beside, Mark, Spot};

/// Largest file that is read, in bytes.
pub const SIZE_MAX: usize = 64 << 20;

/// What a returned file holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Returned {
    /// All its text, in reading order
    pub text: String,
    /// Where each line of the text stands; shorter, or none, where the file does not say it
    pub spots: Vec<Option<Spot>>,
    /// What stands in the heads and feet of the pages and below them, where it is kept apart from the text
    pub beside: Vec<Beside>,
    /// What strikes, hides or covers text, and notes
    pub marks: Vec<Mark>,
    pub signatures: Vec<Signature>,
    /// Fields of the form that were filled in: name and value
    pub filled: Vec<(String, String)>,
}

/// A signature in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Signature {
    /// The name of the field: client_sign
    pub field: String,
    /// Who signed, by the certificate
    pub signer: Option<String>,
    /// When, as the signer's program says
    pub when: Option<String>,
    /// Whether what was signed is unchanged and the signature fits the certificate in it
    pub integrity: Integrity,
    /// Whether the file goes on after what was signed: a later signature, or a change
    pub followed: bool,
}

/// Whether a signature holds. Whose the certificate is, no file can prove: that is for the trust lists of a viewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Integrity {
    /// The bytes are those that were signed
    Holds,
    /// The bytes were changed, or the signature is not by this certificate
    Broken,
    /// Of a kind that is not checked here
    Unchecked,
}

/// Reads a returned file: PDF or Word.
///
/// Errors: data, for a file that is neither, is damaged, or holds no text (a scan without text).
pub fn read(bytes: &[u8]) -> Result<Returned> {
    let returned = if bytes.starts_with(b"%PDF-") {
        pdf(bytes)?
    } else if bytes.starts_with(b"PK\x03\x04") {
        word::read(bytes)?
    } else {
        return Err(Error::data("the file is neither a PDF nor a Word document")
            .hint("verify the file as it came back; a photograph or scan needs its text recognised first"));
    };
    if returned.text.chars().filter(|c| c.is_alphanumeric()).count() < 40 && returned.signatures.is_empty() {
        return Err(Error::data("the file holds no text to compare")
            .hint("a scan needs its text recognised first (OCR); then verify the result"));
    }
    Ok(returned)
}

#[cfg(feature = "pdf")]
fn pdf(bytes: &[u8]) -> Result<Returned> {
    pdf::read(bytes)
}

#[cfg(not(feature = "pdf"))]
fn pdf(_: &[u8]) -> Result<Returned> {
    Err(Error::configuration("this garbo was built without PDF")
        .hint("build it with `cargo install --locked --path .`, which brings PDF"))
}
