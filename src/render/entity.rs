//! The pages of events, places, persons and organisations.

use std::collections::{BTreeMap, BTreeSet};

use tera::Value;

use super::body::{BodyFile, Faults};
use super::context::{Link, TimelineDay};
use super::map;
use super::spans::Marks;
use super::timeline::{self, Bar, Mark};
use super::view::View;
use super::{Emit, Outcome, Renderer, Scope, Variables, context, indexes, json_ld, url};
use crate::archive::{ArticleId, Entity, EntityId, ancestors};
use crate::content::{EntityKind, When, read};
use crate::links::Period;
use crate::markdown::Prepared;

impl Renderer<'_> {
    /// How many parts the page of an entity has.
    pub(super) fn entity_parts(&self, id: EntityId) -> usize {
        let about = match self.archive.entities[id].meta.kind {
            EntityKind::Event => self.links.story(self.archive, id).len(),
            _ => self.links.by_entity[id].len(),
        };
        about.max(self.mentioned_in[id].len()).div_ceil(self.config.per_page).max(1)
    }

    pub(super) fn entity(
        &self,
        id: EntityId,
        part: usize,
        buffer: &mut Vec<u8>,
        emit: Emit<'_>,
        outcome: &mut Outcome,
    ) {
        let Entity { meta, path, .. } = &self.archive.entities[id];
        let file = |script| url::list_file(script, path, part, self.config.page_form);
        // Only the first part shows the text.
        let text = if !meta.is_described() || part > 1 {
            String::new()
        } else {
            read(self.root, self.config, &meta.file).unwrap_or_else(|diagnostic| {
                outcome.diagnostics.push(*diagnostic);
                String::new()
            })
        };
        let prepared = Prepared::new(text.get(meta.body..).unwrap_or_default(), meta.habits);
        let source = BodyFile {
            file: &meta.file,
            text: &text,
            start: meta.body,
            title: &meta.name,
            trusted_html: meta.trusted_html,
            script: meta.script,
            foreign: None,
        };
        let about = ancestors(&self.archive.entities, id).collect();
        let names = Some(&self.names).filter(|_| self.config.mentions);
        let marks = Marks { names, own: Some(id), about, ..Marks::none(self.archive) };
        let body = self.body(&prepared, &source, &file, &marks, outcome);
        let mut faults = Faults::default();
        for view in &self.views {
            let converter = self.converters.between(meta.script, view.script);
            let rules = converter.page(&[body.names()]);
            let entity = self.entity_context(id, view);
            let mut page = self.page(entity.kind, view.script, entity.name.clone(), entity.summary.clone(), &file);
            page.trail = self.entity_trail(id, view);
            page.feeds = self.feeds_of(Scope::Entity(id), view);
            let mut variables = self.variables(view, &page);
            if part == 1 {
                variables.insert("json_ld", Value::safe_string(&json_ld::entity(self, id, view, &page, &entity)));
                self.add_drawings(&mut variables, id, view);
            }
            variables.insert("entity", Value::from_serializable(&entity));
            let html = body.html(view.script, converter, &rules, &mut |at, fault| faults.add(at, fault));
            variables.insert("body", Value::safe_string(&html));
            self.add_lists(&mut variables, id, part, view);
            self.write("entity.html", &page.path, variables, buffer, emit, outcome);
        }
        faults.report(&source, outcome);
    }

    fn entity_trail(&self, id: EntityId, view: &View) -> Vec<Link> {
        let kind = self.archive.entities[id].meta.kind;
        let index = url::list_file(view.script, &format!("{}/", kind.folder()), 1, self.config.page_form);
        let mut trail = vec![Link { title: self.words(indexes::words(kind), view.script), path: index }];
        let mut outer: Vec<EntityId> = ancestors(&self.archive.entities, id).skip(1).collect();
        outer.reverse();
        trail.extend(view.refer(&outer).into_iter().map(|outer| Link { title: outer.name, path: outer.path }));
        trail
    }

    /// Adds the articles of a part: what an event's days had, or a list; and what mentions it.
    fn add_lists(&self, variables: &mut Variables, id: EntityId, part: usize, view: &View) {
        let Entity { meta, path, .. } = &self.archive.entities[id];
        let is_event = meta.kind == EntityKind::Event;
        let about = if is_event { self.links.story(self.archive, id) } else { self.links.by_entity[id].clone() };
        let shown = self.part_of(&about, part);
        if is_event {
            let days = self.days(id, shown, part, view);
            variables.insert("days", Value::from_serializable(&days));
        }
        self.add_articles(variables, view, &about, path, part);
        let mentioned = self.part_of(&self.mentioned_in[id], part).iter().map(|&id| view.cards[id].clone());
        variables.insert("mentioned_in", Value::from(mentioned.collect::<Vec<_>>()));
        variables.insert("mentioned_count", Value::from(self.mentioned_in[id].len()));
        let items = about.len().max(self.mentioned_in[id].len());
        variables.insert("pager", self.pager(view, items, self.entity_parts(id), path, part));
    }

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
    fn days(&self, id: EntityId, shown: &[ArticleId], part: usize, view: &View) -> Vec<TimelineDay> {
        let meta = |id: ArticleId| &self.archive.articles[id].meta;
        let key = |date: Option<When>| date.map(|date| date.iso_date());
        let first = shown.first().map(|&id| key(meta(id).date)).filter(|_| part > 1);
        let last = shown.last().map(|&id| key(meta(id).date)).filter(|_| part < self.entity_parts(id));
        // What has no date comes last.
        let rank = |date: &Option<String>| (date.is_none(), date.clone());
        let mut days: BTreeMap<(bool, Option<String>), (Vec<EntityId>, Vec<ArticleId>)> = BTreeMap::new();
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
        let day = |((_, date), (events, articles)): ((bool, Option<String>), (Vec<EntityId>, Vec<ArticleId>))| {
            let period = date.as_deref().and_then(When::from_iso);
            let period = period.map(|date| Period { year: date.year, month: date.month, day: date.day });
            let path = period.filter(|period| self.links.by_date.contains_key(period));
            TimelineDay {
                path: path.map(|period| self.period_path(period, view)),
                events: view.refer(&events),
                articles: articles.into_iter().map(|id| view.cards[id].clone()).collect(),
                date,
            }
        };
        days.into_iter().map(day).collect()
    }

    /// Adds the map of where an entity is, and the timeline of an event.
    fn add_drawings(&self, variables: &mut Variables, id: EntityId, view: &View) {
        let spots: Vec<_> =
            self.places_of(id).into_iter().filter_map(|place| self.spot(place, view, place == id)).collect();
        if let Some(map) = map::map(&spots) {
            variables.insert("map", Value::from_serializable(&map));
        }
        if self.archive.entities[id].meta.kind != EntityKind::Event {
            return;
        }
        let bar = |event: EntityId| {
            let meta = &self.archive.entities[event].meta;
            let link = view.references[event].clone();
            Some(Bar { link, start: meta.start?, end: meta.end, is_current: event == id })
        };
        let bars: Vec<Bar> = std::iter::once(id).chain(self.sub_events(id)).filter_map(bar).collect();
        let mut by_day: BTreeMap<Period, usize> = BTreeMap::new();
        for article in self.links.story(self.archive, id) {
            if let Some(date) = self.archive.articles[article].meta.date {
                *by_day.entry(Period { year: date.year, month: date.month, day: date.day }).or_default() += 1;
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
        match entities[id].meta.kind {
            EntityKind::Location => {
                places.insert(id);
                places.extend(&entities[id].children);
            }
            EntityKind::Event => {
                for event in std::iter::once(id).chain(self.sub_events(id)) {
                    places.extend(&entities[event].locations);
                }
                for article in self.links.story(self.archive, id) {
                    places.extend(&self.archive.articles[article].locations);
                }
            }
            EntityKind::Person | EntityKind::Organization => places.extend(&entities[id].locations),
        }
        places
    }

    pub(super) fn entity_context(&self, id: EntityId, view: &View) -> context::Entity {
        let entity = &self.archive.entities[id];
        let meta = &entity.meta;
        let text = |text: &String| self.converters.text(text, meta.script, view.script);
        let mut parents: Vec<EntityId> = ancestors(&self.archive.entities, id).skip(1).collect();
        parents.reverse();
        let tied = |kind| view.refer(&self.tied(id, kind));
        let regional = meta.regional.iter().filter(|(script, _)| script.folder() == view.script.folder());
        context::Entity {
            kind: meta.kind.noun(),
            name: view.references[id].name.clone(),
            aliases: meta.aliases.iter().map(text).chain(regional.flat_map(|(_, names)| names.clone())).collect(),
            category: meta.category.as_ref().map(text),
            summary: text(&meta.summary),
            start: meta.start.map(|date| date.iso()),
            end: meta.end.map(|date| date.iso()),
            parents: view.refer(&parents),
            children: view.refer(&entity.children),
            locations: view.refer(&entity.locations),
            organizations: view.refer(&entity.organizations),
            events: tied(EntityKind::Event),
            persons: tied(EntityKind::Person),
            latitude: meta.coordinates.map(|[latitude, _]| latitude),
            longitude: meta.coordinates.map(|[_, longitude]| longitude),
            wikidata: meta.wikidata.clone(),
            geonames: meta.geonames.clone(),
            described: meta.is_described(),
            extra: meta.extra.clone(),
        }
    }

    /// The entities of a kind that name this one as their place or organisation.
    fn tied(&self, id: EntityId, kind: EntityKind) -> Vec<EntityId> {
        self.links.tied[id].iter().copied().filter(|&other| self.archive.entities[other].meta.kind == kind).collect()
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
