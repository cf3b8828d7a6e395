//! The second phase of rendering: the lists and all other pages, which have what articles mention and show.

use super::renderer::Renderer;
use super::run::ListRun;
use crate::archive::EntityId;
use crate::links::{IssueId, SourceId};
use crate::reads::{Elsewhere, Facet, Facts, Learned, Trace, hash, packed_hash};
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

    /// A job that puts down in `trace` what it reads.
    pub(super) fn run<'t>(&'t self, trace: &'t Trace) -> ListRun<'t> {
        ListRun::new(self, trace)
    }
}

impl Elsewhere for Lists<'_> {
    fn text(&self, file: &str) -> u64 {
        self.renderer.text(file)
    }

    fn entity(&self, id: EntityId) -> u64 {
        self.renderer.entity(id)
    }

    fn source(&self, id: SourceId) -> u64 {
        self.renderer.source(id)
    }

    fn issue(&self, id: IssueId) -> u64 {
        self.renderer.issue(id)
    }

    fn other(&self, facet: &Facet) -> u64 {
        match facet {
            Facet::SearchRoot => hash(&serde_json::to_string(&self.search_root).unwrap_or_default()),
            Facet::Planned => packed_hash(&self.plan().into_iter().map(|job| self.key(job)).collect::<Vec<_>>()),
            facet => self.renderer.other(facet),
        }
    }
}
