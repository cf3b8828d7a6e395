//! Values by kinds of entities: one for each, or for some.

use std::ops::{Index, IndexMut};

use serde::{Deserialize, Serialize};

use super::id::EntityKind;

/// A value for each kind of a site, as [`Kinds::map`](super::Kinds::map) makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityMap<T>(Vec<T>);

impl<T> EntityMap<T> {
    pub(super) fn of_values(values: Vec<T>) -> Self {
        Self(values)
    }

    /// The values with their kinds, in the order of these.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (EntityKind, &T)> {
        self.0.iter().enumerate().map(|(number, value)| (EntityKind::of_number(number), value))
    }

    /// The values alone, in the order of their kinds.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.0.iter()
    }

    /// What `value` makes of each.
    pub fn map<U>(&self, mut value: impl FnMut(EntityKind, &T) -> U) -> EntityMap<U> {
        EntityMap(self.iter().map(|(kind, own)| value(kind, own)).collect())
    }
}

impl<T> Index<EntityKind> for EntityMap<T> {
    type Output = T;

    fn index(&self, kind: EntityKind) -> &T {
        &self.0[kind.number()]
    }
}

impl<T> IndexMut<EntityKind> for EntityMap<T> {
    fn index_mut(&mut self, kind: EntityKind) -> &mut T {
        &mut self.0[kind.number()]
    }
}

/// Values for some kinds, in the order of these: most articles are about things of few kinds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByKind<T>(Vec<(EntityKind, T)>);

impl<T> ByKind<T> {
    /// The value of a kind.
    pub fn get(&self, wanted: EntityKind) -> Option<&T> {
        self.0.iter().find(|(kind, _)| *kind == wanted).map(|(_, value)| value)
    }

    /// The value of a kind, to be changed; an empty one where there is none.
    pub fn entry(&mut self, wanted: EntityKind) -> &mut T
    where
        T: Default,
    {
        let at = self.0.partition_point(|(kind, _)| *kind < wanted);
        if self.0.get(at).is_none_or(|(kind, _)| *kind != wanted) {
            self.0.insert(at, (wanted, T::default()));
        }
        &mut self.0[at].1
    }

    /// The values with their kinds.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (EntityKind, &T)> {
        self.0.iter().map(|(kind, value)| (*kind, value))
    }

    /// The values alone.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.0.iter().map(|(_, value)| value)
    }

    /// The values alone, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().map(|(_, value)| value)
    }
}

impl<T> ByKind<Vec<T>> {
    /// The list of a kind.
    pub fn of(&self, wanted: EntityKind) -> &[T] {
        self.get(wanted).map_or(&[], Vec::as_slice)
    }
}

impl<T> Default for ByKind<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// In the order of the kinds, whatever they were given in.
impl<T> FromIterator<(EntityKind, T)> for ByKind<T> {
    fn from_iter<I: IntoIterator<Item = (EntityKind, T)>>(values: I) -> Self {
        let mut values: Vec<_> = values.into_iter().collect();
        values.sort_by_key(|(kind, _)| *kind);
        Self(values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_stay_in_their_order() {
        let mut lists: ByKind<Vec<u8>> = ByKind::default();
        for (kind, number) in [(EntityKind::PERSON, 1), (EntityKind::EVENT, 2), (EntityKind::PERSON, 3)] {
            lists.entry(kind).push(number);
        }
        assert_eq!(lists.values().flatten().copied().collect::<Vec<_>>(), [2, 1, 3]);
        assert_eq!((lists.of(EntityKind::PERSON), lists.of(EntityKind::TAG)), (&[1, 3][..], &[][..]));
        let packed = postcard::to_stdvec(&lists).unwrap();
        assert_eq!(postcard::from_bytes::<ByKind<Vec<u8>>>(&packed).unwrap(), lists);
        let reversed = lists.iter().rev().map(|(kind, list)| (kind, list.clone()));
        assert_eq!(reversed.collect::<ByKind<_>>(), lists);
    }
}
