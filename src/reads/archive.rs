//! Articles, pages and entities, as a job reads them.

use std::ops::Index;
use std::sync::Arc;

use typed_index_collections::TiSlice;

use super::facet::{Facet, ListId, Look, NameId, Table};
use super::trace::Trace;
use crate::address::{AddressId, Former};
use crate::archive::{
    Archive, Article, ArticleId, Entity, EntityId, Formers, Has, Moved, MovedTo, Page, PageId, Target, Withdrawn,
    WithdrawnId, ancestors,
};
use crate::content::ArticleMeta;
use crate::formerly::OldLists;
use crate::kinds::{EntityMap, Kinds};
use crate::links::{Meaning, Names};

/// Things by their ids, each of which is put down once it is looked at.
pub struct Indexed<'r, K, V> {
    all: &'r TiSlice<K, V>,
    trace: &'r Trace,
    list: ListId,
    facet: fn(&V) -> Facet,
}

impl<K, V> Clone for Indexed<'_, K, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, V> Copy for Indexed<'_, K, V> {}

impl<'r, K: From<usize> + Copy, V> Indexed<'r, K, V>
where
    usize: From<K>,
{
    /// One of them.
    pub fn get(&self, id: K) -> &'r V {
        let found = &self.all[id];
        self.trace.record((self.facet)(found));
        found
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.trace.record(Facet::List(self.list, Look::Length));
        self.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.trace.record(Facet::List(self.list, Look::IsEmpty));
        self.all.is_empty()
    }

    /// The ids of all.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = K> + ExactSizeIterator + 'r {
        self.trace.record(Facet::List(self.list, Look::Whole));
        self.all.keys()
    }

    /// All of them.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &'r V> {
        self.iter_enumerated().map(|(_, value)| value)
    }

    /// All of them with their ids.
    pub fn iter_enumerated(&self) -> impl DoubleEndedIterator<Item = (K, &'r V)> {
        self.trace.record(Facet::List(self.list, Look::Whole));
        let (trace, facet) = (self.trace, self.facet);
        self.all.iter_enumerated().inspect(move |(_, value)| trace.record(facet(value)))
    }
}

impl<K: From<usize> + Copy, V> Index<K> for Indexed<'_, K, V>
where
    usize: From<K>,
{
    type Output = V;

    fn index(&self, id: K) -> &V {
        self.get(id)
    }
}

/// The archive of one job.
#[derive(Clone, Copy)]
pub struct ArchiveReads<'r> {
    archive: &'r Archive,
    trace: &'r Trace,
    /// Newest first.
    pub articles: Indexed<'r, ArticleId, Article>,
    /// The pages that stand by themselves.
    pub pages: Indexed<'r, PageId, Page>,
    /// In the order of their files, then those without one.
    pub entities: Indexed<'r, EntityId, Entity>,
    /// What was withdrawn.
    pub withdrawn: Indexed<'r, WithdrawnId, Withdrawn>,
    /// The kinds of entities, which are settings.
    pub kinds: &'r Arc<Kinds>,
}

impl<'r> ArchiveReads<'r> {
    pub(super) fn new(archive: &'r Archive, trace: &'r Trace) -> Self {
        Self {
            archive,
            trace,
            articles: Indexed {
                all: &archive.articles,
                trace,
                list: ListId::All,
                facet: |article| Facet::Article(AddressId::of(&article.path)),
            },
            pages: Indexed {
                all: &archive.pages,
                trace,
                list: ListId::Pages,
                facet: |page| Facet::Page(AddressId::of(&page.path)),
            },
            entities: Indexed {
                all: &archive.entities,
                trace,
                list: ListId::Entities,
                facet: |entity| Facet::Entity(AddressId::of(&entity.path)),
            },
            withdrawn: Indexed {
                all: &archive.withdrawn,
                trace,
                list: ListId::Withdrawn,
                facet: |withdrawn| Facet::Withdrawn(AddressId::of(&withdrawn.path)),
            },
            kinds: &archive.kinds,
        }
    }

