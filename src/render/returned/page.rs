//! The text of a page of a PDF in the order of its content, with the place of each line: what is drawn through forms
//! counts too, and what is drawn over text is noted.

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Encoding, Object, ObjectId};

use crate::render::contract::bare::GAP;
use crate::render::contract::spot::{Mark, Spot};
use crate::render::returned::note;
use crate::render::returned::plane::{Area, Matrix, Shown, number, numbers};
use crate::render::returned::sheet::Sheet;

/// Largest content of a page with all forms that it draws, unpacked, in bytes.
const PAGE_MAX: usize = 16 << 20;
/// How deep forms may draw forms.
const DEPTH: usize = 6;
/// How much of what lies under it is hidden by a colour that is taken for a cover.
const OPAQUE: f64 = 0.9;

/// What a page says.
pub(super) struct Page {
    pub(super) text: String,
    /// The place of each line of the text
    pub(super) spots: Vec<Option<Spot>>,
    pub(super) marks: Vec<Mark>,
}

/// Returns the text of a page and what lies over it; what can't be read is left out.
pub(super) fn read(document: &Document, page: ObjectId, index: usize) -> Page {
    let mut budget = PAGE_MAX;
    let fonts = document.get_page_fonts(page).unwrap_or_default();
    let (own, ids) = document.get_page_resources(page).unwrap_or_default();
    let shared = ids.iter().filter_map(|id| document.get_dictionary(*id).ok());
    let resources: Vec<&Dictionary> = own.into_iter().chain(shared).collect();
    let mut sheet =
        Sheet { page: index, text: String::new(), spots: vec![None], shown: Vec::new(), marks: Vec::new() };
    if let Ok(content) = document.get_page_content_with_limit(page, budget) {
        budget -= content.len().min(budget);
        let mut reader = Reader { document, budget: &mut budget, sheet: &mut sheet };
        reader.read(&content, fonts, &resources, &State::default(), 0);
    }
    note::add(document, page, &mut sheet);
    Page { text: sheet.text, spots: sheet.spots, marks: sheet.marks }
}

/// What a page sets before it draws.
#[derive(Clone, Debug)]
struct State {
    matrix: Matrix,
    opacity: f64,
    width: f64,
    size: f64,
    leading: f64,
    /// Whether text is drawn at all: what text recognition lays under a picture is not
    is_shown: bool,
}

impl Default for State {
    fn default() -> Self {
        Self { matrix: Matrix::UNIT, opacity: 1.0, width: 1.0, size: 10.0, leading: 0.0, is_shown: true }
    }
}

struct Reader<'a, 'b> {
    document: &'a Document,
    budget: &'b mut usize,
    sheet: &'b mut Sheet,
}

