//! Whom a letter may go to, and the mail account it leaves from.

use garbo::model::mail_account::{Auth, SecretSource, Security};
use garbo::model::mail_section::MailSection;
use garbo::model::mailbox::{Address, Mailbox};
use proptest::prelude::{ProptestConfig, proptest};
use serde_json::{Value, json};

fn mailbox(text: &str) -> Mailbox {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refusal(text: &str) -> String {
    match text.parse::<Mailbox>() {
        Ok(mailbox) => panic!("{text:?} was taken for {mailbox:?}"),
        Err(error) => {
            assert_eq!(error.exit_code(), 65);
            error.to_string()
        }
    }
}

#[test]
fn reads_what_people_write() {
    for (text, name, address) in [
        ("anna@example.org", None, "anna@example.org"),
        ("<anna@example.org>", None, "anna@example.org"),
        (" Anna Petrova <anna@example.org> ", Some("Anna Petrova"), "anna@example.org"),
        ("\"Petrova, Anna\" <anna@example.org>", Some("Petrova, Anna"), "anna@example.org"),
        ("\"Anna \\\"Anya\\\" P\" <anna@example.org>", Some("Anna \"Anya\" P"), "anna@example.org"),
        ("Rossi, Mario <m.rossi@example.it>", Some("Rossi, Mario"), "m.rossi@example.it"),
        (
            "J. R. D'Angelo <o'neill+coach@sub.example.co.uk>",
            Some("J. R. D'Angelo"),
            "o'neill+coach@sub.example.co.uk",
        ),
        ("Анна Петрова <anna@example.org>", Some("Анна Петрова"), "anna@example.org"),
        ("Şule Çağlayan İğdır <sule@ornek.com.tr>", Some("Şule Çağlayan İğdır"), "sule@ornek.com.tr"),
        ("Zoe 👩🏽‍💻 <zoe@example.org>", Some("Zoe 👩🏽‍💻"), "zoe@example.org"),
        ("Jose\u{301} <jose@example.org>", Some("Jose\u{301}"), "jose@example.org"),
        (
            "[click](http://evil) <script> {{ x }} *a* <x@example.org>",
            Some("[click](http://evil) <script> {{ x }} *a*"),
            "x@example.org",
        ),
        ("\"anna@example.org\" <anna@example.org>", None, "anna@example.org"),
        ("user@localhost", None, "user@localhost"),
        ("Иван <ivan@пример.рф>", Some("Иван"), "ivan@пример.рф"),
        ("почта@пример.рф", None, "почта@пример.рф"),
        ("anna@ПРИМЕР.example", None, "anna@пример.example"),
        ("x@bücher.example", None, "x@bücher.example"),
        ("x@例え.jp", None, "x@例え.jp"),
        ("a_b.c%d/e=f@1und1.example", None, "a_b.c%d/e=f@1und1.example"),
    ] {
        let mailbox = mailbox(text);
        assert_eq!(mailbox.name(), name, "{text}");
        assert_eq!(mailbox.address().to_string(), address, "{text}");
        assert_eq!(mailbox.to_string().parse::<Mailbox>().as_ref(), Ok(&mailbox), "{text}");
    }
}

#[test]
fn refuses_addresses_that_deceive() {
    for (text, why) in [
        ("\"x@evil> ORCPT=a@b\"@example.org", "quoted local part"),
        ("\"anna\"@example.org", "quoted local part"),
        ("a@example.org, b@example.org", "more than one address"),
        ("a@example.org;b@example.org", "more than one address"),
        ("Anna <a@example.org>, Boris <b@example.org>", "more than one address"),
        ("a@example.org <b@example.org>", "more than one address"),
        ("<a@example.org> b@example.org", "more than one address"),
        ("<a@example.org>, b@example.org", "more than one address"),
        ("a@example.org> RCPT TO:<b@example.org>", "more than one address"),
        ("anna(friend)@example.org", "comment"),
        ("anna@example.org(friend)", "comment"),
        ("Anna <@relay.example:anna@example.org>", "route"),
        ("@relay.example", "route"),
        ("anna@ex\u{430}mple.org", "mixes letters of several scripts"),
        ("anna@xn--exmple-4nf.org", "mixes letters of several scripts"),
        ("\u{430}nna@example.org", "mixes letters of several scripts"),
        ("anna@example.org\r\nRCPT TO:<b@example.org>", "U+000D"),
        ("anna\0@example.org", "U+0000"),
        ("an\u{200b}na@example.org", "U+200B"),
        ("an\u{200d}na@example.org", "U+200D"),
        ("anna@exa\u{ad}mple.org", "U+00AD"),
        ("anna@\u{202e}example.org", "U+202E"),
        ("anna b@example.org", "a space"),
        ("anna@exam ple.org", "a space"),
        ("anna@[127.0.0.1]", "by number"),
        ("anna@127.0.0.1", "by number"),
        ("anna@example", "without a dot"),
        ("anna@example.org.", "cannot exist"),
        ("anna@exa_mple.org", "`_`"),
        ("anna@-example.org", "cannot exist"),
        ("anna@example..org", "cannot exist"),
        ("anna@", "cannot exist"),
        (".anna@example.org", "a dot out of place"),
        ("an..na@example.org", "a dot out of place"),
        ("-oQ/tmp@example.org", "hyphen"),
        ("mailto:anna@example.org", "`:`"),
        ("anna", "no @"),
        ("", "the address is empty"),
        ("Anna <>", "the address is empty"),
        ("\"Anna\" anna@example.org", "no address in angle brackets"),
        ("\"Anna", "never closed"),
    ] {
        let said = refusal(text);
        assert!(
            said.contains(why) && said.contains("address") || why == "never closed",
            "{text:?} said {said}"
        );
    }
    assert!(refusal(&format!("{}@example.org", "a".repeat(65))).contains("65 bytes"));
    assert!(refusal(&format!("a@{}.org", "a".repeat(64))).contains("cannot exist"));
    let long = format!("{}@{}.org", "a".repeat(64), vec!["b".repeat(60); 3].join("."));
    assert!(long.len() <= 254 && long.parse::<Address>().is_ok());
    assert!(
        refusal(&format!("{}@{}.org", "a".repeat(64), vec!["b".repeat(60); 4].join(".")))
            .contains("mail allows")
    );
    assert!(refusal(&format!("{}@example.org", "a".repeat(1_000_000))).contains("1000012 bytes long"));
}

#[test]
fn refuses_names_that_no_line_can_hold() {
    for (name, why) in [
        ("\"\"", "empty"),
        ("\"   \"", "empty"),
        ("\u{a0}\u{200d}", "empty"),
        ("Anna\r\nBcc: b@example.org", "U+000D"),
        ("Anna\r\nBcc: b", "U+000D"),
        ("Anna\nB", "U+000A"),
        ("Anna\u{85}B", "U+0085"),
        ("Anna\u{2028}B", "U+2028"),
        ("Anna\u{1b}[31mB", "U+001B"),
        ("Anna\u{7f}", "U+007F"),
        ("\u{202e}annA", "U+202E"),
        ("A\u{2066}nna", "U+2066"),
    ] {
        let said = refusal(&format!("{name} <anna@example.org>"));
        assert!(said.contains(why) && said.contains("name"), "{name:?} said {said}");
        assert!(!said.contains(['\r', '\u{1b}', '\u{202e}']), "{name:?} was echoed raw");
    }
    for length in [201, 100_000, 1_000_000] {
        let said = refusal(&format!("{} <anna@example.org>", "я".repeat(length)));
        assert!(said.contains(&format!("the name is {length} characters long")) && said.len() < 300);
    }
    assert_eq!(mailbox(&format!("{} <anna@example.org>", "я".repeat(200))).name().map(str::len), Some(400));
}

#[test]
fn compares_persons_by_address() {
    let wire = |text: &str| mailbox(text).address().to_wire();
    assert_eq!(wire("Anna@Пример.РФ"), "Anna@xn--e1afmkfd.xn--p1ai");
    assert_eq!(mailbox("Anna@XN--E1AFMKFD.xn--p1ai").key(), mailbox("A <anna@пример.рф>").key());
    assert_eq!(mailbox("jose\u{301}@example.org").key(), mailbox("josé@example.org").key());
    assert!(!mailbox("Анна <anna@пример.рф>").needs_smtputf8());
    assert!(mailbox("анна@example.org").needs_smtputf8());
    assert!(mailbox("Anna <anna@example.org>").is_ascii());
    assert!(!mailbox("Анна <anna@example.org>").is_ascii());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn whatever_passes_is_one_plain_address(text in "\\PC{0,12}[@<\", .]{0,3}[a-z\\PC]{0,8}@[a-zа-я.\\PC]{0,12}>?") {
        if let Ok(mailbox) = text.parse::<Mailbox>() {
            let wire = mailbox.address().to_wire();
            assert_eq!(wire.matches('@').count(), 1);
            assert!(!wire.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\",;:()[]\\".contains(c)), "{wire}");
            assert_eq!(mailbox.to_string().parse::<Mailbox>(), Ok(mailbox));
        }
    }

    #[test]
    fn no_text_is_too_odd(text in proptest::arbitrary::any::<String>()) {
        drop(text.parse::<Mailbox>());
    }
}

