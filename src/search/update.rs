//! Brings an index up to date: what it comes to is, byte for byte, what an index made from nothing would be. A segment
//! that has most articles of one of before is edited, or left as it is; any other is made anew from the texts that were
//! kept.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::borders::segments;
use super::edit::{Edit, edit};
use super::file::{Emit, Read};
use super::kept::Kept;
use super::layout::{Facts, Layout};
use super::moves::Known;
use super::postings::GONE;
use super::root::Root;
use super::segment::{Material, Scratches, Segment, named};
use super::store::Store;
use super::text::{Text, read_text};
use super::texts::{self, Shown};
use super::units::Words;
use crate::address::AddressId;

/// A segment is made anew of which one in so many articles came, is gone, or is both since its text is another.
const FEW: usize = 4;
/// So is one of which more did: their grams are in memory.
const MOST: usize = 2048;

/// Gives the text of an article as it was kept.
pub type Recall<'k> = &'k mut dyn FnMut(AddressId) -> Option<Kept>;

/// An article as the index is to have it.
pub struct Article {
    /// Which one it is.
    pub key: AddressId,
    /// What it says; nothing if that is what it said before.
    pub said: Option<Said>,
}

/// What an article says.
pub struct Said {
    /// Its text in each script and language.
    pub all: Vec<Text>,
    /// What readers of each script are shown of it.
    pub shown: Vec<Shown>,
}

/// An index as the last build left it.
pub struct Before<'b> {
    /// How it is laid out.
    pub layout: &'b Layout,
    /// The texts of its articles.
    pub recall: Recall<'b>,
    /// Its files.
    pub read: Read<'b>,
}

/// What an index is to be of.
pub struct Now<'n> {
    /// The articles, from the oldest. Those of before that are not among them are gone.
    pub articles: &'n [Article],
    /// What it has besides texts, of all articles, with their numbers now.
    pub facts: &'n Facts,
}

/// What an update comes to.
pub struct Updated {
    /// The layout of the index now.
    pub layout: Layout,
    /// What a search begins with now.
    pub root: Root,
    /// The texts that are others than those that were kept, and those of new articles.
    pub kept: Vec<(AddressId, Kept)>,
    /// The files that nothing leads to any more; also some that were emitted in vain. They are still there when this is
    /// returned.
    pub dropped: BTreeSet<String>,
    /// How many segments were made anew; the others were edited, or are as they were.
    pub anew: usize,
}

/// Brings an index up to date. `emit` gets files that were not there before, each once; those of before that are not in
/// [`Updated::dropped`] stay as they are. What memory has no room for waits in files in `folder`.
///
/// None if the index has to be made anew: an article is new and it is not known what it says, a text was not kept, a text
/// to show cannot be read. Some files may have been emitted then, which whoever makes it anew should not leave behind.
///
/// # Errors
/// When a file in the folder could not be written or read.
pub fn update(
    Before { layout, recall, read }: Before<'_>,
    now: &Now<'_>,
    folder: &Path,
    emit: Emit<'_>,
) -> io::Result<Option<Updated>> {
    let all = Mutex::new(layout.files());
    let emit: Emit<'_> = &|path, bytes| {
        let is_new = all.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
        if is_new {
            emit(path, bytes);
        }
    };
    let Some(texts) = Texts::new(layout, now, recall) else { return Ok(None) };
    let mut of_segments = Vec::new();
    let mut anew = 0;
    for range in segments(now.articles.len()) {
        let segment = match texts.of_before(&range, layout, now, recall, (read, emit)) {
            Some(segment) => segment,
            None => {
                anew += 1;
                let Some(segment) = texts.anew(range, now, recall, (folder, emit))? else { return Ok(None) };
                segment
            }
        };
        of_segments.push(segment);
    }
    let shown: Vec<(AddressId, Option<&[Shown]>)> =
        now.articles.iter().map(|own| (own.key, own.said.as_ref().map(|said| said.shown.as_slice()))).collect();
    let Some(shown) = texts::update(&layout.keys, &layout.texts, &shown, read, &mut |path, bytes| emit(path, bytes))
    else {
        return Ok(None);
    };
    let keys = now.articles.iter().map(|own| own.key).collect();
    let layout = Layout::new(keys, of_segments, shown, now.facts, Some((layout, read)), emit);
    let root = layout.root(emit);
    let files = layout.files();
    let all = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    let dropped = all.into_iter().filter(|path| !files.contains(path)).collect();
    Ok(Some(Updated { layout, root, kept: texts.now.into_iter().collect(), dropped, anew }))
}

