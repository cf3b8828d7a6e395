//! What facets are now, each as a hash, by which the next build finds out what changed.

use std::hash::{Hash as _, Hasher as _};
use std::ops::Range;
use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHasher};
use serde::Serialize;
use typed_index_collections::TiVec;

use super::door::Door;
use super::facet::{Facet, ListId, Look, NameId, Table};
use super::learned::Learned;
use super::list::{from_end, slice};
use crate::address::AddressId;
use crate::archive::{Archive, ArticleId, Entity, EntityId, MovedTo, Target};
use crate::links::{BLOCK, Issue, IssueId, Links, Reading, Source, SourceId};
use crate::packed;

/// The hash of what is not there.
const NOTHING: u64 = 0;

/// The hashes of the texts of content files, by name; of a text that may have been changed since it was read there is none.
pub type TextHashes<'t> = FxHashMap<&'t str, u64>;

/// What is known of facets elsewhere.
pub trait Elsewhere: Sync {
    /// What an entity is called in the scripts of the site.
    fn entity(&self, id: EntityId) -> u64;

    /// What a source is called, likewise.
    fn source(&self, id: SourceId) -> u64;

    /// What the edition and number of an issue are called, likewise.
    fn issue(&self, id: IssueId) -> u64;

    /// Any other facet that the archive does not know.
    fn other(&self, facet: &Facet) -> u64;
}

/// Tells what facets are. The same value has the same hash in every run of one program.
pub struct Now<'n> {
    archive: &'n Archive,
    links: &'n Links,
    texts: &'n TextHashes<'n>,
    /// What articles mention and show, once that is known.
    learned: Option<&'n Learned>,
    elsewhere: &'n dyn Elsewhere,
    /// By article.
    addresses: TiVec<ArticleId, AddressId>,
    sources: FxHashMap<AddressId, SourceId>,
    issues: FxHashMap<AddressId, IssueId>,
    /// What articles are as related ones, once it was asked for.
    related: OnceLock<TiVec<ArticleId, u64>>,
    /// By entity: the articles that name it, as such, in blocks from the oldest on.
    blocks: OnceLock<TiVec<EntityId, Vec<u64>>>,
    tables: OnceLock<Tables>,
}

/// What names lead to, by their hashes, once it was asked for.
struct Tables {
    /// By file, by address, by the name of a file.
    names: [FxHashMap<NameId, Target>; 3],
    formers: FxHashMap<NameId, MovedTo>,
}

impl Tables {
    fn new(archive: &Archive) -> Self {
        let names = archive.names().map(|names| names.map(|(name, target)| (NameId::of(name), target)).collect());
        Self { names, formers: archive.formers.keys().map(|(key, to)| (NameId::of(key), to)).collect() }
    }
}

impl<'n> Now<'n> {
    /// The facets of an archive as it is now.
    pub fn new(
        door: &'n Door,
        texts: &'n TextHashes<'n>,
        learned: Option<&'n Learned>,
        elsewhere: &'n dyn Elsewhere,
    ) -> Self {
        let (archive, links) = door.untraced();
        let sources = links.sources.iter_enumerated().map(|(id, source)| (AddressId::of(&source.path), id));
        let issues = links.issues.iter_enumerated().map(|(id, issue)| (AddressId::of(&issue.path), id));
        Self {
            archive,
            links,
            texts,
            learned,
            elsewhere,
            addresses: archive.articles.iter().map(|article| AddressId::of(&article.path)).collect(),
            sources: sources.collect(),
            issues: issues.collect(),
            related: OnceLock::new(),
            blocks: OnceLock::new(),
            tables: OnceLock::new(),
        }
    }

    /// What a facet is; none of a text that may have been changed since it was read, which is never what it was.
    pub fn value(&self, facet: &Facet) -> Option<u64> {
        match facet {
            Facet::Text(file) => self.texts.get(&**file).copied(),
            other => Some(self.of_archive(other)),
        }
    }