fn section(value: Value) -> MailSection {
    serde_json::from_value(value).expect("the form of the section is right")
}

fn valid() -> Value {
    json!({"from": "Giulia Ferri <giulia@example.org>",
        "smtp": {"host": "smtp.example.org", "username": "giulia@example.org", "password_command": "pass show x"}})
}

#[test]
fn account_has_defaults() {
    let account = section(valid()).to_account().unwrap();
    assert_eq!(account.from.name(), Some("Giulia Ferri"));
    let smtp = &account.smtp;
    assert_eq!((smtp.host.as_str(), smtp.port, smtp.security), ("smtp.example.org", 465, Security::Tls));
    assert_eq!((smtp.connections, smtp.per_minute), (2, None));
    assert_eq!((smtp.timeout.as_secs(), smtp.dot_timeout.as_secs()), (30, 600));
    let login = smtp.login.clone().unwrap();
    assert_eq!(login.auth, Auth::Password);
    assert_eq!(login.secret, SecretSource::Command("pass show x".to_owned()));

    let smtp = section(json!({"from": "g@example.org", "smtp": {"host": "почта.рф", "security": "starttls",
        "username": "g", "timeout": 2, "per_minute": 30}}))
    .to_account()
    .unwrap()
    .smtp;
    assert_eq!((smtp.host.as_str(), smtp.port), ("xn--80a1acny.xn--p1ai", 587));
    assert_eq!((smtp.timeout.as_secs(), smtp.dot_timeout.as_secs()), (2, 2));
    assert_eq!(smtp.login.unwrap().secret, SecretSource::Keyring);

    let local =
        json!({"from": "g@localhost", "smtp": {"host": "127.0.0.1", "port": 2525, "security": "none"}});
    assert!(section(local).to_account().unwrap().smtp.is_loopback());
}

