//! A list of articles, of which each part that is looked at is put down.

use std::ops::Range;

use super::facet::{Facet, ListId, Look};
use super::trace::Trace;
use crate::address::AddressId;
use crate::archive::{Archive, ArticleId};
use crate::links::Links;

/// A list of articles, or of something else with ids.
pub struct List<'r, T = ArticleId> {
    ids: &'r [T],
    id: ListId,
    trace: &'r Trace,
}

impl<T> Clone for List<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for List<'_, T> {}

impl<'r, T> List<'r, T> {
    pub(super) fn new(ids: &'r [T], id: ListId, trace: &'r Trace) -> Self {
        Self { ids, id, trace }
    }

    fn look(&self, look: Look) {
        self.trace.record(Facet::List(self.id, look));
    }

    /// All of it.
    pub fn all(&self) -> &'r [T] {
        self.look(Look::Whole);
        self.ids
    }

    /// How many it has.
    pub fn len(&self) -> usize {
        self.look(Look::Length);
        self.ids.len()
    }

    /// A list without anything.
    pub fn emptied(self) -> Self {
        Self { ids: &[], ..self }
    }

    /// How many it has, for the plan of its parts, which is made anew in every build: nothing is put down.
    pub fn planned(&self) -> usize {
        self.ids.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.look(Look::IsEmpty);
        self.ids.is_empty()
    }

    /// Whether it has at least so many.
    pub fn has_at_least(&self, count: usize) -> bool {
        self.look(Look::AtLeast(number(count)));
        self.ids.len() >= count
    }

    /// Those in a range, as far as there are any.
    pub fn part(&self, range: Range<usize>) -> &'r [T] {
        self.look(Look::Part(number(range.start), number(range.end)));
        slice(self.ids, range)
    }

    /// Those in a range that is counted from the last, as far as there are any; in the order of the list.
    pub fn part_from_end(&self, range: Range<usize>) -> &'r [T] {
        self.look(Look::PartFromEnd(number(range.start), number(range.end)));
        slice(self.ids, from_end(self.ids.len(), &range))
    }
}

impl<'r, T: Copy> List<'r, T> {
    /// One after the other, as far as they are asked for.
    pub fn iter(&self) -> impl Iterator<Item = T> + use<'r, T> {
        let Self { ids, id, trace } = *self;
        (0..=ids.len()).map_while(move |at| {
            // So far, and whether there is one more.
            trace.record(Facet::List(id, Look::Part(number(at), number(at + 1))));
            ids.get(at).copied()
        })
    }

    /// The first of it.
    pub fn first(&self) -> Option<T> {
        self.part(0..1).first().copied()
    }

    /// The last of it.
    pub fn last(&self) -> Option<T> {
        self.part_from_end(0..1).first().copied()
    }
}

impl List<'_> {
    /// Whether at least so many of it have a date.
    pub fn has_dated(&self, archive: &Archive, count: usize) -> bool {
        self.look(Look::DatedAtLeast(number(count)));
        Links::has_dated(archive, self.ids, count)
    }

    /// The articles before and after one, as they are read: see [`Links::around`].
    pub fn around(&self, archive: &Archive, id: ArticleId) -> (Option<ArticleId>, Option<ArticleId>) {
        self.look(Look::Around(AddressId::of(&archive.articles[id].path)));
        Links::around(archive, self.ids, id)
    }
}

/// Those in a range, as far as there are any.
pub(super) fn slice<T>(ids: &[T], range: Range<usize>) -> &[T] {
    &ids[range.start.min(ids.len())..range.end.min(ids.len())]
}

/// A range that is counted from the last of so many, counted from the first.
pub(super) fn from_end(length: usize, range: &Range<usize>) -> Range<usize> {
    length.saturating_sub(range.end)..length.saturating_sub(range.start)
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
