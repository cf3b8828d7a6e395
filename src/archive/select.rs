//! Takes a part out of an archive. Everything keeps its address and is converted as before; links to the rest know that
//! it is elsewhere.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use typed_index_collections::TiVec;

use super::assemble::Archive;
use super::model::{
    Article, ArticleId, Elsewhere, ElsewhereId, Entity, EntityId, Target, Withdrawn, WithdrawnId, ancestors,
};
use crate::content::ArticleMeta;

/// What is chosen of an archive. The pages that stand by themselves are always.
#[derive(Debug, Default)]
pub struct Chosen {
    /// The articles.
    pub articles: BTreeSet<ArticleId>,
    /// The notices of articles that were withdrawn.
    pub withdrawn: BTreeSet<WithdrawnId>,
    /// The entities, besides those that the articles are about.
    pub entities: BTreeSet<EntityId>,
}

impl Archive {
    /// What is chosen, with the entities that it has to do with.
    #[must_use]
    pub fn select(self, chosen: &Chosen) -> Self {
        let reached = self.reached(chosen);
        let Self { articles, withdrawn, entities, pages, .. } = self;
        let mut rest = TiVec::new();
        let (mut kept_articles, mut kept_withdrawn) = (TiVec::new(), TiVec::new());
        let article = |(id, article): (ArticleId, Article)| match chosen.articles.contains(&id) {
            true => Target::Article(kept_articles.push_and_get_key(article)),
            false => put(&mut rest, Some(article.meta), article.path),
        };
        let article_now: TiVec<ArticleId, Target> = articles.into_iter_enumerated().map(article).collect();
        let notice = |(id, notice): (WithdrawnId, Withdrawn)| match chosen.withdrawn.contains(&id) {
            true => Target::Withdrawn(kept_withdrawn.push_and_get_key(notice)),
            false => put(&mut rest, Some(notice.meta), notice.path),
        };
        let withdrawn_now: TiVec<WithdrawnId, Target> = withdrawn.into_iter_enumerated().map(notice).collect();
        let (mut kept_entities, entity_now) = entities_of(entities, &reached, &mut rest);
        tie(&mut kept_entities, &mut kept_articles, &entity_now);
        let now = |target: &mut Target| match *target {
            Target::Article(id) => *target = article_now[id],
            Target::Withdrawn(id) => *target = withdrawn_now[id],
            Target::Entity(id) => *target = entity_now[id],
            Target::Page(_) | Target::Elsewhere(_) => {}
        };
        let Self { mut by_file, mut by_path, mut by_address, mut by_stem, mut formers, .. } = self;
        let Self { kinds, glossary, source_glossaries, .. } = self;
        by_file.values_mut().for_each(now);
        [&mut by_path, &mut by_stem].into_iter().flat_map(FxHashMap::values_mut).for_each(now);
        by_address.values_mut().for_each(now);
        formers.lead(now);
        Self {
            articles: kept_articles,
            pages,
            entities: kept_entities,
            withdrawn: kept_withdrawn,
            elsewhere: rest,
            formers,
            kinds,
            glossary,
            source_glossaries,
            by_file,
            by_path,
            by_address,
            by_stem,
            has: OnceLock::new(),
        }
    }

    /// The entities that the chosen articles are about and those chosen besides, what these are part of, what they name,
    /// and so on.
    fn reached(&self, chosen: &Chosen) -> BTreeSet<EntityId> {
        let about = chosen.articles.iter().flat_map(|&id| self.articles[id].about());
        let mut open: Vec<EntityId> = about.chain(chosen.entities.iter().copied()).collect();
        let mut reached = BTreeSet::new();
        while let Some(id) = open.pop() {
            if reached.insert(id) {
                open.extend(self.entities[id].parent);
                open.extend(self.entities[id].ties.values().flatten());
            }
        }
        reached
    }

    /// Whether an article is about an entity or a part of it.
    pub fn is_about(&self, article: ArticleId, entity: EntityId) -> bool {
        let mut about = self.articles[article].about();
        about.any(|own| ancestors(&self.entities, own).any(|outer| outer == entity))
    }
}

/// Puts something to the rest.
fn put(rest: &mut TiVec<ElsewhereId, Elsewhere>, meta: Option<Box<ArticleMeta>>, path: String) -> Target {
    Target::Elsewhere(rest.push_and_get_key(Elsewhere { meta, path }))
}

/// The entities that are kept, still with the ties that they had, and what became of each.
fn entities_of(
    entities: TiVec<EntityId, Entity>,
    reached: &BTreeSet<EntityId>,
    rest: &mut TiVec<ElsewhereId, Elsewhere>,
) -> (TiVec<EntityId, Entity>, TiVec<EntityId, Target>) {
    let mut kept = TiVec::new();
    let entity = |(id, entity): (EntityId, Entity)| match reached.contains(&id) {
        true => Target::Entity(kept.push_and_get_key(entity)),
        false => put(rest, None, entity.path),
    };
    let now = entities.into_iter_enumerated().map(entity).collect();
    (kept, now)
}

/// Names the entities in all ties by what they are now.
fn tie(
    entities: &mut TiVec<EntityId, Entity>,
    articles: &mut TiVec<ArticleId, Article>,
    now: &TiVec<EntityId, Target>,
) {
    let kept = |id: EntityId| match now[id] {
        Target::Entity(id) => Some(id),
        _ => None,
    };
    let all_kept = |ids: &mut Vec<EntityId>| *ids = ids.iter().filter_map(|&id| kept(id)).collect();
    for entity in entities {
        entity.parent = entity.parent.and_then(kept);
        all_kept(&mut entity.children);
        entity.ties.values_mut().for_each(all_kept);
    }
    for article in articles {
        article.ties.values_mut().for_each(all_kept);
    }
}