#[test]
fn account_faults_name_key_and_value() {
    for (key, value, said) in [
        ("port", json!(0), "`port` is 0, expected 1 to 65535"),
        ("port", json!(99_999), "`port` is 99999"),
        ("security", json!("tsl"), "`security` is `tsl`, expected tls, starttls, none"),
        ("security", json!("none"), "not this computer"),
        ("host", json!(null), "`host` is missing"),
        ("host", json!("smtp.example.org:465"), "`host` is `smtp.example.org:465`"),
        ("timeout", json!(-2), "`timeout` is -2"),
        ("timeout", json!(0), "`timeout` is 0"),
        ("connections", json!(0), "`connections` is 0"),
        ("per_minute", json!(-1), "`per_minute` is -1"),
        ("auth", json!("oauth"), "`auth` is `oauth`, expected password, xoauth2"),
        ("auth", json!("xoauth2"), "no `token_command`"),
        ("token_command", json!("oauth2l"), "both say where"),
        ("username", json!(null), "`password_command` is given, but no `username`"),
        ("username", json!("  "), "`username` is empty"),
        ("keyring", json!(true), "both say where"),
    ] {
        let mut value_ = valid();
        value_["smtp"][key] = value;
        let problems = section(value_).check();
        let said_ = problems.iter().map(|p| format!("{}: {}", p.key.clone().unwrap_or_default(), p.message));
        let said_: Vec<String> = said_.collect();
        assert!(
            said_.iter().any(|line| line.starts_with("mail.smtp.") && line.contains(said)),
            "{key}: {said_:?}"
        );
    }
    let all = section(json!({"from": "nobody", "smtp": {"port": 0, "security": "x"}})).check();
    let keys: Vec<&str> = all.iter().filter_map(|p| p.key.as_deref()).collect();
    assert_eq!(keys, ["mail.from", "mail.smtp.host", "mail.smtp.security", "mail.smtp.port"]);
    assert_eq!(section(json!({})).check().len(), 2);
}

