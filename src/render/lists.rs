//! Lists: the home page, the indexes of events and locations, and the dates.

use tera::Value;

use super::view::View;
use super::{Emit, Outcome, Renderer, Variables, chinese, context, url};
use crate::archive::ArticleId;
use crate::content::EntityKind;
use crate::links::Period;

impl Renderer<'_> {
    pub(super) fn home(&self, part: usize, buffer: &mut Vec<u8>, emit: Emit<'_>, outcome: &mut Outcome) {
        let all: Vec<ArticleId> = (0..self.archive.articles.len()).collect();
        for view in &self.views {
            let file = |script| url::list_file(script, "", part, self.config.page_form);
            let mut page = self.page("home", view.script, view.title.clone(), view.description.clone(), &file);
            if part == 1 {
                // The root page leads a reader of any language on.
                page.default_url = self.public("index.html");
            }
            let mut variables = self.variables(view, &page);
            self.add_articles(&mut variables, view, &all, "", part);
            variables.insert("events", Value::from_serializable(&self.busiest(EntityKind::Event, view)));
            variables.insert("locations", Value::from_serializable(&self.busiest(EntityKind::Location, view)));
            self.write("home.html", &page.path, variables, buffer, emit, outcome);
        }
    }

    /// The entities with the most articles, for the home page.
    fn busiest(&self, kind: EntityKind, view: &View) -> Vec<context::Reference> {
        const SHOWN: usize = 12;
        let mut ids: Vec<usize> =
            (0..self.archive.entities.len()).filter(|&id| self.archive.entities[id].meta.kind == kind).collect();
        ids.sort_by_key(|&id| (std::cmp::Reverse(self.links.by_entity[id].len()), id));
        ids.truncate(SHOWN);
        view.refer(&ids)
    }

    pub(super) fn index(
        &self,
        kind: EntityKind,
        part: usize,
        buffer: &mut Vec<u8>,
        emit: Emit<'_>,
        outcome: &mut Outcome,
    ) {
        let (template_kind, words) = match kind {
            EntityKind::Event => ("event-index", "事件"),
            EntityKind::Location => ("location-index", "地点"),
        };
        let folder = format!("{}/", kind.folder());
        let mut ids: Vec<usize> =
            (0..self.archive.entities.len()).filter(|&id| self.archive.entities[id].meta.kind == kind).collect();
        if kind == EntityKind::Event {
            ids.sort_by_key(|&id| (std::cmp::Reverse(self.archive.entities[id].meta.start), id));
        } else {
            ids.sort_by_key(|&id| (std::cmp::Reverse(self.links.by_entity[id].len()), id));
        }
        for view in &self.views {
            let file = |script| url::list_file(script, &folder, part, self.config.page_form);
            let page = self.page(template_kind, view.script, self.words(words, view.script), String::new(), &file);
            let mut variables = self.variables(view, &page);
            let cards: Vec<_> = self.part_of(&ids, part).iter().map(|&id| self.entity_card(id, view)).collect();
            variables.insert("entries", Value::from_serializable(&cards));
            variables.insert("pager", self.pager(view, ids.len(), &folder, part));
            self.write("index.html", &page.path, variables, buffer, emit, outcome);
        }
    }

    fn entity_card(&self, id: usize, view: &View) -> context::EntityCard {
        let meta = &self.archive.entities[id].meta;
        let context::Reference { name, path, count } = view.references[id].clone();
        context::EntityCard {
            name,
            path,
            summary: self.converters.text(&meta.summary, meta.script, view.script),
            start: meta.start.map(|date| date.iso()),
            end: meta.end.map(|date| date.iso()),
            count,
        }
    }

    pub(super) fn dates(&self, buffer: &mut Vec<u8>, emit: Emit<'_>, outcome: &mut Outcome) {
        for view in &self.views {
            let file = |script| url::list_file(script, "dates/", 1, self.config.page_form);
            let page = self.page("dates", view.script, self.words("日期", view.script), String::new(), &file);
            let mut variables = self.variables(view, &page);
            variables.insert("parts", self.parts(view, self.links.years()));
            self.write("dates.html", &page.path, variables, buffer, emit, outcome);
        }
    }

    pub(super) fn period(
        &self,
        period: Period,
        part: usize,
        buffer: &mut Vec<u8>,
        emit: Emit<'_>,
        outcome: &mut Outcome,
    ) {
        let kind = match (period.month, period.day) {
            (_, Some(_)) => "day",
            (Some(_), None) => "month",
            (None, None) => "year",
        };
        let folder = format!("{}/", period.folder());
        for view in &self.views {
            let file = |script| url::list_file(script, &folder, part, self.config.page_form);
            let title = chinese::date(&period.iso(), "digits").unwrap_or_else(|_| period.iso());
            let page = self.page(kind, view.script, title, String::new(), &file);
            let mut variables = self.variables(view, &page);
            let outer: Vec<Period> = std::iter::successors(period.outer(), |period| period.outer()).collect();
            let outer = outer.into_iter().rev().map(|outer| (outer, self.links.by_date[&outer].len()));
            variables.insert("outer", self.parts(view, outer));
            variables.insert("parts", self.parts(view, self.links.inner(period)));
            let whole = self.period_context(view, period, self.links.by_date[&period].len());
            variables.insert("period", Value::from_serializable(&whole));
            self.add_articles(&mut variables, view, &self.links.by_date[&period], &folder, part);
            self.write("dates.html", &page.path, variables, buffer, emit, outcome);
        }
    }

    fn parts(&self, view: &View, periods: impl Iterator<Item = (Period, usize)>) -> Value {
        let parts: Vec<_> = periods.map(|(period, count)| self.period_context(view, period, count)).collect();
        Value::from_serializable(&parts)
    }

    fn period_context(&self, view: &View, period: Period, count: usize) -> context::Period {
        let path = url::list_file(view.script, &format!("{}/", period.folder()), 1, self.config.page_form);
        context::Period { date: period.iso(), path, count }
    }

    /// Adds one part of a list of articles, and where in the list it is.
    pub(super) fn add_articles(
        &self,
        variables: &mut Variables,
        view: &View,
        ids: &[ArticleId],
        path: &str,
        part: usize,
    ) {
        let cards: Vec<Value> = self.part_of(ids, part).iter().map(|&id| view.cards[id].clone()).collect();
        variables.insert("articles", Value::from(cards));
        variables.insert("pager", self.pager(view, ids.len(), path, part));
    }

    fn part_of<'i, T>(&self, items: &'i [T], part: usize) -> &'i [T] {
        let start = (part - 1) * self.config.per_page;
        &items[start.min(items.len())..(start + self.config.per_page).min(items.len())]
    }

    fn pager(&self, view: &View, items: usize, path: &str, part: usize) -> Value {
        let count = items.div_ceil(self.config.per_page).max(1);
        let file = |number| url::list_file(view.script, path, number, self.config.page_form);
        Value::from_serializable(&context::Pager {
            number: part,
            count,
            items,
            previous: (part > 1).then(|| file(part - 1)),
            next: (part < count).then(|| file(part + 1)),
        })
    }
}
