//! The search page of each script, and what goes into the index: the texts of articles, the names and
//! lists by which they are found.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde_json::{Map, Value as Json, json};
use tera::Value;

use super::compose::{ArticlePage, ComposedPage};
use super::lists::Lists;
use super::outcome::Printer;
use super::renderer::Renderer;
use super::searched::ArticleText;
use super::view::View;
use super::{context, url};
use crate::archive::ArticleId;
use crate::artefact::Resource;
use crate::kinds::{Called, built_in};
use crate::markdown::plain_text;
use crate::search::{self, Index, Kept, Layout, List, Name, NameKind, Root, Shown, Text};

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

impl Renderer {
    /// What search has of an article. None where it has no page.
    pub(super) fn text_for_search(&self, article: &ArticlePage) -> Option<ArticleText> {
        let all = article.iter().map(|page| Text { title: page.article.title.clone(), body: plain_text(&page.body) });
        let all: Vec<Text> = all.collect();
        let shown = |page: &ComposedPage, text: &Text| {
            let view = &self.views[page.view];
            let date = page.article.date.as_ref().and_then(|iso| self.words.date(view.script.code(), iso, false).ok());
            Shown {
                path: page.page.path.clone(),
                title: page.article.title.clone(),
                date,
                places: page.article.places().map(|place| place.name.clone()).collect(),
                source: self.links.source_of[article.id].map(|source| view.sources[source].title.clone()),
                lang: page.foreign.clone(),
                text: text.body.clone(),
            }
        };
        // Readers of a script that it is not in are led to the language that it is in.
        let of_script = |script: usize| {
            let own = article.iter().position(|page| page.view == script && page.foreign.is_none());
            let at = own.or(Some(0).filter(|_| !article.is_empty()))?;
            Some(shown(&article[at], &all[at]))
        };
        let shown: Option<Vec<Shown>> = (0..self.views.len()).map(of_script).collect();
        Some(ArticleText { article: article.id, shown: shown?, all })
    }

    /// The number of an article in the index: from the oldest.
    pub fn number_in_index(&self, id: ArticleId) -> u32 {
        // The last of the archive is the oldest.
        self.archive.articles.last_key().map_or(0, |oldest| oldest.distance(id))
    }

    /// An index for the articles of the site; until it is finished, some of it is in a file in `folder`. None if the
    /// site has no search.
    pub fn new_index(&self, folder: &Path) -> Option<Index> {
        let (articles, scripts) = (self.archive.articles.len(), self.views.len());
        self.config.search.enabled.then(|| Index::new(articles, scripts, folder))
    }

    /// Writes an index to which all articles were added, and returns its layout. `keep` gets their texts, by
    /// their numbers in it.
    ///
    /// # Errors
    /// When the file in the folder of the index could not be written or read.
    pub fn finish_index(
        &self,
        index: Index,
        keep: &mut dyn FnMut(u32, &Kept),
        emit: search::Emit<'_>,
    ) -> io::Result<Layout> {
        let names = self.names_of_all();
        index.finish(&self.index_lists(&names), &names, self.index_years(), keep, emit)
    }

    fn numbers(&self, articles: &[ArticleId]) -> Vec<u32> {
        let mut numbers: Vec<u32> = articles.iter().map(|&id| self.number_in_index(id)).collect();
        numbers.sort_unstable();
        numbers
    }

    /// What articles are found by besides their texts.
    fn index_lists(&self, names: &[Name]) -> Vec<List> {
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
        let entities = self.archive.entities.iter_enumerated().map(|(id, entity)| {
            let others = entity.meta.aliases.iter().chain(entity.meta.regional.values().flatten());
            Name {
                kind: NameKind::Entity(entity.meta.kind),
                operator: self.archive.kinds[entity.meta.kind].operator.clone(),
                id: entity.meta.id.clone(),
                paths: self.views.iter().map(|view| view.references[id].path.clone()).collect(),
                names: self.views.iter().map(|view| view.references[id].name.clone()).collect(),
                aliases: others.chain([&entity.meta.name]).cloned().collect(),
                reading: entity.meta.reading.clone(),
                count: self.links.with_parts[id].len(),
            }
        });
        let sources = self.links.sources.iter_enumerated().map(|(id, source)| Name {
            kind: NameKind::Source,
            operator: "source".to_owned(),
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
    fn index_years(&self) -> Vec<(i16, u32)> {
        let dated = self.archive.articles.iter_enumerated();
        let mut first: BTreeMap<i16, u32> = BTreeMap::new();
        for (id, date) in dated.filter_map(|(id, article)| Some((id, article.meta.date?))) {
            // Newest first: the last of a year is its first.
            first.insert(date.year, self.number_in_index(id));
        }
        first.into_iter().collect()
    }
}

impl Lists<'_> {
    /// The search page of each script, and its description for browsers (OpenSearch 1.1).
    pub(super) fn search_page(&self, out: &mut Printer<'_>) {
        for (number, view) in self.views.iter().enumerate() {
            let file = |script| url::search(script, self.config.page_form);
            let page = self.page("search", view.script, self.words("search", view.script), String::new(), &file);
            let mut variables = self.variables(view, &page);
            let root = self.search_root.as_ref().map(|root| self.begin(root, number, view));
            variables.insert(
                "search",
                Value::from_serializable(&context::Search {
                    data: root.unwrap_or_default(),
                    elsewhere: self.elsewhere(),
                }),
            );
            self.write("search.html", &page.path, variables, out);
            let page = self.page("opensearch", view.script, view.title.clone(), String::new(), &file);
            let variables = self.variables(view, &page);
            let resource = Resource::OpenSearch { folder: view.script.folder() };
            self.write_resource("opensearch.xml", resource, variables, out);
        }
    }

    /// What the page's script begins with, as JSON that can stand in a script element.
    fn begin(&self, root: &Root, number: usize, view: &View) -> String {
        let message = |key: &str| (key.to_owned(), Json::String(self.message(key, view)));
        let kinds = &self.archive.kinds;
        let mut words: Map<String, Json> = MESSAGES.into_iter().map(message).collect();
        let kinds_of_all = kinds.iter().map(|(_, called)| (&called.operator, message(&called.message_of_one).1));
        words.extend(kinds_of_all.map(|(operator, name)| (operator.clone(), name)));
        words.extend(MORE_MESSAGES.into_iter().map(message));
        let mut data =
            json!({ "root": root.of_script(number), "script": number, "lang": view.script.code(), "words": words });
        // The script knows those that every site has.
        let own = kinds.iter().skip(built_in().len());
        let words_of = |called: &'_ Called| -> Vec<(String, Json)> {
            let words = called.operators.iter().chain([&called.operator]);
            words.map(|word| (word.clone(), json!(called.operator))).collect()
        };
        let own: Map<String, Json> = own.flat_map(|(_, called)| words_of(called)).collect();
        if !own.is_empty() {
            data["operators"] = Json::Object(own);
        }
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
