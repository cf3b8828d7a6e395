//! The search page of each script, and what goes into the index: the texts of articles, the names and
//! lists by which they are found.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value as Json, json};
use tera::Value;

use super::view::View;
use super::{Emit, Outcome, Renderer, context, url};
use crate::archive::ArticleId;
use crate::content::ArticleMeta;
use crate::kinds::EntityKind;
use crate::markdown::plain_text;
use crate::search::{self, Index, Kept, Layout, List, Name, NameKind, Root, Shown, Text};

/// The folder of the index in the output.
pub const FOLDER: &str = "search";
/// The messages that the search page's script shows.
const MESSAGES: [&str; 13] = [
    "search-working",
    "search-found",
    "search-none",
    "search-near",
    "search-advice",
    "search-failed",
    "search-empty",
    "search-best",
    "search-newest",
    "search-oldest",
    "search-order",
    "search-years",
    "search-offers",
];
/// Those after the names of the kinds of entities.
const MORE_MESSAGES: [&str; 4] = ["source", "pager", "previous-page", "next-page"];

/// What becomes of the texts of articles.
pub(super) enum Search {
    /// Nothing.
    None,
    /// An index is made of them.
    Index(Box<Index>),
    /// They are put into an index that there is.
    Edits(Mutex<Vec<Edited>>),
}

/// An article's text, for an index that there is.
pub struct Edited {
    /// Its number in the index.
    pub article: u32,
    /// Its text in each script and language.
    pub all: Vec<Text>,
    /// What readers of each script are shown of it.
    pub shown: Vec<Shown>,
}

/// What readers are shown of an article, with the number of its script if it is Chinese.
pub(super) type Searched = (Option<usize>, Shown);

