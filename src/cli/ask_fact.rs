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
    let words = workspace.words()?;
    let about = fact.help.get(&language).or_else(|| fact.help.iter().next()).unwrap_or(&fact.id);
    let question = format!("{}:", capital(about));
    let flag = format!("--{}", fact.id.replace('_', "-"));
    if fact.value == FactType::Flag {
        let answer = if ask::whether(&question, words)? { "yes" } else { "no" };
        return Ok(vec![format!("{flag}={answer}")]);
    }
    if fact.value == FactType::Choice && !fact.many {
        let speech = workspace.library.speech(&language)?;
        let topic = |id: &str| speech.lexicon.topics.iter().find(|(topic, _)| topic.as_str() == id);
        let choices = fact
            .choices
            .iter()
            .map(|id| Choice { id: id.clone(), words: topic(id).map(|(_, words)| words.clone()) });
        return Ok(vec![format!("{flag}={}", ask::choose(&question, choices.collect(), words)?.id)]);
    }
    let mut flags = Vec::new();
    loop {
        let is_first = flags.is_empty();
        let mut help = words.say(form(fact)).to_owned();
        if fact.value == FactType::Rows {
            help = fact.columns.iter().map(|c| c.id.as_str()).collect::<Vec<_>>().join(" | ");
        }
        if !is_first {
            let on = words.say("empty_to_go_on");
            help = if help.is_empty() { on.to_owned() } else { format!("{help}; {on}") };
        }
        let checked = fact.clone();
        let currency = workspace.practice()?.currency;
        let needed = words.say("needed").to_owned();
        let typed = ask::line(&question, &help, move |typed| match (typed.trim().is_empty(), is_first) {
            (true, true) => Some(needed.clone()),
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

/// Returns the id of the words about the form of an answer.
fn form(fact: &Fact) -> &'static str {
    match fact.value {
        FactType::Date => "form_date",
        FactType::Moment => "form_moment",
        FactType::Time => "form_time",
        FactType::Money => "form_money",
        FactType::Integer => "form_integer",
        FactType::Url => "form_url",
        FactType::Zone => "form_zone",
        FactType::Text | FactType::Flag | FactType::Choice | FactType::Rows => "",
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
