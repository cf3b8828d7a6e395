//! What templates see of the kinds of entities, and of entities by their kinds.

use serde::{Serialize, Serializer};

use crate::kinds::EntityKind;

/// A link to an entity.
#[derive(Clone, Serialize)]
pub(in crate::render) struct Reference {
    pub kind: EntityKind,
    pub name: String,
    pub path: String,
    pub count: usize,
}

/// `kind`, and a row of `site.kinds`.
#[derive(Clone, Serialize)]
pub(in crate::render) struct Kind {
    pub key: &'static str,
    pub noun: &'static str,
    pub index: &'static str,
    pub path: String,
    pub count: usize,
    pub listed: bool,
    pub mapped: bool,
    pub started: Option<&'static str>,
    pub parts: Option<&'static str>,
    pub names: Vec<&'static str>,
    pub lists: Vec<KindList>,
}

/// Entities of another kind that the page of one of this kind lists.
#[derive(Clone, Serialize)]
pub(in crate::render) struct KindList {
    pub key: &'static str,
    pub label: &'static str,
}

impl Kind {
    /// A kind whose index has that path and so many entities.
    pub fn new(kind: EntityKind, path: String, count: usize) -> Self {
        let row = kind.row();
        let list = |other: EntityKind| {
            let messages = &other.row().messages;
            KindList { key: other.folder(), label: if row.is_mapped { messages.here } else { messages.of } }
        };
        Self {
            key: row.folder,
            noun: row.noun,
            index: row.index,
            path,
            count,
            listed: count > 0 || row.is_always_listed,
            mapped: row.is_mapped,
            started: row.messages.started,
            parts: row.messages.parts,
            names: row.names.iter().map(|named| named.folder()).collect(),
            // What an entity names itself stands above, with its dates.
            lists: EntityKind::all().filter(|other| !row.names.contains(other)).map(list).collect(),
        }
    }
}

/// Lists of some kinds, in an order of their own: fields of what they are part of, each called like its kind's folder.
#[derive(Clone)]
pub(in crate::render) struct ByKind<T = Reference>(pub Vec<(EntityKind, Vec<T>)>);

impl<T> ByKind<T> {
    /// The list of a kind.
    pub fn of(&self, wanted: EntityKind) -> &[T] {
        self.0.iter().find(|(kind, _)| *kind == wanted).map_or(&[], |(_, list)| list)
    }
}

impl<T: Serialize> Serialize for ByKind<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(kind, list)| (kind.folder(), list)))
    }
}

/// `busiest[]` of the home page: the entities of a kind with the most articles.
#[derive(Serialize)]
pub(in crate::render) struct Busiest<'a> {
    pub kind: tera::Value,
    pub entities: &'a [Reference],
}
