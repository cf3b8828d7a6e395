//! The second phase of rendering: the lists and all other pages, which have what articles mention and show.

use std::ops::Deref;

use tera::Value;
use typed_index_collections::{TiSlice, TiVec, ti_vec};

use super::context::Counts;
use super::outcome::Facts;
use super::renderer::Renderer;
use crate::archive::{ArticleId, EntityId};
use crate::pictures::Picture;
use crate::search::Root;

/// Renders the pages that can only be planned once all articles were rendered.
pub struct Lists<'r> {
    renderer: &'r Renderer,
    /// By article: the entities that its text mentions.
    pub(super) mentions: TiVec<ArticleId, Vec<EntityId>>,
    /// By entity: the articles that mention it without being about it, newest first.
    pub(super) mentioned_in: TiVec<EntityId, Vec<ArticleId>>,
    /// By article: its first picture, and the path that it is published at.
    pub(super) picture_of: TiVec<ArticleId, Option<(String, Picture)>>,
    /// The beginning of every search, if there is an index.
    pub(super) search_root: Option<Root>,
}

impl Deref for Lists<'_> {
    type Target = Renderer;

    fn deref(&self) -> &Renderer {
        self.renderer
    }
}

impl<'r> Lists<'r> {
    /// The second phase, by the facts that the first one came to, in any order.
    pub fn new(renderer: &'r Renderer, facts: impl IntoIterator<Item = Facts>, search_root: Option<Root>) -> Self {
        let (articles, entities) = (renderer.archive.articles.len(), renderer.archive.entities.len());
        let mut lists = Self {
            renderer,
            mentions: ti_vec![Vec::new(); articles],
            mentioned_in: ti_vec![Vec::new(); entities],
            picture_of: ti_vec![None; articles],
            search_root,
        };
        let (mut mentions, mut pictures) = (Vec::new(), Vec::new());
        for facts in facts {
            mentions.extend(facts.mentions);
            pictures.extend(facts.pictures);
        }
        pictures.sort_by(|(article, path, _), (other, other_path, _)| (article, path).cmp(&(other, other_path)));
        for (article, path, picture) in pictures {
            lists.picture_of[article].get_or_insert((path, picture));
        }
        // The versions of an article come one by one.
        mentions.sort();
        for (article, entities) in mentions {
            entities.into_iter().for_each(|entity| lists.add_mention(article, entity));
        }
        lists
    }

    fn add_mention(&mut self, article: ArticleId, entity: EntityId) {
        if self.mentions[article].contains(&entity) {
            return;
        }
        self.mentions[article].push(entity);
        // What is about a part of it is on its page already.
        if self.renderer.links.with_parts[entity].binary_search(&article).is_err() {
            self.mentioned_in[entity].push(article);
        }
    }

    /// How many there are of everything.
    pub(super) fn counts(&self) -> Value {
        let kinds = &self.archive.kinds;
        let of = |kind| self.archive.entities.iter().filter(|entity| entity.meta.kind == kind).count();
        Value::from_serializable(&Counts {
            articles: self.archive.articles.len(),
            sources: self.links.sources.len(),
            entities: kinds.iter().map(|(kind, called)| (called.folder.clone(), of(kind))).collect(),
        })
    }

    /// By entity: the articles that mention it without being about it.
    pub fn mentioned_in(&self) -> &TiSlice<EntityId, Vec<ArticleId>> {
        &self.mentioned_in
    }
}
