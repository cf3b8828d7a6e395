//! A value for each kind of entities.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use super::id::EntityKind;
use super::table::TABLE;

/// How many kinds there are. Nothing but the map knows that this is known before a site is read.
const COUNT: usize = TABLE.len();

/// A value for each kind of entities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityMap<T>([T; COUNT]);

impl<T> EntityMap<T> {
    /// The values that `value` gives, asked in the order of the table.
    pub fn from_fn(mut value: impl FnMut(EntityKind) -> T) -> Self {
        Self(std::array::from_fn(|index| value(EntityKind::of_row(index))))
    }

    /// The values with their kinds, in the order of the table.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (EntityKind, &T)> {
        EntityKind::all().zip(&self.0)
    }

    /// The values to be changed, with their kinds, in the order of the table.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (EntityKind, &mut T)> {
        EntityKind::all().zip(&mut self.0)
    }

    /// The values alone, in the order of the table.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.0.iter()
    }

    /// What `value` makes of each.
    pub fn map<U>(&self, mut value: impl FnMut(EntityKind, &T) -> U) -> EntityMap<U> {
        EntityMap::from_fn(|kind| value(kind, &self[kind]))
    }
}

impl<T> Index<EntityKind> for EntityMap<T> {
    type Output = T;

    fn index(&self, kind: EntityKind) -> &T {
        &self.0[usize::from(kind.0)]
    }
}

impl<T> IndexMut<EntityKind> for EntityMap<T> {
    fn index_mut(&mut self, kind: EntityKind) -> &mut T {
        &mut self.0[usize::from(kind.0)]
    }
}

impl<T: Default> Default for EntityMap<T> {
    fn default() -> Self {
        Self::from_fn(|_| T::default())
    }
}

/// For people and templates by folder (`events`, `locations`); for what only this dibao reads, in the table's order.
impl<T: Serialize> Serialize for EntityMap<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_map(self.iter().map(|(kind, value)| (kind.folder(), value)))
        } else {
            serializer.collect_seq(&self.0)
        }
    }
}

impl<'de, T: Deserialize<'de> + Default> Deserialize<'de> for EntityMap<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let visitor = Values(PhantomData);
        if deserializer.is_human_readable() {
            deserializer.deserialize_map(visitor)
        } else {
            deserializer.deserialize_seq(visitor)
        }
    }
}

struct Values<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de> + Default> Visitor<'de> for Values<T> {
    type Value = EntityMap<T>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a value for each kind of entities")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut values = EntityMap::default();
        while let Some(folder) = entries.next_key::<std::borrow::Cow<'de, str>>()? {
            match EntityKind::all().find(|kind| kind.folder() == folder) {
                Some(kind) => values[kind] = entries.next_value()?,
                None => _ = entries.next_value::<IgnoredAny>()?,
            }
        }
        Ok(values)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Self::Value, A::Error> {
        // A format without types does not tell by itself that more follow.
        if let Some(count) = all.size_hint().filter(|&count| count != COUNT) {
            return Err(de::Error::invalid_length(count, &self));
        }
        let mut values = EntityMap::default();
        for (count, (_, value)) in values.iter_mut().enumerate() {
            *value = all.next_element()?.ok_or_else(|| de::Error::invalid_length(count, &self))?;
        }
        Ok(values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_is_read_as_it_was_written() {
        let nouns = EntityMap::from_fn(|kind| kind.noun().to_owned());
        let json = serde_json::to_string(&nouns).unwrap();
        assert!(json.starts_with(r#"{"events":"event","locations":"location","#), "{json}");
        assert_eq!(serde_json::from_str::<EntityMap<String>>(&json).unwrap(), nouns);
        let packed = postcard::to_stdvec(&nouns).unwrap();
        assert_eq!(postcard::from_bytes::<EntityMap<String>>(&packed).unwrap(), nouns);
        for count in [1, COUNT + 1] {
            let other = postcard::to_stdvec(&vec!["event"; count]).unwrap();
            assert!(postcard::from_bytes::<EntityMap<String>>(&other).is_err(), "{count}");
        }
        let fewer: EntityMap<usize> = serde_json::from_str(r#"{"locations":2,"unknown":3}"#).unwrap();
        assert_eq!((fewer[EntityKind::LOCATION], fewer[EntityKind::EVENT]), (2, 0));
    }
}
