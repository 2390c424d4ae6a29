//! A letter as bytes: what a reader's mail program gets back, and what never gets in.

use garbo::deliver::message::{Attachment, AutoSubmitted, Draft, Message, message_id};
use garbo::model::mailbox::Mailbox;
use mail_parser::{MessageParser, MimeHeaders};
use proptest::prelude::{ProptestConfig, any, proptest};
use proptest::strategy::Strategy;

fn draft() -> Draft {
    let from: Mailbox = "Giulia Ferri <giulia@example.org>".parse().unwrap();
    Draft {
        reply_to: None,
        to: "Анна Петрова <anna@example.com>".parse().unwrap(),
        bcc_self: false,
        subject: "Ваш запрос о коучинге".to_owned(),
        text: "Здравствуйте, Анна!\n\nСпасибо за письмо.\n".to_owned(),
        html: Some("<p lang=\"ru\">Здравствуйте, Анна!</p>\n".to_owned()),
        language: "ru".parse().unwrap(),
        in_reply_to: None,
        references: Vec::new(),
        attachments: Vec::new(),
        message_id: message_id(&from, [7; 16]),
        date: "2026-11-23T08:06:50+01:00[Europe/Rome]".parse().unwrap(),
        auto: None,
        from,
    }
}

fn written(draft: &Draft) -> Message {
    let message = draft.to_message().unwrap_or_else(|error| panic!("{error}"));
    let text = String::from_utf8(message.bytes.clone()).unwrap();
    assert!(text.ends_with("\r\n"));
    let bare = text.replace("\r\n", "");
    assert!(!bare.contains(['\r', '\n']), "bare line end in {text}");
    for line in text.split("\r\n") {
        assert!(line.len() <= 998, "{line}");
    }
    message
}

fn header_names(message: &Message) -> Vec<String> {
    let text = String::from_utf8(message.bytes.clone()).unwrap();
    let (headers, _) = text.split_once("\r\n\r\n").unwrap();
    let starts = headers.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
    starts.map(|line| line.split(':').next().unwrap().to_owned()).collect()
}

#[test]
fn simple_letter_is_readable_as_it_is() {
    let plain = Draft {
        to: "O'Neill <o'neill+x@example.com>".parse().unwrap(),
        subject: "Your inquiry".to_owned(),
        text: "Dear Sam,\n\nthank you.\n-\n.\n".to_owned(),
        html: None,
        language: "en-GB".parse().unwrap(),
        ..draft()
    };
    let message = written(&plain);
    assert_eq!(
        String::from_utf8(message.bytes).unwrap().replace("\r\n", "\n"),
        "Date: Mon, 23 Nov 2026 08:06:50 +0100\n\
         From: Giulia Ferri <giulia@example.org>\n\
         To: O'Neill <o'neill+x@example.com>\n\
         Subject: Your inquiry\n\
         Message-ID: <07070707070707070707070707070707@example.org>\n\
         Content-Language: en-GB\n\
         MIME-Version: 1.0\n\
         Content-Type: text/plain; charset=utf-8\n\
         Content-Transfer-Encoding: 7bit\n\
         \n\
         Dear Sam,\n\nthank you.\n-\n.\n"
    );
    assert_eq!(
        (message.envelope.from.as_str(), message.envelope.to.as_str()),
        ("giulia@example.org", "o'neill+x@example.com")
    );
    assert_eq!((message.envelope.copy, message.envelope.smtputf8), (None, false));
}

