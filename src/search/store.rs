//! The units of all articles in a file, from which they are read again for each kind of grams: in memory they
//! would be the most that a build of a large archive has there.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::scratch::Scratch;

/// So many articles lie together, in their order, however they come.
pub const TOGETHER: usize = 64;

/// Texts as units, as they are stored.
pub trait Source: Sync {
    /// How many there are.
    fn count(&self) -> usize;

    /// Some of them.
    fn texts(&self, articles: Range<usize>) -> Cow<'_, [Vec<u16>]>;
}

impl Source for Vec<Vec<u16>> {
    fn count(&self) -> usize {
        self.len()
    }

    fn texts(&self, articles: Range<usize>) -> Cow<'_, [Vec<u16>]> {
        Cow::Borrowed(&self[articles])
    }
}

/// A file of texts.
pub struct Store {
    articles: usize,
    scratch: Scratch,
    groups: Mutex<Groups>,
}

#[derive(Default)]
struct Groups {
    /// Those that wait for some of their articles, by their number.
    open: BTreeMap<usize, BTreeMap<usize, Vec<u16>>>,
    /// Where the others are in the file, and how many units each of their texts has.
    closed: BTreeMap<usize, (Range<u64>, Vec<usize>)>,
}

impl Store {
    /// A store of so many articles, in a file in a folder.
    pub fn new(articles: usize, folder: &Path) -> Self {
        Self { articles, scratch: Scratch::new(folder), groups: Mutex::default() }
    }

    fn groups(&self) -> MutexGuard<'_, Groups> {
        self.groups.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds the text of an article.
    pub fn add(&self, article: usize, text: Vec<u16>) {
        let number = article / TOGETHER;
        let size = TOGETHER.min(self.articles - number * TOGETHER);
        let mut groups = self.groups();
        let group = groups.open.entry(number).or_default();
        group.insert(article % TOGETHER, text);
        let whole = if group.len() == size { groups.open.remove(&number) } else { None };
        drop(groups);
        if let Some(group) = whole {
            self.append(number, &group);
        }
    }

    /// Ends the adding; articles that were not added have no text.
    pub fn close(&self) {
        let open = std::mem::take(&mut self.groups().open);
        for (number, mut group) in open {
            (0..TOGETHER).for_each(|index| _ = group.entry(index).or_default());
            self.append(number, &group);
        }
    }

    fn append(&self, number: usize, group: &BTreeMap<usize, Vec<u16>>) {
        let bytes: Vec<u8> = group.values().flatten().flat_map(|unit| unit.to_le_bytes()).collect();
        let place = self.scratch.append(&bytes);
        self.groups().closed.insert(number, (place, group.values().map(Vec::len).collect()));
    }

    /// What went wrong with the file, if anything did: what was made of it is then worth nothing.
    pub fn refused(&self) -> Option<io::Error> {
        self.scratch.refused()
    }

    fn group(&self, number: usize) -> Vec<Vec<u16>> {
        let place = self.groups().closed.get(&number).cloned();
        let Some((place, lengths)) = place else { return Vec::new() };
        let Some(bytes) = self.scratch.read(place) else { return Vec::new() };
        let (mut rest, _) = bytes.as_chunks();
        let text = |length: &usize| {
            let (own, others) = rest.split_at(*length);
            rest = others;
            own.iter().map(|&unit| u16::from_le_bytes(unit)).collect()
        };
        lengths.iter().map(text).collect()
    }
}

impl Source for Store {
    fn count(&self) -> usize {
        self.articles
    }

    fn texts(&self, articles: Range<usize>) -> Cow<'_, [Vec<u16>]> {
        let mut texts = Vec::with_capacity(articles.len());
        for number in articles.start / TOGETHER..articles.end.div_ceil(TOGETHER) {
            let mut group = self.group(number);
            group.resize(TOGETHER, Vec::new());
            let first = number * TOGETHER;
            let own = articles.start.max(first) - first..articles.end.min(first + TOGETHER) - first;
            texts.extend(group.drain(own));
        }
        Cow::Owned(texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(150, folder.path());
        let text = |article: usize| vec![u16::try_from(article).unwrap(); article % 5];
        // The last of all comes first, and one never.
        for article in (0..150).rev().filter(|&article| article != 70) {
            store.add(article, text(article));
        }
        store.close();
        for range in [0..150, 60..70, 63..65, 149..150, 10..10] {
            let wanted: Vec<_> =
                range.clone().map(|article| if article == 70 { Vec::new() } else { text(article) }).collect();
            assert_eq!(store.texts(range).into_owned(), wanted);
        }
        assert!(store.refused().is_none());
    }
}
