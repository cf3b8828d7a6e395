//! What there is to render: each page of the site, or each part of a list, once. A new list page has its row in `ListJob`
//! and its line in `plan`, `run` and `address_of`; its method is beside the others.

use super::dates::{UNDATED, day_folder};
use super::job::{JobKey, JobKind, OnceKind};
use super::lists::{ListRun, Lists};
use super::outcome::{Emit, Outcome, Printer};
use super::renderer::Renderer;
use super::run::Run;
use crate::address::AddressId;
use crate::archive::{ArticleId, EntityId, PageId, WithdrawnId};
use crate::artefact::FRONT;
use crate::kinds::EntityKind;
use crate::links::{IssueId, Period, ReadingId, ReadingKind, SourceId};
use crate::reads::{Facet, Trace};

/// A page that has bodies of articles. These come first: what articles mention is in the lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArticleJob {
    /// An article, in each of its versions.
    Article(ArticleId),
    /// An article that goes on on other pages, in one.
    Whole(ReadingId),
}

impl ArticleJob {
    /// The article, if it is a page of one.
    pub fn article(self) -> Option<ArticleId> {
        match self {
            Self::Article(id) => Some(id),
            Self::Whole(_) => None,
        }
    }
}

/// Any other page or file, or one part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListJob {
    /// A page that stands by itself.
    Standing(PageId),
    /// The notice of an article or page that was withdrawn.
    Withdrawn(WithdrawnId),
    /// Some of the pages at old addresses, by the number of the part.
    Moved(usize),
    /// A part of the list of a serial's parts.
    Serial(ReadingId, usize),
    /// A part of an entity's page; the first has its text.
    Entity(EntityId, usize),
    /// The newest articles.
    Home,
    /// A part of the articles without a date.
    Undated(usize),
    /// A part of the index of a kind of entities.
    Index(EntityKind, usize),
    /// The index of sources.
    Sources,
    /// A part of a collection, or a newspaper.
    Source(SourceId, usize),
    /// A year of a newspaper.
    SourceYear(SourceId, i16),
    /// An issue of a newspaper.
    Issue(IssueId),
    /// All places on a map.
    Map,
    /// The years, and the days of the year.
    Dates,
    /// A part of a year, month or day.
    Period(Period, usize),
    /// A part of a day of the year, by month and day, in all years.
    OnDay(i8, i8, usize),
    /// A part of the articles that were corrected.
    Corrections(usize),
    /// The newest articles of all, or of an entity or a source, for feed readers.
    Feed(Scope),
    /// The list of all feeds.
    Opml,
    /// The facts of the articles of a day, or of those without a date.
    PageData(Option<Period>),
    /// The tables of a year's articles, or of those without a date.
    DataOfYear(Option<i16>),
    /// The rest of the data set, and its description.
    Data,
    /// The page that tells what is in it.
    DataPage,
    /// The page that lists the other addresses of the archive.
    Mirrors,
    /// The search page, and its description for browsers.
    Search,
    /// The page at the root, which leads to a script's home page.
    Root,
    /// The page that hosts show for an address that does not exist.
    NotFound,
    /// `robots.txt`.
    Robots,
    /// The sitemap of a year's articles, or of those without a date.
    SitemapOfYear(Option<i16>),
    /// The index of all sitemaps, and those of lists and of the latest news.
    Sitemap,
}

/// Whose newest articles a feed has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The whole archive's.
    Site,
    /// An entity's.
    Entity(EntityId),
    /// A source's.
    Source(SourceId),
}

impl Renderer {
    /// The pages that have bodies of articles.
    pub fn plan_articles(&self) -> Vec<ArticleJob> {
        let is_jump = |&id: &ReadingId| self.site.links().readings[id].kind == ReadingKind::Continuation;
        let whole = self.site.links().readings.keys().filter(is_jump).map(ArticleJob::Whole);
        self.site.archive().articles.keys().map(ArticleJob::Article).chain(whole).collect()
    }

    /// The address of an article, in tables of very many.
    pub fn address_id(&self, id: ArticleId) -> AddressId {
        AddressId::of(&self.site.archive().articles[id].path)
    }

    /// The address of what a feed is of; empty for the whole site.
    fn scope_address(&self, scope: Scope) -> &str {
        match scope {
            Scope::Site => "",
            Scope::Entity(id) => &self.site.archive().entities[id].path,
            Scope::Source(id) => &self.site.links().sources[id].path,
        }
    }

    /// The address of the page that has all parts of an article, or lists those of a serial.
    fn path_of_whole(&self, id: ReadingId) -> String {
        Run::new(self, &Trace::default()).whole_path(id)
    }

    /// A job by its address.
    pub fn key_of(&self, job: ArticleJob) -> JobKey {
        match job {
            ArticleJob::Article(id) => JobKey::new(JobKind::Article, self.site.archive().articles[id].path.as_str(), 1),
            ArticleJob::Whole(id) => JobKey::new(JobKind::Whole, self.path_of_whole(id), 1),
        }
    }

