//! `garbo verify FILE`: whether a returned agreement reads as it was issued, and which signatures are in it.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, ValueHint, value_parser};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::cli::mailroom;
use crate::cli::workspace::Workspace;
use crate::deliver::outbox::Document;
use crate::error::{Error, ErrorKind, Place, Problem, Result};
use crate::render::contract::compare::{Added, Comparison, Reading, Verdict, compare, is_entry, likeness};
use crate::render::contract::issued::{Issued, IssuedClause};
use crate::render::contract::spot::{Copy, Mark, MarkKind};
use crate::render::returned::{self, Integrity, Returned, Signature};

/// How much of a changed clause is shown, in characters.
const SHOWN: usize = 600;

pub fn command() -> Command {
    Command::new("verify")
        .about("Compare a returned agreement (PDF or Word) with the one issued, clause by clause, and list its signatures")
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .value_hint(ValueHint::FilePath)
                .help("The file as it came back"),
        )
        .arg(
            Arg::new("number")
                .long("number")
                .value_name("NUMBER")
                .help("Number of the agreement, where garbo can't tell which one it is"),
        )
}

/// How the file is related to the one that was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kinship {
    /// The same to the byte
    Same,
    /// It begins with the issued file; what follows are signatures and what was filled in
    Continued,
    /// Another file: printed, scanned, edited
    Other,
}

impl Kinship {
    fn name(self) -> &'static str {
        match self {
            Self::Same => "as_issued",
            Self::Continued => "continued",
            Self::Other => "other_file",
        }
    }

    fn told(self) -> &'static str {
        match self {
            Self::Same => "the file is the one issued, to the byte",
            Self::Continued => "the file is the one issued, with signatures or entries added after it",
            Self::Other => "the file is another one than was issued; its text is compared",
        }
    }
}

pub fn run(matches: &ArgMatches, workspace: &mut Workspace) -> Result<()> {
    let path = matches.get_one::<PathBuf>("file").cloned().unwrap_or_default();
    let bytes = read(&path)?;
    let place = || Place::file(path.display().to_string());
    let returned = returned::read(&bytes).map_err(|e| e.at(place()))?;
    let agreements = match mailroom::outbox_if_any(workspace)? {
        Some(outbox) => outbox.agreements()?,
        None => Vec::new(),
    };
    let number = matches.get_one::<String>("number").map(String::as_str);
    let Some((document, issued)) = choose(agreements, number, &bytes, &returned) else {
        let error = Error::missing(match number {
            Some(number) => format!("the register has no agreement with the number {number}"),
            None => "the register has no agreement like this one".to_owned(),
        });
        return Err(error.hint(
            "`garbo log` lists what was issued; the register is garbo.db of the practice that issued it",
        ));
    };
    let kinship = kinship(&document, &issued, &bytes);
    let copy = Copy {
        text: &returned.text,
        spots: &returned.spots,
        beside: &returned.beside,
        marks: if kinship == Kinship::Same { &[] } else { &returned.marks },
    };
    let mut comparison = compare(&issued, copy);
    if reads_as_issued(kinship, &issued, &bytes, &returned) {
        // Words read out of two columns may be told apart wrongly; here nothing can have changed.
        comparison.added.clear();
        for clause in &mut comparison.clauses {
            clause.verdict = Verdict::AsIssued;
            clause.changes.clear();
            clause.misread.clear();
        }
        comparison.entered.clear();
    }
    // A field holds what one fills in; a sentence in it is put in.
    for (field, value) in returned.filled.iter().filter(|(_, value)| !is_entry(value)) {
        comparison.added.push(Added { after: format!("field {field}"), text: value.clone() });
    }
    if workspace.ui.json {
        workspace.ui.value(&json!({
            "agreement": {
                "number": issued.number, "date": issued.date, "title": issued.title, "recipient": document.recipient,
                "language": document.language, "written": document.written, "version": document.version,
            },
            "file": kinship.name(),
            "clauses": comparison.clauses,
            "added": comparison.added,
            "entered": comparison.entered,
            "marks": comparison.marks,
            "signatures": returned.signatures,
            "filled": returned.filled,
        }));
    } else {
        workspace.ui.data(&crate::error::printable(&report(
            &document,
            &issued,
            kinship,
            &comparison,
            &returned,
        )));
    }
    verdict(&comparison, &returned.signatures)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    let missing = |e: std::io::Error| {
        Error::missing("the file can't be read").at(Place::file(path.display().to_string())).cause(e)
    };
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(returned::SIZE_MAX as u64 + 1).read_to_end(&mut bytes))
        .map_err(missing)?;
    if bytes.len() > returned::SIZE_MAX {
        return Err(Error::data(format!("the file is larger than {} MiB", returned::SIZE_MAX >> 20))
            .at(Place::file(path.display().to_string()))
            .hint("an agreement is some hundred KiB; is it the right file?"));
    }
    Ok(bytes)
}

