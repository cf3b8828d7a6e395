//! What is only known once all articles were rendered: what they mention, and their first pictures.

use typed_index_collections::{TiVec, ti_vec};

use super::door::Door;
use super::facet::{Facet, ListId};
use super::list::List;
use super::trace::Trace;
use crate::address::AddressId;
use crate::archive::{ArticleId, EntityId};
use crate::pictures::Picture;

/// What articles were found to mention and to show once they were rendered.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The entities that articles mention without being about them.
    pub mentions: Vec<(ArticleId, Vec<EntityId>)>,
    /// The first picture of articles: the path that it is published at, and what it is.
    pub pictures: Vec<(ArticleId, String, Picture)>,
}

/// The facts of all articles.
pub struct Learned {
    /// By article: the entities that its text mentions.
    mentions: TiVec<ArticleId, Vec<EntityId>>,
    /// By entity: the articles that mention it without being about it, newest first.
    mentioned_in: TiVec<EntityId, Vec<ArticleId>>,
    /// By article: its first picture, and the path that it is published at.
    picture_of: TiVec<ArticleId, Option<(String, Picture)>>,
}

impl Learned {
    /// The facts of all articles, which may come in any order.
    pub fn new(door: &Door, facts: impl IntoIterator<Item = Facts>) -> Self {
        let (archive, _) = door.untraced();
        let (articles, entities) = (archive.articles.len(), archive.entities.len());
        let mut learned = Self {
            mentions: ti_vec![Vec::new(); articles],
            mentioned_in: ti_vec![Vec::new(); entities],
            picture_of: ti_vec![None; articles],
        };
        let (mut mentions, mut pictures) = (Vec::new(), Vec::new());
        for facts in facts {
            mentions.extend(facts.mentions);
            pictures.extend(facts.pictures);
        }
        pictures.sort_by(|(article, path, _), (other, other_path, _)| (article, path).cmp(&(other, other_path)));
        for (article, path, picture) in pictures {
            learned.picture_of[article].get_or_insert((path, picture));
        }
        // The versions of an article come one by one.
        mentions.sort();
        for (article, entities) in mentions {
            entities.into_iter().for_each(|entity| learned.add_mention(door, article, entity));
        }
        learned
    }

    fn add_mention(&mut self, door: &Door, article: ArticleId, entity: EntityId) {
        if self.mentions[article].contains(&entity) {
            return;
        }
        self.mentions[article].push(entity);
        // What is about a part of it is on its page already.
        if door.untraced().1.with_parts[entity].binary_search(&article).is_err() {
            self.mentioned_in[entity].push(article);
        }
    }

    /// These for a job, which puts down in `trace` what it reads.
    pub fn reads<'r>(&'r self, door: &'r Door, trace: &'r Trace) -> LearnedReads<'r> {
        LearnedReads { learned: self, door, trace }
    }

    /// By entity: the articles that mention it without being about it.
    pub fn mentioned_in(&self) -> &TiVec<EntityId, Vec<ArticleId>> {
        &self.mentioned_in
    }

    pub(super) fn mentions_of(&self, id: ArticleId) -> &[EntityId] {
        &self.mentions[id]
    }

    pub(super) fn picture(&self, id: ArticleId) -> Option<&(String, Picture)> {
        self.picture_of[id].as_ref()
    }
}

/// What was learned, for one job.
pub struct LearnedReads<'r> {
    learned: &'r Learned,
    door: &'r Door,
    trace: &'r Trace,
}

impl<'r> LearnedReads<'r> {
    fn address(&self, id: ArticleId) -> AddressId {
        AddressId::of(&self.door.untraced().0.articles[id].path)
    }

    /// The entities that the text of an article mentions.
    pub fn mentions(&self, id: ArticleId) -> &'r [EntityId] {
        self.trace.record(Facet::Mentioned(self.address(id)));
        self.learned.mentions_of(id)
    }

    /// The articles that mention an entity without being about it, newest first.
    pub fn mentioned_in(&self, id: EntityId) -> List<'r> {
        let list = ListId::Mentions(AddressId::of(&self.door.untraced().0.entities[id].path));
        List::new(&self.learned.mentioned_in[id], list, self.trace)
    }

    /// The first picture of an article, and the path that it is published at.
    pub fn picture_of(&self, id: ArticleId) -> Option<&'r (String, Picture)> {
        self.trace.record(Facet::Picture(self.address(id)));
        self.learned.picture(id)
    }
}
