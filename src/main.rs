//! Parse, run, print the error, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(garbo::cli::main(std::env::args_os()))
}
