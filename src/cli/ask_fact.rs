//! A question for one fact of a kind, by its type; the answer becomes flags.

use std::fmt;

use crate::cli::ask;
use crate::cli::workspace::Workspace;
use crate::compose::facts;
use crate::error::Result;
use crate::library::kind::{Fact, FactType};

/// A choice: its words, which are read, and its id, which may be typed as a flag the next time.
struct Choice {
    id: String,
    words: Option<String>,
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.words {
            Some(words) => write!(f, "{words} ({})", self.id),
            None => f.write_str(&self.id),
        }
    }
}

/// Asks for a fact until it is given in the right form; one that may be given several times until a line is empty.
pub fn fact(fact: &Fact, workspace: &Workspace) -> Result<Vec<String>> {
    let language = workspace.own_language()?;
    let about = fact.help.get(&language).or_else(|| fact.help.iter().next()).unwrap_or(&fact.id);
    let question = format!("{}:", capital(about));
    let flag = format!("--{}", fact.id.replace('_', "-"));
    if fact.value == FactType::Flag {
        let answer = if ask::whether(&question)? { "yes" } else { "no" };
        return Ok(vec![format!("{flag}={answer}")]);
    }
    if fact.value == FactType::Choice && !fact.many {
        let speech = workspace.library.speech(&language)?;
        let topic = |id: &str| speech.lexicon.topics.iter().find(|(topic, _)| topic.as_str() == id);
        let choices = fact
            .choices
            .iter()
            .map(|id| Choice { id: id.clone(), words: topic(id).map(|(_, words)| words.clone()) });
        return Ok(vec![format!("{flag}={}", ask::choose(&question, choices.collect())?.id)]);
    }
    let mut flags = Vec::new();
    loop {
        let is_first = flags.is_empty();
        let mut help = form(fact).to_owned();
        if fact.value == FactType::Rows {
            help = fact.columns.iter().map(|c| c.id.as_str()).collect::<Vec<_>>().join(" | ");
        }
        if !is_first {
            help = format!("{help}{}empty to go on", if help.is_empty() { "" } else { "; " });
        }
        let checked = fact.clone();
        let currency = workspace.practice()?.currency;
        let typed = ask::line(&question, &help, move |typed| match (typed.trim().is_empty(), is_first) {
            (true, true) => Some("this is needed".to_owned()),
            (true, false) => None,
            (false, _) => facts::fault(&checked, typed, currency),
        })?;
        if typed.trim().is_empty() {
            return Ok(flags);
        }
        // With an equals sign a value may begin with a dash.
        flags.push(format!("{flag}={}", typed.trim()));
        if !fact.many && fact.value != FactType::Rows {
            return Ok(flags);
        }
    }
}

fn form(fact: &Fact) -> &'static str {
    match fact.value {
        FactType::Date => "YYYY-MM-DD",
        FactType::Moment => "YYYY-MM-DD HH:MM",
        FactType::Time => "HH:MM",
        FactType::Money => "amount, such as 240 or 240.50",
        FactType::Integer => "a whole number",
        FactType::Url => "a link that begins with https://",
        FactType::Zone => "a time zone, such as Europe/Istanbul",
        FactType::Text | FactType::Flag | FactType::Choice | FactType::Rows => "",
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
