//! A PDF as tests look at it: structure, fonts, form, metadata; and the tools that read it where they are installed.

use std::path::Path;
use std::process::Command;

use lopdf::{Dictionary, Document, Object, ObjectId};

/// A file that was made.
pub struct Pdf {
    pub document: Document,
    pub bytes: Vec<u8>,
}

/// A structure element: its role and what it says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    pub role: String,
    pub alt: Option<String>,
    pub language: Option<String>,
    /// How many elements it lies in
    pub depth: usize,
}

/// A field of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub id: ObjectId,
    pub name: String,
    pub kind: String,
    pub label: String,
}

impl Pdf {
    pub fn new(bytes: Vec<u8>) -> Self {
        Self { document: Document::load_mem(&bytes).unwrap(), bytes }
    }

    pub fn open(path: &Path) -> Self {
        Self::new(std::fs::read(path).unwrap())
    }

    pub fn pages(&self) -> usize {
        self.document.get_pages().len()
    }

    /// Width and height of the first page, in points.
    pub fn paper(&self) -> (u32, u32) {
        let page = self.document.page_iter().next().unwrap();
        let page = self.document.get_dictionary(page).unwrap();
        let corners = page.get_deref(b"MediaBox", &self.document).unwrap().as_array().unwrap();
        (corners[2].as_float().unwrap().round() as u32, corners[3].as_float().unwrap().round() as u32)
    }

    pub fn catalog(&self) -> &Dictionary {
        self.document.catalog().unwrap()
    }

    pub fn get<'a>(&'a self, dictionary: &'a Dictionary, key: &str) -> Option<&'a Object> {
        dictionary.get_deref(key.as_bytes(), &self.document).ok()
    }

    pub fn text(&self, dictionary: &Dictionary, key: &str) -> Option<String> {
        self.get(dictionary, key).map(words)
    }

    pub fn language(&self) -> String {
        self.text(self.catalog(), "Lang").unwrap()
    }

    pub fn title(&self) -> String {
        let info = self.document.trailer.get_deref(b"Info", &self.document).unwrap().as_dict().unwrap();
        self.text(info, "Title").unwrap()
    }

    pub fn metadata(&self) -> String {
        let stream = self.get(self.catalog(), "Metadata").unwrap().as_stream().unwrap();
        let plain = stream.get_plain_content().unwrap_or_else(|_| stream.content.clone());
        String::from_utf8(plain).unwrap()
    }

    /// Every structure element in reading order.
    pub fn elements(&self) -> Vec<Element> {
        let root = self.get(self.catalog(), "StructTreeRoot").unwrap().as_dict().unwrap();
        let mut elements = Vec::new();
        self.walk(root, 0, &mut elements);
        elements
    }

    pub fn roles(&self) -> Vec<String> {
        self.elements().into_iter().map(|e| e.role).collect()
    }

    fn walk(&self, parent: &Dictionary, depth: usize, elements: &mut Vec<Element>) {
        let kids = match self.get(parent, "K") {
            Some(Object::Array(kids)) => kids.clone(),
            Some(kid) => vec![kid.clone()],
            None => Vec::new(),
        };
        for kid in kids {
            let Ok((_, kid)) = self.document.dereference(&kid) else { continue };
            let Ok(kid) = kid.as_dict() else { continue };
            if let Ok(role) = kid.get(b"S").and_then(Object::as_name) {
                elements.push(Element {
                    role: String::from_utf8_lossy(role).into_owned(),
                    alt: self.text(kid, "Alt"),
                    language: self.text(kid, "Lang"),
                    depth,
                });
                self.walk(kid, depth + 1, elements);
            }
        }
    }

    /// Names of fonts whose program is not in the file.
    pub fn fonts_not_embedded(&self) -> Vec<String> {
        let mut missing = Vec::new();
        for object in self.document.objects.values() {
            let Ok(font) = object.as_dict() else { continue };
            if self.get(font, "Type").and_then(|t| t.as_name().ok()) != Some(b"Font") {
                continue;
            }
            let program = self.get(font, "FontDescriptor").and_then(|d| d.as_dict().ok()).is_some_and(|d| {
                ["FontFile", "FontFile2", "FontFile3"].iter().any(|key| self.get(d, key).is_some())
            });
            let composite = self.get(font, "DescendantFonts").is_some();
            if !program && !composite {
                missing.push(words(self.get(font, "BaseFont").unwrap()));
            }
        }
        missing
    }

    /// The fields of the form, in their order.
    pub fn fields(&self) -> Vec<Field> {
        let Some(form) = self.get(self.catalog(), "AcroForm").and_then(|f| f.as_dict().ok()) else {
            return Vec::new();
        };
        let list = self.get(form, "Fields").unwrap().as_array().unwrap();
        list.iter()
            .map(|id| {
                let id = id.as_reference().unwrap();
                let field = self.document.get_dictionary(id).unwrap();
                Field {
                    id,
                    name: self.text(field, "T").unwrap(),
                    kind: words(field.get(b"FT").unwrap()),
                    label: self.text(field, "TU").unwrap(),
                }
            })
            .collect()
    }

