//! What templates see. `docs/templates.md` lists every variable; a test holds the two
//! together. Paths are relative to the root of the output; the filter `url` makes links of
//! them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

/// `site`: the same on every page of a script.
#[derive(Serialize)]
pub(super) struct Site {
    pub title: String,
    pub description: String,
    pub publisher: String,
    pub base_url: String,
    pub home: String,
    pub feed: String,
    pub events: String,
    pub locations: String,
    pub dates: String,
    pub article_count: usize,
    pub event_count: usize,
    pub location_count: usize,
    pub extra: BTreeMap<String, Value>,
}

/// `page`: where the page is, in which script, and its versions in the others.
#[derive(Serialize)]
pub(super) struct Page {
    pub kind: &'static str,
    pub title: String,
    pub description: String,
    pub path: String,
    pub root: String,
    pub url: String,
    pub lang: String,
    pub interface_lang: &'static str,
    pub open_graph_locale: String,
    pub alternates: Vec<Alternate>,
    pub default_url: String,
}

/// A version of a page in one script, itself included.
#[derive(Clone, Serialize)]
pub(super) struct Alternate {
    pub lang: String,
    pub label: String,
    pub path: String,
    pub url: String,
    pub current: bool,
}

/// `article`.
#[derive(Serialize)]
pub(super) struct Article {
    pub title: String,
    pub summary: String,
    pub date: Option<String>,
    pub updated: Option<String>,
    pub authors: Vec<String>,
    pub events: Vec<Reference>,
    pub locations: Vec<Reference>,
    pub tags: Vec<String>,
    pub source: Option<String>,
    pub dateline: Option<String>,
    pub edition: Option<String>,
    pub page: Option<String>,
    pub section: Option<String>,
    pub source_lang: String,
    pub converted: bool,
    pub extra: Map<String, Value>,
}

/// An article in a list.
#[derive(Serialize)]
pub(super) struct Card {
    pub title: String,
    pub lang: Option<String>,
    pub summary: String,
    pub path: String,
    pub date: Option<String>,
    pub source: Option<String>,
    pub events: Vec<Reference>,
    pub locations: Vec<Reference>,
}

/// A link to an entity.
#[derive(Clone, Serialize)]
pub(super) struct Reference {
    pub name: String,
    pub path: String,
    pub count: usize,
}

/// `entity`: an event or a location.
#[derive(Serialize)]
pub(super) struct Entity {
    pub kind: &'static str,
    pub name: String,
    pub aliases: Vec<String>,
    pub summary: String,
    pub start: Option<String>,
    pub end: Option<String>,
    pub parents: Vec<Reference>,
    pub children: Vec<Reference>,
    pub locations: Vec<Reference>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub wikidata: Option<String>,
    pub described: bool,
    pub extra: Map<String, Value>,
}

/// An entity in an index.
#[derive(Serialize)]
pub(super) struct EntityCard {
    pub name: String,
    pub path: String,
    pub summary: String,
    pub start: Option<String>,
    pub end: Option<String>,
    pub count: usize,
}

/// `pager`: where in a list of several pages this one is.
#[derive(Serialize)]
pub(super) struct Pager {
    pub number: usize,
    pub count: usize,
    pub items: usize,
    pub previous: Option<String>,
    pub next: Option<String>,
}

/// `period` on date pages, and the parts of one.
#[derive(Serialize)]
pub(super) struct Period {
    pub date: String,
    pub path: String,
    pub count: usize,
}

/// `audit`: what is to be read of script conversion.
#[derive(Serialize)]
pub(super) struct Audit {
    pub articles: usize,
    pub han: usize,
    pub characters: usize,
    pub to_read: usize,
    pub to_read_per_thousand: f64,
    pub backings: Vec<AuditBacking>,
    pub items: Vec<AuditItem>,
    pub left_out: usize,
}

/// How many decisions one kind of backing stands behind.
#[derive(Serialize)]
pub(super) struct AuditBacking {
    pub label: &'static str,
    pub count: usize,
}

/// A decision, with all its repeats.
#[derive(Serialize)]
pub(super) struct AuditItem {
    pub character: String,
    pub chosen: String,
    pub others: Vec<String>,
    pub backing: &'static str,
    pub count: usize,
    pub script: &'static str,
    pub rule: String,
    pub places: Vec<AuditPlace>,
}

/// Where a decision stands.
#[derive(Serialize)]
pub(super) struct AuditPlace {
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub before: String,
    pub after: String,
    pub path: String,
}
