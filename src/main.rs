//! The `dibao` command.

use std::process::ExitCode;

/// A build is made of many short-lived strings, for which the allocator of the system takes a tenth of
/// the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    dibao::cli::main()
}
