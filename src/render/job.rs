//! Jobs by their keys.

use serde::{Deserialize, Serialize};

/// A job by the address of its page, which stays when other articles come and go.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct JobKey {
    kind: JobKind,
    /// Below a script's folder; empty for the home page and for files that a site has once.
    address: Box<str>,
    /// From 1; of a list also `FRONT`.
    part: usize,
}

/// What a job makes. The order is that in which jobs are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) enum JobKind {
    Article,
    Whole,
    Standing,
    Withdrawn,
    Moved,
    List,
    Feed,
    PageData,
    DataOfYear,
    SitemapOfYear,
    Once(OnceKind),
}

/// A page or file that a site has once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) enum OnceKind {
    Opml,
    Data,
    Search,
    Root,
    NotFound,
    Robots,
    Sitemap,
}

impl JobKey {
    /// The key of a job whose page has an address.
    pub(super) fn new(kind: JobKind, address: impl Into<Box<str>>, part: usize) -> Self {
        Self { kind, address: address.into(), part }
    }

    /// The key of a job that a site has once.
    pub(super) fn once(kind: OnceKind) -> Self {
        Self::new(JobKind::Once(kind), "", 1)
    }

    /// Whether its pages have bodies of articles.
    pub fn is_of_articles(&self) -> bool {
        matches!(self.kind, JobKind::Article | JobKind::Whole)
    }

    /// The key of the search page.
    pub fn of_search() -> Self {
        Self::once(OnceKind::Search)
    }
}