/// The texts that are others than before.
struct Texts {
    known: Known,
    before: BTreeMap<AddressId, Kept>,
    now: BTreeMap<AddressId, Kept>,
}

impl Texts {
    fn new(layout: &Layout, now: &Now<'_>, recall: &mut dyn FnMut(AddressId) -> Option<Kept>) -> Option<Self> {
        let old: BTreeSet<AddressId> = layout.keys.iter().copied().collect();
        let known = Known::new(&layout.keys);
        let mut texts = Self { known, before: BTreeMap::new(), now: BTreeMap::new() };
        for Article { key, said } in now.articles {
            let Some(said) = said else {
                old.contains(key).then_some(())?;
                continue;
            };
            let kept = read_text(&said.all).kept();
            if old.contains(key) {
                let before = recall(*key)?;
                if before == kept {
                    continue;
                }
                texts.before.insert(*key, before);
            }
            texts.now.insert(*key, kept);
        }
        Some(texts)
    }

    /// A segment as it is to be, if it has most articles of one of before.
    fn of_before(
        &self,
        range: &Range<usize>,
        layout: &Layout,
        now: &Now<'_>,
        recall: &mut dyn FnMut(AddressId) -> Option<Kept>,
        (read, emit): (Read<'_>, Emit<'_>),
    ) -> Option<Segment> {
        let keys: Vec<AddressId> = now.articles[range.clone()].iter().map(|own| own.key).collect();
        let range_of = |segment: &Segment| segment.first..segment.first + segment.articles;
        let old = layout.segments.iter().max_by_key(|old| self.known.common(&range_of(old), &keys))?;
        let old_keys = layout.keys.get(range_of(old))?;
        let moves = self.known.moves(&range_of(old), &keys);
        let is_other = |key: &AddressId| self.now.contains_key(key);
        let gone: Vec<u32> = (0..)
            .zip(moves.numbers.iter().zip(old_keys))
            .filter(|(_, (number, key))| **number == GONE || is_other(key))
            .map(|(number, _)| number)
            .collect();
        let mut come = moves.come;
        come.extend(moves.numbers.iter().filter(|&&number| number != GONE && is_other(&keys[number as usize])));
        come.sort_unstable();
        (gone.len() + come.len() <= MOST.min(2 + keys.len() / FEW)).then_some(())?;
        let mut of = |numbers: &[u32], keys: &[AddressId], others: &BTreeMap<AddressId, Kept>| {
            let text = |&number: &u32| {
                let key = keys[number as usize];
                Some((number, others.get(&key).cloned().or_else(|| recall(key))?))
            };
            numbers.iter().map(text).collect::<Option<Vec<_>>>()
        };
        let gone = of(&gone, old_keys, &self.before)?;
        let come = of(&come, &keys, &self.now)?;
        let named = named(&now.facts.lists, range);
        let (first, articles) = (range.start, keys.len());
        edit(
            old,
            &Edit { first, articles, numbers: &moves.numbers, gone: &gone, come: &come, named: &named },
            read,
            emit,
        )
    }

    /// Makes a segment from the texts of its articles.
    fn anew(
        &self,
        range: Range<usize>,
        now: &Now<'_>,
        recall: &mut dyn FnMut(AddressId) -> Option<Kept>,
        (folder, emit): (&Path, Emit<'_>),
    ) -> io::Result<Option<Segment>> {
        let articles = &now.articles[range.clone()];
        let store = Store::new(articles.len(), folder);
        let mut words = Words::default();
        let mut lengths = Vec::with_capacity(articles.len());
        for (number, own) in articles.iter().enumerate() {
            let recalled;
            let kept = if let Some(now) = self.now.get(&own.key) {
                now
            } else {
                let Some(kept) = recall(own.key) else { return Ok(None) };
                recalled = kept;
                &recalled
            };
            lengths.push(kept.lengths());
            store.add(number, kept.units_among(&mut words));
        }
        store.close();
        let scratches = Scratches::new(folder);
        let named = named(&now.facts.lists, &range);
        let material = Material { texts: &store, words: &words, lengths: &lengths, named };
        let segment = Segment::new(range.start, &material, &scratches, emit);
        match store.refused().or(scratches.refused()) {
            Some(refused) => Err(refused),
            None => Ok(Some(segment)),
        }
    }
}

#[cfg(test)]
mod tests;
