//! What became of the pieces of a contract that a returned copy does not have as issued: changed, moved, misread.

use similar::{ChangeTag, DiffTag, TextDiff, capture_diff_slices};

use crate::render::contract::bare::{Bare, GAP, exact};
use crate::render::contract::issued::{Issued, IssuedClause};
use crate::render::contract::leftover::Leftover;
use crate::render::contract::matched::Found;
use crate::render::contract::reading::{Change, Reading};

/// Tells of each piece that was not found what stands in its place; takes that out of what is left over.
pub(super) fn lost(
    issued: &Issued,
    found: &[Found],
    left: &mut Vec<Leftover>,
    bare: &Bare,
    clauses: &mut [Reading],
) {
    let sides = found.iter().map(|f| f.side).max().map_or(0, |last| last + 1);
    for side in 0..sides {
        let of_side: Vec<&Found> = found.iter().filter(|f| f.side == side && !f.is_moved).collect();
        let mut end = 0;
        let mut index = 0;
        while index < of_side.len() {
            if let Some((_, to)) = of_side[index].runs.last() {
                end = *to;
                index += 1;
                continue;
            }
            // Pieces in a row that were not found share what stands up to the next one that was.
            let lost: Vec<&&Found> = of_side[index..].iter().take_while(|f| f.runs.is_empty()).collect();
            let next = of_side
                .get(index + lost.len())
                .and_then(|f| f.runs.first())
                .map_or(usize::MAX, |(from, _)| *from);
            let is_here = |l: &Leftover| end <= l.from && l.to <= next && !l.words.is_empty();
            let (here, rest): (Vec<Leftover>, Vec<Leftover>) = left.drain(..).partition(is_here);
            *left = rest;
            let mut shares = share(&lost, &here, issued, bare);
            for piece in lost.iter().rev() {
                let before = &issued.clauses[piece.clause].pieces[piece.piece];
                let runs = shares.pop().unwrap_or_default();
                let parts: Vec<&str> = runs.iter().map(|l| l.words.as_str()).collect();
                let returned = parts.join(" ");
                // Cells of two columns may be written line by line in turn: the words are there, and no others.
                if Bare::of(&returned).text == Bare::of(before).text {
                    continue;
                }
                let difference = difference(before, &returned);
                let changes = &mut clauses[piece.clause].changes;
                changes.insert(0, Change { issued: before.clone(), returned, difference });
            }
            // What is filled in stays what it is.
            left.extend(here.into_iter().map(|l| Leftover { words: String::new(), ..l }));
            left.sort_by_key(|l| l.from);
            index += lost.len();
        }
    }
}

/// Shares what stands in the place of several pieces among them: to each what is likest, in its order.
fn share<'a>(lost: &[&&Found], here: &'a [Leftover], issued: &Issued, bare: &Bare) -> Vec<Vec<&'a Leftover>> {
    let mut shares = vec![Vec::new(); lost.len()];
    let pieces: Vec<String> =
        lost.iter().map(|f| Bare::of(&issued.clauses[f.clause].pieces[f.piece]).text).collect();
    let mut from = 0;
    for run in here {
        let now = &bare.text[run.from..run.to];
        let like = |piece: &str| TextDiff::from_chars(piece, now).ratio();
        let best = (from..pieces.len())
            .max_by(|a, b| like(&pieces[*a]).total_cmp(&like(&pieces[*b])).then(b.cmp(a)));
        if let Some(best) = best {
            shares[best].push(run);
            from = best;
        }
    }
    shares
}

