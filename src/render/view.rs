//! What the pages of one script share: the site's words, and a card for each article, which
//! lists show again and again. Bodies are not among it.

use rayon::prelude::*;
use tera::Value;

use super::context::{self, Card, Reference, Site};
use super::converters::Converters;
use super::url;
use crate::archive::{Archive, EntityId};
use crate::config::Config;
use crate::content::{ArticleMeta, EntityKind};
use crate::links::Links;
use crate::script::{Converter, Glossary, Page, Script};

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
            let words = ArticleWords::new(&article.meta, article.meta.for_readers(script), script, converters);
            let refer = |ids: &[EntityId]| ids.iter().map(|&id| references[id].clone()).collect();
            Value::from_serializable(&Card {
                title: words.title(),
                lang: article.meta.foreign_only().map(str::to_owned),
                summary: words.summary(),
                path: url::article_file(script, article, config.page_form),
                date: article.meta.date.map(|date| date.iso()),
                source: words.first(|meta| meta.source.as_ref()),
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

/// What an article says of itself, for readers of one script: a version made by hand has
/// the first word, and the article itself says what that leaves out.
pub(super) struct ArticleWords<'a> {
    /// The version, then the article; the same if there is only one.
    metas: [&'a ArticleMeta; 2],
    converters: [&'a Converter; 2],
    pages: [Page; 2],
}

impl<'a> ArticleWords<'a> {
    pub fn new(meta: &'a ArticleMeta, shown: &'a ArticleMeta, script: Script, converters: &'a Converters) -> Self {
        let metas = [shown, meta];
        let converter = metas.map(|meta| converters.of_article(meta, script));
        let page = |index: usize| converters.page(metas[index], &Glossary::default(), converter[index]);
        Self { metas, converters: converter, pages: [page(0), page(1)] }
    }

    /// A text that only one of the two has.
    pub fn first(&self, text: impl Fn(&ArticleMeta) -> Option<&String>) -> Option<String> {
        (0..2).find_map(|index| text(self.metas[index]).map(|text| self.convert(text, index)))
    }

    /// A list of texts.
    pub fn list(&self, list: impl Fn(&ArticleMeta) -> &Vec<String>) -> Vec<String> {
        let index = usize::from(list(self.metas[0]).is_empty());
        list(self.metas[index]).iter().map(|text| self.convert(text, index)).collect()
    }

    pub fn title(&self) -> String {
        self.first(|meta| Some(&meta.title).filter(|title| !title.is_empty())).unwrap_or_default()
    }

    pub fn summary(&self) -> String {
        self.first(|meta| Some(&meta.summary).filter(|summary| !summary.is_empty())).unwrap_or_default()
    }

    /// What converts that text.
    pub fn converter(&self) -> &'a Converter {
        self.converters[0]
    }

    fn convert(&self, text: &str, index: usize) -> String {
        self.converters[index].text(text, &self.pages[index])
    }
}

/// The Atom feed of a script.
pub(super) fn feed_file(script: Script) -> String {
    format!("{}/feed.xml", script.folder())
}
