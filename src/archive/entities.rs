//! The register of events and places: finds one by its id, name or alias in either script,
//! and adds those that only articles name.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use super::{Entity, EntityId};
use crate::content::{ArticleMeta, EntityKind, EntityMeta, slug};
use crate::diagnostic::{Diagnostic, Kind};
use crate::markdown::Habits;
use crate::script::{Convert, OpenCc};

type Report<'r> = &'r mut dyn FnMut(Diagnostic, Range<usize>);

pub(super) struct Register {
    metas: Vec<EntityMeta>,
    /// By kind and folded name.
    by_name: HashMap<(EntityKind, String), EntityId>,
    ids: HashSet<(EntityKind, String)>,
    folding: OpenCc,
}

impl Register {
    pub fn new(metas: Vec<EntityMeta>, report: Report<'_>) -> Self {
        let folding = OpenCc::new("t2s").expect("t2s is among OpenCC's configurations");
        let mut register = Self { metas: Vec::new(), by_name: HashMap::new(), ids: HashSet::new(), folding };
        for mut meta in metas {
            if register.ids.contains(&(meta.kind, meta.id.clone())) {
                let instead = register.free_id(meta.kind, &meta.id);
                let message =
                    format!("There is another {} with the id `{}`; this one is `{instead}`.", noun(meta.kind), meta.id);
                report(
                    Diagnostic::error(Kind::EntityId, &meta.file, message).help("Give one of them an `id` of its own."),
                    0..0,
                );
                meta.id = instead;
            }
            register.add(meta);
        }
        register
    }

    fn add(&mut self, meta: EntityMeta) -> EntityId {
        let id = self.metas.len();
        self.ids.insert((meta.kind, meta.id.clone()));
        for name in [&meta.id, &meta.name].into_iter().chain(&meta.aliases) {
            self.by_name.entry((meta.kind, self.fold(name))).or_insert(id);
        }
        self.metas.push(meta);
        id
    }

    /// One name for both scripts and any case.
    fn fold(&self, name: &str) -> String {
        self.folding.convert(name.trim()).to_lowercase()
    }

    fn find(&self, kind: EntityKind, name: &str) -> Option<EntityId> {
        self.by_name.get(&(kind, self.fold(name))).copied()
    }

    fn free_id(&self, kind: EntityKind, wanted: &str) -> String {
        let mut id = wanted.to_owned();
        let mut number = 2;
        while self.ids.contains(&(kind, id.clone())) {
            id = format!("{wanted}-{number}");
            number += 1;
        }
        id
    }

    /// The entity that an article names; one that no file describes is added and reported.
    pub fn find_or_add(
        &mut self,
        kind: EntityKind,
        name: &str,
        article: &ArticleMeta,
        range: &Range<usize>,
        report: Report<'_>,
    ) -> EntityId {
        if let Some(id) = self.find(kind, name) {
            return id;
        }
        let described = self.metas.iter().filter(|meta| meta.kind == kind && !meta.file.is_empty());
        // Names that differ in their numbers alone are of different things.
        let letters = |name: &str| name.chars().filter(|it| !it.is_numeric()).collect::<String>();
        let known = described
            .flat_map(|meta| [meta.id.as_str(), meta.name.as_str()])
            .filter(|known| letters(known) != letters(name));
        let help = match crate::diagnostic::did_you_mean(name, known) {
            Some(nearest) => format!("Did you mean `{nearest}`?"),
            None => format!("Describe it in a file in `{}/`, or leave it so.", kind.folder()),
        };
        let message = format!("No file describes the {} `{name}`; its page has only its name.", noun(kind));
        report(Diagnostic::warning(Kind::UnknownEntity, &article.file, message).help(help), range.clone());
        let wanted =
            Some(slug(name)).filter(|id| !id.is_empty() && id != "index").unwrap_or_else(|| noun(kind).to_owned());
        let id = self.free_id(kind, &wanted);
        self.add(EntityMeta {
            file: String::new(),
            body: 0,
            kind,
            script: article.script,
            id,
            name: name.to_owned(),
            aliases: Vec::new(),
            names: BTreeMap::new(),
            summary: String::new(),
            parent: None,
            locations: Vec::new(),
            start: None,
            end: None,
            coordinates: None,
            wikidata: None,
            trusted_html: false,
            habits: Habits::default(),
            extra: serde_json::Map::new(),
        })
    }

    /// The entities with their ties among each other.
    pub fn finish(self, report: Report<'_>) -> Vec<Entity> {
        let mut parents: Vec<Option<EntityId>> = vec![None; self.metas.len()];
        let mut places = Vec::with_capacity(self.metas.len());
        for (id, meta) in self.metas.iter().enumerate() {
            let mut unknown = |key: &str, name: &str| {
                let message = format!("`{key}: {name}` names nothing that a file describes; it is left out.");
                report(Diagnostic::warning(Kind::UnknownEntity, &meta.file, message), 0..0);
            };
            if let Some(name) = &meta.parent {
                match self.find(meta.kind, name) {
                    Some(parent) if !is_ancestor(&parents, id, parent) => parents[id] = Some(parent),
                    Some(_) => report(
                        Diagnostic::error(
                            Kind::EntityCycle,
                            &meta.file,
                            format!("`parent: {name}` would make this a part of itself; it is left out."),
                        ),
                        0..0,
                    ),
                    None => unknown("parent", name),
                }
            }
            let mut found = Vec::new();
            for name in &meta.locations {
                match self.find(EntityKind::Location, name) {
                    Some(place) => found.push(place),
                    None => report(
                        Diagnostic::warning(
                            Kind::UnknownEntity,
                            &meta.file,
                            format!("`location: {name}` names nothing that a file describes; it is left out."),
                        ),
                        0..0,
                    ),
                }
            }
            places.push(found);
        }
        let mut entities: Vec<Entity> = self
            .metas
            .into_iter()
            .zip(places)
            .zip(&parents)
            .map(|((meta, locations), &parent)| Entity {
                path: format!("{}/{}", meta.kind.folder(), meta.id),
                meta,
                parent,
                children: Vec::new(),
                locations,
            })
            .collect();
        for (id, parent) in parents.into_iter().enumerate() {
            if let Some(parent) = parent {
                entities[parent].children.push(id);
            }
        }
        let order: Vec<_> = entities.iter().map(|entity| (entity.meta.start, entity.meta.id.clone())).collect();
        for entity in &mut entities {
            entity.children.sort_by(|&a, &b| order[a].cmp(&order[b]));
        }
        entities
    }
}

/// Whether `ancestor` is `id`, or what it is part of, and so on, is.
fn is_ancestor(parents: &[Option<EntityId>], id: EntityId, of: EntityId) -> bool {
    std::iter::successors(Some(of), |&entity| parents[entity]).any(|entity| entity == id)
}

fn noun(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Event => "event",
        EntityKind::Location => "location",
    }
}
