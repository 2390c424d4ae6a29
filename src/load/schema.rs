//! JSON Schemas of the files a coach writes, for editors that complete and check.

use serde_json::Value;

use crate::model::colleague::Directory;
use crate::model::person::Person;
use crate::model::practice::Practice;

/// The names of the schemas, as the command line takes them.
pub const SCHEMAS: [&str; 3] = ["practice", "colleagues", "person"];

/// Returns a schema by its name; the descriptions are those of the types.
pub fn schema(name: &str) -> Option<Value> {
    let schema = match name {
        "practice" => schemars::schema_for!(Practice),
        "colleagues" => schemars::schema_for!(Directory),
        "person" => schemars::schema_for!(Person),
        _ => return None,
    };
    Some(schema.to_value())
}

/// Returns where the schema lies in a practice folder.
pub(super) fn path(name: &str) -> String {
    format!(".garbo/{name}.schema.json")
}
