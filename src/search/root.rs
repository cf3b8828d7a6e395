//! What a search begins with.

use serde::Serialize;

use super::file::Table;
use super::volumes::Form;

/// What a search begins with; the rest is loaded as it is needed.
#[derive(Clone, Debug, Serialize)]
pub struct Root {
    pub(super) articles: usize,
    pub(super) segments: Vec<SegmentRoot>,
    /// By script: the table of `texts.rs`.
    pub(super) texts: Vec<Table>,
    pub(super) names: NamesRoot,
    pub(super) facets: String,
    pub(super) counts: String,
    pub(super) fold: String,
    /// The years, each with its first article.
    pub(super) years: Vec<(i16, u32)>,
}

/// What is known of a segment.
#[derive(Clone, Debug, Serialize)]
pub struct SegmentRoot {
    /// The number of its first article.
    pub first: usize,
    /// How many articles it has.
    pub articles: usize,
    #[serde(flatten)]
    pub form: Form,
    pub table: Table,
}

/// What is known of the files of names.
#[derive(Clone, Debug, Serialize)]
pub struct NamesRoot {
    /// How many of a place's highest bits are a shard's number.
    pub bits: u32,
    /// How many shards are together in a file.
    pub together: usize,
    pub table: Table,
}

impl Root {
    /// What a page of a script begins with, the scripts by their order in the index.
    pub fn of_script(&self, script: usize) -> impl Serialize {
        let mut own = self.clone();
        own.texts = self.texts.get(script).cloned().into_iter().collect();
        own
    }
}
