//! What a search begins with.

use serde::Serialize;

use super::file::Table;
use super::shards::Shards;

/// What a search begins with; the rest is loaded as it is needed.
#[derive(Clone, Debug, Serialize)]
pub struct Root {
    pub(super) articles: usize,
    pub(super) scale: u64,
    pub(super) place_bits: u32,
    pub(super) shards: Shards,
    /// By script.
    pub(super) texts: Vec<Table>,
    pub(super) names: Shards,
    pub(super) facets: String,
    pub(super) counts: String,
    pub(super) fold: String,
    /// The years, each with its first article.
    pub(super) years: Vec<(i16, u32)>,
}

impl Root {
    /// What a page of a script begins with, the scripts by their order in the index.
    pub fn of_script(&self, script: usize) -> impl Serialize {
        let mut own = self.clone();
        own.texts = self.texts.get(script).cloned().into_iter().collect();
        own
    }
}
