//! `site`: the same on every page of a script.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::kinds::Kind;
use super::links::{License, Link};

/// `site`: the same on every page of a script.
#[derive(Serialize)]
pub(in crate::render) struct Site {
    pub lang: &'static str,
    pub title: String,
    pub description: String,
    pub publisher: String,
    pub license: Option<License>,
    pub rights: Option<String>,
    pub base_url: String,
    pub home: String,
    pub feed: Option<String>,
    pub json_feed: Option<String>,
    /// `events` and so on: the paths of the indexes.
    #[serde(flatten)]
    pub indexes: BTreeMap<String, String>,
    pub sources: Option<String>,
    pub dates: String,
    pub map: Option<String>,
    pub corrections: Option<String>,
    pub feeds: Option<String>,
    pub data: String,
    pub mirrors: Option<String>,
    pub search: Option<String>,
    pub opensearch: Option<String>,
    pub kinds: Vec<Kind>,
    pub pages: Vec<Link>,
    pub styles: Vec<String>,
    pub scripts: Vec<String>,
    pub extra: BTreeMap<String, Value>,
}

/// `counts`: how many there are of everything, for the pages that tell it. It is on no other, which would all change with
/// each article.
#[derive(Serialize)]
pub(in crate::render) struct Counts {
    pub articles: usize,
    pub sources: usize,
    /// `events` and so on.
    #[serde(flatten)]
    pub entities: BTreeMap<String, usize>,
}