/// Tells of each numbered clause which pieces stand elsewhere. What is not numbered has no order that all copies keep.
pub(super) fn moved(issued: &Issued, found: &[Found], clauses: &mut [Reading]) {
    for piece in found.iter().filter(|f| f.is_moved) {
        let clause = &issued.clauses[piece.clause];
        let Some((from, _)) = piece.runs.first().filter(|_| clause.number.is_some() && !is_loose(clause))
        else {
            continue;
        };
        let words = &clause.pieces[piece.piece];
        let before = found
            .iter()
            .filter(|f| f.side == piece.side && f.runs.last().is_some_and(|(_, end)| end <= from))
            .max_by_key(|f| f.runs.last().map(|(_, end)| *end));
        let place = before
            .map_or("at the beginning".to_owned(), |f| format!("behind {}", issued.clauses[f.clause].told()));
        clauses[piece.clause].changes.push(Change {
            issued: words.clone(),
            returned: words.clone(),
            difference: format!("[moved: stands {place}] {words}"),
        });
    }
}

/// Tells whether a part is set as its page likes: signatures, annexes and sheets.
fn is_loose(clause: &IssuedClause) -> bool {
    clause.id == "signatures" || clause.is_annex()
}

/// Notes the words that were found by letters which look alike.
pub(super) fn misread(issued: &Issued, found: &[Found], text: &str, bare: &Bare, clauses: &mut [Reading]) {
    for piece in found.iter().filter(|f| !f.runs.is_empty()) {
        let words = &issued.clauses[piece.clause].pieces[piece.piece];
        let now: Vec<&str> = piece.runs.iter().map(|(from, to)| bare.slice(text, *from, *to)).collect();
        let (issued_exact, now_exact) = (exact(words), exact(&now.concat()));
        // What stands before a piece, such as its number, is within the slice.
        if now_exact.ends_with(&issued_exact) || now_exact.contains(&issued_exact) {
            continue;
        }
        let known: Vec<String> = words.split_whitespace().map(exact).collect();
        let joined = now.join(" ").replace(GAP, "");
        let other = joined.split_whitespace().filter(|word| {
            let word = exact(word);
            word.chars().any(char::is_alphabetic) && !known.contains(&word)
        });
        let misread = &mut clauses[piece.clause].misread;
        for word in other.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()) {
            if !misread.contains(&word) {
                misread.push(word);
            }
        }
    }
}

/// Writes what changed between two texts, word by word; blanks and marks between words are no change.
fn difference(issued: &str, returned: &str) -> String {
    let split = |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_owned).collect() };
    let (before, now) = (split(issued), apart(&split(returned), issued));
    let bare = |words: &[String]| -> Vec<String> { words.iter().map(|w| Bare::of(w).text).collect() };
    let mut out: Vec<String> = Vec::new();
    for change in capture_diff_slices(similar::Algorithm::Myers, &bare(&before), &bare(&now)) {
        let (old, new) = (before[change.old_range()].join(" "), now[change.new_range()].join(" "));
        let mark = |tag: ChangeTag, words: &str| match tag {
            _ if words.chars().all(|c| !c.is_alphanumeric()) => String::new(),
            ChangeTag::Delete => format!("[-{words}-]"),
            _ => format!("{{+{words}+}}"),
        };
        out.push(match change.tag() {
            DiffTag::Equal => old,
            DiffTag::Delete => mark(ChangeTag::Delete, &old),
            DiffTag::Insert => mark(ChangeTag::Insert, &new),
            DiffTag::Replace => mark(ChangeTag::Delete, &old) + &mark(ChangeTag::Insert, &new),
        });
    }
    out.retain(|part| !part.is_empty());
    out.join(" ")
}

/// Puts together the words that a page has in parts: "( clause 15 ).".
fn apart(words: &[String], issued: &str) -> Vec<String> {
    let known: Vec<String> = issued.split_whitespace().map(|w| Bare::of(w).text).collect();
    let mut out: Vec<String> = Vec::new();
    for word in words {
        let is_mark = word.chars().all(|c| !c.is_alphanumeric());
        let together = out.last().map(|last| Bare::of(&format!("{last}{word}")).text);
        match out.last_mut() {
            Some(last) if is_mark => last.push_str(word),
            // A word in two parts, where neither part was issued.
            Some(last)
                if together.is_some_and(|t| known.contains(&t)) && !known.contains(&Bare::of(word).text) =>
            {
                last.push_str(word);
            }
            _ => out.push(word.clone()),
        }
    }
    out
}
