//! Where the pieces of a contract stand in a returned text: each side of it in its order, and what was moved.

use std::collections::HashMap;
use std::ops::Range;

use crate::render::contract::bare::Bare;
use crate::render::contract::issued::Issued;

/// A piece that is shorter than this, in letters and digits, is looked for between its neighbours only.
pub(super) const SHORT: usize = 24;
/// How much of a piece must stand before the end of a page, and after it, to be known again.
const PART: usize = 8;
/// How many letters stand at least between the parts of a piece that a page parts.
const APART: usize = 4;

/// A piece, and where it was found: in one run, or in two when a page ends within it.
pub(super) struct Found {
    pub(super) clause: usize,
    pub(super) piece: usize,
    pub(super) side: usize,
    /// From and to in the bare text; none for a piece that was not found
    pub(super) runs: Vec<(usize, usize)>,
    /// Whether it stands before or behind pieces that it followed or preceded
    pub(super) is_moved: bool,
}

/// Finds the pieces of a contract, in its order.
pub(super) fn matched(issued: &Issued, text: &str, bare: &Bare) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut wanted: Vec<String> = Vec::new();
    for (clause, of) in issued.clauses.iter().enumerate() {
        for (piece, words) in of.pieces.iter().enumerate() {
            let bare = Bare::of(words).text;
            if !bare.is_empty() {
                let side = of.sides.get(piece).copied().unwrap_or_default();
                found.push(Found { clause, piece, side, runs: Vec::new(), is_moved: false });
                wanted.push(bare);
            }
        }
    }
    let mut taken = vec![false; bare.text.len()];
    let sides = found.iter().map(|f| f.side).max().map_or(0, |last| last + 1);
    for side in 0..sides {
        let of_side: Vec<usize> = (0..found.len()).filter(|i| found[*i].side == side).collect();
        anchor(&of_side, &wanted, text, bare, &mut found);
    }
    for run in found.iter().flat_map(|f| &f.runs) {
        taken[run.0..run.1].fill(true);
    }
    for side in 0..sides {
        let of_side: Vec<usize> = (0..found.len()).filter(|i| found[*i].side == side).collect();
        between(&of_side, &wanted, text, bare, &mut taken, &mut found);
    }
    elsewhere(&wanted, text, bare, &mut taken, &mut found);
    headings(&wanted, text, bare, &mut taken, &mut found);
    found
}

/// Finds the long pieces that stand once and in the order of the contract.
fn anchor(of_side: &[usize], wanted: &[String], text: &str, bare: &Bare, found: &mut [Found]) {
    let mut count: HashMap<&str, usize> = HashMap::new();
    for i in of_side {
        *count.entry(&wanted[*i]).or_default() += 1;
    }
    let mut unique: Vec<(usize, usize)> = Vec::new();
    for i in of_side {
        let piece = &wanted[*i];
        if piece.len() < SHORT || count.get(piece.as_str()) != Some(&1) {
            continue;
        }
        let mut places = bare.text.match_indices(piece.as_str()).map(|(at, _)| at);
        if let (Some(at), None) = (places.next(), places.next())
            && !bare.is_within_number(text, at, at + piece.len())
        {
            unique.push((*i, at));
        }
    }
    let kept = ascending(&unique, |n| wanted[unique[n].0].len());
    for (i, at) in kept.into_iter().map(|n| unique[n]) {
        found[i].runs = vec![(at, at + wanted[i].len())];
    }
}

/// Returns the heaviest selection in which the places ascend.
fn ascending(places: &[(usize, usize)], weight: impl Fn(usize) -> usize) -> Vec<usize> {
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(places.len());
    for (n, (_, at)) in places.iter().enumerate() {
        let before = (0..n).filter(|m| places[*m].1 < *at).max_by_key(|m| best[*m].0);
        best.push((before.map_or(0, |m| best[m].0) + weight(n), before));
    }
    let mut kept = Vec::new();
    let mut next = (0..places.len()).max_by_key(|n| best[*n].0);
    while let Some(n) = next {
        kept.push(n);
        next = best[n].1;
    }
    kept
}

/// Finds the other pieces between the anchors around them, one behind the other.
fn between(
    of_side: &[usize],
    wanted: &[String],
    text: &str,
    bare: &Bare,
    taken: &mut [bool],
    found: &mut [Found],
) {
    let mut at = 0;
    for (order, i) in of_side.iter().enumerate() {
        if let Some((_, to)) = found[*i].runs.last() {
            at = at.max(*to);
            continue;
        }
        let next = of_side[order..].iter().find(|n| !found[**n].runs.is_empty());
        let limit = next.and_then(|n| found[*n].runs.first()).map_or(bare.text.len(), |(from, _)| *from);
        let piece = &wanted[*i];
        let within =
            place(piece, at..limit.max(at), text, bare, taken).map(|from| vec![(from, from + piece.len())]);
        let runs = within.or_else(|| halves(piece, text, bare, at..limit, taken)).unwrap_or_default();
        if let Some((_, to)) = runs.last() {
            at = at.max(*to);
        }
        for (from, to) in &runs {
            taken[*from..*to].fill(true);
        }
        found[*i].runs = runs;
    }
}

