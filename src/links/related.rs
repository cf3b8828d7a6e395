//! Articles beside one: those that share what the fewest others have, and those before and after it.

use std::hash::{Hash as _, Hasher as _};
use std::ops::Range;

use rustc_hash::FxHasher;

use super::lists::Links;
use super::period::Period;
use super::sequence::ReadingKind;
use crate::address::AddressId;
use crate::archive::{Archive, ArticleId, EntityId};
use crate::content::ArticleMeta;

/// How many are shown.
const SHOWN: usize = 6;
/// How many neighbours are looked at in a list, on each side: a list may be as long as the
/// archive, and those nearest in time come first.
const NEAR: usize = 32;
/// How many articles of a list are compared as one with those of the last build.
pub const BLOCK: usize = 64;
/// What a shared day counts, beside a shared entity.
const DAY: f64 = 0.25;

impl Links {
    /// The articles that have most to do with one: each event, place, person or organisation that
    /// they share counts `ln(1 + N/n)`, for `N` articles of which `n` are about it, and the day a
    /// quarter of that; both numbers are rounded up to powers of two, so that an article that comes changes few weights of
    /// others. Only neighbours in these lists are looked at, so that all articles together take linear time.
    pub fn related(&self, archive: &Archive, id: ArticleId) -> Vec<ArticleId> {
        let article = &archive.articles[id];
        let all = archive.articles.len();
        let mut shared: Vec<(ArticleId, f64)> = Vec::new();
        for entity in article.about() {
            let list = &self.by_entity[entity];
            let weight = weight(all, list.len());
            shared.extend(near(list, id).map(|other| (other, weight)));
        }
        // In the order of the archive, so that sums are the same whatever was first.
        shared.sort_unstable_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
        let mut ranked: Vec<(ArticleId, f64)> = Vec::new();
        for (other, weight) in shared {
            match ranked.last_mut() {
                Some((last, score)) if *last == other => *score += weight,
                _ => ranked.push((other, weight)),
            }
        }
        let day = article.meta.date.filter(|date| date.day.is_some());
        if let Some(date) = day {
            let period = Period::of(date);
            let weight = DAY * weight(all, self.by_date[&period].len());
            // A day alone makes nothing related.
            let same_day = |other: ArticleId| {
                let other = archive.articles[other].meta.date;
                other.map(Period::of) == Some(period)
            };
            ranked.iter_mut().filter(|(other, _)| same_day(*other)).for_each(|(_, score)| *score += weight);
        }
        ranked.sort_by(|one, other| {
            other
                .1
                .total_cmp(&one.1)
                .then_with(|| days_apart(archive, one.0, id).cmp(&days_apart(archive, other.0, id)))
                .then(one.0.cmp(&other.0))
        });
        // What is read next on another way needs no second mention.
        let read_with: Vec<ArticleId> =
            self.reading_of[id].iter().flat_map(|&reading| self.readings[reading].articles.iter().copied()).collect();
        let others = ranked.into_iter().map(|(other, _)| other);
        others.filter(|other| !read_with.contains(other) && !self.is_later_part(*other)).take(SHOWN).collect()
    }

    /// A hash of an article as one that may be related to others: all that [`Self::related`] looks at, and what decides its
    /// place among others. `name` tells it by what stays when others come.
    pub fn hash_as_related(&self, archive: &Archive, id: ArticleId, name: AddressId) -> u64 {
        let ArticleMeta { date, page, position, file, part, .. } = &*archive.articles[id].meta;
        let date = date.map(|date| (date.year, date.month, date.day, date.second, date.offset));
        let mut hasher = FxHasher::default();
        (name, date, page, position, file, part, self.is_later_part(id)).hash(&mut hasher);
        hasher.finish()
    }

    /// A hash of the parts of lists that [`Self::related`] looks at, in blocks of [`BLOCK`] articles, which are counted from
    /// the oldest, so that they stay when newer articles come; `of_blocks` tells what those of an entity are, and what it
    /// is. Where they are as they were, so are those that are chosen.
    pub fn related_lists(
        &self,
        archive: &Archive,
        id: ArticleId,
        of_blocks: &dyn Fn(EntityId, Range<usize>) -> u64,
        name: &dyn Fn(ArticleId) -> AddressId,
    ) -> u64 {
        let article = &archive.articles[id];
        let all = archive.articles.len();
        let mut hasher = FxHasher::default();
        for entity in article.about() {
            let list = &self.by_entity[entity];
            // As counted from the oldest, which is the last.
            let end = list.len().saturating_sub(1);
            let at = end.saturating_sub(list.partition_point(|&other| other < id));
            let blocks = at.saturating_sub(NEAR) / BLOCK..(at + NEAR).min(end) / BLOCK + 1;
            (weight(all, list.len()).to_bits(), of_blocks(entity, blocks)).hash(&mut hasher);
        }
        self.hash_beside(archive, id, name, &mut hasher);
        hasher.finish()
    }

