//! The pages of events, places, persons and organisations.

use std::sync::Arc;

use tera::Value;

use super::body::Text;
use super::body_file::BodyFile;
use super::context::Link;
use super::lists::ListRun;
use super::outcome::Printer;
use super::parts::{Numbers, Parts};
use super::plan::Scope;
use super::spans::Marks;
use super::variables::Variables;
use super::view::View;
use super::{context, json_ld, url};
use crate::archive::{Entity, EntityId};
use crate::artefact::FRONT;
use crate::kinds::{Called, EntityKind};
use crate::reads::List;
use crate::script::{Script, script_of_name};

impl ListRun<'_> {
    /// The parts of the page of an entity.
    pub(super) fn entity_parts(&self, id: EntityId) -> Numbers {
        let about = self.about_parts(id).numbers();
        let others = [self.learned.mentioned_in(id).planned(), self.links.written_by(id).planned()];
        others.into_iter().fold(about, |numbers, items| numbers.with(self.titles_parts(id, items).numbers()))
    }

    fn about_parts(&self, id: EntityId) -> Parts {
        let items = self.links.with_parts(id).planned();
        // An event is told from its begin.
        if self.archive.entities[id].meta.kind.row().has_timeline {
            self.in_order(items)
        } else {
            self.newest_first(items)
        }
    }

    /// The parts of a list of titles, each of which takes a line.
    fn titles_parts(&self, id: EntityId, items: usize) -> Parts {
        let size = self.config.per_page * 8;
        if self.about_parts(id).numbers().is_newest_first() {
            Parts::newest_first(items, size)
        } else {
            Parts::in_order(items, size)
        }
    }

    /// What a part shows of a list of titles that has the newest first. On the pages of events the oldest are on the front,
    /// as all else is there.
    fn titles(&self, id: EntityId, ids: List<'_>, part: usize, view: &View<'_>) -> Value {
        let parts = self.titles_parts(id, ids.planned());
        let shown = match parts.numbers().is_newest_first() {
            true => parts.take(ids, part),
            false => {
                ids.has_at_least(parts.range(part).end + 1);
                ids.part_from_end(parts.range(part))
            }
        };
        let shown = shown.iter().map(|&id| view.card(id));
        Value::from(shown.collect::<Vec<_>>())
    }

    pub(super) fn entity(&self, id: EntityId, part: usize, out: &mut Printer<'_>) {
        let Entity { meta, path, .. } = &self.archive.entities[id];
        let file = |script| url::list_file(script, path, part, self.config.page_form);
        // Only the front shows the text.
        let text = if !meta.is_described() || part != FRONT {
            String::new()
        } else {
            self.text(&meta.file).unwrap_or_else(|diagnostic| {
                out.outcome.failed += 1;
                out.outcome.diagnostics.push(*diagnostic);
                String::new()
            })
        };
        let source = BodyFile {
            file: &meta.file,
            text: &text,
            start: meta.body,
            title: &meta.name,
            trusted_html: meta.trusted_html,
            script: meta.script,
            foreign: None,
            media: &[],
            lines: std::cell::OnceCell::new(),
        };
        let about = self.archive.ancestors(id).collect();
        let names = Some(&*self.names).filter(|_| self.config.mentions);
        let marks = Marks { names, own: Some(id), about, ..Marks::none(self.archive) };
        let body = text.get(meta.body..).unwrap_or_default();
        let pages = self.with_text(&source, (body, meta.habits), &file, &marks, &mut out.outcome, |text, _| {
            self.views.iter().map(|view| self.entity_page(id, part, view, text, &file)).collect::<Vec<_>>()
        });
        for (path, variables) in pages {
            self.write("entity.html", &path, variables, out);
        }
    }

    /// A part of the page for readers of a script: its file, and the variables of its template.
    fn entity_page(
        &self,
        id: EntityId,
        part: usize,
        view: &View<'_>,
        text: &Text<'_>,
        file: &dyn Fn(Script) -> String,
    ) -> (String, Variables) {
        let converter = self.converters.between(self.archive.entities[id].meta.script, view.script);
        let entity = self.entity_context(id, view);
        let mut page = self.page(entity.kind.clone(), view.script, entity.name.clone(), entity.summary.clone(), file);
        page.trail = self.entity_trail(id, view);
        page.feeds = self.feeds_of(Scope::Entity(id), view);
        page.picture = self.first_picture(text.pictures());
        let mut variables = self.variables(view, &page);
        if part == FRONT {
            variables.insert("json_ld", Value::safe_string(&json_ld::entity(self, id, view, &page, &entity)));
            self.add_drawings(&mut variables, id, view);
        }
        variables.insert("kind", view.kinds[entity.of].clone());
        variables.insert("entity", Value::from_serializable(&entity));
        let html = text.html(view.script, converter, |names| converter.page(&[names]));
        variables.insert("body", Value::safe_string(&html));
        self.add_lists(&mut variables, id, part, view);
        (page.path, variables)
    }

    fn entity_trail(&self, id: EntityId, view: &View<'_>) -> Vec<Link> {
        let Called { folder, message, .. } = &self.archive.kinds[self.archive.entities[id].meta.kind];
        let index = url::list_file(view.script, &format!("{folder}/"), FRONT, self.config.page_form);
        let mut trail = vec![Link { title: self.words(message, view.script), path: index }];
        let mut outer: Vec<EntityId> = self.archive.ancestors(id).skip(1).collect();
        outer.reverse();
        trail.extend(view.refer(&outer).into_iter().map(|outer| Link { title: outer.name, path: outer.path }));
        trail
    }

    /// Adds the articles of a part: what an event's days had, or a list; and what mentions it.
    fn add_lists(&self, variables: &mut Variables, id: EntityId, part: usize, view: &View<'_>) {
        let Entity { meta, path, .. } = &self.archive.entities[id];
        let is_event = meta.kind.row().has_timeline;
        let about = if is_event { self.links.story(id) } else { self.links.with_parts(id) };
        let parts = self.about_parts(id);
        let shown = parts.take(about, part);
        if is_event {
            let days = self.days(id, shown, part, view);
            variables.insert("days", Value::from_serializable(&days));
        }
        self.add_articles(variables, view, (about, parts), (path, part));
        let mentioned = self.learned.mentioned_in(id);
        variables.insert("mentioned_in", self.titles(id, mentioned, part, view));
        variables.insert("mentioned_count", Value::from_serializable(&(part == FRONT).then(|| mentioned.len())));
        // What a person wrote is a list of titles, and long only for those who wrote for a living.
        variables.insert("written", self.titles(id, self.links.written_by(id), part, view));
        let items = about.planned().max(mentioned.planned());
        variables.insert("pager", self.pager(view, items, self.entity_parts(id), (path, part)));
    }

    pub(super) fn entity_context(&self, id: EntityId, view: &View<'_>) -> context::Entity {
        let entity = &self.archive.entities[id];
        let meta = &entity.meta;
        let text = |text: &String| self.converters.text(text, meta.script, view.script);
        let mut parents: Vec<EntityId> = self.archive.ancestors(id).skip(1).collect();
        parents.reverse();
        context::Entity {
            of: meta.kind,
            kind: self.archive.kinds[meta.kind].noun.clone(),
            name: view.references[id].name.clone(),
            aliases: self.aliases(id, view),
            category: meta.category.as_ref().map(text),
            summary: text(&meta.summary),
            start: meta.start.map(|date| date.iso()),
            end: meta.end.map(|date| date.iso()),
            parents: view.refer(&parents),
            children: view.count(&entity.children),
            ties: self.entity_ties(id, view),
            latitude: meta.coordinates.map(|[latitude, _]| latitude),
            longitude: meta.coordinates.map(|[_, longitude]| longitude),
            wikidata: meta.wikidata.clone(),
            geonames: meta.geonames.clone(),
            described: meta.is_described(),
            extra: meta.extra.clone(),
        }
    }

    /// What else an entity is called, for readers of a script: each alias once.
    fn aliases(&self, id: EntityId, view: &View<'_>) -> Vec<String> {
        let meta = &self.archive.entities[id].meta;
        let own = meta.aliases.iter().map(|alias| (script_of_name(alias, meta.script), alias));
        let regional = meta.regional.iter().filter(|(script, _)| **script == view.script);
        let regional = regional.flat_map(|(script, names)| names.iter().map(|name| (*script, name)));
        let mut found: Vec<String> = Vec::new();
        for (script, alias) in own.chain(regional) {
            let alias = self.converters.text(alias, script, view.script);
            if alias != view.references[id].name && !found.contains(&alias) {
                found.push(alias);
            }
        }
        found
    }

    /// The entities that one names, then those that name it, of the kinds that it does not name itself.
    fn entity_ties(&self, id: EntityId, view: &View<'_>) -> context::Named<context::Counted> {
        let entity = &self.archive.entities[id];
        let (named, others): (Vec<_>, Vec<_>) = self
            .archive
            .kinds
            .all()
            .filter(|kind| !kind.row().is_term)
            .partition(|kind| entity.meta.kind.row().names.contains(kind));
        let named = named.into_iter().map(|kind| (kind, view.count(entity.ties.of(kind))));
        let others = others.into_iter().map(|kind| (kind, view.count(&self.tied(id, kind))));
        context::Named { kinds: Arc::clone(self.archive.kinds), lists: named.chain(others).collect() }
    }

    /// The entities of a kind that name this one.
    fn tied(&self, id: EntityId, kind: EntityKind) -> Vec<EntityId> {
        self.links.tied(id).iter().copied().filter(|&other| self.archive.entities[other].meta.kind == kind).collect()
    }
}
