//! Files to model: the practice, its colleagues and people, and free facts. Floor: above `grammar`.
//!
//! Each reader gives a value whose form and sense are checked, or every fault of the file with its place.
//! Neighbour of `library`, which it does not see.

mod check;
mod directory;
mod embedded;
mod facts;
mod file;
pub mod home;
mod person;
mod practice;
mod screening;

pub use directory::directory;
pub use facts::{facts, facts_from};
pub use home::Home;
pub use person::{find_person, people, person};
pub use practice::practice;
pub use screening::warnings;
