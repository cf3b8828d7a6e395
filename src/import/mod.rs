//! Looks at a tree of articles that was made for another generator, or for none, and writes the
//! `book.toml` that builds it where it is.

mod book;
mod header;
mod samples;
mod survey;
mod tree;

pub use book::book_toml;
pub use samples::Samples;
pub use survey::{Survey, survey};
pub use tree::{Generator, Tree};
