//! Addresses: whatever passes is one plain address, and written out it reads back the same.
#![no_main]

use garbo::model::mailbox::Mailbox;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(mailbox) = text.parse::<Mailbox>() else { return };
    let wire = mailbox.address().to_wire();
    assert_eq!(wire.matches('@').count(), 1, "{wire}");
    let ends_the_command = |c: char| c.is_whitespace() || c.is_control() || "<>\",;:()[]\\".contains(c);
    assert!(!wire.contains(ends_the_command), "{wire}");
    assert_eq!(mailbox.to_string().parse::<Mailbox>(), Ok(mailbox));
});
