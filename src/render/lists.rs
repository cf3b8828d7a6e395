//! The second phase of rendering: the lists and all other pages, which have what articles mention and show.

use super::renderer::Renderer;
use super::run::ListRun;
use crate::reads::{Facet, Facts, Learned, Trace, hash, packed_hash};
use crate::search::Root;

/// Renders the pages that can only be planned once all articles were rendered.
pub struct Lists<'r> {
    pub(super) renderer: &'r Renderer,
    learned: Learned,
    /// The beginning of every search, if there is an index.
    pub(super) search_root: Option<Root>,
}

impl<'r> Lists<'r> {
    /// The second phase, by the facts that the first one came to, in any order.
    pub fn new(renderer: &'r Renderer, facts: impl IntoIterator<Item = Facts>, search_root: Option<Root>) -> Self {
        Self { renderer, learned: Learned::new(&renderer.site.door, facts), search_root }
    }

    /// What articles mention and show.
    pub fn learned(&self) -> &Learned {
        &self.learned
    }

    /// What a facet is now of which the archive does not know; none of a text.
    pub fn now(&self, facet: &Facet) -> Option<u64> {
        match facet {
            Facet::SearchRoot => Some(hash(&serde_json::to_string(&self.search_root).unwrap_or_default())),
            Facet::Planned => {
                let planned = self.plan().into_iter().map(|job| self.key(job));
                Some(packed_hash(&planned.collect::<Vec<_>>()))
            }
            facet => self.renderer.now(facet),
        }
    }

    /// A job that puts down in `trace` what it reads.
    pub(super) fn run<'t>(&'t self, trace: &'t Trace) -> ListRun<'t> {
        ListRun::new(self, trace)
    }
}
