//! Templates of the coach's own: a text of bounded length or one error, in bounded time.
#![no_main]

use std::sync::{Arc, LazyLock};

use garbo::library::Library;
use garbo::library::engine::{Engine, Source};
use garbo::library::speech::Speech;
use libfuzzer_sys::fuzz_target;
use serde_json::json;

static SPEECH: LazyLock<Arc<Speech>> = LazyLock::new(|| {
    let language = "tr".parse().expect("a language");
    Library::default().speech(&language).expect("the built-in words")
});

fuzz_target!(|text: &str| {
    let source = Source { name: "own.md".into(), shown: "own.md".into(), text: text.to_owned(), own: true };
    let values = json!({"name": "Ada", "to": {"name": "Ada", "gender": "female"}, "amount": "12.50"});
    let engine = Engine::new(vec![source], Arc::clone(&SPEECH));
    match engine.and_then(|engine| engine.render("own.md", &values, &[])) {
        Ok(text) => assert!(text.len() <= 4 << 20),
        Err(error) => assert!(error.problems.iter().all(|problem| !problem.message.is_empty())),
    }
});
