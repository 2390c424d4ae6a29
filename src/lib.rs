//! garbo: polite refusals with referrals, and coaching agreements to sign, in five languages.
//!
//! The pipeline is the list of folders: **load → compose → render → deliver**. Floors, from the ground up;
//! a module imports from lower floors only:
//!
//! `error yaml` < `model` < `grammar` < `load library` < `compose` < `render` < `deliver` < `cli` < `main.rs`

pub mod cli;
pub mod compose;
pub mod deliver;
pub mod error;
pub mod grammar;
pub mod library;
pub mod load;
pub mod model;
pub mod render;
pub mod yaml;
