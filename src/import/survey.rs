//! What a look at a tree came to.

use std::path::Path;

use super::samples::{self, Samples};
use super::tree::{self, Tree};

/// What a look at a tree came to.
pub struct Survey {
    /// Where its articles are, and what its own configuration says.
    pub tree: Tree,
    /// What its articles are like.
    pub samples: Samples,
}

impl Survey {
    /// What is in the tree, but not taken for articles, as sentences.
    pub fn left_out(&self) -> Vec<String> {
        const SHOWN: usize = 8;
        let mut lines = Vec::new();
        let outside = &self.tree.left_out;
        if !outside.is_empty() {
            let names: Vec<String> = outside.iter().take(SHOWN).map(|name| format!("{name:?}")).collect();
            let more = if outside.len() > SHOWN { ", …" } else { "" };
            let count = if outside.len() == 1 {
                "1 file is neither".to_owned()
            } else {
                format!("{} files are neither", outside.len())
            };
            lines.push(format!("{count}, and left out: {}{more}.", names.join(", ")));
        }
        let others = tree::counts(&self.tree.other_texts);
        if !others.is_empty() {
            lines.push(format!("Only Markdown is read, and not {others}."));
        }
        lines
    }
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
