//! The units of all articles in a file, from which they are read again for each kind of grams: in memory they
//! would be the most that a build of a large archive has there.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::ops::Range;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

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

/// A file of texts, which is gone when it is closed.
pub struct Store {
    articles: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    file: Option<File>,
    end: u64,
    /// Those that wait for their neighbours, by the number of their group.
    open: BTreeMap<usize, BTreeMap<usize, Vec<u16>>>,
    /// By group: where it begins in the file, and how many units each of its texts has.
    groups: BTreeMap<usize, (u64, Vec<usize>)>,
    /// What went wrong first.
    refused: Option<io::Error>,
}

impl Store {
    /// A store of so many articles, in a file in a folder.
    pub fn new(articles: usize, folder: &Path) -> Self {
        let mut state = State::default();
        state.attempt(|state| {
            state.file = Some(tempfile::tempfile_in(folder)?);
            Ok(())
        });
        Self { articles, state: Mutex::new(state) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds the text of an article.
    pub fn add(&self, article: usize, text: Vec<u16>) {
        let number = article / TOGETHER;
        let size = TOGETHER.min(self.articles - number * TOGETHER);
        let mut state = self.state();
        let group = state.open.entry(number).or_default();
        group.insert(article % TOGETHER, text);
        if group.len() == size
            && let Some(group) = state.open.remove(&number)
        {
            state.attempt(|state| state.append(number, &group));
        }
    }

    /// Ends the adding; articles that were not added have no text.
    pub fn close(&self) {
        let mut state = self.state();
        for (number, mut group) in std::mem::take(&mut state.open) {
            (0..TOGETHER).for_each(|index| _ = group.entry(index).or_default());
            state.attempt(|state| state.append(number, &group));
        }
    }

    /// What went wrong with the file, if anything did: what was read is then worth nothing.
    pub fn refused(&self) -> Option<io::Error> {
        self.state().refused.take()
    }
}

impl Source for Store {
    fn count(&self) -> usize {
        self.articles
    }

    fn texts(&self, articles: Range<usize>) -> Cow<'_, [Vec<u16>]> {
        let mut texts = Vec::with_capacity(articles.len());
        for number in articles.start / TOGETHER..articles.end.div_ceil(TOGETHER) {
            let mut group = Vec::new();
            self.state().attempt(|state| {
                group = state.read(number)?;
                Ok(())
            });
            group.resize(TOGETHER, Vec::new());
            let first = number * TOGETHER;
            let own = articles.start.max(first) - first..articles.end.min(first + TOGETHER) - first;
            texts.extend(group.drain(own));
        }
        Cow::Owned(texts)
    }
}

impl State {
    /// Does something with the file, unless anything went wrong before.
    fn attempt(&mut self, act: impl FnOnce(&mut Self) -> io::Result<()>) {
        if self.refused.is_none() {
            self.refused = act(self).err();
        }
    }

    fn file(&self) -> io::Result<&File> {
        self.file.as_ref().ok_or_else(|| io::Error::other("there is no file"))
    }

    fn append(&mut self, number: usize, group: &BTreeMap<usize, Vec<u16>>) -> io::Result<()> {
        let bytes: Vec<u8> = group.values().flatten().flat_map(|unit| unit.to_le_bytes()).collect();
        self.file()?.write_all(&bytes)?;
        self.groups.insert(number, (self.end, group.values().map(Vec::len).collect()));
        self.end += bytes.len() as u64;
        Ok(())
    }

    fn read(&self, number: usize) -> io::Result<Vec<Vec<u16>>> {
        let Some((start, lengths)) = self.groups.get(&number) else { return Ok(Vec::new()) };
        let mut bytes = vec![0; 2 * lengths.iter().sum::<usize>()];
        let mut file = self.file()?;
        file.seek(SeekFrom::Start(*start))?;
        file.read_exact(&mut bytes)?;
        let (mut rest, _) = bytes.as_chunks();
        let text = |length: &usize| {
            let (own, others) = rest.split_at(*length);
            rest = others;
            own.iter().map(|&unit| u16::from_le_bytes(unit)).collect()
        };
        Ok(lengths.iter().map(text).collect())
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
        assert!(store.refused().is_none());
        for range in [0..150, 60..70, 63..65, 149..150, 10..10] {
            let wanted: Vec<_> =
                range.clone().map(|article| if article == 70 { Vec::new() } else { text(article) }).collect();
            assert_eq!(store.texts(range).into_owned(), wanted);
        }
        assert!(store.refused().is_none());
    }

    #[test]
    fn a_file_that_cannot_be_made_is_told_of() {
        let store = Store::new(1, Path::new("/nowhere/at/all"));
        store.add(0, vec![1]);
        store.close();
        assert!(store.texts(0..1)[0].is_empty());
        assert!(store.refused().is_some());
    }
}
