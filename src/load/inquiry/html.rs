//! HTML of a mail to plain text: paragraphs, lists, links and quotations stay readable.
//!
//! Reads what mail programs write, forgivingly and in one pass; it is no browser.

use super::mime::entity::entity;

/// Elements whose content nobody reads.
const SKIPPED: &[&str] = &["style", "script", "head", "title", "noscript", "template"];
/// Elements that stand on lines of their own.
const BLOCKS: &[&str] = &[
    "div", "tr", "table", "ul", "ol", "section", "article", "header", "footer", "center", "pre", "hr",
    "form", "dl", "dt", "dd", "address",
];
/// Elements with an empty line around them.
const PARAGRAPHS: &[&str] = &["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"];
const VOID: &[&str] = &["br", "hr", "img", "meta", "link", "input", "col", "wbr", "area", "base"];

/// Returns the text of an HTML document; quoted messages get `> ` before each line.
pub(super) fn to_text(html: &str) -> String {
    let mut writer = Writer::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tail) = rest.split_at(at);
        writer.text(text);
        if let Some(comment) = tail.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let Some((tag, after)) = tail.get(1..).and_then(split_tag) else {
            writer.text(tail);
            return writer.finish();
        };
        rest = after;
        let name = tag_name(tag);
        if SKIPPED.contains(&name.as_str()) && !tag.ends_with('/') {
            rest = after_closing(rest, &name);
        } else {
            writer.tag(tag, &name);
        }
    }
    writer.text(rest);
    writer.finish()
}

/// Splits at the `>` that closes a tag; a `>` inside quotation marks does not.
fn split_tag(text: &str) -> Option<(&str, &str)> {
    let first = text.chars().next()?;
    if !(first.is_ascii_alphabetic() || "/!?".contains(first)) {
        return None;
    }
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return Some((text.get(..at)?, text.get(at + 1..)?)),
            (None, '"' | '\'') => quote = Some(c),
            // A quotation mark that was never closed; also keeps the work linear.
            (_, '<') => break,
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    text.split_once('>')
}

fn tag_name(tag: &str) -> String {
    tag.trim_start_matches('/')
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric())
        .collect::<String>()
        .to_ascii_lowercase()
}

fn after_closing<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("</") {
        if after.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return after.split_once('>').map_or("", |(_, after)| after);
        }
        rest = after;
    }
    ""
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let at = tag.to_ascii_lowercase().find(&format!("{name}="))?;
    let value = tag.get(at + name.len() + 1..)?;
    match value.chars().next()? {
        quote @ ('"' | '\'') => value.get(1..)?.split(quote).next(),
        _ => value.split([' ', '>']).next(),
    }
}

/// Gathers text and breaks; blanks and breaks are written only when text follows.
#[derive(Default)]
struct Writer {
    out: String,
    /// Line breaks wanted before the next text.
    breaks: usize,
    space: bool,
    /// A no-break space was seen and nothing since: how programs keep an empty line open.
    blank: bool,
    /// The paragraph has no margins, as Outlook's have none.
    tight: bool,
    quotes: usize,
    link: Option<(String, usize)>,
    /// Name of a hidden element and how deep it is nested in its own kind.
    hidden: Option<(String, usize)>,
}

impl Writer {
    fn text(&mut self, text: &str) {
        if self.hidden.is_some() {
            return;
        }
        for c in decoded(text).chars() {
            // Zero-width marks fill the previews of newsletters.
            if matches!(c, '\u{200B}' | '\u{200C}' | '\u{FEFF}' | '\u{AD}' | '\u{34F}') {
                continue;
            }
            if c.is_whitespace() {
                self.space = true;
                self.blank |= c == '\u{A0}';
                continue;
            }
            self.flush();
            self.out.push(c);
        }
    }

    fn flush(&mut self) {
        if self.out.is_empty() {
            self.breaks = 0;
            if self.quotes > 0 {
                self.out.push_str(&"> ".repeat(self.quotes.min(9)));
            }
        } else if self.breaks > 0 {
            for _ in 0..self.breaks {
                self.out.push('\n');
                self.out.push_str(&"> ".repeat(self.quotes.min(9)));
            }
        } else if self.space && !self.out.ends_with(char::is_whitespace) {
            self.out.push(' ');
        }
        self.breaks = 0;
        self.space = false;
        self.blank = false;
    }

