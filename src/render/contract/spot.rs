//! Where a line of a returned copy stands on its page, and what is put over its text.

use serde::Serialize;

/// The beginning of a line on a page, in points from the lower left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spot {
    pub page: usize,
    pub x: f64,
    pub y: f64,
}

/// A thing that no text tells, and that a person has to look at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mark {
    pub kind: MarkKind,
    /// The words it is about, or that it says
    pub text: String,
    /// Its middle, where the file says it
    #[serde(skip)]
    pub spot: Option<Spot>,
}

impl Mark {
    /// Returns a mark without a place.
    pub fn of(kind: MarkKind, text: String) -> Self {
        Self { kind, text, spot: None }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkKind {
    /// Text struck through
    Struck,
    /// Text that is there and not shown
    Hidden,
    /// Text under a box or a picture
    Covered,
    /// A note or a drawing over the page
    Note,
}

/// Text beside that of the body: in the head or foot of a page, or below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// `header`, `footer`, `footnotes`, `endnotes`
    pub place: String,
    pub text: String,
}

/// What is read of a returned copy.
#[derive(Clone, Copy, Debug, Default)]
pub struct Copy<'a> {
    pub text: &'a str,
    /// Where each line of the text stands; shorter, or none, where the file does not say it
    pub spots: &'a [Option<Spot>],
    pub beside: &'a [Beside],
    pub marks: &'a [Mark],
}

impl<'a> From<&'a str> for Copy<'a> {
    fn from(text: &'a str) -> Self {
        Self { text, ..Self::default() }
    }
}

/// A place that was issued to be written on, where its label stands in the returned copy.
#[derive(Clone, Copy, Debug)]
pub(super) struct Blank {
    /// The end of the label in the bare text
    pub(super) end: Option<usize>,
    pub(super) spot: Option<Spot>,
    /// Whether there is room above the line: for a signature
    pub(super) is_high: bool,
}

/// How far beside its line an entry stands, in points.
const BESIDE: f64 = 9.0;
/// How far above its line a signature reaches: 14 mm and the height of a letter.
const HIGH: f64 = 48.0;
/// How wide a place to write on is at most, with its label.
const WIDE: f64 = 330.0;

impl Blank {
    /// Tells whether something stands on the line.
    pub(super) fn holds(&self, at: Spot) -> bool {
        self.spot.is_some_and(|spot| {
            let (across, up) = (at.x - spot.x, at.y - spot.y);
            let high = if self.is_high { HIGH } else { BESIDE };
            spot.page == at.page && (-2.0..=WIDE).contains(&across) && (-BESIDE..=high).contains(&up)
        })
    }

    /// Tells whether a drawing may be a signature on it, or a stamp: it may reach over the lines around.
    pub(super) fn may_bear(&self, at: Spot) -> bool {
        self.spot.is_some_and(|spot| {
            spot.page == at.page
                && (-20.0..=WIDE).contains(&(at.x - spot.x))
                && (-HIGH..=2.0 * HIGH).contains(&(at.y - spot.y))
        })
    }
}
