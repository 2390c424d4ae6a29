//! The second pass of a batch: letters are rendered chunk by chunk and go where they belong.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::cli::batch::plan::{CHUNK, hash, parallel};
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
    pub written: &'a HashSet<u64>,
    pub limit: usize,
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

/// Letters in one transaction of the outbox.
const COMMIT: usize = 512;

/// What was written.
#[derive(Default)]
pub struct Done {
    pub letters: usize,
    /// Letters that were there already.
    pub before: usize,
    pub ids: Vec<TicketId>,
    pub warnings: BTreeMap<String, usize>,
}

/// The letters of a batch in order, rendered a chunk at a time.
struct Letters<'p, 'r, 't> {
    press: &'p Press<'p>,
    reader: &'r mut Reader<'t>,
    rows: Box<dyn Iterator<Item = std::result::Result<Record, Problem>> + 'p>,
    left: usize,
    ready: VecDeque<Made>,
    before: usize,
    warnings: BTreeMap<String, usize>,
}

impl Letters<'_, '_, '_> {
    fn fill(&mut self) -> Result<()> {
        while self.ready.is_empty() {
            if self.press.stop.is_requested() {
                return Err(Error::try_again("stopped before all letters were written")
                    .hint("repeat the command: what was written is not written again"));
            }
            let mut chunk: Vec<(Record, Row)> = Vec::new();
            let mut is_over = true;
            for record in self.rows.by_ref().take(CHUNK) {
                is_over = false;
                let faulty = |problems| Error { kind: ErrorKind::Data, problems };
                let record = record.map_err(|problem| faulty(vec![problem]))?;
                let row = self.reader.row(&record).map_err(faulty)?;
                if self.press.written.contains(&hash(&row.key)) {
                    self.before += 1;
                } else if self.left > 0 {
                    self.left -= 1;
                    chunk.push((record, row));
                }
            }
            if is_over {
                return Ok(());
            }
            let made = parallel(&chunk, |(_, row)| self.press.make(row));
            for ((record, _), made) in chunk.iter().zip(made) {
                let place = |e: Error| Error { kind: e.kind, problems: self.reader.placed(e, record) };
                let made = made.map_err(place)?;
                for warning in &made.warnings {
                    *self.warnings.entry(warning.clone()).or_default() += 1;
                }
                self.ready.push_back(made);
            }
        }
        Ok(())
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
    fn make(&self, row: &Row) -> Result<Made> {
        let path = match &self.goods {
            Goods::Folder { folder, format, .. } => folder.join(file_name(row, *format)),
            Goods::Mbox(file) => file.clone(),
            Goods::Queue { .. } => PathBuf::new(),
        };
        if matches!(self.goods, Goods::Folder { force: false, .. }) && path.symlink_metadata().is_ok() {
            return Ok(Made { path, is_there: true, ..Made::default() });
        }
        let speech = std::sync::Arc::clone(&row.speech);
        let letter = compose_letter(row.request.clone(), &row.to, self.shelf, speech, self.workspace)?;
        let warnings = letter.warnings();
        let whole = posting::whole(&letter)?;
        let text = text(&whole);
        let message = match self.account {
            Some(account) => {
                let date = self.workspace.now()?;
                Some(posting::message_of(&letter, text.clone(), html(&whole), account, date)?)
            }
            None => None,
        };
        let batch_row = || BatchRow { batch: self.batch.to_owned(), row: row.key.clone() };
        let mut made = Made { path, warnings, ..Made::default() };
        match (&self.goods, message) {
            (Goods::Queue { once }, Some(message)) => {
                made.queued = Some(NewMessage {
                    kind: letter.kind.id.clone(),
                    language: letter.document.language.clone(),
                    recipient: posting::recipient(&letter)?,
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
        made.document = Some(register::entry(&letter, text, &made.path, None, Some(batch_row()))?);
        Ok(made)
    }

    fn letters<'p, 'r, 't>(&'p self, reader: &'r mut Reader<'t>) -> Result<Letters<'p, 'r, 't>> {
        Ok(Letters {
            press: self,
            reader,
            rows: Box::new(self.table.rows()?),
            left: self.limit,
            ready: VecDeque::new(),
            before: 0,
            warnings: BTreeMap::new(),
        })
    }

    /// Puts the letters into the outbox, each chunk at once. Repeated, it goes on where it was stopped.
    pub fn queue(&self, reader: &mut Reader<'_>, outbox: &mut Outbox) -> Result<Done> {
        let mut done = Done::default();
        let mut letters = self.letters(reader)?;
        let queued = |made: Result<Made>| {
            made?.queued.ok_or_else(|| Error::internal("a letter to be queued has no message"))
        };
        loop {
            let enqueued = outbox.enqueue_all(letters.by_ref().take(COMMIT).map(queued))?;
            if enqueued.is_empty() {
                break;
            }
            for enqueued in enqueued {
                match enqueued {
                    Enqueued::New(id) => {
                        done.letters += 1;
                        done.ids.push(id);
                    }
                    Enqueued::Already(_) => done.before += 1,
                }
            }
        }
        done.before += letters.before;
        done.warnings = letters.warnings;
        Ok(done)
    }

    /// Writes each letter into a file of its own, under a name that no recipient can choose.
    pub fn folder(
        &self,
        reader: &mut Reader<'_>,
        mut outbox: Option<&mut Outbox>,
        folder: &Path,
    ) -> Result<Done> {
        let mut done = Done::default();
        make_folder(folder)?;
        let mut letters = self.letters(reader)?;
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
                if entries.len() >= CHUNK {
                    outbox.record_all(entries.drain(..))?;
                }
            }
        }
        if let Some(outbox) = outbox {
            outbox.record_all(entries)?;
        }
        done.before += letters.before;
        done.warnings = letters.warnings;
        Ok(done)
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
        let mut done = Done::default();
        let mut letters = self.letters(reader)?;
        let mut open = Some(out);
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
            Some(outbox) => outbox.record_all(entries).map(|_| ())?,
            None => entries.try_for_each(|entry| entry.map(|_| ()))?,
        }
        done.before += letters.before;
        done.warnings = letters.warnings;
        Ok(done)
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
    for line in message.split_inclusive(|byte| *byte == b'\n') {
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

/// Returns the name of a letter's file: the person's for the eye, a digest of the row for being the only one.
fn file_name(row: &Row, format: Format) -> String {
    let person = &row.request.person;
    let address = person.email.as_deref().unwrap_or_default();
    let name = person.name.as_deref().unwrap_or(address.split('@').next().unwrap_or_default());
    let digest: String = Sha256::digest(&row.key).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{digest}.{}", slug(name), format.ending())
}

fn make_folder(folder: &Path) -> Result<()> {
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

fn cannot(path: &Path, error: &std::io::Error) -> Error {
    Error::cannot_create("the letter can't be written")
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
