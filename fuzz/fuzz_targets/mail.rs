//! Inbound mail: an inquiry or one error, and nothing in it that could end a header of the answer.
#![no_main]

use std::sync::LazyLock;

use garbo::model::language::Language;
use libfuzzer_sys::fuzz_target;

static OFFERED: LazyLock<Vec<Language>> =
    LazyLock::new(|| ["it", "id", "ru", "tr", "en-GB"].iter().filter_map(|tag| tag.parse().ok()).collect());

fuzz_target!(|bytes: &[u8]| {
    match garbo::load::inquiry(bytes, "inquiry.eml", &OFFERED) {
        Ok(inquiry) => {
            assert!(inquiry.address.contains('@'));
            let lines = [Some(&inquiry.address), inquiry.name.as_ref(), inquiry.subject.as_ref()];
            for line in lines.into_iter().flatten().chain(&inquiry.references) {
                assert!(!line.contains(['\r', '\n', '\0']), "{line:?}");
            }
            let _ = inquiry.own_text();
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
