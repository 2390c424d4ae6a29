//! Inquiries as mail programs of five languages write them, and what a hostile one may not do.

use std::fs;
use std::path::PathBuf;

use garbo::error::ErrorKind;
use garbo::load::inquiry;
use garbo::load::inquiry::SIZE_MAX;
use garbo::model::inquiry::{Automatic, Inquiry};
use garbo::model::language::Language;
use proptest::prelude::*;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/inquiries")
}

fn bytes(name: &str) -> Vec<u8> {
    fs::read(folder().join(format!("{name}.eml"))).expect("the sample is there")
}

fn offered() -> Vec<Language> {
    ["it", "id", "ru", "tr", "en"].iter().map(|tag| tag.parse().expect("a language")).collect()
}

fn read(bytes: &[u8]) -> garbo::error::Result<Inquiry> {
    inquiry::inquiry(bytes, "inquiry.eml", &offered())
}

fn sample(name: &str) -> Inquiry {
    read(&bytes(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// name of the sample, writer, address, language (`?` when not sure), date, topic, references
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

const SAMPLES: &[Row] = &[
    (
        "auto_reply",
        "Marta Rossi",
        "marta.rossi@azienda.example.org",
        "it",
        "2026-11-16T10:00:01",
        "Risposta automatica: Re: Primo incontro",
        &["<ours.1@praxis.example.com>", "<auto.1@azienda.example.org>"],
    ),
    (
        "bom_no_message_id",
        "Luca Neri",
        "luca.neri@posta.example.org",
        "it",
        "2026-11-16T10:00:00",
        "Una domanda",
        &[],
    ),
    (
        "en_forwarded_apple",
        "Hannah Clarke",
        "hannah.clarke@firm.example.org",
        "en",
        "2026-11-20T16:20:05",
        "Working together",
        &[],
    ),
    (
        "en_gb_outlook",
        "Eleanor Hughes",
        "eleanor.hughes@firm.example.org",
        "en-GB",
        "2026-11-16T09:30:00",
        "Enquiry about leadership coaching",
        &["<LO2P123MB0001@LO2P123MB0001.GBRP123.PROD.OUTLOOK.example.com>"],
    ),
    (
        "en_iphone_no_subject",
        "Priya N",
        "priya.n@icl.example.com",
        "en",
        "2026-11-18T13:01:09",
        "",
        &["<F00DBABE-0000-4000-8000-000000000001@icl.example.com>"],
    ),
    (
        "en_short",
        "",
        "sam@mail.example.com",
        "en?",
        "2026-11-18T20:00:00",
        "Coaching?",
        &["<short.1@mail.example.com>"],
    ),
    (
        "en_us_gmail",
        "Tyler J. Brooks",
        "tyler.brooks@mail.example.com",
        "en-US",
        "2026-11-17T18:22:45",
        "Coaching inquiry",
        &["<CAEnUs12345@mail.example.com>"],
    ),
    (
        "id_forwarded",
        "Rina Kusuma",
        "rina.kusuma@surel.example.org",
        "id",
        "2026-11-19T21:10:00",
        "Permintaan coaching",
        &[],
    ),
    (
        "id_gmail_phone",
        "Dewi Lestari Putri",
        "dewi.lestari@mail.example.com",
        "id",
        "2026-11-16T20:31:07",
        "Tanya jadwal coaching",
        &["<CAGxyz+1234567890abcdef@mail.example.com>"],
    ),
    (
        "id_outlook_reply",
        "Sari Wulandari, S.E.",
        "sari.wulandari@kantor.example.org",
        "id",
        "2026-11-18T02:20:10",
        "Sesi perkenalan",
        &[
            "<aa@kantor.example.org>",
            "<bb@praxis.example.com>",
            "<SG2PR01MB0001ABCDEF@SG2PR01MB0001.apcprd01.prod.outlook.example.com>",
        ],
    ),
    (
        "id_thunderbird",
        "Agus Pratama",
        "agus@surel.example.org",
        "id",
        "2026-11-19T15:45:00",
        "Coaching kepemimpinan",
        &["<9f8e7d6c-5b4a-3210-fedc-ba9876543210@surel.example.org>"],
    ),
    (
        "id_yahoo",
        "Budi",
        "budi_santoso77@ymail.example.com",
        "id",
        "2026-11-17T03:12:55",
        "Mohon informasi coaching untuk usaha kecil",
        &[
            "<1122334455.6677889.1763349175123.ref@mail.ymail.example.com>",
            "<1122334455.6677889.1763349175123@mail.ymail.example.com>",
        ],
    ),
    (
        "it_apple_mail_reply",
        "Chiara De Luca",
        "chiara.deluca@posta.example.org",
        "it",
        "2026-11-18T08:40:02",
        "Incontro di orientamento",
        &[
            "<first.1@posta.example.org>",
            "<second.2@praxis.example.com>",
            "<0A1B2C3D-4E5F-6789-ABCD-EF0123456789@posta.example.org>",
        ],
    ),
    (
        "it_forwarded_gmail",
        "Elena Martini",
        "elena.martini@posta.example.org",
        "it",
        "2026-11-20T18:47:00",
        "Primo colloquio",
        &[],
    ),
    (
        "it_gmail",
        "Giulia Ferrari",
        "giulia.ferrari@mail.example.com",
        "it",
        "2026-11-16T10:12:31",
        "Informazioni su un percorso di coaching",
        &["<CAHk-wR5q8vP9=xyz0123@mail.example.com>"],
    ),
    (
        "it_libero",
        "PAOLO CONTI",
        "paolo.conti@lib.example.org",
        "it",
        "2026-11-19T21:15:39",
        "info coaching",
        &["<1795465128.112233.1763583339876@mail1.lib.example.org>"],
    ),
    (
        "it_outlook_html_only",
        "Bianchi, Marco",
        "m.bianchi@azienda.example.org",
        "it",
        "2026-11-17T14:03:19",
        "Richiesta disponibilità per coaching individuale",
        &["<DB9P190MB1234C0FFEE00112233445566778899@DB9P190MB1234.EURP190.PROD.OUTLOOK.example.com>"],
    ),
    (
        "it_web_form",
        "Sara Galli",
        "sara.galli@posta.example.org",
        "it",
        "2026-11-20T07:02:11",
        "Studio Praxis \"Richiesta dal sito\"",
        &["<J3kq9aZpQeWxYvUtSrQpOnMlKjIhGfEdCbA@praxis.example.com>"],
    ),
    (
        "list_newsletter",
        "Praxis News",
        "no-reply@news.example.org",
        "en",
        "2026-11-16T06:00:00",
        "Ten ideas for your practice",
        &["<news.44@news.example.org>"],
    ),
    ("mbox_lf_no_date", "Ann Lee", "ann@mail.example.com", "en", "", "Hello", &["<mbox.1@mail.example.com>"]),
    (
        "ru_forwarded_yandex",
        "Мария Иванова",
        "mivanova@pochta.example.org",
        "ru",
        "2026-11-20T17:45:00",
        "Запрос",
        &[],
    ),
    (
        "ru_gmail_reply",
        "Анна Петрова",
        "anna.petrova@mail.example.com",
        "ru",
        "2026-11-20T12:30:00",
        "Первая встреча",
        &["<CA-one@mail.example.com>", "<two@praxis.example.com>", "<CA-three@mail.example.com>"],
    ),
    (
        "ru_mailru_koi8",
        "Ирина Соколова",
        "i.sokolova@mail.example.org",
        "ru",
        "2026-11-16T19:20:05",
        "Коучинг для руководителя",
        &["<1763310005.123456789@f321.i.mail.example.org>"],
    ),
    (
        "ru_no_charset",
        "Дмитрий",
        "dima@pochta.example.org",
        "ru",
        "2026-11-19T23:59:01",
        "Добрый вечер",
        &["<raw.1@pochta.example.org>"],
    ),
    (
        "ru_thebat_raw_1251",
        "Ольга Викторовна Кузнецова",
        "okuz@pochta.example.org",
        "ru",
        "2026-11-18T10:00:00",
        "Вопрос о коучинге",
        &["<1234567890.20261118100000@pochta.example.org>"],
    ),
    (
        "ru_yandex",
        "Алексей Смирнов",
        "asmirnov@ya.example.org",
        "ru",
        "2026-11-17T11:05:48",
        "Хочу записаться на консультацию по смене работы",
        &["<987651763366748@mail.ya.example.net>"],
    ),
    (
        "tr_8859_9",
        "Işıl Öztürk",
        "isil@eposta.example.org",
        "tr",
        "2026-11-18T22:10:10",
        "İlk görüşme",
        &["<20261118221010.0001@eposta.example.org>"],
    ),
    (
        "tr_declared_latin1",
        "Kerem Aydin",
        "kerem@eposta.example.org",
        "tr",
        "2026-11-19T08:00:00",
        "Koçluk için bilgi",
        &["<latin1.5@eposta.example.org>"],
    ),
    (
        "tr_forwarded_attached",
        "Zeynep Çelikoğlu Güneş",
        "zeynep@eposta.example.org",
        "tr",
        "2026-11-20T19:30:00",
        "Görüşme talebi",
        &["<earlier.8@eposta.example.org>", "<original.9@eposta.example.org>"],
    ),
    (
        "tr_gmail",
        "Ayşe Yılmaz",
        "ayse.yilmaz@mail.example.com",
        "tr",
        "2026-11-16T16:48:22",
        "Koçluk görüşmesi hakkında",
        &["<CADc0ffee0001@mail.example.com>"],
    ),
    (
        "tr_outlook_1254",
        "Mehmet Şahin",
        "mehmet.sahin@sirket.example.org",
        "tr",
        "2026-11-17T09:15:00",
        "Yönetici koçluğu",
        &["<000001dc57a1$0badf00d$00000000$@sirket.example.org>"],
    ),
];

#[test]
fn every_sample_is_read_as_its_writer_meant_it() {
    for (file, name, address, language, date, topic, references) in SAMPLES {
        let inquiry = sample(file);
        let guess = &inquiry.language;
        let sure = if guess.sure { "" } else { "?" };
        assert_eq!(inquiry.name.as_deref().unwrap_or_default(), *name, "{file}");
        assert_eq!(inquiry.address, *address, "{file}");
        assert_eq!(format!("{}{sure}", guess.best().map_or("", Language::tag)), *language, "{file}");
        assert_eq!(inquiry.date.map(|date| date.to_string()).unwrap_or_default(), *date, "{file}");
        assert_eq!(inquiry.topic().unwrap_or_default(), *topic, "{file}");
        assert_eq!(inquiry.references, *references, "{file}");
        assert!(inquiry.body.chars().all(|c| c != '\u{FFFD}' && c != '\r'), "{file}: {}", inquiry.body);
    }
}

#[test]
fn no_sample_is_left_out() {
    for entry in fs::read_dir(folder()).expect("the folder of samples") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|ending| ending == "eml") {
            let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name");
            assert!(SAMPLES.iter().any(|row| row.0 == name), "{name} has no row in the table");
        }
    }
}

#[test]
fn only_the_words_of_the_writer_count() {
    for (file, own) in [
        ("it_apple_mail_reply", "Un caro saluto\nChiara"),
        ("id_outlook_reply", "Salam hormat,\nSari Wulandari"),
        ("ru_gmail_reply", "Анна"),
        ("ru_yandex", "Спасибо!"),
        ("id_gmail_phone", "Terima kasih banyak sebelumnya."),
        ("it_web_form", "È disponibile?"),
        ("it_outlook_html_only", "Cordiali saluti,\nMarco Bianchi"),
        ("id_thunderbird", "Terima kasih,\nAgus"),
    ] {
        let text = sample(file).own_text();
        assert!(text.ends_with(own), "{file}: {text}");
    }
    assert!(
        sample("it_outlook_html_only")
            .body
            .contains("sul nostro sito <https://azienda.example.org/chi-siamo>")
    );
    assert!(sample("id_thunderbird").body.starts_with("Halo Kak,\x20\n\nsaya baru"));
}

#[test]
fn a_forwarded_message_is_its_writers() {
    for (file, by) in [
        ("it_forwarded_gmail", Some("coach@praxis.example.com")),
        ("tr_forwarded_attached", Some("coach@praxis.example.com")),
        ("id_forwarded", Some("asisten@praxis.example.com")),
        ("en_gb_outlook", None),
    ] {
        assert_eq!(sample(file).forwarded_by.as_deref(), by, "{file}");
    }
    // Only an attached original tells its identifier; the one of the wrapper would start a wrong thread.
    assert_eq!(
        sample("tr_forwarded_attached").message_id.as_deref(),
        Some("<original.9@eposta.example.org>")
    );
    assert_eq!(sample("it_forwarded_gmail").message_id, None);
}

#[test]
fn who_forwards_and_writes_a_letter_of_their_own_is_the_writer() {
    let message = "From: Ann <ann@example.org>\nTo: coach@example.com\nSubject: Fwd: Your contract\n\n\
        Dear coach, my employer sent me the message below, and I would like to work with you on how to answer it. \
        Do you have time in December? Thank you, Ann\n\n---------- Forwarded message ---------\n\
        From: Boss <boss@firm.example.org>\nSubject: Your contract\n\nSign here.\n";
    let inquiry = read(message.as_bytes()).expect("a message");
    assert_eq!((inquiry.address.as_str(), inquiry.forwarded_by), ("ann@example.org", None));
}

#[test]
fn machines_are_noticed() {
    assert_eq!(sample("auto_reply").automatic, Some(Automatic::Reply));
    assert_eq!(sample("list_newsletter").automatic, Some(Automatic::NoReply));
    // The form is a machine, the person behind it is not.
    assert_eq!(sample("it_web_form").automatic, None);
    assert_eq!(sample("it_gmail").automatic, None);
    for (header, expected) in [
        ("Precedence: bulk", Some(Automatic::Bulk)),
        ("List-Id: <x.example.org>", Some(Automatic::List)),
        ("Return-Path: <>", Some(Automatic::Reply)),
        ("Auto-Submitted: auto-generated", Some(Automatic::Reply)),
        ("Auto-Submitted: no", None),
    ] {
        let message = format!("{header}\nFrom: ann@example.org\n\nHello\n");
        assert_eq!(read(message.as_bytes()).expect("a message").automatic, expected, "{header}");
    }
}

#[test]
fn long_threads_keep_their_first_and_latest_identifiers() {
    let references: String = (0..60).map(|n| format!(" <{n}@example.org>\n")).collect();
    let message =
        format!("From: ann@example.org\nMessage-ID: <own@example.org>\nReferences:{references}\nHello\n");
    let references = read(message.as_bytes()).expect("a message").references;
    assert_eq!(references.len(), 20);
    assert_eq!(references.first().map(String::as_str), Some("<0@example.org>"));
    assert_eq!(references.last().map(String::as_str), Some("<own@example.org>"));
}

#[test]
fn what_cannot_be_read_is_refused_in_one_sentence() {
    for (bytes, expected) in [
        (&b""[..], "the message is empty"),
        (b"\r\n  \n", "the message is empty"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "Outlook's own format (.msg)"),
        (b"Subject: x\n\nno sender\n", "the message names no sender"),
        (b"From: =?utf-8?Q?Ann=E2=80=AELee?= <ann@example.org>\n\nx", "control character U+202E"),
        (b"From: =?utf-8?Q?Ann=0D=0ABcc:_x?= <ann@example.org>\n\nx", "control character U+000D"),
        (b"From: =?utf-8?B?QW5uG1szMW0=?= <ann@example.org>\n\nx", "control character U+001B"),
    ] {
        let error = read(bytes).expect_err(expected);
        assert_eq!(error.kind, ErrorKind::Data);
        let printed = error.to_string();
        assert!(
            printed.contains(expected) && printed.contains("inquiry.eml") && printed.contains("hint:"),
            "{printed}"
        );
    }
    let long = format!("From: {} <ann@example.org>\n\nx", "n".repeat(1000));
    assert!(read(long.as_bytes()).expect_err("too long").to_string().contains("1000 characters"));
    let large = vec![b'x'; SIZE_MAX + 1];
    assert!(read(&large).expect_err("too large").to_string().contains("at most"));
}

#[test]
fn nesting_costs_nothing() {
    let nested = "Content-Type: message/rfc822\n\n".repeat(20_000);
    let inquiry = read(format!("From: ann@example.org\n{nested}Hello\n").as_bytes()).expect("a message");
    assert_eq!(inquiry.address, "ann@example.org");
    let parts = "Content-Type: multipart/mixed; boundary=a\n\n--a\n".repeat(500);
    assert!(read(format!("From: ann@example.org\n{parts}").as_bytes()).is_err());
    let leaves = "--a\n\nx\n".repeat(20_000);
    let head = "From: ann@example.org\nContent-Type: multipart/mixed; boundary=a\n\n";
    assert!(read(format!("{head}{leaves}").as_bytes()).is_err());
    let header = "X-Long: =?a?B?x\n".repeat(100_000);
    assert!(read(format!("From: ann@example.org\n{header}\nHello\n").as_bytes()).is_err());
}

#[test]
fn a_subject_is_one_printable_line() {
    let message = b"From: ann@example.org\nSubject: =?utf-8?Q?a=0D=0ABcc:_x=E2=80=AE=1B[31m?=\n\nx";
    let inquiry = read(message).expect("a message");
    assert_eq!(inquiry.subject.as_deref(), Some("a Bcc: x[31m"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_stumble(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = read(&bytes);
        let mut message = b"From: a@example.org\nContent-Type: text/html\n".to_vec();
        message.extend_from_slice(&bytes);
        let _ = read(&message);
    }

    #[test]
    fn no_damaged_message_makes_it_stumble(
        row in 0..SAMPLES.len(),
        damage in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>(), 0..40_usize), 1..12),
    ) {
        let mut message = bytes(SAMPLES[row].0);
        for (place, byte, length) in damage {
            let at = place.index(message.len());
            match length {
                0 => message[at] = byte,
                length => { let end = (at + length).min(message.len()); message.drain(at..end); }
            }
            if message.is_empty() { break }
        }
        if let Ok(inquiry) = read(&message) {
            prop_assert!(inquiry.address.contains('@'));
            prop_assert!(!inquiry.name.unwrap_or_default().contains(['\r', '\n', '\0']));
        }
    }
}