    /// The same of a list.
    pub fn key_of_list(&self, job: ListJob) -> JobKey {
        match job {
            ListJob::Standing(id) => JobKey::new(JobKind::Standing, self.site.archive().pages[id].path.as_str(), 1),
            ListJob::Withdrawn(id) => {
                JobKey::new(JobKind::Withdrawn, self.site.archive().withdrawn[id].path.as_str(), 1)
            }
            ListJob::Moved(part) => JobKey::new(JobKind::Moved, "", part),
            ListJob::Feed(scope) => JobKey::new(JobKind::Feed, self.scope_address(scope), 1),
            ListJob::PageData(period) => {
                JobKey::new(JobKind::PageData, period.map_or_else(String::new, Period::folder), 1)
            }
            ListJob::DataOfYear(year) => JobKey::new(JobKind::DataOfYear, year_text(year), 1),
            ListJob::SitemapOfYear(year) => JobKey::new(JobKind::SitemapOfYear, year_text(year), 1),
            ListJob::Opml => JobKey::once(OnceKind::Opml),
            ListJob::Data => JobKey::once(OnceKind::Data),
            ListJob::Search => JobKey::once(OnceKind::Search),
            ListJob::Root => JobKey::once(OnceKind::Root),
            ListJob::NotFound => JobKey::once(OnceKind::NotFound),
            ListJob::Robots => JobKey::once(OnceKind::Robots),
            ListJob::Sitemap => JobKey::once(OnceKind::Sitemap),
            list => {
                let (address, part) = self.address_of(list).unwrap_or_default();
                JobKey::new(JobKind::List, address, part)
            }
        }
    }

    /// The address of a list below a script's folder, and the number of its part; none for what is no list.
    pub(super) fn address_of(&self, job: ListJob) -> Option<(String, usize)> {
        Some(match job {
            ListJob::Serial(id, part) => (self.path_of_whole(id), part),
            ListJob::Entity(id, part) => (self.site.archive().entities[id].path.clone(), part),
            ListJob::Home => (String::new(), FRONT),
            ListJob::Undated(part) => (UNDATED.to_owned(), part),
            ListJob::Index(kind, part) => (format!("{}/", self.site.archive().kinds[kind].folder), part),
            ListJob::Sources => ("sources/".to_owned(), FRONT),
            ListJob::Source(id, part) => (self.site.links().sources[id].path.clone(), part),
            ListJob::SourceYear(id, year) => (format!("{}/{year:04}", self.site.links().sources[id].path), FRONT),
            ListJob::Issue(id) => (self.site.links().issues[id].path.clone(), FRONT),
            ListJob::Map => ("map/".to_owned(), FRONT),
            ListJob::Dates => ("dates/".to_owned(), FRONT),
            ListJob::Period(period, part) => (format!("{}/", period.folder()), part),
            ListJob::OnDay(month, day, part) => (day_folder(month, day), part),
            ListJob::Corrections(part) => ("corrections/".to_owned(), part),
            ListJob::DataPage => ("data/".to_owned(), FRONT),
            ListJob::Mirrors => ("mirrors/".to_owned(), FRONT),
            ListJob::Withdrawn(_) | ListJob::Moved(_) => return None,
            ListJob::Standing(_)
            | ListJob::Feed(_)
            | ListJob::PageData(_)
            | ListJob::Opml
            | ListJob::Data
            | ListJob::Search => return None,
            ListJob::Root | ListJob::NotFound | ListJob::Robots | ListJob::Sitemap => return None,
            ListJob::DataOfYear(_) | ListJob::SitemapOfYear(_) => return None,
        })
    }

    /// Makes the files of one job. `buffer` is scratch space.
    pub fn render(&self, job: ArticleJob, buffer: &mut Vec<u8>, emit: Emit<'_>) -> Outcome {
        self.printed(buffer, emit, |trace, out| {
            let run = Run::new(self, trace);
            match job {
                ArticleJob::Article(id) => run.article(id, out),
                ArticleJob::Whole(id) => run.whole(id, out),
            }
        })
    }
}

fn year_text(year: Option<i16>) -> String {
    year.map_or_else(String::new, |year| format!("{year:04}"))
}

