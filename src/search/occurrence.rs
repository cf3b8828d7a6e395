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

/// The sides of the occurrences in an article: each once, in their order.
pub fn sides_of(own: &[Occurrence]) -> Vec<u16> {
    let mut sides: Vec<u16> = own.iter().map(|one| one.around.sides()).collect();
    sides.sort_unstable();
    sides.dedup();
    sides
}
