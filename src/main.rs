//! The `dibao` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    dibao::cli::main()
}
