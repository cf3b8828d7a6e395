//! The search page of each script, and what goes into the index: the texts of articles, the names and
//! lists by which they are found.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value as Json, json};
use tera::Value;

use super::compose::{ArticlePage, ComposedPage};
use super::lists::ListRun;
use super::outcome::Printer;
use super::renderer::Renderer;
use super::run::Run;
use super::searched::ArticleText;
use super::view::View;
use super::{context, url};
use crate::address::AddressId;
use crate::archive::ArticleId;
use crate::artefact::Resource;
use crate::kinds::{Called, built_in};
use crate::markdown::plain_text;
use crate::reads::{Trace, hash};
use crate::search::{Facts, Index, List, Name, NameKind, Root, Shown, Text};

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

impl Run<'_> {
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
                source: self.links.source_of(article.id).map(|source| view.sources[source].title.clone()),
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
}

impl Renderer {
    /// The number of an article in the index: from the oldest.
    pub fn number_in_index(&self, id: ArticleId) -> u32 {
        // The last of the archive is the oldest.
        self.site.archive().articles.last_key().map_or(0, |oldest| oldest.distance(id))
    }

    /// A hash of what the index has besides the texts of articles, and of their order.
    pub fn hash_of_index(&self, Facts { lists, names, years }: &Facts) -> u64 {
        let lists = lists.iter().map(|list| hash(&(&list.name, &list.articles)));
        let names = names.iter().map(Name::hash);
        hash(&(self.keys_of_index(), lists.collect::<Vec<_>>(), names.collect::<Vec<_>>(), years))
    }

    /// The articles in the order of their numbers in the index.
    pub fn keys_of_index(&self) -> Vec<AddressId> {
        self.site.archive().articles.iter().rev().map(|article| AddressId::of(&article.path)).collect()
    }

    /// An index for the articles of the site; until it is finished, some of it is in files in `folder`.
    pub fn new_index(&self, folder: &Path) -> Index {
        Index::new(self.keys_of_index(), self.shared.len(), folder)
    }

    /// What the index has besides the texts of articles.
    pub fn facts_of_index(&self) -> Facts {
        let names = self.names_of_all();
        Facts { lists: self.index_lists(&names), names, years: self.index_years() }
    }

    fn numbers(&self, articles: &[ArticleId]) -> Vec<u32> {
        let mut numbers: Vec<u32> = articles.iter().map(|&id| self.number_in_index(id)).collect();
        numbers.sort_unstable();
        numbers
    }

    /// What articles are found by besides their texts.
    fn index_lists(&self, names: &[Name]) -> Vec<List> {
        let entities = names.iter().zip(&self.site.links().with_parts);
        let sources = names[self.site.archive().entities.len()..].iter().zip(&self.site.links().sources);
        let mut lists: Vec<List> = entities
            .map(|(name, articles)| (name, articles.as_slice()))
            .chain(sources.map(|(name, source)| (name, source.articles.as_slice())))
            .map(|(name, articles)| List { name: name.list(), articles: self.numbers(articles) })
            .collect();
        let periods = self.site.links().by_date.iter();
        lists.extend(periods.map(|(period, articles)| List {
            name: format!("\u{3}date:{}", period.iso()),
            articles: self.numbers(articles),
        }));
        lists
    }

    /// The names of all entities, then those of all sources.
    fn names_of_all(&self) -> Vec<Name> {
        let trace = Trace::default();
        let views = Run::new(self, &trace).views;
        let entities = self.site.archive().entities.iter_enumerated().map(|(id, entity)| {
            let others = entity.meta.aliases.iter().chain(entity.meta.regional.values().flatten());
            Name {
                kind: NameKind::Entity(entity.meta.kind),
                operator: self.site.archive().kinds[entity.meta.kind].operator.clone(),
                id: entity.meta.id.clone(),
                paths: views.iter().map(|view| view.references[id].path.clone()).collect(),
                names: views.iter().map(|view| view.references[id].name.clone()).collect(),
                aliases: others.chain([&entity.meta.name]).cloned().collect(),
                reading: entity.meta.reading.clone(),
                count: self.site.links().with_parts[id].len(),
            }
        });
        let sources = self.site.links().sources.iter_enumerated().map(|(id, source)| Name {
            kind: NameKind::Source,
            operator: "source".to_owned(),
            id: source.path.trim_start_matches("sources/").to_owned(),
            paths: views.iter().map(|view| view.sources[id].path.clone()).collect(),
            names: views.iter().map(|view| view.sources[id].title.clone()).collect(),
            aliases: vec![source.name.clone()],
            reading: None,
            count: source.articles.len(),
        });
        entities.chain(sources).collect()
    }

    /// The years that articles are of, each with its first article.
    fn index_years(&self) -> Vec<(i16, u32)> {
        let dated = self.site.archive().articles.iter_enumerated();
        let mut first: BTreeMap<i16, u32> = BTreeMap::new();
        for (id, date) in dated.filter_map(|(id, article)| Some((id, article.meta.date?))) {
            // Newest first: the last of a year is its first.
            first.insert(date.year, self.number_in_index(id));
        }
        first.into_iter().collect()
    }
}

impl ListRun<'_> {
    /// The search page of each script, and its description for browsers (OpenSearch 1.1).
    pub(super) fn search_page(&self, out: &mut Printer<'_>) {
        for (number, view) in self.views.iter().enumerate() {
            let file = |script| url::search(script, self.config.page_form);
            let page = self.page("search", view.script, self.words("search", view.script), String::new(), &file);
            let mut variables = self.variables(view, &page);
            let root = self.search_root().as_ref().map(|root| self.begin(root, number, view));
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
    fn begin(&self, root: &Root, number: usize, view: &View<'_>) -> String {
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
    fn message(&self, key: &str, view: &View<'_>) -> String {
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
