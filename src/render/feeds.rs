//! Feeds: Atom (RFC 4287) and JSON Feed 1.1 of the newest articles, of the whole archive, of each
//! entity and of each source; and the list of all of them in OPML 2.0.

use serde_json::json;
use tera::Value;

use super::context::{Feed, Reference};
use super::lists::ListRun;
use super::outcome::Printer;
use super::plan::Scope;
use super::rights::{Rights, license_of, notice_of};
use super::run::Run;
use super::url;
use super::view::View;
use crate::archive::ArticleId;
use crate::artefact::FRONT;
use crate::artefact::{Resource, Role};
use crate::config::FeedFormat;
use crate::date::When;
use crate::kinds::EntityKind;
use crate::reads::List;

/// How many articles the feed of the site holds.
const LENGTH: usize = 50;
/// How many that of an entity or a source holds: there may be thousands, and each article is in the feeds of all of its own.
const OF_ONE: usize = 20;
/// A feed must have a moment, and the clock is not part of the input.
const NO_MOMENT: &str = "1970-01-01T00:00:00Z";

impl Run<'_> {
    /// Whether the site makes a feed of something.
    pub(super) fn has_feed(&self, scope: Scope) -> bool {
        let least = self.config.feed_minimum.max(1);
        let has_enough = |ids: List<'_>| self.links.has_dated(ids, least);
        !self.config.feeds.is_empty()
            && match scope {
                Scope::Site => true,
                Scope::Entity(id) => {
                    let kind = self.archive.entities[id].meta.kind;
                    self.archive.kinds[kind].has_feeds && has_enough(self.links.with_parts(id))
                }
                Scope::Source(id) => has_enough(self.links.source(id).articles),
            }
    }

    /// The formats of a feed. Words are so many that one of each has to do.
    fn formats(&self, scope: Scope) -> &[FeedFormat] {
        let formats = &self.config.feeds;
        if self.is_of_word(scope) { &formats[..1] } else { formats }
    }

    fn is_of_word(&self, scope: Scope) -> bool {
        match scope {
            Scope::Entity(id) => self.archive.entities[id].meta.kind.row().is_term,
            Scope::Site | Scope::Source(_) => false,
        }
    }
}

