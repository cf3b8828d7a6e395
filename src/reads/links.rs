//! The lists of the archive, as a job reads them.

use super::facet::{Facet, ListId, Look};
use super::list::List;
use super::trace::Trace;
use crate::address::AddressId;
use crate::archive::{Archive, ArticleId, EntityId};
use crate::date::When;
use crate::links::{IssueId, IssuePage, Links, Period, Reading, ReadingId, ReadingKind, SourceId};
use crate::script::Script;

/// The links of one job.
#[derive(Clone, Copy)]
pub struct LinksReads<'r> {
    archive: &'r Archive,
    links: &'r Links,
    trace: &'r Trace,
}

/// A day of the year, by month and day, and how many articles it has.
type OnDay = ((i8, i8), usize);

/// A newspaper or a collection.
pub struct SourceReads<'r> {
    /// Its name, as the first file writes it.
    pub name: &'r str,
    /// The script of that.
    pub script: Script,
    /// Its address below a script's folder, without `.html`.
    pub path: &'r str,
    /// Whether it is a newspaper, which has issues.
    pub is_paper: bool,
    /// Its articles, newest first.
    pub articles: List<'r>,
    /// Those of them that are in no issue.
    pub loose: List<'r>,
    /// Its issues, oldest first.
    pub issues: List<'r, IssueId>,
}

/// An issue of a newspaper.
pub struct IssueReads<'r> {
    /// Whose it is.
    pub source: SourceId,
    /// Its day.
    pub date: When,
    /// Its edition, if there are several.
    pub edition: &'r Option<String>,
    /// Its number.
    pub number: &'r Option<String>,
    /// Its address below a script's folder, without `.html`.
    pub path: &'r str,
}

impl<'r> LinksReads<'r> {
    pub(super) fn new(archive: &'r Archive, links: &'r Links, trace: &'r Trace) -> Self {
        Self { archive, links, trace }
    }

    fn address(&self, id: ArticleId) -> AddressId {
        AddressId::of(&self.archive.articles[id].path)
    }

    fn of_entity(&self, ids: &'r [ArticleId], id: EntityId, list: fn(AddressId) -> ListId) -> List<'r> {
        List::new(ids, list(AddressId::of(&self.archive.entities[id].path)), self.trace)
    }

    /// All articles, newest first.
    pub fn all(&self) -> List<'r> {
        List::new(&self.links.all, ListId::All, self.trace)
    }

