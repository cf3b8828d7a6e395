//! What the pages of one script share: the site's words, and a card for each article, which
//! lists show again and again. Bodies are not among it.

use rayon::prelude::*;
use tera::Value;

use super::context::{self, Card, Reference, Site};
use super::converters::Converters;
use super::url;
use crate::archive::{Archive, EntityId};
use crate::config::Config;
use crate::content::EntityKind;
use crate::links::Links;
use crate::script::Script;

/// The shared values of one script; cloning one is counting a reference.
pub(super) struct View {
    pub script: Script,
    pub title: String,
    pub description: String,
    pub publisher: String,
    pub site: Value,
    /// By article.
    pub cards: Vec<Value>,
    /// By entity.
    pub references: Vec<Reference>,
}

impl View {
    pub fn new(script: Script, config: &Config, archive: &Archive, links: &Links, converters: &Converters) -> Self {
        let own = |text: &str| converters.text(text, config.source_script, script);
        let count = |kind| archive.entities.iter().filter(|entity| entity.meta.kind == kind).count();
        let list = |path: &str| url::list_file(script, path, 1, config.page_form);
        let (title, description) = (own(&config.title), own(&config.description));
        let publisher = if config.publisher.is_empty() { title.clone() } else { own(&config.publisher) };
        let site = Site {
            title: title.clone(),
            description: description.clone(),
            publisher: publisher.clone(),
            base_url: config.base_url.clone(),
            home: list(""),
            feed: feed_file(script),
            events: list("events/"),
            locations: list("locations/"),
            dates: list("dates/"),
            article_count: archive.articles.len(),
            event_count: count(EntityKind::Event),
            location_count: count(EntityKind::Location),
            extra: config.extra.clone(),
        };
        let references: Vec<Reference> = archive
            .entities
            .iter()
            .zip(&links.by_entity)
            .map(|(entity, articles)| Reference {
                name: converters.text(&entity.meta.name, entity.meta.script, script),
                path: url::page_file(script, &entity.path, config.page_form),
                count: articles.len(),
            })
            .collect();
        let cards = archive.articles.par_iter().map(|article| {
            let meta = &article.meta;
            let text = |text: &str| converters.text(text, meta.script, script);
            let refer = |ids: &[EntityId]| ids.iter().map(|&id| references[id].clone()).collect();
            Value::from_serializable(&Card {
                title: text(&meta.title),
                summary: text(&meta.summary),
                path: url::page_file(script, &article.path, config.page_form),
                date: meta.date.map(|date| date.iso()),
                source: meta.source.as_deref().map(text),
                events: refer(&article.events),
                locations: refer(&article.locations),
            })
        });
        let cards = cards.collect();
        Self { script, title, description, publisher, site: Value::from_serializable(&site), cards, references }
    }

    /// Links to entities.
    pub fn refer(&self, ids: &[EntityId]) -> Vec<context::Reference> {
        ids.iter().map(|&id| self.references[id].clone()).collect()
    }
}

/// The Atom feed of a script.
pub(super) fn feed_file(script: Script) -> String {
    format!("{}/feed.xml", script.folder())
}
