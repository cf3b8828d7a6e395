//! The second phase of rendering: the lists and all other pages, which have what articles mention and show.

use std::ops::Deref;

use tera::Value;

use super::context::Counts;
use super::renderer::Renderer;
use super::run::Run;
use crate::archive::EntityId;
use crate::links::{IssueId, SourceId};
use crate::reads::{Elsewhere, Facet, Facts, Learned, LearnedReads, Trace, hash, packed_hash};
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

/// One job of the second phase.
pub(super) struct ListRun<'r> {
    run: Run<'r>,
    /// What articles mention and show.
    pub learned: LearnedReads<'r>,
    pub(super) lists: &'r Lists<'r>,
}

impl<'r> ListRun<'r> {
    /// A job that puts down in `trace` what it reads.
    pub fn new(lists: &'r Lists<'r>, trace: &'r Trace) -> Self {
        let learned = lists.learned().reads(&lists.renderer.site.door, trace);
        Self { run: Run::new(lists.renderer, trace), learned, lists }
    }

    /// The beginning of every search, if there is an index.
    pub fn search_root(&self) -> Option<&'r Root> {
        self.archive.trace().record(Facet::SearchRoot);
        self.lists.search_root.as_ref()
    }

    /// How many there are of everything.
    pub fn counts(&self) -> Value {
        let (articles, entities) = self.archive.counts();
        let entities = entities.iter().map(|(kind, &count)| (self.archive.kinds[kind].folder.clone(), count));
        Value::from_serializable(&Counts {
            articles,
            sources: self.links.sources().len(),
            entities: entities.collect(),
        })
    }
}

impl<'r> Deref for ListRun<'r> {
    type Target = Run<'r>;

    fn deref(&self) -> &Run<'r> {
        &self.run
    }
}

impl Elsewhere for Lists<'_> {
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