    /// Those without a date.
    pub fn undated(&self) -> List<'r> {
        List::new(&self.links.undated, ListId::Undated, self.trace)
    }

    /// The articles that name an entity themselves.
    pub fn by_entity(&self, id: EntityId) -> List<'r> {
        self.of_entity(&self.links.by_entity[id], id, ListId::ByEntity)
    }

    /// The articles that are about an entity or about a part of it.
    pub fn with_parts(&self, id: EntityId) -> List<'r> {
        self.of_entity(&self.links.with_parts[id], id, ListId::WithParts)
    }

    /// The same day by day, of an entity that has a timeline.
    pub fn story(&self, id: EntityId) -> List<'r> {
        self.of_entity(&self.links.stories[id], id, ListId::Story)
    }

    /// The articles that a person wrote.
    pub fn written_by(&self, id: EntityId) -> List<'r> {
        self.of_entity(&self.links.written_by[id], id, ListId::WrittenBy)
    }

    /// The entities that name one in their files, earliest first.
    pub fn tied(&self, id: EntityId) -> &'r [EntityId] {
        let list = ListId::Tied(AddressId::of(&self.archive.entities[id].path));
        List::new(&self.links.tied[id], list, self.trace).all()
    }

    /// The persons that the names of an article's authors are of.
    pub fn writers(&self, id: ArticleId) -> &'r [Option<EntityId>] {
        self.trace.record(Facet::Belongs(self.address(id)));
        &self.links.writers[id]
    }

    /// The source of an article.
    pub fn source_of(&self, id: ArticleId) -> Option<SourceId> {
        self.trace.record(Facet::Belongs(self.address(id)));
        self.links.source_of[id]
    }

    /// The issue of an article.
    pub fn issue_of(&self, id: ArticleId) -> Option<IssueId> {
        self.trace.record(Facet::Belongs(self.address(id)));
        self.links.issue_of[id]
    }

    /// The paths on which an article is read after others.
    pub fn readings_of(&self, id: ArticleId) -> &'r [ReadingId] {
        self.trace.record(Facet::Belongs(self.address(id)));
        &self.links.reading_of[id]
    }

    /// Articles that are read one after the other.
    pub fn reading(&self, id: ReadingId) -> &'r Reading {
        let reading = &self.links.readings[id];
        let is_serial = reading.kind == ReadingKind::Serial;
        self.trace.record(Facet::Reading(self.address(reading.articles[0]), is_serial));
        reading
    }

    /// The articles of these, as a list.
    pub fn parts_of(&self, id: ReadingId) -> List<'r> {
        let reading = self.reading(id);
        List::new(
            &reading.articles,
            ListId::Reading(self.address(reading.articles[0]), reading.is_serial()),
            self.trace,
        )
    }

    /// Whether an article is a part of another, which begins elsewhere.
    pub fn is_later_part(&self, id: ArticleId) -> bool {
        self.readings_of(id).iter().for_each(|&reading| _ = self.reading(reading));
        self.links.is_later_part(id)
    }

    /// The articles that have most to do with one.
    pub fn related(&self, id: ArticleId) -> Vec<ArticleId> {
        self.trace.record(Facet::Related(self.address(id)));
        self.links.related(self.archive, id)
    }

    /// The articles before and after one in a list, as they are read.
    pub fn around(&self, list: List<'r>, id: ArticleId) -> (Option<ArticleId>, Option<ArticleId>) {
        list.around(self.archive, id)
    }

    /// The ids of all sources.
    pub fn sources(&self) -> impl ExactSizeIterator<Item = SourceId> + 'r {
        self.trace.record(Facet::List(ListId::Sources, Look::Whole));
        self.links.sources.keys()
    }

    /// A newspaper or a collection.
    pub fn source(&self, id: SourceId) -> SourceReads<'r> {
        let source = &self.links.sources[id];
        let address = AddressId::of(&source.path);
        self.trace.record(Facet::Source(address));
        SourceReads {
            name: &source.name,
            script: source.script,
            path: &source.path,
            is_paper: !source.issues.is_empty(),
            articles: List::new(&source.articles, ListId::Source(address), self.trace),
            loose: List::new(&source.loose, ListId::Loose(address), self.trace),
            issues: List::new(&source.issues, ListId::Issues(address), self.trace),
        }
    }

    /// An issue of a newspaper.
    pub fn issue(&self, id: IssueId) -> IssueReads<'r> {
        let issue = &self.links.issues[id];
        self.trace.record(Facet::Issue(AddressId::of(&issue.path)));
        IssueReads {
            source: issue.source,
            date: issue.date,
            edition: &issue.edition,
            number: &issue.number,
            path: &issue.path,
        }
    }

    /// The issues of the same source before and after one.
    pub fn issues_beside(&self, id: IssueId) -> (Option<IssueId>, Option<IssueId>) {
        let siblings = self.source(self.links.issues[id].source).issues.all();
        let at = siblings.partition_point(|&other| other < id);
        (at.checked_sub(1).map(|at| siblings[at]), siblings.get(at + 1).copied())
    }

    /// The pages of an issue, with their articles.
    pub fn issue_pages(&self, id: IssueId) -> &'r [IssuePage] {
        let issue = &self.links.issues[id];
        List::new(&issue.pages, ListId::Issue(AddressId::of(&issue.path)), self.trace).all()
    }

    /// The articles of an issue, from the first page to the last.
    pub fn issue_articles(&self, id: IssueId) -> impl Iterator<Item = ArticleId> + use<'r> {
        self.issue_pages(id).iter().flat_map(|page| page.articles.iter().copied())
    }

    /// The articles before and after one in its issue.
    pub fn around_in_issue(&self, issue: IssueId, id: ArticleId) -> (Option<ArticleId>, Option<ArticleId>) {
        let mut articles = self.links.issues[issue].articles();
        let list = ListId::Issue(AddressId::of(&self.links.issues[issue].path));
        self.trace.record(Facet::List(list, Look::Around(self.address(id))));
        let mut before = None;
        while let Some(article) = articles.next() {
            if article == id {
                return (before, articles.next());
            }
            before = Some(article);
        }
        (None, None)
    }

    /// The articles of a year, month or day; none where there are none.
    pub fn date(&self, period: Period) -> List<'r> {
        let ids = self.links.by_date.get(&period).map_or(&[][..], Vec::as_slice);
        List::new(ids, ListId::Date(period), self.trace)
    }

    /// The articles of a year of which no month is known.
    pub fn without_month(&self, year: Period) -> List<'r> {
        List::new(self.links.without_month(self.archive, year), ListId::WithoutMonth(year), self.trace)
    }

    /// The years, months or days before and after one that have articles.
    pub fn beside(&self, period: Period) -> (Option<Period>, Option<Period>) {
        self.trace.record(Facet::Beside(period));
        self.links.beside(period)
    }

    /// The months of a year or the days of a month that have articles, and how many.
    pub fn inner(&self, period: Period) -> impl Iterator<Item = (Period, usize)> + 'r {
        self.trace.record(Facet::Inner(period));
        self.links.inner(period)
    }

    /// All years that have articles, and how many.
    pub fn years(&self) -> impl Iterator<Item = (Period, usize)> + 'r {
        self.trace.record(Facet::Years);
        self.links.years()
    }

    /// All years, months and days that have articles, and how many.
    pub fn periods(&self) -> impl Iterator<Item = (Period, usize)> + use<'r> {
        self.trace.record(Facet::Years);
        self.links.by_date.iter().map(|(&period, articles)| (period, articles.len()))
    }

    /// The articles of a day of the year.
    pub fn on_day(&self, month: i8, day: i8) -> List<'r> {
        let ids = self.links.on_day.get(&(month, day)).map_or(&[][..], Vec::as_slice);
        List::new(ids, ListId::OnDay(month, day), self.trace)
    }

    /// All days of the year that have articles, and how many.
    pub fn days_of_year(&self) -> impl Iterator<Item = ((i8, i8), usize)> + 'r {
        self.trace.record(Facet::DaysOfYear);
        self.links.on_day.iter().map(|(&day, articles)| (day, articles.len()))
    }

    /// The days of the year before and after one that have articles, and how many.
    pub fn beside_on_day(&self, month: i8, day: i8) -> (Option<OnDay>, Option<OnDay>) {
        self.trace.record(Facet::BesideOnDay(month, day));
        let count = |(month, day): (i8, i8)| ((month, day), self.on_day(month, day).len());
        let [before, after] = self.links.beside_on_day(month, day);
        (before.map(count), after.map(count))
    }

    /// Whether at least so many of a list have a date.
    pub fn has_dated(&self, list: List<'r>, count: usize) -> bool {
        list.has_dated(self.archive, count)
    }

    /// The articles that were corrected, newest first.
    pub fn corrected(&self) -> List<'r> {
        List::new(&self.links.corrected, ListId::Corrected, self.trace)
    }
}
