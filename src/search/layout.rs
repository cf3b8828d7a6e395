//! How an index is laid out: what its files are named by, and what decides which there are. It is kept
//! from one build to the next, so that a text that changes needs no new index.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::bits::Bits;
use super::file::{self, Emit};
use super::fold;
use super::postings::Scale;
use super::root::Root;
use super::shards::Shards;

/// The layout of an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// How many articles there are.
    pub(super) articles: usize,
    /// How many units they have.
    pub(super) units: usize,
    pub(super) scale: Scale,
    /// How many of a place's highest bits are the number of a part.
    pub(super) part_bits: u32,
    /// How many of them are the number of a shard.
    pub(super) shard_bits: u32,
    /// How many bits all shards have of lists.
    pub(super) waiting: usize,
    /// By shard: its hash, or 0.
    pub(super) shards: Vec<u32>,
    /// By script and group: the hash of its texts.
    pub(super) texts: Vec<Vec<u32>>,
    pub(super) names: Shards,
    pub(super) facets: u32,
    pub(super) counts: u32,
    /// The characters that texts and names have.
    pub(super) alphabet: BTreeSet<char>,
    /// Those of them that names have.
    pub(super) named: BTreeSet<char>,
    pub(super) fold: u32,
    /// The years, each with its first article.
    pub(super) years: Vec<(i16, u32)>,
}

impl Layout {
    /// Writes the tables by which files are found, and returns what a search begins with.
    pub fn root(&self, emit: Emit<'_>) -> Root {
        let texts = self.texts.iter().enumerate();
        Root {
            articles: self.articles,
            scale: self.scale.articles,
            place_bits: self.scale.place_bits,
            shards: Shards { bits: self.shard_bits, table: file::table("shards", self.shards.clone(), emit) },
            texts: texts.map(|(script, all)| file::table(&format!("texts/{script}"), all.clone(), emit)).collect(),
            names: self.names.clone(),
            facets: format!("{:08x}", self.facets),
            counts: format!("{:08x}", self.counts),
            fold: format!("{:08x}", self.fold),
            years: self.years.clone(),
        }
    }

    /// Writes the table by which queries are folded, and returns its hash.
    pub(super) fn write_fold(&self, emit: Emit<'_>) -> u32 {
        write_folding(|character| self.alphabet.contains(&character), emit)
    }
}

/// About how many units a part of the grams is of.
const PART: usize = 500_000;

/// How many of a place's highest bits are the number of a part, of so many units: at least a few, for the
/// processors.
pub(super) fn part_bits(units: usize) -> u32 {
    if units < 100_000 { 0 } else { units.div_ceil(PART).next_power_of_two().ilog2().max(3) }
}

/// The table by which queries are folded: each character by its distance from the one before, and its
/// form by the distance from the form before.
fn write_folding(is_used: impl Fn(char) -> bool, emit: Emit<'_>) -> u32 {
    let pairs = fold::pairs(is_used);
    let mut bits = Bits::default();
    bits.gamma(pairs.len() as u64 + 1);
    let (mut from_before, mut to_before) = (0, 0);
    for (from, to) in pairs {
        let (from, to) = (i64::from(u32::from(from)), i64::from(u32::from(to)));
        bits.rice((from - from_before).unsigned_abs(), 2);
        // Whole numbers as natural ones, the negative ones odd.
        let distance = to - to_before;
        bits.rice(distance.unsigned_abs() << 1 | u64::from(distance < 0), 10);
        (from_before, to_before) = (from, to);
    }
    file::emit("fold", &bits.into_bytes(), emit)
}