    fn of_archive(&self, facet: &Facet) -> u64 {
        let Self { archive, links, .. } = self;
        match facet {
            Facet::Article(address) => self.article(*address, |id| {
                let article = &archive.articles[id];
                let ties: Vec<AddressId> = article.about().map(|id| self.entity_address(id)).collect();
                packed_hash(&(&article.path, ties, article.meta.said(), article.meta.is_ahead))
            }),
            Facet::Entity(address) => match archive.entity_of(*address) {
                Some(id) => hash(&(self.entity_hash(&archive.entities[id]), self.elsewhere.entity(id))),
                None => NOTHING,
            },
            Facet::Page(address) => {
                let page = archive.pages.iter().find(|page| AddressId::of(&page.path) == *address);
                page.map_or(NOTHING, |page| packed_hash(&(&page.path, page.meta.said())))
            }
            Facet::Withdrawn(address) => {
                let found = archive.withdrawn.iter().find(|withdrawn| AddressId::of(&withdrawn.path) == *address);
                found.map_or(NOTHING, |withdrawn| packed_hash(&(&withdrawn.path, withdrawn.meta.said())))
            }
            Facet::Source(address) => self.sources.get(address).map_or(NOTHING, |&id| {
                let Source { name, script, path, issues, .. } = &links.sources[id];
                hash(&(name, script.code(), path, issues.is_empty(), self.elsewhere.source(id)))
            }),
            Facet::Issue(address) => self.issues.get(address).map_or(NOTHING, |&id| {
                let Issue { source, date, edition, number, path, .. } = &links.issues[id];
                let source = &links.sources[*source].path;
                hash(&(source, date.iso(), edition, number, path, self.elsewhere.issue(id)))
            }),
            Facet::Reading(first, is_serial) => self
                .reading(*first, *is_serial)
                .map_or(NOTHING, |reading| hash(&(&reading.title, self.ids(&reading.articles)))),
            Facet::Belongs(address) => self.article(*address, |id| self.belongs(id)),
            Facet::Lookup(table, name) => self.lookup(*table, *name),
            Facet::List(list, look) => self.list(*list, *look),
            Facet::Related(address) => self.article(*address, |id| self.ids(&links.related(archive, id))),
            Facet::NearLists(address) => self.article(*address, |id| {
                links.related_lists(archive, id, &|entity, range| self.blocks_of(entity, range), &|id| self.address(id))
            }),
            Facet::Near(address) => {
                let of_article = |id: ArticleId| self.related()[id];
                self.article(*address, |id| links.related_from(archive, id, &of_article, &|id| self.address(id)))
            }
            Facet::Picture(address) => self.article(*address, |id| {
                self.learned.and_then(|learned| learned.picture(id)).map_or(NOTHING, packed_hash)
            }),
            Facet::Mentioned(address) => self
                .article(*address, |id| self.learned.map_or(NOTHING, |learned| self.entities(learned.mentions_of(id)))),
            Facet::Inner(period) => hash(&links.inner(*period).collect::<Vec<_>>()),
            Facet::Years => hash(&links.years().collect::<Vec<_>>()),
            Facet::DaysOfYear => {
                hash(&links.on_day.iter().map(|(day, articles)| (day, articles.len())).collect::<Vec<_>>())
            }
            Facet::Beside(period) => hash(&links.beside(*period)),
            Facet::BesideOnDay(month, day) => hash(&links.beside_on_day(*month, *day)),
            Facet::Ties => {
                let ties = archive.entities.iter().map(|entity| {
                    let named: Vec<AddressId> =
                        entity.ties.values().flatten().map(|&id| self.entity_address(id)).collect();
                    (&entity.path, entity.parent.map(|parent| self.entity_address(parent)), named)
                });
                hash(&ties.collect::<Vec<_>>())
            }
            Facet::Counts => {
                let (articles, entities) = archive.counts();
                hash(&(articles, entities.values().collect::<Vec<_>>()))
            }
            Facet::Formers => {
                let moved = archive.formers.files.iter();
                let moved = moved.map(|moved| {
                    (&moved.address, moved.from.as_ref().map(|from| from.as_str()), self.moved_to(&moved.to))
                });
                hash(&moved.collect::<Vec<_>>())
            }
            Facet::Text(_)
            | Facet::Site
            | Facet::Index(..)
            | Facet::Busiest(_)
            | Facet::TellsRights
            | Facet::FormerLists
            | Facet::SearchRoot
            | Facet::Planned => self.elsewhere.other(facet),
        }
    }

    fn address(&self, id: ArticleId) -> AddressId {
        self.addresses[id]
    }

    fn related(&self) -> &TiVec<ArticleId, u64> {
        let of = |(id, &address): (ArticleId, &AddressId)| self.links.hash_as_related(self.archive, id, address);
        self.related.get_or_init(|| self.addresses.iter_enumerated().map(of).collect())
    }

    /// Some of the articles that name an entity, and which one that is.
    fn blocks_of(&self, id: EntityId, range: Range<usize>) -> u64 {
        let blocks = self.blocks.get_or_init(|| {
            let block =
                |articles: &[ArticleId]| hash(&articles.iter().map(|&id| self.related()[id]).collect::<Vec<_>>());
            self.links.by_entity.iter().map(|articles| articles.rchunks(BLOCK).map(block).collect()).collect()
        });
        hash(&(self.entity_address(id), blocks[id].get(range)))
    }