/// Finds the long pieces that are still lost where their words stand elsewhere.
fn elsewhere(wanted: &[String], text: &str, bare: &Bare, taken: &mut [bool], found: &mut [Found]) {
    for (found, piece) in found.iter_mut().zip(wanted) {
        if found.runs.is_empty()
            && piece.len() >= SHORT
            && let Some(from) = place(piece, 0..bare.text.len(), text, bare, taken)
        {
            taken[from..from + piece.len()].fill(true);
            found.runs = vec![(from, from + piece.len())];
            found.is_moved = true;
        }
    }
}

/// Finds the short pieces that are still lost right before one that was moved: a heading goes with its clause.
fn headings(wanted: &[String], text: &str, bare: &Bare, taken: &mut [bool], found: &mut [Found]) {
    for i in 0..found.len() {
        if !found[i].runs.is_empty() || wanted[i].len() >= SHORT {
            continue;
        }
        let (clause, side) = (found[i].clause, found[i].side);
        let next = found[i + 1..].iter().find(|f| f.side == side);
        let Some((end, _)) =
            next.filter(|f| f.is_moved && f.clause <= clause + 1).and_then(|f| f.runs.first().copied())
        else {
            continue;
        };
        // A number of the paragraph may stand between.
        let start = end.saturating_sub(wanted[i].len() + PART);
        let start = (start..=end).find(|at| bare.text.is_char_boundary(*at)).unwrap_or(end);
        if let Some(from) = place(&wanted[i], start..end, text, bare, taken) {
            taken[from..from + wanted[i].len()].fill(true);
            found[i].runs = vec![(from, from + wanted[i].len())];
            found[i].is_moved = true;
        }
    }
}

/// Returns the first place of a piece where nothing else was found.
fn place(piece: &str, within: Range<usize>, text: &str, bare: &Bare, taken: &[bool]) -> Option<usize> {
    let part = bare.text.get(within.clone())?;
    part.match_indices(piece).map(|(at, _)| within.start + at).find(|from| {
        let to = from + piece.len();
        !taken[*from..to].contains(&true)
            && !bare.is_within_number(text, *from, to)
            && (piece.len() >= SHORT || !bare.is_within_word(text, *from, to))
    })
}

/// Finds a piece in two parts: the end of a page parts a sentence.
fn halves(
    piece: &str,
    whole: &str,
    bare: &Bare,
    within: Range<usize>,
    taken: &[bool],
) -> Option<Vec<(usize, usize)>> {
    let at = within.start;
    let text = bare.text.get(at..within.end.min(bare.text.len()))?;
    let splits: Vec<usize> = piece.char_indices().map(|(i, _)| i).skip(1).collect();
    if splits.len() < 2 * PART {
        return None;
    }
    let found = |first: usize, second: usize, split: usize| {
        let runs = vec![(at + first, at + first + split), (at + second, at + second + piece.len() - split)];
        // What parts a sentence is words of another column or the foot of a page; numbers alone may be put in.
        let letters = text.get(first + split..second)?.chars().filter(|c| c.is_alphabetic()).count();
        let is_free = |(from, to): &(usize, usize)| {
            !taken[*from..*to].contains(&true) && !bare.is_within_number(whole, *from, *to)
        };
        (letters >= APART && runs.iter().all(is_free)).then_some(runs)
    };
    // From the head on: what follows the page may begin with the same letters, so a shorter head goes first.
    let head = &piece[..splits[PART - 1]];
    let from_head = text.match_indices(head).find_map(|(first, _)| {
        let same = common(piece.chars().zip(text[first..].chars()));
        let last = splits.iter().position(|split| *split >= same).unwrap_or(splits.len() - 1);
        splits[last.saturating_sub(PART).max(PART - 1)..=last.max(PART - 1)].iter().find_map(|split| {
            let behind = text.get(first + split..)?;
            let mut places = behind.match_indices(&piece[*split..]);
            places.find_map(|(place, _)| found(first, first + split + place, *split))
        })
    });
    // From the end back: only a few letters stand before the page ends.
    from_head.or_else(|| {
        let tail = &piece[splits[splits.len() - PART]..];
        text.match_indices(tail).find_map(|(place, _)| {
            let end = place + tail.len();
            let same = common(piece.chars().rev().zip(text[..end].chars().rev()));
            let split = piece.len() - same.min(piece.len());
            let second = end - same.min(piece.len());
            let first = text[..second].rfind(piece.get(..split).filter(|head| !head.is_empty())?)?;
            found(first, second, split)
        })
    })
}

/// Returns how many bytes of two texts are the same.
fn common(pairs: impl Iterator<Item = (char, char)>) -> usize {
    pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}
