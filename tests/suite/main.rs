//! One test binary; each topic is a module with the name of its file.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    unused_qualifications,
    reason = "a test stops at the first surprise, and its files are its own"
)]

mod account;
#[cfg(feature = "pdf")]
mod addendum;
#[cfg(feature = "pdf")]
mod agreement;
mod agreement_alike;
#[cfg(feature = "pdf")]
mod agreement_batch;
#[cfg(feature = "pdf")]
mod agreement_post;
mod agreement_words;
mod answers;
mod batch;
mod circles;
mod contract;
#[cfg(unix)]
mod damaged;
mod desk;
mod desk_words;
#[cfg(unix)]
mod dialog;
mod dispatch;
mod docs;
mod doctor;
mod fault_row;
mod faults;
mod fuzz;
mod golden;
mod golden_agreement;
mod habits;
mod house;
mod init;
mod inquiry;
mod law_words;
mod load;
mod mail_faults;
mod mailbox;
mod message;
#[cfg(feature = "pdf")]
mod minors;
mod names;
mod new_practice;
mod office;
mod outbox;
mod own_words;
#[cfg(feature = "pdf")]
mod pdf_closing;
#[cfg(feature = "pdf")]
mod pdf_contract;
#[cfg(feature = "pdf")]
mod pdf_file;
#[cfg(feature = "pdf")]
mod pdf_letter;
mod postfix;
mod posting;
mod prose;
mod reckoned;
mod refresh;
mod refund_by_time;
mod refusals;
#[cfg(feature = "pdf")]
mod returned;
mod sample;
mod screening;
mod smtp;
mod smtp_server;
#[cfg(unix)]
mod terminal;
mod terms;
mod terms_values;
#[cfg(feature = "pdf")]
mod word;
mod words;
mod yaml;