    fn entity_address(&self, id: EntityId) -> AddressId {
        AddressId::of(&self.archive.entities[id].path)
    }

    fn article(&self, address: AddressId, value: impl FnOnce(ArticleId) -> u64) -> u64 {
        self.archive.article_of(address).map_or(NOTHING, value)
    }

    fn ids(&self, ids: &[ArticleId]) -> u64 {
        let mut hasher = FxHasher::default();
        ids.iter().for_each(|&id| self.address(id).hash(&mut hasher));
        hasher.finish()
    }

    fn entities(&self, ids: &[EntityId]) -> u64 {
        let mut hasher = FxHasher::default();
        ids.iter().for_each(|&id| self.entity_address(id).hash(&mut hasher));
        hasher.finish()
    }

    fn source(&self, address: AddressId) -> Option<&'n Source> {
        self.sources.get(&address).map(|&id| &self.links.sources[id])
    }

    fn issue(&self, address: AddressId) -> Option<&'n Issue> {
        self.issues.get(&address).map(|&id| &self.links.issues[id])
    }

    fn entity_hash(&self, entity: &Entity) -> u64 {
        let Entity { meta, path, parent, children, spellings, ties } = entity;
        let ties: Vec<AddressId> = ties.values().flatten().map(|&id| self.entity_address(id)).collect();
        let parent = parent.map(|parent| self.entity_address(parent));
        let children: Vec<AddressId> = children.iter().map(|&id| self.entity_address(id)).collect();
        packed_hash(&(meta.said(), path, parent, children, spellings, ties))
    }

    fn reading(&self, first: AddressId, is_serial: bool) -> Option<&'n Reading> {
        let id = self.archive.article_of(first)?;
        let mut own = self.links.reading_of[id].iter().map(|&reading| &self.links.readings[reading]);
        own.find(|reading| reading.articles[0] == id && reading.is_serial() == is_serial)
    }

    fn belongs(&self, id: ArticleId) -> u64 {
        let Links { source_of, issue_of, reading_of, writers, .. } = self.links;
        let source = source_of[id].map(|source| &self.links.sources[source].path);
        let issue = issue_of[id].map(|issue| &self.links.issues[issue].path);
        let readings = reading_of[id].iter().map(|&reading| {
            let reading = &self.links.readings[reading];
            (self.address(reading.articles[0]), reading.is_serial())
        });
        let writers: Vec<Option<AddressId>> =
            writers[id].iter().map(|writer| writer.map(|id| self.entity_address(id))).collect();
        hash(&(source, issue, readings.collect::<Vec<_>>(), writers))
    }

    fn target(&self, target: Target) -> u64 {
        let kind: u8 = match target {
            Target::Article(_) => 1,
            Target::Page(_) => 2,
            Target::Entity(_) => 3,
            Target::Withdrawn(_) => 4,
            Target::Elsewhere(_) => 5,
        };
        // Of what is not selected nothing else tells what its file says.
        let meta = match target {
            Target::Elsewhere(_) => self.archive.article_meta(target).map(|meta| packed_hash(&meta.said())),
            _ => None,
        };
        hash(&(kind, self.archive.path(target), meta))
    }

    fn moved_to(&self, to: &MovedTo) -> u64 {
        hash(&(self.target(to.target), to.version, to.script.map(|script| script.code())))
    }

    fn lookup(&self, table: Table, name: NameId) -> u64 {
        let tables = self.tables.get_or_init(|| Tables::new(self.archive));
        let found = match table {
            Table::File => tables.names[0].get(&name),
            Table::Path => tables.names[1].get(&name),
            Table::Stem => tables.names[2].get(&name),
            Table::Former => return tables.formers.get(&name).map_or(NOTHING, |to| self.moved_to(to)),
            Table::Has => {
                let has = self.archive.has();
                let flags = (has.corrections, has.sources, has.coordinates, self.archive.elsewhere.is_empty());
                return hash(&(flags, &has.kinds));
            }
        };
        found.map_or(NOTHING, |target| self.target(*target))
    }

    fn list(&self, list: ListId, look: Look) -> u64 {
        let Self { archive, links, .. } = self;
        let entity = |address: AddressId| archive.entity_of(address);
        let of = |ids: Option<&Vec<ArticleId>>| {
            self.looked(ids.map_or(&[][..], Vec::as_slice), look, &|&id| self.address(id))
        };
        match list {
            ListId::All => self.looked(&archive.articles.keys().collect::<Vec<_>>(), look, &|&id| self.address(id)),
            ListId::Entities => {
                self.looked(&archive.entities.keys().collect::<Vec<_>>(), look, &|&id| self.entity_address(id))
            }
            ListId::Pages => self.looked(&archive.pages.raw, look, &|page| AddressId::of(&page.path)),
            ListId::Withdrawn => self.looked(&archive.withdrawn.raw, look, &|notice| AddressId::of(&notice.path)),
            ListId::Sources => self.looked(&links.sources.raw, look, &|source| AddressId::of(&source.path)),
            ListId::ByEntity(address) => of(entity(address).map(|id| &links.by_entity[id])),
            ListId::WithParts(address) => of(entity(address).map(|id| &links.with_parts[id])),
            ListId::Story(address) => of(entity(address).map(|id| &links.stories[id])),
            ListId::WrittenBy(address) => of(entity(address).map(|id| &links.written_by[id])),
            ListId::Mentions(address) => {
                of(entity(address).and_then(|id| self.learned.map(|learned| &learned.mentioned_in()[id])))
            }
            ListId::Tied(address) => {
                let tied = entity(address).map(|id| links.tied[id].as_slice()).unwrap_or_default();
                self.looked(tied, look, &|&id| self.entity_address(id))
            }
            ListId::Date(period) => of(links.by_date.get(&period)),
            ListId::WithoutMonth(year) => {
                self.looked(links.without_month(archive, year), look, &|&id| self.address(id))
            }
            ListId::OnDay(month, day) => of(links.on_day.get(&(month, day))),
            ListId::Source(address) => of(self.source(address).map(|source| &source.articles)),
            ListId::Loose(address) => of(self.source(address).map(|source| &source.loose)),
            ListId::Issues(address) => {
                let issues = self.source(address).map(|source| source.issues.as_slice()).unwrap_or_default();
                self.looked(issues, look, &|&id| AddressId::of(&links.issues[id].path))
            }
            ListId::Issue(address) => {
                let pages = self.issue(address).map(|issue| issue.pages.as_slice()).unwrap_or_default();
                self.looked(pages, look, &|page| hash(&(&page.page, self.ids(&page.articles))))
            }
            ListId::Undated => of(Some(&links.undated)),
            ListId::Corrected => of(Some(&links.corrected)),
            ListId::Reading(first, is_serial) => of(self.reading(first, is_serial).map(|reading| &reading.articles)),
        }
    }

    /// What is seen of a list, of which `name` tells what each item is.
    fn looked<T, N: std::hash::Hash>(&self, items: &[T], look: Look, name: &dyn Fn(&T) -> N) -> u64
    where
        T: Listed,
    {
        let part = match look {
            Look::Whole => items,
            Look::Length => return hash(&items.len()),
            Look::IsEmpty => return hash(&items.is_empty()),
            Look::AtLeast(count) => return hash(&(items.len() >= count as usize)),
            Look::Part(start, end) => slice(items, start as usize..end as usize),
            Look::PartFromEnd(start, end) => slice(items, from_end(items.len(), &(start as usize..end as usize))),
            Look::DatedAtLeast(count) => {
                return hash(&Links::has_dated(self.archive, T::articles(items), count as usize));
            }
            Look::Around(address) => return self.around(T::articles(items), address),
        };
        let mut hasher = FxHasher::default();
        part.iter().for_each(|item| name(item).hash(&mut hasher));
        part.len().hash(&mut hasher);
        hasher.finish()
    }

    fn around(&self, list: &[ArticleId], article: AddressId) -> u64 {
        self.article(article, |id| {
            let (before, after) = Links::around(self.archive, list, id);
            hash(&(before.map(|id| self.address(id)), after.map(|id| self.address(id))))
        })
    }
}

/// What lists have.
trait Listed: Sized {
    /// A list of articles as such; none if it has something else.
    fn articles(_: &[Self]) -> &[ArticleId] {
        &[]
    }
}

impl Listed for ArticleId {
    fn articles(items: &[Self]) -> &[ArticleId] {
        items
    }
}

impl Listed for EntityId {}
impl Listed for crate::archive::Page {}
impl Listed for crate::archive::Withdrawn {}
impl Listed for Source {}
impl Listed for IssueId {}
impl Listed for crate::links::IssuePage {}

/// The hash of a value.
pub fn hash<T: std::hash::Hash>(value: &T) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The hash of a value as it is kept.
pub fn packed_hash<T: Serialize>(value: &T) -> u64 {
    hash(&packed::to_vec(value))
}