    /// The page of each field, from one.
    pub fn pages_of_fields(&self) -> std::collections::BTreeMap<String, usize> {
        let mut pages = std::collections::BTreeMap::new();
        for (number, page) in self.document.page_iter().enumerate() {
            let page = self.document.get_dictionary(page).unwrap();
            let widgets =
                self.get(page, "Annots").map(|a| a.as_array().unwrap().as_slice()).unwrap_or_default();
            for widget in widgets.iter().filter_map(|w| self.document.dereference(w).ok()?.1.as_dict().ok()) {
                if let Some(name) = self.text(widget, "T") {
                    pages.insert(name, number + 1);
                }
            }
        }
        pages
    }

    /// Asserts what PDF/A-2a and PDF/UA-1 ask of every file and can be seen from the outside.
    pub fn conforms(&self) {
        let metadata = self.metadata();
        for claim in [
            "<pdfaid:part>2</pdfaid:part>",
            "<pdfaid:conformance>A</pdfaid:conformance>",
            "<pdfuaid:part>1</pdfuaid:part>",
        ] {
            assert!(metadata.contains(claim), "{claim} is missing in {metadata}");
        }
        let catalog = self.catalog();
        let mark = self.get(catalog, "MarkInfo").unwrap().as_dict().unwrap();
        assert!(mark.get(b"Marked").unwrap().as_bool().unwrap());
        let view = self.get(catalog, "ViewerPreferences").unwrap().as_dict().unwrap();
        assert!(view.get(b"DisplayDocTitle").unwrap().as_bool().unwrap());
        assert!(self.get(catalog, "OutputIntents").is_some());
        assert!(self.get(catalog, "OpenAction").is_none() && self.get(catalog, "AA").is_none());
        assert_eq!(self.fonts_not_embedded(), Vec::<String>::new());
        assert!(self.document.trailer.get(b"ID").is_ok());
        for page in self.document.page_iter() {
            let page = self.document.get_dictionary(page).unwrap();
            if self.get(page, "Annots").is_some() {
                assert_eq!(page.get(b"Tabs").unwrap().as_name().unwrap(), b"S");
            }
        }
    }
}

fn words(object: &Object) -> String {
    match object {
        Object::Name(name) => String::from_utf8_lossy(name).into_owned(),
        object => lopdf::decode_text_string(object).unwrap(),
    }
}

/// Runs a tool and returns what it printed; `None`, said aloud, where it is not installed.
pub fn tool(name: &str, arguments: &[&str]) -> Option<String> {
    match Command::new(name).args(arguments).output() {
        Ok(output) => {
            assert!(
                output.status.success(),
                "{name} {arguments:?}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
            Some(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        Err(_) => {
            eprintln!("{name} is not installed: left out");
            None
        }
    }
}

/// The text of a page, as a reader copies it.
pub fn page_text(path: &Path, page: usize) -> Option<String> {
    let number = page.to_string();
    let path = path.to_string_lossy();
    tool("pdftotext", &["-q", "-f", &number, "-l", &number, "-layout", &path, "-"])
}

/// Compares a page with its approved picture in `tests/golden/pages`; `GARBO_REFRESH=1` approves what is there.
///
/// Renderers differ in the grey of edges, so the picture may differ a little everywhere and nowhere much.
pub fn looks_like(path: &Path, page: usize, approved: &str) {
    let folder = tempfile::TempDir::new().unwrap();
    let stem = folder.path().join("page");
    let number = page.to_string();
    let (from, to) = (path.to_string_lossy().into_owned(), stem.to_string_lossy().into_owned());
    let arguments = ["-q", "-png", "-singlefile", "-r", "48", "-f", &number, "-l", &number, &from, &to];
    if tool("pdftoppm", &arguments).is_none() {
        return;
    }
    let made = folder.path().join("page.png");
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/pages").join(approved);
    if std::env::var_os("GARBO_REFRESH").is_some() {
        std::fs::create_dir_all(golden.parent().unwrap()).unwrap();
        std::fs::copy(&made, &golden).unwrap();
        return;
    }
    let (a, b) = (picture(&golden), picture(&made));
    assert_eq!((a.0, a.1), (b.0, b.1), "{approved} has another size");
    // Squares of eight by eight dots: text that moved changes a square, a smoother edge does not.
    let squares = |picture: &(usize, usize, Vec<u8>)| -> Vec<i64> {
        let (width, height, dots) = picture;
        let mut sums = vec![0_i64; width.div_ceil(8) * height.div_ceil(8)];
        for (i, dot) in dots.iter().enumerate() {
            sums[(i / width / 8) * width.div_ceil(8) + (i % width) / 8] += i64::from(255 - *dot);
        }
        sums
    };
    let (left, right) = (squares(&a), squares(&b));
    let differ = left.iter().zip(&right).filter(|(a, b)| (*a - *b).abs() > 64 * 24).count();
    let kept = folder.keep().join("page.png");
    assert!(
        differ * 200 <= left.len(),
        "{differ} of {} squares differ from {}: look at {}, and approve it with GARBO_REFRESH=1",
        left.len(),
        golden.display(),
        kept.display()
    );
    let _ = std::fs::remove_dir_all(kept.parent().unwrap());
}

fn picture(path: &Path) -> (usize, usize, Vec<u8>) {
    let file = std::io::BufReader::new(std::fs::File::open(path).unwrap());
    let mut reader = png::Decoder::new(file).read_info().unwrap();
    let mut dots = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut dots).unwrap();
    assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Rgb, png::BitDepth::Eight));
    // Green is nearest to what the eye sees as light and dark.
    let green = dots.chunks(3).map(|dot| dot[1]).collect();
    (info.width as usize, info.height as usize, green)
}
