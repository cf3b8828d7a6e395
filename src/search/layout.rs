//! How an index is laid out: what its files are named by, and what decides which there are. It is kept
//! from one build to the next, so that a text that changes needs no new index.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::file::{self, Emit};
use super::postings::Scale;
use super::shards::Shards;
use super::units::{Unit, Words, stored};
use super::{Root, write_folding};

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

/// The text of an article as the index has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Its words, by their numbers here.
    pub(super) words: Vec<Box<str>>,
    /// How many places its headline has.
    pub(super) title: u32,
    /// Its units, as they are stored.
    pub(super) units: Vec<u16>,
}

impl Kept {
    /// The text of an article among all.
    pub(super) fn of(units: &[u16], title: u32, all: &Words) -> Self {
        let mut words = Words::default();
        let mut own: Vec<Unit> = stored(units).collect();
        for unit in &mut own {
            if let Some(word) = unit.word() {
                let number = words.number(all.text(word));
                unit.be_word(number);
            }
        }
        let mut kept = Vec::with_capacity(units.len());
        super::units::store(&own, &mut kept);
        Self { words: words.all().map(Into::into).collect(), title, units: kept }
    }

    /// How many units it has, and how many places its headline.
    pub(super) fn lengths(&self) -> (u32, u32) {
        (u32::try_from(stored(&self.units).count()).unwrap_or(u32::MAX), self.title)
    }

    /// As bytes: the length of the headline, the words, each ended by a zero, and one more; then the units.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.title.to_le_bytes().to_vec();
        for word in &self.words {
            bytes.extend_from_slice(word.as_bytes());
            bytes.push(0);
        }
        bytes.push(0);
        bytes.extend(self.units.iter().flat_map(|unit| unit.to_le_bytes()));
        bytes
    }

    /// From bytes; nothing if they are damaged.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (title, mut rest) = bytes.split_first_chunk()?;
        let mut words = Vec::new();
        loop {
            let end = rest.iter().position(|&byte| byte == 0)?;
            let (word, others) = rest.split_at(end);
            rest = &others[1..];
            if word.is_empty() {
                break;
            }
            words.push(std::str::from_utf8(word).ok()?.into());
        }
        let (units, left) = rest.as_chunks();
        left.is_empty().then_some(())?;
        Some(Self {
            words,
            title: u32::from_le_bytes(*title),
            units: units.iter().map(|unit| u16::from_le_bytes(*unit)).collect(),
        })
    }
}
