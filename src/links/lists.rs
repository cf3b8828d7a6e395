//! The lists that an archive's articles form, in one pass over the archive.

use std::collections::BTreeMap;
use std::ops::Range;

use typed_index_collections::{TiSlice, TiVec, ti_vec};

use super::issues::{self, Issue, IssueId, Source, SourceId};
use super::period::Period;
use super::reading;
use super::sequence::{Reading, ReadingId};
use crate::archive::{Archive, ArticleId, EntityId, ancestors};
use crate::diagnostic::Diagnostic;
use crate::script::fold_name;

/// Articles for each entity.
type ByEntity = TiVec<EntityId, Vec<ArticleId>>;

/// The lists that an archive's articles form. Each is newest first, as the archive is.
pub struct Links {
    /// All articles.
    pub all: Vec<ArticleId>,
    /// Those without a date, which come last of all.
    pub undated: Vec<ArticleId>,
    /// By entity: the articles that name it themselves.
    pub by_entity: ByEntity,
    /// By entity: the articles that are about it or about what is part of it.
    pub with_parts: ByEntity,
    /// By entity that has a timeline, such as an event: the articles of `with_parts` day by day, and within a day from
    /// the front page on; empty for all else.
    pub stories: ByEntity,
    /// By entity: the articles that a person wrote.
    pub written_by: ByEntity,
    /// By article: the persons that its authors' names are of, where that is certain.
    pub writers: TiVec<ArticleId, Vec<Option<EntityId>>>,
    /// By entity: the entities that name it in their files, earliest first.
    pub tied: TiVec<EntityId, Vec<EntityId>>,
    /// By year, month and day; an article without a month or a day is only in the lists
    /// above those.
    pub by_date: BTreeMap<Period, Vec<ArticleId>>,
    /// By month and day, whatever the year: 当年今日.
    pub on_day: BTreeMap<(i8, i8), Vec<ArticleId>>,
    /// The newspapers and collections, by name.
    pub sources: TiVec<SourceId, Source>,
    /// The issues of newspapers, by source and day.
    pub issues: TiVec<IssueId, Issue>,
    /// By article.
    pub source_of: TiVec<ArticleId, Option<SourceId>>,
    /// By article.
    pub issue_of: TiVec<ArticleId, Option<IssueId>>,
    /// Articles that are read one after the other.
    pub readings: TiVec<ReadingId, Reading>,
    /// By article: those that it is in.
    pub reading_of: TiVec<ArticleId, Vec<ReadingId>>,
    /// The articles that have been corrected, newest first.
    pub corrected: Vec<ArticleId>,
}

impl Links {
    /// The lists of an archive. `report` is told what does not fit, with its place in the file.
    pub fn new(archive: &Archive, report: &mut dyn FnMut(Diagnostic, Range<usize>)) -> Self {
        let mut by_entity: ByEntity = ti_vec![Vec::new(); archive.entities.len()];
        let mut by_date: BTreeMap<Period, Vec<ArticleId>> = BTreeMap::new();
        let mut on_day: BTreeMap<(i8, i8), Vec<ArticleId>> = BTreeMap::new();
        for (id, article) in archive.articles.iter_enumerated() {
            for entity in article.about() {
                by_entity[entity].push(id);
            }
            let Some(date) = article.meta.date else { continue };
            if let (Some(month), Some(day)) = (date.month, date.day) {
                on_day.entry((month, day)).or_default().push(id);
            }
            let mut period = Some(Period::of(date));
            while let Some(inside) = period {
                by_date.entry(inside).or_default().push(id);
                period = inside.outer();
            }
        }
        let issues::Sources { sources, issues, source_of, issue_of } = issues::Sources::new(archive);
        let (readings, reading_of) = reading::readings(archive, &issues, &issue_of, report);
        let is_corrected = |id: &ArticleId| !archive.articles[*id].meta.corrections.is_empty();
        let corrected = archive.articles.keys().filter(is_corrected).collect();
        let mut tied: TiVec<EntityId, Vec<EntityId>> = ti_vec![Vec::new(); archive.entities.len()];
        let mut by_start: Vec<EntityId> = archive.entities.keys().collect();
        by_start.sort_by_key(|&id| (archive.entities[id].meta.start, id));
        for id in by_start {
            let entity = &archive.entities[id];
            entity.ties.values().flatten().for_each(|&of| tied[of].push(id));
        }
        let with_parts = with_parts(archive, &by_entity);
        let (writers, written_by) = writers(archive);
        let stories = stories(archive, &with_parts);
        Self {
            all: archive.articles.keys().collect(),
            undated: archive.articles.keys().filter(|&id| archive.articles[id].meta.date.is_none()).collect(),
            by_entity,
            stories,
            with_parts,
            written_by,
            writers,
            tied,
            by_date,
            on_day,
            sources,
            issues,
            source_of,
            issue_of,
            readings,
            reading_of,
            corrected,
        }
    }