    fn tag(&mut self, tag: &str, name: &str) {
        let closing = tag.starts_with('/');
        if let Some((hidden, depth)) = &mut self.hidden {
            if hidden == name {
                *depth = if closing { depth.saturating_sub(1) } else { *depth + 1 };
                if *depth == 0 {
                    self.hidden = None;
                }
            }
            return;
        }
        if !closing && !VOID.contains(&name) && is_hidden(tag) {
            self.hidden = Some((name.to_owned(), 1));
            return;
        }
        match name {
            "br" => self.breaks = (self.breaks + 1).min(2),
            "li" if !closing => {
                self.breaks = self.breaks.max(1);
                self.flush();
                self.out.push_str("- ");
            }
            "td" | "th" => self.space = true,
            "a" if closing => self.close_link(),
            "a" => {
                if let Some(target) = attribute(tag, "href") {
                    self.link = Some((decoded(target).trim().to_owned(), self.out.len()));
                }
            }
            "p" if self.is_tight(tag) => self.line_break(),
            name if PARAGRAPHS.contains(&name) => {
                self.breaks = 2;
                if name == "blockquote" {
                    self.quotes = if closing { self.quotes.saturating_sub(1) } else { self.quotes + 1 };
                }
            }
            name if BLOCKS.contains(&name) => self.line_break(),
            _ => {}
        }
    }

    /// Begins a new line; an element with nothing but a no-break space in it was an empty line.
    fn line_break(&mut self) {
        self.breaks = self.breaks.max(if self.blank { 2 } else { 1 });
        self.blank = false;
    }

    fn is_tight(&mut self, tag: &str) -> bool {
        if !tag.starts_with('/') {
            self.tight = attribute(tag, "class").is_some_and(|class| class.contains("MsoNormal"));
        }
        self.tight
    }

    /// Writes the target after the words of a link, unless the words say it already.
    fn close_link(&mut self) {
        let Some((target, start)) = self.link.take() else { return };
        let words = self.out.get(start..).unwrap_or_default().trim();
        let plain = target.trim_start_matches("mailto:").trim_end_matches('/');
        let is_web = ["http://", "https://", "mailto:"].iter().any(|scheme| target.starts_with(scheme));
        if !words.is_empty() && is_web && !target.contains(words) && !words.contains(plain) {
            self.out.push_str(" <");
            self.out.push_str(target.trim_start_matches("mailto:"));
            self.out.push('>');
        }
    }

    fn finish(self) -> String {
        self.out.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned()
    }
}

fn is_hidden(tag: &str) -> bool {
    attribute(tag, "style").is_some_and(|style| {
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
        style.to_ascii_lowercase().contains("display:none")
    })
}

/// Returns the text with its character references replaced.
fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let end = tail.char_indices().take(32).find(|(_, c)| *c == ';').map(|(at, _)| at + 1);
        match end.and_then(|end| tail.split_at_checked(end)) {
            Some((reference, after)) => {
                out.push_str(&entity(reference));
                rest = after;
            }
            None => {
                out.push('&');
                rest = tail.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::to_text;

    #[test]
    fn paragraphs_lists_and_links_stay_readable() {
        let html = "<html><head><style>p { color: red }</style></head><body><p>Gentile&nbsp;dottoressa,</p>\n\
            <p>vorrei <b>un</b> colloquio &mdash; perch&eacute;<br>ho letto il <a href=\"https://example.org/\">sito</a>.</p>\
            <ul><li>uno</li><li>due &lt; tre</li></ul><script>alert('x > y')</script></body></html>";
        assert_eq!(
            to_text(html),
            "Gentile dottoressa,\n\nvorrei un colloquio — perché\nho letto il sito <https://example.org/>.\n\n- uno\n- due < tre"
        );
    }

    #[test]
    fn quotations_are_marked_and_hidden_text_is_dropped() {
        let html = "<div style=\"display: none\">preview<div>x</div></div><div>New</div>\
            <blockquote><div>old</div><div>older</div></blockquote>";
        assert_eq!(to_text(html), "New\n>\n> old\n> older");
    }

    #[test]
    fn empty_lines_are_kept_the_way_programs_write_them() {
        let outlook = "<p class=\"MsoNormal\">a<o:p></o:p></p><p class=\"MsoNormal\"><o:p>&nbsp;</o:p></p>\
            <p class=\"MsoNormal\">b<o:p></o:p></p><p class=\"MsoNormal\">c</p>";
        assert_eq!(to_text(outlook), "a\n\nb\nc");
        assert_eq!(
            to_text("<div>a</div><div>&nbsp;</div><div>b</div><div><br></div><div>c</div>"),
            "a\n\nb\n\nc"
        );
    }

    #[test]
    fn broken_markup_gives_text() {
        for html in ["a < b & c", "<p", "<a href=\"x", "<!-- no end", "&#xZZ;&;&", "<style>p", "</x></p>"] {
            let _ = to_text(html);
        }
        assert_eq!(to_text("a < b & c"), "a < b & c");
    }
}
