//! What is found at a place: a list of articles, short or long, as it lies among bits.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

/// In tests everything is so much smaller, so that a few texts have all of it.
pub const SMALLER: usize = if cfg!(test) { 128 } else { 1 };

/// How many bits lists have: those in shards, and those that are long.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    pub short: usize,
    pub long: usize,
}

impl AddAssign for Size {
    fn add_assign(&mut self, other: Self) {
        self.short += other.short;
        self.long += other.long;
    }
}

impl Size {
    /// Without some of it.
    pub fn without(self, other: Self) -> Option<Self> {
        Some(Self { short: self.short.checked_sub(other.short)?, long: self.long.checked_sub(other.long)? })
    }
}

/// Some of the bits of what is told beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The first of them.
    pub start: usize,
    /// How many there are.
    pub length: usize,
}

/// What a list is, the bits of which are told beside.
#[derive(Clone, Debug)]
pub enum Body {
    /// The articles; a bit that tells whether anything is around; and that.
    Short(Piece),
    /// What is loaded by itself.
    Long {
        /// Whether the gram grows.
        grows: bool,
        articles: Piece,
        /// What is around it, each block of so many articles.
        blocks: Vec<(Piece, u32)>,
    },
}

/// What is found at a place.
#[derive(Clone, Debug)]
pub struct Term {
    pub place: u32,
    /// Exact ones have none.
    pub check: Option<u32>,
    pub body: Body,
}

impl Body {
    /// How much room it takes.
    pub fn size(&self) -> Size {
        match self {
            Self::Short(piece) => Size { short: piece.length + 1, long: 0 },
            Self::Long { articles, blocks, .. } => {
                let bytes = |piece: &Piece| piece.length.div_ceil(8);
                let blocks: usize = blocks.iter().map(|(piece, _)| bytes(piece)).sum();
                Size { short: 16, long: 8 * (bytes(articles) + blocks) }
            }
        }
    }
}
