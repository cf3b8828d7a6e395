//! What the pages of a day's articles say, in all scripts, as JSON for programs: facts, without the texts, which are on the
//! pages.

use serde_json::{Map, Value, json};

use super::lists::ListRun;
use super::outcome::Printer;
use super::run::Run;
use super::url;
use crate::archive::ArticleId;
use crate::artefact::Role;
use crate::content::ArticleMeta;
use crate::links::Period;

/// What an article's page has that says nothing of the article: where it leads to, and what can be made of the rest.
const NOT_SAID: [&str; 5] = ["readings", "neighbours", "citation", "day", "page_anchor"];

impl Run<'_> {
    /// The file that has the facts of an article, if the site has such.
    pub(super) fn page_data_of(&self, meta: &ArticleMeta) -> Option<String> {
        self.config.page_json.then(|| url::page_data(meta.date.map(Period::of)))
    }
}

impl ListRun<'_> {
    /// The days of articles, or the months or years if no more is known of them, and none for those without a date.
    pub(super) fn page_data_periods(&self) -> Vec<Option<Period>> {
        if !self.config.page_json {
            return Vec::new();
        }
        let dated =
            self.links.periods().map(|(period, _)| period).filter(|&period| !self.exactly_of(Some(period)).is_empty());
        let undated = (!self.links.undated().is_empty()).then_some(None);
        dated.map(Some).chain(undated).collect()
    }

    /// The articles whose date is just that.
    fn exactly_of(&self, period: Option<Period>) -> Vec<ArticleId> {
        let Some(period) = period else { return self.links.undated().all().to_vec() };
        let is_of = |id: &ArticleId| self.archive.articles[*id].meta.date.map(Period::of) == Some(period);
        self.links.date(period).all().iter().copied().filter(is_of).collect()
    }

    pub(super) fn page_data(&self, period: Option<Period>, out: &mut Printer<'_>) {
        let articles: Vec<Value> = self.exactly_of(period).into_iter().map(|id| self.facts_of(id)).collect();
        let data = json!({ "date": period.map(Period::iso), "articles": articles });
        out.put(url::page_data(period), Role::PageData, None, data.to_string().as_bytes());
    }

    /// The facts of an article, by the script or language of each of its pages.
    fn facts_of(&self, id: ArticleId) -> Value {
        let article = &self.archive.articles[id];
        let mut pages = Map::new();
        for version in article.meta.with_versions() {
            for number in self.readers_of(&article.meta, version) {
                let view = &self.views[number];
                let facts = self.article_context(id, version, view, &Default::default(), self.learned.mentions(id));
                let mut facts = serde_json::to_value(&facts).unwrap_or_default();
                if let Some(facts) = facts.as_object_mut() {
                    facts.retain(|key, value| !NOT_SAID.contains(&key.as_str()) && !says_nothing(value));
                    // Whether words are marked is known while the text is at hand.
                    let corrections = facts.get_mut("corrections").and_then(Value::as_array_mut).into_iter().flatten();
                    corrections.filter_map(Value::as_object_mut).for_each(|it| drop(it.remove("marked")));
                    facts.insert("url".to_owned(), json!(self.public(&self.version_file(id, version, view.script))));
                }
                pages.insert(version.foreign.as_deref().unwrap_or(view.script.code()).to_owned(), facts);
            }
        }
        json!({ "id": article.path, "pages": pages })
    }
}

fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}
