//! Articles, pages and entities with their addresses and ties.

use std::collections::BTreeSet;

use crate::content::{ArticleMeta, EntityMeta};

/// The index of an article.
pub type ArticleId = usize;

/// The index of a page that stands by itself.
pub type PageId = usize;

/// The index of an event, a location, a person or an organisation.
pub type EntityId = usize;

/// A page that stands by itself, such as the one about the archive.
pub struct Page {
    /// What its file says.
    pub meta: Box<ArticleMeta>,
    /// Its address below a script's folder, without `.html`.
    pub path: String,
}

/// An article and its ties.
pub struct Article {
    /// What its file says.
    pub meta: Box<ArticleMeta>,
    /// Its address below a script's folder, without `.html`: the same in every script.
    pub path: String,
    /// The events that it is about.
    pub events: Vec<EntityId>,
    /// The places that it is about.
    pub locations: Vec<EntityId>,
    /// The persons that it is about.
    pub persons: Vec<EntityId>,
    /// The organisations that it is about.
    pub organizations: Vec<EntityId>,
}

impl Article {
    /// All that it is about.
    pub fn about(&self) -> impl Iterator<Item = EntityId> {
        let ties = [&self.events, &self.locations, &self.persons, &self.organizations];
        ties.into_iter().flatten().copied()
    }
}

/// An event, a location, a person or an organisation, and its ties.
pub struct Entity {
    /// What its file says, or the name alone if it has no file.
    pub meta: EntityMeta,
    /// Its address below a script's folder, without `.html`.
    pub path: String,
    /// What it is part of.
    pub parent: Option<EntityId>,
    /// What is part of it, earliest first.
    pub children: Vec<EntityId>,
    /// Where an event took place, or where a person or an organisation is at home.
    pub locations: Vec<EntityId>,
    /// The organisations that a person belongs to, or that held an event.
    pub organizations: Vec<EntityId>,
}

/// What a content file became.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// An article.
    Article(ArticleId),
    /// A page that stands by itself.
    Page(PageId),
    /// An event, a location, a person or an organisation.
    Entity(EntityId),
}

/// An entity, what it is part of, and so on up.
pub fn ancestors(entities: &[Entity], of: EntityId) -> impl Iterator<Item = EntityId> {
    std::iter::successors(Some(of), |&entity| entities[entity].parent)
}

/// Whether an entity has to do with some of others: it is one of them or a part of one, one is
/// a part of it, or they share a place or an organisation.
pub fn is_related(entities: &[Entity], id: EntityId, others: &[EntityId]) -> bool {
    let around = |id: EntityId| {
        let entity = &entities[id];
        let near = entity.locations.iter().chain(&entity.organizations).copied().chain([id]);
        near.flat_map(|near| ancestors(entities, near)).collect::<BTreeSet<_>>()
    };
    let own = around(id);
    others.iter().any(|&other| own.contains(&other) || around(other).contains(&id))
}