impl Renderer<'_> {
    /// What search knows of an article's page.
    pub(super) fn searched(
        &self,
        id: ArticleId,
        version: &ArticleMeta,
        view: &View,
        article: &context::Article,
        path: &str,
        html: &str,
    ) -> Searched {
        let own = self.views.iter().position(|other| std::ptr::eq(other, view));
        let date = article.date.as_ref().and_then(|iso| self.words.date(view.script.code(), iso, false).ok());
        let shown = Shown {
            path: path.to_owned(),
            title: article.title.clone(),
            date,
            places: article.places().map(|place| place.name.clone()).collect(),
            source: self.links.source_of[id].map(|source| view.sources[source].title.clone()),
            lang: version.foreign.clone(),
            text: plain_text(html),
        };
        (own.filter(|_| version.foreign.is_none()), shown)
    }

    /// Adds an article to the index.
    pub(super) fn index_article(&self, id: ArticleId, searched: &[Searched], emit: Emit<'_>) {
        let text = |(_, shown): &Searched| Text { title: shown.title.clone(), body: shown.text.clone() };
        let texts: Vec<Text> = searched.iter().map(text).collect();
        // Readers of a script that it is not in are led to the language that it is in.
        let shown = |script| {
            let own = searched.iter().find(|(own, _)| *own == Some(script));
            own.or(searched.first()).map(|(_, shown)| shown.clone())
        };
        let shown: Option<Vec<Shown>> = (0..self.views.len()).map(shown).collect();
        let (Some(shown), article) = (shown, self.number(id)) else { return };
        match &self.search {
            Search::None => {}
            Search::Index(index) => {
                index.add(article, &texts, &shown, &mut |path, bytes| emit(&format!("{FOLDER}/{path}"), bytes));
            }
            Search::Edits(edits) => {
                let edited = Edited { article, all: texts, shown };
                edits.lock().unwrap_or_else(PoisonError::into_inner).push(edited);
            }
        }
    }

    /// The number of an article in the index: from the oldest.
    fn number(&self, id: ArticleId) -> u32 {
        u32::try_from(self.archive.articles.len() - 1 - id).unwrap_or(u32::MAX)
    }

    /// Begins an index, which articles are added to as they are rendered; until it is finished, some of it is
    /// in a file in `folder`.
    pub fn begin_search(&mut self, folder: &Path) {
        if self.config.search.enabled {
            self.search = Search::Index(Box::new(Index::new(self.archive.articles.len(), self.views.len(), folder)));
        }
    }

    /// Begins to gather the texts of the articles that are rendered, for an index that there is.
    pub fn begin_edits(&mut self) {
        if self.config.search.enabled {
            self.search = Search::Edits(Mutex::default());
        }
    }

    /// The texts that were gathered, in the order of the articles.
    pub fn take_edits(&mut self) -> Vec<Edited> {
        let Search::Edits(edits) = std::mem::replace(&mut self.search, Search::None) else { return Vec::new() };
        let mut edits = edits.into_inner().unwrap_or_else(PoisonError::into_inner);
        edits.sort_by_key(|edited| edited.article);
        edits
    }

    /// What searches begin with, of an index that there is.
    pub fn begin_searches_with(&mut self, root: Root) {
        self.search_root = Some(root);
    }

    /// Writes the index, once all articles were rendered, and returns its layout. `keep` gets their texts, by
    /// their numbers in it.
    ///
    /// # Errors
    /// When the file in `folder` could not be written or read.
    pub fn finish_search(
        &mut self,
        keep: &mut dyn FnMut(u32, &Kept),
        emit: search::Emit<'_>,
    ) -> io::Result<Option<Layout>> {
        let Search::Index(index) = std::mem::replace(&mut self.search, Search::None) else { return Ok(None) };
        let emit = |path: &str, bytes: &[u8]| emit(&format!("{FOLDER}/{path}"), bytes);
        let names = self.names_of_all();
        let layout = index.finish(&self.lists(&names), &names, self.years(), keep, &emit)?;
        self.search_root = Some(layout.root(&emit));
        Ok(Some(layout))
    }

    fn numbers(&self, articles: &[ArticleId]) -> Vec<u32> {
        let mut numbers: Vec<u32> = articles.iter().map(|&id| self.number(id)).collect();
        numbers.sort_unstable();
        numbers
    }

    /// What articles are found by besides their texts.
    fn lists(&self, names: &[Name]) -> Vec<List> {
        let entities = names.iter().zip(&self.links.with_parts);
        let sources = names[self.archive.entities.len()..].iter().zip(&self.links.sources);
        let mut lists: Vec<List> = entities
            .map(|(name, articles)| (name, articles.as_slice()))
            .chain(sources.map(|(name, source)| (name, source.articles.as_slice())))
            .map(|(name, articles)| List { name: name.list(), articles: self.numbers(articles) })
            .collect();
        let periods = self.links.by_date.iter();
        lists.extend(periods.map(|(period, articles)| List {
            name: format!("\u{3}date:{}", period.iso()),
            articles: self.numbers(articles),
        }));
        lists
    }

    /// The names of all entities, then those of all sources.
    fn names_of_all(&self) -> Vec<Name> {
        let entities = self.archive.entities.iter().enumerate().map(|(id, entity)| {
            let others = entity.meta.aliases.iter().chain(entity.meta.regional.values().flatten());
            Name {
                kind: NameKind::Entity(entity.meta.kind),
                id: entity.meta.id.clone(),
                paths: self.views.iter().map(|view| view.references[id].path.clone()).collect(),
                names: self.views.iter().map(|view| view.references[id].name.clone()).collect(),
                aliases: others.chain([&entity.meta.name]).cloned().collect(),
                reading: entity.meta.reading.clone(),
                count: self.links.with_parts[id].len(),
            }
        });
        let sources = self.links.sources.iter().enumerate().map(|(id, source)| Name {
            kind: NameKind::Source,
            id: source.path.trim_start_matches("sources/").to_owned(),
            paths: self.views.iter().map(|view| view.sources[id].path.clone()).collect(),
            names: self.views.iter().map(|view| view.sources[id].title.clone()).collect(),
            aliases: vec![source.name.clone()],
            reading: None,
            count: source.articles.len(),
        });
        entities.chain(sources).collect()
    }

    /// The years that articles are of, each with its first article.
    fn years(&self) -> Vec<(i16, u32)> {
        let dated = self.archive.articles.iter().enumerate();
        let mut first: BTreeMap<i16, u32> = BTreeMap::new();
        for (id, date) in dated.filter_map(|(id, article)| Some((id, article.meta.date?))) {
            // Newest first: the last of a year is its first.
            first.insert(date.year, self.number(id));
        }
        first.into_iter().collect()
    }

    /// The search page of each script, and its description for browsers (OpenSearch 1.1).
    pub(super) fn search_page(&self, buffer: &mut Vec<u8>, emit: Emit<'_>, outcome: &mut Outcome) {
        for (number, view) in self.views.iter().enumerate() {
            let file = |script| url::search(script, self.config.page_form);
            let mut page = self.page("search", view.script, self.words("search", view.script), String::new(), &file);
            page.json = None;
            let mut variables = self.variables(view, &page);
            let root = self.search_root.as_ref().map(|root| self.begin(root, number, view));
            variables.insert(
                "search",
                Value::from_serializable(&context::Search {
                    data: root.unwrap_or_default(),
                    elsewhere: self.elsewhere(),
                }),
            );
            self.write("search.html", &page.path, variables, buffer, emit, outcome);
            let page = self.page("opensearch", view.script, view.title.clone(), String::new(), &file);
            let variables = self.variables(view, &page);
            self.write("opensearch.xml", &url::opensearch(view.script), variables, buffer, emit, outcome);
        }
    }

    /// What the page's script begins with, as JSON that can stand in a script element.
    fn begin(&self, root: &Root, number: usize, view: &View) -> String {
        let message = |key: &str| (key.to_owned(), Json::String(self.message(key, view)));
        let kinds = EntityKind::all().map(|kind| kind.row().operator);
        let words: Map<String, Json> = MESSAGES.into_iter().chain(kinds).chain(MORE_MESSAGES).map(message).collect();
        let data =
            json!({ "root": root.of_script(number), "script": number, "lang": view.script.code(), "words": words });
        data.to_string().replace('<', "\\u003c")
    }

    /// A message with its numbers left for the script to fill in.
    fn message(&self, key: &str, view: &View) -> String {
        let number = |name: &str| fluent_bundle::FluentValue::from(format!("{{{name}}}"));
        self.words.text(view.script.code(), key, &[("count", number("count")), ("query", number("query"))])
    }

    /// Where the site can be searched without JavaScript, if it has an address.
    fn elsewhere(&self) -> Option<String> {
        let (_, host) = self.config.base_url.split_once("://")?;
        let host = host.split(['/', ':']).next().filter(|host| host.contains('.'))?;
        let address = &self.config.search.elsewhere;
        (!address.is_empty()).then(|| address.replace("{host}", host))
    }
}
