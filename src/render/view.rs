//! What the pages of one script share: the site's words, and a card for each article, which
//! lists show again and again. Bodies are not among it.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::ops::{Deref, Index};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use tera::Value;
use typed_index_collections::{TiSlice, TiVec};

use super::context::{self, Card, Counted, Link, Reference};
use super::naming::Naming;
use super::sorting::Sorter;
use super::url;
use super::words::Words;
use crate::address::AddressId;
use crate::archive::{Archive, ArticleId, Converters, EntityId};
use crate::artefact::FRONT;
use crate::config::{Config, FeedFormat};
use crate::content::{ArticleMeta, FACTS, Fact, FactValue};
use crate::disk;
use crate::kinds::{EntityKind, EntityMap, on_cards};
use crate::links::{Links, SourceId};
use crate::reads::{ArchiveReads, Facet, LinksReads, Reads, Site, hash, packed_hash};
use crate::rights::License;
use crate::script::{Converter, Glossary, Page, Script};

/// The shared values of one script; cloning one is counting a reference.
pub(super) struct Shared {
    pub script: Script,
    pub title: String,
    pub description: String,
    pub publisher: String,
    site: Value,
    /// By article, as far as it was asked for.
    words: TiVec<ArticleId, OnceLock<CardWords>>,
    config: Arc<Config>,
    converters: Arc<Converters>,
    /// By entity.
    references: TiVec<EntityId, Reference>,
    /// The same as cards have it: all of them share one.
    on_cards: TiVec<EntityId, Value>,
    /// By source.
    sources: TiVec<SourceId, Link>,
    /// The order of names for its readers.
    pub sorter: Sorter,
    /// The entities of each kind, in the order of their index, each with its heading.
    indexes: EntityMap<Vec<(EntityId, String)>>,
    /// Of each kind, those with the most articles.
    busiest: EntityMap<Vec<EntityId>>,
    /// Each kind as templates know it.
    pub kinds: EntityMap<Value>,
    /// A hash of what every page shows of the site.
    pub site_hash: u64,
}

