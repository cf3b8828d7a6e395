//! Articles, pages and entities with their addresses and ties.

use std::collections::BTreeSet;

use typed_index_collections::TiSlice;

use crate::content::{ArticleMeta, EntityMeta};
use crate::date::When;
use crate::ids::id;
use crate::kinds::ByKind;

id! {
    /// The index of an article in [`Archive::articles`](super::Archive::articles): the newest has the lowest.
    ArticleId
}

id! {
    /// The index of a page that stands by itself.
    PageId
}

id! {
    /// The index of an article or page that is withdrawn.
    WithdrawnId
}

id! {
    /// The index of an entity, of whichever kind.
    EntityId
}

id! {
    /// The index of something that is not selected.
    ElsewhereId
}

impl ArticleId {
    /// How many articles one is before or after another in the archive.
    pub fn distance(self, other: Self) -> u32 {
        self.0.abs_diff(other.0)
    }
}

/// A page that stands by itself, such as the one about the archive.
pub struct Page {
    /// What its file says.
    pub meta: Box<ArticleMeta>,
    /// Its address below a script's folder, without `.html`.
    pub path: String,
}

/// An article or a page that was withdrawn. It is in no list and tied to nothing: all that is left of it is a notice at
/// its address.
pub struct Withdrawn {
    /// What its file says: for editors, and not for readers.
    pub meta: Box<ArticleMeta>,
    /// Its address below a script's folder, without `.html`: the one that it had.
    pub path: String,
}

impl Withdrawn {
    /// Since when it is, as one of its versions says.
    pub fn date(&self) -> Option<When> {
        let own = self.meta.withdrawn.as_ref().and_then(|withdrawn| withdrawn.date);
        own.or_else(|| self.meta.versions.iter().find_map(|version| version.withdrawn.as_ref()?.date))
    }
}

/// An article, a notice or an entity that is not selected: the site has it, and what is built does not.
pub struct Elsewhere {
    /// What its file says, of an article or a notice.
    pub meta: Option<Box<ArticleMeta>>,
    /// Its address below a script's folder, without `.html`.
    pub path: String,
}

/// An article and its ties.
pub struct Article {
    /// What its file says.
    pub meta: Box<ArticleMeta>,
    /// Its address below a script's folder, without `.html`: the same in every script.
    pub path: String,
    /// The entities that it is about.
    pub ties: ByKind<Vec<EntityId>>,
}

impl Article {
    /// All that it is about.
    pub fn about(&self) -> impl Iterator<Item = EntityId> {
        self.ties.values().flatten().copied()
    }

    /// The entities among these that are points on maps.
    pub fn places(&self) -> impl Iterator<Item = EntityId> {
        places(&self.ties)
    }
}

/// An entity and its ties.
pub struct Entity {
    /// What its file says, or the name alone if it has no file.
    pub meta: EntityMeta,
    /// Its address below a script's folder, without `.html`.
    pub path: String,
    /// What it is part of.
    pub parent: Option<EntityId>,
    /// What is part of it, earliest first.
    pub children: Vec<EntityId>,
    /// The spellings of a word that no file describes, as articles have them.
    pub spellings: Vec<String>,
    /// The entities that it names: where an event took place, which organisations a person belongs to.
    pub ties: ByKind<Vec<EntityId>>,
}

impl Entity {
    /// One that is tied to nothing yet.
    pub(super) fn new(meta: EntityMeta, path: String) -> Self {
        Self { meta, path, parent: None, children: Vec::new(), spellings: Vec::new(), ties: ByKind::default() }
    }

    /// The entities that it names and that are points on maps.
    pub fn places(&self) -> impl Iterator<Item = EntityId> {
        places(&self.ties)
    }
}

fn places(ties: &ByKind<Vec<EntityId>>) -> impl Iterator<Item = EntityId> {
    ties.iter().filter(|(kind, _)| kind.row().is_mapped).flat_map(|(_, ids)| ids).copied()
}

/// What a content file became.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// An article.
    Article(ArticleId),
    /// A page that stands by itself.
    Page(PageId),
    /// An entity.
    Entity(EntityId),
    /// An article or a page that was withdrawn.
    Withdrawn(WithdrawnId),
    /// What is not selected.
    Elsewhere(ElsewhereId),
}

/// An entity, what it is part of, and so on up.
pub fn ancestors(entities: &TiSlice<EntityId, Entity>, of: EntityId) -> impl Iterator<Item = EntityId> {
    std::iter::successors(Some(of), |&entity| entities[entity].parent)
}

/// Whether an entity has to do with some of others: it is one of them or a part of one, one is
/// a part of it, or they name the same entity as their place, their organisation and the like.
pub fn is_related(entities: &TiSlice<EntityId, Entity>, id: EntityId, others: &[EntityId]) -> bool {
    let around = |id: EntityId| {
        let entity = &entities[id];
        let near = entity.ties.values().flatten().copied().chain([id]);
        near.flat_map(|near| ancestors(entities, near)).collect::<BTreeSet<_>>()
    };
    let own = around(id);
    others.iter().any(|&other| own.contains(&other) || around(other).contains(&id))
}
