//! Replies of a mail server, in pieces of any size: whole and printable replies, or one reason to hang up.
#![no_main]

use garbo::deliver::smtp::Replies;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &[u8])| {
    let (piece, bytes) = input;
    let mut replies = Replies::default();
    for part in bytes.chunks(usize::from(piece).max(1)) {
        replies.feed(part);
        loop {
            match replies.take() {
                Ok(Some(reply)) => {
                    assert!((200..=559).contains(&reply.code) && !reply.lines.is_empty());
                    let steers = |c: char| c.is_control() || garbo::error::is_unprintable(c);
                    assert!(!reply.lines.iter().any(|line| line.contains(steers)), "{reply:?}");
                    assert!(reply.shown().len() < 4_000);
                }
                Ok(None) => break,
                Err(_) => return,
            }
        }
    }
});
