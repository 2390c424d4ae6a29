//! What of a message its writer wrote: older messages, signatures and boasts of telephones taken off.
//!
//! Works line by line on the conventions of mail programs. Where a language is unknown here, `>` marks and the
//! `-- ` line still work.

/// How the line ends that a mail program puts above a quoted message.
const WROTE: &[&str] = &[
    "wrote:",
    "writes:",
    "ha scritto:",
    "scrive:",
    "пишет:",
    "писал:",
    "писала:",
    "писал(а):",
    "написал:",
    "написала:",
    "написал(а):",
    "yazdı:",
    "yazmış:",
    "menulis:",
];

/// Lines that telephones and mail programs add, by their beginning, lower-case.
const BOASTS: &[&str] = &[
    "sent from my ",
    "sent from outlook",
    "sent from yahoo",
    "get outlook for ",
    "inviato da ",
    "inviato dal mio ",
    "scarica outlook",
    "ottieni outlook",
    "отправлено с ",
    "отправлено из ",
    "dikirim dari ",
    "dapatkan outlook",
    "iphone'umdan gönderildi",
    "iphone’umdan gönderildi",
    "android için outlook",
    "ios için outlook",
    "yahoo mail'den gönderildi",
];

/// The first two lines of an older message's header, as Outlook and its kin write it.
const FROM: &[&str] = &["from", "da", "от", "от кого", "kimden", "gönderen", "dari"];
const NEXT: &[&str] = &[
    "sent",
    "date",
    "to",
    "subject",
    "inviato",
    "data",
    "a",
    "oggetto",
    "отправлено",
    "дата",
    "кому",
    "тема",
    "gönderildi",
    "gönderilme",
    "tarih",
    "kime",
    "konu",
    "dikirim",
    "terkirim",
    "tanggal",
    "kepada",
    "ke",
];

/// Returns the text without quoted messages, signature and the boasts of mail programs.
pub(super) fn own_text(body: &str) -> String {
    let lines: Vec<&str> = body.lines().map(str::trim_end).collect();
    let mut own: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(&line) = lines.get(at) {
        let rest = lines.get(at + 1..).unwrap_or_default();
        let trimmed = line.trim();
        at += 1;
        if trimmed.starts_with('>') || is_boast(trimmed) {
            continue;
        }
        if line == "--" || is_rule(trimmed) || opens_header(trimmed, rest) {
            break;
        }
        if let Some(length) = attribution(trimmed, rest) {
            let below = rest.get(length - 1..).unwrap_or_default();
            if below.iter().find(|line| !line.trim().is_empty()).is_some_and(|line| line.starts_with('>')) {
                // The answer may stand below what it answers.
                at += length - 1;
                continue;
            }
            break;
        }
        own.push(line);
    }
    own.join("\n").trim().to_owned()
}

fn is_boast(line: &str) -> bool {
    let lower = line.to_lowercase();
    BOASTS.iter().any(|boast| lower.starts_with(boast)) && line.chars().count() < 80
}

/// Tells `-----Original Message-----` and a long `_____` from a line of text.
fn is_rule(line: &str) -> bool {
    let long = |c: char| line.starts_with(&String::from(c).repeat(5)) && line.ends_with(c);
    long('_') || (long('-') && line.chars().any(char::is_alphabetic))
}

/// Tells whether an older message's header begins here.
fn opens_header(line: &str, rest: &[&str]) -> bool {
    key(line).is_some_and(|key| FROM.contains(&key.as_str()))
        && rest.iter().filter(|line| !line.trim().is_empty()).take(2).any(|line| key_in(line, NEXT))
}

fn key_in(line: &str, known: &[&str]) -> bool {
    key(line).is_some_and(|key| known.contains(&key.as_str()))
}

/// Returns what stands before the colon, lower-case and without marks of bold type.
fn key(line: &str) -> Option<String> {
    let (key, value) = line.trim().split_once(':')?;
    let key = key.trim_matches(['*', ' ']);
    (key.chars().count() <= 16 && !value.trim_matches(['*', ' ']).is_empty()).then(|| key.to_lowercase())
}

/// Returns over how many lines an attribution runs that begins here; programs wrap it onto up to three.
fn attribution(line: &str, rest: &[&str]) -> Option<usize> {
    if line.is_empty() {
        return None;
    }
    let mut joined = line.to_owned();
    for length in 1..=3 {
        let lower = joined.to_lowercase();
        let wrote = WROTE.iter().any(|wrote| lower.ends_with(wrote)) || lower.ends_with(">:");
        if wrote && joined.len() < 300 {
            // A date or an address tells an attribution from a sentence that ends in "wrote:".
            return joined.contains(|c: char| c == '@' || c.is_ascii_digit()).then_some(length);
        }
        let next = rest.get(length - 1)?.trim();
        if next.is_empty() || next.starts_with('>') {
            return None;
        }
        joined.push(' ');
        joined.push_str(next);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::own_text;

    #[test]
    fn what_is_quoted_below_is_cut_off() {
        for tail in [
            "On Mon, 16 Nov 2026 at 10:12, Ann <ann@example.org> wrote:\n> old",
            "Il giorno lun 16 nov 2026 alle ore 10:12 Anna Verdi\n<anna@example.org> ha scritto:\n\nvecchio",
            "16.11.2026, 10:12, \"Anna\" <anna@example.org>:\nстарое",
            "16 Kas 2026 Pzt, 10:12 tarihinde Anna <anna@example.org> şunu yazdı:\n> eski",
            "-----Messaggio originale-----\nDa: Anna",
            "________________________________\nFrom: Ann\nSent: today",
            "*От:* Анна <anna@example.org>\n*Отправлено:* сегодня\n",
            "-- \nMario Rossi\nTel. 1",
            "Sent from my iPhone",
        ] {
            assert_eq!(own_text(&format!("New words.\n\n{tail}\n")), "New words.", "{tail}");
        }
    }

    #[test]
    fn an_answer_below_the_quotation_stays() {
        assert_eq!(own_text("On 1 Nov 2026, Ann wrote:\n> Are you well?\n\nYes: quite.\n"), "Yes: quite.");
    }

    #[test]
    fn a_sentence_with_a_colon_is_no_quotation() {
        let text = "My coach wrote:\nbe kind.\nFrom: here I go on my own, so to say.\nBye";
        assert_eq!(own_text(text), text);
    }
}
