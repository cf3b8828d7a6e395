//! The addresses that lists of words had at another generator.

use super::assemble::Archive;
use super::model::EntityId;
use crate::formerly::{Form, OldLists};
use crate::kinds::EntityKind;

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
                (2..=names.len()).map(|depth| (lists.of_word(folder, &names[..depth]), ids[before + depth - 1])),
            );
        }
        found
    }
}
