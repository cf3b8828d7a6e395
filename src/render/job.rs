//! What there is to render: each page of the site, or each part of a list, once; and by which key its records are kept.

use serde::{Deserialize, Serialize};

use crate::archive::{ArticleId, EntityId, PageId};
use crate::kinds::EntityKind;
use crate::links::{IssueId, Period, ReadingId, SourceId};

/// A page that has bodies of articles. These come first: what articles mention is in the lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArticleJob {
    /// An article, in each of its versions.
    Article(ArticleId),
    /// An article that goes on on other pages, in one.
    Whole(ReadingId),
}

impl ArticleJob {
    /// The article, if it is a page of one.
    pub fn article(self) -> Option<ArticleId> {
        match self {
            Self::Article(id) => Some(id),
            Self::Whole(_) => None,
        }
    }
}

/// Any other page or file, or one part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListJob {
    /// A page that stands by itself.
    Standing(PageId),
    /// A part of the list of a serial's parts.
    Serial(ReadingId, usize),
    /// A part of an entity's page; the first has its text.
    Entity(EntityId, usize),
    /// A part of the newest articles.
    Home(usize),
    /// A part of the index of a kind of entities.
    Index(EntityKind, usize),
    /// The index of sources.
    Sources,
    /// A part of a collection, or a newspaper.
    Source(SourceId, usize),
    /// A year of a newspaper.
    SourceYear(SourceId, i16),
    /// An issue of a newspaper.
    Issue(IssueId),
    /// All places on a map.
    Map,
    /// The years, and the days of the year.
    Dates,
    /// A part of a year, month or day.
    Period(Period, usize),
    /// A part of a day of the year, by month and day, in all years.
    OnDay(i8, i8, usize),
    /// A part of the articles that were corrected.
    Corrections(usize),
    /// The newest articles of all, or of an entity or a source, for feed readers.
    Feed(Scope),
    /// The list of all feeds.
    Opml,
    /// The data set of the whole archive.
    Data,
    /// The page that tells what is in it.
    DataPage,
    /// The search page, and its description for browsers.
    Search,
    /// The page at the root, which leads to a script's home page.
    Root,
    /// The page that hosts show for an address that does not exist.
    NotFound,
    /// `robots.txt`.
    Robots,
    /// The sitemap, in as many files as it needs, and that of the latest news.
    Sitemap,
}

/// Whose newest articles a feed has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The whole archive's.
    Site,
    /// An entity's.
    Entity(EntityId),
    /// A source's.
    Source(SourceId),
}

/// A job by the address of its page, which stays when other articles come and go.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct JobKey {
    kind: JobKind,
    /// Below a script's folder; empty for the home page and for files that a site has once.
    address: Box<str>,
    /// From 1.
    part: usize,
}

/// What a job makes. The order is that in which jobs are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum JobKind {
    Article,
    Whole,
    Standing,
    List,
    Feed,
    Once(OnceKind),
}

/// A page or file that a site has once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
