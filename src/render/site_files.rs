//! Files that a site has once: sitemaps, robots.txt, the root page and the page for what is not
//! there.

use std::fmt::Write as _;

use super::lists::ListRun;
use super::outcome::Printer;
use super::plan::{ArticleJob, ListJob};
use super::url;
use crate::archive::ArticleId;
use crate::artefact::FRONT;
use crate::artefact::{Resource, Role};
use crate::content::ArticleMeta;
use crate::date::When;
use crate::links::{ReadingId, ReadingKind};
use crate::script::Script;

/// The languages and addresses of a page, and when it was last changed.
type Listed = (Vec<(String, String)>, Option<String>);

/// How many addresses one sitemap file may hold (sitemaps.org).
const SITEMAP_LENGTH: usize = 50_000;
/// How many addresses a sitemap of news may hold, and how many days its articles may be apart
/// (developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap).
const NEWS_LENGTH: usize = 1000;
const NEWS_DAYS: i32 = 2;

impl ListRun<'_> {
    pub(super) fn root_page(&self, out: &mut Printer<'_>) {
        let view = &self.views[0];
        let home = |script| url::list_file(script, "", FRONT, self.config.page_form);
        let mut page = self.page("root", view.script, view.title.clone(), view.description.clone(), &home);
        page.path = "index.html".to_owned();
        page.root = String::new();
        page.url = self.public(&page.path);
        page.default_url = page.url.clone();
        for alternate in &mut page.alternates {
            alternate.current = false;
        }
        self.write_resource("root.html", Resource::Root("index.html"), self.variables(view, &page), out);
    }

    pub(super) fn not_found(&self, out: &mut Printer<'_>) {
        let view = &self.views[0];
        let home = |script| url::list_file(script, "", FRONT, self.config.page_form);
        let mut page = self.page("not-found", view.script, self.words("not-found", view.script), String::new(), &home);
        page.path = "404.html".to_owned();
        // The page is shown at any depth, so that only a path from the host's root leads on.
        page.root = self.config.base_path().to_owned();
        page.url = self.public(&page.path);
        self.write_resource("404.html", Resource::Root("404.html"), self.variables(view, &page), out);
    }

    pub(super) fn robots(&self, out: &mut Printer<'_>) {
        let view = &self.views[0];
        let page = self.page("robots", view.script, String::new(), String::new(), &|_| "robots.txt".to_owned());
        self.write_resource("robots.txt", Resource::Root("robots.txt"), self.variables(view, &page), out);
    }

    /// The index of the sitemaps (sitemaps.org), the sitemap of what is no article, and that of the latest news.
    pub(super) fn sitemap(&self, out: &mut Printer<'_>) {
        let mut index = String::from(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
        );
        let lists: Vec<Listed> = self.planned().into_iter().filter_map(|job| self.listed(job)).collect();
        let of_years = self.table_years().into_iter().map(|year| (sitemap_of(year), self.pages_of_year(year).len()));
        for (name, pages) in [("lists".to_owned(), lists.len())].into_iter().chain(of_years) {
            for part in 0..pages.div_ceil(self.sitemap_length()) {
                let address = escape(&self.public(&sitemap_file(&name, part)));
                writeln!(index, "<sitemap><loc>{address}</loc></sitemap>").expect("writing to a string");
            }
        }
        index.push_str("</sitemapindex>\n");
        self.put_sitemap("lists", &lists, out);
        let mut put = |name: &str, xml: &str| out.put(name.to_owned(), Role::Control, None, xml.as_bytes());
        put("sitemap-news.xml", &self.news_sitemap());
        put("sitemap.xml", &index);
    }

    /// The sitemap of a year's articles, with each page's versions.
    pub(super) fn sitemap_of_year(&self, year: Option<i16>, out: &mut Printer<'_>) {
        let pages: Vec<Listed> = self.pages_of_year(year).into_iter().map(|job| self.listed_article(job)).collect();
        self.put_sitemap(&sitemap_of(year), &pages, out);
    }

    fn put_sitemap(&self, name: &str, pages: &[Listed], out: &mut Printer<'_>) {
        for (part, pages) in pages.chunks(self.sitemap_length()).enumerate() {
            out.put(sitemap_file(name, part), Role::Control, None, self.sitemap_text(pages).as_bytes());
        }
    }

    /// How many pages one file may have, each with its versions.
    fn sitemap_length(&self) -> usize {
        (SITEMAP_LENGTH / self.config.scripts.len()).max(1)
    }

    /// The articles of a year, and those that are joined of parts.
    fn pages_of_year(&self, year: Option<i16>) -> Vec<ArticleJob> {
        let of = |id: ArticleId| self.archive.articles[id].meta.date.map(|date| date.year);
        let of_year = self.of_year(year).iter().flat_map(|&id| self.links.readings_of(id));
        let mut whole: Vec<ReadingId> = of_year
            .copied()
            .filter(|&id| {
                let reading = self.links.reading(id);
                reading.kind == ReadingKind::Continuation && of(reading.articles[0]) == year
            })
            .collect();
        whole.sort_unstable();
        whole.dedup();
        let whole = whole.into_iter().map(ArticleJob::Whole);
        self.of_year(year).iter().copied().map(ArticleJob::Article).chain(whole).collect()
    }

    fn listed_article(&self, job: ArticleJob) -> Listed {
        match job {
            ArticleJob::Article(id) => {
                let meta = &self.archive.articles[id].meta;
                let pages = self.article_alternates(id, None).into_iter().map(|page| (page.lang, page.url)).collect();
                (pages, changed(meta))
            }
            ArticleJob::Whole(id) => (self.in_every_script(&self.whole_path(id), FRONT), None),
        }
    }

    /// The languages and addresses of a page, and when it was last changed; none for what does
    /// not belong in a sitemap.
    fn listed(&self, job: ListJob) -> Option<Listed> {
        if let ListJob::Standing(id) = job {
            let page = &self.archive.pages[id];
            let versions = self.versions_of(&page.meta, &page.path, None).into_iter();
            return Some((versions.map(|page| (page.lang, page.url)).collect(), changed(&page.meta)));
        }
        let (address, part) = self.address_of(job)?;
        Some((self.in_every_script(&address, part), None))
    }

    fn in_every_script(&self, address: &str, part: usize) -> Vec<(String, String)> {
        let file = |script| url::list_file(script, address, part, self.config.page_form);
        let scripts = self.config.scripts.iter();
        scripts.map(|&script| (script.code().to_owned(), self.public(&file(script)))).collect()
    }

    /// The latest news: the articles of the two days before the newest one. The clock is not part
    /// of the input, so that an archive which ended long ago has its last days here.
    fn news_sitemap(&self) -> String {
        let mut xml = String::from(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">\n",
        );
        let day_of = |when: When| jiff::civil::Date::new(when.year, when.month?, when.day?).ok();
        // The newest come first: no more of them are looked at than are listed.
        let dated = self.links.all().iter().filter_map(|id| {
            let meta = &self.archive.articles[id].meta;
            let date = meta.date.filter(|_| !meta.is_ahead)?;
            Some((id, date, day_of(date)?))
        });
        let mut dated = dated.peekable();
        let newest = dated.peek().map(|(.., day)| *day);
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

    fn sitemap_text(&self, pages: &[Listed]) -> String {
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

/// What the sitemap of a year is called.
fn sitemap_of(year: Option<i16>) -> String {
    year.map_or_else(|| "undated".to_owned(), |year| format!("{year:04}"))
}

/// A file of it: the first, or one of those after it.
fn sitemap_file(name: &str, part: usize) -> String {
    if part == 0 { format!("sitemap-{name}.xml") } else { format!("sitemap-{name}-{}.xml", part + 1) }
}

/// When an article was last changed; programs that read sitemaps want whole days, and none that have not come.
fn changed(meta: &ArticleMeta) -> Option<String> {
    meta.updated.or(meta.date.filter(|_| !meta.is_ahead)).filter(|date| date.day.is_some()).map(|date| date.iso())
}

/// A text without what XML minds, and without what it forbids altogether.
pub(super) fn escape(text: &str) -> String {
    let text: String = text.chars().filter(|it| !it.is_control() && !matches!(it, '\u{FFFE}' | '\u{FFFF}')).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
