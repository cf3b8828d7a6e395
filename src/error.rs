//! What stops a run: a wrong configuration, or a machine that refuses. What is wrong with
//! one article stops nothing; that is a `Diagnostic`.

use crate::diagnostic::Diagnostic;
use crate::script::UnknownConfig;

/// Why a run stopped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// `book.toml` is wrong.
    #[error("{0}")]
    Config(Box<Diagnostic>),
    /// There is no site where one was looked for.
    #[error(
        "There is no `book.toml` in `{0}`. Run `dibao new {0}` to begin a site there, `dibao new --from {0}` if there are articles already, or name another folder with `--root`."
    )]
    NoSite(String),
    /// A file that is needed cannot be read.
    #[error("A file cannot be read: {source}.")]
    Read {
        /// What the system says; it names the file.
        source: std::io::Error,
    },
    /// A file of the output cannot be written.
    #[error("`{path}` cannot be written: {source}.")]
    Write {
        /// In the output.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The script conversion cannot be opened.
    #[error(transparent)]
    Engine(#[from] UnknownConfig),
    /// Anything else, as a sentence.
    #[error("{0}")]
    Other(String),
}
