//! Files that a site has once: sitemaps, robots.txt, the root page and the page for what is not
//! there.

use std::fmt::Write as _;

use super::dates::day_folder;
use super::{Emit, Job, Outcome, Renderer, url};
use crate::content::ArticleMeta;
use crate::date::When;
use crate::script::Script;

/// The languages and addresses of a page, and when it was last changed.
type Listed = (Vec<(String, String)>, Option<String>);

/// How many addresses one sitemap file may hold (sitemaps.org).
const SITEMAP_LENGTH: usize = 50_000;
/// How many addresses a sitemap of news may hold, and how many days its articles may be apart
/// (developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap).
const NEWS_LENGTH: usize = 1000;
const NEWS_DAYS: i32 = 2;

impl Renderer<'_> {
    pub(super) fn root_page(&self, buffer: &mut Vec<u8>, emit: Emit<'_>, outcome: &mut Outcome) {
        let view = &self.views[0];
        let home = |script| url::list_file(script, "", 1, self.config.page_form);
        let mut page = self.page("root", view.script, view.title.clone(), view.description.clone(), &home);
        page.path = "index.html".to_owned();
        page.json = None;
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
        let mut page = self.page("not-found", view.script, self.words("not-found", view.script), String::new(), &home);
        page.path = "404.html".to_owned();
        page.json = None;
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
        emit("sitemap-news.xml", self.news_sitemap().as_bytes());
        let jobs = self.plan_articles().into_iter().chain(self.plan_lists());
        let pages: Vec<Listed> = jobs.filter_map(|job| self.listed(job)).collect();
        let per_file = (SITEMAP_LENGTH / self.config.scripts.len()).max(1);
        if pages.len() <= per_file {
            emit("sitemap.xml", self.sitemap_file(&pages).as_bytes());
            return;
        }
        let mut index = String::from(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
        );
        for (number, pages) in (1..).zip(pages.chunks(per_file)) {
            let name = format!("sitemap-{number}.xml");
            emit(&name, self.sitemap_file(pages).as_bytes());
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
                return Some((pages, changed(meta)));
            }
            Job::Entity(id, part) => {
                Box::new(move |script| url::list_file(script, &self.archive.entities[id].path, part, form))
            }
            Job::Standing(id) => {
                let page = &self.archive.pages[id];
                let versions = self.versions_of(&page.meta, &page.path, None).into_iter();
                return Some((versions.map(|page| (page.lang, page.url)).collect(), changed(&page.meta)));
            }
            Job::Serial(id, part) => Box::new(move |script| url::list_file(script, &self.whole_path(id), part, form)),
            Job::Home(part) => Box::new(move |script| url::list_file(script, "", part, form)),
            Job::Index(kind, part) => {
                Box::new(move |script| url::list_file(script, &format!("{}/", kind.folder()), part, form))
            }
            Job::Sources => Box::new(move |script| url::list_file(script, "sources/", 1, form)),
            Job::Source(id, part) => {
                Box::new(move |script| url::list_file(script, &self.links.sources[id].path, part, form))
            }
            Job::SourceYear(id, year) => Box::new(move |script| {
                url::page_file(script, &format!("{}/{year:04}", self.links.sources[id].path), form)
            }),
            Job::Issue(id) => Box::new(move |script| url::page_file(script, &self.links.issues[id].path, form)),
            Job::DataPage => Box::new(move |script| url::list_file(script, "data/", 1, form)),
            Job::Map => Box::new(move |script| url::list_file(script, "map/", 1, form)),
            Job::Dates => Box::new(move |script| url::list_file(script, "dates/", 1, form)),
            Job::Period(period, part) => {
                Box::new(move |script| url::list_file(script, &format!("{}/", period.folder()), part, form))
            }
            Job::OnDay(month, day, part) => {
                Box::new(move |script| url::list_file(script, &day_folder(month, day), part, form))
            }
            Job::Corrections(part) => Box::new(move |script| url::list_file(script, "corrections/", part, form)),
            Job::Whole(id) => Box::new(move |script| url::page_file(script, &self.whole_path(id), form)),
            Job::Feed(_) | Job::Opml | Job::Data | Job::Search => return None,
            Job::Root | Job::NotFound | Job::Robots | Job::Sitemap => return None,
        };
        let pages = self.config.scripts.iter().map(|&script| (script.code().to_owned(), self.public(&file(script))));
        Some((pages.collect(), None))
    }

    /// The latest news: the articles of the two days before the newest one. The clock is not part
    /// of the input, so that an archive which ended long ago has its last days here.
    fn news_sitemap(&self) -> String {
        let mut xml = String::from(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">\n",
        );
        let day_of = |when: When| jiff::civil::Date::new(when.year, when.month?, when.day?).ok();
        let dated = self.archive.articles.iter().enumerate().filter_map(|(id, article)| {
            let date = article.meta.date?;
            Some((id, date, day_of(date)?))
        });
        let newest = dated.clone().map(|(.., day)| day).max();
        let latest = dated.take_while(|(.., day)| newest.is_some_and(|newest| (newest - *day).get_days() <= NEWS_DAYS));
        let pages = latest.flat_map(|(id, date, _)| {
            self.views
                .iter()
                .filter(move |_| self.archive.articles[id].meta.foreign_only().is_none())
                .map(move |view| (view, id, date))
        });
        for (view, id, date) in pages.take(NEWS_LENGTH) {
            writeln!(
                xml,
                "<url><loc>{}</loc><news:news><news:publication><news:name>{}</news:name><news:language>{}</news:language></news:publication><news:publication_date>{}</news:publication_date><news:title>{}</news:title></news:news></url>",
                escape(&self.public(&view.path_of(id))),
                escape(&view.publisher),
                if view.script == Script::Hans { "zh-cn" } else { "zh-tw" },
                date.iso(),
                escape(&view.title_of(id)),
            )
            .expect("writing to a string");
        }
        xml.push_str("</urlset>\n");
        xml
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

/// When an article was last changed; programs that read sitemaps want whole days.
fn changed(meta: &ArticleMeta) -> Option<String> {
    meta.updated.or(meta.date).filter(|date| date.day.is_some()).map(|date| date.iso())
}

/// A text without what XML minds, and without what it forbids altogether.
fn escape(text: &str) -> String {
    let text: String = text.chars().filter(|it| !it.is_control() && !matches!(it, '\u{FFFE}' | '\u{FFFF}')).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
