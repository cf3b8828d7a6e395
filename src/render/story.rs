//! What an event's page tells in order: its parts and articles by day, its timeline and its map.

use std::collections::{BTreeMap, BTreeSet};

use tera::Value;

use super::context::TimelineDay;
use super::lists::ListRun;
use super::map;
use super::timeline::{self, Bar, Mark};
use super::variables::Variables;
use super::view::View;
use crate::archive::{ArticleId, EntityId};
use crate::artefact::FRONT;
use crate::date::When;
use crate::links::Period;

/// A date as its order has it: what has none comes last.
type Rank = (bool, Option<String>);

impl ListRun<'_> {
    /// The parts of an event, and theirs, in the order of their begins.
    fn sub_events(&self, id: EntityId) -> Vec<EntityId> {
        let mut found = Vec::new();
        let mut open = vec![id];
        while let Some(event) = open.pop() {
            open.extend(&self.archive.entities[event].children);
            found.extend((event != id).then_some(event));
        }
        found.sort_by_key(|&event| {
            let meta = &self.archive.entities[event].meta;
            (meta.start.is_none(), meta.start, meta.id.clone())
        });
        found
    }

    /// What happened and was printed on each day. The first part has all sub-events that begin
    /// before its last article, each later one those that begin after the part before.
    pub(super) fn days(&self, id: EntityId, shown: &[ArticleId], part: usize, view: &View<'_>) -> Vec<TimelineDay> {
        let meta = |id: ArticleId| &self.archive.articles[id].meta;
        let key = |date: Option<When>| date.map(|date| date.iso_date());
        // A part that is only there for the articles that mention the event has none of it.
        if part != FRONT && shown.is_empty() {
            return Vec::new();
        }
        let is_last = self.in_order(self.links.story(id).planned()).numbers().next(part).is_none();
        let first = shown.first().map(|&id| key(meta(id).date)).filter(|_| part != FRONT);
        let last = shown.last().map(|&id| key(meta(id).date)).filter(|_| !is_last);
        // What has no date comes last.
        let rank = |date: &Option<String>| (date.is_none(), date.clone());
        let mut days: BTreeMap<Rank, (Vec<EntityId>, Vec<ArticleId>)> = BTreeMap::new();
        for event in self.sub_events(id) {
            let date = key(self.archive.entities[event].meta.start);
            let is_after = first.as_ref().is_none_or(|first| rank(&date) > rank(first));
            let is_before = last.as_ref().is_none_or(|last| rank(&date) <= rank(last));
            if is_after && is_before {
                days.entry(rank(&date)).or_default().0.push(event);
            }
        }
        for &article in shown {
            days.entry(rank(&key(meta(article).date))).or_default().1.push(article);
        }
        let days = days.into_iter().map(|((_, date), (events, articles))| {
            let period = date.as_deref().and_then(When::from_iso);
            let period = period.map(Period::of);
            let path = period.filter(|&period| !self.links.date(period).is_empty());
            TimelineDay {
                path: path.map(|period| self.period_path(period, view)),
                events: view.count(&events),
                articles: articles.into_iter().map(|id| view.card(id)).collect(),
                date,
            }
        });
        days.collect()
    }

    /// Adds the map of where an entity is, and the timeline of an event.
    pub(super) fn add_drawings(&self, variables: &mut Variables, id: EntityId, view: &View<'_>) {
        let spots: Vec<_> =
            self.places_of(id).into_iter().filter_map(|place| self.spot(place, view, place == id)).collect();
        if let Some(map) = map::map(&spots) {
            variables.insert("map", Value::from_serializable(&map));
        }
        if !self.archive.entities[id].meta.kind.row().has_timeline {
            return;
        }
        let bar = |event: EntityId| {
            let meta = &self.archive.entities[event].meta;
            let link = view.references[event].clone();
            Some(Bar { link, start: meta.start?, end: meta.end, is_current: event == id })
        };
        let bars: Vec<Bar> = std::iter::once(id).chain(self.sub_events(id)).filter_map(bar).collect();
        let mut by_day: BTreeMap<Period, usize> = BTreeMap::new();
        for &article in self.links.story(id).all() {
            if let Some(date) = self.archive.articles[article].meta.date {
                *by_day.entry(Period::of(date)).or_default() += 1;
            }
        }
        let mark = |(period, count): (Period, usize)| {
            let date = When::from_iso(&period.iso())?;
            Some(Mark { date, path: self.period_path(period, view), count })
        };
        let marks: Vec<Mark> = coarser(by_day).into_iter().filter_map(mark).collect();
        if let Some(timeline) = timeline::timeline(&bars, &marks) {
            variables.insert("timeline", Value::from_serializable(&timeline));
        }
    }

    /// The places that belong on an entity's map: itself and its parts; or where it and its parts
    /// were, and what its articles are about.
    fn places_of(&self, id: EntityId) -> BTreeSet<EntityId> {
        let entities = &self.archive.entities;
        let mut places = BTreeSet::new();
        let row = entities[id].meta.kind.row();
        if row.is_mapped {
            places.insert(id);
            places.extend(&entities[id].children);
        } else if row.has_timeline {
            for event in std::iter::once(id).chain(self.sub_events(id)) {
                places.extend(entities[event].places());
            }
            for &article in self.links.story(id).all() {
                places.extend(self.archive.articles[article].places());
            }
        } else {
            places.extend(entities[id].places());
        }
        places
    }
}

/// Days, or months or years of them where they are too many to be drawn.
fn coarser(days: BTreeMap<Period, usize>) -> BTreeMap<Period, usize> {
    const MOST: usize = 60;
    let mut periods = days;
    for _ in 0..2 {
        if periods.len() <= MOST {
            break;
        }
        let mut outer: BTreeMap<Period, usize> = BTreeMap::new();
        for (period, count) in periods {
            *outer.entry(period.outer().unwrap_or(period)).or_default() += count;
        }
        periods = outer;
    }
    periods
}
