//! A job while it runs: the renderer, with the archive as the job reads it.

use std::cell::RefCell;
use std::ops::Deref;

use super::destination::Resolver;
use super::renderer::Renderer;
use super::view::View;
use crate::reads::{ArchiveReads, LinksReads, Reads, Trace};

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
