//! The CSV file of a batch: separator, rows, places. Read as a stream; nothing of it is kept.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use csv::{ErrorKind as CsvKind, ReaderBuilder, StringRecord};

use crate::error::{Error, ErrorKind, Place, Problem, Result};

/// Longest first row, in bytes.
const HEAD_MAX: usize = 64 << 10;
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// A CSV file that was looked over.
pub struct Table {
    path: PathBuf,
    shown: String,
    separator: u8,
    /// Names of the columns as written.
    pub head: Vec<String>,
}

/// A row with the line it begins on.
pub struct Record {
    pub line: usize,
    pub cells: StringRecord,
}

impl Table {
    /// Reads the first row, recognises the separator and looks for a quotation mark without its partner.
    ///
    /// Errors: missing, for a file that can't be read; data, for one that is no table.
    pub fn open(path: &Path) -> Result<Self> {
        let shown = path.display().to_string();
        let fail = |e: std::io::Error| {
            Error::missing("the table can't be read").at(Place::file(shown.clone())).cause(e)
        };
        let mut file = BufReader::new(File::open(path).map_err(fail)?);
        let mut head = Vec::new();
        let mut limited = Read::by_ref(&mut file).take(HEAD_MAX as u64);
        limited.read_until(b'\n', &mut head).map_err(fail)?;
        let first = head.strip_prefix(BOM).unwrap_or(&head);
        if first.iter().all(u8::is_ascii_whitespace) || first.contains(&0) || head.len() >= HEAD_MAX {
            return Err(Error::data("the first row does not hold the names of the columns")
                .at(place_at(&shown, 1, 1))
                .hint("begin with a row such as: name,email,language,reason"));
        }
        let separator = separator(first);
        let mut table = Self { path: path.to_path_buf(), shown: shown.clone(), separator, head: Vec::new() };
        if let Some(line) = unclosed(first, &mut file, separator).map_err(fail)? {
            return Err(Error::data("a quotation mark is opened and never closed")
                .at(place_at(&shown, line, 1))
                .hint("close it, or write \"\" for one that belongs to the text"));
        }
        let first = table.records()?.next();
        table.head = match first {
            Some(Ok(record)) => record.cells.iter().map(|cell| cell.trim().to_owned()).collect(),
            Some(Err(problem)) => return Err(Error::new(ErrorKind::Data, problem)),
            None => Vec::new(),
        };
        Ok(table)
    }

    /// Returns the rows below the first, empty ones left out. A row that is no text or has too few cells is a problem.
    pub fn rows(&self) -> Result<impl Iterator<Item = std::result::Result<Record, Problem>> + use<>> {
        Ok(self.records()?.skip(1).filter(|row| {
            row.as_ref().map_or(true, |record| record.cells.iter().any(|cell| !cell.trim().is_empty()))
        }))
    }

    #[expect(clippy::result_large_err, reason = "a fault of a row carries its place, and is rare")]
    fn records(&self) -> Result<impl Iterator<Item = std::result::Result<Record, Problem>> + use<>> {
        let reader =
            ReaderBuilder::new().delimiter(self.separator).has_headers(false).from_path(&self.path).map_err(
                |e| Error::missing("the table can't be read").at(Place::file(&self.shown)).cause(e),
            )?;
        let shown = self.shown.clone();
        let mut ends = LineEnds::open(&self.path);
        Ok(reader.into_records().map(move |result| match result {
            Ok(cells) => {
                let line = cells.position().map_or(0, |position| ends.line(position));
                Ok(Record { line, cells })
            }
            Err(error) => {
                let line = error.position().map_or(1, |position| ends.line(position));
                Err(problem(&error, &shown, line))
            }
        }))
    }

    /// Returns the place of a cell: line, and the character its column begins at.
    pub fn place(&self, record: &Record, column: usize) -> Place {
        let separator = char::from(self.separator);
        let before = record.cells.iter().take(column).map(|cell| {
            let quotes = cell.chars().filter(|c| *c == '"').count();
            let is_quoted = quotes > 0 || cell.contains([separator, '\n', '\r']);
            cell.chars().count() + 1 + if is_quoted { quotes + 2 } else { 0 }
        });
        place_at(&self.shown, record.line, before.sum::<usize>() + 1)
    }

    /// Returns the place of a column's name.
    pub fn head_place(&self, column: usize) -> Place {
        let before: usize = self.head.iter().take(column).map(|name| name.chars().count() + 1).sum();
        place_at(&self.shown, 1, before + 1)
    }
}

fn place_at(file: &str, line: usize, column: usize) -> Place {
    Place { file: file.to_owned(), line: Some(line), column: Some(column), source_line: None, width: 1 }
}

/// Returns the separator that the first row has most of outside quotation marks; a comma where it has none.
fn separator(head: &[u8]) -> u8 {
    let mut is_quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in head {
        is_quoted ^= *byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(separator, _)| separator == byte && !is_quoted) {
            *count += 1;
        }
    }
    // Of equal counts the first wins.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(separator, _)| *separator)
}

/// Returns the line of a quotation mark that opens a cell and has no partner.
fn unclosed(head: &[u8], rest: &mut impl BufRead, separator: u8) -> std::io::Result<Option<usize>> {
    let mut scan = Scan { line: 1, opened: 0, is_quoted: false, is_start: true, was_closed: false };
    scan.feed(head, separator);
    loop {
        let part = rest.fill_buf()?;
        if part.is_empty() {
            return Ok(scan.is_quoted.then_some(scan.opened));
        }
        scan.feed(part, separator);
        let length = part.len();
        rest.consume(length);
    }
}

