//! Rebuilds when a template or a locale changes: embedding alone does not notice new files.
//!
//! On Linux the program is linked at a fixed address: Typst's tables hold some 200,000 pointers, and placing each
//! anew at every start took 2 of the 8 milliseconds that a letter has (docs/architecture.md).

#![expect(clippy::disallowed_methods, reason = "Cargo tells a build script its target by the environment")]

fn main() {
    println!("cargo:rerun-if-changed=templates");
    println!("cargo:rerun-if-changed=locales");
    let set = |name: &str| std::env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    let crt_static = set("FEATURE").split(',').any(|feature| feature == "crt-static");
    if set("OS") == "linux" && set("ENV") == "gnu" && !crt_static {
        println!("cargo:rustc-link-arg-bin=garbo=-no-pie");
    }
}
