//! A contract in its written forms, and the names of the files.

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use jiff::civil::Date;
use serde_json::json;

use crate::cli::contract::made::{Body, Made};
use crate::cli::output::Format;
use crate::cli::workspace::Workspace;
use crate::error::{Error, Result};
use crate::load;
use crate::model::letterhead::{Paper as Size, Stationery};
use crate::model::practice::Practice;
use crate::render::contract;
use crate::render::docx::{self, Page, Properties};

/// What a contract is printed on.
#[cfg_attr(not(feature = "pdf"), expect(dead_code, reason = "only pages have all of it"))]
pub(super) struct Paper<'a> {
    practice: &'a Practice,
    stationery: Stationery,
    date: Date,
    foot: String,
    initials: bool,
    form: bool,
    draft: bool,
}

impl<'a> Paper<'a> {
    pub(super) fn of(made: &Made, matches: &ArgMatches, workspace: &'a Workspace) -> Result<Self> {
        let flag = |name: &str| matches.try_get_one::<bool>(name).ok().flatten().copied().unwrap_or(false);
        let asked = made
            .person
            .value
            .terms
            .as_ref()
            .and_then(|t| t.signatures.as_ref())
            .and_then(|s| s.page_initials);
        let practice = workspace.practice_located()?;
        let default =
            practice.value.terms.as_ref().and_then(|t| t.signatures.as_ref()).and_then(|s| s.page_initials);
        let date = made.date().parse().unwrap_or(made.today);
        Ok(Self {
            stationery: load::stationery(&workspace.home, practice)?,
            practice: &practice.value,
            date,
            foot: foot(made),
            initials: flag("initials") || asked.or(default).unwrap_or(false),
            form: !flag("no-form"),
            draft: flag("draft"),
        })
    }

    fn properties(&self, body: &Body) -> Properties<'_> {
        Properties { page: self.page(body), date: self.date, author: &self.practice.coach.name }
    }

    fn page(&self, body: &Body) -> Page {
        match self.stationery.paper.unwrap_or_else(|| Size::of(&body.first().language)) {
            Size::A4 => Page::A4,
            Size::Letter => Page::Letter,
        }
    }
}

/// Returns the words at the foot of each page: title and number.
pub(super) fn foot(made: &Made) -> String {
    let title = made.body.first().title.clone();
    match made.number() {
        Some(number) if !title.contains(number) => format!("{title} · {number}"),
        _ => title,
    }
}

/// Returns the name at the head of the pages.
pub(super) fn head(practice: &Practice) -> String {
    practice.coach.practice_name.as_ref().unwrap_or(&practice.coach.name).clone()
}

/// Returns the file of the contract and those of its sheets; a sheet has its id.
pub(super) fn files(
    made: &Made,
    format: Format,
    paper: &Paper<'_>,
) -> Result<Vec<(Option<String>, Vec<u8>)>> {
    let mut files = vec![(None, written(&made.body, made, format, paper)?)];
    for sheet in &made.sheets {
        files.push((Some(sheet.first().kind.clone()), written(sheet, made, format, paper)?));
    }
    Ok(files)
}

fn written(body: &Body, made: &Made, format: Format, paper: &Paper<'_>) -> Result<Vec<u8>> {
    Ok(match format {
        Format::Text => text(body).into_bytes(),
        Format::Markdown => match body {
            Body::One(one) => contract::markdown(one),
            Body::Two(two) => {
                format!("{}\n---\n\n{}", contract::markdown(&two.left), contract::markdown(&two.right))
            }
        }
        .into_bytes(),
        Format::Html => match body {
            Body::One(one) => contract::html(one),
            Body::Two(two) => contract::html_columns(two),
        }
        .into_bytes(),
        Format::Docx => match body {
            Body::One(one) => docx::docx(one, &paper.properties(body))?,
            Body::Two(two) => docx::docx_columns(two, &paper.properties(body))?,
        },
        Format::Json => {
            let issued = body.issued();
            let value = json!({
                "kind": made.kind,
                "title": body.first().title,
                "number": made.number(),
                "date": made.date(),
                "language": body.languages(),
                "to": made.brief.to,
                "clauses": issued.clauses,
                "text": text(body),
                "warnings": made.warnings.iter().map(ToString::to_string).collect::<Vec<_>>(),
            });
            let mut out = serde_json::to_string_pretty(&value).map_err(|e| Error::internal(e.to_string()))?;
            out.push('\n');
            out.into_bytes()
        }
        Format::Pdf => pdf(body, paper)?,
        Format::Eml => return Err(Error::internal("a contract is no message by itself")),
    })
}

/// Returns the contract as plain text; two languages one after the other.
pub(super) fn text(body: &Body) -> String {
    match body {
        Body::One(one) => contract::text(one),
        Body::Two(two) => format!("{}\n\n{}", contract::text(&two.left), contract::text(&two.right)),
    }
}

#[cfg(feature = "pdf")]
pub(super) fn pdf(body: &Body, paper: &Paper<'_>) -> Result<Vec<u8>> {
    use crate::render::pdf::{self, Head, Pages};

    let first = body.first();
    let coach = &paper.practice.coach;
    let text = paper.stationery.logo.as_ref().and_then(|logo| logo.text.as_ref());
    let pages = Pages {
        stationery: &paper.stationery,
        head: Head {
            name: head(paper.practice),
            lines: Vec::new(),
            logo: text.and_then(|text| text.get(&first.language)).map(str::to_owned),
        },
        author: coach.name.clone(),
        date: paper.date,
        foot: paper.foot.clone(),
        initials: paper.initials,
        form: paper.form,
        draft: paper.draft,
    };
    match body {
        Body::One(one) => pdf::contract(one, &pages),
        Body::Two(two) => pdf::columns(two, &pages),
    }
}

#[cfg(not(feature = "pdf"))]
pub(super) fn pdf(_: &Body, _: &Paper<'_>) -> Result<Vec<u8>> {
    Err(crate::cli::output::without_pdf())
}

/// Returns the file of a sheet, beside that of its contract: ahmet.pdf, ahmet-consent_release.pdf.
pub(super) fn beside(file: &Path, sheet: Option<&str>) -> PathBuf {
    let Some(sheet) = sheet else { return file.to_path_buf() };
    let stem = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let name = match file.extension() {
        Some(ending) => format!("{stem}-{sheet}.{}", ending.to_string_lossy()),
        None => format!("{stem}-{sheet}"),
    };
    file.with_file_name(name)
}