struct Scan {
    line: usize,
    opened: usize,
    is_quoted: bool,
    /// Whether a cell begins here
    is_start: bool,
    was_closed: bool,
}

impl Scan {
    fn feed(&mut self, bytes: &[u8], separator: u8) {
        for byte in bytes {
            if *byte == b'\n' {
                self.line += 1;
            }
            let (was_closed, is_start) = (self.was_closed, self.is_start);
            (self.was_closed, self.is_start) = (false, false);
            match *byte {
                b'"' if self.is_quoted => (self.is_quoted, self.was_closed) = (false, true),
                b'"' if was_closed => self.is_quoted = true,
                b'"' if is_start => (self.is_quoted, self.opened) = (true, self.line),
                b'\n' | b'\r' if !self.is_quoted => self.is_start = true,
                other => self.is_start = other == separator && !self.is_quoted,
            }
        }
    }
}

/// Counts the ends of lines that stand between a row's position and its text: the reader of CSV places a row behind
/// the first byte of the line end before it, so that with Windows line ends it names the line above.
struct LineEnds {
    file: Option<BufReader<File>>,
    at: u64,
}

impl LineEnds {
    /// A file that can't be opened again leaves the lines as the reader of CSV counts them.
    fn open(path: &Path) -> Self {
        Self { file: File::open(path).ok().map(BufReader::new), at: 0 }
    }

    /// Returns the line that the row at a position begins on, from 1.
    fn line(&mut self, position: &csv::Position) -> usize {
        let skipped = self.skip(position.byte()).unwrap_or(0);
        usize::try_from(position.line()).unwrap_or(usize::MAX).saturating_add(skipped)
    }

    fn skip(&mut self, byte: u64) -> Option<usize> {
        let file = self.file.as_mut()?;
        file.seek_relative(i64::try_from(byte).ok()?.checked_sub(i64::try_from(self.at).ok()?)?).ok()?;
        self.at = byte;
        let mut lines = 0;
        while let Some(end) = file.fill_buf().ok()?.first().copied().filter(|b| matches!(b, b'\r' | b'\n')) {
            lines += usize::from(end == b'\n');
            file.consume(1);
            self.at += 1;
        }
        Some(lines)
    }
}

fn problem(error: &csv::Error, shown: &str, line: usize) -> Problem {
    let problem = match error.kind() {
        CsvKind::UnequalLengths { expected_len, len, .. } => {
            Problem::new(format!("the row has {len} cells, the first row has {expected_len}"))
                .hint("put a cell that holds the separator between quotation marks")
        }
        CsvKind::Utf8 { .. } => {
            Problem::new("the row is not UTF-8 text").hint("save the table as CSV in UTF-8")
        }
        _ => Problem::new("the row can't be read").cause(error),
    };
    problem.at(place_at(shown, line, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_row_tells_the_separator() {
        for (head, expected) in
            [("to", b','), ("a,b", b','), ("a;b,c;d", b';'), ("a\tb", b'\t'), ("\"a;b;c\",d", b',')]
        {
            assert_eq!(separator(head.as_bytes()), expected, "{head}");
        }
    }

    #[test]
    fn an_open_quotation_mark_is_found() {
        let scan = |text: &str| unclosed(b"a,b\n", &mut text.as_bytes(), b',').unwrap();
        assert_eq!(scan("1,\"x\ny\"\n2,\"he said \"\"no\"\"\"\n3,5\" pipe\n"), None);
        assert_eq!(scan("1,2\n3,\"open\n4,5\n"), Some(3));
    }

    #[test]
    fn no_bytes_make_it_stumble() {
        use std::io::Write;

        use proptest::prelude::{ProptestConfig, any, proptest};
        use proptest::{collection, sample};

        let pieces = [
            &b"name"[..],
            b"email",
            b",",
            b";",
            b"\t",
            b"\"",
            b"\"\"",
            b"\n",
            b"\r\n",
            b"\r",
            b" ",
            b"a@b.example",
            b"\xEF\xBB\xBF",
            b"\xff",
            b"\0",
            "é".as_bytes(),
            "\u{202e}".as_bytes(),
            b"=1+1",
            b"../x",
        ];
        let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
        proptest!(config, |(
            built in collection::vec(sample::select(pieces.to_vec()), 0..60),
            wild in collection::vec(any::<u8>(), 0..120),
        )| {
            for bytes in [built.concat(), [b"name,email\n", &wild[..]].concat()] {
                let mut file = tempfile::NamedTempFile::new().unwrap();
                file.write_all(&bytes).unwrap();
                let Ok(table) = Table::open(file.path()) else { continue };
                assert!(table.head_place(table.head.len()).column >= Some(1));
                for row in table.rows().unwrap() {
                    match row {
                        // Every row has the columns of the first, so none can slip into another.
                        Ok(record) => {
                            assert_eq!(record.cells.len(), table.head.len());
                            assert!(table.place(&record, record.cells.len()).line >= Some(1));
                        }
                        Err(problem) => assert!(!problem.message.is_empty() && problem.place.is_some()),
                    }
                }
            }
        });
    }
}
