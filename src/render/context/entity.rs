//! What `entity.html` and `index.html` see.

use serde::Serialize;
use serde_json::{Map, Value};

use super::kinds::{Counted, Named, Reference};
use crate::kinds::EntityKind;

/// `entity`.
#[derive(Serialize)]
pub(in crate::render) struct Entity {
    #[serde(skip)]
    pub of: EntityKind,
    pub kind: String,
    pub name: String,
    pub aliases: Vec<String>,
    pub category: Option<String>,
    pub summary: String,
    pub start: Option<String>,
    pub end: Option<String>,
    pub parents: Vec<Reference>,
    pub children: Vec<Counted>,
    /// The entities that it names, then those of other kinds that name it.
    #[serde(flatten)]
    pub ties: Named<Counted>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub wikidata: Option<String>,
    pub geonames: Option<String>,
    pub described: bool,
    pub extra: Map<String, Value>,
}

/// An entity in an index.
#[derive(Serialize)]
pub(in crate::render) struct EntityCard {
    pub name: String,
    pub path: String,
    pub category: Option<String>,
    pub parent: Option<Reference>,
    pub summary: String,
    pub start: Option<String>,
    pub end: Option<String>,
    pub count: usize,
}

/// The entries of an index that begin alike.
#[derive(Serialize)]
pub(in crate::render) struct Group {
    pub label: String,
    pub anchor: String,
    pub entries: Vec<EntityCard>,
}

/// A letter, a number of strokes or a year that leads to where its entries begin.
#[derive(Clone, Serialize)]
pub(in crate::render) struct Letter {
    pub label: String,
    pub path: String,
    pub anchor: String,
}