#[test]
fn letter_with_everything_reads_back() {
    let full = Draft {
        from: "Жулия \"Д\" Ферри <giulia@пример.рф>".parse().unwrap(),
        reply_to: Some("Studio, di Ferri <studio@example.org>".parse().unwrap()),
        bcc_self: true,
        in_reply_to: Some("abc@mail.example".to_owned()),
        references: vec![
            "<one@mail.example>".to_owned(),
            "not an id".to_owned(),
            "<a\r\nBcc: x@y>".to_owned(),
        ],
        attachments: vec![
            Attachment {
                file_name: "Коучинг — соглашение с Анной Петровой и дополнение к нему.pdf".to_owned(),
                media_type: "application/pdf".to_owned(),
                bytes: (0..=255).cycle().take(5_000).collect(),
            },
            Attachment {
                file_name: "Sözleşme \"İ\".pdf".to_owned(),
                media_type: "application/pdf".to_owned(),
                bytes: b"x".to_vec(),
            },
            Attachment {
                file_name: "a \"b\".txt".to_owned(),
                media_type: "text/plain".to_owned(),
                bytes: Vec::new(),
            },
        ],
        auto: Some(AutoSubmitted::Replied),
        ..draft()
    };
    let message = written(&full);
    assert_eq!(message, written(&full), "the same draft gives the same bytes");
    assert!(message.bytes.is_ascii());
    assert!(message.bytes.split(|b| *b == b'\n').all(|line| line.len() <= 79));
    let names = header_names(&message);
    assert_eq!(
        names,
        [
            "Date",
            "From",
            "Reply-To",
            "To",
            "Subject",
            "Message-ID",
            "In-Reply-To",
            "References",
            "Auto-Submitted",
            "Content-Language",
            "MIME-Version",
            "Content-Type"
        ]
    );
    assert_eq!(message.envelope.copy.as_deref(), Some("giulia@xn--e1afmkfd.xn--p1ai"));

    let parsed = MessageParser::new().parse(&message.bytes).unwrap();
    let from = parsed.from().unwrap().first().unwrap();
    assert_eq!(
        (from.name(), from.address()),
        (Some("Жулия \"Д\" Ферри"), Some("giulia@xn--e1afmkfd.xn--p1ai"))
    );
    assert_eq!(parsed.reply_to().unwrap().first().unwrap().name(), Some("Studio, di Ferri"));
    let to = parsed.to().unwrap().first().unwrap();
    assert_eq!((to.name(), to.address()), (Some("Анна Петрова"), Some("anna@example.com")));
    assert_eq!(parsed.subject(), Some("Ваш запрос о коучинге"));
    assert_eq!(parsed.in_reply_to().as_text(), Some("abc@mail.example"));
    assert_eq!(
        parsed.references().as_text_list(),
        Some(&["one@mail.example".into(), "abc@mail.example".into()][..])
    );
    assert_eq!(parsed.date().unwrap().to_rfc3339(), "2026-11-23T08:06:50+01:00");
    assert_eq!(parsed.body_text(0).unwrap(), full.text.replace('\n', "\r\n"));
    assert_eq!(parsed.body_html(0).unwrap().trim_end(), full.html.as_deref().unwrap().trim_end());
    let files: Vec<(&str, &[u8])> =
        parsed.attachments().map(|part| (part.attachment_name().unwrap(), part.contents())).collect();
    let expected: Vec<(&str, &[u8])> =
        full.attachments.iter().map(|a| (a.file_name.as_str(), a.bytes.as_slice())).collect();
    assert_eq!(files, expected);
}

#[test]
fn only_a_local_part_outside_ascii_needs_smtputf8() {
    let to = |text: &str| written(&Draft { to: text.parse().unwrap(), ..draft() });
    let message = to("Иван <ivan@пример.рф>");
    assert!(!message.envelope.smtputf8 && message.bytes.is_ascii());
    assert_eq!(message.envelope.to, "ivan@xn--e1afmkfd.xn--p1ai");
    let message = to("Иван <почта@пример.рф>");
    assert!(message.envelope.smtputf8);
    assert!(
        String::from_utf8(message.bytes)
            .unwrap()
            .contains("\r\nTo: =?utf-8?B?0JjQstCw0L0=?= <почта@xn--e1afmkfd.xn--p1ai>\r\n")
    );
}

#[test]
fn what_cannot_stand_in_a_header_is_refused() {
    for (subject, why) in [
        ("Hello\r\nBcc: evil@example.org", "U+000D"),
        ("Hello\n", "U+000A"),
        ("tab\there", "U+0009"),
        ("\u{202e}olleH", "U+202E"),
        ("a\u{2028}b", "U+2028"),
        ("nul\0", "U+0000"),
        ("  ", "empty"),
    ] {
        let error = Draft { subject: subject.to_owned(), ..draft() }.to_message().unwrap_err();
        assert_eq!(error.exit_code(), 65);
        assert!(error.to_string().contains(why) && error.to_string().contains("subject"), "{error}");
    }
    let long = Draft { subject: "я".repeat(301), ..draft() }.to_message().unwrap_err();
    assert!(long.to_string().contains("301 characters"));
    for name in ["../x.pdf", "a\\b", "a\"\r\nX: y", ".bashrc", " ", &"x".repeat(300)] {
        let attachments = vec![Attachment {
            file_name: name.to_owned(),
            media_type: "application/pdf".to_owned(),
            bytes: Vec::new(),
        }];
        assert_eq!(Draft { attachments, ..draft() }.to_message().unwrap_err().exit_code(), 65, "{name}");
    }
    let media = vec![Attachment {
        file_name: "a".to_owned(),
        media_type: "text/plain\r\nX: y".to_owned(),
        bytes: Vec::new(),
    }];
    assert_eq!(Draft { attachments: media, ..draft() }.to_message().unwrap_err().exit_code(), 70);
}

