//! Where a word longer than a column may go to the next line: addresses, and what someone wrote without a space.
//!
//! Words of a language are hyphenated by Typst; these are not, and nothing is put into them: only a place is marked.

use serde_json::{Value, json};

/// Longest address that is left whole, in characters.
const WHOLE: usize = 24;
/// Longest run of letters that is left whole: longer than any word of our languages, shorter than a column.
const RUN: usize = 40;
/// Signs in an address behind which a line may end.
const SIGNS: &[char] = &['@', '.', '/', '_', '-', '?', '&', '=', '#', ':', ','];

/// Marks the places within the texts among the nodes.
pub(super) fn place(nodes: Vec<Value>) -> Vec<Value> {
    let is_long = |node: &Value| {
        node.as_str().is_some_and(|text| {
            text.len() > WHOLE && text.split_whitespace().any(|w| w.chars().count() > WHOLE)
        })
    };
    if !nodes.iter().any(is_long) {
        return nodes;
    }
    let mut placed = Vec::new();
    for node in nodes {
        match node {
            Value::String(text) => {
                for (i, piece) in pieces(&text).into_iter().enumerate() {
                    if i > 0 {
                        placed.push(json!({"k": "brk"}));
                    }
                    placed.push(Value::String(piece));
                }
            }
            node => placed.push(node),
        }
    }
    placed
}

/// Cuts a text behind the signs of long words, and where a word has none for too long.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for word in text.split_inclusive(char::is_whitespace) {
        let is_long = word.trim_end().chars().count() > WHOLE;
        let is_address = is_long && word.chars().any(|c| matches!(c, '@' | '/' | '_' | '.'));
        let mut run = 0;
        for c in word.chars() {
            if let Some(piece) = pieces.last_mut() {
                piece.push(c);
            }
            run += 1;
            let at_sign = is_address && run > 2 && SIGNS.contains(&c);
            if (at_sign || (is_long && run >= RUN)) && !c.is_whitespace() {
                pieces.push(String::new());
                run = 0;
            }
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_may_break_and_nothing_is_put_into_them() {
        let text = "Write to anna.maria.longobardi@example-holdings.example.com, please";
        let cut = pieces(text);
        assert_eq!(cut.concat(), text);
        assert_eq!(cut[0], "Write to anna.");
        assert!(
            cut.iter().all(|piece| piece.split(' ').all(|word| word.chars().count() <= WHOLE)),
            "{cut:?}"
        );
        assert_eq!(pieces(&"x".repeat(100)).len(), 3);
        assert_eq!(pieces("a short line, as-is."), ["a short line, as-is."]);
    }
}
