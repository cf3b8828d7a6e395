//! Related articles: those that share what the fewest others have.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Links, Period};
use crate::archive::{Archive, ArticleId};

/// How many are shown.
const SHOWN: usize = 6;
/// How many neighbours are looked at in a list, on each side: a list may be as long as the
/// archive, and those nearest in time come first.
const NEAR: usize = 40;
/// What a shared day counts, beside a shared entity.
const DAY: f64 = 0.25;

impl Links {
    /// The articles that have most to do with one: each event, place, person or organisation that
    /// they share counts `ln(1 + N/n)`, for `N` articles of which `n` are about it, and the day a
    /// quarter of that. Only neighbours in these lists are looked at, so that all articles
    /// together take linear time.
    pub fn related(&self, archive: &Archive, id: ArticleId) -> Vec<ArticleId> {
        let article = &archive.articles[id];
        let all = archive.articles.len() as f64;
        let mut scores: BTreeMap<ArticleId, f64> = BTreeMap::new();
        for entity in article.about() {
            let list = &self.by_entity[entity];
            let weight = (1.0 + all / list.len().max(1) as f64).ln();
            near(list, id).for_each(|other| *scores.entry(other).or_default() += weight);
        }
        let day = article.meta.date.filter(|date| date.day.is_some());
        if let Some(date) = day {
            let period = Period { year: date.year, month: date.month, day: date.day };
            let list = &self.by_date[&period];
            let weight = DAY * (1.0 + all / list.len().max(1) as f64).ln();
            // A day alone makes nothing related.
            near(list, id).for_each(|other| {
                if let Some(score) = scores.get_mut(&other) {
                    *score += weight;
                }
            });
        }
        let mut ranked: Vec<(ArticleId, f64)> = scores.into_iter().collect();
        ranked.sort_by(|one, other| {
            other
                .1
                .total_cmp(&one.1)
                .then_with(|| one.0.abs_diff(id).cmp(&other.0.abs_diff(id)))
                .then(one.0.cmp(&other.0))
        });
        // What is read next on another way needs no second mention.
        let read_with: Vec<ArticleId> =
            self.reading_of[id].iter().flat_map(|&reading| self.readings[reading].articles.iter().copied()).collect();
        ranked.into_iter().map(|(other, _)| other).filter(|other| !read_with.contains(other)).take(SHOWN).collect()
    }

    /// The articles before and after one in a list that is newest first, as they are read: day by
    /// day, and within a day from the front page on.
    pub fn around(archive: &Archive, list: &[ArticleId], id: ArticleId) -> (Option<ArticleId>, Option<ArticleId>) {
        let day = |id: ArticleId| archive.articles[id].meta.date.map(|date| (date.year, date.month, date.day));
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
        let next = if at + 1 < end {
            Some(list[at + 1])
        } else {
            let after = &list[..start];
            after.last().map(|&last| after[after.partition_point(|&other| !same_day(other, last))])
        };
        (previous, next)
    }
}

/// The neighbours of an article in a list, nearest first.
fn near(list: &[ArticleId], id: ArticleId) -> impl Iterator<Item = ArticleId> {
    let at = list.partition_point(|&other| other < id);
    let window = &list[at.saturating_sub(NEAR)..(at + NEAR + 1).min(list.len())];
    let mut window: Vec<ArticleId> = window.iter().copied().filter(|&other| other != id).collect();
    window.sort_by_key(|other| (other.abs_diff(id), Reverse(*other)));
    window.into_iter()
}