#[test]
fn encoded_words_in_data_stay_literal() {
    let word = "=?utf-8?Q?a=0D=0ABcc:_evil=40example.org?=";
    let message = written(&Draft {
        subject: word.to_owned(),
        to: Mailbox::new(Some(word), "anna@example.com".parse().unwrap()).unwrap(),
        attachments: vec![Attachment {
            file_name: word.replace('?', "+"),
            media_type: "application/pdf".to_owned(),
            bytes: Vec::new(),
        }],
        ..draft()
    });
    let parsed = MessageParser::new().parse(&message.bytes).unwrap();
    assert_eq!(parsed.subject(), Some(word));
    assert_eq!(parsed.to().unwrap().first().unwrap().name(), Some(word));
    assert!(parsed.bcc().is_none());
}

#[test]
fn references_keep_the_root_and_the_latest() {
    let message = written(&Draft {
        in_reply_to: Some("<49@x.example>".to_owned()),
        references: (0..50).map(|n| format!("<{n}@x.example>")).collect(),
        ..draft()
    });
    let parsed = MessageParser::new().parse(&message.bytes).unwrap();
    let ids = parsed.references().as_text_list().unwrap();
    assert_eq!(
        (ids.len(), &*ids[0], &*ids[1], &*ids[19]),
        (20, "0@x.example", "31@x.example", "49@x.example")
    );
}

/// Text of one line in any script, without what the boundary refuses.
fn line(max: usize) -> impl Strategy<Value = String> {
    let odd = proptest::sample::select(vec![
        "=?",
        "?=",
        "\"",
        "\\",
        "<",
        ">",
        "  ",
        ",",
        "=0D=0A",
        "Bcc:",
        "İ",
        "щ",
        "👩🏽‍💻",
        "x",
    ]);
    proptest::collection::vec(
        proptest::prop_oneof![odd.prop_map(str::to_owned), "[ -~]{0,9}", "\\PC{0,9}"],
        1..max,
    )
    .prop_map(|parts| parts.concat().replace(garbo::error::is_unprintable, ""))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn any_letter_reads_back(
        name in line(12), subject in line(20), text in "(\\PC|\n|\r\n|\t| \n|From |[.]\n){0,400}",
        html in proptest::option::of("[ -~\nа-я]{0,300}"), file in "[a-zа-яğş \"'()+,=%;-]{1,50}", bytes in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let address = "anna@example.com".parse().unwrap();
        let Ok(to) = Mailbox::new(Some(&name), address) else { return Ok(()) };
        let file_name = format!("x{file}.pdf");
        let draft = Draft {
            to: to.clone(), subject: format!("S{subject}"), text, html,
            attachments: vec![Attachment { file_name: file_name.clone(), media_type: "application/pdf".to_owned(), bytes: bytes.clone() }],
            ..draft()
        };
        let Ok(_) = draft.to_message() else { return Ok(()) };
        let message = written(&draft);
        assert!(message.bytes.is_ascii());
        assert_eq!(header_names(&message), ["Date", "From", "To", "Subject", "Message-ID", "Content-Language", "MIME-Version", "Content-Type"]);
        let parsed = MessageParser::new().parse(&message.bytes).unwrap();
        assert_eq!(parsed.subject(), Some(draft.subject.as_str()));
        let found = parsed.to().unwrap().first().unwrap();
        assert_eq!((found.name(), found.address()), (to.name(), Some("anna@example.com")));
        let mut expected = draft.text.replace("\r\n", "\n").replace('\r', "\n");
        if !expected.ends_with('\n') {
            expected.push('\n');
        }
        assert_eq!(parsed.body_text(0).unwrap().replace("\r\n", "\n"), expected);
        let part = parsed.attachment(0).unwrap();
        assert_eq!((part.attachment_name(), part.contents()), (Some(file_name.as_str()), bytes.as_slice()));
    }
}
