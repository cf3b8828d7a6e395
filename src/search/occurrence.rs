//! Where grams occur.

use super::around::Around;
use super::gram::Gram;

/// A gram in a text.
#[derive(Clone, Copy, Debug)]
pub struct Occurrence {
    pub gram: Gram,
    pub article: u32,
    /// What stands around it.
    pub around: Around,
}