#[test]
fn inline_password_is_never_shown() {
    const SECRET: &str = "hunter2-S3CRET";
    for (at, key) in [("/smtp", "password"), ("/smtp", "token"), ("", "password")] {
        let mut value = valid();
        value.pointer_mut(at).unwrap()[key] = json!(SECRET);
        let error = serde_json::from_value::<MailSection>(value).unwrap_err().to_string();
        assert!(error.contains(key) && !error.contains(SECRET), "{error}");
    }
    let mut value = valid();
    value["smtp"]["password_env"] = json!(SECRET);
    let problems = format!("{:?}", section(value).check());
    assert!(problems.contains("GARBO_PASSWORD") && !problems.contains(SECRET), "{problems}");
}

#[test]
fn account_keys_are_strict_and_in_the_schema() {
    let mut value = valid();
    value["smtp"]["prot"] = json!(1);
    let error = serde_json::from_value::<MailSection>(value).unwrap_err();
    assert!(error.to_string().contains("prot"));
    let schema = serde_json::to_string(&schemars::schema_for!(MailSection)).unwrap();
    for key in ["password_command", "starttls", "xoauth2", "bcc_self", "additionalProperties"] {
        assert!(schema.contains(key), "{key} in {schema}");
    }
    assert!(!schema.contains("\"password\":{"));
}

#[test]
fn account_reads_from_yaml() {
    let text = "from: Giulia Ferri <giulia@example.org>\nsmtp:\n  host: smtp.example.org\n  port: 465\n  \
        security: tls\n  username: giulia@example.org\n  password_command: pass show mail\n  auth: password\n  \
        ca_file: ca.pem\n  connections: 2\n  per_minute: 30\n  timeout: 30\nbcc_self: true\n";
    let section = garbo::yaml::read::<MailSection>(text.as_bytes(), "x.yaml").unwrap().value;
    assert_eq!(section.check(), []);
    for (from, to, said) in [
        ("port: 465", "port: many", "port"),
        ("security: tls", "security: tsl", "security"),
        ("host: smtp.example.org", "hots: smtp.example.org", "did you mean `host`"),
        ("auth: password", "password: hunter2", "never write the password"),
    ] {
        let error = garbo::yaml::read::<MailSection>(text.replace(from, to).as_bytes(), "x.yaml")
            .map_or_else(|error| error.to_string(), |located| format!("{:?}", located.value.check()));
        assert!(error.contains(said) && !error.contains("hunter2"), "{to}: {error}");
    }
}