impl ListRun<'_> {
    /// Everything that has a feed: the site, and the entities and sources that have enough articles with a date.
    pub(super) fn scopes(&self) -> Vec<Scope> {
        let entities = self.archive.entities.keys().map(Scope::Entity);
        let sources = self.links.sources().map(Scope::Source);
        std::iter::once(Scope::Site).chain(entities).chain(sources).filter(|scope| self.has_feed(*scope)).collect()
    }

    /// What a feed is called, where it is below a script's folder, and the page it belongs to.
    fn scope(&self, scope: Scope, view: &View<'_>) -> (String, &str, String) {
        match scope {
            Scope::Site => (view.title.clone(), "", url::list_file(view.script, "", FRONT, self.config.page_form)),
            Scope::Entity(id) => {
                let Reference { name, path, .. } = view.references[id].clone();
                (format!("{name} · {}", view.title), &self.archive.entities[id].path, path)
            }
            Scope::Source(id) => {
                let source = view.sources[id].clone();
                (format!("{} · {}", source.title, view.title), self.links.source(id).path, source.path)
            }
        }
    }

    /// The feeds of a scope, for a page's head; none where there is nothing new in it.
    pub(super) fn feeds_of(&self, scope: Scope, view: &View<'_>) -> Vec<Feed> {
        if !self.has_feed(scope) {
            return Vec::new();
        }
        let (title, path, _) = self.scope(scope, view);
        let feed = |format: &FeedFormat| Feed {
            title: title.clone(),
            path: url::feed(view.script, path, format.ending()),
            media_type: format.media_type(),
        };
        self.formats(scope).iter().map(feed).collect()
    }

    pub(super) fn feed(&self, scope: Scope, out: &mut Printer<'_>) {
        let ids: Box<dyn Iterator<Item = ArticleId>> = match scope {
            Scope::Site => Box::new(self.archive.articles.keys()),
            Scope::Entity(id) => Box::new(self.links.with_parts(id).iter()),
            Scope::Source(id) => Box::new(self.links.source(id).articles.iter()),
        };
        // An entry needs a moment: articles without a date are not news.
        let dated = ids.filter_map(|id| {
            let meta = &self.archive.articles[id].meta;
            let date = meta.date?;
            Some((id, date, meta.updated.unwrap_or(date)))
        });
        let entries: Vec<(ArticleId, When, When)> =
            dated.take(if scope == Scope::Site { LENGTH } else { OF_ONE }).collect();
        let has_come = |id: ArticleId| !self.archive.articles[id].meta.is_ahead;
        let latest = entries.iter().filter(|(id, ..)| has_come(*id)).map(|(.., updated)| updated.rfc3339()).max();
        for view in &self.views {
            let (title, path, home) = self.scope(scope, view);
            for format in self.formats(scope) {
                let file = url::feed(view.script, path, format.ending());
                match format {
                    FeedFormat::Atom => {
                        self.atom_feed((&title, path, &home), &entries, latest.as_deref(), (view, out));
                        self.put_old_feeds(&file, (view, None), out);
                    }
                    FeedFormat::Json => {
                        let json = self.json_feed(&title, path, &home, &entries, view).to_string();
                        self.put_old_feeds(&file, (view, Some(json.as_bytes())), out);
                        out.put(file, Role::Feed, Some(view.script.code().into()), json.as_bytes());
                    }
                }
            }
        }
    }

    fn atom_feed(
        &self,
        (title, path, home): (&str, &str, &str),
        entries: &[(ArticleId, When, When)],
        latest: Option<&str>,
        (view, out): (&View<'_>, &mut Printer<'_>),
    ) {
        let file = |script| url::feed(script, path, FeedFormat::Atom.ending());
        let page = self.page("feed", view.script, title.to_owned(), view.description.clone(), &file);
        let mut variables = self.variables(view, &page);
        let cards = entries.iter().map(|&(id, date, updated)| {
            let mut entry = view.card(id).into_map().unwrap_or_default();
            entry.insert("published".into(), Value::from(date.rfc3339()));
            entry.insert("updated".into(), Value::from(updated.rfc3339()));
            let rights = self.entry_rights(id, view);
            // What holds for the feed holds for an entry that says nothing.
            if !self.is_as_site(id) {
                entry.insert("license".into(), Value::from_serializable(&rights.license));
                entry.insert("rights".into(), Value::from_serializable(&rights.notice));
            }
            Value::from(entry)
        });
        variables.insert("entries", Value::from(cards.collect::<Vec<_>>()));
        variables.insert("updated", Value::from(latest.unwrap_or(NO_MOMENT)));
        variables.insert("home", Value::from(home));
        let feed = Resource::Feed { folder: view.script.folder(), address: path, ending: FeedFormat::Atom.ending() };
        self.write_resource("feed.xml", feed, variables, out);
    }

    /// The rights in an article, as its page tells them.
    fn entry_rights(&self, id: ArticleId, view: &View<'_>) -> Rights {
        let meta = &self.archive.articles[id].meta;
        self.rights_of(meta, meta.for_readers(view.script), view)
    }

    /// Whether the rights in an article are those of the site.
    fn is_as_site(&self, id: ArticleId) -> bool {
        let meta = &self.archive.articles[id].meta;
        let of_site =
            [&self.config.license, &self.config.rights].map(|text| Some(text.as_str()).filter(|it| !it.is_empty()));
        meta.versions.is_empty() && [license_of(meta, &self.config), notice_of(meta, &self.config)] == of_site
    }

    /// <https://www.jsonfeed.org/version/1.1/>
    fn json_feed(
        &self,
        title: &str,
        path: &str,
        home: &str,
        entries: &[(ArticleId, When, When)],
        view: &View<'_>,
    ) -> serde_json::Value {
        let item = |&(id, date, updated): &(ArticleId, When, When)| {
            let article = &self.archive.articles[id];
            let url = self.public(&view.path_of(id));
            let summary = view.summary_of(id);
            let filed = [EntityKind::EVENT, EntityKind::SECTION, EntityKind::TAG];
            let filed = filed.into_iter().flat_map(|kind| article.ties.of(kind));
            let tags: Vec<&str> = filed.map(|&id| view.references[id].name.as_str()).collect();
            let mut item = json!({
                "id": url,
                "url": url,
                "title": view.title_of(id),
                // An item must have a content.
                "content_text": if summary.is_empty() { view.title_of(id) } else { summary },
                "date_published": date.rfc3339(),
                "date_modified": updated.rfc3339(),
                "language": article.meta.foreign_only().unwrap_or(view.script.code()),
            });
            if !tags.is_empty() {
                item["tags"] = json!(tags);
            }
            if let Some(rights) = extension(&self.entry_rights(id, view)) {
                item["_rights"] = rights;
            }
            item
        };
        json!({
            "version": "https://jsonfeed.org/version/1.1",
            "title": title,
            "home_page_url": self.public(home),
            "feed_url": self.public(&url::feed(view.script, path, "json")),
            "language": view.script.code(),
            "authors": [{ "name": view.publisher }],
            "items": entries.iter().map(item).collect::<Vec<_>>(),
        })
    }

    pub(super) fn opml(&self, out: &mut Printer<'_>) {
        let view = &self.views[0];
        let page = self.page("feeds", view.script, view.title.clone(), String::new(), &|_| url::opml());
        let mut variables = self.variables(view, &page);
        // Those of words are on the pages of these: nobody subscribes to thousands.
        let scopes: Vec<Scope> = self.scopes().into_iter().filter(|scope| !self.is_of_word(*scope)).collect();
        let outline = |scope: &Scope, view: &View<'_>| {
            let (title, path, home) = self.scope(*scope, view);
            Value::from_serializable(&json!({
                "title": title,
                "lang": view.script.code(),
                "url": self.public(&url::feed(view.script, path, self.config.feeds[0].ending())),
                "home": self.public(&home),
            }))
        };
        let outlines = self.views.iter().flat_map(|view| scopes.iter().map(move |scope| outline(scope, view)));
        variables.insert("feeds", Value::from(outlines.collect::<Vec<_>>()));
        self.write_resource("opml.xml", Resource::Feeds, variables, out);
    }
}

/// The rights in an article for JSON Feed, which has no word of its own for them; none where nothing is told.
fn extension(rights: &Rights) -> Option<serde_json::Value> {
    let mut told = serde_json::Map::new();
    if let Some(license) = &rights.license {
        told.insert("license".to_owned(), json!(license.code));
        told.insert("license_name".to_owned(), json!(license.name));
    }
    if let Some(notice) = &rights.notice {
        told.insert("rights".to_owned(), json!(notice));
    }
    (!told.is_empty()).then_some(told.into())
}
