//! What to do about the messages of the template engine: a hint for each, by its text.

use crate::error::nearest;

/// The filters that a misspelt one is compared with: ours, and those of the engine that texts have a use for.
const FILTERS: &[&str] = &[
    "address",
    "agree",
    "capitalize",
    "date",
    "date_in_words",
    "dates",
    "default",
    "first",
    "indefinite",
    "inflect",
    "join",
    "last",
    "length",
    "list",
    "lower",
    "moment",
    "money",
    "money_in_words",
    "month_and_day",
    "number",
    "number_in_words",
    "percent",
    "plural",
    "possessive",
    "preposition",
    "replace",
    "slug",
    "suffix",
    "time",
    "title",
    "trim",
    "upper",
    "weekday",
];
const FUNCTIONS: &[&str] = &["clause", "closing", "range", "salutation", "throw"];

/// Returns the name in a message such as "Unknown filter `uper`".
fn unknown<'a>(message: &'a str, what: &str) -> Option<&'a str> {
    message.strip_prefix(&format!("Unknown {what} `"))?.split('`').next()
}

fn named(name: &str, known: &[&str], what: &str) -> String {
    match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("{what} are {}", known.join(", ")),
    }
}

/// Returns the name of the value that a template printed and that is not there.
pub(super) fn undefined(message: &str) -> Option<&str> {
    let (name, rest) = message.strip_prefix("Variable `")?.split_once('`')?;
    rest.starts_with(" is not defined").then_some(name)
}

/// Returns what to do about a message; `None` where it says enough.
pub(super) fn hint_for(message: &str) -> Option<String> {
    if let Some(name) = undefined(message) {
        Some(format!(
            "ask for what may be absent with `{{% if {name} %}}`, or name it under `needs:` of the kind; else check the spelling"
        ))
    } else if message.contains("missing in this language") {
        Some("write the block in the file of that language; `garbo check` lists all gaps".to_owned())
    } else if let Some(name) = unknown(message, "filter") {
        Some(named(name, FILTERS, "the filters"))
    } else if let Some(name) = unknown(message, "function") {
        Some(named(name, FUNCTIONS, "the functions"))
    } else if unknown(message, "template").is_some() {
        Some("`garbo templates list` shows what can be included".to_owned())
    } else if message.starts_with("Block `") {
        Some("a file fills only blocks of what it extends; `garbo check` names the nearest".to_owned())
    } else if message.starts_with("Unexpected end of input") {
        Some("close what is open: `{% endblock %}`, `{% endif %}` or `{% endfor %}`".to_owned())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_message_has_its_hint() {
        for (message, hint) in [
            ("Unknown filter `uper`", "did you mean `upper`?"),
            ("Unknown filter `x`", "the filters are address, agree"),
            ("Unknown function `closng`", "did you mean `closing`?"),
            ("Variable `gift` is not defined.", "`{% if gift %}`"),
            ("Unexpected end of input", "`{% endif %}`"),
        ] {
            let told = hint_for(message).unwrap();
            assert!(told.contains(hint), "{message}: {told}");
        }
        assert_eq!(hint_for("no such thing"), None);
    }
}