/// Returns the agreement the file is a copy of: by number, by its bytes, else the one whose text fits best.
fn choose(
    agreements: Vec<Document>,
    number: Option<&str>,
    bytes: &[u8],
    returned: &Returned,
) -> Option<(Document, Issued)> {
    let known = agreements.into_iter().filter_map(|document| {
        let issued: Issued = serde_json::from_value(document.meta.clone()).ok()?;
        (!issued.clauses.is_empty()).then_some((document, issued))
    });
    let mut known: Vec<(Document, Issued)> =
        known.filter(|(_, issued)| number.is_none_or(|n| issued.number.as_deref() == Some(n))).collect();
    // The latest issue of a number stands last.
    known.reverse();
    if let Some(at) =
        known.iter().position(|(document, issued)| kinship(document, issued, bytes) != Kinship::Other)
    {
        return Some(known.swap_remove(at));
    }
    let best = known
        .iter()
        .enumerate()
        .map(|(i, (_, issued))| (likeness(issued, &returned.text), i))
        .max_by_key(|(fit, i)| (*fit, std::cmp::Reverse(*i)));
    // Fewer than a third of the sentences is chance: the same sentence in two agreements.
    let (_, at) = best.filter(|(fit, _)| *fit > 333 || number.is_some())?;
    Some(known.swap_remove(at))
}

fn kinship(document: &Document, issued: &Issued, bytes: &[u8]) -> Kinship {
    let digest = |bytes: &[u8]| Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect::<String>();
    let Some(known) = &document.file_sha256 else { return Kinship::Other };
    match issued.size.and_then(|size| bytes.get(..size)) {
        Some(head) if digest(head) == *known => {
            if head.len() == bytes.len() {
                Kinship::Same
            } else {
                Kinship::Continued
            }
        }
        _ => Kinship::Other,
    }
}

/// Tells whether the file is the issued one, or the issued one with additions that left its text as it was.
fn reads_as_issued(kinship: Kinship, issued: &Issued, bytes: &[u8], returned: &Returned) -> bool {
    match kinship {
        Kinship::Same => true,
        Kinship::Continued => issued
            .size
            .and_then(|size| bytes.get(..size))
            .and_then(|head| returned::read(head).ok())
            .is_some_and(|head| head.text == returned.text),
        Kinship::Other => false,
    }
}

fn report(
    document: &Document,
    issued: &Issued,
    kinship: Kinship,
    comparison: &Comparison,
    returned: &Returned,
) -> String {
    let number = issued.number.as_ref().map(|n| format!(" no. {n}")).unwrap_or_default();
    let mut lines = vec![
        format!(
            "{}{number} of {}, {}, to {}",
            issued.title, issued.date, document.language, document.recipient
        ),
        kinship.told().to_owned(),
        String::new(),
    ];
    for (clause, issued) in comparison.clauses.iter().zip(&issued.clauses) {
        lines.push(format!("{:10} {}", told(clause.verdict), name(clause, issued)));
        if !clause.misread.is_empty() {
            lines.push(format!("           letters misread: {}", short(&clause.misread.join(", "))));
        }
        for change in &clause.changes {
            lines.push(format!("           {}", short(&change.difference)));
        }
    }
    for added in &comparison.added {
        lines.push(format!("{:10} {}: {}", "added", place(added), short(&added.text)));
    }
    for mark in &comparison.marks {
        lines.push(format!("{:10} {}", "LOOK AT", looked(mark)));
    }
    lines.push(String::new());
    if returned.signatures.is_empty() {
        lines.push(
            "no electronic signature is in the file; a signature by hand can't be seen in its text"
                .to_owned(),
        );
    }
    for signature in &returned.signatures {
        lines.push(format!("{:10} {}", "signature", signed(signature)));
    }
    for entered in &comparison.entered {
        lines.push(format!("{:10} {}: {}", "filled in", place(entered), short(&entered.text)));
    }
    for (field, value) in &returned.filled {
        lines.push(format!("{:10} {field}: {value}", "filled in"));
    }
    if !returned.signatures.is_empty() {
        lines.push("whose a certificate is, and whether to trust it, your PDF viewer says".to_owned());
    }
    lines.push(String::new());
    lines.join("\n")
}

