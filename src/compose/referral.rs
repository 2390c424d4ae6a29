//! Whom and what to point to: colleagues, registers, the coach's own resources.

use serde::Serialize;

use crate::compose::request::{Colleagues, Resources};
use crate::error::{Error, Result, nearest};
use crate::library::speech::Speech;
use crate::model::address::Tone;
use crate::model::colleague::{Capacity, Colleague, Directory};
use crate::model::id::Id;
use crate::model::person::Person;
use crate::model::practice::Practice;

/// More names than this do not help anyone.
pub const MOST: usize = 3;

/// A colleague as a letter shows one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Referral {
    pub id: String,
    pub name: String,
    pub does: Option<String>,
    pub languages: Vec<String>,
    pub place: Option<String>,
    pub online: bool,
    pub why: Option<String>,
    pub fees: Option<String>,
    pub contact: Vec<String>,
    pub referral_fee: bool,
}

/// A resource or register as a letter shows one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    #[serde(rename = "title")]
    pub title: String,
    #[serde(rename = "name")]
    pub name: String,
    pub url: String,
}

/// Returns the colleagues asked for, in order.
///
/// Errors: data, for an unknown id; refused, for one who has not agreed to be listed; usage, for more than three.
pub fn chosen<'a>(
    wish: &Colleagues,
    directory: &'a Directory,
    person: &Person,
    speech: &Speech,
) -> Result<Vec<&'a Colleague>> {
    match wish {
        Colleagues::Nobody => Ok(Vec::new()),
        Colleagues::Auto => Ok(fitting(directory, person, speech)),
        Colleagues::Chosen(ids) => {
            if ids.len() > MOST {
                return Err(Error::usage(format!(
                    "{} colleagues are too many: a letter names at most {MOST}",
                    ids.len()
                ))
                .key("--colleague")
                .hint("choose those who fit best"));
            }
            ids.iter().map(|id| find(directory, id)).collect()
        }
    }
}

/// Returns the colleague of that id, if one may be named.
pub fn find<'a>(directory: &'a Directory, id: &Id) -> Result<&'a Colleague> {
    let Some(colleague) = directory.colleagues.iter().find(|c| c.id == *id) else {
        let ids = directory.colleagues.iter().map(|c| c.id.as_str());
        let error =
            Error::data(format!("there is no colleague called `{id}` in colleagues.yaml")).key("--colleague");
        return Err(match nearest(id.as_str(), ids.clone()) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error.hint(format!("the colleagues are {}", ids.collect::<Vec<_>>().join(", "))),
        });
    };
    if colleague.agreed_to_be_listed.is_none() {
        return Err(Error::refused(format!("{} has not agreed to be listed", colleague.name))
            .key("--colleague")
            .hint(format!(
                "ask first; then add `agreed_to_be_listed: YYYY-MM-DD` to `{id}` in colleagues.yaml"
            )));
    }
    Ok(colleague)
}

/// Returns up to three colleagues who agreed, have room, speak the person's language and suit the goal.
pub fn fitting<'a>(directory: &'a Directory, person: &Person, speech: &Speech) -> Vec<&'a Colleague> {
    let language = speech.language.base();
    let mut scored: Vec<(u32, usize, &Colleague)> = directory
        .colleagues
        .iter()
        .enumerate()
        .filter(|(_, c)| c.agreed_to_be_listed.is_some() && c.capacity != Capacity::Full)
        .filter(|(_, c)| c.languages.iter().any(|l| l.base() == language))
        .filter_map(|(i, c)| {
            let shared = c.fields.iter().filter(|f| person.fields.contains(f)).count() as u32;
            let reachable = c.online || person.city.is_none() || c.place == person.city;
            // With a known goal, only its fields count; with none, anyone may suit.
            let suits = reachable && (person.fields.is_empty() || shared > 0);
            let near = u32::from(c.place.is_some() && c.place == person.city);
            let room = u32::from(c.capacity == Capacity::Open);
            suits.then_some((shared * 4 + near * 2 + room, i, c))
        })
        .collect();
    scored.sort_by_key(|(score, i, _)| (std::cmp::Reverse(*score), *i));
    scored.into_iter().take(MOST).map(|(_, _, c)| c).collect()
}

