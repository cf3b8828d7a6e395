//! Builds an index: takes the texts of articles in any order, then writes all of its files.

use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::borders::segments;
use super::file::Emit;
use super::kept::Kept;
use super::layout::{Facts, Layout};
use super::segment::{Material, Scratches, Segment, Within, named};
use super::store::{self, Source as _, Store};
use super::text::{Text, Units, count, read_text};
use super::texts::{self, Shown};
use super::units::{self, Words};
use crate::address::AddressId;

/// The index of an archive that is being built.
pub struct Index {
    /// The articles, from the oldest.
    keys: Vec<AddressId>,
    state: Mutex<State>,
    /// The units of each article.
    units: Store,
    /// Where grams wait.
    scratches: Scratches,
    texts: texts::Texts,
}

#[derive(Default)]
struct State {
    words: Words,
    /// By article: how many units there are, and how many its headline has.
    lengths: Vec<(u32, u32)>,
}

impl Index {
    /// An index of articles, from the oldest, which readers of so many scripts will see. What memory has no room for is
    /// in files in a folder until it is finished.
    pub fn new(keys: Vec<AddressId>, scripts: usize, folder: &Path) -> Self {
        let articles = keys.len();
        let state = State { lengths: vec![(0, 0); articles], ..State::default() };
        Self {
            texts: texts::Texts::new(&keys, scripts),
            keys,
            state: Mutex::new(state),
            units: Store::new(articles, folder),
            scratches: Scratches::new(folder),
        }
    }

    /// Adds an article: its text in each script and language, and what its readers in each script are
    /// shown of it.
    pub fn add(&self, article: u32, all: &[Text], shown: &[Shown], emit: &mut dyn FnMut(&str, &[u8])) {
        let Units { words, mut joined, title } = read_text(all);
        let mut stored = Vec::with_capacity(joined.len());
        {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            let numbers = state.words.take(words);
            joined.iter_mut().for_each(|unit| unit.renumber(&numbers));
            units::store(&joined, &mut stored);
            state.lengths[article as usize] = (count(joined.len()), count(title));
        }
        self.units.add(article as usize, stored);
        self.texts.add(article, shown, emit);
    }

    /// Writes the index, when all articles were added. `keep` gets the text of each.
    ///
    /// # Errors
    /// When a file in the folder could not be written or read.
    pub fn finish(self, facts: &Facts, keep: &mut dyn FnMut(AddressId, &Kept), emit: Emit<'_>) -> io::Result<Layout> {
        let Self { keys, state, units, scratches, texts } = self;
        units.close();
        let State { words, lengths } = state.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut all = Vec::new();
        for range in segments(keys.len()) {
            let material = Material {
                texts: &Within { of: &units, range: range.clone() },
                words: &words,
                lengths: &lengths[range.clone()],
                named: named(&facts.lists, &range),
            };
            all.push(Segment::new(range.start, &material, &scratches, emit));
        }
        for (group, keys) in keys.chunks(store::TOGETHER).enumerate() {
            let first = group * store::TOGETHER;
            let texts = units.texts(first..first + keys.len());
            for ((key, text), (_, title)) in keys.iter().zip(&*texts).zip(&lengths[first..]) {
                keep(*key, &Kept::of(text, *title, &words));
            }
        }
        if let Some(refused) = units.refused().or(scratches.refused()) {
            return Err(refused);
        }
        drop(units);
        Ok(Layout::new(keys, all, texts.finish(emit), facts, None, emit))
    }
}
