//! Looks at a tree of articles that was made for another generator, or for none, and writes the
//! `book.toml` that builds it where it is.

mod book;
mod header;
mod samples;
mod tree;

use std::path::Path;

pub use book::book_toml;
pub use samples::Samples;
pub use tree::{Generator, Tree};

/// What a look at a tree came to.
pub struct Survey {
    /// Where its articles are, and what its own configuration says.
    pub tree: Tree,
    /// What its articles are like.
    pub samples: Samples,
}

/// Looks at the tree in a folder.
///
/// # Errors
/// A sentence, when there are no articles in it, or it cannot be read.
pub fn survey(folder: &Path) -> Result<Survey, String> {
    let tree = tree::look(folder)?;
    let samples = samples::look(folder, &tree);
    Ok(Survey { tree, samples })
}
