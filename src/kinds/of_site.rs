//! The kinds of one site: those of the table, and its own.

use std::ops::Index;

use super::id::EntityKind;
use super::kind::built_in;
use super::map::EntityMap;

/// How the entities of a kind are called in each place, in one site; [`Kind`](super::Kind) has the same fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// The folder of its files and pages, and its word in templates.
    pub folder: String,
    /// One of them.
    pub noun: String,
    /// The `page.kind` of its index.
    pub index: String,
    /// The spellings of the front matter key.
    pub keys: Vec<String>,
    /// The word before the colon in a query, which is also the message that names one of them.
    pub operator: String,
    /// Other words for it.
    pub operators: Vec<String>,
    /// The message of the interface that names all of them; one of a site's own, where that says what they are called.
    pub message: String,
    /// The message that names one of them.
    pub message_of_one: String,
    /// Whether its entities have feeds of their own.
    pub has_feeds: bool,
}

impl Called {
    /// The message that a site gives a kind.
    pub fn own_message(key: &str) -> String {
        format!("taxonomy-{key}")
    }

    /// A kind of a site's own, by its key in front matter and other spellings of that.
    pub fn own(key: &str, others: &[String], has_feeds: bool) -> Self {
        Self {
            folder: key.to_owned(),
            noun: key.to_owned(),
            index: format!("{key}-index"),
            keys: std::iter::once(key.to_owned()).chain(others.iter().cloned()).collect(),
            operator: key.to_owned(),
            operators: others.to_vec(),
            message: Self::own_message(key),
            message_of_one: Self::own_message(key),
            has_feeds,
        }
    }
}

/// Every kind that a site has, in the order in which they are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kinds(Vec<Called>);

impl Default for Kinds {
    fn default() -> Self {
        let owned = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        let called = built_in().map(|row| Called {
            folder: row.folder.to_owned(),
            noun: row.noun.to_owned(),
            index: row.index.to_owned(),
            keys: owned(row.keys),
            operator: row.operator.to_owned(),
            operators: owned(row.operators),
            message: row.folder.to_owned(),
            message_of_one: row.operator.to_owned(),
            has_feeds: row.has_feeds,
        });
        Self(called.collect())
    }
}

impl Kinds {
    /// How many a site can have.
    pub const MOST: usize = 64;

    /// Adds a kind of words that articles are filed under.
    pub fn add(&mut self, called: Called) {
        self.0.push(called);
    }

    /// What a kind is called, to be changed.
    pub fn called_mut(&mut self, kind: EntityKind) -> &mut Called {
        &mut self.0[kind.number()]
    }

    /// Every kind.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = EntityKind> + ExactSizeIterator + Clone + use<> {
        (0..self.0.len()).map(EntityKind::of_number)
    }

    /// Every kind, with what it is called.
    pub fn iter(&self) -> impl Iterator<Item = (EntityKind, &Called)> {
        self.all().zip(&self.0)
    }

    /// The kind of that folder.
    pub fn in_folder(&self, folder: &str) -> Option<EntityKind> {
        self.iter().find(|(_, called)| called.folder == folder).map(|(kind, _)| kind)
    }

    /// The kind whose entities articles name under a key.
    pub fn with_key(&self, key: &str) -> Option<EntityKind> {
        self.iter().find(|(_, called)| called.keys.iter().any(|own| own == key)).map(|(kind, _)| kind)
    }

    /// The kind of a content file, by its path within its content folder.
    pub fn of_path(&self, within: &str) -> Option<EntityKind> {
        self.in_folder(within.split_once('/')?.0)
    }

    /// A value for each, asked in their order.
    pub fn map<T>(&self, value: impl FnMut(EntityKind) -> T) -> EntityMap<T> {
        EntityMap::of_values(self.all().map(value).collect())
    }
}

impl Index<EntityKind> for Kinds {
    type Output = Called;

    fn index(&self, kind: EntityKind) -> &Called {
        &self.0[kind.number()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_of_a_sites_own_comes_last() {
        let mut kinds = Kinds::default();
        kinds.add(Called::own("beats", &["线口".to_owned()], false));
        let own = kinds.in_folder("beats").unwrap();
        assert_eq!(kinds.all().next_back(), Some(own));
        assert!(own.row().is_term);
        assert_eq!(kinds[own].keys, ["beats", "线口"]);
        assert_eq!(kinds.of_path("beats/a.md"), Some(own));
        assert_eq!(kinds.of_path("beats.md"), None);
        assert_eq!(kinds[EntityKind::EVENT].noun, "event");
        assert_eq!(kinds.map(|kind| kinds[kind].noun.len())[own], 5);
    }
}
