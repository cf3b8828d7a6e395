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
    /// By address, in lower case.
    by_path: HashMap<String, Target>,
    /// By the file's name, with and without its date, in lower case.
    by_stem: HashMap<String, ArticleId>,
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
        let mut archive = Self {
            articles,
            entities,
            glossary,
            source_glossaries,
            by_file: HashMap::new(),
            by_path: HashMap::new(),
            by_stem: HashMap::new(),
        };
        archive.register();
        archive
    }

    /// Makes the tables by which links find articles. Where several articles could be meant, it is
    /// the first of a file, and the newest.
    fn register(&mut self) {
        for (id, article) in self.articles.iter().enumerate() {
            let target = Target::Article(id);
            for meta in article.meta.versions.iter().chain([&article.meta]) {
                if meta.part.is_none_or(|part| part == 1) {
                    self.by_file.insert(meta.file.clone(), target);
                }
                let name = meta.file.rsplit('/').next().unwrap_or_default();
                let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
                for stem in [name, &meta.stem, &meta.slug] {
                    self.by_stem.entry(stem.to_lowercase()).or_insert(id);
                }
            }
            self.by_path.insert(article.path.to_lowercase(), target);
        }
        for (id, entity) in self.entities.iter().enumerate() {
            self.by_file.insert(entity.meta.file.clone(), Target::Entity(id));
            self.by_path.insert(entity.path.to_lowercase(), Target::Entity(id));
        }
    }

    /// The article or entity at an address below a script's folder, with or without `.html`.
    pub fn at_path(&self, path: &str) -> Option<Target> {
        let path = path.trim_matches('/').trim_end_matches("index.html").trim_end_matches(".html");
        self.by_path.get(&path.trim_matches('/').to_lowercase()).copied()
    }

    /// The article whose file has that name, without its ending.
    pub fn named(&self, stem: &str) -> Option<ArticleId> {
        self.by_stem.get(&stem.to_lowercase()).copied()
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
