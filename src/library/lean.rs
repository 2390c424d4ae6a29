//! What of the built-in templates need not be parsed: that takes longer than to fill them in.

use std::collections::HashSet;

use memchr::memmem;

use crate::library::engine::Source;

const BLOCK: &str = "{% block ";
const COMPLAINT: &str = "{{ throw(message=";
const COMPLAINT_END: &str = ") }}";

/// Takes out of the built-in skeletons the complaints that a language lacks a part, where the language has it.
///
/// No line moves, so that errors name the places that the coach sees.
pub(super) fn without_complaints(sources: &mut [Source]) {
    let extending = sources.iter().filter(|source| source.text.contains("{% extends"));
    let written: HashSet<String> =
        extending.flat_map(|source| blocks(&source.text)).map(|(name, _)| name.to_owned()).collect();
    for source in sources.iter_mut().filter(|source| !source.own && !source.text.contains("{% extends")) {
        let mut lean = String::with_capacity(source.text.len());
        let mut kept = 0;
        for (name, inside) in blocks(&source.text) {
            let rest = &source.text[inside..];
            if written.contains(name)
                && rest.starts_with(COMPLAINT)
                && let Some(end) = rest.find(COMPLAINT_END)
            {
                lean.push_str(&source.text[kept..inside]);
                kept = inside + end + COMPLAINT_END.len();
            }
        }
        lean.push_str(&source.text[kept..]);
        source.text = lean;
    }
}

/// Returns the names of the blocks, each with the place where what it holds begins.
fn blocks(text: &str) -> impl Iterator<Item = (&str, usize)> {
    memmem::find_iter(text.as_bytes(), BLOCK).filter_map(move |at| {
        let start = at + BLOCK.len();
        let (name, _) = text[start..].split_once(" %}")?;
        Some((name, start + name.len() + " %}".len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(name: &str, text: &str, own: bool) -> Source {
        Source { name: name.into(), shown: name.into(), text: text.into(), own }
    }

    #[test]
    fn a_complaint_goes_where_the_part_is_written() {
        let skeleton = "{% block a %}{{ throw(message=\"no a\") }}{% endblock a %}\n{% block b %}{{ throw(message=\"no b\") }}{% endblock b %}\n{% block c %}x{% endblock c %}";
        let written = "{% extends \"k.md\" %}{% block a %}A{% endblock a %}{% block c %}C{% endblock c %}";
        let mut sources = [source("k.md", skeleton, false), source("it/k.md", written, false)];
        without_complaints(&mut sources);
        assert_eq!(
            sources[0].text,
            "{% block a %}{% endblock a %}\n{% block b %}{{ throw(message=\"no b\") }}{% endblock b %}\n{% block c %}x{% endblock c %}"
        );
        assert_eq!(sources[1].text, written);
        let mut own = [source("k.md", skeleton, true), source("it/k.md", written, false)];
        without_complaints(&mut own);
        assert_eq!(own[0].text, skeleton, "what the coach wrote stays as it is");
    }
}
