//! The pages of events and locations.

use tera::Value;

use super::body::{BodyFile, Faults};
use super::{Emit, Outcome, Renderer, context, json_ld, url};
use crate::archive::{Entity, EntityId};
use crate::content::{EntityKind, read};
use crate::markdown::Prepared;

impl Renderer<'_> {
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
        let text = if meta.file.is_empty() || part > 1 {
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
        let body = self.body(&prepared, &source, &file, outcome);
        let mut faults = Faults::default();
        for view in &self.views {
            let converter = self.converters.between(meta.script, view.script);
            let rules = converter.page(&[body.names()]);
            let entity = self.entity_context(id, view);
            let page = self.page(entity.kind, view.script, entity.name.clone(), entity.summary.clone(), &file);
            let mut variables = self.variables(view, &page);
            if part == 1 {
                variables.insert("json_ld", Value::safe_string(&json_ld::entity(&page, &entity)));
            }
            variables.insert("entity", Value::from_serializable(&entity));
            let html = body.html(view.script, converter, &rules, &mut |at, fault| faults.add(at, fault));
            variables.insert("body", Value::safe_string(&html));
            self.add_articles(&mut variables, view, &self.links.by_entity[id], path, part);
            self.write("entity.html", &page.path, variables, buffer, emit, outcome);
        }
        faults.report(&source, outcome);
    }

    fn entity_context(&self, id: EntityId, view: &super::view::View) -> context::Entity {
        let entity = &self.archive.entities[id];
        let meta = &entity.meta;
        let text = |text: &String| self.converters.text(text, meta.script, view.script);
        let mut parents: Vec<EntityId> =
            std::iter::successors(entity.parent, |&parent| self.archive.entities[parent].parent).collect();
        parents.reverse();
        context::Entity {
            kind: match meta.kind {
                EntityKind::Event => "event",
                EntityKind::Location => "location",
            },
            name: text(&meta.name),
            aliases: meta.aliases.iter().map(text).collect(),
            summary: text(&meta.summary),
            start: meta.start.map(|date| date.iso()),
            end: meta.end.map(|date| date.iso()),
            parents: view.refer(&parents),
            children: view.refer(&entity.children),
            locations: view.refer(&entity.locations),
            latitude: meta.coordinates.map(|[latitude, _]| latitude),
            longitude: meta.coordinates.map(|[_, longitude]| longitude),
            wikidata: meta.wikidata.clone(),
            described: !meta.file.is_empty(),
            extra: meta.extra.clone(),
        }
    }
}
