//! The files of a new practice folder: commented in the coach's own language, filled with the answers.
//!
//! The words are data, in `locales/init/<language>/`. In these files `$name{Anna}` stands for an answer, with
//! an example for where there is none; a line that begins with `$name? ` is left out as a remark without it.

use std::collections::{BTreeMap, HashMap};

use crate::error::{Error, Result, nearest};
use crate::grammar::case::lower;
use crate::load::{check, embedded, practice, providers, schema};
use crate::model::address::Gender;
use crate::model::language::Language;
use crate::model::mailbox::{Mailbox, check_name};
use crate::model::money::Currency;
use crate::model::scalar::{Amount, Zone};
use crate::yaml::{self, quoted};

/// Signs that coaches of one currency write; $ is of many countries.
const SIGNS: [(&str, &str); 8] = [
    ("€", "EUR"),
    ("£", "GBP"),
    ("₺", "TRY"),
    ("TL", "TRY"),
    ("₽", "RUB"),
    ("руб", "RUB"),
    ("Rp", "IDR"),
    ("US$", "USD"),
];

/// What the coach told; everything that is left out becomes an example or a remark.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    pub name: Option<String>,
    pub gender: Option<Gender>,
    pub languages: Vec<Language>,
    pub jurisdiction: Option<String>,
    pub city: Option<String>,
    pub time_zone: Option<Zone>,
    pub currency: Option<Currency>,
    pub niche: Option<String>,
    pub fee: Option<Amount>,
    pub phone: Option<String>,
    pub website: Option<String>,
    /// The address that letters leave from
    pub email: Option<String>,
    /// The mail provider, for an address at a domain of one's own
    pub provider: Option<String>,
    /// The server for outgoing mail, where the provider is not a known one
    pub host: Option<String>,
}

impl Answers {
    /// Takes the name.
    ///
    /// Errors: blank, too long, or with characters that are not printed.
    pub fn set_name(&mut self, name: &str) -> Result<()> {
        check_name(name.trim())?;
        self.name = Some(name.trim().to_owned());
        Ok(())
    }

    /// Takes the grammatical gender: f or m, or a word of the coach's language for it.
    ///
    /// Errors: another word, with all that are understood.
    pub fn set_gender(&mut self, typed: &str, language: &Language) -> Result<()> {
        let words = questions(language)?;
        let list = |key: &str| -> Vec<&str> {
            words.get(key).map(|words| words.split(", ").collect()).unwrap_or_default()
        };
        let wanted = lower(typed.trim(), language);
        let named = [("feminine", Gender::Feminine), ("masculine", Gender::Masculine)];
        self.gender = named.into_iter().find(|(key, _)| list(key).contains(&wanted.as_str())).map(|(_, g)| g);
        if self.gender.is_some() {
            return Ok(());
        }
        let of = |key: &str| list(key).join(", ");
        Err(Error::data(format!("`{}` is not a grammatical gender", typed.trim())).hint(format!(
            "write one of {}; or one of {}",
            of("feminine"),
            of("masculine")
        )))
    }

    /// Takes the currency: its code, in small letters too, or a sign that is of one currency alone.
    ///
    /// Errors: neither, with what is accepted.
    pub fn set_currency(&mut self, typed: &str) -> Result<()> {
        let typed = typed.trim();
        let sign = SIGNS.iter().find(|(sign, _)| *sign == typed.trim_end_matches('.'));
        let code = sign.map_or_else(|| typed.to_uppercase(), |(_, code)| (*code).to_owned());
        let currency = code.parse::<Currency>().map_err(|_| {
            Error::data(format!("`{typed}` is not the currency of one country"))
                .hint("write its three letters: EUR (or €), GBP (£), TRY (₺), RUB (₽), IDR (Rp), USD …")
        })?;
        self.currency = Some(currency);
        Ok(())
    }

    /// Takes the country, in small letters too.
    ///
    /// Errors: not the form of a country code.
    pub fn set_jurisdiction(&mut self, code: &str) -> Result<()> {
        let code = code.trim();
        let capitals = code.to_uppercase();
        // What was typed is told as it was typed.
        check::country(if code.len() <= 6 { &capitals } else { code })?;
        self.jurisdiction = Some(capitals);
        Ok(())
    }

    /// Takes the mail provider of an address at a domain of one's own.
    ///
    /// Errors: not a provider that garbo knows.
    pub fn set_provider(&mut self, name: &str) -> Result<()> {
        if providers::provider_named(name, &"en".parse()?).is_none() {
            let names = providers::provider_names();
            let known = format!("garbo knows {}; for another one give --host", names.join(", "));
            return Err(Error::data(format!("`{}` is not a mail provider that garbo knows", name.trim()))
                .hint(match nearest(name.trim(), names.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean `{near}`? {known}"),
                    None => known,
                }));
        }
        self.provider = Some(name.trim().to_owned());
        Ok(())
    }

    /// Tells whether nothing but the address is needed to know its server.
    pub fn knows_server(&self) -> bool {
        let english = "en".parse().ok();
        let known = self.email.as_deref().zip(english.as_ref());
        self.host.is_some() || known.is_some_and(|(email, en)| providers::provider_for(email, en).is_some())
    }

    /// Takes the address that letters leave from.
    ///
    /// Errors: not an address.
    pub fn set_email(&mut self, email: &str) -> Result<()> {
        email.trim().parse::<Mailbox>()?;
        self.email = Some(email.trim().to_owned());
        Ok(())
    }
}

