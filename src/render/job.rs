//! What there is to render: each page of the site, or each part of a list, once.

use serde::{Deserialize, Serialize};

use crate::archive::{ArticleId, EntityId, PageId};
use crate::kinds::EntityKind;
use crate::links::{IssueId, Period, ReadingId, SourceId};

/// One page, or one part of a list, in every script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Job {
    /// An article.
    Article(ArticleId),
    /// An article that goes on on other pages, in one.
    Whole(ReadingId),
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
    /// A part of what was corrected.
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

impl Job {
    /// Whether its pages have bodies of articles.
    pub fn is_of_articles(&self) -> bool {
        matches!(self, Self::Article(_) | Self::Whole(_))
    }
}

/// Whose newest articles a feed has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Scope {
    /// The whole archive's.
    Site,
    /// An entity's.
    Entity(EntityId),
    /// A source's.
    Source(SourceId),
}
