//! What templates see. `docs/templates.md` lists every variable; a test holds the two
//! together. Paths are relative to the root of the output; the filter `url` makes links of
//! them.

use std::collections::BTreeMap;

mod article;
mod audit;
mod drawings;
mod entity;
mod kinds;
mod paper;

use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::kinds::EntityMap;

pub(super) use article::{
    Article, Author, Citation, CitationFile, Correction, Neighbours, PlainFacts, Reading, ReadingPart,
};
pub(super) use audit::{Audit, AuditBacking, AuditItem, AuditPlace};
pub(super) use drawings::{
    Calendar, CalendarDay, Map, MapLabel, MapPoint, Timeline, TimelineBar, TimelineDay, TimelineMark, TimelineTick,
};
pub(super) use entity::{Entity, EntityCard, Group, Letter};
pub(super) use kinds::{Busiest, ByKind, Kind, Reference};
pub(super) use paper::{CorrectedArticle, Issue, IssuePage, IssueReference, Source};

/// `site`: the same on every page of a script.
#[derive(Serialize)]
pub(in crate::render) struct Site {
    pub lang: &'static str,
    pub title: String,
    pub description: String,
    pub publisher: String,
    pub base_url: String,
    pub home: String,
    pub feed: String,
    pub json_feed: String,
    /// `events` and so on: the paths of the indexes.
    #[serde(flatten)]
    pub indexes: EntityMap<String>,
    pub sources: String,
    pub dates: String,
    pub map: Option<String>,
    pub corrections: Option<String>,
    pub feeds: String,
    pub data: String,
    pub search: Option<String>,
    pub opensearch: Option<String>,
    pub article_count: usize,
    /// `event_count` and so on.
    #[serde(flatten)]
    pub entity_counts: BTreeMap<String, usize>,
    pub source_count: usize,
    pub kinds: Vec<Kind>,
    pub pages: Vec<Link>,
    pub styles: Vec<String>,
    pub scripts: Vec<String>,
    pub extra: BTreeMap<String, Value>,
}

/// `standing`: a page that stands by itself.
#[derive(Serialize)]
pub(in crate::render) struct Standing {
    pub lang: String,
    pub updated: Option<String>,
    pub extra: serde_json::Map<String, Value>,
}

/// `search`: what the search page begins with.
#[derive(Serialize)]
pub(in crate::render) struct Search {
    pub data: String,
    pub elsewhere: Option<String>,
}

/// `page`: where the page is, in which script, and its versions in the others.
#[derive(Serialize)]
pub(in crate::render) struct Page {
    pub kind: &'static str,
    pub title: String,
    pub description: String,
    pub path: String,
    pub root: String,
    pub url: String,
    pub lang: String,
    pub interface_lang: String,
    pub open_graph_locale: String,
    pub alternates: Vec<Alternate>,
    pub default_url: String,
    pub trail: Vec<Link>,
    pub feeds: Vec<Feed>,
    pub json: Option<String>,
    pub picture: Option<Picture>,
}

/// A link to any page.
#[derive(Clone, Serialize)]
pub(in crate::render) struct Link {
    pub title: String,
    pub path: String,
}

/// A feed that a page has.
#[derive(Clone, Serialize)]
pub(in crate::render) struct Feed {
    pub title: String,
    pub path: String,
    pub media_type: &'static str,
}

/// A version of a page in one script, itself included.
#[derive(Clone, Serialize)]
pub(in crate::render) struct Alternate {
    pub lang: String,
    pub label: String,
    pub path: String,
    pub url: String,
    pub current: bool,
}

/// A picture, and the smaller files that were made of it.
#[derive(Serialize)]
pub(in crate::render) struct Picture {
    pub path: String,
    pub url: String,
    pub width: u32,
    pub height: u32,
    pub files: Vec<PictureFile>,
}

/// One of these, in WebP.
#[derive(Serialize)]
pub(in crate::render) struct PictureFile {
    pub width: u32,
    pub path: String,
}

/// An article in a list; what many of these have is made once.
pub(in crate::render) struct Card<'a> {
    pub title: tera::Value,
    pub lang: Option<&'a str>,
    pub summary: tera::Value,
    pub path: String,
    pub date: Option<String>,
    pub source: Option<&'a str>,
    pub page: tera::Value,
    /// `events` and so on.
    pub about: ByKind<tera::Value>,
}

/// As a struct and not as a map, which serde makes of a struct with flattened fields: a large archive has millions of
/// cards, and the names of a map's entries are copied into each.
impl Serialize for Card<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut card = serializer.serialize_struct("Card", 7 + self.about.0.len())?;
        card.serialize_field("title", &self.title)?;
        card.serialize_field("lang", &self.lang)?;
        card.serialize_field("summary", &self.summary)?;
        card.serialize_field("path", &self.path)?;
        card.serialize_field("date", &self.date)?;
        card.serialize_field("source", &self.source)?;
        card.serialize_field("page", &self.page)?;
        for (kind, entities) in &self.about.0 {
            card.serialize_field(kind.folder(), entities)?;
        }
        card.end()
    }
}

/// An event and its latest articles, on the home page.
#[derive(Serialize)]
pub(in crate::render) struct Story {
    pub event: Reference,
    pub articles: Vec<tera::Value>,
}

/// `pager`: where in a list of several pages this one is.
#[derive(Serialize)]
pub(in crate::render) struct Pager {
    pub number: usize,
    pub count: usize,
    pub items: usize,
    pub previous: Option<String>,
    pub next: Option<String>,
    pub pages: Vec<PagerPage>,
}

/// A page of a list that others lead to.
#[derive(Serialize)]
pub(in crate::render) struct PagerPage {
    pub number: usize,
    pub path: String,
    pub current: bool,
}

/// `period` on date pages, and the parts of one.
#[derive(Serialize)]
pub(in crate::render) struct Period {
    pub date: String,
    pub path: String,
    pub count: usize,
}
