//! The register of entities: finds one by its kind and its id, name or alias in either script, and adds those that
//! only articles name.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use typed_index_collections::TiVec;

use super::address::first_free;
use super::model::{Entity, EntityId, ancestors, is_related};
use crate::address::folder_slug;
use crate::content::{ArticleMeta, EntityMeta};
use crate::diagnostic::{Diagnostic, Kind, alternatives, sentence};
use crate::kinds::{EntityKind, EntityMap};
use crate::script::{Rule, fold_name, script_of_name};

type Report<'r> = &'r mut dyn FnMut(Diagnostic, Range<usize>);

pub(super) struct Register {
    entities: TiVec<EntityId, Entity>,
    /// By folded name: those that are called so, ids before names before aliases.
    by_name: EntityMap<HashMap<String, Vec<EntityId>>>,
    ids: EntityMap<HashSet<String>>,
    /// How many names were compared with unknown ones.
    compared: usize,
}

/// How many names are compared with unknown ones, at most.
const MOST_COMPARED: usize = 2_000_000;

impl Register {
    /// Takes the entities that have files, and ties them to each other.
    pub fn new(metas: Vec<EntityMeta>, report: Report<'_>) -> Self {
        let mut register =
            Self { entities: TiVec::new(), by_name: EntityMap::default(), ids: EntityMap::default(), compared: 0 };
        for mut meta in metas {
            if register.ids[meta.kind].contains(&meta.id) {
                let instead = register.free_id(meta.kind, &meta.id);
                let message = sentence!("entity-id-taken", kind = meta.kind.noun(), id = &meta.id, instead = &instead);
                report(Diagnostic::error(Kind::EntityId, &meta.file, message), meta.places.id.clone());
                meta.id = instead;
            }
            register.add(meta);
        }
        register.index();
        register.tie(report);
        register
    }

    fn add(&mut self, meta: EntityMeta) -> EntityId {
        self.ids[meta.kind].insert(meta.id.clone());
        self.entities.push_and_get_key(Entity {
            path: format!("{}/{}", meta.kind.folder(), meta.id),
            meta,
            parent: None,
            children: Vec::new(),
            ties: EntityMap::default(),
        })
    }

    /// Makes the table of names: an id is stronger than a name, a name than an alias.
    fn index(&mut self) {
        let ids = self.entities.iter_enumerated().map(|(id, entity)| (id, entity.meta.id.as_str()));
        let names = self.entities.iter_enumerated().map(|(id, entity)| (id, entity.meta.name.as_str()));
        let others = self
            .entities
            .iter_enumerated()
            .flat_map(|(id, entity)| entity.meta.all_names().skip(1).map(move |(_, name)| (id, name)));
        for (id, name) in ids.chain(names).chain(others) {
            let called = self.by_name[self.entities[id].meta.kind].entry(fold_name(name)).or_default();
            if !called.contains(&id) {
                called.push(id);
            }
        }
    }

    fn find(&self, kind: EntityKind, name: &str) -> &[EntityId] {
        self.by_name[kind].get(&fold_name(name)).map_or(&[], Vec::as_slice)
    }

    fn free_id(&self, kind: EntityKind, wanted: &str) -> String {
        first_free(wanted, |id| id != "index" && !self.ids[kind].contains(id))
    }

    /// The entities that an article says it is about.
    pub fn ties(&mut self, article: &ArticleMeta, report: Report<'_>) -> EntityMap<Vec<EntityId>> {
        let mut ties: EntityMap<Vec<EntityId>> = EntityMap::default();
        // What is named without doubt decides what may be meant by the others.
        let found: Vec<Option<EntityId>> = article
            .about
            .iter()
            .flat_map(|(kind, names)| names.iter().map(move |name| (kind, name)))
            .map(|(kind, name)| self.find(kind, name))
            .map(|called| if let [only] = called { Some(*only) } else { None })
            .collect();
        let certain: Vec<EntityId> = found.iter().flatten().copied().collect();
        let mut found = found.into_iter();
        for (kind, tied) in ties.iter_mut() {
            let range = &article.places.about[kind];
            for name in &article.about[kind] {
                let id = match found.next().flatten() {
                    Some(only) => only,
                    None => match self.find(kind, name) {
                        [] => self.add_named(kind, name, article, range, report),
                        [only] => *only,
                        several => self.choose(several, name, &certain, article, range, report),
                    },
                };
                if !tied.contains(&id) {
                    tied.push(id);
                }
            }
        }
        ties
    }

    /// Of several entities of a name, the one that the article's other ties speak for, or the
    /// first.
    fn choose(
        &self,
        several: &[EntityId],
        name: &str,
        certain: &[EntityId],
        article: &ArticleMeta,
        range: &Range<usize>,
        report: Report<'_>,
    ) -> EntityId {
        let is_id = |id: &&EntityId| fold_name(&self.entities[**id].meta.id) == fold_name(name);
        if let Some(&by_id) = several.iter().find(is_id) {
            return by_id;
        }
        let related: Vec<EntityId> =
            several.iter().copied().filter(|&id| is_related(&self.entities, id, certain)).collect();
        if let [only] = related.as_slice() {
            return *only;
        }
        let ids = alternatives(several.iter().map(|&id| format!("`{}`", self.entities[id].meta.id)));
        let message = sentence!("entity-ambiguous", name, ids);
        report(Diagnostic::warning(Kind::AmbiguousName, &article.file, message), range.clone());
        several[0]
    }

