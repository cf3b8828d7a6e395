//! Ties the content of a site together, and makes the tables by which links find it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use typed_index_collections::{TiSlice, TiVec};

use super::formers::Formers;
use super::model::{
    Article, ArticleId, Elsewhere, ElsewhereId, Entity, EntityId, Page, PageId, Target, Withdrawn, WithdrawnId,
};
use super::page_order::PageOrder;
use super::{address, entities};
use crate::address::AddressId;
use crate::content::{ArticleMeta, Content};
use crate::date::When;
use crate::diagnostic::{Diagnostic, placing};
use crate::kinds::{EntityKind, EntityMap, Kinds};
use crate::script::{Glossary, fold_name};

/// What an archive may have, and need not.
#[derive(Clone, Debug)]
pub struct Has {
    /// Articles that were corrected.
    pub corrections: bool,
    /// Articles that name their source.
    pub sources: bool,
    /// Entities that are points on a map.
    pub coordinates: bool,
    /// The kinds of which it has entities.
    pub kinds: BTreeSet<EntityKind>,
}

/// All that a site's pages are made from, but the bodies.
pub struct Archive {
    /// Newest first, and those of one day from the front page on; those without a date come last.
    pub articles: TiVec<ArticleId, Article>,
    /// The pages that stand by themselves, in the order of their files.
    pub pages: TiVec<PageId, Page>,
    /// In the order of their files, then those without one.
    pub entities: TiVec<EntityId, Entity>,
    /// The articles and pages that were withdrawn, in the order that they would have among the others.
    pub withdrawn: TiVec<WithdrawnId, Withdrawn>,
    /// What is not selected.
    pub elsewhere: TiVec<ElsewhereId, Elsewhere>,
    /// The kinds of its entities.
    pub kinds: Arc<Kinds>,
    /// The addresses that articles, pages and notices had before.
    pub formers: Formers,
    /// The site's own glossary, and the names of entities: they count as words, and are official where they say so.
    pub glossary: Glossary,
    /// The glossary of each `[[source]]`.
    pub source_glossaries: Vec<Glossary>,
    pub(super) by_file: FxHashMap<String, Target>,
    /// By address, in lower case.
    pub(super) by_path: FxHashMap<String, Target>,
    pub(super) by_address: FxHashMap<AddressId, Target>,
    /// By the file's name, with and without its date, in lower case: articles, also those that were withdrawn.
    pub(super) by_stem: FxHashMap<String, Target>,
    /// Found out once: many links may ask.
    pub(super) has: OnceLock<Has>,
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
    pub fn new(
        content: Content,
        kinds: &Arc<Kinds>,
        text_of: &dyn Fn(&str) -> Option<String>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut report = placing(text_of, diagnostics);
        let Content { mut glossary, source_glossaries, .. } = content;
        let mut metas: TiVec<ArticleId, _> = content.articles.into();
        metas.sort_by_cached_key(|meta| {
            let front = (PageOrder::of(meta.page.as_deref()), meta.position.unwrap_or(u32::MAX));
            (Reverse(meta.date), front)
        });
        let mut register = entities::Register::new(content.entities, kinds, &mut report);
        // What only a withdrawn article names is nowhere else.
        let mut ties_of = |meta: &ArticleMeta| meta.withdrawn.is_none().then(|| register.ties(meta, &mut report));
        let ties: Vec<_> = metas.iter().map(|meta| ties_of(meta)).collect();
        // Positions and addresses are settled among all, so that they are the same before and after one is withdrawn.
        number_positions(&mut metas);
        let paths = address::assign(&metas, kinds, &mut report);
        let entities = register.finish();
        glossary.rules.extend(entities.iter().flat_map(|entity| entities::rules_of(&entity.meta)));
        let all_pages = address::pages(content.pages, &paths, &entities, kinds, &mut report);
        let mut archive = Self {
            articles: TiVec::new(),
            pages: TiVec::new(),
            entities,
            withdrawn: TiVec::new(),
            elsewhere: TiVec::new(),
            formers: Formers::default(),
            kinds: Arc::clone(kinds),
            glossary,
            source_glossaries,
            by_file: FxHashMap::default(),
            by_path: FxHashMap::default(),
            by_address: FxHashMap::default(),
            by_stem: FxHashMap::default(),
            has: OnceLock::new(),
        };
        for ((meta, path), ties) in metas.into_iter().zip(paths).zip(ties) {
            archive.register_article(&meta, &path, ties.is_some());
            match ties {
                Some(ties) => archive.articles.push(Article { meta, path, ties }),
                None => archive.withdrawn.push(Withdrawn { meta, path }),
            }
        }
        for Page { meta, path } in all_pages {
            archive.register_page(&meta, &path);
            match meta.withdrawn {
                None => archive.pages.push(Page { meta, path }),
                Some(_) => archive.withdrawn.push(Withdrawn { meta, path }),
            }
        }
        archive.register_entities();
        archive.register_titles();
        archive
    }