fn told(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::AsIssued => "as issued",
        Verdict::Differs => "DIFFERS",
        Verdict::Moved => "MOVED",
        Verdict::Missing => "MISSING",
    }
}

fn name(clause: &Reading, issued: &IssuedClause) -> String {
    let number = match (&clause.number, issued.paragraphs) {
        // The first paragraph of an article has the article's number, which its heading has too.
        (Some(number), Some((1, _))) if issued.pieces.first() != Some(&issued.title) => {
            format!("{number}.1 ")
        }
        (Some(_), _) => format!("{} ", issued.told()),
        (None, _) => String::new(),
    };
    if clause.title.is_empty() {
        format!("{number}{}", clause.id)
    } else {
        format!("{number}{}", clause.title)
    }
}

/// Says where something was put in.
fn place(added: &Added) -> String {
    let is_beside =
        added.after.contains("page ") || added.after.ends_with("notes") || added.after.starts_with("field ");
    if is_beside { format!("in the {}", added.after) } else { format!("after {}", added.after) }
}

fn looked(mark: &Mark) -> String {
    let what = match mark.kind {
        MarkKind::Struck => "struck through",
        MarkKind::Hidden => "there but not shown",
        MarkKind::Covered => "covered",
        MarkKind::Note => "put over the page",
    };
    format!("{what}: {}", short(mark.text.trim()))
}

fn short(text: &str) -> String {
    let text = text.replace('\n', " ");
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{} …", &text[..at]),
        None => text,
    }
}

fn signed(signature: &Signature) -> String {
    let who = signature.signer.as_deref().unwrap_or("no name in the certificate");
    let when = signature.when.as_ref().map(|w| format!(", {w}")).unwrap_or_default();
    let holds = match (signature.integrity, signature.followed) {
        (Integrity::Holds, false) => "holds for the whole file",
        (Integrity::Holds, true) => "holds for the file as it was then; later entries follow",
        (Integrity::Broken, _) => "DOES NOT HOLD: the file was changed after it",
        (Integrity::Unchecked, _) => "of a kind that garbo can't check",
    };
    format!("{}: {who}{when}: {holds}", signature.field)
}

/// Errors: faults, when a clause differs or a signature does not hold.
fn verdict(comparison: &Comparison, signatures: &[Signature]) -> Result<()> {
    let differing = comparison.clauses.iter().filter(|c| c.verdict != Verdict::AsIssued).count();
    let broken = signatures.iter().filter(|s| s.integrity == Integrity::Broken).count();
    if comparison.is_clean() && broken == 0 {
        return Ok(());
    }
    let mut told = Vec::new();
    if differing > 0 {
        told.push(mailroom::counted(
            differing,
            "clause does not read as issued",
            "clauses do not read as issued",
        ));
    }
    if !comparison.added.is_empty() {
        told.push(mailroom::counted(comparison.added.len(), "passage was put in", "passages were put in"));
    }
    if !comparison.marks.is_empty() {
        told.push(mailroom::counted(
            comparison.marks.len(),
            "place is struck, hidden, covered or noted upon",
            "places are struck, hidden, covered or noted upon",
        ));
    }
    if broken > 0 {
        told.push(mailroom::counted(broken, "signature does not hold", "signatures do not hold"));
    }
    let hint = "read what is listed above with the person before you countersign";
    Err(Error::new(ErrorKind::Faults, Problem::new(told.join("; ")).hint(hint)))
}
