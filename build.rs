//! Rebuilds when a template or a locale changes: embedding alone does not notice new files.

fn main() {
    println!("cargo:rerun-if-changed=templates");
    println!("cargo:rerun-if-changed=locales");
}
