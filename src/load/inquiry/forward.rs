//! Messages that somebody passed on inside the text: who wrote the original, when, and about what.

use jiff::civil::DateTime;

use super::date;
use super::mime::Party;

/// What mail programs write above a forwarded message, lower-case.
const MARKERS: &[&str] = &[
    "forwarded message",
    "original message",
    "messaggio inoltrato",
    "messaggio originale",
    "пересылаемое сообщение",
    "пересланное сообщение",
    "переадресованное сообщение",
    "переадресованного сообщения",
    "пересылаемого сообщения",
    "исходное сообщение",
    "iletilen ileti",
    "iletilen mesaj",
    "iletilmiş mesaj",
    "iletilmiş ileti",
    "yönlendirilen mesaj",
    "yönlendirilen ileti",
    "orijinal mesaj",
    "orijinal ileti",
    "özgün ileti",
    "pesan terusan",
    "pesan yang diteruskan",
    "pesan diteruskan",
    "pesan asli",
];

/// What stands below a forwarded message, lower-case.
const ENDS: &[&str] = &["end of forwarded message", "конец пересылаемого", "конец пересланного"];

const FROM: &[&str] = &["from", "da", "от", "от кого", "kimden", "gönderen", "dari"];
const REPLY_TO: &[&str] = &["reply-to", "rispondi a", "обратный адрес", "yanıt adresi", "balas ke"];
const SUBJECT: &[&str] = &["subject", "oggetto", "тема", "konu", "perihal", "subjek", "judul"];
const DATE: &[&str] = &[
    "date",
    "sent",
    "data",
    "inviato",
    "дата",
    "отправлено",
    "tarih",
    "gönderildi",
    "gönderilme",
    "tanggal",
    "dikirim",
    "terkirim",
];
const OTHERS: &[&str] = &["to", "cc", "a", "кому", "копия", "kime", "bilgi", "kepada", "ke", "untuk"];

/// The message that was passed on.
#[derive(Debug)]
pub(super) struct Original {
    /// What the sender wrote above it.
    pub above: String,
    pub from: Party,
    pub date: Option<DateTime>,
    pub subject: Option<String>,
    pub text: String,
}

/// Finds a forwarded message in a text; `bare` also takes one without a line that announces it, as Outlook writes.
pub(super) fn find(text: &str, bare: bool) -> Option<Original> {
    let lines: Vec<&str> = text.lines().map(unquoted).collect();
    let marked = lines.iter().position(|line| is_marker(line));
    let start = match marked {
        Some(at) => at + 1,
        None if bare => {
            lines.iter().position(|line| field(line).is_some_and(|(key, _)| known(&key, FROM)))?
        }
        None => return None,
    };
    let above = lines.get(..start - usize::from(marked.is_some()))?.join("\n").trim().to_owned();
    let rest = lines.get(start..)?;
    attributed(rest, &above).or_else(|| headed(rest, &above))
}

fn unquoted(line: &str) -> &str {
    line.trim_start_matches(['>', ' ']).trim_end()
}

/// Lower-cases; the dot that lower-casing leaves of the Turkish İ is dropped.
fn lower(text: &str) -> String {
    text.to_lowercase().replace('\u{307}', "")
}

fn is_marker(line: &str) -> bool {
    let lower = lower(line.trim_matches(['-', ' ', '=', '*', ':', '—']));
    let announced = line.starts_with("--") || line.ends_with(':');
    announced && lower.chars().count() < 60 && MARKERS.iter().any(|marker| lower.contains(marker))
}

/// Splits `*От:* Анна` into a lower-case key and its value.
fn field(line: &str) -> Option<(String, String)> {
    let (key, value) = line.split_once(':')?;
    let key = key.trim_matches(['*', ' ', '\u{a0}']);
    let value = value.trim_start_matches('*').trim();
    (!key.is_empty() && key.chars().count() <= 20).then(|| (lower(key), value.to_owned()))
}

fn known(key: &str, keys: &[&str]) -> bool {
    keys.contains(&key) || keys.iter().any(|known| known.len() > 3 && key.starts_with(&format!("{known} ")))
}

/// Reads a block of header fields up to the first empty line after them.
fn headed(lines: &[&str], above: &str) -> Option<Original> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut body = lines.len();
    for (at, line) in lines.iter().enumerate() {
        let line = line.trim();
        if line.is_empty() {
            // Programs that write HTML leave empty lines between the fields.
            let next = lines.iter().skip(at).take(4).map(|line| line.trim()).find(|line| !line.is_empty());
            let goes_on = next.and_then(field).is_some_and(|(key, _)| {
                [FROM, REPLY_TO, SUBJECT, DATE, OTHERS].iter().any(|keys| known(&key, keys))
            });
            if found.is_empty() || goes_on {
                continue;
            }
            body = at;
            break;
        }
        match (field(line), found.last_mut()) {
            (Some((key, value)), _)
                if [FROM, REPLY_TO, SUBJECT, DATE, OTHERS].iter().any(|keys| known(&key, keys)) =>
            {
                found.push((key, value));
            }
            (_, Some((_, last))) => {
                last.push(' ');
                last.push_str(line);
            }
            (_, None) => return None,
        }
        if at > 40 {
            return None;
        }
    }
    let value =
        |keys: &[&str]| found.iter().find(|(key, _)| known(key, keys)).map(|(_, value)| value.as_str());
    let mut from = party(value(FROM)?)?;
    if let Some(reply_to) = value(REPLY_TO).and_then(party) {
        from.address = reply_to.address;
    }
    Some(Original {
        above: above.to_owned(),
        from,
        date: value(DATE).and_then(date::read),
        subject: value(SUBJECT).map(str::to_owned).filter(|subject| !subject.is_empty()),
        text: body_text(lines.get(body..)?),
    })
}

