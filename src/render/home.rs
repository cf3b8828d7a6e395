//! The home page; and what a part of any list of articles has.

use std::cmp::Reverse;

use tera::Value;

use super::lists::ListRun;
use super::outcome::Printer;
use super::parts::{Numbers, Parts};
use super::variables::Variables;
use super::view::View;
use super::{context, url};
use crate::archive::{ArticleId, EntityId};
use crate::artefact::FRONT;
use crate::kinds::{EntityKind, built_in};
use crate::links::Period;
use crate::reads::List;

/// The entities with the most articles, of every kind that has any; those with timelines are told as stories.
fn busiest(view: &View<'_>) -> Value {
    let listed = view.busiest().iter().filter(|(kind, entities)| !kind.row().has_timeline && !entities.is_empty());
    let list = |(kind, entities): (EntityKind, &Vec<EntityId>)| context::Busiest {
        kind: view.kinds[kind].clone(),
        entities: view.count(entities),
    };
    let lists = listed.map(list);
    Value::from_serializable(&lists.collect::<Vec<_>>())
}

impl ListRun<'_> {
    pub(super) fn home(&self, out: &mut Printer<'_>) {
        let shown = self.links.all().part(0..self.config.per_page);
        for view in &self.views {
            let file = |script| url::list_file(script, "", FRONT, self.config.page_form);
            let mut page = self.page("home", view.script, view.title.clone(), view.description.clone(), &file);
            // The root page leads a reader of any language on.
            page.default_url = self.public("index.html");
            let mut variables = self.variables(view, &page);
            variables.insert("counts", self.counts());
            let cards: Vec<Value> = shown.iter().map(|&id| view.card(id)).collect();
            variables.insert("articles", Value::from(cards));
            // What is not here is on the pages of dates.
            variables.insert("parts", self.parts(view, self.links.years()));
            variables.insert("undated", self.undated_link(view));
            let lead = self.lead(shown);
            // It stands above the days, and not there again.
            let rest: Vec<ArticleId> = shown.iter().copied().filter(|&id| Some(id) != lead).collect();
            if let Some(lead) = lead {
                variables.insert("lead", view.card(lead));
                let picture = self.learned.picture_of(lead).map(|(path, picture)| self.picture_context(path, picture));
                variables.insert("lead_picture", Value::from_serializable(&picture));
                variables.insert("stories", self.latest_stories(view));
            }
            variables.insert("days", self.by_day(&rest, view));
            // Those of a site's own are among `busiest`.
            for (row, entities) in built_in().zip(view.busiest().values()) {
                variables.insert(row.folder, Value::from_serializable(&view.count(entities)));
            }
            variables.insert("busiest", busiest(view));
            self.write("home.html", &page.path, variables, out);
        }
    }

    /// The article that the home page begins with: of the newest day that has come the first with a picture, or
    /// else the first.
    fn lead(&self, newest: &[ArticleId]) -> Option<ArticleId> {
        let day = |id: ArticleId| self.archive.articles[id].meta.date.map(Period::of);
        let has_come = || newest.iter().copied().filter(|&id| !self.archive.articles[id].meta.is_ahead);
        let first = has_come().next()?;
        let of_day = || has_come().take_while(|&id| day(id) == day(first));
        of_day().find(|&id| self.learned.picture_of(id).is_some()).or_else(|| of_day().next())
    }

    /// Articles by their day.
    fn by_day(&self, ids: &[ArticleId], view: &View<'_>) -> Value {
        let day = |id: ArticleId| self.archive.articles[id].meta.date.map(Period::of);
        let days = ids.chunk_by(|&one, &other| day(one) == day(other)).map(|ids| {
            let day = day(ids[0]);
            context::TimelineDay {
                date: day.map(|day| day.iso()),
                path: day.map(|day| self.period_path(day, view)),
                events: Vec::new(),
                articles: ids.iter().map(|&id| view.card(id)).collect(),
            }
        });
        Value::from_serializable(&days.collect::<Vec<_>>())
    }

    /// The events that the newest articles are about, each with its latest.
    fn latest_stories(&self, view: &View<'_>) -> Value {
        const EVENTS: usize = 5;
        const ARTICLES: usize = 3;
        let has_come = |id: &ArticleId| !self.archive.articles[*id].meta.is_ahead;
        let newest = |id: &EntityId| self.links.with_parts(*id).iter().find(has_come);
        let mut events: Vec<EntityId> = self
            .archive
            .entities
            .keys()
            .filter(|id| self.archive.entities[*id].meta.kind.row().has_timeline && newest(id).is_some())
            .collect();
        events.sort_by_key(|id| (newest(id), Reverse(self.links.with_parts(*id).len()), *id));
        let story = |&id: &EntityId| context::Story {
            event: view.counted(id),
            articles: self
                .links
                .with_parts(id)
                .iter()
                .filter(|&id| !self.links.is_later_part(id) && has_come(&id))
                .take(ARTICLES)
                .map(|id| view.card(id))
                .collect(),
        };
        Value::from_serializable(&events.iter().take(EVENTS).map(story).collect::<Vec<_>>())
    }

    /// Adds one part of a list of articles, and where in the list it is.
    pub(super) fn add_articles(
        &self,
        variables: &mut Variables,
        view: &View<'_>,
        (ids, parts): (List<'_>, Parts),
        (path, part): (&str, usize),
    ) {
        let cards: Vec<Value> = parts.take(ids, part).iter().map(|&id| view.card(id)).collect();
        variables.insert("articles", Value::from(cards));
        variables.insert("pager", self.pager(view, ids.planned(), parts.numbers(), (path, part)));
    }

    /// Where in a list a part is. What changes with every item is told on the front alone.
    pub(super) fn pager(&self, view: &View<'_>, items: usize, numbers: Numbers, (path, part): (&str, usize)) -> Value {
        let file = |number| url::list_file(view.script, path, number, self.config.page_form);
        let page = |number| context::PagerPage {
            number,
            path: file(if numbers.has(number) { number } else { FRONT }),
            current: number == part || part == FRONT && !numbers.has(number),
        };
        Value::from_serializable(&context::Pager {
            number: Some(part).filter(|&part| part != FRONT),
            items: (part == FRONT).then_some(items),
            newest_first: numbers.is_newest_first(),
            front: (part != FRONT).then(|| file(FRONT)),
            previous: numbers.previous(part).map(file),
            next: numbers.next(part).map(file),
            pages: numbers.near(part).into_iter().map(page).collect(),
        })
    }
}