impl Lists<'_> {
    /// All pages and files that have no body of an article.
    pub fn plan(&self) -> Vec<ListJob> {
        let trace = Trace::default();
        let run = self.run(&trace);
        let (archive, links, config) =
            (self.renderer.site.archive(), self.renderer.site.links(), &self.renderer.config);
        let newest_first = |items: usize| run.newest_first(items).numbers().all();
        let mut jobs: Vec<ListJob> = archive.pages.keys().map(ListJob::Standing).collect();
        jobs.extend(archive.withdrawn.keys().map(ListJob::Withdrawn));
        jobs.extend((1..=run.moved_parts()).map(ListJob::Moved));
        for (id, reading) in links.readings.iter_enumerated() {
            if reading.kind == ReadingKind::Serial {
                let parts = run.in_order(reading.articles.len()).numbers();
                jobs.extend(parts.all().map(|part| ListJob::Serial(id, part)));
            }
        }
        for id in archive.entities.keys() {
            jobs.extend(run.entity_parts(id).all().map(|part| ListJob::Entity(id, part)));
        }
        for kind in archive.kinds.all() {
            jobs.extend(run.index_parts(kind).map(|part| ListJob::Index(kind, part)));
        }
        for period in links.by_date.keys().copied().filter(|&period| run.has_page(period)) {
            jobs.extend(newest_first(run.listed_in(period).planned()).map(|part| ListJob::Period(period, part)));
        }
        for (&(month, day), articles) in &links.on_day {
            jobs.extend(newest_first(articles.len()).map(|part| ListJob::OnDay(month, day, part)));
        }
        for (id, source) in links.sources.iter_enumerated() {
            jobs.extend(newest_first(source.loose.len()).map(|part| ListJob::Source(id, part)));
            if !source.issues.is_empty() {
                // The only year of a newspaper is on its own page.
                let years = Some(run.years_of(id)).filter(|years| years.len() > 1).unwrap_or_default();
                jobs.extend(years.into_keys().map(|year| ListJob::SourceYear(id, year)));
            }
        }
        jobs.extend(links.issues.keys().map(ListJob::Issue));
        if !links.sources.is_empty() {
            jobs.push(ListJob::Sources);
        }
        if archive.entities.iter().any(|entity| entity.meta.coordinates.is_some()) {
            jobs.push(ListJob::Map);
        }
        if !links.corrected.is_empty() {
            jobs.extend(newest_first(links.corrected.len()).map(ListJob::Corrections));
        }
        if config.mirrors().next().is_some() {
            jobs.push(ListJob::Mirrors);
        }
        jobs.push(ListJob::Home);
        if !links.undated.is_empty() {
            jobs.extend(newest_first(links.undated.len()).map(ListJob::Undated));
        }
        jobs.extend(run.scopes().into_iter().map(ListJob::Feed));
        jobs.extend(run.page_data_periods().into_iter().map(ListJob::PageData));
        if !config.feeds.is_empty() {
            jobs.push(ListJob::Opml);
        }
        if config.search.enabled {
            jobs.push(ListJob::Search);
        }
        let years = run.table_years().into_iter();
        jobs.extend(years.flat_map(|year| [ListJob::DataOfYear(year), ListJob::SitemapOfYear(year)]));
        jobs.extend([
            ListJob::Data,
            ListJob::DataPage,
            ListJob::Dates,
            ListJob::Root,
            ListJob::NotFound,
            ListJob::Robots,
            ListJob::Sitemap,
        ]);
        jobs
    }

    /// Makes the files of one job. `buffer` is scratch space.
    pub fn render(&self, job: ListJob, buffer: &mut Vec<u8>, emit: Emit<'_>) -> Outcome {
        self.renderer.printed(buffer, emit, |trace, out| self.run(trace).list(job, out))
    }

    /// A job by its address.
    pub fn key(&self, job: ListJob) -> JobKey {
        self.renderer.key_of_list(job)
    }
}

impl ListRun<'_> {
    /// Which lists there are.
    pub(super) fn planned(&self) -> Vec<ListJob> {
        self.archive.trace().record(Facet::Planned);
        self.lists.plan()
    }

    fn list(&self, job: ListJob, out: &mut Printer<'_>) {
        match job {
            ListJob::Standing(id) => self.standing(id, out),
            ListJob::Withdrawn(id) => self.notice(id, out),
            ListJob::Moved(part) => self.moved(part, out),
            ListJob::Serial(id, part) => self.serial(id, part, out),
            ListJob::Entity(id, part) => self.entity(id, part, out),
            ListJob::Home => self.home(out),
            ListJob::Undated(part) => self.undated_list(part, out),
            ListJob::Index(kind, part) => self.index(kind, part, out),
            ListJob::Sources => self.source_index(out),
            ListJob::Source(id, part) => self.source(id, None, part, out),
            ListJob::SourceYear(id, year) => self.source(id, Some(year), FRONT, out),
            ListJob::Issue(id) => self.issue(id, out),
            ListJob::Map => self.map_page(out),
            ListJob::Dates => self.dates(out),
            ListJob::Period(period, part) => self.period(period, part, out),
            ListJob::OnDay(month, day, part) => self.on_day(month, day, part, out),
            ListJob::Corrections(part) => self.corrections(part, out),
            ListJob::Feed(scope) => self.feed(scope, out),
            ListJob::PageData(period) => self.page_data(period, out),
            ListJob::Opml => self.opml(out),
            ListJob::DataOfYear(year) => self.data_of_year(year, out),
            ListJob::Data => self.data(out),
            ListJob::DataPage => self.data_page(out),
            ListJob::Mirrors => self.mirrors(out),
            ListJob::Search => self.search_page(out),
            ListJob::Root => self.root_page(out),
            ListJob::NotFound => self.not_found(out),
            ListJob::Robots => self.robots(out),
            ListJob::SitemapOfYear(year) => self.sitemap_of_year(year, out),
            ListJob::Sitemap => self.sitemap(out),
        }
    }
}