impl Shared {
    pub fn new(script: Script, of: &Site, converters: &Arc<Converters>, theme: &ThemeFiles, words: &Words) -> Self {
        let (config, (archive, links)) = (&of.config, of.door.untraced());
        let own = |text: &str| converters.text(text, config.source_script, script);
        let kinds = &archive.kinds;
        let list = |path: &str| url::list_file(script, path, FRONT, config.page_form);
        let (title, description) = (own(&config.title), own(&config.description));
        let publisher = if config.publisher.is_empty() { title.clone() } else { own(&config.publisher) };
        let page = |page: &crate::archive::Page| Link {
            title: ArticleWords::new(&page.meta, page.meta.for_readers(script), script, converters).title(),
            path: match page.meta.foreign_only() {
                Some(tag) => url::page_in(&url::language_folder(tag), &page.path, config.page_form),
                None => url::page_file(script, &page.path, config.page_form),
            },
        };
        let naming = Naming { words, lang: script.code(), convert: &own };
        let paths = kinds.map(|kind| list(&format!("{}/", kinds[kind].folder)));
        let shown =
            paths.map(|kind, path| context::Kind::new(kinds, kind, path.clone(), archive.has().kinds.contains(&kind)));
        let feed = |format: FeedFormat| config.feeds.contains(&format).then(|| url::feed(script, "", format.ending()));
        let site = context::Site {
            lang: script.code(),
            title: title.clone(),
            description: description.clone(),
            publisher: publisher.clone(),
            license: License::read(&config.license).map(|license| naming.license(license)),
            rights: Some(own(&config.rights)).filter(|rights| !rights.is_empty()),
            base_url: config.base_url.clone(),
            home: list(""),
            feed: feed(FeedFormat::Atom),
            json_feed: feed(FeedFormat::Json),
            indexes: paths.iter().map(|(kind, path)| (kinds[kind].folder.clone(), path.clone())).collect(),
            sources: (!links.sources.is_empty()).then(|| list("sources/")),
            dates: list("dates/"),
            map: archive.entities.iter().any(|entity| entity.meta.coordinates.is_some()).then(|| list("map/")),
            corrections: (!links.corrected.is_empty()).then(|| list("corrections/")),
            feeds: (!config.feeds.is_empty()).then(url::opml),
            data: list("data/"),
            mirrors: config.mirrors().next().map(|_| list("mirrors/")),
            search: config.search.enabled.then(|| url::search(script, config.page_form)),
            opensearch: config.search.enabled.then(|| url::opensearch(script)),
            kinds: shown.values().cloned().collect(),
            pages: archive.pages.iter().filter(|page| !page.path.contains('/')).map(page).collect(),
            styles: theme.styles.clone(),
            scripts: theme.scripts.clone(),
            extra: config.extra.clone(),
        };
        let nouns = kinds.map(|kind| Arc::from(kinds[kind].noun.as_str()));
        let references: TiVec<EntityId, Reference> = archive
            .entities
            .iter()
            .map(|entity| Reference {
                of: entity.meta.kind,
                kind: Arc::clone(&nouns[entity.meta.kind]),
                name: converters.text(&entity.meta.name, entity.meta.script, script),
                path: url::page_file(script, &entity.path, config.page_form),
            })
            .collect();
        let source = |source: &crate::links::Source| Link {
            title: converters.text(&source.name, source.script, script),
            path: url::list_file(script, &source.path, FRONT, config.page_form),
        };
        let sources: TiVec<SourceId, Link> = links.sources.iter().map(source).collect();
        let words = archive.articles.iter().map(|_| OnceLock::new()).collect();
        let sorter = Sorter::new(script, config.traditional_order);
        let indexes = kinds.map(|kind| index(kind, archive, &references, &sorter, script));
        let busiest = kinds.map(|kind| busiest(kind, archive, links));
        Self {
            script,
            title,
            description,
            publisher,
            site_hash: packed_hash(&serde_json::to_string(&site).unwrap_or_default()),
            site: Value::from_serializable(&site),
            words,
            config: Arc::clone(config),
            converters: Arc::clone(converters),
            on_cards: references.iter().map(Value::from_serializable).collect(),
            references,
            sources,
            sorter,
            indexes,
            busiest,
            kinds: shown.map(|_, kind| Value::from_serializable(kind)),
        }
    }

    /// The name of an entity.
    pub fn name_of(&self, id: EntityId) -> &str {
        &self.references[id].name
    }

    /// The name of a source.
    pub fn title_of_source(&self, id: SourceId) -> &str {
        &self.sources[id].title
    }

    /// The entities of a kind in the order of their index, each with its heading, as one hash.
    pub fn index_hash(&self, kind: EntityKind, address: &dyn Fn(EntityId) -> AddressId) -> u64 {
        let index = self.indexes[kind].iter().map(|(id, heading)| (address(*id), heading.as_str()));
        hash(&index.collect::<Vec<_>>())
    }

    /// The entities of a kind with the most articles, likewise.
    pub fn busiest_hash(&self, kind: EntityKind, address: &dyn Fn(EntityId) -> AddressId) -> u64 {
        hash(&self.busiest[kind].iter().map(|&id| address(id)).collect::<Vec<_>>())
    }
}

/// What the pages of one script share, for one job.
pub(super) struct View<'r> {
    shared: &'r Shared,
    number: u8,
    archive: ArchiveReads<'r>,
    links: LinksReads<'r>,
    /// The cards that the job has made: a page may show an article in its list, under its day and on top.
    cards: RefCell<FxHashMap<ArticleId, Value>>,
    /// By entity.
    pub references: References<'r>,
    /// By source.
    pub sources: SourceLinks<'r>,
}

impl Deref for View<'_> {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        self.shared
    }
}

/// Links to entities, each of which is put down.
pub(super) struct References<'r>(&'r TiSlice<EntityId, Reference>, ArchiveReads<'r>);

impl Index<EntityId> for References<'_> {
    type Output = Reference;

    fn index(&self, id: EntityId) -> &Reference {
        self.1.entities.get(id);
        &self.0[id]
    }
}

/// Links to sources, each of which is put down.
pub(super) struct SourceLinks<'r>(&'r TiSlice<SourceId, Link>, LinksReads<'r>);

