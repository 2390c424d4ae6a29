//! The words that a logo shows: a copy has them at the head of its first page.

use quick_xml::events::Event;
use quick_xml::reader::Reader;

/// Returns the texts of an SVG picture; none of any other file.
pub fn words(svg: &[u8]) -> Vec<String> {
    let mut reader = Reader::from_reader(svg);
    let (mut words, mut open): (Vec<String>, Option<String>) = (Vec::new(), None);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) if tag.local_name().as_ref() == b"text" => open = Some(String::new()),
            Event::Text(part) => {
                if let (Some(open), Ok(part)) = (&mut open, part.xml10_content()) {
                    open.push_str(&part);
                }
            }
            Event::End(tag) if tag.local_name().as_ref() == b"text" => {
                words.extend(open.take().filter(|text| !text.trim().is_empty()));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    words
}
