//! The table of a batch: each row has the cells of the first, or its fault has a place.
#![no_main]

mod error {
    pub use garbo::error::*;
}
#[path = "../../src/cli/batch/table.rs"]
#[allow(dead_code)]
mod table;

use std::io::Write;

use libfuzzer_sys::fuzz_target;
use table::Table;

fuzz_target!(|bytes: &[u8]| {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(bytes).expect("a temporary file");
    let Ok(table) = Table::open(file.path()) else { return };
    assert!(table.head_place(table.head.len()).column >= Some(1));
    for row in table.rows().expect("the file is there") {
        match row {
            Ok(record) => {
                assert_eq!(record.cells.len(), table.head.len());
                assert!(table.place(&record, record.cells.len()).line >= Some(1));
            }
            Err(problem) => assert!(!problem.message.is_empty() && problem.place.is_some()),
        }
    }
});
