//! The second pass of a batch: letters are rendered by several hands and go where they belong.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;
use memchr::memchr;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::cli::batch::hands::{self, HEAP, Hands};
use crate::cli::batch::plan::{FAULTS_MAX, curb, hash};
use crate::cli::batch::row::{Reader, Row};
use crate::cli::batch::table::{Record, Table};
use crate::cli::letter::{Shelf, compose_letter};
use crate::cli::output::Format;
use crate::cli::workspace::Workspace;
use crate::cli::{posting, register};
use crate::deliver::outbox::{BatchRow, Enqueued, NewDocument, NewMessage, Outbox, TicketId};
use crate::deliver::smtp::Stop;
use crate::error::{Error, ErrorKind, Place, Problem, Result};
use crate::grammar::slug::slug;
use crate::model::mail_account::MailAccount;
use crate::render::html::html;
use crate::render::text::text;

/// What the letters of a batch are made with.
pub struct Press<'a> {
    pub table: &'a Table,
    pub shelf: &'a Shelf,
    pub workspace: &'a Workspace,
    /// The account that messages come from; drafts in other forms need none.
    pub account: Option<&'a MailAccount>,
    pub batch: &'a str,
    pub goods: Goods,
    /// The folder that paths of drafts begin at
    pub folder: &'a Path,
    pub written: &'a HashSet<u64>,
    pub limit: usize,
    /// How many letters there will be at most
    pub rows: usize,
    pub stop: &'a Stop,
    pub bar: &'a ProgressBar,
}

/// Where the letters go, and in which form.
pub enum Goods {
    /// Into the outbox; once, so that a row that was queued is not queued again
    Queue { once: bool },
    /// Into one file
    Mbox(PathBuf),
    /// A file each into a folder; those that are there are left alone unless replaced
    Folder { folder: PathBuf, format: Format, force: bool },
}

/// A finished letter of a batch: what leaves the hands that made it, and nothing of what it was made from.
#[derive(Default)]
struct Made {
    queued: Option<NewMessage>,
    document: Option<NewDocument>,
    path: PathBuf,
    bytes: Vec<u8>,
    warnings: Vec<String>,
    /// Its file is there already.
    is_there: bool,
}

/// Drafts in one transaction of the register.
const ENTRIES: usize = 128;

/// What was written.
#[derive(Default)]
pub struct Done {
    pub letters: usize,
    /// Letters that were there already.
    pub before: usize,
    pub ids: Vec<TicketId>,
    pub warnings: BTreeMap<String, usize>,
}

/// The letters of a batch in order, while other hands make the next ones.
struct Letters<'p, 'r, 't> {
    press: &'p Press<'p>,
    reader: &'r mut Reader<'t>,
    rows: Box<dyn Iterator<Item = std::result::Result<Record, Problem>> + 'p>,
    hands: Hands<(Record, Row), (Record, Result<Made>)>,
    left: usize,
    ready: VecDeque<Made>,
    before: usize,
    warnings: BTreeMap<String, usize>,
    /// What is wrong with letters; once there is something, the rest is looked over and not written.
    faults: Option<Error>,
}

