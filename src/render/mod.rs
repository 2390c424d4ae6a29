//! From a brief to a document and its written forms: pure. Floor: above `compose`, below `deliver`.

pub mod contract;
pub mod depth;
pub mod document;
pub mod docx;
mod elements;
pub mod html;
pub mod invented;
mod markdown;
pub mod part;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod returned;
mod slips;
pub mod stencil;
pub mod tact;
pub mod text;
mod tidy;
pub mod trial;
pub mod variant;
mod wrap;