    /// A hash of all that it chooses from: of the lists the neighbours alone, of which `of_article` tells what each is.
    pub fn related_from(
        &self,
        archive: &Archive,
        id: ArticleId,
        of_article: &dyn Fn(ArticleId) -> u64,
        name: &dyn Fn(ArticleId) -> AddressId,
    ) -> u64 {
        let article = &archive.articles[id];
        let mut hasher = FxHasher::default();
        let all = archive.articles.len();
        for entity in article.about() {
            let list = &self.by_entity[entity];
            weight(all, list.len()).to_bits().hash(&mut hasher);
            near(list, id).for_each(|other| of_article(other).hash(&mut hasher));
            archive.entities[entity].path.hash(&mut hasher);
        }
        self.hash_beside(archive, id, name, &mut hasher);
        hasher.finish()
    }

    /// Hashes what else decides what is related to an article: its day, and what it is read with.
    fn hash_beside(
        &self,
        archive: &Archive,
        id: ArticleId,
        name: &dyn Fn(ArticleId) -> AddressId,
        hasher: &mut FxHasher,
    ) {
        let article = &archive.articles[id];
        let all = archive.articles.len();
        if let Some(date) = article.meta.date.filter(|date| date.day.is_some()) {
            let period = Period::of(date);
            (period, weight(all, self.by_date[&period].len()).to_bits()).hash(hasher);
        }
        for &reading in &self.reading_of[id] {
            self.readings[reading].articles.iter().for_each(|&other| name(other).hash(hasher));
        }
    }

    /// Whether an article is a part of another, which begins elsewhere.
    pub fn is_later_part(&self, id: ArticleId) -> bool {
        let mut readings = self.reading_of[id].iter().map(|&reading| &self.readings[reading]);
        readings.any(|reading| reading.kind == ReadingKind::Continuation && reading.articles[0] != id)
    }

    /// The articles before and after one in a list that is newest first, as they are read: day by
    /// day, and within a day from the front page on.
    pub fn around(archive: &Archive, list: &[ArticleId], id: ArticleId) -> (Option<ArticleId>, Option<ArticleId>) {
        let day = |id: ArticleId| archive.articles[id].meta.date.map(Period::of);
        let same_day = |one: ArticleId, other: ArticleId| day(one) == day(other);
        let Ok(at) = list.binary_search(&id) else { return (None, None) };
        let start = list[..at].partition_point(|&other| !same_day(other, id));
        let end = at + list[at..].partition_point(|&other| same_day(other, id));
        let previous = if at > start {
            Some(list[at - 1])
        } else {
            let before = &list[end..];
            before.first().map(|&first| before[before.partition_point(|&other| same_day(other, first)) - 1])
        };
        // What has no date is before nothing.
        let previous = previous.filter(|&other| day(other).is_some() || day(id).is_none());
        let next = if at + 1 < end {
            Some(list[at + 1])
        } else {
            let after = &list[..start];
            after.last().map(|&last| after[after.partition_point(|&other| !same_day(other, last))])
        };
        (previous, next)
    }
}

/// What it counts to share something that `some` of `all` articles have.
fn weight(all: usize, some: usize) -> f64 {
    let rounded = |count: usize| count.next_power_of_two() as f64;
    (1.0 + rounded(all) / rounded(some)).ln()
}

/// How far articles are from each other, in days, as if all months had 31: where they stand in the archive would be
/// otherwise with each article that comes between them.
fn days_apart(archive: &Archive, one: ArticleId, other: ArticleId) -> u32 {
    let day = |id: ArticleId| {
        archive.articles[id].meta.date.map(|date| {
            let [month, day] = [date.month, date.day].map(|part| i32::from(part.unwrap_or(1)));
            (i32::from(date.year) * 12 + month) * 31 + day
        })
    };
    match (day(one), day(other)) {
        (Some(one), Some(other)) => one.abs_diff(other),
        (None, None) => 0,
        _ => u32::MAX,
    }
}

/// The neighbours of an article in a list.
fn near(list: &[ArticleId], id: ArticleId) -> impl Iterator<Item = ArticleId> {
    let at = list.partition_point(|&other| other < id);
    let window = &list[at.saturating_sub(NEAR)..(at + NEAR + 1).min(list.len())];
    window.iter().copied().filter(move |&other| other != id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_stay_while_articles_come() {
        assert!(weight(1000, 3) > weight(1000, 300));
        assert_eq!(weight(600, 5), weight(1000, 8));
        assert_ne!(weight(1024, 5), weight(1025, 5));
    }
}
