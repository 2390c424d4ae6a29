//! From a brief to a document and its written forms: pure. Floor: above `compose`, below `deliver`.

pub mod contract;
pub mod depth;
pub mod document;
pub mod docx;
pub mod html;
pub mod invented;
mod markdown;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod returned;
pub mod tact;
pub mod text;
pub mod trial;
pub mod variant;