impl Index<SourceId> for SourceLinks<'_> {
    type Output = Link;

    fn index(&self, id: SourceId) -> &Link {
        self.1.source(id);
        &self.0[id]
    }
}

impl<'r> View<'r> {
    /// The view of the script of a number.
    pub fn new(number: u8, shared: &'r Shared, Reads { archive, links }: Reads<'r>) -> Self {
        Self {
            shared,
            number,
            references: References(&shared.references, archive),
            sources: SourceLinks(&shared.sources, links),
            archive,
            links,
            cards: RefCell::default(),
        }
    }

    /// `site`, which every page has.
    pub fn site(&self) -> Value {
        self.archive.trace().record(Facet::Site);
        self.shared.site.clone()
    }

    /// The entities of a kind, in the order of their index, each with its heading.
    pub fn index(&self, kind: EntityKind) -> &'r [(EntityId, String)] {
        self.archive.trace().record(Facet::Index(kind, self.number));
        &self.shared.indexes[kind]
    }

    /// The same of all kinds.
    pub fn indexes(&self) -> impl Iterator<Item = (EntityKind, &'r [(EntityId, String)])> {
        self.shared.indexes.iter().map(|(kind, _)| (kind, self.index(kind)))
    }

    /// Of each kind, the entities with the most articles.
    pub fn busiest(&self) -> &'r EntityMap<Vec<EntityId>> {
        self.shared.busiest.iter().for_each(|(kind, _)| self.archive.trace().record(Facet::Busiest(kind)));
        &self.shared.busiest
    }

    /// What lists show of an article. Only its words are kept from one job to the next: whole cards would be most of what a
    /// large archive has in memory.
    pub fn card(&self, id: ArticleId) -> Value {
        self.cards.borrow_mut().entry(id).or_insert_with(|| self.make_card(id)).clone()
    }

    fn make_card(&self, id: ArticleId) -> Value {
        let article = self.archive.articles.get(id);
        let CardWords { title, summary, page } = self.words_of(id).clone();
        let entities = |ids: &[EntityId]| ids.iter().map(|&id| self.on_card(id)).collect();
        let shown = on_cards().map(|(kind, folder)| (folder, entities(article.ties.of(kind))));
        Value::from_serializable(&Card {
            title,
            lang: article.meta.foreign_only(),
            summary,
            path: self.path_of(id),
            date: article.meta.date.map(|date| date.iso()),
            source: self.links.source_of(id).map(|source| self.sources[source].title.as_str()),
            page,
            about: shown.collect(),
        })
    }

    fn on_card(&self, id: EntityId) -> Value {
        self.archive.entities.get(id);
        self.shared.on_cards[id].clone()
    }

    fn words_of(&self, id: ArticleId) -> &'r CardWords {
        let meta = &self.archive.articles.get(id).meta;
        // Made once for all jobs, of what each of them puts down.
        self.shared.words[id].get_or_init(|| {
            let words = ArticleWords::new(meta, meta.for_readers(self.script), self.script, &self.converters);
            CardWords {
                title: words.title().into(),
                summary: words.summary().into(),
                page: words.first(|meta| meta.page.as_ref()).into(),
            }
        })
    }

    /// A link to an article.
    pub fn link(&self, id: ArticleId) -> Link {
        Link { title: self.title_of(id), path: self.path_of(id) }
    }

    /// An article's headline.
    pub fn title_of(&self, id: ArticleId) -> String {
        self.words_of(id).title.as_str().unwrap_or_default().to_owned()
    }

    /// An article's summary; empty where it has none.
    pub fn summary_of(&self, id: ArticleId) -> String {
        self.words_of(id).summary.as_str().unwrap_or_default().to_owned()
    }

    /// An article's file.
    pub fn path_of(&self, id: ArticleId) -> String {
        url::article_file(self.script, &self.archive.articles[id], self.config.page_form)
    }

    /// Links to entities.
    pub fn refer(&self, ids: &[EntityId]) -> Vec<context::Reference> {
        ids.iter().map(|&id| self.references[id].clone()).collect()
    }

    /// A link to an entity, with how many articles are about it.
    pub fn counted(&self, id: EntityId) -> Counted {
        Counted { reference: self.references[id].clone(), count: self.links.with_parts(id).len() }
    }

    /// The same of several.
    pub fn count(&self, ids: &[EntityId]) -> Vec<Counted> {
        ids.iter().map(|&id| self.counted(id)).collect()
    }
}

