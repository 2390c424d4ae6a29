//! The colleagues from `colleagues.yaml`.

use crate::error::Result;
use crate::load::Home;
use crate::load::check::Check;
use crate::model::colleague::Directory;
use crate::yaml::{self, Located};

const FILE: &str = "colleagues.yaml";

/// Reads and checks the directory of colleagues; without the file it is empty.
///
/// Errors: `Data` with every fault of the file.
pub fn directory(home: &Home) -> Result<Located<Directory>> {
    let directory: Located<Directory> = match home.read(FILE)? {
        Some(bytes) => yaml::read(&bytes, &home.shown(FILE))?,
        None => return yaml::read(b"colleagues: []\n", &home.shown(FILE)),
    };
    check(&directory)?;
    Ok(directory)
}

fn check(directory: &Located<Directory>) -> Result<()> {
    let mut check = Check::new(&directory.source);
    let all = &directory.value.colleagues;
    check.texts(&directory.value);
    check.unique("colleagues", all.iter().map(|c| c.id.as_str()), |i| format!("colleagues[{i}].id"));
    for (i, colleague) in all.iter().enumerate() {
        let at = |key: &str| format!("colleagues[{i}].{key}");
        check.name(&at("name"), &colleague.name);
        let names = [
            ("given", &colleague.given),
            ("family", &colleague.family),
            ("patronymic", &colleague.patronymic),
            ("title", &colleague.title),
            ("place", &colleague.place),
            ("phone", &colleague.phone),
        ];
        for (key, name) in names {
            check.name_if_any(&at(key), name.as_deref());
        }
        if colleague.languages.is_empty() {
            let message = format!("`{}` is empty", at("languages"));
            check.problem(&at("languages"), message, "write at least one: [it]");
        }
        check.unique(&at("languages"), colleague.languages.iter().map(|l| l.tag()), |j| {
            format!("colleagues[{i}].languages[{j}]")
        });
        check.email(&at("email"), colleague.email.as_deref());
        if let Some(website) = &colleague.website {
            check.link(&at("website"), website);
        }
    }
    check.done()
}
