//! Files that a site has once, or once a script: feeds, sitemap, robots.txt, the root page
//! and the page for what is not there.

use std::fmt::Write as _;

use tera::Value;

use super::view::feed_file;
use super::{Emit, Job, Outcome, Renderer, url};
use crate::script::Script;

/// The languages and addresses of a page, and when it was last changed.
type Listed = (Vec<(String, String)>, Option<String>);

/// How many articles a feed holds.
const FEED_LENGTH: usize = 50;
/// How many addresses one sitemap file may hold (sitemaps.org).
const SITEMAP_LENGTH: usize = 50_000;

impl Renderer<'_> {
    pub(super) fn feed(&self, buffer: &mut Vec<u8>, emit: Emit<'_>, outcome: &mut Outcome) {
        // An entry needs a moment: articles without a date are not news.
        let dated = || {
            self.archive
                .articles
                .iter()
                .enumerate()
                .filter_map(|(id, article)| Some((id, article.meta.date?, article.meta.updated)))
        };
        for view in &self.views {
            let page = self.page("feed", view.script, view.title.clone(), view.description.clone(), &feed_file);
            let mut variables = self.variables(view, &page);
            let entries: Vec<Value> = dated()
                .take(FEED_LENGTH)
                .map(|(id, date, updated)| {
                    let mut entry = view.cards[id].clone().into_map().unwrap_or_default();
                    entry.insert("published".into(), Value::from(date.rfc3339()));
                    entry.insert("updated".into(), Value::from(updated.unwrap_or(date).rfc3339()));
                    Value::from(entry)
                })
                .collect();
            let latest = dated().take(FEED_LENGTH).map(|(_, date, updated)| updated.unwrap_or(date).rfc3339()).max();
            variables.insert("entries", Value::from(entries));
            // A feed must have a moment too, and the clock is not part of the input.
            variables.insert("updated", Value::from(latest.unwrap_or_else(|| "1970-01-01T00:00:00Z".to_owned())));
            self.write("feed.xml", &page.path, variables, buffer, emit, outcome);
        }
    }

    pub(super) fn root_page(&self, buffer: &mut Vec<u8>, emit: Emit<'_>, outcome: &mut Outcome) {
        let view = &self.views[0];
        let home = |script| url::list_file(script, "", 1, self.config.page_form);
        let mut page = self.page("root", view.script, view.title.clone(), view.description.clone(), &home);
        page.path = "index.html".to_owned();
        page.root = String::new();
        page.url = self.public(&page.path);
        page.default_url = page.url.clone();
        for alternate in &mut page.alternates {
            alternate.current = false;
        }
        self.write("root.html", "index.html", self.variables(view, &page), buffer, emit, outcome);
    }

    pub(super) fn not_found(&self, buffer: &mut Vec<u8>, emit: Emit<'_>, outcome: &mut Outcome) {
        let view = &self.views[0];
        let home = |script| url::list_file(script, "", 1, self.config.page_form);
        let mut page =
            self.page("not-found", view.script, self.words("找不到这一页", view.script), String::new(), &home);
        page.path = "404.html".to_owned();
        // The page is shown at any depth, so that only a path from the host's root leads on.
        page.root = self.config.base_path().to_owned();
        page.url = self.public(&page.path);
        self.write("404.html", "404.html", self.variables(view, &page), buffer, emit, outcome);
    }

    pub(super) fn robots(&self, buffer: &mut Vec<u8>, emit: Emit<'_>, outcome: &mut Outcome) {
        let view = &self.views[0];
        let page = self.page("robots", view.script, String::new(), String::new(), &|_| "robots.txt".to_owned());
        self.write("robots.txt", "robots.txt", self.variables(view, &page), buffer, emit, outcome);
    }

    /// The sitemap (sitemaps.org), with each page's versions; more than one file, and an index
    /// of them, where there are more than 50,000 addresses.
    pub(super) fn sitemap(&self, emit: Emit<'_>) {
        let pages: Vec<Listed> = self.plan().into_iter().filter_map(|job| self.listed(job)).collect();
        let per_file = (SITEMAP_LENGTH / self.config.scripts.len()).max(1);
        let files: Vec<String> = pages.chunks(per_file).map(|pages| self.sitemap_file(pages)).collect();
        if let [only] = files.as_slice() {
            emit("sitemap.xml", only.as_bytes());
            return;
        }
        let mut index = String::from(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
        );
        for (number, file) in (1..).zip(&files) {
            let name = format!("sitemap-{number}.xml");
            emit(&name, file.as_bytes());
            writeln!(index, "<sitemap><loc>{}</loc></sitemap>", escape(&self.public(&name)))
                .expect("writing to a string");
        }
        index.push_str("</sitemapindex>\n");
        emit("sitemap.xml", index.as_bytes());
    }

    /// The languages and addresses of a page, and when it was last changed; none for what does
    /// not belong in a sitemap.
    fn listed(&self, job: Job) -> Option<Listed> {
        let form = self.config.page_form;
        let file: Box<dyn Fn(Script) -> String> = match job {
            Job::Article(id) => {
                let meta = &self.archive.articles[id].meta;
                let pages = self.article_alternates(id, None).into_iter().map(|page| (page.lang, page.url)).collect();
                return Some((pages, meta.updated.or(meta.date).map(|date| date.iso())));
            }
            Job::Entity(id, part) => {
                Box::new(move |script| url::list_file(script, &self.archive.entities[id].path, part, form))
            }
            Job::Home(part) => Box::new(move |script| url::list_file(script, "", part, form)),
            Job::Index(kind, part) => {
                Box::new(move |script| url::list_file(script, &format!("{}/", kind.folder()), part, form))
            }
            Job::Dates => Box::new(move |script| url::list_file(script, "dates/", 1, form)),
            Job::Period(period, part) => {
                Box::new(move |script| url::list_file(script, &format!("{}/", period.folder()), part, form))
            }
            Job::Feed | Job::Root | Job::NotFound | Job::Robots | Job::Sitemap => return None,
        };
        let pages = self.config.scripts.iter().map(|&script| (script.code().to_owned(), self.public(&file(script))));
        Some((pages.collect(), None))
    }

    fn sitemap_file(&self, pages: &[Listed]) -> String {
        let mut xml = String::from(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
        );
        for (addresses, changed) in pages {
            let mut links = String::new();
            for (lang, address) in addresses {
                write!(links, "<xhtml:link rel=\"alternate\" hreflang=\"{lang}\" href=\"{}\"/>", escape(address))
                    .expect("writing to a string");
            }
            let changed = changed.as_ref().map(|changed| format!("<lastmod>{changed}</lastmod>")).unwrap_or_default();
            for (_, address) in addresses {
                writeln!(xml, "<url><loc>{}</loc>{changed}{links}</url>", escape(address))
                    .expect("writing to a string");
            }
        }
        xml.push_str("</urlset>\n");
        xml
    }
}

/// Addresses are percent-encoded; only the base URL may have a sign that XML minds.
fn escape(address: &str) -> String {
    address.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
