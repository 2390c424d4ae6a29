//! Places on the page of a PDF: what stands where, and what lies upon it. Pure reckoning (ISO 32000-1, 8.3).

use lopdf::Object;

use crate::render::contract::spot::MarkKind;

/// A letter is at least this part of its size wide, on average of a line.
const NARROW: f64 = 0.42;
/// And at most this part.
const WIDE: f64 = 0.55;
/// How much of a line a thing lies upon to be told, in points.
const MUCH: f64 = 10.0;
/// The longest text that is told of what is covered, in characters.
const TOLD: usize = 300;

/// From one system of coordinates to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Matrix([f64; 6]);

impl Matrix {
    pub(super) const UNIT: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub(super) fn moved(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// Returns this one, then the other.
    pub(super) fn then(&self, next: &Self) -> Self {
        let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (self.0, next.0);
        Self([
            a * g + b * i,
            a * h + b * j,
            c * g + d * i,
            c * h + d * j,
            e * g + f * i + k,
            e * h + f * j + l,
        ])
    }

    pub(super) fn apply(&self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// Returns how high a length of one becomes.
    pub(super) fn height(&self) -> f64 {
        self.0[2].hypot(self.0[3])
    }
}

/// Reads a number among operands.
pub(super) fn number(operands: &[Object], i: usize) -> Option<f64> {
    operands.get(i).and_then(|n| n.as_float().ok()).map(f64::from)
}

/// Reads a matrix.
pub(super) fn numbers(operands: &[Object]) -> Option<Matrix> {
    let mut all = [0.0; 6];
    for (i, place) in all.iter_mut().enumerate() {
        *place = number(operands, i)?;
    }
    Some(Matrix(all))
}

/// Words as shown on a page: their beginning, and the size of the letters in points.
pub(super) struct Shown {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) size: f64,
    pub(super) text: String,
}

/// A rectangle on a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Area {
    left: f64,
    bottom: f64,
    right: f64,
    top: f64,
    is_outline: bool,
}

impl Area {
    pub(super) fn of(matrix: &Matrix, [a, b, c, d]: [f64; 4]) -> Self {
        let corners = [(a, b), (a, d), (c, b), (c, d)].map(|(x, y)| matrix.apply(x, y));
        let (x, y) = (corners.map(|c| c.0), corners.map(|c| c.1));
        let least = |all: [f64; 4]| all.into_iter().fold(f64::INFINITY, f64::min);
        let most = |all: [f64; 4]| all.into_iter().fold(f64::NEG_INFINITY, f64::max);
        Self { left: least(x), bottom: least(y), right: most(x), top: most(y), is_outline: false }
    }

    pub(super) fn as_outline(self) -> Self {
        Self { is_outline: true, ..self }
    }

    pub(super) fn middle(&self) -> (f64, f64) {
        ((self.left + self.right) / 2.0, (self.bottom + self.top) / 2.0)
    }

    /// Returns left, right, bottom and top.
    pub(super) fn sides(&self) -> (f64, f64, f64, f64) {
        (self.left, self.right, self.bottom, self.top)
    }

    fn height(&self) -> f64 {
        self.top - self.bottom
    }

    /// Tells whether it lies upon some part of the words whose letters are so wide.
    fn is_over(&self, words: &Shown, width: f64) -> bool {
        let length = width * words.size * words.text.chars().count() as f64;
        let over = self.right.min(words.x + length) - self.left.max(words.x);
        over >= MUCH.min(0.4 * length)
    }

    fn covers(&self, words: &Shown) -> bool {
        let (low, high) = (words.y + 0.1 * words.size, words.y + 0.5 * words.size);
        !self.is_outline && self.bottom <= low && high <= self.top && self.is_over(words, NARROW)
    }

    fn strikes(&self, words: &Shown) -> bool {
        let (low, high) = (words.y + 0.12 * words.size, words.y + 0.55 * words.size);
        let (_, middle) = self.middle();
        self.height() < 0.25 * words.size && low <= middle && middle <= high && self.is_over(words, WIDE)
    }
}

/// Returns what an area does to the words that were there before it, and which words they are.
pub(super) fn covering(area: &Area, shown: &[Shown]) -> Option<(MarkKind, String)> {
    let told = |words: Vec<&str>| {
        let all = words.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
        all.chars().take(TOLD).collect::<String>()
    };
    let covered: Vec<&str> = shown.iter().filter(|s| area.covers(s)).map(|s| s.text.as_str()).collect();
    if !covered.is_empty() {
        return Some((MarkKind::Covered, told(covered)));
    }
    let struck: Vec<&str> = shown.iter().filter(|s| area.strikes(s)).map(|s| s.text.as_str()).collect();
    (!struck.is_empty()).then(|| (MarkKind::Struck, told(struck)))
}
