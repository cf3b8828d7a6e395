//! A job while it runs: the renderer, with the archive as the job reads it.

use std::cell::RefCell;
use std::ops::Deref;

use tera::Value;

use super::context::Counts;
use super::destination::Resolver;
use super::lists::Lists;
use super::plan::ListJob;
use super::renderer::Renderer;
use super::view::View;
use crate::reads::{ArchiveReads, Facet, LearnedReads, LinksReads, Reads, Trace};
use crate::search::Root;

/// One job that has bodies of articles, or of planning.
pub(super) struct Run<'r> {
    renderer: &'r Renderer,
    /// Articles, pages and entities.
    pub archive: ArchiveReads<'r>,
    /// The lists that they form.
    pub links: LinksReads<'r>,
    /// What the pages of each script share.
    pub views: Vec<View<'r>>,
}

impl<'r> Run<'r> {
    /// A job that puts down in `trace` what it reads.
    pub fn new(renderer: &'r Renderer, trace: &'r Trace) -> Self {
        let Reads { archive, links } = renderer.site.door.reads(trace);
        let view = |(number, shared)| View::new(number, shared, renderer.site.door.reads(trace));
        Self { renderer, archive, links, views: (0..).zip(&renderer.shared).map(view).collect() }
    }

    /// What finds where links lead.
    pub fn resolver(&self) -> Resolver<'_> {
        Resolver { root: &self.root, config: &self.config, archive: self.archive, asked: RefCell::default() }
    }

    /// The renderer, which has no archive.
    pub fn renderer(&self) -> &'r Renderer {
        self.renderer
    }
}

impl Deref for Run<'_> {
    type Target = Renderer;

    fn deref(&self) -> &Renderer {
        self.renderer
    }
}

/// One job of the second phase.
pub(super) struct ListRun<'r> {
    run: Run<'r>,
    /// What articles mention and show.
    pub learned: LearnedReads<'r>,
    lists: &'r Lists<'r>,
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
        let kinds = self.archive.kinds;
        let of = |kind| self.archive.entities.iter().filter(|entity| entity.meta.kind == kind).count();
        Value::from_serializable(&Counts {
            articles: self.archive.articles.len(),
            sources: self.links.sources().len(),
            entities: kinds.iter().map(|(kind, called)| (called.folder.clone(), of(kind))).collect(),
        })
    }

    /// Which lists there are.
    pub fn planned(&self) -> Vec<ListJob> {
        self.archive.trace().record(Facet::Planned);
        self.lists.plan()
    }
}

impl<'r> Deref for ListRun<'r> {
    type Target = Run<'r>;

    fn deref(&self) -> &Run<'r> {
        &self.run
    }
}