    /// Where what the job reads is put down.
    pub fn trace(&self) -> &'r Trace {
        self.trace
    }

    /// An entity, what it is part of, and so on up.
    pub fn ancestors(&self, of: EntityId) -> impl Iterator<Item = EntityId> {
        let (entities, trace) = (&self.archive.entities, self.trace);
        ancestors(entities, of).inspect(move |&id| trace.record(Facet::Entity(AddressId::of(&entities[id].path))))
    }

    /// What the content file of that name became.
    pub fn target(&self, file: &str) -> Option<Target> {
        self.trace.record(Facet::Lookup(Table::File, NameId::of(file)));
        self.archive.target(file)
    }

    /// The article or entity at an address below a script's folder, with or without `.html`.
    pub fn at_path(&self, path: &str) -> Option<Target> {
        self.trace.record(Facet::Lookup(Table::Path, NameId::of(&Archive::key_of_path(path))));
        self.archive.at_path(path)
    }

    /// The article whose file has that name, without its ending.
    pub fn named(&self, stem: &str) -> Option<Target> {
        self.trace.record(Facet::Lookup(Table::Stem, NameId::of(&stem.to_lowercase())));
        self.archive.named(stem)
    }

    /// The address of an article or entity below a script's folder, without `.html`, which is what it is known by.
    pub fn path(&self, target: Target) -> &'r str {
        self.archive.path(target)
    }

    /// What the file of an article says, also of one that was withdrawn or is not selected.
    pub fn article_meta(&self, target: Target) -> Option<&'r ArticleMeta> {
        match target {
            Target::Article(id) => Some(&self.articles.get(id).meta),
            Target::Withdrawn(id) => Some(&self.withdrawn.get(id).meta),
            Target::Elsewhere(_) | Target::Page(_) | Target::Entity(_) => self.archive.article_meta(target),
        }
    }

    /// How many articles there are, and how many entities of each kind.
    pub fn counts(&self) -> (usize, EntityMap<usize>) {
        self.trace.record(Facet::Counts);
        self.archive.counts()
    }

    /// What it has at all.
    pub fn has(&self) -> &'r Has {
        self.trace.record(Facet::Lookup(Table::Has, NameId::default()));
        self.archive.has()
    }

    /// Where an address leads that something had before.
    pub fn former(&self, address: &Former) -> Option<MovedTo> {
        // One that differs in case alone will do.
        let key = Formers::key(address);
        for key in [key.to_lowercase(), key] {
            self.trace.record(Facet::Lookup(Table::Former, NameId::of(&key)));
        }
        self.archive.formers.get(address)
    }

    /// All addresses that something had before.
    pub fn formers(&self) -> &'r [Moved] {
        self.trace.record(Facet::Formers);
        &self.archive.formers.files
    }

    /// The deepest folder of an address in which no other old address is.
    pub fn alone_in<'f>(&self, address: &'f str) -> Option<&'f str> {
        self.trace.record(Facet::Formers);
        self.archive.formers.alone_in(address)
    }

    /// Which of the entities of a name is meant in an article about `about`.
    pub fn meaning(&self, entities: &[EntityId], about: &[EntityId]) -> Meaning {
        if entities.len() > 1 {
            self.trace.record(Facet::Ties);
        }
        Names::meaning(self.archive, entities, about)
    }

    /// Whether all of it is here, and not only what was selected.
    pub fn is_whole(&self) -> bool {
        self.trace.record(Facet::Lookup(Table::Has, NameId::default()));
        self.archive.elsewhere.is_empty()
    }

    /// The addresses that a generator gave to the lists of its words, each with the word as it is here.
    pub fn former_words(&self, lists: &OldLists) -> Vec<(String, EntityId)> {
        self.archive.former_words(lists)
    }
}
