//! Files to model: the practice, its colleagues and people, and free facts. Floor: above `grammar`.
//!
//! Each reader gives a value whose form and sense are checked, or every fault of the file with its place.
//! Neighbour of `library`, which it does not see.

mod answers;
mod check;
mod directory;
mod embedded;
mod facts;
mod file;
pub mod home;
pub mod init;
pub mod inquiry;
mod letterhead;
mod person;
mod practice;
mod providers;
mod schema;
mod screening;
mod test_message;

pub use answers::{answers, check_ins, records};
pub use check::besides;
pub use directory::directory;
pub use facts::{facts, facts_from};
pub use home::Home;
pub use inquiry::inquiry;
pub use letterhead::stationery;
pub use person::{find_person, people, people_names, person, rest_of_person};
pub use practice::{practice, rest_of_practice};
pub use providers::{Provider, provider_for, provider_named, provider_names};
pub use schema::{SCHEMAS, schema};
pub use screening::warnings;
pub use test_message::test_message;