impl Letters<'_, '_, '_> {
    /// Gets the next letters ready; leaves none ready at the end.
    fn fill(&mut self) -> Result<()> {
        while self.ready.is_empty() {
            if self.press.stop.is_requested() {
                return Err(Error::try_again("stopped before all letters were written")
                    .hint("repeat the command: what was written is not written again"));
            }
            while !self.hands.is_busy() && self.give()? {}
            let Some(made) = self.hands.take() else { break };
            for (record, made) in made? {
                match made {
                    Ok(made) if self.faults.is_none() => {
                        for warning in &made.warnings {
                            *self.warnings.entry(warning.clone()).or_default() += 1;
                        }
                        self.ready.push_back(made);
                    }
                    Ok(_) => {}
                    Err(error) => self.note(error, &record),
                }
            }
        }
        match self.faults.take().filter(|_| self.ready.is_empty()) {
            Some(mut faults) => {
                curb(&mut faults.problems);
                Err(faults)
            }
            None => Ok(()),
        }
    }

    /// Gives the next rows to the hands; `false` when there are none.
    fn give(&mut self) -> Result<bool> {
        let enough = self.faults.as_ref().is_some_and(|faults| faults.problems.len() >= FAULTS_MAX);
        let mut heap = Vec::with_capacity(HEAP);
        while heap.len() < HEAP && !enough {
            let Some(record) = self.rows.next() else { break };
            let faulty = |problems| Error { kind: ErrorKind::Data, problems };
            let record = record.map_err(|problem| faulty(vec![problem]))?;
            let row = self.reader.row(&record).map_err(faulty)?;
            if self.press.written.contains(&hash(&row.key)) {
                self.before += 1;
            } else if self.left > 0 {
                self.left -= 1;
                heap.push((record, row));
            }
        }
        let any = !heap.is_empty();
        if any {
            self.hands.give(heap);
        }
        Ok(any)
    }

    /// Adds what the letters know to what was written.
    fn sum(&mut self, done: Done) -> Done {
        Done { before: done.before + self.before, warnings: std::mem::take(&mut self.warnings), ..done }
    }

    fn note(&mut self, error: Error, record: &Record) {
        let kind = error.kind;
        let problems = self.reader.placed(error, record);
        match &mut self.faults {
            Some(faults) => faults.problems.extend(problems),
            None => self.faults = Some(Error { kind, problems }),
        }
    }
}

impl Iterator for Letters<'_, '_, '_> {
    type Item = Result<Made>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Err(error) = self.fill() {
            return Some(Err(error));
        }
        let made = self.ready.pop_front()?;
        self.press.bar.inc(1);
        Some(Ok(made))
    }
}