/// A file to write: its path in the practice folder, and its text.
pub type NewFile = (String, String);

/// Returns the languages that a practice can be begun in.
pub fn languages() -> Vec<Language> {
    embedded::init_languages().iter().filter_map(|l| l.parse().ok()).collect()
}

/// Returns what to ask, by the name of the answer, in a language; English where there are no words.
///
/// Errors: `Internal`, when the program's own data is broken.
pub fn questions(language: &Language) -> Result<BTreeMap<String, String>> {
    yaml::read_table(text(language, "questions.yaml")?, "questions.yaml")
}

/// Returns what stands in the file where nothing is answered: `IT` for `jurisdiction` in Italian.
///
/// Errors: `Internal`, when the program's own data is broken.
pub fn example(language: &Language, key: &str) -> Result<Option<&'static str>> {
    let mark = format!("${key}{{");
    let text = text(language, "practice.yaml")?;
    Ok(text.split_once(&mark).and_then(|(_, rest)| rest.split_once('}')).map(|(example, _)| example))
}

/// Returns the files of a new practice folder.
///
/// Errors: `Data`, when an answer can't stand in the file; the fault is told as of the file.
pub fn init_files(answers: &Answers, language: &Language) -> Result<Vec<NewFile>> {
    let values = values(answers, language)?;
    let mut files = Vec::new();
    for name in ["practice.yaml", "colleagues.yaml", "people/example.yaml"] {
        files.push((name.to_owned(), fill(text(language, name)?, &values)));
    }
    if let Some((name, text)) = files.first() {
        practice::from_bytes(text.as_bytes(), name).map_err(|mut error| {
            // The file does not exist yet: the key says enough.
            error.problems.iter_mut().for_each(|problem| problem.place = None);
            error
        })?;
    }
    for name in schema::SCHEMAS {
        let value = schema(name).unwrap_or_default();
        let text = serde_json::to_string_pretty(&value)
            .map_err(|e| Error::internal("a schema can't be written").cause(e))?;
        files.push((schema::path(name), text + "\n"));
    }
    Ok(files)
}

fn text(language: &Language, name: &str) -> Result<&'static str> {
    embedded::init(language.base(), name)
        .or_else(|| embedded::init("en", name))
        .ok_or_else(|| Error::internal(format!("the text of `{name}` is not embedded")))
}

/// Returns each answer as it stands behind its key.
fn values(answers: &Answers, language: &Language) -> Result<HashMap<&'static str, String>> {
    let mut values = HashMap::new();
    let mut put = |key, value: Option<String>| {
        if let Some(value) = value {
            values.insert(key, value);
        }
    };
    let given = |text: &Option<String>| text.as_deref().filter(|t| !t.trim().is_empty()).map(quoted);
    put("name", given(&answers.name));
    put("gender", answers.gender.map(|g| g.id().to_owned()));
    let tags: Vec<&str> = answers.languages.iter().map(Language::tag).collect();
    put("languages", (!tags.is_empty()).then(|| format!("[{}]", tags.join(", "))));
    put("jurisdiction", given(&answers.jurisdiction));
    put("city", given(&answers.city));
    put("time_zone", answers.time_zone.as_ref().map(|z| z.0.clone()));
    put("currency", answers.currency.map(|c| c.code().to_owned()));
    put("niche", given(&answers.niche));
    put("fee", answers.fee.as_ref().map(|f| quoted(&f.0)));
    put("phone", given(&answers.phone));
    put("website", given(&answers.website));
    let Some(email) = answers.email.as_deref().map(str::trim).filter(|e| !e.is_empty()) else {
        return Ok(values);
    };
    let mailbox: Mailbox = email.parse()?;
    let address = mailbox.address().to_string();
    let name = mailbox.name().or(answers.name.as_deref()).map(str::trim).filter(|n| !n.is_empty());
    put("from", Some(quoted(&Mailbox::new(name, mailbox.address().clone())?.to_string())));
    put("email", Some(quoted(&address)));
    let known = match &answers.provider {
        Some(name) => providers::provider_named(name, language),
        None => providers::provider_for(&address, language),
    };
    if let Some(host) = given(&answers.host) {
        put("host", Some(host));
        put("mail", Some(String::new()));
    } else if let Some((provider, advice)) = known {
        put("host", Some(provider.host));
        put("port", Some(provider.port.to_string()));
        put("security", Some(provider.security));
        put("advice", Some(advice));
        put("mail", Some(String::new()));
    }
    Ok(values)
}

/// Fills the answers into a text.
fn fill(template: &str, values: &HashMap<&str, String>) -> String {
    let mut out = String::with_capacity(template.len());
    for line in template.lines() {
        let condition = line.strip_prefix('$').and_then(|l| l.split_once("? "));
        let (wanted, line) = match condition {
            Some((key, rest)) => (values.contains_key(key), rest),
            None => (true, line),
        };
        let filled = fill_line(line, values);
        if wanted {
            out.push_str(&filled);
        } else if !filled.trim_start().starts_with('#') {
            out.push('#');
            out.push_str(&filled);
        } else {
            continue;
        }
        out.push('\n');
    }
    out
}

fn fill_line(line: &str, values: &HashMap<&str, String>) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let length = after.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(after.len());
        let (key, tail) = after.split_at(length);
        match tail.strip_prefix('{').and_then(|t| t.split_once('}')) {
            Some((example, tail)) => {
                out.push_str(values.get(key).map_or(example, String::as_str));
                rest = tail;
            }
            None => {
                out.push('$');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}