impl<'a> Reader<'a, '_> {
    fn read(
        &mut self,
        content: &[u8],
        fonts: BTreeMap<Vec<u8>, &'a Dictionary>,
        resources: &[&'a Dictionary],
        outer: &State,
        depth: usize,
    ) {
        let Ok(content) = Content::decode(content) else { return };
        let encodings: BTreeMap<Vec<u8>, Encoding<'_>> = fonts
            .into_iter()
            .filter_map(|(name, font)| {
                Some((name, font.get_font_encoding_with_limit(self.document, PAGE_MAX).ok()?))
            })
            .collect();
        let mut encoding = None;
        let mut state = outer.clone();
        let mut saved: Vec<State> = Vec::new();
        let (mut text, mut path) = (Matrix::UNIT, Path::default());
        // The height at which the last line was set, where the page says it outright.
        let mut height: Option<f64> = None;
        for operation in &content.operations {
            let operands = operation.operands.as_slice();
            let number = |i: usize| number(operands, i);
            match operation.operator.as_str() {
                "q" if saved.len() < 1_000 => saved.push(state.clone()),
                "Q" => state = saved.pop().unwrap_or_else(|| outer.clone()),
                "cm" => state.matrix = numbers(operands).map_or(state.matrix, |m| m.then(&state.matrix)),
                "w" => state.width = number(0).unwrap_or(1.0),
                "gs" => self.opacity(operands, resources, &mut state),
                "Tf" => {
                    state.size = number(1).unwrap_or(state.size);
                    encoding = operands.first().and_then(|f| f.as_name().ok()).and_then(|f| encodings.get(f));
                }
                "Tr" => state.is_shown = number(0) != Some(3.0),
                "TL" => state.leading = number(0).unwrap_or_default(),
                "Td" | "TD" => {
                    let (x, y) = (number(0).unwrap_or_default(), number(1).unwrap_or_default());
                    text = Matrix::moved(x, y).then(&text);
                    if operation.operator == "TD" {
                        state.leading = -y;
                    }
                    if y == 0.0 { self.sheet.text.push(GAP) } else { self.sheet.line() }
                }
                "Tm" => {
                    text = numbers(operands).unwrap_or(text);
                    match (height, number(5)) {
                        (Some(before), Some(now)) if (before - now).abs() < 0.01 => self.sheet.text.push(GAP),
                        _ => self.sheet.line(),
                    }
                    height = number(5);
                }
                "T*" | "'" | "\"" => {
                    text = Matrix::moved(0.0, -state.leading).then(&text);
                    self.sheet.line();
                    self.show(operands, encoding, &state, &text);
                }
                "BT" | "ET" => {
                    text = Matrix::UNIT;
                    self.sheet.line();
                }
                "Tj" | "TJ" => self.show(operands, encoding, &state, &text),
                "Do" => {
                    let name = operands.first().and_then(|name| name.as_name().ok());
                    if let Some(name) = name.filter(|_| depth < DEPTH) {
                        self.draw(name, resources, &state, depth);
                    }
                }
                "m" | "l" | "c" | "v" | "y" | "re" | "n" => path.step(&operation.operator, operands),
                "f" | "F" | "f*" | "B" | "B*" | "b" | "b*" | "S" | "s" => {
                    let is_stroke = matches!(operation.operator.as_str(), "S" | "s");
                    for area in path.areas(&state.matrix, is_stroke.then_some(state.width)) {
                        if state.opacity >= OPAQUE {
                            self.sheet.draw(&area);
                        }
                    }
                    path = Path::default();
                }
                _ => {}
            }
        }
    }

    /// Sets how much what is drawn hides.
    fn opacity(&self, operands: &[Object], resources: &[&'a Dictionary], state: &mut State) {
        let name = operands.first().and_then(|name| name.as_name().ok()).unwrap_or_default();
        let found = resources.iter().find_map(|resources| {
            let states = resources.get_deref(b"ExtGState", self.document).ok()?.as_dict().ok()?;
            states.get_deref(name, self.document).ok()?.as_dict().ok()
        });
        let Some(found) = found else { return };
        if let Ok(alpha) = found.get(b"ca").and_then(Object::as_float) {
            state.opacity = f64::from(alpha);
        }
        if let Ok(mode) = found.get(b"BM").and_then(Object::as_name) {
            // A marker lets the text shine through.
            state.opacity = if mode == b"Multiply" || mode == b"Darken" { 0.0 } else { state.opacity };
        }
    }

    fn show(&mut self, operands: &[Object], encoding: Option<&Encoding<'_>>, state: &State, text: &Matrix) {
        let Some(encoding) = encoding else { return };
        let mut words = String::new();
        spell(operands, encoding, &mut words);
        let on_page = text.then(&state.matrix);
        let (x, y) = on_page.apply(0.0, 0.0);
        let spot = self.sheet.spot(x, y);
        if state.is_shown && words.chars().any(char::is_alphanumeric) {
            let size = state.size.abs() * on_page.height();
            self.sheet.shown.push(Shown { x, y, size, text: words.replace(GAP, " ") });
        }
        self.sheet.write(&words, Some(spot));
    }

    fn draw(&mut self, name: &[u8], resources: &[&'a Dictionary], state: &State, depth: usize) {
        let document = self.document;
        let form = resources.iter().find_map(|resources| {
            let objects = resources.get_deref(b"XObject", document).ok()?.as_dict().ok()?;
            objects.get_deref(name, document).ok()?.as_stream().ok()
        });
        let Some(form) = form else { return };
        if form.dict.get(b"Subtype").and_then(Object::as_name).ok() != Some(b"Form".as_slice()) {
            if state.opacity >= OPAQUE && form.dict.get(b"SMask").is_err() {
                self.sheet.draw(&Area::of(&state.matrix, [0.0, 0.0, 1.0, 1.0]));
            }
            return;
        }
        let Ok(content) = form.get_plain_content_with_limit(*self.budget) else { return };
        // An empty form costs something too: one may be drawn without end.
        *self.budget -= (content.len() + 64).min(*self.budget);
        if *self.budget == 0 {
            return;
        }
        let own = form.dict.get_deref(b"Resources", document).and_then(Object::as_dict).ok();
        let found: Vec<&Dictionary> = own.into_iter().chain(resources.iter().copied()).collect();
        let mut fonts: BTreeMap<Vec<u8>, &Dictionary> = BTreeMap::new();
        for of in found.iter().rev() {
            let list = of.get_deref(b"Font", document).and_then(Object::as_dict);
            for (name, font) in list.into_iter().flat_map(|list| list.iter()) {
                if let Some(font) = document.dereference(font).ok().and_then(|(_, font)| font.as_dict().ok())
                {
                    fonts.insert(name.clone(), font);
                }
            }
        }
        let matrix = form.dict.get_deref(b"Matrix", document).and_then(Object::as_array);
        let matrix = matrix.ok().and_then(|matrix| numbers(matrix)).unwrap_or(Matrix::UNIT);
        let state = State { matrix: matrix.then(&state.matrix), ..state.clone() };
        self.sheet.line();
        self.read(&content, fonts, &found, &state, depth + 1);
        self.sheet.line();
    }
}

/// Writes the letters that a page shows.
fn spell(operands: &[Object], encoding: &Encoding<'_>, out: &mut String) {
    for operand in operands {
        match operand {
            Object::String(bytes, _) => {
                out.push_str(&Document::decode_text(encoding, bytes).unwrap_or_default());
            }
            Object::Array(parts) => spell(parts, encoding, out),
            // Moved by more than letters are moved for looks: a blank.
            Object::Integer(by) if *by < -100 => out.push(GAP),
            Object::Real(by) if *by < -100.0 => out.push(GAP),
            _ => {}
        }
    }
}

/// What is about to be drawn: each part of a path by its corners.
#[derive(Default)]
struct Path {
    parts: Vec<[f64; 4]>,
}

impl Path {
    fn step(&mut self, operator: &str, operands: &[Object]) {
        let at = |i: usize| number(operands, i);
        match operator {
            "n" => self.parts.clear(),
            "re" => {
                if let (Some(x), Some(y), Some(w), Some(h)) = (at(0), at(1), at(2), at(3)) {
                    self.parts.push([x, y, x + w, y + h]);
                }
            }
            _ => {
                let points = operands.len().saturating_sub(2);
                let Some((x, y)) = at(points).zip(at(points + 1)) else { return };
                match self.parts.last_mut().filter(|_| operator != "m") {
                    Some([a, b, c, d]) => (*a, *b, *c, *d) = (a.min(x), b.min(y), c.max(x), d.max(y)),
                    None => self.parts.push([x, y, x, y]),
                }
            }
        }
    }

    fn areas(&self, matrix: &Matrix, stroke: Option<f64>) -> Vec<Area> {
        let half = stroke.map_or(0.0, |width| width / 2.0);
        let all = self.parts.iter().map(|[a, b, c, d]| {
            // A drawn outline hides nothing within it: only a line counts, which is thin by itself.
            let area = Area::of(matrix, [*a, *b - half, *c, *d + half]);
            if stroke.is_some() { area.as_outline() } else { area }
        });
        all.take(10_000).collect()
    }
}
