//! Ties the content of a site together, and makes the tables by which links find it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;
use typed_index_collections::{TiSlice, TiVec};

use super::model::{Article, ArticleId, Entity, EntityId, Page, PageId, Target};
use super::page_order::PageOrder;
use super::{address, entities};
use crate::address::AddressId;
use crate::content::{ArticleMeta, Content};
use crate::diagnostic::{Diagnostic, placing};
use crate::script::{Glossary, fold_name};

/// All that a site's pages are made from, but the bodies.
pub struct Archive {
    /// Newest first, and those of one day from the front page on; those without a date come last.
    pub articles: TiVec<ArticleId, Article>,
    /// The pages that stand by themselves, in the order of their files.
    pub pages: TiVec<PageId, Page>,
    /// In the order of their files, then those without one.
    pub entities: TiVec<EntityId, Entity>,
    /// The site's own glossary.
    pub glossary: Glossary,
    /// The glossary of each `[[source]]`.
    pub source_glossaries: Vec<Glossary>,
    by_file: FxHashMap<String, Target>,
    /// By address, in lower case.
    by_path: FxHashMap<String, Target>,
    by_address: FxHashMap<AddressId, Target>,
    /// By the file's name, with and without its date, in lower case.
    by_stem: FxHashMap<String, ArticleId>,
}

/// Gives each article of a newspaper's page that has no position one, in the order of the files.
fn number_positions(metas: &mut TiSlice<ArticleId, Box<ArticleMeta>>) {
    type OnPage = (String, String, Option<String>, String);
    let mut pages: BTreeMap<OnPage, Vec<ArticleId>> = BTreeMap::new();
    for (id, meta) in metas.iter_enumerated() {
        let Some(date) = meta.date.filter(|date| date.day.is_some()) else { continue };
        let Some(page) = &meta.page else { continue };
        let source = fold_name(meta.source.as_deref().unwrap_or_default());
        let edition = meta.edition.as_deref().map(fold_name);
        pages.entry((date.iso_date(), source, edition, fold_name(page))).or_default().push(id);
    }
    for mut on_page in pages.into_values() {
        on_page.sort_by_key(|&id| (metas[id].file.clone(), metas[id].part));
        let taken: BTreeSet<u32> = on_page.iter().filter_map(|&id| metas[id].position).collect();
        let mut free = (1..).filter(|number| !taken.contains(number));
        for id in on_page {
            if metas[id].position.is_none() {
                metas[id].position = free.next();
            }
        }
    }
}

impl Archive {
    /// Ties the content together. `text_of` gives the text of a file, to show the line of
    /// a finding; it is only asked where there is one.
    pub fn new(content: Content, text_of: &dyn Fn(&str) -> Option<String>, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut report = placing(text_of, diagnostics);
        let Content { glossary, source_glossaries, .. } = content;
        let mut metas: TiVec<ArticleId, _> = content.articles.into();
        metas.sort_by_cached_key(|meta| {
            let front = (PageOrder::of(meta.page.as_deref()), meta.position.unwrap_or(u32::MAX));
            (Reverse(meta.date), front)
        });
        let mut register = entities::Register::new(content.entities, &mut report);
        let ties: Vec<_> = metas.iter().map(|meta| register.ties(meta, &mut report)).collect();
        number_positions(&mut metas);
        let paths = address::assign(&metas, &mut report);
        let entities = register.finish();
        let articles: TiVec<ArticleId, Article> =
            metas.into_iter().zip(paths).zip(ties).map(|((meta, path), ties)| Article { meta, path, ties }).collect();
        let pages = address::pages(content.pages, &articles, &entities, &mut report);
        let mut archive = Self {
            articles,
            pages,
            entities,
            glossary,
            source_glossaries,
            by_file: FxHashMap::default(),
            by_path: FxHashMap::default(),
            by_address: FxHashMap::default(),
            by_stem: FxHashMap::default(),
        };
        archive.register();
        archive
    }

    /// Makes the tables by which links find articles. Where several articles could be meant, it is
    /// the first of a file, and the newest.
    fn register(&mut self) {
        for (id, article) in self.articles.iter_enumerated() {
            let target = Target::Article(id);
            for meta in article.meta.with_versions() {
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
            self.by_address.insert(AddressId::of(&article.path), target);
        }
        for (id, page) in self.pages.iter_enumerated() {
            for meta in page.meta.with_versions() {
                self.by_file.insert(meta.file.clone(), Target::Page(id));
            }
            self.by_path.insert(page.path.to_lowercase(), Target::Page(id));
        }
        for (id, entity) in self.entities.iter_enumerated() {
            self.by_file.insert(entity.meta.file.clone(), Target::Entity(id));
            self.by_path.insert(entity.path.to_lowercase(), Target::Entity(id));
            self.by_address.insert(AddressId::of(&entity.path), Target::Entity(id));
        }
    }

    /// The article or entity at an address below a script's folder, with or without `.html`.
    pub fn at_path(&self, path: &str) -> Option<Target> {
        let path = path.trim_matches('/').trim_end_matches("index.html").trim_end_matches(".html");
        self.by_path.get(&path.trim_matches('/').to_lowercase()).copied()
    }

    /// The article of an address.
    pub fn article_of(&self, address: AddressId) -> Option<ArticleId> {
        match self.by_address.get(&address) {
            Some(Target::Article(id)) => Some(*id),
            _ => None,
        }
    }

    /// The entity of an address.
    pub fn entity_of(&self, address: AddressId) -> Option<EntityId> {
        match self.by_address.get(&address) {
            Some(Target::Entity(id)) => Some(*id),
            _ => None,
        }
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
            Target::Page(id) => &self.pages[id].path,
            Target::Entity(id) => &self.entities[id].path,
        }
    }
}
