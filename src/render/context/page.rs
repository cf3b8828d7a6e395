//! `page`, and what pages of several kinds have.

use std::borrow::Cow;

use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::kinds::Counted;
use super::links::{Alternate, Feed, License, Link, Picture};

/// `standing`: a page that stands by itself.
#[derive(Serialize)]
pub(in crate::render) struct Standing {
    pub lang: String,
    pub updated: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<License>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<String>,
    pub extra: serde_json::Map<String, Value>,
}

/// `withdrawn`: the notice in the place of an article.
#[derive(Serialize)]
pub(in crate::render) struct Withdrawn {
    pub date: Option<String>,
    pub reason: Option<String>,
    pub lang: Option<String>,
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
    pub kind: Cow<'static, str>,
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
    pub about: Vec<(&'static str, Vec<tera::Value>)>,
}

/// As a struct and not as a map, which serde makes of a struct with flattened fields: a large archive has millions of
/// cards, and the names of a map's entries are copied into each.
impl Serialize for Card<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut card = serializer.serialize_struct("Card", 7 + self.about.len())?;
        card.serialize_field("title", &self.title)?;
        card.serialize_field("lang", &self.lang)?;
        card.serialize_field("summary", &self.summary)?;
        card.serialize_field("path", &self.path)?;
        card.serialize_field("date", &self.date)?;
        card.serialize_field("source", &self.source)?;
        card.serialize_field("page", &self.page)?;
        for (folder, entities) in &self.about {
            card.serialize_field(folder, entities)?;
        }
        card.end()
    }
}

/// An event and its latest articles, on the home page.
#[derive(Serialize)]
pub(in crate::render) struct Story {
    pub event: Counted,
    pub articles: Vec<tera::Value>,
}

/// `pager`: where in a list of several pages this one is.
#[derive(Serialize)]
pub(in crate::render) struct Pager {
    pub number: Option<usize>,
    pub items: Option<usize>,
    pub newest_first: bool,
    pub front: Option<String>,
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

/// `years[]` of the page of the data set: the tables of a year's articles.
#[derive(Serialize)]
pub(in crate::render) struct DataYear {
    pub date: Option<String>,
    pub name: String,
    pub articles: usize,
    pub corrections: bool,
}
