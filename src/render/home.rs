//! Lists of articles: the home page, and the parts that a long list has.

use std::cmp::Reverse;

use tera::Value;

use super::outcome::Printer;
use super::run::ListRun;
use super::variables::Variables;
use super::view::View;
use super::{context, url};
use crate::archive::{ArticleId, EntityId};
use crate::kinds::built_in;
use crate::links::Period;
use crate::reads::List;

/// The entities with the most articles, of every kind that has any; those with timelines are told as stories.
fn busiest(view: &View<'_>) -> Value {
    let listed = view.busiest().iter().filter(|(kind, entities)| !kind.row().has_timeline && !entities.is_empty());
    let lists = listed.map(|(kind, entities)| context::Busiest { kind: view.kinds[kind].clone(), entities });
    Value::from_serializable(&lists.collect::<Vec<_>>())
}

impl ListRun<'_> {
    pub(super) fn home(&self, part: usize, out: &mut Printer<'_>) {
        let all = self.links.all();
        for view in &self.views {
            let file = |script| url::list_file(script, "", part, self.config.page_form);
            let mut page = self.page("home", view.script, view.title.clone(), view.description.clone(), &file);
            if part == 1 {
                // The root page leads a reader of any language on.
                page.default_url = self.public("index.html");
            }
            let mut variables = self.variables(view, &page);
            self.add_articles(&mut variables, view, all, "", part);
            let shown = self.part_of(all, part);
            let lead = self.lead(shown).filter(|_| part == 1);
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
                variables.insert(row.folder, Value::from_serializable(entities));
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
        events.sort_by_key(|id| (newest(id), Reverse(view.references[*id].count), *id));
        let story = |&id: &EntityId| context::Story {
            event: view.references[id].clone(),
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
        ids: List<'_>,
        path: &str,
        part: usize,
    ) {
        let cards: Vec<Value> = self.part_of(ids, part).iter().map(|&id| view.card(id)).collect();
        variables.insert("articles", Value::from(cards));
        let parts = ids.len().div_ceil(self.config.per_page).max(1);
        variables.insert("pager", self.pager(view, ids.len(), parts, path, part));
    }

    /// The same where there are none.
    pub(super) fn add_no_articles(&self, variables: &mut Variables, view: &View<'_>, path: &str) {
        variables.insert("articles", Value::from(Vec::<Value>::new()));
        variables.insert("pager", self.pager(view, 0, 1, path, 1));
    }

    /// Those of a list that one part of it shows.
    pub(super) fn part_of<'i>(&self, items: List<'i>, part: usize) -> &'i [ArticleId] {
        items.part((part - 1) * self.config.per_page..part * self.config.per_page)
    }

    /// Where in a list of so many parts one is.
    pub(super) fn pager(&self, view: &View<'_>, items: usize, count: usize, path: &str, part: usize) -> Value {
        /// A list of numbers that is longer is none that anybody reads.
        const NUMBERS: usize = 40;
        let file = |number| url::list_file(view.script, path, number, self.config.page_form);
        let every = count.div_ceil(NUMBERS);
        // Some lead far, and the nearest lead on from there: any part is two steps away.
        let is_shown = |number: &usize| {
            number.is_multiple_of(every) || *number == 1 || *number == count || number.abs_diff(part) <= every.max(2)
        };
        let numbers = (1..=count).filter(is_shown).filter(|_| count > 1);
        let pages = numbers.map(|number| context::PagerPage { number, path: file(number), current: number == part });
        Value::from_serializable(&context::Pager {
            number: part,
            count,
            items,
            previous: (part > 1).then(|| file(part - 1)),
            next: (part < count).then(|| file(part + 1)),
            pages: pages.collect(),
        })
    }
}
