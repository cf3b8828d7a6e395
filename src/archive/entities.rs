//! The register of entities: finds one by its kind and its id, name or alias in either script, and adds those that
//! only articles name.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use typed_index_collections::TiVec;

use super::address::Numbers;
use super::model::{Entity, EntityId, ancestors, is_related};
use crate::address::folder_slug;
use crate::content::{ArticleMeta, EntityMeta};
use crate::diagnostic::{Diagnostic, Kind, alternatives, sentence};
use crate::kinds::{ByKind, Called, EntityKind, EntityMap, Kinds};
use crate::script::{Rule, Script, fold_name, script_of_name};

type Report<'r> = &'r mut dyn FnMut(Diagnostic, Range<usize>);

pub(super) struct Register {
    kinds: Arc<Kinds>,
    entities: TiVec<EntityId, Entity>,
    /// By folded name: those that are called so, ids before names before aliases.
    by_name: EntityMap<HashMap<String, Vec<EntityId>>>,
    ids: EntityMap<HashSet<String>>,
    numbers: Numbers<(EntityKind, String)>,
    /// How often articles have each spelling of a word that no file describes.
    spellings: BTreeMap<EntityId, FxHashMap<(String, Script), usize>>,
    /// How many names were compared with unknown ones.
    compared: usize,
}

/// How many names are compared with unknown ones, at most.
const MOST_COMPARED: usize = 2_000_000;

