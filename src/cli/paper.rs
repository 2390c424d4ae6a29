//! Letters and notes on the practice's letterhead, as PDF.

use jiff::civil::Date;

use crate::cli::letter::Letter;
use crate::cli::workspace::Workspace;
use crate::error::{Error, Result};
use crate::grammar::cldr::{Cldr, DateLength};
use crate::library::speech::Speech;
use crate::load;
use crate::model::practice::Practice;
use crate::render::document::Document;
use crate::render::pdf::{self, Head, Sheet};

/// Returns a letter as PDF; `document` is its text as it goes out.
///
/// Errors: data, naming a character that can't be printed, or a font or logo that can't be used.
pub fn letter(letter: &Letter, document: &Document, workspace: &Workspace) -> Result<Vec<u8>> {
    let date: Date = letter.brief.today.parse().map_err(|e: jiff::Error| Error::internal(e.to_string()))?;
    let to = &letter.brief.to;
    let name = [&to.title, &to.name].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    let to = if name.is_empty() { Vec::new() } else { vec![name] };
    // The paper of a letter that keeps its distance gives away no more than its signature does.
    written(document, to, date, letter.brief.safety, &letter.speech, workspace)
}

/// Returns a note without addressee as PDF.
///
/// Errors: usage, when the note has no heading to be its title; else as [`letter`].
pub fn note(document: &Document, speech: &Speech, workspace: &Workspace) -> Result<Vec<u8>> {
    if document.subject.is_empty() {
        return Err(Error::usage("a PDF needs a title, and the note has none")
            .key("--format")
            .hint("begin the template with a heading: # Title"));
    }
    written(document, Vec::new(), workspace.today()?, false, speech, workspace)
}

fn written(
    document: &Document,
    to: Vec<String>,
    date: Date,
    distant: bool,
    speech: &Speech,
    workspace: &Workspace,
) -> Result<Vec<u8>> {
    let located = workspace.practice_located()?;
    let practice = &located.value;
    let stationery = load::stationery(&workspace.home, located)?;
    let in_words = Cldr::new(&document.language)?.date(date, DateLength::Long)?;
    let place = match &practice.city {
        Some(city) => format!("{city}, {in_words}"),
        None => in_words,
    };
    let language = &document.language;
    let coach = practice.coach.names.get(language).or_else(|| {
        practice.coach.names.iter().find(|(known, _)| known.base() == language.base()).map(|(_, name)| name)
    });
    let sheet = Sheet {
        stationery: &stationery,
        head: head(practice, coach, distant, document, &stationery),
        author: coach.unwrap_or(&practice.coach.name).clone(),
        to,
        place,
        date,
        page: speech.word("page_of"),
    };
    pdf::letter(document, &sheet)
}

fn head(
    practice: &Practice,
    coach: Option<&String>,
    distant: bool,
    document: &Document,
    stationery: &crate::model::letterhead::Stationery,
) -> Head {
    let signature = &practice.signature;
    let bare = |link: &str| {
        let link = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://")).unwrap_or(link);
        link.trim_end_matches('/').to_owned()
    };
    let reach = if distant { [None, None] } else { [signature.address.clone(), signature.phone.clone()] };
    let website = signature.website.as_deref().map(bare);
    let name = practice.coach.practice_name.as_ref().or(coach).unwrap_or(&practice.coach.name);
    let text = stationery.logo.as_ref().and_then(|logo| logo.text.as_ref());
    Head {
        name: name.clone(),
        lines: reach.into_iter().chain([website]).flatten().collect(),
        logo: text.and_then(|text| text.get(&document.language)).map(str::to_owned),
    }
}