    /// Puts the next article into the tables by which links find it. Where several could be meant, it is
    /// the first of a file, and the newest.
    fn register_article(&mut self, meta: &ArticleMeta, path: &str, is_there: bool) {
        let target = match is_there {
            true => Target::Article(self.articles.next_key()),
            false => Target::Withdrawn(self.withdrawn.next_key()),
        };
        for meta in meta.with_versions() {
            if meta.part.is_none_or(|part| part == 1) {
                self.by_file.insert(meta.file.clone(), target);
            }
            let name = meta.file.rsplit('/').next().unwrap_or_default();
            let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            for stem in [name, &meta.stem, &meta.slug] {
                self.by_stem.entry(stem.to_lowercase()).or_insert(target);
            }
        }
        self.by_path.insert(path.to_lowercase(), target);
        self.by_address.insert(AddressId::of(path), target);
    }

    /// The same of a page that stands by itself.
    fn register_page(&mut self, meta: &ArticleMeta, path: &str) {
        let target = match meta.withdrawn {
            None => Target::Page(self.pages.next_key()),
            Some(_) => Target::Withdrawn(self.withdrawn.next_key()),
        };
        for meta in meta.with_versions() {
            self.by_file.insert(meta.file.clone(), target);
        }
        self.by_path.insert(path.to_lowercase(), target);
    }

    fn register_entities(&mut self) {
        for (id, entity) in self.entities.iter_enumerated() {
            self.by_file.insert(entity.meta.file.clone(), Target::Entity(id));
            self.by_path.insert(entity.path.to_lowercase(), Target::Entity(id));
            self.by_address.insert(AddressId::of(&entity.path), Target::Entity(id));
        }
    }

    /// The titles of articles and pages, and the names of entities, by which wiki links find what no file is called.
    fn register_titles(&mut self) {
        let Self { by_stem, articles, pages, entities, .. } = self;
        let articles = articles.iter_enumerated().map(|(id, article)| (&article.meta.title, Target::Article(id)));
        let pages = pages.iter_enumerated().map(|(id, page)| (&page.meta.title, Target::Page(id)));
        let entities = entities.iter_enumerated().map(|(id, entity)| (&entity.meta.name, Target::Entity(id)));
        for (title, target) in articles.chain(pages).chain(entities) {
            by_stem.entry(Self::key_of_title(title)).or_insert(target);
        }
    }

    /// What a title is looked up by: the same in either script, in any case. No file has such a name.
    pub fn key_of_title(title: &str) -> String {
        format!("\n{}", fold_name(title))
    }

    /// What it has.
    pub fn has(&self) -> &Has {
        self.has.get_or_init(|| Has {
            corrections: self.articles.iter().any(|article| !article.meta.corrections.is_empty()),
            sources: self.articles.iter().any(|article| article.meta.source.is_some()),
            coordinates: self.entities.iter().any(|entity| entity.meta.coordinates.is_some()),
            kinds: self.entities.iter().map(|entity| entity.meta.kind).collect(),
        })
    }

    /// How many articles there are, and how many entities of each kind.
    pub fn counts(&self) -> (usize, EntityMap<usize>) {
        let mut entities: EntityMap<usize> = self.kinds.map(|_| 0);
        self.entities.iter().for_each(|entity| entities[entity.meta.kind] += 1);
        (self.articles.len(), entities)
    }

    /// The date of the newest article; what is shown before its day decides nothing.
    pub fn newest(&self) -> Option<When> {
        self.articles.iter().filter(|article| !article.meta.is_ahead).filter_map(|article| article.meta.date).max()
    }

    /// The article or entity at an address below a script's folder, with or without `.html`.
    pub fn at_path(&self, path: &str) -> Option<Target> {
        self.by_path.get(&Self::key_of_path(path)).copied()
    }

    /// What an address is looked up by: the same with and without `.html`, in any case.
    pub fn key_of_path(path: &str) -> String {
        let path = path.trim_matches('/').trim_end_matches("index.html").trim_end_matches(".html");
        path.trim_matches('/').to_lowercase()
    }

    /// All names by which links find what they lead to: those of files, addresses, and names of files.
    pub fn names(&self) -> [impl Iterator<Item = (&str, Target)>; 3] {
        [&self.by_file, &self.by_path, &self.by_stem]
            .map(|table| table.iter().map(|(name, target)| (name.as_str(), *target)))
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
    pub fn named(&self, stem: &str) -> Option<Target> {
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
            Target::Withdrawn(id) => &self.withdrawn[id].path,
            Target::Elsewhere(id) => &self.elsewhere[id].path,
        }
    }

    /// What the file of an article says, also of one that was withdrawn or is not selected.
    pub fn article_meta(&self, target: Target) -> Option<&ArticleMeta> {
        match target {
            Target::Article(id) => Some(&self.articles[id].meta),
            Target::Withdrawn(id) => Some(&self.withdrawn[id].meta),
            Target::Elsewhere(id) => self.elsewhere[id].meta.as_deref(),
            Target::Page(_) | Target::Entity(_) => None,
        }
    }
}