/// Returns a colleague as a letter in this language shows one; the why is drawn from the person's fields.
pub fn shown(colleague: &Colleague, person: &Person, speech: &Speech) -> Referral {
    let text = |texts: &Option<crate::model::texts::Texts>| {
        texts.as_ref().and_then(|t| t.get(&speech.language)).map(str::to_owned)
    };
    let why = person
        .fields
        .iter()
        .find_map(|field| colleague.why_for.get(field)?.get(&speech.language))
        .map(str::to_owned);
    Referral {
        id: colleague.id.to_string(),
        name: match &colleague.title {
            Some(title) => format!("{title} {}", colleague.name),
            None => colleague.name.clone(),
        },
        does: text(&colleague.does),
        languages: colleague.languages.iter().map(|l| speech.language_name(l)).collect(),
        place: colleague.place.clone(),
        online: colleague.online,
        why: why.or_else(|| text(&colleague.why)),
        fees: text(&colleague.fees),
        contact: [&colleague.email, &colleague.phone, &colleague.website]
            .into_iter()
            .flatten()
            .cloned()
            .collect(),
        referral_fee: colleague.referral_fee,
    }
}

/// Returns the coach's own resources for a letter.
///
/// Errors: data, for an unknown id or one without a title in the language.
pub fn resources(
    wish: &Resources,
    practice: &Practice,
    person: &Person,
    tone: Tone,
    speech: &Speech,
) -> Result<Vec<Link>> {
    let link = |r: &crate::model::practice::Resource| {
        let title = r.title.get(&speech.language)?.to_owned();
        Some(Link { name: title.clone(), title, url: r.url.get(&speech.language)?.to_owned() })
    };
    match wish {
        Resources::Nothing => Ok(Vec::new()),
        Resources::Fitting => {
            let most = match tone {
                Tone::Warm => 2,
                Tone::Neutral => 1,
                Tone::Firm => 0,
            };
            let suits = |r: &&crate::model::practice::Resource| {
                r.fields.is_empty() || r.fields.iter().any(|f| person.fields.contains(f))
            };
            Ok(practice.resources.iter().filter(suits).filter_map(link).take(most).collect())
        }
        Resources::Chosen(ids) => ids
            .iter()
            .map(|id| {
                let known = practice.resources.iter().map(|r| r.id.as_str());
                let Some(resource) = practice.resources.iter().find(|r| r.id == *id) else {
                    let error = Error::data(format!("there is no resource called `{id}` in practice.yaml"))
                        .key("--resource");
                    return Err(match nearest(id.as_str(), known.clone()) {
                        Some(near) => error.hint(format!("did you mean `{near}`?")),
                        None => {
                            error.hint(format!("the resources are {}", known.collect::<Vec<_>>().join(", ")))
                        }
                    });
                };
                link(resource).ok_or_else(|| {
                    Error::data(format!("the resource `{id}` has no title or link in {}", speech.language))
                        .key("--resource")
                        .hint(format!(
                            "add `{}:` to its title and url in practice.yaml",
                            speech.language.base()
                        ))
                })
            })
            .collect(),
    }
}

/// Returns the registers of a profession; coaches, when none is named.
pub fn registers(practice: &Practice, profession: Option<&Id>, speech: &Speech) -> Vec<Link> {
    practice
        .registers
        .iter()
        .filter(|r| match profession {
            // A reason that calls for another profession points to any register but the coaches'.
            Some(_) => r.profession.as_ref().is_some_and(|p| p.as_str() != "coach"),
            None => r.profession.as_ref().is_none_or(|p| p.as_str() == "coach"),
        })
        .filter_map(|r| {
            let title = r.name.get(&speech.language)?.to_owned();
            Some(Link { name: title.clone(), title, url: r.url.get(&speech.language)?.to_owned() })
        })
        .take(2)
        .collect()
}