/// The words of an article's card, of which all cards made share one.
#[derive(Clone)]
struct CardWords {
    title: Value,
    summary: Value,
    page: Value,
}

/// The files of the theme that every page has.
pub(super) struct ThemeFiles {
    styles: Vec<String>,
    scripts: Vec<String>,
}

impl ThemeFiles {
    /// The built-in ones, and what a site adds under the name that is kept for it.
    pub fn of(root: &Path, config: &Config) -> Self {
        let theme = root.join(&config.paths.theme);
        let with_own = |built_in: &str, own: &str| {
            let own = Some(own).filter(|own| disk::is_file(&theme.join(own)));
            [Some(built_in), own].into_iter().flatten().map(|name| format!("theme/{name}")).collect()
        };
        Self { styles: with_own("style.css", "site.css"), scripts: with_own("dibao.js", "site.js") }
    }
}

/// Events, and others with timelines, by year, newest first, and those without a date last; all others by name.
fn index(
    kind: EntityKind,
    archive: &Archive,
    references: &TiSlice<EntityId, Reference>,
    sorter: &Sorter,
    script: Script,
) -> Vec<(EntityId, String)> {
    let mut ids = of_kind(kind, archive);
    if kind.row().has_timeline {
        let start = |id: EntityId| archive.entities[id].meta.start;
        ids.sort_by_key(|&id| (Reverse(start(id)), id));
        let year = |id| start(id).map_or_else(|| "#".to_owned(), |start| format!("{:04}", start.year));
        return ids.into_iter().map(|id| (id, year(id))).collect();
    }
    // How it is read, if its file says so and readers sort by that.
    let name = |id: EntityId| {
        let reading = archive.entities[id].meta.reading.as_ref().filter(|_| script == Script::Hans);
        reading.unwrap_or(&references[id].name)
    };
    sorter.sort(&mut ids, |&id| name(id).clone());
    ids.into_iter().map(|id| (id, sorter.heading(name(id)))).collect()
}

fn of_kind(kind: EntityKind, archive: &Archive) -> Vec<EntityId> {
    archive.entities.keys().filter(|&id| archive.entities[id].meta.kind == kind).collect()
}

/// The entities of a kind with the most articles, for the home page.
fn busiest(kind: EntityKind, archive: &Archive, links: &Links) -> Vec<EntityId> {
    const SHOWN: usize = 12;
    let mut ids = of_kind(kind, archive);
    ids.retain(|&id| !links.with_parts[id].is_empty());
    ids.sort_by_key(|&id| (Reverse(links.with_parts[id].len()), id));
    ids.truncate(SHOWN);
    ids
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

    /// The facts that are shown as they stand.
    pub fn facts(&self) -> context::PlainFacts {
        let value = |fact: &Fact| match fact.value {
            FactValue::Text(text) => self.first(text).into(),
            FactValue::Texts(texts) => self.list(texts).into(),
            FactValue::Number(number) => number(self.metas[1]).into(),
        };
        context::PlainFacts(FACTS.iter().map(|fact| (fact.name, value(fact))).collect())
    }

    pub fn title(&self) -> String {
        self.first(|meta| Some(&meta.title).filter(|title| !title.is_empty())).unwrap_or_default()
    }

    pub fn summary(&self) -> String {
        self.first(|meta| Some(&meta.summary).filter(|summary| !summary.is_empty())).unwrap_or_default()
    }

    /// The version whose corrections are shown, and what converts their texts.
    pub fn corrected(&self) -> (&'a ArticleMeta, impl Fn(&str) -> String) {
        let index = usize::from(self.metas[0].corrections.is_empty());
        (self.metas[index], move |text: &str| self.convert(text, index))
    }

    /// What converts that text.
    pub fn converter(&self) -> &'a Converter {
        self.converters[0]
    }

    fn convert(&self, text: &str, index: usize) -> String {
        self.converters[index].text(text, &self.pages[index])
    }
}