impl Register {
    /// Takes the entities that have files, and ties them to each other.
    pub fn new(metas: Vec<EntityMeta>, kinds: &Arc<Kinds>, report: Report<'_>) -> Self {
        let mut register = Self {
            kinds: Arc::clone(kinds),
            entities: TiVec::new(),
            by_name: kinds.map(|_| HashMap::new()),
            ids: kinds.map(|_| HashSet::new()),
            numbers: Numbers::default(),
            spellings: BTreeMap::new(),
            compared: 0,
        };
        for mut meta in metas {
            if register.ids[meta.kind].contains(&meta.id) {
                let instead = register.free_id(meta.kind, &meta.id);
                let noun = &register.kinds[meta.kind].noun;
                let message = sentence!("entity-id-taken", kind = noun, id = &meta.id, instead = &instead);
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
        let path = format!("{}/{}", self.kinds[meta.kind].folder, meta.id);
        self.entities.push_and_get_key(Entity::new(meta, path))
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

    /// The first that is free of an id, the same with `-2`, and so on. Many may want one.
    fn free_id(&mut self, kind: EntityKind, wanted: &str) -> String {
        let is_free = |id: &str| id != "index" && !self.ids[kind].contains(id);
        if is_free(wanted) {
            return wanted.to_owned();
        }
        self.numbers.next((kind, wanted.to_owned()), wanted, is_free)
    }

    /// The entities that an article says it is about, and the words that it is filed under.
    pub fn ties(&mut self, article: &ArticleMeta, report: Report<'_>) -> ByKind<Vec<EntityId>> {
        let mut ties: ByKind<Vec<EntityId>> = ByKind::default();
        let kinds = Arc::clone(&self.kinds);
        let named = || kinds.all().flat_map(|kind| article.names(kind).map(move |name| (kind, name)));
        // What is named without doubt decides what may be meant by the others.
        let only = |(kind, name): (EntityKind, &str)| match self.find(kind, name) {
            [only] => Some(*only),
            _ => None,
        };
        let found: Vec<Option<EntityId>> = named().map(only).collect();
        let certain: Vec<EntityId> = found.iter().flatten().copied().collect();
        for ((kind, name), found) in named().zip(found) {
            let range = article.places.about.get(kind).cloned().unwrap_or_default();
            let id = match found {
                Some(only) => only,
                None => match self.find(kind, name) {
                    [] => self.add_named(kind, name, article, &range, report),
                    [only] => *only,
                    several => self.choose(several, name, &certain, article, &range, report),
                },
            };
            if kind.row().is_term && !self.entities[id].meta.is_described() {
                let script = script_of_name(name, article.script);
                let spellings = self.spellings.entry(id).or_default();
                *spellings.entry((name.to_owned(), script)).or_default() += 1;
            }
            let tied = ties.entry(kind);
            if !tied.contains(&id) {
                tied.push(id);
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
        let script = script_of_name(name, article.script);
        if kind.row().is_term {
            return self.add_word(kind, name, script);
        }
        let meant = self.meant(kind, name);
        let Called { noun, folder, .. } = &self.kinds[kind];
        let message = match meant {
            Some(nearest) => sentence!("entity-misspelt", kind = noun, name, nearest),
            None => sentence!("entity-unknown", kind = noun, name, folder),
        };
        report(Diagnostic::warning(Kind::UnknownEntity, &article.file, message), range.clone());
        let id = self.id_of_name(kind, name);
        let id = self.add(EntityMeta::named(kind, id, name.to_owned(), script));
        for called in [&self.entities[id].meta.id, name] {
            self.by_name[kind].entry(fold_name(called)).or_insert_with(|| vec![id]);
        }
        id
    }

    /// A word that no file describes. Its address is made of the spelling that most articles have.
    fn add_word(&mut self, kind: EntityKind, name: &str, script: Script) -> EntityId {
        let meta = EntityMeta::named(kind, String::new(), name.to_owned(), script);
        let id = self.entities.push_and_get_key(Entity::new(meta, String::new()));
        self.by_name[kind].insert(fold_name(name), vec![id]);
        self.spellings.entry(id).or_default().insert((name.to_owned(), script), 0);
        id
    }

    /// An id that is free, for what has none of its own.
    fn id_of_name(&mut self, kind: EntityKind, name: &str) -> String {
        let wanted = Some(folder_slug(name)).filter(|id| !id.is_empty() && id != "index");
        self.free_id(kind, &wanted.unwrap_or_else(|| self.kinds[kind].noun.clone()))
    }

    /// Gives each word that no file describes the name that most articles have for it, and an address made of that.
    fn name_words(&mut self) {
        let mut named = Vec::new();
        let count = |spellings: &FxHashMap<(String, Script), usize>| spellings.values().sum::<usize>();
        for (id, spellings) in std::mem::take(&mut self.spellings) {
            // Of two that are as usual, always the same.
            let usual = spellings.iter().max_by(|one, other| one.1.cmp(other.1).then_with(|| other.0.cmp(one.0)));
            named.extend(usual.map(|(name, _)| (Reverse(count(&spellings)), name.clone(), id)));
            let mut all: Vec<String> = spellings.into_keys().map(|(name, _)| name).collect();
            all.sort_unstable();
            all.dedup();
            self.entities[id].spellings = all;
        }
        // Whichever article is the newest, 「C++」 and 「C#」 have the same addresses, and a new 「C」 takes neither.
        named.sort_unstable();
        for (_, (name, script), entity) in named {
            let kind = self.entities[entity].meta.kind;
            let id = self.id_of_name(kind, &name);
            let Entity { meta, path, .. } = &mut self.entities[entity];
            *path = format!("{}/{id}", self.kinds[kind].folder);
            (meta.id, meta.name, meta.script) = (id.clone(), name, script);
            self.ids[kind].insert(id);
        }
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
                        Some(&found) => self.entities[id].ties.entry(kind).push(found),
                        None => {
                            let place = meta.places.ties.get(kind).cloned().unwrap_or_default();
                            unknown(&self.kinds[kind].noun, name, &place);
                        }
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
                // A word needs no file.
                None if meta.kind.row().is_term => {
                    self.entities[id].parent = Some(self.add_word(meta.kind, name, meta.script))
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
    pub fn finish(mut self) -> TiVec<EntityId, Entity> {
        self.name_words();
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
    // What articles are filed under may be anything.
    if meta.kind.row().is_term && !meta.is_described() {
        return Vec::new();
    }
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
