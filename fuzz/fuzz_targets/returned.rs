//! Copies of agreements that come back: findings or one error. Word always, PDF with the feature `pdf`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Err(error) = garbo::render::returned::read(bytes) {
        assert!(!error.to_string().is_empty());
    }
});
