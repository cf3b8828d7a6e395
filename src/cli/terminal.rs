//! What the commands share: their folder, their exit codes, and the way they print.

use std::io::Write as _;
use std::path::PathBuf;

use crate::error::Error;

/// A command that did what it was asked, but found input that it had to leave out.
pub(super) const FOUND_ERRORS: u8 = 1;

/// A command that could not do what it was asked.
pub(super) const STOPPED: u8 = 2;

/// The folder of the archive.
#[derive(clap::Args)]
pub(super) struct Root {
    /// The folder of the archive, with its book.toml
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
}

impl Root {
    /// How a further command names the folder: ` --root DIR`, or nothing where it is the current
    /// one.
    pub fn hint(&self) -> String {
        if self.root.as_os_str() == "." { String::new() } else { format!(" --root {}", self.root.display()) }
    }
}

/// Prints to standard output. That whoever reads has had enough, as `head` does, is no error.
pub(super) fn say(text: &str) -> Result<(), Error> {
    passed_on(anstream::stdout().lock().write_all(text.as_bytes()))
}

/// `1 article`, `2 articles`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

pub(super) fn print_json(value: &impl serde::Serialize) -> Result<(), Error> {
    let json = serde_json::to_string_pretty(value).map_err(|error| Error::Other(error.to_string()))?;
    say(&format!("{json}\n"))
}

/// Passes on to standard output what is not ours to style.
pub(super) fn say_bytes(bytes: &[u8]) -> Result<(), Error> {
    passed_on(std::io::stdout().lock().write_all(bytes))
}

fn passed_on(result: std::io::Result<()>) -> Result<(), Error> {
    match result {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        result => result.map_err(|source| Error::Write { path: "standard output".to_owned(), source }),
    }
}