    /// An entity that no file describes is added and reported.
    fn add_named(
        &mut self,
        kind: EntityKind,
        name: &str,
        article: &ArticleMeta,
        range: &Range<usize>,
        report: Report<'_>,
    ) -> EntityId {
        let message = match self.meant(kind, name) {
            Some(nearest) => sentence!("entity-misspelt", kind = kind.noun(), name, nearest),
            None => sentence!("entity-unknown", kind = kind.noun(), name, folder = kind.folder()),
        };
        report(Diagnostic::warning(Kind::UnknownEntity, &article.file, message), range.clone());
        let wanted = Some(folder_slug(name)).filter(|id| !id.is_empty() && id != "index");
        let wanted = wanted.unwrap_or_else(|| kind.noun().to_owned());
        let id = self.free_id(kind, &wanted);
        let script = script_of_name(name, article.script);
        let id = self.add(EntityMeta::named(kind, id, name.to_owned(), script));
        for called in [&self.entities[id].meta.id, name] {
            self.by_name[kind].entry(fold_name(called)).or_insert_with(|| vec![id]);
        }
        id
    }

    /// The described entity whose name is nearest to one that none has. Where very many names are
    /// unknown, only the first are looked at so closely.
    fn meant(&mut self, kind: EntityKind, name: &str) -> Option<String> {
        let described =
            || self.entities.iter().map(|it| &it.meta).filter(|meta| meta.kind == kind && meta.is_described());
        self.compared += self.entities.len();
        if self.compared > MOST_COMPARED {
            return None;
        }
        // Names that differ in their numbers alone are of different things.
        let letters = |name: &str| name.chars().filter(|it| !it.is_numeric()).collect::<String>();
        let wanted = letters(name);
        let known = described().flat_map(|meta| [meta.id.as_str(), meta.name.as_str()]);
        crate::diagnostic::did_you_mean(name, known.filter(|known| letters(known) != wanted)).map(str::to_owned)
    }

    /// Ties the entities among each other.
    fn tie(&mut self, report: Report<'_>) {
        for id in self.entities.keys() {
            let meta = self.entities[id].meta.clone();
            let mut unknown = |key: &str, name: &str, place: &Range<usize>| {
                let message = sentence!("entity-tie-unknown", key, name);
                report(Diagnostic::warning(Kind::UnknownEntity, &meta.file, message), place.clone());
            };
            for (kind, names) in meta.ties.iter() {
                for name in names {
                    match self.find(kind, name).first() {
                        Some(&found) => self.entities[id].ties[kind].push(found),
                        None => unknown(kind.noun(), name, &meta.places.ties[kind]),
                    }
                }
            }
            let Some(name) = &meta.parent else { continue };
            // 吉林市, which is called 吉林 too, is a part of the other 吉林.
            let called = self.find(meta.kind, name);
            let outer = called.iter().copied().find(|&outer| self.ancestors(outer).all(|ancestor| ancestor != id));
            match outer {
                Some(parent) => self.entities[id].parent = Some(parent),
                None if !called.is_empty() => {
                    let message = sentence!("entity-cycle", name);
                    report(Diagnostic::error(Kind::EntityCycle, &meta.file, message), meta.places.parent.clone());
                }
                None => unknown("parent", name, &meta.places.parent),
            }
        }
    }

    /// An entity, what it is part of, and so on.
    fn ancestors(&self, of: EntityId) -> impl Iterator<Item = EntityId> {
        ancestors(&self.entities, of)
    }

    /// The entities, each with its parts.
    pub fn finish(self) -> TiVec<EntityId, Entity> {
        let mut entities = self.entities;
        for id in entities.keys() {
            if let Some(parent) = entities[id].parent {
                entities[parent].children.push(id);
            }
        }
        let order: TiVec<EntityId, _> =
            entities.iter().map(|entity| (entity.meta.start, entity.meta.id.clone())).collect();
        for entity in &mut entities {
            entity.children.sort_by(|&a, &b| order[a].cmp(&order[b]));
        }
        entities
    }
}

/// An entity's names are words, and official where it says so.
pub(super) fn rules_of(meta: &EntityMeta) -> Vec<Rule> {
    // Longer names are made of words themselves.
    let is_word = |name: &&String| (2..=4).contains(&name.chars().count());
    let mut rules = Vec::new();
    if !meta.names.is_empty() {
        let mut forms = meta.names.clone();
        forms.entry(meta.script).or_insert_with(|| meta.name.clone());
        rules.push(Rule::Term(forms));
    }
    // A person's name is written as its bearer writes it: 余 stays, 范 is no 範.
    let rule = if meta.kind.row().has_personal_names { Rule::Name } else { Rule::Word };
    rules.extend([&meta.name].into_iter().chain(&meta.aliases).filter(is_word).cloned().map(rule));
    rules
}
