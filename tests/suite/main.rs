//! One test binary; each topic is a module with the name of its file.
mod desk;
mod dispatch;
mod init;
mod inquiry;
mod load;
mod mailbox;
mod message;
mod names;
mod new_practice;
mod outbox;
mod postfix;
mod posting;
mod screening;
mod smtp;
mod smtp_server;
mod words;
mod yaml;
