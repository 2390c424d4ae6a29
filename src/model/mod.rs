//! Values of the trade: people, practice, money, language. Floor: above `error`, below all else.
//!
//! No disk, no clock, no templates. Loading them from files is the duty of `load`.

pub mod address;
pub mod check_in;
pub(crate) mod choice;
pub mod colleague;
pub mod engagement;
pub mod id;
pub mod inquiry;
pub mod jurisdiction;
pub mod language;
pub mod letterhead;
pub mod mail_account;
pub mod mail_address;
pub mod mail_section;
pub mod mailbox;
pub mod money;
pub mod name;
pub mod party;
pub mod person;
pub mod practice;
pub mod scalar;
pub mod screening;
pub mod terms;
pub mod texts;
pub mod windows;
