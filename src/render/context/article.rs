//! What `article.html` sees.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::kinds::{Named, Reference};
use super::links::{Correction, IssueReference, License, Link};
use crate::kinds::EntityKind;

/// `article`.
#[derive(Serialize)]
pub(in crate::render) struct Article {
    pub title: String,
    pub summary: String,
    pub date: Option<String>,
    pub day: Option<String>,
    pub updated: Option<String>,
    pub authors: Vec<Author>,
    /// `events` and so on.
    #[serde(flatten)]
    pub about: Named,
    pub mentions: Vec<Reference>,
    pub source: Option<Link>,
    pub dateline: Option<String>,
    pub edition: Option<String>,
    pub issue: Option<IssueReference>,
    pub page: Option<String>,
    pub page_anchor: Option<String>,
    /// `position`, `section` and so on.
    #[serde(flatten)]
    pub facts: PlainFacts,
    pub readings: Vec<Reading>,
    pub neighbours: Vec<Neighbours>,
    pub corrections: Vec<Correction>,
    pub citation: Citation,
    /// These two are left out where there are none: most archives have neither, and pages say so in thousands of files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<License>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<String>,
    pub source_lang: String,
    pub converted: bool,
    pub vertical: bool,
    pub extra: Map<String, Value>,
}

impl Article {
    /// The entities it is about that are points on maps.
    pub fn places(&self) -> impl Iterator<Item = &Reference> {
        self.about.lists.iter().filter(|(kind, _)| kind.row().is_mapped).flat_map(|(_, places)| places)
    }

    /// The words of a kind that it is filed under.
    pub fn terms(&self, kind: EntityKind) -> Vec<&str> {
        self.about.of(kind).iter().map(|term| term.name.as_str()).collect()
    }
}

/// The facts of `content::FACTS`, for readers of one script.
pub(in crate::render) struct PlainFacts(pub Vec<(&'static str, Value)>);

impl PlainFacts {
    /// A fact that is a text.
    pub fn text(&self, wanted: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| *name == wanted).and_then(|(_, value)| value.as_str())
    }
}

impl Serialize for PlainFacts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// Who wrote it; a path where a file describes that person.
#[derive(Clone, Serialize)]
pub(in crate::render) struct Author {
    pub name: String,
    pub lang: Option<&'static str>,
    pub path: Option<String>,
}

/// Articles that are read one after the other, this one among them.
#[derive(Serialize)]
pub(in crate::render) struct Reading {
    pub kind: &'static str,
    pub title: String,
    pub whole: String,
    /// How many parts an article has that goes on on other pages; of a serial it may grow.
    pub count: Option<usize>,
    pub first: usize,
    pub parts: Vec<ReadingPart>,
}

/// One of them.
#[derive(Serialize)]
pub(in crate::render) struct ReadingPart {
    pub title: String,
    pub path: String,
    pub date: Option<String>,
    pub page: Option<String>,
    pub current: bool,
}

/// The articles before and after this one in its issue, its source or an event.
#[derive(Serialize)]
pub(in crate::render) struct Neighbours {
    pub kind: &'static str,
    pub name: String,
    pub path: String,
    pub previous: Option<Link>,
    pub next: Option<Link>,
}

/// How the article is cited.
#[derive(Serialize)]
pub(in crate::render) struct Citation {
    /// What programs call it.
    pub key: String,
    pub gbt7714: String,
    pub apa: String,
}