impl Press<'_> {
    /// Writes the letter of a row in its final form. Runs on several threads, so all that costs time is done here.
    fn make(&self, row: Row) -> Result<Made> {
        let path = match &self.goods {
            Goods::Folder { folder, format, .. } => folder.join(letter_name(&row, *format)),
            Goods::Mbox(file) => file.clone(),
            Goods::Queue { .. } => PathBuf::new(),
        };
        if matches!(self.goods, Goods::Folder { force: false, .. }) && path.symlink_metadata().is_ok() {
            return Ok(Made { path, is_there: true, ..Made::default() });
        }
        let Row { request, origin, mailbox, speech, key, .. } = row;
        let letter = compose_letter(request, &origin, self.shelf, speech, self.workspace)?;
        let warnings = letter.warnings();
        let mailbox = match mailbox.filter(|_| letter.brief.about.is_none()) {
            Some(known) => Some(posting::named(known, &letter)?),
            None => posting::recipient(&letter).ok(),
        };
        let whole = posting::whole(&letter)?;
        let text = text(&whole);
        let message = match self.account {
            Some(account) => {
                let to = mailbox.clone().map_or_else(|| posting::recipient(&letter), Ok)?;
                let date = self.workspace.now()?;
                Some(posting::message_of(&letter, to, (text.clone(), html(&whole)), account, date)?)
            }
            None => None,
        };
        let batch_row = || BatchRow { batch: self.batch.to_owned(), row: key.clone() };
        let mut made = Made { path, warnings, ..Made::default() };
        match (&self.goods, message) {
            (Goods::Queue { once }, Some(message)) => {
                made.queued = Some(NewMessage {
                    kind: letter.kind.id.clone(),
                    language: letter.document.language.clone(),
                    recipient: mailbox.map_or_else(|| posting::recipient(&letter), Ok)?,
                    subject: letter.subject(),
                    message,
                    attachments: Vec::new(),
                    row: once.then(batch_row),
                });
                return Ok(made);
            }
            (Goods::Mbox(_), Some(message)) => made.bytes = mboxrd(&message.bytes),
            (Goods::Folder { .. }, Some(message)) => made.bytes = message.bytes,
            (Goods::Folder { format, .. }, None) => {
                made.bytes = posting::written(&letter, *format, self.workspace)?;
            }
            (Goods::Queue { .. } | Goods::Mbox(_), None) => {
                return Err(Error::internal("a letter to be mailed has no sender"));
            }
        }
        let place = self.folder.join(&made.path);
        made.document =
            Some(register::entry(&letter, mailbox.as_ref(), text, &place, None, Some(batch_row()))?);
        Ok(made)
    }

    /// Has the letters made, and `write` take them.
    fn letters<R>(
        &self,
        reader: &mut Reader<'_>,
        write: impl FnOnce(&mut Letters<'_, '_, '_>) -> Result<R>,
    ) -> Result<R> {
        let work = |(record, row): (Record, Row)| (record, self.make(row));
        hands::at_work(work, |hands| {
            write(&mut Letters {
                press: self,
                reader,
                rows: Box::new(self.table.rows()?),
                hands,
                left: self.limit,
                ready: VecDeque::new(),
                before: 0,
                warnings: BTreeMap::new(),
                faults: None,
            })
        })
    }

    /// Puts the letters into the outbox, all or none. Repeated, it adds what is not there yet.
    pub fn queue(&self, reader: &mut Reader<'_>, outbox: &mut Outbox) -> Result<Done> {
        self.letters(reader, |letters| {
            let mut done = Done::default();
            let messages = letters.by_ref().map(|made| {
                made?.queued.ok_or_else(|| Error::internal("a letter to be queued has no message"))
            });
            for enqueued in outbox.in_bulk(self.rows, |outbox| outbox.enqueue_all(messages))? {
                match enqueued {
                    Enqueued::New(id) => {
                        done.letters += 1;
                        done.ids.push(id);
                    }
                    Enqueued::Already(_) => done.before += 1,
                }
            }
            Ok(letters.sum(done))
        })
    }

    /// Writes each letter into a file of its own, under a name that no recipient can choose.
    pub fn folder(
        &self,
        reader: &mut Reader<'_>,
        mut outbox: Option<&mut Outbox>,
        folder: &Path,
    ) -> Result<Done> {
        make_folder(folder)?;
        self.letters(reader, |letters| {
            let mut done = Done::default();
            let mut entries: Vec<Result<NewDocument>> = Vec::new();
            for made in letters.by_ref() {
                let made = made?;
                if made.is_there {
                    done.before += 1;
                    continue;
                }
                put(folder, &made.path, &made.bytes)?;
                done.letters += 1;
                if let (Some(outbox), Some(mut document)) = (outbox.as_deref_mut(), made.document) {
                    document.file = Some(made.bytes);
                    entries.push(Ok(document));
                    if entries.len() >= ENTRIES {
                        outbox.record_all(entries.drain(..))?;
                    }
                }
            }
            if let Some(outbox) = outbox {
                outbox.record_all(entries)?;
            }
            Ok(letters.sum(done))
        })
    }

    /// Writes the letters into one mbox file (RFC 4155, with the quoting of mboxrd), whole or not at all; a
    /// file that this batch wrote before is continued.
    pub fn mbox(&self, reader: &mut Reader<'_>, outbox: Option<&mut Outbox>, file: &Path) -> Result<Done> {
        let failed = |e: std::io::Error| cannot(file, &e);
        let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let temporary = tempfile::Builder::new().prefix(".garbo-").tempfile_in(folder).map_err(failed)?;
        let mut out = BufWriter::with_capacity(1 << 16, temporary);
        if !self.written.is_empty() {
            std::io::copy(&mut File::open(file).map_err(failed)?, &mut out).map_err(failed)?;
        }
        let account = self.account.ok_or_else(|| Error::internal("an mbox has no sender"))?;
        let now = self.workspace.now()?.strftime("%a %b %e %H:%M:%S %Y").to_string();
        let separator = format!("From {} {now}\n", account.from.address().to_wire());
        let mut open = Some(out);
        self.letters(reader, |letters| {
            let mut done = Done::default();
            // The register is told within the one transaction that ends when the file is in its place.
            let mut entries = std::iter::from_fn(|| match letters.next() {
                Some(made) => Some(made.and_then(|made| {
                    if let Some(out) = &mut open {
                        out.write_all(separator.as_bytes()).map_err(failed)?;
                        out.write_all(&made.bytes).map_err(failed)?;
                    }
                    done.letters += 1;
                    made.document.ok_or_else(|| Error::internal("a draft has no entry"))
                })),
                None => open.take().and_then(|out| finish(out, file).err()).map(Err),
            });
            match outbox {
                Some(outbox) => outbox.in_bulk(self.rows, |outbox| outbox.record_all(entries)).map(|_| ())?,
                None => entries.try_for_each(|entry| entry.map(|_| ()))?,
            }
            Ok(letters.sum(done))
        })
    }
}