/// Reads the one line that Yandex writes: `16.11.2026, 10:12, "Анна" <anna@example.org>:`.
fn attributed(lines: &[&str], above: &str) -> Option<Original> {
    let first = lines.iter().position(|line| !line.trim().is_empty())?;
    let line = lines.get(first)?.trim();
    let head = line.strip_suffix(':')?;
    let from = party(head)?;
    let when = date::read(head)?;
    let name = from.name.as_deref().and_then(|name| name.rsplit(',').next()).map(clean_name);
    let from = Party { name: name.filter(|name| !name.is_empty()), address: from.address };
    let text = body_text(lines.get(first + 1..)?);
    Some(Original { above: above.to_owned(), from, date: Some(when), subject: None, text })
}

fn body_text(lines: &[&str]) -> String {
    let end = lines.iter().position(|line| {
        let lower = lower(line);
        line.starts_with("--") && ENDS.iter().any(|end| lower.contains(end))
    });
    lines.get(..end.unwrap_or(lines.len())).unwrap_or_default().join("\n").trim().to_owned()
}

/// Reads `Anna Verdi <anna@example.org>`, `anna@example.org`, `Anna [mailto:anna@example.org]`.
fn party(text: &str) -> Option<Party> {
    let separator = |c: char| c.is_whitespace() || "<>[]()\"',;".contains(c);
    let address = text
        .split(separator)
        .map(|token| token.trim_start_matches("mailto:").trim_end_matches(['*', ':', '.']))
        .find(|token| {
            token.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'))
        })?;
    let before = text.split(address).next().unwrap_or_default();
    let name = clean_name(before.trim_end_matches("mailto:").trim_end_matches(['<', '[', '(', ' ']));
    let name = (!name.is_empty() && !name.contains('@')).then_some(name);
    Some(Party { name, address: address.to_owned() })
}

fn clean_name(name: &str) -> String {
    name.trim_matches(|c: char| c.is_whitespace() || "\"'*<>[](),«»".contains(c)).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_announces_is_followed_by_fields() {
        for (text, name, subject) in [
            (
                "fyi\n\n---------- Forwarded message ---------\nFrom: Ann Lee <ann@example.org>\nDate: Mon, Nov 16, 2026 at 10:12 AM\nSubject: Coaching\nTo: <me@example.com>\n\n\nHello",
                "Ann Lee",
                Some("Coaching"),
            ),
            (
                "Inizio messaggio inoltrato:\n\n> Da: \"Verdi, Anna\" <ann@example.org>\n> Oggetto: Percorso\n> Data: 16 novembre 2026 alle ore 10:12:00 CET\n> A: me@example.com\n> \n> Hello",
                "Verdi, Anna",
                Some("Percorso"),
            ),
            (
                "-------- Пересылаемое сообщение --------\n16.11.2026, 10:12, \"Анна Ли\" <ann@example.org>:\n\nHello\n-------- Конец пересылаемого сообщения --------",
                "Анна Ли",
                None,
            ),
            (
                "---------- İletilen ileti ----------\nGönderen: *Ayşe Ak* <ann@example.org>\nTarih: 16 Kas 2026 Pzt, 10:12\nKonu: Koçluk\n\nHello",
                "Ayşe Ak",
                Some("Koçluk"),
            ),
        ] {
            let found = find(text, false).unwrap_or_else(|| panic!("nothing found in {text}"));
            assert_eq!(found.from, Party { name: Some(name.into()), address: "ann@example.org".into() });
            assert_eq!(found.subject.as_deref(), subject);
            assert_eq!(found.date.map(|date| date.to_string()).as_deref(), Some("2026-11-16T10:12:00"));
            assert_eq!(found.text, "Hello");
        }
    }

    #[test]
    fn outlook_announces_nothing() {
        let text = "Da: Anna Verdi [mailto:ann@example.org]\nInviato: lunedì 16 novembre 2026 10:12\nA: me@example.com\nOggetto: Percorso\n\nHello";
        assert!(find(text, false).is_none());
        assert_eq!(find(text, true).map(|found| found.text).as_deref(), Some("Hello"));
    }
}
