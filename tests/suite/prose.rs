//! The words of every built-in letter, in all combinations: manners, typography, and letters of the right script.

use std::collections::{BTreeMap, BTreeSet};

use garbo::error::ErrorKind;
use garbo::library::Library;
use garbo::render::variant::{Extent, variants};

use crate::sample::Sample;

/// Writes every letter of a language in the sample practice and hands over each distinct line with where it stands.
fn check(code: &str) {
    let sample = Sample::load();
    let (library, trial) = (&sample.library, sample.trial());
    let speech = library.speech(&code.parse().unwrap()).unwrap();
    let marks = Marks::of(code);
    let mut faults: BTreeSet<String> = BTreeSet::new();
    let mut lines: BTreeSet<String> = BTreeSet::new();
    for id in library.letter_ids().unwrap() {
        let kind = library.kind(&id).unwrap();
        for variant in variants(&kind, &speech, &sample.catalogue, Extent::Everything) {
            let tried = match trial.write(&kind, &variant, &speech) {
                Ok(tried) => tried,
                // A reason that the sample has no sentence for, such as a legal duty, can't be told in full.
                Err(e) if e.kind == ErrorKind::Missing && variant.say.is_some() => continue,
                Err(e) => panic!("{code} {id}, {}: {e}", variant.label()),
            };
            for fault in tried.faults.into_iter().chain(tried.length) {
                faults.insert(format!("{code} {id}, {}: {fault}", variant.label()));
            }
            for line in tried.document.whole_text().lines() {
                if !lines.contains(line) {
                    let told = marks.faults(line);
                    faults.extend(told.into_iter().map(|f| format!("{code} {id}: {f} in «{line}»")));
                    lines.insert(line.to_owned());
                }
            }
        }
    }
    assert!(lines.len() > 300, "only {} lines were read", lines.len());
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.into_iter().collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn every_italian_letter_is_well_written() {
    check("it");
}

#[test]
fn every_indonesian_letter_is_well_written() {
    check("id");
}

#[test]
fn every_russian_letter_is_well_written() {
    check("ru");
}

#[test]
fn every_turkish_letter_is_well_written() {
    check("tr");
}

#[test]
fn every_british_letter_is_well_written() {
    check("en-GB");
}

#[test]
fn every_american_letter_is_well_written() {
    check("en-US");
}

/// The marks of a language: CLDR's quotation marks, and its dash between words.
struct Marks {
    cyrillic: bool,
    /// Outer, then inner; the apostrophe is told from the closing mark by the letters around it
    quotes: [(char, char); 2],
    /// Whether a dash has spaces on both sides
    spaced_dash: bool,
}

impl Marks {
    fn of(code: &str) -> Self {
        let (angle, double, single) = (('«', '»'), ('“', '”'), ('‘', '’'));
        let quotes = match code {
            "it" => [angle, double],
            "ru" => [angle, ('„', '“')],
            "en-GB" => [single, double],
            _ => [double, single],
        };
        Self { cyrillic: code == "ru", quotes, spaced_dash: code != "en-US" }
    }

    fn faults(&self, line: &str) -> Vec<String> {
        let mut faults = Vec::new();
        let words: Vec<&str> = line.split_whitespace().filter(|w| !is_address(w)).collect();
        let text = words.join(" ");
        faults.extend(self.quotation(&text));
        faults.extend(self.spacing(line, &text));
        faults.extend(
            words.iter().flat_map(|w| w.split(|c: char| !c.is_alphabetic())).filter_map(|w| self.script(w)),
        );
        faults.extend(doubled(&text));
        faults
    }

    /// Quotation marks are the language's own, outer outside and inner inside, and each is closed.
    fn quotation(&self, text: &str) -> Option<String> {
        let chars: Vec<char> = text.chars().collect();
        let letter = |i: Option<usize>| i.and_then(|i| chars.get(i)).is_some_and(|c| c.is_alphanumeric());
        let mut open: Vec<char> = Vec::new();
        for (i, c) in chars.iter().enumerate() {
            if matches!(c, '"' | '\'' | '`' | '´') {
                return Some(format!("the typewriter mark {c}"));
            }
            // ’ inside a word, or after one while no ‘ is open, is an apostrophe.
            let apostrophe =
                *c == '’' && letter(i.checked_sub(1)) && (letter(Some(i + 1)) || !open.contains(&'’'));
            if apostrophe {
                continue;
            }
            if open.last() == Some(c) {
                open.pop();
            } else if let Some(depth) = self.quotes.iter().position(|(opening, _)| opening == c) {
                if depth != open.len() {
                    return Some(format!("the mark {c} at the wrong depth"));
                }
                open.extend(self.quotes.get(depth).map(|(_, closing)| *closing));
            } else if "«»“”„‘’‚‹›".contains(*c) {
                return Some(format!("the mark {c}, which is not one of the language here"));
            }
        }
        (!open.is_empty()).then(|| "a quotation that is not closed".to_owned())
    }

    fn spacing(&self, line: &str, text: &str) -> Vec<String> {
        let mut faults = Vec::new();
        if line.contains("  ") || line != line.trim() {
            faults.push("a space too many".to_owned());
        }
        let chars: Vec<char> = text.chars().collect();
        for window in chars.windows(3) {
            let [before, c, after] = window else { continue };
            let gap = |c: &char| c.is_whitespace();
            if gap(before) && matches!(c, ',' | ';' | ':' | '!' | '?' | ')' | '»' | '”')
                || *before == '(' && gap(c)
            {
                faults.push(format!("a space before `{c}`"));
            }
            if matches!(c, ',' | ';' | '!' | '?') && after.is_alphabetic() {
                faults.push(format!("no space after `{c}`"));
            }
            if *c == '.' && before.is_lowercase() && after.is_uppercase() {
                faults.push("no space after a full stop".to_owned());
            }
            if gap(before) && *c == '-' && gap(after) {
                faults.push("a hyphen for a dash".to_owned());
            }
            // A closed en dash is a range: Monday–Friday, 9–12.
            let spaces = (gap(before), gap(after));
            let good = match c {
                '–' => spaces == (false, false) || self.spaced_dash && spaces == (true, true),
                '—' => spaces == (self.spaced_dash, self.spaced_dash),
                _ => true,
            };
            if !good {
                faults.push(format!("the spaces around {c} are not those of the language"));
            }
        }
        if text.contains("...") {
            faults.push("three full stops for `…`".to_owned());
        }
        for c in line.chars().filter(|c| garbo::error::is_unprintable(*c) || *c == '\u{AD}') {
            faults.push(format!("the character U+{:04X}", u32::from(c)));
        }
        faults
    }

    /// A letter that only looks right: Latin inside a Cyrillic word, Cyrillic or Greek in a Latin text.
    fn script(&self, word: &str) -> Option<String> {
        let cyrillic = |c: char| ('\u{400}'..='\u{52F}').contains(&c);
        let latin = |c: char| c.is_ascii_alphabetic() || ('\u{C0}'..='\u{24F}').contains(&c);
        let look_alike = |c: char| "aceopxyABCEHKMOPTX".contains(c);
        if let Some(c) = word.chars().find(|c| !cyrillic(*c) && !latin(*c) && *c != 'º') {
            return Some(format!("the letter {c} (U+{:04X}) of another script", u32::from(c)));
        }
        if word.chars().any(cyrillic) && (word.chars().any(latin) || !self.cyrillic) {
            return Some(format!("Cyrillic and Latin letters side by side in `{word}`"));
        }
        let disguised = self.cyrillic && !word.is_empty() && word.chars().all(look_alike);
        disguised.then(|| format!("`{word}` in Latin letters that look Cyrillic"))
    }
}

/// A web address, a mail address or a path, whose marks and letters are its own.
fn is_address(word: &str) -> bool {
    word.contains("://") || word.contains('@')
}

/// Adverbs that are made by saying a word twice.
const TWICE: &[&str] = &["adım", "uzun"];

/// Returns a word that stands twice in a row.
fn doubled(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(' ').collect();
    words.windows(2).find_map(|pair| {
        let [a, b] = pair else { return None };
        let bare = b.trim_end_matches(|c: char| !c.is_alphanumeric());
        (a == &bare && !TWICE.contains(a) && a.chars().all(char::is_alphabetic) && !a.is_empty())
            .then(|| format!("`{a} {a}`"))
    })
}

#[test]
fn what_the_marks_forbid_is_found() {
    let told = |code: &str, line: &str| Marks::of(code).faults(line).join("; ");
    for (code, line) in [
        ("it", "«Già “detto” ieri», disse l’amico – e basta (dal 3 al 5)."),
        ("ru", "«Она сказала „нет“», и это — ответ. Пишите на anna@example.org."),
        ("en-GB", "‘She said “no”, didn’t she?’ – the coaches’ reply"),
        ("en-US", "“She said ‘no’”—and that was that; see https://example.org/a,b"),
        ("tr", "“Ayşe’nin ‘evet’ demesi” – yeter."),
    ] {
        assert_eq!(told(code, line), "", "{code}: {line}");
    }
    for (code, line, says) in [
        ("it", "“prima” le virgolette", "wrong depth"),
        ("it", "l'amico", "typewriter"),
        ("it", "«aperta", "not closed"),
        ("en-US", "‘outer’ words", "wrong depth"),
        ("ru", "“чужие” кавычки", "not one of the language"),
        ("ru", "мoжно", "side by side"),
        ("ru", "вернусь c ответом", "look Cyrillic"),
        ("tr", "Аyşe", "side by side"),
        ("en-GB", "the the end", "`the the`"),
        ("en-GB", "well , then", "a space before"),
        ("en-GB", "well,then", "no space after"),
        ("en-GB", "one - two", "hyphen"),
        ("en-US", "one – two", "spaces around"),
        ("id", "dua  spasi", "too many"),
        ("id", "tunggu...", "three full stops"),
    ] {
        assert!(told(code, line).contains(says), "{code}: {line}: {}", told(code, line));
    }
}

#[test]
fn every_language_has_the_same_words_and_blocks() {
    let library = Library::default();
    let catalogue = library.catalogue().unwrap();
    let reference = library.lexicon(&"en-GB".parse().unwrap()).unwrap();
    let mut faults: Vec<String> = Vec::new();
    for language in library.languages().unwrap() {
        let lexicon = library.lexicon(&language).unwrap();
        let file = format!("locales/{}.yaml", language.base());
        let gaps = garbo::library::parity::lexicon_gaps(&lexicon, &reference, &catalogue, &file);
        faults.extend(gaps.iter().map(ToString::to_string));
        let words =
            lexicon.words.keys().filter(|k| !reference.words.contains_key(*k)).map(ToString::to_string);
        let topics =
            lexicon.topics.keys().filter(|k| !reference.topics.contains_key(*k)).map(ToString::to_string);
        faults.extend(words.chain(topics).map(|key| format!("{file}: English has no `{key}`")));
        for id in lexicon.reasons.keys().filter(|id| !catalogue.reasons.contains_key(*id)) {
            faults.push(format!("{file}: the reason `{id}` is not in the catalogue"));
        }
        for id in library.kind_ids() {
            let gaps = garbo::library::parity::block_gaps(&library, &id, &language).unwrap();
            faults.extend(gaps.iter().map(ToString::to_string));
            let kind = library.kind(&id).unwrap();
            let gaps = garbo::library::parity::fact_gaps(&library, &kind, &language).unwrap();
            faults.extend(gaps.iter().map(ToString::to_string));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_template_uses_only_what_a_brief_holds() {
    let sample = Sample::load();
    let (library, trial) = (&sample.library, sample.trial());
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for language in library.languages().unwrap() {
        let speech = library.speech(&language).unwrap();
        for id in library.letter_ids().unwrap() {
            let kind = library.kind(&id).unwrap();
            let first =
                variants(&kind, &speech, &sample.catalogue, Extent::Readable).into_iter().next().unwrap();
            let tried = trial.write(&kind, &first, &speech).unwrap();
            let known = tried.brief.names().unwrap();
            let (engine, template) = library.engine(&id, &speech, None).unwrap();
            engine.check_names(&template, &known).unwrap();
            // The check is not blind: with a name taken away it complains.
            assert!(engine.check_names(&template, &["words"]).is_err(), "{template} uses no value at all");
            *names.entry(id).or_default() += known.len();
        }
    }
    assert_eq!(names.len(), library.letter_ids().unwrap().len());
}
