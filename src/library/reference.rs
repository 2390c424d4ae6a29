//! References to clauses in a text of the coach's own: `[](#sessions)` becomes "clause 4", `[#](#sessions)` the bare
//! number, as in the templates. All other Markdown of the text is data.

use crate::library::escape;

/// What begins a reference, in words and as a bare number.
const OPEN: [&str; 2] = ["[](#", "[#](#"];

/// Returns the text as Markdown, everything escaped but its references.
///
/// ```
/// use garbo::library::reference::markdown;
/// assert_eq!(markdown("*See* [](#late_payment)."), "\\*See\\* [](#late\\_payment).");
/// assert_eq!(markdown("[here](#fees)"), "\\[here\\](\\#fees)");
/// ```
pub fn markdown(text: &str) -> String {
    let escaped = escape::markdown(text).into_owned();
    OPEN.iter().fold(escaped, |text, open| text.replace(&*escape::markdown(open), open))
}

/// Returns the ids that a text refers to, in order.
pub fn ids(text: &str) -> Vec<&str> {
    parts(text).filter_map(|(_, id)| id).collect()
}

/// Returns the text with a blank in place of each reference.
pub fn without(text: &str) -> String {
    parts(text).map(|(before, _)| before).collect::<Vec<_>>().join(" ")
}

/// Returns the pieces of a text, each with the id that is referred to behind it.
fn parts(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let found = OPEN.iter().filter_map(|open| Some((text.find(open)?, open.len()))).min();
        let Some((at, length)) = found else { return Some((text, None)) };
        let (before, link) = text.split_at(at);
        match link[length..].split_once(')') {
            Some((id, behind)) => {
                rest = Some(behind);
                Some((before, Some(id)))
            }
            None => Some((text, None)),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_told_from_other_links() {
        let text = "Vedi [](#sessions), n. [#](#fees) e [qui](#refund).";
        assert_eq!(ids(text), ["sessions", "fees"]);
        assert_eq!(without(text), "Vedi  , n.   e [qui](#refund).");
        assert_eq!(ids("[](#open"), Vec::<&str>::new());
        assert_eq!(markdown("[](#a) [#](#b) \\[](#c) [x](#d)"), "[](#a) [#](#b) \\\\[](#c) \\[x\\](\\#d)");
    }
}