    /// The articles of a year of which no month is known: they come after those of its months.
    pub fn without_month(&self, archive: &Archive, year: Period) -> &[ArticleId] {
        let articles = self.by_date.get(&year).map_or(&[][..], Vec::as_slice);
        let has_month = |id: &ArticleId| archive.articles[*id].meta.date.is_some_and(|date| date.month.is_some());
        &articles[articles.partition_point(has_month)..]
    }

    /// The year, month or day before and after one that have articles.
    pub fn beside(&self, period: Period) -> (Option<Period>, Option<Period>) {
        let same = |other: &&Period| {
            (other.month.is_some(), other.day.is_some()) == (period.month.is_some(), period.day.is_some())
        };
        let before = self.by_date.range(..period).map(|(other, _)| other).rev().find(same);
        let after = self.by_date.range(period..).map(|(other, _)| other).skip(1).find(same);
        (before.copied(), after.copied())
    }

    /// The days of the year before and after one that have articles.
    pub fn beside_on_day(&self, month: i8, day: i8) -> [Option<(i8, i8)>; 2] {
        let before = self.on_day.range(..(month, day)).next_back();
        let after = self.on_day.range((month, day)..).find(|(other, _)| **other != (month, day));
        [before, after].map(|beside| beside.map(|(day, _)| *day))
    }

    /// Whether at least so many of a list, which has those with a date first, have one.
    pub fn has_dated(archive: &Archive, list: &[ArticleId], count: usize) -> bool {
        count == 0 || list.get(count - 1).is_some_and(|&id| archive.articles[id].meta.date.is_some())
    }

    /// The months of a year or the days of a month that have articles.
    pub fn inner(&self, period: Period) -> impl Iterator<Item = (Period, usize)> {
        // What is within comes right after.
        self.by_date
            .range(period..)
            .take_while(move |(inner, _)| {
                inner.year == period.year && (period.month.is_none() || inner.month == period.month)
            })
            .filter(move |(inner, _)| inner.outer() == Some(period))
            .map(|(&inner, articles)| (inner, articles.len()))
    }

    /// All years that have articles.
    pub fn years(&self) -> impl Iterator<Item = (Period, usize)> {
        self.by_date
            .iter()
            .filter(|(period, _)| period.month.is_none())
            .map(|(&period, articles)| (period, articles.len()))
    }
}

/// The articles about each entity or about what is part of it, in the archive's order.
fn with_parts(archive: &Archive, by_entity: &TiSlice<EntityId, Vec<ArticleId>>) -> ByEntity {
    let mut all = by_entity.to_vec();
    for (id, articles) in by_entity.iter_enumerated() {
        for outer in ancestors(&archive.entities, id).skip(1) {
            all[outer].extend(articles);
        }
    }
    for articles in &mut all {
        articles.sort_unstable();
        articles.dedup();
    }
    all
}

/// What the pages of events, and of others with timelines, tell in order.
fn stories(archive: &Archive, with_parts: &TiSlice<EntityId, Vec<ArticleId>>) -> ByEntity {
    let day = |id: ArticleId| archive.articles[id].meta.date.map(Period::of);
    let stories = archive.entities.iter().zip(with_parts).map(|(entity, articles)| {
        if !entity.meta.kind.row().has_timeline {
            return Vec::new();
        }
        let mut story = articles.clone();
        story.sort_by_key(|&id| (day(id).is_none(), day(id), id));
        story
    });
    stories.collect()
}

/// For each article the described persons that its authors' names are of, one for each name, and
/// for each person what they wrote.
fn writers(archive: &Archive) -> (TiVec<ArticleId, Vec<Option<EntityId>>>, ByEntity) {
    let mut by_name: BTreeMap<String, Option<EntityId>> = BTreeMap::new();
    for (id, entity) in archive.entities.iter_enumerated() {
        if !entity.meta.kind.row().writes || !entity.meta.is_described() {
            continue;
        }
        for (_, name) in entity.meta.all_names() {
            let called = by_name.entry(fold_name(name)).or_insert(Some(id));
            // A name that two have tells nothing.
            *called = called.filter(|other| *other == id);
        }
    }
    let mut written_by: ByEntity = ti_vec![Vec::new(); archive.entities.len()];
    let writers = archive.articles.iter_enumerated().map(|(id, article)| {
        let persons = article.meta.authors.iter().map(|author| by_name.get(&fold_name(author)).copied().flatten());
        let persons: Vec<Option<EntityId>> = persons.collect();
        for person in persons.iter().flatten() {
            if written_by[*person].last() != Some(&id) {
                written_by[*person].push(id);
            }
        }
        persons
    });
    (writers.collect(), written_by)
}
