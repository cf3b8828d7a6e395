//! The addresses that lists of words had at another generator.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::assemble::Archive;
use super::model::EntityId;
use crate::address::{PageForm, folder_slug};
use crate::artefact::Resource;
use crate::formerly::{Form, OldLists};
use crate::kinds::EntityKind;
use crate::script::Script;

/// How deep categories lie in each other at most: a longer list is of words side by side.
const DEEPEST: usize = 8;

impl Archive {
    /// The addresses that a generator gave to the lists of its words, each with the word as it is here: of each spelling
    /// one, and of each way down to a category in others.
    pub fn former_words(&self, lists: &OldLists) -> Vec<(String, EntityId)> {
        let kinds = lists.taxonomies.iter().filter_map(|(key, folder)| Some((self.kinds.with_key(key)?, folder)));
        let mut found = Vec::new();
        for (kind, folder) in kinds {
            let words = self.entities.iter_enumerated().filter(|(_, entity)| entity.meta.kind == kind);
            for (id, entity) in words {
                let own = entity.meta.all_names().map(|(_, name)| name).chain([entity.meta.id.as_str()]);
                // Of a word, articles tell how it was spelled.
                let own = own.filter(|_| entity.spellings.is_empty());
                let names = entity.spellings.iter().map(String::as_str).chain(own);
                found.extend(names.map(|name| (lists.of_word(folder, &[name]), id)));
            }
            if lists.form == Form::Hexo && kind == EntityKind::SECTION {
                found.extend(self.ways_down(lists, folder));
            }
        }
        // Two spellings, and all articles in a category, may have one.
        let mut seen = FxHashSet::default();
        found.retain(|(address, _)| seen.insert(address.clone()));
        found
    }

    /// The addresses that words would have by the spellings that fewer articles have, in each script: which one most have
    /// may change with an article, and readers write the one that they know.
    pub(super) fn spelled_words(&self, scripts: &[Script], form: PageForm) -> Vec<(String, EntityId, Option<Script>)> {
        let mut found = Vec::new();
        for (id, entity) in self.entities.iter_enumerated() {
            let folder = &self.kinds[entity.meta.kind].folder;
            let ids: BTreeSet<String> = entity.spellings.iter().map(|name| folder_slug(name)).collect();
            for other in ids.iter().filter(|other| **other != entity.meta.id && !other.is_empty()) {
                let address = format!("{folder}/{other}");
                let pages = scripts.iter().filter_map(|&script| {
                    let page = Resource::Page { folder: script.folder(), address: &address }.path(form)?;
                    Some((format!("/{page}"), id, Some(script)))
                });
                found.extend(pages);
            }
        }
        found
    }

    /// Hexo takes each category of a list for one within the category before it.
    fn ways_down(&self, lists: &OldLists, folder: &str) -> Vec<(String, EntityId)> {
        let mut found = Vec::new();
        for article in &self.articles {
            let names: Vec<&str> = article.meta.about.of(EntityKind::SECTION).iter().map(String::as_str).collect();
            let ids = article.ties.of(EntityKind::SECTION);
            // The part of the paper, if it is another, is before them.
            let Some(before) = ids.len().checked_sub(names.len()) else { continue };
            found.extend(
                (2..=names.len().min(DEEPEST))
                    .map(|depth| (lists.of_word(folder, &names[..depth]), ids[before + depth - 1])),
            );
        }
        found
    }
}
