//! The archive: every article, event and place, with its address and its ties, immutable
//! from here on. Others refer to them by id, their index.

mod address;
mod entities;

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::content::{ArticleMeta, Content, EntityKind, EntityMeta};
use crate::diagnostic::Diagnostic;
use crate::script::Glossary;

/// The index of an article.
pub type ArticleId = usize;
/// The index of an event or a location.
pub type EntityId = usize;

/// All that a site's pages are made from, but the bodies.
pub struct Archive {
    /// Newest first; those without a date come last.
    pub articles: Vec<Article>,
    /// Events, then locations; each in the order of their files, then those without one.
    pub entities: Vec<Entity>,
    /// The site's own glossary.
    pub glossary: Glossary,
    /// The glossary of each `[[source]]`.
    pub source_glossaries: Vec<Glossary>,
    by_file: HashMap<String, Target>,
}

/// An article and its ties.
pub struct Article {
    /// What its file says.
    pub meta: ArticleMeta,
    /// Its address below a script's folder, without `.html`: the same in every script.
    pub path: String,
    /// The events that it is about.
    pub events: Vec<EntityId>,
    /// The places that it is about.
    pub locations: Vec<EntityId>,
}

/// An event or a location and its ties.
pub struct Entity {
    /// What its file says, or the name alone if it has no file.
    pub meta: EntityMeta,
    /// Its address below a script's folder, without `.html`.
    pub path: String,
    /// What it is part of.
    pub parent: Option<EntityId>,
    /// What is part of it, earliest first.
    pub children: Vec<EntityId>,
    /// Where an event took place.
    pub locations: Vec<EntityId>,
}

/// What a content file became.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// An article.
    Article(ArticleId),
    /// An event or a location.
    Entity(EntityId),
}

impl Archive {
    /// Ties the content together. `text_of` gives the text of a file, to show the line of
    /// a finding; it is only asked where there is one.
    pub fn new(content: Content, text_of: &dyn Fn(&str) -> Option<String>, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut report = |diagnostic: Diagnostic, range| {
            let place = text_of(&diagnostic.file);
            diagnostics.push(match place {
                Some(text) => diagnostic.at(&text, range),
                None => diagnostic,
            });
        };
        let Content { glossary, source_glossaries, .. } = content;
        let mut metas = content.articles;
        metas.sort_by_key(|meta| Reverse(meta.date));
        let mut register = entities::Register::new(content.entities, &mut report);
        let ties: Vec<_> = metas
            .iter()
            .map(|meta| {
                let mut find = |kind, names: &[String], range: &std::ops::Range<usize>| {
                    let mut found: Vec<EntityId> = Vec::new();
                    for name in names {
                        let id = register.find_or_add(kind, name, meta, range, &mut report);
                        if !found.contains(&id) {
                            found.push(id);
                        }
                    }
                    found
                };
                let events = find(EntityKind::Event, &meta.events, &meta.places.events);
                (events, find(EntityKind::Location, &meta.locations, &meta.places.locations))
            })
            .collect();
        let paths = address::assign(&metas, &mut report);
        let entities = register.finish(&mut report);
        let articles: Vec<Article> = metas
            .into_iter()
            .zip(paths)
            .zip(ties)
            .map(|((meta, path), (events, locations))| Article { meta, path, events, locations })
            .collect();
        let by_file = articles
            .iter()
            .enumerate()
            .flat_map(|(id, article)| {
                let files = article.meta.versions.iter().map(|version| &version.file).chain([&article.meta.file]);
                files.map(move |file| (file.clone(), Target::Article(id)))
            })
            .chain(entities.iter().enumerate().map(|(id, entity)| (entity.meta.file.clone(), Target::Entity(id))))
            .collect();
        Self { articles, entities, glossary, source_glossaries, by_file }
    }

    /// What the content file of that name became.
    pub fn target(&self, file: &str) -> Option<Target> {
        self.by_file.get(file).copied()
    }

    /// The address of an article or entity below a script's folder, without `.html`.
    pub fn path(&self, target: Target) -> &str {
        match target {
            Target::Article(id) => &self.articles[id].path,
            Target::Entity(id) => &self.entities[id].path,
        }
    }
}