fn finish(out: BufWriter<NamedTempFile>, file: &Path) -> Result<()> {
    let failed = |e: std::io::Error| cannot(file, &e);
    let temporary = out.into_inner().map_err(|e| failed(e.into_error()))?;
    temporary.as_file().sync_all().map_err(failed)?;
    temporary.persist(file).map(|_| ()).map_err(|e| failed(e.error))
}

/// Returns a message as mbox holds it: LF line ends, lines that look like a separator marked, a blank line after.
fn mboxrd(message: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(message.len() + 64);
    let mut rest = message;
    while !rest.is_empty() {
        let (line, after) = rest.split_at(memchr(b'\n', rest).map_or(rest.len(), |at| at + 1));
        rest = after;
        let line = line.strip_suffix(b"\r\n").or(line.strip_suffix(b"\n")).unwrap_or(line);
        let marks = line.iter().take_while(|byte| **byte == b'>').count();
        if line.get(marks..).is_some_and(|rest| rest.starts_with(b"From ")) {
            out.push(b'>');
        }
        out.extend_from_slice(line);
        out.push(b'\n');
    }
    out.push(b'\n');
    out
}

fn letter_name(row: &Row, format: Format) -> String {
    let person = &row.request.person;
    let address = person.email.as_deref().unwrap_or_default();
    let name = person.name.as_deref().unwrap_or(address.split('@').next().unwrap_or_default());
    file_name(name, &row.key, format)
}

/// Returns the name of a file: the person's for the eye, a digest of the row's key for being the only one.
pub(super) fn file_name(name: &str, key: &str, format: Format) -> String {
    let digest: String = Sha256::digest(key).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{digest}.{}", slug(name), format.ending())
}

pub(super) fn make_folder(folder: &Path) -> Result<()> {
    let place = || Place::file(folder.display().to_string());
    if folder.symlink_metadata().is_ok_and(|meta| !meta.is_dir()) {
        return Err(Error::cannot_create("the output is not a folder").at(place()).hint("name a folder"));
    }
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    match builder.create(folder) {
        Err(e) if e.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(Error::cannot_create("the folder can't be made").at(place()).cause(e))
        }
        _ => Ok(()),
    }
}

/// Writes a file whole or not at all, without waiting for the disk: the table can make it again.
fn put(folder: &Path, path: &Path, bytes: &[u8]) -> Result<()> {
    let failed = |e: std::io::Error| cannot(path, &e);
    let mut temporary = tempfile::Builder::new().prefix(".garbo-").tempfile_in(folder).map_err(failed)?;
    temporary.write_all(bytes).map_err(failed)?;
    temporary.persist(path).map(|_| ()).map_err(|e| failed(e.error))
}

pub(super) fn cannot(path: &Path, error: &std::io::Error) -> Error {
    Error::cannot_create("the file can't be written")
        .at(Place::file(path.display().to_string()))
        .cause(error)
        .hint("repeat the command when there is room: what was written is not written again")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_within_a_message_are_marked() {
        assert_eq!(
            mboxrd(b"A: b\r\n\r\nFrom me\r\n>From you\r\nFromage\r\n"),
            b"A: b\n\n>From me\n>>From you\nFromage\n\n"
        );
    }
}
