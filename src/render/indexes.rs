//! Indexes: of each kind of entities, by year or by name; of sources; and all places on one map.

use tera::Value;

use super::context::{EntityCard, Group, Letter, Link};
use super::lists::ListRun;
use super::map::{self, Spot};
use super::outcome::Printer;
use super::parts::Parts;
use super::url;
use super::view::View;
use crate::archive::{ArticleId, EntityId};
use crate::artefact::FRONT;
use crate::kinds::EntityKind;
use crate::links::SourceId;

/// How many entities a page of an index holds: so many that even ten thousand have few pages.
const LENGTH: usize = 400;
/// An index of fewer has no headings.
const LONG: usize = 24;

impl ListRun<'_> {
    /// The parts of the index of a kind; none if there is nothing of it.
    pub(super) fn index_parts(&self, kind: EntityKind) -> impl Iterator<Item = usize> + use<> {
        let count = self.views.first().map_or(0, |view| view.index(kind).len());
        Parts::in_order(count, LENGTH).numbers().all().filter(move |_| count > 0)
    }

    pub(super) fn index(&self, kind: EntityKind, part: usize, out: &mut Printer<'_>) {
        let called = &self.archive.kinds[kind];
        let folder = format!("{}/", called.folder);
        for view in &self.views {
            let ids = view.index(kind);
            let file = |script| url::list_file(script, &folder, part, self.config.page_form);
            let title = self.words(&called.message, view.script);
            let page = self.page(called.index.clone(), view.script, title, String::new(), &file);
            let mut variables = self.variables(view, &page);
            variables.insert("kind", view.kinds[kind].clone());
            let (groups, letters) = self.groups(ids, part, view, &folder);
            variables.insert("groups", Value::from_serializable(&groups));
            variables.insert("letters", Value::from_serializable(&letters));
            variables.insert(
                "pager",
                self.pager(view, ids.len(), Parts::in_order(ids.len(), LENGTH).numbers(), (&folder, part)),
            );
            self.write("index.html", &page.path, variables, out);
        }
    }

    /// The entries of a part by their headings, and where in the whole index each heading begins.
    fn groups(
        &self,
        ids: &[(EntityId, String)],
        part: usize,
        view: &View<'_>,
        folder: &str,
    ) -> (Vec<Group>, Vec<Letter>) {
        let is_long = ids.len() >= LONG;
        let mut groups: Vec<Group> = Vec::new();
        let mut letters: Vec<Letter> = Vec::new();
        for (index, (id, heading)) in ids.iter().enumerate() {
            let heading = if is_long { heading.as_str() } else { "" };
            let number = Parts::in_order(ids.len(), LENGTH).part_with(index);
            if is_long && letters.last().is_none_or(|last| last.label != heading) {
                let path = url::list_file(view.script, folder, number, self.config.page_form);
                letters.push(Letter {
                    anchor: format!("letter-{}", letters.len() + 1),
                    label: heading.to_owned(),
                    path,
                });
            }
            if number != part {
                continue;
            }
            if groups.last().is_none_or(|last| last.label != heading) {
                // A heading that goes on from the part before is at its begin too.
                let anchor = letters.last().map_or_else(String::new, |letter| letter.anchor.clone());
                groups.push(Group { label: heading.to_owned(), anchor, entries: Vec::new() });
            }
            groups.last_mut().expect("one was just added").entries.push(self.entity_card(*id, view));
        }
        (groups, letters)
    }

    fn entity_card(&self, id: EntityId, view: &View<'_>) -> EntityCard {
        let meta = &self.archive.entities[id].meta;
        let reference = view.references[id].clone();
        EntityCard {
            name: reference.name,
            path: reference.path,
            category: meta.category.as_ref().map(|text| self.converters.text(text, meta.script, view.script)),
            parent: self.archive.entities[id].parent.map(|parent| view.references[parent].clone()),
            summary: self.converters.text(&meta.summary, meta.script, view.script),
            start: meta.start.map(|date| date.iso()),
            end: meta.end.map(|date| date.iso()),
            count: self.links.with_parts(id).len(),
        }
    }

    /// A list of links as an index.
    fn plain_groups(entries: Vec<EntityCard>) -> Value {
        Value::from_serializable(&[Group { label: String::new(), anchor: String::new(), entries }])
    }

    pub(super) fn source_index(&self, out: &mut Printer<'_>) {
        for view in &self.views {
            let file = |script| url::list_file(script, "sources/", FRONT, self.config.page_form);
            let title = self.words("sources", view.script);
            let page = self.page("source-index", view.script, title, String::new(), &file);
            let mut variables = self.variables(view, &page);
            let mut ids: Vec<SourceId> = self.links.sources().collect();
            view.sorter.sort(&mut ids, |&id| view.sources[id].title.clone());
            let card = |id: SourceId| {
                let source = self.links.source(id);
                let has_come = |id: &ArticleId| !self.archive.articles[*id].meta.is_ahead;
                let date = |article: Option<ArticleId>| {
                    article.and_then(|article| self.archive.articles[article].meta.date).map(|date| date.iso_date())
                };
                let Link { title, path } = view.sources[id].clone();
                EntityCard {
                    name: title,
                    path,
                    category: None,
                    parent: None,
                    summary: String::new(),
                    start: date(source.articles.last()),
                    end: date(source.articles.iter().find(has_come).or(source.articles.first())),
                    count: source.articles.len(),
                }
            };
            let count = ids.len();
            variables.insert("groups", Self::plain_groups(ids.into_iter().map(card).collect()));
            variables.insert("letters", Value::from(Vec::<Value>::new()));
            let numbers = Parts::in_order(count, count.max(1)).numbers();
            variables.insert("pager", self.pager(view, count, numbers, ("sources/", FRONT)));
            self.write("index.html", &page.path, variables, out);
        }
    }

    pub(super) fn map_page(&self, out: &mut Printer<'_>) {
        for view in &self.views {
            let file = |script| url::list_file(script, "map/", FRONT, self.config.page_form);
            let page = self.page("map", view.script, self.words("map", view.script), String::new(), &file);
            let mut variables = self.variables(view, &page);
            let mapped = view.indexes().filter(|(kind, _)| kind.row().is_mapped);
            let placed: Vec<EntityId> = mapped
                .flat_map(|(_, ids)| ids)
                .map(|&(id, _)| id)
                .filter(|&id| self.archive.entities[id].meta.coordinates.is_some())
                .collect();
            let spots = placed.iter().filter_map(|&id| self.spot(id, view, false)).collect::<Vec<_>>();
            if let Some(map) = map::map(&spots) {
                variables.insert("map", Value::from_serializable(&map));
            }
            let cards = placed.iter().map(|&id| self.entity_card(id, view)).collect();
            variables.insert("groups", Self::plain_groups(cards));
            self.write("map.html", &page.path, variables, out);
        }
    }

    /// A place as a map shows it.
    pub(super) fn spot(&self, id: EntityId, view: &View<'_>, is_current: bool) -> Option<Spot> {
        let [latitude, longitude] = self.archive.entities[id].meta.coordinates?;
        Some(Spot { latitude, longitude, link: view.counted(id), is_current })
    }
}
