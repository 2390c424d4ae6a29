//! Arbitrary input for the parsers that meet foreign bytes: a fault is told, nothing stumbles, nothing takes long.
//!
//! Bounded in the suite; PROPTEST_CASES makes it as long as wanted. The other parsers are tried beside their own tests:
//! inbound mail in `inquiry.rs`, YAML in `yaml.rs`, addresses in `mailbox.rs`, SMTP replies and CSV in their modules.

use std::sync::{Arc, OnceLock};

use garbo::library::Library;
use garbo::library::engine::{Engine, Source, Values};
use garbo::library::speech::Speech;
use proptest::prelude::*;
use serde_json::json;

/// Pieces that templates are made of, whole and broken.
const PIECES: &[&str] = &[
    "{{ ",
    " }}",
    "{% ",
    " %}",
    "{# ",
    " #}",
    "{{- ",
    " -%}",
    "name",
    "to.name",
    "nothing",
    "\"text\"",
    "'t'",
    "`x`",
    "1",
    "-2.5",
    "true",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    ",",
    ":",
    " | ",
    "upper",
    "date",
    "money(currency=\"EUR\")",
    "list(style=\"or\")",
    "plural(one=\"a\", other=\"b\")",
    "inflect(case=\"dative\")",
    "suffix(case=\"dative\")",
    "preposition(\"di\")",
    "salutation(person=to)",
    "closing()",
    "range(end=9)",
    " + ",
    " / 0",
    " % 0",
    " ~ ",
    " and ",
    " not ",
    " in ",
    " is ",
    "defined",
    "if ",
    "elif ",
    "else",
    "endif",
    "for a in ",
    "endfor",
    "set a = ",
    "block b",
    "endblock",
    "extends \"own.md\"",
    "include \"own.md\"",
    "raw",
    "endraw",
    "filter upper",
    "endfilter",
    "super()",
    "throw(message=\"x\")",
    "get_env(name=\"HOME\")",
    ".0",
    ".b",
    "[0]",
    "\n",
    "# ",
    "- ",
    "> ",
    "**",
    "](",
    "é",
    "🙂",
    "\u{202e}",
    "\0",
];

fn speech() -> Arc<Speech> {
    static SPEECH: OnceLock<Arc<Speech>> = OnceLock::new();
    Arc::clone(SPEECH.get_or_init(|| Library::default().speech(&"tr".parse().unwrap()).unwrap()))
}

/// Renders a template of the coach's own; whatever comes of it is a text or an error that says something.
fn try_template(text: &str) {
    let source = Source { name: "own.md".into(), shown: "own.md".into(), text: text.to_owned(), own: true };
    let values = json!({"name": "Ada", "to": {"name": "Ada", "gender": "female"}, "amount": "12.50"});
    let rendered =
        Engine::new(vec![source], speech()).and_then(|engine| engine.render("own.md", &Values::of(&values)?));
    match rendered {
        Ok(text) => assert!(text.len() <= 4 << 20),
        Err(error) => assert!(error.problems.iter().all(|problem| !problem.message.is_empty())),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_template_makes_it_stumble(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..24)) {
        try_template(&pieces.concat());
    }

    #[test]
    fn no_expression_makes_it_stumble(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..12)) {
        try_template(&format!("{{{{ {} }}}}", pieces.concat()));
        try_template(&format!("{{% if {} %}}x{{% endif %}}", pieces.concat()));
    }

    #[test]
    fn no_text_makes_it_stumble(text in "\\PC{0,120}") {
        try_template(&text);
    }
}
