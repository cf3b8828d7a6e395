//! What templates see of the kinds of entities, and of entities by their kinds.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::kinds::{EntityKind, Kinds};

/// A link to an entity.
#[derive(Clone, Serialize)]
pub(in crate::render) struct Reference {
    #[serde(skip)]
    pub of: EntityKind,
    pub kind: Arc<str>,
    pub name: String,
    pub path: String,
}

/// A link to an entity, and how many articles are about it: for pages that are about that.
#[derive(Clone, Serialize)]
pub(in crate::render) struct Counted {
    #[serde(flatten)]
    pub reference: Reference,
    pub count: usize,
}

/// `kind`, and a row of `site.kinds`.
#[derive(Clone, Serialize)]
pub(in crate::render) struct Kind {
    pub key: String,
    pub title: String,
    pub noun: String,
    pub index: String,
    pub path: String,
    pub listed: bool,
    pub mapped: bool,
    pub term: bool,
    pub started: Option<&'static str>,
    pub parts: Option<&'static str>,
    pub names: Vec<String>,
    pub lists: Vec<KindList>,
}

/// Entities of another kind that the page of one of this kind lists.
#[derive(Clone, Serialize)]
pub(in crate::render) struct KindList {
    pub key: String,
    pub label: &'static str,
}

impl Kind {
    /// A kind whose index has that path, if it is listed.
    pub fn new(kinds: &Kinds, kind: EntityKind, path: String, listed: bool) -> Self {
        let (row, called) = (kind.row(), &kinds[kind]);
        let list = |other: EntityKind| {
            let messages = &other.row().messages;
            let label = if row.is_mapped { messages.here } else { messages.of };
            KindList { key: kinds[other].folder.clone(), label }
        };
        // What an entity names itself stands above, with its dates.
        let lists = kinds.all().filter(|other| !row.names.contains(other) && !other.row().is_term && !row.is_term);
        Self {
            key: called.folder.clone(),
            title: called.message.clone(),
            noun: called.noun.clone(),
            index: called.index.clone(),
            path,
            listed,
            mapped: row.is_mapped,
            term: row.is_term,
            started: row.messages.started,
            parts: row.messages.parts,
            names: row.names.iter().map(|&named| kinds[named].folder.clone()).collect(),
            lists: lists.map(list).collect(),
        }
    }
}

/// Lists of some kinds, in an order of their own: fields of what they are part of, each called like its kind's folder.
#[derive(Clone)]
pub(in crate::render) struct Named<T = Reference> {
    pub kinds: Arc<Kinds>,
    pub lists: Vec<(EntityKind, Vec<T>)>,
}

impl<T> Named<T> {
    /// The list of a kind.
    pub fn of(&self, wanted: EntityKind) -> &[T] {
        self.lists.iter().find(|(kind, _)| *kind == wanted).map_or(&[], |(_, list)| list)
    }
}

impl<T: Serialize> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.lists.iter().map(|(kind, list)| (&self.kinds[*kind].folder, list)))
    }
}

/// `busiest[]` of the home page: the entities of a kind with the most articles.
#[derive(Serialize)]
pub(in crate::render) struct Busiest {
    pub kind: tera::Value,
    pub entities: Vec<Counted>,
}
