//! What was written so far on a page of a returned copy.

use crate::render::contract::spot::{Mark, Spot};
use crate::render::returned::plane::{Area, Shown, covering};

/// What was written so far on a page.
pub(super) struct Sheet {
    pub(super) page: usize,
    pub(super) text: String,
    pub(super) spots: Vec<Option<Spot>>,
    pub(super) shown: Vec<Shown>,
    pub(super) marks: Vec<Mark>,
}

impl Sheet {
    pub(super) fn line(&mut self) {
        if !self.text.ends_with('\n') {
            self.text.push('\n');
            self.spots.push(None);
        }
    }

    pub(super) fn spot(&self, x: f64, y: f64) -> Spot {
        Spot { page: self.page, x, y }
    }

    /// Writes words whose place is known; line ends within them are kept.
    pub(super) fn write(&mut self, words: &str, spot: Option<Spot>) {
        for (i, part) in words.split(['\n', '\r']).enumerate() {
            if i > 0 {
                self.line();
            }
            if let Some(last) = self.spots.last_mut().filter(|last| last.is_none() && !part.is_empty()) {
                *last = spot;
            }
            self.text.push_str(part);
        }
    }

    /// Notes what an area that is drawn now lies upon.
    pub(super) fn draw(&mut self, area: &Area) {
        let Some((kind, text)) = covering(area, &self.shown) else { return };
        let (x, y) = area.middle();
        let mark = Mark { kind, text, spot: Some(self.spot(x, y)) };
        if !self.marks.contains(&mark) {
            self.marks.push(mark);
        }
    }
}
